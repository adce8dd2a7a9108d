"""The e-mails of letters, put in Odoo's outbox."""

from collections import defaultdict

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools.mail import formataddr

from ..lanes import waking
from ..notice import foreign, paper
from ..signs import addresses
from . import mail_bodies, mail_copies, mail_files, mail_headers

#: context key of a dict that keeps what was compiled of the texts of e-mails
COMPILED = "dunning_compiled"

#: what is known of an e-mail before its text
HEAD = ("subject", "email_from", "reply_to", "scheduled_date", *mail_copies.FIELDS)


def queue_mails(notices):
    """Put the e-mails in Odoo's outbox; the mail queue sends them after this transaction."""
    by_template = defaultdict(notices.browse)
    ours = notices.env.ref(
        "account_dunning_levels.mail_template_reminder", raise_if_not_found=False
    )
    for notice in notices:
        by_template[paper.mail_template(notice) or ours or notices.env["mail.template"]] |= notice
    for template, group in by_template.items():
        if not template:
            raise UserError(
                notices.env._(
                    "Level %(level)s of sheet “%(sheet)s” has no e-mail template. Choose one, or "
                    "print.",
                    level=group[0].level,
                    sheet=group[0].sheet_id.name,
                )
            )
        foreign.refuse_template(template)
        _queue_group(template, group)
    if notices:
        waking.wake_mail_queue(notices.env)


def _queue_group(template, notices):
    compiled = notices.env.context.get(COMPILED, {})
    template = template.with_context(**{COMPILED: compiled})
    values = _rendered(template, notices, HEAD)
    _add_reply_addresses(notices, values)
    mailable = addresses.mailable(notices.env, notices.recipient_id.mapped("email"))
    copies = mail_copies.of_notices(template, notices, values)
    senders = {notice.id: values[notice.id].get("email_from") for notice in notices}
    limits = mail_files.limits_of(template, notices, senders)
    files = mail_files.of_notices(template, notices, limits)
    # the text says what is a link
    mail_files.say_links(notices, files, limits)
    for notice_id, body in _rendered(template, notices, ("body_html",)).items():
        values[notice_id].update(body)
    mail_bodies.complete(notices, values)
    headers = mail_headers.of_notices(notices)
    mails = notices.env["mail.mail"].create(
        [
            {
                **_mail_values(values[notice.id]),
                **headers[notice.id],
                "email_cc": copies[notice.id],
                "model": notice._name,
                "res_id": notice.id,
                **_recipients(notice, mailable[notice.recipient_id.email]),
                "attachment_ids": [fields.Command.set(files[notice.id].attached.ids)],
                "auto_delete": False,
                "message_type": "email_outgoing",
                "mail_server_id": template.mail_server_id.id,
                "state": "outgoing",
            }
            for notice in notices
        ]
    )
    for notice, mail in zip(notices, mails, strict=True):
        notice.mail_id = mail
    # Odoo's outbox looks once an hour; a template may name the moment
    if moments := {mail.scheduled_date for mail in mails if mail.scheduled_date}:
        waking.wake_mail_queue(mails.env, moments)


def _rendered(template, notices, names):
    """What a template says for notices, in the language of each where it names none itself.

    :return: dict notice id -> dict of the fields ``names``, see ``_generate_template``
    """
    if template.lang:
        return template._generate_template(notices.ids, names)
    values = {}
    for lang, alike in notices.grouped("lang").items():
        own = template.with_context(lang=lang or notices.env.lang)
        values |= own._generate_template(alike.ids, names)
    return values


def _add_reply_addresses(notices, values):
    """Where the template names nobody to answer to, whom Odoo would find, for all at once."""
    left = notices.filtered(lambda notice: not values[notice.id].get("reply_to"))
    if not left:
        return
    # an e-mail without a sender is the user's, as Odoo has it
    _author, own = notices.env["mail.thread"]._message_compute_author()
    found = left._notify_get_reply_to_batch(
        defaults={notice.id: values[notice.id].get("email_from") or own for notice in left}
    )
    for notice in left:
        values[notice.id]["reply_to"] = found[notice.id]


def _recipients(notice, mailable):
    """Whom an e-mail goes to: the contact, or those of its addresses that may be mailed to.

    :param mailable: :class:`.addresses.Mailable`
    """
    recipient = notice.recipient_id
    if not mailable.addresses or addresses.is_all(mailable, recipient.email):
        return {"recipient_ids": [fields.Command.link(recipient.id)]}
    named = [formataddr((recipient.name or "", address)) for address in mailable.addresses]
    return {"email_to": ", ".join(named)}


def _mail_values(rendered):
    values = {
        "subject": " ".join((rendered.get("subject") or "").split()),
        "body_html": rendered["body_html"],
        "body": rendered["body_html"],
        "reply_to": rendered["reply_to"],
    }
    for name in ("email_from", "scheduled_date"):
        if rendered.get(name):
            values[name] = rendered[name]
    return values
