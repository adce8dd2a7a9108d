from odoo import fields, models

from ..engine.read import open_items
from ..engine.store.access import READER, needs


class AccountDunningItemPayment(models.Model):
    """What an item of the ledger was matched with: a payment, a credit note, another entry."""

    _name = "account.dunning.item.payment"
    _description = "Payment of an Open Item"
    _auto = False
    _order = "date desc, id desc"
    _depends = open_items.PAYMENT_DEPENDS

    item_id = fields.Many2one("account.dunning.item", string="Open item", readonly=True)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    name = fields.Char(string="Number", readonly=True)
    date = fields.Date(readonly=True)
    kind = fields.Selection(
        [
            ("payment", "Payment"),
            ("document", "Credit note or invoice"),
            ("exchange", "Exchange difference"),
            ("entry", "Other entry"),
        ],
        readonly=True,
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    amount_currency = fields.Monetary(string="Amount in currency", readonly=True)
    amount = fields.Monetary(currency_field="company_currency_id", readonly=True)

    @property
    def _table_query(self):
        return open_items.payment_query(open_items.day_looked_at(self.env))

    @needs(READER)
    def action_open_move(self):
        """Open the payment, credit note or entry."""
        self.ensure_one()
        return self.move_id._get_records_action(context={})
