"""Late interest by the day: pieces, payments, years; on tables with round figures."""

from decimal import Decimal as D
from fractions import Fraction as F

import pytest
from law_values import day, table
from rules.law import day_counts, exact, starts
from rules.law.interest import accrue, anniversary, by_the_month, open_amounts

CENT = D("0.01")
#: 3,650.00 at 10 % is 1.00 a day by act/365
TEN = table(("2019-01-01", "2029-12-31", "10"))


def cents(found):
    return exact.half_up(found.exact, CENT)


def accrued(first, last, payments=(), principal="3650.00", **how):
    paid = [(day(on), D(amount)) for on, amount in payments]
    return accrue(D(principal), day(first), day(last), TEN, paid, **how)


def test_first_and_last_day_both_count():
    assert cents(accrued("2026-03-01", "2026-03-01")) == D("1.00")
    assert cents(accrued("2026-03-01", "2026-03-31")) == D("31.00")
    assert accrued("2026-03-02", "2026-03-01").segments == ()


def test_leap_day_bears_interest_like_any_other():
    assert cents(accrued("2028-02-28", "2028-03-01")) == D("3.00")


def test_payment_lowers_the_base_from_the_day_after_it():
    # 1 to 10 March on 3,650.00, 11 to 20 March on 1,825.00: 10 + 5
    found = accrued("2026-03-01", "2026-03-20", [("2026-03-10", "1825.00")])
    assert [(s.days, s.base) for s in found.segments] == [(10, 3650), (10, 1825)]
    assert cents(found) == D("15.00")


def test_two_payments_on_one_day_lower_it_once_by_both():
    twice = [("2026-03-10", "1000.00"), ("2026-03-10", "825.00")]
    assert cents(accrued("2026-03-01", "2026-03-20", twice)) == D("15.00")


def test_payment_before_the_period_lowers_the_base_from_its_start():
    assert cents(accrued("2026-03-01", "2026-03-10", [("2026-02-28", "1825.00")])) == D("5.00")


def test_payment_on_the_first_day_leaves_that_day_whole():
    assert cents(accrued("2026-03-01", "2026-03-03", [("2026-03-01", "3650.00")])) == D("1.00")


@pytest.mark.parametrize("paid_on", ["2026-03-10", "2026-12-24"])
def test_payment_on_the_last_day_or_dated_in_the_future_lowers_nothing_yet(paid_on):
    found = accrued("2026-03-01", "2026-03-10", [(paid_on, "3650.00")])
    assert (cents(found), len(found.segments)) == (D("10.00"), 1)


def test_who_paid_too_much_owes_no_interest_and_gets_none():
    assert cents(accrued("2026-03-01", "2026-03-10", [("2026-03-04", "9000.00")])) == D("4.00")


def test_negative_payment_and_negative_principal_are_refused():
    with pytest.raises(ValueError, match="a payment cannot be negative, but is -1"):
        accrued("2026-03-01", "2026-03-10", [("2026-03-04", "-1")])
    with pytest.raises(ValueError, match="a principal cannot be negative"):
        accrued("2026-03-01", "2026-03-10", principal="-0.01")


def test_interest_of_a_full_year_bears_interest_from_the_anniversary():
    # 365 days: 365.00; then (3,650 + 365) at 10 % is 1.10 a day
    one_year, more = ("2025-03-01", "2026-02-28"), ("2025-03-01", "2026-03-10")
    assert cents(accrued(*one_year, compound=True)) == cents(accrued(*one_year)) == D("365.00")
    assert cents(accrued(*more)) == D("375.00")
    assert cents(accrued(*more, compound=True)) == D("376.00")


def test_interest_of_each_year_is_added_once():
    # year 1: 365; year 2: 401.50; first day of year 3: (3,650 + 766.50) / 3,650 = 1.21
    found = accrued("2025-03-01", "2027-03-01", compound=True)
    assert cents(found) == D("767.71")
    assert [s.base for s in found.segments] == [3650, 4015, F("4416.5")]


