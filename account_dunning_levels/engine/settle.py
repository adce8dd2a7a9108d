"""What becomes of a notice once it has left: accepted, refused, printed, undone.

Nothing else changes which lines are valid, so nothing else changes the level of an item.

What stops which double, all of it in the database, so that a process may end at any moment:

===========================================  ====================================================
two control lists of a company at once       advisory lock for the transaction (:mod:`.propose`)
two runs of a company at work                unique index ``_one_open_run`` of the run
a line whose item is gone                    row lock and last look (:mod:`.deleted_items`)
an item twice in a run                       unique index ``_run_item_uniq`` of the line
an item twice at one level                   unique index ``_item_level_uniq``, of valid lines
an item twice on one day                     unique index ``_item_day_uniq``, of valid lines
two senders with one letter                  row lock, SKIP LOCKED (:func:`.send._claim`)
half a letter                                one transaction for all that belongs to a batch
an e-mail by two outboxes at once            row lock (:func:`hold_for_mail`)
an e-mail again after a process was killed   unique index of :mod:`.mail_attempts`, committed before
a letter in two print batches                row lock (:func:`.print_batch.take_out`)
a charge booked twice                        unique indexes of ``account.dunning.charge``
===========================================  ====================================================
"""

from datetime import timedelta

import psycopg2
from markupsafe import Markup
from psycopg2 import errorcodes

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import bulk, charge_invoices, item_levels, jobs, lanes, mail_attempts
from .access import as_engine, locked

#: how long a mail server that broke off is left alone: each break costs one reminder
BREAK = timedelta(minutes=5)
#: errors after which the same work is worth another try
RETRY = {
    errorcodes.SERIALIZATION_FAILURE,
    errorcodes.DEADLOCK_DETECTED,
    errorcodes.LOCK_NOT_AVAILABLE,
}


def mark_valid(notices, date):
    """The claims of these notices count for the level of their items from now on.

    :param date: the date of the letters
    """
    claims = _claims(notices)
    claims.write({"is_valid": True, "sent_date": date})
    item_levels.refresh(notices.env, claims.move_line_id.ids)


def mark_invalid(notices):
    """The claims count no more: the items get their old level and date back."""
    claims = _claims(notices)
    claims.write({"is_valid": False})
    item_levels.refresh(notices.env, claims.move_line_id.ids)
    # what was planned because of the letter has lost its reason; done activities stay
    notices.env["mail.activity"].search([("dunning_notice_id", "in", notices.ids)]).unlink()


def _claims(notices):
    return notices.line_ids.filtered(lambda line: line.outcome == "claim")


def mail_accepted(notices):
    """The mail server took the e-mails of these notices."""
    notices = notices.sudo()  # sudo: the outbox settles for every company
    late = notices.filtered(lambda notice: notice.state == "cancelled")
    words = notices.env._("The e-mail had left already when the reminder was cancelled.")
    body = Markup("<p>%s</p>") % words
    post_notes(notices.env, notices._name, [(notice_id, body) for notice_id in late.ids])
    queued = notices.filtered(lambda notice: notice.state == "queued")
    queued.write({"is_mailed": True})
    _conclude(queued)


def printed(notices):
    """The letters of these notices were taken out of the print batch."""
    notices.write({"is_printed": True})
    _conclude(notices.filtered(lambda notice: notice.state == "queued"))


def _conclude(notices):
    """*Sent* is what has left by every channel it had to."""
    ready = notices.filtered(
        lambda notice: (
            (notice.channel == "print" or notice.is_mailed)
            and (notice.channel == "email" or notice.is_printed)
        )
    )
    ready.write({"state": "sent", "sent_at": fields.Datetime.now()})
    finish_runs(ready.run_id)


def mail_refused(notices, reason):
    """The e-mails of these notices were refused, came back, or were taken out.

    The items get their old level back, unless the letter left by post as well.
    """
    notices = notices.sudo()  # sudo: as in mail_accepted
    live = notices.filtered(lambda notice: notice.state in ("queued", "sent"))
    by_post = live.filtered("is_printed")
    by_post.write({"state": "sent", "reason": reason, "sent_at": fields.Datetime.now()})
    failed = live - by_post
    mark_invalid(failed)
    charge_invoices.reverse_or_tell(failed, reason)
    failed.write({"state": "failed", "reason": reason, "is_mailed": False})
    live.write({"is_outcome_unknown": False})
    _close_questions(live)
    mail_attempts.forget(live)
    finish_runs(live.run_id)


def mail_not_leaving(notices, reason):
    """The outbox gives up these e-mails: refused, or unknown where one was handed over before.

    :param str reason: why the mail server cannot have got those that were never handed over
    """
    notices = notices.sudo()  # sudo: as in mail_accepted
    begun = mail_attempts.begun(notices)
    outcome_unknown(
        begun.filtered(lambda n: n.state == "queued" and not (n.is_mailed or n.is_outcome_unknown))
    )
    mail_refused(notices - begun, reason)


