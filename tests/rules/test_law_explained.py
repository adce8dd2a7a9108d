"""Every figure opens to its calculation, which survives storage; payments and letters."""

import json
from decimal import Decimal as D

import pytest
from law_values import by_law, claim, day, facts, law, table
from rules.decide.values import Level
from rules.law import content
from rules.law.allocation import Owed, allocate
from rules.law.calculation import Calculation
from rules.law.countries import COUNTRIES
from rules.law.countries.be.letter import is_enterprise_number
from rules.law.countries.nl.letter import APPROVED_TERMS
from rules.law.profiles import PROFILES, fee_rule_of
from rules.law.sheet_check import problems


def test_interest_opens_to_its_pieces():
    # 1 to 15 February on 2,000, 16 February to 31 March on 1,000
    one = claim(facts=facts(payments=[("2026-02-15", "1000.00")]))
    found = by_law("be_business").interest.explain(one)
    assert (found.rule, found.article) == ("legal_rate", "Law of 2 August 2002 art. 5")
    assert [(str(s.first_day), s.days, s.percent, s.base) for s in found.steps] == [
        ("2026-02-01", 15, D("10.5"), 2000),
        ("2026-02-16", 44, D("10.5"), 1000),
    ]
    # 2,000 x 10.5 % x 15 / 365 and 1,000 x 10.5 % x 44 / 365
    assert [s.amount for s in found.steps] == [D("8.630137"), D("12.657534")]
    assert (found.amount, found.rounding) == (D("21.29"), "half_up")


def test_limited_interest_shows_the_agreement_and_the_ceiling():
    found = law("be_consumer", clause=True).interest.explain(claim(monthly_percent="1"))
    assert (found.percent, found.months, found.own) == (1, "6/5", D("12.00"))
    assert (found.reason, found.rounding, found.amount) == ("ceiling", "down", D("10.35"))
    assert [(s.days, s.percent) for s in found.steps] == [(36, D("10.5"))]


def test_interest_that_is_refused_shows_why_and_from_when():
    found = law("be_consumer", "2026-02-20", clause=True).interest.explain(
        claim(monthly_percent="1")
    )
    assert (found.amount, found.reason, found.steps) == (0, "waiting", ())
    assert found.opens_on == day("2026-02-24")


def test_fee_shows_the_claims_it_was_taken_of_together():
    claims = [claim("400.00", id=n, own_fine="50.00") for n in (1, 2)]
    found = law("be_consumer", clause=True).fees.explain(claims)[0]
    assert (found.rule, found.article) == ("be_lump_sum", "CEL art. XIX.4, 2°")
    assert (found.base, found.own, found.amount) == (D("800.00"), D("50.00"), D("40.00"))


def test_waiting_is_explained_by_its_own_article():
    found = law("be_consumer", "2026-02-20", clause=True).fees.explain([claim(own_fine="5.00")])
    assert (found[0].reason, found[0].article) == ("waiting", "CEL art. XIX.2")


def test_agreed_fee_names_no_article():
    found = law("be_business", clause=True).fees.explain([claim(own_fine="5.00")])[0]
    assert (found.rule, found.article, found.opens_on) == ("agreed", "", None)


def test_agreed_fee_under_the_ceiling_is_taken_of_its_own_claim():
    claims = [claim("400.00", id=n, own_fine="4.00") for n in (1, 2)]
    found = law("be_consumer", clause=True).fees.explain(claims)[0]
    assert (found.rule, found.base, found.ceiling) == ("agreed", D("400.00"), D("55.00"))


@pytest.mark.parametrize("code", PROFILES)
@pytest.mark.parametrize("figures", ["own", "legal"])
def test_calculation_has_the_amount_that_is_asked_and_survives_storage(code, figures):
    tables = None
    if code == "fr_consumer":
        tables = {"fr_legal": table(("2026-01-01", "2026-12-31", "2.62"))}
    charging = law(code, figures=figures, clause=True, due_date_agreed=True, tables=tables)
    one = claim(own_fine="15.00", monthly_percent="1", euro_rate="1.1")
    for found, allowed in (
        (charging.interest.explain(one), charging.interest.of(one)),
        (charging.fees.explain([one])[0], charging.fees.of([one])[0]),
    ):
        assert (found.amount, found.own) == (allowed.amount, allowed.own)
        assert Calculation.from_json(json.loads(json.dumps(found.to_json()))) == found


### Payments ###


def parts(payment):
    done = allocate(D(payment), Owed(D("40"), D("8.63"), D("1000")))
    return (str(done.costs), str(done.interest), str(done.principal)), done.left


