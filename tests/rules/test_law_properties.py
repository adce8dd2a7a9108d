"""What holds for any claims, any sheet, any profile."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal as D
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st
from rules.law import day_counts, exact, post, waiting
from rules.law.allocation import Owed, allocate
from rules.law.charging import Charging
from rules.law.claims import (
    LEGAL,
    OWN,
    Announced,
    Claim,
    Facts,
    Terms,
    bearers,
    charge_exactly,
)
from rules.law.countries.be.fees import LUMP_SUM_SCALE
from rules.law.countries.be.waiting import FIRST_REMINDER
from rules.law.countries.nl.fees import COLLECTION_COSTS
from rules.law.interest import accrue, total
from rules.law.profiles import PROFILES
from rules.law.rate_tables import Rate, RateTable
from rules.law.rates import shipped_rates

CENT = D("0.01")
KEY_DATE = date(2026, 6, 30)
RATES = shipped_rates()


def amounts(most, least=0):
    return st.integers(least, most).map(lambda cents: D(cents) / 100)


def days(first=date(2020, 1, 1), last=date(2026, 6, 30)):
    return st.dates(first, last)


@st.composite
def claims(draw, euro_only=False):
    found = []
    letters = [Announced(letter, draw(amounts(20000))) for letter in "XY"]
    for number in range(draw(st.integers(1, 5))):
        coarse = st.sampled_from([(D(1), CENT), (D("1.0837"), CENT), (D("0.9333"), D("0.05"))])
        rate, step = (D(1), CENT) if euro_only else draw(coarse)
        paid = draw(st.lists(st.tuples(days(), amounts(100000)), max_size=2))
        found.append(
            Claim(
                number,
                draw(st.integers(1, 200000)) * step,
                draw(days()),
                draw(st.integers(1, 3)),
                own_fine=draw(st.integers(0, 30000)) * step,
                monthly_percent=draw(amounts(500)),
                interest_minimum=draw(st.integers(0, 2000)) * step,
                mode=draw(st.sampled_from(["days_30", "full", "started", "days_365"])),
                step=step,
                euro_rate=rate,
                facts=Facts(
                    warned_on=draw(st.none() | days()),
                    warned_by=draw(st.sampled_from(["post", "email"])),
                    warned_in=draw(st.sampled_from(["", "be", "de", "es"])),
                    invoice=draw(st.sampled_from([None, "A", "B"])),
                    compensated=draw(st.booleans()),
                    payments=tuple(paid),
                    delivery=draw(st.none() | days()),
                    invoice_date=draw(st.none() | days()),
                    announced=draw(st.sampled_from([None, *letters])),
                ),
            )
        )
    return found


terms = st.builds(
    Terms,
    figures=st.sampled_from([OWN, LEGAL]),
    clause=st.booleans(),
    small_company=st.booleans(),
    due_date_agreed=st.sampled_from([None, True, False]),
    invoice_mentions_interest=st.booleans(),
    real_cost=amounts(500),
    day_count=st.sampled_from(sorted(day_counts.POSITIONS)),
)
profiles = st.sampled_from(sorted(PROFILES)).map(PROFILES.__getitem__)
credits = amounts(50000)


@given(profiles, terms, claims(), credits)
def test_charges_are_never_negative_never_above_a_ceiling_and_payable(profile, own, some, credit):
    charging = Charging(profile, own, KEY_DATE)
    for one, fee in zip(some, charging.fees.of(some, credit), strict=True):
        for allowed in (fee, charging.interest.of(one)):
            assert 0 <= allowed.amount <= allowed.own or not allowed.own
            assert allowed.ceiling is None or allowed.amount <= allowed.ceiling
            assert allowed.amount % one.step == 0
            assert (allowed.amount < allowed.own) <= bool(allowed.reason)


@given(profiles, terms, claims(), credits)
def test_fees_never_pass_what_a_letter_announced_for_its_claims(profile, own, some, credit):
    fees = Charging(profile, own, KEY_DATE).fees.of(some, credit)
    asked = {}
    for one, fee in zip(some, fees, strict=True):
        if one.facts.announced:
            asked.setdefault(one.facts.announced, []).append(charge_exactly(fee.amount, one))
    for announced, charges in asked.items():
        assert sum(charges) <= announced.in_euro


@given(profiles, terms, claims(euro_only=True), credits)
def test_fees_of_a_letter_together_stay_under_what_the_law_gives(profile, own, some, credit):
    """Worked out again from the scales, for whatever claims were charged at all."""
    charged = [
        (one, fee.amount)
        for one, fee in zip(
            some, Charging(profile, own, KEY_DATE).fees.of(some, credit), strict=True
        )
        if fee.amount
    ]
    total = sum(fee for _one, fee in charged)
    open_now = sum(one.residual for one in some)
    if profile.code == "be_consumer":
        assert own.clause or not charged
        assert total <= LUMP_SUM_SCALE.ceiling(max(open_now - credit, D(0)))
        for one, fee in charged:
            assert fee <= LUMP_SUM_SCALE.ceiling(one.residual)
    elif profile.code == "nl_consumer":
        assert total <= COLLECTION_COSTS.ceiling(max(open_now - credit, D(0)))
        # instalments of an invoice cost once, by the highest of them
        invoices = [one.facts.invoice for one, _fee in charged if one.facts.invoice]
        assert len(invoices) == len(set(invoices))
        assert not any(one.facts.compensated for one, _fee in charged)
    elif profile.code == "de_consumer":
        assert total <= own.real_cost
    elif profile.code == "fr_consumer":
        assert not charged
    elif profile.compensation and profile.code != "nl_business" and not own.clause:
        assert total <= 40 * len(bearers(some)) + own.real_cost


@given(profiles, terms, claims())
def test_consumer_is_charged_nothing_on_the_first_reminder_or_before_the_safe_day(
    profile, own, some
):
    assume(profile.consumer)
    charging = Charging(profile, own, KEY_DATE)
    for one, fee in zip(some, charging.fees.of(some), strict=True):
        closed = one.number == 1
        if profile.waiting:
            opens_on = charging.timing.opens_on(one.facts)
            closed = closed or not opens_on or opens_on > KEY_DATE
        if closed:
            assert not fee.amount
        if one.number == 1 or (closed and profile.code == "be_consumer"):
            assert not charging.interest.of(one).amount


@given(profiles, terms, claims())
def test_no_day_count_asks_a_consumer_more_than_a_year_of_365_days(profile, own, some):
    assume(profile.consumer)
    usual = Charging(profile, replace(own, day_count="act/365"), KEY_DATE).interest
    counted = Charging(profile, own, KEY_DATE).interest
    for one in some:
        assert counted.of(one).amount <= usual.of(one).amount
        assert counted.explain(one).amount == counted.of(one).amount


@given(profiles, terms, claims())
def test_due_date_that_was_not_agreed_on_never_asks_more(profile, own, some):
    agreed, alone = (
        Charging(profile, replace(own, due_date_agreed=said), KEY_DATE) for said in (True, False)
    )
    for one in some:
        assert alone.interest.of(one).amount <= agreed.interest.of(one).amount
        [less], [more] = alone.fees.of([one]), agreed.fees.of([one])
        assert less.amount <= more.amount


@given(
    st.sampled_from(["be", "de", "fr", "lu", "nl", "es"]),
    st.dates(date(2020, 1, 1), date(2035, 1, 1)),
)
def test_letter_arrives_after_it_left_on_a_day_that_counts_and_not_before_an_earlier_one(
    code, sent
):
    there = post.of(code)
    received = there.received(sent)
    assert sent < received <= sent + timedelta(days=20)
    assert received.weekday() not in there.idle_weekdays and not there.is_holiday(received)
    assert received <= there.received(sent + timedelta(days=1))


@given(profiles, terms, claims(), credits, st.randoms(use_true_random=False))
def test_order_of_claims_changes_nothing(profile, own, some, credit, chance):
    charging = Charging(profile, own, KEY_DATE)
    mixed = sorted(some, key=lambda _one: chance.random())

    def by_id(order):
        return {c.id: fee for c, fee in zip(order, charging.fees.of(order, credit), strict=True)}

    assert by_id(mixed) == by_id(some)


@given(amounts(10**9), amounts(10**9))
def test_more_that_is_owed_never_lowers_a_ceiling_and_the_maximum_holds(one, other):
    low, high = sorted((one, other))
    for scale in (LUMP_SUM_SCALE, COLLECTION_COSTS):
        assert 0 <= scale.exact(low) <= scale.exact(high) <= scale.maximum
        assert 0 <= scale.exact(high) - scale.ceiling(high) < CENT


@given(st.lists(amounts(10**7, 1), min_size=1, max_size=5))
def test_dutch_claims_cost_no_more_together_than_apart(principals):
    apart = sum(COLLECTION_COSTS.ceiling(one) for one in principals)
    # each alone may have lost part of a cent
    assert COLLECTION_COSTS.ceiling(sum(principals)) <= apart + len(principals) * CENT


periods = st.tuples(days(), days(), days()).map(sorted)
paid = st.lists(st.tuples(days(), amounts(300000)), max_size=4)
trade_rates = st.sampled_from(sorted(RATES)).map(RATES.__getitem__)


@given(amounts(10**7), periods, trade_rates, paid, st.sampled_from(sorted(day_counts.POSITIONS)))
def test_splitting_a_period_changes_nothing(principal, three, table, payments, day_count):
    first, middle, last = three
    how = {"payments": payments, "day_count": day_count}
    whole = accrue(principal, first, last, table, **how)
    begin = accrue(principal, first, middle, table, **how)
    rest = accrue(principal, middle + timedelta(days=1), last, table, **how)
    assert begin.exact + rest.exact == whole.exact
    assert begin.days + rest.days == whole.days == (last - first).days + 1


@given(amounts(10**7), periods, trade_rates, paid, st.randoms(use_true_random=False))
def test_order_of_payments_changes_nothing(principal, three, table, payments, chance):
    first, _middle, last = three
    mixed = sorted(payments, key=lambda _one: chance.random())
    how = {"compound": True}
    one = accrue(principal, first, last, table, payments, **how)
    assert accrue(principal, first, last, table, mixed, **how) == one


@given(amounts(10**7), periods, trade_rates, paid, st.booleans())
def test_interest_is_not_negative_and_a_payment_never_raises_it(
    principal, three, table, payments, compound
):
    first, _middle, last = three
    with_payments = accrue(principal, first, last, table, payments, compound=compound).exact
    without = accrue(principal, first, last, table, compound=compound).exact
    assert all(rate.percent >= 0 for rate in table.rates) <= (0 <= with_payments <= without)


@given(amounts(10**7), periods, trade_rates)
def test_sum_over_percent_days_is_the_interest_by_pieces(principal, three, table):
    first, _middle, last = three
    by_pieces = accrue(principal, first, last, table).exact
    assert Fraction(principal) * Fraction(table.percent_days(first, last)) / 36500 == by_pieces


@given(amounts(10**7), periods, trade_rates, paid, st.booleans())
def test_total_without_pieces_is_the_sum_of_the_pieces(residual, three, table, payments, compound):
    first, _middle, last = three

    def factor(day):
        return Fraction(table.percent_days(day, last)) / 36500

    principal = residual + sum(amount for _day, amount in payments)
    by_pieces = accrue(principal, first, last, table, payments, compound=compound).exact
    exactly = [(day, Fraction(amount)) for day, amount in payments]
    found = total(Fraction(residual), exactly, first, last, factor, compound=compound)
    assert found == by_pieces


@given(amounts(10**7), periods, trade_rates, paid)
def test_total_in_percent_days_is_the_sum_of_the_pieces(residual, three, table, payments):
    first, _middle, last = three
    principal = residual + sum(amount for _day, amount in payments)
    by_pieces = accrue(principal, first, last, table, payments).exact
    found = total(residual, payments, first, last, lambda day: table.percent_days(day, last))
    assert Fraction(found) / 36500 == by_pieces


@given(
    st.lists(st.tuples(days(), st.integers(1, 200), amounts(2000)), min_size=1, max_size=6), days()
)
def test_table_answers_each_day_with_its_one_rate_or_not_at_all(rows, asked):
    rates = [Rate(on, on + timedelta(days=length - 1), percent) for on, length, percent in rows]
    holding = [rate for rate in rates if rate.first_day <= asked <= rate.last_day]
    try:
        table = RateTable("t", rates)
    except ValueError:
        ordered = sorted(rates, key=lambda rate: rate.first_day)
        assert any(a.last_day >= b.first_day for a, b in zip(ordered, ordered[1:], strict=False))
        return
    try:
        assert [table.on(asked)] == [rate.percent for rate in holding]
    except LookupError:
        raise
    except ValueError:
        assert not holding


@given(amounts(10**6), st.lists(amounts(10**6), min_size=1, max_size=6))
def test_shares_add_up_and_follow_their_weights(total, weights):
    assume(sum(weights))
    shares = exact.share_out(total, weights, CENT)
    assert sum(shares) == total
    for share, weight in zip(shares, weights, strict=True):
        fair = Fraction(total) * Fraction(weight) / Fraction(sum(weights))
        assert abs(Fraction(share) - fair) < Fraction(CENT)


@given(amounts(10**6), amounts(10**5), amounts(10**5), amounts(10**6))
def test_payment_is_wholly_accounted_for(payment, costs, interest, principal):
    owed = Owed(costs, interest, principal)
    done = allocate(payment, owed)
    assert done.costs + done.interest + done.principal + done.left.overpaid == payment
    assert done.left.total + min(payment, owed.total) == owed.total
    assert not (done.principal and done.left.interest) and not (done.interest and done.left.costs)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_safe_day_is_never_before_the_day_by_the_letter_of_the_law(sent):
    for channel in (waiting.POST, waiting.EMAIL):
        period = FIRST_REMINDER.period(sent, channel)
        assert sent < period.day_1 < period.last_day < period.opens_on <= period.safe_from
