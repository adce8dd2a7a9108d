from odoo import fields, models

from ..engine.holds import handed_over
from ..engine.store.access import USER, require
from ..report import collector_file


class AccountDunningCollector(models.TransientModel):
    """Asks to whom customers are handed over, and makes their files."""

    _name = "account.dunning.collector"
    _description = "Hand Over to a Lawyer or Collector"

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    handed_to_id = fields.Many2one(
        "res.partner", string="Handed over to", required=True, help="The lawyer or collector."
    )
    reference = fields.Char(string="Their reference")
    reason = fields.Char(help="For colleagues; customers never read it.")
    has_conditions = fields.Boolean(compute="_compute_has_conditions")

    def _compute_has_conditions(self):
        for wizard in self:
            company = wizard.company_id.with_context(bin_size=True)
            wizard.has_conditions = bool(company.dunning_conditions)

    def action_hand_over(self):
        """Make the files, and hold the customers until they are taken back."""
        self.ensure_one()
        require(self.env, USER)
        holds = handed_over.hand_over(
            self.partner_ids, self.company_id, self.handed_to_id, self.reference, self.reason
        )
        collector_file.make_files(holds)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_hold_action"
        )
        if len(holds) == 1:
            return {**action, "views": [(False, "form")], "res_id": holds.id, "path": False}
        return {**action, "domain": [("id", "in", holds.ids)], "context": {}}
