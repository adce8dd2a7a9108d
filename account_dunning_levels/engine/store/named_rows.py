"""Rows whose columns have names.

A class of rows is a NamedTuple, and its fields are the columns. What is selected, the table that
rows are copied to and the columns that are inserted are made from that one list, so that no two
lists have to agree.
"""

from datetime import date
from decimal import Decimal
from typing import NewType

from odoo.tools import SQL

#: a ``numeric`` column read as text: as a number it would reach Python as float
NumericText = NewType("NumericText", str)

_TYPES = {
    bool: "bool",
    date: "date",
    Decimal: "numeric",
    dict: "jsonb",
    int: "int",
    str: "varchar",
}


def columns(row_class, alias=None):
    """SQL: the columns of a class of rows, one after the other.

    :param str alias: of the table they belong to
    """
    table = (alias,) if alias else ()
    return SQL(", ").join(SQL.identifier(*table, name) for name in row_class._fields)


def select(row_class, source, tail=None):
    """SELECT of a class of rows.

    :param SQL source: SELECT that has columns of these names, in any order
    :param SQL tail: WHERE and ORDER BY, which know the source as ``source``
    """
    wanted = SQL(", ").join(
        SQL("source.%s::text", SQL.identifier(name))
        if kind is NumericText
        else SQL.identifier("source", name)
        for name, kind in row_class.__annotations__.items()
    )
    return SQL("SELECT %s FROM (%s) source %s", wanted, source, tail or SQL())


def read(env, row_class, source, tail=None):
    """The rows that :func:`select` finds, as a list of ``row_class``."""
    rows = env.execute_query(select(row_class, source, tail))
    return list(map(row_class._make, rows))


def temporary_table(row_class, name):
    """CREATE TEMPORARY TABLE for a class of rows; it goes with the transaction."""
    parts = [
        SQL("%s %s", SQL.identifier(column), SQL(_TYPES[kind]))
        for column, kind in row_class.__annotations__.items()
    ]
    return SQL(
        "CREATE TEMPORARY TABLE %s (%s) ON COMMIT DROP", SQL.identifier(name), SQL(", ").join(parts)
    )
