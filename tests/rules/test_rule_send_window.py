"""When automatic reminders leave: hours and days of the company, also when the clocks change.

31 March 2026 is a Tuesday. In Brussels the clocks change on 29 March and on 25 October 2026.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from rules.decide.send_window import SendWindow, weekdays_of, weekdays_text

BRUSSELS = ZoneInfo("Europe/Brussels")
OFFICE = SendWindow(weekdays=frozenset(range(5)), first_minute=540, last_minute=1020, zone=BRUSSELS)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_first_minute_is_inside_and_the_one_before_is_not():
    # 09:00 in Brussels in summer is 07:00 UTC
    assert not OFFICE.is_open(at("2026-03-31 06:59:59"))
    assert OFFICE.is_open(at("2026-03-31 07:00:00"))


def test_last_minute_is_inside_and_the_second_time_is_not():
    assert OFFICE.is_open(at("2026-03-31 14:59:59"))
    assert not OFFICE.is_open(at("2026-03-31 15:00:00"))


def test_after_hours_the_next_day_is_the_next_opening():
    first, last = OFFICE.opening(at("2026-03-31 15:00"))
    assert (first, last) == (at("2026-04-01 07:00"), at("2026-04-01 15:00"))


def test_on_friday_evening_the_next_opening_is_monday():
    assert OFFICE.opening(at("2026-04-03 15:00"))[0] == at("2026-04-06 07:00")


def test_day_is_the_one_of_the_company_and_not_of_utc():
    # Monday 00:30 in Auckland is Sunday 12:30 in UTC
    mondays = SendWindow(weekdays=frozenset({0}), zone=ZoneInfo("Pacific/Auckland"))
    assert mondays.is_open(at("2026-03-29 12:30"))
    assert not mondays.is_open(at("2026-03-30 12:30"))


@pytest.mark.parametrize(
    ("friday", "monday"),
    [
        # winter time, then summer time
        ("2026-03-27 08:00", "2026-03-30 07:00"),
        # summer time, then winter time
        ("2026-10-23 07:00", "2026-10-26 08:00"),
    ],
)
def test_nine_o_clock_is_nine_o_clock_on_both_sides_of_a_change_of_the_clocks(friday, monday):
    assert OFFICE.opening(at(friday))[0] == at(friday)
    assert OFFICE.opening(at(f"{friday[:10]} 20:00"))[0] == at(monday)


def test_hours_that_a_day_does_not_have_are_those_of_the_next_day():
    # on 29 March there is no 02:30 in Brussels
    night = SendWindow(first_minute=150, last_minute=180, zone=BRUSSELS)
    assert night.opening(at("2026-03-29 00:00"))[0] == at("2026-03-30 00:30")


def test_only_day_of_the_week_that_lacks_its_hours_is_a_week_later():
    night = SendWindow(frozenset({6}), first_minute=150, last_minute=180, zone=BRUSSELS)
    assert night.opening(at("2026-03-29 00:00"))[0] == at("2026-04-05 00:30")


def test_whole_day_ends_at_midnight_and_the_next_one_begins():
    window = SendWindow(zone=BRUSSELS)
    assert window.is_open(at("2026-03-31 21:59:59"))
    assert window.opening(at("2026-03-31 22:00"))[0] == at("2026-03-31 22:00")


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon,tue", {0, 1}),
        (" Monday , SUNDAY ", {0, 6}),
        ("0,4", {0, 4}),
        ("", set(range(7))),
        (None, set(range(7))),
        (",", set(range(7))),
    ],
)
def test_days_are_read_as_names_or_numbers_and_none_means_all(text, days):
    assert weekdays_of(text) == days


@pytest.mark.parametrize("text", ["maandag", "7", "mo", "01", "mon tue"])
def test_word_that_is_no_day_is_named(text):
    with pytest.raises(ValueError, match=text):
        weekdays_of(text)


def test_days_are_stored_in_the_order_of_the_week():
    assert weekdays_text([4, 0]) == "mon,fri"
    assert weekdays_text(range(7)) is None
