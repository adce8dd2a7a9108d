"""Applies a file of vectors to the law's figures in the addon, see setup/law-check.

A vector names a rule in words. What each rule reads and returns is a function below; all
arithmetic is the addon's own (``rules/law``).
"""

import json
import sys
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

ADDON = Path(__file__).parents[2] / "account_dunning_levels"
sys.path.insert(0, str(ADDON))

import law_figures  # noqa: E402
import law_scenarios  # noqa: E402
from rules.base import lateness  # noqa: E402
from rules.base.charges import fine  # noqa: E402
from rules.law import day_counts, exact, interest, rates, starts, waiting  # noqa: E402
from rules.law.claims import Facts, Terms  # noqa: E402
from rules.law.countries.be.fees import LUMP_SUM, LUMP_SUM_SCALE  # noqa: E402
from rules.law.countries.be.waiting import FIRST_REMINDER  # noqa: E402
from rules.law.countries.nl.fees import COLLECTION_COSTS  # noqa: E402
from rules.law.countries.nl.waiting import FOURTEEN_DAY_LETTER  # noqa: E402
from rules.law.profiles import PROFILES  # noqa: E402

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
MONTHS_A_YEAR = 12


class Unclear(Exception):
    """A vector that cannot be applied, and why."""


class Inputs:
    """The inputs of one vector, read by name and kind; what nobody read is found at the end."""

    def __init__(self, vector):
        kind = vector["customer_type"].lower().replace(" ", "_")
        kind = "public" if kind == "public_body" else kind
        self.profile_code = f"{vector['jurisdiction']}_{kind}".lower()
        self._values = dict(vector["inputs"])

    def amount(self, name):
        return self._take(name, "an amount", _amount)

    def amounts(self, name):
        return self._take(name, "a list of amounts", lambda values: [_amount(v) for v in values])

    def day(self, name):
        return self._take(name, "a day", date.fromisoformat)

    def number(self, name):
        return self._take(name, "a whole number", _whole)

    def yes(self, name):
        return self._take(name, "true or false", {True: True, False: False}.__getitem__)

    def half_year(self, name):
        return self._take(name, "a half-year", law_figures.half_year)[0]

    def word(self, name, *known):
        return self._take(name, "one of " + ", ".join(known), lambda v: known[known.index(v)])

    def text(self, name):
        return self._take(name, "a text", str)

    def days(self, name):
        return self._take(name, "a list of days", lambda days: [*map(date.fromisoformat, days)])

    def first(self, kind, names):
        """The first of several inputs that there is.

        :param str kind: name of the method that reads it
        """
        name = next((name for name in names if name in self._values), names[0])
        return getattr(self, kind)(name)

    def if_any(self, kind, names, default):
        """The same, or a default where there is none, or null."""
        for name in names:
            if self._values.get(name) is not None:
                return getattr(self, kind)(name)
            self._values.pop(name, None)
        return default

    def profile(self):
        country, _dash, kind = self.profile_code.partition("_")
        if kind == "public" and self.profile_code not in PROFILES:
            self.profile_code = f"{country}_business"
        if self.profile_code not in PROFILES:
            raise Unclear(f"the addon knows no law for {self.profile_code}")
        return PROFILES[self.profile_code]

    def unread(self):
        return sorted(self._values)

    def _take(self, name, kind, read):
        if name not in self._values:
            raise Unclear(f"input {name} is missing")
        value = self._values.pop(name)
        try:
            return read(value)
        except (InvalidOperation, KeyError, TypeError, ValueError):
            raise Unclear(f"input {name} is not {kind}: {value!r}") from None


def _amount(value):
    amount = Decimal(str(value))
    if isinstance(value, bool) or not amount.is_finite():
        raise ValueError
    return amount


def _whole(value):
    if isinstance(value, bool) or int(value) != float(value):
        raise ValueError
    return int(value)


def rule(words):
    """Register the function that applies the rule with these words."""

    def register(function):
        RULES[_plain(words)] = function
        return function

    return register


RULES = {}


def _plain(words):
    return " ".join(words.lower().split())


def _legal_table(profile):
    return rates.table_of(profile, Terms(clause=True), rates.shipped_rates())


