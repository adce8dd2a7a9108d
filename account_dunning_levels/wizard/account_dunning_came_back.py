from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class AccountDunningCameBack(models.TransientModel):
    """Asks what is known of letters that came back."""

    _name = "account.dunning.came.back"
    _description = "Reminders that came back"

    notice_ids = fields.Many2many("account.dunning.notice", string="Reminders", required=True)
    reason = fields.Char(help="Kept on the reminder, such as “moved, address unknown”.")
    left_both_ways = fields.Boolean(compute="_compute_left_both_ways")
    way = fields.Selection(
        [("mail", "The e-mail"), ("paper", "The letter on paper"), ("both", "Both of them")],
        string="What came back",
        default="both",
        required=True,
        help="A reminder of which only one came back counts as sent.",
    )

    @api.depends("notice_ids")
    def _compute_left_both_ways(self):
        for wizard in self:
            wizard.left_both_ways = any(
                notice.is_mailed and notice.is_printed for notice in wizard.notice_ids
            )

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        context = self.env.context
        if "notice_ids" in fields and context.get("active_model") == "account.dunning.notice":
            defaults["notice_ids"] = [Command.set(context.get("active_ids", []))]
        return defaults

    def action_confirm(self):
        """The items get their old level back; the reminders can be sent again or printed."""
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(self.env._("Reason: say what is known, such as “address unknown”."))
        way = self.way if self.left_both_ways and self.way != "both" else None
        self.notice_ids.action_came_back(self.reason, way)
        return {"type": "ir.actions.act_window_close"}
