"""How amounts are rounded and converted (SPEC section 5)."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_values import CHF, CURRENCIES, EUR, JPY, STEPS, USD
from rules.base.money import convert, decimal_of, round_down, round_half_up
from rules.decide.values import Currencies

D = Decimal
cents = st.integers(-(10**9), 10**9).map(lambda number: D(number) / 100)
rates = st.decimals("0.0001", "20000", places=4)


@pytest.mark.parametrize(
    ("amount", "step", "rounded"),
    [
        ("0.0049", "0.01", "0.00"),
        ("0.005", "0.01", "0.01"),
        ("1.004999", "0.01", "1.00"),
        ("1.005", "0.01", "1.01"),  # a binary float of 1.005 would give 1.00
        ("2.675", "0.01", "2.68"),
        ("2.665", "0.01", "2.67"),  # half to even would give 2.66
        ("0.0249", "0.05", "0.00"),
        ("0.025", "0.05", "0.05"),
        ("10.07", "0.05", "10.05"),
        ("10.0749", "0.05", "10.05"),
        ("10.075", "0.05", "10.10"),
        ("0.4999", "1", "0"),
        ("0.5", "1", "1"),
        ("1234.49", "1", "1234"),
        ("1234.5", "1", "1235"),
        ("12.50", "5", "15"),
        ("12.49", "5", "10"),
        ("0.0005", "0.001", "0.001"),
        ("0", "0.01", "0"),
    ],
)
def test_half_a_step_is_rounded_up_and_less_is_rounded_down(amount, step, rounded):
    assert round_half_up(D(amount), D(step)) == D(rounded)


def test_half_a_cent_of_a_credit_is_rounded_away_from_zero():
    assert round_half_up(D("-0.005"), D("0.01")) == D("-0.01")
    assert round_half_up(D("-0.0049"), D("0.01")) == 0


@pytest.mark.parametrize(
    ("amount", "step", "rounded"),
    [
        ("1.009", "0.01", "1.00"),
        ("1.01", "0.01", "1.01"),
        ("10.09", "0.05", "10.05"),
        ("-1.009", "0.01", "-1.00"),
    ],
)
def test_ceiling_is_rounded_towards_zero(amount, step, rounded):
    assert round_down(D(amount), D(step)) == D(rounded)


@pytest.mark.parametrize("step", ["0", "-0.01"])
@pytest.mark.parametrize("rounding", [round_half_up, round_down])
def test_currency_without_a_rounding_step_is_refused(rounding, step):
    with pytest.raises(ValueError, match="above zero"):
        rounding(D(1), D(step))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1, "0.1"),
        (1234.565, "1234.565"),
        (1e-05, "0.00001"),
        ("12.30", "12.30"),
        (7, "7"),
        (D("0.30"), "0.30"),
        (None, "0"),
        (False, "0"),
        (0.0, "0"),
    ],
)
def test_value_read_from_odoo_is_taken_as_it_is_written(value, expected):
    assert decimal_of(value) == D(expected)


def test_converted_amount_is_rounded_to_the_target_currency():
    # 10.00 x 1.08555 = 10.8555, to 10.86
    assert convert(D("10.00"), D("1.08555"), D("0.01")) == D("10.86")


def test_foreign_amount_is_divided_by_the_rate_into_company_currency():
    # 1 EUR = 1.25 USD: 100.00 USD / 1.25 = 80.00 EUR (T7: not 125.00)
    assert CURRENCIES.to_company(D("100.00"), USD) == D("80.00")


def test_company_minimum_is_multiplied_by_the_rate_into_foreign_currency():
    # 40.00 EUR x 160 = 6400 JPY;  10.00 EUR x 0.95 = 9.50 CHF
    assert CURRENCIES.from_company(D("40.00"), JPY) == D(6400)
    assert CURRENCIES.from_company(D("10.00"), CHF) == D("9.50")


@pytest.mark.parametrize(
    ("amount", "currency", "converted"),
    [
        ("0.003", JPY, "0"),  # 0.003 x 160 = 0.48 yen
        ("0.01", JPY, "2"),  # 0.01 x 160 = 1.6 yen
        ("7.50", CHF, "7.15"),  # 7.50 x 0.95 = 7.125: half of 0.05, up
        ("7.49", CHF, "7.10"),  # 7.49 x 0.95 = 7.1155
    ],
)
def test_company_amount_is_rounded_to_the_foreign_step(amount, currency, converted):
    assert CURRENCIES.from_company(D(amount), currency) == D(converted)


def test_amount_in_company_currency_is_not_converted():
    assert CURRENCIES.to_company(D("12.34"), EUR) == D("12.34")
    assert CURRENCIES.from_company(D("12.34"), EUR) == D("12.34")


def test_exact_half_cent_of_a_conversion_is_rounded_up():
    # 1 EUR = 22 units: 2.09 / 22 = 0.095 exactly, to 0.10. A rounded 1/22 gives 0.0949...
    peso = Currencies(EUR, {EUR: D("0.01"), 9: D("0.01")}, {9: D(22)})
    assert peso.to_company(D("2.09"), 9) == D("0.10")
    assert peso.to_company(D("2.08"), 9) == D("0.09")
    assert peso.to_company(D("-2.09"), 9) == D("-0.10")


@given(cents, st.sampled_from(["0.01", "0.05", "1"]).map(D))
def test_rounded_amount_is_a_multiple_at_most_half_a_step_away(amount, step):
    rounded = round_half_up(amount, step)
    assert rounded % step == 0
    assert abs(rounded - amount) * 2 <= step
    assert round_half_up(-amount, step) == -rounded


@given(cents, rates)
def test_conversion_to_company_currency_agrees_with_exact_fractions(amount, rate):
    currencies = Currencies(EUR, STEPS, {USD: rate})
    exact = Fraction(abs(amount)) / Fraction(rate) * 100
    expected = (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
    assert abs(currencies.to_company(amount, USD)) * 100 == expected
