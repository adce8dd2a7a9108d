"""The customer's own addresses of a reminder: they alone decide what became of its e-mail."""

from odoo.tools import email_normalize_all

from odoo.addons.base.models.ir_mail_server import extract_rfc2822_addresses

from ...rules.decide import channels
from ..signs import addresses


def on_the_wire(texts):
    """Addresses as mail servers name them: an international domain in ASCII, small letters."""
    found = set()
    for address in texts:
        plain = [address] if address.isascii() else extract_rfc2822_addresses(address)
        found.update(one.lower() for one in plain)
    return found


def now(notices):
    """Whom the e-mails of reminders go to as the address book says now.

    :return: dict notice -> list of addresses in small letters; empty when there is none that may be
        written to
    """
    found = addresses.mailable(notices.env, notices.recipient_id.mapped("email"))
    return {
        notice: _of_provider(notice) or list(found[notice.recipient_id.email].addresses)
        for notice in notices
    }


def _of_provider(notice):
    """Whom another addon's way out gave the e-mail to, such as a provider who passes it on."""
    mail = notice.mail_id
    if channels.of(notice.channel).ways <= {channels.MAIL, channels.PAPER} or mail.recipient_ids:
        return []
    return email_normalize_all(mail.email_to or "")


def taken(notice):
    """The customer's addresses of which the mail server took the e-mail.

    Those of the day it was made, for reminders whose e-mail nobody watched.
    """
    text = notice.mail_taken_by or notice.sent_to or notice.recipient_id.email or ""
    return on_the_wire(email_normalize_all(text))


def copies(notice):
    """Addresses that got a copy."""
    return on_the_wire(email_normalize_all(notice.mail_id.email_cc or ""))
