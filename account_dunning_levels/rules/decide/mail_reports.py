"""What a delivery report (RFC 3464) says, and what it means for a reminder (SPEC 14).

Whoever knows the address can send anything here: nothing in a report is taken for granted, and a
large one costs no more than a small one.
"""

import re
from dataclasses import dataclass
from email.message import Message

FAILED, DELAYED, DELIVERED, RELAYED, EXPANDED = (
    "failed",
    "delayed",
    "delivered",
    "relayed",
    "expanded",
)
#: besides those of RFC 3464: opened by its reader (RFC 8098), and a report nobody can read
OPENED, UNREADABLE = "opened", "unreadable"
ACTIONS = (FAILED, DELAYED, DELIVERED, RELAYED, EXPANDED, OPENED, UNREADABLE)
#: recipients of one report, and characters of one header, that are looked at
MOST_RECIPIENTS, MOST_CHARACTERS = 50, 500

_ADDRESS = re.compile(r"[^\s<>;,\"()]+@[^\s<>;,\"()]+")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,400}>")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, slots=True)
class Recipient:
    """What a report says about one recipient.

    :ivar tuple addresses: the one the e-mail was sent to, and the one it ended at; small letters
    :ivar str action: of :data:`ACTIONS`
    :ivar str status: such as 5.1.1, or empty
    """

    addresses: tuple
    action: str
    status: str = ""


def read(message):
    """What a report says about its recipients.

    :param email.message.Message message: as it came in
    :return: list of :class:`Recipient`; empty for a message that is no report. A report that
        cannot be read is one of :data:`UNREADABLE`.
    """
    found = []
    for part in _parts(message):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            found += _of_status(part)
        elif kind == "message/disposition-notification":
            found += _of_disposition(part)
    if not found:
        found = _of_header(message)
    if not found and is_report(message):
        return [Recipient((), UNREADABLE)]
    return found[:MOST_RECIPIENTS]


def is_report(message):
    """Whether a machine sent it to say what became of an e-mail."""
    sender = _header(message, "From").lower()
    return (
        message.get_content_type() == "multipart/report"
        or "mailer-daemon@" in sender
        or "postmaster@" in sender
    )


def message_ids(message):
    """``Message-Id`` of the e-mails that a report or an answer is about, the likeliest first."""
    texts = []
    for part in _parts(message):
        kind = part.get_content_type()
        if kind == "message/rfc822":
            texts += [
                _header(own, name)
                for own in _submessages(part)
                for name in ("Message-Id", "X-Microsoft-Original-Message-ID")
            ]
        elif kind == "text/rfc822-headers":
            text = re.search(r"^message-id:\s*(\S+)", _text(part), re.IGNORECASE | re.MULTILINE)
            texts.append(text[1] if text else "")
        elif kind == "message/disposition-notification":
            texts += [_header(own, "Original-Message-ID") for own in _submessages(part)]
            texts.append(_text(part))
    texts += [_header(message, "In-Reply-To"), _header(message, "References")]
    return list(dict.fromkeys(one for text in texts for one in _MESSAGE_ID.findall(text)))[:20]


def is_automatic(message):
    """Whether a machine answered, such as an out-of-office notice (RFC 3834)."""
    if (_header(message, "Auto-Submitted").lower() or "no").split(";")[0].strip() != "no":
        return True
    if any(_header(message, name) for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder")):
        return True
    if _header(message, "Precedence").strip().lower() in ("bulk", "auto_reply", "junk"):
        return True
    if _header(message, "Return-Path").strip() == "<>":
        return True
    return bool(_ABSENT.match(_header(message, "Subject").strip()))


# of mail programs that say it in no header
_ABSENT = re.compile(
    r"(automatic reply|auto(matic)?[ -]?(response|reply)|out of (the )?office"
    r"|automatisch antwoord|afwezig(heid)?|niet aanwezig|abwesenheit|automatische antwort"
    r"|r[ée]ponse automatique|absence du bureau)",
    re.IGNORECASE,
)


def means(address, failed, own, copies, is_of_another):
    """What it means for a reminder that an e-mail did not reach an address.

    :param str address: which one
    :param set failed: all addresses that were not reached so far, with this one
    :param set own: the customer's addresses that the mail server took
    :param set copies: addresses that got a copy
    :param bool is_of_another: the address is known to be somebody else's
    :return: ``bounced`` the customer has not got it; ``partly`` another address of the customer
        has; ``copy`` it concerns a copy; ``unclear`` nobody knows whose address it is
    """
    if address in own:
        return "partly" if own - failed else "bounced"
    if address in copies or is_of_another:
        return "copy"
    # sent on to another address by the customer's own server
    if len(own) == 1 and not copies:
        return "bounced"
    return "unclear"


def _parts(message):
    """All parts; of a report inside a report too, but never without an end."""
    for count, part in enumerate(message.walk()):
        if count >= 4 * MOST_RECIPIENTS:
            return
        yield part


def _submessages(part):
    payload = part.get_payload()
    return [own for own in payload if isinstance(own, Message)] if isinstance(payload, list) else []


def _text(part):
    payload = part.get_payload()
    if isinstance(payload, list):
        return "\n".join(str(own)[:MOST_CHARACTERS] for own in payload[:2])
    return payload[:5000] if isinstance(payload, str) else ""


def _header(message, name):
    try:
        return str(message.get(name) or "")[: 10 * MOST_CHARACTERS]
    except Exception:  # noqa: BLE001  a header that nobody can read says nothing
        return ""


def _of_status(part):
    """One block of headers per recipient, after that of the message."""
    found = []
    for block in _submessages(part)[: MOST_RECIPIENTS + 1]:
        addresses = tuple(
            dict.fromkeys(
                address
                for name in ("Original-Recipient", "Final-Recipient")
                for address in addresses_in(_header(block, name)[:MOST_CHARACTERS])
            )
        )
        action = _header(block, "Action").strip().lower().split(" ")[0]
        if addresses and action in ACTIONS:
            status = _STATUS.search(_header(block, "Status"))
            found.append(Recipient(addresses, action, status[0] if status else ""))
    return found


def _of_disposition(part):
    for block in _submessages(part):
        addresses = addresses_in(_header(block, "Final-Recipient"))
        if addresses:
            return [Recipient(tuple(addresses), OPENED)]
    return [Recipient((), OPENED)]


def _of_header(message):
    """Mail servers that write reports for people name the addresses in a header."""
    addresses = addresses_in(_header(message, "X-Failed-Recipients"))
    return [Recipient((address,), FAILED) for address in addresses[:MOST_RECIPIENTS]]


def addresses_in(text):
    """Addresses in a text, in small letters."""
    return [found.lower() for found in _ADDRESS.findall(text)]
