"""The rate tables of all countries, and which one a profile reads."""

from . import union
from .countries import COUNTRIES, Derived


def _described():
    own = [country.tables for country in COUNTRIES.values()]
    return {name: what for tables in (union.TABLES, *own) for name, what in tables.items()}


def _shipped():
    own = [country.rates for country in COUNTRIES.values()]
    return {name: table for tables in (union.RATES, *own) for name, table in tables.items()}


#: name -> what the table holds (percent a year), in English
TABLES = Derived(_described)
_SHIPPED = Derived(_shipped)


def checked_on():
    """The day when the figures of all countries were compared with their sources, or later."""
    return min(country.checked_on for country in COUNTRIES.values())


def shipped_rates():
    """The tables that come with the addon: name -> :class:`rate_tables.RateTable`."""
    return _SHIPPED


def table_of(profile, terms, tables):
    """The table of the law's yearly rate under a profile, or None without one.

    :param Profile profile: see :mod:`country`
    :param Terms terms: see :mod:`claims`
    :param tables: name -> :class:`rate_tables.RateTable`
    """
    if not profile.rate_table:
        return None
    if profile.rate_without_clause and not terms.clause:
        return tables[profile.rate_without_clause]
    return tables[profile.rate_table].plus(profile.rate_points)
