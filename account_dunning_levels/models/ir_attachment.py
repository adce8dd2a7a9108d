from odoo import fields, models
from odoo.exceptions import AccessError

from ..engine.store.access import READER, needs


class IrAttachment(models.Model):
    _name = "ir.attachment"
    _inherit = ["ir.attachment", "account.dunning.engine.fields"]

    # prefetch: see account.move
    dunning_notice_id = fields.Many2one(
        "account.dunning.notice",
        string="Reminder",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="The reminder this PDF on the customer is a copy of.",
        prefetch="dunning",
    )
    dunning_hold_id = fields.Many2one(
        "account.dunning.hold",
        string="Handed over by",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="The hand-over this ZIP was made for.",
        prefetch="dunning",
    )
    dunning_print_key = fields.Char(
        string="Printed for a reminder",
        readonly=True,
        copy=False,
        prefetch="dunning",
        help="What the invoice said when it was printed for a reminder; the print is used again "
        "as long as it still says the same.",
    )
    dunning_folder = fields.Char(
        string="Folder of reminder copies", readonly=True, prefetch="dunning"
    )

    @needs(READER)
    def action_dunning_open(self):
        """Open the PDF in the browser."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.id}?download=false",
            "target": "new",
        }

    def _dunning_storage(self):
        """Where Odoo keeps attachments: ``file`` or ``db``."""
        return "db" if self._storage() == "db" else "file"

    def _dunning_switch_storage(self):
        """Switch between file store and database and move what exists.

        :raises AccessError: the user is no system administrator
        """
        if not self.env.user._is_system():
            raise AccessError(self.env._("Only a system administrator can move the attachments."))
        target = "file" if self._dunning_storage() == "db" else "db"
        self.env["ir.config_parameter"].set_param("ir_attachment.location", target)
        # sudo: a system administrator moves the files of all records, also of reminders, which
        # nobody may write
        self.sudo().force_storage()
