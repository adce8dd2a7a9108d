"""The warning that money of a customer is not matched with what its reminders ask for."""

from odoo.tools import SQL

from ...rules.decide import warnings
from ..ledger import incoming_money
from . import list_words

CODE = "unmatched_payment"


def warn(run, settings, notices=None):
    """Warn on the open notices of customers whose unmatched money is at least their smallest claim.

    One statement, however many customers there are. Money in the currency of a claim counts as it
    is, other money at the rates of the run.

    :param notices: look at these only, not at all of the run
    :return: those that are warned now
    """
    env, company = run.env, run.company_id
    if not company.dunning_unmatched_guard:
        return env["account.dunning.notice"]
    env.flush_all()
    on_letters = SQL(
        "SELECT move_line_id FROM account_dunning_notice_line"
        " WHERE run_id = %s AND outcome = 'credit' AND notice_id IS NOT NULL",
        run.id,
    )
    rates = settings.currencies.rates
    rows = env.execute_query(
        SQL(
            _WARN,
            money=incoming_money.unmatched(env, company, settings, on_letters),
            run=run.id,
            of_these=SQL("notice.id = ANY(%s)", notices.ids) if notices else SQL("TRUE"),
            code=CODE,
            currencies=list(rates),
            rates=[str(rate) for rate in rates.values()],
        )
    )
    env["account.dunning.notice"].invalidate_model(["warning_codes", "warning_figures"])
    return env["account.dunning.notice"].browse([row[0] for row in rows])


def look_again(run, settings):
    """The same for a list that was made some time ago: what was matched meanwhile is no warning."""
    notices = run.env["account.dunning.notice"].search(
        [("run_id", "=", run.id), ("state", "in", ("proposed", "ready"))]
    )
    for notice in notices:
        if CODE in warnings.codes_in(notice.warning_codes):
            list_words.unwarn(notice, CODE)
    return warn(run, settings)


_WARN = """
    WITH money AS MATERIALIZED (%(money)s),
    rate AS (
        SELECT * FROM UNNEST(%(currencies)s::int[], %(rates)s::numeric[])
            AS rate (currency_id, per_unit)
    ),
    letter AS (
        SELECT notice.id, notice.partner_id, notice.currency_id
          FROM account_dunning_notice notice
         WHERE notice.run_id = %(run)s
           AND notice.state IN ('proposed', 'ready')
           AND %(of_these)s
    ),
    claim AS (
        SELECT letter.partner_id AS customer_id, line.partner_id AS debtor_id,
               line.currency_id, line.amount_residual AS amount
          FROM account_dunning_notice_line line
          JOIN letter ON letter.id = line.notice_id
         WHERE line.run_id = %(run)s AND line.outcome = 'claim'
    ),
    -- money of a branch is for the letters of its head office
    received AS (
        SELECT owner.customer_id, money.currency_id, SUM(money.amount) AS amount,
               SUM(money.company_amount) AS company_amount
          FROM (
                SELECT partner_id AS customer_id, partner_id AS debtor_id FROM letter
                 UNION
                SELECT customer_id, debtor_id FROM claim
               ) owner
          JOIN money ON money.debtor_id = owner.debtor_id
      GROUP BY owner.customer_id, money.currency_id
    ),
    warned AS (
        SELECT DISTINCT claim.customer_id
          FROM claim
          JOIN LATERAL (
                SELECT SUM(
                           CASE WHEN received.currency_id = claim.currency_id
                                THEN received.amount
                                ELSE ROUND(received.company_amount * rate.per_unit, 2)
                           END) AS amount
                  FROM received
             LEFT JOIN rate ON rate.currency_id = claim.currency_id
                 WHERE received.customer_id = claim.customer_id
               ) known ON known.amount >= claim.amount
    ),
    said AS (
        SELECT letter.id, SUM(
                   CASE WHEN received.currency_id = letter.currency_id
                        THEN received.amount
                        ELSE ROUND(received.company_amount * rate.per_unit, 2)
                   END) AS amount
          FROM letter
          JOIN warned ON warned.customer_id = letter.partner_id
          JOIN received ON received.customer_id = letter.partner_id
     LEFT JOIN rate ON rate.currency_id = letter.currency_id
      GROUP BY letter.id
    )
    UPDATE account_dunning_notice notice
       SET warning_codes = CONCAT_WS(',', NULLIF(notice.warning_codes, ''), %(code)s::text),
           warning_figures = COALESCE(NULLIF(notice.warning_figures, 'null'), '{}')
               || JSONB_BUILD_OBJECT(
                    %(code)s::text, JSONB_BUILD_OBJECT('amount', said.amount::text))
      FROM said
     WHERE notice.id = said.id
       AND NOT %(code)s = ANY(STRING_TO_ARRAY(COALESCE(notice.warning_codes, ''), ','))
 RETURNING notice.id
"""
