import logging

from odoo import api, models

from ..engine.settle import incoming

_logger = logging.getLogger(__name__)


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _message_parse_extract_bounce(self, email_message, message_dict):
        """A report that Odoo cannot read is still a report, and stops no other e-mail."""
        try:
            return super()._message_parse_extract_bounce(email_message, message_dict)
        except (AttributeError, IndexError, KeyError, LookupError, ValueError):
            _logger.warning("A delivery report is malformed", exc_info=True)
            return {
                "is_bounce": True,
                "bounced_email": False,
                "bounced_partner": self.env["res.partner"].sudo(),
                "bounced_msg_ids": False,
                "bounced_message": self.env["mail.message"].sudo(),
            }

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """A report about the e-mail of a reminder is read recipient by recipient.

        Odoo takes any report for a bounce of the first recipient it names: what is delayed or
        delivered counts for nobody as that.
        """
        # what is not about the letter of a reminder is no bounce of it: a colleague's message
        read = self.with_context(dunning_report_taken=True)
        notice, mail_id = incoming.reminder_of(self.env, email_message)
        if not notice:
            return super(MailThread, read)._routing_handle_bounce(email_message, message_dict)
        failed = incoming.take_report(notice, mail_id, email_message, message_dict)
        if failed is None:
            return None
        partners = self.env["res.partner"].sudo().search([("email_normalized", "=", failed)])
        return super(MailThread, read)._routing_handle_bounce(
            email_message, {**message_dict, "bounced_email": failed, "bounced_partner": partners}
        )

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        """An answer to a reminder that a machine wrote is kept, and nobody is told."""
        routes = super().message_route(
            message,
            message_dict,
            model=model,
            thread_id=thread_id,
            custom_values=custom_values,
        )
        if any(route[0] == incoming.NOTICE and route[1] for route in routes or ()):
            message_dict["dunning_is_automatic"] = incoming.is_automatic(message)
        return routes
