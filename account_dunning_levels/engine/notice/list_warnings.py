"""Warnings that come from the items and figures of a letter, kept up to date."""

import json

from ...rules.decide import notice_warnings, signs, warnings
from ..store import bulk

#: codes that this file keeps up to date
CODES = (*signs.WARNING_CODES, *notice_warnings.CODES)


def of_built(built, settings):
    """What is to be warned of, in the order in which it is said.

    :param built: :class:`rules.decide.notices.Notice`
    :return: dict code -> its figures as dict of ``Decimal``, in the currency of the letter
    """
    return {
        **signs.warnings_of(built, settings.context.options, settings.currencies),
        **notice_warnings.of_notice(built, settings.currencies),
    }


def plain(found):
    """The figures of :func:`of_built` as they are stored."""
    return {
        code: {name: str(amount) for name, amount in figures.items()}
        for code, figures in found.items()
        if figures
    }


def update(built, settings):
    """Say on notices what is true of them now, and no longer what was.

    :param dict built: notice -> :class:`rules.decide.notices.Notice`
    """
    changed = {}
    for notice, own in built.items():
        values = _changed(notice, of_built(own, settings))
        if values:
            changed[notice] = values
    bulk.write_each(changed)


def _changed(notice, found):
    codes = warnings.codes_in(notice.warning_codes)
    ours = [code for code in codes if code in CODES]
    if not ours and not found:
        return None
    kept = [code for code in codes if code not in CODES]
    figures = {
        code: own for code, own in (notice.warning_figures or {}).items() if code not in CODES
    }
    figures |= plain(found)
    wanted = warnings.text_of([*kept, *found])
    if (notice.warning_codes or None, notice.warning_figures or None) == (wanted, figures or None):
        return None
    return {
        "warning_codes": wanted,
        "warning_figures": json.dumps(figures) if figures else None,
    }
