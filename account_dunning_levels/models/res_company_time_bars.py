"""What a company claims, for the time bar that applies."""

from odoo import fields, models

KINDS = [
    ("goods", "Goods"),
    ("services", "Services"),
    ("periodic", "Amounts due every year or sooner, energy, telecom"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_claim_kind = fields.Selection(
        KINDS,
        string="What the invoices are for",
        help="Claims for goods and for services are lost after different times in some countries. "
        "Empty: the shortest time that can apply, so that the warning rather comes too early.",
        prefetch="dunning",
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_claim_kind = fields.Selection(related="company_id.dunning_claim_kind", readonly=False)
