"""Whom to call first: points for each reason, and both sides of each boundary."""

from decimal import Decimal

import pytest
from rules.decide.call_order import Debtor, points


def debtor(to_collect="1000", **values):
    """A customer that was spoken to yesterday; amounts as text."""
    return Debtor(to_collect=Decimal(to_collect), **{"days_silent": 1, **values})


def score(customer):
    """The place on the work list: the more points, the sooner it is called."""
    return sum(number for _code, number in points(customer))


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("1", 0),
        ("1.01", 0),
        ("1.26", 1),  # 10 x log10(1.26) = 1.004
        ("9.99", 9),
        ("10", 10),
        ("999.99", 29),
        ("1000", 30),
        ("12400", 40),
        ("100000", 50),
    ],
)
def test_ten_times_the_amount_is_ten_points_more(amount, expected):
    assert score(debtor(amount)) == expected


@pytest.mark.parametrize(
    ("days", "expected"), [(0, 0), (2, 0), (3, 1), (5, 1), (6, 2), (119, 39), (120, 40), (900, 40)]
)
def test_a_point_for_every_three_days_up_to_forty(days, expected):
    assert dict(points(debtor("1", days_late=days, calls_due=1))).get("late", 0) == expected


@pytest.mark.parametrize(("count", "expected"), [(0, 0), (1, 15), (2, 30), (3, 45), (9, 45)])
def test_broken_promises_add_up_to_three(count, expected):
    assert dict(points(debtor(broken_promises=count))).get("broken", 0) == expected


@pytest.mark.parametrize(("days", "silent"), [(0, False), (30, False), (31, True), (None, True)])
def test_silent_from_the_day_after_thirty_days_or_never_spoken_to(days, silent):
    assert ("silent" in dict(points(debtor(days_silent=days)))) is silent


def test_all_reasons_of_a_customer_in_the_order_in_which_they_are_told():
    customer = debtor(
        "16359.81",
        days_late=116,
        broken_promises=1,
        promises_due=2,
        exhausted_items=3,
        calls_due=1,
        days_silent=None,
    )
    assert points(customer) == (
        ("value", 42),
        ("late", 38),
        ("promise_due", 25),
        ("broken", 15),
        ("call_due", 30),
        ("exhausted", 20),
        ("silent", 10),
    )
    assert score(customer) == 180


@pytest.mark.parametrize("amount", ["0", "-250"])
def test_nothing_to_collect_gives_no_points_whatever_else_is_known(amount):
    customer = debtor(amount, days_late=200, broken_promises=3, exhausted_items=2, days_silent=None)
    assert points(customer) == ()
    assert score(customer) == 0


def test_a_planned_call_counts_even_when_nothing_is_to_be_collected():
    assert score(debtor("0", calls_due=1)) == 30


def test_a_promise_due_today_counts_even_when_nothing_is_to_be_collected():
    assert score(debtor("0", promises_due=1)) == 25


def test_a_small_debt_with_a_broken_promise_comes_before_a_large_new_one():
    assert score(debtor("500", days_late=40, broken_promises=1)) > score(
        debtor("9000", days_late=1)
    )
