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


def up(exact, step):
    """The lowest multiple of ``step`` that is not below ``exact``: for what is held against a
    ceiling."""
    return _times(_in_steps(exact, step).__ceil__(), step)


def half_up(exact, step):
    """The multiple of ``step`` nearest to ``exact``, halves up: for amounts that are owed.

    :param exact: ``Fraction`` or ``Decimal``, not negative
    :param Decimal step: the currency's rounding, above zero
    """
    doubled = 2 * _in_steps(exact, step)
    return _times((doubled + 1).__floor__() // 2, step)


def part_of(amount, factor, step, *, rounded_down=False):
    """``amount x factor``, rounded half up or down: the same in whole numbers, which is quicker.

    :param Decimal amount: not negative
    :param Fraction factor: not negative
    """
    upper, lower = amount.as_integer_ratio()
    step_upper, step_lower = step.as_integer_ratio()
    upper *= factor.numerator * step_lower
    lower *= factor.denominator * step_upper
    count = upper // lower if rounded_down else (2 * upper + lower) // (2 * lower)
    return _times(count, step)


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
    count = int(total / step)
    shares, losses = [], []
    for weight in weights:
        share, loss = divmod(count * weight, whole)
        shares.append(int(share))
        losses.append(loss)
    by_loss = sorted(range(len(weights)), key=lambda i: (-losses[i], -weights[i], i))
    for index in by_loss[: count - sum(shares)]:
        shares[index] += 1
    return [_times(share, step) for share in shares]


def _in_steps(exact, step):
    if step <= 0:
        raise ValueError(f"the rounding step must be above zero, not {step}")
    if exact < 0:
        raise ValueError(f"an amount to charge cannot be negative, but is {shown(-exact)} below 0")
    return Fraction(exact) / Fraction(step)


def _times(count, step):
    # through the step's own digits: 31 x 0.01 is 0.31, and 0 x 0.01 is 0.00
    return Decimal(count) * step
