"""Scales of a law: how much a claim may cost to recover, by its size.

A scale is data of a country, in euro. A claim in another currency is turned into euro at the key
date and rounded down, and so is the ceiling on its way back: see :mod:`claims`.
"""

from dataclasses import dataclass
from decimal import Decimal

from ..base import money

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Band:
    """One step: ``fixed`` plus ``percent`` of the part above ``above`` (euro, exclusive)."""

    above: Decimal
    fixed: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Scale:
    """Bands from low to high, and what the result is never below or above (euro)."""

    bands: tuple[Band, ...]
    minimum: Decimal
    maximum: Decimal

    def exact(self, base):
        """The unrounded figure for a claim of ``base``; nothing open costs nothing.

        :raises ValueError: a negative base
        """
        if base < 0:
            raise ValueError(f"a claim cannot be negative, but is {base}")
        if not base:
            return money.ZERO
        for band in reversed(self.bands):
            if base > band.above:
                break
        amount = band.fixed + (base - band.above) * band.percent / money.HUNDRED
        return min(max(amount, self.minimum), self.maximum)

    def ceiling(self, base):
        """:meth:`exact`, rounded down to the cent: a ceiling is not passed by half of one."""
        return money.round_down(self.exact(base), CENT)


def scale(*bands, minimum, maximum):
    """A :class:`Scale` from texts.

    :param bands: ``(above, fixed, percent)`` of each :class:`Band`, from low to high
    :param str minimum: of the result for a claim above nothing, ``maximum``: of any; euro
    """
    return Scale(
        tuple(Band(Decimal(a), Decimal(f), Decimal(p)) for a, f, p in bands),
        Decimal(minimum),
        Decimal(maximum),
    )
