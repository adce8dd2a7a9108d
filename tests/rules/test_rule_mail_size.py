"""How large an e-mail becomes, and texts that say nothing."""

import pytest
from rules.decide.mail_size import TEXTS, fits_with, megabytes
from rules.decide.texts import is_blank, is_fixed

MB = 1024 * 1024


def test_twelve_invoices_of_a_megabyte_do_not_fit_into_ten_megabytes():
    assert not fits_with([MB] * 12, 10 * MB)


def test_seven_of_a_megabyte_fit_and_eight_do_not():
    # 7 MB become 7 x 4/3 x 78/76 = 9.58 MB, with 0.19 MB for the texts 9.77; 8 MB become 10.95
    assert fits_with([MB] * 7, 10 * MB)
    assert not fits_with([MB] * 8, 10 * MB)


def test_room_for_the_texts_is_left():
    assert fits_with([], TEXTS)
    assert not fits_with([], TEXTS - 1)


def test_server_without_a_limit_takes_everything():
    assert fits_with([500 * MB], 0)


@pytest.mark.parametrize(
    ("size", "words"), [(10 * MB, "10"), (int(12.44 * MB), "12.4"), (0, "0"), (MB // 2, "0.5")]
)
def test_size_in_words(size, words):
    assert megabytes(size) == words


@pytest.mark.parametrize("text", ["", None, False, "  \n\t "])
def test_text_that_shows_nothing_is_blank(text):
    assert is_blank(text)
    assert not is_fixed(text)


def test_text_of_words_in_braces_only_depends_on_what_they_stand_for():
    assert not is_blank("{term} {enterprise_number}")
    assert not is_fixed("{term} {enterprise_number}")
    assert is_fixed("{term}.")
