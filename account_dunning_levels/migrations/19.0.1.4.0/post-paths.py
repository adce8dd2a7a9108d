"""Reports group by a path to the customer's field, no longer by a copy of the field.

Up to 19.0.1.3.0 every report had a copy of the customer's fields: of a custom field under its own
name (``x_region``), of any other as ``x_debtor_city``. Odoo removes their rows in
``ir.model.fields`` at the end of the update, as those of any field that is gone.
"""

import ast
import json
import re

from odoo import SUPERUSER_ID, api

CUSTOMER_FIELDS = {
    "account.dunning.item": "debtor_id",
    "account.dunning.forecast": "debtor_id",
    "account.dunning.collection": "debtor_id",
    "account.dunning.worklist": "partner_id",
    "account.dunning.payer": "partner_id",
}
PREFIX = "x_debtor_"


def migrate(cr, version):
    """What users stored names the paths."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    for model, customer_field in CUSTOMER_FIELDS.items():
        copies = _copies(env, model)
        _rename_in_favourites(env, model, copies, customer_field)
        _rename_in_exports(env, model, copies, customer_field)
    _rename_ageing_choices(env)


def _copies(env, model):
    """A pattern of the names of the copies; its group ``plain`` or ``prefixed`` is the field.

    A custom field that the report has itself is no copy.
    """
    env.cr.execute(
        """
        SELECT name FROM ir_model_fields
         WHERE model = 'res.partner' AND state = 'manual'
           AND name NOT IN (SELECT name FROM ir_model_fields WHERE model = %s AND state = 'manual')
        """,
        [model],
    )
    custom = [re.escape(name) for (name,) in env.cr.fetchall()]
    plain = rf"(?P<plain>{'|'.join(custom)})|" if custom else ""
    return rf"(?:{plain}{PREFIX}(?P<prefixed>\w+))\b"


def _renamed(text, copies, before, after):
    """A text with paths for copies, where ``before`` (a pattern) precedes their name."""

    def path(match):
        return after + (match.groupdict().get("plain") or match["prefixed"])

    return re.sub(before + copies, path, text or "")


def _rename_in_favourites(env, model, copies, customer_field):
    env.cr.execute("SELECT id, domain, context, sort FROM ir_filters WHERE model_id = %s", [model])
    for favourite, *stored in env.cr.fetchall():
        # a name starts a text: 'x_region', 'x_day:month'
        domain, context = (
            _renamed(text, copies, r"(?<=['\"])", f"{customer_field}.") for text in stored[:2]
        )
        values = [domain, _without_measures(context, customer_field), _sort(stored[2], copies)]
        if values != stored:
            env.cr.execute(
                "UPDATE ir_filters SET domain = %s, context = %s, sort = %s WHERE id = %s",
                [*values, favourite],
            )


def _without_measures(text, customer_field):
    """A number of the customer is no measure any more: it was added up once for each row."""
    try:
        context = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return text
    path = f"{customer_field}."
    kept = dict(context)
    if str(context.get("graph_measure")).startswith(path):
        del kept["graph_measure"]
    if "pivot_measures" in context:
        kept["pivot_measures"] = [
            name for name in context["pivot_measures"] if not name.startswith(path)
        ]
    return text if kept == context else str(kept)


def _sort(text, copies):
    """Rows are not sorted by a path."""
    terms = json.loads(text or "[]")
    kept = [term for term in terms if not re.match(copies, term)]
    return text if kept == terms else json.dumps(kept)


def _rename_in_exports(env, model, copies, customer_field):
    """Saved lists of columns to export."""
    env.cr.execute(
        """
        SELECT line.id, line.name
          FROM ir_exports_line line
          JOIN ir_exports export ON export.id = line.export_id
         WHERE export.resource = %s
        """,
        [model],
    )
    for line, name in env.cr.fetchall():
        path = _renamed(name, copies, "^", f"{customer_field}/")
        if path != name:
            env.cr.execute("UPDATE ir_exports_line SET name = %s WHERE id = %s", [path, line])


def _rename_ageing_choices(env):
    """What ageings are grouped by: those that are open, and what users set as default."""
    copies = _copies(env, "account.dunning.item")
    env.cr.execute("SELECT id, group_by FROM account_dunning_ageing")
    for wizard, name in env.cr.fetchall():
        path = _renamed(name, copies, "^", "debtor_id.")
        if path != name:
            env.cr.execute(
                "UPDATE account_dunning_ageing SET group_by = %s WHERE id = %s", [path, wizard]
            )
    defaults = env["ir.default"].search(
        [("field_id.model", "=", "account.dunning.ageing"), ("field_id.name", "=", "group_by")]
    )
    for default in defaults:
        path = _renamed(default.json_value, copies, '(?<=")', "debtor_id.")
        if path != default.json_value:
            default.json_value = path
