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
from contextlib import contextmanager

import psycopg2

from odoo.modules import module
from odoo.tools import SQL

_logger = logging.getLogger(__name__)


class MailAttempt:
    """One e-mail of a reminder on its way to the mail server.

    :ivar is_unknown: the server got the e-mail, or part of it, and did not answer
    """

    def __init__(self, notices):
        self.notices = notices
        self.is_noted = False
        self.is_unknown = False

    def perform(self, session, send):
        """Hand the e-mail over with ``send``, which talks over ``session``.

        :param session: ``smtplib.SMTP``; None if ``send`` opens one that nobody can watch
        :return: what ``send`` returns
        :raises smtplib.SMTPServerDisconnected: also for any other end without an answer
        :raises psycopg2.IntegrityError: the e-mail was handed over before
        """
        self._note()
        with _watched(session) as watch:
            try:
                return send()
            except Exception as error:
                if not watch.is_unanswered:
                    self._take_back()
                    raise
                self.is_unknown = True
                raise smtplib.SMTPServerDisconnected(str(error)) from error

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
    is_unanswered = False


@contextmanager
def _watched(session):
    """Know whether a session got as far as the e-mail itself, and whether it was answered then.

    The session's own ``data`` is the one step in which a server can take an e-mail. An answer that
    is no SMTP answer counts as none.
    """
    watch = _Watch()
    if session is None:
        watch.is_unanswered = True
        yield watch
        return
    hand_over = session.data

    def data(message):
        watch.is_unanswered = True
        try:
            code, words = hand_over(message)
        except smtplib.SMTPDataError:
            watch.is_unanswered = False  # no leave to send the e-mail
            raise
        watch.is_unanswered = code < 0
        return code, words

    session.data = data
    try:
        yield watch
    finally:
        session.data = hand_over


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
