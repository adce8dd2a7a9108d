"""E-mail templates and reports that are for another kind of document.

Filled in for a reminder they would read the record that has the same number, with the rights of the
engine: the invoice of a stranger. They are refused where they are chosen, and again where they are
used: a template can be turned to another model after that.
"""

from odoo.exceptions import UserError

NOTICE = "account.dunning.notice"
#: what is wrong, as codes of :func:`.law_elements.element_words`
TEMPLATE, LETTER = "own_template", "own_letter"


def of_template(template):
    """The name of what of an e-mail template is not for reminders: itself, or a report that it
    attaches; none when all of it is."""
    template = template.sudo()  # sudo: who sends reminders may not read templates
    wrong = template.filtered(lambda one: one.model != NOTICE)
    wrong = wrong or of_reports(template.report_template_ids)
    return wrong[:1].name


def of_reports(reports):
    """Those of some reports that are not for reminders."""
    return reports.sudo().filtered(lambda report: report.model != NOTICE)  # sudo: as above


def refuse_template(template):
    """:raises UserError: an e-mail template, or a report that it attaches, is not for reminders"""
    name = of_template(template)
    if name:
        raise UserError(template_words(template.env, name))


def template_words(env, name):
    return env._(
        "E-mail template: “%s” is for another kind of document. Choose one for reminders, with "
        "reports for reminders only.",
        name,
    )


def report_words(env, name):
    return env._(
        "Letter: the report “%s” is for another kind of document. Choose one for reminders.", name
    )


def lacking(notices, template_of, report_of):
    """Notice -> codes of what is chosen for it and is for another kind of document.

    :param template_of: function notice -> its e-mail template
    :param report_of: function notice -> its report
    """
    known, found = {}, {}
    for notice in notices:
        template, report = template_of(notice), report_of(notice)
        if (template, report) not in known:
            known[template, report] = [
                *([TEMPLATE] if of_template(template) else []),
                *([LETTER] if of_reports(report) else []),
            ]
        if known[template, report]:
            found[notice] = tuple(known[template, report])
    return found
