"""A choice among codes of the law, read from the countries whose law is built in."""

from odoo import fields


class LawChoice(fields.Selection):
    """A selection that is worked out each time it is asked for: a country can come or go when the
    models are there already, see :func:`rules.law.countries.register`.

    With a method as selection, as Odoo knows it, any value could be written and no label were
    translated with the addon's other terms. Here labels of countries that are there at load are
    translated as those of any selection; one that comes later has those of its folder.
    """

    choices = None

    def __init__(self, choices=None, **kwargs):
        """
        :param choices: function without arguments -> list of ``(code, label in English)``
        """
        if choices:
            kwargs |= {"choices": choices, "selection": choices()}
        super().__init__(**kwargs)

    def get_values(self, env):
        return [code for code, _label in self.choices()]

    def _description_selection(self, env):
        translated = dict(super()._description_selection(env))
        return [(code, translated.get(code, label)) for code, label in self.choices()]

    def convert_to_cache(self, value, record, validate=True):
        if validate and value in self.get_values(record.env):
            return value
        return super().convert_to_cache(value, record, validate)
