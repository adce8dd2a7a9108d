"""How long a creditor must wait after a reminder before anything may be charged.

A country says how with a :class:`WaitingRule`. A period is counted in days that both belong to
it: day 1 and the last day. How long a letter is on its way is its :class:`Receipt`; ``post`` and
``email`` are built in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from . import post as posts
from .calendars import no_holiday
from .post import ONE_DAY, Post, nth_day

POST, EMAIL = "post", "email"
#: code -> :class:`Receipt`
RECEIPTS = {}


@dataclass(frozen=True, slots=True)
class Receipt:
    """How long laws take a letter to be on its way.

    :ivar code: what :attr:`claims.Facts.warned_by` says
    :ivar counted_days: the how-manieth day that counts after sending is that of receipt; 0: that of
        sending; None: as the law has it for post (:attr:`WaitingRule.post_days`)
    :ivar days: calendar days to arrive, where the law counts from arrival and names no days; of
        post where nothing is known of a country's
    """

    code: str
    counted_days: int | None
    days: int

    @property
    def is_post(self):
        """Whether it takes as long as the post of the recipient's country (:mod:`post`)."""
        return self.counted_days is None


def register(receipt):
    """Make a :class:`Receipt` known; the same value again changes nothing.

    :raises ValueError: another one has its code, or its days are negative
    """
    if RECEIPTS.get(receipt.code, receipt) != receipt:
        raise ValueError(f"Receipt {receipt.code!r}: another receipt has this code.")
    if min(receipt.counted_days or 0, receipt.days) < 0:
        raise ValueError(f"Receipt {receipt.code!r}: enter days of 0 or more.")
    RECEIPTS[receipt.code] = receipt


def receipt_of(way):
    """The :class:`Receipt` of a code.

    :raises ValueError: nobody registered it
    """
    if way not in RECEIPTS:
        known = ", ".join(RECEIPTS)
        raise ValueError(f"a reminder goes by one of {known}, not by {way!r}")
    return RECEIPTS[way]


register(Receipt(POST, counted_days=None, days=3))
register(Receipt(EMAIL, counted_days=0, days=0))


def arrival(facts, home):
    """The day on which the letter arrived from which interest counts.

    :param Facts facts: of the claim, see :mod:`claims`
    :param home: :class:`post.Post` of the creditor's country, or None
    """
    receipt = receipt_of(facts.warned_by)
    post = receipt.is_post and (posts.of(facts.warned_in) or home)
    if post:
        return post.received(facts.warned_on)
    return facts.warned_on + timedelta(days=receipt.days)


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
    :ivar post: the same as a :class:`post.Post`, where it depends on the date
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
    post: Post | None = None
    idle_weekdays: frozenset[int] = frozenset()
    is_holiday: Callable[[date], bool] = no_holiday
    from_receipt: bool = False
    moves_end: bool = False
    by_marked_letter: bool = False
    holds_interest: bool = False

    def __bool__(self):
        return bool(self.code)

    def period(self, sent, way, is_holiday=None, country=""):
        """The free time after a letter.

        A letter to another country is on its way as long as the post there takes. A term that
        counts from sending (not ``from_receipt``) never starts before the law says.

        :param date sent: the day it left
        :param str way: code of a :class:`Receipt`
        :param is_holiday: day -> bool; None: those of the law
        :param str country: of the recipient, two lower-case letters; empty: that of the law
        :return: :class:`Period`
        :raises ValueError: an unknown receipt
        """
        is_holiday = is_holiday or self.is_holiday

        def counts(day):
            return day.weekday() not in self.idle_weekdays and not is_holiday(day)

        days = receipt_of(way).counted_days
        by_post = days is None
        if by_post:
            days = self.post.days_of(sent) if self.post else self.post_days
        arrived = nth_day(sent, days, counts)
        if by_post and country:
            there = posts.of(country).received(sent)
            arrived = there if self.from_receipt else max(arrived, there)
        received = arrived if self.from_receipt else sent
        day_1 = arrived if days and not self.from_receipt else arrived + ONE_DAY
        last_day = day_1 + timedelta(days=self.days - 1)
        moves = self.moves_end and not counts(last_day)
        moved = nth_day(last_day, 1, counts) if moves else last_day
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
