from odoo import api, fields, models
from odoo.tools import format_date


class AccountDunningExplain(models.TransientModel):
    """Shows what a run on some day does with open items, and why."""

    _name = "account.dunning.explain"
    _description = "Why is this reminded, or not?"

    move_line_ids = fields.Many2many("account.move.line", string="Items")
    key_date = fields.Date(
        string="In a run dated",
        required=True,
        default=lambda self: self.env.company._dunning_today(),
    )
    result = fields.Html(compute="_compute_result", sanitize=False)

    @api.depends("move_line_ids", "key_date")
    def _compute_result(self):
        for wizard in self:
            wizard.result = self.env["ir.qweb"]._render(
                "account_dunning_levels.explanation", {"items": wizard._explained_items()}
            )

    def _explained_items(self):
        """The items with what the rules say about them.

        :return: list of dicts: those of ``action_dunning_explain`` with ``partner`` and
            ``next_day``, the next date in the user's format
        """
        lines = self.move_line_ids._origin
        if not lines or not self.key_date:
            return []
        explained = lines.action_dunning_explain(self.key_date)
        return [
            {
                **result,
                "partner": line.partner_id.display_name or "",
                "next_day": format_date(self.env, result["next_date"]),
            }
            for line, result in zip(
                lines, explained if len(lines) > 1 else [explained], strict=True
            )
        ]
