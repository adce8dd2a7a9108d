import logging
import smtplib

import psycopg2
from psycopg2.errorcodes import UNIQUE_VIOLATION

from odoo import models
from odoo.exceptions import UserError

from ..engine.settle import mail_at_most_once, outbox, outcome
from ..engine.store import conflicts
from ..rules.decide import channels

_logger = logging.getLogger(__name__)


class MailMail(models.Model):
    _inherit = "mail.mail"

    def write(self, vals):
        """The outbox tells its letters: accepted by the mail server, or taken out by a person.

        Acceptance is known from the state that is written, so that a reminder is ``sent``
        in the same transaction as its e-mail.
        """
        result = super().write(vals)
        if vals.get("state") in ("exception", "sent", "cancel"):
            notices = self._dunning_notices()
            if vals["state"] == "exception":
                # Odoo writes this just before it hands an e-mail to the mail server
                self.flush_recordset()
                outbox.hold_for_mail(notices)
            elif vals["state"] == "sent":
                notices._on_mail_accepted()
            elif notices:
                notices._on_mail_given_up(
                    self.env._("The e-mail was taken out of the outbox by %s.", self.env.user.name)
                )
        return result

    def unlink(self):
        """An e-mail deleted before it left takes its reminder back."""
        waiting = self._dunning_notices().filtered(
            lambda notice: outcome.waits_for(notice, channels.MAIL)
        )
        result = super().unlink()
        if waiting:
            waiting._on_mail_given_up(
                self.env._("The e-mail was deleted from the outbox by %s.", self.env.user.name)
            )
        return result

    def _send(self, auto_commit=False, **options):
        """E-mails of reminders leave one by one, each noted before the mail server gets it."""
        if isinstance(self.env.context.get("dunning_mail_attempt"), mail_at_most_once.MailAttempt):
            return super()._send(auto_commit=auto_commit, **options)
        notices = self._dunning_notices()
        ours = self & notices.mail_id
        if not ours:
            return super()._send(auto_commit=auto_commit, **options)
        if others := self - ours:
            super(MailMail, others)._send(auto_commit=auto_commit, **options)
        told = options.pop("post_send_callback", None)
        for mail_id in ours._dunning_never_begun(notices, auto_commit).ids:
            # browsed alone: its letter is read alone, and not those of all others with it
            if not self.browse(mail_id)._dunning_send(auto_commit, options):
                break  # the connection is gone
            if told:
                told([mail_id])
        return True

    def _dunning_never_begun(self, notices, auto_commit):
        """The e-mails that no mail server can have got yet; the outcome of others is found out."""
        begun = mail_at_most_once.begun(notices)
        if begun:
            try:
                with self.env.cr.savepoint():
                    outbox.collect_lost(self.env(su=True))  # sudo: as in _dunning_notices
                    self.env.flush_all()
            except psycopg2.Error as error:
                if error.pgcode not in conflicts.RETRY:
                    raise
                # somebody is at it: the next outbox or lane looks again
                self.env.invalidate_all(flush=False)
            if auto_commit:
                self.env["ir.cron"]._commit_progress()
        return self - begun.mail_id

    def _dunning_send(self, auto_commit, options):
        """Send the e-mail of one reminder.

        :return: whether the connection can be used for the next one
        """
        notices = self._dunning_notices()
        if self.state == "outgoing" and not self._dunning_is_complete():
            self._dunning_incomplete(notices)
            return True
        attempt = mail_at_most_once.MailAttempt(notices)
        try:
            self.with_context(dunning_mail_attempt=attempt)._send(auto_commit, **options)
        except smtplib.SMTPServerDisconnected as error:
            if attempt.is_unknown:
                outcome.outcome_unknown(notices)
            else:
                notices._on_mail_given_up(notices._mail_failure_sentence("mail_smtp", error))
            if not auto_commit:
                raise
            _logger.warning("E-mail %s: the mail server broke off (%s)", self.id, error)
            outbox.wake_outbox(self.env, outbox.BREAK)
            self.env["ir.cron"]._commit_progress()
            return False
        except psycopg2.Error as error:
            if not auto_commit:
                raise
            self.env.cr.rollback()
            self.env.invalidate_all(flush=False)
            if attempt.is_noted or error.pgcode not in (*conflicts.RETRY, UNIQUE_VIOLATION):
                raise
            _logger.info("E-mail %s is somebody else's work right now", self.id)
            outbox.wake_outbox(self.env)
            self.env["ir.cron"]._commit_progress()
        return True

    def _dunning_is_complete(self):
        """Whether what goes along can be read; Odoo would send empty files."""
        return all(self.attachment_ids.sudo().mapped("raw"))

    def _dunning_incomplete(self, notices):
        reason = self.env._(
            "The letter or another attachment of the e-mail cannot be read from the file store."
        )
        self.write({"state": "exception", "failure_type": "unknown", "failure_reason": reason})
        notices._on_mail_given_up(reason)

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        if failure_type or failure_reason:
            for notice in self._dunning_notices():
                mail = notice.mail_id
                if mail.state != "sent":
                    words = failure_reason or mail.failure_reason or ""
                    notice._on_mail_given_up(notice._mail_failure_sentence(failure_type, words))
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )

    def mark_outgoing(self):
        """Refuse to send the e-mail of a failed reminder past the reminder itself.

        Its items may be on a newer letter by now; sending again from the reminder reads them.
        Nor one that may have arrived already.
        """
        failed = self._dunning_notices().filtered(
            lambda notice: not notice.is_waiting or notice.is_outcome_unknown
        )
        if failed:
            raise UserError(
                self.env._(
                    "This is the e-mail of reminder %s. Use “Send again” on the reminder, which "
                    "reads its open items first.",
                    failed[0].name,
                )
            )
        return super().mark_outgoing()

    def _dunning_notices(self):
        """The reminders these e-mails carry, in any company."""
        if not any(mail.model == "account.dunning.notice" for mail in self):
            return self.env["account.dunning.notice"]
        # sudo: the outbox runs for all companies and for users without access to reminders
        return self.env["account.dunning.notice"].sudo().search([("mail_id", "in", self.ids)])
