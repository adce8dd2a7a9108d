"""What the law allows towards consumers and undertakings of five countries, hand-worked.

See ``law_values``: 1,000.00 due 31 January 2026, reminded by e-mail on 9 February, looked at on
31 March.
"""

from decimal import Decimal as D

import pytest
from law_values import by_law, claim, day, facts, fee, interest, law, table
from rules.law.profiles import NONE, PROFILES, profile_for
from rules.law.rate_tables import NoRate

CONSUMERS = [code for code in PROFILES if code.endswith("consumer")]
UNDERTAKINGS = [code for code in PROFILES if code.endswith("business")]
CHARGED = {"own_fine": "15.00", "monthly_percent": "0.1"}


def test_profile_follows_the_country_of_the_creditor_and_the_nature_of_the_customer():
    assert profile_for("BE", consumer=True).code == "be_consumer"
    assert profile_for("be", consumer=False).code == "be_business"
    assert profile_for("LU", consumer=False).code == "lu_business"


@pytest.mark.parametrize("country", ["ES", "", None])
def test_country_without_a_profile_has_none(country):
    assert profile_for(country, consumer=True) is None


### The first reminder ###


@pytest.mark.parametrize("code", CONSUMERS)
@pytest.mark.parametrize("figures", ["own", "legal"])
def test_first_reminder_to_a_consumer_is_free(code, figures):
    charging = law(code, figures=figures, clause=True, due_date_agreed=True, real_cost="1.00")
    first = claim(number=1, **CHARGED)
    assert fee(charging, first) == [("0.00", "first_reminder")]
    assert interest(charging, first) == ("0.00", "first_reminder")


@pytest.mark.parametrize("code", UNDERTAKINGS)
def test_first_reminder_to_an_undertaking_may_be_charged(code):
    charging = law(code, clause=True)
    first = claim(number=1, facts=facts(None), **CHARGED)
    assert fee(charging, first) == [("15.00", "")]
    # 59 days / 30 x 0.1 % of 1,000.00
    assert interest(charging, first) == ("1.97", "")


def test_without_a_profile_the_sheet_decides():
    charging = law("none")
    first = claim(number=1, own_fine="999.00", monthly_percent="30", facts=facts(None))
    assert fee(charging, first) == [("999.00", "")]
    assert interest(charging, first) == ("590.00", "")
    assert charging.opens_on(first) is None
    assert charging.fees.profile is NONE


### Belgian consumers ###


def test_belgian_consumer_is_charged_from_the_day_the_fourteen_days_are_over():
    one = claim(**CHARGED)
    before, then = (
        law("be_consumer", "2026-02-23", clause=True),
        law("be_consumer", "2026-02-24", clause=True),
    )
    assert fee(before, one) == [("0.00", "waiting")]
    assert interest(before, one) == ("0.00", "waiting")
    assert before.opens_on(one) == day("2026-02-24")
    assert fee(then, one) == [("15.00", "")]
    assert then.opens_on(one) is None


def test_belgian_time_that_ends_on_a_saturday_is_over_after_monday():
    # sent Saturday 3 January: day 14 is Saturday 17; charged from Tuesday 20
    sent = facts("2026-01-03")
    for key_day, expected in (("2026-01-19", "waiting"), ("2026-01-20", "")):
        charging = law("be_consumer", key_day, clause=True)
        one = claim(due="2025-12-31", own_fine="15.00", facts=sent)
        assert fee(charging, one)[0][1] == expected


def test_belgian_consumer_who_was_never_reminded_is_not_charged():
    one = claim(facts=facts(None), **CHARGED)
    charging = law("be_consumer", clause=True)
    assert fee(charging, one) == [("0.00", "not_warned")]
    assert interest(charging, one) == ("0.00", "not_warned")


