from odoo import api, fields, models
from odoo.fields import Command


class AccountDunningBlock(models.TransientModel):
    """Asks how long and why before the selected items are held."""

    _name = "account.dunning.block"
    _description = "Hold Reminders"

    move_line_ids = fields.Many2many("account.move.line", string="Items", required=True)
    date_until = fields.Date(
        string="Until", help="The last day of the hold. Empty: until it is lifted."
    )
    reason = fields.Char(required=True, help="For colleagues; customers never read it.")

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        if "move_line_ids" in fields and not defaults.get("move_line_ids"):
            defaults["move_line_ids"] = [Command.set(_selected_items(self.env).ids)]
        return defaults

    def action_block(self):
        """Hold the items."""
        self.ensure_one()
        self.move_line_ids.action_dunning_block(until=self.date_until, reason=self.reason)
        return {"type": "ir.actions.act_window_close"}


def _selected_items(env):
    """The journal items that are selected on the screen this wizard was opened from."""
    if env.context.get("active_model") != "account.move.line":
        return env["account.move.line"]
    return env["account.move.line"].browse(env.context.get("active_ids", []))
