"""What of a stated charge still has to be booked, and to what a payment is allocated.

Interest counts over the whole delay (SPEC section 5), so of it only the difference with what was
booked before is left. A waived amount is never booked.
"""

from decimal import Decimal

from ..base.money import ZERO
from ..law.allocation import Owed, allocate


def left_to_book(stated, waived=ZERO, booked=ZERO):
    """What is left of one charge, never below zero.

    :param Decimal stated: as the letter states it
    :param Decimal waived: what was let go of it
    :param Decimal booked: what was booked for the same claim before
    :raises ValueError: a negative input
    """
    for name, amount in (("stated", stated), ("waived", waived), ("booked", booked)):
        if amount < 0:
            raise ValueError(f"{name} cannot be negative, but is {amount}")
    return max(stated - waived - booked, ZERO)


def distribute(payment, debts, costs_first):
    """Divide a payment over debts.

    Costs first: costs, then interest, then principal, each in the order given
    (:func:`rules.law.allocation.allocate`). Otherwise principal goes first, then costs, then
    interest.

    :param Decimal payment: not negative
    :param debts: list of ``(key, kind, Decimal)``; kind is ``costs``, ``interest`` or ``principal``
    :return: ``(list of (key, Decimal) in the order of allocation, what is left over)``
    :raises ValueError: a negative payment or debt, an unknown kind
    """
    sums = dict.fromkeys(("costs", "interest", "principal"), ZERO)
    for _key, kind, amount in debts:
        if kind not in sums:
            raise ValueError(f"a debt is costs, interest or principal, not {kind}")
        if amount < 0:
            raise ValueError(f"a debt cannot be negative, but is {amount}")
        sums[kind] += amount
    if costs_first:
        order = ("costs", "interest", "principal")
        allocation = allocate(payment, Owed(**sums))
        parts = {kind: getattr(allocation, kind) for kind in order}
        over = allocation.left.overpaid
    else:
        order = ("principal", "costs", "interest")
        parts, over = _in_order(payment, order, sums)
    result = []
    for kind in order:
        own = [(key, amount) for key, debt_kind, amount in debts if debt_kind == kind]
        result += _within(parts[kind], own)
    return result, over


def _in_order(payment, order, sums):
    if payment < 0:
        raise ValueError(f"a payment cannot be negative, but is {payment}")
    parts, left = {}, payment
    for kind in order:
        parts[kind] = min(sums[kind], left)
        left -= parts[kind]
    return parts, left


def _within(part: Decimal, debts):
    result, left = [], part
    for key, amount in debts:
        taken = min(amount, left)
        left -= taken
        result.append((key, taken))
    return result
