from odoo import api, models
from odoo.exceptions import AccessError

PREFIX = "dunning_"
DEFAULT = "default_"


class AccountDunningEngineFields(models.AbstractModel):
    """What this addon keeps on models of others is not typed.

    Odoo shows a read-only field as such, and takes a value for it from whoever may write the
    record: over RPC, by an import, in a line command or as a default. Here nobody but the engine
    writes those of this addon.
    """

    _name = "account.dunning.engine.fields"
    _description = "Fields that Reminders Write"

    def _dunning_may_type(self, field):
        """Whether the user may give a field of this addon a value."""
        return not field.readonly

    def _dunning_engine_only(self, names):
        """Those of some field names that the user may not write."""
        return {
            name
            for name in names
            if name.startswith(PREFIX)
            and name in self._fields
            and not self._dunning_may_type(self._fields[name])
        }

    def _dunning_refuse_typed(self, vals_list):
        """:raises AccessError: a value is for a field that the user may not write"""
        if self.env.su:
            return
        typed = self._dunning_engine_only({name for vals in vals_list for name in vals})
        if typed:
            raise AccessError(
                self.env._(
                    "%s: recorded by the reminders themselves, not typed.",
                    ", ".join(
                        self._fields[name]._description_string(self.env) for name in sorted(typed)
                    ),
                )
            )

    @api.model
    def default_get(self, fields_list):
        """Neither the context nor somebody's own default sets what is not typed."""
        values = super().default_get(fields_list)
        for name in self._dunning_engine_only(values):
            del values[name]
        return values

    @api.model_create_multi
    def create(self, vals_list):
        self._dunning_refuse_typed(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._dunning_refuse_typed([vals])
        return super().write(vals)
