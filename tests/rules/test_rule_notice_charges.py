"""What a letter charges (SPEC sections 2 and 5). Each figure has its sum beside it.

An item is 30 days late, which ``days_30`` counts as one month.
"""

from dataclasses import replace
from decimal import Decimal

import pytest
from rule_values import (
    CHF,
    JPY,
    USD,
    item,
    level,
    only_notice,
    propose,
    run,
    sheet,
)

D = Decimal
FIRST = level(
    1,
    fine_percent="5",
    fine_minimum="15.00",
    interest_monthly_percent="1",
    interest_minimum="2.50",
)
SECOND = level(
    2,
    fine_percent="10",
    fine_minimum="40.00",
    interest_monthly_percent="1.5",
    interest_minimum="5.00",
)
STRICT = sheet(FIRST, SECOND, level(3))
SINGLE = run(single_fine=True)


def charged(*items, by=STRICT, **settings):
    """``(net, fine, interest, total)`` of the only letter."""
    notice = only_notice(*items, by=by, **settings)
    return notice.net, notice.fine_amount, notice.interest_amount, notice.total


def sums(*texts):
    return tuple(D(text) for text in texts)


def of_claim(notice, one_item):
    (claim,) = [claim for claim in notice.claims if claim.verdict.item == one_item]
    return claim


# --- per claim ----------------------------------------------------------------------------


def test_letter_adds_fine_and_interest_to_the_claim():
    # fine 1,000.00 x 5 % = 50.00; interest 1,000.00 x 1 % x 1 = 10.00
    assert charged(item(residual="1000.00")) == sums("1000.00", "50.00", "10.00", "1060.00")


def test_every_claim_is_charged_by_its_own_level_and_not_by_that_of_the_letter():
    at_1, at_2 = item(residual="1000.00"), item(residual="200.00", level=1)
    notice = only_notice(at_1, at_2, by=STRICT)
    # level 1: fine 50.00, interest 10.00
    # level 2: fine 200.00 x 10 % = 20.00, raised to 40.00; interest 3.00, raised to 5.00
    assert notice.level.number == 2
    assert of_claim(notice, at_1).fine.amount == D("50.00")
    assert of_claim(notice, at_1).interest.amount == D("10.00")
    assert of_claim(notice, at_2).fine.amount == D("40.00")
    assert of_claim(notice, at_2).interest.amount == D("5.00")
    # 1,200.00 + 90.00 + 15.00 = 1,305.00
    assert (notice.net, notice.fine_amount, notice.interest_amount) == sums("1200", "90", "15")
    assert notice.total == D("1305.00")


def test_each_small_claim_pays_the_minimum_fine():
    # two claims of 100.00: 5 % = 5.00, raised to 15.00 each
    assert charged(item(), item())[1] == D("30.00")


def test_level_without_charges_asks_the_claims_only():
    assert charged(item(level=2)) == sums("100.00", "0", "0", "100.00")


def test_fine_without_interest_is_in_the_total():
    by = sheet(level(1, fine_minimum="7.50"))
    assert charged(item(), by=by) == sums("100.00", "7.50", "0", "107.50")


def test_interest_without_fine_is_in_the_total():
    by = sheet(level(1, interest_monthly_percent="2"))
    assert charged(item(), by=by) == sums("100.00", "0", "2.00", "102.00")


def test_credit_carries_no_charges_and_lowers_no_charge_of_a_claim():
    # 1,000.00 - 900.00 = 100.00; the fine and interest are those of the claim of 1,000.00
    assert charged(item(residual="1000.00"), item(residual="-900.00")) == sums(
        "100.00", "50.00", "10.00", "160.00"
    )


def test_charges_of_an_earlier_letter_are_not_added_up():
    reminded = item(residual="200.00", level=1, last="2026-03-01")
    # level 2 alone: fine 40.00, interest 5.00; not the 15.00 and 2.50 of level 1 as well
    assert charged(reminded) == sums("200.00", "40.00", "5.00", "245.00")


def test_repeated_reminder_charges_the_last_level_again_and_not_twice():
    by = sheet(FIRST, after_last_level="repeat")
    assert charged(item(residual="1000.00", level=1), by=by)[1] == D("50.00")


def test_part_payment_lowers_fine_and_interest():
    # 600.00 of 1,000.00 paid: fine 400.00 x 5 % = 20.00; interest 4.00
    assert charged(item(residual="400.00")) == sums("400.00", "20.00", "4.00", "424.00")


