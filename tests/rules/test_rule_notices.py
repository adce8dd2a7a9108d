"""How claims and credits become letters (SPEC sections 2 and 4)."""

from decimal import Decimal

import pytest
from rule_values import (
    CHF,
    CURRENCIES,
    EUR,
    JPY,
    USD,
    claim_ids,
    credit_ids,
    criteria,
    decide,
    item,
    left_out,
    level,
    only_notice,
    other_ids,
    propose,
    run,
    sheet,
)
from rules.decide.notices import rebuild

D = Decimal


def by_mail(_level):
    return "email"


def nets(proposal):
    return [notice.net for notice in proposal.notices]


def level_numbers(proposal):
    return [notice.level.number for notice in proposal.notices]


# --- one letter per customer --------------------------------------------------------------


def test_customer_gets_one_letter_at_the_highest_level_of_its_items():
    first, second, third = item(), item(level=1), item(level=2)
    notice = only_notice(first, second, third)
    assert notice.level.number == 3
    assert claim_ids(notice) == {first.id, second.id, third.id}


def test_each_claim_keeps_its_own_level_on_a_letter_of_a_higher_one():
    first, third = item(), item(level=2)
    notice = only_notice(first, third)
    levels = {claim.verdict.item.id: claim.verdict.level_after for claim in notice.claims}
    assert levels == {first.id: 1, third.id: 3}


def test_letter_names_customer_sheet_and_currency():
    by = sheet(3, id=4, name="Retail")
    notice = only_notice(item(customer_id=42, currency_id=USD), by=by)
    assert (notice.customer_id, notice.sheet, notice.currency_id) == (42, by, USD)


def test_customer_without_overdue_items_gets_nothing_and_nothing_is_left_out():
    proposal = propose(item(due="2026-03-31"), item(due="2026-05-01"))
    assert (proposal.notices, proposal.left_out) == ((), ())


def test_item_not_due_is_neither_on_the_letter_nor_among_those_left_out():
    late, not_due = item(), item(due="2026-03-31", residual="900.00")
    proposal = propose(late, not_due)
    assert nets(proposal) == [D("100.00")]
    assert claim_ids(proposal.notices[0]) == {late.id}
    assert left_out(proposal) == {}


def test_fully_paid_item_is_on_no_letter():
    late, paid = item(), item(residual="0.00")
    proposal = propose(late, paid)
    assert claim_ids(proposal.notices[0]) == {late.id}
    assert (proposal.notices[0].credits, left_out(proposal)) == ((), {})


def test_customer_without_a_sheet_is_left_out_as_such():
    late = item()
    proposal = propose(late, by=None)
    assert (proposal.notices, left_out(proposal)) == ((), {late.id: "no_sheet"})


def test_every_overdue_item_left_out_has_its_reason():
    expected = {
        item(blocked="disputed"): "blocked",
        item(in_criteria=False): "filtered",
        item(invoiced="2026-03-05"): "grace",
        item(skipped=True): "skipped",
        item(level=3): "exhausted",
        item(level=1, last="2026-03-20"): "too_soon",
    }
    proposal = propose(*expected, context=run(grace_days=30))
    assert proposal.notices == ()
    assert left_out(proposal) == {one.id: why for one, why in expected.items()}


def test_exhausted_item_does_not_stop_reminders_of_the_others():
    at_the_end, young = item(level=3), item(level=1)
    assert claim_ids(only_notice(at_the_end, young)) == {young.id}


def test_blocked_item_stays_off_the_letter_that_another_item_triggers():
    held, late = item(blocked="disputed"), item()
    proposal = propose(held, late)
    assert claim_ids(proposal.notices[0]) == {late.id}
    assert other_ids(proposal.notices[0]) == set()
    assert left_out(proposal) == {held.id: "blocked"}


def test_skipped_item_asks_nothing_on_the_letter_of_the_others():
    skipped, late = item(residual="500.00", skipped=True), item()
    notice = only_notice(skipped, late)
    assert (claim_ids(notice), notice.net) == ({late.id}, D("100.00"))


def test_reminding_one_item_does_not_silence_the_others():
    reminded, new = item(level=1, last="2026-03-20"), item()
    assert claim_ids(only_notice(reminded, new)) == {new.id}


# --- a letter per level -------------------------------------------------------------------

