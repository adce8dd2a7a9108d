"""What Odoo itself says about an item: which reason it is, in which order, and on which day.

The run looks from 31 March 2026; an item fell due on 1 March (see :mod:`rule_values`).
"""

from decimal import Decimal

import pytest
from rule_values import (
    CURRENCIES,
    EUR,
    JPY,
    THREE_LEVELS,
    USD,
    day,
    decide,
    item,
    left_out,
    only_notice,
    propose,
    reason,
    run,
)
from rules.decide import selection, signs, stored, under_way
from rules.decide.selection import next_action_date
from rules.decide.signs import Signs
from rules.decide.under_way import Cover, Debt, Payment
from rules.decide.values import Criteria, Currencies, Options

D = Decimal
UNKNOWN = 9


def signed(residual="100.00", due="2026-03-01", facts=None, **said):
    return item(due=due, residual=residual, signs=Signs(**said), **(facts or {}))


# --- which reason -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"not_claim": True}, "not_claim"),
        ({"non_trade": True}, "non_trade"),
        ({"no_due_date": True}, "no_due_date"),
        ({"under_way": D("100.00")}, "in_payment"),
        ({"unsent": True}, ""),
        ({}, ""),
    ],
)
def test_each_sign_is_a_reason(said, code):
    assert reason(signed(**said)) == code


def test_first_three_come_before_all_others_in_their_order():
    everything = {"not_claim": True, "non_trade": True, "no_due_date": True}
    blocked = {"blocked": "hold"}
    assert reason(signed(facts=blocked, due="2026-04-30", **everything)) == "not_claim"
    del everything["not_claim"]
    assert reason(signed(facts=blocked, due="2026-04-30", **everything)) == "non_trade"
    del everything["non_trade"]
    assert reason(signed(facts=blocked, due="2026-04-30", **everything)) == "no_due_date"
    assert reason(signed(facts=blocked, under_way=D(100))) == "blocked"


def test_the_others_come_after_the_sheet_and_before_the_last_level():
    context = run(oldest_due_date=day("2026-03-02"), unsent="leave_out", collect_days=30)
    said = {"under_way": D(100), "collects": True, "unsent": True}
    one = signed(facts={"level": 3}, **said)
    assert selection.decide(one, None, context).reason == "no_sheet"
    assert reason(one, context=context) == "too_old"
    context = run(unsent="leave_out", collect_days=30)
    assert reason(one, context=context) == "in_payment"
    one = signed(facts={"level": 3}, collects=True, unsent=True)
    assert reason(one, context=context) == "direct_debit"
    one = signed(facts={"level": 3}, unsent=True)
    assert reason(one, context=context) == "unsent"
    assert reason(signed(facts={"level": 3}), context=context) == "exhausted"


def test_non_trade_items_are_reminded_where_the_company_wants_it():
    assert reason(signed(non_trade=True), context=run(non_trade=True)) == ""
    both = signed(non_trade=True, no_due_date=True)
    assert reason(both, context=run(non_trade=True)) == "no_due_date"


def test_oldest_due_date_itself_is_not_too_old():
    assert reason(item(), context=run(oldest_due_date=day("2026-03-01"))) == ""
    assert reason(item(), context=run(oldest_due_date=day("2026-03-02"))) == "too_old"


def test_payment_under_way_leaves_out_what_it_covers_to_the_cent():
    assert reason(signed(under_way=D("99.99"))) == ""
    assert reason(signed(under_way=D("100.00"))) == "in_payment"
    assert reason(signed(is_unknown=True)) == ""


@pytest.mark.parametrize(("days", "code"), [(29, ""), (30, "direct_debit")])
def test_direct_debit_is_waited_for_up_to_and_including_its_last_day(days, code):
    # 1 March + 30 days = 31 March, the key date
    assert reason(signed(collects=True), context=run(collect_days=days)) == code


def test_direct_debit_moves_the_first_day_and_the_others_leave_none():
    options = run(collect_days=30).options
    first = next_action_date(signed(collects=True), THREE_LEVELS, options)
    assert first == day("2026-04-01")
    for said in ({"not_claim": True}, {"no_due_date": True}, {"under_way": D(100)}):
        assert next_action_date(signed(**said), THREE_LEVELS, options) is None
    assert next_action_date(signed(unsent=True), THREE_LEVELS, options) == day("2026-03-02")
    options = run(unsent="leave_out").options
    assert next_action_date(signed(unsent=True), THREE_LEVELS, options) is None


# --- on the list --------------------------------------------------------------------------


def test_item_without_a_due_date_is_never_late_and_still_on_the_list():
    one = signed(no_due_date=True)
    assert decide(one).days_overdue == 0
    assert left_out(propose(one)) == {one.id: "no_due_date"}


