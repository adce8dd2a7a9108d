"""Figures of the law that advisers' examples ask for and that the addon itself never charges.

Used by ``law_check`` and the tests of the law; ``rules`` must be on the path.
"""

from datetime import date, timedelta
from decimal import Decimal

from rules.base.money import HUNDRED, ZERO, round_down
from rules.law import waiting
from rules.law.charging import Charging
from rules.law.claims import LEGAL, Claim, Facts, Terms
from rules.law.day_counts import year_fraction
from rules.law.profiles import PROFILES
from rules.law.rate_tables import Rate, RateTable
from rules.law.scales import CENT
from rules.law.union import COMPENSATION

ONE_DAY = timedelta(days=1)
#: what a further Belgian reminder may cost, besides the postage (CEL art. XIX.2)
BELGIAN_REMINDER_COST = Decimal("7.50")
#: reminders of so many missed due dates in a calendar year are free when delivery is regular
BELGIAN_FREE_DUE_DATES = 3
#: added to Dutch collection costs in the one case of Besluit BIK art. 2 par. 3: for a creditor
#: who pays VAT on a collection service, cannot deduct it and says so
DUTCH_VAT_PERCENT = Decimal(21)


def half_year(semester):
    """First and last day of a half-year written as ``2026-1`` or ``2026-2``.

    :raises ValueError: anything else
    """
    year, _dash, half = semester.partition("-")
    if half not in ("1", "2"):
        raise ValueError(f"a half-year is written as 2026-1 or 2026-2, not {semester!r}")
    year = int(year)
    if half == "1":
        return date(year, 1, 1), date(year, 6, 30)
    return date(year, 7, 1), date(year, 12, 31)


def agreed_rate(percent, first_day, last_day):
    """A table of one yearly ``percent`` for a period; without a rate when that is empty."""
    rates = [Rate(first_day, last_day, percent)] if first_day <= last_day else []
    return RateTable("agreed", rates)


def gaps(table):
    """Periods between the first and the last rate of a table in which none is known."""
    return tuple(
        (before.last_day + ONE_DAY, after.first_day - ONE_DAY)
        for before, after in zip(table.rates, table.rates[1:], strict=False)
        if after.first_day > before.last_day + ONE_DAY
    )


def directive_rate(reference):
    """The lowest rate between undertakings (Directive 2011/7/EU art. 2): reference + 8 points.

    :param Decimal reference: ECB main refinancing rate on the first day of the half-year
    """
    return reference + 8


def belgian_trade_rate(reference):
    """The reference rate plus 8 points, rounded up to the next half point."""
    return Decimal((directive_rate(reference) * 2).__ceil__()) / 2


def german_base_rate(reference):
    """The base rate follows the reference rate since 2013 at a distance of 0.88 (BGB 247)."""
    return reference - Decimal("0.88")


def days_30e_360(first_day, last_day):
    """Days from the first to the last, both counted, where every month has 30."""
    return int(year_fraction(first_day, last_day, "30E/360") * 360)


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
    return ZERO if free else BELGIAN_REMINDER_COST + postage


def belgian_consumer_interest(due_date, period, *, small_company):
    """By the letter of the law a small company counts from the day after the first reminder left,
    others from the end of the fourteen days; never from the due date.

    :param waiting.Period period: of the first reminder
    """
    start = period.received + ONE_DAY if small_company else period.opens_on
    return max(start, due_date + ONE_DAY)


def german_reminder_cost(real_cost, *, causes_default):
    """The most a reminder may cost a German consumer: paper and postage, no staff, no flat sum.

    Nothing for the notice that causes default (BGB 286; BGH VIII ZR 95/18).
    """
    if real_cost < 0:
        raise ValueError(f"a cost cannot be negative, but is {real_cost}")
    return ZERO if causes_default else real_cost


def with_dutch_vat(scale, principal):
    """The Dutch collection costs with VAT on top, rounded down to the cent."""
    return round_down(scale.exact(principal) * (HUNDRED + DUTCH_VAT_PERCENT) / HUNDRED, CENT)


def fixed_compensation(invoices):
    """EUR 40 for each unpaid invoice, also when many are claimed together (Directive 2011/7/EU
    art. 6; CJEU C-585/20).

    :param invoices: keys of the invoices claimed; instalments of one invoice share its key
    """
    return len(set(invoices)) * COMPENSATION


def costs_of_instalments(amounts):
    """What a Dutch consumer owes in costs for instalments of one invoice, each with a letter of its
    own before, as the addon asks them in a letter over all of them.

    :param list amounts: open of each, euro
    """
    day = date(2026, 3, 31)
    facts = Facts(warned_on=date(2026, 1, 7), warned_by=waiting.EMAIL, invoice="one")
    claims = [
        Claim(number, amount, date(2025, 12, 31), 2, facts=facts)
        for number, amount in enumerate(amounts)
    ]
    fees = Charging(PROFILES["nl_consumer"], Terms(figures=LEGAL), day).fees.of(claims)
    return sum((fee.amount for fee in fees), ZERO)
