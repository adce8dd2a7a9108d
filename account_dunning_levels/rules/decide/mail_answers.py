"""What the answers of a mail server mean for one e-mail (SPEC 14).

A server answers each step of a conversation with a code: 2xx yes, 4xx not now, 5xx never. Its words
are for the log; what users read is made of the values here.
"""

import re
from dataclasses import dataclass, field

#: the server took it; it may take it later; it never will; it refuses whoever sends
TAKEN, LATER, NEVER, SENDER = "taken", "later", "never", "sender"
#: steps of a conversation
CONNECT, LOGIN, MAIL, RCPT, DATA = "connect", "login", "mail", "rcpt", "data"

#: RFC 3463: bad sender's mailbox or system, SendAsDenied, not allowed to send as
_SENDER_STATUS = {"5.1.7", "5.1.8", "5.2.252", "5.7.60"}
_SENDER_WORDS = re.compile(
    r"sender address rejected|sender verif|not owned by user|send as|sendas"
    r"|relay(ing)? (access )?(denied|not permitted|not allowed)|unable to relay|relaying denied"
    r"|authentication (is )?required|must be authenticated|not (authorized|allowed|permitted) to "
    r"(send|relay)|(mail )?from address|invalid sender|sender (is )?(not|rejected|denied)",
    re.IGNORECASE,
)
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
#: authentication needed, refused, or too weak (RFC 4954)
_LOGIN_CODES = {530, 534, 535, 538}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said at one step.

    :ivar str step: :data:`CONNECT` ... :data:`DATA`
    :ivar int code: 0 where there was no answer
    :ivar str words: the server's own
    :ivar str address: of a recipient
    """

    step: str
    code: int = 0
    words: str = ""
    address: str = ""

    @property
    def status(self):
        """The enhanced status, such as 5.1.1, or empty."""
        match = _STATUS.search(self.words or "")
        return match[1] if match else ""

    @property
    def code_text(self):
        """Code and status as people look them up, or empty."""
        return " ".join(part for part in (str(self.code or ""), self.status) if part)

    @property
    def is_yes(self):
        return 200 <= self.code < 400

    @property
    def is_about_sender(self):
        """Whether no e-mail of this sender would be taken, whomever it goes to."""
        if self.step == LOGIN or self.code in _LOGIN_CODES:
            return True
        if self.code < 500:
            return False
        return (
            self.step == MAIL
            or self.status in _SENDER_STATUS
            or bool(_SENDER_WORDS.search(self.words or ""))
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an e-mail at the mail server.

    :ivar str kind: :data:`TAKEN`, :data:`LATER`, :data:`NEVER` or :data:`SENDER`
    :ivar str cause: which sentence says it, see :mod:`engine.settle.mail_words`
    :ivar str address: the address it is about, or the sender's
    :ivar str code: what can be looked up, or empty
    :ivar tuple refused: :class:`Answer` to addresses that were refused while another was taken
    """

    kind: str
    cause: str = ""
    address: str = ""
    code: str = ""
    refused: tuple = field(default=())


def taken(answers, own):
    """The verdict on an e-mail that the server took.

    :param answers: :class:`Answer` to each recipient
    :param own: the customer's addresses, which decide
    """
    refused = tuple(answer for answer in answers if not answer.is_yes)
    return Verdict(TAKEN, "taken", ", ".join(_taken_of(answers, own)), "", refused)


def _taken_of(answers, own):
    """The customer's addresses that the server took; all where nobody could watch."""
    if not answers:
        return sorted(own)
    said_yes = {answer.address for answer in answers if answer.is_yes}
    return sorted(set(own) & said_yes)


def not_taken(answers, own, sender=""):
    """The verdict on an e-mail that the server did not take, by what it said.

    :param answers: :class:`Answer` in the order in which they came
    :param own: the customer's addresses
    :param str sender: who sends, for the sentence
    """
    about_sender = next((a for a in answers if not a.is_yes and a.is_about_sender), None)
    if about_sender:
        cause = "login" if _is_login(about_sender) else "sender"
        return Verdict(SENDER, cause, sender, about_sender.code_text)
    data = next((a for a in answers if a.step == DATA and not a.is_yes), None)
    if data:
        return _of_whole(data)
    refused = [a for a in answers if a.step == RCPT and not a.is_yes and a.address in own]
    if refused:
        return _of_addresses(refused)
    last = next((a for a in reversed(answers) if not a.is_yes), None)
    if last and last.code:
        return Verdict(LATER if last.code < 500 else NEVER, "mail", "", last.code_text)
    return Verdict(LATER, "broke_off")


def _is_login(answer):
    return answer.step == LOGIN or answer.code in _LOGIN_CODES


def _of_whole(answer):
    if answer.code < 500:
        return Verdict(LATER, "mail_later", "", answer.code_text)
    too_large = answer.code == 552 or answer.status == "5.3.4"
    return Verdict(NEVER, "too_large" if too_large else "mail", "", answer.code_text)


def _of_addresses(refused):
    """One that may be taken later is worth another try, for all of them."""
    for answer in refused:
        if answer.code < 500:
            return Verdict(LATER, "address_later", answer.address, answer.code_text)
    names = ", ".join(dict.fromkeys(answer.address for answer in refused))
    return Verdict(NEVER, "address", names, refused[0].code_text)
