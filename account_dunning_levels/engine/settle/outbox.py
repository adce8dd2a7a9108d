"""The e-mails of reminders in Odoo's outbox: those that will never leave, and those that wait."""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

from ...rules.decide import channels, notice_states
from ..store import bulk
from . import mail_at_most_once, outcome

#: how long a mail server that broke off is left alone: each break costs one reminder
BREAK = timedelta(minutes=5)


def mail_not_leaving(notices, reason):
    """The outbox gives up these e-mails: refused, or unknown where one was handed over before.

    :param str reason: why the mail server cannot have got those that were never handed over
    """
    notices = notices.sudo()  # sudo: as in mail_accepted
    begun = mail_at_most_once.begun(notices)
    outcome.outcome_unknown(
        begun.filtered(
            lambda notice: (
                outcome.waits_for(notice, channels.MAIL) and not notice.is_outcome_unknown
            )
        )
    )
    outcome.mail_refused(notices - begun, reason)


def collect_lost(env):
    """Find out about waiting notices whose e-mail will never leave or may have left already.

    Odoo leaves an e-mail in *exception*, without telling its document, when the mail server
    breaks off; one can be deleted together with its message; and a process can end while it hands
    one over. Failed is what the mail server cannot have got; of the others the outcome is unknown.
    """
    lost = _lock_lost(env)
    begun = mail_at_most_once.begun(lost, lock=True)
    outcome.outcome_unknown(begun)
    outcome.mail_refused(
        lost - begun,
        env._("The mail server broke off the connection, or the e-mail was deleted."),
    )


def _lock_lost(env):
    """Waiting notices with nobody at work on their e-mail; those of a live hand-over are locked."""
    notices = env["account.dunning.notice"].sudo()  # sudo: as in mail_accepted
    notices.flush_model(["state", "waits_for", "is_outcome_unknown", "mail_id"])
    env["mail.mail"].flush_model(["state"])
    rows = env.execute_query(
        SQL(
            """
            SELECT notice.id
              FROM account_dunning_notice notice
         LEFT JOIN mail_mail mail ON mail.id = notice.mail_id
             WHERE notice.state = ANY(%(states)s)
               AND %(mail)s = ANY(STRING_TO_ARRAY(notice.waits_for, ','))
               AND notice.is_outcome_unknown IS NOT TRUE
               AND (mail.id IS NULL
                    OR mail.state = 'exception'
                    OR EXISTS (SELECT FROM account_dunning_mail_attempt attempt
                                WHERE attempt.notice_id = notice.id))
          ORDER BY notice.id
               FOR NO KEY UPDATE OF notice SKIP LOCKED
            """,
            states=list(notice_states.waiting()),
            mail=channels.MAIL,
        )
    )
    return notices.browse(notice_id for (notice_id,) in rows)


def hold_for_mail(notices):
    """Take the rows that the outbox settles, before the mail server gets the e-mail.

    What happens after the mail server said yes must not fail: the transaction would be undone,
    the e-mail found in the outbox again, and the customer would get it twice. Odoo writes the
    e-mail's message then, too, which anybody can star or edit meanwhile.
    """
    for rows in (notices, notices.mail_id.mail_message_id):
        if rows:
            bulk.lock(rows)


def wake_outbox(env, after=timedelta()):
    """Let Odoo's mail queue look again when e-mails of ours wait there.

    It gave way when their reminders were being changed, and would not come back for an hour.

    :param timedelta after: how long the mail server is left alone first
    """
    waiting = (
        env["account.dunning.notice"]
        .sudo()
        .search_count(
            [("state", "in", notice_states.waiting()), ("mail_id.state", "=", "outgoing")], limit=1
        )
    )
    if waiting:
        # sudo: as in wake_senders
        queue = env.ref("mail.ir_cron_mail_scheduler_action").sudo()
        queue._trigger(fields.Datetime.now() + after)
