"""How much the claims of a letter may cost to recover under one profile.

What the law counts over claims together (a Dutch demand, a Belgian reminder) is shared out over
them by what each would have carried.
"""

from collections import defaultdict
from datetime import date
from fractions import Fraction

from ..base.money import ZERO
from . import ceilings, exact, profiles, scales
from .calculation import Calculation
from .claims import (
    LEGAL,
    ONE,
    bearers,
    charge_exactly,
    charge_in_euro,
    from_euro,
    highest_of_invoices,
    in_euro,
)


class Fees:
    """Answers for every letter under one profile on one key date."""

    def __init__(self, timing):
        self.timing = timing
        self.profile, self.terms = timing.profile, timing.terms
        self._by_law = self.terms.figures == LEGAL and self.profile is not profiles.NONE
        self._rule = self.profile.fee_rule
        is_contract = self.terms.clause and not self.profile.consumer
        self._unlimited = self._rule.unlimited or is_contract
        self._never = self._why_never()
        #: number of the level, day and way of the warning -> why no fee
        self._reasons = {}

    def of(self, claims, credits=ZERO):
        """The fee of each claim of a letter: list of :class:`ceilings.Allowed` in their order.

        Never more than was announced when the free time began.

        :param list claims: :class:`claims.Claim`, each once
        :param Decimal credits: euro that the letter's credits take off what is owed
        """
        return within_announced(claims, self._allowed(claims, credits, self._why_none))

    def announced(self, claims, credits=ZERO):
        """What these claims will carry once the free time is over: the amount that the letter
        which starts it must name. ``own_fine`` is that of the level that will ask it."""
        return self._allowed(claims, credits, lambda _claim: self._never)

    def of_letter(self, claims, own, credits=ZERO):
        """The one fine of a letter that is taken on its net total (``dunning_single_fine``).

        :param Decimal own: what the sheet's fine comes to, in the currency of the claims
        :return: :class:`ceilings.Allowed`
        """
        found = self._of_letter(claims, own, credits, self._why_none)
        most = _announced(self.charged(claims))
        if most is None or not found.amount or charge_exactly(found.amount, claims[0]) <= most:
            return found
        limit = exact.down(most * Fraction(claims[0].euro_rate), claims[0].step)
        return ceilings.Allowed(min(found.amount, limit), found.own, limit, "announced")

    def charged(self, claims):
        """Those of the claims of which a fee may be asked now."""
        reasons = self._reasons_of(claims, self._why_none)
        return [claim for claim, reason in zip(claims, reasons, strict=True) if not reason]

    def announced_of_letter(self, claims, own, credits=ZERO):
        """:meth:`of_letter` once the free time is over."""
        return self._of_letter(claims, own, credits, lambda _claim: self._never)

    def _of_letter(self, claims, own, credits, why_none):
        reasons = self._reasons_of(claims, why_none)
        asked = [c for c, reason in zip(claims, reasons, strict=True) if not reason]
        if not asked:
            return ceilings.refuse(own, reasons[0])
        if self._by_law:
            own = from_euro(self._together(asked, credits), asked[0])
        most = self._most(asked, credits)
        return ceilings.limit(own, None if most is None else from_euro(most, asked[0]))

    def _allowed(self, claims, credits, why_none):
        if not self._by_law and not any([claim.own_fine for claim in claims]):
            return [ceilings.NOTHING for _claim in claims]
        reasons = self._reasons_of(claims, why_none)
        if not any(reasons):
            return self._asked(claims, credits)
        asked = [claim for claim, reason in zip(claims, reasons, strict=True) if not reason]
        allowed = iter(self._asked(asked, credits))
        return [
            ceilings.refuse(claim.own_fine, reason) if reason else next(allowed)
            for claim, reason in zip(claims, reasons, strict=True)
        ]

    def _reasons_of(self, claims, why_none):
        """Why no fee is asked of each claim, empty where one is."""
        reasons = [why_none(claim) for claim in claims]
        if not self._rule.once_per_invoice:
            return reasons
        asked = [claim for claim, reason in zip(claims, reasons, strict=True) if not reason]
        carrying = {claim.id for claim in highest_of_invoices(asked)} if asked else ()
        return [
            reason or ("" if claim.id in carrying else "costs_once")
            for claim, reason in zip(claims, reasons, strict=True)
        ]

    def explain(self, claims, credits=ZERO):
        """The same as :meth:`of` with everything it was computed from: list of
        :class:`calculation.Calculation`. A scale's base is in euro."""
        base = self._base(self._counted(claims), credits)
        return [
            self._calculation(claim, allowed, base)
            for claim, allowed in zip(claims, self.of(claims, credits), strict=True)
        ]

    def _calculation(self, claim, allowed, base):
        legal = self._by_law or allowed.reason not in ("", "announced")
        opens_on = self.timing.opens_on(claim.facts)
        article = self.profile.fee_article if legal else ""
        if allowed.reason in ("first_reminder", "waiting", "not_warned"):
            article = self.profile.waiting_article or article
        return Calculation(
            kind="fine",
            profile=self.profile.code,
            rule=self._rule.code if legal else "agreed",
            article=article,
            base=base if legal and self._rule.on_sum else claim.residual,
            own=allowed.own,
            ceiling=allowed.ceiling,
            reason=allowed.reason,
            amount=allowed.amount,
            rounding="down" if legal else "half_up",
            unit=claim.step,
            opens_on=None if opens_on == date.min else opens_on,
            euro_rate=None if claim.euro_rate == ONE else claim.euro_rate,
        )

    def _why_none(self, claim):
        facts = claim.facts
        key = claim.number, facts.warned_on, facts.warned_by, facts.warned_in
        reason = self._reasons.get(key)
        if reason is None:
            first = "first_reminder" if self.timing.is_free_reminder(claim) else ""
            reason = first or self._never or self.timing.why_closed(facts)
            self._reasons[key] = reason
        if not reason and self.timing.costs_wait and not self.timing.is_in_default(claim):
            return "not_in_default"
        return reason

    def _why_never(self):
        if self._rule.forbidden:
            return "not_allowed"
        return "no_clause" if self.profile.fee_needs_clause and not self.terms.clause else ""

    def _asked(self, claims, credits):
        if not claims:
            return []
        if not self._by_law:
            return self._limit(claims, [claim.own_fine for claim in claims], credits)
        return [ceilings.Allowed(fee, fee, fee) for fee in self._given(claims, credits)]

    def _given(self, claims, credits):
        """What the law gives for each claim; no share passes the claim's own ceiling."""
        if self._rule.per_invoice:
            carried_by, given = bearers(claims), self.profile.compensation
            return [from_euro(given, c) if c.id in carried_by else ZERO for c in claims]
        weights = [self._rule.weight(in_euro(claim)) for claim in claims]
        return _shared(self._together(claims, credits), claims, weights)

    def _limit(self, claims, owns, credits):
        most = self._most(claims, credits)
        if most is None:
            return [ceilings.limit(own, None) for own in owns]
        limits = [from_euro(self._most_of_one(claim, most), claim) for claim in claims]
        amounts = [min(own, one) for own, one in zip(owns, limits, strict=True)]
        weights = [charge_in_euro(a, c) for a, c in zip(amounts, claims, strict=True)]
        if sum(weights) > most:
            shares = _shared(most, claims, weights)
            limits = amounts = [min(a, s) for a, s in zip(amounts, shares, strict=True)]
        return [
            ceilings.Allowed(amount, own, limit, "ceiling" if amount < own else "")
            for amount, own, limit in zip(amounts, owns, limits, strict=True)
        ]

    def _most(self, claims, credits):
        """The most these claims may cost together, in euro; None without a limit."""
        if self._unlimited:
            return None
        return self._rule.most(*self._asked_for(claims, credits))

    def _together(self, claims, credits):
        """What the law gives for these claims together, in euro."""
        return self._rule.together(*self._asked_for(claims, credits))

    def _asked_for(self, claims, credits):
        """What a fee rule reads of claims: balances, credits, compensation and terms."""
        carried = len(bearers(claims)) if self.profile.compensation else 0
        balances = [in_euro(claim) for claim in claims]
        return balances, credits, self.profile.compensation * carried, self.terms

    def _most_of_one(self, claim, together):
        return self._rule.most_of_one(in_euro(claim), together)

    def _counted(self, claims):
        """Those of the claims that count for a fee over all of them."""
        return highest_of_invoices(claims) if self._rule.once_per_invoice else claims

    def _base(self, claims, credits):
        return max(sum((in_euro(claim) for claim in claims), ZERO) - credits, ZERO)


