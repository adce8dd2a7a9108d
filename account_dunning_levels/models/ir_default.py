from odoo import api, models

#: what a customer is set to in a company where nobody chose: also in companies made later
UNSET = {"dunning_enabled": True, "dunning_send_email": True}


class IrDefault(models.Model):
    _inherit = "ir.default"

    @api.model
    def _get_model_defaults(self, model_name, condition=False):
        """A customer is reminded, and by e-mail, until somebody says otherwise.

        Not a row that can be deleted: without it no customer of any company would be reminded. A
        default that somebody sets goes first.
        """
        defaults = super()._get_model_defaults(model_name, condition)
        return {**UNSET, **defaults} if model_name == "res.partner" and not condition else defaults