def collect_lost(env):
    """Find out about queued notices whose e-mail will never leave or may have left already.

    Odoo leaves an e-mail in *exception*, without telling its document, when the mail server
    breaks off; one can be deleted together with its message; and a process can end while it hands
    one over. Failed is what the mail server cannot have got; of the others the outcome is unknown.
    """
    lost = _lock_lost(env)
    begun = mail_attempts.begun(lost, lock=True)
    outcome_unknown(begun)
    mail_refused(
        lost - begun,
        env._("The mail server broke off the connection, or the e-mail was deleted."),
    )


def _lock_lost(env):
    """Queued notices with nobody at work on their e-mail; those of a live hand-over are locked."""
    notices = env["account.dunning.notice"].sudo()  # sudo: as in mail_accepted
    notices.flush_model(["state", "channel", "is_mailed", "is_outcome_unknown", "mail_id"])
    env["mail.mail"].flush_model(["state"])
    rows = env.execute_query(
        SQL(
            """
            SELECT notice.id
              FROM account_dunning_notice notice
         LEFT JOIN mail_mail mail ON mail.id = notice.mail_id
             WHERE notice.state = 'queued'
               AND notice.channel IN ('email', 'both')
               AND notice.is_mailed IS NOT TRUE
               AND notice.is_outcome_unknown IS NOT TRUE
               AND (mail.id IS NULL
                    OR mail.state = 'exception'
                    OR EXISTS (SELECT FROM account_dunning_mail_attempt attempt
                                WHERE attempt.notice_id = notice.id))
          ORDER BY notice.id
               FOR NO KEY UPDATE OF notice SKIP LOCKED
            """
        )
    )
    return notices.browse(notice_id for (notice_id,) in rows)


def outcome_unknown(notices):
    """The mail server may have taken these e-mails; nobody knows, and none is sent again.

    The notices stay *queued*, so that their items keep their level and no run mails them again,
    until a person says what happened (:func:`arrived`, :func:`not_arrived`).
    """
    if not notices:
        return
    reason = notices.env._(
        "The connection broke off before the mail server said whether it took the e-mail. It may "
        "have arrived. Ask the customer or look into the mail server's log, then tell here."
    )
    notices.write({"is_outcome_unknown": True, "reason": reason})
    # taken out of the outbox
    notices.mail_id.write(
        {"state": "exception", "failure_type": "unknown", "failure_reason": reason}
    )
    _ask_responsible(notices)


def _ask_responsible(notices):
    kind = _question_type(notices.env)
    partner_model = notices.env["ir.model"]._get_id("res.partner")
    activities = notices.env["mail.activity"].with_context(mail_activity_quick_update=True)
    activities.create(
        [
            {
                "res_model_id": partner_model,
                "res_id": notice.partner_id.id,
                "activity_type_id": kind.id,
                "user_id": (notice.user_id or notice.run_id.user_id).id or notices.env.uid,
                "date_deadline": notice.company_id._dunning_today(),
                "summary": notice.env._("Did reminder %s arrive?", notice.name),
                "note": Markup("<p>%s</p>") % notice.reason,
                "dunning_notice_id": notice.id,
            }
            for notice in notices
        ]
    )


def _question_type(env):
    own = "account_dunning_levels.mail_activity_type_outcome"
    return env.ref(own, raise_if_not_found=False) or env.ref("mail.mail_activity_data_todo")


def _close_questions(notices):
    """Somebody knows by now: what was asked of the responsible has its answer."""
    notices.env["mail.activity"].search(
        [
            ("dunning_notice_id", "in", notices.ids),
            ("activity_type_id", "=", _question_type(notices.env).id),
        ]
    ).unlink()


def arrived(notices):
    """A person knows that these e-mails arrived.

    :raises UserError: the outcome of one is known already
    """
    notices = _unknown_only(notices)
    notices.write({"is_outcome_unknown": False, "reason": False})
    _close_questions(notices)
    mail_accepted(notices)
    notices.mail_id.write({"state": "sent", "failure_type": False, "failure_reason": False})


def not_arrived(notices):
    """A person knows that these e-mails did not arrive: they may be sent again, or printed.

    :raises UserError: the outcome of one is known already
    """
    user = notices.env.user.name
    notices = _unknown_only(notices)
    mail_refused(notices, notices.env._("The e-mail did not arrive, %s says.", user))


def _unknown_only(notices):
    notices = as_engine(notices)
    for notice in notices:
        if not notice.is_outcome_unknown:
            raise UserError(
                notices.env._(
                    "Reminder %s: what became of its e-mail is known already.", notice.name
                )
            )
    return notices


def fail(notices, reason):
    """The letters of these notices could not be made; nothing has left."""
    notices.write({"state": "failed", "reason": reason})


