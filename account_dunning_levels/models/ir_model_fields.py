from odoo import models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ..engine.read import own_fields


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    def _prepare_update(self):
        self._forget_mirrored()
        return super()._prepare_update()

    def _drop_column(self):
        self._forget_mirrored()
        return super()._drop_column()

    def _forget_mirrored(self):
        """A field of the customer that goes is off the reports first."""
        names = {field.name for field in self if field.model == "res.partner"}
        if not names:
            return
        own_fields.forget(self.env, names)
        # an update of the addon has written down what was there
        written = self.search(
            [
                ("state", "=", "base"),
                ("name", "=like", r"x\_%"),
                ("model", "in", [report._name for report in own_fields.reports(self.env)]),
            ]
        ).filtered(lambda field: field.related and field.related.split(".")[-1] in names)
        # Odoo's own way to take away what a module put there
        written.with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
