"""What the law of a country consists of: a :class:`Country` of parts, with two :class:`Profile`.

A part that is missing or that does not fit stops the addon at load with a sentence that names it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal

from ..base.money import ZERO
from . import union
from .fee_rules import FREE, FeeRule
from .letters import NO_LETTER, PRINTED, LetterContent
from .post import ABROAD, Post
from .scales import Scale
from .starts import AFTER_DUE, StartRule
from .waiting import NO_WAITING, WaitingRule


class LawIncomplete(ValueError):
    """The folder of a country lacks a part, or its parts do not fit together."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a creditor of a country may charge one kind of customer.

    :ivar code: ``be_consumer`` ... ``lu_business``, ``none``: as it is stored
    :ivar country: two upper-case letters
    :ivar first_free: the first reminder carries neither a fee nor interest
    :ivar waiting_rule: how long charges wait and for which letter, see :mod:`waiting`
    :ivar letter: what that letter must say, see :mod:`letters`
    :ivar fee_rule: how high the fee may be, see :mod:`fee_rules`
    :ivar fee_needs_clause: no fee without a clause in the contract
    :ivar fair_scale: :class:`scales.Scale` above which a fine may be cut down as excessive, where
        no ceiling is known; None: nothing is said
    :ivar compensation: euro per unpaid invoice, without any reminder
    :ivar rate_table, rate_points: the yearly legal rate is the table's plus the points
    :ivar rate_without_clause: table of the rate that remains without a clause; empty: the same
    :ivar rate_is_ceiling: agreed interest may not pass the legal rate
    :ivar lowest_table, lowest_times: a contract may not agree on less interest than so many times
        the rate of this table; empty: on any
    :ivar compound: the interest of each full year is added to the sum
    :ivar start_rule: from which day interest runs, see :mod:`starts`
    :ivar interest_minimum: a minimum in money is allowed when the contract has one
    :ivar rounds_down: the interest is a ceiling, so its fraction of a cent is dropped
    :ivar fee_article, interest_article, waiting_article: where the law says so
    """

    code: str
    country: str = ""
    consumer: bool = False
    first_free: bool = False
    waiting_rule: WaitingRule = NO_WAITING
    letter: LetterContent = NO_LETTER
    fee_rule: FeeRule = FREE
    fee_needs_clause: bool = False
    fair_scale: Scale | None = None
    compensation: Decimal = ZERO
    rate_table: str = ""
    rate_points: Decimal = ZERO
    rate_without_clause: str = ""
    rate_is_ceiling: bool = False
    lowest_table: str = ""
    lowest_times: int = 0
    compound: bool = False
    start_rule: StartRule = AFTER_DUE
    interest_minimum: bool = True
    rounds_down: bool = False
    fee_article: str = ""
    interest_article: str = ""
    waiting_article: str = ""

    @property
    def waiting(self):
        """Code of the waiting rule, empty for none."""
        return self.waiting_rule.code

    @property
    def fee(self):
        """Code of the fee rule, as it is stored with a letter."""
        return self.fee_rule.code

    @property
    def rate_tables(self):
        """Names of the tables that it reads."""
        return {self.rate_table, self.rate_without_clause, self.lowest_table} - {""}

    @property
    def articles(self):
        """What it cites."""
        return {self.fee_article, self.interest_article, self.waiting_article} - {""}


def consumer(country, **switches):
    """The profile of consumers, as most laws have it.

    :param str country: two lower-case letters
    :param switches: fields of :class:`Profile`
    """
    usual = {"first_free": True, "rate_is_ceiling": True, "interest_minimum": False}
    return _profile(country, "consumer", consumer=True, **usual | switches)


def business(country, **switches):
    """The same for businesses: the Union's compensation for each unpaid invoice."""
    return _profile(country, "business", **{"compensation": union.COMPENSATION} | switches)


def public_body(country, **switches):
    """The same for bodies governed by public law, where they owe something else than businesses."""
    return _profile(country, "public", **{"compensation": union.COMPENSATION} | switches)


def _profile(country, nature, **switches):
    return Profile(code=f"{country}_{nature}", country=country.upper(), **switches)


def first_code(*numbers):
    """The first number of a creditor that there is, or an empty text."""
    return next((number for number in numbers if number), "")


