"""Many rows at once: what the ORM would do one by one or by the hundred."""

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


def lock(records):
    """Lock the rows of records until the transaction ends, in one statement.

    In the order of their ids, so that two who want the same rows never wait for each other. A row
    that somebody changed since our snapshot cannot be locked: Odoo repeats the request then, which
    sees what the other one did.
    """
    records.env.cr.execute(
        SQL(
            "SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            SQL.identifier(records._table),
            records.ids,
        ),
        log_exceptions=False,  # that somebody was faster is no error
    )


def write(records, values):
    """Write the same values on all records in one statement; ``write`` takes one per hundred.

    Changes of tracked fields stand in the chatter as ever.
    """
    if not records:
        return
    columns = {
        name: SQL("%s", records._fields[name].convert_to_column(value, records[:1]))
        for name, value in values.items()
    }
    _update(records, columns, SQL("WHERE id = ANY(%s)", records.ids))


def write_each(rows):
    """Write values of its own on each record, in one statement.

    :param dict rows: record -> dict of values as the column takes them, all with the same keys
    """
    if not rows:
        return
    first = next(iter(rows))
    records = first.browse(record.id for record in rows)
    names = list(rows[first])
    arrays = [
        SQL(
            "%s::%s[]",
            [row[name] for row in rows.values()],
            SQL(records._fields[name].column_type[1]),
        )
        for name in names
    ]
    source = SQL(
        "FROM UNNEST(%s, %s) AS new (new_id, %s) WHERE id = new.new_id",
        records.ids,
        SQL(", ").join(arrays),
        SQL(", ").join(map(SQL.identifier, names)),
    )
    _update(records, {name: SQL.identifier("new", name) for name in names}, source)


def _update(records, columns, source):
    env = records.env
    if hasattr(records, "_track_prepare") and not (
        env.context.get("tracking_disable") or env.context.get("mail_notrack")
    ):
        records._track_prepare(columns)
    audit = {"write_uid": SQL("%s", env.uid), "write_date": SQL("%s", env.cr.now())}
    assigned = columns | audit if records._log_access else columns
    # a value that waits to be written must not come after this one
    env.flush_all()
    env.cr.execute(
        SQL(
            "UPDATE %s SET %s %s",
            SQL.identifier(records._table),
            SQL(", ").join(SQL("%s = %s", SQL.identifier(k), v) for k, v in assigned.items()),
            source,
        )
    )
    env.invalidate_all(flush=False)
    fields_ = [records._fields[name] for name in columns]
    # none of ours: stored fields of other addons that are computed from these
    if any(own.store for field in fields_ for own in env.registry.get_dependent_fields(field)):
        records.modified(columns)


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
