from odoo import models

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
