"""How a letter leaves the house.

A few ready notices are claimed, their items read again, their letters pressed in one go, and
PDF, e-mail, activity, chatter, item levels and state written in the same transaction: a letter
is either out whole, or nothing of it happened.
"""

import logging
import re
import time
from collections import defaultdict
from functools import partial

import psycopg2
from psycopg2 import errors

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import (
    calculations,
    charge_invoices,
    facts,
    garbage,
    jobs,
    lanes,
    law_letter,
    press,
    revise,
    settle,
    traces,
)
from .access import as_engine
from .review import drop, email_obstacle
from .settle import RETRY

_logger = logging.getLogger(__name__)

#: letters claimed and made at a time: one transaction, one start of the PDF engine or two; fewer
#: than the least do not pay for that start
BATCH, LEAST = 100, 25
#: context key of a dict that keeps what was compiled of the texts of e-mails
COMPILED = "dunning_compiled"


def start(runs):
    """Hand the ready notices of runs to the sending lanes.

    :raises UserError: a simulation, or nothing is ready
    """
    for run in as_engine(runs):
        if run.is_simulation:
            raise UserError(
                run.env._(
                    "Run %(name)s looks from %(date)s, which is in the future: it is a simulation "
                    "and cannot be sent.",
                    name=run.name,
                    date=run.key_date,
                )
            )
        if run.state not in ("proposed", "sending", "done"):
            raise UserError(run.env._("Run %s has no control list. Propose it first.", run.name))
        ready = [("run_id", "=", run.id), ("state", "=", "ready")]
        if not run.env["account.dunning.notice"].search_count(ready, limit=1):
            raise UserError(
                run.env._(
                    "Run %s has no released reminders. Review the control list and release it.",
                    run.name,
                )
            )
        run.state = "sending"
    settle.wake_senders(runs.env)


def run_lane(env):
    """Claim and send batch after batch until nothing is left or the time is up.

    Commits before each claim: at REPEATABLE READ a row changed since our snapshot cannot be
    locked, and what was sent must stay sent.
    """
    # what was compiled of an e-mail's text is good for the next batch too
    env = env(context={**env.context, COMPILED: {}})
    cron = env["ir.cron"]
    try:
        settle.collect_lost(env(su=True))  # sudo: as in send_pending
        env.flush_all()
    except psycopg2.Error as error:
        _look_again(env, error)
    if jobs.available(env) and _left_to_the_queue(env):
        return
    pending = _count_pending(env)
    while pending:
        if not cron._commit_progress(remaining=pending):
            return  # the time is up: what remains was told, so Odoo calls again at once
        try:
            # sudo: as in send_pending
            handled = _send_one_batch(env(su=True), _batch_size(env, pending))
        except psycopg2.Error as error:
            _look_again(env, error)
        else:
            if not handled:
                break  # another lane holds what is left: its work, not ours
            cron._commit_progress(handled)
        pending = _count_pending(env)
    # two lanes that end at once do not see each other's last letters: look once more
    cron._commit_progress(remaining=0)
    try:
        settle.finish_runs(_runs_being_sent(env))
        env.flush_all()
        settle.wake_outbox(env)
        env.flush_all()
    except psycopg2.Error as error:
        _look_again(env, error)


def _left_to_the_queue(env):
    """Put in the queue what it lost; false when nobody runs it and letters would stay for ever."""
    if jobs.asleep(env):
        _logger.warning(
            "Jobs of reminders wait and none was begun for %s; the scheduled action sends. Is a "
            "server started with --load=base,web,queue_job?",
            jobs.PATIENCE,
        )
        return False
    jobs.enqueue(env)
    return True


def run_job(run, lane):
    """Make one batch of a run in the transaction of a job.

    A conflict with another transaction is left to the queue, which tries again.

    :param int lane: who goes on with the next batch
    :return: what was done, in words
    """
    env = run.env(su=True)  # sudo: as in send_pending
    handled = _send_one_batch(env, _batch_size(env, _count_pending(env, run)), run)
    if handled:
        # the last one finds nothing: jobs that end at once do not see each other's last letters
        jobs.put(run, lane)
    else:
        settle.finish_runs(run)
        settle.wake_outbox(env)
    return env._("Reminders handled: %s", handled)


def _batch_size(env, pending):
    """Small enough that lanes share a small run and end together, and its progress shows."""
    share = pending // (2 * max(2, lanes.count(env)))
    return max(LEAST, min(BATCH, share))


def _runs_being_sent(env):
    # sudo: as in send_pending
    return env["account.dunning.run"].sudo().search([("state", "=", "sending")])


def _look_again(env, error):
    """Another lane has these rows: go on with a fresh snapshot."""
    if error.pgcode not in RETRY:
        raise error
    env.cr.rollback()
    env.invalidate_all(flush=False)


