"""When a claim can no longer be enforced: time bars as dated data, and the day that follows.

Each country has its own in its folder (``time_bars.py``); this is what they have in common.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

#: so many days before a claim is lost somebody is told
WARN_DAYS = 60
#: kinds of claims; ``any`` in a time bar means all that no other one of the nature names
GOODS, SERVICES, PERIODIC, ANY = "goods", "services", "periodic", "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeBar:
    """How long a claim of one kind against one kind of customer can be enforced.

    :ivar natures: ``consumer``, ``business``, ``public``
    :ivar kind: of the claim, see above
    :ivar years: how long
    :ivar from_year_end: counted from the end of the year in which the claim fell due
    :ivar letter_renews: a written reminder lets it begin anew
    :ivar due_from: of claims due from this day on
    :ivar article: where the law says so
    :ivar is_certain: read in a named source; else from memory, to be checked by a lawyer
    :ivar source: where it was read; ``note``: what else has to be known
    """

    natures: tuple
    years: int
    article: str
    due_from: date
    kind: str = ANY
    from_year_end: bool = False
    letter_renews: bool = False
    is_certain: bool = True
    source: str = ""
    note: str = ""


class Lost(NamedTuple):
    """When a claim is lost.

    :ivar last_day: the last day on which it can be enforced
    :ivar bar: the :class:`TimeBar`
    """

    last_day: date
    bar: TimeBar


def candidates(bars, nature, kind, due):
    """The time bars that can apply to a claim.

    :param nature: a public body is as a business where nothing is said of it
    :param kind: ``goods``, ``services``, ``periodic``, or empty when nobody said: all kinds
    """
    known = {name for bar in bars for name in bar.natures}
    nature = nature if nature in known or nature != "public" else "business"
    of_nature = [bar for bar in bars if nature in bar.natures and due >= bar.due_from]
    if not kind:
        return of_nature
    of_kind = [bar for bar in of_nature if bar.kind == kind]
    return of_kind or [bar for bar in of_nature if bar.kind == ANY]


def lost_on(bars, nature, kind, due, letters=()):
    """When a claim is lost at the earliest; None where the law of the country is not known.

    A part payment or a written acknowledgement can let the time begin anew; they are not counted,
    so that the warning comes rather too early.

    :param letters: days on which written reminders left
    """
    found = [Lost(_last_day(bar, due, letters), bar) for bar in candidates(bars, nature, kind, due)]
    return min(found, key=lambda lost: (lost.last_day, lost.bar.article), default=None)


def warns_on(lost):
    """The day on which somebody is told."""
    return lost.last_day - timedelta(days=WARN_DAYS)


def _last_day(bar, due, letters):
    last = _end(bar, due)
    for letter in sorted(letters) if bar.letter_renews else ():
        # one that came too late brings nothing back
        if due < letter <= last:
            last = _end(bar, letter)
    return last


def _end(bar, start):
    """The last day of the years that begin on a day, or at the end of its year."""
    return _later(date(start.year, 12, 31) if bar.from_year_end else start, bar.years)


def _later(day, years):
    year = day.year + years
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))
