"""growth: how the time of a control list grows, from a tenth of the open items to all of them.

Both ledgers lie in one PostgreSQL and are listed in turns: three times the small one, whose list is
short, then once the large one.
"""

from bench.base.sides import Side
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
    # the first list of each finds the ledger on the disk
    for number in range(options.rounds + 1):
        for side, times in ((tenth, TIMES), (whole, 1)):
            for _time in range(times):
                side.measure("propose", count=number > 0)
                found = side.measure("listed", count=False)
                must_agree("propose", found["overdue"], side.measure("overdue", count=False))
                side.measure("take_away", count=False)
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
