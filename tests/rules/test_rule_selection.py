"""Whether an item is reminded now, and if not, why (SPEC section 4)."""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_values import (
    THREE_LEVELS,
    criteria,
    day,
    decide,
    item,
    level,
    reason,
    run,
    sheet,
)
from rules.decide import reasons, selection
from rules.decide.signs import Signs

#: the reasons that have a rule on an item
WITH_RULE = [
    "not_claim",
    "non_trade",
    "no_due_date",
    "not_due",
    "grace",
    "blocked",
    "filtered",
    "no_sheet",
    "too_old",
    "in_payment",
    "direct_debit",
    "unsent",
    "exhausted",
    "too_soon",
    "too_young",
    "skipped",
]


def test_ordinary_overdue_item_is_reminded_at_level_1():
    verdict = decide(item(invoiced="2026-02-01"))
    assert (verdict.reason, verdict.level.number, verdict.level_after) == ("", 1, 1)
    assert verdict.days_overdue == 30


# --- each reason, and the first of two ----------------------------------------------------


def _case():
    """An item that is reminded on 31 March 2026, for the reasons below to spoil."""
    return SimpleNamespace(item={"invoiced": "2026-02-01"}, signs={}, sheet=sheet(3), options={})


def _young(case):
    if case.sheet:
        case.sheet = sheet(*(level(number, min_days_overdue=31) for number in (1, 2, 3)))


def _collected(case):
    case.signs.update(collects=True)
    case.options.update(collect_days=30)


def _unsent(case):
    case.signs.update(unsent=True)
    case.options.update(unsent="leave_out")


SPOIL = {
    "not_claim": lambda case: case.signs.update(not_claim=True),
    "non_trade": lambda case: case.signs.update(non_trade=True),
    "no_due_date": lambda case: case.signs.update(no_due_date=True),
    "not_due": lambda case: case.item.update(due="2026-03-31"),
    # 1 February + 58 days = 31 March
    "grace": lambda case: case.options.update(grace_days=58),
    "blocked": lambda case: case.item.update(blocked="disputed"),
    "filtered": lambda case: case.item.update(in_criteria=False),
    "no_sheet": lambda case: setattr(case, "sheet", None),
    "too_old": lambda case: case.options.update(oldest_due_date=day("2026-04-30")),
    "in_payment": lambda case: case.signs.update(under_way=Decimal("100.00")),
    "direct_debit": _collected,
    "unsent": _unsent,
    "exhausted": lambda case: case.item.update(level=3),
    # 11 days ago, with 14 days between two reminders
    "too_soon": lambda case: case.item.update(last="2026-03-20"),
    "too_young": _young,
    "skipped": lambda case: case.item.update(skipped=True),
}
#: without a sheet there is no last level, and without a next level no days to wait for
IMPOSSIBLE = {("no_sheet", "exhausted"), ("no_sheet", "too_young"), ("exhausted", "too_young")}
PAIRS = [pair for pair in itertools.combinations(SPOIL, 2) if pair not in IMPOSSIBLE]


def spoiled(*reasons):
    """``(item, sheet, context)`` to which each of the reasons applies."""
    case = _case()
    for name in reasons:
        SPOIL[name](case)
    signs = Signs(**case.signs) if case.signs else None
    return item(**case.item, signs=signs), case.sheet, run(**case.options)


def applying(facts):
    return [name for name, applies in selection.trail(*facts) if applies]


@pytest.mark.parametrize("name", SPOIL)
def test_item_with_one_reason_is_left_out_for_it(name):
    facts = spoiled(name)
    assert applying(facts) == [name]
    assert reason(*facts) == name


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_item_with_two_reasons_gets_the_first(first, second):
    facts = spoiled(second, first)
    assert applying(facts) == [first, second]
    assert reason(*facts) == first


def test_item_with_every_reason_at_once_loses_them_in_the_binding_order():
    names = [name for name in SPOIL if name not in ("exhausted", "too_young")]
    while names:
        assert reason(*spoiled(*names)) == names.pop(0)
    assert reason(*spoiled()) == ""


def test_explanation_names_every_rule_in_order_even_those_after_the_reason():
    trail = selection.trail(*spoiled("blocked", "too_soon"))
    assert [name for name, _applies in trail] == WITH_RULE
    assert [name for name, applies in trail if applies] == ["blocked", "too_soon"]
    assert all(isinstance(applies, bool) for _name, applies in trail)


def test_item_left_out_keeps_its_level():
    verdict = decide(item(level=1, last="2026-03-20"))
    assert (verdict.reason, verdict.level.number, verdict.level_after) == ("too_soon", 2, 1)


def test_exhausted_item_has_no_next_level_and_keeps_its_own():
    verdict = decide(item(level=3))
    assert (verdict.reason, verdict.level, verdict.level_after) == ("exhausted", None, 3)


