"""Fine and interest of a claim are taken of the same amount (SPEC section 11)."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from law_values import facts
from rule_values import CHF, CURRENCIES, EUR, USD, day, item, level, run, sheet
from rules.decide import notice_warnings, notices
from rules.decide.bases import announced_of, charge_bases, credited, is_raised
from rules.decide.on_law import Lawful
from rules.law.charging import Charging
from rules.law.claims import LEGAL, OWN, Terms
from rules.law.profiles import PROFILES

D = Decimal
CONSUMER, BUSINESS = "be_consumer", "be_business"
CHARGED = level(2, fine_percent="10", interest_monthly_percent="1")
BY = sheet(level(1), CHARGED)


def lawful(profile, figures=LEGAL, clause=True, on="2026-03-09"):
    charging = Charging(PROFILES[profile], Terms(figures=figures, clause=clause), day(on))
    return Lawful(charging, charging, euro_rates={EUR: D(1), USD: D("1.25"), CHF: D("0.95")})


def letter(*items, law=None, by=BY, on="2026-03-09", **options):
    [notice] = notices.propose(list(items), by, run(on, **options), CURRENCIES, law).notices
    return notice


def asked(*items, **settings):
    notice = letter(*items, **settings)
    return f"{notice.fine_amount:.2f}", f"{notice.interest_amount:.2f}"


def reminded(residual="1000.00", due="2026-01-31", **values):
    """Reminded on 9 February by e-mail: free of charge up to the 23rd (BE, XIX.2 WER)."""
    values = {"level": 1, "last": "2026-02-09"} | values
    return item(due, residual, law=facts("2026-02-09"), **values)


def base_of(amounts, credits, **values):
    claims = [item(due, amount, **values) for due, amount in amounts]
    found = charge_bases(claims, [item(residual=credit) for credit in credits], CURRENCIES)
    return [f"{found[claim.id]:.2f}" for claim in claims]


# --- credits ------------------------------------------------------------------------------


def test_credits_pay_the_oldest_claim_first():
    claims = [("2026-02-15", "200.00"), ("2026-01-31", "300.00"), ("2026-03-01", "100.00")]
    assert base_of(claims, []) == ["200.00", "300.00", "100.00"]
    assert base_of(claims, ["-250.00"]) == ["200.00", "50.00", "100.00"]
    # 300 of the oldest and 50 of the next one
    assert base_of(claims, ["-250.00", "-100.00"]) == ["150.00", "0.00", "100.00"]


def test_credit_goes_to_claims_of_its_own_currency_first_and_the_rest_by_the_rate_of_the_day():
    euro, dollar = item("2026-01-31", "100.00"), item("2026-02-15", "125.00", currency_id=USD)
    credit = item(residual="-250.00", currency_id=USD)
    # 125 dollar are left of it: 100 euro
    found = charge_bases([euro, dollar], [credit], CURRENCIES)
    assert (found[euro.id], found[dollar.id]) == (D(0), D(0))
    credit = item(residual="-150.00", currency_id=USD)
    # 25 dollar are left: 20 euro
    assert charge_bases([euro, dollar], [credit], CURRENCIES)[euro.id] == D("80.00")
    assert credited([euro, dollar], [credit], CURRENCIES)[euro.id] == D("20.00")


def test_consumer_pays_damages_and_interest_on_what_is_left_after_the_credit():
    # Belgium, XIX.4 WER: on 600, 30 + 10 % of 350 + 5 % of 100 = 70
    # 14 days from 24 February to 9 March: 600 x 10.5 % x 14 / 365 = 2.4164, down
    law = lawful(CONSUMER)
    assert asked(reminded(), item(residual="-400.00"), law=law) == ("70.00", "2.41")
    # as without a credit on 600
    assert asked(reminded("600.00"), law=law) == ("70.00", "2.41")
    # 90 on 1,000; 4.0273
    assert asked(reminded(), law=law) == ("90.00", "4.02")


def test_own_figures_for_a_consumer_have_the_same_base_too():
    # 10 % of 600 = 60; 1 % a month over 14 / 30 months of 600 = 2.80, above 2.41 by law
    law = lawful(CONSUMER, OWN)
    assert asked(reminded(), item(residual="-400.00"), law=law) == ("60.00", "2.41")


def test_one_fine_for_the_letter_and_interest_are_both_taken_after_credits():
    # no law: (1,000 - 400) x 10 % = 60; 36 days late on 8 March: 600 x 1 % x 36 / 30 = 7.20
    values = {"level": 1, "last": "2026-02-09"}
    claim, credit = item("2026-01-31", "1000.00", **values), item(residual="-400.00")
    assert asked(claim, credit, on="2026-03-08", single_fine=True) == ("60.00", "7.20")


def test_sheets_own_fine_on_each_claim_is_taken_of_the_claim_and_so_is_its_interest():
    # SPEC section 5: credits lower the net total only
    values = {"level": 1, "last": "2026-02-09"}
    claim, credit = item("2026-01-31", "1000.00", **values), item(residual="-400.00")
    assert asked(claim, credit, on="2026-03-08") == ("100.00", "12.00")


def test_claim_that_credits_pay_in_full_bears_nothing_not_even_a_minimum():
    by = sheet(level(1), level(2, fine_minimum="25", interest_minimum="5"))
    old, new = reminded("100.00"), reminded("300.00", due="2026-02-05")
    notice = letter(old, new, item(residual="-100.00"), by=by, law=lawful(CONSUMER, OWN))
    fines = {claim.verdict.item.id: claim.fine.amount for claim in notice.claims}
    assert fines == {old.id: D(0), new.id: D("25.00")}


def test_invoice_that_credits_pay_in_full_bears_no_compensation():
    # Directive 2011/7 art. 6: EUR 40 for an invoice that is not paid
    old, new = item("2026-01-31", "100.00"), item("2026-02-05", "300.00")
    law = lawful(BUSINESS)
    assert asked(old, new, law=law)[0] == "80.00"
    assert asked(old, new, item(residual="-100.00"), law=law)[0] == "40.00"
    # a cent of it is open: it is not paid
    assert asked(old, new, item(residual="-99.99"), law=law)[0] == "80.00"


# --- what was announced -------------------------------------------------------------------


def test_amount_that_was_raised_bears_charges_on_what_was_announced():
    raised = reminded("2000.00", announced=D("100.00"))
    # XIX.4 WER: 20 up to 150; 100 x 10.5 % x 14 / 365 = 0.4027, down
    notice = letter(raised, law=lawful(CONSUMER))
    assert (notice.net, notice.fine_amount, notice.interest_amount) == (2000, 20, D("0.40"))
    assert notice_warnings.of_notice(notice, CURRENCIES) == {
        "amount_changed": {"amount_announced": D("100.00"), "amount_now": D("2000.00")}
    }


def test_sheet_without_a_law_charges_what_was_announced_as_well():
    raised = item("2026-01-31", "2000.00", level=1, last="2026-02-09", announced=D("100.00"))
    # 10 % of 100; 1 % x 36 / 30 of 100
    assert asked(raised, on="2026-03-08") == ("10.00", "1.20")
    assert asked(raised, on="2026-03-08", single_fine=True) == ("10.00", "1.20")


def test_amount_that_was_lowered_needs_nothing():
    lowered = reminded("600.00", announced=D("1000.00"))
    assert not is_raised(lowered)
    notice = letter(lowered, law=lawful(CONSUMER))
    assert notice.fine_amount == 70
    assert notice_warnings.of_notice(notice, CURRENCIES) == {}


def test_of_what_came_on_after_the_free_time_began_no_consumer_is_charged():
    # the second letter announced 2,000, but the free time began with the one of 100
    law = facts("2026-02-09")._replace(warned_amount=D("100.00"))
    twice = item("2026-01-31", "2000.00", level=2, announced=D("2000.00"), law=law)
    assert announced_of(twice) == D("100.00")


# --- EUR 40 and lump sums -----------------------------------------------------------------


def test_compensation_is_asked_by_one_of_two_letters_about_instalments_of_one_invoice():
    first = item("2026-01-31", "500.00", level=1, law=facts(None)._replace(invoice=9))
    second = item("2026-02-15", "500.00", law=facts(None)._replace(invoice=9))
    context = run("2026-03-09", letter_per="level")
    found = notices.propose([first, second], BY, context, CURRENCIES, lawful(BUSINESS))
    assert [letter.fine_amount for letter in found.notices] == [D("40.00"), D(0)]


def test_fine_that_was_stated_stays_asked_where_the_level_has_none():
    law = facts(None)._replace(stated=D("40.00"))
    one_item = item("2026-01-31", "1000.00", level=1, law=law)
    by = sheet(level(1, fine_minimum="40"), level(2), level(3))
    business = lawful(BUSINESS, OWN, clause=False)
    assert asked(one_item, by=by, law=business)[0] == "40.00"
    # booked or waived since: EUR 40 once in the life of an invoice
    settled = one_item._replace(law=law._replace(compensated=True))
    assert asked(settled, by=by, law=business)[0] == "0.00"


def test_fine_that_was_stated_stays_under_the_ceiling_of_what_is_open_now():
    # 65 on 500; 20 up to 150 (XIX.4 WER)
    law = facts("2026-02-09")._replace(stated=D("65.00"))
    rest = item("2026-01-31", "100.00", level=1, law=law)
    by = sheet(level(1), level(2))
    assert asked(rest, by=by, law=lawful(CONSUMER, OWN))[0] == "20.00"


# --- a charge above its claim -------------------------------------------------------------


def test_one_cent_with_forty_euro_is_warned_of():
    notice = letter(item("2026-01-31", "0.01"), law=lawful(BUSINESS))
    assert notice_warnings.of_notice(notice, CURRENCIES) == {
        "charges_above_claim": {"amount_charges": D("40.00"), "amount_claims": D("0.01")}
    }


def test_charge_as_high_as_its_claim_is_not_warned_of_and_a_cent_more_is():
    def warned(residual, **options):
        notice = letter(item("2026-01-31", residual), law=lawful(BUSINESS), **options)
        return list(notice_warnings.of_notice(notice, CURRENCIES))

    assert warned("40.00") == warned("40.00", single_fine=True) == []
    assert warned("39.99") == warned("39.99", single_fine=True) == ["charges_above_claim"]


# --- for every letter ---------------------------------------------------------------------

cents = st.integers(min_value=1, max_value=500000).map(lambda number: D(number) / 100)
claims_of_letters = st.lists(
    st.tuples(cents, st.none() | cents, st.integers(0, 40)), min_size=1, max_size=6
)


@st.composite
def letters(draw):
    claims = [
        reminded(str(amount), f"2026-01-{1 + days % 31:02}", announced=announced)
        for amount, announced, days in draw(claims_of_letters)
    ]
    credits = [item(residual=str(-amount)) for amount in draw(st.lists(cents, max_size=3))]
    law = draw(st.sampled_from([None, CONSUMER, BUSINESS]))
    context = run("2026-03-09", single_fine=draw(st.booleans()))
    by_law = law and lawful(law, draw(st.sampled_from([OWN, LEGAL])), clause=law == CONSUMER)
    return claims, credits, notices.propose([*claims, *credits], BY, context, CURRENCIES, by_law)


@given(letters())
def test_fine_and_interest_of_a_claim_have_the_same_base(made):
    _claims, _credits, proposal = made
    for notice in proposal.notices:
        bases = [claim.interest.base for claim in notice.claims]
        if notice.single_fine:
            assert notice.single_fine.base == sum(bases)
        else:
            assert [claim.fine.base for claim in notice.claims] == bases


@given(letters())
def test_charges_are_never_taken_of_more_than_was_announced_or_is_open(made):
    _claims, _credits, proposal = made
    for notice in proposal.notices:
        for claim in notice.claims:
            one_item = claim.verdict.item
            assert 0 <= claim.interest.base <= one_item.residual
            assert one_item.announced is None or claim.interest.base <= one_item.announced


@given(letters())
def test_where_credits_are_netted_bases_together_are_never_above_the_net_total(made):
    _claims, credits, proposal = made
    for notice in proposal.notices:
        if notice.single_fine and credits:
            assert sum(claim.interest.base for claim in notice.claims) <= notice.net
