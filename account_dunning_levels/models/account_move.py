from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    # Plain stored columns, written in bulk when a reminder leaves or is undone: ordinary
    # accounting never pays for them.
    dunning_level = fields.Integer(string="Reminder level", copy=False, readonly=True)
    dunning_date = fields.Date(string="Last reminder", copy=False, readonly=True)
    dunning_notice_count = fields.Integer(
        string="Reminders",
        compute="_compute_dunning_notice_count",
        groups="account_dunning_levels.group_dunning_reader",
    )

    def _compute_dunning_notice_count(self):
        counts = dict(
            self.env["account.dunning.notice.line"]._read_group(
                [
                    ("move_id", "in", self.ids),
                    ("outcome", "=", "claim"),
                    ("notice_id.state", "in", ("queued", "sent")),
                ],
                ["move_id"],
                ["notice_id:count_distinct"],
            )
        )
        for move in self:
            move.dunning_notice_count = counts.get(move, 0)

    def action_dunning_notices(self):
        """Open the reminders that this invoice was on."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_notice_action"
        )
        action["domain"] = [("line_ids.move_id", "=", self.id)]
        action["context"] = {"search_default_issued": 0}
        return action

    def action_dunning_explain(self):
        """Open “Why?”: for each open item of the invoice, what the next run does and why."""
        self.ensure_one()
        items = self.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )
        return items._dunning_open_explanation()
