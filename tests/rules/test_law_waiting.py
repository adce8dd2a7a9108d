"""How long nothing may be charged: on holidays, with other calendars, on odd channels.

The worked examples of ``law_vectors.json`` have the ordinary cases.
"""

from datetime import timedelta

import holidays
import pytest
from law_values import day
from rules.law import calendars
from rules.law.waiting import belgian_first_reminder, dutch_fourteen_day_letter


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (2015, "2015-04-05"),
        (2019, "2019-04-21"),
        (2024, "2024-03-31"),
        (2025, "2025-04-20"),
        (2026, "2026-04-05"),
        (2027, "2027-03-28"),
        (2038, "2038-04-25"),
    ],
)
def test_easter(year, sunday):
    assert calendars.easter(year) == day(sunday)


def known_elsewhere(country, year, but=()):
    """Days off by the library ``holidays`` that are no Sundays anyway."""
    found = holidays.country_holidays(country, years=year, language="en_US")
    return {
        one
        for one, name in found.items()
        if name not in (*but, "Easter Sunday", "Pentecost", "Whit Sunday")
    }


@pytest.mark.parametrize("year", range(2015, 2036))
def test_holidays_are_those_that_others_know(year):
    assert calendars.belgian_holidays(year) == known_elsewhere("BE", year)
    # post is delivered on Good Friday and Liberation Day
    delivered = ("Good Friday", "Liberation Day")
    assert calendars.dutch_holidays(year) == known_elsewhere("NL", year, delivered)


def test_belgium_has_ten_legal_holidays():
    assert sorted(map(str, calendars.belgian_holidays(2026))) == [
        "2026-01-01",
        "2026-04-06",
        "2026-05-01",
        "2026-05-14",
        "2026-05-25",
        "2026-07-21",
        "2026-08-15",
        "2026-11-01",
        "2026-11-11",
        "2026-12-25",
    ]


def test_kings_day_is_a_day_earlier_when_it_would_be_a_sunday():
    assert day("2025-04-26") in calendars.dutch_holidays(2025)
    assert day("2025-04-27") not in calendars.dutch_holidays(2025)
    assert day("2026-04-27") in calendars.dutch_holidays(2026)


def test_reminder_sent_on_a_holiday_counts_from_the_next_working_days():
    # 21 July 2026 is a Tuesday: Wednesday, Thursday, Friday
    assert belgian_first_reminder(day("2026-07-21"), "post").day_1 == day("2026-07-24")
    assert belgian_first_reminder(day("2026-07-21"), "email").day_1 == day("2026-07-22")


def test_company_may_have_more_holidays_than_the_law():
    def bridge(one):
        return calendars.is_belgian_holiday(one) or one == day("2026-05-15")

    # Wednesday 13 May: Ascension, the bridge, a weekend: Monday, Tuesday, Wednesday
    period = belgian_first_reminder(day("2026-05-13"), "post", bridge)
    assert period.day_1 == day("2026-05-20")


def test_other_channel_is_refused():
    for count in (belgian_first_reminder, dutch_fourteen_day_letter):
        with pytest.raises(ValueError, match="by post or email, not by 'phone'"):
            count(day("2026-01-01"), "phone")


@pytest.mark.parametrize("offset", range(366))
def test_whenever_it_is_sent_there_are_fourteen_days_and_post_is_never_quicker(offset):
    sent = day("2028-01-01") + timedelta(days=offset)
    for count in (belgian_first_reminder, dutch_fourteen_day_letter):
        mailed, posted = count(sent, "email"), count(sent, "post")
        for period in (mailed, posted):
            assert (period.last_day - period.day_1).days == 13
            assert sent < period.day_1
            assert period.opens_on == period.last_day + timedelta(days=1) <= period.safe_from
        assert mailed.opens_on < posted.opens_on