PER_LEVEL = run(letter_per="level")


def test_with_a_letter_per_level_each_level_has_its_own_highest_first():
    first, again, third = item(), item(residual="50.00"), item(level=2)
    proposal = propose(first, third, again, context=PER_LEVEL)
    assert level_numbers(proposal) == [3, 1]
    assert [claim_ids(n) for n in proposal.notices] == [{third.id}, {first.id, again.id}]


def test_with_a_letter_per_level_each_currency_has_its_own_levels():
    items = [item(), item(level=1), item(currency_id=USD), item(level=1, currency_id=USD)]
    proposal = propose(*items, context=PER_LEVEL)
    assert [(n.currency_id, n.level.number) for n in proposal.notices] == [
        (EUR, 2),
        (EUR, 1),
        (USD, 2),
        (USD, 1),
    ]


def test_with_a_letter_per_level_a_credit_lowers_the_letter_that_asks_most():
    second, first, credit = item(level=1), item(residual="300.00"), item(residual="-50.00")
    proposal = propose(second, first, credit, context=PER_LEVEL)
    # 300.00 - 50.00 = 250.00
    assert nets(proposal) == [D("100.00"), D("250.00")]
    assert [credit_ids(n) for n in proposal.notices] == [set(), {credit.id}]


def test_with_a_letter_per_level_the_next_credit_lowers_what_then_asks_most():
    second, first = item(level=1, residual="200.00"), item(residual="300.00")
    large, small = item(residual="-150.00"), item(residual="-60.00")
    proposal = propose(small, second, large, first, context=PER_LEVEL)
    # 300.00 - 150.00 = 150.00, then 200.00 asks most: 200.00 - 60.00 = 140.00
    assert nets(proposal) == [D("140.00"), D("150.00")]
    assert [credit_ids(n) for n in proposal.notices] == [{small.id}, {large.id}]


def test_with_a_letter_per_level_a_customer_in_credit_as_a_whole_gets_none():
    second, first = item(level=1), item(residual="90.00")
    # 100.00 + 90.00 - 190.00 = 0.00
    proposal = propose(second, first, item(residual="-190.00"), context=PER_LEVEL)
    assert proposal.notices == ()
    assert left_out(proposal) == {second.id: "in_credit", first.id: "in_credit"}


def test_with_a_letter_per_level_nobody_is_asked_for_more_than_the_balance():
    second, first, credit = item(level=1), item(residual="90.00"), item(residual="-150.00")
    # a credit of 150.00 is more than either letter: both share one of 190.00 - 150.00 = 40.00
    notice = only_notice(second, first, credit, context=PER_LEVEL)
    assert (notice.net, notice.level.number) == (D("40.00"), 2)
    assert claim_ids(notice) == {second.id, first.id}
    assert credit_ids(notice) == {credit.id}


def test_with_a_letter_per_level_a_letter_paid_by_a_credit_leaves_the_other_alone():
    second, first = item(level=1), item(residual="90.00")
    proposal = propose(second, first, item(residual="-100.00"), context=PER_LEVEL)
    # level 2: 100.00 - 100.00 = 0.00; level 1 asks its 90.00
    assert [(n.level.number, n.net) for n in proposal.notices] == [(1, D("90.00"))]
    assert left_out(proposal) == {second.id: "in_credit"}


def test_with_a_letter_per_level_one_cent_too_much_credit_is_not_lost():
    second, first = item(level=1), item(residual="90.00")
    # level 2: 100.00 - 100.01 = -0.01; shared with level 1: 90.00 - 0.01 = 89.99
    notice = only_notice(second, first, item(residual="-100.01"), context=PER_LEVEL)
    assert (notice.net, notice.level.number) == (D("89.99"), 2)


def test_with_a_letter_per_level_a_credit_lowers_the_highest_of_equal_letters():
    second, first, credit = item(level=1), item(), item(residual="-10.00")
    proposal = propose(first, second, credit, context=PER_LEVEL)
    assert nets(proposal) == [D("90.00"), D("100.00")]


def test_with_a_letter_per_level_shared_letters_still_come_highest_first():
    third, second, first = (
        item(level=2),
        item(level=1, residual="80.00"),
        item(residual="90.00"),
    )
    proposal = propose(first, second, third, item(residual="-150.00"), context=PER_LEVEL)
    # 150.00 uses level 3 up; it joins level 1, which asks most: 100.00 + 90.00 - 150.00 = 40.00
    assert [(n.level.number, n.net) for n in proposal.notices] == [
        (3, D("40.00")),
        (2, D("80.00")),
    ]


