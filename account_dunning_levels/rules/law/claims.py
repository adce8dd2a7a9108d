"""What the law asks about a creditor and about a claim: frozen values, and money in euro.

As in :mod:`rules.decide.values`, what there is one of per claim is a named tuple.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ..base.money import ZERO
from . import exact, waiting
from .day_counts import ACT_365
from .scales import CENT

ONE = Decimal(1)
#: whose figures are asked: the sheet's own as far as the law allows them, or the law's
OWN, LEGAL = "own", "legal"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the creditor has agreed with the customers of a sheet, and how it charges.

    :ivar figures: :data:`OWN` or :data:`LEGAL`
    :ivar clause: the contract has a clause on damages and late interest
    :ivar small_company: Belgium: small in the sense of Companies Code art. 1:24
    :ivar due_date_agreed: the due date was agreed on, not set by the invoice alone, so that its
        passing is default without a reminder; None: not said, see :mod:`starts`
    :ivar invoice_mentions_interest: Luxembourg: invoices say that art. 12 will be used
    :ivar real_cost: euro: paper and postage of one reminder, or other cost that can be proven
    :ivar day_count: how days become years, a key of :data:`day_counts.POSITIONS`
    """

    figures: str = OWN
    clause: bool = False
    small_company: bool = False
    due_date_agreed: bool | None = None
    invoice_mentions_interest: bool = False
    real_cost: Decimal = ZERO
    day_count: str = ACT_365


@dataclass(frozen=True, slots=True)
class Announced:
    """What the letter announced from which the free time of a claim counts, for all its claims.

    :ivar letter: key of the letter: claims that it warned of share the amount
    :ivar euro_rate: units of the letter's currency for one euro, at the key date
    """

    letter: object
    amount: Decimal
    euro_rate: Decimal = ONE

    @property
    def in_euro(self):
        """Not rounded."""
        return Fraction(self.amount) / Fraction(self.euro_rate)


class Facts(NamedTuple):
    """What the law asks about a claim besides its amount and due date.

    :ivar warned_on, warned_by: when and how (a :class:`waiting.Receipt`) the reminder left from
        which the free time or interest counts: Netherlands the fourteen-day letter, consumers in
        France the formal notice, elsewhere the first one; None as long as none did
    :ivar invoice: key of its invoice: instalments share it, and its EUR 40
    :ivar compensated: those EUR 40 were booked or waived, or are asked with another instalment, or
        the costs are that are asked once for all instalments (:attr:`FeeRule.once_per_invoice`);
        what a letter only stated is asked again until it is paid
    :ivar instalments: how many items its invoice has
    :ivar payments: ``(day, Decimal)`` of what was paid on it, in its currency
    :ivar delivery: Luxembourg: when goods were received or work ended
    :ivar announced: :class:`Announced`, None where no letter had to announce anything
    :ivar warned_amount: open of the claim when the free time began, None as long as it did not
    :ivar stated: the highest fine that a letter stated on it, and that is neither booked nor waived
    :ivar warned_in: country to which that reminder went by post, two lower-case letters; empty:
        that of the creditor, or not known
    """

    warned_on: date | None = None
    warned_by: str = waiting.POST
    invoice: object = None
    invoice_date: date | None = None
    compensated: bool = False
    payments: tuple = ()
    delivery: date | None = None
    announced: Announced | None = None
    warned_amount: Decimal | None = None
    stated: Decimal = ZERO
    warned_in: str = ""
    instalments: int = 1


class Claim(NamedTuple):
    """A claim on a letter and what the sheet would charge for it.

    :ivar residual: what its charges are taken of: open now, less the credits of its letter; zero
        where these pay it in full, and it bears no charges then
    :ivar number: of the level it steps to; the first one is the first reminder
    :ivar own_fine: what the sheet's fine comes to
    :ivar monthly_percent, interest_minimum, mode: the sheet's interest (SPEC section 5)
    :ivar step: rounding of its currency
    :ivar euro_rate: units of its currency for one euro, at the key date
    """

    id: int
    residual: Decimal
    due_date: date
    number: int
    own_fine: Decimal = ZERO
    monthly_percent: Decimal = ZERO
    interest_minimum: Decimal = ZERO
    mode: str = "days_30"
    step: Decimal = CENT
    euro_rate: Decimal = ONE
    facts: Facts = Facts()


def in_euro(claim):
    """What is open of a claim, rounded down to the cent: ceilings are taken of it."""
    if claim.euro_rate == ONE:
        return claim.residual
    return exact.divided(claim.residual, claim.euro_rate, CENT)


def charge_in_euro(amount, claim):
    """A charge, rounded up to the cent: it must not look lower than it is."""
    if claim.euro_rate == ONE:
        return amount
    return exact.divided(amount, claim.euro_rate, CENT, rounded_up=True)


def charge_exactly(amount, claim):
    """A charge in euro, not rounded."""
    return Fraction(amount) / Fraction(claim.euro_rate)


def from_euro(amount, claim):
    """In the claim's currency, rounded down: no ceiling is passed on its way back."""
    if claim.euro_rate == ONE and not amount % claim.step:
        return amount
    steps = exact.in_steps(claim.euro_rate, claim.step)
    return exact.part_of(amount, steps, claim.step, rounded_down=True)


def bearers(claims):
    """Ids of the claims that carry the EUR 40 of their invoice: once in an invoice's life,
    whatever the number of its instalments.

    The Court gives them for each late periodic payment of a contract (CJEU C-78/22, 4 May 2023).
    An invoice in instalments need not be one, so once is asked: too little is no risk.
    """
    if len(claims) == 1:
        (claim,) = claims
        return {claim.id} if claim.residual and not claim.facts.compensated else set()
    seen, found = set(), set()
    for claim in sorted(claims, key=_first_due):
        invoice = ("item", claim.id) if claim.facts.invoice is None else claim.facts.invoice
        if claim.residual and not claim.facts.compensated and invoice not in seen:
            seen.add(invoice)
            found.add(claim.id)
    return found


def highest_of_invoices(claims):
    """Those of the claims that carry costs which instalments of an invoice owe once: of each
    invoice the highest, none where costs were asked with another instalment."""
    if len(claims) == 1:
        return [] if claims[0].facts.compensated else claims
    known = {claim.facts.invoice for claim in claims if not claim.facts.compensated} - {None}
    if len(known) == len(claims):
        return claims
    highest = {}
    for claim in sorted(claims, key=_first_due):
        invoice = ("item", claim.id) if claim.facts.invoice is None else claim.facts.invoice
        if claim.facts.compensated:
            continue
        if invoice not in highest or in_euro(claim) > in_euro(highest[invoice]):
            highest[invoice] = claim
    return list(highest.values())


def _first_due(claim):
    return claim.due_date, claim.id
