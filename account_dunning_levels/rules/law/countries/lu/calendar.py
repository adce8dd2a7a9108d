"""Holidays of Luxembourg (Code du travail art. L. 232-2), and how long a letter is on its way."""

from datetime import date
from functools import cache

from ...calendars import SUNDAY, after_easter, fixed
from ...post import Post

FIXED = ((1, 1), (5, 1), (5, 9), (6, 23), (8, 15), (11, 1), (12, 25), (12, 26))


@cache
def holidays(year):
    """Easter Monday, Ascension, Whit Monday and those on the same day each year, Europe Day (from
    2019 on, and nobody asks about years before) among them."""
    return frozenset(fixed(year, *FIXED) | after_easter(year, 1, 39, 50))


def is_holiday(day):
    return day in holidays(day.year)


#: four working days, Saturdays among them
POST = Post(((date.min, 4),), frozenset({SUNDAY}), is_holiday)