def test_belgian_fine_above_the_ceiling_is_limited_and_says_so():
    # 1,000.00 allows 65 + 5 % of 500 = 90.00
    charging = law("be_consumer", clause=True)
    assert fee(charging, claim(own_fine="90.00")) == [("90.00", "")]
    assert fee(charging, claim(own_fine="90.01")) == [("90.00", "ceiling")]
    [allowed] = charging.fees.of([claim(own_fine="150.00")])
    assert (allowed.own, allowed.ceiling) == (D("150.00"), D("90.00"))


def test_belgian_claims_of_one_letter_stay_under_both_readings_of_the_law():
    # 400 + 400: each 55.00, together 80.00, shared half and half
    claims = [claim("400.00", id=n, own_fine="50.00") for n in (1, 2)]
    assert fee(law("be_consumer", clause=True), *claims) == [("40.00", "ceiling")] * 2
    # 140 + 140: each 20.00, together 43.00
    claims = [claim("140.00", id=n, own_fine="30.00") for n in (1, 2)]
    assert fee(law("be_consumer", clause=True), *claims) == [("20.00", "ceiling")] * 2


def test_credits_on_the_letter_lower_the_belgian_ceiling():
    # 1,000 less 900 is 100.00 due: 20.00
    charging = law("be_consumer", clause=True)
    assert fee(charging, claim(own_fine="90.00"), credits=D("900.00")) == [("20.00", "ceiling")]
    assert fee(charging, claim(own_fine="90.00"), credits=D("1000.00")) == [("0.00", "ceiling")]


def test_belgian_lump_sum_by_law_is_taken_of_what_is_due_after_credits():
    charging = by_law("be_consumer", clause=True)
    assert fee(charging, claim(), credits=D("900.00")) == [("20.00", "")]


def test_belgian_fine_needs_a_clause():
    assert fee(law("be_consumer"), claim(own_fine="5.00")) == [("0.00", "no_clause")]


def test_belgian_interest_of_a_large_company_runs_from_the_end_of_the_fourteen_days():
    # 24 February to 31 March: 36 days, 1,000 x 10.5 % x 36 / 365 = 10.356, cut to 10.35
    assert interest(by_law("be_consumer", clause=True), claim()) == ("10.35", "")


def test_belgian_interest_of_a_large_company_starts_after_a_weekend_that_ends_the_time():
    # sent Saturday 3 January: from Tuesday 20 January; one day: 0.2877, cut to 0.28
    one = claim(due="2025-12-31", facts=facts("2026-01-03"))
    assert interest(by_law("be_consumer", "2026-01-20", clause=True), one) == ("0.28", "")


def test_belgian_interest_of_a_small_company_runs_from_the_day_after_the_reminder():
    # 10 February to 31 March: 50 days: 14.3835, cut to 14.38
    charging = by_law("be_consumer", clause=True, small_company=True)
    assert interest(charging, claim()) == ("14.38", "")


def test_belgian_interest_without_a_clause_is_at_the_ordinary_legal_rate():
    # 36 days at 4.5 %: 4.438, cut to 4.43
    assert interest(by_law("be_consumer"), claim()) == ("4.43", "")


def test_agreed_belgian_interest_above_the_law_is_limited():
    # 1 % a month, 36 days: 12.00; the law allows 10.35
    charging = law("be_consumer", clause=True)
    assert interest(charging, claim(monthly_percent="1")) == ("10.35", "ceiling")
    # 0.8 %: 9.60
    assert interest(charging, claim(monthly_percent="0.8")) == ("9.60", "")


def test_minimum_of_interest_does_not_pass_the_belgian_ceiling():
    one = claim(monthly_percent="0.1", interest_minimum="25.00")
    assert interest(law("be_consumer", clause=True), one) == ("10.35", "ceiling")
    assert interest(law("be_business", clause=True), one) == ("25.00", "")


