"""What the figures of the dashboard mean: hand-worked."""

from decimal import Decimal

import pytest
from rules.decide.figures import days_sales_outstanding, share, weighted_average


def amount(text):
    return Decimal(text)


# --- days of sales that customers owe ------------------------------------------------------


@pytest.mark.parametrize(
    ("receivables", "sales", "expected"),
    [
        ("30000", "90000", "30"),  # 1,000 a day, 30 days of it
        ("90000", "90000", "90"),
        ("180000", "90000", "180"),  # more than was invoiced in the period
        ("0.01", "90000", "0.00001"),
        ("0", "90000", "0"),
    ],
)
def test_days_of_sales_outstanding(receivables, sales, expected):
    assert days_sales_outstanding(amount(receivables), amount(sales), 90) == amount(expected)


def test_customers_in_credit_owe_no_days():
    assert days_sales_outstanding(amount("-0.01"), amount("90000"), 90) == 0


@pytest.mark.parametrize("sales", ["0", "-0.01", "-500"])
def test_no_days_can_be_told_without_sales(sales):
    assert days_sales_outstanding(amount("30000"), amount(sales), 90) is None
    assert days_sales_outstanding(amount("30000"), amount("0.01"), 90) is not None


def test_days_follow_the_length_of_the_period():
    # 30,000 open, 365,000 in a year: 1,000 a day
    assert days_sales_outstanding(amount("30000"), amount("365000"), 365) == 30


@pytest.mark.parametrize("days", [0, -1])
def test_period_without_days_is_refused(days):
    with pytest.raises(ValueError, match="at least one day"):
        days_sales_outstanding(amount("1"), amount("1"), days)


# --- averages that weigh ------------------------------------------------------------------


def test_large_payment_weighs_more_than_a_small_one():
    # 900 came 10 days late, 100 came 40 days late
    assert weighted_average(amount("900") * 10 + amount("100") * 40, amount("1000")) == 13


def test_early_payments_can_bring_the_average_below_zero():
    # 300 came 5 days early, 100 came 3 days late
    assert weighted_average(amount("300") * -5 + amount("100") * 3, amount("400")) == -3


def test_average_of_nothing_is_not_zero():
    assert weighted_average(amount("0"), amount("0")) is None
    assert weighted_average(amount("0"), amount("0.01")) == 0


# --- shares -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        ("500", "2000", "25"),
        ("0", "2000", "0"),
        ("2000", "2000", "100"),
        ("2000.01", "2000", "100"),  # a payment with a discount can be above what was open
        ("-1", "2000", "0"),
    ],
)
def test_share_in_percent(part, whole, expected):
    assert share(amount(part), amount(whole)) == amount(expected)


@pytest.mark.parametrize("whole", ["0", "-1"])
def test_share_of_nothing_cannot_be_told(whole):
    assert share(amount("0"), amount(whole)) is None
