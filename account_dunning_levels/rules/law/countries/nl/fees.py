"""Dutch collection costs on the principal (Besluit BIK art. 2): claims of one demand are added up
(BW 6:96 par. 7)."""

from ...fee_rules import ScaleOfDemand
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