def _part(what):
    return field(default=None, metadata={"what": what})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Country:
    """The law of a country: what its folder exposes as ``COUNTRY``. Every part is needed but the
    last five.

    :ivar code: two lower-case letters, the name of its folder
    :ivar name: in English
    :ivar consumer, business: :class:`Profile` of each kind of customer
    :ivar tables: name of each of its rate tables -> what it holds (percent a year), in English, as
        the screen lists it; a table of the Union (:mod:`union`) is not its own
    :ivar rates: the same names -> :class:`rate_tables.RateTable`, each rate with its source
    :ivar checked_on: when figures and rates were last compared with their sources
    :ivar is_holiday: day -> bool: holidays on which a period of the law depends
    :ivar waiting: :class:`waiting.WaitingRule`; ``NO_WAITING`` where charges wait for no letter
    :ivar letter: :class:`letters.LetterContent` of that letter; ``NO_LETTER`` where there is none
    :ivar articles: all that its profiles cite, as they are stored with a letter
    :ivar creditor_number: texts (company registry, VAT) -> the number by which a letter names the
        creditor, as it is printed, or empty
    :ivar post: :class:`post.Post`: how long a letter is on its way to somebody there
    :ivar public: :class:`Profile` of public bodies; None where they are as businesses
    :ivar registry: what the company registry is called: ``enterprise`` or ``chamber``
    :ivar consumer_sheet: name of the standard sheet for its consumers; its own where the first
        reminder has words that only this law asks
    :ivar time_bars: :class:`time_bars.TimeBar` of its claims; empty: not known
    """

    code: str = _part("two lower-case letters")
    name: str = _part("in English")
    consumer: Profile = _part("what consumers may be charged")
    business: Profile = _part("what businesses may be charged")
    tables: dict = _part("what its rate tables hold; {} where it has none of its own")
    rates: dict = _part("its yearly rates with their sources, see rate_tables.rates_beside")
    checked_on: date = _part("the day its figures were compared with their sources")
    is_holiday: Callable = _part("its calendar; calendars.no_holiday where no period needs one")
    waiting: WaitingRule = _part("how long charges wait; waiting.NO_WAITING where they do not")
    letter: LetterContent = _part("what the first letter must say; letters.NO_LETTER for nothing")
    articles: tuple = _part("all that its profiles cite")
    creditor_number: Callable = first_code
    post: Post = ABROAD
    public: Profile | None = None
    registry: str = "enterprise"
    consumer_sheet: str = "sheet_consumers"
    time_bars: tuple = ()

    def __post_init__(self):
        for part in fields(self):
            if part.metadata and getattr(self, part.name) is None:
                self._refuse(f"it has no {part.name} ({part.metadata['what']})")
        self._check_rates()
        for element in self.letter.elements:
            if element.code not in PRINTED and not element.one_of:
                self._refuse(f"nothing that is printed can be its element {element.code}")
        for profile, nature in zip(self.profiles, ("consumer", "business", "public"), strict=False):
            if profile.code != f"{self.code}_{nature}":
                self._refuse(f"its {nature} profile is called {profile.code}")
            self._check_profile(profile)

    @property
    def profiles(self):
        """Of consumers, businesses and, where they differ, public bodies."""
        both = self.consumer, self.business
        return (*both, self.public) if self.public else both

    @property
    def profile_names(self):
        """Code of a profile -> whom it is about, in English."""
        kinds = ("consumers", "businesses", "public bodies")
        named = zip(self.profiles, kinds, strict=False)
        return {profile.code: f"{self.name}, {kind}" for profile, kind in named}

    def _check_rates(self):
        for name in sorted({*self.tables} ^ {*self.rates}):
            what = "description" if name in self.rates else "rates"
            self._refuse(f"its rate table {name} has no {what}")

    def _check_profile(self, profile):
        for name in sorted(profile.rate_tables - {*self.tables} - {*union.TABLES}):
            self._refuse(f"{profile.code} reads a rate table that is not there: {name}")
        for article in sorted(profile.articles - {*self.articles}):
            self._refuse(f"{profile.code} cites {article}, which is not among its articles")
        if profile.waiting_rule not in (NO_WAITING, self.waiting):
            self._refuse(f"{profile.code} waits by {profile.waiting}, which is not its waiting")
        if profile.waiting_rule and not (profile.letter and profile.letter is self.letter):
            self._refuse(f"{profile.code} waits after a letter, and its letter says nothing")

    def _refuse(self, why):
        raise LawIncomplete(f"the law of {self.code or '(no code)'} is incomplete: {why}")
