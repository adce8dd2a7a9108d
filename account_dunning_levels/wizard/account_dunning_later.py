from odoo import fields, models


class AccountDunningLater(models.TransientModel):
    """Until when customers stay off the work list."""

    _name = "account.dunning.later"
    _description = "Off the Work List Until"

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    date_back = fields.Date(
        string="Back on the list on",
        required=True,
        default=lambda self: fields.Date.add(self.env.company._dunning_today(), days=7),
        help="On this day the customer is on the work list again.",
    )

    def action_confirm(self):
        """Take the customers off the list; in the cockpit the next one comes."""
        customers = self.env["account.dunning.worklist"].browse(self.partner_ids.ids)
        customers._put_off(self.date_back)
        following = customers._next_customer()
        return following if following is not True else {"type": "ir.actions.act_window_close"}
