"""Where the items of a reminder are paid (SPEC section 12)."""

from odoo import models

from ..engine.store.references import UncheckedMany2one


class AccountDunningNotice(models.Model):
    _inherit = "account.dunning.notice"

    # Odoo archives bank accounts instead of deleting them
    bank_account_id = UncheckedMany2one(
        "res.partner.bank",
        string="To be paid to",
        readonly=True,
        help="The bank account that all items of the reminder name. Empty when they name several: "
        "the letter then says it for each item.",
    )


class AccountDunningNoticeLine(models.Model):
    _inherit = "account.dunning.notice.line"

    bank_account_id = UncheckedMany2one(
        "res.partner.bank",
        string="To be paid to",
        readonly=True,
        help="The recipient bank of the invoice; else the account of the company for the currency "
        "of the letter, else that without a currency, else the parent company's.",
    )
