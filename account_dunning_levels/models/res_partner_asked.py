from odoo import models

from ..engine.holds import moved
from ..engine.settle import item_levels


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """Who owes the items of a contact changes with its company: levels are the debtor's."""
        if not moved.DECIDING & set(vals):
            return super().write(vals)
        before = {partner: partner.commercial_partner_id for partner in self}
        result = super().write(vals)
        changed = self.filtered(lambda partner: partner.commercial_partner_id != before[partner])
        if changed:
            # sudo: who edits contacts need not read the ledger
            item_levels.debtors_changed(changed.sudo())
        return result
