"""Belgium: Code of Economic Law (CEL) book XIX towards consumers, the law of 2 August 2002
between undertakings."""

from datetime import date

from ...country import Country
from ...rate_tables import rates_beside
from . import articles, time_bars
from .calendar import POST, is_holiday
from .letter import LETTER, enterprise_number
from .profiles import BUSINESS, CONSUMER
from .waiting import FIRST_REMINDER

COUNTRY = Country(
    code="be",
    name="Belgium",
    consumer=CONSUMER,
    business=BUSINESS,
    tables={
        # law of 2 August 2002 art. 5, contracts from 16 March 2013
        "be_trade": "Belgium: late payment between businesses, and ceiling for consumers",
        "be_legal": "Belgium: ordinary legal rate",
    },
    rates=rates_beside(__file__),
    checked_on=date(2026, 11, 30),
    is_holiday=is_holiday,
    post=POST,
    waiting=FIRST_REMINDER,
    letter=LETTER,
    articles=articles.ALL,
    creditor_number=enterprise_number,
    consumer_sheet="sheet_be_consumers",
    time_bars=time_bars.ALL,
)
