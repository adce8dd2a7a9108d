"""Which words each reason needs, and the check that none is forgotten.

The words themselves are in :mod:`explain.reason_words`.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields

from ...rules.decide import reasons
from ...rules.decide.reasons import LAST_LOOK, LAW, LETTER, ON_A_DAY, WITH_CHANGE, WITH_HOLD


@dataclass(frozen=True, slots=True)
class Asked:
    """The item that “Why?” was asked of.

    :ivar line: record of ``account.move.line``
    :ivar verdict: :class:`rules.decide.selection.Verdict` about it
    :ivar case: :class:`explain.cases.Case` of its company
    :ivar history: :class:`explain.past.History`
    """

    line: object
    verdict: object
    case: object
    history: object

    @property
    def env(self):
        return self.line.env

    @property
    def item(self):
        return self.verdict.item

    @property
    def sheet(self):
        return self.verdict.sheet

    @property
    def level(self):
        return self.verdict.level

    @property
    def context(self):
        return self.case.settings.context

    @property
    def options(self):
        return self.context.options

    @property
    def law(self):
        """The law on the charges of the item, or None."""
        return self.case.law_of(self.item)

    @property
    def holds(self):
        """The holds in force on the item, its invoice, its customer or head office."""
        return self.history.holds_of(self.line)

    @property
    def is_move_blocked(self):
        """Whether the payment of its invoice is blocked in Odoo."""
        return self.line.move_id.payment_state == "blocked"

    @property
    def is_disabled(self):
        """Whether reminders are off for who owes the item, or for who gets its letters."""
        company = self.case.company
        debtor = self.line.partner_id.commercial_partner_id.with_company(company)
        letter_to = self.case.customers.get(debtor._dunning_letter_to(company).id)
        # sudo: the answer may be read by who may read the item
        return not debtor.sudo().dunning_enabled or letter_to.blocked == "disabled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said of a reason. Which parts one needs says :func:`parts_of`.

    :ivar label: in lists, in English; a value of the selection of a line
    :ivar title: function (env) -> what its rule looks at
    :ivar sentence: function (asked) -> the value that it looked at; true whether it applies or not
    :ivar note: of a reason of the law, in place of ``sentence``: function (env, note) -> the same
        from its figures, see :class:`rules.decide.selection.Verdict`
    :ivar total: of the total of a letter: function (asked, sentence, total) -> ``sentence``, empty
        when another reason decides, together with the sentence ``total`` on what the letter asks
    :ivar over: function (asked) -> that its day has come; empty when it was no obstacle
    :ivar advice: function (asked) -> what to do when nothing happens by itself; empty when
        something does
    """

    label: str
    title: Callable | None = None
    sentence: Callable | None = None
    note: Callable | None = None
    total: Callable | None = None
    over: Callable | None = None
    advice: Callable | None = None

    def sentence_of(self, asked):
        """The value that the rule looked at, in one sentence."""
        if self.note:
            return self.note(asked.env, asked.verdict.note)
        return self.sentence(asked)


#: code -> :class:`Words`; the addon's come from :mod:`explain.reason_words`
_words = {}


def of(code):
    """The words of a reason.

    :raises KeyError: there is no such reason
    """
    return _words[code]


def options():
    """The selection of a line: list of (code, label) in the binding order."""
    return [option(reason.code) for reason in reasons.in_order()]


def option(code):
    """``(code, label)`` of one reason, for ``selection_add`` of another addon."""
    return code, of(code).label


def parts_of(reason):
    """The parts of :class:`Words` that a reason needs, no more and no less."""
    if reason.decided_by == LAST_LOOK:
        return {"label"}  # on the list only: “Why?” asks the ledger itself
    parts = {"label", "title", "note" if reason.decided_by == LAW else "sentence"}
    if reason.decided_by == LETTER:
        parts.add("total")
    if reason.ends == ON_A_DAY:
        parts.add("over")
    if reason.ends in (WITH_HOLD, WITH_CHANGE):
        parts.add("advice")
    return parts


def keep(words):
    """Take over the words of the addon's reasons.

    :param dict words: code -> :class:`Words`
    :raises ValueError: see :func:`check`
    """
    check(words)
    _words.update(words)


def register(reason, words, after):
    """Make a reason of another addon known, with its words, in all databases of this process.

    The addon calls it when it is loaded, and adds :func:`option` to the selections
    ``account.dunning.notice.line.reason`` and ``account.dunning.simulation.line.reason``.

    :param reason: :class:`rules.decide.reasons.Reason`
    :param after: the reason that it follows in the binding order; None: it comes first
    :raises ValueError: a part is missing, or the reason cannot be registered
    """
    _check_parts(reason, words)
    reasons.register(reason, after)
    _words[reason.code] = words


def unregister(reason):
    """Forget a registered reason and its words.

    :raises ValueError: it is not known, or one of the addon itself
    """
    reasons.unregister(reason)
    _words.pop(reason.code, None)


def check(words=None):
    """See that every reason has its words, and that there are none for nobody.

    :param dict words: code -> :class:`Words`; None: those that are known
    :raises ValueError: names the first reason and part that is missing or too much
    """
    words = _words if words is None else words
    known = {reason.code: reason for reason in reasons.in_order()}
    for code in words:
        if code not in known:
            raise ValueError(f"words for {code!r}, which is no reason of rules/decide/reasons.py")
    for code, reason in known.items():
        _check_parts(reason, words.get(code))


def _check_parts(reason, words):
    needed = parts_of(reason)
    if words is None:
        parts = ", ".join(sorted(needed))
        raise ValueError(f"reason {reason.code!r} has no words: it needs {parts}")
    for part in (field.name for field in fields(Words)):
        has = bool(getattr(words, part))
        if has != (part in needed):
            says = "has a part that nobody reads" if has else "has no"
            raise ValueError(f"reason {reason.code!r} {says}: {part}")