# --- credits ------------------------------------------------------------------------------


def test_credit_note_lowers_the_net_total_and_is_on_the_letter():
    claim, credit = item(), item(residual="-30.00")
    notice = only_notice(claim, credit)
    # 100.00 - 30.00 = 70.00
    assert (notice.net, notice.total) == (D("70.00"), D("70.00"))
    assert (claim_ids(notice), credit_ids(notice)) == ({claim.id}, {credit.id})
    assert notice.credits[0].residual == D("-30.00")


@pytest.mark.parametrize(
    ("credit", "net"),
    [("-99.99", ["0.01"]), ("-100.00", []), ("-100.01", []), ("-500.00", [])],
)
def test_customer_is_reminded_for_one_cent_and_not_when_it_is_in_credit(credit, net):
    claim = item()
    proposal = propose(claim, item(residual=credit))
    assert nets(proposal) == [D(amount) for amount in net]
    assert left_out(proposal) == ({} if net else {claim.id: "in_credit"})


def test_credit_of_one_cent_lowers_the_letter():
    assert only_notice(item(), item(residual="-0.01")).net == D("99.99")


def test_customer_with_credits_only_gets_nothing():
    proposal = propose(item(residual="-30.00"))
    assert (proposal.notices, proposal.left_out) == ((), ())


def test_credit_needs_no_due_date_in_the_past_to_lower_the_letter():
    assert only_notice(item(), item(due="2026-04-30", residual="-30.00")).net == D("70.00")


def test_blocked_credit_does_not_lower_the_letter():
    notice = only_notice(item(), item(residual="-30.00", blocked="disputed"))
    assert (notice.net, notice.credits) == (D("100.00"), ())


def test_credit_outside_the_runs_criteria_still_lowers_the_letter():
    # the criteria narrow what is asked; without the credit more would be asked
    credit = item(residual="-30.00", in_criteria=False)
    assert only_notice(item(), credit).net == D("70.00")


def test_credit_lowers_what_is_asked_now_and_not_the_items_left_out():
    too_soon = item(residual="1000.00", level=1, last="2026-03-20")
    now = item(residual="50.00")
    proposal = propose(too_soon, now, item(residual="-60.00"))
    # 50.00 - 60.00 = -10.00
    assert proposal.notices == ()
    assert left_out(proposal) == {too_soon.id: "too_soon", now.id: "in_credit"}


def test_item_left_out_as_in_credit_or_below_minimum_keeps_its_level():
    for settings, why in (
        ({"items": [item(residual="-200.00")]}, "in_credit"),
        ({"context": run(min_amount="100.01")}, "below_minimum"),
    ):
        items = [item(level=1), *settings.pop("items", [])]
        ((verdict, reason),) = propose(*items, **settings).left_out
        assert (reason, verdict.reason, verdict.level_after) == (why, why, 1)


# --- minimum amount -----------------------------------------------------------------------


@pytest.mark.parametrize(("minimum", "made"), [("100.00", 1), ("100.01", 0), ("0.00", 1)])
def test_net_total_equal_to_the_minimum_is_enough_and_a_cent_below_is_not(minimum, made):
    claim = item()
    proposal = propose(claim, context=run(min_amount=minimum))
    assert len(proposal.notices) == made
    assert left_out(proposal) == ({} if made else {claim.id: "below_minimum"})


def test_minimum_is_tested_on_the_letter_and_not_on_each_item():
    small = [item(residual="40.00"), item(residual="60.00")]
    assert len(propose(*small, context=run(min_amount="100.00")).notices) == 1


@pytest.mark.parametrize(("credit", "made"), [("-50.00", 1), ("-50.01", 0)])
def test_minimum_is_tested_after_credits(credit, made):
    proposal = propose(item(), item(residual=credit), context=run(min_amount="50.00"))
    assert len(proposal.notices) == made


def test_charges_do_not_lift_a_letter_over_the_minimum():
    by = sheet(level(1, fine_minimum="15.00"))
    small = item(residual="90.00")
    proposal = propose(small, by=by, context=run(min_amount="100.00"))
    assert left_out(proposal) == {small.id: "below_minimum"}


