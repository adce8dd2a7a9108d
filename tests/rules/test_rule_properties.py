"""What holds for any customer, any sheet and any options (SPEC sections 4 and 5)."""

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from rule_values import (
    CURRENCIES,
    EUR,
    JPY,
    STEPS,
    USD,
    claim_ids,
    credit_ids,
    criteria,
    left_out,
    other_ids,
)
from rules.decide import reasons
from rules.decide.notices import propose
from rules.decide.selection import Context
from rules.decide.values import Item, Level, Options, Sheet

KEY_DATE = date(2026, 3, 31)
PER_NOTICE = ("in_credit", "below_minimum")
D = Decimal


def days_around(before, after):
    return st.integers(-before, after).map(lambda days: KEY_DATE + timedelta(days=days))


def amounts(most):
    return st.integers(0, most).map(lambda cents: D(cents) / 100)


@st.composite
def items_of_one_customer(draw):
    items = []
    for number in range(draw(st.integers(0, 8))):
        currency = draw(st.sampled_from([EUR, EUR, USD, JPY]))
        steps = draw(st.integers(-30000, 30000))
        items.append(
            Item(
                id=number,
                customer_id=7,
                currency_id=currency,
                due_date=draw(days_around(60, 3)),
                residual=steps * STEPS[currency],
                invoice_date=draw(st.none() | days_around(90, 0)),
                level=draw(st.integers(0, 4)),
                last_date=draw(st.none() | days_around(40, 0)),
                blocked=draw(st.sampled_from(["", "", "", "disputed"])),
                in_criteria=draw(st.sampled_from([True, True, True, False])),
                skipped=draw(st.sampled_from([False, False, False, True])),
            )
        )
    return items


@st.composite
def sheets(draw):
    levels = [
        Level(
            number,
            min_days_overdue=draw(st.sampled_from([0, 0, 10, 40])),
            fine_percent=draw(amounts(2000)),
            fine_minimum=draw(amounts(5000)),
            interest_monthly_percent=draw(amounts(300)),
            interest_minimum=draw(amounts(1000)),
            show_other_items=draw(st.booleans()),
        )
        for number in range(1, draw(st.integers(1, 4)) + 1)
    ]
    return Sheet(
        id=1,
        levels=tuple(levels),
        interest_months=draw(st.sampled_from(["days_30", "full", "started", "days_365"])),
        after_last_level=draw(st.sampled_from(["stop", "repeat"])),
    )


options = st.builds(
    Options,
    min_interval_days=st.sampled_from([0, 7, 14]),
    max_level=st.integers(1, 5),
    min_amount=amounts(10000),
    split_by_currency=st.booleans(),
    single_fine=st.booleans(),
    grace_days=st.sampled_from([0, 0, 30]),
    letter_per=st.sampled_from(["customer", "level"]),
)
contexts = options.map(lambda chosen: Context(KEY_DATE, chosen))
customers = given(items_of_one_customer(), sheets() | st.none(), contexts)


def overdue(items):
    return {item.id for item in items if item.residual > 0 and item.due_date < KEY_DATE}


def company_sum(amounts_by_currency):
    return sum(CURRENCIES.to_company(v, k) for k, v in amounts_by_currency.items())


def subtotals(items):
    result = defaultdict(Decimal)
    for item in items:
        result[item.currency_id] += item.residual
    return result


def net_of(items, notice, split):
    """Claims minus credits, worked out again from the items that were given."""
    on_it = claim_ids(notice) | credit_ids(notice)
    sums = subtotals(item for item in items if item.id in on_it)
    if split:
        assert set(sums) == {notice.currency_id}
        return sums[notice.currency_id]
    assert notice.currency_id == EUR
    return company_sum(sums)


@customers
def test_every_overdue_item_is_in_one_place_and_no_other_claim_is_anywhere(items, sheet, context):
    proposal = propose(items, sheet, context, CURRENCIES)
    places = Counter(verdict.item.id for verdict, _reason in proposal.left_out)
    for notice in proposal.notices:
        places.update(claim.verdict.item.id for claim in notice.claims)
        places.update(verdict.item.id for verdict in notice.others)
    assert places == Counter(dict.fromkeys(overdue(items), 1))


@customers
def test_total_is_net_plus_fine_plus_interest(items, sheet, context):
    for notice in propose(items, sheet, context, CURRENCIES).notices:
        assert notice.net == net_of(items, notice, context.options.split_by_currency)
        assert notice.total == notice.net + notice.fine_amount + notice.interest_amount


@customers
def test_charges_of_the_letter_are_those_of_its_claims(items, sheet, context):
    for notice in propose(items, sheet, context, CURRENCIES).notices:
        fines, interests = defaultdict(Decimal), defaultdict(Decimal)
        for claim in notice.claims:
            currency = claim.verdict.item.currency_id
            assert (claim.fine is None) == context.options.single_fine
            fines[currency] += claim.fine.amount if claim.fine else D(0)
            interests[currency] += claim.interest.amount
        if context.options.split_by_currency:
            fine, interest = fines[notice.currency_id], interests[notice.currency_id]
        else:
            fine, interest = company_sum(fines), company_sum(interests)
        if context.options.single_fine:
            fine = notice.single_fine.amount
        assert (notice.fine_amount, notice.interest_amount) == (fine, interest)


