"""Why an item is left out: each reason is one value (SPEC section 4).

A value says when its reason applies, who decides it and how it ends. Whatever asks which reasons
are of the law, which wait for a day or which show on the letter asks the values. Their words are
in :mod:`engine.explain.reason_words`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from ..base import lateness

# who decides it
#: a rule on the item itself
ITEM = "item"
#: a run of its own: its criteria, and what its user skipped
RUN = "run"
#: the law on the charges, once everything else lets an item be reminded
LAW = "law"
#: the total of the letter
LETTER = "letter"
#: the look at the ledger just before the letter is made; on no list before
LAST_LOOK = "last_look"

# how it ends
#: by itself, on a day that is known
ON_A_DAY = "day"
#: with the last of the holds, if that one has a last day
WITH_HOLD = "hold"
#: when somebody pays, books, enters or changes something
WITH_CHANGE = "change"
#: with the run: the next run looks again
WITH_RUN = "run"

#: what ``until`` says of an item whose reason ends on no day by itself
NEVER = date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a claim is not reminded.

    :ivar code: what is stored on lines and asked by other code
    :ivar decided_by: :data:`ITEM`, :data:`RUN`, :data:`LAW`, :data:`LETTER` or :data:`LAST_LOOK`
    :ivar ends: :data:`ON_A_DAY`, :data:`WITH_HOLD`, :data:`WITH_CHANGE` or :data:`WITH_RUN`
    :ivar applies: the rule of an item or a run: function (item, sheet, level, days overdue,
        :class:`selection.Context`) -> bool. It must not look at the day where the reason ends with
        a change.
    :ivar until: of an item's reason that can end by itself: function (item, level, options) ->
        first day on which it does not apply any more, :data:`NEVER`, or None when it is no matter
    :ivar of_signs: whether it never applies to items without signs, as most are: these are not
        asked for it, which saves a fifth of the time of deciding
    :ivar is_listed: whether such items are on the control list, once their day has passed: not
        those that are not late
    :ivar shown_as_other: whether the second table of the customer's letter shows such items
    :raises ValueError: a part is unknown, missing, or for nobody to read
    """

    code: str
    decided_by: str
    ends: str
    applies: Callable | None = None
    until: Callable | None = None
    of_signs: bool = False
    is_listed: bool = True
    shown_as_other: bool = False

    def __post_init__(self):
        if self.decided_by not in (ITEM, RUN, LAW, LETTER, LAST_LOOK):
            raise ValueError(f"reason {self.code!r}: unknown decided_by {self.decided_by!r}")
        if self.ends not in (ON_A_DAY, WITH_HOLD, WITH_CHANGE, WITH_RUN):
            raise ValueError(f"reason {self.code!r}: unknown ends {self.ends!r}")
        if self.ends == ON_A_DAY and self.decided_by not in (ITEM, LAW):
            raise ValueError(f"reason {self.code!r}: only item and law know on which day it ends")
        self._check("applies", self.decided_by in (ITEM, RUN))
        self._check("until", self.decided_by == ITEM and self.ends in (ON_A_DAY, WITH_HOLD))

    def _check(self, part, is_needed):
        if is_needed != (getattr(self, part) is not None):
            says = "has no" if is_needed else "cannot have a function"
            raise ValueError(f"reason {self.code!r} {says} {part!r}")


def interval_end(last_date, options, criteria=None):
    """First day on which an item reminded on ``last_date`` may be reminded again.

    Never twice on one day, also with an interval of 0.
    """
    days = max(options.min_interval_days, criteria.min_days_since_last if criteria else 0, 1)
    return last_date + timedelta(days=days)


# ------------------------------------------------------------------ the rules, in binding order


def _not_claim(item, sheet, level, days, context):
    return item.signs is not None and item.signs.not_claim


NOT_CLAIM = Reason(
    code="not_claim", decided_by=ITEM, ends=WITH_CHANGE, applies=_not_claim, of_signs=True
)


def _non_trade(item, sheet, level, days, context):
    return item.signs is not None and item.signs.non_trade and not context.options.non_trade


NON_TRADE = Reason(
    code="non_trade", decided_by=ITEM, ends=WITH_CHANGE, applies=_non_trade, of_signs=True
)


def _no_due_date(item, sheet, level, days, context):
    return item.signs is not None and item.signs.no_due_date


NO_DUE_DATE = Reason(
    code="no_due_date", decided_by=ITEM, ends=WITH_CHANGE, applies=_no_due_date, of_signs=True
)


