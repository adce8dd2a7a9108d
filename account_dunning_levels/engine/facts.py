"""What the rules need to know, read from the database a range of customers at a time.

SQL here only fetches and filters coarsely (posted, open, receivable, company); the rules
decide. Money is read as text: ``numeric`` would reach Python as float.

Two ways to the same facts: :func:`read_items` for customers that are known, and :func:`gather`
for all of a company. It goes through the ledger once, in the order it lies in, and keeps what it
finds in a temporary table, from which ranges of customers are read.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

from ..rules.base.money import ZERO, decimal_of
from ..rules.decide import stored
from ..rules.decide.selection import Context
from ..rules.decide.sheet_choice import choose_sheet
from ..rules.decide.values import Currencies, Item
from . import law

#: open items that are read, decided on and written at once
RANGE = 5000


#: where the settings of runs are kept until the transaction ends
_KEPT = "dunning_frozen_settings"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run decides with; frozen with it."""

    context: Context
    sheets: list
    currencies: Currencies
    #: :class:`law.Laws`, None when no sheet follows a law
    laws: object = None
    #: (categories, tags) of a customer -> its sheet: many customers have the same
    chosen: dict = field(default_factory=dict, compare=False, repr=False)

    def sheet(self, sheet_id):
        return next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)

    def law_of(self, customer):
        """The law on the charges of a customer (:class:`rules.decide.on_law.Lawful`), or None."""
        return self.laws and self.laws.of(sheet_of(customer, self), customer.is_consumer)


class Customer(NamedTuple):
    """A debtor and the contact its letters go to.

    :ivar blocked: ``disabled``, ``hold`` or the kind of its hold (see :func:`_block`), or empty
    :ivar hold_id, hold_end: the hold of the whole customer, and its last day
    :ivar promise: ``broken`` when it broke a promise in the last year, ``late`` when the day of
        one lies before the key date, ``open`` when it has promised to pay something, or empty
    :ivar last_date: date of its last valid reminder
    :ivar can_email: the recipient has a valid address that is not on the blacklist
    :ivar is_consumer: what its law goes by
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
    is_consumer: bool = False


class Block(NamedTuple):
    """Why nothing is reminded, empty when nothing says so.

    :ivar code: a value of ``account.dunning.notice.line.detail``
    :ivar end: last day, None when it does not end by itself
    """

    code: str = ""
    hold_id: int | None = None
    end: date | None = None


NO_BLOCK = Block()


class Fact(NamedTuple):
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
    rule_sheets = [sheet._to_rules() for sheet in sheets]
    currencies = currencies_at(company, key_date)
    laws = law.current_laws(company, rule_sheets, currencies, key_date)
    return Settings(context, rule_sheets, currencies, laws)


def frozen_settings(run):
    """Settings as they were when the run proposed, or None before it did.

    Every letter asks for them, so they are read once per transaction.
    """
    kept = run.env.cr.cache.setdefault(_KEPT, {})
    key = run.id, run.key_date
    if key not in kept:
        kept[key] = _thawed(run.settings, run.key_date)
    return kept[key]


def forget_frozen_settings(env):
    """The settings of a run are written."""
    env.cr.cache.pop(_KEPT, None)


def _thawed(data, key_date):
    if not data:
        return None
    options, criteria, sheets, currencies = stored.thaw(data)
    laws = law.frozen_laws(data.get("law"), key_date)
    return Settings(Context(key_date, options, criteria), sheets, currencies, laws)


def to_json(settings):
    """Settings as data to store on the run."""
    data = stored.freeze(
        settings.context.options, settings.context.criteria, settings.sheets, settings.currencies
    )
    return {**data, "law": settings.laws.freeze()} if settings.laws else data


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
    where = [_open_items(env, company)]
    if partner_domain is not None and not partner_domain.is_true():
        where.append(_debtors_in(env, partner_domain))
    return SQL(" AND ").join(where)


def customer_ranges(env, company, partner_domain=None):
    """Yield lists of ids of customers who get letters, each with about ``RANGE`` open items.

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
        if count >= RANGE:
            yield chunk
            chunk, count = [], 0
    if chunk:
        yield chunk


