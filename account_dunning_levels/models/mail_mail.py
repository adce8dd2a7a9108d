import logging
import smtplib

import psycopg2
from psycopg2.errorcodes import UNIQUE_VIOLATION

from odoo import models, tools
from odoo.exceptions import UserError
from odoo.tools import email_normalize_all

from ..engine.send import plain_text, second_look
from ..engine.settle import (
    mail_at_most_once,
    mail_connection,
    mail_words,
    outbox,
    outcome,
    own_addresses,
    reports,
)
from ..engine.store import conflicts
from ..rules.decide import channels, mail_answers

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
            if notices:
                self._dunning_follow(notices, vals["state"])
        return result

    def _dunning_follow(self, notices, state):
        """What the new state of e-mails means for their reminders."""
        if state == "exception":
            # Odoo writes this just before it hands an e-mail to the mail server
            self.flush_recordset()
            outbox.hold_for_mail(notices)
        elif state == "sent":
            notices._on_mail_accepted()
        else:
            notices._on_mail_given_up(
                self.env._("The e-mail was taken out of the outbox by %s.", self.env.user.name)
            )

    def unlink(self):
        """An e-mail deleted before it left takes its reminder back."""
        # what was sent, as e-mails that Odoo deletes by itself, waits for nothing
        unsent = self.filtered(lambda mail: mail.state != "sent")
        waiting = unsent._dunning_notices().filtered(
            lambda notice: outcome.waits_for(notice, channels.MAIL)
        )
        result = super().unlink()
        if waiting:
            waiting._on_mail_given_up(
                self.env._("The e-mail was deleted from the outbox by %s.", self.env.user.name)
            )
        return result

    def send(self, auto_commit=False, raise_exception=False, post_send_callback=None):
        """Why a mail server cannot be reached is known here, and not only its words."""
        watched = self.with_context(dunning_connection=mail_connection.Connecting())
        return super(MailMail, watched).send(
            auto_commit=auto_commit,
            raise_exception=raise_exception,
            post_send_callback=post_send_callback,
        )

    def _send(
        self,
        auto_commit=False,
        raise_exception=False,
        smtp_session=None,
        alias_domain_id=False,
        mail_server=False,
        post_send_callback=None,
    ):
        """E-mails of reminders leave one by one, each noted before the mail server gets it."""
        options = {
            "raise_exception": raise_exception,
            "smtp_session": smtp_session,
            "alias_domain_id": alias_domain_id,
            "mail_server": mail_server,
        }
        notices = self._dunning_notices()
        ours = self & notices.mail_id
        if self._dunning_attempt() or not ours:
            return super()._send(
                auto_commit=auto_commit, post_send_callback=post_send_callback, **options
            )
        if others := self - ours:
            super(MailMail, others)._send(
                auto_commit=auto_commit, post_send_callback=post_send_callback, **options
            )
        waiting = ours._dunning_never_begun(notices, auto_commit)
        waiting = waiting._dunning_still_asked(auto_commit)
        for place, mail_id in enumerate(waiting.ids):
            # browsed alone: its letter is read alone, and not those of all others with it
            verdict = self.browse(mail_id)._dunning_send(auto_commit, options)
            if verdict:
                waiting[place + 1 :]._dunning_not_now(verdict, auto_commit)
                break
            if post_send_callback:
                post_send_callback([mail_id])
        self._dunning_settle_reports(notices, auto_commit)
        return True

    def _dunning_attempt(self):
        """The hand-over that goes on, or None; a context from outside holds no such object."""
        attempt = self.env.context.get("dunning_mail_attempt")
        return attempt if isinstance(attempt, mail_at_most_once.MailAttempt) else None

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

    def _dunning_still_asked(self, auto_commit):
        """The e-mails that may leave: those that waited for the mail server only if their reminders
        still ask what their letters say."""
        notices = self._dunning_notices()
        if not any(notice.mail_waits_since for notice in notices):
            return self
        try:
            with self.env.cr.savepoint():
                leaving = second_look.still_asked(notices)
        except psycopg2.Error as error:
            if error.pgcode not in conflicts.RETRY:
                raise
            # somebody is at it: tried again with the next outbox
            self.env.invalidate_all(flush=False)
            outbox.wake_outbox(self.env, outbox.BREAK)
            return self.browse()
        if auto_commit:
            self.env["ir.cron"]._commit_progress()
        return self & leaving.mail_id

    def _dunning_not_now(self, verdict, auto_commit):
        """What stopped one e-mail stops these too: the mail server is not asked about each."""
        if verdict.kind != mail_answers.SENDER or not self:
            return
        try:
            with self.env.cr.savepoint():
                outbox.not_taken(self._dunning_notices(), verdict)
                self.env.flush_all()
        except psycopg2.Error as error:
            if error.pgcode not in conflicts.RETRY:
                raise
            self.env.invalidate_all(flush=False)  # they wait in the outbox as before
        if auto_commit:
            self.env["ir.cron"]._commit_progress()

    def _dunning_settle_reports(self, notices, auto_commit):
        """A report that came while its e-mail was on its way is read now."""
        if reports.settle(notices) and auto_commit:
            self.env["ir.cron"]._commit_progress()

    def _dunning_send(self, auto_commit, options):
        """Send the e-mail of one reminder.

        :return: :class:`rules.decide.mail_answers.Verdict` if the next one must not be tried over
            this connection, else None
        """
        notices = self._dunning_notices()
        if self.state == "outgoing" and not self._dunning_is_complete():
            self._dunning_refuse(notices, "no_file", "unknown")
            return None
        own = own_addresses.now(notices)
        if self.state == "outgoing" and not all(own.values()):
            self._dunning_refuse(notices, "no_address", "mail_email_missing")
            return None
        wanted = own_addresses.on_the_wire(one for some in own.values() for one in some)
        attempt = mail_at_most_once.MailAttempt(notices, wanted, own)
        try:
            self.with_context(dunning_mail_attempt=attempt)._send(auto_commit, **options)
        except smtplib.SMTPServerDisconnected as error:
            broke_off = mail_answers.Verdict(mail_answers.LATER, "broke_off")
            if attempt.is_unknown:
                outcome.outcome_unknown(notices)
            else:
                outbox.not_taken(notices, attempt.verdict or broke_off)
            if not auto_commit:
                raise
            _logger.warning("E-mail %s: the mail server broke off (%s)", self.id, error)
            outbox.wake_outbox(self.env, outbox.BREAK)
            self.env["ir.cron"]._commit_progress()
            return broke_off
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
        if attempt.verdict and attempt.verdict.kind == mail_answers.SENDER:
            return attempt.verdict
        return None

    def _dunning_is_complete(self):
        """Whether what goes along can be read; Odoo would send empty files."""
        return all(self.attachment_ids.sudo().mapped("raw"))

    def _dunning_refuse(self, notices, cause, failure_type):
        """Do not even ask the mail server; without the customer nobody else gets it either."""
        verdict = mail_answers.Verdict(mail_answers.NEVER, cause)
        reason = mail_words.sentence(self.env, verdict)
        self.write({"state": "exception", "failure_type": failure_type, "failure_reason": reason})
        outbox.not_taken(notices, verdict)

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """One message to all addresses of the customer, with the copies in it.

        Odoo would make one for the copies and one for each recipient: a copy could leave without
        the letter to the customer.
        """
        messages = super()._prepare_outgoing_list(
            mail_server=mail_server, doc_to_followers=doc_to_followers
        )
        notice = self._dunning_notices()[:1]
        if not notice or not messages:
            return messages
        message = next((one for one in messages if one["partner_id"]), messages[0])
        recipient = notice.recipient_id
        attempt = self._dunning_attempt()
        own = (attempt.recipients if attempt else own_addresses.now(notice))[notice]
        message["email_to"] = [tools.formataddr((recipient.name or "", one)) for one in own]
        message["email_cc"] = tools.mail.email_split_and_format_normalize(self.email_cc or "")
        everybody = [*own, *email_normalize_all(self.email_cc or "")]
        # Odoo looks for them as they are on the wire, too
        message["email_to_normalized"] = [*everybody, *own_addresses.on_the_wire(everybody)]
        message["email_to_raw"] = ", ".join(own) or recipient.email or ""
        message["partner_id"] = recipient
        self._dunning_complete(message)
        return [message]

    def _dunning_complete(self, message):
        """The letter goes first, as a file, and the plain part reads like a letter."""
        letter = self._dunning_letter()
        if letter:
            first = (letter.name, letter.raw, letter.mimetype)
            others = [file for file in message["attachments"] if file != first]
            message["attachments"] = [first, *others]
            message["body_alternative"] = plain_text.of_html(message["body"])

    def _estimate_email_size(self, headers, body, attachments_size):
        """What is too large was made a link when the e-mail was queued: nothing else becomes one.

        Odoo would turn all files into links, the letter too, below a text that calls it attached.
        """
        if self._dunning_letter():
            return 0
        return super()._estimate_email_size(headers, body, attachments_size)

    def _dunning_letter(self):
        """The letter that this e-mail carries; empty for any other e-mail."""
        self.ensure_one()
        if self.model != "account.dunning.notice":
            return self.env["ir.attachment"]
        # sudo: the outbox runs for all companies and for users without access to reminders
        notice = self.env["account.dunning.notice"].sudo().browse(self.res_id).exists()
        if notice.mail_id != self.sudo():
            return self.env["ir.attachment"]
        return notice.attachment_id

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        if notices := self._dunning_notices():
            attempt = self._dunning_attempt()
            if failure_type or failure_reason:
                left = notices.filtered(lambda notice: notice.mail_id.state != "sent")
                outbox.not_taken(left, self._dunning_verdict(attempt, failure_type))
            else:
                outbox.taken(notices, attempt and attempt.verdict)
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )

    def _dunning_verdict(self, attempt, failure_type):
        """What the mail server, or Odoo before it, said to e-mails that did not leave."""
        if attempt and attempt.verdict:
            return attempt.verdict
        if failure_type == "mail_smtp":
            connecting = self.env.context.get("dunning_connection")
            if not isinstance(connecting, mail_connection.Connecting):
                connecting = mail_connection.Connecting()
            return connecting.verdict()
        if failure_type in ("mail_from_invalid", "mail_from_missing"):
            return mail_answers.Verdict(mail_answers.SENDER, "sender")
        no_address = failure_type in ("mail_email_missing", "mail_email_invalid")
        return mail_answers.Verdict(mail_answers.NEVER, "no_address" if no_address else "not_made")

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
