"""Whom a letter goes to, in which language, and by which channel it can."""

from ...rules.decide import channels
from . import list_words


class Languages:
    """In which language a customer is written to."""

    def __init__(self, company):
        self.installed = {code for code, _name in company.env["res.lang"].get_installed()}
        own = company.partner_id.lang
        self.company_lang = own if own in self.installed else "en_US"

    def of(self, customer):
        """The recipient's language if installed, else the company's; and whether it was."""
        lang = customer.recipient_lang
        if lang in self.installed:
            return lang, True
        return self.company_lang, not lang


def read_addresses(notices):
    """Read what :func:`fitting_channel` looks at, for all notices at once."""
    notices.fetch(["company_id", "partner_id", "recipient_id"])
    for company, own in notices.grouped("company_id").items():
        own.partner_id.with_company(company).fetch(["dunning_send_email"])
    notices.recipient_id.fetch(["email", "email_normalized"])


def lacks_of(notice):
    """What the recipient lacks now (:func:`rules.decide.channels.fitting`)."""
    recipient = notice.recipient_id
    customer = notice.partner_id.with_company(notice.company_id)
    return channels.lacks_of(
        wants_email=customer.dunning_send_email,
        has_address=bool((recipient.email or "").strip()),
        is_valid=bool(recipient.email_normalized and not recipient.is_blacklisted),
    )


def fitting_channel(notice, wanted):
    """``wanted``, or what it falls back to for the recipient of a notice.

    :return: ``(channel, why)``: why it is another one, a code of
        :func:`.list_words.warning_words`, or empty
    """
    if not channels.of(wanted).falls_back_to:
        return wanted, ""
    return channels.fitting(wanted, lacks_of(notice))


def wanted_channel(notice, level):
    """The channel that a notice is to leave by when it is made at ``level``: one that a person
    chose stays, one of its level goes with the level."""
    return level.channel if notice.channel == notice.level_id.channel else notice.channel


def fit_channel(notice, wanted):
    """Send by ``wanted``, or by what it falls back to now, with the warning."""
    channel, obstacle = fitting_channel(notice, wanted)
    if obstacle:
        list_words.warn(notice, obstacle)
    if notice.channel != channel:
        notice.write(channels.leaving_by(channel))
