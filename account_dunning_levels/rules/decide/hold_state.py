"""Whether a hold is in force, kept or broken, and how a promise is cut into instalments.

A hold is *blocked*, *disputed* or *handed over* (dates only), a *promise* (one date, one amount)
or a *plan* (several). The last day of a hold still blocks; money dated on the last day still
counts.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ..base.lateness import add_months
from ..base.money import ZERO, round_down

#: kinds that wait for money
AWAITING = ("promise", "plan")
#: states in which a promise blocks no more, whatever its days
OVER = ("kept", "broken")


@dataclass(frozen=True, slots=True)
class Tranche:
    """What was promised for one day; ``amount`` above zero, in the currency of the hold."""

    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold as it was agreed.

    :ivar active: False once it was lifted
    :ivar until: last day, None = until it is lifted
    :ivar dues: what was promised, in order of days; empty when the kind does not wait for money
    :ivar tolerance_days: days after a promised day in which the money may still come in
    :ivar receipts: (day, amount) of what came in since the first day, any order
    :ivar open_amount: what is still open on its subject now, None when that is not asked
    :ivar cancelled: its invoice was cancelled, so there is nothing left to wait for
    """

    kind: str
    start: date
    until: date | None = None
    active: bool = True
    dues: tuple[Tranche, ...] = ()
    tolerance_days: int = 0
    receipts: tuple[tuple[date, Decimal], ...] = ()
    open_amount: Decimal | None = None
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Instalment:
    """How one promised amount stands: ``state`` upcoming, paid or missed."""

    state: str
    received: Decimal


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer for one hold.

    :ivar state: upcoming, in_force, kept, broken, ended or lifted
    :ivar received: what came in in time
    :ivar broken_day: first day on which the promise counted as broken
    """

    state: str
    received: Decimal = ZERO
    broken_day: date | None = None
    instalments: tuple[Instalment, ...] = ()


def last_day(kind, until, tolerance_days):
    """The last day on which a hold blocks: a promise also while its money may still come in."""
    if until and kind in AWAITING:
        return until + timedelta(days=tolerance_days)
    return until


def in_force(active, state, start, last, day, today):
    """Whether a hold blocks on ``day``; its last day still blocks.

    A hold set today counts for a run dated earlier too: hence the later of the two days.

    :param bool active: it was not lifted
    :param state: as it was judged last, or empty
    :param last: from :func:`last_day`, None when it does not end by itself
    """
    if not active or state in OVER or start > max(day, today):
        return False
    return last is None or last >= day


def judge(hold, today):
    """Return the :class:`Judgement` of a hold on the day ``today``."""
    if hold.kind in AWAITING:
        return _judge_promise(hold, today)
    if in_force(hold.active, "", hold.start, hold.until, today, today):
        return Judgement("in_force")
    if not hold.active:
        return Judgement("lifted")
    return Judgement("upcoming" if today < hold.start else "ended")


def _judge_promise(hold, today):
    """A promise is kept when all came in in time, broken at the first amount that did not."""
    tolerance = timedelta(days=hold.tolerance_days)
    end = hold.dues[-1].day + tolerance
    nothing_open = hold.open_amount is not None and hold.open_amount <= 0 and today <= end
    instalments, promised, broken_day = [], ZERO, None
    for due in hold.dues:
        received = _received_by(hold, due.day + tolerance)
        own = min(max(received - promised, ZERO), due.amount)
        promised += due.amount
        if nothing_open or received >= promised:
            instalments.append(Instalment("paid", own))
        elif today > due.day + tolerance:
            broken_day = broken_day or due.day + tolerance + timedelta(days=1)
            instalments.append(Instalment("missed", own))
        else:
            instalments.append(Instalment("upcoming", own))
    received = _received_by(hold, end)
    return Judgement(
        _promise_state(hold, instalments, broken_day, today),
        received,
        None if hold.cancelled else broken_day,
        tuple(instalments),
    )


def _promise_state(hold, instalments, broken_day, today):
    if not hold.active:
        return "lifted"
    if hold.cancelled:
        return "ended"
    if broken_day:
        return "broken"
    if all(one.state == "paid" for one in instalments):
        return "kept"
    return "upcoming" if today < hold.start else "in_force"


def _received_by(hold, day):
    return sum((amount for dated, amount in hold.receipts if dated <= day), ZERO)


def without_first(receipts, amount):
    """Receipts less the first ``amount`` of them: what had come in before the promise was made.

    :param receipts: list of (day, amount)
    :return: list of (day, amount), in order of days
    """
    left, result = max(amount, ZERO), []
    for day, received in sorted(receipts):
        taken = min(left, received)
        left -= taken
        if received > taken:
            result.append((day, received - taken))
    return result


def split(amount, count, first_day, step, every="month"):
    """Cut an amount into equal parts; the last one takes what rounding leaves.

    :param int count: 1 or more
    :param Decimal step: the currency's rounding
    :param str every: ``month``, ``two_weeks`` or ``week`` between two parts; the 31st becomes the
        last day of shorter months
    :return: list of :class:`Tranche`
    :raises ValueError: no parts, or more parts than the amount has steps
    """
    part = round_down(amount / count, step) if count > 0 else ZERO
    if part <= 0:
        raise ValueError(f"{amount} cannot be cut into {count} parts")
    days = [_nth_day(first_day, number, every) for number in range(count)]
    return [Tranche(day, part) for day in days[:-1]] + [
        Tranche(days[-1], amount - part * (count - 1))
    ]


def _nth_day(first_day, number, every):
    if every == "month":
        return add_months(first_day, number)
    return first_day + timedelta(weeks=number * (2 if every == "two_weeks" else 1))


def spread(dues, open_amounts):
    """Divide what was promised over open items, oldest first.

    :param dues: list of :class:`Tranche`, in order of days
    :param open_amounts: list of (item, Decimal above zero), oldest first
    :return: list of (item, list of :class:`Tranche`), only items that get something
    """
    waiting = [[due.day, due.amount] for due in dues]
    result = []
    for item, room in open_amounts:
        own = []
        while room > 0 and waiting:
            day, amount = waiting[0]
            taken = min(room, amount)
            own.append(Tranche(day, taken))
            room -= taken
            waiting[0][1] -= taken
            if not waiting[0][1]:
                waiting.pop(0)
        if own:
            result.append((item, own))
    return result
