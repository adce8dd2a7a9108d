"""Luxembourg: the law of 18 April 2004 on terms of payment and interest for late payment."""

from datetime import date
from decimal import Decimal

from ...calendars import no_holiday
from ...country import Country, business, consumer
from ...fee_rules import COMPENSATION
from ...letters import NO_LETTER
from ...rate_tables import rates_beside
from ...waiting import NO_WAITING
from . import articles, time_bars
from .starts import THIRD_MONTH

CONSUMER = consumer(
    "lu",
    fee_needs_clause=True,
    rate_table="lu_legal",
    start_rule=THIRD_MONTH,
    interest_article=articles.CONSUMER_INTEREST,
)

BUSINESS = business(
    "lu",
    fee_rule=COMPENSATION,
    rate_table="ecb_main_refinancing",
    rate_points=Decimal(8),
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
    checked_on=date(2026, 11, 24),
    is_holiday=no_holiday,
    waiting=NO_WAITING,
    letter=NO_LETTER,
    articles=articles.ALL,
    time_bars=time_bars.ALL,
)
