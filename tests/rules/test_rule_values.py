"""What holds when nobody chose anything, and that no rule can change a value it was given."""

from dataclasses import asdict
from decimal import Decimal

import pytest
from rule_values import CURRENCIES, THREE_LEVELS, criteria, item, level, run
from rules.decide.values import Options, Sheet


def test_options_are_those_of_the_specification_until_the_company_chooses():
    assert asdict(Options()) == {
        "min_interval_days": 14,
        "max_level": 3,
        "min_amount": Decimal(0),
        "split_by_currency": True,
        "single_fine": False,
        "grace_days": 0,
        "interval_scope": "item",
        "letter_per": "customer",
        "non_trade": False,
        "oldest_due_date": None,
        "collect_days": 7,
        "unsent": "warn",
    }


def test_sheet_counts_interest_by_30_days_and_stops_after_its_last_level_unless_told():
    plain = Sheet(id=1)
    assert (plain.interest_months, plain.after_last_level) == ("days_30", "stop")
    assert (plain.category_id, plain.levels) == (None, ())


def test_level_asks_no_age_and_no_charges_and_shows_other_items_unless_told():
    plain = level(1)
    charges = (plain.fine_percent, plain.fine_minimum, plain.interest_monthly_percent)
    assert (*charges, plain.interest_minimum, plain.min_days_overdue) == (0, 0, 0, 0, 0)
    assert plain.show_other_items


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (item(), "level"),
        (level(1), "fine_percent"),
        (THREE_LEVELS, "levels"),
        (run().options, "max_level"),
        (criteria(), "level_to"),
        (run(), "key_date"),
        (CURRENCIES, "rates"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_cannot_be_changed_once_made(value, name):
    with pytest.raises(AttributeError):  # also what a frozen dataclass raises
        setattr(value, name, 9)
