"""What the rules need to know, read from the database a range of customers at a time.

SQL here only fetches and filters coarsely (posted, open, receivable, company); the rules
decide. Money is read as text: ``numeric`` would reach Python as float.

Two ways to the same facts: :func:`read_items` for customers that are known, and :func:`gather`
for all of a company. It goes through the ledger once, in the order it lies in, and keeps what it
finds in a temporary table, from which ranges of customers are read.
"""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

from ...rules.base.money import ZERO
from ...rules.decide.values import Item
from . import asked_before, blocks, customer_facts, law_facts


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
    branches = customer_facts.read_branches(env, company, list(customers), key_date)
    debtors = [*customers, *branches]
    where = [
        open_items(env, company),
        claims_and_credits(credit_date or key_date),
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
    items = select_items(env, company, key_date, where, partner_domain, item_domain)
    per_customer = counts_per_customer(settings)
    facts = defaultdict(list)
    for row in env.execute_query(SQL(_READ, columns=SQL(COLUMNS), items=items)):
        letter_to, block = branches.get(row[1], (row[1], blocks.NO_BLOCK))
        item = item_of(row[:ITEM_COLUMNS], customers[letter_to], block, per_customer)
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


#: columns of a row that a rule reads, see _COLUMNS
ITEM_COLUMNS = 19


def item_of(row, customer, debtor_block, per_customer):
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
    block = blocks.NO_BLOCK
    if no_followup or hold_id or debtor_block.code or customer.blocked:
        item_block = (
            blocks.Block("no_followup")
            if no_followup
            else blocks.Block(
                blocks.code_of(hold_kind, "move_hold" if on_invoice else "item_hold"),
                hold_id,
                hold_end,
            )
        )
        block = blocks.first(
            blocks.Block(customer.blocked, customer.hold_id, customer.hold_end),
            debtor_block,
            item_block,
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
        [row[0] for row in accounts],
    )


def claims_and_credits(credit_date):
    """Condition: a claim has a due date, a credit is dated up to ``credit_date``."""
    return SQL(
        """(
            (item.amount_residual_currency > 0 AND item.date_maturity IS NOT NULL)
            OR (item.amount_residual_currency < 0
                AND COALESCE(move.invoice_date, item.date) <= %s)
        )""",
        credit_date,
    )


def select_items(env, company, key_date, where, partner_domain, item_domain):
    """SELECT of the open items for which all of ``where`` holds, see ``_ITEMS``."""
    holds = env["account.dunning.hold"]
    return SQL(
        _ITEMS,
        in_criteria=_in_criteria(env, partner_domain, item_domain),
        in_force=holds._sql_in_force("hold", key_date, company._dunning_today()),
        single_fines=asked_before.single_fines(),
        where=SQL(" AND ").join(where),
    )


def debtors_in(env, domain):
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
        where.append(debtors_in(env, partner_domain))
    if item_domain is not None and not item_domain.is_true():
        items = env["account.move.line"]._search(item_domain)
        where.append(SQL("item.id IN %s", items.subselect()))
    return SQL(" AND ").join(where)


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
COLUMNS = """
    letter_to, debtor_id, id, currency_id, due_date, residual::text, invoice_date, level,
    last_date, opening_date, no_followup, hold_id, hold_kind, hold_end, on_invoice, in_criteria,
    is_charge, interest_before::text, fine_before::text
"""

_READ = """
    SELECT %(columns)s, move_id, name, reference, original::text, document_date
      FROM (%(items)s) item
  ORDER BY debtor_id, due_date, id
"""
