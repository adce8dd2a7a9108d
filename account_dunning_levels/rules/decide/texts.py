"""Words in braces in the texts of a level, filled in for each letter."""

import re

#: what a user may write in a text, in braces
PLAIN = ("customer", "company", "number", "date", "deadline", "level", "amount", "total")

#: those that the law on charges fills in
LAWFUL = ("term", "clause_amount", "charge_date", "interest_rate", "enterprise_number")

PLACEHOLDERS = PLAIN + LAWFUL

_WORD = re.compile(r"\{([^{}\s]*)\}")


def unknown_placeholders(text):
    """Names in braces that no letter can fill, in order of their appearance."""
    return [name for name in _WORD.findall(text or "") if name not in PLACEHOLDERS]


def names_law(*texts):
    """Whether one of these texts has a word that the law fills in."""
    return any(name in LAWFUL for text in texts for name in _WORD.findall(text or ""))


def fill(text, values):
    """Replace ``{name}`` by ``values[name]``; unknown names stay as they are.

    :param dict values: placeholder -> text; values are never read as placeholders themselves
    """
    return _WORD.sub(lambda match: values.get(match[1], match[0]), text or "")


def is_blank(text):
    """Whether a text shows nothing."""
    return not (text or "").strip()


def is_fixed(text):
    """Whether a text shows something whatever its words in braces stand for."""
    return not is_blank(_WORD.sub("", text or ""))
