from odoo import fields, models

from .account_dunning_terms import INSTALMENT


class AccountDunningBlock(models.TransientModel):
    """Asks which kind of hold, how long and why, for items, an invoice or a customer."""

    _name = "account.dunning.block"
    _inherit = ["account.dunning.terms"]
    _description = "Hold Reminders"

    reason = fields.Char(required=True)
    instalment_ids = fields.One2many(INSTALMENT, "block_id", string="Instalments")

    def action_block(self):
        """Hold what is selected."""
        self._make_holds()
        return {"type": "ir.actions.act_window_close"}
