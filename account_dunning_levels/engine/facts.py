"""What the rules need to know, read from the database a range of customers at a time.

SQL here only fetches and filters coarsely (posted, open, receivable, company); the rules
decide. Money is read as text: ``numeric`` would reach Python as float.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from odoo.tools import SQL

from ..rules import frozen
from ..rules.money import decimal_of
from ..rules.selection import Context
from ..rules.sheet_choice import choose_sheet
from ..rules.values import Currencies, Item


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run decides with; frozen with it."""

    context: Context
    sheets: list
    currencies: Currencies

    def sheet(self, sheet_id):
        return next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)


@dataclass(frozen=True, slots=True)
class Customer:
    """A debtor and the contact its letters go to.

    :ivar blocked: ``disabled``, ``hold`` or the kind of its hold (see :func:`_block`), or empty
    :ivar hold_id, hold_end: the hold of the whole customer, and its last day
    :ivar promise: ``broken`` when it broke a promise in the last year, ``late`` when the day of
        one lies before the key date, ``open`` when it has promised to pay something, or empty
    :ivar last_date: date of its last valid reminder
    :ivar can_email: the recipient has a valid address that is not on the blacklist
    """

    id: int
    name: str
    blocked: str
    send_email: bool
    categories: tuple
    tags: frozenset
    user_id: int | None
    recipient_id: int
    recipient_lang: str | None
    has_email: bool
    can_email: bool
    last_date: date | None
    hold_id: int | None = None
    hold_end: date | None = None
    promise: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Why nothing is reminded, empty when nothing says so.

    :ivar code: a value of ``account.dunning.notice.line.detail``
    :ivar end: last day, None when it does not end by itself
    """

    code: str = ""
    hold_id: int | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """An open item with what only the letter and the list need.

    :ivar debtor_id: who owes it: ``item.customer_id``, who gets the letter, or a branch of it
    """

    item: Item
    debtor_id: int
    move_id: int
    name: str
    reference: str | None
    original: Decimal
    document_date: date | None


def current_settings(company, key_date, criteria=None):
    """Settings as they stand now for ``company``."""
    context = Context(key_date, company._dunning_options())
    if criteria:
        context = Context(key_date, company._dunning_options(), criteria)
    # sudo: the rules need the company's sheets whoever asks
    sheets = company.env["account.dunning.sheet"].sudo().search([("company_id", "=", company.id)])
    return Settings(
        context, [sheet._to_rules() for sheet in sheets], currencies_at(company, key_date)
    )


def frozen_settings(run):
    """Settings as they were when the run proposed."""
    options, criteria, sheets, currencies = frozen.thaw(run.settings)
    return Settings(Context(run.key_date, options, criteria), sheets, currencies)


def to_json(settings):
    """Settings as data to store on the run."""
    return frozen.freeze(
        settings.context.options, settings.context.criteria, settings.sheets, settings.currencies
    )


def currencies_at(company, key_date):
    """Steps and rates of all currencies, archived ones too: old items may be in them."""
    own = company.currency_id
    # sudo: rates are facts, not secrets
    found = company.env["res.currency"].sudo().with_context(active_test=False)
    found = found.search(["|", ("active", "=", True), ("rate_ids", "!=", False)]) | own
    rates = found._get_rates(company, key_date)
    base = decimal_of(rates[own.id])
    return Currencies(
        own.id,
        {currency.id: decimal_of(currency.rounding) for currency in found},
        {currency.id: decimal_of(rates[currency.id]) / base for currency in found},
    )


def count_open_items(env, company, partner_domain=None):
    """How many open items :func:`customer_ranges` cuts into ranges."""
    [[count]] = env.execute_query(
        SQL(
            """
            SELECT COUNT(*)
              FROM account_move_line item
              JOIN account_move move ON move.id = item.move_id
              JOIN res_partner contact ON contact.id = item.partner_id
             WHERE %s
            """,
            _open_items_of(env, company, partner_domain),
        )
    )
    return count


def _open_items_of(env, company, partner_domain):
    where = [_open_items(company)]
    if partner_domain is not None and not partner_domain.is_true():
        where.append(_debtors_in(env, partner_domain))
    return SQL(" AND ").join(where)


def customer_ranges(env, company, size=5000, partner_domain=None):
    """Yield lists of ids of customers who get letters, each list with about ``size`` items.

    A customer with a head office is counted there.

    :param Domain partner_domain: only these debtors
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT COALESCE(debtor.dunning_head_office_id, debtor.id) AS letter_to, COUNT(*)
              FROM account_move_line item
              JOIN account_move move ON move.id = item.move_id
              JOIN res_partner contact ON contact.id = item.partner_id
              JOIN res_partner debtor ON debtor.id = contact.commercial_partner_id
             WHERE %s
          GROUP BY letter_to
          ORDER BY letter_to
            """,
            _open_items_of(env, company, partner_domain),
        )
    )
    chunk, count = [], 0
    for debtor_id, items in rows:
        chunk.append(debtor_id)
        count += items
        if count >= size:
            yield chunk
            chunk, count = [], 0
    if chunk:
        yield chunk


def read_customers(env, company, debtor_ids, key_date, skip_run_id=None):
    """Return debtor id -> :class:`Customer`.

    :param int skip_run_id: run whose own letters do not count as the last reminder
    """
    env.flush_all()  # the SQL here and in read_items sees only what is written
    holds = env["account.dunning.hold"]
    today = company._dunning_today()
    rows = env.execute_query(
        SQL(
            _CUSTOMERS,
            ids=list(debtor_ids),
            company=company.id,
            run=skip_run_id or 0,
            key_date=key_date,
            in_force=holds._sql_in_force("hold", key_date, today),
        )
    )
    return {row[0]: _customer(row) for row in rows}


def _customer(row):
    (
        debtor_id,
        name,
        enabled,
        send_email,
        user_id,
        hold_id,
        hold_kind,
        hold_end,
        promise,
        categories,
        tags,
        recipient_id,
        lang,
        email,
        normalized,
        blacklisted,
        last_date,
    ) = row
    block = _debtor_block(enabled, hold_id, hold_kind, hold_end)
    return Customer(
        id=debtor_id,
        name=name or "",
        blocked=block.code,
        send_email=send_email is not False,
        categories=tuple(categories),
        tags=frozenset(tags),
        user_id=user_id,
        recipient_id=recipient_id,
        recipient_lang=lang,
        has_email=bool((email or "").strip()),
        can_email=bool(normalized) and not blacklisted,
        last_date=last_date,
        hold_id=block.hold_id,
        hold_end=block.end,
        promise=promise or "",
    )


def _debtor_block(enabled, hold_id, kind, end):
    """The :class:`Block` of a whole customer."""
    if enabled is False:
        return Block("disabled")
    return Block(_block(kind, "hold"), hold_id, end)


def _block(kind, plain):
    """The code of a block: ``plain`` for a mere one, else the kind of the hold; or empty."""
    return plain if kind == "blocked" else kind or ""


def read_items(
    env,
    company,
    key_date,
    customers,
    settings,
    *,
    partner_domain=None,
    item_domain=None,
    ids=None,
    credit_date=None,
):
    """Return customer id -> list of :class:`Fact` of the open items on its letters.

    :param dict customers: id of a customer who gets letters -> :class:`Customer`
    :param Domain partner_domain, item_domain: the run's own criteria; items outside are
        marked, not dropped
    :param ids: only these items, and all credits
    :param credit_date: credits dated after it are not read; default the key date
    """
    branches = _branches(env, company, list(customers), key_date)
    where = [
        _open_items(company),
        SQL(
            """(
                (item.amount_residual_currency > 0 AND item.date_maturity IS NOT NULL)
                OR (item.amount_residual_currency < 0
                    AND COALESCE(move.invoice_date, item.date) <= %s)
            )""",
            credit_date or key_date,
        ),
        SQL("contact.commercial_partner_id = ANY(%s)", [*customers, *branches]),
    ]
    if ids is not None:
        where.append(SQL("(item.id = ANY(%s) OR item.amount_residual_currency < 0)", list(ids)))
    today = company._dunning_today()
    rows = env.execute_query(
        SQL(
            _ITEMS,
            in_criteria=_in_criteria(env, partner_domain, item_domain),
            in_force=env["account.dunning.hold"]._sql_in_force("hold", key_date, today),
            where=SQL(" AND ").join(where),
        )
    )
    per_customer = settings.context.options.interval_scope == "customer"
    facts = defaultdict(list)
    for row in rows:
        letter_to, block = branches.get(row[1], (row[1], Block()))
        facts[letter_to].append(_fact(row, customers[letter_to], block, per_customer))
    if per_customer:
        return {key: _with_common_date(rows) for key, rows in facts.items()}
    return dict(facts)


def _branches(env, company, customer_ids, key_date):
    """Debtor id -> (id of its head office, its own :class:`Block`).

    Only debtors whose items stand on the letters of one of ``customer_ids``.
    """
    in_force = env["account.dunning.hold"]._sql_in_force("hold", key_date, company._dunning_today())
    rows = env.execute_query(
        SQL(
            """
            SELECT debtor.id,
                   debtor.dunning_head_office_id,
                   debtor.dunning_enabled,
                   held.id,
                   held.kind,
                   held.date_last
              FROM res_partner debtor
 LEFT JOIN LATERAL (
                    SELECT hold.id, hold.kind, hold.date_last
                      FROM account_dunning_hold hold
                     WHERE hold.partner_id = debtor.id
                       AND hold.company_id = %(company)s
                       AND %(in_force)s
                  ORDER BY hold.date_last DESC NULLS FIRST, hold.id DESC
                     LIMIT 1
                   ) held ON TRUE
             WHERE debtor.dunning_head_office_id = ANY(%(ids)s)
            """,
            company=company.id,
            in_force=in_force,
            ids=customer_ids,
        )
    )
    return {
        debtor_id: (head_id, _debtor_block(enabled, hold_id, kind, end))
        for debtor_id, head_id, enabled, hold_id, kind, end in rows
    }


def _fact(row, customer, debtor_block, per_customer):
    (
        item_id,
        debtor_id,
        currency_id,
        maturity,
        residual,
        invoice_date,
        level,
        last_date,
        opening_date,
        no_followup,
        hold_id,
        hold_kind,
        hold_end,
        on_invoice,
        in_criteria,
        move_id,
        name,
        reference,
        original,
        document_date,
    ) = row
    item_block = (
        Block("no_followup")
        if no_followup
        else Block(_block(hold_kind, "move_hold" if on_invoice else "item_hold"), hold_id, hold_end)
    )
    block = _first(
        Block(customer.blocked, customer.hold_id, customer.hold_end), debtor_block, item_block
    )
    item = Item(
        id=item_id,
        customer_id=customer.id,
        currency_id=currency_id,
        due_date=maturity or document_date,
        residual=Decimal(residual),
        invoice_date=invoice_date,
        level=level or 0,
        last_date=_latest(customer.last_date, opening_date) if per_customer else last_date,
        blocked=block.code,
        hold_id=block.hold_id,
        blocked_until=block.end,
        in_criteria=bool(in_criteria),
    )
    return Fact(item, debtor_id, move_id, name or "", reference, Decimal(original), document_date)


def _first(*blocks):
    """The first block that is one, with the last day of all of them; no block when none is.

    The last day is None when one of them does not end by itself.
    """
    blocks = [block for block in blocks if block.code]
    if not blocks:
        return Block()
    ends = [block.end for block in blocks]
    return replace(blocks[0], end=max(ends) if all(ends) else None)


def _latest(*dates):
    return max(filter(None, dates), default=None)


def _with_common_date(facts):
    """The interval counts per customer: a date taken over on one item counts for all."""
    dates = [fact.item.last_date for fact in facts if fact.item.last_date]
    if not dates:
        return facts
    return [replace(fact, item=replace(fact.item, last_date=max(dates))) for fact in facts]


def sheet_of(customer, settings):
    """The customer's sheet in these settings, or None."""
    return choose_sheet(customer.categories, customer.tags, settings.sheets)[0]


