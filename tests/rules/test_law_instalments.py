"""Costs of a Dutch consumer for the instalments of one invoice: once, by the highest of them.

All were warned of by a fourteen-day letter of their own; see ``law_values``.
"""

import pytest
from law_values import by_law, claim, facts, fee, law
from rules.law import fee_rules

ONCE = ("0.00", "costs_once")


def instalment(amount, number, invoice="A", **rest):
    return claim(amount, id=number, facts=facts(invoice=invoice, **rest))


def test_three_instalments_of_fifty_cost_forty_and_not_three_times_forty():
    three = [instalment("50.00", number) for number in (1, 2, 3)]
    assert fee(by_law("nl_consumer"), *three) == [("40.00", ""), ONCE, ONCE]


def test_the_highest_amount_due_for_one_instalment_counts():
    # 15 % of 1,000, not of 1,600
    three = [instalment(amount, n) for n, amount in enumerate(("100.00", "1000.00", "500.00"))]
    assert fee(by_law("nl_consumer"), *three) == [ONCE, ("150.00", ""), ONCE]


def test_instalment_whose_costs_another_letter_asks_carries_none():
    known = {"compensated": True}
    assert fee(by_law("nl_consumer"), instalment("1000.00", 1, **known)) == [ONCE]
    two = instalment("1000.00", 1, **known), instalment("50.00", 2)
    assert fee(by_law("nl_consumer"), *two) == [ONCE, ("40.00", "")]


def test_invoices_of_one_letter_are_added_up_each_with_its_highest_instalment():
    # 15 % of 1,000 + 300
    some = instalment("1000.00", 1), instalment("200.00", 2), instalment("300.00", 3, "B")
    fees = fee(by_law("nl_consumer"), *some)
    assert [why for _amount, why in fees] == ["", "costs_once", ""]
    assert sum(float(amount) for amount, _why in fees) == 195


def test_items_of_which_no_invoice_is_known_are_debts_of_their_own():
    some = (
        instalment("100.00", 1, None),
        instalment("100.00", 2, None),
        instalment("100.00", 3, None),
    )
    assert fee(by_law("nl_consumer"), *some) == [("15.00", "")] * 3


def test_instalments_of_two_currencies_are_compared_in_euro():
    dollar = {"euro_rate": "2", "id": 2, "facts": facts(invoice="A")}
    # 900 dollars are 450 euro, less than the 600 euro
    some = instalment("600.00", 1), claim("900.00", **dollar)
    assert fee(by_law("nl_consumer"), *some) == [("90.00", ""), ONCE]
    some = instalment("400.00", 1), claim("900.00", **dollar)
    # 15 % of 450 euro, in dollars
    assert fee(by_law("nl_consumer"), *some) == [ONCE, ("135.00", "")]


def test_own_fines_of_a_sheet_are_asked_once_too():
    some = [instalment("50.00", n)._replace(own_fine=15) for n in (1, 2)]
    assert fee(law("nl_consumer"), *some) == [("15.00", ""), ONCE]


def test_letter_announces_what_it_will_ask():
    three = [instalment("50.00", number) for number in (1, 2, 3)]
    amounts = [str(one.amount) for one in by_law("nl_consumer").fees.announced(three)]
    assert amounts == ["40.00", "0", "0"]


def test_one_fine_for_the_letter_counts_each_invoice_once():
    charging = by_law("nl_consumer")
    three = [instalment("1000.00", number) for number in (1, 2, 3)]
    assert charging.fees.of_letter(three, 0).amount == 150
    assert [one.id for one in charging.fees.charged(three)] == [1]


@pytest.mark.parametrize("code", ["be_business", "nl_business", "be_consumer"])
def test_elsewhere_instalments_are_as_they_were(code):
    some = [instalment("50.00", n) for n in (1, 2)]
    asked = fee(by_law(code, clause=True), *some)
    assert "costs_once" not in [why for _amount, why in asked]


def test_costs_stand_for_six_months():
    assert fee_rules.ONCE_MONTHS == 6