def test_days_of_a_leap_year_may_be_counted_by_their_own_year():
    # 2028: 14 March to 31 December, 293 days at 10 %: / 366 = 80.054, / 365 = 80.273
    ten = {"be_trade": table(("2028-01-01", "2028-12-31", "10"))}
    one = claim(due="2028-01-31", facts=facts("2028-02-28"))
    for day_count, expected in (("act/act", "80.05"), ("act/365", "80.27")):
        charging = by_law("be_consumer", "2028-12-31", tables=ten, clause=True, day_count=day_count)
        assert interest(charging, one) == (expected, "")


def test_own_calendar_of_the_company_moves_the_day():
    charging = law(
        "be_consumer",
        "2026-02-20",
        is_holiday=lambda one: one.isoformat() <= "2026-02-13",
        clause=True,
    )
    # by post on 9 February: working days from 16 February on: 18 is the third; 18 + 14 = 4 March
    one = claim(own_fine="5.00", facts=facts(by="post"))
    assert charging.opens_on(one) == day("2026-03-04")


def test_amount_that_the_first_belgian_letter_must_name():
    charging = by_law("be_consumer", "2026-02-09", clause=True)
    first = claim(number=1, facts=facts(None))
    assert fee(charging, first) == [("0.00", "first_reminder")]
    assert [one.amount for one in charging.fees.announced([first])] == [D("90.00")]


### Dutch consumers ###


def test_dutch_principals_of_one_demand_are_added_up_and_shared_out():
    # 3 x 100 = 300: 15 % is 45.00
    claims = [claim("100.00", id=n) for n in (1, 2, 3)]
    assert fee(by_law("nl_consumer"), *claims) == [("15.00", "")] * 3


def test_dutch_costs_are_due_from_the_end_of_the_letter_s_term():
    # by e-mail on 9 February: 10 to 23 February
    for key_day, expected in (("2026-02-23", ("0.00", "waiting")), ("2026-02-24", ("150.00", ""))):
        assert fee(by_law("nl_consumer", key_day), claim()) == [expected]


def test_dutch_costs_without_the_letter_are_not_due():
    assert fee(law("nl_consumer"), claim(own_fine="15.00", facts=facts(None))) == [
        ("0.00", "not_warned")
    ]


def test_dutch_costs_fall_with_what_is_still_open():
    # 600 of 1,000 paid in time: 15 % of 400
    assert fee(by_law("nl_consumer"), claim("400.00")) == [("60.00", "")]


def test_dutch_claims_whose_term_runs_do_not_count_in_the_scale():
    # 1,000 whose term is over: 150.00; 1,000 whose term runs: nothing
    fresh = claim(id=2, facts=facts("2026-03-25"))
    assert fee(by_law("nl_consumer"), claim(), fresh) == [("150.00", ""), ("0.00", "waiting")]


def test_dutch_interest_runs_from_default():
    # an agreed due date: 1 February on, 59 days at 4 %: 6.466; otherwise from the letter's end,
    # 24 February on, 36 days: 3.945
    assert interest(by_law("nl_consumer", due_date_agreed=True), claim()) == ("6.47", "")
    assert interest(by_law("nl_consumer"), claim()) == ("3.95", "")


def test_dutch_interest_of_a_full_year_bears_interest():
    # due 31 March 2024: 366 days to 31 March 2025 (7 % 275 days, 6 % 91) and a year at 6 and 4 %,
    # as the table says; compound is more than simple
    one = claim(due="2024-03-31")
    charging = by_law("nl_consumer", due_date_agreed=True)
    simple = (
        sum(rate * days for rate, days in ((D(7), 275), (D(6), 184 + 181), (D(4), 90)))
        * 1000
        / D(36500)
    )
    amount = D(interest(charging, one)[0])
    assert simple < amount < simple + 5


### Germany, France, Luxembourg ###


def test_german_consumer_pays_real_cost_only():
    charging = law("de_consumer", real_cost="0.76")
    assert fee(charging, claim(own_fine="2.50")) == [("0.76", "ceiling")]
    assert fee(law("de_consumer"), claim(own_fine="2.50")) == [("0.00", "ceiling")]


