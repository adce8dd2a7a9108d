from odoo import fields, models


class ResPartnerDunningCategory(models.Model):
    """One place in the ordered list of categories that decides a customer's sheet in a company."""

    _name = "res.partner.dunning.category"
    _description = "Dunning Category of a Customer"
    _order = "partner_id, sequence, id"
    _rec_name = "category_id"

    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    sequence = fields.Integer(default=10)
    category_id = fields.Many2one("res.partner.category", required=True, ondelete="cascade")

    _partner_category_uniq = models.Constraint(
        "UNIQUE(partner_id, category_id, company_id)",
        "The customer has this dunning category already. Drag it to the place you want.",
    )
