"""How high the fee for late payment may be: the kinds of rules from which countries choose.

All amounts are euro. A fee that is the law's own is what the rule gives; one that a sheet asks is
held against the most that it allows.
"""

from functools import lru_cache

from ..base.money import ZERO, round_down
from .scales import CENT

#: how long the costs of one instalment stand for those of the others
ONCE_MONTHS = 6


class FeeRule:
    """A kind of rule; what it does not say otherwise is as here. Immutable.

    :ivar code: as it is stored with a letter
    :ivar kind: by which words are found for it; that of the kind it is made of
    :ivar unlimited: the law sets no ceiling
    :ivar forbidden: no fee may be asked, whatever the contract says
    :ivar per_invoice: it is a fixed compensation for each unpaid invoice, once in its life
    :ivar once_per_invoice: of the instalments of one invoice one carries it, the highest of those
        that a letter asks, and no other for so many months (:data:`ONCE_MONTHS`)
    :ivar on_sum: it is counted over the claims of a letter together
    :ivar asks_real_cost: what a reminder really costs, postage too, counts in it
    :ivar scale: :class:`scales.Scale` that it is read from, or None
    """

    kind = ""
    unlimited = forbidden = per_invoice = once_per_invoice = on_sum = asks_real_cost = False
    scale = None

    def __init__(self, code):
        self.code = code

    def together(self, balances, credits, compensation, terms):
        """What the law gives for claims of one letter together.

        :param list balances: open of each, none negative
        :param Decimal credits: what the letter's credits take off their sum
        :param Decimal compensation: the fixed one of all invoices that carry it now
        :param Terms terms: see :mod:`claims`
        :return: Decimal, rounded down to the cent
        """
        return compensation

    def most(self, balances, credits, compensation, terms):
        """The most that claims of one letter may cost together; as :meth:`together`."""
        return self.together(balances, credits, compensation, terms)

    def most_of_one(self, balance, together):
        """The most that one claim may cost where all together may cost ``together``."""
        return together

    def weight(self, balance):
        """By what the fee of a letter is shared out over its claims."""
        return balance


class Free(FeeRule):
    """What the contract says; no ceiling is known."""

    kind = "free"
    unlimited = True


class Forbidden(FeeRule):
    """None."""

    kind = "forbidden"
    forbidden = True


class RealCost(FeeRule):
    """Paper and postage of the reminder: ``Terms.real_cost``."""

    kind = "real_cost"
    asks_real_cost = True

    def together(self, balances, credits, compensation, terms):
        return round_down(terms.real_cost, CENT)


class Compensation(FeeRule):
    """So much for an invoice (``Profile.compensation``), and at most what is proven besides."""

    kind = "compensation"
    per_invoice = asks_real_cost = True

    def most(self, balances, credits, compensation, terms):
        return compensation + round_down(terms.real_cost, CENT)


class ScaleOfDemand(FeeRule):
    """By a scale on what a letter claims in all, at least the compensation of its invoices."""

    kind = "scale"
    on_sum = True

    def __init__(self, code, scale):
        super().__init__(code)
        self.scale = scale

    def together(self, balances, credits, compensation, terms):
        return max(self.scale.ceiling(max(sum(balances, ZERO) - credits, ZERO)), compensation)


class ScaleOfInvoices(ScaleOfDemand):
    """The same where instalments of an invoice do not add up: costs once, by the highest amount
    that is due for one of them."""

    once_per_invoice = True


class LowerOfScales(FeeRule):
    """By a scale on each claim and on their sum: no source says which, so the lower of both."""

    kind = "lump_sum"
    on_sum = True

    def __init__(self, code, scale):
        super().__init__(code)
        self.scale = scale
        # a letter asks for the same balance three times
        self.weight = lru_cache(maxsize=1024)(scale.ceiling)

    def readings(self, balances, credits=ZERO):
        """Both readings: the sum of the claims' own ceilings, and the ceiling of their sum."""
        apart = sum(map(self.weight, balances), ZERO)
        return apart, self.weight(max(sum(balances, ZERO) - credits, ZERO))

    def together(self, balances, credits, compensation, terms):
        return min(self.readings(balances, credits))

    def most_of_one(self, balance, together):
        return self.weight(balance)


#: rules without figures of a country
FREE = Free("free")
NO_FEE = Forbidden("no_fee")
REAL_COST = RealCost("real_cost")
COMPENSATION = Compensation("fixed_compensation")
