from odoo import api, fields, models

from ..engine.explain import why_customer


class AccountDunningExplain(models.TransientModel):
    """Shows what a run on some day does with open items or a customer, and why."""

    _name = "account.dunning.explain"
    _description = "Why is this reminded, or not?"

    move_line_ids = fields.Many2many("account.move.line", string="Items")
    partner_id = fields.Many2one("res.partner", string="Customer")
    key_date = fields.Date(
        string="In a run dated",
        required=True,
        default=lambda self: self.env.company._dunning_today(),
    )
    result = fields.Html(compute="_compute_result", sanitize=False)

    @api.depends("move_line_ids", "partner_id", "key_date")
    def _compute_result(self):
        for wizard in self:
            groups = wizard._explained()
            wizard.result = self.env["ir.qweb"]._render(
                "account_dunning_levels.explanation",
                {
                    "groups": groups,
                    "single": sum(len(group["items"]) for group in groups) == 1,
                    "several_companies": len(groups) > 1,
                },
            )

    def _explained(self):
        """What the rules say, by company; see :func:`engine.explain.why_customer.for_wizard`."""
        lines, partner = self.move_line_ids._origin, self.partner_id._origin
        if not (lines or partner) or not self.key_date:
            return []
        return why_customer.for_wizard(self.env, lines, partner, self.env.companies, self.key_date)
