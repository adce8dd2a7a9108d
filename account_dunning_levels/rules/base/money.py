"""How amounts are rounded and converted. Money is ``Decimal``, everywhere."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from functools import lru_cache

ZERO = Decimal(0)

HUNDRED = Decimal(100)


def decimal_of(value):
    """Return ``value`` as an exact ``Decimal``.

    :param value: str, int, Decimal, None (= 0), or a float read from Odoo, taken by
        its shortest text (0.1 means 0.1, not its binary neighbour).
    """
    if isinstance(value, Decimal):
        return value
    if value is None or value is False:
        return ZERO
    return Decimal(repr(value) if isinstance(value, float) else str(value))


def round_half_up(amount, step):
    """Round to a multiple of ``step``, halves away from zero (SPEC section 5).

    :param Decimal amount: any sign
    :param Decimal step: the currency's rounding, above zero (0.01, 0.05, 1)
    :raises ValueError: ``step`` is not above zero
    """
    return _to_multiple(amount, step, ROUND_HALF_UP)


def round_down(amount, step):
    """Round to a multiple of ``step`` towards zero: for ceilings that must not be passed."""
    return _to_multiple(amount, step, ROUND_DOWN)


def round_up(amount, step):
    """Round to a multiple of ``step`` away from zero: for what is held against a ceiling."""
    return _to_multiple(amount, step, ROUND_UP)


def _to_multiple(amount, step, rounding):
    exponent = _exponent(step)
    if exponent is not None:
        # the same result as below, in a third of the time
        return amount.quantize(exponent, rounding)
    return (amount / step).to_integral_value(rounding) * step


@lru_cache(maxsize=256)
def _exponent(step):
    """``step`` as :meth:`Decimal.quantize` wants it, or None when it is not 1, 0.1, 0.01, ..."""
    if step <= 0:
        raise ValueError(f"the rounding step must be above zero, not {step}")
    _sign, digits, exponent = (plain := step.normalize()).as_tuple()
    return plain if digits == (1,) and exponent <= 0 else None


def convert(amount, rate, step):
    """Convert an amount with ``rate`` and round it half up to ``step``.

    :param Decimal rate: units of the target currency for one unit of the source currency
    """
    return round_half_up(amount * rate, step)
