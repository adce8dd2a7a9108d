from odoo import api, models

from ..engine.settle.mail_at_most_once import MailAttempt
from ..engine.settle.mail_connection import Connecting


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    def _connect__(self, *args, **options):  # noqa: PLW3201
        """Whoever sends reminders learns why the server cannot be reached."""
        try:
            return super()._connect__(*args, **options)
        except Exception as error:
            connecting = self.env.context.get("dunning_connection")
            # a context from outside holds no such object
            if isinstance(connecting, Connecting):
                connecting.error = error
            raise

    @api.model
    def send_email(
        self,
        message,
        mail_server_id=None,
        smtp_server=None,
        smtp_port=None,
        smtp_user=None,
        smtp_password=None,
        smtp_encryption=None,
        smtp_ssl_certificate=None,
        smtp_ssl_private_key=None,
        smtp_debug=False,
        smtp_session=None,
    ):
        """The e-mail of a reminder is noted before the mail server gets it."""
        attempt = self.env.context.get("dunning_mail_attempt")
        send = super().send_email

        def hand_over():
            return send(
                message,
                mail_server_id=mail_server_id,
                smtp_server=smtp_server,
                smtp_port=smtp_port,
                smtp_user=smtp_user,
                smtp_password=smtp_password,
                smtp_encryption=smtp_encryption,
                smtp_ssl_certificate=smtp_ssl_certificate,
                smtp_ssl_private_key=smtp_ssl_private_key,
                smtp_debug=smtp_debug,
                smtp_session=smtp_session,
            )

        # a context from outside holds no such object
        if not isinstance(attempt, MailAttempt):
            return hand_over()
        return attempt.perform(smtp_session, hand_over)
