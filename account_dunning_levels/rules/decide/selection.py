"""Whether an item is reminded now, and if not, why (SPEC section 4).

The rules are those of :mod:`reasons`, in their binding order; the first that applies is the
reason. The run, the preview and the explanation all read their answer from :func:`decide`.
"""

from dataclasses import dataclass
from typing import NamedTuple

from ..base import lateness
from . import levels, reasons
from .values import Criteria, Item, Level, Options, Sheet


@dataclass(frozen=True, slots=True)
class Context:
    """What a decision needs besides the item."""

    key_date: object
    options: Options = Options()
    criteria: Criteria = Criteria()


class Verdict(NamedTuple):
    """The answer for one claim.

    :ivar reason: empty when it is reminded now, else the code of a :class:`reasons.Reason`
    :ivar level: the level it steps to (None when it has no next one)
    :ivar level_after: number of that level, or the item's own when it is left out
    :ivar note: figures of a reason of the law, plain values: the ``day`` on which waiting ends,
        the ``table`` and ``day`` without a rate, the ``currency_id`` without one, and the
        ``company_id`` of the company's currency when it is that one that it cannot be turned into
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


def days_late(item, key_date):
    """Days from the due date of an item to the key date; 0 when it has none."""
    if item.signs is not None and item.signs.no_due_date:
        return 0
    return lateness.days_overdue(item.due_date, key_date)


def decide(item, sheet, context):
    """Decide on one claim.

    :param Item item: residual above zero
    :param sheet: the customer's sheet, or None
    :return: :class:`Verdict`
    """
    key_date, options = context.key_date, context.options
    level = levels.next_level(sheet, options.max_level, item.level) if sheet else None
    days = days_late(item, key_date)
    for code, applies in reasons.rules_on(item):
        if applies(item, sheet, level, days, context):
            return Verdict(item, code, level, sheet, days)
    return Verdict(item, "", level, sheet, days)


def trail(item, sheet, context):
    """Every rule in order with whether it applies, for the explanation.

    :return: list of ``(code, applies)``
    """
    options = context.options
    level = levels.next_level(sheet, options.max_level, item.level) if sheet else None
    days = days_late(item, context.key_date)
    return [
        (code, bool(applies(item, sheet, level, days, context)))
        for code, applies in reasons.rules()
    ]


def next_action_date(item, sheet, options, law=None):
    """First day on which the item could be reminded as things stand, or None.

    None: a reason applies that does not end by itself: a block without an end, no sheet, the last
    level.

    :param law: :class:`on_law.Lawful` of the customer, or None
    """
    level = levels.next_level(sheet, options.max_level, item.level) if sheet else None
    undated = Context(None, options)
    days = []
    for reason in reasons.in_order():
        if reason.until:
            days.append(reason.until(item, level, options))
        elif reason.decided_by == reasons.ITEM and reason.applies(item, sheet, level, 0, undated):
            return None
    if law:
        days.append(law.earliest(item, level))
    day = max(filter(None, days))
    return None if day == reasons.NEVER else day
