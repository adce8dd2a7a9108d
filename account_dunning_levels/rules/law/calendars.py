"""Which days are no working days: the holidays that the law of a country names.

Only what a period of a reminder depends on. Whoever has more days off (a collective agreement, a
regional holiday) gives the functions of ``waiting`` a predicate of their own. A library of
holidays is no use here: it lists days off by custom too, and users would have to install it; the
tests hold these against one.
"""

from datetime import date, timedelta
from functools import cache

SATURDAY, SUNDAY, MONDAY = 5, 6, 0


@cache
def easter(year):
    """Easter Sunday by the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - moon + 15) % 30
    leaps, remainder = divmod(in_century, 4)
    weekday = (32 + 2 * rest + 2 * leaps - epact - remainder) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _after_easter(year, *days):
    return {easter(year) + timedelta(days=number) for number in days}


@cache
def belgian_holidays(year):
    """The ten legal holidays of Belgium (Royal Decree of 18 April 1974, art. 1)."""
    fixed = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
    return frozenset({date(year, *day) for day in fixed} | _after_easter(year, 1, 39, 50))


@cache
def dutch_holidays(year):
    """The days on which no post counts as delivered in the Netherlands."""
    fixed = ((1, 1), (12, 25), (12, 26))
    kings_day = date(year, 4, 27)
    if kings_day.weekday() == SUNDAY:
        kings_day = date(year, 4, 26)
    return frozenset(
        {date(year, *day) for day in fixed} | {kings_day} | _after_easter(year, 1, 39, 50)
    )


def is_belgian_holiday(day):
    return day in belgian_holidays(day.year)


def is_dutch_holiday(day):
    return day in dutch_holidays(day.year)
