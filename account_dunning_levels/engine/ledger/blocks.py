"""Why an item or a customer is left alone: the first block there is, until the last one ends."""

from datetime import date
from typing import NamedTuple


class Block(NamedTuple):
    """Why nothing is reminded, empty when nothing says so.

    :ivar code: a value of ``account.dunning.notice.line.detail``
    :ivar end: last day, None when it does not end by itself
    """

    code: str = ""
    hold_id: int | None = None
    end: date | None = None


NO_BLOCK = Block()


def of_debtor(enabled, hold_id, kind, end):
    """The :class:`Block` of a whole customer."""
    if enabled is False:
        return Block("disabled")
    return of_hold(hold_id, kind, end, "hold")


def of_hold(hold_id, kind, end, plain):
    """The :class:`Block` of a hold, if there is one.

    :param str plain: code of a mere block; other kinds of holds have their own
    """
    if not hold_id:
        return NO_BLOCK
    return Block(plain if kind == "blocked" else kind, hold_id, end)


def first(*blocks):
    """The first block that is one, with the last day of all of them; no block when none is.

    The last day is None when one of them does not end by itself.
    """
    blocks = [block for block in blocks if block.code]
    if not blocks:
        return NO_BLOCK
    ends = [block.end for block in blocks]
    return blocks[0]._replace(end=max(ends) if all(ends) else None)