@pytest.mark.parametrize(
    ("payment", "expected"),
    [
        ("0", ("0", "0", "0")),
        ("39.99", ("39.99", "0.00", "0.00")),
        ("40", ("40", "0", "0")),
        ("40.01", ("40", "0.01", "0.00")),
        ("48.64", ("40", "8.63", "0.01")),
        ("1048.63", ("40", "8.63", "1000")),
    ],
)
def test_payment_is_allocated_to_costs_then_interest_then_principal(payment, expected):
    found, left = parts(payment)
    assert tuple(map(D, found)) == tuple(map(D, expected))
    assert left.total == D("1048.63") - D(payment)


def test_what_is_paid_too_much_is_kept_apart():
    _found, left = parts("1050.00")
    assert (left.total, left.overpaid) == (0, D("1.37"))


def test_negative_payment_or_debt_is_refused():
    with pytest.raises(ValueError, match="a payment cannot be negative, but is -0.01"):
        allocate(D("-0.01"), Owed())
    with pytest.raises(ValueError, match="no part of a debt"):
        allocate(D(1), Owed(costs=D(-1)))


### What a letter must say ###

PRINTED = {
    "balance": ["1\u202f000,00 €"],
    "clause_amount": ["90,00 €"],
    "creditor_name": ["Bakkerij Peeters"],
    "enterprise_number": ["0403.019.261"],
    "description": ["Brood", "Gebak"],
    "due_date": ["31/01/2026", "28/02/2026"],
    "term": ["14 kalenderdagen"],
}
LETTER = """Bakkerij Peeters (0403.019.261)
  Brood 31/01/2026, Gebak 28/02/2026: 1 000,00 €. Binnen 14
  kalenderdagen, daarna 90,00 €."""


def lacking(code, printed, text):
    return content.missing(PROFILES[code].letter.required(), printed, text)


def test_complete_first_belgian_reminder_lacks_nothing():
    assert lacking("be_consumer", PRINTED, LETTER) == ()


@pytest.mark.parametrize("element", PRINTED)
def test_first_belgian_reminder_without_an_element_is_named(element):
    assert lacking("be_consumer", PRINTED | {element: []}, LETTER) == (element,)
    assert lacking("be_consumer", PRINTED | {element: [""]}, LETTER) == (element,)
    assert lacking("be_consumer", PRINTED | {element: ["not in it"]}, LETTER) == (element,)


def test_one_item_without_a_description_is_enough_to_lack_it():
    printed = PRINTED | {"description": ["Brood", False]}
    assert lacking("be_consumer", printed, LETTER) == ("description",)


@pytest.mark.parametrize("sentence", APPROVED_TERMS)
def test_dutch_letter_needs_one_of_the_two_approved_sentences(sentence):
    printed = {"balance": ["€ 100,00"], "exact_cost": ["€ 40,00"]}
    text = f"Betaal € 100,00 {sentence.upper()}; anders € 40,00."
    assert lacking("nl_consumer", printed, text) == ()
    wrong = text.lower().replace("bij u is bezorgd", "is verzonden")
    assert lacking("nl_consumer", printed, wrong) == ("approved_term",)
    assert lacking("nl_consumer", printed | {"exact_cost": ["€ 41,00"]}, text) == ("exact_cost",)


@pytest.mark.parametrize("code", ["be_business", "de_consumer", "fr_business", "none"])
def test_other_letters_must_say_nothing_in_particular(code):
    assert lacking(code, {}, "") == ()


@pytest.mark.parametrize(
    ("code", "announced"),
    [("be_consumer", D(2)), ("be_consumer", D(0)), ("nl_consumer", D(2))],
)
@pytest.mark.parametrize("lang", ["nl", "fr", "de", "en"])
def test_ready_sentences_carry_amount_and_term_in_four_languages(code, announced, lang):
    letter = PROFILES[code].letter
    text = letter.sentence(lang, announced)
    assert (lang == "en") is (text == letter.sentence("it", announced))
    text = text.format(balance="1,00", amount="2,00", start="3/4/2026", interest_rate="10,50 %")
    assert ("10,50 %" in text) is (code == "be_consumer")
    assert "1,00" in text
    assert ("2,00" in text) is bool(announced)
    if code == "nl_consumer":
        printed = {"balance": ["1,00"], "exact_cost": ["2,00"]}
        assert lacking(code, printed, text) == ()
    else:
        assert "14" in text


def test_letter_without_an_amount_names_none_in_belgium_and_is_none_in_the_netherlands():
    belgian, dutch = PROFILES["be_consumer"].letter, PROFILES["nl_consumer"].letter
    assert "clause_amount" in belgian.required(D(20))
    assert "clause_amount" in belgian.required(None)
    assert "clause_amount" not in belgian.required(D(0))
    assert "exact_cost" in dutch.required(D(0))
    assert "{amount}" in belgian.sentence("nl_BE", D(20))
    assert "Daarna vragen wij interest aan {interest_rate}" in belgian.sentence("nl_BE", D(0))
    assert dutch.sentence("nl_NL", D(0)) == belgian.sentence("nl_BE", None) == ""
    assert PROFILES["de_consumer"].letter.sentence("de_DE", D(5)) == ""


