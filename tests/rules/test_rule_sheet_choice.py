"""Which sheet a customer gets (SPEC section 3)."""

from dataclasses import replace

import pytest
from rule_values import sheet
from rules.decide.sheet_choice import choose_sheet, tried

RETAIL, LARGE, EXPORT, WEB = 11, 12, 13, 14

for_all = sheet(3, id=1, name="All customers")
for_retail = sheet(3, id=2, name="Retail", category_id=RETAIL)
for_large = sheet(5, id=3, name="Large customers", category_id=LARGE)
SHEETS = [for_retail, for_large, for_all]


def test_customer_of_a_category_gets_the_sheet_of_that_category():
    assert choose_sheet([LARGE], set(), SHEETS) == (for_large, "category")


def test_category_1_wins_over_category_2_whatever_the_order_of_the_sheets():
    assert choose_sheet([LARGE, RETAIL], set(), SHEETS) == (for_large, "category")
    assert choose_sheet([RETAIL, LARGE], set(), SHEETS) == (for_retail, "category")
    assert choose_sheet([LARGE, RETAIL], set(), SHEETS[::-1]) == (for_large, "category")


def test_category_2_is_used_when_category_1_has_no_sheet():
    assert choose_sheet([EXPORT, LARGE], set(), SHEETS) == (for_large, "category")


def test_category_3_is_used_when_the_first_two_have_no_sheet():
    assert choose_sheet([EXPORT, WEB, RETAIL], set(), SHEETS) == (for_retail, "category")


def test_customer_whose_categories_have_no_sheet_gets_the_sheet_for_all():
    assert choose_sheet([EXPORT], set(), SHEETS) == (for_all, "everyone")


def test_customer_without_categories_and_tags_gets_the_sheet_for_all():
    assert choose_sheet([], set(), SHEETS) == (for_all, "everyone")


def test_sheet_for_all_comes_last_even_when_it_is_first_in_sequence():
    first_in_sequence = [for_all, for_retail]
    assert choose_sheet([RETAIL], set(), first_in_sequence) == (for_retail, "category")
    assert choose_sheet([], {RETAIL}, first_in_sequence) == (for_retail, "tag")


def test_customer_without_categories_gets_the_sheet_of_its_contact_tag():
    assert choose_sheet([], {LARGE}, SHEETS) == (for_large, "tag")


def test_several_contact_tags_are_tried_in_the_order_of_the_sheets():
    assert choose_sheet([], {RETAIL, LARGE}, [for_retail, for_large]) == (for_retail, "tag")
    assert choose_sheet([], {RETAIL, LARGE}, [for_large, for_retail]) == (for_large, "tag")


def test_contact_tag_counts_only_for_a_customer_without_own_categories():
    assert choose_sheet([EXPORT], {LARGE}, SHEETS) == (for_all, "everyone")
    assert choose_sheet([RETAIL], {LARGE}, SHEETS) == (for_retail, "category")


def test_customer_whose_tags_have_no_sheet_gets_the_sheet_for_all():
    assert choose_sheet([], {EXPORT, WEB}, SHEETS) == (for_all, "everyone")


@pytest.mark.parametrize(("categories", "tags"), [([], set()), ([EXPORT], {LARGE}), ([], {WEB})])
def test_without_a_sheet_for_all_a_customer_of_no_category_has_no_sheet(categories, tags):
    assert choose_sheet(categories, tags, [for_retail, for_large]) == (None, "none")


def test_company_without_sheets_has_none_for_anybody():
    assert choose_sheet([LARGE], {LARGE}, []) == (None, "none")


def test_first_sheet_in_sequence_wins_if_a_category_ever_has_two():
    twin = replace(for_large, id=9)
    assert choose_sheet([LARGE], set(), [for_large, twin]) == (for_large, "category")
    assert choose_sheet([], {LARGE}, [for_large, twin]) == (for_large, "tag")


def test_what_was_tried_ends_with_the_answer():
    steps = list(tried([EXPORT, WEB, RETAIL], {LARGE}, SHEETS))
    assert steps == [
        ("category", EXPORT, None),
        ("category", WEB, None),
        ("category", RETAIL, for_retail),
    ]
    assert list(tried([EXPORT], {LARGE}, SHEETS)) == [
        ("category", EXPORT, None),
        ("everyone", None, for_all),
    ]
    assert list(tried([], {LARGE}, SHEETS)) == [("tag", LARGE, for_large)]
    assert list(tried([EXPORT], set(), [for_retail])) == [
        ("category", EXPORT, None),
        ("none", None, None),
    ]
