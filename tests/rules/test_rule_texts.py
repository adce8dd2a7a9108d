"""Words in braces in the texts of a level (SPEC sections 3 and 8)."""

import pytest
from rules.decide.texts import PLACEHOLDERS, fill, unknown_placeholders


def test_words_in_braces_are_filled_in():
    text = "Dear {customer}, please pay {total} by {deadline}."
    values = {"customer": "Jansen", "total": "€ 120,00", "deadline": "14-04-2026"}
    assert fill(text, values) == "Dear Jansen, please pay € 120,00 by 14-04-2026."


def test_word_used_twice_is_filled_in_twice():
    assert fill("{total} and {total}", {"total": "5"}) == "5 and 5"


def test_customer_named_like_a_placeholder_is_not_filled_in_again():
    assert fill("{customer}", {"customer": "{total}", "total": "5"}) == "{total}"


@pytest.mark.parametrize("text", ["{unknown}", "{}", "{ total }", "100 % {", "}{", "{0}"])
def test_braces_that_name_nothing_stay_as_they_are(text):
    assert fill(text, {"total": "5"}) == text


@pytest.mark.parametrize("text", ["", None, False])
def test_empty_text_stays_empty(text):
    assert fill(text, {"total": "5"}) == ""
    assert unknown_placeholders(text) == []


def test_names_no_letter_can_fill_are_reported_in_order():
    assert unknown_placeholders("{totaal} {total} {klant} {}") == ["totaal", "klant", ""]


@pytest.mark.parametrize("name", PLACEHOLDERS)
def test_every_placeholder_is_known_and_filled_in(name):
    assert unknown_placeholders(f"{{{name}}}") == []
    assert fill(f"<{{{name}}}>", {name: "x"}) == "<x>"
