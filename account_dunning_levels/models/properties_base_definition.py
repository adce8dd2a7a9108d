from odoo import api, models

from ..engine.read import own_fields


class PropertiesBaseDefinition(models.Model):
    _inherit = "properties.base.definition"

    @api.model
    def get_properties_base_definition(self, model_name, field_name):
        """Reports of customers show the properties of their customers."""
        reports = {report._name for report in own_fields.reports(self.env)}
        if field_name == "properties" and model_name in reports:
            self.env[model_name].check_access("read")
            # sudo: what can be grouped by, no contact
            return super(PropertiesBaseDefinition, self.sudo()).get_properties_base_definition(
                "res.partner", field_name
            )
        return super().get_properties_base_definition(model_name, field_name)
