"""When money is expected: the rule of the liquidity forecast, as one SQL statement.

The rule lives here only; ``tests/odoo/test_forecast.py`` holds its hand-worked cases.

What counts, each thing once:

=================  ===========================================================================
opening            ledger balance of the bank and cash accounts up to today
transit            payments on outstanding accounts, on their way to the bank, and bank entries
                   dated after today; those up to today are part of the opening
unmatched          bank lines not matched yet: the money is in the opening balance while the
                   item is still open, so they lower what is expected
open items         customers and vendors, the whole residual of each; credits lower
=================  ===========================================================================

When an open item is expected, the first that applies:

1. on an account of doubtful debts, or disputed: shown, not included
2. promised, or in a payment plan: on those dates, the oldest items first; what goes beyond the
   promise on the item's ordinary date, but not before the last of those dates
3. its ordinary date: due date + the debtor's measured days late (enough paid items), else + those
   of all debtors of that side (enough paid items), else the due date
4. a credit: on its due date

A date that has passed becomes today + a stated number of days.
"""

from odoo.tools import SQL

from ..ledger import in_force
from ..store.planner import without_jit
from . import forecast_cash, forecast_items, forecast_promises
from .forecast_ground import accounts_of

#: the year after it must still be a date, or nothing can be grouped by week, month or year
LAST_DAY = "9998-12-31"


def query(env, assumptions):
    """SQL of all rows of the forecast.

    :param assumptions: list of :class:`forecast_ground.Assumptions`, one per company
    """
    without_jit(env)
    accounts = accounts_of(env, assumptions)
    return SQL(
        "WITH %s, %s, forecast AS (%s) %s",
        _assumed(assumptions),
        _agreements(env, accounts, assumptions),
        SQL(" UNION ALL ").join(_rows(env, accounts, assumptions)),
        SQL(_SHOWN, last=LAST_DAY, currency=env.company.currency_id.id),
    )


def _rows(env, accounts, assumptions):
    """One statement per kind of row; the first one names the columns."""
    return [
        forecast_items.at_once(env, accounts),
        forecast_promises.in_pieces(),
        forecast_cash.opening(accounts, assumptions),
        forecast_cash.transit(accounts),
        forecast_cash.unmatched(accounts),
    ]


def _assumed(assumptions):
    """CTE ``assumed``: one row per company."""
    return SQL(
        """
        assumed(company_id, today, overdue_days, min_items, disputed_in, unmatched_in,
                doubtful, receivable_days, payable_days, rate, digits) AS (VALUES %s)
        """,
        SQL(", ").join(_assumed_row(one) for one in assumptions),
    )


def _assumed_row(one):
    return SQL(
        "(%s, %s::date, %s, %s, %s, %s, %s::int[], %s::int, %s::int, %s::numeric, %s)",
        one.company_id,
        one.today,
        one.overdue_days,
        one.min_items,
        one.include_disputed,
        one.include_unmatched,
        list(one.doubtful_ids),
        one.receivable_days,
        one.payable_days,
        one.rate,
        one.digits,
    )


def _agreements(env, accounts, assumptions):
    """CTEs of what was agreed on items: disputes, promises and plans, and what is promised."""
    return SQL(
        _AGREEMENTS,
        rates=forecast_promises.hold_rates(env, assumptions),
        holds=forecast_promises.holds_today(assumptions),
        held=forecast_promises.items_held(accounts),
        shown_first=in_force.shown_first("held"),
        promised=forecast_promises.items_promised(env, accounts),
    )


#: the nearest promise or plan of an item is the one that counts
_AGREEMENTS = """
    hold_rate(company_id, currency_id, rate) AS (VALUES %(rates)s),
    hold AS MATERIALIZED (%(holds)s),
    held AS MATERIALIZED (%(held)s),
    agreed AS MATERIALIZED (
        SELECT DISTINCT ON (held.item_id) held.item_id, held.id AS hold_id
          FROM held
         WHERE held.kind IN ('promise', 'plan')
      ORDER BY held.item_id, held.distance, %(shown_first)s
    ),
    promised AS MATERIALIZED (%(promised)s)
"""

#: the columns of ``account.dunning.forecast``
_SHOWN = """
    SELECT forecast.id,
           forecast.company_id,
           forecast.kind,
           forecast.basis,
           forecast.included,
           LEAST(forecast.date_expected, %(last)s::date) AS date_expected,
           forecast.is_passed,
           forecast.amount_company * assumed.rate AS amount,
           forecast.amount_company,
           forecast.amount_currency,
           %(currency)s AS report_currency_id,
           forecast.company_currency_id,
           forecast.currency_id,
           forecast.account_id,
           forecast.move_line_id,
           forecast.move_id,
           forecast.debtor_id,
           forecast.hold_id,
           forecast.due_date,
           forecast.date_expected - forecast.due_date AS days_late_expected
      FROM forecast
      JOIN assumed ON assumed.company_id = forecast.company_id
"""
