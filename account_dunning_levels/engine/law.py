"""Which law applies to the customers of a sheet, with what terms and which rates."""

from dataclasses import replace

from odoo.exceptions import UserError
from odoo.tools import SQL

from ..rules.law.claims import Terms
from ..rules.law.profiles import NONE, PROFILES, profile_for
from ..rules.law.rates import TABLES, Rate, RateTable
from ..rules.money import decimal_of

#: channels of a level whose letter goes by post
ON_PAPER = ("print", "both")


def profile_of(sheet, consumer, options):
    """The law of a sheet for one nature of customers.

    :param Sheet sheet: of :mod:`rules.values`
    :param LawOptions options: of the company
    :return: :class:`rules.law.profiles.Profile`; ``NONE`` when the sheet's own figures apply: it
        says so, or no law of the country is built in
    """
    if sheet.law_profile != "auto":
        # a code that a later version dropped would otherwise stop every run
        return PROFILES.get(sheet.law_profile, NONE)
    return profile_for(options.country, consumer) or NONE


def terms_of(sheet, options, *, on_paper):
    """What is agreed with the customers of a sheet (:class:`rules.law.claims.Terms`).

    :param bool on_paper: the reminder goes by post, so that its postage is a real cost
    """
    return Terms(
        figures=sheet.charge_figures,
        clause=sheet.law_clause,
        small_company=options.small_company,
        due_date_agreed=sheet.law_due_date_agreed,
        invoice_mentions_interest=sheet.law_invoice_mention,
        real_cost=sheet.law_real_cost + options.postage if on_paper else sheet.law_real_cost,
        day_count=sheet.law_day_count,
    )


def rate_tables(company):
    """The rates a company computes with: name -> :class:`rules.law.rates.RateTable`.

    Every table is there; one without rates has none on any day.

    :raises UserError: two rates for one day
    """
    env = company.env
    env["account.dunning.rate"].flush_model()
    rows = env.execute_query(
        SQL(
            """
            SELECT rate."table", rate.date_from, rate.date_to, rate.percent::text
              FROM account_dunning_rate rate
             WHERE rate.company_id IS NULL OR rate.company_id = %s
            """,
            company.id,
        )
    )
    by_table = {name: [] for name in TABLES}
    for table, first_day, last_day, percent in rows:
        by_table.setdefault(table, []).append(Rate(first_day, last_day, decimal_of(percent)))
    try:
        return {name: RateTable(name, rates) for name, rates in by_table.items()}
    except ValueError as error:
        # two users can save overlapping rates at the same moment
        raise UserError(
            env._("Interest rates: %s. Correct the rates under Configuration.", error)
        ) from error


def in_euro(levels, to_euro):
    """Levels with their minimums in euro, rounded by ``to_euro``."""
    return tuple(
        replace(
            level,
            fine_minimum=to_euro(level.fine_minimum),
            interest_minimum=to_euro(level.interest_minimum),
        )
        for level in levels
    )
