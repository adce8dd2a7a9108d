"""Disputes, promises and plans in the liquidity forecast: what they cover, and on which dates.

The claims of one promise or plan are laid end to end, oldest first, and so are its dates. Where
the two overlap is a piece: one row of the forecast.
"""

from odoo.tools import SQL

from ..ledger import in_force
from .forecast_ground import REST, ROWS
from .forecast_items import judged_items, not_paid


def holds_today(assumptions):
    """Disputes, promises and plans in force today, of each company by its own date."""
    of_companies = SQL(" OR ").join(
        SQL(
            "(hold.company_id = %s AND %s)",
            one.company_id,
            in_force.condition("hold", one.today, one.today),
        )
        for one in assumptions
    )
    return SQL(
        """
        SELECT hold.*
          FROM account_dunning_hold hold
         WHERE hold.kind IN ('disputed', 'promise', 'plan')
           AND (%s)
        """,
        of_companies,
    )


def hold_rates(env, assumptions):
    """Rates of today from the company's currency to those in which customers promised."""
    # sudo: only currencies are read
    groups = (
        env["account.dunning.hold"]
        .sudo()
        ._read_group(
            [
                ("company_id", "in", [one.company_id for one in assumptions]),
                ("kind", "in", ("promise", "plan")),
            ],
            ["company_id", "currency_id"],
        )
    )
    today = {one.company_id: one.today for one in assumptions}
    rows = [
        SQL(
            "(%s, %s, %s::numeric)",
            company.id,
            currency.id,
            company.currency_id._get_conversion_rate(
                company.currency_id, currency, company, today[company.id]
            ),
        )
        for company, currency in groups
        if currency and currency != company.currency_id
    ]
    return SQL(", ").join([SQL("(0, 0, 1::numeric)"), *rows])


def items_held(accounts):
    """Holds and the open items they cover.

    A hold on the item itself goes before one on its invoice, that before one on the customer. A
    hold on a customer is about what it owes, not about what we owe it.
    """
    return SQL(
        """
        SELECT hold.move_line_id AS item_id, hold.id, hold.kind, hold.date_last, 1 AS distance
          FROM hold
         WHERE hold.move_line_id IS NOT NULL
         UNION ALL
        SELECT line.id, hold.id, hold.kind, hold.date_last, 2
          FROM hold
          JOIN account_move_line line ON line.move_id = hold.move_id
         WHERE line.account_id = ANY(%(both)s)
         UNION ALL
        SELECT line.id, hold.id, hold.kind, hold.date_last, 3
          FROM hold
          JOIN res_partner contact ON contact.commercial_partner_id = hold.partner_id
          JOIN account_move_line line ON line.partner_id = contact.id
                                     AND line.company_id = hold.company_id
         WHERE line.account_id = ANY(%(receivable)s)
           AND %(not_paid)s
        """,
        both=accounts.receivable + accounts.payable,
        receivable=accounts.receivable,
        not_paid=not_paid(accounts.drafts),
    )


def items_promised(env, accounts):
    """The claims with a promise or plan, those of one hold laid end to end, oldest first.

    ``size`` and ``start`` are in the hold's currency.
    """
    return SQL(
        """
        SELECT sized.*,
               SUM(size) OVER (PARTITION BY hold_id ORDER BY due_date, id) - size AS start
          FROM (
            SELECT judged.*,
                   agreed.hold_id,
                   ABS(CASE WHEN hold.currency_id = judged.currency_id
                            THEN judged.amount_residual_currency
                            ELSE judged.amount_residual * COALESCE(rate.rate, 1) END) AS size
              FROM (%s) judged
              JOIN agreed ON agreed.item_id = judged.id
              JOIN account_dunning_hold hold ON hold.id = agreed.hold_id
         LEFT JOIN hold_rate rate ON rate.company_id = judged.company_id
                                 AND rate.currency_id = hold.currency_id
             WHERE judged.is_claim AND judged.included
          ) sized
         WHERE size > 0
        """,
        judged_items(env, accounts),
    )