def _listed(interest_found):
    return [[s.first_day.isoformat(), s.days, str(s.percent)] for s in interest_found.segments]


### Belgium ###


@rule("XIX.4 lump-sum ceiling (contract clause present, first reminder sent, waiting time over)")
def belgian_lump_sum(given):
    balance = given.amount("outstanding_balance")
    return {
        "max_lump_sum": LUMP_SUM_SCALE.ceiling(balance),
        "exact": LUMP_SUM_SCALE.exact(balance),
    }


@rule("XIX.4 several overdue invoices in one reminder: take the lower of per-invoice and aggregate")
def belgian_lump_sums(given):
    apart, together = LUMP_SUM.readings(given.amounts("outstanding_balances"))
    return {
        "sum_per_invoice": apart,
        "on_aggregate": together,
        "safe_max": min(apart, together),
    }


@rule("percentage-with-minimum fine checked against XIX.4")
def belgian_fine(given):
    balance = given.amount("outstanding_balance")
    own = fine(balance, given.amount("fine_percent"), given.amount("fine_minimum"), CENT).amount
    ceiling = LUMP_SUM_SCALE.ceiling(balance)
    return {"fine_by_settings": own, "max_lump_sum": ceiling, **_limited(own, ceiling)}


def _limited(own, ceiling):
    return {"allowed": own <= ceiling, "charge_at_most": min(own, ceiling)}


@rule("XIX.2 waiting time of 14 calendar days")
def belgian_waiting(given):
    period = _belgian_period(given)
    return {
        "period_day_1": period.day_1,
        "period_day_14": period.last_day,
        "earliest_charge_date": period.opens_on,
        "safe_charge_date_if_day_14_moves_to_working_day": period.safe_from,
    }


def _belgian_period(given):
    return _period(given, FIRST_REMINDER, "first_reminder_sent")


def _period(given, rule, sent):
    """The free time after a letter; ``recipient_country`` and ``holidays`` (further days off) are
    for those that are not ordinary."""
    channel = given.word("channel", waiting.POST, waiting.EMAIL)
    country = given.if_any("text", ("recipient_country",), "").lower()
    more = given.if_any("days", ("holidays",), ())
    return rule.period(
        given.day(sent), channel, lambda day: rule.is_holiday(day) or day in more, country
    )


@rule("ceiling on the cost of a reminder")
def belgian_reminder_cost(given):
    return {
        "max_reminder_cost": law_figures.belgian_reminder_cost(
            given.number("reminder_number_for_that_due_date"),
            given.number("missed_due_date_number_in_calendar_year"),
            given.amount("postage"),
            regular=given.word("contract", "one_off", "regular") == "regular",
        )
    }


@rule("interest ceiling XIX.4 plus lump-sum ceiling, full scenario")
def belgian_scenario(given):
    principal = given.amount("principal_incl_vat")
    start, ceiling, period, last_day = _belgian_interest(given, principal, given.day("due_date"))
    lump_sum = LUMP_SUM_SCALE.ceiling(principal)
    if last_day < period.opens_on:
        start, ceiling, lump_sum = None, ZERO, ZERO
    return {
        "earliest_charge_date": period.opens_on,
        "interest_from": start,
        "max_interest": ceiling,
        "max_lump_sum": lump_sum,
        "max_total_extra": ceiling + lump_sum,
    }


def _belgian_interest(given, principal, due_date):
    """From which day, the highest interest, the waiting time, and the last day counted.

    No day count passes that of 365 days.
    """
    period = _belgian_period(given)
    small = given.yes("creditor_is_small_company")
    last_day = given.day("accrue_through")
    start = law_figures.belgian_consumer_interest(due_date, period, small_company=small)
    table, counts = _legal_table(given.profile()), {day_counts.ACT_365}
    counts.add(given.if_any("text", ("day_count",), day_counts.ACT_365))
    found = min(
        interest.accrue(principal, start, last_day, table, day_count=count).exact
        for count in counts
    )
    return start, exact.down(found, CENT), period, last_day


