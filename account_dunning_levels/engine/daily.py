"""The scheduled day of a company: propose, and send where it says so."""

import logging

from odoo.exceptions import UserError

from .propose import control_list
from .review import releasing
from .send import lane_work
from .signs import people
from .store import company_day
from .store.conflicts import RETRY

_logger = logging.getLogger(__name__)

#: how often an automatic run is begun when others delete its items meanwhile
TRIES = 3


def run_scheduled(env):
    """Make today's automatic runs, one company at a time, each its own transaction.

    A company that fails is told to its responsible and does not stop the others.
    """
    companies = env["res.company"].search([("dunning_auto_mode", "!=", "none")])
    due = companies.filtered(lambda company: company._dunning_runs_on(company_day.today(company)))
    env["ir.cron"]._commit_progress(remaining=len(due))
    for company in due:
        _run_or_tell(company)
        company.dunning_auto_last_date = company_day.today(company)
        if not env["ir.cron"]._commit_progress(1):
            break


def _run_or_tell(company):
    env = company.env
    for tries_left in reversed(range(TRIES)):
        try:
            with env.cr.savepoint():
                # texts for colleagues in the company's language
                lang = company.partner_id.lang or "en_US"
                _run_for(company.with_company(company).with_context(lang=lang))
            return
        except UserError as error:
            _logger.warning("Automatic reminders of %s: %s", company.name, error)
            _tell_responsible(company, str(error))
            return
        except Exception as error:
            if tries_left and getattr(error, "pgcode", None) in RETRY:
                _logger.info("Automatic reminders of %s are made again: %s", company.name, error)
                # only a new transaction sees what others did meanwhile
                env.cr.rollback()
                continue
            _logger.exception("Automatic reminders of %s failed", company.name)
            _tell_responsible(company, env._("The automatic run failed; see the server log."))
            return


def _run_for(company):
    run = company.env["account.dunning.run"].create(
        {
            "company_id": company.id,
            "key_date": company_day.today(company),
            "user_id": people.People(company).signer(None) or company.env.uid,
        }
    )
    control_list.propose(run)
    if company.dunning_auto_mode == "send" and run.notice_ids:
        lacking = releasing.release(run.notice_ids, run)
        if lacking:
            _tell_responsible(
                company, releasing.lacking_words(lacking), company.env._("Reminders not released")
            )
        lane_work.start(run)
    elif not run.notice_ids:
        run.write({"state": "done", "is_open": False})


def _tell_responsible(company, text, summary=None):
    if not company.dunning_user_id:
        return
    user_id = people.People(company).owner()
    company.env["mail.activity"].create(
        {
            "res_model_id": company.env["ir.model"]._get_id("res.partner"),
            "res_id": company.partner_id.id,
            "activity_type_id": company.env.ref("mail.mail_activity_data_todo").id,
            "user_id": user_id,
            "summary": summary or company.env._("No automatic reminders today"),
            "note": text,
        }
    )
