"""The days on which no post counts as delivered in the Netherlands, and how long a letter is on its
way there."""

from datetime import date
from functools import cache

from ...calendars import MONDAY, SUNDAY, after_easter, fixed
from ...post import Post


@cache
def holidays(year):
    """New Year, Good Friday, Easter Monday, King's Day, Liberation Day, Ascension, Whit Monday and
    Christmas.

    Post may be delivered on Good Friday and Liberation Day, but the Supreme Court leaves out any
    official holiday, and the law makes Good Friday equal to one (Algemene termijnenwet art. 3).
    """
    kings_day = date(year, 4, 27)
    if kings_day.weekday() == SUNDAY:
        kings_day = date(year, 4, 26)
    same_each_year = fixed(year, (1, 1), (5, 5), (12, 25), (12, 26))
    return frozenset(same_each_year | {kings_day} | after_easter(year, -2, 1, 39, 50))


def is_holiday(day):
    return day in holidays(day.year)


#: ECLI:NL:HR:2016:2704 takes it that a letter is delivered on the second delivery day, which rests
#: on the post of the next day (Postbesluit art. 4a). Letters may take two days from July 2026 and
#: three from July 2027 (decision of 19 December 2025): one more each time.
POST = Post(
    ((date.min, 2), (date(2026, 7, 1), 3), (date(2027, 7, 1), 4)),
    frozenset({SUNDAY, MONDAY}),
    is_holiday,
)
