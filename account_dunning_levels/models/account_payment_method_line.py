from odoo import fields, models


class AccountPaymentMethodLine(models.Model):
    _inherit = "account.payment.method.line"

    dunning_collects = fields.Boolean(
        string="We collect it",
        help="Direct debit: the customer waits for us to collect. Its invoices are not reminded "
        "before the days for a direct debit are over, or a payment came back.",
        prefetch="dunning",
    )
