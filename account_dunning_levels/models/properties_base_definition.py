from odoo import api, models


class PropertiesBaseDefinition(models.Model):
    _inherit = "properties.base.definition"

    @api.model
    def get_properties_base_definition(self, model_name, field_name):
        """The open items show the properties of their customers."""
        if (model_name, field_name) == ("account.dunning.item", "properties"):
            self.env[model_name].check_access("read")
            # sudo: what can be grouped by, no contact
            return super(PropertiesBaseDefinition, self.sudo()).get_properties_base_definition(
                "res.partner", field_name
            )
        return super().get_properties_base_definition(model_name, field_name)