# --- boundary: the due date ---------------------------------------------------------------


def test_item_on_its_due_date_is_not_late_and_the_day_after_it_is():
    on_the_day = item(due="2026-03-31")
    assert reason(on_the_day, context=run(on="2026-03-30")) == "not_due"
    assert reason(on_the_day, context=run(on="2026-03-31")) == "not_due"
    assert reason(on_the_day, context=run(on="2026-04-01")) == ""


def test_item_not_due_has_no_days_overdue():
    assert decide(item(due="2026-05-01")).days_overdue == 0


def test_instalments_of_one_invoice_fall_due_on_their_own():
    first, second = (item(due=due, invoiced="2026-02-01") for due in ("2026-03-30", "2026-03-31"))
    assert (reason(first), reason(second)) == ("", "not_due")


# --- boundary: grace days -----------------------------------------------------------------


def test_item_on_last_grace_day_is_not_late():
    # invoiced 1 March + 30 days = 31 March, though it was due on the 8th
    late = item(due="2026-03-08", invoiced="2026-03-01")
    assert reason(late, context=run(on="2026-03-31", grace_days=30)) == "grace"


def test_item_on_the_day_after_the_last_grace_day_is_late():
    late = item(due="2026-03-08", invoiced="2026-03-01")
    assert reason(late, context=run(on="2026-04-01", grace_days=30)) == ""


def test_grace_counts_from_the_invoice_date_and_not_from_the_due_date():
    late = item(due="2026-03-30", invoiced="2026-02-28")
    # 28 February + 30 days = 30 March: over on the 31st, one day after the due date
    assert reason(late, context=run(on="2026-03-31", grace_days=30)) == ""
    assert reason(late, context=run(on="2026-03-31", grace_days=31)) == "grace"


def test_without_grace_days_an_item_is_late_the_day_after_it_fell_due():
    cash = item(due="2026-03-30", invoiced="2026-03-30")
    assert reason(cash, context=run(grace_days=0)) == ""


def test_without_grace_days_an_item_is_not_late_on_its_invoice_date():
    # due date moved before the invoice date
    odd = item(due="2026-03-01", invoiced="2026-03-31")
    assert reason(odd, context=run(grace_days=0)) == "grace"
    assert reason(odd, context=run(on="2026-04-01", grace_days=0)) == ""


def test_item_that_is_no_invoice_has_no_grace():
    opening_balance = item(due="2026-03-30")
    assert reason(opening_balance, context=run(grace_days=365)) == ""


# --- boundary: days between two reminders -------------------------------------------------


def test_item_reminded_one_day_less_than_the_interval_ago_is_too_soon():
    reminded = item(level=1, last="2026-03-18")  # 13 days before 31 March
    assert reason(reminded, context=run(min_interval_days=14)) == "too_soon"


def test_item_reminded_exactly_the_interval_ago_is_reminded_again():
    reminded = item(level=1, last="2026-03-17")  # 14 days before 31 March
    verdict = decide(reminded, context=run(min_interval_days=14))
    assert (verdict.reason, verdict.level.number) == ("", 2)


@pytest.mark.parametrize("interval", [0, 1])
def test_item_is_never_reminded_twice_on_one_day(interval):
    reminded = item(level=1, last="2026-03-31")
    again = run(on="2026-03-31", min_interval_days=interval)
    next_day = run(on="2026-04-01", min_interval_days=interval)
    assert reason(reminded, context=again) == "too_soon"
    assert reason(reminded, context=next_day) == ""


def test_interval_of_two_days_ends_on_the_second_day():
    reminded = item(level=1, last="2026-03-30")
    assert reason(reminded, context=run(min_interval_days=2)) == "too_soon"
    assert reason(reminded, context=run(on="2026-04-01", min_interval_days=2)) == ""


def test_item_never_reminded_is_not_too_soon_whatever_the_interval():
    assert reason(item(), context=run(min_interval_days=365)) == ""


def test_interval_holds_for_repeated_reminders_too():
    repeating = sheet(3, after_last_level="repeat")
    assert reason(item(level=3, last="2026-03-18"), repeating) == "too_soon"
    assert reason(item(level=3, last="2026-03-17"), repeating) == ""


def test_level_lowered_by_hand_does_not_shorten_the_interval():
    assert reason(item(level=0, last="2026-03-18")) == "too_soon"
    assert decide(item(level=0, last="2026-03-17")).level.number == 1


def test_interval_end_is_the_first_day_of_a_new_reminder():
    options = run(min_interval_days=14).options
    assert reasons.interval_end(day("2026-03-17"), options) == day("2026-03-31")
    options = run(min_interval_days=0).options
    assert reasons.interval_end(day("2026-03-31"), options) == day("2026-04-01")


