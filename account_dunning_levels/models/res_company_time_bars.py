"""What a company claims, for the time bar that applies."""

from odoo import fields, models

KINDS = [
    ("goods", "Goods"),
    ("services", "Services"),
    ("periodic", "Amounts due every year or sooner, energy, telecom"),
]


class ResCompany(models.Model):
    _inherit = "res.company"  # pylint: disable=consider-merging-classes-inherited

    dunning_claim_kind = fields.Selection(
        KINDS,
        string="What the invoices are for",
        help="Claims for goods and for services are lost after different times in some countries. "
        "Empty: the shortest time that can apply, so that the warning rather comes too early.",
        prefetch="dunning",
    )