@rule("interest per started month must be checked against the daily ceiling")
def belgian_started_months(given):
    principal, monthly = given.amount("principal_incl_vat"), given.amount("monthly_rate_percent")
    _start, ceiling, period, last_day = _belgian_interest(given, principal, date.min)
    if last_day < period.opens_on:
        ceiling = ZERO
    sent = period.received
    by_month = interest.by_the_month(principal, last_day, "started", sent, monthly)
    amount = exact.half_up(by_month, CENT)
    return {
        "started_months": int(lateness.interest_months("started", sent, last_day)),
        "interest_per_started_month": amount,
        "max_interest_daily": ceiling,
        "allowed": amount <= ceiling,
    }


### By law between undertakings, and German consumers ###


@rule("statutory interest and EUR 40 (no contract rate)")
@rule("Verzugszinsen par. 288 and EUR 40 (business only)")
@rule("default penalty rate ECB + 10 and EUR 40 per invoice")
@rule("ECB + 8 simple interest and EUR 40")
def by_law(given):
    if law_scenarios.says_more(given):
        return law_scenarios.charges_on_a_day(given)
    profile = given.profile()
    found = interest.accrue(*_claim(given), **_how(given))
    amount = exact.half_up(found.exact, CENT)
    return {
        "days": found.days,
        "segments": _listed(found),
        "rate_segments": _listed(found),
        "interest": amount,
        "penalty": amount,
        "fixed_compensation": profile.compensation,
        "total_extra": amount + profile.compensation,
    }


def _claim(given):
    """Principal, first and last day counted, and the rates of the law."""
    from_default = "default_from_day_after" in given.unread()
    last_free_day = given.day("default_from_day_after" if from_default else "due_date")
    return (
        given.amount("principal_incl_vat"),
        starts.day_after_due(last_free_day),
        given.day("accrue_through"),
        _legal_table(given.profile()),
    )


def _how(given):
    return {"day_count": given.word("day_count", *day_counts.POSITIONS)}


@rule("EUR 40 counted per overdue invoice")
def compensation_per_invoice(given):
    invoices = range(len(given.amounts("overdue_invoices")))
    return {"fixed_compensation": law_figures.fixed_compensation(invoices)}


@rule(
    "day-count conventions side by side on EUR 10000 at 10.50 percent a year "
    "(0.875 percent a month)"
)
def day_counts_side_by_side(given):
    principal, yearly = given.amount("principal"), given.amount("annual_rate")
    due, last_day = given.day("due_date"), given.day("accrue_through")
    first_day = starts.day_after_due(due)

    def by_day(convention):
        table = law_figures.agreed_rate(yearly, first_day, last_day)
        found = interest.accrue(principal, first_day, last_day, table, day_count=convention)
        return exact.half_up(found.exact, CENT)

    def by_month(mode):
        monthly = yearly / MONTHS_A_YEAR
        return exact.half_up(interest.by_the_month(principal, last_day, mode, due, monthly), CENT)

    return {
        "days_actual": lateness.days_overdue(due, last_day),
        "days_30E_360": law_figures.days_30e_360(first_day, last_day),
        "started_months": int(lateness.interest_months("started", due, last_day)),
        "full_months": lateness.full_months(due, last_day),
        "act_365": by_day("act/365"),
        "act_360": by_day("act/360"),
        "act_act": by_day("act/act"),
        "30E_360": by_day("30E/360"),
        "per_started_month": by_month("started"),
        "per_full_month": by_month("full"),
    }


@rule("statutory late-payment rate by country for one semester")
def rate_by_country(given):
    given.half_year("semester")
    reference = given.amount("ecb_mro_on_first_day")
    return {
        "directive_minimum": law_figures.directive_rate(reference),
        "BE": law_figures.belgian_trade_rate(reference),
        "NL": law_figures.directive_rate(reference),
        "LU": reference + PROFILES["lu_business"].rate_points,
        "DE": law_figures.german_base_rate(reference) + PROFILES["de_business"].rate_points,
        "FR_default": reference + PROFILES["fr_business"].rate_points,
    }


### Germany ###


