from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    """The options about what Odoo itself says of a debt; those of the company are options of a
    run, see ``account.dunning.options.mixin``."""

    _inherit = "res.config.settings"

    dunning_non_trade = fields.Boolean(related="company_id.dunning_non_trade", readonly=False)
    dunning_oldest_due_date = fields.Date(
        related="company_id.dunning_oldest_due_date", readonly=False
    )
    dunning_collect_days = fields.Integer(related="company_id.dunning_collect_days", readonly=False)
    dunning_unsent = fields.Selection(related="company_id.dunning_unsent", readonly=False)


class AccountPaymentMethodLine(models.Model):
    _inherit = "account.payment.method.line"

    dunning_collects = fields.Boolean(
        string="We collect it",
        help="Direct debit: the customer waits for us to collect. Its invoices are not reminded "
        "before the days for a direct debit are over, or a payment came back.",
        prefetch="dunning",
    )
