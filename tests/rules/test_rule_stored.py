"""A run's settings are stored with it and read back unchanged (SPEC sections 1 and 4)."""

import json
from decimal import Decimal

from rule_values import CHF, CURRENCIES, EUR, STEPS, USD, criteria, item, level, propose, run, sheet
from rules.decide.stored import freeze, thaw
from rules.decide.values import Criteria, Options

RETAIL = sheet(
    level(1, fine_percent="5", fine_minimum="15.10", min_days_overdue=10, show_other_items=False),
    level(2, interest_monthly_percent="0.1", interest_minimum="2.50", channel="print"),
    id=4,
    name="Particulieren",
    category_id=11,
    interest_months="started",
    after_last_level="repeat",
)
NARROW = criteria(level_from=2, level_to=3, min_amount="20.30", min_days_since_last=30)
OPTIONS = run(
    min_interval_days=7,
    max_level=9,
    min_amount="12.10",
    split_by_currency=False,
    single_fine=True,
    grace_days=3,
    interval_scope="customer",
    letter_per="level",
).options


def stored(*settings):
    return json.loads(json.dumps(freeze(*settings)))


def test_settings_of_a_run_are_read_back_as_they_were():
    settings = (OPTIONS, NARROW, [RETAIL, sheet(3)], CURRENCIES)
    assert thaw(stored(*settings)) == settings


def test_amounts_are_read_back_to_the_digit_and_as_decimals():
    options, limits, (retail,), currencies = thaw(stored(OPTIONS, NARROW, [RETAIL], CURRENCIES))
    amounts = [
        options.min_amount,
        limits.min_amount,
        retail.levels[0].fine_minimum,
        retail.levels[1].interest_monthly_percent,
        currencies.steps[CHF],
        currencies.rates[USD],
    ]
    assert [type(amount) for amount in amounts] == [Decimal] * 6
    assert [str(amount) for amount in amounts] == ["12.10", "20.30", "15.10", "0.1", "0.05", "1.25"]


def test_run_without_limits_and_sheets_is_read_back_without():
    settings = (Options(), Criteria(), [], CURRENCIES)
    assert thaw(stored(*settings)) == settings


def test_letter_from_stored_settings_is_the_same_as_before():
    claim = item(level=1, residual="1000.00")
    context = run()
    before = propose(claim, by=RETAIL, context=context)
    _options, _limits, (retail,), currencies = thaw(stored(OPTIONS, NARROW, [RETAIL], CURRENCIES))
    assert propose(claim, by=retail, context=context) == before
    assert currencies.from_company(Decimal("10.00"), CHF) == Decimal("9.50")


def test_settings_stored_by_another_version_are_read_with_the_fields_both_know():
    data = stored(OPTIONS, NARROW, [RETAIL], CURRENCIES)
    data["options"]["gone"] = data["sheets"][0]["levels"][0]["gone"] = 1
    del data["options"]["max_level"], data["sheets"][0]["levels"][0]["channel"]
    options, _limits, (retail,), currencies = thaw(data)
    assert (options.max_level, options.grace_days) == (Options().max_level, 3)
    assert (retail.levels[0].channel, retail.levels[0].min_days_overdue) == ("email", 10)
    assert (currencies.company_id, currencies.steps) == (EUR, STEPS)
