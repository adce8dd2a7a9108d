"""When claims are lost, by country and kind of claim."""

import pytest
from law_values import day
from rules.law.countries import COUNTRIES
from rules.law.time_bars import lost_on, warns_on


def lost(country, nature, kind="", due="2024-03-10", letters=()):
    bars = COUNTRIES[country].time_bars
    found = lost_on(bars, nature, kind, day(due), [day(letter) for letter in letters])
    return found and str(found.last_day)


@pytest.mark.parametrize(
    ("country", "nature", "kind", "last"),
    [
        ("nl", "consumer", "goods", "2026-03-10"),
        ("nl", "consumer", "services", "2029-03-10"),
        ("nl", "consumer", "", "2026-03-10"),  # nobody said what for: the shortest
        ("nl", "business", "goods", "2029-03-10"),
        ("nl", "public", "", "2029-03-10"),
        ("be", "consumer", "goods", "2034-03-10"),
        ("be", "business", "periodic", "2029-03-10"),
        ("be", "business", "", "2029-03-10"),
        ("de", "consumer", "", "2027-12-31"),
        ("de", "business", "goods", "2027-12-31"),
        ("fr", "consumer", "services", "2026-03-10"),
        ("fr", "business", "", "2029-03-10"),
        ("fr", "public", "", "2028-12-31"),
        ("lu", "business", "", "2034-03-10"),
    ],
)
def test_last_day_by_country_nature_and_kind(country, nature, kind, last):
    assert lost(country, nature, kind) == last


def test_dutch_letter_in_time_lets_it_begin_anew_and_a_late_one_does_not():
    sale = ("nl", "consumer", "goods")
    assert lost(*sale, letters=["2026-03-10"]) == "2028-03-10"
    assert lost(*sale, letters=["2026-03-11"]) == "2026-03-10"
    # each in the time of the one before
    assert lost(*sale, letters=["2028-01-05", "2026-02-01"]) == "2030-01-05"
    # so does a written demand to a French public body, from the end of its year
    assert lost("fr", "public", letters=["2026-05-05"]) == "2030-12-31"


@pytest.mark.parametrize("country", ["be", "de", "fr", "lu"])
def test_letters_stop_nothing_elsewhere(country):
    assert lost(country, "consumer", letters=["2025-01-01"]) == lost(country, "consumer")


def test_leap_day_and_law_before_it_was_in_force():
    assert lost("nl", "consumer", "goods", due="2024-02-29") == "2026-02-28"
    assert lost("de", "consumer", due="2001-12-31") is None
    assert lost_on((), "consumer", "", day("2024-03-10")) is None


def test_warning_comes_sixty_days_before():
    # 10 March 2026 less 60 days: 9 January
    found = lost_on(COUNTRIES["nl"].time_bars, "consumer", "goods", day("2024-03-10"))
    assert warns_on(found) == day("2026-01-09")


def test_every_time_bar_cites_its_law_and_says_where_it_was_read_or_that_it_was_not():
    for country in COUNTRIES.values():
        for bar in country.time_bars:
            assert bar.article
            assert bool(bar.source) is bar.is_certain, (country.code, bar.article)
