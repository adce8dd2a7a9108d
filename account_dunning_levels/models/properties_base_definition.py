from odoo import api, models


class PropertiesBaseDefinition(models.Model):
    _inherit = "properties.base.definition"

    @api.model
    def get_properties_base_definition(self, model_name, field_name):
        """Reports of customers show the properties of their customers."""
        of_customers = hasattr(self.env.get(model_name), "_customer_field")
        if field_name == "properties" and of_customers:
            self.env[model_name].check_access("read")
            # sudo: what can be grouped by, no contact
            return super(PropertiesBaseDefinition, self.sudo()).get_properties_base_definition(
                "res.partner", field_name
            )
        return super().get_properties_base_definition(model_name, field_name)
