"""Whether an item is reminded now, and if not, why (SPEC section 4).

The rules stand in their binding order; the first that applies is the reason. The run, the
preview and the explanation all read their answer from :func:`decide`.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from ..base import lateness
from . import levels
from .values import Criteria, Item, Level, Options, Sheet

#: in the order in which they are tried; those after ``law_waiting`` are decided per notice
REASONS = (
    "not_due",
    "grace",
    "blocked",
    "filtered",
    "no_sheet",
    "exhausted",
    "too_soon",
    "too_young",
    "skipped",
    "law_waiting",
    "in_credit",
    "below_minimum",
    "no_rate",
    "no_euro_rate",
)

#: overdue items that are shown in the second table of the customer's letter
SHOWN_AS_OTHER = frozenset({"too_soon", "too_young", "exhausted", "law_waiting"})


@dataclass(frozen=True, slots=True)
class Context:
    """What a decision needs besides the item."""

    key_date: object
    options: Options = Options()
    criteria: Criteria = Criteria()


class Verdict(NamedTuple):
    """The answer for one claim.

    :ivar reason: empty when it is reminded now, else one of :data:`REASONS`
    :ivar level: the level it steps to (None when it has no next one)
    :ivar level_after: number of that level, or the item's own when it is left out
    :ivar note: figures of a reason of the law, plain values: the ``day`` on which waiting ends,
        the ``table`` and ``day`` without a rate, the ``currency_id`` without one
    """

    item: Item
    reason: str
    level: Level | None
    sheet: Sheet | None
    days_overdue: int
    note: dict | None = None

    @property
    def level_after(self):
        return self.item.level if self.reason else self.level.number


def interval_end(last_date, options, criteria=None):
    """First day on which an item reminded on ``last_date`` may be reminded again.

    Never twice on one day, also with an interval of 0.
    """
    days = max(options.min_interval_days, criteria.min_days_since_last if criteria else 0, 1)
    return last_date + timedelta(days=days)


def decide(item, sheet, context):
    """Decide on one claim.

    :param Item item: residual above zero
    :param sheet: the customer's sheet, or None
    :return: :class:`Verdict`
    """
    key_date, options = context.key_date, context.options
    level = levels.next_level(sheet, options.max_level, item.level) if sheet else None
    days = lateness.days_overdue(item.due_date, key_date)
    for reason, applies in _RULES:
        if applies(item, sheet, level, days, context):
            return Verdict(item, reason, level, sheet, days)
    return Verdict(item, "", level, sheet, days)


def trail(item, sheet, context):
    """Every rule in order with whether it applies, for the explanation.

    :return: list of ``(reason, applies)``
    """
    options = context.options
    level = levels.next_level(sheet, options.max_level, item.level) if sheet else None
    days = lateness.days_overdue(item.due_date, context.key_date)
    return [(name, bool(rule(item, sheet, level, days, context))) for name, rule in _RULES]


def next_action_date(item, sheet, options, law=None):
    """First day on which the item could be reminded as things stand, or None.

    None: blocked without an end, no sheet, or exhausted; nothing happens by itself.

    :param law: :class:`on_law.Lawful` of the customer, or None
    """
    level = levels.next_level(sheet, options.max_level, item.level) if sheet else None
    if level is None or (item.blocked and not item.blocked_until):
        return None
    day = item.due_date + timedelta(days=max(level.min_days_overdue, 1))
    if item.invoice_date:
        day = max(day, lateness.grace_end(item.invoice_date, options.grace_days) + timedelta(1))
    if item.last_date:
        day = max(day, interval_end(item.last_date, options))
    if item.blocked:
        day = max(day, item.blocked_until + timedelta(days=1))
    waits_until = law and law.earliest(item, level)
    return max(day, waits_until) if waits_until else day


def _not_due(item, sheet, level, days, context):
    return not lateness.is_due(item.due_date, context.key_date)


def _grace(item, sheet, level, days, context):
    if item.invoice_date is None:
        return False
    return context.key_date <= lateness.grace_end(item.invoice_date, context.options.grace_days)


def _blocked(item, sheet, level, days, context):
    return bool(item.blocked)


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


def _no_sheet(item, sheet, level, days, context):
    return sheet is None


def _exhausted(item, sheet, level, days, context):
    return sheet is not None and level is None


def _too_soon(item, sheet, level, days, context):
    if item.last_date is None:
        return False
    return context.key_date < interval_end(item.last_date, context.options)


def _too_young(item, sheet, level, days, context):
    return level is not None and days < level.min_days_overdue


def _skipped(item, sheet, level, days, context):
    return item.skipped


_RULES = (
    ("not_due", _not_due),
    ("grace", _grace),
    ("blocked", _blocked),
    ("filtered", _filtered),
    ("no_sheet", _no_sheet),
    ("exhausted", _exhausted),
    ("too_soon", _too_soon),
    ("too_young", _too_young),
    ("skipped", _skipped),
)
