"""Whether a hold is in force, kept or broken, on both sides of each day and amount."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules.decide import hold_state
from rules.decide.hold_state import Hold, Tranche


def day(text):
    return date.fromisoformat(text)


def due(on, amount):
    return Tranche(day(on), Decimal(amount))


def receipts(*pairs):
    return tuple((day(on), Decimal(amount)) for on, amount in pairs)


def promise(amount="100.00", by="2026-04-10", **facts):
    """A promise made on 31 March."""
    facts["receipts"] = receipts(*facts.get("receipts", ()))
    return Hold("promise", day("2026-03-31"), day(by), dues=(due(by, amount),), **facts)


def plan(*dues, **facts):
    facts["receipts"] = receipts(*facts.get("receipts", ()))
    return Hold(
        "plan", day("2026-03-31"), day(dues[-1][0]), dues=tuple(due(*d) for d in dues), **facts
    )


def state(hold, on):
    return hold_state.judge(hold, day(on)).state


@pytest.mark.parametrize("kind", ["blocked", "disputed"])
def test_hold_by_dates_starts_on_its_first_day_and_blocks_on_its_last(kind):
    hold = Hold(kind, day("2026-03-31"), day("2026-04-10"))
    assert state(hold, "2026-03-30") == "upcoming"
    assert state(hold, "2026-03-31") == "in_force"
    assert state(hold, "2026-04-10") == "in_force"
    assert state(hold, "2026-04-11") == "ended"


def test_hold_without_last_day_is_in_force_until_it_is_lifted():
    assert state(Hold("blocked", day("2026-03-31")), "2036-03-31") == "in_force"
    assert state(Hold("blocked", day("2026-03-31"), active=False), "2026-03-31") == "lifted"


def test_promise_is_broken_from_the_day_after_on():
    assert state(promise(), "2026-04-10") == "in_force"
    judged = hold_state.judge(promise(), day("2026-04-11"))
    assert (judged.state, judged.broken_day) == ("broken", day("2026-04-11"))


def test_promise_is_kept_to_the_cent():
    assert state(promise(receipts=[("2026-04-10", "99.99")]), "2026-04-11") == "broken"
    assert state(promise(receipts=[("2026-04-10", "100.00")]), "2026-04-11") == "kept"
    assert state(promise(receipts=[("2026-04-10", "100.01")]), "2026-04-11") == "kept"


def test_promise_paid_in_two_parts_is_kept():
    parts = [("2026-04-01", "60.00"), ("2026-04-09", "40.00")]
    assert state(promise(receipts=parts), "2026-04-09") == "kept"


def test_money_dated_the_day_after_comes_too_late():
    assert state(promise(receipts=[("2026-04-11", "100.00")]), "2026-04-12") == "broken"


def test_money_dated_in_time_but_booked_later_still_keeps_the_promise():
    assert state(promise(), "2026-04-14") == "broken"
    assert state(promise(receipts=[("2026-04-10", "100.00")]), "2026-04-14") == "kept"


def test_days_of_tolerance_move_the_end():
    waiting = promise(tolerance_days=2)
    assert state(waiting, "2026-04-12") == "in_force"
    assert hold_state.judge(waiting, day("2026-04-13")).broken_day == day("2026-04-13")
    late = [("2026-04-12", "100.00")]
    assert state(promise(tolerance_days=2, receipts=late), "2026-04-13") == "kept"


def test_nothing_open_any_more_keeps_the_promise_only_up_to_its_last_day():
    paid = promise(open_amount=Decimal(0))
    assert state(paid, "2026-04-10") == "kept"
    assert state(paid, "2026-04-11") == "broken"
    assert state(promise(open_amount=Decimal("0.01")), "2026-04-10") == "in_force"


def test_lifted_promise_is_never_broken():
    assert state(promise(active=False), "2026-04-11") == "lifted"


def test_plan_breaks_at_its_first_missed_instalment():
    agreed = (("2026-04-10", "40.00"), ("2026-05-10", "60.00"))
    first = [("2026-04-10", "40.00")]
    assert state(plan(*agreed), "2026-04-10") == "in_force"
    assert state(plan(*agreed), "2026-04-11") == "broken"
    assert state(plan(*agreed, receipts=first), "2026-04-11") == "in_force"
    judged = hold_state.judge(plan(*agreed, receipts=first), day("2026-05-11"))
    assert (judged.state, judged.broken_day) == ("broken", day("2026-05-11"))
    assert [one.state for one in judged.instalments] == ["paid", "missed"]


def test_instalment_a_cent_short_is_missed_even_when_the_next_one_pays_more():
    agreed = (("2026-04-10", "40.00"), ("2026-05-10", "60.00"))
    judged = hold_state.judge(
        plan(*agreed, receipts=[("2026-04-10", "39.99"), ("2026-05-01", "60.01")]),
        day("2026-05-01"),
    )
    assert judged.state == "broken"
    assert [one.state for one in judged.instalments] == ["missed", "paid"]


def test_paying_more_at_first_pays_the_next_instalments():
    agreed = (("2026-04-10", "40.00"), ("2026-05-10", "30.00"), ("2026-06-10", "30.00"))
    judged = hold_state.judge(plan(*agreed, receipts=[("2026-04-02", "75.00")]), day("2026-05-11"))
    # 75.00 = 40.00 + 30.00 + 5.00
    assert [one.received for one in judged.instalments] == [
        Decimal("40.00"),
        Decimal("30.00"),
        Decimal("5.00"),
    ]
    assert [one.state for one in judged.instalments] == ["paid", "paid", "upcoming"]
    assert judged.state == "in_force"


def test_plan_paid_in_full_is_kept_before_its_last_day():
    agreed = (("2026-04-10", "40.00"), ("2026-05-10", "60.00"))
    assert state(plan(*agreed, receipts=[("2026-04-02", "100.00")]), "2026-04-02") == "kept"


def test_only_promises_and_plans_wait_for_late_money():
    assert hold_state.last_day("promise", day("2026-04-10"), 3) == day("2026-04-13")
    assert hold_state.last_day("plan", day("2026-04-10"), 3) == day("2026-04-13")
    assert hold_state.last_day("blocked", day("2026-04-10"), 3) == day("2026-04-10")
    assert hold_state.last_day("disputed", None, 3) is None


def test_what_came_in_before_does_not_count():
    came = list(receipts(("2026-04-05", "30.00"), ("2026-03-31", "40.00")))
    assert hold_state.without_first(came, Decimal("40.00")) == list(
        receipts(("2026-04-05", "30.00"))
    )
    assert hold_state.without_first(came, Decimal("50.00")) == list(
        receipts(("2026-04-05", "20.00"))
    )
    assert hold_state.without_first(came, Decimal(0)) == list(
        receipts(("2026-03-31", "40.00"), ("2026-04-05", "30.00"))
    )


def test_thirds_add_up_and_the_last_takes_the_cent():
    parts = hold_state.split(Decimal("100.00"), 3, day("2026-01-31"), Decimal("0.01"))
    assert parts == [
        due("2026-01-31", "33.33"),
        due("2026-02-28", "33.33"),
        due("2026-03-31", "33.34"),
    ]


def test_weeks_and_two_weeks():
    step = Decimal("0.01")
    weekly = hold_state.split(Decimal(20), 2, day("2026-01-31"), step, "week")
    assert [one.day for one in weekly] == [day("2026-01-31"), day("2026-02-07")]
    two = hold_state.split(Decimal(20), 2, day("2026-01-31"), step, "two_weeks")
    assert [one.day for one in two] == [day("2026-01-31"), day("2026-02-14")]


def test_more_parts_than_cents_are_refused():
    with pytest.raises(ValueError):
        hold_state.split(Decimal("0.02"), 3, day("2026-01-31"), Decimal("0.01"))
    with pytest.raises(ValueError):
        hold_state.split(Decimal("10.00"), 0, day("2026-01-31"), Decimal("0.01"))


def test_amount_is_divided_oldest_item_first():
    rows = hold_state.spread(
        [due("2026-04-10", "70.00"), due("2026-05-10", "50.00")],
        [("A", Decimal("50.00")), ("B", Decimal("60.00")), ("C", Decimal("30.00"))],
    )
    # A: 50 of the first date; B: the other 20 and 40 of the second; C: the last 10
    assert rows == [
        ("A", [due("2026-04-10", "50.00")]),
        ("B", [due("2026-04-10", "20.00"), due("2026-05-10", "40.00")]),
        ("C", [due("2026-05-10", "10.00")]),
    ]


def test_items_that_get_nothing_are_left_out():
    rows = hold_state.spread([due("2026-04-10", "50.00")], [("A", Decimal(50)), ("B", Decimal(60))])
    assert [item for item, _dues in rows] == ["A"]


def test_promise_for_a_cancelled_invoice_ends_and_is_not_broken():
    judged = hold_state.judge(promise(cancelled=True), day("2026-04-11"))
    assert (judged.state, judged.broken_day) == ("ended", None)
    assert state(promise(cancelled=True, active=False), "2026-04-11") == "lifted"
    assert state(promise(), "2026-04-11") == "broken"


def test_hold_set_today_counts_for_a_run_dated_earlier():
    days = day("2026-03-31"), None, day("2026-03-20")
    assert hold_state.in_force(True, "in_force", *days, today=day("2026-03-31"))
    assert not hold_state.in_force(True, "upcoming", *days, today=day("2026-03-30"))


DAYS = st.integers(-6, 6).map(lambda step: day("2026-03-31") + timedelta(days=step))
AMOUNTS = st.sampled_from([Decimal("0.01"), Decimal(50), Decimal(100)])


@st.composite
def agreements(draw):
    """Holds of all kinds around the end of March, promises with money that came in or not."""
    kind = draw(st.sampled_from(("blocked", "disputed", "handed_over", *hold_state.AWAITING)))
    dues = ()
    if kind in hold_state.AWAITING:
        most = 1 if kind == "promise" else 3
        days = draw(st.lists(DAYS, min_size=1, max_size=most, unique=True))
        dues = tuple(Tranche(on, draw(AMOUNTS)) for on in sorted(days))
    return Hold(
        kind,
        start=draw(DAYS),
        until=dues[-1].day if dues else draw(st.none() | DAYS),
        active=draw(st.booleans()),
        dues=dues,
        tolerance_days=draw(st.integers(0, 2)) if dues else 0,
        receipts=tuple(draw(st.lists(st.tuples(DAYS, AMOUNTS), max_size=3))),
    )


@given(agreements(), DAYS)
def test_hold_is_judged_in_force_on_just_the_days_on_which_it_blocks(hold, today):
    judged = hold_state.judge(hold, today).state
    last = hold_state.last_day(hold.kind, hold.until, hold.tolerance_days)
    blocks = hold_state.in_force(hold.active, judged, hold.start, last, today, today)
    assert blocks == (judged == "in_force")
