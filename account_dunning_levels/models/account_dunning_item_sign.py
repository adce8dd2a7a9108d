from odoo import api, fields, models

from ..engine.signs import windows
from .account_dunning_item import AT_DATE


class AccountDunningItem(models.Model):
    """What Odoo itself says about an open item of a customer."""

    _inherit = "account.dunning.item"

    sign = fields.Selection(
        selection="_selection_sign",
        string="What Odoo says",
        readonly=True,
        depends_context=AT_DATE,
        help="Why a run of today leaves the item out, as far as payments, accounts and the invoice "
        "itself say so.",
    )

    @api.model
    def _selection_sign(self):
        """The reasons that are signs; a block is Odoo's own here."""
        reasons = self.env["account.dunning.notice.line"]._fields["reason"]
        words = dict(reasons._description_selection(self.env))
        words["blocked"] = self.env._("Blocked for payment in Odoo")
        return [(code, words[code]) for code in windows.CODES]
