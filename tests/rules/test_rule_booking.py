"""What of a charge is left to book, and in which order a payment settles."""

from decimal import Decimal

import pytest
from rules.decide.booking import distribute, left_to_book

D = Decimal


@pytest.mark.parametrize(
    ("stated", "waived", "booked", "expected"),
    [
        ("1.50", "0", "0", "1.50"),
        ("1.50", "0", "1.03", "0.47"),
        ("1.50", "1.50", "0", "0"),
        ("1.50", "0", "1.50", "0"),
        # a part payment lowered the interest below what was booked: nothing, and nothing back
        ("0.30", "0", "1.03", "0"),
        ("1.50", "0.50", "0.70", "0.30"),
    ],
)
def test_left_is_what_was_neither_waived_nor_booked(stated, waived, booked, expected):
    assert left_to_book(D(stated), D(waived), D(booked)) == D(expected)


@pytest.mark.parametrize("wrong", [("-1", "0", "0"), ("1", "-1", "0"), ("1", "0", "-1")])
def test_negative_amounts_are_refused(wrong):
    with pytest.raises(ValueError, match="cannot be negative"):
        left_to_book(*map(D, wrong))


DEBTS = [
    ("INV1", "principal", D(100)),
    ("INV2", "principal", D(50)),
    ("fine", "costs", D(10)),
    ("int", "interest", D("1.03")),
]


def settled(payment, costs_first):
    parts, over = distribute(D(payment), DEBTS, costs_first)
    return {key: amount for key, amount in parts if amount}, over


@pytest.mark.parametrize(
    ("payment", "expected", "over"),
    [
        # costs, then interest, then principal, the oldest invoice first
        ("5", {"fine": D(5)}, D(0)),
        ("10.50", {"fine": D(10), "int": D("0.50")}, D(0)),
        ("100", {"fine": D(10), "int": D("1.03"), "INV1": D("88.97")}, D(0)),
        ("161.03", {"fine": D(10), "int": D("1.03"), "INV1": D(100), "INV2": D(50)}, D(0)),
        ("170", {"fine": D(10), "int": D("1.03"), "INV1": D(100), "INV2": D(50)}, D("8.97")),
    ],
)
def test_costs_first(payment, expected, over):
    assert settled(payment, True) == (expected, over)


@pytest.mark.parametrize(
    ("payment", "expected", "over"),
    [
        ("100", {"INV1": D(100)}, D(0)),
        ("150", {"INV1": D(100), "INV2": D(50)}, D(0)),
        ("155", {"INV1": D(100), "INV2": D(50), "fine": D(5)}, D(0)),
        ("161.03", {"INV1": D(100), "INV2": D(50), "fine": D(10), "int": D("1.03")}, D(0)),
    ],
)
def test_principal_first(payment, expected, over):
    assert settled(payment, False) == (expected, over)


@pytest.mark.parametrize("costs_first", [True, False])
def test_every_cent_is_settled_or_left_over(costs_first):
    for cents in range(0, 20000, 733):
        parts, over = distribute(D(cents) / 100, DEBTS, costs_first)
        assert sum(amount for _key, amount in parts) + over == D(cents) / 100
        assert all(D(0) <= amount for _key, amount in parts)


@pytest.mark.parametrize("costs_first", [True, False])
def test_negative_payment_and_unknown_kind_are_refused(costs_first):
    with pytest.raises(ValueError, match="negative"):
        distribute(D(-1), DEBTS, costs_first)
    with pytest.raises(ValueError, match="negative"):
        distribute(D(1), [("x", "costs", D(-1))], costs_first)
    with pytest.raises(ValueError, match="costs, interest or principal"):
        distribute(D(1), [("x", "gift", D(1))], costs_first)
