"""What the rules need to know, read from the database a range of customers at a time.

SQL here only fetches and filters coarsely (posted, open, receivable, company); the rules
decide. Money is read as text: ``numeric`` would reach Python as float.

Two ways to the same facts: :func:`read_items` for customers that are known, and
:func:`.gathering.gather` for all of a company. It goes through the ledger once, in the order it
lies in, and keeps what it finds in a temporary table, from which ranges of customers are read.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

from ...rules.base.money import ZERO
from ...rules.decide.values import Item
from ..signs import facts as sign_facts
from ..signs import known as known_signs
from ..store import by_company, filters, named_rows
from ..store.named_rows import NumericText
from . import asked_before, blocks, customer_facts, in_force, invoices, law_facts


class Fact(NamedTuple):
    """An open item with what only the letter and the list need.

    :ivar debtor_id: who owes it: ``item.customer_id``, who gets the letter, or a branch of it
    :ivar contact_id: the contact that the invoice names
    """

    item: Item
    debtor_id: int
    move_id: int
    name: str
    reference: str | None
    original: Decimal
    document_date: date | None
    contact_id: int | None = None


def read_items(
    env,
    company,
    as_of,
    customers,
    settings,
    *,
    partner_domain=None,
    item_domain=None,
    ids=None,
    credit_date=None,
):
    """Return customer id -> list of :class:`Fact` of the open items on its letters.

    :param dict customers: id of a customer who gets letters -> :class:`.customer_facts.Customer`
    :param Domain partner_domain, item_domain: the run's own criteria; items outside are
        marked, not dropped
    :param ids: only these items, and all credits
    :param credit_date: credits dated after it are not read; default the key date
    """
    branches = customer_facts.read_branches(env, company, list(customers), as_of)
    debtors = [*customers, *branches]
    where = [
        open_items(env, company),
        claims_and_credits(credit_date or as_of),
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
    signs = known_signs.look_up(env, as_of, company, settings.currencies)
    items = select_items(env, company, as_of, where, partner_domain, item_domain, signs)
    per_customer = counts_per_customer(settings)
    facts = defaultdict(list)
    order = SQL("ORDER BY source.debtor_id, source.due_date, source.id")
    for row in named_rows.read(env, _FactRow, items, order):
        letter_to, block = branches.get(row.debtor_id, (row.debtor_id, blocks.NO_BLOCK))
        item = item_of(row, customers[letter_to], block, per_customer)
        facts[letter_to].append(_fact(item, row))
    if settings.laws:
        own = {key: [fact.item for fact in found] for key, found in facts.items()}
        everything = [item for of_one in own.values() for item in of_one]
        known = law_facts.read_facts(env, company, settings, customers, everything)
        own = with_law(known, own)
        facts = {key: list(map(_with_item, found, own[key])) for key, found in facts.items()}
    if per_customer:
        return {
            key: list(map(_with_item, own, with_common_date([fact.item for fact in own])))
            for key, own in facts.items()
        }
    return dict(facts)


def with_law(known, items):
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


def counts_per_customer(settings):
    return settings.context.options.interval_scope == "customer"


class _PlainRow(NamedTuple):
    """An open item as ``_ITEMS`` reads it, without its signs.

    :ivar letter_to: who gets the letter, ``debtor_id`` or its head office
    :ivar hold_id, hold_kind, hold_end: the hold on the item that shows, and its last day
    :ivar move_hold_id, move_hold_kind, move_hold_end: the same of its invoice
    :ivar contact_id: the contact that the invoice names
    :ivar bank_account_id: the account that the invoice names, if letters may
    """

    letter_to: int
    debtor_id: int
    id: int
    currency_id: int
    due_date: date
    residual: NumericText
    invoice_date: date
    level: int
    last_date: date
    opening_date: date
    no_followup: bool
    hold_id: int
    hold_kind: str
    hold_end: date
    move_hold_id: int
    move_hold_kind: str
    move_hold_end: date
    in_criteria: bool
    is_charge: bool
    interest_before: NumericText
    fine_before: NumericText
    announced: NumericText
    contact_id: int
    bank_account_id: int


#: what a rule asks: the same with what Odoo says about the item, :data:`signs.facts.COLUMNS`
ItemRow = NamedTuple("ItemRow", [*_PlainRow.__annotations__.items(), *sign_facts.COLUMNS.items()])

#: the same with what only the letter and the list need
_FactRow = NamedTuple(
    "_FactRow",
    [
        *ItemRow.__annotations__.items(),
        ("move_id", int),
        ("name", str),
        ("reference", str),
        ("original", NumericText),
        ("document_date", date),
    ],
)


def item_of(row, customer, debtor_block, per_customer):
    """The :class:`rules.decide.values.Item` of a row.

    :param row: :class:`ItemRow`
    :param customer: :class:`.customer_facts.Customer` who gets the letter
    :param debtor_block: :class:`.blocks.Block` of who owes it, when that is a branch
    """
    block = blocks.NO_BLOCK
    if (
        row.no_followup
        or row.is_move_blocked
        or row.hold_id
        or row.move_hold_id
        or debtor_block.code
        or customer.blocked
    ):
        block = _block_of(row, customer, debtor_block)
    last_date = row.last_date
    if per_customer:
        last_date = _latest(customer.last_date, row.opening_date)
    # by position: in a run there are many, and names take three times as long
    return Item(
        row.id,
        customer.id,
        row.currency_id,
        row.due_date,
        Decimal(row.residual),
        row.invoice_date,
        row.level,
        last_date,
        block.code,
        block.hold_id,
        block.end,
        row.in_criteria,
        False,
        row.is_charge,
        Decimal(row.interest_before) if row.interest_before else ZERO,
        Decimal(row.fine_before) if row.fine_before else ZERO,
        sign_facts.signs_of(row),
        Decimal(row.announced) if row.announced else None,
    )


def _block_of(row, customer, debtor_block):
    """What is nearest to the item shows, see :func:`in_force.nearest`."""
    return blocks.first(
        blocks.Block("no_followup" if row.no_followup else ""),
        blocks.Block("move_blocked" if row.is_move_blocked else ""),
        blocks.of_hold(row.hold_id, row.hold_kind, row.hold_end, "item_hold"),
        blocks.of_hold(row.move_hold_id, row.move_hold_kind, row.move_hold_end, "move_hold"),
        debtor_block,
        blocks.Block(customer.blocked, customer.hold_id, customer.hold_end),
    )


def _fact(item, row):
    return Fact(
        item=item,
        debtor_id=row.debtor_id,
        move_id=row.move_id,
        name=row.name,
        reference=row.reference,
        original=Decimal(row.original),
        document_date=row.document_date,
        contact_id=row.contact_id,
    )


def _latest(*dates):
    return max(filter(None, dates), default=None)


def with_common_date(items):
    """The interval counts per customer: a date taken over on one item counts for all."""
    dates = [item.last_date for item in items if item.last_date]
    if not dates:
        return items
    return [item._replace(last_date=max(dates)) for item in items]


def open_items(env, company):
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
        [account_id for (account_id,) in accounts],
    )


def claims_and_credits(credit_date):
    """Condition: any claim, and credits dated up to ``credit_date``."""
    return SQL(
        """(
            item.amount_residual_currency > 0
            OR (item.amount_residual_currency < 0
                AND COALESCE(move.invoice_date, item.date) <= %s)
        )""",
        credit_date,
    )


def select_items(env, company, as_of, where, partner_domain, item_domain, signs):
    """SELECT of the open items for which all of ``where`` holds, see ``_ITEMS``.

    :param signs: :class:`signs.known.Known`
    """
    return SQL(
        _ITEMS,
        letter_to=letter_to(company),
        in_criteria=_in_criteria(env, company, partner_domain, item_domain),
        signs=sign_facts.columns(signs),
        under_way=sign_facts.join(signs),
        in_force=in_force.for_company("hold", company, as_of),
        shown_first=in_force.shown_first("hold"),
        asked_before=asked_before.sums(),
        named=invoices.names_account("move", "payee"),
        where=SQL(" AND ").join(where),
    )


def letter_to(company):
    """SQL: who gets the letters about what ``debtor`` owes the company: itself, or its head
    office."""
    head_office = by_company.setting(company, "debtor", "dunning_head_office_id")
    return SQL("COALESCE(%s, debtor.id)", head_office)


def debtors_in(env, company, domain):
    """Condition: the debtor of the item, or its head office, is one of the ``domain``.

    What the domain says of settings of customers is meant in the company.

    :raises AccessError: it looks at what the person who asks may not see
    """
    return SQL(
        """contact.commercial_partner_id IN (
            SELECT debtor.id FROM res_partner debtor
             WHERE %(letter_to)s IN %(found)s
                OR debtor.id IN %(found)s)""",
        letter_to=letter_to(company),
        found=filters.found(env, company, filters.PARTNERS, domain, env._("Only customers")),
    )


def _in_criteria(env, company, partner_domain, item_domain):
    where = [SQL("TRUE")]
    if partner_domain is not None and not partner_domain.is_true():
        where.append(debtors_in(env, company, partner_domain))
    if item_domain is not None and not item_domain.is_true():
        title = env._("Only items")
        items = filters.found(env, company, filters.ITEMS, item_domain, title)
        where.append(SQL("item.id IN %s", items))
    return SQL(" AND ").join(where)


_ITEMS = """
    SELECT %(letter_to)s AS letter_to,
           debtor.id AS debtor_id,
           item.id,
           item.currency_id,
           COALESCE(item.date_maturity, move.invoice_date, item.date) AS due_date,
           item.amount_residual_currency AS residual,
           move.invoice_date,
           COALESCE(item.dunning_level, 0) AS level,
           item.dunning_date AS last_date,
           CASE WHEN item.dunning_opening_partner_id IS NULL
                  OR item.dunning_opening_partner_id = debtor.id
                THEN item.dunning_opening_date END AS opening_date,
           item.no_followup,
           held.id AS hold_id,
           held.kind AS hold_kind,
           held.date_last AS hold_end,
           held_move.id AS move_hold_id,
           held_move.kind AS move_hold_kind,
           held_move.date_last AS move_hold_end,
           %(in_criteria)s AS in_criteria,
           move.dunning_notice_id IS NOT NULL AS is_charge,
           asked.interest AS interest_before,
           asked.fine AS fine_before,
           %(signs)s,
           item.dunning_announced_amount AS announced,
           move.partner_id AS contact_id,
           payee.id AS bank_account_id,
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
 LEFT JOIN res_partner_bank payee ON %(named)s
 -- few rows, joined once
 LEFT JOIN (
            SELECT DISTINCT ON (hold.move_line_id)
                   hold.move_line_id, hold.id, hold.kind, hold.date_last
              FROM account_dunning_hold hold
             WHERE hold.move_line_id IS NOT NULL AND %(in_force)s
          ORDER BY hold.move_line_id, %(shown_first)s
           ) held ON held.move_line_id = item.id
 LEFT JOIN (
            SELECT DISTINCT ON (hold.move_id)
                   hold.move_id, hold.id, hold.kind, hold.date_last
              FROM account_dunning_hold hold
             WHERE hold.move_id IS NOT NULL AND %(in_force)s
          ORDER BY hold.move_id, %(shown_first)s
           ) held_move ON held_move.move_id = item.move_id
 -- charges that were booked or waived; few rows, joined once
 LEFT JOIN (%(asked_before)s) asked
        ON asked.move_line_id = item.id AND asked.debtor_id = debtor.id
           %(under_way)s
     WHERE %(where)s
"""
