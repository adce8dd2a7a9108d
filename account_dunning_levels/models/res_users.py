from odoo import api, models

from ..engine.store import references


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.ondelete(at_uninstall=False)
    def _unlink_from_reminders(self):
        """Reminders of a deleted user have no responsible."""
        references.clear(self, "user_id", references.NOTICE, references.LINE)
