"""Germany: Bürgerliches Gesetzbuch (BGB) 280 to 288."""

from datetime import date
from decimal import Decimal

from ...country import Country, business, consumer
from ...fee_rules import COMPENSATION, REAL_COST
from ...letters import NO_LETTER
from ...rate_tables import rates_beside
from ...starts import DefaultOfBusiness, FromDefault
from ...waiting import NO_WAITING
from . import articles, time_bars
from .calendar import POST, is_holiday

CONSUMER = consumer(
    "de",
    fee_rule=REAL_COST,
    rate_table="de_base",
    rate_points=Decimal(5),
    start_rule=FromDefault("from_default", post=POST),
    fee_article=articles.CONSUMER_COSTS,
    interest_article=articles.CONSUMER_INTEREST,
)

BUSINESS = business(
    "de",
    fee_rule=COMPENSATION,
    rate_table="de_base",
    rate_points=Decimal(9),
    start_rule=DefaultOfBusiness("agreed_or_first_reminder", post=POST),
    fee_article=articles.COMPENSATION,
    interest_article=articles.BUSINESS_INTEREST,
)

COUNTRY = Country(
    code="de",
    name="Germany",
    consumer=CONSUMER,
    business=BUSINESS,
    tables={"de_base": "Germany: base rate"},  # Basiszinssatz, BGB 247
    rates=rates_beside(__file__),
    checked_on=date(2026, 11, 30),
    is_holiday=is_holiday,
    post=POST,
    waiting=NO_WAITING,
    letter=NO_LETTER,
    articles=articles.ALL,
    time_bars=time_bars.ALL,
)