@rule(
    "Mahnkosten: nothing for the notice that causes default, "
    "afterwards real print/envelope/postage cost only"
)
def german_reminder_cost(given):
    given.number("reminder_number")
    causes_default = given.yes("this_reminder_causes_default")
    cost = given.amount("material_and_postage_cost")
    return {
        "max_fee_this_reminder": law_figures.german_reminder_cost(
            cost, causes_default=causes_default
        ),
        # a flat sum in the terms is not the real cost of a reminder (BGH VIII ZR 95/18)
        "flat_2_50_in_terms_allowed": False,
    }


### France ###


@rule("lowest contract penalty rate = 3 x legal rate (other cases)")
def french_contract_rate(given):
    day, profile = given.half_year("semester"), given.profile()
    return {
        "minimum_contract_rate": profile.lowest_times * given.amount("legal_rate_other_cases"),
        "default_rate_without_clause": _legal_table(profile).on(day),
    }


@rule("recovery costs without an enforceable title")
def french_recovery_costs(given):
    given.amount("principal")
    given.number("reminders")
    return {"max_fee": ZERO, "allowed": given.amount("fine_by_settings") <= 0}


### Luxembourg ###


@rule(
    "legal rate only after the third month and only if invoiced within one month with the mention"
)
def luxembourg_consumer(given):
    principal, last_day = given.amount("principal_incl_vat"), given.day("accrue_through")
    facts = Facts(delivery=given.day("delivery"), invoice_date=given.day("invoice_sent"))
    terms = Terms(invoice_mentions_interest=given.yes("invoice_mentions_interest"))
    # the example names no due date that could be later
    start = given.profile().start_rule.first_day(facts, date.min, terms, None)
    if not start:
        return {"interest_from": None, "interest": ZERO}
    found = interest.accrue(principal, start, last_day, _legal_table(given.profile()))
    return {"interest_from": start, "interest": exact.half_up(found.exact, CENT)}


### Netherlands ###


@rule("collection-cost scale (WIK/BIK)")
def dutch_scale(given):
    principal = given.amount("principal")
    return {
        "max_collection_costs": COLLECTION_COSTS.ceiling(principal),
        "incl_21_percent_vat_surcharge": law_figures.with_dutch_vat(COLLECTION_COSTS, principal),
    }


@rule("several claims in one demand: principals are added up (6:96 par. 7)")
def dutch_demand(given):
    principals = given.amounts("principals")
    return {
        "principal_total": sum(principals, ZERO),
        "max_collection_costs": COLLECTION_COSTS.ceiling(sum(principals, ZERO)),
    }


@rule("part payment within the 14 days: scale applies to the unpaid rest")
def dutch_part_payment(given):
    rest = max(given.amount("principal") - given.amount("paid_in_time"), ZERO)
    return {"max_collection_costs": COLLECTION_COSTS.ceiling(rest)}


@rule("percentage-with-minimum fine checked against the scale")
def dutch_fine(given):
    principal = given.amount("principal")
    own = fine(principal, given.amount("fine_percent"), given.amount("fine_minimum"), CENT).amount
    ceiling = _dutch_ceiling(given, principal)
    return {"fine_by_settings": own, "max_collection_costs": ceiling, **_limited(own, ceiling)}


def _dutch_ceiling(given, principal):
    after_letter = given.yes("after_valid_14_day_letter")
    return COLLECTION_COSTS.ceiling(principal) if after_letter else ZERO


@rule("fine on a reminder before the 14-day letter has run out")
def dutch_fine_too_early(given):
    ceiling = _dutch_ceiling(given, given.amount("principal"))
    return {"max_collection_costs": ceiling, **_limited(given.amount("fine_by_settings"), ceiling)}


@rule("instalments of one contract, anti-stacking from 1 Oct 2024 (safe reading)")
def dutch_instalments(given):
    amounts = given.if_any("amounts", ("instalments",), None)
    if amounts is None:
        amounts = [given.amount("instalment")] * given.number("missed_instalments")
    given.if_any("text", ("window",), "")
    if not given.if_any("yes", ("valid_14_day_letter_each_time",), True):
        return {"safe_max_total_collection_costs": ZERO, "naive_total": ZERO}
    costs = law_figures.costs_of_instalments(amounts)
    return {
        "safe_max_total_collection_costs": costs,
        "max_collection_costs": costs,
        "naive_total": sum(map(COLLECTION_COSTS.ceiling, amounts), ZERO),
    }