def within_announced(claims, found):
    """Fees of claims, cut down where a letter announced less for the claims it warned of.

    :param list found: :class:`ceilings.Allowed` of each claim
    """
    by_letter = defaultdict(list)
    for index, claim in enumerate(claims):
        announced = claim.facts.announced
        if announced is not None and found[index].amount:
            by_letter[announced.letter].append(index)
    for indexes in by_letter.values():
        own = [claims[index] for index in indexes]
        asked = [found[index].amount for index in indexes]
        announced = own[0].facts.announced
        most, rate = announced.amount, announced.euro_rate
        # in one currency they are compared, and shared out by, as they are
        if any([claim.euro_rate != rate for claim in own]):
            asked = [charge_exactly(a, c) for a, c in zip(asked, own, strict=True)]
            most = announced.in_euro
        if sum(asked) <= most:
            continue
        found = list(found)
        in_cents = exact.down(announced.in_euro, scales.CENT)
        for index, share in zip(indexes, _shared(in_cents, own, asked), strict=True):
            amount = min(found[index].amount, share)
            found[index] = found[index]._replace(amount=amount, ceiling=share, reason="announced")
    return found


def _announced(claims):
    """What was announced for claims together, in euro; None when nothing limits one of them."""
    announced = [claim.facts.announced for claim in claims]
    if None in announced:
        return None
    return sum({one.letter: one.in_euro for one in announced}.values(), Fraction(0))


def _shared(total, claims, weights):
    """Euro shared out by weight, in each claim's currency, whatever the order of the claims."""
    if not sum(weights):
        return [ZERO for _claim in claims]
    if len(claims) == 1:
        return [from_euro(total, claims[0])]
    order = sorted(range(len(claims)), key=lambda index: claims[index].id)
    shares = exact.share_out(total, [weights[index] for index in order], scales.CENT)
    by_index = dict(zip(order, shares, strict=True))
    return [from_euro(by_index[index], claim) for index, claim in enumerate(claims)]
