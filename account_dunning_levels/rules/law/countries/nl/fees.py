"""Dutch collection costs on the principal (Besluit BIK art. 2): claims of one demand are added up
(BW 6:96 par. 7).

Instalments of one invoice of a consumer do not add up, nor does each carry the minimum: since
1 October 2024 (Stb. 2024, 44) costs are asked once within six months, by the highest amount that is
due for one instalment. Of businesses a demand asks the scale at once: it is the law's default where
the contract agrees on nothing else (BW 6:96 par. 4), though only the EUR 40 are owed without a
demand; who wants those alone first gives level 1 no fine and the sheet its own figures.
"""

from ...fee_rules import ScaleOfDemand, ScaleOfInvoices
from ...scales import scale

COLLECTION_COSTS = scale(
    ("0", "0", "15"),
    ("2500", "375", "10"),
    ("5000", "625", "5"),
    ("10000", "875", "1"),
    ("200000", "2775", "0.5"),
    minimum="40",
    maximum="6775",
)
SCALE = ScaleOfDemand("nl_scale", COLLECTION_COSTS)
CONSUMER_SCALE = ScaleOfInvoices("nl_scale", COLLECTION_COSTS)
