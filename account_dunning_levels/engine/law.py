"""Which law applies to the customers of a sheet, with what terms and which rates."""

from dataclasses import replace
from decimal import Decimal

from odoo.exceptions import UserError
from odoo.tools import SQL

from ..rules.base.money import ZERO, decimal_of
from ..rules.decide import stored
from ..rules.decide.on_law import Lawful
from ..rules.law import waiting
from ..rules.law.charging import Charging
from ..rules.law.claims import Announced, Facts, Terms
from ..rules.law.profiles import DUTCH_LETTER, NONE, PROFILES, THIRD_MONTH, profile_for
from ..rules.law.rates import TABLES, Rate, RateTable

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

    def of(self, sheet, consumer):
        """:class:`rules.decide.on_law.Lawful`, or None where the sheet's own figures apply.

        :param sheet: :class:`rules.decide.values.Sheet`, or None
        :param bool consumer: nature of the customer
        """
        if sheet is None:
            return None
        key = sheet.id, consumer
        if key not in self._found:
            profile = profile_of(sheet, consumer, self.options)
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
    options = company._dunning_law_options()
    if all(
        profile_of(sheet, consumer, options) is NONE
        for sheet in sheets
        for consumer in (True, False)
    ):
        return None
    return Laws(options, rate_tables(company), euro_rates(company, currencies), key_date)


def frozen_laws(data, key_date):
    """The laws that a run computes with, or None when it follows none.

    :param data: what :meth:`Laws.freeze` gave, or None
    """
    return Laws(*stored.thaw_law(data), key_date) if data else None


def of_notice(notice, settings):
    """The law on a notice (:class:`rules.decide.on_law.Lawful`), or None: by its sheet, and by
    what the customer is now.

    :param facts.Settings settings: of its run
    """
    sheet = settings.sheet(notice.sheet_id.id)
    # sudo: the nature of a customer is no secret to who may read the notice
    consumer = notice.partner_id.sudo().dunning_is_consumer
    return settings.laws and settings.laws.of(sheet, consumer)


def without_law(context):
    """The :class:`rules.decide.on_law.Lawful` of no law: it gives back what the sheet says, and
    explains it the same way."""
    charging = Charging(NONE, NO_TERMS, context.key_date, {})
    return Lawful(charging, charging)


def euro_rates(company, currencies):
    """Currency -> units of it for one euro, of those whose rate is known.

    Odoo takes 1 where no rate was ever entered; the law's limits are no place for that.
    """
    env, own = company.env, company.currency_id
    euro = env.ref("base.EUR", raise_if_not_found=False)
    if not euro:
        return {}
    rows = env.execute_query(
        SQL(
            "SELECT DISTINCT currency_id FROM res_currency_rate"
            " WHERE company_id IS NULL OR company_id = %s",
            company.root_id.id,
        )
    )
    entered = {row[0] for row in rows}
    if euro != own and euro.id not in entered:
        return {euro.id: Decimal(1)}
    known = (entered | {own.id}) & currencies.rates.keys()
    base = currencies.rates[euro.id]
    rates = {key: currencies.rates[key] / base for key in known}
    return {**rates, euro.id: Decimal(1)}


def read_facts(env, company, settings, customers, items):
    """What the laws ask about claims besides amount and due date: one statement for all.

    :param dict customers: id -> :class:`facts.Customer`
    :param items: :class:`rules.decide.values.Item` objects, credits too
    :return: dict item id -> :class:`rules.law.claims.Facts`; without those of whom nothing is known
        or nothing matters
    """
    asking, waiting_for = _asking(settings, customers)
    claims = [item for item in items if item.customer_id in asking and item.residual > ZERO]
    if not claims:
        return {}
    source = SQL(
        _READ_ITEMS,
        ids=[item.id for item in claims],
        must_be_complete=[item.customer_id in waiting_for for item in claims],
    )
    rows = _fetch(env, company, settings, customers, asking, source)
    return facts_of(rows, settings, customers, claims)


def fetch_gathered(env, company, settings, customers, places):
    """The same for all items from place to place in ``dunning_fact``, where what the ledger says of
    them is at hand; as rows for :func:`facts_of`.

    :param places: (first, last)
    """
    asking, waiting_for = _asking(settings, customers)
    if not asking:
        return []
    source = _gathered_items(places, len(asking) < len(customers), asking, waiting_for)
    return _fetch(env, company, settings, customers, asking, source)


def facts_of(rows, settings, customers, items):
    """What was fetched, as :func:`read_facts` returns it; asks the database nothing."""
    by_id = {item.id: item for item in items}
    found, announced = {}, {}
    for row in rows:
        item = by_id[row[0]]
        rates = settings.law_of(customers[item.customer_id]).euro_rates
        found[row[0]] = _facts(row, item, rates, announced)
    return found


def _asking(settings, customers):
    """Ids of customers whose law asks anything, and of those whom it lets wait for a letter."""
    laws = {key: settings.law_of(customer) for key, customer in customers.items()}
    asking = {key for key, law in laws.items() if law and not law.is_contract}
    return asking, {key for key in asking if laws[key].profile.waiting}


def _fetch(env, company, settings, customers, asking, items):
    profiles = {settings.law_of(customers[key]).profile for key in asking}
    return env.execute_query(
        SQL(
            _FACTS,
            items=items,
            with_delivery=any(profile.interest_from == THIRD_MONTH for profile in profiles),
            company=company.id,
        )
    )


def _gathered_items(places, is_part, asking, waiting_for):
    """SELECT of claims in ``dunning_fact``; all of the places unless ``is_part``."""
    first, last = places
    # a number for each customer only where they differ
    complete = SQL("%s", bool(waiting_for))
    if waiting_for and waiting_for != asking:
        complete = SQL("fact.letter_to = ANY(%s)", list(waiting_for))
    of_asking = SQL("AND fact.letter_to = ANY(%s)", list(asking)) if is_part else SQL()
    return SQL(
        _GATHERED_ITEMS, must_be_complete=complete, of_asking=of_asking, first=first, last=last
    )


