"""The ten legal holidays of Belgium (Royal Decree of 18 April 1974, art. 1), and how long a letter
is on its way."""

from datetime import date
from functools import cache

from ...calendars import SATURDAY, SUNDAY, after_easter, fixed
from ...post import Post

FIXED = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))


@cache
def holidays(year):
    """Easter Monday, Ascension, Whit Monday and those on the same day each year."""
    return frozenset(fixed(year, *FIXED) | after_easter(year, 1, 39, 50))


def is_holiday(day):
    return day in holidays(day.year)


#: the third working day after sending (CEL art. XIX.2); Saturday is none (Civil Code art. 1.7)
POST = Post(((date.min, 3),), frozenset({SATURDAY, SUNDAY}), is_holiday)
