"""When Luxembourg claims are lost: Code de commerce art. 189.

A reminder interrupts nothing.
"""

from datetime import date

from ...time_bars import TimeBar

ALL = (
    TimeBar(
        natures=("business",),
        years=10,
        # law of 15 December 1986 (from memory)
        due_from=date(1987, 1, 1),
        article="Code de commerce art. 189",
        source="brucherlaw.lu: ten years for commercial contracts (seen 1 December 2026)",
    ),
    TimeBar(
        natures=("consumer",),
        years=10,
        due_from=date(1987, 1, 1),
        article="Code de commerce art. 189",
        is_certain=False,
        note="Art. 189 is read to cover what merchants claim of others too. Short times of Code "
        "civil art. 2271 and 2272 (some trades: six months to two years) may come first: "
        "ask a lawyer.",
    ),
)
