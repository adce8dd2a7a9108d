"""What Odoo itself says about the items of a reminder, on its lines and in its warnings."""

import json

from ...rules.base.money import ZERO, decimal_of
from ...rules.decide import signs, warnings
from ...rules.decide.signs import NO_SIGNS, Signs
from ..store import bulk

#: fields of a line that hold it
FIELDS = ("under_way_amount", "is_under_way_unknown", "is_unsent")

#: codes of the warnings that are made of it
WARNINGS = ("payment_under_way", "payment_no_rate", "never_sent")


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


def warning_values(notice, built, settings):
    """The warnings of a notice once its signs are those of ``built``.

    :param built: :class:`rules.decide.notices.Notice`
    :return: dict ``warning_codes`` and ``warning_figures``, each None for none
    """
    said = signs.warnings_of(built, settings.context.options, settings.currencies)
    codes = [code for code in warnings.codes_in(notice.warning_codes) if code not in WARNINGS]
    figures = {
        code: named
        for code, named in (notice.warning_figures or {}).items()
        if code not in WARNINGS
    }
    figures |= {
        code: {name: str(value) for name, value in named.items()} for code, named in said.items()
    }
    return {
        "warning_codes": warnings.text_of([*codes, *said]),
        "warning_figures": figures or None,
    }


def as_columns(values):
    """The same as the columns take them."""
    figures = values["warning_figures"]
    return {**values, "warning_figures": json.dumps(figures) if figures else None}


def write_warnings(notice, built, settings):
    """Say on a notice what is true of its items now."""
    values = warning_values(notice, built, settings)
    if any((notice[name] or None) != value for name, value in values.items()):
        bulk.write_each({notice: as_columns(values)})
