"""Unmatched money against what a reminder asks: euro is the company's, a euro is two dollars."""

from decimal import Decimal

import pytest
from rules.decide.unmatched import Money, covers_a_claim, worth
from rules.decide.values import Currencies

EUR, USD = 1, 2
CURRENCIES = Currencies(
    EUR,
    {EUR: Decimal("0.01"), USD: Decimal("0.01")},
    {EUR: Decimal(1), USD: Decimal(2)},
)


def euro(amount):
    return Money(EUR, Decimal(amount), Decimal(amount))


@pytest.mark.parametrize(("amount", "covers"), [("99.99", False), ("100", True), ("100.01", True)])
def test_money_of_the_smallest_claim_is_enough(amount, covers):
    claims = [(EUR, Decimal(250)), (EUR, Decimal(100))]
    assert covers_a_claim([euro(amount)], claims, CURRENCIES) is covers


def test_money_in_the_currency_of_the_claim_counts_as_it_is_whatever_its_rate_was():
    # booked when a dollar was worth 0.40 euro
    money = [Money(USD, Decimal(100), Decimal(40))]
    assert covers_a_claim(money, [(USD, Decimal(100))], CURRENCIES)
    assert not covers_a_claim(money, [(USD, Decimal("100.01"))], CURRENCIES)


def test_other_money_counts_as_the_ledger_has_it():
    assert worth([Money(USD, Decimal(100), Decimal(40))], EUR, CURRENCIES) == Decimal(40)
    # 40 euros are 80 dollars
    assert worth([euro(40)], USD, CURRENCIES) == Decimal(80)


def test_money_without_an_entry_counts_at_the_rate_of_the_day():
    assert worth([Money(USD, Decimal(100))], EUR, CURRENCIES) == Decimal(50)


def test_money_of_several_currencies_counts_together():
    money = [euro(60), Money(USD, Decimal(80))]
    assert covers_a_claim(money, [(EUR, Decimal(100))], CURRENCIES)
    assert not covers_a_claim(money, [(EUR, Decimal("100.01"))], CURRENCIES)


def test_no_money_covers_nothing():
    assert not covers_a_claim([], [(EUR, Decimal("0.01"))], CURRENCIES)
