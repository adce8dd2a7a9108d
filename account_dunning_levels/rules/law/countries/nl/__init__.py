"""The Netherlands: Burgerlijk Wetboek (BW) book 6 and the decree on collection costs (Besluit
vergoeding voor buitengerechtelijke incassokosten, BIK)."""

from datetime import date

from ...country import Country
from ...rate_tables import rates_beside
from . import articles, time_bars
from .calendar import POST, is_holiday
from .letter import LETTER
from .profiles import BUSINESS, CONSUMER
from .waiting import FOURTEEN_DAY_LETTER

COUNTRY = Country(
    code="nl",
    name="Netherlands",
    consumer=CONSUMER,
    business=BUSINESS,
    tables={
        # wettelijke rente, BW 6:119
        "nl_legal": "Netherlands: legal interest",
        # wettelijke handelsrente, BW 6:119a
        "nl_trade": "Netherlands: legal commercial interest",
    },
    rates=rates_beside(__file__),
    checked_on=date(2026, 11, 30),
    is_holiday=is_holiday,
    post=POST,
    waiting=FOURTEEN_DAY_LETTER,
    letter=LETTER,
    articles=articles.ALL,
    registry="chamber",
    consumer_sheet="sheet_nl_consumers",
    time_bars=time_bars.ALL,
)
