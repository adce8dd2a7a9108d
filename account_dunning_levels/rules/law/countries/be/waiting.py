"""Fourteen calendar days after a Belgian first reminder (CEL art. XIX.2).

They start on the third working day after sending by post, on the next calendar day after sending
by e-mail. Civil Code art. 1.7: Saturday, Sunday and legal holidays are no working days, and a
period that ends on one runs to the next working day.
"""

from ...calendars import SATURDAY, SUNDAY
from ...waiting import WaitingRule
from .calendar import is_holiday

FIRST_REMINDER = WaitingRule(
    code="be_first_reminder",
    days=14,
    post_days=3,
    idle_weekdays=frozenset({SATURDAY, SUNDAY}),
    is_holiday=is_holiday,
    moves_end=True,
    holds_interest=True,
)
