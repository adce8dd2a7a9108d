"""Fine and interest of one claim (SPEC section 5). Each figure has its sum beside it."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_values import day
from rules.base.charges import fine, interest

D = Decimal
CENT = D("0.01")
amounts = st.integers(0, 10**9).map(lambda cents: D(cents) / 100)
percents = st.integers(0, 3000).map(lambda number: D(number) / 100)
steps = st.sampled_from([D("0.01"), D("0.05"), D(1)])
modes = st.sampled_from(["days_30", "full", "started", "days_365"])


def fine_of(base, percent="0", minimum="0", step="0.01"):
    return fine(D(base), D(percent), D(minimum), D(step)).amount


def interest_of(
    residual, percent="1", minimum="0", mode="days_30", due="2026-03-01", on="2026-03-31", step=CENT
):
    return interest(D(residual), D(percent), D(minimum), mode, day(due), day(on), D(step)).amount


# --- fine ---------------------------------------------------------------------------------


def test_fine_is_a_percentage_of_the_claim():
    # 250.00 x 10 % = 25.00
    assert fine_of("250.00", "10") == D("25.00")


@pytest.mark.parametrize(
    ("residual", "expected"),
    [
        ("299.90", "15.00"),  # 5 % = 14.995, rounded 15.00: the minimum itself
        ("300.00", "15.00"),  # 5 % = 15.00: equal
        ("300.10", "15.01"),  # 5 % = 15.005, rounded 15.01: above the minimum
        ("299.80", "15.00"),  # 5 % = 14.99: below, so the minimum
        ("1.00", "15.00"),
    ],
)
def test_fine_below_the_minimum_is_raised_to_it(residual, expected):
    assert fine_of(residual, "5", "15.00") == D(expected)


def test_fine_without_percent_but_with_minimum_is_the_minimum():
    assert fine_of("1000.00", "0", "7.50") == D("7.50")


def test_fine_without_percent_and_minimum_is_nothing():
    assert fine_of("1000.00") == 0


def test_fine_with_percent_and_without_minimum_may_round_to_nothing():
    # 0.09 x 5 % = 0.0045; 0.10 x 5 % = 0.005
    assert fine_of("0.09", "5") == 0
    assert fine_of("0.10", "5") == D("0.01")


@pytest.mark.parametrize(
    ("base", "percent", "step", "expected"),
    [
        ("33.30", "5", "0.01", "1.67"),  # 1.665
        ("33.29", "5", "0.01", "1.66"),  # 1.6645
        ("20.50", "5", "0.05", "1.05"),  # 1.025, half of 0.05
        ("20.40", "5", "0.05", "1.00"),  # 1.02
        ("1050", "5", "1", "53"),  # 52.5 yen
        ("1049", "5", "1", "52"),  # 52.45 yen
    ],
)
def test_fine_is_rounded_half_up_to_the_currency(base, percent, step, expected):
    assert fine_of(base, percent, step=step) == D(expected)


def test_fine_can_be_opened_to_its_inputs():
    charge = fine(D("100.00"), D("2.5"), D("15.00"), CENT)
    # 100.00 x 2.5 % = 2.50, raised to 15.00
    assert (charge.kind, charge.base, charge.percent) == ("fine", D("100.00"), D("2.5"))
    assert (charge.computed, charge.minimum, charge.amount) == (D("2.50"), D("15.00"), D("15.00"))
    assert charge.months is None


# --- interest: four ways to count months --------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        # 1,000.00 at 1 % a month, due 15 January, on 20 April 2026: 95 days late
        ("days_30", "31.67"),  # 10.00 x 95 / 30 = 31.6667
        ("full", "30.00"),  # 15 January to 15 April: 3 months
        ("started", "40.00"),  # and 5 days: 4 months
        ("days_365", "31.23"),  # 10.00 x 95 x 12 / 365 = 31.2329
    ],
)
def test_interest_by_each_way_to_count_months(mode, expected):
    charged = interest_of("1000.00", "1", mode=mode, due="2026-01-15", on="2026-04-20")
    assert charged == D(expected)


@pytest.mark.parametrize(
    ("mode", "on", "expected"),
    [
        # 1,000.00 at 1 % a month, due 31 January 2026
        ("full", "2026-02-27", "0.00"),
        ("full", "2026-02-28", "10.00"),
        ("started", "2026-02-27", "10.00"),
        ("started", "2026-02-28", "10.00"),
        ("started", "2026-03-01", "20.00"),
        ("days_30", "2026-02-28", "9.33"),  # 10.00 x 28 / 30 = 9.3333
        ("days_365", "2026-02-28", "9.21"),  # 10.00 x 28 x 12 / 365 = 9.2055
    ],
)
def test_interest_at_the_end_of_february(mode, on, expected):
    assert interest_of("1000.00", "1", mode=mode, due="2026-01-31", on=on) == D(expected)


@pytest.mark.parametrize(
    ("mode", "on", "expected"),
    [
        # 1,000.00 at 1 % a month, due 31 January of the leap year 2028
        ("full", "2028-02-28", "0.00"),
        ("full", "2028-02-29", "10.00"),
        ("started", "2028-02-29", "10.00"),
        ("days_30", "2028-02-29", "9.67"),  # 10.00 x 29 / 30 = 9.6667
        ("days_365", "2028-02-29", "9.53"),  # 10.00 x 29 x 12 / 365 = 9.5342
    ],
)
def test_interest_at_the_end_of_february_of_a_leap_year(mode, on, expected):
    assert interest_of("1000.00", "1", mode=mode, due="2028-01-31", on=on) == D(expected)


def test_a_year_of_365_days_is_twelve_months_of_interest():
    # 1,000.00 x 0.8 % x 12 = 96.00
    year = {"mode": "days_365", "due": "2025-06-30", "on": "2026-06-30"}
    assert interest_of("1000.00", "0.8", **year) == D("96.00")


def test_interest_is_simple_over_the_whole_period():
    # 24 months at 1 %: 1,000.00 x 24 % = 240.00; compound would be 269.73
    two_years = {"mode": "full", "due": "2024-03-31", "on": "2026-03-31"}
    assert interest_of("1000.00", "1", **two_years) == D("240.00")


def test_interest_is_on_the_amount_open_now():
    # after a part payment of 600.00: 400.00 x 1 % x 1 month = 4.00
    assert interest_of("1000.00") == D("10.00")
    assert interest_of("400.00") == D("4.00")


def test_item_on_its_due_date_has_no_interest():
    for mode in ("days_30", "full", "started", "days_365"):
        assert interest_of("1000.00", "1", "5.00", mode, on="2026-03-01") == 0


# --- interest: minimum --------------------------------------------------------------------


def test_interest_below_the_minimum_is_raised_to_it():
    # 100.00 x 1 % x 1 = 1.00
    assert interest_of("100.00", minimum="2.50") == D("2.50")


@pytest.mark.parametrize(
    ("residual", "expected"), [("249.00", "2.50"), ("250.00", "2.50"), ("251.00", "2.51")]
)
def test_minimum_interest_applies_up_to_the_minimum_itself(residual, expected):
    # 1 % of 249.00 = 2.49, of 250.00 = 2.50, of 251.00 = 2.51
    assert interest_of(residual, minimum="2.50") == D(expected)


def test_minimum_interest_applies_only_to_interest_above_zero():
    # 1.00 x 1 % x 14 / 30 = 0.0047, rounded 0.00; x 15 / 30 = 0.005, rounded 0.01
    late = {"percent": "1", "minimum": "2.50", "due": "2026-03-01"}
    assert interest_of("1.00", on="2026-03-15", **late) == 0
    assert interest_of("1.00", on="2026-03-16", **late) == D("2.50")


def test_level_without_interest_percent_has_no_interest_despite_its_minimum():
    assert interest_of("1000.00", "0", "5.00") == 0


def test_no_whole_month_elapsed_means_no_interest_despite_the_minimum():
    # due 1 March: 31 March is one day short of a month, 1 April is a month
    assert interest_of("1000.00", "1", "25.00", "full", on="2026-03-31") == 0
    assert interest_of("1000.00", "1", "25.00", "full", on="2026-04-01") == D("25.00")


# --- interest: rounding -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("residual", "step", "expected"),
    [
        ("150.50", "0.01", "1.51"),  # 1.505
        ("150.49", "0.01", "1.50"),  # 1.5049
        ("102.50", "0.05", "1.05"),  # 1.025
        ("102.45", "0.05", "1.00"),  # 1.0245
        ("15050", "1", "151"),  # 150.5
        ("15049", "1", "150"),  # 150.49
    ],
)
def test_interest_is_rounded_half_up_to_the_currency(residual, step, expected):
    assert interest_of(residual, step=step) == D(expected)


def test_months_are_not_rounded_before_the_interest_is():
    # 9,000.00 x 1 % x 7 / 30 = 21.00; with 0.23 months it would be 20.70
    assert interest_of("9000.00", on="2026-03-08") == D("21.00")


def test_interest_can_be_opened_to_its_inputs():
    charge = interest(
        D("800.00"), D("1.5"), D("5.00"), "days_30", day("2026-03-01"), day("2026-03-11"), CENT
    )
    # 800.00 x 1.5 % x 10 / 30 = 4.00, raised to 5.00
    assert (charge.kind, charge.base, charge.percent) == ("interest", D("800.00"), D("1.5"))
    assert charge.months == Fraction(1, 3)
    assert (charge.computed, charge.minimum, charge.amount) == (D("4.00"), D("5.00"), D("5.00"))


# --- refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amounts_given", "named"),
    [(("-0.01", "5", "0"), "base"), (("1", "-5", "0"), "percent"), (("1", "5", "-1"), "minimum")],
)
def test_fine_of_a_negative_amount_is_refused_and_named(amounts_given, named):
    with pytest.raises(ValueError, match=f"^{named} cannot be negative"):
        fine_of(*amounts_given)


@pytest.mark.parametrize(
    ("amounts_given", "named"),
    [
        (("-0.01", "1", "0"), "residual"),
        (("1", "-1", "0"), "monthly_percent"),
        (("1", "1", "-1"), "minimum"),
    ],
)
def test_interest_on_a_negative_amount_is_refused_and_named(amounts_given, named):
    with pytest.raises(ValueError, match=f"^{named} cannot be negative"):
        interest_of(*amounts_given)


def test_unknown_way_to_count_months_is_refused():
    with pytest.raises(ValueError, match="weekly"):
        interest_of("100.00", mode="weekly")


# --- for any amounts ----------------------------------------------------------------------


@given(amounts, percents, amounts, steps)
def test_fine_is_never_below_its_minimum_nor_below_the_rounded_percentage(
    base, percent, minimum, step
):
    charge = fine(base, percent, minimum, step)
    assert charge.amount in (charge.computed, minimum)
    assert charge.amount >= max(charge.computed, minimum) >= 0
    assert abs(charge.computed - base * percent / 100) * 2 <= step


@given(amounts, percents, amounts, modes, st.dates(), st.dates(), steps)
def test_interest_is_never_negative_and_agrees_with_exact_fractions(
    residual, percent, minimum, mode, due, on, step
):
    charge = interest(residual, percent, minimum, mode, due, on, step)
    exact = Fraction(residual) * Fraction(percent) / 100 * charge.months
    assert abs(Fraction(charge.computed) - exact) * 2 <= step
    assert charge.amount == (max(charge.computed, minimum) if charge.computed else 0)
    assert charge.amount >= 0


@given(amounts, amounts, percents, amounts, modes)
def test_part_payment_never_raises_a_charge(open_before, paid, percent, minimum, mode):
    open_now = max(open_before - paid, D(0))
    due, on = day("2026-01-31"), day("2026-03-31")
    assert (
        fine(open_now, percent, minimum, CENT).amount
        <= fine(open_before, percent, minimum, CENT).amount
    )
    assert (
        interest(open_now, percent, minimum, mode, due, on, CENT).amount
        <= interest(open_before, percent, minimum, mode, due, on, CENT).amount
    )
