from odoo import api, fields, models
from odoo.tools.misc import formatLang

from ..rules.decide.reasons import IN_PAYMENT


class AccountDunningNoticeLine(models.Model):
    """What Odoo itself says about the item of a line."""

    _inherit = "account.dunning.notice.line"

    under_way_amount = fields.Monetary(
        string="Payment under way",
        readonly=True,
        copy=False,
        help="What payments in process and pending online payments cover of the item; they are "
        "not in the books yet.",
    )
    is_under_way_unknown = fields.Boolean(
        string="Payment without a rate",
        readonly=True,
        copy=False,
        help="A payment for the item is under way in a currency without an exchange rate.",
    )
    is_unsent = fields.Boolean(
        string="Never sent",
        readonly=True,
        copy=False,
        help="The invoice was never sent to the customer.",
    )

    @api.depends("reason", "under_way_amount")
    def _compute_detail_words(self):
        """Of an item whose payment is under way: how much of it."""
        result = super()._compute_detail_words()
        for line in self.filtered(lambda line: line.reason == IN_PAYMENT.code):
            line.detail_words = self.env._(
                "A payment of %s is under way.",
                formatLang(self.env, line.under_way_amount, currency_obj=line.currency_id),
            )
        return result
