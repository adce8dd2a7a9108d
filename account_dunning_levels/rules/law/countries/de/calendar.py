"""German holidays, and how long a letter is on its way."""

from datetime import date
from functools import cache

from ...calendars import SUNDAY, after_easter, fixed
from ...post import Post

#: everywhere: New Year, Labour Day, German Unity, Christmas
FIXED = ((1, 1), (5, 1), (10, 3), (12, 25), (12, 26))
#: in some states only: Epiphany, Women's Day, Assumption, Children's Day, Reformation, All Saints.
#: Nobody knows in which state a letter is delivered for sure, so they count everywhere: a letter
#: then counts as received a day later, never too early.
REGIONAL = ((1, 6), (3, 8), (8, 15), (9, 20), (10, 31), (11, 1))


@cache
def holidays(year):
    """Those of the federation (Good Friday, Easter Monday, Ascension and Whit Monday too) and of
    any state (Corpus Christi, and the Day of Repentance, too)."""
    of_easter = after_easter(year, -2, 1, 39, 50, 60)
    return frozenset(fixed(year, *FIXED, *REGIONAL) | of_easter | {repentance(year)})


def repentance(year):
    """The Wednesday before 23 November (Saxony)."""
    return next(
        day for day in (date(year, 11, number) for number in range(16, 23)) if day.weekday() == 2
    )


def is_holiday(day):
    return day in holidays(day.year)


#: PostG par. 18, since 2025: 95 % of letters by the third, 99 % by the fourth working day, of which
#: Saturdays are some; the fourth is the safe one
POST = Post(((date.min, 4),), frozenset({SUNDAY}), is_holiday)
