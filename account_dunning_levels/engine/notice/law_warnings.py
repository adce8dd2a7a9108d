"""Warnings of newer law on the reminders of a control list: one statement each, once it is written.

They are about how the invoice was made, which no payment changes, so they are looked at once.
"""

from datetime import timedelta

from odoo.tools import SQL

from ...rules.law import new_law
from ..terms import chosen
from . import peppol


def warn(run, settings):
    """Say on the reminders of a run what newer law may hold against their invoices.

    :param run_settings.Settings settings: of the run; nothing is said where no law is followed
    """
    if not settings.laws:
        return
    first_day = new_law.CONSUMER_CREDIT_FROM + timedelta(days=new_law.CREDIT_FREE_DAYS)
    if run.key_date > first_day:
        _say(run, "consumer_credit", _is_credit())
    company = run.company_id
    if chosen.country(company).code == "BE" and peppol.is_known(company):
        _say(run, "not_by_peppol", _skipped_peppol())


def _is_credit():
    return SQL(
        """
            debtor.dunning_is_consumer IS NOT FALSE
        AND move.move_type = 'out_invoice'
        AND move.invoice_date >= %s
        AND line.date_maturity > COALESCE(move.delivery_date, move.invoice_date) + %s
        """,
        new_law.CONSUMER_CREDIT_FROM,
        new_law.CREDIT_FREE_DAYS,
    )


def _skipped_peppol():
    return SQL(
        """
            debtor.dunning_is_consumer IS FALSE
        AND debtor.country_id = (SELECT id FROM res_country WHERE code = 'BE')
        AND move.move_type = 'out_invoice'
        AND move.invoice_date >= %s
        AND COALESCE(move.peppol_move_state, '') <> ALL(%s)
        """,
        new_law.PEPPOL_FROM,
        list(peppol.LEFT),
    )


def _say(run, code, holds):
    """Add a warning to the reminders with a claim for which a condition holds, with their sum.

    In the currency of the letter; one of several currencies is in that of the company, and so are
    its claims then, as the ledger has them.

    :param SQL holds: of ``line``, ``move`` and ``debtor``
    """
    env = run.env
    notices = env["account.dunning.notice"]
    notices.flush_model(["warning_codes", "warning_figures"])
    env.cr.execute(
        SQL(
            """
            UPDATE account_dunning_notice notice
               SET warning_codes = CONCAT_WS(',', NULLIF(notice.warning_codes, ''), %(code)s),
                   warning_figures = COALESCE(notice.warning_figures, '{}')
                       || JSONB_BUILD_OBJECT(
                              %(code)s, JSONB_BUILD_OBJECT('amount', told.amount::text))
              FROM (
                    SELECT line.notice_id,
                           SUM(CASE WHEN line.currency_id = letter.currency_id
                                    THEN line.amount_residual
                                    ELSE item.amount_residual END) AS amount
                      FROM account_dunning_notice_line line
                      JOIN account_dunning_notice letter ON letter.id = line.notice_id
                      JOIN account_move_line item ON item.id = line.move_line_id
                      JOIN account_move move ON move.id = line.move_id
                      JOIN res_partner debtor ON debtor.id = line.partner_id
                     WHERE line.run_id = %(run)s
                       AND line.outcome = 'claim'
                       AND %(holds)s
                  GROUP BY line.notice_id
                   ) told
             WHERE notice.id = told.notice_id
            """,
            code=code,
            run=run.id,
            holds=holds,
        )
    )
    notices.invalidate_model(["warning_codes", "warning_figures"], flush=False)