@customers
def test_charges_are_never_negative_and_are_payable_in_their_currency(items, sheet, context):
    for notice in propose(items, sheet, context, CURRENCIES).notices:
        for amount in (notice.net, notice.fine_amount, notice.interest_amount):
            assert amount >= 0
            assert amount % STEPS[notice.currency_id] == 0
        for claim in notice.claims:
            step = STEPS[claim.verdict.item.currency_id]
            for charge in filter(None, (claim.fine, claim.interest)):
                assert charge.amount >= 0 and charge.amount % step == 0


@customers
def test_proposed_letter_asks_something_and_at_least_the_minimum(items, sheet, context):
    for notice in propose(items, sheet, context, CURRENCIES).notices:
        in_company = CURRENCIES.to_company(notice.net, notice.currency_id)
        assert notice.net > 0
        assert in_company >= context.options.min_amount


@customers
def test_letter_not_made_asked_nothing_or_less_than_the_minimum(items, sheet, context):
    """With one letter per customer and currency, the reason can be worked out again."""
    context = replace(context, options=replace(context.options, letter_per="customer"))
    proposal = propose(items, sheet, context, CURRENCIES)
    split = context.options.split_by_currency
    groups = defaultdict(set)
    for verdict, reason in proposal.left_out:
        if reason in PER_NOTICE:
            groups[verdict.item.currency_id if split else EUR].add((verdict.item.id, reason))
    for currency, members in groups.items():
        ids = {number for number, _reason in members}
        sums = subtotals(
            item for item in items if item.id in ids or (item.residual < 0 and not item.blocked)
        )
        asked = company_sum({currency: sums[currency]} if split else sums)
        expected = "in_credit" if asked <= 0 else "below_minimum"
        assert {reason for _number, reason in members} == {expected}
        assert asked <= 0 or asked < context.options.min_amount


@given(st.data(), items_of_one_customer(), sheets(), options)
def test_order_of_items_changes_nothing(data, items, sheet, chosen):
    def seen(order):
        proposal = propose(order, sheet, Context(KEY_DATE, chosen), CURRENCIES)
        letters = [
            (
                notice.currency_id,
                notice.level.number,
                claim_ids(notice),
                credit_ids(notice),
                other_ids(notice),
                (notice.net, notice.fine_amount, notice.interest_amount, notice.total),
            )
            for notice in proposal.notices
        ]
        return letters, left_out(proposal)

    assert seen(data.draw(st.permutations(items))) == seen(items)


@customers
def test_no_claim_jumps_a_level_and_the_letter_has_the_highest_of_its_claims(items, sheet, context):
    for notice in propose(items, sheet, context, CURRENCIES).notices:
        last = min(len(sheet.levels), context.options.max_level)
        for claim in notice.claims:
            verdict = claim.verdict
            assert verdict.level_after == min(verdict.item.level + 1, last)
        assert notice.level.number == max(claim.verdict.level_after for claim in notice.claims)


@customers
def test_item_left_out_keeps_its_level_and_carries_its_reason(items, sheet, context):
    proposal = propose(items, sheet, context, CURRENCIES)
    shown = [(v, v.reason) for notice in proposal.notices for v in notice.others]
    for verdict, reason in [*proposal.left_out, *shown]:
        assert (verdict.reason, verdict.level_after) == (reason, verdict.item.level)
        assert reason not in ("", "not_due")
    assert all(reasons.of(reason).shown_as_other for _verdict, reason in shown)


@customers
def test_credit_is_on_one_letter_at_most_and_never_when_blocked(items, sheet, context):
    proposal = propose(items, sheet, context, CURRENCIES)
    on_letters = [credit for notice in proposal.notices for credit in notice.credits]
    assert len({credit.id for credit in on_letters}) == len(on_letters)
    assert all(credit.residual < 0 and not credit.blocked for credit in on_letters)


@customers
def test_letters_together_never_ask_for_more_than_claims_minus_credits(items, sheet, context):
    """Whatever the letters are cut by, within the currencies they may net."""
    proposal = propose(items, sheet, context, CURRENCIES)
    split = context.options.split_by_currency
    asked = defaultdict(Decimal)
    stepping_up = {n for n, why in left_out(proposal).items() if why in PER_NOTICE}
    for notice in proposal.notices:
        asked[notice.currency_id] += notice.net
        stepping_up |= claim_ids(notice)
    for currency, amount in asked.items():
        sums = subtotals(
            item
            for item in items
            if item.id in stepping_up or (item.residual < 0 and not item.blocked)
        )
        owed = sums[currency] if split else company_sum(sums)
        # each letter converts its own subtotals: half a cent per currency and letter
        slack = 0 if split else D("0.02") * len(proposal.notices)
        assert amount <= owed + slack


@given(items_of_one_customer(), sheets(), options, st.integers(0, 30), st.integers(1, 4))
def test_criteria_of_a_run_only_narrow(items, sheet, chosen, days, lowest):
    chosen = replace(chosen, letter_per="customer")
    narrow = criteria(level_from=lowest, min_days_since_last=days, min_amount="20.00")

    def reminded(run_criteria, run_items):
        context = Context(KEY_DATE, chosen, run_criteria)
        proposal = propose(run_items, sheet, context, CURRENCIES)
        return {number for notice in proposal.notices for number in claim_ids(notice)}

    in_domains = [item._replace(in_criteria=True) for item in items]
    assert reminded(narrow, items) <= reminded(criteria(), in_domains)
