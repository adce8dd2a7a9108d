"""What a Belgian creditor may charge."""

from ...country import business, consumer
from ...fee_rules import COMPENSATION
from ...starts import THIRTY_DAYS, AfterReminder
from . import articles
from .fees import LUMP_SUM
from .letter import LETTER
from .waiting import FIRST_REMINDER

CONSUMER = consumer(
    "be",
    waiting_rule=FIRST_REMINDER,
    letter=LETTER,
    fee_rule=LUMP_SUM,
    fee_needs_clause=True,
    rate_table="be_trade",
    rate_without_clause="be_legal",
    start_rule=AfterReminder("after_first_reminder", small_company_sooner=True),
    rounds_down=True,
    fee_article=articles.LUMP_SUM,
    interest_article=articles.CONSUMER_INTEREST,
    waiting_article=articles.WAITING,
)

BUSINESS = business(
    "be",
    fee_rule=COMPENSATION,
    rate_table="be_trade",
    start_rule=THIRTY_DAYS,
    fee_article=articles.COMPENSATION,
    interest_article=articles.BUSINESS_INTEREST,
)
