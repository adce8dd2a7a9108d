"""What the law makes of the charges of a letter: whether an item waits, and what may be asked.

``law`` knows what is allowed; this is how claims, credits and levels of a letter are put to it.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from ..base.charges import fine
from ..base.money import ZERO
from ..law import ceilings, claims, exact, profiles, scales
from ..law.calculation import Calculation
from ..law.ceilings import Allowed
from ..law.charging import Charging
from ..law.claims import LEGAL, ONE, OWN, Facts
from ..law.rate_tables import NoRate
from . import channels, reasons
from .bases import charge_bases


class LawStop(ValueError):
    """A letter cannot be made because something is missing that the law's figures need.

    :ivar reason: code of a :class:`reasons.Reason` that the law decides
    :ivar note: dict of plain values: ``table`` and ``day``, or ``currency_id``
    """

    def __init__(self, reason, note):
        super().__init__(reason)
        self.reason, self.note = reason, note


class LawCharges(NamedTuple):
    """The charges of a claim after the law had its say; ``fine`` is None when there is one for
    the whole letter."""

    fine: Allowed | None
    interest: Allowed


@dataclass(frozen=True, slots=True)
class Lawful:
    """The law for customers of one nature under one sheet, on one key date.

    :ivar charging: :class:`rules.law.charging.Charging` for a letter by e-mail
    :ivar on_paper: the same for one by post, whose postage is a real cost
    :ivar waits: items wait until their charges are allowed, instead of leaving without them
    :ivar refuses: nothing is asked of a charge above the ceiling, instead of the ceiling
    :ivar euro_rates: currency -> units of it for one euro; those that are not known are missing
    """

    charging: Charging
    on_paper: Charging
    waits: bool = False
    refuses: bool = False
    euro_rates: dict | None = None

    @property
    def profile(self):
        return self.charging.timing.profile

    @property
    def is_dearer_on_paper(self):
        """Whether it matters to the charges of a letter that it goes by post."""
        by_mail, by_post = self.charging.timing.terms, self.on_paper.timing.terms
        return self.profile.fee_rule.asks_real_cost and by_mail.real_cost != by_post.real_cost

    def charging_by(self, channel):
        """The :class:`rules.law.charging.Charging` for a letter of a channel.

        :param str channel: code, of the letter itself: it is not always that of its level
        """
        return self.on_paper if channels.of(channel).is_paper else self.charging

    @property
    def is_contract(self):
        """Whether it leaves the sheet's own figures alone: those agreed on with a business, whose
        due dates were agreed on as well."""
        terms = self.charging.timing.terms
        if self.profile.start_rule.holds_costs(terms):
            return False
        return terms.figures == OWN and terms.clause and not self.profile.consumer

    def leaves_alone(self, items):
        """Whether the sheet's own figures stand for these items.

        An invoice dated after its due date bears no interest before its own date.
        """
        return self.is_contract and all(
            item.invoice_date is None or item.invoice_date <= item.due_date for item in items
        )

    def opens_on(self, item, level):
        """The first day on which ``level`` may charge ``item``, when it must wait for one.

        :return: date after the key date, or None
        """
        if item.is_charge or not self._waits_for(level):
            return None
        opens_on = self.charging.timing.opens_on(facts_of(item))
        return opens_on if opens_on and opens_on > self.charging.timing.key_date else None

    def wait(self, verdict):
        """The verdict, turned into ``law_waiting`` when the company lets such items wait."""
        if not self.waits or verdict.reason:
            return verdict
        opens_on = self.opens_on(verdict.item, verdict.level)
        if not opens_on:
            return verdict
        note = {"day": opens_on.isoformat()}
        return verdict._replace(reason=reasons.LAW_WAITING.code, note=note)

    def earliest(self, item, level):
        """The first day on which ``item`` is reminded by ``level`` as far as the law goes, or None
        when it lets it be reminded any day."""
        if not self.waits or item.is_charge or not self._waits_for(level):
            return None
        opens_on = self.charging.timing.opens_on(facts_of(item))
        return None if opens_on in (None, date.min) else opens_on

    def _waits_for(self, level):
        profile = self.profile
        if not profile.waiting or (profile.first_free and level.number <= 1):
            return False
        if self.charging.timing.terms.figures == LEGAL:
            return True
        has_fine = level.fine_percent or level.fine_minimum
        asks_interest = profile.waiting_rule.holds_interest and level.interest_monthly_percent
        return bool(has_fine or asks_interest)

    def knows_rate(self, currency_id):
        """Whether the law's figures can be had in a currency."""
        return self.profile is profiles.NONE or currency_id in (self.euro_rates or {})

    def euro_rate(self, currency_id):
        """:raises LawStop: the rate is not known"""
        rate = (self.euro_rates or {}).get(currency_id)
        if rate is None and self.profile is not profiles.NONE:
            raise LawStop(reasons.NO_EURO_RATE.code, {"currency_id": currency_id})
        return rate or ONE


