"""When Dutch claims are lost: Burgerlijk Wetboek (BW) book 3 art. 307 to 319, book 7 art. 28.

From the day after the claim fell due (art. 3:307 par. 1, 3:308). A written reminder that asks for
payment without any doubt interrupts it (art. 3:317 par. 1), and the time begins anew on the next
day, for five years at most (art. 3:319). Several letters can follow one another.
"""

from datetime import date

from ...time_bars import GOODS, TimeBar

#: book 3 and book 7 title 1 of the BW of 1992
SINCE = date(1992, 1, 1)
SALE = TimeBar(
    natures=("consumer",),
    kind=GOODS,
    years=2,
    letter_renews=True,
    due_from=SINCE,
    article="BW 7:28",
    source="wetboekplus.nl, BW 7:28; das.nl (seen 1 December 2026)",
    note="What a consumer bought; services have five years.",
)
OTHERS = TimeBar(
    natures=("consumer", "business"),
    years=5,
    letter_renews=True,
    due_from=SINCE,
    article="BW 3:307, 3:308",
    source="das.nl, huurgeschil.nl (seen 1 December 2026)",
)
ALL = (SALE, OTHERS)
