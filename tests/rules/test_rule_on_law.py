"""How the claims of a letter are put to the law: what waits, what is asked, what stops a letter."""

from dataclasses import replace
from decimal import Decimal

import pytest
from law_values import facts
from rule_values import CHF, CURRENCIES, EUR, JPY, RATES, USD, day, item, level, run, sheet
from rules.decide import notices, stored
from rules.decide.on_law import Lawful, LawStop, LetterUnderLaw
from rules.decide.selection import Verdict
from rules.decide.values import LawOptions
from rules.law.charging import Charging
from rules.law.claims import LEGAL, Terms
from rules.law.profiles import NONE, PROFILES
from rules.law.rates import shipped_rates

D = Decimal
EURO_RATES = {EUR: D(1), USD: RATES[USD], CHF: RATES[CHF]}
BY_LAW = Terms(figures=LEGAL, clause=True)
OWN = Terms(clause=True)
CHARGED = level(2, fine_percent="10", fine_minimum="25", interest_monthly_percent="1")


def lawful(profile="be_consumer", terms=BY_LAW, on="2026-03-31", tables=None, **choices):
    charging = Charging(PROFILES[profile], terms, day(on), tables)
    return Lawful(charging, charging, euro_rates=EURO_RATES, **choices)


def reminded(residual="500.00", warned="2026-02-09", **values):
    values = {"level": 1, "last": warned or "2026-02-09"} | values
    return item("2026-01-31", residual, law=facts(warned), **values)


def by_mail(_level):
    return "email"


def propose(*items, law=None, by=None, context=None):
    by = by or sheet(level(1), CHARGED)
    return notices.propose(list(items), by, context or run(), CURRENCIES, law)


def figures(*items, **settings):
    (notice,) = propose(*items, **settings).notices
    return f"{notice.fine_amount:.2f}", f"{notice.interest_amount:.2f}"


def test_consumer_pays_the_lump_sum_and_interest_of_the_law():
    # 36 days from 24 February at 10.5 %
    assert figures(reminded(), law=lawful()) == ("65.00", "5.17")


def test_own_figures_are_limited():
    # 10 % of 80 is below the 25 of the level, 20 is the ceiling
    assert figures(reminded("80.00"), law=lawful(terms=OWN))[0] == "20.00"


def test_what_is_above_the_ceiling_can_be_refused():
    assert figures(reminded("80.00"), law=lawful(terms=OWN, refuses=True))[0] == "0.00"
    assert figures(reminded("300.00"), law=lawful(terms=OWN, refuses=True))[0] == "30.00"


def test_no_law_asks_what_the_sheet_says():
    charging = Charging(NONE, Terms(), day("2026-03-31"), {})
    one = reminded("80.00")
    assert figures(one, law=Lawful(charging, charging)) == figures(one)


def test_charges_of_earlier_reminders_bear_none_and_are_no_principal():
    one, charge = reminded("100.00"), reminded("1000.00", is_charge=True)
    assert figures(one, charge, law=lawful())[0] == "20.00"
    assert figures(charge, law=lawful()) == ("0.00", "0.00")


def test_interest_that_was_booked_before_is_not_asked_again():
    one = reminded()._replace(interest_before=D("5.00"))
    assert figures(one, law=lawful())[1] == "0.17"


def test_item_waits_until_its_charges_are_allowed():
    for on, reason in (("2026-02-23", "law_waiting"), ("2026-02-24", "")):
        context = run(on, min_interval_days=0)
        law = lawful(on=on, waits=True)
        proposal = propose(reminded(), law=law, context=context)
        assert [why for _verdict, why in proposal.left_out] == ([reason] if reason else [])
    ((verdict, _why),) = propose(
        reminded(),
        law=lawful(on="2026-02-23", waits=True),
        context=run("2026-02-23", min_interval_days=0),
    ).left_out
    assert verdict.note == {"day": "2026-02-24"}


def test_only_levels_with_charges_that_wait_make_an_item_wait():
    one = reminded()
    free, interest_only = level(2), level(2, interest_monthly_percent="1")
    for profile, step, terms, waits in (
        ("be_consumer", CHARGED, OWN, True),
        ("be_consumer", interest_only, OWN, True),
        ("be_consumer", free, OWN, False),
        ("be_consumer", free, BY_LAW, True),
        ("be_business", CHARGED, OWN, False),
        ("nl_consumer", CHARGED, OWN, True),
        # interest runs from default, whatever was sent
        ("nl_consumer", interest_only, OWN, False),
    ):
        law = lawful(profile, terms, "2026-02-20", waits=True)
        assert bool(law.opens_on(one, step)) == waits, (profile, step, terms.figures)


