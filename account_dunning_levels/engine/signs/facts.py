"""Signs as columns of a statement about ``item``, ``move`` and ``contact``, and as values for the
rules."""

from decimal import Decimal
from functools import lru_cache

from odoo.tools import SQL

from ...rules.decide.signs import Signs
from ..store.named_rows import NumericText
from . import claims, invoices

#: the columns, for classes of rows that have them: name -> type
COLUMNS = {
    "is_not_claim": bool,
    "is_non_trade": bool,
    "has_no_due_date": bool,
    "is_move_blocked": bool,
    "is_collected": bool,
    "is_unsent": bool,
    "under_way": NumericText,
    "is_cover_unknown": bool,
}


def columns(known):
    """SQL: the columns, each with its name.

    :param known: :class:`.known.Known`
    """
    values = {
        "is_not_claim": claims.is_not_claim(known),
        "is_non_trade": claims.is_non_trade(known),
        "has_no_due_date": claims.has_no_due_date(),
        "is_move_blocked": invoices.IS_BLOCKED,
        "is_collected": invoices.is_collected(known),
        "is_unsent": invoices.IS_UNSENT,
        "under_way": SQL("cover.amount") if known.covers else SQL("NULL::numeric"),
        "is_cover_unknown": SQL("cover.is_unknown") if known.covers else SQL("NULL::bool"),
    }
    return SQL(", ").join(SQL("%s AS %s", values[name], SQL.identifier(name)) for name in COLUMNS)


def join(known):
    """SQL: the join that :func:`columns` needs; of few rows, and none when nothing is under way."""
    if not known.covers:
        return SQL()
    covers = known.covers.values()
    return SQL(
        "LEFT JOIN UNNEST(%s, %s::numeric[], %s) AS cover (item_id, amount, is_unknown)"
        " ON cover.item_id = item.id",
        known.covered,
        [cover.amount for cover in covers],
        [cover.is_unknown for cover in covers],
    )


def signs_of(row):
    """The :class:`rules.decide.signs.Signs` of a row with these columns, or None without any."""
    flags = row.is_not_claim, row.is_non_trade, row.has_no_due_date, row.is_collected, row.is_unsent
    if row.under_way or row.is_cover_unknown:
        return _plain(*flags)._replace(
            under_way=Decimal(row.under_way or 0), is_unknown=bool(row.is_cover_unknown)
        )
    return _plain(*flags) if any(flags) else None


@lru_cache(maxsize=32)  # five switches
def _plain(*flags):
    return Signs(*map(bool, flags))
