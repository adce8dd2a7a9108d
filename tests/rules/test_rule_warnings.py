"""Warnings of the control list: kept in their order, each once."""

from rules.decide import warnings


def test_a_warning_is_said_once_and_in_its_order():
    assert warnings.text_of(["no_email", "lang", "no_email"]) == "no_email,lang"
    assert warnings.codes_in("no_email,lang") == ["no_email", "lang"]


def test_no_warning_is_stored_as_nothing():
    assert warnings.text_of([]) is None
    assert warnings.codes_in(None) == []


def test_what_a_letter_lacks_by_law_is_looked_at_in_the_letter_not_here():
    assert warnings.refused(["lacks_term", "lang"]) == []
    assert warnings.holding_back(["lacks_term", "lang"]) == []