def send_pending(env, limit=None):
    """Send ready notices in the caller's transaction.

    :param int limit: notices at most; None = all
    :return: number of notices handled
    """
    # sudo: letters leave in the name of the company; who may start this was checked by start()
    env = env(su=True)
    settle.collect_lost(env)
    handled = 0
    while limit is None or handled < limit:
        claimed = _send_one_batch(env, BATCH if limit is None else min(BATCH, limit - handled))
        if not claimed:
            break
        handled += claimed
    return handled


def _send_one_batch(env, size, run=None):
    """Claim and send up to ``size`` notices, of ``run`` if given; return how many were claimed."""
    started = time.monotonic()
    notices = _claim(env, size, run)
    if notices:
        with garbage.put_off():
            _send_batch(notices)
        # said when it is true: what is rolled back did not happen
        env.cr.postcommit.add(
            partial(_tell, len(notices), notices.run_id.name, time.monotonic() - started)
        )
    return len(notices)


def _tell(count, run_name, seconds):
    """Which server did what stands in its log."""
    _logger.info("Handled %s reminders of run %s in %.1f s", count, run_name, seconds)


def _pending(env, run=None):
    """Ready notices of runs that are being sent, or of this one if it is."""
    env["account.dunning.notice"].flush_model(["state", "run_id", "position"])
    env["account.dunning.run"].flush_model(["state"])
    return SQL(
        """
          FROM account_dunning_notice notice
          JOIN account_dunning_run run ON run.id = notice.run_id
         WHERE notice.state = 'ready' AND run.state = 'sending' AND %s
        """,
        SQL("run.id = %s", run.id) if run else SQL("TRUE"),
    )


def _count_pending(env, run=None):
    return env.execute_query(SQL("SELECT COUNT(*) %s", _pending(env, run)))[0][0]


def _claim(env, size, run=None):
    """Lock some ready notices that no other lane has; all of one run."""
    rows = env.execute_query(
        SQL(
            "SELECT notice.id, notice.run_id %s ORDER BY notice.run_id, notice.position, notice.id"
            " LIMIT %s FOR UPDATE OF notice SKIP LOCKED",
            _pending(env, run),
            size,
        )
    )
    first_run = rows[0][1] if rows else None
    ids = [notice_id for notice_id, run_id in rows if run_id == first_run]
    return env["account.dunning.notice"].browse(ids)


def _send_batch(notices):
    """All at once; if that fails, one by one, so that one bad customer stops nobody."""
    company = notices.company_id
    # notes to colleagues in the company's language, signed by who made the run; letters carry
    # their own. sudo: as in send_pending
    sender = notices.run_id.user_id.filtered("active") or notices.env.user
    notices = notices.with_user(sender).sudo().with_company(company)
    # without tracking: the e-mail itself stands in the chatter of its reminder
    notices = notices.with_context(lang=company.partner_id.lang or "en_US", tracking_disable=True)
    try:
        with notices.env.cr.savepoint():
            _send(notices)
    except psycopg2.Error as error:
        if error.pgcode in RETRY:
            raise
        _send_one_by_one(notices, error)
    except Exception as error:  # noqa: BLE001  each failure is told on its own notice
        _send_one_by_one(notices, error)
    settle.finish_runs(notices.run_id)


def _send_one_by_one(notices, error):
    _logger.info("A batch of reminders failed (%s); sending them one by one", error)
    notices.env.invalidate_all(flush=False)
    for notice in notices:
        try:
            with notices.env.cr.savepoint():
                _send(notice)
        except Exception as own_error:
            if isinstance(own_error, psycopg2.Error) and own_error.pgcode in RETRY:
                raise
            notices.env.invalidate_all(flush=False)
            _logger.exception("Reminder %s could not be sent", notice.name)
            settle.fail(notice, _sentence(notice.env, own_error))
            # a database that cannot take even this says why here, not at the next letter
            notice.flush_recordset()


def _sentence(env, error):
    if isinstance(error, UserError):
        return str(error)
    if isinstance(error, errors.UniqueViolation):
        return env._("An item of this reminder was reminded at this level or today already.")
    if isinstance(error, OSError):
        return env._(
            "The letter could not be stored (%s). Free space or mend the rights of the file "
            "store, then send again.",
            error.strerror or error,
        )
    return env._("The reminder could not be made: %s", str(error).strip().split("\n")[0][:200])


def _send(notices):
    today = notices.company_id._dunning_today()
    live = _read_again(notices, today)
    for notice in live:
        notice.write(
            {
                "date": today,
                "deadline": notice._new_deadline(today),
                "charge_mode": notice.sheet_id.charge_mode,
                "sent_to": notice.recipient_id.email_formatted,
            }
        )
    calls = live.filtered(lambda notice: notice.channel == "phone")
    made = _press(live - calls)
    settle.mark_valid(calls | made, today)
    charge_invoices.book_at_sending(made)
    traces.archive(made)
    _queue_mails(made.filtered(lambda notice: notice.channel in ("email", "both")))
    made.write({"state": "queued"})
    calls.write({"state": "sent", "sent_at": fields.Datetime.now()})
    traces.record(calls | made)


