"""When German claims are lost: Bürgerliches Gesetzbuch (BGB) 195, 199.

A reminder interrupts nothing; a court order for payment does (BGB 204).
"""

from datetime import date

from ...time_bars import TimeBar

ALL = (
    TimeBar(
        natures=("consumer", "business"),
        years=3,
        from_year_end=True,
        # reform of the law of obligations
        due_from=date(2002, 1, 1),
        article="BGB 195, 199 par. 1",
        source="rechtslupe.de; k1.de: a reminder stops nothing (seen 1 December 2026)",
        note="From the end of the year in which the claim fell due.",
    ),
)
