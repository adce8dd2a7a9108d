from odoo import models

from ..engine import own_fields


class IrModelFields(models.Model):
    _inherit = "ir.model.fields"

    def _prepare_update(self):
        self._forget_mirrored()
        return super()._prepare_update()

    def _drop_column(self):
        self._forget_mirrored()
        return super()._drop_column()

    def _forget_mirrored(self):
        """A field of the customer that goes is off the open items first."""
        names = {field.name for field in self if field.model == "res.partner"}
        if names:
            own_fields.forget(self.env, names)
