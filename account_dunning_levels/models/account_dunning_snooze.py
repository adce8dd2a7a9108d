from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AccountDunningSnooze(models.Model):
    """A customer taken off today's work list; comes back by itself on a day."""

    _name = "account.dunning.snooze"
    _description = "Customer Off the Work List"
    _rec_name = "partner_id"
    _order = "date_back, id"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="cascade"
    )
    date_back = fields.Date(
        string="Back on the list on",
        required=True,
        help="On this day the customer is on the work list again.",
    )
    user_id = fields.Many2one("res.users", string="By", default=lambda self: self.env.user)

    # a constraint, no index: merging two customers looks for it
    _once_uniq = models.Constraint(
        "UNIQUE(partner_id, company_id)", "This customer is off the work list already."
    )

    @api.constrains("date_back")
    def _check_date_back(self):
        for snooze in self:
            if snooze.date_back <= snooze.company_id._dunning_today():
                raise ValidationError(self.env._("Back on the list on: choose a day after today."))