def test_interest_of_each_claim_runs_from_its_own_due_date():
    old, new = item(due="2025-12-31", residual="1000.00"), item(residual="1000.00")
    notice = only_notice(old, new, by=STRICT)
    # 90 days: 1,000.00 x 1 % x 3 = 30.00; 30 days: 10.00
    assert of_claim(notice, old).interest.amount == D("30.00")
    assert notice.interest_amount == D("40.00")


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        # 10,000.00 at 1 % from 31 January to 31 March 2026, 59 days
        ("days_30", "196.67"),  # 100.00 x 59 / 30
        ("full", "200.00"),
        ("started", "200.00"),
        ("days_365", "193.97"),  # 100.00 x 59 x 12 / 365 = 193.9726
    ],
)
def test_sheet_says_how_months_are_counted(mode, expected):
    by = sheet(level(1, interest_monthly_percent="1"), interest_months=mode)
    claim = item(due="2026-01-31", residual="10000.00")
    assert charged(claim, by=by)[2] == D(expected)


def test_other_overdue_items_carry_no_charges():
    too_soon = item(residual="5000.00", level=1, last="2026-03-20")
    assert charged(item(residual="1000.00"), too_soon) == charged(item(residual="1000.00"))


# --- a single fine per letter -------------------------------------------------------------


def test_single_fine_is_taken_of_the_net_total_by_the_level_of_the_letter():
    at_1, at_2 = item(residual="1000.00"), item(residual="200.00", level=1)
    notice = only_notice(at_1, at_2, by=STRICT, context=SINGLE)
    # 1,200.00 x 10 % = 120.00; interest 10.00 + 5.00 stays per claim
    assert notice.fine_amount == notice.single_fine.amount == D("120.00")
    assert (notice.interest_amount, notice.total) == sums("15.00", "1335.00")
    assert notice.single_fine.base == D("1200.00")
    assert [claim.fine for claim in notice.claims] == [None, None]


def test_single_fine_is_once_the_minimum_for_many_small_claims():
    # 3 x 20.00 x 5 % = 3.00, raised to 15.00; a fine on every claim would be 45.00
    small = [item(residual="20.00") for _ in range(3)]
    assert charged(*small, context=SINGLE)[1] == D("15.00")
    assert charged(*small)[1] == D("45.00")


@pytest.mark.parametrize(
    ("credit", "expected"),
    [("-500.00", "25.00"), ("-700.00", "15.00"), ("-701.00", "15.00"), ("-699.00", "15.05")],
)
def test_single_fine_is_taken_after_credits(credit, expected):
    # (1,000.00 - 500.00) x 5 % = 25.00; 300.00 x 5 % = 15.00; 301.00 x 5 % = 15.05
    claim = item(residual="1000.00")
    assert charged(claim, item(residual=credit), context=SINGLE)[1] == D(expected)


def test_single_fine_of_a_level_without_percent_and_minimum_is_nothing():
    # letter at level 3, which has no fine; the level 1 claim on it gets none either
    assert charged(item(level=2), item(), context=SINGLE)[1] == 0


def test_with_a_letter_per_level_each_letter_has_its_single_fine():
    context = run(single_fine=True, letter_per="level")
    items = [item(residual="1000.00"), item(residual="200.00", level=1)]
    # level 2: 200.00 x 10 % = 20.00, raised to 40.00; level 1: 1,000.00 x 5 % = 50.00
    fines = [n.fine_amount for n in propose(*items, by=STRICT, context=context).notices]
    assert fines == [D("40.00"), D("50.00")]


def test_letter_with_a_fine_per_claim_has_no_single_fine():
    assert only_notice(item(), by=STRICT).single_fine is None


# --- foreign currency ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("currency", "residual", "fine", "interest"),
    [
        # minimum fine 15.00 EUR x 1.25 = 18.75; minimum interest 2.50 x 1.25 = 3.125 USD
        (USD, "100.00", "18.75", "3.13"),
        # 400.00 x 5 % = 20.00; 400.00 x 1 % = 4.00: above both minimums
        (USD, "400.00", "20.00", "4.00"),
        # minimums 15.00 x 160 = 2400 and 2.50 x 160 = 400 yen
        (JPY, "10000", "2400", "400"),
        # 61250 x 5 % = 3062.5, half up 3063; x 1 % = 612.5, half up 613
        (JPY, "61250", "3063", "613"),
        # minimums 15.00 x 0.95 = 14.25 and 2.50 x 0.95 = 2.375, half of 0.05 up: 2.40
        (CHF, "100.00", "14.25", "2.40"),
        # 490.50 x 5 % = 24.525, to 24.55; x 1 % = 4.905, to 4.90
        (CHF, "490.50", "24.55", "4.90"),
    ],
)
def test_charges_are_in_the_currency_of_the_claim_with_minimums_converted(
    currency, residual, fine, interest
):
    claim = item(currency_id=currency, residual=residual)
    total = D(residual) + D(fine) + D(interest)
    assert charged(claim) == (D(residual), D(fine), D(interest), total)


