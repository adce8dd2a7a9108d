"""How long a letter by post is on its way: by the country of whoever gets it, and by its date.

Laws and courts say how many working or delivery days it may take; a letter counts as received on
the last of them, so that nothing is asked a day too early.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from .calendars import SATURDAY, SUNDAY, no_holiday

ONE_DAY = timedelta(days=1)
#: code of a country, two lower-case letters -> its :class:`Post`; filled by :mod:`countries`
POSTS = {}


@dataclass(frozen=True, slots=True, eq=False)
class Post:
    """The post of a country.

    :ivar days: ``(first day of sending, days)`` in order: a letter is received on the so-manieth
        day that counts after sending
    :ivar idle_weekdays: those that do not count (Monday is 0)
    :ivar is_holiday: day -> bool, holidays do not count either
    """

    days: tuple[tuple[date, int], ...]
    idle_weekdays: frozenset[int]
    is_holiday: Callable[[date], bool] = no_holiday

    def days_of(self, sent):
        """How many days a letter of this date takes."""
        return [days for first_day, days in self.days if first_day <= sent][-1]

    def received(self, sent):
        """The day on which a letter counts as received."""
        return nth_day(sent, self.days_of(sent), self._counts)

    def _counts(self, day):
        return day.weekday() not in self.idle_weekdays and not self.is_holiday(day)


#: to a country whose post is not known: five working days, as letters between countries of the
#: Union have (Directive 97/67/EC annex II: 97 % arrive by then)
ABROAD = Post(((date.min, 5),), frozenset({SATURDAY, SUNDAY}))


def of(country):
    """The :class:`Post` of a country: :data:`ABROAD` for one that is not known.

    :param str country: two letters in either case; empty: None, as nothing is known of it
    """
    return POSTS.get(country.lower(), ABROAD) if country else None


def nth_day(day, number, counts):
    """The ``number``-th day after ``day`` that counts."""
    while number:
        day += ONE_DAY
        number -= counts(day)
    return day