def test_paid_principal_leaves_only_the_added_interest_bearing():
    # paid on the last day of the year: from then 365.00 at 10 %: 0.10 a day
    paid = [("2026-02-28", "3650.00")]
    assert cents(accrued("2025-03-01", "2026-03-10", paid, compound=True)) == D("366.00")


def test_year_from_29_february_ends_with_28_february():
    assert anniversary(day("2024-02-29"), 1) == day("2025-03-01")
    assert anniversary(day("2024-02-29"), 4) == day("2028-02-29")
    assert anniversary(day("2024-03-01"), 1) == day("2025-03-01")


def test_whole_leap_year_is_one_year_by_its_own_days_and_more_by_365():
    year = "2024-01-01", "2024-12-31"
    assert cents(accrued(*year)) == D("366.00")
    assert cents(accrued(*year, day_count="act/act")) == D("365.00")


def test_unknown_day_count_is_refused():
    with pytest.raises(ValueError, match="unknown day count 'act/354'"):
        day_counts.year_fraction(day("2026-01-01"), day("2026-01-02"), "act/354")


def test_by_the_month_follows_part_payments_when_counted_by_days():
    # 30 days: 15 on 1,000, 15 on 500: half a month each at 1 %: 5 + 2.50
    paid = [(day("2026-03-16"), D(500))]
    key = day("2026-03-31"), "days_30", day("2026-03-01"), D(1)
    assert by_the_month(D(1000), *key, paid) == F("7.5")
    assert by_the_month(D(1000), *key) == 10


def test_by_whole_months_takes_what_is_open_on_the_key_date():
    paid = [(day("2026-03-16"), D(500))]
    for mode, months in (("full", 0), ("started", 1)):
        key = day("2026-03-31"), mode, day("2026-03-01"), D(1)
        assert by_the_month(D(1000), *key, paid) == 5 * months


def test_nothing_is_open_in_a_period_that_has_not_begun():
    assert open_amounts(D(1), day("2026-03-02"), day("2026-03-01"), ()) == []


def test_interest_waits_for_an_invoice_dated_after_its_due_date():
    due, invoiced = day("2026-02-01"), day("2026-02-10")
    assert starts.day_after_due(due, invoiced) == day("2026-02-11")
    assert starts.day_after_due(due) == day("2026-02-02")


@pytest.mark.parametrize(
    ("amount", "step", "down", "half_up"),
    [
        ("1.005", "0.01", "1.00", "1.01"),
        ("1.0049", "0.01", "1.00", "1.00"),
        ("1.00", "0.01", "1.00", "1.00"),
        ("1.07", "0.05", "1.05", "1.05"),
        ("0.5", "1", "0", "1"),
    ],
)
def test_rounding_to_a_step(amount, step, down, half_up):
    value, step = D(amount), D(step)
    assert exact.down(value, step) == D(down)
    assert exact.half_up(value, step) == D(half_up)


def test_rounding_refuses_a_negative_amount_and_a_step_of_nothing():
    with pytest.raises(ValueError, match="cannot be negative"):
        exact.down(D(-1), CENT)
    with pytest.raises(ValueError, match="above zero"):
        exact.down(D(1), D(0))


def test_shares_add_up_and_the_cent_left_over_goes_where_most_was_lost():
    # 1.00 over 1 : 1 : 1 and over 2 : 1
    assert exact.share_out(D("1.00"), [D(1), D(1), D(1)], CENT) == [D("0.34"), D("0.33"), D("0.33")]
    assert exact.share_out(D("1.00"), [D(1), D(2)], CENT) == [D("0.33"), D("0.67")]
    assert exact.share_out(D("0.00"), [D(0)], CENT) == [0]
    with pytest.raises(ValueError, match="cannot be shared out over nothing"):
        exact.share_out(D("1.00"), [D(0)], CENT)