def _open_items(company):
    """Coarse condition: what can be a claim or a credit of a customer at all.

    Entries that are no invoices count unless Odoo marks them as not to be followed up.
    """
    return SQL(
        """
            item.company_id = %s
        AND item.parent_state = 'posted'
        AND item.account_id IN (
                SELECT id FROM account_account WHERE account_type = 'asset_receivable')
        AND item.reconciled IS NOT TRUE
        AND item.partner_id IS NOT NULL
        AND item.amount_residual_currency <> 0
        AND move.move_type NOT IN ('in_invoice', 'in_refund', 'in_receipt')
        AND (move.move_type <> 'entry' OR item.no_followup IS NOT TRUE)
        """,
        company.id,
    )


def _debtors_in(env, domain):
    """Condition: the debtor of the item, or its head office, is one of the ``domain``."""
    partners = env["res.partner"].with_context(active_test=False)
    return SQL(
        """contact.commercial_partner_id IN (
            SELECT debtor.id FROM res_partner debtor
             WHERE COALESCE(debtor.dunning_head_office_id, debtor.id) IN %(found)s
                OR debtor.id IN %(found)s)""",
        found=partners._search(domain).subselect(),
    )


def _in_criteria(env, partner_domain, item_domain):
    where = [SQL("TRUE")]
    if partner_domain is not None and not partner_domain.is_true():
        where.append(_debtors_in(env, partner_domain))
    if item_domain is not None and not item_domain.is_true():
        items = env["account.move.line"]._search(item_domain)
        where.append(SQL("item.id IN %s", items.subselect()))
    return SQL(" AND ").join(where)


