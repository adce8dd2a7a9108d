"""A made-up country, as ``rules/law/countries`` has real ones: see ``test_law_country``.

Consumers get ten days after a first reminder, then costs by a scale and 7.3 % interest; businesses
owe 25 euro for an invoice and the reference rate plus six points.
"""

from datetime import date
from decimal import Decimal

from ...calendars import SATURDAY, SUNDAY
from ...country import Country, business, consumer
from ...fee_rules import COMPENSATION, ScaleOfDemand
from ...letters import BALANCE, Element, LetterContent
from ...rate_tables import rates_beside
from ...scales import scale
from ...starts import AFTER_REMINDER
from ...waiting import WaitingRule

CODE = "xx"
COSTS, INTEREST, WAITING, BETWEEN_BUSINESSES = "XX 1", "XX 2", "XX 3", "XX 4"


def is_holiday(day):
    """Founder's Day."""
    return (day.month, day.day) == (2, 11)


TEN_DAYS = WaitingRule(
    code="xx_ten_days",
    days=10,
    post_days=2,
    idle_weekdays=frozenset({SATURDAY, SUNDAY}),
    is_holiday=is_holiday,
    moves_end=True,
    holds_interest=True,
)

#: the law gives these words
OFFICES = ("Complain to the office in Room 7.",)
LETTER = LetterContent(
    elements=(
        BALANCE,
        Element("office", "the office where to complain", in_words=True, one_of=OFFICES),
    ),
    sentences={"en": f"Pay {{balance}} within ten days, or {{amount}} more. {OFFICES[0]}"},
)

CONSUMER = consumer(
    CODE,
    waiting_rule=TEN_DAYS,
    letter=LETTER,
    fee_rule=ScaleOfDemand(
        "xx_scale", scale(("0", "10", "0"), ("100", "10", "5"), minimum="0", maximum="50")
    ),
    rate_table="xx_legal",
    start_rule=AFTER_REMINDER,
    fee_article=COSTS,
    interest_article=INTEREST,
    waiting_article=WAITING,
)

BUSINESS = business(
    CODE,
    fee_rule=COMPENSATION,
    compensation=Decimal(25),
    rate_table="ecb_main_refinancing",
    rate_points=Decimal(6),
    fee_article=BETWEEN_BUSINESSES,
    interest_article=BETWEEN_BUSINESSES,
)

COUNTRY = Country(
    code=CODE,
    name="Exland",
    consumer=CONSUMER,
    business=BUSINESS,
    tables={"xx_legal": "Exland, legal rate"},
    rates=rates_beside(__file__),
    checked_on=date(2026, 11, 24),
    is_holiday=is_holiday,
    waiting=TEN_DAYS,
    letter=LETTER,
    articles=(COSTS, INTEREST, WAITING, BETWEEN_BUSINESSES),
)