def gather(env, company, key_date, settings, *, partner_domain=None, item_domain=None):
    """Copy the open items of a company that a run of ``key_date`` can list to ``dunning_fact``.

    The table lives until the end of the transaction, or until the next call.

    :param Domain partner_domain, item_domain: as in :func:`read_items`
    """
    env.flush_all()
    where = [_open_items(env, company), _claims_and_credits(key_date)]
    if not _per_customer(settings):
        # what is not due is on no list; it only counts when it can bring a date of another system
        where.append(
            SQL("(item.amount_residual_currency < 0 OR item.date_maturity < %s)", key_date)
        )
    items = _items(env, company, key_date, where, partner_domain, item_domain)
    env.cr.execute(SQL("DROP TABLE IF EXISTS dunning_fact"))
    env.cr.execute(SQL(_GATHER, items=items))


def gathered_ranges(env):
    """Cut what was gathered: list of (first, last) place of customers who get letters, each with
    about ``RANGE`` items."""
    return env.execute_query(
        SQL(
            """
            SELECT MIN(customer.place), MAX(customer.place)
              FROM (
                    SELECT place, (SUM(COUNT(*)) OVER (ORDER BY place) - 1)::int / %s AS number
                      FROM dunning_fact
                  GROUP BY place
                   ) customer
          GROUP BY customer.number
          ORDER BY customer.number
            """,
            RANGE,
        )
    )


class Gathered(NamedTuple):
    """What was gathered of some customers, as rows: nothing more is asked of the database.

    :ivar rows: of their items, in the order of the customers
    :ivar law_rows: of what the laws ask, see :func:`law.facts_of`
    """

    rows: list
    customers: dict
    branches: dict
    law_rows: list
    settings: Settings

    def items(self):
        """Customer id -> list of :class:`rules.decide.values.Item`."""
        per_customer = _per_customer(self.settings)
        items = defaultdict(list)
        for row in self.rows:
            letter_to, block = self.branches.get(row[1], (row[1], NO_BLOCK))
            items[letter_to].append(_item(row, self.customers[letter_to], block, per_customer))
        if self.law_rows:
            everything = [item for own in items.values() for item in own]
            known = law.facts_of(self.law_rows, self.settings, self.customers, everything)
            items = _with_law(known, items)
        if per_customer:
            return {key: _with_common_date(own) for key, own in items.items()}
        return items


def read_gathered(env, company, key_date, settings, first, last):
    """What was gathered of the customers from place ``first`` to ``last``.

    Making objects of it takes as long as reading it, and can wait until the database does something
    else.

    :return: :class:`Gathered`
    """
    rows = env.execute_query(SQL(_GATHERED, first=first, last=last))
    ids = list(dict.fromkeys(row[0] for row in rows))
    customers = read_customers(env, company, ids, key_date)
    branches = _branches(env, company, ids, key_date)
    law_rows = []
    if settings.laws:
        law_rows = law.fetch_gathered(env, company, settings, customers, (first, last))
    return Gathered(rows, customers, branches, law_rows, settings)


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
        is_consumer,
    ) = row
    block = _debtor_block(enabled, hold_id, hold_kind, hold_end)
    # by position: in a run there are many
    return Customer(
        debtor_id,
        name or "",
        block.code,
        send_email is not False,
        tuple(categories),
        frozenset(tags),
        user_id,
        recipient_id,
        lang,
        bool((email or "").strip()),
        bool(normalized) and not blacklisted,
        last_date,
        block.hold_id,
        block.end,
        promise or "",
        # unknown: protected
        is_consumer is not False,
    )


