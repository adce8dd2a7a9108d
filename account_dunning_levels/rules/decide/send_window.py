"""When automatic reminders may leave: days of the week and hours, in the local time of a company.

Moments are aware datetimes; those that are returned are in UTC. On the days on which the clocks
change an hour is what the clock of the wall shows.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

#: as they are stored, Monday first
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMES = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)

MINUTES_A_DAY = 24 * 60


def weekdays_of(text):
    """Numbers of the days in a stored text, 0 = Monday; all seven for nothing.

    :param text: names of days (``mon`` or ``monday``) or their numbers (0 = Monday), with commas
        between them, or None
    :raises ValueError: the word that is no day
    """
    words = [word.strip().lower() for word in (text or "").split(",")]
    return frozenset(map(_weekday, filter(None, words))) or frozenset(range(7))


def _weekday(word):
    for names in (DAYS, _NAMES, "0123456"):
        if word in tuple(names):
            return names.index(word)
    raise ValueError(word)


def weekdays_text(numbers):
    """What is stored for some days, None for all of them or for none.

    :param numbers: 0 = Monday
    """
    chosen = sorted(set(numbers))
    return ",".join(DAYS[number] for number in chosen) if 0 < len(chosen) < 7 else None


def minutes_of(hours):
    """8.5 hours as 510 minutes."""
    return round(hours * 60)


@dataclass(frozen=True, slots=True)
class SendWindow:
    """The hours of some days in which automatic reminders leave.

    :ivar weekdays: 0 = Monday
    :ivar first_minute, last_minute: of the day; the first is inside, the last is not
    """

    weekdays: frozenset = frozenset(range(7))
    first_minute: int = 0
    last_minute: int = MINUTES_A_DAY
    zone: tzinfo = UTC

    def opening(self, moment):
        """(first, last) moment of the window that is open, or else of the next one."""
        today = moment.astimezone(self.zone).date()
        # two weeks: the only day of a week can lose its hours when the clocks change
        for days in range(15):
            day = today + timedelta(days=days)
            first, last = self._at(day, self.first_minute), self._at(day, self.last_minute)
            if day.weekday() in self.weekdays and first < last and moment < last:
                return first, last
        raise ValueError("a window without a day")

    def is_open(self, moment):
        return self.opening(moment)[0] <= moment

    def _at(self, day, minute):
        wall = datetime.combine(day, time()) + timedelta(minutes=minute)
        return wall.replace(tzinfo=self.zone).astimezone(UTC)
