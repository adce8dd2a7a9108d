"""Whom to call first: how many points a customer gets on the work list, and for what.

The weights are read twice: by :func:`points`, which explains a customer's place, and by the SQL
that sorts the list (``engine/read/worklist.py``); a test holds the two against each other.
"""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from ..base.money import ZERO

#: an amount ten times as high is worth this many points more: 1,000 gives 30, 10,000 gives 40
POINTS_PER_DIGIT = 10

#: one point per this many days that the oldest item is late, up to a highest number
DAYS_PER_POINT = 3

MOST_FOR_DAYS = 40

#: for each promise broken in the last 12 months, up to a highest number
FOR_BROKEN_PROMISE = 15

MOST_FOR_BROKEN_PROMISES = 45

#: a promise whose day has come: has the money arrived?
FOR_PROMISE_DUE = 25

#: the letters are used up, only a person can go on
FOR_EXHAUSTED = 20

#: somebody planned to call today, or earlier
FOR_CALL_DUE = 30

#: nobody has spoken to the customer for more than this many days, or ever
SILENT_AFTER_DAYS = 30

FOR_SILENCE = 10


@dataclass(frozen=True, slots=True)
class Debtor:
    """What counts about one customer; amounts in company currency.

    :ivar to_collect: overdue and not on hold, less credits, plus what was promised for today
    :ivar days_late: of the oldest overdue item that is not on hold
    :ivar broken_promises: in the last 12 months
    :ivar promises_due: promises of which today is the day
    :ivar exhausted_items: items not on hold that had all reminders of their sheet
    :ivar calls_due: phone activities planned for today or earlier
    :ivar days_silent: since the last note or call; None = never
    """

    to_collect: Decimal = ZERO
    days_late: int = 0
    broken_promises: int = 0
    promises_due: int = 0
    exhausted_items: int = 0
    calls_due: int = 0
    days_silent: int | None = None


def points(debtor):
    """What a customer gets points for, in the order in which it is told.

    Nothing to collect, no promise due and no call planned: no points, whatever else is known.

    :return: tuple of ``(code, points)``, only those above zero
    """
    if debtor.to_collect <= 0 and not debtor.promises_due and not debtor.calls_due:
        return ()
    silent = debtor.days_silent is None or debtor.days_silent > SILENT_AFTER_DAYS
    found = (
        ("value", _value(debtor.to_collect)),
        ("late", min(max(debtor.days_late, 0) // DAYS_PER_POINT, MOST_FOR_DAYS)),
        ("promise_due", FOR_PROMISE_DUE if debtor.promises_due else 0),
        (
            "broken",
            min(debtor.broken_promises * FOR_BROKEN_PROMISE, MOST_FOR_BROKEN_PROMISES),
        ),
        ("call_due", FOR_CALL_DUE if debtor.calls_due else 0),
        ("exhausted", FOR_EXHAUSTED if debtor.exhausted_items else 0),
        ("silent", FOR_SILENCE if silent else 0),
    )
    return tuple((code, number) for code, number in found if number > 0)


def _value(amount):
    if amount <= 1:
        return 0
    return int((amount.log10() * POINTS_PER_DIGIT).to_integral_value(ROUND_FLOOR))
