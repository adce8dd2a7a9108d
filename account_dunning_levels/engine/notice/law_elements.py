"""The elements that the law wants in a letter, in words."""

from ...rules.law import content


def element_words(env):
    """Element of :data:`content.ELEMENTS` -> what it is and where it comes from; those of one
    country only in its own words."""
    return {
        **content.ELEMENTS,
        "balance": env._("the balance due"),
        "clause_amount": env._(
            "the amount that will be charged when it is not paid in time (write {term} or "
            "{clause_amount} in the texts of the level)"
        ),
        "creditor_name": env._("the name of the creditor (on the company)"),
        "enterprise_number": env._(
            "the enterprise number of the creditor (Company ID or VAT number of the company)"
        ),
        "description": env._(
            "for each item, the product or service that caused the debt (the text of the invoice "
            "lines)"
        ),
        "due_date": env._("for each item, the date it fell due"),
        "term": env._(
            "the 14 calendar days to pay before anything is charged (write {term} in the texts of "
            "the level)"
        ),
        "exact_cost": env._(
            "the exact amount of the collection costs (write {term} or {clause_amount} in the "
            "texts of the level)"
        ),
        "approved_term": env._(
            "one of the two sentences on the term that the Dutch Supreme Court approved (write "
            "{term} in the texts of the level)"
        ),
    }


def lacking_words(env, elements):
    """That a letter lacks these elements, as one sentence."""
    words = element_words(env)
    return env._("The letter lacks %s.", "; ".join(words[element] for element in elements))


def codes_of(elements):
    """Warning codes of a notice for elements that its letter lacks."""
    return [f"lacks_{element}" for element in elements]


def warning_words(env):
    """Warning code -> sentence, see :func:`codes_of`."""
    return {
        code: lacking_words(env, [element])
        for element, code in zip(content.ELEMENTS, codes_of(content.ELEMENTS), strict=True)
    }
