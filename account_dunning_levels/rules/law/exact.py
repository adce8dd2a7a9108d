"""Exact amounts until the very end: fractions are rounded once, to a multiple of a step.

Interest is a sum of unrounded pieces. A ``Fraction`` keeps each piece exact, so that half a cent
is half a cent however many pieces there were.
"""

from decimal import Decimal
from fractions import Fraction


def down(exact, step):
    """The highest multiple of ``step`` that does not pass ``exact``: for ceilings.

    :param exact: ``Fraction`` or ``Decimal``, not negative
    :param Decimal step: the currency's rounding, above zero
    """
    return _times(_in_steps(exact, step).__floor__(), step)


def half_up(exact, step):
    """The multiple of ``step`` nearest to ``exact``, halves up: for amounts that are owed.

    :param exact: ``Fraction`` or ``Decimal``, not negative
    :param Decimal step: the currency's rounding, above zero
    """
    doubled = 2 * _in_steps(exact, step)
    return _times((doubled + 1).__floor__() // 2, step)


def shown(exact, digits=6):
    """An exact amount as a ``Decimal`` to look at, rounded half up to ``digits`` decimals."""
    return half_up(exact, Decimal(1).scaleb(-digits))


def share_out(total, weights, step):
    """Cut ``total`` into shares that follow ``weights`` and add up to it again.

    Each share is rounded down; the steps that remain go to those that lost most by it, so the
    order of the weights changes nothing for unequal ones.

    :param Decimal total: a multiple of ``step``, not negative
    :param list weights: Decimals, not negative, not all zero unless ``total`` is
    :return: list of Decimal, as long as ``weights``
    """
    whole = sum(weights)
    if not total:
        return [step * 0 for _weight in weights]
    if not whole:
        raise ValueError(f"{total} cannot be shared out over nothing")
    exact = [Fraction(total) * Fraction(weight) / Fraction(whole) for weight in weights]
    shares = [down(part, step) for part in exact]
    left = int((total - sum(shares)) / step)
    by_loss = sorted(
        range(len(weights)), key=lambda i: (Fraction(shares[i]) - exact[i], -weights[i], i)
    )
    for index in by_loss[:left]:
        shares[index] += step
    return shares


def _in_steps(exact, step):
    if step <= 0:
        raise ValueError(f"the rounding step must be above zero, not {step}")
    if exact < 0:
        raise ValueError(f"an amount to charge cannot be negative, but is {shown(-exact)} below 0")
    return Fraction(exact) / Fraction(step)


def _times(count, step):
    # through the step's own digits: 31 x 0.01 is 0.31, and 0 x 0.01 is 0.00
    return Decimal(count) * step
