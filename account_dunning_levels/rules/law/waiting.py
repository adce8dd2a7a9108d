"""How long a creditor must wait after a first reminder before anything may be charged.

A period is counted in days that both belong to it: day 1 and the last day. How long a reminder is
on its way is its :class:`Receipt`; ``post`` and ``email`` are built in.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .calendars import MONDAY, SATURDAY, SUNDAY, is_belgian_holiday, is_dutch_holiday

POST, EMAIL = "post", "email"
#: code -> :class:`Receipt`
RECEIPTS = {}
DAYS = 14
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Receipt:
    """How laws count the days that a reminder is on its way.

    :ivar code: what :attr:`claims.Facts.warned_by` says
    :ivar belgian_day: which working day after sending is day 1; 0: the next calendar day
    :ivar dutch_days: days of delivery after sending, without Sundays, Mondays and holidays
    :ivar days: calendar days to arrive, where the law counts from arrival and names no days
    """

    code: str
    belgian_day: int
    dutch_days: int
    days: int


def register(receipt):
    """Make a :class:`Receipt` known; the same value again changes nothing.

    :raises ValueError: another one has its code, or its days are negative
    """
    if RECEIPTS.get(receipt.code, receipt) != receipt:
        raise ValueError(f"Receipt {receipt.code!r}: another receipt has this code.")
    if min(receipt.belgian_day, receipt.dutch_days, receipt.days) < 0:
        raise ValueError(f"Receipt {receipt.code!r}: enter days of 0 or more.")
    RECEIPTS[receipt.code] = receipt


register(Receipt(POST, belgian_day=3, dutch_days=2, days=3))
register(Receipt(EMAIL, belgian_day=0, dutch_days=0, days=0))


@dataclass(frozen=True, slots=True)
class Period:
    """The days a customer has to pay free of charge.

    :ivar received: when a Dutch letter counts as delivered; the sending day for Belgium
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


def belgian_first_reminder(sent, way, is_holiday=is_belgian_holiday):
    """Fourteen calendar days after a Belgian first reminder (CEL art. XIX.2).

    They start on the third working day after sending by post, on the next calendar day after
    sending by e-mail. Civil Code art. 1.7: Saturday, Sunday and legal holidays are no working
    days, and a period that ends on one runs to the next working day.

    :param date sent: the day the reminder left
    :param str way: code of a :class:`Receipt`
    :param is_holiday: day -> bool
    :return: :class:`Period`
    :raises ValueError: an unknown receipt
    """

    def works(day):
        return day.weekday() not in (SATURDAY, SUNDAY) and not is_holiday(day)

    day_1 = _counted(sent, receipt_of(way).belgian_day, works)
    day_1 = max(day_1, sent + ONE_DAY)
    last_day = day_1 + timedelta(days=DAYS - 1)
    moved = last_day if works(last_day) else _counted(last_day, 1, works)
    return Period(sent, day_1, last_day, last_day + ONE_DAY, moved + ONE_DAY)


def dutch_fourteen_day_letter(sent, way, is_holiday=is_dutch_holiday):
    """Fourteen days from the day after a Dutch consumer received the letter (BW 6:96 par. 6).

    By post it counts as delivered on the second day after sending; Sundays, Mondays and official
    holidays do not count (ECLI:NL:HR:2016:2704). An e-mail counts on its own day.

    :return: :class:`Period`
    :raises ValueError: an unknown receipt
    """

    def delivers(day):
        return day.weekday() not in (SUNDAY, MONDAY) and not is_holiday(day)

    received = _counted(sent, receipt_of(way).dutch_days, delivers)
    last_day = received + timedelta(days=DAYS)
    return Period(received, received + ONE_DAY, last_day, last_day + ONE_DAY, last_day + ONE_DAY)


def receipt_of(way):
    """The :class:`Receipt` of a code.

    :raises ValueError: an unknown one
    """
    if way not in RECEIPTS:
        raise ValueError(f"a reminder goes by {' or '.join(RECEIPTS)}, not by {way!r}")
    return RECEIPTS[way]


def _counted(day, number, counts):
    """The ``number``-th day after ``day`` that counts."""
    while number:
        day += ONE_DAY
        number -= counts(day)
    return day
