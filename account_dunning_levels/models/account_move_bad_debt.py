from odoo import fields, models

from ..engine.store.access import READER, needs


class AccountMove(models.Model):
    _inherit = "account.move"  # pylint: disable=consider-merging-classes-inherited

    dunning_bad_debt_count = fields.Integer(
        string="VAT on bad debts",
        compute="_compute_dunning_bad_debt_count",
        groups="account_dunning_levels.group_dunning_reader",
        help="Rows of lists of bad debts about this invoice.",
    )

    def _compute_dunning_bad_debt_count(self):
        counts = dict(
            self.env["account.dunning.bad.debt.line"]._read_group(
                [
                    ("move_id", "in", self.ids),
                    ("kind", "!=", "nothing"),
                    ("state", "!=", "cancelled"),
                ],
                ["move_id"],
                ["__count"],
            )
        )
        for move in self:
            move.dunning_bad_debt_count = counts.get(move._origin, 0)

    @needs(READER)
    def action_dunning_bad_debts(self):
        """Open the rows of lists of bad debts about this invoice."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_bad_debt_line_action"
        )
        return action | {"domain": [("move_id", "=", self.id)], "context": {}}