def _not_due(item, sheet, level, days, context):
    return not lateness.is_due(item.due_date, context.key_date)


def _late_from(item, level, options):
    return item.due_date + timedelta(days=1)


NOT_DUE = Reason(
    code="not_due",
    decided_by=ITEM,
    ends=ON_A_DAY,
    applies=_not_due,
    until=_late_from,
    is_listed=False,
)


def _grace(item, sheet, level, days, context):
    if item.invoice_date is None:
        return False
    return context.key_date <= lateness.grace_end(item.invoice_date, context.options.grace_days)


def _after_grace(item, level, options):
    if item.invoice_date is None:
        return None
    return lateness.grace_end(item.invoice_date, options.grace_days) + timedelta(days=1)


GRACE = Reason(code="grace", decided_by=ITEM, ends=ON_A_DAY, applies=_grace, until=_after_grace)


def _blocked(item, sheet, level, days, context):
    return bool(item.blocked)


def _after_hold(item, level, options):
    if not item.blocked:
        return None
    return item.blocked_until + timedelta(days=1) if item.blocked_until else NEVER


BLOCKED = Reason(
    code="blocked", decided_by=ITEM, ends=WITH_HOLD, applies=_blocked, until=_after_hold
)


def _filtered(item, sheet, level, days, context):
    criteria = context.criteria
    if not item.in_criteria or _reminded_within(criteria.min_days_since_last, item, context):
        return True
    if level is None:
        return False
    below = criteria.level_from is not None and level.number < criteria.level_from
    return below or (criteria.level_to is not None and level.number > criteria.level_to)


def _reminded_within(days, item, context):
    """Whether the item's last reminder is fewer than ``days`` ago, as a run's own limit."""
    return bool(days and item.last_date) and (context.key_date - item.last_date).days < days


FILTERED = Reason(code="filtered", decided_by=RUN, ends=WITH_RUN, applies=_filtered)


def _no_sheet(item, sheet, level, days, context):
    return sheet is None


NO_SHEET = Reason(code="no_sheet", decided_by=ITEM, ends=WITH_CHANGE, applies=_no_sheet)


def _too_old(item, sheet, level, days, context):
    oldest = context.options.oldest_due_date
    return oldest is not None and item.due_date < oldest


TOO_OLD = Reason(code="too_old", decided_by=ITEM, ends=WITH_CHANGE, applies=_too_old)


def _in_payment(item, sheet, level, days, context):
    return item.signs is not None and item.signs.under_way >= item.residual


IN_PAYMENT = Reason(
    code="in_payment", decided_by=ITEM, ends=WITH_CHANGE, applies=_in_payment, of_signs=True
)


def collected_until(item, options):
    """The last day on which we wait for the direct debit of an item; None when none is due."""
    if item.signs is None or not item.signs.collects:
        return None
    return item.due_date + timedelta(days=options.collect_days)


def _direct_debit(item, sheet, level, days, context):
    last = collected_until(item, context.options)
    return last is not None and context.key_date <= last


def _after_direct_debit(item, level, options):
    last = collected_until(item, options)
    return last and last + timedelta(days=1)


DIRECT_DEBIT = Reason(
    code="direct_debit",
    decided_by=ITEM,
    ends=ON_A_DAY,
    applies=_direct_debit,
    of_signs=True,
    until=_after_direct_debit,
)


def _unsent(item, sheet, level, days, context):
    return item.signs is not None and item.signs.unsent and context.options.unsent == "leave_out"


UNSENT = Reason(code="unsent", decided_by=ITEM, ends=WITH_CHANGE, applies=_unsent, of_signs=True)


def _exhausted(item, sheet, level, days, context):
    return sheet is not None and level is None


EXHAUSTED = Reason(
    code="exhausted",
    decided_by=ITEM,
    ends=WITH_CHANGE,
    applies=_exhausted,
    shown_as_other=True,
)


def _too_soon(item, sheet, level, days, context):
    if item.last_date is None:
        return False
    return context.key_date < interval_end(item.last_date, context.options)


def _after_interval(item, level, options):
    return interval_end(item.last_date, options) if item.last_date else None


TOO_SOON = Reason(
    code="too_soon",
    decided_by=ITEM,
    ends=ON_A_DAY,
    applies=_too_soon,
    until=_after_interval,
    shown_as_other=True,
)


def _too_young(item, sheet, level, days, context):
    return level is not None and days < level.min_days_overdue


def _old_enough_from(item, level, options):
    return item.due_date + timedelta(days=level.min_days_overdue) if level else None