def test_german_consumer_pays_five_points_over_the_base_rate():
    # reminded by e-mail on 9 February: 10 February on, 50 days at 6.27 %: 8.589
    assert interest(by_law("de_consumer"), claim()) == ("8.59", "")


def test_german_letter_is_given_four_working_days_to_arrive():
    # Monday 9 February, received on Friday 13: 46 days from the 14th: 7.902
    assert interest(by_law("de_consumer"), claim(facts=facts(by="post"))) == ("7.90", "")


def test_french_consumer_pays_no_fee():
    assert fee(law("fr_consumer", clause=True), claim(own_fine="15.00")) == [
        ("0.00", "not_allowed")
    ]


def test_french_contract_may_ask_more_than_the_law_from_an_undertaking():
    one = claim(own_fine="75.00", monthly_percent="1.5")
    assert fee(law("fr_business", clause=True), one) == [("75.00", "")]
    assert interest(law("fr_business", clause=True), one) == ("29.50", "")


def test_undertaking_without_a_clause_owes_what_the_law_gives_and_proven_cost():
    one = claim(own_fine="75.00", monthly_percent="1.5")
    assert fee(law("fr_business"), one) == [("40.00", "ceiling")]
    assert fee(law("fr_business", real_cost="12.00"), one) == [("52.00", "ceiling")]
    # 59 days at 12.15 %: 19.639, cut to 19.63
    assert interest(law("fr_business"), one) == ("19.63", "ceiling")


def test_luxembourg_consumer_pays_from_the_fourth_month_when_the_invoice_said_so():
    # delivered on 30 November: from 1 March, 31 days at 3.75 %: 3.185
    one = claim(facts=facts(delivery="2025-11-30", invoice_date="2025-12-10"))
    says = by_law("lu_consumer", invoice_mentions_interest=True)
    assert interest(says, one) == ("3.18", "")
    assert interest(by_law("lu_consumer"), one) == ("0.00", "not_running")
    assert interest(says, claim()) == ("0.00", "not_running")


def test_luxembourg_consumer_pays_no_interest_before_the_due_date():
    # three months after delivery is 28 February, but due is 30 March: one day, 0.1027
    known = facts(delivery="2025-11-28", invoice_date="2025-12-10")
    says = by_law("lu_consumer", invoice_mentions_interest=True)
    assert interest(says, claim(due="2026-03-30", facts=known)) == ("0.10", "")


### Undertakings ###


@pytest.mark.parametrize("code", ["be_business", "de_business", "fr_business", "lu_business"])
def test_forty_euro_per_invoice(code):
    claims = [claim("50.00", id=n) for n in (1, 2, 3)]
    assert fee(by_law(code), *claims) == [("40.00", "")] * 3


def test_forty_euro_once_in_the_life_of_an_invoice():
    instalments = [
        claim(id=2, due="2026-01-31", facts=facts(invoice="INV/1")),
        claim(id=1, due="2026-02-28", facts=facts(invoice="INV/1")),
    ]
    booked = claim(id=3, facts=facts(invoice="INV/2", compensated=True))
    assert fee(by_law("be_business"), *instalments, booked) == [
        ("40.00", ""),
        ("0.00", ""),
        ("0.00", ""),
    ]


def test_dutch_undertaking_owes_the_scale_but_at_least_forty_euro_per_invoice():
    assert fee(by_law("nl_business"), claim()) == [("150.00", "")]
    claims = [claim("50.00", id=n) for n in (1, 2)]
    assert fee(by_law("nl_business"), *claims) == [("40.00", "")] * 2


def test_interest_between_undertakings_follows_part_payments():
    # 1 to 15 February on 2,000, to 31 March on 1,000: (15 x 2,000 + 44 x 1,000) x 10.5 % / 365
    one = claim(facts=facts(payments=[("2026-02-15", "1000.00")]))
    assert interest(by_law("be_business"), one) == ("21.29", "")


