from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResCompany(models.Model):
    """What a company assumes when it forecasts its liquidity."""

    _inherit = "res.company"

    dunning_forecast_history = fields.Integer(
        string="Paid items that count",
        default=20,
        help="So many of a customer's last paid items say how late it pays. At least 1.",
    )
    dunning_forecast_min_items = fields.Integer(
        string="Fewest paid items",
        default=3,
        help="A customer with fewer paid items is expected to pay as late as all customers do on "
        "average. At least 1.",
    )
    dunning_forecast_overdue_days = fields.Integer(
        string="Days for overdue items",
        default=7,
        help="An item whose expected date has passed is expected so many days from today. "
        "0 or more.",
    )
    dunning_forecast_include_disputed = fields.Boolean(
        string="Count disputed items",
        help="On: disputed items and blocked bills count like all others. Off: they are shown, "
        "but do not count.",
    )
    dunning_forecast_include_unmatched = fields.Boolean(
        string="Deduct unmatched bank lines",
        default=True,
        help="On: what is on the bank but not matched yet lowers what is still expected, so that "
        "it is not counted twice.",
    )
    dunning_forecast_journal_ids = fields.Many2many(
        "account.journal",
        "res_company_dunning_forecast_journal_rel",
        string="Journals of the opening balance",
        domain="[('type', 'in', ('bank', 'cash', 'credit')), ('company_id', '=', id)]",
        help="Empty: all bank and cash journals of the company.",
    )
    dunning_doubtful_account_ids = fields.Many2many(
        "account.account",
        "res_company_dunning_doubtful_account_rel",
        string="Accounts of doubtful debts",
        domain="[('account_type', 'in', ('asset_receivable', 'liability_payable')),"
        " ('company_ids', 'parent_of', id)]",
        help="Items on these accounts are shown in the liquidity forecast, but do not count.",
    )

    @api.constrains(
        "dunning_forecast_history", "dunning_forecast_min_items", "dunning_forecast_overdue_days"
    )
    def _check_dunning_forecast(self):
        lowest = {
            "dunning_forecast_history": 1,
            "dunning_forecast_min_items": 1,
            "dunning_forecast_overdue_days": 0,
        }
        for company in self:
            for name, low in lowest.items():
                if not low <= company[name] <= 1000:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: enter a number from %(low)s to 1000, not %(value)s.",
                            field=company._fields[name]._description_string(self.env),
                            low=low,
                            value=company[name],
                        )
                    )
