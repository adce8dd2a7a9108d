"""Yearly rates by date: the published ones in ``rates.csv``, and looking them up.

A day without a rate is an error with a clear sentence, never a guess.
"""

import csv
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from ..base.money import ZERO

#: what the tables of ``rates.csv`` hold: percent a year
TABLES = {
    "ecb_main_refinancing": "ECB main refinancing rate on the first day of each half-year",
    "be_trade": "Belgium, law of 2 August 2002 art. 5 (contracts from 16 March 2013)",
    "be_legal": "Belgium, ordinary legal rate",
    "nl_legal": "Netherlands, wettelijke rente, BW 6:119",
    "nl_trade": "Netherlands, wettelijke handelsrente, BW 6:119a",
    "de_base": "Germany, Basiszinssatz, BGB 247",
    "fr_legal": "France, taux de l'intérêt légal, creditors who act for a business",
    "lu_legal": "Luxembourg, taux d'intérêt légal (consumers)",
}
#: when the figures of ``rates.csv`` were last compared with their sources
CHECKED_ON = date(2026, 11, 24)
SHIPPED = Path(__file__).with_name("rates.csv")
ONE_DAY = timedelta(days=1)


class NoRate(ValueError):
    """No rate of a table covers a day.

    :ivar table: name of the table, ``day``: the first day that is not covered
    """

    def __init__(self, table, day):
        super().__init__(f"no rate of {table} is known for {day.isoformat()}")
        self.table = table
        self.day = day


@dataclass(frozen=True, slots=True)
class Rate:
    """A yearly percent in force from ``first_day`` to ``last_day``, both included."""

    first_day: date
    last_day: date
    percent: Decimal
    source: str = ""


class RateTable:
    """The rates of one kind in order of time; immutable."""

    def __init__(self, name, rates):
        """
        :param str name: for messages
        :param rates: :class:`Rate` objects in any order; gaps are allowed, days in them have
            no rate
        :raises ValueError: a rate that ends before it starts, two rates for one day
        """
        self.name = name
        self.rates = tuple(sorted(rates, key=lambda rate: rate.first_day))
        self._first_days = [rate.first_day for rate in self.rates]
        for rate in self.rates:
            if rate.last_day < rate.first_day:
                raise ValueError(f"{name}: a rate ends before it starts on {rate.first_day}")
        self._sums, self._runs = [ZERO][: len(self.rates)], [0][: len(self.rates)]
        for before, after in zip(self.rates, self.rates[1:], strict=False):
            if after.first_day <= before.last_day:
                raise ValueError(f"{name}: two rates for {after.first_day}")
            days = (before.last_day - before.first_day).days + 1
            self._sums.append(self._sums[-1] + days * before.percent)
            self._runs.append(self._runs[-1] + (after.first_day > before.last_day + ONE_DAY))

    def gaps(self):
        """Periods between the first and the last rate in which none is known."""
        return tuple(
            (before.last_day + ONE_DAY, after.first_day - ONE_DAY)
            for before, after in zip(self.rates, self.rates[1:], strict=False)
            if after.first_day > before.last_day + ONE_DAY
        )

    def on(self, day):
        """The yearly percent in force on ``day``.

        :raises NoRate: none is known
        """
        index = self._index(day)
        if index is None:
            raise NoRate(self.name, day)
        return self.rates[index].percent

    def steps(self, first_day, last_day):
        """Cut a period at the rate changes: equal rates that follow each other are one step.

        :return: list of ``(first_day, last_day, percent)``, empty when the period is
        :raises NoRate: for the first day of the period without a rate
        """
        steps = []
        index = max(bisect_right(self._first_days, first_day) - 1, 0)
        day = first_day
        while day <= last_day:
            rate = self.rates[index] if index < len(self.rates) else None
            if not rate or not rate.first_day <= day <= rate.last_day:
                raise NoRate(self.name, day)
            end = min(rate.last_day, last_day)
            if steps and steps[-1][2] == rate.percent:
                steps[-1] = (steps[-1][0], end, rate.percent)
            else:
                steps.append((day, end, rate.percent))
            day = end + ONE_DAY
            index += 1
        return steps

    def percent_days(self, first_day, last_day):
        """The sum of the rates of each day, in percent: what simple interest by act/365 needs.

        Cheap: two look-ups, however many rates lie between.

        :return: Decimal, 0 when the period is empty
        :raises NoRate: for the first day of the period without a rate
        """
        if last_day < first_day:
            return ZERO
        first, last = self._index(first_day), self._index(last_day)
        if first is None or last is None or self._runs[first] != self._runs[last]:
            self.steps(first_day, last_day)  # tells the first day that is not covered
        return self._up_to(last, last_day + ONE_DAY) - self._up_to(first, first_day)

    def _index(self, day):
        index = bisect_right(self._first_days, day) - 1
        return index if index >= 0 and day <= self.rates[index].last_day else None

    def _up_to(self, index, day):
        days = day.toordinal() - self._first_days[index].toordinal()
        return self._sums[index] + days * self.rates[index].percent

    def plus(self, points):
        """The same table, every rate so many percentage points higher."""
        if not points:
            return self
        raised = (replace(rate, percent=rate.percent + points) for rate in self.rates)
        return RateTable(f"{self.name} + {points}", raised)


def read_rates(lines):
    """Rate tables from the text of a CSV file with the columns of ``rates.csv``.

    :return: dict table name -> :class:`RateTable`
    :raises ValueError: a row that cannot be read, an overlap
    """
    rows = {}
    for number, row in enumerate(csv.DictReader(lines), start=2):
        try:
            rate = Rate(
                date.fromisoformat(row["first_day"]),
                date.fromisoformat(row["last_day"]),
                Decimal(row["percent"]),
                row["source"],
            )
        except (ArithmeticError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"line {number} holds no rate: {error}") from error
        rows.setdefault(row["table"], []).append(rate)
    return {name: RateTable(name, rates) for name, rates in rows.items()}


@cache
def shipped_rates():
    """The tables that come with the addon: dict name -> :class:`RateTable`."""
    with SHIPPED.open(encoding="utf-8", newline="") as lines:
        return read_rates(lines)


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


def french_lowest_contract_rate(legal_rate):
    """A contract between undertakings may not agree on less: three times the legal rate."""
    return 3 * legal_rate


def table_of(profile, terms, tables):
    """The table of the law's yearly rate under a profile, or None without one.

    :param Profile profile: see :mod:`profiles`
    :param Terms terms: see :mod:`claims`
    :param dict tables: name -> :class:`RateTable`
    """
    if not profile.rate_table:
        return None
    if profile.rate_without_clause and not terms.clause:
        return tables[profile.rate_without_clause]
    return tables[profile.rate_table].plus(profile.rate_points)
