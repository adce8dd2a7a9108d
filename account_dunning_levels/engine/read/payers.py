"""How late customers and vendors are paid, measured from their last paid items.

One statement per refresh: 400,000 paid items cost a few hash joins and one sort.
"""

from odoo import fields
from odoo.tools import SQL

from ..store.planner import without_jit

#: days by which the newer half of the items must differ from the older half to be a trend
TREND_DAYS = 5

#: with fewer items a trend is chance
TREND_ITEMS = 4


def refresh(env, companies):
    """Measure the payers of ``companies`` anew.

    Each company's own ``dunning_forecast_history`` says how many items count. A second refresh at
    the same moment gives way: the first one's figures are as good.
    """
    if not companies:
        return
    env.flush_all()
    [(free,)] = env.execute_query(
        SQL("SELECT pg_try_advisory_xact_lock(hashtext('account_dunning_payer'))")
    )
    if free:
        without_jit(env)
        env.cr.execute(_replace(env, companies))
        env["account.dunning.payer"].invalidate_model()


def accounts_of_type(env, account_type):
    """Ids of all accounts of a type, archived ones too: an open item stays an open item."""
    # sudo: readers of the figures need no access to the chart of accounts
    accounts = env["account.account"].sudo().with_context(active_test=False)
    return list(accounts._search([("account_type", "=", account_type)]).get_result_ids())


def _replace(env, companies):
    """Write the rows of the refresh and remove those of debtors without a paid item."""
    return SQL(
        """
        WITH fresh AS (
            INSERT INTO account_dunning_payer (
                   company_id, partner_id, side, paid_count, amount_paid, average_days_late,
                   recent_days_late, earlier_days_late, trend, last_paid_date, refreshed_date)
            %(rows)s
            ON CONFLICT (company_id, partner_id, side) DO UPDATE
               SET paid_count = EXCLUDED.paid_count,
                   amount_paid = EXCLUDED.amount_paid,
                   average_days_late = EXCLUDED.average_days_late,
                   recent_days_late = EXCLUDED.recent_days_late,
                   earlier_days_late = EXCLUDED.earlier_days_late,
                   trend = EXCLUDED.trend,
                   last_paid_date = EXCLUDED.last_paid_date,
                   refreshed_date = EXCLUDED.refreshed_date
            RETURNING id
        )
        DELETE FROM account_dunning_payer payer
         WHERE payer.company_id = ANY(%(companies)s)
           AND NOT EXISTS (SELECT FROM fresh WHERE fresh.id = payer.id)
        """,
        rows=_measure(env, companies),
        companies=companies.ids,
    )


def _measure(env, companies):
    """One row per company, debtor and side; averages weighted by the amounts of the items."""
    history = SQL(", ").join(
        SQL("(%s, %s)", company.id, company.dunning_forecast_history) for company in companies
    )
    return SQL(
        _MEASURED,
        history=history,
        receivable=_paid_claims(env, companies, "receivable"),
        payable=_paid_claims(env, companies, "payable"),
        ranked=SQL(_RANKED),
        counted=SQL(_COUNTED),
        averages=SQL(_AVERAGES),
        days=TREND_DAYS,
        least=TREND_ITEMS,
        now=fields.Datetime.now(),
    )


def _paid_claims(env, companies, side):
    """Fully reconciled claims with a due date, and the day the last of the money came.

    Left out: claims that only a credit note settled (nobody paid), entries of exchange
    differences, and payments that were themselves paid back.
    """
    receivable = side == "receivable"
    return SQL(
        """
        SELECT item.id,
               item.company_id,
               contact.commercial_partner_id AS debtor_id,
               %(side)s AS side,
               ABS(item.balance) AS amount,
               MAX(part.max_date) AS settled_date,
               MAX(part.max_date) - item.date_maturity AS days_late
          FROM account_move_line item
          JOIN res_partner contact ON contact.id = item.partner_id
          JOIN account_partial_reconcile part ON part.%(own)s = item.id
          JOIN account_move_line other ON other.id = part.%(counterpart)s
          JOIN account_move other_move ON other_move.id = other.move_id
         WHERE item.company_id = ANY(%(companies)s)
           AND item.account_id = ANY(%(accounts)s)
           AND item.parent_state = 'posted'
           AND item.reconciled
           AND item.balance %(sign)s 0
           AND item.date_maturity IS NOT NULL
           AND item.payment_id IS NULL
           AND item.statement_line_id IS NULL
           AND NOT EXISTS (SELECT FROM exchange_move WHERE exchange_move.id = item.move_id)
           AND NOT EXISTS (SELECT FROM exchange_move WHERE exchange_move.id = other.move_id)
      GROUP BY item.id, item.company_id, contact.commercial_partner_id, item.balance,
               item.date_maturity
        HAVING BOOL_OR(other_move.move_type NOT IN ('out_refund', 'in_refund'))
        """,
        side=side,
        own=SQL.identifier("debit_move_id" if receivable else "credit_move_id"),
        counterpart=SQL.identifier("credit_move_id" if receivable else "debit_move_id"),
        companies=companies.ids,
        accounts=accounts_of_type(env, f"{'asset' if receivable else 'liability'}_{side}"),
        sign=SQL(">") if receivable else SQL("<"),
    )


#: one row per payer: averages, and whether the newer half is later or earlier than the older half
_MEASURED = """
      WITH history(company_id, items) AS (VALUES %(history)s),
           exchange_move AS (
            SELECT DISTINCT exchange_move_id AS id
              FROM account_partial_reconcile
             WHERE exchange_move_id IS NOT NULL
           ),
           paid AS (%(receivable)s UNION ALL %(payable)s),
           ranked AS (%(ranked)s),
           measured AS (%(counted)s),
           averages AS (%(averages)s)
    SELECT company_id, debtor_id, side, paid_count, amount_paid, average, recent, earlier,
           CASE WHEN paid_count < %(least)s THEN 'unknown'
                WHEN recent - earlier >= %(days)s THEN 'worsening'
                WHEN earlier - recent >= %(days)s THEN 'improving'
                ELSE 'stable' END,
           last_paid_date,
           %(now)s
      FROM averages
"""

#: paid claims of each payer, numbered from the latest
_RANKED = """
    SELECT paid.*,
           ROW_NUMBER() OVER latest AS rank,
           COUNT(*) OVER (PARTITION BY company_id, debtor_id, side) AS items
      FROM paid
    WINDOW latest AS (
           PARTITION BY company_id, debtor_id, side ORDER BY settled_date DESC, id DESC)
"""

#: as many of them as the company counts
_COUNTED = """
    SELECT ranked.*,
           -- the newer half, the middle one of an odd number included
           rank <= (LEAST(ranked.items, history.items) + 1) / 2 AS is_recent
      FROM ranked
      JOIN history ON history.company_id = ranked.company_id
     WHERE rank <= history.items
"""

_AVERAGES = """
    SELECT company_id, debtor_id, side,
           COUNT(*) AS paid_count,
           SUM(amount) AS amount_paid,
           ROUND(SUM(days_late * amount) / SUM(amount), 1) AS average,
           ROUND(SUM(days_late * amount) FILTER (WHERE is_recent)
                 / SUM(amount) FILTER (WHERE is_recent), 1) AS recent,
           ROUND(SUM(days_late * amount) FILTER (WHERE NOT is_recent)
                 / SUM(amount) FILTER (WHERE NOT is_recent), 1) AS earlier,
           MAX(settled_date) AS last_paid_date
      FROM measured
  GROUP BY company_id, debtor_id, side
"""