_ITEMS = """
    SELECT item.id,
           contact.commercial_partner_id,
           item.currency_id,
           item.date_maturity,
           item.amount_residual_currency::text,
           move.invoice_date,
           item.dunning_level,
           item.dunning_date,
           item.dunning_opening_date,
           item.no_followup,
           COALESCE(held.id, held_move.id),
           COALESCE(held.kind, held_move.kind),
           CASE WHEN held.id IS NULL THEN held_move.date_last
                WHEN held_move.id IS NULL THEN held.date_last
                WHEN held.date_last IS NULL OR held_move.date_last IS NULL THEN NULL
                ELSE GREATEST(held.date_last, held_move.date_last) END,
           held.id IS NULL,
           %(in_criteria)s,
           move.id,
           COALESCE(NULLIF(move.name, '/'), item.name),
           COALESCE(NULLIF(move.ref, ''), item.name),
           item.amount_currency::text,
           COALESCE(move.invoice_date, item.date)
      FROM account_move_line item
      JOIN account_move move ON move.id = item.move_id
      JOIN res_partner contact ON contact.id = item.partner_id
 -- of several holds the one that ends last; few rows, joined once
 LEFT JOIN (
            SELECT DISTINCT ON (hold.move_line_id)
                   hold.move_line_id, hold.id, hold.kind, hold.date_last
              FROM account_dunning_hold hold
             WHERE hold.move_line_id IS NOT NULL AND %(in_force)s
          ORDER BY hold.move_line_id, hold.date_last DESC NULLS FIRST, hold.id DESC
           ) held ON held.move_line_id = item.id
 LEFT JOIN (
            SELECT DISTINCT ON (hold.move_id)
                   hold.move_id, hold.id, hold.kind, hold.date_last
              FROM account_dunning_hold hold
             WHERE hold.move_id IS NOT NULL AND %(in_force)s
          ORDER BY hold.move_id, hold.date_last DESC NULLS FIRST, hold.id DESC
           ) held_move ON held_move.move_id = item.move_id
     WHERE %(where)s
  ORDER BY contact.commercial_partner_id, item.date_maturity, item.id
"""

