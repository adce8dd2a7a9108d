"""How an e-mail is handed to the mail server: at most once.

Before the first word to the server a note is committed, in a transaction of its own. It is taken
back only when the server cannot have got the e-mail: no connection, a refusal, a break before the
e-mail itself. So an e-mail with a note of which nothing more is known may have arrived: nobody
sends it again, a person decides (see :func:`settle.outcome.outcome_unknown`).

UNIQUE(notice_id) of the notes stops a second hand-over whoever tries it. While the first one goes
on, its transaction holds the row of the reminder (:func:`settle.outbox.hold_for_mail`), so that a
note is taken for a broken-off hand-over only once that process has ended, in whatever way.
"""

import logging
import smtplib
from contextlib import contextmanager, suppress

import psycopg2

from odoo.modules import module
from odoo.tools import SQL

from ...rules.decide import mail_answers

_logger = logging.getLogger(__name__)


class MailAttempt:
    """One e-mail of a reminder on its way to the mail server.

    :ivar own: the customer's addresses, in small letters: unless the server takes one of them it
        does not get the e-mail
    :ivar recipients: notice -> the same as the address book has them
    :ivar is_unknown: the server got the e-mail, or part of it, and did not answer
    :ivar verdict: :class:`rules.decide.mail_answers.Verdict`; None as long as nothing was said
    """

    def __init__(self, notices, own=(), recipients=None):
        self.notices = notices
        self.own = frozenset(own)
        self.recipients = recipients or {}
        self.is_noted = False
        self.is_unknown = False
        self.verdict = None

    def perform(self, session, send):
        """Hand the e-mail over with ``send``, which talks over ``session``.

        :param session: ``smtplib.SMTP``; None if ``send`` opens one that nobody can watch
        :return: what ``send`` returns
        :raises smtplib.SMTPServerDisconnected: also for any other end without an answer
        :raises psycopg2.IntegrityError: the e-mail was handed over before
        """
        self._note()
        with _watched(session, self.own) as watch:
            try:
                result = send()
            except Exception as error:
                if not watch.is_unanswered:
                    if watch.answers or isinstance(error, smtplib.SMTPServerDisconnected):
                        self.verdict = watch.not_taken()
                    self._take_back()
                    raise
                self.is_unknown = True
                raise smtplib.SMTPServerDisconnected(str(error)) from error
        self.verdict = watch.taken()
        return result

    def _note(self):
        if self.is_noted:
            return  # a copy to somebody else went first, in the same hand-over
        with _committed(self.notices.env) as cr:
            for notice in self.notices:
                cr.execute(
                    SQL(
                        "INSERT INTO account_dunning_mail_attempt (notice_id, started_at)"
                        " VALUES (%s, now() AT TIME ZONE 'UTC')",
                        notice.id,
                    )
                )
        self.is_noted = True

    def _take_back(self):
        try:
            with _committed(self.notices.env) as cr:
                cr.execute(
                    SQL(
                        "DELETE FROM account_dunning_mail_attempt WHERE notice_id = ANY(%s)",
                        self.notices.ids,
                    )
                )
            self.is_noted = False
        except psycopg2.Error:
            # the note stays: a person will be asked about an e-mail that did not leave
            _logger.exception("The hand-over of an e-mail could not be taken back")


class _Watch:
    """What was said in one conversation.

    :ivar is_unanswered: the server may have got the e-mail and said nothing since
    :ivar answers: :class:`rules.decide.mail_answers.Answer` in their order
    """

    def __init__(self, own):
        self.own = own
        self.is_unanswered = False
        self.answers = []
        self.sender = ""

    def heard(self, step, answer, address=""):
        code, words = answer
        if isinstance(words, bytes):
            words = words.decode("utf-8", "replace")
        self.answers.append(mail_answers.Answer(step, max(code, 0), str(words), address))
        return answer

    def _to_recipients(self):
        return [answer for answer in self.answers if answer.step == mail_answers.RCPT]

    def takes_own(self):
        """Whether the server takes an address of the customer."""
        if not self.own:
            return True
        return any(a.is_yes for a in self._to_recipients() if a.address in self.own)

    def taken(self):
        return mail_answers.taken(self._to_recipients(), self.own)

    def not_taken(self):
        return mail_answers.not_taken(self.answers, self.own, self.sender)


@contextmanager
def _watched(session, own):
    """Know how far a session got, and what was answered at each step.

    The session's own ``data`` is the one step in which a server can take an e-mail. An answer that
    is no SMTP answer counts as none. A server that takes only copies does not get the e-mail.
    """
    watch = _Watch(own)
    if session is None:
        watch.is_unanswered = True
        yield watch
        return
    name_sender, name_recipient, hand_over = session.mail, session.rcpt, session.data

    def mail(sender, *options):
        watch.sender = sender
        return watch.heard(mail_answers.MAIL, name_sender(sender, *options))

    def rcpt(address, *options):
        answer = name_recipient(address, *options)
        return watch.heard(mail_answers.RCPT, answer, address.lower())

    def data(message):
        if not watch.takes_own():
            _forget(session)
            raise smtplib.SMTPRecipientsRefused({})
        watch.is_unanswered = True
        try:
            code, words = hand_over(message)
        except smtplib.SMTPDataError as error:
            watch.is_unanswered = False  # no leave to send the e-mail
            watch.heard(mail_answers.DATA, (error.smtp_code, error.smtp_error))
            raise
        watch.is_unanswered = code < 0
        return watch.heard(mail_answers.DATA, (code, words))

    session.mail, session.rcpt, session.data = mail, rcpt, data
    try:
        yield watch
    finally:
        session.mail, session.rcpt, session.data = name_sender, name_recipient, hand_over


def _forget(session):
    """The recipients that the server took already do not get the next e-mail."""
    with suppress(smtplib.SMTPServerDisconnected):
        session.rset()


@contextmanager
def _committed(env):
    """A cursor whose work stands whatever becomes of the caller's transaction.

    A test commits nothing, as in Odoo's own outbox.
    """
    if module.current_test:
        with env.cr.savepoint():
            yield env.cr
        return
    with env.registry.cursor() as cr:
        # never wait for the caller, who waits for us
        cr.execute("SET LOCAL lock_timeout = '10s'")
        yield cr


def begun(notices, lock=False):
    """The reminders whose e-mail was handed over, or might have been.

    :param lock: as committed now, and unchanged until the end of this transaction
    :raises psycopg2.errors.SerializationFailure: with ``lock``, a note was taken back meanwhile
    """
    if not notices:
        return notices
    rows = notices.env.execute_query(
        SQL(
            "SELECT notice_id FROM account_dunning_mail_attempt WHERE notice_id = ANY(%s)"
            " ORDER BY notice_id %s",
            notices.ids,
            SQL("FOR UPDATE") if lock else SQL(),
        )
    )
    return notices & notices.browse(notice_id for (notice_id,) in rows)


def allow_again(notices):
    """The e-mails of these reminders did not arrive: they may be sent again."""
    if notices:
        notices.env.execute_query(
            SQL(
                "DELETE FROM account_dunning_mail_attempt WHERE notice_id = ANY(%s) RETURNING id",
                notices.ids,
            )
        )
