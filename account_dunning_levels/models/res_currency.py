from odoo import api, models

from ..engine.store import references


class ResCurrency(models.Model):
    _inherit = "res.currency"

    @api.ondelete(at_uninstall=False)
    def _unlink_never_from_reminders(self):
        references.refuse_used(self, "currency_id", references.NOTICE, references.LINE)
