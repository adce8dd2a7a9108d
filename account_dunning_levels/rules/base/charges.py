"""What is added to a claim: fine and interest (SPEC section 5; seed text 2).

Charges are never negative, never on charges, and rounded half up to the currency.
"""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from .lateness import interest_months
from .money import HUNDRED, ZERO, round_half_up

#: kinds of charges
FINE, INTEREST = KINDS = "fine", "interest"


class Charge(NamedTuple):
    """One charge with everything it was computed from, so that it can be explained.

    :ivar kind: ``fine`` or ``interest``
    :ivar base: Decimal the percent was taken of, in the charge's currency
    :ivar months: months of interest, None for a fine
    :ivar computed: rounded result before the minimum
    :ivar minimum: in the charge's currency
    :ivar amount: what is asked
    """

    kind: str
    base: Decimal
    percent: Decimal
    months: Fraction | None
    computed: Decimal
    minimum: Decimal
    amount: Decimal

    def of(self, amount):
        """The same charge where another amount is asked."""
        # as it comes, without naming its parts: in a run there are many
        return self if amount == self.amount else tuple.__new__(Charge, (*self[:-1], amount))


def fine(base, percent, minimum, step):
    """A percentage of a claim (or of a notice's net total), with a minimum.

    :param Decimal base: at least 0, in the currency of the result
    :param Decimal percent: 5 = 5 %
    :param Decimal minimum: in the same currency
    :param Decimal step: the currency's rounding
    :return: :class:`Charge`; amount 0 when there is neither percent nor minimum
    :raises ValueError: a negative input
    """
    if base < ZERO or percent < ZERO or minimum < ZERO:
        _refuse_negative(base=base, percent=percent, minimum=minimum)
    computed = round_half_up(base * percent / HUNDRED, step)
    amount = computed if computed > minimum else minimum
    return Charge("fine", base, percent, None, computed, minimum, amount)


def interest(residual, monthly_percent, minimum, mode, due_date, key_date, step):
    """Simple interest by the month on the amount open now, over the whole delay.

    The minimum applies only when the rounded interest is above zero.

    :param Decimal residual: at least 0
    :param str mode: how months are counted, see :func:`lateness.interest_months`
    :return: :class:`Charge`
    :raises ValueError: a negative input, an unknown mode
    """
    if residual < ZERO or monthly_percent < ZERO or minimum < ZERO:
        _refuse_negative(residual=residual, monthly_percent=monthly_percent, minimum=minimum)
    months = interest_months(mode, due_date, key_date)
    product = residual * monthly_percent * months.numerator
    computed = round_half_up(product / (HUNDRED * months.denominator), step)
    amount = computed
    if ZERO < computed < minimum:
        amount = minimum
    return Charge("interest", residual, monthly_percent, months, computed, minimum, amount)


def less(charge, before):
    """What is left of a charge of which ``before`` was asked already; never below zero."""
    return charge.of(max(charge.amount - before, ZERO)) if before else charge


def _refuse_negative(**amounts):
    for name, value in amounts.items():
        if value < 0:
            raise ValueError(f"{name} cannot be negative, but is {value}")
