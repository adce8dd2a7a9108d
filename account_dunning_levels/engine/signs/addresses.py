"""Which of the addresses of a contact an e-mail can go to: one place that everybody asks.

A field of Odoo may hold several addresses. Each is judged by itself: what a mail server would
refuse, or what Odoo would not even hand to one, is invalid; what is on Odoo's blacklist is not
mailed. An address that Odoo reads out of a text with a space or a second "@" in it may be that of
somebody else, so that is invalid too.
"""

import re
from typing import NamedTuple

import idna

from odoo.tools import SQL
from odoo.tools.mail import email_normalize, email_normalize_all, formataddr

NO_EMAIL, INVALID, BLACKLISTED = "no_email", "email_invalid", "email_blacklisted"

#: RFC 5321, 4.5.3.1: the longest local part, and the longest address that fits into a path
LONGEST_LOCAL, LONGEST = 64, 254
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(
    rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@(?P<domain>(?:{_LABEL}\.)+(?=[^.]*[A-Za-z]){_LABEL})"
)
#: between two addresses, unless it stands in a name in quotes
_BETWEEN = re.compile(r'[,;\r\n]+(?=(?:[^"]*"[^"]*")*[^"]*$)')
_NAMED = re.compile(r"[^<>]*<([^<>]*)>")


class Judged(NamedTuple):
    """The addresses in the text of a field.

    :ivar valid: normalized as Odoo does, each once
    :ivar invalid: as they were typed
    """

    valid: tuple = ()
    invalid: tuple = ()


class Mailable(NamedTuple):
    """What an e-mail to a contact can use.

    :ivar addresses: those it goes to
    :ivar left_out: those it does not go to: invalid, or blacklisted
    :ivar obstacle: why it can go to none: ``no_email``, ``email_invalid`` or
        ``email_blacklisted``, codes of warnings; or empty
    """

    addresses: tuple = ()
    left_out: tuple = ()
    obstacle: str = NO_EMAIL

    @property
    def left_out_words(self):
        """The addresses that are not used although others are; empty when all are used."""
        return ", ".join(self.left_out) if self.left_out and self.addresses else ""


def judge(text):
    """Return the addresses of a text, as :class:`Judged`."""
    text = (text or "").strip()
    # nearly all are one address: nothing to take apart
    return _sorted_out([text] if _ADDRESS.fullmatch(text) else _parts(text))


def _parts(text):
    for part in filter(None, map(str.strip, _BETWEEN.split(text))):
        words = part.split()
        if named := _NAMED.fullmatch(part):
            yield named[1].strip()
        elif len(words) > 1 and all(map(is_valid, words)):
            yield from words
        else:
            yield part.removeprefix("mailto:")


def _sorted_out(parts):
    valid, invalid = [], []
    for part in parts:
        if not is_valid(part):
            invalid.append(part)
        elif part.isascii():
            # as Odoo normalizes it, a tenth of a list's time faster
            valid.append(part.lower())
        else:
            valid.append(email_normalize(part) or part.lower())
    return Judged(tuple(dict.fromkeys(valid)), tuple(dict.fromkeys(invalid)))


def is_valid(address):
    """Whether Odoo can hand over this address, and every mail server can take it.

    Signs beside ASCII stand in the domain only, where Odoo writes it as IDNA has it; before the
    "@" they need SMTPUTF8, which few servers have.
    """
    if not address.isascii():
        local, _at, domain = address.rpartition("@")
        try:
            address = f"{local}@{idna.encode(domain).decode()}"
        except idna.IDNAError:
            return False
    found = _ADDRESS.fullmatch(address)
    return bool(found) and len(found["local"]) <= LONGEST_LOCAL and len(address) <= LONGEST


def mailable(env, texts):
    """Text of a field -> :class:`Mailable`, in one query.

    :param texts: contents of fields, empty ones too
    """
    judged = {text: judge(text) for text in set(texts)}
    every = {address for one in judged.values() for address in one.valid}
    banned = _blacklisted(env, every) if every else ()
    return {text: _mailable(text, one, banned) for text, one in judged.items()}


def _mailable(text, judged, banned):
    addresses = tuple(address for address in judged.valid if address not in banned)
    left_out = judged.invalid + tuple(address for address in judged.valid if address in banned)
    if addresses:
        return Mailable(addresses, left_out, "")
    if judged.valid:
        return Mailable((), left_out, BLACKLISTED)
    return Mailable((), left_out, INVALID if (text or "").strip() else NO_EMAIL)


def _blacklisted(env, addresses):
    env["mail.blacklist"].flush_model(["email", "active"])
    rows = env.execute_query(
        SQL("SELECT email FROM mail_blacklist WHERE active AND email = ANY(%s)", list(addresses))
    )
    return {email for (email,) in rows}


def formatted(partners):
    """Contact -> the addresses that an e-mail to it goes to, with its name; empty for none."""
    found = mailable(partners.env, partners.mapped("email"))
    return {
        partner: ", ".join(
            formataddr((partner.name or "", address)) for address in found[partner.email].addresses
        )
        for partner in partners
    }


def is_all(mailable_, text):
    """Whether Odoo would mail to exactly these addresses if it were given the contact."""
    return list(mailable_.addresses) == email_normalize_all(text)
