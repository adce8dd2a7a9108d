"""growth: how the time of a control list grows, from a tenth of the open items to all of them.

Both ledgers lie in one PostgreSQL and are listed in turns: three times the small one, whose list is
short, then once the large one.
"""

from bench.base.sides import Side, rounds
from bench.propose import (  # noqa: F401  called by name in the process of a side
    listed,
    must_agree,
    overdue,
    prepare,
    propose,
    take_away,
)

WRITES = True
TENTH = True

#: lists of the small ledger for each of the large one
TIMES = 3


def run(options):
    tenth, whole = (Side("growth", name) for name in (options.tenth, options.database))
    for side in (tenth, whole):
        side.measure("prepare", count=False)
    calls = []
    for side, times in ((tenth, TIMES), (whole, 1)):
        calls += [(side, name) for name in ("propose", "listed", "take_away")] * times
    results = rounds(options.rounds, calls)
    for side in (tenth, whole):
        listed_overdue = results[side, "listed"]["overdue"]
        must_agree("propose", listed_overdue, side.measure("overdue", count=False))
    found = results[whole, "listed"]
    answer = {
        "notices": found["notices"],
        "lines": found["lines"],
        "ours_s": whole.seconds("propose"),
        "tenth_s": tenth.seconds("propose"),
        "ratio_tenth": whole.seconds("propose") / tenth.seconds("propose"),
        "ours_s_of_each": _each(whole),
        "tenth_s_of_each": _each(tenth),
        "rss_mb": whole.rss_mb("propose"),
        "tenth_rss_mb": tenth.rss_mb("propose"),
    }
    for side in (tenth, whole):
        side.close()
    return {
        name: round(value, 3) if isinstance(value, float) else value
        for name, value in answer.items()
    }


def _each(side):
    return [round(answer["seconds"], 2) for answer in side.measured["propose"]]