def _debtor_block(enabled, hold_id, kind, end):
    """The :class:`Block` of a whole customer."""
    if enabled is False:
        return Block("disabled")
    if not hold_id:
        return NO_BLOCK
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
    debtors = [*customers, *branches]
    where = [
        _open_items(env, company),
        _claims_and_credits(credit_date or key_date),
        SQL("debtor.id = ANY(%s)", debtors),
        # says nothing new, but leads to the items of the customer
        SQL(
            "item.partner_id = ANY(ARRAY("
            "SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s)))",
            debtors,
        ),
    ]
    if ids is not None:
        where.append(SQL("(item.id = ANY(%s) OR item.amount_residual_currency < 0)", list(ids)))
    items = _items(env, company, key_date, where, partner_domain, item_domain)
    per_customer = _per_customer(settings)
    facts = defaultdict(list)
    for row in env.execute_query(SQL(_READ, items=items)):
        letter_to, block = branches.get(row[1], (row[1], NO_BLOCK))
        item = _item(row[:ITEM_COLUMNS], customers[letter_to], block, per_customer)
        facts[letter_to].append(_fact(item, row))
    if settings.laws:
        own = {key: [fact.item for fact in found] for key, found in facts.items()}
        everything = [item for of_one in own.values() for item in of_one]
        known = law.read_facts(env, company, settings, customers, everything)
        own = _with_law(known, own)
        facts = {key: list(map(_with_item, found, own[key])) for key, found in facts.items()}
    if per_customer:
        return {
            key: list(map(_with_item, own, _with_common_date([fact.item for fact in own])))
            for key, own in facts.items()
        }
    return dict(facts)


def _with_law(known, items):
    """Items with what the law asks about them; customer id -> list of items.

    :param dict known: item id -> :class:`rules.law.claims.Facts`
    """
    if not known:
        return items
    # law is the last field, and naming it takes three times as long: in a run there are many
    return {
        key: [Item(*item[:-1], known[item.id]) if item.id in known else item for item in own]
        for key, own in items.items()
    }


def _with_item(fact, item):
    return fact._replace(item=item)


def _per_customer(settings):
    return settings.context.options.interval_scope == "customer"


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


#: columns of a row that a rule reads, see _COLUMNS
ITEM_COLUMNS = 19


def _item(row, customer, debtor_block, per_customer):
    (
        _letter_to,
        _debtor_id,
        item_id,
        currency_id,
        due_date,
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
        is_charge,
        interest_before,
        fine_before,
    ) = row
    block = NO_BLOCK
    if no_followup or hold_id or debtor_block.code or customer.blocked:
        item_block = (
            Block("no_followup")
            if no_followup
            else Block(
                _block(hold_kind, "move_hold" if on_invoice else "item_hold"), hold_id, hold_end
            )
        )
        block = _first(
            Block(customer.blocked, customer.hold_id, customer.hold_end), debtor_block, item_block
        )
    # by position: in a run there are many
    return Item(
        item_id,
        customer.id,
        currency_id,
        due_date,
        Decimal(residual),
        invoice_date,
        level,
        _latest(customer.last_date, opening_date) if per_customer else last_date,
        block.code,
        block.hold_id,
        block.end,
        in_criteria,
        False,
        is_charge,
        Decimal(interest_before) if interest_before else ZERO,
        Decimal(fine_before) if fine_before else ZERO,
    )


def _fact(item, row):
    move_id, name, reference, original, document_date = row[ITEM_COLUMNS:]
    return Fact(item, row[1], move_id, name, reference, Decimal(original), document_date)


def _first(*blocks):
    """The first block that is one, with the last day of all of them; no block when none is.

    The last day is None when one of them does not end by itself.
    """
    blocks = [block for block in blocks if block.code]
    if not blocks:
        return Block()
    ends = [block.end for block in blocks]
    return blocks[0]._replace(end=max(ends) if all(ends) else None)


def _latest(*dates):
    return max(filter(None, dates), default=None)


def _with_common_date(items):
    """The interval counts per customer: a date taken over on one item counts for all."""
    dates = [item.last_date for item in items if item.last_date]
    if not dates:
        return items
    return [item._replace(last_date=max(dates)) for item in items]


def sheet_of(customer, settings):
    """The customer's sheet in these settings, or None."""
    key = customer.categories, customer.tags
    if key not in settings.chosen:
        settings.chosen[key] = choose_sheet(*key, settings.sheets)[0]
    return settings.chosen[key]


