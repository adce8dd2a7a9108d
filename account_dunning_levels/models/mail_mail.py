from odoo import models
from odoo.exceptions import UserError

from ..engine import settle


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
                settle.hold_for_mail(notices)
            elif vals["state"] == "sent":
                notices._on_mail_accepted()
            elif notices:
                notices._on_mail_refused(
                    self.env._("The e-mail was taken out of the outbox by %s.", self.env.user.name)
                )
        return result

    def unlink(self):
        """An e-mail deleted before it left takes its reminder back."""
        waiting = self._dunning_notices().filtered(
            lambda notice: notice.state == "queued" and not notice.is_mailed
        )
        result = super().unlink()
        if waiting:
            waiting._on_mail_refused(
                self.env._("The e-mail was deleted from the outbox by %s.", self.env.user.name)
            )
        return result

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        if failure_type or failure_reason:
            for notice in self._dunning_notices():
                mail = notice.mail_id
                if mail.state != "sent":
                    words = failure_reason or mail.failure_reason or ""
                    notice._on_mail_refused(notice._mail_failure_sentence(failure_type, words))
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason=failure_reason, failure_type=failure_type
        )

    def mark_outgoing(self):
        """Refuse to send the e-mail of a failed reminder past the reminder itself.

        Its items may be on a newer letter by now; sending again from the reminder reads them.
        """
        failed = self._dunning_notices().filtered(lambda notice: notice.state != "queued")
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
