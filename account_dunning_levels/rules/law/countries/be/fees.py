"""The Belgian lump sum on the balance due, for a consumer (CEL art. XIX.4, 2°)."""

from ...fee_rules import LowerOfScales
from ...scales import scale

LUMP_SUM_SCALE = scale(
    ("0", "20", "0"),
    ("150", "30", "10"),
    ("500", "65", "5"),
    minimum="0",
    maximum="2000",
)
LUMP_SUM = LowerOfScales("be_lump_sum", LUMP_SUM_SCALE)
