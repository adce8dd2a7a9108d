"""Which law applies to a customer: one profile per country and nature, each a row of switches.

A profile says what the law of the creditor's country allows towards a consumer or a business.
``none`` allows what the sheet says.
"""

from dataclasses import dataclass
from decimal import Decimal

from ..base.money import ZERO
from . import scales

#: who waits for what before anything is asked
NO_WAITING, BELGIAN_REMINDER, DUTCH_LETTER = "", "be_first_reminder", "nl_fourteen_day_letter"
#: how high a fee may be
FREE, NO_FEE, LUMP_SUM, SCALE, REAL_COST, COMPENSATION = (
    "free",
    "no_fee",
    "be_lump_sum",
    "nl_scale",
    "real_cost",
    "fixed_compensation",
)
#: from which day interest runs
AFTER_DUE, AFTER_REMINDER, FROM_DEFAULT, THIRD_MONTH = (
    "after_due_date",
    "after_first_reminder",
    "from_default",
    "after_third_month",
)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a creditor of a country may charge one kind of customer.

    :ivar code: ``be_consumer`` ... ``lu_business``, ``none``
    :ivar first_free: the first reminder carries neither a fee nor interest
    :ivar waiting: rule of the waiting time after it, see :mod:`waiting`
    :ivar fee: how high the fee may be: ``free`` has no ceiling
    :ivar fee_needs_clause: no fee without a clause in the contract
    :ivar compensation: euro per unpaid invoice, without any reminder
    :ivar rate_table, rate_points: the yearly legal rate is the table's plus the points
    :ivar rate_without_clause: table of the rate that remains without a clause; empty: the same
    :ivar rate_is_ceiling: agreed interest may not pass the legal rate
    :ivar compound: the interest of each full year is added to the sum
    :ivar interest_from: from which day it runs
    :ivar interest_minimum: a minimum in money is allowed when the contract has one
    :ivar rounds_down: the interest is a ceiling, so its fraction of a cent is dropped
    :ivar fee_article, interest_article, waiting_article: where the law says so
    """

    code: str
    country: str = ""
    consumer: bool = False
    first_free: bool = False
    waiting: str = NO_WAITING
    fee: str = FREE
    fee_needs_clause: bool = False
    compensation: Decimal = ZERO
    rate_table: str = ""
    rate_points: Decimal = ZERO
    rate_without_clause: str = ""
    rate_is_ceiling: bool = False
    compound: bool = False
    interest_from: str = AFTER_DUE
    interest_minimum: bool = True
    rounds_down: bool = False
    fee_article: str = ""
    interest_article: str = ""
    waiting_article: str = ""

    @property
    def asks_real_cost(self):
        """Whether what a reminder really costs, postage too, counts in its fee."""
        return self.fee in (REAL_COST, COMPENSATION)


def _consumer(country, **switches):
    return Profile(
        code=f"{country}_consumer",
        country=country.upper(),
        consumer=True,
        first_free=True,
        rate_is_ceiling=True,
        interest_minimum=False,
        **switches,
    )


def _business(country, **switches):
    return Profile(
        code=f"{country}_business",
        country=country.upper(),
        compensation=scales.FIXED_COMPENSATION,
        **switches,
    )


NONE = Profile("none")

PROFILES = {
    profile.code: profile
    for profile in (
        NONE,
        _consumer(
            "be",
            waiting=BELGIAN_REMINDER,
            fee=LUMP_SUM,
            fee_needs_clause=True,
            rate_table="be_trade",
            rate_without_clause="be_legal",
            interest_from=AFTER_REMINDER,
            rounds_down=True,
            fee_article="CEL art. XIX.4, 2°",
            interest_article="CEL art. XIX.4, 1°",
            waiting_article="CEL art. XIX.2",
        ),
        _business(
            "be",
            fee=COMPENSATION,
            rate_table="be_trade",
            fee_article="Law of 2 August 2002 art. 6",
            interest_article="Law of 2 August 2002 art. 5",
        ),
        _consumer(
            "nl",
            waiting=DUTCH_LETTER,
            fee=SCALE,
            rate_table="nl_legal",
            compound=True,
            interest_from=FROM_DEFAULT,
            fee_article="BW 6:96 par. 5, Besluit BIK art. 2",
            interest_article="BW 6:119",
            waiting_article="BW 6:96 par. 6",
        ),
        _business(
            "nl",
            fee=SCALE,
            rate_table="nl_trade",
            compound=True,
            fee_article="BW 6:96 par. 4, Besluit BIK art. 2",
            interest_article="BW 6:119a",
        ),
        _consumer(
            "de",
            fee=REAL_COST,
            rate_table="de_base",
            rate_points=Decimal(5),
            interest_from=FROM_DEFAULT,
            fee_article="BGB 280, 286; BGH VIII ZR 95/18",
            interest_article="BGB 288 par. 1",
        ),
        _business(
            "de",
            fee=COMPENSATION,
            rate_table="de_base",
            rate_points=Decimal(9),
            fee_article="BGB 288 par. 5",
            interest_article="BGB 288 par. 2",
        ),
        _consumer(
            "fr",
            fee=NO_FEE,
            rate_table="fr_legal",
            interest_from=AFTER_REMINDER,
            fee_article="CPCE art. L111-8",
            interest_article="Code civil art. 1231-6",
        ),
        _business(
            "fr",
            fee=COMPENSATION,
            rate_table="ecb_main_refinancing",
            rate_points=Decimal(10),
            fee_article="Code de commerce art. D441-5",
            interest_article="Code de commerce art. L441-10 II",
        ),
        _consumer(
            "lu",
            fee_needs_clause=True,
            rate_table="lu_legal",
            interest_from=THIRD_MONTH,
            interest_article="Law of 18 April 2004 art. 12 to 14",
        ),
        _business(
            "lu",
            fee=COMPENSATION,
            rate_table="ecb_main_refinancing",
            rate_points=Decimal(8),
            fee_article="Law of 18 April 2004 art. 5",
            interest_article="Law of 18 April 2004 art. 3",
        ),
    )
}


def profile_for(country_code, consumer):
    """The profile of a creditor's country towards one kind of customer.

    :param str country_code: of the creditor, two letters in either case
    :return: :class:`Profile`, or None when the addon knows no law of that country: the caller
        says so and the sheet's own figures apply only when the user chooses ``none``
    """
    nature = "consumer" if consumer else "business"
    return PROFILES.get(f"{(country_code or '').lower()}_{nature}")
