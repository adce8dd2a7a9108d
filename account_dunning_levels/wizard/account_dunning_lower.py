from odoo import api, fields, models
from odoo.fields import Command

from .account_dunning_terms import _selected_items


class AccountDunningLower(models.TransientModel):
    """Asks to which level the selected items are lowered."""

    _name = "account.dunning.lower"
    _description = "Lower Reminder Level"

    move_line_ids = fields.Many2many("account.move.line", string="Items", required=True)
    level = fields.Integer(
        string="Lower to level",
        help="The next reminder is one level higher. 0: as if it was never reminded.",
    )

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        if "move_line_ids" in fields and not defaults.get("move_line_ids"):
            items = _selected_items(self.env)
            defaults["move_line_ids"] = [Command.set(items.ids)]
            defaults["level"] = max(min(items.mapped("dunning_level"), default=0) - 1, 0)
        return defaults

    def action_lower(self):
        """Lower the level of the items."""
        self.ensure_one()
        self.move_line_ids.action_dunning_set_level(self.level)
        return {"type": "ir.actions.act_window_close"}
