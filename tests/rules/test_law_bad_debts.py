"""VAT on bad debts: when it comes back and how much, by hand-worked figures.

Most of one invoice: 100.00 at 21 % and 100.00 at 9 %: 21.00 + 9.00 VAT, 230.00 in all.
"""

from datetime import timedelta
from decimal import Decimal as D

import pytest
from law_values import day
from rules.law.bad_debts import (
    SCHEMES,
    Change,
    Item,
    TaxPart,
    after_credits,
    changes,
    late_until,
    lost_by_law_on,
    lost_parts,
    spread,
    spread_taxes,
)

CENT = D("0.01")
TAXES = [TaxPart(1, D(100), D(21)), TaxPart(2, D(100), D(9))]


def lost(item, taxes=TAXES, rate=D(1)):
    return [(str(part.base), str(part.vat)) for part in lost_parts(taxes, item, rate, CENT)]


@pytest.mark.parametrize(
    ("due", "back"),
    [("2025-02-15", "2026-02-15"), ("2024-02-29", "2025-02-28"), ("2023-02-28", "2024-02-28")],
)
def test_dutch_vat_comes_back_one_year_after_the_due_date(due, back):
    assert lost_by_law_on(SCHEMES["nl"], day(due)) == day(back)
    assert lost_by_law_on(SCHEMES["be"], day(due)) is None


def test_last_due_date_of_a_period_is_the_last_whose_year_is_over():
    """All days around two leap days, and each day of the list's year once."""
    scheme = SCHEMES["nl"]
    for number in range(3 * 366):
        end = day("2024-01-01") + timedelta(days=number)
        last = late_until(scheme, end)
        assert lost_by_law_on(scheme, last) <= end
        assert lost_by_law_on(scheme, last + timedelta(days=1)) > end
    assert late_until(scheme, day("2025-02-28")) == day("2024-02-29")
    assert late_until(SCHEMES["be"], day("2026-03-31")) is None


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        # nothing paid
        (Item(D(230)), [("100.00", "21.00"), ("100.00", "9.00")]),
        # half paid
        (Item(D(230), paid=D(115)), [("50.00", "10.50"), ("50.00", "4.50")]),
        # 100.00 open: 100 x 21 / 230 = 9.130, 100 x 9 / 230 = 3.913, bases 43.478 each: 43.48 and
        # 43.48; 9.13 + 3.91 + 86.96 = 100.00
        (Item(D(230), paid=D(130)), [("43.48", "9.13"), ("43.48", "3.91")]),
        # 0.05 open: VAT 0.0046 and 0.0020, both 0.00; bases 0.0217 each 0.02, the first takes 0.01
        (Item(D(230), paid=D("229.95")), [("0.03", "0.00"), ("0.02", "0.00")]),
        # paid, and paid too much
        (Item(D(230), paid=D(230)), [("0", "0"), ("0", "0")]),
        (Item(D(230), paid=D(300)), [("0", "0"), ("0", "0")]),
        # a plan pays half: 115.00 is lost, whatever is unpaid
        (Item(D(230), lost=D(115)), [("50.00", "10.50"), ("50.00", "4.50")]),
    ],
)
def test_lost_vat_is_in_proportion_and_bases_take_the_rounding(item, expected):
    assert lost(item) == expected


def test_foreign_invoice_is_counted_at_its_own_rate():
    # 242.00 USD at 1.10: 220.00 EUR = 181.82 + 38.18; half of it: 19.09 and 110.00 - 19.09
    found = lost(
        Item(D(242), paid=D(121)), [TaxPart(1, D("181.82"), D("38.18"))], rate=D(220) / D(242)
    )
    assert found == [("90.91", "19.09")]


def test_part_without_vat_is_no_base():
    # 121.00 taxed and 50.00 untaxed; 85.50 of 171.00 open
    found = lost(Item(D(171), paid=D("85.50")), [TaxPart(1, D(100), D(21))])
    assert found == [("50.00", "10.50")]


def test_credit_note_takes_off_its_own_taxes():
    # 109.00 credited, all of it at 9 %: what is open bears 21 %
    left = after_credits(TAXES, [TaxPart(2, D(100), D(9))])
    assert lost(Item(D(230), credited=D(109)), left) == [("100.00", "21.00"), ("0.00", "0.00")]
    assert after_credits(TAXES, [TaxPart(1, D(300), D(63))])[0].vat == 0


def test_instalments_share_the_vat_to_the_cent():
    # 10.00 over three: 3.33, 3.34, 3.33
    thirds = [D(1), D(1), D(1)]
    assert list(map(str, spread(D(10), thirds, CENT))) == ["3.33", "3.34", "3.33"]
    per_item = spread_taxes(TAXES, thirds, CENT)
    assert sum(own[0].vat for own in per_item) == 21
    assert sum(own[1].base for own in per_item) == 100
    assert spread(D(10), [D(0)], CENT) == [0]


def parts(base, vat):
    return [TaxPart(1, D(base), D(vat))]


def test_first_list_claims_and_a_later_one_says_only_what_changed():
    reported = {1: (D(100), D(21))}
    assert changes({}, parts(100, 21), parts(100, 21)) == [Change("claim", 1, D(100), D(21))]
    assert changes(reported, parts(100, 21), parts(100, 21)) == []
    # 40 % came in
    assert changes(reported, parts(100, 21), parts(60, "12.60")) == [
        Change("recovered", 1, D(-40), D("-8.40"))
    ]
    # half was credited, then 40 % of the rest came in
    assert changes(reported, parts(50, "10.50"), parts(30, "6.30")) == [
        Change("correction", 1, D(-50), D("-10.50")),
        Change("recovered", 1, D(-20), D("-4.20")),
    ]
    # a payment came back
    assert changes({1: (D(60), D("12.60"))}, parts(60, "12.60"), parts(100, 21)) == [
        Change("claim", 1, D(40), D("8.40"))
    ]
    # the invoice bears another tax now
    assert changes({9: (D(100), D(9))}, parts(0, 0), parts(0, 0)) == [
        Change("correction", 9, D(-100), D(-9))
    ]