def test_interval_end_with_the_runs_own_days_is_the_later_of_both():
    options, sent = run(min_interval_days=14).options, day("2026-03-01")
    for own, expected in ((0, "2026-03-15"), (13, "2026-03-15"), (15, "2026-03-16")):
        limits = criteria(min_days_since_last=own)
        assert reasons.interval_end(sent, options, limits) == day(expected)


# --- boundary: days overdue of the level --------------------------------------------------


def test_item_a_day_younger_than_the_level_asks_is_too_young():
    assert reason(item(), sheet(level(1, min_days_overdue=31))) == "too_young"


def test_item_exactly_as_old_as_the_level_asks_is_reminded():
    assert reason(item(), sheet(level(1, min_days_overdue=30))) == ""


def test_level_with_0_days_reminds_as_soon_as_an_item_is_late():
    assert reason(item(due="2026-03-30"), sheet(level(1, min_days_overdue=0))) == ""
    assert reason(item(due="2026-03-31"), sheet(level(1, min_days_overdue=0))) == "not_due"


def test_days_overdue_are_those_of_the_next_level_not_of_the_present_one():
    escalating = sheet(level(1, min_days_overdue=1), level(2, min_days_overdue=31))
    assert reason(item(level=1), escalating) == "too_young"
    assert reason(item(level=0), escalating) == ""


def test_repeated_item_waits_for_the_days_of_the_last_level():
    repeating = sheet(level(1, min_days_overdue=31), after_last_level="repeat")
    assert reason(item(level=1), repeating) == "too_young"
    assert reason(item(level=1, due="2026-02-28"), repeating) == ""


def test_item_with_a_moved_due_date_keeps_its_level():
    moved = item(due="2026-06-30", level=2)
    assert reason(moved) == "not_due"
    verdict = decide(moved, context=run(on="2026-07-01"))
    assert (verdict.reason, verdict.level.number) == ("", 3)


# --- the last level -----------------------------------------------------------------------


def test_item_below_the_last_level_is_reminded_and_item_at_it_is_exhausted():
    assert reason(item(level=2)) == ""
    assert reason(item(level=3)) == "exhausted"


def test_item_at_the_last_level_of_a_repeating_sheet_is_reminded_at_it():
    verdict = decide(item(level=3), sheet(3, after_last_level="repeat"))
    assert (verdict.reason, verdict.level.number, verdict.level_after) == ("", 3, 3)


def test_item_at_level_8_is_reminded_at_9_and_item_at_9_is_exhausted():
    assert decide(item(level=8), sheet(9), run(max_level=9)).level.number == 9
    assert reason(item(level=9), sheet(9), run(max_level=9)) == "exhausted"


def test_company_maximum_exhausts_an_item_below_the_last_level_of_its_sheet():
    assert reason(item(level=3), sheet(5), run(max_level=3)) == "exhausted"
    assert reason(item(level=3), sheet(5), run(max_level=4)) == ""


def test_item_keeps_its_level_when_its_customer_changes_category():
    item_at_4 = item(level=4)
    assert decide(item_at_4, sheet(5), run(max_level=9)).level.number == 5
    short = decide(item_at_4, sheet(3), run(max_level=9))
    assert (short.reason, short.level_after) == ("exhausted", 4)


def test_sheet_without_active_levels_reminds_nobody():
    assert reason(item(), sheet()) == "exhausted"


# --- the run's own criteria only narrow ---------------------------------------------------


@pytest.mark.parametrize(("at", "expected"), [(0, "filtered"), (1, ""), (2, ""), (3, "filtered")])
def test_run_for_levels_2_and_3_takes_items_that_step_to_2_or_3(at, expected):
    narrow = run(narrowed_to=criteria(level_from=2, level_to=3), max_level=9)
    assert reason(item(level=at), sheet(5), narrow) == expected


def test_run_from_a_level_has_no_upper_limit_and_run_up_to_a_level_no_lower_one():
    nine = sheet(9)
    from_2 = run(narrowed_to=criteria(level_from=2), max_level=9)
    up_to_2 = run(narrowed_to=criteria(level_to=2), max_level=9)
    assert [reason(item(level=at), nine, from_2) for at in (0, 1, 8)] == ["filtered", "", ""]
    assert [reason(item(level=at), nine, up_to_2) for at in (0, 1, 2)] == ["", "", "filtered"]


def test_run_for_a_level_does_not_make_an_item_jump_to_it():
    only_3 = run(narrowed_to=criteria(level_from=3, level_to=3))
    assert reason(item(level=0), context=only_3) == "filtered"


def test_run_for_levels_says_exhausted_of_an_item_that_has_no_next_level():
    assert reason(item(level=3), context=run(narrowed_to=criteria(level_to=1))) == "exhausted"


