"""Warnings of the control list that come from the figures of a letter, kept up to date."""

import json

from ...rules.decide import notice_warnings, warnings
from ..store import bulk


def plain(found):
    """The figures of :func:`notice_warnings.of_notice` as they are stored."""
    return {
        code: {name: str(amount) for name, amount in figures.items()}
        for code, figures in found.items()
    }


def update(built, settings):
    """Say on notices what is true of them now, and no longer what was.

    :param dict built: notice -> :class:`rules.decide.notices.Notice`
    """
    changed = {}
    for notice, own in built.items():
        values = _changed(notice, notice_warnings.of_notice(own, settings.currencies))
        if values:
            changed[notice] = values
    bulk.write_each(changed)


def _changed(notice, found):
    codes = warnings.codes_in(notice.warning_codes)
    ours = [code for code in codes if code in notice_warnings.CODES]
    if not ours and not found:
        return None
    kept = [code for code in codes if code not in notice_warnings.CODES]
    figures = {
        code: own
        for code, own in (notice.warning_figures or {}).items()
        if code not in notice_warnings.CODES
    }
    figures |= plain(found)
    return {
        "warning_codes": warnings.text_of([*kept, *found]),
        "warning_figures": json.dumps(figures) if figures else None,
    }