def test_items_left_out_do_not_lift_a_letter_over_the_minimum():
    now = item(residual="90.00")
    others = [
        item(level=1, last="2026-03-20"),
        item(skipped=True),
        item(blocked="disputed"),
        item(due="2026-03-31"),
    ]
    proposal = propose(now, *others, context=run(min_amount="100.00"))
    assert proposal.notices == ()
    assert left_out(proposal)[now.id] == "below_minimum"


def test_customer_in_credit_is_in_credit_and_not_below_the_minimum():
    claim = item()
    for credit, why in (("-100.00", "in_credit"), ("-99.99", "below_minimum")):
        proposal = propose(claim, item(residual=credit), context=run(min_amount="10.00"))
        assert left_out(proposal) == {claim.id: why}


def test_minimum_is_tested_per_letter():
    second, first = item(level=1), item(residual="99.99")
    context = run(min_amount="100.00", letter_per="level")
    proposal = propose(second, first, context=context)
    assert level_numbers(proposal) == [2]
    assert left_out(proposal) == {first.id: "below_minimum"}


@pytest.mark.parametrize(
    ("own", "company", "made"),
    [("100.01", "0", 0), ("100.00", "0", 1), ("0", "100.01", 0), ("50.00", "100.01", 0)],
)
def test_runs_own_minimum_can_raise_that_of_the_company_and_never_lower_it(own, company, made):
    context = run(narrowed_to=criteria(min_amount=own), min_amount=company)
    assert len(propose(item(), context=context).notices) == made


@pytest.mark.parametrize(
    ("currency", "residual", "made"),
    [
        (USD, "100.00", 1),  # 100.00 / 1.25 = 80.00 EUR: equal is enough
        (USD, "99.99", 0),  # 99.99 / 1.25 = 79.992, rounded 79.99 EUR
        (JPY, "12800", 1),  # 12800 / 160 = 80.00 EUR
        (JPY, "12799", 0),  # 12799 / 160 = 79.99375, rounded 79.99 EUR
        (CHF, "76.00", 1),  # 76.00 / 0.95 = 80.00 EUR
        (CHF, "75.95", 0),  # 75.95 / 0.95 = 79.947, rounded 79.95 EUR
    ],
)
def test_minimum_is_in_company_currency_converted_at_the_key_date(currency, residual, made):
    foreign = item(currency_id=currency, residual=residual)
    assert len(propose(foreign, context=run(min_amount="80.00")).notices) == made


# --- currencies ---------------------------------------------------------------------------

MIXED = run(split_by_currency=False)


def test_customer_gets_a_letter_per_currency_in_order_of_currency():
    dollars, euros, yen = item(currency_id=USD), item(), item(currency_id=JPY, residual="9000")
    proposal = propose(yen, dollars, euros)
    assert [(n.currency_id, n.net) for n in proposal.notices] == [
        (EUR, D("100.00")),
        (USD, D("100.00")),
        (JPY, D(9000)),
    ]


def test_letter_per_currency_has_the_highest_level_of_that_currency():
    proposal = propose(item(level=2), item(currency_id=USD))
    assert [(n.currency_id, n.level.number) for n in proposal.notices] == [(EUR, 3), (USD, 1)]


def test_credit_lowers_the_letter_of_its_own_currency_only():
    euros, dollars = item(), item(currency_id=USD)
    credit = item(currency_id=USD, residual="-40.00")
    proposal = propose(euros, dollars, credit)
    assert nets(proposal) == [D("100.00"), D("60.00")]
    assert [credit_ids(n) for n in proposal.notices] == [set(), {credit.id}]


def test_credit_in_a_currency_without_claims_is_on_no_letter():
    notice = only_notice(item(), item(currency_id=USD, residual="-500.00"))
    assert (notice.net, notice.credits) == (D("100.00"), ())


def test_minimum_is_tested_per_currency():
    euros, dollars = item(), item(currency_id=USD)
    # 100.00 EUR is enough; 100.00 USD is 80.00 EUR
    proposal = propose(euros, dollars, context=run(min_amount="100.00"))
    assert [n.currency_id for n in proposal.notices] == [EUR]
    assert left_out(proposal) == {dollars.id: "below_minimum"}


