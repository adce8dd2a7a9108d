"""When an e-mail that the mail server does not take for now is tried again (SPEC 14)."""

from datetime import timedelta

#: the pause grows with the time that the e-mail waits, between these two
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=1)
#: after so many days a letter is made anew, with a date of its own
STALE_DAYS = 3


def next_try(since, now, hours, is_limited=True):
    """When to try again, or None when it was tried long enough.

    The last try is at the end of the time.

    :param datetime since: when the server refused it for the first time
    :param datetime now: at least ``since``
    :param int hours: how long it is tried; 0: not again
    :param bool is_limited: False: for as long as it takes
    :rtype: datetime | None
    """
    pause = min(max(SHORTEST, now - since), LONGEST)
    if not is_limited:
        return now + pause
    end = since + timedelta(hours=hours)
    if now >= end:
        return None
    return min(now + pause, end)
