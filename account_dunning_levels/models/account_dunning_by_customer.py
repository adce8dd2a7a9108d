from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.read import own_fields


class AccountDunningByCustomer(models.AbstractModel):
    """A report of which each row is about one customer: the customer's fields and properties
    filter and group it, see ``engine/read/own_fields.py``.

    A model that uses it names its field of the customer, and says that ``properties`` is related
    to the properties of that customer.
    """

    _name = "account.dunning.by.customer"
    _description = "Report by Customer"

    #: many2one to the customer of the row
    _customer_field = "debtor_id"
    #: whether all rows are of the company that the user works in, whatever else is selected
    _is_of_current_company = False

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
        """With the paths to the customer's fields, for a view that lets a user choose a grouping.

        Who does not ask what can be grouped by gets no paths: names from here are also read, and
        a path cannot be read.
        """
        result = super().fields_get(allfields, attributes)
        if "groupable" in (attributes or ()) and set(self._fields) <= set(
            allfields or self._fields
        ):
            result.update(self._customer_fields_get(attributes))
        return result

    @api.model
    def _customer_fields_get(self, attributes):
        """The customer's fields that the user may group the report by, as ``fields_get`` has them.

        :return: dict path -> description
        """
        described = own_fields.paths(self, attributes)
        for description in described.values():
            if "string" in description:
                label = description["string"]
                description["string"] = self.env._("Customer: %s", label)
        return described

    def _read_group_orderby(self, order, groupby_terms, query):
        """Groups by a many2one of the customer stand in the order of its records, not of ids."""
        in_odoo = super()._read_group_orderby
        if not order:
            return in_odoo(order, groupby_terms, query)
        terms = [
            self._order_by_path(term.strip(), groupby_terms, query)
            or in_odoo(term, groupby_terms, query)
            for term in order.split(",")
        ]
        return SQL(", ").join(filter(None, terms))

    def _order_by_path(self, term, groupby_terms, query):
        """``ORDER BY`` of a path to a many2one that is grouped by; nothing for other terms."""
        path, _space, direction = term.partition(" ")
        customer, _dot, name = path.partition(".")
        partners = self.env["res.partner"]
        field = customer == self._customer_field and partners._fields.get(name)
        alias = self._joined_customers(query)
        if not field or field.type != "many2one" or path not in groupby_terms or not alias:
            return None
        ordered = partners._order_to_sql(f"{name} {direction}", query, alias=alias)
        # as Odoo: what groups are ordered by is grouped by, too
        groupby_terms[path] = SQL(", ").join([groupby_terms[path], *query._order_groupby])
        query._order_groupby.clear()
        return ordered

    def _joined_customers(self, query):
        """The alias that ``_read_group_groupby`` joined the customers under.

        First those that record rules leave: the others may be there too, to order by the customer.
        """
        links = (f"{self._customer_field}__{self.env.uid}", self._customer_field)
        aliases = (query.make_alias(self._table, link) for link in links)
        return next((alias for alias in aliases if alias in query._joins), None)
