"""Which facts and parameters the rules read: frozen values, no behaviour of Odoo.

Amounts are ``Decimal``, days are ``datetime.date``, percents mean what users type
(5 = 5 %). Ids are opaque to the rules.

Parameters are frozen dataclasses. What there is one of per item is a named tuple: as unchangeable,
and made in a sixth of the time.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ..base.money import ZERO, convert, round_half_up


@dataclass(frozen=True, slots=True)
class Options:
    """The company's options, names as in SPEC section 2."""

    min_interval_days: int = 14
    max_level: int = 3
    min_amount: Decimal = ZERO
    split_by_currency: bool = True
    single_fine: bool = False
    grace_days: int = 0
    interval_scope: str = "item"
    letter_per: str = "customer"
    non_trade: bool = False
    oldest_due_date: date | None = None
    collect_days: int = 7
    unsent: str = "warn"


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a sheet; minimums in company currency."""

    number: int
    id: int = 0
    min_days_overdue: int = 0
    fine_percent: Decimal = ZERO
    fine_minimum: Decimal = ZERO
    interest_monthly_percent: Decimal = ZERO
    interest_minimum: Decimal = ZERO
    channel: str = "email"
    show_other_items: bool = True
    is_fourteen_day_letter: bool = False
    is_formal_notice: bool = False

    def without_charges(self):
        """The level as it is for items that bear no charges."""
        return replace(
            self,
            fine_percent=ZERO,
            fine_minimum=ZERO,
            interest_monthly_percent=ZERO,
            interest_minimum=ZERO,
        )


@dataclass(frozen=True, slots=True)
class LawOptions:
    """What a company says about itself and about charges that the law does not allow.

    :ivar country: code of the creditor's country, empty when it is not known
    :ivar small_company: Belgium: small in the sense of Companies Code art. 1:24
    :ivar postage: euro, of one letter
    :ivar when_not_allowed: ``without``: a reminder whose charges are not allowed yet leaves without
        them; ``wait``: its items wait
    :ivar above_ceiling: ``limit``: the most the law allows is asked; ``refuse``: nothing is
    :ivar euro_id: the currency of the law's figures, None when there is none
    """

    country: str = ""
    small_company: bool = False
    postage: Decimal = ZERO
    when_not_allowed: str = "without"
    above_ceiling: str = "limit"
    euro_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with its *active* levels in order of their number.

    :ivar law_profile: ``auto``, a code of :data:`rules.law.profiles.PROFILES`, or ``none``: the
        sheet's own figures
    :ivar charge_figures: ``own``: what the levels say, as far as the law allows it; ``legal``: what
        the law gives
    :ivar law_clause, law_invoice_mention, law_real_cost, law_day_count: as in
        :class:`rules.law.claims.Terms`
    :ivar law_due_date: ``agreed``, ``invoice`` (set by the invoice alone) or ``usual``: agreed on
        with a business, not with a consumer
    :ivar books_charges: what a letter states is invoiced when it leaves
    """

    id: int
    name: str = ""
    category_id: int | None = None
    sequence: int = 10
    levels: tuple[Level, ...] = ()
    interest_months: str = "days_30"
    after_last_level: str = "stop"
    law_profile: str = "none"
    charge_figures: str = "own"
    law_clause: bool = True
    law_due_date: str = "usual"
    law_invoice_mention: bool = False
    law_real_cost: Decimal = ZERO
    law_day_count: str = "act/365"
    books_charges: bool = False

    @property
    def law_due_date_agreed(self):
        """As in :class:`rules.law.claims.Terms`: None where it is as usual."""
        return {"agreed": True, "invoice": False}.get(self.law_due_date)


@dataclass(frozen=True, slots=True)
class Criteria:
    """A run's own criteria; they only narrow. None = no limit."""

    level_from: int | None = None
    level_to: int | None = None
    min_amount: Decimal = ZERO
    min_days_since_last: int = 0


class Item(NamedTuple):
    """One open receivable item as the ledger has it.

    :ivar residual: open now, in the item's currency; above 0 a claim, below 0 a credit
    :ivar invoice_date: None for items that are not invoices: no grace then
    :ivar level, last_date: from the item's latest valid notice, 0 and None without one; with
        ``interval_scope`` customer ``last_date`` is that of the customer's latest one
    :ivar blocked: words of the block in force on the item or its customer, or empty
    :ivar hold_id, blocked_until: the hold behind ``blocked`` and its last day; None without one,
        and None when nothing ends by itself
    :ivar in_criteria: False when the run's own domains leave it out
    :ivar is_charge: it asks for the charges of a reminder itself: no charges on charges
    :ivar interest_before: interest of it that was booked or waived before, in its currency; a
        letter states the interest of the whole delay less this
    :ivar fine_before: the same of fines; where a law caps them a letter states them less this
    :ivar signs: :class:`.signs.Signs`; None when Odoo says nothing about it
    :ivar announced: the most that letters to this debtor asked of it so far, in its currency;
        charges are taken of no more. None as long as there was no letter
    :ivar law: :class:`rules.law.claims.Facts`; None as long as nothing of it matters to a law
    """

    id: int
    customer_id: int
    currency_id: int
    due_date: date
    residual: Decimal
    invoice_date: date | None = None
    level: int = 0
    last_date: date | None = None
    blocked: str = ""
    hold_id: int | None = None
    blocked_until: date | None = None
    in_criteria: bool = True
    skipped: bool = False
    is_charge: bool = False
    interest_before: Decimal = ZERO
    fine_before: Decimal = ZERO
    signs: object = None
    announced: Decimal | None = None
    law: object = None


@dataclass(frozen=True, slots=True)
class Currencies:
    """Rounding steps and rates at the key date.

    :ivar company_id: the company's currency
    :ivar steps: currency -> rounding step
    :ivar rates: currency -> units of it for one unit of company currency; one whose rate nobody
        entered is missing: nothing is computed with a rate by guess
    """

    company_id: int
    steps: dict = field(default_factory=dict)
    rates: dict = field(default_factory=dict)

    def step(self, currency_id):
        return self.steps[currency_id]

    def knows(self, currency_id):
        """Whether amounts of a currency can be converted."""
        return currency_id == self.company_id or currency_id in self.rates

    def rate(self, currency_id):
        """Units of a currency for one unit of company currency.

        :raises KeyError: nobody entered one, see :meth:`knows`
        """
        return Decimal(1) if currency_id == self.company_id else self.rates[currency_id]

    def to_company(self, amount, currency_id):
        """Company-currency value of ``amount``, rounded half up."""
        if currency_id == self.company_id:
            return amount
        # divided once: a rounded 1 / rate would miss exact halves
        return round_half_up(amount / self.rates[currency_id], self.steps[self.company_id])

    def from_company(self, amount, currency_id):
        """Value of a company-currency amount (a minimum) in another currency."""
        if currency_id == self.company_id:
            return amount
        return convert(amount, self.rates[currency_id], self.steps[currency_id])
