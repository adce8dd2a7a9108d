from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"  # pylint: disable=consider-merging-classes-inherited

    dunning_claim_kind = fields.Selection(related="company_id.dunning_claim_kind", readonly=False)
