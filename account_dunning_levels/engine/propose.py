"""From open items to a control list.

The way: facts of all open items gathered, decisions by the rules on a range of customers at a
time, rows written in bulk. All is one transaction: a run that is interrupted has changed nothing
and is repeated.
"""

import logging
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tools import SQL

from ..rules.decide import notices as notice_rules
from . import deleted_items, facts, garbage, holds, review, rows
from .access import as_engine
from .plans import without_jit
from .settle import RETRY

_logger = logging.getLogger(__name__)

#: first half of the key of the advisory lock; the second half is the company
LOCK = 190401
#: bank bookings older than this many days before the key date are a warning
BANK_DAYS = 7
#: how often an automatic run is begun when others delete its items meanwhile
TRIES = 3


def propose(run):
    """Build the proposals of one run, replacing earlier ones of it.

    :raises UserError: another run of the company is open or at work, a later run was sent,
        or this run has sent letters itself
    """
    run.ensure_one()
    run = as_engine(run)
    _lock_company(run.company_id)
    _refuse(run)
    without_jit(run.env)
    drop(run)
    # a promise that broke since last night blocks no more
    holds.settle_due(run.env, run.company_id)
    settings = facts.current_settings(run.company_id, run.key_date, run._criteria())
    run.write(
        {
            "state": "proposed",
            "is_open": not run.is_simulation,
            "settings": facts.to_json(settings),
            "bank_date": _bank_date(run.company_id),
        }
    )
    run.env.flush_all()
    writer = rows.Writer(run, settings, _common_warnings(run))
    facts.gather(
        run.env,
        run.company_id,
        run.key_date,
        settings,
        partner_domain=run._domain("partner_domain", "res.partner"),
        item_domain=run._domain("item_domain", "account.move.line"),
    )
    with garbage.put_off():
        _propose_ranges(run, settings, writer)
    writer.finish()
    run.env["account.dunning.run"].browse(run.id).invalidate_recordset()
    if not run.is_simulation:
        _tell_exhausted(run)
    deleted_items.check_list(run.env, run.company_id)


def _propose_ranges(run, settings, writer):
    """Decide on one range of customers after the other, in the order of the list.

    While PostgreSQL writes one range, Python decides on the next. A helper thread waits for
    PostgreSQL meanwhile; deciding asks the database nothing, and reading waits until writing has
    ended, so the cursor is never used by two at a time. All stays one transaction: what fails in
    the helper is raised here, and whatever is raised here waits for the helper first.
    """
    decided = None
    with ThreadPoolExecutor(max_workers=1) as helper:
        for first, last in facts.gathered_ranges(run.env):
            found = facts.read_gathered(
                run.env, run.company_id, run.key_date, settings, first, last
            )
            # each item is on one notice at most
            batch = writer.batch(first, last, len(found.rows))
            writing = helper.submit(writer.put, decided) if decided else None
            _decide(found.customers, found.items(), settings, batch)
            if writing:
                writing.result()
            decided = batch
    if decided:
        writer.put(decided)


def _decide(customers, items, settings, batch):
    """What the rules say about customers; no query here, the connection is writing."""
    for customer_id, own in items.items():
        customer = customers[customer_id]
        sheet = facts.sheet_of(customer, settings)
        proposal = notice_rules.propose(
            own, sheet, settings.context, settings.currencies, settings.law_of(customer)
        )
        batch.add(customer, sheet, proposal)
    batch.close()


def _lock_company(company):
    """One proposal at a time per company; released with the transaction."""
    got = company.env.execute_query(
        SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK, company.id)
    )
    if not got[0][0]:
        raise UserError(
            company.env._(
                "A control list of %s is being made right now. Try again in a moment.",
                company.name,
            )
        )


def _refuse(run):
    if run.state not in ("draft", "proposed"):
        raise UserError(
            run.env._("Run %s has been sent or cancelled already. Make a new run.", run.name)
        )
    review.require_turn(run)


def drop(runs):
    """Take the lists of runs away: lines, notices, and what was written about them.

    :raises UserError: a notice has left the house
    """
    env = runs.env
    notices = env["account.dunning.notice"].sudo()  # sudo: they belong to the engine
    of_runs = [("run_id", "in", runs.ids)]
    gone = ["|", ("state", "in", ("queued", "sent")), ("attachment_id", "!=", False)]
    notices.search([*of_runs, *gone], limit=1)._unlink_never_what_left_the_house()
    env.flush_all()
    for model, name in _ABOUT_NOTICES:
        rows_ = env.execute_query(
            SQL(
                """
                SELECT about.id
                  FROM %(table)s about
                  JOIN account_dunning_notice notice ON notice.id = about.res_id
                 WHERE about.%(name)s = 'account.dunning.notice'
                   AND notice.run_id = ANY(%(runs)s)
                """,
                table=SQL.identifier(env[model]._table),
                name=SQL.identifier(name),
                runs=runs.ids,
            )
        )
        env[model].sudo().browse([row[0] for row in rows_]).unlink()  # sudo: as above
    for table in ("account_dunning_notice_line", "account_dunning_notice"):
        env.cr.execute(
            SQL("DELETE FROM %s WHERE run_id = ANY(%s)", SQL.identifier(table), runs.ids)
        )
    env.invalidate_all(flush=False)


