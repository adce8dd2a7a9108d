"""Yearly rates by date: which one applies, and that nothing is guessed."""

import json
from decimal import Decimal as D
from pathlib import Path

import law_figures
import pytest
from law_figures import gaps, half_year
from law_values import day, table
from rules.law import rates
from rules.law.rate_tables import NoRate, read_rates
from rules.law.rates import shipped_rates

HALF_YEARS = [f"{year}-{half}" for year in range(2015, 2027) for half in (1, 2)]
HEAD = "table,first_day,last_day,percent,source\n"


def shipped(name, half):
    return shipped_rates()[name].on(half_year(half)[0])


def test_rate_changes_on_the_first_day_of_the_half_year():
    trade = shipped_rates()["be_trade"]
    assert trade.on(day("2024-12-31")) == D("12.5")
    assert trade.on(day("2025-01-01")) == D("11.5")


@pytest.mark.parametrize("name", rates.TABLES)
def test_shipped_tables_cover_2015_to_2026_without_a_gap(name):
    found = shipped_rates()[name]
    assert gaps(found) == ()
    for half in HALF_YEARS:
        first, last = half_year(half)
        assert found.steps(first, last)[-1][1] == last


def test_french_rate_of_the_second_half_of_2026():
    found = shipped_rates()["fr_legal"]
    assert found.on(day("2026-06-30")) == D("2.62")
    assert found.on(day("2026-07-01")) == D("2.75")
    assert found.on(day("2026-12-31")) == D("2.75")
    with pytest.raises(NoRate):
        found.on(day("2027-01-01"))


def test_every_shipped_rate_names_its_source():
    assert set(shipped_rates()) == set(rates.TABLES)
    for found in shipped_rates().values():
        assert all(rate.source for rate in found.rates)


@pytest.mark.parametrize("half", HALF_YEARS)
def test_shipped_rates_follow_from_the_reference_rate(half):
    reference = shipped("ecb_main_refinancing", half)
    assert shipped("be_trade", half) == law_figures.belgian_trade_rate(reference)
    assert shipped("nl_trade", half) == law_figures.directive_rate(reference)
    assert shipped("de_base", half) == law_figures.german_base_rate(reference)


@pytest.mark.parametrize(
    ("reference", "rate"),
    [("2.00", "10"), ("2.01", "10.5"), ("2.50", "10.5"), ("2.51", "11"), ("-0.10", "8")],
)
def test_belgian_rate_is_rounded_up_to_the_next_half_point(reference, rate):
    assert law_figures.belgian_trade_rate(D(reference)) == D(rate)


def test_day_before_the_first_and_after_the_last_rate_has_none():
    found = table(("2026-01-01", "2026-06-30", "5"), name="be_trade")
    for text in ("2025-12-31", "2026-07-01"):
        with pytest.raises(NoRate, match=f"no rate of be_trade is known for {text}"):
            found.on(day(text))


def test_gap_in_a_table_is_found_and_its_first_day_is_named():
    found = table(("2026-01-01", "2026-01-31", "5"), ("2026-02-03", "2026-02-28", "6"))
    assert gaps(found) == ((day("2026-02-01"), day("2026-02-02")),)
    for look_up in (found.steps, found.percent_days):
        with pytest.raises(NoRate) as refused:
            look_up(day("2026-01-30"), day("2026-02-04"))
        assert refused.value.day == day("2026-02-01")


def test_rates_side_by_side_leave_no_gap_and_equal_ones_are_one_step():
    found = table(("2026-02-01", "2026-02-28", "5"), ("2026-01-01", "2026-01-31", "5.00"))
    assert gaps(found) == ()
    first, last = day("2026-01-31"), day("2026-02-01")
    assert found.steps(first, last) == [(first, last, D(5))]


def test_two_rates_for_one_day_are_refused():
    with pytest.raises(ValueError, match="two rates for 2026-01-31"):
        table(("2026-01-01", "2026-01-31", "5"), ("2026-01-31", "2026-02-28", "6"))


def test_rate_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="ends before it starts"):
        table(("2026-01-02", "2026-01-01", "5"))


@pytest.mark.parametrize(
    "row",
    ["be_trade,2026-01-01,2026-06-31,5,x", "be_trade,2026-01-01,2026-06-30,much,x", "be_trade"],
)
def test_line_that_holds_no_rate_is_named(row):
    with pytest.raises(ValueError, match="line 2 holds no rate"):
        read_rates((HEAD + row).splitlines())


def test_percent_days_are_the_rates_of_all_days_added_up():
    # 30 and 31 December at 12.5, 1 January at 11.5
    found = shipped_rates()["be_trade"]
    assert found.percent_days(day("2024-12-30"), day("2025-01-01")) == D("36.5")
    assert found.percent_days(day("2025-01-01"), day("2024-12-31")) == 0


def test_points_are_added_to_every_rate():
    german = shipped_rates()["de_base"].plus(D(5))
    assert german.on(day("2022-06-30")) == D("4.12")


@pytest.mark.parametrize("text", ["2026", "2026-3", "2026-0", "june"])
def test_half_year_written_otherwise_is_refused(text):
    with pytest.raises(ValueError, match="half-year"):
        half_year(text)


def test_french_legal_rate_agrees_with_the_worked_examples():
    vectors = json.loads(Path(__file__).with_name("law_vectors.json").read_text())
    seen = [v["inputs"] for v in vectors if "legal_rate_other_cases" in v["inputs"]]
    assert seen
    for given in seen:
        assert shipped("fr_legal", given["semester"]) == D(given["legal_rate_other_cases"])
