from odoo import api, fields, models
from odoo.fields import Command


class AccountDunningCancel(models.TransientModel):
    """Asks for the reason before reminders are cancelled."""

    _name = "account.dunning.cancel"
    _description = "Cancel Reminders"

    notice_ids = fields.Many2many("account.dunning.notice", string="Reminders", required=True)
    reason = fields.Char(required=True, help="Kept on the reminder and on its invoices.")

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        context = self.env.context
        if "notice_ids" in fields and context.get("active_model") == "account.dunning.notice":
            defaults["notice_ids"] = [Command.set(context.get("active_ids", []))]
        return defaults

    def action_cancel_notices(self):
        """Undo the effect of the reminders on the levels of their items."""
        self.ensure_one()
        self.notice_ids.action_cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
