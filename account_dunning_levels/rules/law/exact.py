"""Exact amounts until the very end: fractions are rounded once, to a multiple of a step.

Interest is a sum of unrounded pieces. A ``Fraction`` keeps each piece exact, so that half a cent
is half a cent however many pieces there were. Rounding is done in whole numbers: as exact, and
several times quicker than a ``Fraction``.
"""

from decimal import Decimal


def down(exact, step):
    """The highest multiple of ``step`` that does not pass ``exact``: for ceilings.

    :param exact: ``Fraction`` or ``Decimal``, not negative
    :param Decimal step: the currency's rounding, above zero
    """
    upper, lower = _count(exact, step)
    return _times(upper // lower, step)


def half_up(exact, step):
    """The multiple of ``step`` nearest to ``exact``, halves up: for amounts that are owed.

    :param exact: ``Fraction`` or ``Decimal``, not negative
    :param Decimal step: the currency's rounding, above zero
    """
    upper, lower = _count(exact, step)
    return _times((2 * upper + lower) // (2 * lower), step)


def in_steps(factor, step):
    """How many steps ``factor`` is, as two whole numbers ``(upper, lower)``: worked out once, it
    serves many amounts, see :func:`part_of`.

    :param factor: ``Fraction`` or ``Decimal``
    :param Decimal step: above zero
    """
    if step <= 0:
        raise ValueError(f"the rounding step must be above zero, not {step}")
    upper, lower = factor.as_integer_ratio()
    step_upper, step_lower = step.as_integer_ratio()
    return upper * step_lower, lower * step_upper


def part_of(amount, steps, step, *, rounded_down=False):
    """``amount x factor``, rounded half up or down.

    :param Decimal amount: not negative
    :param steps: :func:`in_steps` of the factor
    """
    own_upper, own_lower = amount.as_integer_ratio()
    upper, lower = own_upper * steps[0], own_lower * steps[1]
    count = upper // lower if rounded_down else (2 * upper + lower) // (2 * lower)
    return _times(count, step)


def divided(amount, divisor, step, *, rounded_up=False):
    """``amount / divisor``, rounded down or up.

    :param Decimal amount: not negative
    :param Decimal divisor: above zero
    """
    upper, lower = amount.as_integer_ratio()
    by_upper, by_lower = divisor.as_integer_ratio()
    step_upper, step_lower = step.as_integer_ratio()
    upper *= by_lower * step_lower
    lower *= by_upper * step_upper
    return _times(-(-upper // lower) if rounded_up else upper // lower, step)


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


def _count(exact, step):
    upper, lower = in_steps(exact, step)
    if upper < 0:
        raise ValueError(f"an amount to charge cannot be negative, but is {shown(-exact)} below 0")
    return upper, lower


def _times(count, step):
    # through the step's own digits: 31 x 0.01 is 0.31, and 0 x 0.01 is 0.00
    return Decimal(count) * step
