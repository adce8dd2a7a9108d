"""The customer's fields on the open items, so that any of them filters and groups.

A field somebody added to the customer, in the settings or in a module, is there at once on
``account.dunning.item``, as a field related to the debtor: the search bar, the pivot, the graph
and the export find it as they find any other. Of the many fields Odoo itself has on a contact,
only those worth grouping by.
"""

from odoo.orm.model_classes import add_field, pop_field

MODEL = "account.dunning.item"
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


def mirror(env):
    """Give ``account.dunning.item`` the fields of the customer as they are in the registry.

    Called whenever the fields of ``res.partner`` have been set up.
    """
    item_class = env.registry.models.get(MODEL)
    if item_class is None or not item_class._setup_done__:
        return
    forget(env)
    item = env[MODEL]
    for name, field in env["res.partner"]._fields.items():
        if not _is_wanted(name, field):
            continue
        own = name if field.manual else f"{PREFIX}{name}"
        if own in item_class._fields:
            continue
        mirrored = type(field)(
            related=f"debtor_id.{name}",
            string=f"Customer: {field.string}",
            readonly=True,
            copy=False,
            export_string_translation=False,
        )
        add_field(item_class, own, mirrored)
        mirrored.prepare_setup()
        mirrored.setup(item)
        depends, context = mirrored.get_depends(item)
        env.registry.field_depends[mirrored] = tuple(depends)
        env.registry.field_depends_context[mirrored] = tuple(context)


def forget(env, names=None):
    """Take mirrored fields off the open items.

    :param names: those of these fields of the customer; None = all
    """
    item_class = env.registry.models.get(MODEL)
    if item_class is None:
        return
    gone = [
        field
        for field in item_class._fields.values()
        if is_mirrored(field)
        and (names is None or field.related.removeprefix("debtor_id.") in names)
    ]
    for field in gone:
        pop_field(item_class, field.name)
        env.registry.field_depends_context.pop(field, None)
    env.registry._discard_fields(gone)


def is_mirrored(field):
    """Whether a field of the open items was put there by :func:`mirror`."""
    return field.name.startswith("x_") and (field.related or "").startswith("debtor_id.")


def _is_wanted(name, field):
    if field.type not in _TYPES or not field.store or name in _AUTOMATIC:
        return False
    if field.manual:
        return True
    modules = set(field._modules)
    return name in _WANTED or not modules & (_ODOO | _OWN)
