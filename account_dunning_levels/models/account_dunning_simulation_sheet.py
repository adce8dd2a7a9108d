from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.store.access import MANAGER, needs


class AccountDunningSimulationSheet(models.Model):
    """One sheet that a simulation replaces, adds or leaves out; archived sheets are drafts."""

    _name = "account.dunning.simulation.sheet"
    _description = "Changed Sheet of a Reminder Simulation"
    _order = "simulation_id, id"
    _check_company_auto = True

    simulation_id = fields.Many2one(
        "account.dunning.simulation", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="simulation_id.company_id", store=True, index=True)
    sheet_id = fields.Many2one(
        "account.dunning.sheet",
        string="Instead of",
        ondelete="cascade",
        check_company=True,
        domain="[('active', '=', True), ('company_id', '=', company_id)]",
        help="An active sheet of today. Empty: the other sheet is added, for its own category.",
    )
    replacement_id = fields.Many2one(
        "account.dunning.sheet",
        string="Use",
        ondelete="cascade",
        check_company=True,
        context={"active_test": False},
        domain="[('company_id', '=', company_id), ('id', '!=', sheet_id)]",
        help="Any sheet, also an archived one: nobody is reminded by it. Empty: as if the sheet "
        "of today were archived.",
    )

    _simulation_sheet_uniq = models.Constraint(
        "UNIQUE(simulation_id, sheet_id)",
        "A sheet of today stands only once among the changed sheets.",
    )

    @api.constrains("sheet_id", "replacement_id")
    def _check_something_changes(self):
        for line in self:
            if not line.sheet_id and not line.replacement_id:
                raise ValidationError(
                    self.env._("Changed sheets: choose a sheet of today, a sheet to use, or both.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.simulation_id._clear_results()
        return lines

    def write(self, vals):
        self.simulation_id._clear_results()
        return super().write(vals)

    def unlink(self):
        self.simulation_id._clear_results()
        return super().unlink()

    @needs(MANAGER)
    def action_copy_sheet(self):
        """Make an archived copy of the sheet, to try changes on it, and open it."""
        self.ensure_one()
        source = self.sheet_id or self.replacement_id
        copy = source.copy({"name": self.env._("%s (to try)", source.name), "active": False})
        self.replacement_id = copy
        return {
            "type": "ir.actions.act_window",
            "name": copy.name,
            "res_model": "account.dunning.sheet",
            "res_id": copy.id,
            "view_mode": "form",
            "target": "current",
        }
