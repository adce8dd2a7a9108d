"""How a letter reaches its customer. A channel is one value; all that depends on it asks the value.

Another addon adds one with ``selection_add`` on level and reminder, one value that it registers
here, and, for a way that is not built in, how letters leave by it
(:func:`engine.send.ways_out.register`).
"""

import re
from dataclasses import dataclass, fields
from itertools import combinations

from ..law import waiting

#: what a recipient can be asked to have
EMAIL, PHONE = "email", "phone"
NEEDS = ("", EMAIL, PHONE)
#: what a letter on paper needs besides
POSTAL = "postal"
#: the ways that are built in: Odoo's outbox, and the print batch of a run
MAIL, PAPER = "mail", "paper"
#: the state in which reminders wait until they have left
QUEUED = "queued"
#: states of a reminder that is not on its way
AT_REST = ("proposed", "ready", "sent", "skipped", "failed", "cancelled")
_CODE = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One channel; every part but the last two must be said.

    :ivar code: the value of the selections
    :ivar needs: what the recipient must have: ``email``, ``phone`` or nothing
    :ivar ways: by which the letter leaves; it is *sent* when it has left by all of them. Without
        any there is no letter: a person does it, as a call
    :ivar is_paper: the letter goes by post, so that its postage is a real cost
    :ivar received_as: code of the :class:`rules.law.waiting.Receipt` by which laws count its
        receipt; empty: to the law it is no letter, as a call
    :ivar falls_back_to: code of the channel that takes its place for a recipient who lacks what it
        needs; empty: none
    :ivar state: of its reminders from the day the letter is made until it has left by all ways;
        the level of their items counts in it
    :ivar without_paper: code of the channel that takes its place for a recipient without a postal
        address, where the letter leaves by another way too; empty: none
    """

    code: str = None
    needs: str = None
    ways: frozenset = None
    is_paper: bool = None
    received_as: str = None
    falls_back_to: str = None
    state: str = QUEUED
    without_paper: str = ""

    @property
    def has_letter(self):
        return bool(self.ways)

    @property
    def needs_email(self):
        return self.needs == EMAIL


#: code -> :class:`Channel`
CHANNELS = {}


def register(channel):
    """Make a channel known; the same value again changes nothing.

    :raises ValueError: a part is missing or wrong, in a sentence
    """
    problem = _problem(channel)
    if problem:
        raise ValueError(f"Channel {channel.code!r}: {problem}")
    CHANNELS[channel.code] = channel


def _problem(channel):
    """What is wrong with a channel, or empty."""
    missing = [part.name for part in fields(channel) if getattr(channel, part.name) is None]
    if missing:
        return f"say {', '.join(missing)}."
    if CHANNELS.get(channel.code, channel) != channel:
        return "another channel has this code."
    if isinstance(channel.ways, str) or not all(map(_CODE.fullmatch, channel.ways)):
        return "ways is a set of codes of small letters."
    if channel.needs not in NEEDS:
        return f"needs is {EMAIL!r}, {PHONE!r} or ''."
    if channel.received_as and channel.received_as not in waiting.RECEIPTS:
        return f"no receipt {channel.received_as!r} is known to the law; register it first."
    if channel.falls_back_to and channel.falls_back_to not in CHANNELS:
        return f"it falls back to {channel.falls_back_to!r}, which is not known; register it first."
    if channel.without_paper and channel.without_paper not in CHANNELS:
        return f"without paper it is {channel.without_paper!r}, which is not known; register it."
    if not channel.ways and (channel.is_paper or channel.received_as):
        return "what leaves by no way is neither paper nor received."
    if channel.state in AT_REST:
        return f"reminders do not wait in the state {channel.state!r}."
    return ""


def of(code):
    """:raises LookupError: nobody registered the channel"""
    if code not in CHANNELS:
        raise LookupError(
            f"Channel {code!r}: it is offered, but no value says what it needs and how it leaves. "
            "Register one in rules.decide.channels."
        )
    return CHANNELS[code]


def codes(test):
    """Codes of the channels that pass a test, for conditions of a search.

    :param test: function of a :class:`Channel`
    """
    return [channel.code for channel in CHANNELS.values() if test(channel)]


def fitting(code, lacks):
    """The channel for a recipient: the one that is wanted, or the one it falls back to.

    :param dict lacks: what is needed -> why this recipient does not have it; what nobody looked
        into is taken as there
    :return: ``(code, why)``; why it is another one than wanted, or empty
    """
    channel, why = of(code), ""
    while channel.falls_back_to and channel.needs in lacks:
        why = why or lacks[channel.needs]
        channel = CHANNELS[channel.falls_back_to]
    if channel.without_paper and POSTAL in lacks:
        why = why or "no_postal_copy"
        channel = CHANNELS[channel.without_paper]
    return channel.code, why


def unprintable(code, lacks):
    """Why a letter that leaves by this channel cannot go by post: code of a warning, or empty.

    :param dict lacks: as for :func:`fitting`
    """
    return lacks.get(POSTAL, "") if of(code).is_paper else ""


def lacks_of(*, wants_email, obstacle="", has_postal=True):
    """What a recipient lacks, for :func:`fitting`; each reason is a code of a warning.

    :param str obstacle: why it cannot be mailed to (``no_email``, ``email_invalid`` or
        ``email_blacklisted``), or empty
    """
    lacks = {}
    if not wants_email:
        lacks[EMAIL] = "no_email_wanted"
    elif obstacle:
        lacks[EMAIL] = obstacle
    if not has_postal:
        lacks[POSTAL] = "no_postal_address"
    return lacks


def leaving_by(code):
    """Values of a notice that is to leave by a channel, and has left by none of its ways yet."""
    return {"channel": code, "waits_for": ways_text(of(code).ways)}


def ways_text(ways):
    """A set of ways as one text, in which it is stored."""
    return ",".join(sorted(ways))


def ways_in(text):
    """The set of ways that a stored text names."""
    return frozenset((text or "").split(",")) - {""}


def texts_with(way):
    """All stored texts that name a way, for conditions of a search."""
    sets = {
        frozenset(some)
        for channel in CHANNELS.values()
        for count in range(len(channel.ways))
        for some in combinations(channel.ways, count + 1)
    }
    return sorted(ways_text(some) for some in sets if way in some)


for _channel in (
    Channel(
        code="print",
        needs="",
        ways=frozenset({PAPER}),
        is_paper=True,
        received_as=waiting.POST,
        falls_back_to="",
    ),
    Channel(
        code="email",
        needs=EMAIL,
        ways=frozenset({MAIL}),
        is_paper=False,
        received_as=waiting.EMAIL,
        falls_back_to="print",
    ),
    # what comes both ways counts as post, the later one
    Channel(
        code="both",
        needs=EMAIL,
        ways=frozenset({MAIL, PAPER}),
        is_paper=True,
        received_as=waiting.POST,
        falls_back_to="print",
        without_paper="email",
    ),
    Channel(
        code="phone",
        needs=PHONE,
        ways=frozenset(),
        is_paper=False,
        received_as="",
        falls_back_to="",
    ),
):
    register(_channel)