def cancel(notices, reason=None):
    """Undo notices: levels and dates go back, letters stay as they were.

    :raises UserError: one was queued or sent and no reason is given
    """
    notices = locked(notices, ["state", "run_id"])
    notices = notices.filtered(lambda notice: notice.state != "cancelled")
    runs = notices.run_id
    left = notices.filtered(lambda notice: notice.state in ("queued", "sent"))
    if left and not (reason or "").strip():
        raise UserError(notices.env._("Reason: say why reminder %s is cancelled.", left[0].name))
    mark_invalid(left)
    charge_invoices.reverse(left, reason)
    bulk.write(
        notices,
        {
            "state": "cancelled",
            "reason": reason or notices.env._("Cancelled."),
            "is_outcome_unknown": False,
        },
    )
    # an e-mail still in the outbox must not leave any more
    left.mail_id.filtered(lambda mail: mail.state == "outgoing").write({"state": "cancel"})
    _tell_invoices(left, reason)
    finish_runs(runs)


def _tell_invoices(notices, reason):
    messages = [(move, notice) for notice in notices for move in _claims(notice).move_id]
    post_notes(
        notices.env,
        "account.move",
        [
            (
                move.id,
                Markup("<p>%s</p>")
                % notice.env._(
                    "Reminder %(name)s was cancelled: %(reason)s",
                    name=notice.name,
                    reason=reason,
                ),
            )
            for move, notice in messages
        ],
    )


def post_notes(env, model, notes, **values):
    """Put notes in many chatters at once.

    :param notes: list of (record id, Markup body)
    :param values: more values for each message
    """
    if not notes:
        return env["mail.message"]
    author = env.user.partner_id
    common = {
        "model": model,
        "message_type": "notification",
        "subtype_id": env["ir.model.data"]._xmlid_to_res_id("mail.mt_note"),
        "author_id": author.id,
        "email_from": author.email_formatted,
        # without it Odoo looks for an alias, four queries a note
        "reply_to": author.email_formatted,
        **values,
    }
    # sudo: a note on every invoice of a letter, whoever sends
    messages = env["mail.message"].sudo()
    first = messages.create({**common, "res_id": notes[0][0], "body": notes[0][1]})
    more = bulk.multiply(first, _more_notes(messages, common, notes[1:]))
    env[model].browse(res_id for res_id, _body in notes).invalidate_recordset(
        ["message_ids"], flush=False
    )
    return first | more


def _more_notes(messages, common, notes):
    """What notes of the same kind do not share."""
    body_field = messages._fields["body"]
    # many have the same text: one letter, several invoices
    bodies = dict.fromkeys(body for _id, body in notes)
    clean = {body: body_field.convert_to_column(body, messages) for body in bodies}
    return [
        {
            "res_id": res_id,
            "body": clean[body],
            "message_id": messages._get_message_id({**common, "res_id": res_id}),
        }
        for res_id, body in notes
    ]


def hold_for_mail(notices):
    """Take the rows that the outbox settles, before the mail server gets the e-mail.

    What happens after the mail server said yes must not fail: the transaction would be undone,
    the e-mail found in the outbox again, and the customer would get it twice. Odoo writes the
    e-mail's message then, too, which anybody can star or edit meanwhile.
    """
    for rows in (notices, notices.mail_id.mail_message_id):
        if rows:
            bulk.lock(rows)


def finish_runs(runs):
    """Open the way for the next run when nothing is left to decide or to make; *done* when all
    has left.

    Several lanes and the outbox end their part of a run at the same moment. Who comes too late
    leaves it to the next one, and loses nothing else of its work.
    """
    if not runs:
        return
    env = runs.env
    # a conflict of what the caller wrote is the caller's, and ends the transaction
    env.cr.flush()
    try:
        with env.cr.savepoint():
            _finish(runs.sudo())
            runs.flush_recordset()
    except psycopg2.OperationalError as error:
        if error.pgcode not in RETRY:
            raise
        env.invalidate_all(flush=False)
        wake_senders(env)


def _finish(runs):
    states = {run.id: set() for run in runs}
    for run, state in runs.env["account.dunning.notice"]._read_group(
        [("run_id", "in", runs.ids)], ["run_id", "state"]
    ):
        states[run.id].add(state)
    for run in runs:
        if states[run.id] & {"proposed", "ready"}:
            continue
        if run.is_open and run.state != "proposed":
            run.is_open = False
        if run.state == "sending" and "queued" not in states[run.id]:
            run.state = "done"


def wake_outbox(env, after=timedelta()):
    """Let Odoo's mail queue look again when e-mails of ours wait there.

    It gave way when their reminders were being changed, and would not come back for an hour.

    :param timedelta after: how long the mail server is left alone first
    """
    waiting = (
        env["account.dunning.notice"]
        .sudo()
        .search_count([("state", "=", "queued"), ("mail_id.state", "=", "outgoing")], limit=1)
    )
    if waiting:
        # sudo: as in wake_senders
        queue = env.ref("mail.ir_cron_mail_scheduler_action").sudo()
        queue._trigger(fields.Datetime.now() + after)


def wake_senders(env):
    """Start the senders as soon as this transaction is committed."""
    if jobs.available(env):
        jobs.enqueue(env)
    else:
        lanes.wake(env)
