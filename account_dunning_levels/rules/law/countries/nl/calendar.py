"""The days on which no post counts as delivered in the Netherlands."""

from datetime import date
from functools import cache

from ...calendars import SUNDAY, after_easter, fixed


@cache
def holidays(year):
    """New Year, Easter Monday, King's Day, Ascension, Whit Monday and Christmas. Post is
    delivered on Good Friday and Liberation Day."""
    kings_day = date(year, 4, 27)
    if kings_day.weekday() == SUNDAY:
        kings_day = date(year, 4, 26)
    same_each_year = fixed(year, (1, 1), (12, 25), (12, 26))
    return frozenset(same_each_year | {kings_day} | after_easter(year, 1, 39, 50))


def is_holiday(day):
    return day in holidays(day.year)
