"""One step further in time: what an open item is once a letter about it has left.

The preview of a sheet and the simulation take it that letters were sent and that nothing was paid;
what really left, a run reads from the ledger.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ..base.money import ZERO
from .on_law import facts_of


class Reminded(NamedTuple):
    """What the letters so far have left behind on an item.

    :ivar level: that it has reached, None without a letter
    :ivar last_date: day of the last letter
    :ivar warned: (day, way) of the letter from which its free time counts, None as long as none did
    :ivar compensated: the EUR 40 of its invoice were booked, or are asked with another instalment
    :ivar announced: the most that letters asked of it, None without a letter
    """

    level: int | None = None
    last_date: date | None = None
    warned: tuple | None = None
    compensated: bool = False
    announced: Decimal | None = None


NEVER = Reminded()


def once_more(before, claim, day, warned):
    """What there is on the item of ``claim`` after one more letter.

    EUR 40 that the letter stated stay asked, unless its sheet books what letters state.

    :param before: :class:`Reminded`
    :param claim: :class:`rules.decide.notices.NoticeClaim` on that letter
    :param date day: on which it left
    :param warned: (day, way) when free time counts from it, else None
    """
    return Reminded(
        claim.verdict.level.number,
        day,
        before.warned or warned,
        before.compensated or (claim.has_compensation and claim.verdict.sheet.books_charges),
        max(before.announced or ZERO, claim.verdict.item.residual),
    )


def item_after(item, reminded):
    """The item as the next run finds it.

    :param Item item: as it is without these letters
    :param reminded: :class:`Reminded`
    """
    if reminded == NEVER:
        return item
    law = facts_of(item)
    if reminded.warned and not law.warned_on:
        warned_on, warned_by = reminded.warned
        law = law._replace(warned_on=warned_on, warned_by=warned_by)
    return item._replace(
        level=item.level if reminded.level is None else reminded.level,
        last_date=reminded.last_date or item.last_date,
        announced=item.announced if reminded.announced is None else reminded.announced,
        law=law._replace(compensated=law.compensated or reminded.compensated),
    )
