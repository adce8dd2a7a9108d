"""Which law applies to the customers of a sheet, with what terms and which rates."""

from dataclasses import replace

from odoo.exceptions import UserError
from odoo.tools import SQL

from ...rules.base.money import decimal_of
from ...rules.decide import channels, stored
from ...rules.decide.on_law import Lawful
from ...rules.law.charging import Charging
from ...rules.law.claims import Terms
from ...rules.law.profiles import NONE, PROFILES, of_public_body, profile_for
from ...rules.law.rate_tables import Rate, RateTable
from ...rules.law.rates import TABLES
from . import chosen, currency_rates

NO_TERMS = Terms()


class Laws:
    """The law for each sheet and nature of customer on one key date, prepared once."""

    def __init__(self, options, tables, euro_rates, key_date):
        """
        :param LawOptions options: of the company
        :param dict tables: see :func:`rate_tables`
        :param dict euro_rates: see :func:`euro_rates`
        """
        self.options, self.tables, self.euro_rates = options, tables, euro_rates
        self.key_date = key_date
        self._found = {}

    def of(self, sheet, consumer, public=False):
        """:class:`rules.decide.on_law.Lawful`, or None where the sheet's own figures apply.

        :param sheet: :class:`rules.decide.values.Sheet`, or None
        :param bool consumer, public: nature of the customer, see :func:`profile_of`
        """
        if sheet is None:
            return None
        key = sheet.id, consumer, public
        if key not in self._found:
            profile = profile_of(sheet, consumer, self.options, public)
            self._found[key] = None if profile is NONE else self._prepared(sheet, profile)
        return self._found[key]

    def _prepared(self, sheet, profile):
        by_mail, on_paper = (
            Charging(
                profile,
                terms_of(sheet, self.options, on_paper=paper),
                self.key_date,
                self.tables,
            )
            for paper in (False, True)
        )
        return Lawful(
            by_mail,
            on_paper,
            waits=self.options.when_not_allowed == "wait",
            refuses=self.options.above_ceiling == "refuse",
            euro_rates=self.euro_rates,
        )

    def freeze(self):
        """As data to store with a run."""
        return stored.freeze_law(self.options, self.tables, self.euro_rates)


def current_laws(company, sheets, currencies, key_date):
    """The :class:`Laws` of a company as they stand now, or None when no sheet follows one.

    :param sheets: :class:`rules.decide.values.Sheet` objects
    :raises UserError: two rates for one day
    """
    options = chosen.law_options(company)
    if all(
        profile_of(sheet, consumer, options) is NONE
        for sheet in sheets
        for consumer in (True, False)
    ):
        return None
    return Laws(
        options, rate_tables(company), currency_rates.euro_rates(company, currencies), key_date
    )


def frozen_laws(data, key_date):
    """The laws that a run computes with, or None when it follows none.

    :param data: what :meth:`Laws.freeze` gave, or None
    """
    return Laws(*stored.thaw_law(data), key_date) if data else None


def of_notice(notice, settings):
    """The law on a notice (:class:`rules.decide.on_law.Lawful`), or None: by its sheet, and by
    what the customer is now.

    :param run_settings.Settings settings: of its run
    """
    sheet = settings.sheet(notice.sheet_id.id)
    # sudo: the nature of a customer is no secret to who may read the notice
    customer = notice.partner_id.sudo()
    nature = customer.dunning_is_consumer, customer.dunning_nature == "public"
    return settings.laws and settings.laws.of(sheet, *nature)


def without_law(context):
    """The :class:`rules.decide.on_law.Lawful` of no law: it gives back what the sheet says, and
    explains it the same way."""
    charging = Charging(NONE, NO_TERMS, context.key_date, {})
    return Lawful(charging, charging)


def warns(law, level, channel, day):
    """Day and way of a letter from which the free time of its claims counts, or None.

    :param law: :class:`rules.decide.on_law.Lawful` of the customer, or None
    :param Level level: of the letter; ``channel``: how it left
    """
    way = channels.of(channel).received_as
    if not law or not way:
        return None
    if not law.profile.waiting_rule.warns(is_marked=level.is_fourteen_day_letter):
        return None
    if law.profile.start_rule.needs_formal_notice and not level.is_formal_notice:
        return None
    return day, way


def profile_of(sheet, consumer, options, public=False):
    """The law of a sheet for one nature of customers: consumers, public bodies or businesses.

    :param Sheet sheet: of :mod:`rules.decide.values`
    :param LawOptions options: of the company
    :return: :class:`rules.law.profiles.Profile`; ``NONE`` when the sheet's own figures apply: it
        says so, or no law of the country is built in
    """
    if sheet.law_profile != "auto":
        # a code that a later version dropped would otherwise stop every run
        profile = PROFILES.get(sheet.law_profile, NONE)
        return of_public_body(profile) if public else profile
    return profile_for(options.country, consumer, public) or NONE


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
    """The rates a company computes with: name -> :class:`rules.law.rate_tables.RateTable`.

    Every table is there; one without rates has none on any day.

    :raises UserError: two rates for one day
    """
    env = company.env
    env["account.dunning.rate"].flush_model()
    rows = env.execute_query(
        SQL(
            """
            SELECT rate."table", rate.date_from, rate.date_to, trim_scale(rate.percent)::text
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