class LetterUnderLaw:
    """One letter as the law reads it; charges themselves are no claims here.

    :raises LawStop: what is to be paid cannot be turned into euro
    """

    def __init__(
        self,
        law,
        channel,
        verdicts,
        credits,
        currency_id,
        context,
        currencies,
        fines=None,
        bases=None,
    ):
        """
        :param str channel: by which the letter leaves
        :param verdicts: of the claims on the letter, each with the level it steps to
        :param credits: items with a residual below zero
        :param fines: item id -> what its fine comes to by the sheet, when that is known
        :param bases: item id -> what its charges are taken of, when that is known: see
            :mod:`bases`; credits are taken off there and nowhere else
        """
        self.law, self.currency_id = law, currency_id
        self.context, self.currencies = context, currencies
        self.charging = law.charging_by(channel)
        self._fines = fines or {}
        #: currency -> its rounding and units of it for one euro
        self._money = {}
        self.verdicts = [verdict for verdict in verdicts if not verdict.item.is_charge]
        if bases is None:
            items = [verdict.item for verdict in self.verdicts]
            bases = charge_bases(items, credits, currencies)
        self._bases = bases
        self.claims = [self._claim(verdict) for verdict in self.verdicts]
        #: euro, for the explanation
        self.credits = sum([self._credit(item) for item in credits], ZERO)

    def charges(self):
        """What may be asked of each claim: item id -> :class:`LawCharges`.

        :raises LawStop: a rate by law is missing
        """
        fees, interest_of = self._fees(self.charging.fees.of), self.charging.interest.of
        try:
            interests = [interest_of(claim) for claim in self.claims]
        except NoRate as error:
            raise _no_rate(error) from error
        if self.law.refuses:
            interests = map(self._judged, interests)
        charges = map(LawCharges, fees, interests)
        return {claim.id: own for claim, own in zip(self.claims, charges, strict=True)}

    def single_fine(self, own):
        """What may be asked as the one fine of the letter.

        :param Decimal own: what the settings come to, in the currency of the letter
        """
        if not self.claims:
            return ceilings.NOTHING
        return self._judged(self.charging.fees.of_letter(self._in_one_currency(), own))

    def bearers(self):
        """Ids of the claims whose fine is, or counts as, the EUR 40 of their invoice."""
        return claims.bearers(self.claims) if self._compensates_each else set()

    def charged_ids(self):
        """Ids of the claims of which a fee is asked now."""
        return {claim.id for claim in self.charging.fees.charged(self.claims)}

    @property
    def asks_costs_once(self):
        """Whether instalments of an invoice owe its costs once (``FeeRule.once_per_invoice``)."""
        return self.law.profile.fee_rule.once_per_invoice

    def bearers_of_single(self):
        """The same where the letter has one fine for all: those it is asked for now."""
        charged = self.charging.fees.charged(self.claims)
        return claims.bearers(charged) if self._compensates_each else set()

    def single_less_before(self, allowed, before):
        """What is left of the one fine of the letter after what was booked or waived before.

        What was asked of an invoice that had its EUR 40 is in no ceiling of later letters, so it
        lowers none.

        :param Allowed allowed: what :meth:`single_fine` said
        :param before: function: verdicts -> Decimal, in the currency of the letter
        """
        every = counting = self.verdicts
        if self._compensates_each:
            counting = [v for v in every if not facts_of(v.item).compensated]
        left = allowed.amount - before(counting)
        if self.charging.timing.terms.figures == OWN:
            left = min(left, allowed.own - before(every))
        return max(left, ZERO)

    @property
    def _compensates_each(self):
        """Whether the law gives EUR 40 for each invoice. Not so where that is the least of a scale
        that every letter takes of all its claims, nor where a contract with a business agrees on
        something else."""
        terms = self.charging.timing.terms
        by_law = terms.figures == LEGAL or not terms.clause
        return by_law and self.law.profile.fee_rule.per_invoice

    def explain(self):
        """Item id -> ``(fine, interest)``, each a :class:`Calculation`; no fine when the letter
        has one for all.

        :raises LawStop: a rate by law is missing
        """
        fines = self._fees(self.charging.fees.explain)
        try:
            return {
                claim.id: (own_fine, self._judged(self.charging.interest.explain(claim)))
                for claim, own_fine in zip(self.claims, fines, strict=True)
            }
        except NoRate as error:
            raise _no_rate(error) from error

    def explain_single(self, own, base):
        """The one fine of the letter as a :class:`Calculation`.

        :param Decimal base: net total it was taken of
        """
        allowed, profile = self.single_fine(own), self.law.profile
        legal = bool(allowed.reason) or self.charging.timing.terms.figures == LEGAL
        legal = legal and profile is not profiles.NONE
        return Calculation(
            kind="fine",
            profile=profile.code,
            rule=profile.fee if legal else "agreed",
            article=profile.fee_article if legal else "",
            base=base,
            own=allowed.own,
            ceiling=allowed.ceiling,
            reason=allowed.reason,
            amount=allowed.amount,
            rounding="down" if legal else "half_up",
            unit=self.currencies.step(self.currency_id),
        )

    def _fees(self, ask):
        if self.context.options.single_fine:
            return [None] * len(self.claims)
        fees = ask(self.claims)
        return list(map(self._judged, fees)) if self.law.refuses else fees

    def _judged(self, found):
        """Above the ceiling: limited, or refused when the company chose so.

        :param found: :class:`Allowed` or :class:`Calculation`
        """
        if not self.law.refuses or found.reason != "ceiling":
            return found
        if isinstance(found, Allowed):
            return found._replace(amount=ZERO)
        return replace(found, amount=ZERO)

    def _claim(self, verdict):
        item, level = verdict.item, verdict.level
        currency_id = item.currency_id
        money = self._money.get(currency_id)
        if money is None:
            money = self.currencies.step(currency_id), self.law.euro_rate(currency_id)
            self._money[currency_id] = money
        own_fine = self._fines.get(item.id)
        base = self._bases.get(item.id, item.residual)
        if own_fine is None:
            own_fine = ZERO if self.context.options.single_fine else self._own_fine(item, level)
        facts = facts_of(item)
        if base and facts.stated > own_fine and self._keeps_stated(level):
            own_fine = facts.stated
        # by position: in a run there are many
        return claims.Claim(
            item.id,
            base,
            item.due_date,
            level.number,
            own_fine,
            level.interest_monthly_percent,
            self.currencies.from_company(level.interest_minimum, currency_id),
            verdict.sheet.interest_months,
            *money,
            facts,
        )

    def _keeps_stated(self, level):
        """Whether a fine that a letter stated before stays asked: where the level takes a part of
        the claim, that part is asked anew."""
        return not level.fine_percent and not self.context.options.single_fine

    def _own_fine(self, item, level):
        base = self._bases.get(item.id, item.residual)
        if not base:
            return ZERO
        minimum = self.currencies.from_company(level.fine_minimum, item.currency_id)
        step = self.currencies.step(item.currency_id)
        return fine(base, level.fine_percent, minimum, step).amount

    def _credit(self, item):
        """In euro, rounded up: what lowers a ceiling lowers it in full."""
        owed, rate = -item.residual, self.law.euro_rate(item.currency_id)
        if rate == ONE and not owed % scales.CENT:
            return owed
        return exact.divided(owed, rate, scales.CENT, rounded_up=True)

    def _in_one_currency(self):
        """The claims in the currency of the letter, in which its one fine is asked."""
        if all(verdict.item.currency_id == self.currency_id for verdict in self.verdicts):
            return self.claims
        rate, step = self.law.euro_rate(self.currency_id), self.currencies.step(self.currency_id)
        return [
            claim
            if verdict.item.currency_id == self.currency_id
            else claim._replace(
                residual=self.currencies.to_company(claim.residual, verdict.item.currency_id),
                euro_rate=rate,
                step=step,
            )
            for claim, verdict in zip(self.claims, self.verdicts, strict=True)
        ]


def carried_elsewhere(verdicts, invoices):
    """The verdicts, without the EUR 40 or the costs of these invoices: another letter asks them.

    :param set invoices: keys of invoices, see :class:`rules.law.claims.Facts`
    """
    return [
        verdict._replace(
            item=verdict.item._replace(law=facts_of(verdict.item)._replace(compensated=True))
        )
        if facts_of(verdict.item).invoice in invoices
        else verdict
        for verdict in verdicts
    ]


def facts_of(item):
    """What the law asks about an item; one that was never reminded has few such facts."""
    return item.law or _few_facts(item.invoice_date)


@lru_cache(maxsize=4096)  # a run asks for a few hundred days, again and again
def _few_facts(invoice_date):
    return Facts(invoice_date=invoice_date)


def _no_rate(error):
    return LawStop(reasons.NO_RATE.code, {"table": error.table, "day": error.day.isoformat()})
