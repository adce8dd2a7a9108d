"""To what a payment is allocated: costs first, then interest, then principal.

The Dutch rule (BW 6:44), where collection costs are costs; other civil codes of the five
countries have the same order. A proposal: debtor and creditor may agree otherwise.
"""

from dataclasses import dataclass
from decimal import Decimal

from ..base.money import ZERO


@dataclass(frozen=True, slots=True)
class Owed:
    """What is owed in each of the three parts, and what a payment left over."""

    costs: Decimal = ZERO
    interest: Decimal = ZERO
    principal: Decimal = ZERO
    overpaid: Decimal = ZERO

    @property
    def total(self):
        return self.costs + self.interest + self.principal


@dataclass(frozen=True, slots=True)
class Allocation:
    """One payment, cut up; ``left`` is what is owed after it."""

    costs: Decimal
    interest: Decimal
    principal: Decimal
    left: Owed


def allocate(payment, owed):
    """Cut up a payment over what is owed.

    :param Decimal payment: not negative
    :param Owed owed: no part negative
    :return: :class:`Allocation`; its three parts and what is overpaid add up to the payment
    :raises ValueError: a negative payment or part
    """
    parts = (owed.costs, owed.interest, owed.principal)
    if payment < 0:
        raise ValueError(f"a payment cannot be negative, but is {payment}")
    if min(parts) < 0:
        raise ValueError("no part of a debt can be negative")
    paid, left = [], payment
    for part in parts:
        paid.append(min(part, left))
        left -= paid[-1]
    rest = (part - amount for part, amount in zip(parts, paid, strict=True))
    return Allocation(*paid, Owed(*rest, overpaid=owed.overpaid + left))
