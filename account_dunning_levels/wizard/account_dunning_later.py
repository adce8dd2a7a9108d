from odoo import api, fields, models

#: days that are added to today
DELAYS = [
    ("3", "3 days"),
    ("7", "1 week"),
    ("14", "2 weeks"),
    ("30", "30 days"),
    ("day", "Until a day"),
]


class AccountDunningLater(models.TransientModel):
    """Until when customers stay off the work list."""

    _name = "account.dunning.later"
    _description = "Off the Work List Until"

    partner_ids = fields.Many2many("res.partner", string="Customers", required=True)
    delay = fields.Selection(DELAYS, string="For", required=True, default="7")
    date_back = fields.Date(
        string="Back on the list on",
        required=True,
        compute="_compute_date_back",
        store=True,
        readonly=False,
        precompute=True,
        help="On this day the customer is on the work list again.",
    )

    @api.depends("delay")
    def _compute_date_back(self):
        today = self.env.company._dunning_today()
        for wizard in self:
            if wizard.delay != "day":
                wizard.date_back = fields.Date.add(today, days=int(wizard.delay))

    def action_confirm(self):
        """Take the customers off the list; in the cockpit the next one comes."""
        customers = self.env["account.dunning.worklist"].browse(self.partner_ids.ids)
        customers._put_off(self.date_back)
        following = customers._next_customer()
        return following if following is not True else {"type": "ir.actions.act_window_close"}
