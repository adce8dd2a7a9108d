"""A ceiling of a law does not grow with the way in which days become years."""

import pytest
from law_values import by_law, claim, facts, interest, law

#: a Belgian consumer, 10,000.00 from 1 July 2025 to 30 June 2026: a year of 10.5 %
YEAR = {"amount": "10000.00", "due": "2025-05-31", "key_day": "2026-06-30"}


def asked(charging):
    known = facts("2025-06-16")  # by e-mail: fourteen days from the 17th to the 30th
    one = claim(YEAR["amount"], due=YEAR["due"], facts=known)
    return charging.interest.explain(one)


@pytest.mark.parametrize("day_count", ["act/365", "act/360", "act/act", "30E/360"])
def test_belgian_ceiling_of_a_year_is_that_of_its_rate(day_count):
    found = asked(by_law("be_consumer", YEAR["key_day"], clause=True, day_count=day_count))
    assert (str(found.amount), found.day_count) == (
        "1050.00",
        "act/365" if day_count == "act/360" else day_count,
    )


def test_own_interest_of_a_sheet_is_held_against_the_same_ceiling():
    one = claim("10000.00", due="2025-05-31", monthly_percent="2", facts=facts("2025-06-16"))
    charging = law("be_consumer", YEAR["key_day"], clause=True, day_count="act/360")
    assert interest(charging, one) == ("1050.00", "ceiling")
    assert charging.interest.explain(one).day_count == "act/365"


def test_months_of_thirty_days_never_add_a_day():
    # February 2026: 30E/360 counts 30 days from 1 to 28 February and the first two of March
    one = claim("10000.00", due="2026-01-31", facts=facts("2026-01-16"))
    amounts = {
        interest(by_law("be_consumer", "2026-03-02", clause=True, day_count=count), one)[0]
        for count in ("act/365", "30E/360", "act/360")
    }
    assert amounts == {"86.30"}  # 30 days at 10.5 %


def test_leap_year_counted_by_its_own_days_stays_lower():
    one = claim("10000.00", due="2024-01-31", facts=facts("2024-01-17"))
    own, usual = (
        interest(by_law("be_consumer", "2024-12-31", clause=True, day_count=count), one)[0]
        for count in ("act/act", "act/365")
    )
    assert float(own) < float(usual)


def test_what_a_business_owes_follows_the_agreed_day_count():
    for count, amount in (("act/365", "16.97"), ("act/360", "17.21")):
        charging = by_law("be_business", day_count=count)
        assert interest(charging, claim()) == (amount, "")  # 59 days at 10.5 % on 1,000


def test_ceiling_on_what_a_business_did_not_agree_to_does_not_grow_either():
    charging = law("be_business", day_count="act/360")
    assert interest(charging, claim(monthly_percent="3")) == ("16.97", "ceiling")