def test_nothing_waits_for_a_letter_that_was_never_sent():
    law = lawful(on="2026-02-20", waits=True)
    assert law.opens_on(reminded(warned=None), CHARGED) is None
    assert law.earliest(reminded(warned=None), CHARGED) is None


def test_missing_rate_stops_the_letter_and_names_table_and_day():
    rates = dict(shipped_rates())
    rates["be_trade"] = replace_end(rates["be_trade"], "2026-03-15")
    ((verdict, why),) = propose(reminded(), law=lawful(tables=rates)).left_out
    assert (why, verdict.note) == ("no_rate", {"table": "be_trade", "day": "2026-03-16"})


def replace_end(table, last):
    kept = [rate for rate in table.rates if rate.first_day <= day(last)]
    kept[-1] = replace(kept[-1], last_day=day(last))
    return type(table)(table.name, kept)


def test_currency_without_a_rate_stops_the_letter():
    ((verdict, why),) = propose(reminded(currency_id=JPY), law=lawful()).left_out
    assert (why, verdict.note) == ("no_euro_rate", {"currency_id": JPY})


def test_missing_rate_stops_a_rebuilt_letter_with_an_error():
    verdict = Verdict(reminded(currency_id=JPY), "", CHARGED, sheet(level(1), CHARGED), 59)
    with pytest.raises(LawStop) as caught:
        notices.rebuild([verdict], [], JPY, by_mail, run(), CURRENCIES, lawful())
    assert caught.value.reason == "no_euro_rate"


def test_one_fine_of_a_letter_in_several_currencies_is_limited_in_its_own():
    # 100 EUR and 125 USD, which are 100 EUR: at most 35 EUR on the 200
    context = run(single_fine=True, split_by_currency=False)
    by = sheet(level(1), level(2, fine_minimum="50"))
    items = reminded("100.00"), reminded("125.00", currency_id=USD)
    assert figures(*items, law=lawful(terms=OWN), by=by, context=context)[0] == "35.00"


@pytest.mark.parametrize(
    ("before", "expected"),
    # 10 % of 1,000 = 100, at most 90 by law
    [
        (("0", "0"), "90.00"),
        (("20", "30"), "40.00"),
        (("20.001", "30"), "39.99"),
        (("50", "40"), "0.00"),
        (("90", "90"), "0.00"),
    ],
)
def test_one_fine_of_a_letter_is_less_what_was_booked_of_earlier_ones(before, expected):
    items = [
        reminded("500.00")._replace(fine_before=D(share), id=number)
        for number, share in enumerate(before, start=1)
    ]
    context = run(single_fine=True)
    assert figures(*items, law=lawful(terms=OWN), context=context)[0] == expected


def test_one_fine_of_a_letter_adds_up_where_no_law_caps_it():
    one = reminded("500.00")._replace(fine_before=D("50"))
    by = sheet(level(1), CHARGED, law_profile="none")
    assert figures(one, by=by, context=run(single_fine=True))[0] == "50.00"


def test_compensation_is_marked_where_the_law_gives_it_and_not_where_a_contract_does():
    one = item("2026-01-31", "1000.00")
    for terms, marked in ((BY_LAW, True), (Terms(clause=False), True), (OWN, False)):
        by = sheet(level(1, fine_minimum="30"))
        (notice,) = propose(one, law=lawful("be_business", terms), by=by).notices
        assert notice.claims[0].has_compensation is marked, terms


def test_explanation_comes_to_the_amounts_of_the_letter():
    items = reminded("400.00"), reminded("400.00")
    notice = only_notice_of(*items, law=lawful())
    letter = LetterUnderLaw(
        lawful(), "email", [claim.verdict for claim in notice.claims], [], EUR, run(), CURRENCIES
    )
    explained = letter.explain()
    for claim in notice.claims:
        fine, interest = explained[claim.verdict.item.id]
        assert (fine.amount, interest.amount) == (claim.fine.amount, claim.interest.amount)


def only_notice_of(*items, **settings):
    (notice,) = propose(*items, **settings).notices
    return notice


