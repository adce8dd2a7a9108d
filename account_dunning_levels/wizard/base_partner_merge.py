from odoo import models

from ..engine.review import merging
from ..engine.settle import item_levels
from ..engine.store import references


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _get_fk_on(self, table):
        """Reminders go on to the customer that stays; Odoo looks for foreign keys only."""
        found = super()._get_fk_on(table)
        if table == self.env["res.partner"]._table:
            for model in (references.NOTICE, references.LINE):
                found.append((self.env[model]._table, "partner_id"))
        return found

    def _update_foreign_keys(self, src_partners, dst_partner):
        """A level taken over from another system goes along with its customer."""
        item_levels.merge_openings(self.env, src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _update_values(self, src_partners, dst_partner):
        """The last step before the others are deleted: whose are the levels, and one letter."""
        result = super()._update_values(src_partners, dst_partner)
        item_levels.debtors_changed(dst_partner)
        merging.one_letter_each(dst_partner)
        return result
