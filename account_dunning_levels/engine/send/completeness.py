"""Only letters that say what they must leave, and none that says nothing."""

from ..notice import law_elements, letter_law, list_words
from ..settle import outcome


def complete(notices):
    """The notices whose letters can leave; the others fail, each with what it lacks.

    That is what the law asks of them, a text, or a warning with which nobody could release them.
    The free time of the law counts from a letter that is complete, and from no other.
    """
    refused = list_words.refused_words(notices)
    for notice, words in refused.items():
        outcome.fail(notice, words)
    notices = notices.filtered(lambda notice: notice not in refused)
    found = law_elements.lacking(notices)
    for notice, elements in found.items():
        outcome.fail(notice, law_elements.lacking_words(notice.env, elements))
    done = notices.filtered(lambda notice: notice not in found)
    for notice, law in letter_law.of_notices(done).items():
        values = {
            "is_complete_by_law": law.starts_free_time,
            "is_formal_notice": notice.level_id.is_formal_notice,
            "announced_amount": float(law.announced) if law.starts_free_time else 0,
        }
        if any(notice[name] != value for name, value in values.items()):
            notice.write(values)
    return done
