from odoo import models

from ..engine.send import plain_text

NOTICE = "account.dunning.notice"


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _estimate_email_size(self, headers, body, attachments_size):
        """What is too large was made a link when the e-mail was queued: nothing else becomes one.

        Odoo would turn all files into links, the letter too, below a text that calls it attached.
        """
        if self._dunning_letter():
            return 0
        return super()._estimate_email_size(headers, body, attachments_size)

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """The letter goes first, as a file, and the plain part reads like a letter."""
        messages = super()._prepare_outgoing_list(
            mail_server=mail_server, doc_to_followers=doc_to_followers
        )
        letter = self._dunning_letter()
        if not letter:
            return messages
        first = (letter.name, letter.raw, letter.mimetype)
        for message in messages:
            others = [file for file in message["attachments"] if file != first]
            message["attachments"] = [first, *others]
            message["body_alternative"] = plain_text.of_html(message["body"])
        return messages

    def _dunning_letter(self):
        """The letter that this e-mail carries; empty for any other e-mail."""
        self.ensure_one()
        if self.model != NOTICE:
            return self.env["ir.attachment"]
        # sudo: the outbox runs for all companies and for users without access to reminders
        notice = self.env[NOTICE].sudo().browse(self.res_id).exists()
        if notice.mail_id != self.sudo():
            return self.env["ir.attachment"]
        return notice.attachment_id
