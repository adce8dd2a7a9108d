from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.charges import waiving


class AccountDunningWaive(models.TransientModel):
    """Asks why charges are let go."""

    _name = "account.dunning.waive"
    _description = "Waive Charges"

    notice_id = fields.Many2one("account.dunning.notice", string="Reminder", required=True)
    line_ids = fields.Many2many(
        "account.dunning.notice.line",
        string="Items",
        domain="[('notice_id', '=', notice_id), ('outcome', '=', 'claim')]",
        help="Empty: the whole reminder.",
    )
    currency_id = fields.Many2one(related="notice_id.currency_id")
    waive_fine = fields.Boolean(string="The fine", default=True)
    waive_interest = fields.Boolean(string="The interest", default=True)
    fine_amount = fields.Monetary(string="Fine of the letter", compute="_compute_amounts")
    interest_amount = fields.Monetary(string="Interest of the letter", compute="_compute_amounts")
    charge_move_id = fields.Many2one(related="notice_id.charge_move_id")
    charge_move_state = fields.Selection(
        related="notice_id.charge_move_id.state", string="State of the invoice"
    )
    reason = fields.Char(
        required=True,
        help="Kept on the reminder and on the customer. France: a bill that the Senate adopted on "
        "19 February 2026 would make a waiver of late-payment penalties between businesses void "
        "(Code de commerce art. L441-10); it is not in force as of November 2026, ask your adviser "
        "before you promise one.",
    )

    @api.depends("notice_id", "line_ids")
    def _compute_amounts(self):
        for wizard in self:
            of_one_currency = wizard.line_ids.currency_id == wizard.currency_id
            source = wizard.line_ids if of_one_currency else wizard.notice_id
            wizard.fine_amount = sum(source.mapped("fine_amount"))
            wizard.interest_amount = sum(source.mapped("interest_amount"))

    def action_waive_charges(self):
        """Let the chosen charges go, and take them out of the books."""
        self.ensure_one()
        kinds = [
            kind
            for kind, chosen in (("fine", self.waive_fine), ("interest", self.waive_interest))
            if chosen
        ]
        if not kinds:
            raise UserError(self.env._("Choose what is waived: the fine, the interest, or both."))
        waiving.waive(self.notice_id, self.line_ids, kinds, self.reason)
        return {"type": "ir.actions.act_window_close"}
