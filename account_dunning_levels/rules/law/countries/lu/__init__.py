"""Luxembourg: the law of 18 April 2004 on terms of payment and interest for late payment."""

from datetime import date
from decimal import Decimal

from ...country import Country, business, consumer
from ...fee_rules import COMPENSATION
from ...letters import NO_LETTER
from ...rate_tables import rates_beside
from ...starts import THIRTY_DAYS
from ...waiting import NO_WAITING
from ..be.fees import LUMP_SUM_SCALE
from . import articles, time_bars
from .calendar import POST, is_holiday
from .starts import THIRD_MONTH

CONSUMER = consumer(
    "lu",
    fee_needs_clause=True,
    # a penalty that is manifestly excessive can be cut (Code civil art. 1152); the neighbour's
    # ceiling is a measure
    fair_scale=LUMP_SUM_SCALE,
    rate_table="lu_legal",
    start_rule=THIRD_MONTH,
    interest_article=articles.CONSUMER_INTEREST,
)

BUSINESS = business(
    "lu",
    fee_rule=COMPENSATION,
    rate_table="ecb_main_refinancing",
    rate_points=Decimal(8),
    start_rule=THIRTY_DAYS,
    fee_article=articles.COMPENSATION,
    interest_article=articles.BUSINESS_INTEREST,
)

COUNTRY = Country(
    code="lu",
    name="Luxembourg",
    consumer=CONSUMER,
    business=BUSINESS,
    tables={"lu_legal": "Luxembourg: legal rate for consumers"},  # taux d'intérêt légal
    rates=rates_beside(__file__),
    checked_on=date(2026, 11, 30),
    is_holiday=is_holiday,
    post=POST,
    waiting=NO_WAITING,
    letter=NO_LETTER,
    articles=articles.ALL,
    time_bars=time_bars.ALL,
)
