"""What may be charged for one claim on one day, and when a letter counts as received: for vectors
that name how it came about instead of a figure of the law. Used by ``law_check``.

An input may have one of several names; the first that a vector has counts.
"""

from rules.law import post, waiting
from rules.law.charging import Charging
from rules.law.claims import LEGAL, Claim, Facts, Terms
from rules.law.day_counts import ACT_365

PRINCIPAL = ("principal_incl_vat", "principal", "amount")
LAST_DAY = ("accrue_through", "key_date")
LETTER = ("first_reminder_sent", "first_letter_sent", "first_letter", "reminder_sent")
FORMAL_NOTICE = ("formal_notice_sent", "formal_notice")
MARKED_LETTER = ("fourteen_day_letter_sent", "14_day_letter_sent")
SENT = ("sent", "letter_sent", *LETTER, *FORMAL_NOTICE)


def fits(given):
    """What a vector with an unknown rule is about, by its inputs: a function, or None."""
    names = set(given.unread())
    if names & {*LAST_DAY} and names & {*PRINCIPAL}:
        return charges_on_a_day
    return receipt_of_a_letter if names & {*SENT} else None


def says_more(given):
    """Whether a vector on interest and compensation names how the claim came about."""
    return bool({"due_date_agreed", "invoice_date", *LETTER, *FORMAL_NOTICE} & set(given.unread()))


def charges_on_a_day(given):
    """Interest and costs by the law's own figures.

    The claim was reminded once before (by what the law counts from) when a letter is named, so that
    the next letter may charge; else the day's letter is the first one.
    """
    profile = given.profile()
    terms = Terms(
        figures=LEGAL,
        clause=given.if_any("yes", ("clause", "contract_clause"), True),
        small_company=given.if_any("yes", ("creditor_is_small_company",), False),
        due_date_agreed=given.if_any("yes", ("due_date_agreed",), None),
        invoice_mentions_interest=given.if_any("yes", ("invoice_mentions_interest",), False),
        day_count=given.if_any("text", ("day_count",), ACT_365),
    )
    facts = _facts(given, profile)
    number = given.if_any("number", ("reminder_number", "level"), 2 if facts.warned_on else 1)
    claim = Claim(
        1,
        given.first("amount", PRINCIPAL),
        given.first("day", ("due_date", "default_from_day_after")),
        number,
        facts=facts,
    )
    charging = Charging(profile, terms, given.first("day", LAST_DAY))
    interest, fee = charging.interest.explain(claim), charging.fees.of([claim])[0]
    start = charging.timing.interest_from(claim)
    segments = [[s.first_day.isoformat(), s.days, str(s.percent)] for s in interest.steps]
    return {
        "interest_from": start,
        "interest": interest.amount,
        "max_interest": interest.amount,
        "penalty": interest.amount,
        "days": sum(step.days for step in interest.steps),
        "segments": segments,
        "rate": interest.steps[-1].percent if interest.steps else None,
        "rate_segments": segments,
        "fixed_compensation": fee.amount,
        "fee": fee.amount,
        "max_collection_costs": fee.amount,
        "max_lump_sum": fee.amount,
        "total_extra": interest.amount + fee.amount,
    }


def _facts(given, profile):
    """The letter that the law counts from: a formal notice or a fourteen-day letter where it asks
    for one, else the first reminder."""
    first = given.if_any("day", LETTER, None)
    formal = given.if_any("day", FORMAL_NOTICE, None)
    marked = given.if_any("day", MARKED_LETTER, None)
    if profile.start_rule.needs_formal_notice:
        warned = formal
    elif profile.waiting_rule.by_marked_letter:
        warned = marked
    else:
        warned = min(filter(None, (first, formal)), default=None)
    return Facts(
        warned_on=warned,
        warned_by=_channel(given),
        warned_in=_country(given),
        invoice_date=given.if_any("day", ("invoice_date", "invoice_sent"), None),
        delivery=given.if_any("day", ("delivery",), None),
        invoice="one",
    )


def _channel(given):
    return given.if_any("text", ("channel",), waiting.EMAIL)


def _country(given):
    return given.if_any("text", ("recipient_country", "country"), "").lower()


def receipt_of_a_letter(given):
    """When a letter counts as received, and from when interest that counts from it runs."""
    profile = given.profile()
    country, channel = _country(given) or profile.country, _channel(given)
    sent = given.first("day", SENT)
    facts = Facts(warned_on=sent, warned_by=channel, warned_in=country)
    received = waiting.arrival(facts, post.of(country))
    return {
        "presumed_receipt": received,
        "received": received,
        "interest_from": received + post.ONE_DAY,
    }


def is_holiday(country, day):
    """Whether a day is a holiday that the post of a country knows."""
    return post.of(country).is_holiday(day)