def test_due_date_before_the_invoice_gives_no_interest_before_it():
    # invoiced on 31 March: nothing yet; on 30 March: one day, 1,000 x 10.5 % / 365 = 0.288
    for invoiced, expected in (
        ("2026-03-31", ("0.00", "not_running")),
        ("2026-03-30", ("0.29", "")),
    ):
        one = claim(facts=facts(invoice_date=invoiced))
        assert interest(by_law("be_business"), one) == expected


def test_day_without_a_rate_stops_the_claim_and_names_the_day():
    charging = by_law("be_business", "2027-01-01")
    with pytest.raises(NoRate, match="no rate of be_trade is known for 2027-01-01"):
        interest(charging, claim())


def test_sheet_that_asks_no_interest_needs_no_rate():
    assert interest(law("be_consumer", "2027-01-01", clause=True), claim()) == ("0.00", "")


def test_minimum_of_interest_applies_only_when_there_is_interest():
    one = claim("1.00", monthly_percent="0.1", interest_minimum="25.00")
    assert interest(law("be_business", clause=True), one) == ("0.00", "")


### Other currencies ###


def test_ceiling_in_euro_is_converted_at_the_key_date_and_rounded_down():
    # 1.10 dollar for one euro: 165.01 dollar is 150.009 euro, cut to 150.00: 20.00 euro, 22.00
    charging = law("be_consumer", clause=True)
    one = claim("165.01", own_fine="30.00", euro_rate="1.10")
    assert fee(charging, one) == [("22.00", "ceiling")]
    # 165.02 is 150.018, cut to 150.01: 30.00 euro: 33.00 dollar
    assert fee(charging, claim("165.02", own_fine="33.00", euro_rate="1.10")) == [("33.00", "")]


def test_ceiling_in_a_coarse_currency_is_rounded_down_to_its_coin():
    # 20 euro at 0.9333 francs is 18.666: 18.65 in coins of 0.05
    one = claim("100.00", own_fine="30.00", euro_rate="0.9333", step="0.05")
    assert fee(law("be_consumer", clause=True), one) == [("18.65", "ceiling")]


def test_claims_in_two_currencies_share_one_ceiling():
    # 400 euro and 440 dollar (400 euro): 80.00 euro together, 40.00 euro and 44.00 dollar
    claims = [
        claim("400.00", id=1, own_fine="50.00"),
        claim("440.00", id=2, own_fine="55.00", euro_rate="1.10"),
    ]
    assert fee(law("be_consumer", clause=True), *claims) == [
        ("40.00", "ceiling"),
        ("44.00", "ceiling"),
    ]


def test_charge_in_another_currency_counts_in_full_against_the_shared_ceiling():
    # 44.01 dollar is 40.009 euro: with 40.00 euro a little above the 80.00 allowed
    claims = [
        claim("400.00", id=1, own_fine="40.00"),
        claim("440.00", id=2, own_fine="44.01", euro_rate="1.10"),
    ]
    over = fee(law("be_consumer", clause=True), *claims)
    assert [reason for _amount, reason in over] == ["", "ceiling"]
    claims[1] = claim("440.00", id=2, own_fine="44.00", euro_rate="1.10")
    assert [why for _amount, why in fee(law("be_consumer", clause=True), *claims)] == ["", ""]


def test_forty_euro_in_dollars():
    assert fee(by_law("be_business"), claim(euro_rate="1.1111")) == [("44.44", "")]


### One fine for the letter ###


def test_single_fine_of_a_letter_is_limited_like_its_claims_together():
    charging = law("be_consumer", clause=True)
    claims = [claim("400.00", id=n) for n in (1, 2)]
    assert charging.fees.of_letter(claims, D("80.00")).reason == ""
    over = charging.fees.of_letter(claims, D("80.01"))
    assert (over.amount, over.reason) == (D("80.00"), "ceiling")


def test_single_fine_of_a_first_reminder_is_refused():
    first = [claim(number=1)]
    refused = law("be_consumer", clause=True).fees.of_letter(first, D("15.00"))
    assert (refused.amount, refused.reason) == (0, "first_reminder")
