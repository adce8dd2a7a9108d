from odoo import api, fields, models

from ..engine.read import own_fields


class AccountDunningByCustomer(models.AbstractModel):
    """A report of which each row is about one customer: the customer's own fields and properties
    filter and group it, see ``engine/read/own_fields.py``.

    A model that uses it names its field of the customer, and says that ``properties`` is related
    to the properties of that customer.
    """

    _name = "account.dunning.by.customer"
    _description = "Report by Customer"

    #: many2one to the customer of the row
    _customer_field = "debtor_id"

    properties = fields.Properties(
        string="Properties of the customer",
        definition="properties_base_definition_id.properties_definition",
        copy=False,
    )
    properties_base_definition_id = fields.Many2one(
        "properties.base.definition",
        string="Definition of the customer's properties",
        compute="_compute_properties_base_definition_id",
    )

    def _compute_properties_base_definition_id(self):
        # sudo: what the properties of customers are called is no secret
        definitions = self.env["properties.base.definition"].sudo()
        self.properties_base_definition_id = definitions._get_definition_for_property_field(
            "res.partner", "properties"
        )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """The customer's fields are called as on the customer, in the user's language."""
        result = super().fields_get(allfields, attributes)
        if attributes and "string" not in attributes:
            return result
        mirrored = {
            name: own_fields.original(self._fields[name])
            for name in result
            if own_fields.is_mirrored(self._fields[name])
        }
        if mirrored:
            partners = self.env["res.partner"].sudo()  # sudo: only what they are called
            labels = partners.fields_get(list(mirrored.values()), ["string"])
            for name, original in mirrored.items():
                label = labels[original]["string"]
                result[name]["string"] = self.env._("Customer: %s", label)
        return result
