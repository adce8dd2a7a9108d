"""Whom a letter goes to, in which language, and by which channel it can."""

import json

from ...rules.decide import channels, warnings
from ..signs import addresses
from ..store import bulk
from . import list_words

_NO_EMAIL = ("no_email", "email_invalid", "email_blacklisted", "no_email_wanted")
#: warnings about the way to the recipient, which a second look says anew
OF_ADDRESS = (*_NO_EMAIL, "email_left_out", "no_postal_address", "no_postal_copy")


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


def warnings_of(wanted, customer):
    """What is to be said about the way to a recipient.

    :param str wanted: code of the channel that the level asks for
    :param customer: anything with ``lacks`` and ``email`` (:class:`.addresses.Mailable`), such as
        :class:`ledger.customer_facts.Customer` or :class:`Way`
    :return: ``(codes, figures)`` of warnings
    """
    lacks = customer.lacks
    channel, obstacle = channels.fitting(wanted, lacks)
    codes = [obstacle] if obstacle else []
    if unprintable := channels.unprintable(channel, lacks):
        codes.append(unprintable)
    if customer.email.left_out_words and channels.of(channel).needs_email:
        return [*codes, "email_left_out"], {
            "email_left_out": {"addresses": customer.email.left_out_words}
        }
    return codes, {}


class Way:
    """The way to the recipient of a notice, as it is now.

    :ivar email: :class:`.addresses.Mailable`
    :ivar lacks: see :func:`rules.decide.channels.fitting`
    """

    def __init__(self, notice, email):
        self.email = email
        self.lacks = channels.lacks_of(
            wants_email=notice.partner_id.with_company(notice.company_id).dunning_send_email,
            obstacle=email.obstacle,
            has_postal=bool(postal_partner(notice.recipient_id)),
        )


def ways_to(notices):
    """Notice -> :class:`Way`, read for all notices at once."""
    notices.fetch(["company_id", "partner_id", "recipient_id", "warning_codes", "warning_figures"])
    for company, own in notices.grouped("company_id").items():
        own.partner_id.with_company(company).fetch(["dunning_send_email", "street", "street2"])
    notices.recipient_id.fetch(["email", "street", "street2", "commercial_partner_id"])
    emails = addresses.mailable(notices.env, notices.recipient_id.mapped("email"))
    return {notice: Way(notice, emails[notice.recipient_id.email]) for notice in notices}


def postal_partner(recipient):
    """Whose street stands on a letter to a recipient: its own, else that of the customer it belongs
    to; an empty record when neither has one."""
    for partner in (recipient, recipient.commercial_partner_id):
        if f"{partner.street or ''}{partner.street2 or ''}".strip():
            return partner
    return recipient.browse()


def fitting_channel(way, wanted):
    """``wanted``, or what it falls back to for the recipient of a notice.

    :param way: :class:`Way`
    :return: ``(channel, why)``: why it is another one, a code of
        :func:`.list_words.warning_words`, or empty
    """
    return channels.fitting(wanted, way.lacks)


def wanted_channel(notice, level):
    """The channel that a notice is to leave by when it is made at ``level``: one that a person
    chose stays, one of its level goes with the level."""
    return level.channel if notice.channel == notice.level_id.channel else notice.channel


def fit_channel(notice, way, wanted):
    """Send by ``wanted``, or by what it falls back to now, with the warnings of today.

    A channel that the notice fell back from when it was proposed stays said, with today's reason.
    """
    channel, _why = fitting_channel(way, wanted)
    codes, figures = warnings_of(wanted, way)
    before = set(warnings.codes_in(notice.warning_codes))
    no_email = way.lacks.get(channels.EMAIL)
    if no_email and before & set(_NO_EMAIL) and not channels.of(channel).needs_email:
        codes.append(no_email)
    if "no_postal_copy" in before and channels.POSTAL in way.lacks:
        codes += [] if channels.of(channel).is_paper else ["no_postal_copy"]
    values = _said(notice, codes, figures)
    if notice.channel != channel:
        values |= channels.leaving_by(channel)
    if values:
        notice.write(values)


def say_again(ways, wanted):
    """Say what a channel that a person chose means for the recipients of notices.

    :param dict ways: notice -> :class:`Way`
    """
    changed = {}
    for notice, way in ways.items():
        values = _said(notice, *warnings_of(wanted, way))
        if values:
            figures = values["warning_figures"]
            changed[notice] = values | {"warning_figures": figures and json.dumps(figures)}
    bulk.write_each(changed)


def _said(notice, codes, figures):
    """Values of a notice that says these warnings about its recipient and no others; empty when it
    does so already."""
    before = warnings.codes_in(notice.warning_codes)
    text = warnings.text_of([*(c for c in before if c not in OF_ADDRESS), *codes])
    kept = {c: own for c, own in (notice.warning_figures or {}).items() if c not in OF_ADDRESS}
    all_figures = kept | figures or None
    is_same = set(warnings.codes_in(text)) == set(before)
    if is_same and all_figures == (notice.warning_figures or None):
        return {}
    return {"warning_codes": text, "warning_figures": all_figures}


def renew_recipients(notices, customers):
    """Letters go to nobody who was archived since they were proposed: the next suitable contact
    gets them, in its language.

    :param dict customers: id -> :class:`ledger.customer_facts.Customer`, as they are now
    """
    notices.recipient_id.fetch(["active"])
    gone = notices.filtered(
        # who owes it is written to as before
        lambda notice: notice.recipient_id != notice.partner_id and not notice.recipient_id.active
    )
    languages = {}
    for notice in gone:
        customer = customers.get(notice.partner_id.id)
        if not customer:
            continue
        contacts = notice.line_ids.filtered(lambda line: line.outcome == "claim")
        customer, several = customer.written_to(contacts.move_id.partner_id.ids)
        company = notice.company_id
        if company not in languages:
            languages[company] = Languages(company)
        lang, _known = languages[company].of(customer)
        notice.write({"recipient_id": customer.recipient_id, "lang": lang})
        if several:
            list_words.warn(notice, several)
