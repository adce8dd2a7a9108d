"""Fourteen days from the day after a Dutch consumer received the letter (BW 6:96 par. 6).

By post it counts as delivered on the second day after sending, from July 2026 on the third and from
July 2027 on the fourth (:data:`calendar.POST`); Sundays, Mondays and official holidays do not count
(ECLI:NL:HR:2016:2704). An e-mail counts on its own day. Interest runs from default, whatever was
sent.
"""

from ...calendars import MONDAY, SUNDAY
from ...waiting import WaitingRule
from .calendar import POST, is_holiday

FOURTEEN_DAY_LETTER = WaitingRule(
    code="nl_fourteen_day_letter",
    days=14,
    post=POST,
    idle_weekdays=frozenset({SUNDAY, MONDAY}),
    is_holiday=is_holiday,
    from_receipt=True,
    by_marked_letter=True,
)
