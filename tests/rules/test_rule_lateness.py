"""When an item is late, and how many months it has been (SPEC sections 4 and 5)."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_values import day
from rules.base.lateness import (
    add_months,
    days_overdue,
    full_months,
    grace_end,
    interest_months,
    is_due,
)

days = st.dates(date(2000, 1, 1), date(2060, 12, 31))


def months(mode, due, on):
    return interest_months(mode, day(due), day(on))


# --- late or not --------------------------------------------------------------------------


def test_item_is_not_overdue_on_its_due_date_and_is_the_day_after():
    due = day("2026-03-31")
    assert not is_due(due, day("2026-03-30"))
    assert not is_due(due, day("2026-03-31"))
    assert is_due(due, day("2026-04-01"))


@pytest.mark.parametrize(
    ("on", "expected"),
    [("2026-02-27", 0), ("2026-02-28", 0), ("2026-03-01", 1), ("2026-03-30", 30)],
)
def test_days_overdue_count_from_the_due_date_and_never_below_zero(on, expected):
    assert days_overdue(day("2026-02-28"), day(on)) == expected


def test_days_overdue_count_the_leap_day():
    assert days_overdue(day("2028-02-28"), day("2028-03-01")) == 2
    assert days_overdue(day("2026-02-28"), day("2026-03-01")) == 1


def test_grace_counts_from_the_invoice_date():
    assert grace_end(day("2026-01-31"), 30) == day("2026-03-02")


def test_no_grace_days_end_on_the_invoice_date_itself():
    assert grace_end(day("2026-01-31"), 0) == day("2026-01-31")


# --- calendar months ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "months_later", "end"),
    [
        ("2026-01-15", 1, "2026-02-15"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-01-31", 3, "2026-04-30"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-01", 12, "2027-12-01"),
        ("2026-05-05", 0, "2026-05-05"),
    ],
)
def test_same_day_months_later_or_the_last_day_of_a_shorter_month(start, months_later, end):
    assert add_months(day(start), months_later) == day(end)


@pytest.mark.parametrize(
    ("due", "on", "whole"),
    [
        ("2026-03-15", "2026-03-14", 0),  # not due yet
        ("2026-03-15", "2026-03-15", 0),
        ("2026-03-15", "2026-04-14", 0),
        ("2026-03-15", "2026-04-15", 1),
        ("2026-03-15", "2026-05-14", 1),
        ("2026-03-15", "2027-03-15", 12),
        ("2025-11-30", "2026-02-27", 2),
        ("2025-11-30", "2026-02-28", 3),  # 30 February is the 28th
        ("2026-01-31", "2026-02-27", 0),
        ("2026-01-31", "2026-02-28", 1),  # SPEC: 31 January to 28 February is one
        ("2026-01-31", "2026-03-30", 1),
        ("2026-01-31", "2026-03-31", 2),
        ("2026-02-28", "2026-03-27", 0),
        ("2026-02-28", "2026-03-28", 1),  # the 28th again, not the end of March
        ("2028-01-31", "2028-02-28", 0),  # leap year: February has one more day
        ("2028-01-31", "2028-02-29", 1),
        ("2028-02-29", "2029-02-27", 11),
        ("2028-02-29", "2029-02-28", 12),  # no 29 February in 2029
        ("2025-12-31", "2026-01-30", 0),
        ("2025-12-31", "2026-01-31", 1),
    ],
)
def test_whole_months_elapsed(due, on, whole):
    assert full_months(day(due), day(on)) == whole
    assert months("full", due, on) == whole


@pytest.mark.parametrize(
    ("due", "on", "begun"),
    [
        ("2026-03-15", "2026-03-14", 0),
        ("2026-03-15", "2026-03-15", 0),
        ("2026-03-15", "2026-03-16", 1),  # one day late: one month has started
        ("2026-03-15", "2026-04-15", 1),  # exactly one month: no second one started
        ("2026-03-15", "2026-04-16", 2),
        ("2026-01-31", "2026-02-28", 1),  # month-end to month-end
        ("2026-01-31", "2026-03-01", 2),
        ("2028-01-31", "2028-02-28", 1),
        ("2028-01-31", "2028-02-29", 1),
        ("2028-01-31", "2028-03-01", 2),
        ("2028-02-29", "2029-02-28", 12),
        ("2028-02-29", "2029-03-01", 13),
    ],
)
def test_started_months_are_the_whole_ones_plus_one_if_days_remain(due, on, begun):
    assert months("started", due, on) == begun


# --- months by days -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "on", "expected"),
    [
        ("2026-03-01", "2026-02-01", "0"),
        ("2026-03-01", "2026-03-01", "0"),
        ("2026-03-01", "2026-03-02", "1/30"),
        ("2026-03-01", "2026-03-31", "1"),
        ("2026-03-01", "2026-04-15", "3/2"),  # 45 days / 30
        ("2026-01-31", "2026-02-28", "28/30"),
        ("2028-02-01", "2028-03-01", "29/30"),  # 29 days in a leap February
        ("2026-02-01", "2026-03-01", "28/30"),
        ("2026-01-01", "2027-01-01", "365/30"),
    ],
)
def test_days_30_is_days_divided_by_30(due, on, expected):
    assert months("days_30", due, on) == Fraction(expected)


@pytest.mark.parametrize(
    ("due", "on", "expected"),
    [
        ("2026-03-01", "2026-03-01", "0"),
        ("2026-03-01", "2026-03-02", "12/365"),
        ("2026-01-01", "2027-01-01", "12"),  # 365 x 12 / 365
        ("2028-01-01", "2029-01-01", "4392/365"),  # leap year: 366 x 12 / 365
        ("2026-03-01", "2026-03-31", "360/365"),
    ],
)
def test_days_365_is_days_times_12_divided_by_365(due, on, expected):
    assert months("days_365", due, on) == Fraction(expected)


@pytest.mark.parametrize("mode", ["", "days_360", "monthly", None])
def test_unknown_way_to_count_months_is_refused(mode):
    with pytest.raises(ValueError, match="interest months"):
        months(mode, "2026-03-01", "2026-03-31")


@given(days, days)
def test_started_months_are_whole_months_or_one_more(due, on):
    whole, started = (interest_months(mode, due, on) for mode in ("full", "started"))
    assert started - whole in (0, 1)
    assert (started == whole) == (on <= due or add_months(due, int(whole)) == on)


@given(days, days)
def test_whole_months_are_the_most_that_fit(due, on):
    whole = full_months(due, on)
    if on > due:
        assert add_months(due, whole) <= on < add_months(due, whole + 1)
    else:
        assert whole == 0


@given(days, days, st.sampled_from(["days_30", "full", "started", "days_365"]))
def test_months_never_shrink_as_days_pass(due, on, mode):
    later = date.fromordinal(on.toordinal() + 1)
    assert 0 <= interest_months(mode, due, on) <= interest_months(mode, due, later)
