"""What in a sheet is not allowed towards the customers of a profile, with the exact figures.

The charges are limited all the same; this tells the user beforehand.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from ..base.charges import fine
from ..base.money import ZERO
from . import profiles, rates, scales
from .claims import OWN

#: claims on which a fine is tried, euro: around the steps of the scales
PROBES = tuple(
    Decimal(cents) / 100
    for cents in (1, 1000, 5000, 10000, 15000, 15001, 26666, 50000, 100000, 250000, 500000)
) + (Decimal(10000), Decimal(39200), Decimal(100000))
MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Problem:
    """One setting that goes too far.

    :ivar code: ``first_level_charges``, ``no_clause``, ``fee_not_allowed``, ``fee_above_ceiling``,
        ``rate_above_law``, ``started_months``, ``interest_minimum``, ``rate_too_low``
    :ivar level: number of the level, 0 when it is about the whole sheet
    :ivar figures: name -> Decimal, to fill a sentence with
    """

    code: str
    level: int = 0
    figures: dict = field(default_factory=dict)


def problems(profile, terms, levels, mode, day, tables=None):
    """Everything in a sheet that the law of ``profile`` cuts down or refuses.

    :param levels: :class:`values.Level` objects, minimums in euro
    :param str mode: how months of interest are counted
    :param date day: for the law's rate
    :return: tuple of :class:`Problem`
    :raises NoRate: the law's rate of that day is not known
    """
    if profile is profiles.NONE or terms.figures != OWN:
        return ()
    tables = rates.shipped_rates() if tables is None else tables
    found = []
    for level in levels:
        found += _of_fee(profile, terms, level)
        found += _of_interest(profile, terms, level, mode, tables, day)
    return tuple(found)


def _of_fee(profile, terms, level):
    if not (level.fine_percent or level.fine_minimum):
        return []
    if profile.first_free and level.number <= 1:
        return [Problem("first_level_charges", level.number)]
    if profile.fee_rule.forbidden:
        return [Problem("fee_not_allowed", level.number)]
    if profile.fee_needs_clause and not terms.clause:
        return [Problem("no_clause", level.number)]
    return _above_ceiling(profile, terms, level)


def _above_ceiling(profile, terms, level):
    for base in PROBES:
        most = _ceiling(profile, terms, base)
        own = fine(base, level.fine_percent, level.fine_minimum, scales.CENT).amount
        if most is not None and own > most:
            figures = {"base": base, "own": own, "ceiling": most}
            return [Problem("fee_above_ceiling", level.number, figures)]
    return []


def _ceiling(profile, terms, base):
    """The most that one claim of ``base`` may cost, or None without a limit."""
    if profile.fee_rule.unlimited or (terms.clause and not profile.consumer):
        return None
    return profile.fee_rule.most([base], ZERO, profile.compensation, terms)


def _of_interest(profile, terms, level, mode, tables, day):
    if not level.interest_monthly_percent:
        return []
    if profile.first_free and level.number <= 1:
        return [Problem("first_level_charges", level.number)]
    limits = profile.rate_is_ceiling or not terms.clause
    found = []
    own = level.interest_monthly_percent * MONTHS_A_YEAR
    law = yearly_rate(profile, terms, tables, day)
    if limits and own > law:
        found.append(Problem("rate_above_law", level.number, {"own": own, "ceiling": law}))
    if limits and mode == "started":
        found.append(Problem("started_months", level.number))
    if limits and level.interest_minimum > ZERO:
        figures = {"own": level.interest_minimum}
        found.append(Problem("interest_minimum", level.number, figures))
    if profile.lowest_table:
        lowest = profile.lowest_times * tables[profile.lowest_table].on(day)
        if own < lowest:
            found.append(Problem("rate_too_low", level.number, {"own": own, "lowest": lowest}))
    return found


def yearly_rate(profile, terms, tables, day):
    """The law's yearly percent on a day under a profile.

    :raises NoRate: it is not known
    """
    return rates.table_of(profile, terms, tables).on(day)
