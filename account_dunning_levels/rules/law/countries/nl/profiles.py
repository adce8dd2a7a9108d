"""What a Dutch creditor may charge."""

from ...country import business, consumer
from ...starts import THIRTY_DAYS, FromDefault
from . import articles
from .calendar import POST
from .fees import CONSUMER_SCALE, SCALE
from .letter import LETTER
from .waiting import FOURTEEN_DAY_LETTER

CONSUMER = consumer(
    "nl",
    waiting_rule=FOURTEEN_DAY_LETTER,
    letter=LETTER,
    fee_rule=CONSUMER_SCALE,
    rate_table="nl_legal",
    compound=True,
    start_rule=FromDefault("from_default", post=POST),
    fee_article=articles.CONSUMER_COSTS,
    interest_article=articles.CONSUMER_INTEREST,
    waiting_article=articles.WAITING,
)

BUSINESS = business(
    "nl",
    fee_rule=SCALE,
    rate_table="nl_trade",
    compound=True,
    start_rule=THIRTY_DAYS,
    fee_article=articles.BUSINESS_COSTS,
    interest_article=articles.BUSINESS_INTEREST,
)