def _read_again(notices, today):
    """Read the items again; return the notices that still have something to ask."""
    live, gone = notices.browse(), {}
    settings = facts.frozen_settings(notices.run_id)
    for notice, (revised, found) in revise.from_ledger(notices, settings, today).items():
        if not revised.notice:
            revise.drop_lines(revised.dropped, revised.blocked)
            gone[notice] = revised.reason, revised.note
            continue
        by_level = notice.channel == notice.level_id.channel
        revise.write_back(notice, revised, settings, found)
        # a channel that a person chose stays; one of the level goes with the level
        _fit_channel(notice, revised.notice.level.channel if by_level else notice.channel)
        calculations.write(notice, revised.notice, settings)
        live |= notice
    drop(gone)
    return live


def _fit_channel(notice, wanted):
    """Send by ``wanted``, or print where it cannot be e-mailed any more, with the warning."""
    obstacle = wanted in ("email", "both") and email_obstacle(notice)
    if obstacle:
        codes = [code for code in (notice.warning_codes or "").split(",") if code]
        notice.warning_codes = ",".join(dict.fromkeys([*codes, obstacle]))
        wanted = "print"
    if notice.channel != wanted:
        notice.channel = wanted


def _press(notices):
    """Make the letters; a notice whose letter cannot be made fails alone."""
    notices = law_letter.complete(notices)
    if not notices:
        return notices
    made = notices.browse()
    letters = press.press_letters(notices)
    for notice in notices:
        letter = letters[notice.id]
        if letter.error:
            settle.fail(notice, letter.error)
        else:
            made |= notice
    traces.store_letters(made, letters)
    return made


def file_name(notice):
    """File name of a letter without extension, in the letter's language."""
    env = notice.with_context(lang=notice.lang).env
    name = env._("Reminder %(number)s", number=notice.name)
    return re.sub(r"[^\w .\-]", "-", name)


def _queue_mails(notices):
    """Put the e-mails in Odoo's outbox; the mail queue sends them after this transaction."""
    by_template = defaultdict(notices.browse)
    ours = notices.env.ref(
        "account_dunning_levels.mail_template_reminder", raise_if_not_found=False
    )
    for notice in notices:
        by_template[_template(notice) or ours or notices.env["mail.template"]] |= notice
    for template, group in by_template.items():
        if not template:
            raise UserError(
                notices.env._(
                    "Level %(level)s of sheet “%(sheet)s” has no e-mail template. Choose one, or "
                    "print.",
                    level=group[0].level,
                    sheet=group[0].sheet_id.name,
                )
            )
        _queue_group(template, group)
    if notices:
        notices.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()


def _template(notice):
    """The customer's own template, else the language's layout, else the level's, else none."""
    return (
        notice.partner_id.dunning_mail_template_id
        or notice.level_id._layout_for(notice.lang).mail_template_id
        or notice.level_id.mail_template_id
    )


def _queue_group(template, notices):
    compiled = notices.env.context.get(COMPILED, {})
    values = template.with_context(**{COMPILED: compiled})._generate_template(
        notices.ids, ("subject", "body_html", "email_from", "reply_to", "email_cc")
    )
    _add_reply_addresses(notices, values)
    attachments = traces.mail_attachments(notices)
    mails = notices.env["mail.mail"].create(
        [
            {
                **_mail_values(values[notice.id]),
                "model": notice._name,
                "res_id": notice.id,
                "recipient_ids": [fields.Command.link(notice.recipient_id.id)],
                "attachment_ids": [fields.Command.set(attachments[notice.id])],
                "auto_delete": False,
                "message_type": "email_outgoing",
                "mail_server_id": template.mail_server_id.id,
                "state": "outgoing",
            }
            for notice in notices
        ]
    )
    for notice, mail in zip(notices, mails, strict=True):
        notice.mail_id = mail


def _add_reply_addresses(notices, values):
    """Where the template names nobody to answer to, whom Odoo would find, for all at once."""
    left = notices.filtered(lambda notice: not values[notice.id].get("reply_to"))
    if not left:
        return
    # an e-mail without a sender is the user's, as Odoo has it
    _author, own = notices.env["mail.thread"]._message_compute_author()
    found = left._notify_get_reply_to_batch(
        defaults={notice.id: values[notice.id].get("email_from") or own for notice in left}
    )
    for notice in left:
        values[notice.id]["reply_to"] = found[notice.id]


def _mail_values(rendered):
    values = {
        "subject": " ".join((rendered.get("subject") or "").split()),
        "body_html": rendered.get("body_html") or "",
        "body": rendered.get("body_html") or "",
        "reply_to": rendered["reply_to"],
    }
    for name in ("email_from", "email_cc"):
        if rendered.get(name):
            values[name] = rendered[name]
    return values