_CUSTOMERS = """
    SELECT debtor.id,
           debtor.name,
           debtor.dunning_enabled,
           debtor.dunning_send_email,
           COALESCE(debtor.dunning_user_id, debtor.user_id),
           held.id,
           held.kind,
           held.date_last,
           promised.found,
           ARRAY(SELECT own.category_id FROM res_partner_dunning_category own
                  WHERE own.partner_id = debtor.id ORDER BY own.sequence, own.id),
           ARRAY(SELECT tag.category_id FROM res_partner_res_partner_category_rel tag
                  WHERE tag.partner_id = debtor.id),
           recipient.id,
           recipient.lang,
           recipient.email,
           recipient.email_normalized,
           EXISTS (SELECT 1 FROM mail_blacklist black
                    WHERE black.active AND black.email = recipient.email_normalized),
           (SELECT MAX(notice.date) FROM account_dunning_notice notice
             WHERE notice.partner_id = debtor.id
               AND notice.company_id = %(company)s
               AND notice.state IN ('queued', 'sent')
               AND notice.run_id <> %(run)s)
      FROM res_partner debtor
      JOIN LATERAL (
            SELECT contact.id, contact.lang, contact.email, contact.email_normalized
              FROM res_partner contact
             WHERE contact.commercial_partner_id = debtor.id
               AND (contact.id = debtor.id
                    OR (contact.active AND (contact.dunning_recipient OR contact.type = 'invoice')))
          ORDER BY COALESCE(contact.dunning_recipient, FALSE) DESC,
                   contact.type = 'invoice' AND contact.id <> debtor.id DESC,
                   contact.id
             LIMIT 1
           ) recipient ON TRUE
 LEFT JOIN (
            SELECT DISTINCT ON (hold.partner_id)
                   hold.partner_id, hold.id, hold.kind, hold.date_last
              FROM account_dunning_hold hold
             WHERE hold.partner_id IS NOT NULL
               AND hold.company_id = %(company)s
               AND %(in_force)s
          ORDER BY hold.partner_id, hold.date_last DESC NULLS FIRST, hold.id DESC
           ) held ON held.partner_id = debtor.id
 LEFT JOIN (
            -- the worst: 'broken' sorts before 'late' before 'open'
            SELECT hold.debtor_id,
                   MIN(CASE WHEN hold.state = 'broken' THEN 'broken'
                            WHEN hold.date_last < %(key_date)s THEN 'late'
                            ELSE 'open' END) AS found
              FROM account_dunning_hold hold
             WHERE hold.company_id = %(company)s
               AND hold.active
               AND hold.kind IN ('promise', 'plan')
               AND (hold.state IN ('upcoming', 'in_force')
                    OR (hold.state = 'broken' AND hold.broken_date > %(key_date)s::date - 365))
          GROUP BY hold.debtor_id
           ) promised ON promised.debtor_id = debtor.id
     WHERE debtor.id = ANY(%(ids)s)
"""