@rule("14-day letter: presumed receipt and first day on which collection costs are owed")
def dutch_letter(given):
    period = _period(given, FOURTEEN_DAY_LETTER, "sent")
    return {
        "presumed_receipt": period.received,
        "day_1": period.day_1,
        "last_day_to_pay": period.last_day,
        "earliest_charge_date": period.opens_on,
    }


@rule("wettelijke rente 6:119 (compound after each full year)")
@rule("handelsrente 6:119a (compound after each full year) and collection costs")
def dutch_interest(given):
    profile, claim, how = given.profile(), _claim(given), _how(given)
    found = interest.accrue(*claim, compound=profile.compound, **how)
    return {
        "days": found.days,
        "segments": _listed(found),
        "simple_interest": exact.half_up(interest.accrue(*claim, **how).exact, CENT),
        "interest": exact.half_up(found.exact, CENT),
        "minimum_without_demand": profile.compensation,
        "collection_costs_by_scale": COLLECTION_COSTS.ceiling(claim[0]),
    }


### What came about on one day ###


@rule("charges by the law's own figures on one day")
def charges_on_a_day(given):
    return law_scenarios.charges_on_a_day(given)


@rule("receipt of a letter by the post of the recipient's country")
def receipt_of_a_letter(given):
    return law_scenarios.receipt_of_a_letter(given)


@rule("holiday on which post is not delivered")
def holiday(given):
    return {"is_holiday": law_scenarios.is_holiday(given.text("country"), given.day("day"))}


### Comparing ###


def problems_of(vector):
    """What is wrong with one vector: list of sentences, empty when it holds."""
    if not _is_vector(vector):
        parts = ", ".join(f"{name} ({kind.__name__})" for name, kind in PARTS.items())
        return [f"this is no vector: it needs {parts}"]
    given = Inputs(vector)
    # other words for a rule: its inputs say which one it is
    function = RULES.get(_plain(vector["rule"])) or law_scenarios.fits(given)
    if not function:
        return [f"unknown rule: {vector['rule']}"]
    try:
        got = function(given)
    except (Unclear, ValueError) as refused:
        return [str(refused)]
    problems = [f"unknown input: {name}" for name in given.unread()]
    for name, value in vector["expected"].items():
        if name not in got:
            problems.append(f"unknown result: {name}")
        elif not same(value, got[name]):
            problems.append(f"{name}: expected {as_text(value)}, got {as_text(got[name])}")
    return problems


PARTS = {"jurisdiction": str, "customer_type": str, "rule": str, "inputs": dict, "expected": dict}


def _is_vector(vector):
    return (
        isinstance(vector, dict)
        and all(isinstance(vector.get(name), kind) for name, kind in PARTS.items())
        and bool(vector["expected"])
    )


def same(expected, got):
    """Whether two results say the same: 8.5 and 8.50 do, yes and 1 do not."""
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(same, expected, got))
    if expected is None or got is None or isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    try:
        return _amount(expected) == _amount(got)
    except (InvalidOperation, TypeError, ValueError):
        return str(expected) == str(got)


def as_text(value):
    if isinstance(value, list):
        return "; ".join(" ".join(map(str, v)) if isinstance(v, list) else str(v) for v in value)
    if value is None or isinstance(value, bool):
        return {None: "none", True: "yes", False: "no"}[value]
    return str(value)


def main(path):
    try:
        vectors = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"setup/law-check: {path} cannot be read: {error}", file=sys.stderr)
        return 2
    if not isinstance(vectors, list) or not vectors:
        print(f"setup/law-check: {path} is no list of vectors", file=sys.stderr)
        return 2
    held = 0
    for number, vector in enumerate(vectors, start=1):
        problems = problems_of(vector)
        held += not problems
        name = vector.get("id", f"vector {number}") if isinstance(vector, dict) else number
        for problem in problems:
            print(f"{name}: {problem}")
    print(f"{held} of {len(vectors)} vectors hold")
    return 0 if held == len(vectors) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
