"""What a sheet is asked though nothing in it is cut down."""

from decimal import Decimal as D

import pytest
from law_values import law
from rules.decide.values import Level
from rules.law.profiles import PROFILES
from rules.law.sheet_doubts import CODES, doubts

PLAIN = (Level(1), Level(2), Level(3))
FINED = (Level(1), Level(2, fine_minimum=D(500)))


def told(code, levels=PLAIN, figures="legal", **terms):
    found = doubts(PROFILES[code], law(code, figures=figures, **terms).fees.terms, levels)
    assert {doubt.code for doubt in found} <= {*CODES}
    return [(doubt.code, doubt.level) for doubt in found]


def test_belgian_consumer_sheet_asks_whether_a_clause_exists():
    assert told("be_consumer", clause=True) == [("clause_assumed", 0)]
    assert told("be_consumer") == [("clause_unknown", 0)]
    assert told("be_consumer", FINED, "own", clause=True) == [("clause_assumed", 0)]
    # its problem is said by the check of the figures
    assert told("be_consumer", FINED, "own") == []


@pytest.mark.parametrize(
    ("number", "agreed", "expected"),
    [
        (1, None, [("letter_before_default", 1)]),
        (1, False, [("letter_before_default", 1)]),
        (1, True, []),
        (2, None, []),
    ],
)
def test_fourteen_day_letter_before_default_is_told(number, agreed, expected):
    levels = [Level(n, is_fourteen_day_letter=n == number) for n in (1, 2, 3)]
    assert told("nl_consumer", levels, due_date_agreed=agreed) == expected
    assert told("nl_business", levels, due_date_agreed=agreed) == []


def test_french_consumer_sheet_without_a_formal_notice_is_told():
    assert told("fr_consumer") == [("no_formal_notice", 0)]
    assert told("fr_consumer", (*PLAIN, Level(4, is_formal_notice=True))) == []
    assert told("fr_business") == []


def test_fine_to_a_luxembourg_consumer_above_the_belgian_scale_is_told():
    terms = law("lu_consumer", clause=True).fees.terms
    levels = (Level(1), Level(2, fine_minimum=D(500)))
    found = [one for one in doubts(PROFILES["lu_consumer"], terms, levels) if one.figures]
    assert [one.code for one in found] == ["fine_may_be_excessive"]
    assert found[0].figures == {"base": D("0.01"), "own": D(500), "ceiling": D(20)}


@pytest.mark.parametrize(("fine", "is_told"), [("20.00", False), ("20.01", True)])
def test_fine_up_to_that_scale_is_not(fine, is_told):
    levels = (Level(2, fine_minimum=D(fine)),)
    codes = [code for code, _level in told("lu_consumer", levels, "own", clause=True)]
    assert ("fine_may_be_excessive" in codes) is is_told


def test_sheet_that_never_charges_is_asked_nothing():
    for code in PROFILES:
        assert told(code, figures="own", clause=True) == []


def test_no_law_asks_nothing():
    assert told("none", FINED, "own") == []
