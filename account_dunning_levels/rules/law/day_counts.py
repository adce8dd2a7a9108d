"""How days become a part of a year.

Every convention is a position on a line: the part of a year between two days is the difference
of their positions. So a period can be cut anywhere and its pieces add up to the whole.
"""

import calendar
from fractions import Fraction

ACT_365 = "act/365"


def year_fraction(first_day, last_day, convention=ACT_365):
    """The part of a year from ``first_day`` to ``last_day``, both counted.

    :param str convention: a key of :data:`POSITIONS`
    :return: exact ``Fraction``, 0 when the last day is before the first
    :raises ValueError: unknown convention
    """
    position = _position(convention)
    if last_day < first_day:
        return Fraction(0)
    # the end of the day before the first one counted
    return position(last_day) - position(_day_before(first_day))


def _position(convention):
    try:
        return POSITIONS[convention]
    except KeyError:
        known = ", ".join(sorted(POSITIONS))
        raise ValueError(f"unknown day count {convention!r}, not one of {known}") from None


def _day_before(day):
    return day.fromordinal(day.toordinal() - 1)


def _by_own_year(day):
    """31 December is a whole year, leap years too."""
    days = 366 if calendar.isleap(day.year) else 365
    return day.year + Fraction(day.timetuple().tm_yday, days)


#: convention -> position of the end of a day, in years
POSITIONS = {
    ACT_365: lambda day: Fraction(day.toordinal(), 365),
    "act/360": lambda day: Fraction(day.toordinal(), 360),
    "act/act": _by_own_year,
    "30E/360": lambda day: Fraction(360 * day.year + 30 * day.month + min(day.day, 30), 360),
}