def test_refused_charge_is_explained_as_refused():
    law = lawful(terms=OWN, refuses=True)
    notice = only_notice_of(reminded("80.00"), law=law)
    letter = LetterUnderLaw(law, "email", [notice.claims[0].verdict], [], EUR, run(), CURRENCIES)
    ((fine, _interest),) = letter.explain().values()
    assert (fine.amount, fine.own, fine.ceiling, fine.reason) == (0, 25, 20, "ceiling")


def test_law_of_a_run_can_be_stored_and_read_back():
    options = LawOptions("BE", True, D("1.64"), "wait", "refuse", EUR)
    found = stored.thaw_law(stored.freeze_law(options, shipped_rates(), EURO_RATES))
    assert (found[0], found[2]) == (options, EURO_RATES)
    for name, table in shipped_rates().items():
        assert [(r.first_day, r.last_day, r.percent) for r in found[1][name].rates] == [
            (r.first_day, r.last_day, r.percent) for r in table.rates
        ]


### EUR 40 once in the life of an invoice, with one fine for the letter ###

SINGLE = run(single_fine=True)


def of_business(number, before="0", had_it=False, residual="500.00"):
    """Invoice ``number`` of a business, due on 31 January."""
    told = facts(invoice=number, compensated=had_it)
    return item("2026-01-31", residual, id=number, law=told)._replace(fine_before=D(before))


def single_fine(*items, terms=BY_LAW, by=None, profile="be_business"):
    """The one fine of the letter, and the invoices marked that had their EUR 40 on it."""
    law = lawful(profile, terms)
    (notice,) = propose(*items, law=law, by=by, context=SINGLE).notices
    marked = [claim.verdict.item.id for claim in notice.claims if claim.has_compensation]
    return f"{notice.fine_amount:.2f}", marked


def test_one_fine_is_40_euro_for_each_invoice_and_marks_them():
    assert single_fine(of_business(1), of_business(2)) == ("80.00", [1, 2])


def test_one_fine_marks_one_instalment_of_an_invoice():
    one, other = of_business(1), of_business(2)
    other = other._replace(law=one.law)
    assert single_fine(one, other) == ("40.00", [1])


def test_one_fine_asks_40_euro_of_new_invoices_only():
    had = of_business(1, had_it=True)
    assert single_fine(had) == ("0.00", [])
    assert single_fine(had, of_business(2)) == ("40.00", [2])


def test_booked_40_euro_of_one_invoice_are_not_taken_off_those_of_another():
    had = of_business(1, before="40", had_it=True)
    assert single_fine(had, of_business(2)) == ("40.00", [2])
    # what was booked of the other one itself is
    assert single_fine(had, of_business(2, before="15")) == ("25.00", [2])


def test_own_single_fine_without_a_clause_stays_under_the_40_euro_that_are_left():
    # 10 % of 1,000 = 100: 80 for two invoices, 40 when one had them
    terms, by = Terms(clause=False), sheet(level(1, fine_percent="10"))
    assert single_fine(of_business(1), of_business(2), terms=terms, by=by) == ("80.00", [1, 2])
    had = of_business(1, before="40", had_it=True)
    assert single_fine(had, of_business(2), terms=terms, by=by) == ("40.00", [2])


def test_own_single_fine_without_a_clause_is_less_what_it_asked_before():
    # 4.5 % of 1,000 = 45, of which 40 were booked
    terms, by = Terms(clause=False), sheet(level(1, fine_percent="4.5"))
    had = of_business(1, before="40", had_it=True)
    assert single_fine(had, of_business(2), terms=terms, by=by) == ("5.00", [2])


def test_nothing_is_marked_where_the_one_fine_is_nothing_or_agreed_on():
    by = sheet(level(1))
    assert single_fine(of_business(1), terms=Terms(clause=False), by=by) == ("0.00", [])
    by = sheet(level(1, fine_minimum="30"))
    assert single_fine(of_business(1), terms=OWN, by=by) == ("30.00", [])


@pytest.mark.parametrize("context", [run(), SINGLE])
def test_dutch_business_pays_the_scale_over_all_invoices_less_what_was_booked(context):
    # 15 % of 100 each is below 40 for each; the first invoice's 40 are in the books
    law, items = lawful("nl_business"), [of_business(1, residual="100.00")]
    assert figures(*items, law=law, context=context)[0] == "40.00"
    items = [of_business(1, before="40", residual="100.00"), of_business(2, residual="100.00")]
    assert figures(*items, law=law, context=context)[0] == "40.00"
    (notice,) = propose(*items, law=law, context=context).notices
    assert not any(claim.has_compensation for claim in notice.claims)