TOO_YOUNG = Reason(
    code="too_young",
    decided_by=ITEM,
    ends=ON_A_DAY,
    applies=_too_young,
    until=_old_enough_from,
    shown_as_other=True,
)


def _skipped(item, sheet, level, days, context):
    return item.skipped


SKIPPED = Reason(code="skipped", decided_by=RUN, ends=WITH_RUN, applies=_skipped)

# ------------------------------------------- what is decided after the rules on each item

LAW_WAITING = Reason(code="law_waiting", decided_by=LAW, ends=ON_A_DAY, shown_as_other=True)
IN_CREDIT = Reason(code="in_credit", decided_by=LETTER, ends=WITH_CHANGE)
BELOW_MINIMUM = Reason(code="below_minimum", decided_by=LETTER, ends=WITH_CHANGE)
NO_RATE = Reason(code="no_rate", decided_by=LAW, ends=WITH_CHANGE)
NO_EURO_RATE = Reason(code="no_euro_rate", decided_by=LAW, ends=WITH_CHANGE)

PAID = Reason(code="paid", decided_by=LAST_LOOK, ends=WITH_CHANGE)
CHANGED = Reason(code="changed", decided_by=LAST_LOOK, ends=WITH_RUN)
#: its customer was merged with another one that has a letter of the run
MERGED = Reason(code="merged", decided_by=LAST_LOOK, ends=WITH_RUN)

#: what Odoo itself says about an item (SPEC section 11)
OF_SIGNS = (NOT_CLAIM, NON_TRADE, NO_DUE_DATE, TOO_OLD, IN_PAYMENT, DIRECT_DEBIT, UNSENT)

#: the binding order: the first that applies is the reason
REASONS = (
    NOT_CLAIM,
    NON_TRADE,
    NO_DUE_DATE,
    NOT_DUE,
    GRACE,
    BLOCKED,
    FILTERED,
    NO_SHEET,
    TOO_OLD,
    IN_PAYMENT,
    DIRECT_DEBIT,
    UNSENT,
    EXHAUSTED,
    TOO_SOON,
    TOO_YOUNG,
    SKIPPED,
    LAW_WAITING,
    IN_CREDIT,
    BELOW_MINIMUM,
    NO_RATE,
    NO_EURO_RATE,
    PAID,
    CHANGED,
    MERGED,
)


# ------------------------------------------------------------------------- all that are known


class _Known:
    """:ivar by_code: code -> :class:`Reason`, in binding order
    :ivar rules: the same as ``(code, rule)``, of those that have a rule on an item
    :ivar plain_rules: those of the rules that can apply to an item without signs
    """

    def __init__(self, in_order):
        self.keep(in_order)

    def keep(self, in_order):
        # put in place as a whole: other threads go through them meanwhile
        self.by_code = {reason.code: reason for reason in in_order}
        with_rule = [reason for reason in in_order if reason.applies]
        self.rules = tuple((reason.code, reason.applies) for reason in with_rule)
        self.plain_rules = tuple(
            (reason.code, reason.applies) for reason in with_rule if not reason.of_signs
        )


_known = _Known(REASONS)


def in_order():
    """All reasons in their binding order, those of other addons among them."""
    return tuple(_known.by_code.values())


def rules():
    """The rules on an item in their binding order: tuple of ``(code, rule)``."""
    return _known.rules


def rules_on(item):
    """As :func:`rules`, of those that can apply to an item."""
    return _known.plain_rules if item.signs is None else _known.rules


def of(code):
    """The reason with a code.

    :raises ValueError: there is none
    """
    try:
        return _known.by_code[code]
    except KeyError:
        raise ValueError(f"unknown reason {code!r}") from None


def register(reason, after):
    """Make a reason of another addon known, in all databases of this process.

    :param after: the :class:`Reason` that it follows in the binding order; None: it comes first
    :raises ValueError: its code is taken, or ``after`` is not known
    """
    others = in_order()
    if reason.code in _known.by_code:
        raise ValueError(f"reason {reason.code!r} is known already")
    if after is not None and after not in others:
        raise ValueError(f"reason {reason.code!r} cannot follow {after.code!r}, which is unknown")
    place = others.index(after) + 1 if after else 0
    _known.keep((*others[:place], reason, *others[place:]))


def unregister(reason):
    """Forget a registered reason.

    :raises ValueError: it is not known, or one of the addon itself
    """
    if reason in REASONS or reason not in in_order():
        raise ValueError(f"reason {reason.code!r} was not registered")
    _known.keep(tuple(other for other in in_order() if other is not reason))
