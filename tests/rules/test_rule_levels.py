"""Which level comes next, and which levels a sheet may use (SPEC sections 3 and 4)."""

import pytest
from rule_values import level, sheet
from rules.decide.levels import (
    HIGHEST,
    LOWEST,
    cascade,
    first_gap,
    next_level,
    usable_levels,
)

ON, OFF = True, False


def states(text):
    """``states("++-")``: levels 1 and 2 on, 3 off."""
    return {number: sign == "+" for number, sign in enumerate(text, 1)}


# --- next level: never a jump -------------------------------------------------------------


@pytest.mark.parametrize("now", range(9))
def test_item_steps_exactly_one_level_up(now):
    assert next_level(sheet(9), 9, now) == level(now + 1)


def test_item_never_reminded_starts_at_level_1():
    assert next_level(sheet(3), 3, 0).number == LOWEST == 1


def test_item_at_level_8_of_nine_steps_to_9_and_no_further():
    assert next_level(sheet(9), 9, 8).number == HIGHEST == 9
    assert next_level(sheet(9), 9, 9) is None


def test_item_long_overdue_but_never_reminded_still_starts_at_the_friendly_level():
    escalating = sheet(level(1), level(2, min_days_overdue=30), level(3, min_days_overdue=60))
    assert next_level(escalating, 3, 0).number == 1


# --- the last level -----------------------------------------------------------------------


def test_item_below_the_last_level_steps_to_it_and_item_at_it_stops():
    assert next_level(sheet(3), 3, 2).number == 3
    assert next_level(sheet(3), 3, 3) is None


def test_item_at_the_last_level_is_repeated_there_when_the_sheet_repeats():
    repeating = sheet(3, after_last_level="repeat")
    assert next_level(repeating, 3, 2).number == 3
    assert next_level(repeating, 3, 3).number == 3


def test_sheet_with_one_level_reminds_once_or_repeats_it():
    assert next_level(sheet(1), 9, 0).number == 1
    assert next_level(sheet(1), 9, 1) is None
    assert next_level(sheet(1, after_last_level="repeat"), 9, 1).number == 1


def test_sheet_without_active_levels_has_no_next_level_even_when_it_repeats():
    assert next_level(sheet(), 9, 0) is None
    assert next_level(sheet(after_last_level="repeat"), 9, 0) is None


# --- company maximum against active levels ------------------------------------------------


@pytest.mark.parametrize(
    ("active", "maximum", "usable"),
    [(3, 5, 3), (5, 3, 3), (3, 3, 3), (9, 9, 9), (9, 1, 1), (1, 9, 1), (0, 9, 0)],
)
def test_usable_levels_are_the_lower_of_company_maximum_and_active_levels(active, maximum, usable):
    numbers = [one.number for one in usable_levels(sheet(active), maximum)]
    assert numbers == list(range(1, usable + 1))


def test_three_levels_for_one_category_and_five_for_another():
    retail, large = sheet(3), sheet(5)
    assert next_level(retail, 9, 3) is None
    assert next_level(large, 9, 3).number == 4
    assert next_level(large, 9, 5) is None


def test_company_maximum_ends_a_longer_sheet():
    assert next_level(sheet(5), 3, 2).number == 3
    assert next_level(sheet(5), 3, 3) is None


def test_repeating_sheet_repeats_the_company_maximum_not_its_own_last_level():
    assert next_level(sheet(5, after_last_level="repeat"), 3, 3).number == 3


def test_company_maximum_of_1_allows_only_the_first_level():
    assert next_level(sheet(9), 1, 0).number == 1
    assert next_level(sheet(9), 1, 1) is None


# --- change of category: the level is kept ------------------------------------------------


def test_item_above_the_levels_of_its_new_sheet_is_exhausted():
    assert next_level(sheet(3), 9, 5) is None


def test_item_above_the_levels_of_its_new_repeating_sheet_gets_its_last_level():
    assert next_level(sheet(3, after_last_level="repeat"), 9, 5).number == 3


def test_item_keeps_its_level_under_a_longer_new_sheet_and_goes_on_from_there():
    assert next_level(sheet(3), 9, 3) is None
    assert next_level(sheet(5), 9, 3).number == 4


def test_item_above_a_lowered_company_maximum_is_exhausted():
    assert next_level(sheet(9), 3, 7) is None


# --- switching levels on and off ----------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "off", "after"),
    [
        ("+++++", 2, "+----"),
        ("+++++", 1, "-----"),
        ("+++++", 5, "++++-"),
        ("+++++++++", 9, "++++++++-"),
        ("+++++++++", 1, "---------"),
        ("++---", 2, "+----"),
    ],
)
def test_switching_a_level_off_switches_all_higher_ones_off_and_no_lower_one(before, off, after):
    assert cascade(states(before) | {off: OFF}, [off]) == states(after)


@pytest.mark.parametrize(
    ("before", "on", "after"),
    [
        ("-----", 3, "+++--"),
        ("+----", 5, "+++++"),
        ("-----", 1, "+----"),
        ("---------", 9, "+++++++++"),
        ("+++--", 3, "+++--"),
    ],
)
def test_switching_a_level_on_switches_all_lower_ones_on_and_no_higher_one(before, on, after):
    assert cascade(states(before) | {on: ON}, [on]) == states(after)


def test_levels_switched_off_and_on_at_once_end_at_the_lowest_one_switched_off():
    # on: 5 (so 1..5 would be on), off: 3 (so 3..5 are off)
    assert cascade(states("+---+"), [5, 3]) == states("++---")
    assert cascade(states("+---+"), [3, 5]) == states("++---")


def test_several_levels_switched_off_at_once_end_at_the_lowest_of_them():
    assert cascade(states("+-+-+"), [2, 4]) == states("+----")


def test_several_levels_switched_on_at_once_reach_the_highest_of_them():
    assert cascade(states("-+-+-"), [2, 4]) == states("++++-")


def test_nothing_switched_changes_nothing():
    assert cascade(states("++-"), []) == states("++-")


def test_switching_a_level_the_sheet_does_not_have_changes_nothing():
    assert cascade(states("++-"), [7]) == states("++-")


def test_cascade_leaves_the_callers_levels_alone():
    before = states("+-+")
    cascade(before, [2])
    assert before == states("+-+")


# --- numbers without gaps -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("numbers", "gap"),
    [
        ([], None),
        ([1], None),
        ([3, 1, 2], None),
        (range(1, 10), None),
        ([2], 1),
        ([1, 2, 4], 3),
        ([1, 3, 5], 2),
        ([9], 1),
        ([1, 2, 3, 4, 5, 6, 7, 9], 8),
    ],
)
def test_first_missing_number_is_named(numbers, gap):
    assert first_gap(numbers) == gap