def _open_items(env, company):
    """Coarse condition: what can be a claim or a credit of a customer at all.

    Entries that are no invoices count unless Odoo marks them as not to be followed up.
    """
    accounts = env.execute_query(
        SQL("SELECT id FROM account_account WHERE account_type = 'asset_receivable'")
    )
    return SQL(
        """
            item.company_id = %s
        AND item.parent_state = 'posted'
        AND item.account_id = ANY(%s)
        AND item.reconciled IS NOT TRUE
        AND item.partner_id IS NOT NULL
        AND item.amount_residual_currency <> 0
        AND move.move_type NOT IN ('in_invoice', 'in_refund', 'in_receipt')
        AND (move.move_type <> 'entry' OR item.no_followup IS NOT TRUE)
        """,
        company.id,
        # as numbers: only then does PostgreSQL know how many items they have
        [row[0] for row in accounts],
    )


def _claims_and_credits(credit_date):
    """Condition: a claim has a due date, a credit is dated up to ``credit_date``."""
    return SQL(
        """(
            (item.amount_residual_currency > 0 AND item.date_maturity IS NOT NULL)
            OR (item.amount_residual_currency < 0
                AND COALESCE(move.invoice_date, item.date) <= %s)
        )""",
        credit_date,
    )


def _items(env, company, key_date, where, partner_domain, item_domain):
    """SELECT of the open items for which all of ``where`` holds, see ``_ITEMS``."""
    holds = env["account.dunning.hold"]
    return SQL(
        _ITEMS,
        in_criteria=_in_criteria(env, partner_domain, item_domain),
        in_force=holds._sql_in_force("hold", key_date, company._dunning_today()),
        single_fines=SQL(SINGLE_FINES),
        where=SQL(" AND ").join(where),
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


# the one fine of a letter, booked or waived, shared by its claims as they were open then, or alike
# by the invoices whose EUR 40 are in it; a letter of several currencies is in that of the company,
# as its total is
SINGLE_FINES = """
    SELECT line.move_line_id,
           'fine' AS kind,
           CASE WHEN NOT BOOL_AND(line.currency_id = notice.currency_id) OVER letter
                THEN single.amount * line.amount_residual / notice.amount_residual
                WHEN BOOL_OR(line.has_compensation) OVER letter
                THEN CASE WHEN line.has_compensation THEN single.amount ELSE 0 END
                     / COUNT(*) FILTER (WHERE line.has_compensation) OVER letter
                ELSE single.amount * line.amount_residual
                     / SUM(line.amount_residual) OVER letter END AS amount,
           notice.id AS notice_id,
           single.is_waived
      FROM (
            SELECT charge.notice_id, charge.amount, FALSE AS is_waived
              FROM account_dunning_charge charge
             WHERE charge.is_live AND charge.line_id IS NULL
             UNION ALL
            SELECT letter.id, letter.waived_fine_amount, TRUE
              FROM account_dunning_notice letter
             WHERE letter.waived_fine_amount > 0 AND letter.state IN ('queued', 'sent')
               AND NOT EXISTS (SELECT FROM account_dunning_notice_line fined
                                WHERE fined.notice_id = letter.id AND fined.fine_amount > 0)
           ) single
      JOIN account_dunning_notice notice ON notice.id = single.notice_id
      JOIN account_dunning_notice_line line ON line.notice_id = single.notice_id
     WHERE line.outcome = 'claim'
    WINDOW letter AS (PARTITION BY notice.id, single.is_waived)
"""

_ITEMS = """
    SELECT COALESCE(debtor.dunning_head_office_id, debtor.id) AS letter_to,
           debtor.id AS debtor_id,
           item.id,
           item.currency_id,
           COALESCE(item.date_maturity, move.invoice_date, item.date) AS due_date,
           item.amount_residual_currency AS residual,
           move.invoice_date,
           COALESCE(item.dunning_level, 0) AS level,
           item.dunning_date AS last_date,
           item.dunning_opening_date AS opening_date,
           item.no_followup,
           COALESCE(held.id, held_move.id) AS hold_id,
           COALESCE(held.kind, held_move.kind) AS hold_kind,
           CASE WHEN held.id IS NULL THEN held_move.date_last
                WHEN held_move.id IS NULL THEN held.date_last
                WHEN held.date_last IS NULL OR held_move.date_last IS NULL THEN NULL
                ELSE GREATEST(held.date_last, held_move.date_last) END AS hold_end,
           held.id IS NULL AS on_invoice,
           %(in_criteria)s AS in_criteria,
           move.dunning_notice_id IS NOT NULL AS is_charge,
           asked.interest AS interest_before,
           asked.fine AS fine_before,
           move.id AS move_id,
           COALESCE(NULLIF(move.name, '/'), item.name, '') AS name,
           COALESCE(NULLIF(move.ref, ''), item.name) AS reference,
           item.amount_currency AS original,
           COALESCE(move.invoice_date, item.date) AS document_date,
           item.ctid AS row_place
      FROM account_move_line item
      JOIN account_move move ON move.id = item.move_id
      JOIN res_partner contact ON contact.id = item.partner_id
      JOIN res_partner debtor ON debtor.id = contact.commercial_partner_id
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
 -- charges that were booked or waived; few rows, joined once
 LEFT JOIN (
            SELECT asked.move_line_id,
                   SUM(asked.amount) FILTER (WHERE asked.kind = 'interest') AS interest,
                   SUM(asked.amount) FILTER (WHERE asked.kind = 'fine') AS fine
              FROM (
                    SELECT charge.move_line_id, charge.kind, charge.claim_amount AS amount
                      FROM account_dunning_charge charge
                     WHERE charge.is_live AND charge.move_line_id IS NOT NULL
                     UNION ALL
                    SELECT single.move_line_id, single.kind, single.amount
                      FROM (%(single_fines)s) single
                     UNION ALL
                    SELECT line.move_line_id, 'interest', line.waived_interest_amount
                      FROM account_dunning_notice_line line
                     WHERE line.is_valid AND line.waived_interest_amount > 0
                     UNION ALL
                    SELECT line.move_line_id, 'fine', line.waived_fine_amount
                      FROM account_dunning_notice_line line
                     WHERE line.is_valid AND line.waived_fine_amount > 0
                   ) asked
          GROUP BY asked.move_line_id
           ) asked ON asked.move_line_id = item.id
     WHERE %(where)s
"""

#: what a rule reads, in the order of :func:`_item`
_COLUMNS = """
    letter_to, debtor_id, id, currency_id, due_date, residual::text, invoice_date, level,
    last_date, opening_date, no_followup, hold_id, hold_kind, hold_end, on_invoice, in_criteria,
    is_charge, interest_before::text, fine_before::text
"""

# place: of the customer who gets the letter, by name
#
# PostgreSQL takes the open items for three times as many as there are: it cannot know that what is
# open is mostly receivable. From some hundred thousand on it would rather go through the whole
# ledger, paid items of all years too, than use the index on what is open.
_GATHER = """
    SET LOCAL enable_seqscan = off;
    CREATE TEMPORARY TABLE dunning_fact ON COMMIT DROP AS (
        SELECT DENSE_RANK() OVER (ORDER BY LOWER(customer.name), customer.id)::int AS place, item.*
          FROM (%(items)s) item
          JOIN res_partner customer ON customer.id = item.letter_to
    );
    SET LOCAL enable_seqscan TO DEFAULT;
    CREATE INDEX ON dunning_fact (place);
    ANALYZE dunning_fact (place, id)
"""

_GATHERED = f"""
    SELECT {_COLUMNS}
      FROM dunning_fact
     WHERE place BETWEEN %(first)s AND %(last)s
  ORDER BY place, debtor_id, due_date, id
"""

_READ = f"""
    SELECT {_COLUMNS}, move_id, name, reference, original::text, document_date
      FROM (%(items)s) item
  ORDER BY debtor_id, due_date, id
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
               AND notice.run_id <> %(run)s),
           debtor.dunning_is_consumer
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
             WHERE hold.partner_id = ANY(%(ids)s)
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
               AND hold.debtor_id = ANY(%(ids)s)
               AND hold.active
               AND hold.kind IN ('promise', 'plan')
               AND (hold.state IN ('upcoming', 'in_force')
                    OR (hold.state = 'broken' AND hold.broken_date > %(key_date)s::date - 365))
          GROUP BY hold.debtor_id
           ) promised ON promised.debtor_id = debtor.id
     WHERE debtor.id = ANY(%(ids)s)
"""