@pytest.mark.parametrize(
    ("residual", "expected"),
    [("100.00", "18.75"), ("374.80", "18.75"), ("375.20", "18.76"), ("1000.00", "50.00")],
)
def test_single_fine_in_dollar_has_its_minimum_converted(residual, expected):
    # 5 % of 374.80 = 18.74, raised to 15.00 x 1.25 = 18.75; of 375.20 = 18.76
    claim = item(currency_id=USD, residual=residual)
    assert charged(claim, context=SINGLE)[1] == D(expected)


def test_without_split_charges_of_all_currencies_are_added_up_in_company_currency():
    euros, dollars = item(residual="1000.00"), item(currency_id=USD)
    context = run(split_by_currency=False)
    # net      1,000.00 + 100.00 / 1.25           = 1,080.00
    # fine        50.00 +  18.75 / 1.25 = 15.00   =    65.00
    # interest    10.00 +   3.13 / 1.25 =  2.504  =    12.50
    expected = sums("1080.00", "65.00", "12.50", "1157.50")
    assert charged(euros, dollars, context=context) == expected


def test_without_split_each_claim_keeps_its_charges_in_its_own_currency():
    dollars = item(currency_id=USD)
    notice = only_notice(dollars, by=STRICT, context=run(split_by_currency=False))
    claim = of_claim(notice, dollars)
    assert (claim.fine.amount, claim.interest.amount) == sums("18.75", "3.13")


def test_without_split_the_single_fine_is_in_company_currency():
    context = run(split_by_currency=False, single_fine=True)
    items = [item(residual="1000.00"), item(currency_id=USD)]
    # (1,000.00 + 80.00) x 5 % = 54.00
    assert charged(*items, context=context)[1] == D("54.00")


# --- no charges on charges; interest that was asked before ----------------------------------


def test_item_that_asks_for_charges_bears_none_itself():
    charges = item(residual="1000.00")._replace(is_charge=True)
    assert charged(charges) == sums("1000.00", "0", "0", "1000.00")


def test_charges_beside_a_claim_are_no_base_of_anything():
    claim, charges = item(residual="1000.00"), item(residual="60.00")._replace(is_charge=True)
    # fine 1,000.00 x 5 % = 50.00; interest 1,000.00 x 1 % = 10.00; total 1,060.00 + 60.00
    assert charged(claim, charges) == sums("1060.00", "50.00", "10.00", "1120.00")


def test_single_fine_leaves_charges_out_of_its_base():
    claim, charges = item(residual="1000.00"), item(residual="60.00")._replace(is_charge=True)
    assert charged(claim, charges, context=SINGLE)[1] == D("50.00")
    # nothing but charges on the letter: not even the minimum of 15.00
    assert charged(charges, context=SINGLE)[1] == D("0")


@pytest.mark.parametrize(
    ("before", "expected"), [("0", "10.00"), ("4.00", "6.00"), ("10.00", "0"), ("12.00", "0")]
)
def test_interest_is_less_what_was_booked_or_waived_before(before, expected):
    # 1,000.00 x 1 % x 1 month = 10.00
    claim = item(residual="1000.00")._replace(interest_before=D(before))
    assert charged(claim)[2] == D(expected)


@pytest.mark.parametrize(
    ("profile", "before", "expected"),
    [
        ("none", "20.00", "50.00"),  # a sheet's own fines are per level
        ("be_consumer", "0", "50.00"),
        ("be_consumer", "20.00", "30.00"),
        ("be_consumer", "50.00", "0"),
        ("be_consumer", "70.00", "0"),
    ],
)
def test_where_a_law_caps_fines_what_was_booked_before_is_asked_no_more(profile, before, expected):
    # 1,000.00 x 5 % = 50.00
    by = replace(STRICT, law_profile=profile)
    claim = item(residual="1000.00")._replace(fine_before=D(before))
    assert charged(claim, by=by)[1] == D(expected)
