"""The reasons for which an item is left out: their order, who decides, and what each needs."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from rule_values import day, decide, item, left_out, propose, run, sheet
from rules.decide import reasons, selection
from rules.decide.reasons import (
    ITEM,
    LAST_LOOK,
    LAW,
    LETTER,
    NEVER,
    ON_A_DAY,
    RUN,
    WITH_CHANGE,
    WITH_HOLD,
    WITH_RUN,
    Reason,
)

#: SPEC sections 4 and 11
SPEC_ORDER = [
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
    "in_credit",
    "below_minimum",
]
SIGNS = {
    "not_claim",
    "non_trade",
    "no_due_date",
    "too_old",
    "in_payment",
    "direct_debit",
    "unsent",
}
DECIDED_BY = {
    ITEM: {"not_due", "grace", "blocked", "no_sheet", "exhausted", "too_soon", "too_young"} | SIGNS,
    RUN: {"filtered", "skipped"},
    LAW: {"law_waiting", "no_rate", "no_euro_rate"},
    LETTER: {"in_credit", "below_minimum"},
    LAST_LOOK: {"paid", "changed", "merged"},
}


def codes(**traits):
    return {
        reason.code
        for reason in reasons.in_order()
        if all(getattr(reason, name) == value for name, value in traits.items())
    }


def rule(item, sheet, level, days, context):
    return item.id % 2 == 1


def day_after(item, level, options):
    return item.due_date + timedelta(days=90)


@contextmanager
def registered(after=reasons.NO_SHEET, **parts):
    """With the reason ``odd_number`` of another addon: items with an odd id are left out."""
    given = {"code": "odd_number", "decided_by": ITEM, "ends": WITH_CHANGE, "applies": rule}
    reason = Reason(**(given | parts))
    reasons.register(reason, after)
    try:
        yield reason
    finally:
        reasons.unregister(reason)


# --- the values ---------------------------------------------------------------------------


def test_reasons_of_the_specification_stand_in_its_order():
    stand = [reason.code for reason in reasons.in_order()]
    assert [code for code in stand if code in SPEC_ORDER] == SPEC_ORDER


def test_waiting_for_the_law_comes_before_the_total_and_missing_rates_after_it():
    stand = [reason.code for reason in reasons.in_order()]
    assert stand[15:] == [
        "skipped",
        "law_waiting",
        "in_credit",
        "below_minimum",
        "no_rate",
        "no_euro_rate",
        "paid",
        "changed",
        "merged",
    ]


def test_each_reason_is_decided_by_exactly_one():
    assert {by: codes(decided_by=by) for by in DECIDED_BY} == DECIDED_BY
    assert sum(map(len, DECIDED_BY.values())) == len(reasons.in_order())


def test_rules_are_tried_for_items_and_runs_and_in_the_binding_order():
    tried = [code for code, _rule in reasons.rules()]
    assert tried == SPEC_ORDER[:16]
    assert set(tried) == DECIDED_BY[ITEM] | DECIDED_BY[RUN]


def test_how_each_reason_ends():
    assert {ends: codes(ends=ends) for ends in (ON_A_DAY, WITH_HOLD, WITH_RUN)} == {
        ON_A_DAY: {"not_due", "grace", "direct_debit", "too_soon", "too_young", "law_waiting"},
        WITH_HOLD: {"blocked"},
        WITH_RUN: {"filtered", "skipped", "changed", "merged"},
    }
    # nothing happens by itself
    assert codes(ends=WITH_CHANGE) == SIGNS - {"direct_debit"} | {
        "no_sheet",
        "exhausted",
        "in_credit",
        "below_minimum",
        "no_rate",
        "no_euro_rate",
        "paid",
    }


def test_only_items_that_wait_and_exhausted_ones_show_in_the_second_table():
    shown = {"too_soon", "too_young", "exhausted", "law_waiting"}
    assert codes(shown_as_other=True) == shown


def test_only_items_that_are_not_late_are_on_no_list():
    assert codes(is_listed=False) == {"not_due"}


def test_unknown_reason_is_refused_by_name():
    with pytest.raises(ValueError, match="unknown reason 'to_soon'"):
        reasons.of("to_soon")


# --- a part is forgotten ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ({"decided_by": ITEM, "ends": WITH_CHANGE}, "'x' has no 'applies'"),
        ({"decided_by": RUN, "ends": WITH_RUN}, "'x' has no 'applies'"),
        ({"decided_by": ITEM, "ends": ON_A_DAY, "applies": rule}, "'x' has no 'until'"),
        ({"decided_by": ITEM, "ends": WITH_HOLD, "applies": rule}, "'x' has no 'until'"),
        (
            {"decided_by": LETTER, "ends": WITH_CHANGE, "applies": rule},
            "'x' cannot have a function 'applies'",
        ),
        (
            {"decided_by": ITEM, "ends": WITH_CHANGE, "applies": rule, "until": day_after},
            "'x' cannot have a function 'until'",
        ),
        ({"decided_by": "customer", "ends": WITH_CHANGE}, "'x': unknown decided_by 'customer'"),
        ({"decided_by": LETTER, "ends": "soon"}, "'x': unknown ends 'soon'"),
        ({"decided_by": LETTER, "ends": ON_A_DAY}, "'x': only item and law know on which day"),
    ],
)
def test_reason_without_a_part_fails_when_it_is_made_and_names_it(parts, says):
    with pytest.raises(ValueError, match=says):
        Reason(code="x", **parts)


@pytest.mark.parametrize("part", ["code", "decided_by", "ends"])
def test_reason_needs_code_decider_and_end(part):
    parts = {"code": "x", "decided_by": LETTER, "ends": WITH_CHANGE}
    with pytest.raises(TypeError, match=part):
        Reason(**{name: value for name, value in parts.items() if name != part})


# --- a reason of another addon ------------------------------------------------------------


def test_registered_reason_leaves_items_out_at_its_place_in_the_order():
    with registered() as reason:
        stand = reasons.in_order()
        assert stand[stand.index(reasons.NO_SHEET) + 1] is reason
        proposal = propose(item(id=1), item(id=2))
        assert left_out(proposal) == {1: "odd_number"}
        assert decide(item(id=1, level=3)).reason == "odd_number"  # before exhausted
        assert decide(item(id=1), None).reason == "no_sheet"
        trail = dict(selection.trail(item(id=1), sheet(3), run()))
        assert trail["odd_number"] is True
    assert left_out(propose(item(id=1))) == {}


def test_registered_reason_can_come_before_all_others():
    with registered(after=None) as reason:
        assert reasons.in_order()[0] is reason
        assert decide(item(id=1, due="2026-04-30")).reason == "odd_number"


def test_registered_reason_shows_on_the_letter_if_it_says_so():
    claims = item(id=1), item(id=2)
    with registered(shown_as_other=True):
        (notice,) = propose(*claims).notices
        assert [verdict.item.id for verdict in notice.others] == [1]


def first_day(one_item):
    return selection.next_action_date(one_item, sheet(3), run().options)


def test_registered_reason_that_ends_with_a_change_leaves_no_first_day():
    with registered():
        assert first_day(item(id=1)) is None
        assert first_day(item(id=2)) == day("2026-03-02")


def test_registered_reason_that_ends_on_a_day_moves_the_first_day():
    with registered(ends=ON_A_DAY, until=day_after):
        assert first_day(item(id=1)) == day("2026-05-30")  # 1 March + 90 days
    with registered(ends=ON_A_DAY, until=lambda item, level, options: NEVER):
        assert first_day(item(id=1)) is None


def test_code_is_registered_once():
    with registered() as odd, pytest.raises(ValueError, match="'odd_number' is known already"):
        reasons.register(odd, reasons.NO_SHEET)
    with pytest.raises(ValueError, match="'too_soon' is known already"):
        reasons.register(reasons.TOO_SOON, reasons.NO_SHEET)


def test_reason_cannot_follow_an_unknown_one():
    stranger = Reason(code="stranger", decided_by=LETTER, ends=WITH_CHANGE)
    other = Reason(code="other", decided_by=LETTER, ends=WITH_CHANGE)
    with pytest.raises(ValueError, match="'other' cannot follow 'stranger'"):
        reasons.register(other, stranger)


def test_reasons_of_the_addon_itself_stay():
    with pytest.raises(ValueError, match="'grace' was not registered"):
        reasons.unregister(reasons.GRACE)
