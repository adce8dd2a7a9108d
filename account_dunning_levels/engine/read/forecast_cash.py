"""Money of the liquidity forecast that is there, or on its way to the bank."""

from odoo.tools import SQL

from .forecast_ground import OPENING, ROWS


def opening(accounts, assumptions):
    """One row per bank or cash account: its ledger balance up to today.

    The sum is taken per company with its date written out, so that PostgreSQL can share the work
    among its workers: a bank account has more lines than all the rest of the forecast.
    """
    sums = SQL(" UNION ALL ").join(
        SQL(
            """
            SELECT line.company_id, line.account_id, MIN(line.id) AS id,
                   SUM(line.balance) AS balance, MIN(line.company_currency_id) AS currency_id
              FROM account_move_line line
             WHERE line.company_id = %s
               AND line.account_id = ANY(%s)
               AND line.parent_state = 'posted'
               AND line.date <= %s
          GROUP BY line.company_id, line.account_id
            """,
            one.company_id,
            [account for company, account in accounts.bank if company == one.company_id],
            one.today,
        )
        for one in assumptions
    )
    return SQL(
        """
        SELECT bank.id::bigint * %(rows)s + %(number)s,
               bank.company_id, 'opening', 'opening', TRUE, assumed.today, FALSE,
               bank.balance, bank.balance, bank.currency_id, bank.currency_id,
               bank.account_id, NULL::int, NULL::int, NULL::int, NULL::int, NULL::date
          FROM (%(sums)s) bank
          JOIN assumed ON assumed.company_id = bank.company_id
        """,
        rows=ROWS,
        number=OPENING,
        sums=sums,
    )


def transit(accounts):
    """Payments on their way: open on outstanding accounts, or on the bank at a later date.

    What was paid up to today is one row per account: without bank statements these can be many.
    """
    return SQL(
        "%s UNION ALL %s",
        SQL(
            _TRANSIT_UNTIL_TODAY,
            rows=ROWS,
            number=OPENING,
            transit=_pairs(accounts.transit),
            open=_OPEN,
        ),
        SQL(
            _TRANSIT_LATER,
            rows=ROWS,
            bank=_pairs(accounts.bank),
            transit=_pairs(accounts.transit),
            both=sorted({account for _company, account in accounts.bank + accounts.transit}),
            open=_OPEN,
            open_currency=_OPEN_CURRENCY,
        ),
    )


def unmatched(accounts):
    """Bank lines not matched yet. Their counterpart has the other sign, hence lowers."""
    return SQL(
        """
        SELECT line.id::bigint * %(rows)s, line.company_id,
               CASE WHEN line.balance < 0 THEN 'receipt' ELSE 'payment' END,
               'unmatched', assumed.unmatched_in,
               GREATEST(line.date, assumed.today) + assumed.overdue_days, FALSE,
               %(open)s, %(open_currency)s,
               line.company_currency_id, line.currency_id,
               line.account_id, line.id, line.move_id, contact.commercial_partner_id,
               NULL::int, line.date
          FROM account_move_line line
          JOIN assumed ON assumed.company_id = line.company_id
          JOIN account_account account ON account.id = line.account_id
     LEFT JOIN res_partner contact ON contact.id = line.partner_id
         WHERE %(unmatched)s
           AND line.reconciled IS NOT TRUE
           AND line.parent_state = 'posted'
           AND %(open)s <> 0
        """,
        rows=ROWS,
        unmatched=_pairs(accounts.unmatched),
        open=_OPEN,
        open_currency=_OPEN_CURRENCY,
    )


def _pairs(pairs):
    """SQL condition: company and account of ``line`` are one of the pairs."""
    if not pairs:
        return SQL("FALSE")
    # the plain list of accounts lets the index on the account serve
    return SQL(
        "line.account_id = ANY(%s) AND (line.company_id, line.account_id) IN (%s)",
        sorted({account for _company, account in pairs}),
        SQL(", ").join(SQL("(%s, %s)", *pair) for pair in pairs),
    )


#: Odoo keeps a residual only on accounts that are reconciled
_OPEN = SQL("CASE WHEN account.reconcile THEN line.amount_residual ELSE line.balance END")

_OPEN_CURRENCY = SQL(
    "CASE WHEN account.reconcile THEN line.amount_residual_currency ELSE line.amount_currency END"
)

#: what is open on outstanding accounts up to today, one row per account
_TRANSIT_UNTIL_TODAY = """
    SELECT MIN(line.id)::bigint * %(rows)s + %(number)s,
           line.company_id, 'opening', 'transit', TRUE, assumed.today, FALSE,
           SUM(%(open)s), SUM(%(open)s),
           MIN(line.company_currency_id), MIN(line.company_currency_id),
           line.account_id, NULL::int, NULL::int, NULL::int, NULL::int, NULL::date
      FROM account_move_line line
      JOIN assumed ON assumed.company_id = line.company_id
      JOIN account_account account ON account.id = line.account_id
     WHERE %(transit)s
       AND line.reconciled IS NOT TRUE
       AND line.parent_state = 'posted'
       AND line.date <= assumed.today
  GROUP BY line.company_id, line.account_id, assumed.today
    HAVING SUM(%(open)s) <> 0
"""

#: entries dated after today, on the bank or on outstanding accounts
_TRANSIT_LATER = """
    SELECT line.id::bigint * %(rows)s, line.company_id,
           CASE WHEN line.balance > 0 THEN 'receipt' ELSE 'payment' END,
           'transit', TRUE, line.date, FALSE,
           later.amount, later.amount_currency,
           line.company_currency_id, line.currency_id,
           line.account_id, line.id, line.move_id, contact.commercial_partner_id,
           NULL::int, line.date
      FROM account_move_line line
      JOIN assumed ON assumed.company_id = line.company_id
      JOIN account_account account ON account.id = line.account_id
 LEFT JOIN res_partner contact ON contact.id = line.partner_id
CROSS JOIN LATERAL (
           SELECT line.balance AS amount, line.amount_currency WHERE %(bank)s
            UNION ALL
           SELECT %(open)s, %(open_currency)s WHERE %(transit)s
           ) later
     WHERE line.account_id = ANY(%(both)s)
       AND line.parent_state = 'posted'
       AND line.date > assumed.today
       AND later.amount <> 0
"""
