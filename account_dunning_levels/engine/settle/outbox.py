"""The e-mails of reminders in Odoo's outbox: those that will never leave, and those that wait."""

from datetime import timedelta

from markupsafe import Markup

from odoo import fields
from odoo.tools import SQL

from ...rules.decide import channels, mail_answers, notice_states
from ..lanes import waking
from ..store import bulk, chatter
from . import mail_at_most_once, mail_waiting, mail_words, outcome, reports, sender_trouble

#: how long a mail server that broke off is left alone: each break costs one reminder
BREAK = timedelta(minutes=5)


def mail_not_leaving(notices, reason):
    """The outbox gives up these e-mails: refused, or unknown where one was handed over before.

    :param str reason: why the mail server cannot have got those that were never handed over
    """
    notices = notices.sudo()  # sudo: as in mail_accepted
    outcome.mail_refused(notices - _unknown_of(notices), reason)


def _unknown_of(notices):
    """The reminders whose e-mail was handed over before; their outcome is unknown from now on."""
    begun = mail_at_most_once.begun(notices)
    outcome.outcome_unknown(
        begun.filtered(
            lambda notice: (
                outcome.waits_for(notice, channels.MAIL) and not notice.is_outcome_unknown
            )
        )
    )
    return begun


def not_taken(notices, verdict):
    """The mail server did not take these e-mails: they wait, or their reminders failed.

    :param verdict: :class:`rules.decide.mail_answers.Verdict`
    """
    notices = notices.sudo()  # sudo: as in mail_accepted
    for company, own in (notices - _unknown_of(notices)).grouped("company_id").items():
        # reasons are read in the language of the company
        env = mail_words.company_env(company)
        own = own.with_env(env)
        why = mail_words.sentence(env, verdict)
        if verdict.kind == mail_answers.NEVER:
            outcome.mail_refused(own, why)
            continue
        waiting = own.filtered(lambda notice: outcome.waits_for(notice, channels.MAIL))
        left = mail_waiting.wait(waiting, why, verdict.kind == mail_answers.LATER)
        outcome.mail_refused(
            left, mail_words.tried_too_long(env, why, company.sudo().dunning_retry_hours)
        )
        if verdict.kind == mail_answers.SENDER:
            sender_trouble.tell(company, why, own)


def taken(notices, verdict):
    """The mail server took these e-mails: what it said besides.

    :param verdict: :class:`rules.decide.mail_answers.Verdict`; None when nobody could watch
    """
    notices = notices.sudo()  # sudo: as in mail_accepted
    if verdict is None:
        return
    notices.write({"mail_taken_by": verdict.address})
    if verdict.refused:
        for notice in notices:
            env = mail_words.company_env(notice.company_id)
            words = Markup("<p>%s</p>") % mail_words.not_to_all(env, verdict)
            chatter.post_notes(env, notice._name, [(notice.id, words)])


def collect_lost(env):
    """Find out about waiting notices whose e-mail will never leave or may have left already.

    Odoo leaves an e-mail in *exception*, without telling its document, when the mail server
    breaks off; one can be deleted together with its message; and a process can end while it hands
    one over. What the mail server cannot have got is tried again, or failed without its e-mail; of
    the others the outcome is unknown.
    """
    lost = _lock_lost(env)
    begun = mail_at_most_once.begun(lost, lock=True)
    outcome.outcome_unknown(begun)
    gone = (lost - begun).filtered(lambda notice: not notice.mail_id)
    not_taken(lost - begun - gone, mail_answers.Verdict(mail_answers.LATER, "broke_off"))
    for company, own in gone.grouped("company_id").items():
        words = mail_words.company_env(company)._("The e-mail was deleted from the outbox.")
        outcome.mail_refused(own, words)
    reports.settle_all(env)


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
        waking.wake_mail_queue(env, [fields.Datetime.now() + after] if after else ())
