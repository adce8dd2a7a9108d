"""Open items of the liquidity forecast: whether each counts, and its ordinary date."""

from odoo.tools import SQL

from ..signs import claims
from .forecast_ground import ROWS


def judged_items(env, accounts):
    """Every open item with its verdict: why it does not count, if so, and its ordinary date.

    No CTE: whoever asks for the sum per week does not compute the rest. Conditions that most items
    meet are a CASE, of which PostgreSQL expects half to be met, not one in 200. What few items
    meet is looked up in a hash (IN), whatever the statistics say.

    :return: SQL
    """
    return SQL(_DATED, items=_open_items(env, accounts))


def at_once(env, accounts):
    """Rows of the forecast: items that come at once, on one day."""
    return SQL(_AT_ONCE, rows=ROWS, items=judged_items(env, accounts))


def not_paid(drafts):
    """SQL condition on ``line``: not reconciled, or so with draft entries only.

    ``line.reconciled IS NOT TRUE`` as Odoo's own partial index has it.
    """
    if not drafts:
        return SQL("line.reconciled IS NOT TRUE")
    return SQL(
        "(line.reconciled IS NOT TRUE OR line.id = ANY(%s))", [item_id for item_id, *_ in drafts]
    )


def _open_items(env, accounts):
    return SQL(
        _OPEN_ITEMS,
        residual=_residual(accounts.drafts),
        side=SQL(_SIDE, receivable=accounts.receivable),
        verdict=SQL(
            _VERDICT,
            blocked=accounts.signs.blocked,
            is_not_claim=claims.is_not_claim(accounts.signs),
        ),
        days=SQL(_DAYS),
        both=accounts.receivable + accounts.payable,
        not_paid=not_paid(accounts.drafts),
    )


def _residual(drafts):
    """Join ``residual``: what is open on ``line``, matches with draft entries undone."""
    if not drafts:
        return SQL(
            """CROSS JOIN LATERAL (
                   SELECT line.amount_residual, line.amount_residual_currency) residual"""
        )
    return SQL(
        """
         LEFT JOIN (VALUES %s) hidden(item_id, amount, amount_currency)
                ON hidden.item_id = line.id
        CROSS JOIN LATERAL (
                   SELECT line.amount_residual + COALESCE(hidden.amount, 0) AS amount_residual,
                          line.amount_residual_currency + COALESCE(hidden.amount_currency, 0)
                              AS amount_residual_currency
                   ) residual
        """,
        SQL(", ").join(SQL("(%s, %s::numeric, %s::numeric)", *row) for row in drafts),
    )


#: the ordinary date of an item and what it rests on; a date that has passed is put off
_DATED = """
    SELECT raw.*,
           CASE WHEN NOT raw.is_claim THEN 'credit'
                WHEN raw.behaviour IS NOT NULL THEN 'behaviour'
                WHEN raw.company_days IS NOT NULL THEN 'company'
                ELSE 'due' END AS basis,
           raw.expected < raw.today AND raw.has_due_date AS is_passed,
           CASE WHEN raw.expected < raw.today THEN raw.today + raw.overdue_days
                ELSE raw.expected END AS date_expected
      FROM (%(items)s) raw
"""

#: what is open of customers and vendors, with what decides on each item beside it
_OPEN_ITEMS = """
    SELECT line.id, line.move_id, line.company_id, line.account_id, line.currency_id,
           line.company_currency_id,
           residual.amount_residual,
           residual.amount_residual_currency,
           contact.commercial_partner_id AS debtor_id,
           COALESCE(line.date_maturity, line.date) AS due_date,
           line.date_maturity IS NOT NULL OR NOT side.is_claim AS has_due_date,
           side.receivable,
           side.is_claim,
           days.behaviour,
           days.company_days,
           COALESCE(line.date_maturity, line.date)
               + COALESCE(days.behaviour, days.company_days, 0) AS expected,
           CASE WHEN side.receivable AND verdict.is_not_claim THEN 'not_claim'
                WHEN verdict.is_doubtful THEN 'doubtful'
                WHEN verdict.is_disputed THEN 'disputed' END AS left_out,
           CASE WHEN verdict.is_doubtful OR verdict.is_disputed
                  OR (side.receivable AND verdict.is_not_claim)
                THEN FALSE ELSE TRUE END AS included,
           assumed.today, assumed.overdue_days, assumed.digits
      FROM account_move_line line
      JOIN assumed ON assumed.company_id = line.company_id
 LEFT JOIN res_partner contact ON contact.id = line.partner_id
           %(residual)s
CROSS JOIN LATERAL (%(side)s) side
CROSS JOIN LATERAL (%(verdict)s) verdict
 LEFT JOIN account_dunning_payer payer
        ON payer.partner_id = contact.commercial_partner_id
       AND payer.company_id = line.company_id
       AND payer.side = CASE WHEN side.receivable THEN 'receivable' ELSE 'payable' END
CROSS JOIN LATERAL (%(days)s) days
     WHERE line.account_id = ANY(%(both)s)
       AND %(not_paid)s
       AND line.parent_state = 'posted'
       AND (residual.amount_residual <> 0 OR residual.amount_residual_currency <> 0)
"""

#: of a customer or a vendor, and whether it is what that side is there for or a credit
_SIDE = """
    SELECT line.account_id = ANY(%(receivable)s) AS receivable,
           CASE WHEN (COALESCE(NULLIF(residual.amount_residual, 0),
                               residual.amount_residual_currency) > 0)
                     = (line.account_id = ANY(%(receivable)s))
                THEN TRUE ELSE FALSE END AS is_claim
"""

#: why an item is shown but does not count
_VERDICT = """
    SELECT line.account_id = ANY(assumed.doubtful) AS is_doubtful,
           NOT assumed.disputed_in
           AND (line.id IN (SELECT item_id FROM held WHERE kind = 'disputed')
                OR line.move_id = ANY(%(blocked)s)
           ) AS is_disputed,
           %(is_not_claim)s AS is_not_claim
           -- the item as the signs know it
      FROM (SELECT line.move_id, line.journal_id, line.account_id, line.partner_id,
                   line.company_id, line.currency_id, line.date, line.amount_currency,
                   line.amount_residual_currency) item
"""

#: days late to expect: as measured of this debtor, else of all of its side
_DAYS = """
    SELECT CASE WHEN side.is_claim AND payer.paid_count >= assumed.min_items
                THEN ROUND(payer.average_days_late)::int END AS behaviour,
           CASE WHEN NOT side.is_claim THEN NULL
                WHEN side.receivable THEN assumed.receivable_days
                ELSE assumed.payable_days END AS company_days
"""

#: an item without a promise is one row
_AT_ONCE = """
    SELECT judged.id::bigint * %(rows)s AS id,
           judged.company_id,
           CASE WHEN judged.receivable THEN 'receipt' ELSE 'payment' END AS kind,
           COALESCE(judged.left_out, judged.basis) AS basis,
           judged.included,
           judged.date_expected,
           judged.is_passed,
           judged.amount_residual AS amount_company,
           judged.amount_residual_currency AS amount_currency,
           judged.company_currency_id,
           judged.currency_id,
           judged.account_id,
           judged.id AS move_line_id,
           judged.move_id,
           judged.debtor_id,
           NULL::int AS hold_id,
           judged.due_date
      FROM (%(items)s) judged
     WHERE judged.id NOT IN (SELECT id FROM promised)
"""
