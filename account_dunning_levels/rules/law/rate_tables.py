"""Yearly rates by date: a file of them, and looking them up.

A day without a rate is an error with a clear sentence, never a guess.
"""

import csv
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from ..base.money import ZERO

#: of the file with the rates of a country, in its folder
FILE = "rates.csv"
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


def rates_beside(file):
    """The tables of the ``rates.csv`` in the folder of a module: what :func:`read_rates` gives.

    :param str file: ``__file__`` of the module
    :raises OSError: there is no such file
    """
    with Path(file).with_name(FILE).open(encoding="utf-8", newline="") as lines:
        return read_rates(lines)


def read_rates(lines):
    """Rate tables from the text of a CSV file: yearly percents, each with where it was published.

    :param lines: of the columns ``table``, ``first_day``, ``last_day`` (both included, as
        ``2026-12-31``), ``percent`` and ``source``
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
