"""E-mails that come in about reminders: delivery reports, and what customers answer."""

from markupsafe import Markup

from ...rules.decide import mail_reports
from . import mail_words, questions, reports

NOTICE = "account.dunning.notice"


def reminder_of(env, message):
    """The reminder whose e-mail a report or an answer is about.

    :param email.message.EmailMessage message: as it came in
    :return: ``(reminder, id of its e-mail)``; none and None for any other message
    """
    none = env[NOTICE].sudo(), None
    message_ids = mail_reports.message_ids(message)
    if not message_ids:
        return none
    # sudo: the gateway takes in e-mails for every company
    found = (
        env["mail.message"]
        .sudo()
        .search_fetch(
            [("message_id", "in", message_ids), ("model", "=", NOTICE)], ["model", "res_id"]
        )
    )
    mails = env["mail.mail"].sudo().search([("mail_message_id", "in", found.ids)], order="id desc")
    for mail in mails:
        notice = env[NOTICE].sudo().browse(mail.res_id).exists()
        # what a colleague wrote from the chatter of a reminder is not its letter
        if notice and mail.message_type == "email_outgoing":
            return notice, mail.id
    return none


def take_report(notice, mail_id, message, message_dict):
    """Take in what came to the address for bounces about a reminder.

    :param dict message_dict: what Odoo read of it
    :return: an address that was not reached, for Odoo's own count of bounces, or None
    """
    recipients = mail_reports.read(message)
    if not recipients:
        _keep_answer(notice, message, message_dict)
        return None
    reports.take_in(notice, recipients, mail_id)
    failed = [one for one in recipients if one.action == mail_reports.FAILED and one.addresses]
    return failed[0].addresses[0] if failed else None


def _keep_answer(notice, message, message_dict):
    """A person, or an out-of-office notice, wrote to the address for bounces."""
    env = mail_words.company_env(notice.company_id)
    notice.with_env(env).sudo().message_post(
        body=message_dict.get("body") or "",
        subject=message_dict.get("subject"),
        email_from=message_dict.get("email_from"),
        author_id=False,
        message_type="email",
        message_id=message_dict.get("message_id"),
        subtype_xmlid="mail.mt_note",
        attachments=message_dict.get("attachments") or [],
    )
    if not is_automatic(message):
        tell_reply(notice, message_dict)


def is_automatic(message):
    """Whether a machine wrote an answer, such as an out-of-office notice."""
    return mail_reports.is_automatic(message)


def tell_reply(notice, message_dict):
    """Tell the responsible that a customer answered a reminder.

    What a colleague writes by e-mail is in the chatter, and news to nobody.
    """
    notice = notice.sudo()  # sudo: whoever writes, the responsible is told
    author = notice.env["res.partner"].browse(message_dict.get("author_id") or [])
    if author.user_ids.filtered(lambda user: not user.share):
        return
    notice = notice.with_env(mail_words.company_env(notice.company_id)).sudo()
    words = notice.env._(
        "%(sender)s answered reminder %(name)s: “%(subject)s”. The answer stands on the reminder.",
        sender=message_dict.get("email_from") or "?",
        name=notice.name,
        subject=message_dict.get("subject") or "",
    )
    questions.tell_reply(notice, Markup("%s") % words)
