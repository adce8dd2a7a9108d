"""How long a creditor must wait after a reminder before anything may be charged.

A country says how with a :class:`WaitingRule`. A period is counted in days that both belong to
it: day 1 and the last day. Channels are ``post`` and ``email``; anything that is both counts as
post, the later one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from .calendars import no_holiday

POST, EMAIL = "post", "email"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days a customer has to pay free of charge.

    :ivar received: when the letter counts as delivered; the sending day where the law counts
        from sending
    :ivar day_1, last_day: first and last day of the term
    :ivar opens_on: the day after it, from which charges may be asked by the letter of the law
    :ivar safe_from: the same day, later when the last day was no working day and the law can be
        read so that it then moves to the next one
    """

    received: date
    day_1: date
    last_day: date
    opens_on: date
    safe_from: date


@dataclass(frozen=True, slots=True, eq=False)
class WaitingRule:
    """From which letter free time counts, how long it lasts and what it holds up.

    As a condition it is true, unless there is no waiting (:data:`NO_WAITING`).

    :ivar code: as it is stored and as words are found for it; empty: no waiting
    :ivar days: of the term, in calendar days
    :ivar post_days: by post, the how-manieth day that counts after sending is that of receipt, or
        day 1 of the term; an e-mail is there at once
    :ivar idle_weekdays: those that do not count for it (Monday is 0)
    :ivar is_holiday: day -> bool, holidays do not count either
    :ivar from_receipt: the term starts on the day after receipt: nobody knows its last day when
        the letter is written
    :ivar moves_end: a term that ends on a day that does not count can be read to run to the next
        one that does
    :ivar by_marked_letter: it counts from a letter of a level that is marked as such
        (``is_fourteen_day_letter``), else from the first reminder
    :ivar holds_interest: interest waits as well; else it runs whatever was sent
    """

    code: str = ""
    days: int = 14
    post_days: int = 1
    idle_weekdays: frozenset[int] = frozenset()
    is_holiday: Callable[[date], bool] = no_holiday
    from_receipt: bool = False
    moves_end: bool = False
    by_marked_letter: bool = False
    holds_interest: bool = False

    def __bool__(self):
        return bool(self.code)

    def period(self, sent, channel, is_holiday=None):
        """The free time after a letter.

        :param date sent: the day it left
        :param str channel: ``post`` or ``email``
        :param is_holiday: day -> bool; None: those of the law
        :return: :class:`Period`
        :raises ValueError: an unknown channel
        """
        is_holiday = is_holiday or self.is_holiday

        def counts(day):
            return day.weekday() not in self.idle_weekdays and not is_holiday(day)

        by_post = _by_post(channel)
        arrived = _counted(sent, self.post_days, counts) if by_post else sent
        received = arrived if self.from_receipt else sent
        day_1 = arrived if by_post and not self.from_receipt else arrived + ONE_DAY
        last_day = day_1 + timedelta(days=self.days - 1)
        moves = self.moves_end and not counts(last_day)
        moved = _counted(last_day, 1, counts) if moves else last_day
        return Period(received, day_1, last_day, last_day + ONE_DAY, moved + ONE_DAY)

    @property
    def has_dated_term(self):
        """Whether the letter may name the day by which to pay."""
        return not self.from_receipt

    def warns(self, *, is_marked):
        """Whether a sent letter is a warning from which free time counts, if it is complete.

        :param bool is_marked: its level is marked as the letter of the law
        """
        return is_marked or not self.by_marked_letter

    def opens_with(self, numbers, *, is_marked):
        """Whether the free time counts from a letter, if it says all it must.

        :param numbers: of the levels that its claims step to
        :param bool is_marked: its level is marked as the letter of the law
        """
        if not self or self.by_marked_letter:
            return bool(self) and is_marked
        return any(number <= 1 for number in numbers)

    def must_be_complete(self, number):
        """Whether a letter of this level may not leave without all it must say. A firmer one that
        brings up a first item beside older ones may: its free time does not count."""
        return self.by_marked_letter or number <= 1

    def announces(self, number):
        """Whether the letter announces what will be charged for a claim that steps to this level:
        where the first reminder counts, of those it reminds for the first time."""
        return self.by_marked_letter or not self or number <= 1


#: charges may be asked at once
NO_WAITING = WaitingRule()


def _by_post(channel):
    if channel not in (POST, EMAIL):
        raise ValueError(f"a reminder goes by {POST} or {EMAIL}, not by {channel!r}")
    return channel == POST


def _counted(day, number, counts):
    """The ``number``-th day after ``day`` that counts."""
    while number:
        day += ONE_DAY
        number -= counts(day)
    return day
