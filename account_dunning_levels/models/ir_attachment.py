from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..engine.store import confidential
from ..engine.store.access import READER, may, needs


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
        copy=False,
        help="The reminder this PDF on the customer is a copy of.",
        prefetch="dunning",
    )
    dunning_hold_id = fields.Many2one(
        "account.dunning.hold",
        string="Handed over by",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
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
        string="Folder of reminder copies", readonly=True, copy=False, prefetch="dunning"
    )

    def _search(self, domain, *args, **kwargs):
        """Files of reminders are found by who reads reminders."""
        if not may(self.env, READER):
            domain = Domain(domain) & Domain("dunning_notice_id", "=", False)
            domain &= Domain("dunning_hold_id", "=", False)
        return super()._search(domain, *args, **kwargs)

    def _check_access(self, operation):
        """A copy or the file of a hand-over is read and deleted by who may read and delete the
        reminder or the hold; what left the house is changed by nobody."""
        result = super()._check_access(operation)
        if self.env.su or operation == "create" or not any(self._ids):
            return result
        left = self - result[0] if result else self
        # sudo: to decide; ours are on customers, and what Odoo has read of the others is enough
        ours = left.sudo().filtered(
            lambda file: (
                file.res_model == "res.partner" and (file.dunning_notice_id or file.dunning_hold_id)
            )
        )
        hidden = ours.filtered(lambda file: not file._dunning_allows(self.env, operation))
        return confidential.refuse(self, result, self.browse(hidden.ids))

    def _dunning_allows(self, env, operation):
        """Whether a user may do this with the file of a reminder or of a hand-over."""
        source = (self.dunning_notice_id or self.dunning_hold_id).with_env(env)
        return operation != "write" and source.has_access(operation)

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