def test_without_split_one_letter_holds_all_currencies_and_totals_in_company_currency():
    notice = only_notice(item(), item(currency_id=USD), context=MIXED)
    # 100.00 EUR + 100.00 USD / 1.25 = 180.00 EUR
    assert (notice.currency_id, notice.net) == (EUR, D("180.00"))
    assert sorted(claim.verdict.item.residual for claim in notice.claims) == [100, 100]


def test_without_split_a_letter_with_foreign_items_only_is_in_company_currency_too():
    notice = only_notice(item(currency_id=USD), context=MIXED)
    assert (notice.currency_id, notice.net) == (EUR, D("80.00"))


def test_without_split_each_subtotal_is_converted_once():
    cents = [item(currency_id=USD, residual="0.02") for _ in range(3)]
    # 0.06 / 1.25 = 0.048, rounded 0.05; item by item it would be 3 x 0.02 = 0.06
    assert only_notice(*cents, context=MIXED).net == D("0.05")


@pytest.mark.parametrize(("credit", "net"), [("-99.99", ["0.01"]), ("-100.00", [])])
def test_without_split_a_credit_in_euro_lowers_a_claim_in_dollar(credit, net):
    # 125.00 USD = 100.00 EUR
    proposal = propose(
        item(currency_id=USD, residual="125.00"), item(residual=credit), context=MIXED
    )
    assert nets(proposal) == [D(amount) for amount in net]


def test_without_split_a_credit_in_dollar_lowers_a_claim_in_euro():
    notice = only_notice(item(), item(currency_id=USD, residual="-50.00"), context=MIXED)
    # 100.00 - 50.00 / 1.25 = 60.00
    assert notice.net == D("60.00")


@pytest.mark.parametrize(("minimum", "made"), [("180.00", 1), ("180.01", 0)])
def test_without_split_the_minimum_is_tested_on_the_sum_of_all_currencies(minimum, made):
    context = run(split_by_currency=False, min_amount=minimum)
    assert len(propose(item(), item(currency_id=USD), context=context).notices) == made


def test_without_split_a_letter_per_level_compares_letters_in_company_currency():
    euros = item(level=1, residual="90.00")
    dollars = item(currency_id=USD, residual="100.00")
    credit = item(residual="-10.00")
    context = run(split_by_currency=False, letter_per="level")
    # 100.00 USD = 80.00 EUR, so the 90.00 EUR letter asks most
    assert nets(propose(euros, dollars, credit, context=context)) == [D("80.00"), D("80.00")]


# --- the second table: other overdue items ------------------------------------------------


def test_other_overdue_items_are_shown_outside_the_totals():
    now = item()
    too_soon = item(residual="500.00", level=1, last="2026-03-20")
    exhausted = item(residual="700.00", level=3)
    proposal = propose(now, too_soon, exhausted)
    (notice,) = proposal.notices
    assert other_ids(notice) == {too_soon.id, exhausted.id}
    assert (notice.net, notice.total, notice.level.number) == (D("100.00"), D("100.00"), 1)
    assert left_out(proposal) == {}


def test_item_too_young_for_its_next_level_is_shown_as_other():
    by = sheet(level(1), level(2, min_days_overdue=31))
    now, young = item(), item(level=1)
    assert other_ids(only_notice(now, young, by=by)) == {young.id}


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"blocked": "disputed"}, "blocked"),
        ({"skipped": True}, "skipped"),
        ({"in_criteria": False}, "filtered"),
        ({"invoiced": "2026-03-05"}, "grace"),
    ],
)
def test_items_left_out_for_another_reason_are_not_shown_as_other(facts, why):
    hidden = item(**facts)
    proposal = propose(item(), hidden, context=run(grace_days=30))
    assert other_ids(proposal.notices[0]) == set()
    assert left_out(proposal) == {hidden.id: why}


def test_level_can_switch_the_second_table_off():
    too_soon = item(level=1, last="2026-03-20")
    for shown in (True, False):
        by = sheet(level(1, show_other_items=shown), level(2), level(3))
        proposal = propose(item(), too_soon, by=by)
        assert other_ids(proposal.notices[0]) == ({too_soon.id} if shown else set())
        assert left_out(proposal) == ({} if shown else {too_soon.id: "too_soon"})


