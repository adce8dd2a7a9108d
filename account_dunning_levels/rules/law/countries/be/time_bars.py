"""When Belgian claims are lost: old Civil Code (oud BW) art. 2262bis to 2278.

A reminder does not interrupt it; a notice of default by a lawyer or bailiff does, once, for one
year (art. 2244 par. 2, from memory). Shorter times of some trades are not built in: hospital bills
two years (art. 2277bis), insurance premiums three (creditexpo.be). A book of the new Civil Code on
time bars is prepared; no date of it was found (1 December 2026).
"""

from datetime import date

from ...time_bars import PERIODIC, TimeBar

#: law of 10 June 1998; before it, thirty years
SINCE = date(1998, 7, 27)
GENERAL = TimeBar(
    natures=("consumer", "business"),
    years=10,
    due_from=SINCE,
    article="oud BW art. 2262bis § 1",
    source="2747.com, text of art. 2262bis; elfri.be on art. 2272 (seen 1 December 2026)",
    note="Goods sold to a private person: after one year the law presumes that they were paid (oud "
    "BW art. 2272), unless the debtor acknowledged the debt in writing; an invoice is none.",
)
YEARLY = TimeBar(
    natures=("consumer", "business"),
    kind=PERIODIC,
    years=5,
    due_from=SINCE,
    article="oud BW art. 2277",
    source="rdc-tbh.be on the law of 6 July 2017 (seen 1 December 2026)",
    note="What falls due every year or sooner, and water, gas, electricity, telecom and "
    "broadcasting.",
)
ALL = (GENERAL, YEARLY)
