"""A letter says something, and its e-mail has a subject: empty ones are not released.

Texts come from the level or from its layout for a language, unless a report or an e-mail template
of the user's own brings others.
"""

import re

from ...rules.decide import channels
from ...rules.decide.texts import is_blank, is_fixed
from . import paper

#: what may be missing, as codes of :func:`.law_elements.element_words`
SUBJECT, TEXT = "subject", "text"

_SUBJECT_FIELD = re.compile(r"\bobject\.subject\b")
_TEXT_FIELDS = re.compile(r"\b(letter|object)\.(opening|closing)\b|\bobject\._letter\b")


def lacking(notices):
    """Notice -> what its letter or e-mail lacks, of those that lack anything."""
    found = {}
    groups = notices.grouped(
        lambda notice: (notice.level_id, notice.lang, notice.channel, paper.mail_template(notice))
    )
    for (level, lang, channel, template), alike in groups.items():
        if not level or not channels.of(channel).has_letter:
            continue
        for missing in _missing(alike, level, lang, channel, template):
            for notice in missing[1]:
                found[notice] = (*found.get(notice, ()), missing[0])
    return found


def _missing(notices, level, lang, channel, template):
    """Pairs of what is missing and the notices that lack it."""
    report = level.sudo()._report_for(lang)  # sudo: as in paper.own_report
    if channels.MAIL in channels.of(channel).ways:
        if template and is_blank(template.with_context(lang=lang).subject):
            yield SUBJECT, notices
        elif takes_subject(template):
            yield SUBJECT, _blank(notices, ("subject",), [level._text("subject", lang)])
    if takes_text(template, report):
        texts = [level._text(name, lang) for name in ("opening", "closing")]
        yield TEXT, _blank(notices, ("opening", "closing"), texts)


def takes_subject(template):
    """Whether an e-mail template uses the subject of the level; none: ours, which does."""
    return not template or bool(_SUBJECT_FIELD.search(template.subject or ""))


def takes_text(template, report):
    """Whether a letter or its e-mail uses opening and closing of the level."""
    ours = not report or report == report.env.ref(paper.LETTER).sudo()
    return ours or not template or bool(_TEXT_FIELDS.search(template.body_html or ""))


def _blank(notices, names, texts):
    """The notices whose filled-in texts are all empty."""
    if any(is_fixed(text) for text in texts):
        return notices.browse()
    if all(is_blank(text) for text in texts):
        return notices
    # nothing but words in braces: what they stand for decides
    return notices.filtered(lambda notice: all(is_blank(notice[name]) for name in names))
