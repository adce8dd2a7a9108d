"""What goes along with the e-mail of a letter, and what becomes a link because it is too large.

The letter is a file in every e-mail. Invoices are files as long as the mail server takes all of
them together; else all invoices are links, so that nobody looks for the missing one.
"""

from dataclasses import dataclass

from odoo.exceptions import UserError
from odoo.tools.safe_eval import safe_eval, time

from ...rules.decide.mail_size import fits_with, megabytes
from ..archive import attached_invoices
from ..notice import list_words, paper
from ..press import reports

WARNING = "email_too_large"


@dataclass(frozen=True, slots=True)
class MailFiles:
    """The files of one e-mail.

    :ivar attached: attachments that travel in it: the letter, invoices, files of the template
    :ivar linked: invoices that its text links to instead
    """

    attached: object
    linked: object


def of_notices(template, notices, limits):
    """The files of the e-mails of notices whose letters are made.

    :param template: the e-mail template they share
    :param dict limits: notice id -> bytes that the mail server takes
    :return: dict notice id -> :class:`MailFiles`
    :raises UserError: an e-mail is too large even without its invoices
    """
    invoices = attached_invoices.of_notices(notices)
    others = _of_template(template, notices)
    everything = notices.attachment_id.union(*invoices.values(), *others.values())
    everything.fetch(["file_size"])
    return {
        notice.id: _fitted(notice, invoices[notice.id], others[notice.id], limits[notice.id])
        for notice in notices
    }


def _fitted(notice, invoices, others, limit):
    always = notice.attachment_id + others
    none = invoices.browse()
    sizes = always.mapped("file_size")
    if fits_with([*sizes, *invoices.mapped("file_size")], limit):
        return MailFiles(notice.attachment_id + invoices + others, none)
    if not fits_with(sizes, limit):
        raise UserError(
            notice.env._(
                "The e-mail is too large without any invoice: the letter and the files of its "
                "e-mail template have %(size)s MB, and the mail server takes e-mails of "
                "%(limit)s MB. Take files off the template, raise the limit of the mail server, "
                "or print the letter.",
                size=megabytes(sum(sizes)),
                limit=megabytes(limit),
            )
        )
    return MailFiles(always, invoices)


def say_links(notices, files, limits):
    """Note on the reminders which invoices are links, and warn of it where some are."""
    for notice in notices:
        linked = files[notice.id].linked
        if linked:
            linked.generate_access_token()
            together = files[notice.id].attached + linked
            list_words.warn(
                notice,
                WARNING,
                size=megabytes(sum(together.mapped("file_size"))),
                limit=megabytes(limits[notice.id]),
            )
        else:
            list_words.unwarn(notice, WARNING)
        if notice.linked_file_ids != linked:
            notice.linked_file_ids = linked


def limits_of(template, notices, senders):
    """How many bytes the mail server of each e-mail takes, as Odoo will choose that server.

    :param dict senders: notice id -> the address the e-mail is from
    :return: dict notice id -> bytes
    """
    servers = notices.env["ir.mail_server"].sudo()  # sudo: as Odoo's own queue
    allowed = servers.browse()
    if not template.mail_server_id:
        users = {notices.env["res.users"], notices.env.user}
        allowed = servers.search([], order="sequence, id").filtered(
            lambda server: server.owner_user_id in users
        )
    known = {}
    for sender in set(senders.values()):
        server = template.mail_server_id.sudo() or (
            servers._find_mail_server(sender or "", allowed)[0] if allowed else servers
        )
        known[sender] = (server or servers)._get_max_email_size() * 1024 * 1024
    return {notice.id: known[senders[notice.id]] for notice in notices}


# --------------------------------------------------------------- files of the template


def _of_template(template, notices):
    """Notice id -> files of the template and documents printed by its reports."""
    # sudo: who sends reminders may not read the files of every template
    static = template.sudo().attachment_ids
    found = {notice.id: static for notice in notices}
    for report in template.sudo().report_template_ids:
        printed = notices.filtered(lambda notice, report=report: not _is_letter(report, notice))
        if printed:
            for notice_id, document in _printed(report, printed).items():
                found[notice_id] |= document
    return found


def _is_letter(report, notice):
    """Whether the template names the letter itself, which goes along anyway."""
    return report == (paper.own_report(notice) or notice.env.ref(paper.LETTER)).sudo()


def _printed(report, notices):
    """The documents of one report, made for all notices at once and kept on them.

    :return: dict notice id -> attachment
    """
    if report.report_type == "qweb-pdf":
        pressed = reports.press_report(report, notices)
        for notice in notices:
            if error := pressed[notice.id].error:
                raise UserError(error)
        contents = {notice.id: pressed[notice.id].pdf for notice in notices}
        ending, mimetype = ".pdf", "application/pdf"
    else:
        engine = notices.env["ir.actions.report"]
        rendered = {notice.id: engine._render(report, notice.ids) for notice in notices}
        contents = {key: content for key, (content, _kind) in rendered.items()}
        ending = f".{next(iter(rendered.values()))[1]}"
        mimetype = False
    made = notices.env["ir.attachment"].create(
        [
            {
                "name": _report_name(report, notice, ending),
                "raw": contents[notice.id],
                "res_model": notice._name,
                "res_id": notice.id,
                "company_id": notice.company_id.id,
                **({"mimetype": mimetype} if mimetype else {}),
            }
            for notice in notices
        ]
    )
    return {file.res_id: file for file in made}


def _report_name(report, notice, ending):
    """The file name that the report gives, in the language of the letter."""
    notice = notice.with_context(lang=notice.lang)
    report = report.with_context(lang=notice.lang)
    name = report.name
    if report.print_report_name:
        name = safe_eval(report.print_report_name, {"object": notice, "time": time})
    return name if name.endswith(ending) else name + ending
