"""What the calendars of the countries are made of: the holidays that a law names.

Each country has its own, and only what a period of a reminder depends on. Whoever has more days
off (a collective agreement, a regional holiday) gives a waiting rule a predicate of their own. A
library of holidays is no use here: it lists days off by custom too, and users would have to
install it; the tests hold these against one.
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


def after_easter(year, *days):
    """The days so many days after Easter Sunday: 1 is Easter Monday, 39 Ascension, 50 Whit
    Monday."""
    return {easter(year) + timedelta(days=number) for number in days}


def fixed(year, *days):
    """Holidays on the same day each year.

    :param days: ``(month, day)``
    """
    return {date(year, *day) for day in days}


def no_holiday(_day):
    """The calendar of a country where no period of the law depends on holidays."""
    return False