def test_second_table_follows_the_switch_of_the_letters_own_level():
    by = sheet(level(1, show_other_items=False), level(2), level(3))
    too_soon = item(level=2, last="2026-03-20")
    assert other_ids(only_notice(item(level=1), item(), too_soon, by=by)) == {too_soon.id}


def test_other_item_is_shown_on_the_letter_of_its_currency():
    dollars = item(currency_id=USD, level=3)
    proposal = propose(item(), item(currency_id=USD), dollars)
    assert [other_ids(n) for n in proposal.notices] == [set(), {dollars.id}]


def test_other_item_in_a_currency_without_letter_is_left_out_with_its_reason():
    dollars = item(currency_id=USD, level=3)
    proposal = propose(item(), dollars)
    assert other_ids(proposal.notices[0]) == set()
    assert left_out(proposal) == {dollars.id: "exhausted"}


def test_without_split_other_items_of_any_currency_are_shown():
    dollars = item(currency_id=USD, level=3)
    assert other_ids(only_notice(item(), dollars, context=MIXED)) == {dollars.id}


def test_with_a_letter_per_level_an_other_item_is_shown_once_on_the_highest():
    exhausted = item(level=3)
    proposal = propose(item(), item(level=1), exhausted, context=PER_LEVEL)
    assert level_numbers(proposal) == [2, 1]
    assert [other_ids(n) for n in proposal.notices] == [{exhausted.id}, set()]


def test_other_items_do_not_make_a_letter_of_their_own():
    proposal = propose(item(level=3), item(level=1, last="2026-03-20"))
    assert proposal.notices == ()
    assert sorted(left_out(proposal).values()) == ["exhausted", "too_soon"]


def test_other_items_are_left_out_when_the_letter_is_not_made():
    now, exhausted = item(), item(level=3)
    proposal = propose(now, exhausted, context=run(min_amount="100.01"))
    assert left_out(proposal) == {now.id: "below_minimum", exhausted.id: "exhausted"}


# --- decided again just before sending ----------------------------------------------------


def test_part_payment_before_sending_lowers_the_letter():
    claim = item()
    assert only_notice(claim).net == D("100.00")
    assert only_notice(claim._replace(residual=D("30.00"))).net == D("30.00")


def test_item_paid_or_held_before_sending_drops_out_and_the_rest_is_tested_again():
    large, small = item(), item(residual="20.00")
    context = run(min_amount="50.00")
    assert claim_ids(only_notice(large, small, context=context)) == {large.id, small.id}
    for gone in (large._replace(residual=D(0)), large._replace(blocked="promise")):
        proposal = propose(gone, small, context=context)
        assert proposal.notices == ()
        assert left_out(proposal)[small.id] == "below_minimum"


def test_letter_computed_again_has_what_is_left_of_it():
    stays, shrinks, credit = item(level=1), item(residual="70.00"), item(residual="-20.00")
    # 100.00 + 30.00 - 20.00 = 110.00
    left = [decide(stays), decide(shrinks._replace(residual=D("30.00")))]
    notice, reason = rebuild(left, [credit], EUR, by_mail, run(), CURRENCIES)
    assert (reason, notice.net, notice.level.number) == ("", D("110.00"), 2)
    assert (claim_ids(notice), credit_ids(notice)) == ({stays.id, shrinks.id}, {credit.id})


def test_letter_computed_again_falls_to_the_level_of_what_is_left():
    notice, _reason = rebuild([decide(item())], [], EUR, by_mail, run(), CURRENCIES)
    assert notice.level.number == 1


@pytest.mark.parametrize(
    ("credit", "reason"),
    [("-49.99", ""), ("-50.00", ""), ("-50.01", "below_minimum"), ("-100.00", "in_credit")],
)
def test_letter_computed_again_is_tested_again(credit, reason):
    context = run(min_amount="50.00")
    credits = [item(residual=credit)]
    notice, why = rebuild([decide(item())], credits, EUR, by_mail, context, CURRENCIES)
    assert (notice is None, why) == (bool(reason), reason)


def test_letter_computed_again_in_company_currency_converts_its_subtotals():
    left = [decide(item()), decide(item(currency_id=USD))]
    # 100.00 + 100.00 / 1.25 = 180.00
    notice, _reason = rebuild(left, [], EUR, by_mail, MIXED, CURRENCIES)
    assert (notice.currency_id, notice.net) == (EUR, D("180.00"))
