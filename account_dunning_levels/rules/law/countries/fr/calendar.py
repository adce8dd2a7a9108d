"""French holidays (Code du travail art. L3133-1), and how long a letter is on its way."""

from datetime import date
from functools import cache

from ...calendars import SUNDAY, after_easter, fixed
from ...post import Post

FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
#: Alsace and Moselle have 26 December and Good Friday too (art. L3134-13). They count everywhere: a
#: letter then counts as received a day later, never too early.
ALSACE = ((12, 26),)


@cache
def holidays(year):
    """Good Friday, Easter Monday, Ascension, Whit Monday and those on the same day each year."""
    return frozenset(fixed(year, *FIXED, *ALSACE) | after_easter(year, -2, 1, 39, 50))


def is_holiday(day):
    return day in holidays(day.year)


#: four working days, Saturdays among them: an ordinary letter takes three, and one more is safe
POST = Post(((date.min, 4),), frozenset({SUNDAY}), is_holiday)
