"""A run's settings as plain data, so that they can be stored with it and read back."""

from dataclasses import asdict, fields
from datetime import date
from decimal import Decimal

from ..base.money import decimal_of
from ..law.rate_tables import Rate, RateTable
from .values import Criteria, Currencies, LawOptions, Level, Options, Sheet

_MONEY = {
    "min_amount",
    "fine_percent",
    "fine_minimum",
    "interest_monthly_percent",
    "interest_minimum",
    "law_real_cost",
    "postage",
}
_DAYS = {"oldest_due_date"}


def freeze(options, criteria, sheets, currencies):
    """Return JSON-able data of everything a run decides with; ``Decimal`` as text."""
    return _plain(
        {
            "options": asdict(options),
            "criteria": asdict(criteria),
            "sheets": [asdict(sheet) for sheet in sheets],
            "currencies": asdict(currencies),
        }
    )


def thaw(data):
    """Return ``(options, criteria, sheets, currencies)`` of :func:`freeze`'s data."""
    sheets = [
        Sheet(
            **{
                **_known(Sheet, row),
                **_due_date(row),
                "levels": tuple(Level(**_known(Level, level)) for level in row["levels"]),
            }
        )
        for row in data["sheets"]
    ]
    money = data["currencies"]
    currencies = Currencies(
        money["company_id"],
        {int(key): Decimal(value) for key, value in money["steps"].items()},
        {int(key): Decimal(value) for key, value in money["rates"].items()},
    )
    return (
        Options(**_known(Options, data["options"])),
        Criteria(**_known(Criteria, data["criteria"])),
        sheets,
        currencies,
    )


def freeze_law(options, tables, euro_rates):
    """Return JSON-able data of what a run computes with by law.

    :param LawOptions options: of the company
    :param dict tables: name -> :class:`rules.law.rate_tables.RateTable`
    :param dict euro_rates: currency -> units of it for one euro
    """
    return _plain(
        {
            "options": asdict(options),
            "euro_rates": euro_rates,
            "rates": {
                name: [
                    [rate.first_day.isoformat(), rate.last_day.isoformat(), rate.percent]
                    for rate in table.rates
                ]
                for name, table in tables.items()
            },
        }
    )


def thaw_law(data):
    """Return ``(options, tables, euro_rates)`` of :func:`freeze_law`'s data."""
    tables = {
        name: RateTable(
            name,
            [
                Rate(date.fromisoformat(first), date.fromisoformat(last), Decimal(percent))
                for first, last, percent in rates
            ],
        )
        for name, rates in data["rates"].items()
    }
    euro_rates = {int(key): Decimal(value) for key, value in data["euro_rates"].items()}
    return LawOptions(**_known(LawOptions, data["options"])), tables, euro_rates


def _known(cls, row):
    """Only the fields that ``cls`` still has, so that data of an older version is read."""
    names = {field.name for field in fields(cls)}
    return {name: _of_field(name, value) for name, value in row.items() if name in names}


def _due_date(row):
    """Until version 1.6 a sheet said of consumers only whether their due dates were agreed on."""
    return {"law_due_date": "agreed"} if row.get("law_due_date_agreed") else {}


def _of_field(name, value):
    if name in _MONEY:
        return decimal_of(value)
    return date.fromisoformat(value) if name in _DAYS and value else value


def _plain(value):
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
