"""A charge and the most the law allows: what is asked, and why it is less than the settings say."""

from decimal import Decimal
from typing import NamedTuple

from ..base.money import ZERO

#: why less is asked than the settings come to
REASONS = {
    "": "all of it is allowed",
    "ceiling": "limited to the highest amount the law allows",
    "announced": "limited to what the letter announced from which the free time counts",
    "first_reminder": "the first reminder is free of charge",
    "waiting": "the time to pay free of charge is not over",
    "not_warned": "the letter that must come first was not sent",
    "not_allowed": "the law allows no such charge",
    "no_clause": "it needs a clause in the contract",
    "not_running": "interest does not run yet",
    "costs_once": "the costs are asked once for all instalments of the invoice",
    "not_in_default": "the customer is not in default yet",
}


class Allowed(NamedTuple):
    """One charge after the law had its say.

    :ivar amount: what is asked; never negative, never above ``ceiling``
    :ivar own: what the settings come to
    :ivar ceiling: the most the law allows, None when it sets no limit
    :ivar reason: a key of :data:`REASONS`, empty when all of ``own`` is asked
    """

    amount: Decimal
    own: Decimal
    ceiling: Decimal | None = None
    reason: str = ""


NOTHING = Allowed(ZERO, ZERO)


def limit(own, ceiling):
    """Ask ``own``, or the ceiling where that is lower.

    :param ceiling: Decimal, already rounded down; None when there is none
    """
    if ceiling is None or own <= ceiling:
        return Allowed(own, own, ceiling)
    return Allowed(ceiling, own, ceiling, "ceiling")


def refuse(own, reason):
    """Ask nothing, whatever the settings come to."""
    return Allowed(ZERO, own, ZERO, reason)
