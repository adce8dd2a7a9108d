"""The elements that a letter needs, in words: those the law wants, and that it says anything."""

from ...rules.law import content
from . import empty_texts, foreign, letter_law, paper

#: what every letter needs, whatever the law
OWN = (empty_texts.SUBJECT, empty_texts.TEXT, foreign.TEMPLATE, foreign.LETTER)


def lacking(notices):
    """Notice -> elements that its letter needs and does not have; without those that lack none."""
    strange = foreign.lacking(notices, paper.mail_template, paper.own_report)
    # nothing is filled in for these, not even to look at it
    notices = notices.filtered(lambda notice: notice not in strange)
    found = strange | letter_law.lacking(notices)
    for notice, elements in empty_texts.lacking(notices).items():
        found[notice] = (*found.get(notice, ()), *elements)
    return found


def of_law(elements):
    """Those of some elements that the law asks for."""
    return tuple(element for element in elements if element not in OWN)


def of_documents(elements):
    """Those of some elements that are a template or a report of another kind of document."""
    return tuple(element for element in elements if element in (foreign.TEMPLATE, foreign.LETTER))


def element_words(env):
    """Element of :data:`content.ELEMENTS` -> what it is and where it comes from; those of one
    country only in its own words."""
    return {
        **content.ELEMENTS,
        empty_texts.SUBJECT: env._("a subject (of the level, its layout or the e-mail template)"),
        empty_texts.TEXT: env._("a text (write an opening or a closing in the level)"),
        foreign.TEMPLATE: env._(
            "an e-mail template for reminders (the one that is chosen, or a report that it "
            "attaches, is for another kind of document)"
        ),
        foreign.LETTER: env._(
            "a letter for reminders (the report that is chosen is for another kind of document)"
        ),
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
        for element in (*content.ELEMENTS, *OWN)
        for code in codes_of([element])
    }
