from odoo import api, models

from ..engine.settle.mail_at_most_once import MailAttempt


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    @api.model
    def send_email(self, message, *args, **options):
        """The e-mail of a reminder is noted before the mail server gets it."""
        attempt = self.env.context.get("dunning_mail_attempt")
        send = super().send_email
        # a context from outside holds no such object
        if not isinstance(attempt, MailAttempt):
            return send(message, *args, **options)
        return attempt.perform(options.get("smtp_session"), lambda: send(message, *args, **options))
