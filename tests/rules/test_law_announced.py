"""No charge is above what was announced by the letter from which the free time counts.

A Belgian consumer owes 1,000.00: a lump sum of at most 90.00. The first reminder named an amount.
"""

from decimal import Decimal as D
from fractions import Fraction

import pytest
from law_values import by_law, claim, facts, fee, law
from rules.law.claims import Announced


def announced(amount, letter="first", rate="1"):
    return facts(announced=Announced(letter, D(amount), D(rate)))


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("29.99", ("29.99", "")),
        ("30.00", ("30.00", "")),
        ("30.01", ("30.00", "announced")),
        ("95.00", ("30.00", "announced")),
    ],
)
def test_sheet_that_asks_more_than_was_announced(own, expected):
    one = claim(own_fine=own, facts=announced("30.00"))
    assert fee(law("be_consumer", clause=True), one) == [expected]


def test_ceiling_is_named_where_it_is_the_lower_one():
    one = claim(own_fine="95.00", facts=announced("93.00"))
    assert fee(law("be_consumer", clause=True), one) == [("90.00", "ceiling")]


def test_letter_that_announced_nothing_leaves_nothing_to_charge():
    one = claim(own_fine="25.00", facts=announced("0.00"))
    assert fee(law("be_consumer", clause=True), one) == [("0.00", "announced")]


def test_claims_of_one_letter_share_what_it_announced():
    claims = [
        claim(id=number, own_fine=own, facts=announced("40.00"))
        for number, own in ((1, "20.00"), (2, "40.00"))
    ]
    # 40 shared by what each would carry: 20 and 40 of 60
    assert fee(law("be_consumer", clause=True), *claims) == [
        ("13.33", "announced"),
        ("26.67", "announced"),
    ]
    # the one that is left may carry all of it
    assert fee(law("be_consumer", clause=True), claims[1]) == [("40.00", "")]


def test_claims_of_two_letters_do_not():
    claims = [
        claim(id=1, own_fine="30.00", facts=announced("30.00", "first")),
        claim(id=2, own_fine="31.00", facts=announced("30.00", "second")),
    ]
    assert fee(law("be_consumer", clause=True), *claims) == [("30.00", ""), ("30.00", "announced")]


def test_scale_that_rose_since_the_dutch_letter():
    # 300 by then: 45; a credit that counted then is gone
    one = claim("300.00", facts=announced("40.00"))
    assert fee(by_law("nl_consumer"), one) == [("40.00", "announced")]
    assert fee(by_law("nl_consumer"), claim("300.00", facts=announced("45.00"))) == [("45.00", "")]


@pytest.mark.parametrize(
    ("own", "expected"),
    [("100.50", ("100.50", "")), ("100.51", ("100.49", "announced"))],
)
def test_other_currency_loses_no_cent_where_it_is_equal(own, expected):
    # 10,000 dollars at 1.0812: the ceiling is 502.46 euro; 100.50 dollars are 92.95 euro
    one = claim(
        "10000.00", own_fine=own, euro_rate="1.0812", facts=announced("100.50", rate="1.0812")
    )
    assert fee(law("be_consumer", clause=True), one) == [expected]


def test_one_fine_for_the_letter_is_limited_too():
    fees = law("be_consumer", clause=True).fees
    claims = [claim("400.00", id=number, facts=announced("50.00")) for number in (1, 2)]
    for own, expected, reason in (("50.00", "50.00", ""), ("50.01", "50.00", "announced")):
        found = fees.of_letter(claims, D(own))
        assert (f"{found.amount:.2f}", found.reason) == (expected, reason)


def test_where_no_letter_had_to_announce_anything_nothing_is_limited():
    assert fee(law("be_consumer", clause=True), claim(own_fine="60.00")) == [("60.00", "")]


def test_it_is_explained():
    one = claim(own_fine="35.00", facts=announced("30.00"))
    found = law("be_consumer", clause=True).fees.explain([one])[0]
    assert (found.rule, found.own, found.ceiling) == ("agreed", D("35.00"), D("30.00"))
    assert (found.amount, found.reason) == (D("30.00"), "announced")


def test_amount_in_euro_is_exact():
    assert Announced("a", D("100.50"), D("1.5")).in_euro == Fraction(67)