def in_pieces():
    """Rows of the forecast: promised items, each divided over the dates of its promise."""
    pieces = SQL(
        "%s UNION ALL %s",
        SQL(_KEPT, tranches=_TRANCHES),
        SQL(_BEYOND, rest=REST, tranches=_TRANCHES),
    )
    return SQL(_IN_PIECES, rows=ROWS, pieces=pieces)


#: what is still to come of the promise or plan ``hold``, laid end to end by date; a promise
#: without an amount is for everything it covers
_TRANCHES = SQL(
    """
    SELECT laid.*,
           SUM(amount) OVER (ORDER BY number) - amount AS start,
           SUM(amount) OVER (ORDER BY number) AS stop
      FROM (
        SELECT 0::bigint AS number, hold.date_until AS day,
               CASE WHEN COALESCE(hold.amount, 0) <= 0 THEN 1e20
                    ELSE GREATEST(hold.amount - COALESCE(hold.amount_received, 0), 0)
               END AS amount
         WHERE hold.kind = 'promise' AND hold.date_until IS NOT NULL
         UNION ALL
        SELECT LEAST(ROW_NUMBER() OVER (ORDER BY part.date, part.id), %s),
               part.date,
               GREATEST(part.amount - COALESCE(part.amount_received, 0), 0)
          FROM account_dunning_hold_instalment part
         WHERE part.hold_id = hold.id AND hold.kind = 'plan'
      ) laid
    """,
    REST - 1,
)

#: where a promised item and a tranche overlap
_KEPT = """
    SELECT promised.*, hold.kind AS agreed_kind,
           tranche.number, tranche.day, FALSE AS is_rest,
           GREATEST(tranche.start, promised.start) - promised.start AS piece_start,
           LEAST(tranche.stop, promised.start + promised.size) - promised.start AS piece_stop
      FROM promised
      JOIN account_dunning_hold hold ON hold.id = promised.hold_id
CROSS JOIN LATERAL (%(tranches)s) tranche
     WHERE tranche.amount > 0
       AND tranche.start < promised.start + promised.size
       AND tranche.stop > promised.start
"""

#: what of a promised item goes beyond all tranches
_BEYOND = """
    SELECT promised.*, hold.kind,
           %(rest)s, ends.day, TRUE,
           GREATEST(COALESCE(ends.stop, 0) - promised.start, 0), promised.size
      FROM promised
      JOIN account_dunning_hold hold ON hold.id = promised.hold_id
CROSS JOIN LATERAL (
           SELECT MAX(tranche.stop) AS stop, MAX(tranche.day) AS day FROM (%(tranches)s) tranche
           ) ends
     WHERE COALESCE(ends.stop, 0) < promised.start + promised.size
"""

#: rounded where a piece starts and where it stops, so that the pieces add up to the residual
_IN_PIECES = """
    SELECT piece.id::bigint * %(rows)s + piece.number,
           piece.company_id,
           CASE WHEN piece.receivable THEN 'receipt' ELSE 'payment' END,
           CASE WHEN piece.is_rest THEN piece.basis ELSE piece.agreed_kind END,
           TRUE,
           CASE WHEN piece.is_rest THEN GREATEST(piece.date_expected, piece.day)
                WHEN piece.day < piece.today THEN piece.today + piece.overdue_days
                ELSE piece.day END,
           CASE WHEN piece.is_rest THEN piece.is_passed ELSE piece.day < piece.today END,
           ROUND(piece.amount_residual * piece_stop / size, piece.digits)
               - ROUND(piece.amount_residual * piece_start / size, piece.digits),
           ROUND(piece.amount_residual_currency * piece_stop / size, currency.decimal_places)
               - ROUND(piece.amount_residual_currency * piece_start / size,
                       currency.decimal_places),
           piece.company_currency_id,
           piece.currency_id,
           piece.account_id,
           piece.id,
           piece.move_id,
           piece.debtor_id,
           piece.hold_id,
           piece.due_date
      FROM (%(pieces)s) piece
      JOIN res_currency currency ON currency.id = piece.currency_id
"""
