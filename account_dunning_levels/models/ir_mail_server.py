from odoo import api, models

from ..engine.handover import Handover


class IrMailServer(models.Model):
    _inherit = "ir.mail_server"

    @api.model
    def send_email(self, message, *args, **options):
        """The e-mail of a reminder is noted before the mail server gets it."""
        handover = self.env.context.get("dunning_handover")
        send = super().send_email
        # a context from outside holds no such object
        if not isinstance(handover, Handover):
            return send(message, *args, **options)
        return handover.perform(
            options.get("smtp_session"), lambda: send(message, *args, **options)
        )
