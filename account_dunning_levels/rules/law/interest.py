"""Late interest by the day: cut at rate changes, at payments and, where the law adds interest to
the sum each year, on the anniversaries.

Simple unless said otherwise. The sum of the unrounded pieces is rounded once, by the caller.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from ..base import lateness
from . import day_counts

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a period in which base and rate do not change.

    :ivar percent: a year
    :ivar base: exact, as interest of full years may be part of it
    :ivar amount: exact, unrounded
    """

    first_day: date
    last_day: date
    percent: Decimal
    base: Fraction
    amount: Fraction

    @property
    def days(self):
        return (self.last_day - self.first_day).days + 1


@dataclass(frozen=True, slots=True)
class Interest:
    """The interest of one claim over one period, unrounded."""

    segments: tuple[Segment, ...]
    exact: Fraction

    @property
    def days(self):
        return sum(segment.days for segment in self.segments)


def accrue(
    principal,
    first_day,
    last_day,
    table,
    payments=(),
    *,
    compound=False,
    day_count=day_counts.ACT_365,
):
    """Interest at the rates of a table.

    :param Decimal principal: open before the first payment, tax included
    :param date first_day: first day counted: for interest by law the day after the due date
    :param date last_day: last day counted
    :param RateTable table: percent a year
    :param payments: ``(day, Decimal)`` of what was paid on the principal; one on day d lowers
        the base from the day after d, one before the period from its start, one after the
        period not at all
    :param bool compound: the interest of each full year is added to the sum
    :param str day_count: a key of :data:`day_counts.POSITIONS`
    :return: :class:`Interest`, without segments when the period is empty
    :raises NoRate: a day of the period has no rate
    :raises ValueError: a negative principal or payment
    """
    steps = table.steps(first_day, last_day)
    pieces = open_amounts(principal, first_day, last_day, payments)
    if not pieces:
        return Interest((), Fraction(0))
    yearly = full_years(first_day, last_day) if compound else []
    cuts = sorted({piece[0] for piece in (*pieces, *steps)} | set(yearly))
    segments, added, this_year = [], Fraction(0), Fraction(0)
    for start, end in zip(cuts, [c - ONE_DAY for c in cuts[1:]] + [last_day], strict=True):
        if start in yearly:
            added, this_year = added + this_year, Fraction(0)
        base = _holding(pieces, start) + added
        percent = _holding(steps, start)
        part = day_counts.year_fraction(start, end, day_count)
        amount = base * Fraction(percent) / 100 * part
        this_year += amount
        segments.append(Segment(start, end, percent, base, amount))
    return Interest(tuple(segments), sum((s.amount for s in segments), Fraction(0)))


def total(residual, payments, first_day, last_day, factor, *, compound=False):
    """The total of :func:`accrue` by act/365, exact, without its pieces.

    Each amount bears interest for as long as it was open: what still is to the end, what was paid
    until that day; and so does the interest of full years, where it is added to the sum.

    :param residual: open after all payments
    :param factor: day -> exact simple interest on 1 from that day to ``last_day``, 0 after it; or
        a multiple of it, and so is the result
    :return: of the kind of the amounts and factors: ``Decimal``, of which sums and products are
        exact and quick, or ``Fraction``, which interest on interest needs
    """
    years = full_years(first_day, last_day) if compound else []
    cuts = [first_day, *years, last_day + ONE_DAY]
    still_open, added = residual, residual * 0
    for start, end in pairwise(cuts):
        at_start = factor(start)
        earned = (still_open + added) * (at_start - factor(end))
        for day, amount in payments:
            if amount < 0:
                raise ValueError(f"a payment cannot be negative, but is {amount}")
            if day >= start:
                earned += amount * (at_start - factor(min(day + ONE_DAY, end)))
        added += earned
    return added


def by_the_month(principal, key_date, mode, last_free_day, monthly_percent, payments=()):
    """Agreed interest by the month (SPEC section 5), unrounded.

    Counted by days (``days_30``, ``days_365``) it follows the part payments; counted by whole
    months (``full``, ``started``) it is taken on what is open on the key date.

    :param str mode: see :func:`lateness.interest_months`
    :param date last_free_day: the day before the first one counted: the due date
    :return: exact ``Fraction``
    """
    pieces = open_amounts(principal, last_free_day + ONE_DAY, key_date, payments)
    if not pieces:
        return Fraction(0)
    if mode in ("full", "started"):
        pieces = [(last_free_day + ONE_DAY, key_date, pieces[-1][2])]
    product = sum(
        base * lateness.interest_months(mode, first - ONE_DAY, last) for first, last, base in pieces
    )
    return product * Fraction(monthly_percent) / 100


def open_amounts(principal, first_day, last_day, payments):
    """What was open on each day: list of ``(first_day, last_day, Fraction)``.

    :raises ValueError: a negative principal or payment
    """
    if principal < 0:
        raise ValueError(f"a principal cannot be negative, but is {principal}")
    for _day, amount in payments:
        if amount < 0:
            raise ValueError(f"a payment cannot be negative, but is {amount}")
    if first_day > last_day:
        return []
    lowered = {}
    still_open = Fraction(principal)
    for day, amount in payments:
        if day < first_day:
            still_open -= Fraction(amount)
        elif day < last_day:
            lowered[day + ONE_DAY] = lowered.get(day + ONE_DAY, 0) + Fraction(amount)
    cuts = [first_day, *sorted(lowered)]
    ends = [cut - ONE_DAY for cut in cuts[1:]] + [last_day]
    pieces = []
    for start, end in zip(cuts, ends, strict=True):
        still_open -= lowered.get(start, 0)
        # paid too much: nothing is open, and interest is never negative
        pieces.append((start, end, max(still_open, Fraction(0))))
    return pieces


def anniversary(first_day, years):
    """The day on which so many full years since ``first_day`` are over.

    A year from 29 February ends with 28 February, so its anniversary is 1 March.
    """
    try:
        return first_day.replace(year=first_day.year + years)
    except ValueError:
        return date(first_day.year + years, 3, 1)


def full_years(first_day, last_day):
    """Anniversaries of ``first_day`` up to and including ``last_day``."""
    days, years = [], 1
    while (day := anniversary(first_day, years)) <= last_day:
        days.append(day)
        years += 1
    return days


def _holding(pieces, day):
    """The third value of the piece that holds ``day``."""
    return next(value for first, last, value in reversed(pieces) if first <= day)
