"""What payments on their way cover of open items: the oldest first, nothing twice."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ..base.money import ZERO, round_half_up


class Payment(NamedTuple):
    """Money that is announced and not in the books yet; ``key`` orders payments."""

    key: tuple
    amount: Decimal
    currency_id: int


class Debt(NamedTuple):
    """An open item that a payment is for; ``residual`` above zero, in its currency."""

    item_id: int
    due_date: date
    residual: Decimal
    currency_id: int


class Cover(NamedTuple):
    """What payments cover of one item.

    :ivar amount: in the currency of the item, never more than its residual
    :ivar is_unknown: a payment for it is in a currency without a rate
    """

    amount: Decimal
    is_unknown: bool = False


def covers(payments, currencies):
    """What payments cover of the items they are for.

    A payment for several items covers the oldest first, and goes on where others end.

    :param dict payments: :class:`Payment` -> its list of :class:`Debt`
    :param currencies: :class:`.values.Currencies`; a currency without a rate is missing there
    :return: dict item id -> :class:`Cover`, of items that are covered or may be
    """
    covered, unknown = defaultdict(lambda: ZERO), set()
    for payment in sorted(payments, key=lambda payment: payment.key):
        left = payment.amount
        for debt in sorted(payments[payment], key=lambda debt: (debt.due_date, debt.item_id)):
            rate = _rate(payment.currency_id, debt.currency_id, currencies)
            if rate is None:
                unknown.add(debt.item_id)
                continue
            step = currencies.step(debt.currency_id)
            open_now = debt.residual - covered[debt.item_id]
            part = min(open_now, round_half_up(left * rate, step))
            if part <= ZERO:
                continue
            covered[debt.item_id] += part
            left = ZERO if part < open_now else left - part / rate
    found = {item_id: amount for item_id, amount in covered.items() if amount}
    return {
        item_id: Cover(found.get(item_id, ZERO), item_id in unknown)
        for item_id in found.keys() | unknown
    }


def _rate(source, target, currencies):
    """Units of ``target`` for one of ``source``; None when a rate is not known."""
    if source == target:
        return Decimal(1)
    if not (currencies.knows(source) and currencies.knows(target)):
        return None
    return currencies.rate(target) / currencies.rate(source)
