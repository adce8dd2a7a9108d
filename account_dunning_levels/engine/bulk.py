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


def multiply(record, rows):
    """Insert rows that are like the one of ``record`` but for some columns.

    The record went through its model, so what Odoo and other addons put in by themselves is in
    the rows as well.

    :param rows: list of dicts with the same keys, values as the column takes them
    :return: the new records, in the order of ``rows``
    """
    model = record.browse()
    if not rows:
        return model
    record.flush_recordset()
    ids = reserve_ids(record.env, record._name, len(rows))
    own = ["id", *rows[0]]
    names = [
        field.name
        for field in record._fields.values()
        if field.store and field.column_type and field.name not in own
    ]
    values = [
        SQL("(%s)", SQL(", ").join([new_id, *row.values()]))
        for new_id, row in zip(ids, rows, strict=True)
    ]
    record.env.execute_query(
        SQL(
            """
            INSERT INTO %(table)s (%(own)s, %(names)s)
                 SELECT %(new)s, %(kept)s
                   FROM %(table)s kept, (VALUES %(values)s) AS new (%(own)s)
                  WHERE kept.id = %(id)s
              RETURNING id
            """,
            table=SQL.identifier(record._table),
            own=SQL(", ").join(map(SQL.identifier, own)),
            names=SQL(", ").join(map(SQL.identifier, names)),
            new=SQL(", ").join(SQL.identifier("new", name) for name in own),
            kept=SQL(", ").join(SQL.identifier("kept", name) for name in names),
            values=SQL(", ").join(values),
            id=record.id,
        )
    )
    return model.browse(ids)


def link(records, name, other_ids):
    """Put one record each into the many2many field ``name`` of new records, in one statement.

    :param other_ids: as many ids as records
    """
    field = records._fields[name]
    records.env.execute_query(
        SQL(
            "INSERT INTO %s (%s, %s) SELECT * FROM unnest(%s, %s) RETURNING 1",
            SQL.identifier(field.relation),
            SQL.identifier(field.column1),
            SQL.identifier(field.column2),
            records.ids,
            list(other_ids),
        )
    )
    records.invalidate_recordset([name], flush=False)


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
