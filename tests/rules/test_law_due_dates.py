"""Whether a due date was agreed on, or set by the invoice alone: when businesses owe anything.

The invoice is of 2 January 2026, due on the 16th; its first reminder leaves on the 26th.
"""

import pytest
from law_values import by_law, claim, facts, fee, interest, law

INVOICE = {"invoice_date": "2026-01-02"}


def of(number=1, warned=None, amount="5000.00", due="2026-01-16", **rest):
    known = facts(warned, **{**INVOICE, **rest})
    return claim(amount, due=due, number=number, facts=known)


def asked(code, key_day, one, **terms):
    charging = by_law(code, key_day, **terms)
    return (*fee(charging, one)[0], *interest(charging, one))


def test_german_business_owes_nothing_on_the_letter_that_causes_default():
    nothing = ("0.00", "not_in_default", "0.00", "not_running")
    assert asked("de_business", "2026-01-26", of(), due_date_agreed=False) == nothing


def test_german_business_owes_from_the_day_after_that_letter():
    # 5,000 at 10.27 % from 27 January to 2 March: 35 days: 49.24
    later = of(2, warned="2026-01-26")
    assert asked("de_business", "2026-03-02", later, due_date_agreed=False) == (
        *("40.00", ""),
        *("49.24", ""),
    )


def test_due_date_of_a_business_counts_as_agreed_unless_the_sheet_says_no():
    # from 17 January to 2 March: 45 days: 63.31
    for terms in ({}, {"due_date_agreed": True}):
        one = of(2, warned="2026-01-26")
        assert asked("de_business", "2026-03-02", one, **terms) == ("40.00", "", "63.31", "")


@pytest.mark.parametrize("code", ["be_business", "nl_business", "lu_business"])
@pytest.mark.parametrize(("key_day", "reason"), [("2026-02-01", "not_running"), ("2026-02-02", "")])
def test_thirty_days_after_the_invoice_business_is_in_default(code, key_day, reason):
    """2 January and 30 days are 1 February."""
    amount, why, earned, not_yet = asked(code, key_day, of(), due_date_agreed=False)
    assert not_yet == reason
    assert why == ("not_in_default" if reason else "")
    assert (amount == "0.00", earned == "0.00") == (bool(reason), bool(reason))
    assert asked(code, key_day, of())[1::2] == ("", "")


def test_due_date_after_those_thirty_days_is_never_hurried():
    for key_day, reason in (("2026-03-15", "not_running"), ("2026-03-16", "")):
        one = of(due="2026-03-15")
        assert asked("nl_business", key_day, one, due_date_agreed=False)[3] == reason


def test_without_an_invoice_date_thirty_days_count_from_the_due_date():
    for key_day, reason in (("2026-02-15", "not_running"), ("2026-02-16", "")):
        one = claim(due="2026-01-16", number=1, facts=facts(None))
        assert asked("be_business", key_day, one, due_date_agreed=False)[3] == reason


def test_invoices_due_on_one_day_count_each_from_their_own_date():
    charging = by_law("nl_business", "2026-02-10", due_date_agreed=False)
    early, late = of(), of(invoice_date="2026-01-16")
    assert [interest(charging, one)[1] for one in (early, late)] == ["", "not_running"]


def test_in_france_the_date_on_the_invoice_is_enough():
    assert asked("fr_business", "2026-01-26", of(), due_date_agreed=False)[::2] == (
        "40.00",
        "16.64",  # 5,000 at 12.15 % for 10 days
    )


def test_own_figures_of_a_contract_wait_for_default_too():
    charging = law("de_business", "2026-01-26", clause=True, due_date_agreed=False)
    one = of()._replace(own_fine=5, monthly_percent=1)
    assert fee(charging, one) == [("0.00", "not_in_default")]
    assert interest(charging, one)[1] == "not_running"


def test_consumers_need_an_agreement_that_the_sheet_names():
    one = claim(number=2, facts=facts("2026-02-09", invoice_date="2026-01-02"))
    usual, agreed = (
        interest(by_law("de_consumer", **terms), one)[0]
        for terms in ({}, {"due_date_agreed": True})
    )
    assert (usual, agreed) == ("8.59", "10.14")  # 50 and 59 days of 6.27 % on 1,000
