"""States of a notice that several rooms ask for; a channel can add one in which it waits."""

from . import channels

OPEN = ("proposed", "ready")


def waiting():
    """States of a notice whose letter is made and has not left by all its ways."""
    return tuple(
        dict.fromkeys([channels.QUEUED, *(own.state for own in channels.CHANNELS.values())])
    )


def valid():
    """States in which a notice counts for the level of its items."""
    return (*waiting(), "sent")