def _facts(row, item, euro_rates, announced):
    """
    :param dict announced: key of a letter -> :class:`Announced`, of rows before this one
    """
    (
        _item_id,
        move_id,
        delivery,
        warned_on,
        channel,
        compensated,
        days,
        amounts,
        letter_id,
        amount,
        currency_id,
    ) = row
    if letter_id is not None and letter_id not in announced:
        announced[letter_id] = _announced(letter_id, amount, currency_id, euro_rates or {})
    # by position: in a run there are many
    return Facts(
        warned_on,
        warned_by(channel),
        move_id,
        item.invoice_date,
        compensated,
        tuple(zip(days, map(Decimal, amounts), strict=True)) if days else (),
        delivery,
        announced.get(letter_id),
    )


def _announced(letter_id, amount, currency_id, euro_rates):
    """What the letter announced; None when its currency has no rate any more."""
    if currency_id not in euro_rates:
        return None
    return Announced(letter_id, Decimal(amount), euro_rates[currency_id])


def example_facts(due_date, warned, compensated):
    """What the law asks about an example invoice.

    :param warned: what :func:`warns` said of one of its letters, or None
    """
    warned_on, way = warned or (None, waiting.POST)
    return Facts(warned_on=warned_on, warned_by=way, invoice_date=due_date, compensated=compensated)


def warns(law, level, channel, day):
    """Day and way of a letter from which the free time of its claims counts, or None.

    :param law: :class:`rules.decide.on_law.Lawful` of the customer, or None
    :param Level level: of the letter; ``channel``: how it left
    """
    if not law or channel == "phone":
        return None
    if law.profile.waiting == DUTCH_LETTER and not level.is_fourteen_day_letter:
        return None
    return day, warned_by(channel)


def warned_by(channel):
    """How a reminder of a channel reaches the customer; what goes both ways counts as post."""
    return waiting.EMAIL if channel == "email" else waiting.POST


def profile_of(sheet, consumer, options):
    """The law of a sheet for one nature of customers.

    :param Sheet sheet: of :mod:`rules.decide.values`
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


# A call is no reminder on a durable medium. Free time counts from a letter that says all the law
# asks (a Belgian first reminder, a Dutch fourteen-day letter), and from no other. Of an invoice in
# instalments one carries the EUR 40.
_FACTS = """
      WITH item AS MATERIALIZED (%(items)s)
    SELECT item.id,
           item.move_id,
           CASE WHEN %(with_delivery)s
                THEN (SELECT move.delivery_date FROM account_move move
                       WHERE move.id = item.move_id) END,
           letter.date,
           letter.channel,
           compensated.move_id IS NOT NULL,
           paid.days,
           paid.amounts,
           letter.id,
           letter.announced,
           letter.currency_id
      FROM item
 LEFT JOIN (
            SELECT DISTINCT line.move_id
              FROM account_dunning_notice_line line
             WHERE line.has_compensation AND line.is_valid AND line.company_id = %(company)s
               AND line.move_id IN (SELECT move_id FROM item)
           ) compensated ON compensated.move_id = item.move_id
 LEFT JOIN LATERAL (
            SELECT line.sent_date AS date, notice.channel,
                   CASE WHEN item.must_be_complete THEN notice.id END AS id,
                   COALESCE(notice.announced_amount, 0)::text AS announced,
                   notice.currency_id
              FROM account_dunning_notice_line line
              JOIN account_dunning_notice notice ON notice.id = line.notice_id
             WHERE item.is_reminded
               AND line.move_line_id = item.id AND line.is_valid AND notice.channel <> 'phone'
               AND (notice.is_complete_by_law OR NOT item.must_be_complete)
          ORDER BY line.sent_date, line.id
             LIMIT 1
           ) letter ON TRUE
 LEFT JOIN LATERAL (
            SELECT ARRAY_AGG(payment.date ORDER BY payment.date, partial.id) AS days,
                   ARRAY_AGG(partial.debit_amount_currency::text
                             ORDER BY payment.date, partial.id) AS amounts
              FROM account_partial_reconcile partial
              JOIN account_move_line payment ON payment.id = partial.credit_move_id
             WHERE item.is_partly_paid
               AND partial.debit_move_id = item.id AND partial.debit_amount_currency > 0
           ) paid ON TRUE
     WHERE item.is_reminded
        OR item.is_partly_paid
        OR item.instalments > 1
        OR compensated.move_id IS NOT NULL
        OR %(with_delivery)s
"""

_READ_ITEMS = """
    SELECT item.id,
           item.move_id,
           asked.must_be_complete,
           COALESCE(item.dunning_level, 0) > 0 AS is_reminded,
           item.amount_residual_currency <> item.amount_currency AS is_partly_paid,
           COUNT(*) OVER (PARTITION BY item.move_id) AS instalments
      FROM UNNEST(%(ids)s, %(must_be_complete)s) AS asked (id, must_be_complete)
      JOIN account_move_line item ON item.id = asked.id
"""

# the same from what facts.gather found
_GATHERED_ITEMS = """
    SELECT fact.id,
           fact.move_id,
           %(must_be_complete)s AS must_be_complete,
           fact.level > 0 AS is_reminded,
           fact.residual <> fact.original AS is_partly_paid,
           COUNT(*) OVER (PARTITION BY fact.move_id) AS instalments
      FROM dunning_fact fact
     WHERE fact.place BETWEEN %(first)s AND %(last)s
       AND fact.residual > 0
       %(of_asking)s
"""
