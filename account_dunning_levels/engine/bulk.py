"""Many rows at once: what the ORM would do one by one, for models without stored computes."""

import json
from datetime import date, datetime
from io import StringIO

from odoo import fields
from odoo.tools import SQL


def reserve_ids(env, model, count):
    """Return ``count`` fresh ids of a model."""
    sequence = f"{env[model]._table}_id_seq"
    rows = env.execute_query(
        SQL("SELECT nextval(%s::regclass) FROM generate_series(1, %s)", sequence, count)
    )
    return [row[0] for row in rows]


def insert(env, model, rows):
    """COPY rows into the table of ``model``; who and when are filled in.

    :param rows: list of dicts with the same keys, values as the column takes them
    """
    if not rows:
        return
    now = fields.Datetime.now()
    audit = {
        "create_uid": env.uid,
        "write_uid": env.uid,
        "create_date": now,
        "write_date": now,
    }
    columns = [*rows[0], *audit]
    buffer = StringIO()
    tail = [_copy_text(value) for value in audit.values()]
    for row in rows:
        buffer.write("\t".join([_copy_text(value) for value in row.values()] + tail))
        buffer.write("\n")
    buffer.seek(0)
    env.cr.copy_from(buffer, env[model]._table, columns=columns, null="\\N")
    env[model].invalidate_model(flush=False)


def _copy_text(value):
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, (date, datetime)):
        return str(value)
    if isinstance(value, (dict, list)):
        value = json.dumps(value)
    if not isinstance(value, str):
        return str(value)
    return (
        value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    )