#: what the ORM deletes together with a record; there is little of it before letters leave
_ABOUT_NOTICES = (
    ("mail.message", "model"),
    ("mail.followers", "res_model"),
    ("ir.attachment", "res_model"),
)


def _bank_date(company):
    """Date of the last bank transaction, or False when no bank is booked in Odoo."""
    rows_ = company.env.execute_query(
        SQL(
            """
            SELECT MAX(move.date)
              FROM account_bank_statement_line line
              JOIN account_move move ON move.id = line.move_id
             WHERE move.company_id = %s
            """,
            company.id,
        )
    )
    return rows_[0][0] or False


def _common_warnings(run):
    # a simulation looks from a day whose bank nobody can have booked
    day = min(run.key_date, run.company_id._dunning_today())
    stale = run.bank_date and run.bank_date < day - timedelta(days=BANK_DAYS)
    return ["bank"] if stale else []


def _tell_exhausted(run):
    """One activity per customer with exhausted items, and never a second one while it is open.

    They are those that :class:`rows.Writer` put in ``dunning_exhausted``.
    """
    env = run.env
    kind = env.ref("account_dunning_levels.mail_activity_type_exhausted", raise_if_not_found=False)
    if not kind:
        return
    env.flush_all()
    # thousands of customers at the first run of a company; each as the ORM would write it, but
    # nobody follows the customer because of it
    rows = env.execute_query(
        SQL(
            _EXHAUSTED,
            kind=kind.id,
            model=env["ir.model"]._get_id("res.partner"),
            user=env.uid,
            day=run.company_id._dunning_today(),
            words=env._("Items at the last reminder level: %s", "{count}"),
        )
    )
    env["mail.activity"].invalidate_model(flush=False)
    for user_id, count in Counter(row[0] for row in rows).items():
        env["res.users"].browse(user_id)._bus_send(
            "mail.activity/updated", {"activity_created": True, "count_diff": count}
        )


def run_scheduled(env):
    """Make today's automatic runs, one company at a time, each its own transaction.

    A company that fails is told to its responsible and does not stop the others.
    """
    companies = env["res.company"].search([("dunning_auto_mode", "!=", "none")])
    due = companies.filtered(lambda company: company._dunning_runs_on(company._dunning_today()))
    env["ir.cron"]._commit_progress(remaining=len(due))
    for company in due:
        _run_or_tell(company)
        company.dunning_auto_last_date = company._dunning_today()
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
            "key_date": company._dunning_today(),
            "user_id": (company.dunning_user_id or company.env.user).id,
        }
    )
    propose(run)
    if company.dunning_auto_mode == "send" and run.notice_ids:
        lacking = review.release(run.notice_ids, run)
        if lacking:
            _tell_responsible(
                company, review.lacking_words(lacking), company.env._("Reminders not released")
            )
        run.action_send()
    elif not run.notice_ids:
        run.write({"state": "done", "is_open": False})


def _tell_responsible(company, text, summary=None):
    user = company.dunning_user_id
    if not user:
        return
    company.env["mail.activity"].create(
        {
            "res_model_id": company.env["ir.model"]._get_id("res.partner"),
            "res_id": company.partner_id.id,
            "activity_type_id": company.env.ref("mail.mail_activity_data_todo").id,
            "user_id": user.id,
            "summary": summary or company.env._("No automatic reminders today"),
            "note": text,
        }
    )


_EXHAUSTED = """
    INSERT INTO mail_activity (
        res_model_id, res_model, res_id, res_name, activity_type_id, user_id, date_deadline,
        summary, automated, active, create_uid, write_uid, create_date, write_date
    )
    SELECT %(model)s, 'res.partner', partner.id, partner.complete_name, %(kind)s, exhausted.user_id,
           %(day)s, REPLACE(%(words)s, '{count}', exhausted.items::text), FALSE, TRUE,
           %(user)s, %(user)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM (
            SELECT partner_id, COALESCE(user_id, %(user)s) AS user_id, items
              FROM dunning_exhausted
           ) exhausted
      JOIN res_partner partner ON partner.id = exhausted.partner_id
     -- read once, whatever PostgreSQL takes the size of this table for: looked through for each
     -- customer, it would be longer each time
     WHERE exhausted.partner_id NOT IN (
            SELECT told.res_id
              FROM mail_activity told
             WHERE told.res_model = 'res.partner'
               AND told.res_id IS NOT NULL
               AND told.activity_type_id = %(kind)s
               AND told.active)
 RETURNING user_id
"""
