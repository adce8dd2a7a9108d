"""Whom a letter goes to, in which language, and whether it can go by e-mail."""


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


def channel_of(customer, wanted):
    """The level's channel, or print when it cannot be e-mailed; and the warnings."""
    if wanted not in ("email", "both"):
        return wanted, []
    if not customer.send_email:
        return "print", ["no_email_wanted"]
    if customer.can_email:
        return wanted, []
    return "print", ["bad_email" if customer.has_email else "no_email"]


def read_addresses(notices):
    """Read what :func:`email_obstacle` looks at, for all notices at once."""
    notices.fetch(["partner_id", "recipient_id"])
    notices.partner_id.fetch(["dunning_send_email"])
    notices.recipient_id.fetch(["email", "email_normalized"])


def can_email(notice):
    """Whether the recipient can be e-mailed now."""
    return not email_obstacle(notice)


def email_obstacle(notice):
    """Why the recipient cannot be e-mailed now.

    :return: a code of :func:`list_words.warning_words`, or empty
    """
    recipient = notice.recipient_id
    if not notice.partner_id.dunning_send_email:
        return "no_email_wanted"
    if not (recipient.email or "").strip():
        return "no_email"
    if not recipient.email_normalized or recipient.is_blacklisted:
        return "bad_email"
    return ""


def fitting_channel(notice, wanted):
    return wanted if wanted not in ("email", "both") or can_email(notice) else "print"


def fit_channel(notice, wanted):
    """Send by ``wanted``, or print where it cannot be e-mailed any more, with the warning."""
    obstacle = wanted in ("email", "both") and email_obstacle(notice)
    if obstacle:
        codes = [code for code in (notice.warning_codes or "").split(",") if code]
        notice.warning_codes = ",".join(dict.fromkeys([*codes, obstacle]))
        wanted = "print"
    if notice.channel != wanted:
        notice.channel = wanted
