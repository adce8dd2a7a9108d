"""What Odoo itself says about the items of a reminder, on its lines."""

from ...rules.base.money import ZERO, decimal_of
from ...rules.decide.signs import NO_SIGNS, Signs
from ..store import bulk

#: fields of a line that hold it
FIELDS = ("under_way_amount", "is_under_way_unknown", "is_unsent")


def of_line(line):
    """The :class:`rules.decide.signs.Signs` that stand on a line of the control list, or None."""
    if not (line.under_way_amount or line.is_under_way_unknown or line.is_unsent):
        return None
    return Signs(
        unsent=line.is_unsent,
        under_way=decimal_of(line.under_way_amount) if line.under_way_amount else ZERO,
        is_unknown=line.is_under_way_unknown,
    )


def write_lines(lines, found):
    """Keep on lines what the ledger says now, where that differs.

    :param dict found: item id -> fact, see :func:`.recompute.from_ledger`
    """
    changed = {}
    for line in lines:
        fact = found.get(line.move_line_id.id)
        values = fact and _line_values(fact.item.signs or NO_SIGNS)
        if values and any(line[name] != value for name, value in values.items()):
            changed[line] = values
    bulk.write_each(changed)


def _line_values(of_item):
    return {
        "under_way_amount": float(of_item.under_way),
        "is_under_way_unknown": of_item.is_unknown,
        "is_unsent": of_item.unsent,
    }
