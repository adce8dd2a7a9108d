"""What a letter must say before the law lets anything be charged after it.

Each country says which elements (:mod:`letters`). The caller gives, per element, how the letter
prints it; an element without a value, or whose value is not in the text of the letter, is missing.
"""

import re

from .countries import COUNTRIES, Derived
from .letters import plain


def _elements():
    letters = [country.letter for country in COUNTRIES.values()]
    return {element.code: element for letter in letters for element in letter.elements}


_ELEMENTS = Derived(_elements)
#: element -> what it is; the names that a refusal shows
ELEMENTS = Derived(lambda: {code: element.words for code, element in _ELEMENTS.items()})
#: those that belong in the words of the letter: a figure of its table is no announcement
IN_WORDS = Derived(lambda: {code: one.words for code, one in _ELEMENTS.items() if one.in_words})


def missing(elements, printed, text):
    """Which elements a letter lacks.

    :param elements: keys of :data:`ELEMENTS`
    :param dict printed: element -> list of texts that must all be in the letter, none of them
        empty; ``approved_term`` needs no entry
    :param str text: the letter as a reader sees it, without tags
    :return: tuple of the missing ones, in the order of ``elements``
    """
    letter = plain(text)
    return tuple(element for element in elements if not _carries(letter, element, printed))


def missing_in(elements, printed, words, letter):
    """:func:`missing`, with what belongs in the words of the letter looked for there only.

    :param str words: what the level says above and below the table
    :param letter: the whole letter, or None: it prints every value there is
    """
    in_table = [element for element in elements if element not in IN_WORDS]
    lacking = {
        *missing([element for element in elements if element in IN_WORDS], printed, words),
        *(_without_value(in_table, printed) if letter is None else ()),
        *(missing(in_table, printed, letter) if letter is not None else ()),
    }
    return tuple(element for element in elements if element in lacking)


def _without_value(elements, printed):
    return [e for e in elements if not (printed[e] and all(printed[e]))]


def _carries(letter, element, printed):
    one_of = _ELEMENTS[element].one_of
    if one_of:
        return any(plain(sentence) in letter for sentence in one_of)
    values = [plain(value or "") for value in printed.get(element) or ()]
    return bool(values) and all(_stands_in(value, letter) for value in values)


def _stands_in(value, letter):
    """Whether a value stands in a text as such: 20,00 does not stand in 120,00."""
    return bool(value) and bool(re.search(rf"(?<![\w.,]){re.escape(value)}(?!\w)", letter))
