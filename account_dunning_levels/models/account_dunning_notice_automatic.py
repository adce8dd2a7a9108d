from odoo import fields, models


class AccountDunningNotice(models.Model):
    _inherit = "account.dunning.notice"

    leaves_in_window = fields.Boolean(
        string="Waits for the hours of automatic reminders",
        readonly=True,
        copy=False,
        help="Released by an automatic run: it leaves in the hours the company has chosen. What a "
        "person releases or sends leaves at once.",
    )