def test_what_is_not_late_is_on_no_list_whatever_its_sign():
    due_today = signed(due="2026-03-31", not_claim=True)
    late = signed(due="2026-03-30", not_claim=True)
    assert left_out(propose(due_today, late)) == {late.id: "not_claim"}


# --- what the list says of a letter -------------------------------------------------------


def said_on(*items, **options):
    notice = only_notice(*items)
    return signs.warnings_of(notice, Options(**options), CURRENCIES)


def test_letter_names_what_is_under_way_and_what_was_never_sent():
    found = said_on(
        signed(under_way=D("40.00")), signed("50.00", unsent=True, under_way=D("0.50")), item()
    )
    assert found == {
        "payment_under_way": {"amount": D("40.50")},
        "never_sent": {"amount": D("50.00")},
    }


def test_letter_without_signs_says_nothing():
    assert said_on(item()) == {}


def test_never_sent_is_said_only_where_the_company_wants_a_warning():
    for choice, codes in (("warn", ["never_sent"]), ("ignore", [])):
        assert list(said_on(signed(unsent=True), unsent=choice)) == codes


def test_payment_without_a_rate_is_said_without_a_figure():
    assert said_on(signed(is_unknown=True)) == {"payment_no_rate": {}}


# --- what payments cover ------------------------------------------------------------------


def debt(number, residual, due="2026-03-01", currency=EUR):
    return Debt(number, day(due), D(residual), currency)


def payment(amount, currency=EUR, number=1):
    return Payment(("payment", number), D(amount), currency)


def cover(payments):
    return under_way.covers(payments, CURRENCIES)


def test_payment_for_several_items_covers_the_oldest_first():
    debts = [debt(1, "100", "2026-03-02"), debt(2, "100", "2026-03-01"), debt(3, "50")]
    # item 2 and item 3 fell due on 1 March; 200 - 100 - 50 leaves 50 for item 1
    assert cover({payment("200"): debts}) == {2: Cover(D(100)), 3: Cover(D(50)), 1: Cover(D(50))}


def test_two_payments_cover_nothing_twice():
    both = [debt(1, "100"), debt(2, "100")]
    found = cover({payment("100"): [both[0]], payment("100", number=2): both})
    assert found == {1: Cover(D(100)), 2: Cover(D(100))}


def test_payment_never_covers_more_than_is_open():
    assert cover({payment("150"): [debt(1, "100")]}) == {1: Cover(D(100))}


def test_payment_in_another_currency_is_converted():
    # 125.00 dollar / 1.25 = 100.00 euro; 124.98 / 1.25 = 99.984
    assert cover({payment("125.00", USD): [debt(1, "100")]}) == {1: Cover(D("100.00"))}
    assert cover({payment("124.98", USD): [debt(1, "100")]}) == {1: Cover(D("99.98"))}
    # 125 dollar x 128 yen
    found = cover({payment("125.00", USD): [debt(1, "20000", currency=JPY)]})
    assert found == {1: Cover(D(16000))}


def test_payment_without_a_rate_covers_nothing_by_guess():
    assert cover({payment("100", UNKNOWN): [debt(1, "100")]}) == {1: Cover(D(0), True)}
    same = {payment("100", UNKNOWN): [debt(1, "100", currency=UNKNOWN)]}
    assert under_way.covers(same, Currencies(EUR, {UNKNOWN: D("0.01")}, {})) == {1: Cover(D(100))}


# --- no rate ------------------------------------------------------------------------------


def test_item_in_a_currency_without_a_rate_is_left_out_alone():
    foreign, own = item(currency_id=UNKNOWN), item()
    proposal = propose(foreign, own)
    assert left_out(proposal) == {foreign.id: "no_euro_rate"}
    [(verdict, _reason)] = proposal.left_out
    assert verdict.note == {"currency_id": UNKNOWN, "company_id": EUR}
    assert [claim.verdict.item.id for claim in proposal.notices[0].claims] == [own.id]


def test_credit_without_a_rate_stops_the_letter_that_would_net_it():
    credit, own = item(residual="-30.00", currency_id=UNKNOWN), item()
    context = run(split_by_currency=False)
    assert left_out(propose(credit, own, context=context)) == {own.id: "no_euro_rate"}
    assert left_out(propose(credit, own)) == {}  # another currency, another letter


# --- frozen with a run --------------------------------------------------------------------


def test_options_come_back_as_they_were_frozen():
    options = Options(
        non_trade=True, oldest_due_date=day("2026-01-01"), collect_days=3, unsent="leave_out"
    )
    for one in (options, Options()):
        frozen = stored.freeze(one, Criteria(), [], CURRENCIES)
        assert stored.thaw(frozen)[0] == one
