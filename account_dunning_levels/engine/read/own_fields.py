"""The customer's fields on every report of customers, so that any of them filters and groups.

A field somebody added to the customer, in the settings or in a module, is there at once on each
model that inherits ``account.dunning.by.customer``, as a field related to the customer of the
row: the search bar, the pivot, the graph and the export find it as they find any other. Of the
many fields Odoo itself has on a contact, only those worth grouping by.
"""

from odoo.orm.model_classes import add_field, pop_field

MIXIN = "account.dunning.by.customer"

#: start of the names under which fields that are not custom ones are mirrored
PREFIX = "x_debtor_"

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


def reports(env):
    """The model classes whose rows are about one customer each."""
    names = env.registry.descendants([MIXIN], "_inherit") if MIXIN in env.registry else ()
    return [
        env.registry[name]
        for name in names
        # while modules are loaded not every model has its fields yet
        if not env.registry[name]._abstract and env.registry[name]._setup_done__
    ]


def mirror(env):
    """Give the reports the fields of the customer as they are in the registry.

    Called whenever the fields of ``res.partner`` have been set up.
    """
    forget(env)
    wanted = [
        (name, field)
        for name, field in env["res.partner"]._fields.items()
        if _is_wanted(name, field)
    ]
    for report_class in reports(env):
        for name, field in wanted:
            own = name if field.manual else f"{PREFIX}{name}"
            if own not in report_class._fields:
                _add(env, report_class, own, name, field)


def _add(env, report_class, own, name, field):
    mirrored = type(field)(
        related=f"{report_class._customer_field}.{name}",
        string=f"Customer: {field.string}",
        readonly=True,
        copy=False,
        export_string_translation=False,
    )
    add_field(report_class, own, mirrored)
    report = env[report_class._name]
    mirrored.prepare_setup()
    mirrored.setup(report)
    depends, context = mirrored.get_depends(report)
    env.registry.field_depends[mirrored] = tuple(depends)
    env.registry.field_depends_context[mirrored] = tuple(context)


def forget(env, names=None):
    """Take mirrored fields off the reports.

    :param names: those of these fields of the customer; None = all
    """
    for report_class in reports(env):
        gone = [
            field
            for field in report_class._fields.values()
            if is_mirrored(field) and (names is None or original(field) in names)
        ]
        for field in gone:
            pop_field(report_class, field.name)
            env.registry.field_depends_context.pop(field, None)
        env.registry._discard_fields(gone)


def is_mirrored(field):
    """Whether a field of a report was put there by :func:`mirror`."""
    return field.name.startswith("x_") and not field.manual and bool(field.related)


def original(field):
    """The name that a mirrored field has on the customer."""
    return field.related.split(".")[1]


def _is_wanted(name, field):
    if field.type not in _TYPES or not field.store or name in _AUTOMATIC:
        return False
    if field.manual:
        return True
    modules = set(field._modules)
    return name in _WANTED or not modules & (_ODOO | _OWN)