def test_term_is_the_one_that_the_words_use():
    letter = PROFILES["be_consumer"].letter
    assert letter.term_in("dans les QUATORZE  jours calendrier") == "quatorze jours calendrier"
    assert letter.term_in("soon") == "14 kalenderdagen"
    assert PROFILES["fr_consumer"].letter.term_in("soon") == ""


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("0403.019.261", True),
        ("BE 0403 019 261", True),
        ("0403019262", False),
        ("2403.019.261", False),
        ("403.019.261", False),
        ("", False),
        (None, False),
    ],
)
def test_belgian_enterprise_number(number, valid):
    assert is_enterprise_number(number) is valid


def test_creditor_is_named_by_a_valid_number_in_belgium_and_by_the_first_one_elsewhere():
    numbers = ("", "123", "BE0403019261")
    assert COUNTRIES["be"].creditor_number(*numbers) == "0403.019.261"
    assert COUNTRIES["be"].creditor_number("123", None) == ""
    assert COUNTRIES["nl"].creditor_number(*numbers) == "123"
    assert (COUNTRIES["nl"].registry, COUNTRIES["fr"].registry) == ("chamber", "enterprise")


def test_stored_rule_says_how_its_figure_was_counted():
    assert fee_rule_of("fixed_compensation").per_invoice
    assert fee_rule_of("be_lump_sum").on_sum and fee_rule_of("nl_scale").on_sum
    for code in ("agreed", "legal_rate", "real_cost", "of a later version"):
        assert not (fee_rule_of(code).per_invoice or fee_rule_of(code).on_sum)


### What a sheet may not say ###


def found(code, mode="days_30", terms=None, **level):
    parameters = {"number": 2, **{k: D(v) if isinstance(v, str) else v for k, v in level.items()}}
    charging = law(code, **(terms or {"clause": True}))
    level = Level(**parameters)
    told = problems(PROFILES[code], charging.fees.terms, [level], mode, day("2026-03-31"))
    return {problem.code: problem.figures for problem in told}


def test_charges_on_the_first_reminder_of_a_consumer_are_told():
    assert set(found("be_consumer", number=1, fine_percent="1")) == {"first_level_charges"}
    assert set(found("be_consumer", number=1, interest_monthly_percent="1")) == {
        "first_level_charges"
    }
    assert found("be_business", number=1, fine_percent="1") == {}


def test_fine_that_passes_the_ceiling_is_told_with_an_example():
    # 25.00 at least on 0.01: 20.00 allowed
    told = found("be_consumer", fine_percent="10", fine_minimum="25")
    assert told == {"fee_above_ceiling": {"base": D("0.01"), "own": D("25"), "ceiling": D("20.00")}}
    assert found("be_consumer", fine_percent="1", fine_minimum="20") == {}
    # 10 % of 1,000 is 100.00, allowed are 90.00
    assert found("be_consumer", fine_percent="10")["fee_above_ceiling"]["base"] == D("1000")


def test_interest_that_passes_the_law_is_told():
    # 0.875 % a month is 10.5 % a year
    assert found("be_consumer", interest_monthly_percent="0.875") == {}
    told = found("be_consumer", interest_monthly_percent="0.876")
    assert told["rate_above_law"] == {"own": D("10.512"), "ceiling": D("10.5")}
    assert found("be_business", interest_monthly_percent="2") == {}


def test_started_months_and_minimums_are_told_for_consumers():
    told = found("nl_consumer", "started", interest_monthly_percent="0.1", interest_minimum="5")
    assert set(told) == {"started_months", "interest_minimum"}


def test_missing_clause_and_forbidden_fees_are_told():
    assert set(found("be_consumer", terms={"clause": False}, fine_minimum="5")) == {"no_clause"}
    assert set(found("fr_consumer", fine_minimum="5")) == {"fee_not_allowed"}


def test_french_contract_rate_below_three_times_the_legal_rate_is_told():
    # 3 x 2.62 = 7.86 a year, 0.655 a month
    assert found("fr_business", interest_monthly_percent="0.655") == {}
    told = found("fr_business", interest_monthly_percent="0.65")
    assert told["rate_too_low"] == {"own": D("7.80"), "lowest": D("7.86")}


def test_sheet_without_a_law_has_no_problems():
    assert found("none", number=1, fine_percent="99") == {}


def test_belgian_sentences_name_the_interest_rate_in_every_language():
    belgian = COUNTRIES["be"].letter
    for lang in ("nl_BE", "fr_BE", "de_DE", "en_GB"):
        for announced in (D(35), D(0)):
            sentence = belgian.sentence(lang, announced)
            assert sentence.count("{interest_rate}") == 1
        assert belgian.rate_words(lang)
    assert belgian.rate_words("nl_BE") == "de wettelijke rentevoet"
    assert "{interest_rate}" not in COUNTRIES["nl"].letter.sentence("nl_NL", D(40))
