"""Scales of the law: how much a claim may cost to recover, by its size.

A scale is data, in euro. A claim in another currency is turned into euro at the key date and
rounded down, and so is the ceiling on its way back: see :mod:`charging`.
"""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from ..base import money

CENT = Decimal("0.01")
#: euro per unpaid invoice between undertakings: Directive 2011/7/EU art. 6
FIXED_COMPENSATION = Decimal(40)
#: what a further Belgian reminder may cost, besides the postage
BELGIAN_REMINDER_COST = Decimal("7.50")
#: reminders of so many missed due dates in a calendar year are free when delivery is regular
BELGIAN_FREE_DUE_DATES = 3
#: added to Dutch collection costs in the one case of Besluit BIK art. 2 par. 3
DUTCH_VAT_PERCENT = Decimal(21)


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


def _scale(*bands, minimum, maximum):
    return Scale(
        tuple(Band(Decimal(a), Decimal(f), Decimal(p)) for a, f, p in bands),
        Decimal(minimum),
        Decimal(maximum),
    )


#: Belgian consumer, lump sum on the balance due: CEL art. XIX.4
BELGIAN_LUMP_SUM = _scale(
    ("0", "20", "0"),
    ("150", "30", "10"),
    ("500", "65", "5"),
    minimum="0",
    maximum="2000",
)

#: Dutch collection costs on the principal: Besluit BIK art. 2
DUTCH_COLLECTION_COSTS = _scale(
    ("0", "0", "15"),
    ("2500", "375", "10"),
    ("5000", "625", "5"),
    ("10000", "875", "1"),
    ("200000", "2775", "0.5"),
    minimum="40",
    maximum="6775",
)


@lru_cache(maxsize=1024)  # a letter asks for the same balance three times
def belgian_lump_sum(balance):
    """The ceiling of one claim, or of the sum of several."""
    return BELGIAN_LUMP_SUM.ceiling(balance)


def belgian_lump_sums(balances, credits=money.ZERO):
    """The ceilings of several claims in one reminder: no source says which, so the lower one.

    :param balances: Decimals, one a claim
    :param credits: what credits take off their sum
    :return: ``(sum of the claims' own ceilings, ceiling on their sum, the lower of the two)``
    """
    apart = sum(map(belgian_lump_sum, balances), money.ZERO)
    together = belgian_lump_sum(max(sum(balances, money.ZERO) - credits, money.ZERO))
    return apart, together, min(apart, together)


def dutch_costs(principals, vat_percent=money.ZERO):
    """Collection costs for claims of one demand: principals are added up (BW 6:96 par. 7).

    :param vat_percent: only for a creditor who pays VAT on a collection service, cannot deduct
        it and says so (BIK art. 2 par. 3)
    """
    costs = DUTCH_COLLECTION_COSTS.exact(sum(principals, money.ZERO))
    return money.round_down(costs * (money.HUNDRED + vat_percent) / money.HUNDRED, CENT)


def belgian_reminder_cost(reminder_number, missed_due_date_number, postage, *, regular):
    """The most a Belgian reminder itself may cost a consumer (CEL art. XIX.2).

    :param int reminder_number: which reminder of that due date this is
    :param int missed_due_date_number: which missed due date of the calendar year it is
    :param Decimal postage: euro, in force at sending
    :param bool regular: goods or services are delivered regularly under one contract: then
        reminders of the first three missed due dates are free, and each further one may cost
    :raises ValueError: a number below 1, a negative postage
    """
    if reminder_number < 1 or missed_due_date_number < 1:
        raise ValueError("reminders and missed due dates are counted from 1")
    if postage < 0:
        raise ValueError(f"postage cannot be negative, but is {postage}")
    free = missed_due_date_number <= BELGIAN_FREE_DUE_DATES if regular else reminder_number == 1
    return money.ZERO if free else BELGIAN_REMINDER_COST + postage


def german_reminder_cost(real_cost, *, causes_default):
    """The most a reminder may cost a German consumer: paper and postage, no staff, no flat sum.

    Nothing for the notice that causes default (BGB 286; BGH VIII ZR 95/18).
    """
    if real_cost < 0:
        raise ValueError(f"a cost cannot be negative, but is {real_cost}")
    return money.ZERO if causes_default else real_cost


def fixed_compensation(invoices, taken=()):
    """EUR 40 for each unpaid invoice, once in its life, also when many are claimed together.

    Directive 2011/7/EU art. 6; CJEU C-585/20.

    :param invoices: keys of the invoices claimed; instalments of one invoice share its key
    :param taken: keys of those whose compensation was asked or booked elsewhere already
    """
    return len(set(invoices) - set(taken)) * FIXED_COMPENSATION