def test_item_reminded_fewer_days_ago_than_the_run_asks_is_filtered():
    # 29 days ago: beyond the company's 14 days, within the run's own 30
    narrow = run(narrowed_to=criteria(min_days_since_last=30))
    assert reason(item(level=1, last="2026-03-02"), context=narrow) == "filtered"


def test_item_reminded_exactly_as_many_days_ago_as_the_run_asks_is_reminded():
    narrow = run(narrowed_to=criteria(min_days_since_last=30))
    assert reason(item(level=1, last="2026-03-01"), context=narrow) == ""


def test_item_never_reminded_is_not_left_out_by_the_runs_days_since_last_reminder():
    assert reason(item(), context=run(narrowed_to=criteria(min_days_since_last=365))) == ""


def test_run_with_fewer_days_does_not_widen_the_interval_of_the_company():
    reminded = item(level=1, last="2026-03-18")
    assert reason(reminded, context=run(narrowed_to=criteria(min_days_since_last=13))) == (
        "too_soon"
    )


def test_run_of_the_same_day_without_own_days_is_too_soon_and_not_filtered():
    again = item(level=1, last="2026-03-31")
    assert reason(again, context=run(min_interval_days=0)) == "too_soon"


def test_item_reminded_after_the_key_date_is_too_soon_and_not_filtered():
    # asked of an earlier day: "why was this not reminded on 31 March?"
    assert reason(item(level=1, last="2026-04-02")) == "too_soon"


# --- the first day on which an item could be reminded -------------------------------------


def first_day(one_item, by=THREE_LEVELS, **options):
    return selection.next_action_date(one_item, by, run(**options).options)


@pytest.mark.parametrize(
    ("facts", "parameters", "options", "expected"),
    [
        ({}, {}, {}, "2026-03-02"),  # the day after the due date
        ({}, {"min_days_overdue": 1}, {}, "2026-03-02"),
        ({}, {"min_days_overdue": 10}, {}, "2026-03-11"),
        ({"invoiced": "2026-02-20"}, {}, {"grace_days": 30}, "2026-03-23"),  # 22 March + 1
        ({"invoiced": "2026-02-01"}, {}, {"grace_days": 10}, "2026-03-02"),
        ({"last": "2026-03-10"}, {}, {"min_interval_days": 14}, "2026-03-24"),
        ({"last": "2026-03-10"}, {}, {"min_interval_days": 0}, "2026-03-11"),
        ({"last": "2026-01-10"}, {}, {"min_interval_days": 14}, "2026-03-02"),
        ({"last": "2026-03-10"}, {"min_days_overdue": 40}, {}, "2026-04-10"),
    ],
)
def test_next_action_date_is_the_latest_of_due_date_grace_interval_and_level(
    facts, parameters, options, expected
):
    assert first_day(item(**facts), sheet(level(1, **parameters)), **options) == day(expected)


def test_next_action_date_is_open_for_blocked_exhausted_and_sheetless_items():
    assert first_day(item(blocked="promise until 1 May")) is None
    assert first_day(item(level=3)) is None
    assert first_day(item(), None) is None


dates = st.dates(date(2026, 1, 1), date(2026, 6, 30)).map(str)


@given(
    due=dates,
    invoiced=st.none() | dates,
    last=st.none() | dates,
    at=st.integers(0, 2),
    wait=st.integers(0, 40),
    grace=st.integers(0, 60),
    interval=st.integers(0, 30),
)
def test_item_is_reminded_on_its_next_action_date_and_not_the_day_before(
    due, invoiced, last, at, wait, grace, interval
):
    one = item(due=due, invoiced=invoiced, last=last, level=at)
    by = sheet(*(level(number, min_days_overdue=wait) for number in (1, 2, 3)))
    options = {"grace_days": grace, "min_interval_days": interval}
    start = first_day(one, by, **options)
    assert decide(one, by, run(on=str(start), **options)).level_after == at + 1
    assert reason(one, by, run(on=str(start - timedelta(days=1)), **options)) in (
        "not_due",
        "grace",
        "too_soon",
        "too_young",
    )


@given(at=st.integers(0, 9), active=st.integers(1, 9), maximum=st.integers(1, 9))
def test_reminded_item_never_steps_more_than_one_level(at, active, maximum):
    for after in ("stop", "repeat"):
        by = sheet(active, after_last_level=after)
        verdict = decide(item(level=at), by, run(max_level=maximum))
        last = min(active, maximum)
        if verdict.reason:
            assert (verdict.reason, after) == ("exhausted", "stop") and at >= last
        else:
            assert verdict.level.number == min(at + 1, last)


def test_hold_of_the_customer_and_of_the_item_are_the_same_reason_with_other_words():
    for words in ("disputed", "customer without reminders"):
        held = item(blocked=words)
        assert reason(held) == "blocked"
        assert reason(held._replace(blocked="")) == ""
