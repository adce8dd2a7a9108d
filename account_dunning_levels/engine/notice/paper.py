"""The letters of notices on paper, each by its own level's letter and in its own language."""

import re
from collections import defaultdict

from ..press import reports
from . import foreign

LETTER = "account_dunning_levels.action_report_letter"


def press_letters(notices):
    """The letters of notices, each by its own level's letter and in its own language.

    One that cannot be made does not stop the others.

    :param notices: of any companies, languages and levels
    :return: dict notice id -> :class:`reports.PressedPdf`
    """
    by_report, refused = defaultdict(notices.browse), {}
    ours = notices.env.ref(LETTER).sudo()
    for notice in notices:
        report = own_report(notice) or ours
        if foreign.of_reports(report):
            words = foreign.report_words(notices.env, report.name)
            refused[notice.id] = reports.PressedPdf(None, words)
        else:
            by_report[report] |= notice
    return reports.press_by_report(by_report) | refused


def own_report(notice):
    """The report chosen for a notice's letter: the language's, else the level's, else none."""
    # sudo: as in mail_template
    return notice.level_id.sudo()._report_for(notice.lang)


def mail_template(notice):
    """The e-mail template chosen for a notice: the customer's in its company, else the language's,
    else the level's, else none."""
    # sudo: who reads or sends reminders may not read levels and templates; managers choose them
    level, customer = notice.level_id.sudo(), notice.partner_id.with_company(notice.company_id)
    return customer.sudo().dunning_mail_template_id or level._mail_template_for(notice.lang)


def file_name(notice):
    """File name of a letter without extension, in the letter's language."""
    env = notice.with_context(lang=notice.lang).env
    name = env._("Reminder %(number)s", number=notice.name)
    return re.sub(r"[^\w .\-]", "-", name)
