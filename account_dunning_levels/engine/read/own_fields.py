"""Which fields of the customer group every report of customers.

Odoo groups by a path as by a field, so a field somebody added to the customer, in the settings or
in a module, is offered as ``debtor_id.x_region`` on each model that inherits
``account.dunning.by.customer``. Of the many fields Odoo itself has on a contact, only those worth
grouping by. The reader's own rights count: a field that the reader may not see is not offered.
"""

#: modules whose fields are taken by name only
_ODOO = frozenset(
    {
        "account",
        "account_add_gln",
        "account_edi_ubl_cii",
        "account_peppol",
        "auth_signup",
        "barcodes_gs1_nomenclature",
        "base",
        "base_geolocalize",
        "base_vat",
        "bus",
        "mail",
        "partner_autocomplete",
        "phone_validation",
        "portal",
        "product",
        "sms",
        "snailmail",
        "snailmail_account",
        "web",
    }
)

_WANTED = frozenset(
    {
        "city",
        "dunning_enabled",
        "dunning_send_email",
        "industry_id",
        "invoice_sending_method",
        "is_company",
        "lang",
        "property_payment_term_id",
        "property_supplier_payment_term_id",
        "ref",
        "state_id",
        "trust",
        "user_id",
        "vat",
        "zip",
    }
)

_AUTOMATIC = frozenset({"active", "create_date", "create_uid", "id", "write_date", "write_uid"})

_OWN = frozenset({"account_dunning_levels"})

_TYPES = frozenset(
    {"boolean", "char", "date", "datetime", "integer", "many2many", "many2one", "selection"}
)


#: a path groups: it is no column, no filter and no measure
_GROUPS_ONLY = {"readonly": True, "searchable": False, "sortable": False, "exportable": False}


def paths(report, attributes):
    """The customer's fields that the user may group a report by.

    :param report: a model that inherits ``account.dunning.by.customer``
    :param attributes: what to say of each field, as for ``fields_get``
    :return: dict path -> the field's description on the customer, in the user's language
    """
    partners = report.env["res.partner"]
    names = [
        name
        for name, field in partners._fields.items()
        if _is_wanted(name, field) and _is_the_same_for_all(report, field)
    ]
    described = partners.fields_get(names, {*attributes, "groupable"})
    by_path = {
        f"{report._customer_field}.{name}": description
        for name, description in described.items()
        if description["groupable"]
    }
    return {path: _as_grouping(path, told, attributes) for path, told in by_path.items()}


def _as_grouping(path, description, attributes):
    told = {**description, **_GROUPS_ONLY, "name": path}
    return {key: told[key] for key in attributes if key in told and key != "aggregator"}


def field_of(report, path):
    """The field that a field or property of a report, or one of :func:`paths`, is about."""
    name, _dot, customer_field = path.partition(".")
    if customer_field and name == report._customer_field:
        return report.env["res.partner"]._fields[customer_field]
    return report._fields[name]


def _is_the_same_for_all(report, field):
    """Odoo would group rows of all companies by what the customer is set to in the current one."""
    one_company = report._is_of_current_company or len(report.env.companies) == 1
    return one_company or not field.company_dependent


def _is_wanted(name, field):
    if field.type not in _TYPES or not field.store or name in _AUTOMATIC:
        return False
    if field.manual:
        return True
    modules = set(field._modules)
    return name in _WANTED or not modules & (_ODOO | _OWN)
