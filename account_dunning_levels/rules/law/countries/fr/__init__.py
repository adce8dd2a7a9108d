"""France: Code des procédures civiles d'exécution (CPCE) and Code civil towards consumers, Code
de commerce between undertakings."""

from datetime import date
from decimal import Decimal

from ...country import Country, business, consumer, public_body
from ...fee_rules import COMPENSATION, NO_FEE
from ...letters import NO_LETTER
from ...rate_tables import rates_beside
from ...starts import AfterReminder
from ...waiting import NO_WAITING
from . import articles, time_bars
from .calendar import POST, is_holiday

CONSUMER = consumer(
    "fr",
    fee_rule=NO_FEE,
    rate_table="fr_legal",
    # a letter that does not ask for payment firmly enough starts nothing (Code civil art. 1344)
    start_rule=AfterReminder("after_formal_notice", needs_formal_notice=True, post=POST),
    fee_article=articles.NO_COSTS,
    interest_article=articles.CONSUMER_INTEREST,
)

BUSINESS = business(
    "fr",
    fee_rule=COMPENSATION,
    rate_table="ecb_main_refinancing",
    rate_points=Decimal(10),
    # a contract between undertakings may not agree on less: Code de commerce art. L441-10 II
    lowest_table="fr_legal",
    lowest_times=3,
    fee_article=articles.COMPENSATION,
    interest_article=articles.BUSINESS_INTEREST,
)

#: the contract cannot agree on less either, so nothing is said of it
PUBLIC = public_body(
    "fr",
    fee_rule=COMPENSATION,
    rate_table="ecb_main_refinancing",
    rate_points=Decimal(8),
    fee_article=articles.PUBLIC_COMPENSATION,
    interest_article=articles.PUBLIC_INTEREST,
)

COUNTRY = Country(
    code="fr",
    name="France",
    consumer=CONSUMER,
    business=BUSINESS,
    public=PUBLIC,
    # taux de l'intérêt légal
    tables={"fr_legal": "France: legal rate for professional creditors"},
    rates=rates_beside(__file__),
    checked_on=date(2026, 11, 30),
    is_holiday=is_holiday,
    post=POST,
    waiting=NO_WAITING,
    letter=NO_LETTER,
    articles=articles.ALL,
    time_bars=time_bars.ALL,
)
