"""E-mails that the mail server does not take for now: they wait in Odoo's outbox for another try.

Only what the mail server cannot have got waits (:mod:`.mail_at_most_once` takes its note back), so
that another try breaks no promise.
"""

from datetime import timedelta

from odoo import fields

from ...rules.decide import mail_retries
from ..lanes import waking
from . import sender_trouble

#: values of a notice that does not wait for the mail server
OVER = {"mail_waits_since": False, "mail_next_try": False}


def wait(notices, why, is_limited=True):
    """Try the e-mails of these notices again later.

    :param notices: of one company, each waiting for its e-mail to leave
    :param str why: a sentence
    :param bool is_limited: False: they wait for as long as it takes
    :return: the notices that waited long enough already
    """
    now = fields.Datetime.now()
    hours = notices.company_id.dunning_retry_hours
    given_up, moments = notices.browse(), {}
    for notice in notices:
        since = notice.mail_waits_since or now
        moment = mail_retries.next_try(since, now, hours, is_limited)
        if moment is None:
            given_up |= notice
        else:
            moments.setdefault((since, _whole_minute(moment)), []).append(notice.id)
    for (since, moment), ids in moments.items():
        _wait_until(notices.browse(ids), why, since, moment)
    if moments:
        waking.wake_mail_queue(notices.env, {moment for _since, moment in moments})
    return given_up


def _whole_minute(moment):
    """Those that wait for the same reason are tried over one connection."""
    return (moment + timedelta(seconds=59)).replace(second=0, microsecond=0)


def _wait_until(notices, why, since, moment):
    notices.write({"mail_waits_since": since, "mail_next_try": moment, "reason": why})
    notices.mail_id.write({"state": "outgoing", "scheduled_date": moment})


def try_now(notices):
    """Do not wait any longer: the outbox tries these e-mails at once."""
    notices.write({"mail_next_try": fields.Datetime.now()})
    notices.mail_id.write({"scheduled_date": False})
    waking.wake_mail_queue(notices.env)


def is_over(notices, keep_reason=False):
    """These notices do not wait for the mail server any more.

    :param bool keep_reason: their reason is a new one already
    """
    waited = notices.filtered("mail_waits_since")
    if not waited:
        return
    waited.write(OVER if keep_reason else {**OVER, "reason": False})
    if not keep_reason:
        sender_trouble.is_over(waited.company_id)
