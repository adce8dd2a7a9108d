"""How claims and credits become letters (SPEC sections 4 and 5)."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from ..base import lateness
from ..base.charges import Charge, fine, interest, less
from ..base.money import ZERO, round_up
from ..law.ceilings import Allowed
from . import channels, reasons
from .bases import charge_bases, is_limited
from .on_law import LawCharges, LawStop, LetterUnderLaw, carried_elsewhere
from .selection import Verdict, decide
from .values import Item, Level, Sheet


class NoticeClaim(NamedTuple):
    """A claim on a notice with the charges of its own level.

    :ivar law: what the law made of them, None where none applies
    :ivar has_compensation: its fine is the EUR 40 that the law gives once for an invoice
    :ivar has_instalment_costs: its fine, or its part of the one fine of the letter, are the costs
        that the law gives once for an invoice in instalments
    """

    verdict: Verdict
    fine: Charge | None
    interest: Charge
    law: LawCharges | None = None
    has_compensation: bool = False
    has_instalment_costs: bool = False


class Notice(NamedTuple):
    """One letter to one customer.

    :ivar currency_id: of all amounts here: the items' own, or the company's when letters
        are not split by currency
    :ivar net: claims minus credits, without charges
    :ivar single_fine: the one fine of the notice, or None when fines are per claim
    :ivar channel: by which it leaves: the level's, or what that falls back to
    :ivar law_fine: what the law made of it, None where none applies
    """

    customer_id: int
    currency_id: int
    channel: str
    level: Level
    sheet: Sheet
    claims: tuple[NoticeClaim, ...]
    credits: tuple[Item, ...]
    others: tuple[Verdict, ...]
    net: Decimal
    fine_amount: Decimal
    interest_amount: Decimal
    single_fine: Charge | None
    law_fine: Allowed | None = None

    @property
    def total(self):
        return self.net + self.fine_amount + self.interest_amount


class Proposal(NamedTuple):
    """What a run proposes for one customer: letters, and what was left out and why.

    :ivar left_out: ``(verdict, reason)`` of each overdue item that is on no letter
    """

    notices: tuple[Notice, ...]
    left_out: tuple[tuple[Verdict, str], ...]


def propose(items, sheet, context, currencies, law=None, lacks=MappingProxyType({})):
    """Decide on all open items of one customer.

    :param items: list of :class:`values.Item` of one customer; credits (residual below zero)
        must already be limited to those dated up to the key date
    :param sheet: the customer's sheet or None
    :param Currencies currencies: must know every currency of ``items``
    :param law: :class:`on_law.Lawful`; None: the sheet's own figures
    :param lacks: what the recipient lacks, see :func:`channels.fitting`; or a function of the
        claims (:class:`Verdict`) of a letter, where they say who gets it
    :return: :class:`Proposal`
    """

    def channel_of(level, verdicts):
        of_letter = lacks(verdicts) if callable(lacks) else lacks
        return channels.fitting(level.channel, of_letter)[0]

    credits, steps_up, passed_over = [], [], []
    waits = law and law.waits
    for item in items:
        if item.residual > ZERO:
            verdict = decide(item, sheet, context)
            if waits:
                verdict = law.wait(verdict)
            if not verdict.reason:
                verdict = needing_rate(verdict, currencies, law)
            if not verdict.reason:
                steps_up.append(verdict)
            elif _is_listed(verdict, context):
                passed_over.append(verdict)
        elif item.residual < ZERO and not item.blocked:
            credits.append(item)
    letters, left_out, carried = [], [], set()
    for group in _letters_of(steps_up, credits, context.options, currencies):
        note = None
        if carried:
            group.verdicts = carried_elsewhere(group.verdicts, carried)
        try:
            notice, reason = _build(group, channel_of, context, currencies, law)
        except LawStop as stop:
            notice, reason, note = None, stop.reason, stop.note
        if notice:
            letters.append(notice)
            if law:
                carried.update(compensated_invoices(notice))
        else:
            left_out += [(v._replace(reason=reason, note=note), reason) for v in group.verdicts]
    letters, shown = _with_others(letters, passed_over, context.options)
    left_out += [(v, v.reason) for v in passed_over if v.item.id not in shown]
    return Proposal(tuple(letters), tuple(left_out))


def _is_listed(verdict, context):
    """Whether an item that is left out is on the control list: its day has passed.

    Of one without a due date, the day of its entry.
    """
    listed = reasons.of(verdict.reason).is_listed
    return listed and lateness.is_due(verdict.item.due_date, context.key_date)


def needing_rate(verdict, currencies, law):
    """The verdict, left out where an exchange rate is missing that its figures need."""
    currency_id = verdict.item.currency_id
    note = None
    if not currencies.knows(currency_id):
        note = {"currency_id": currency_id, "company_id": currencies.company_id}
    elif law and not law.knows_rate(currency_id):
        note = {"currency_id": currency_id}
    if not note:
        return verdict
    return verdict._replace(reason=reasons.NO_EURO_RATE.code, note=note)


def rebuild(verdicts, credits, currency_id, channel_of, context, currencies, law=None):
    """Compute one letter again after items changed or were taken off it.

    :param verdicts: the claims that stay on it, not empty, each with the level it steps to
    :param credits: items with a residual below zero
    :param channel_of: function of the :class:`Level` that the letter gets: code of the channel by
        which it leaves
    :param law: :class:`on_law.Lawful`; None: the sheet's own figures
    :return: ``(Notice, "")``, or ``(None, reason)`` when its net total does not allow one
    :raises LawStop: a rate that the law's figures need is missing
    """
    group = _Group(list(verdicts), list(credits), currency_id)

    def channel_of_letter(level, _verdicts):
        return channel_of(level)

    return _build(group, channel_of_letter, context, currencies, law)


@dataclass(slots=True)
class _Group:
    verdicts: list
    credits: list
    currency_id: int

    @property
    def top(self):
        """The claim with the highest level; the first of several."""
        top, *others = self.verdicts
        for verdict in others:
            if verdict.level.number > top.level.number:
                top = verdict
        return top


def _letters_of(verdicts, credits, options, currencies):
    """Cut a customer's claims and credits into letters: by currency, then by level."""
    by_currency = defaultdict(lambda: ([], []))
    for verdict in verdicts:
        key = verdict.item.currency_id if options.split_by_currency else currencies.company_id
        by_currency[key][0].append(verdict)
    for credit in credits:
        key = credit.currency_id if options.split_by_currency else currencies.company_id
        if key in by_currency:
            by_currency[key][1].append(credit)
    for currency_id, (claims, own_credits) in sorted(by_currency.items()):
        if options.letter_per == "level":
            yield from _letters_per_level(claims, own_credits, currency_id, currencies)
        else:
            yield _Group(claims, own_credits, currency_id)


def _letters_per_level(claims, credits, currency_id, currencies):
    """One letter per level, highest first; each credit lowers the letter that asks most.

    A letter whose credits exceed its claims joins the one that asks most: together the
    letters never ask for more than the customer owes.
    """

    def net(group):
        return _company_net(group, currencies)

    by_level = defaultdict(list)
    for verdict in claims:
        by_level[verdict.level.number].append(verdict)
    groups = [_Group(by_level[n], [], currency_id) for n in sorted(by_level, reverse=True)]
    for credit in sorted(credits, key=lambda item: (item.residual, item.id)):
        max(groups, key=net).credits.append(credit)
    while len(groups) > 1 and net(in_credit := min(groups, key=net)) < 0:
        groups.remove(in_credit)
        most = max(groups, key=net)
        most.verdicts += in_credit.verdicts
        most.credits += in_credit.credits
    return sorted(groups, key=lambda group: group.top.level.number, reverse=True)


def _build(group, channel_of, context, currencies, law):
    """Return ``(Notice, "")``, or ``(None, reason)`` when its net total does not allow one.

    :raises LawStop: a credit is in a currency without a rate
    """
    for credit in group.credits:
        if not currencies.knows(credit.currency_id):
            note = {"currency_id": credit.currency_id, "company_id": currencies.company_id}
            raise LawStop(reasons.NO_EURO_RATE.code, note)
    net = _net(group, currencies)
    in_company = currencies.to_company(net, group.currency_id)
    if in_company <= ZERO:
        return None, reasons.IN_CREDIT.code
    if in_company < context.options.min_amount or in_company < context.criteria.min_amount:
        return None, reasons.BELOW_MINIMUM.code
    channel = channel_of(group.top.level, group.verdicts)
    return _charged(group, channel, net, context, currencies, law), ""


def compensated_invoices(notice):
    """The invoices whose EUR 40 or costs a letter asks: no other letter of the customer asks them
    too."""
    return {
        claim.verdict.item.law.invoice
        for claim in notice.claims
        if (claim.has_compensation or claim.has_instalment_costs) and claim.verdict.item.law
    }


def _charged(group, channel, net, context, currencies, law):
    currency_id = group.currency_id
    alone = law and law.leaves_alone([verdict.item for verdict in group.verdicts])
    lawful = None if alone else law
    bases = _bases(group, lawful, context, currencies)
    claims = tuple([charge_claim(v, context, currencies, bases) for v in group.verdicts])
    top = group.top
    single = law_fine = letter = None
    if context.options.single_fine:
        single = _single_fine(group, bases, currencies)
    if lawful:
        fines = {claim.verdict.item.id: claim.fine.amount for claim in claims if claim.fine}
        letter = LetterUnderLaw(
            lawful,
            channel,
            group.verdicts,
            group.credits,
            currency_id,
            context,
            currencies,
            fines,
            bases,
        )
        claims = _lawful_claims(claims, letter)
        if single:
            law_fine = letter.single_fine(single.amount)
            single = single.of(law_fine.amount)
            claims = _marked(claims, letter.bearers_of_single() if single.amount else ())
        if letter.asks_costs_once:
            claims = _with_instalment_costs(claims, letter, single)
    claims = tuple(
        [
            _less_fine_before(claim, law, currencies) if claim.verdict.item.fine_before else claim
            for claim in claims
        ]
    )
    if single and is_capped(law, top.sheet):
        single = _single_less_before(single, law_fine, letter, group, currencies)
    return _summed_up(group, channel, net, claims, single, law_fine, currencies)


def _summed_up(group, channel, net, claims, single, law_fine, currencies):
    currency_id, top = group.currency_id, group.top
    fines = (
        single.amount
        if single
        else _sum(
            [(c.verdict.item.currency_id, c.fine.amount) for c in claims], currency_id, currencies
        )
    )
    interests = _sum(
        [(c.verdict.item.currency_id, c.interest.amount) for c in claims], currency_id, currencies
    )
    return Notice(
        top.item.customer_id,
        currency_id,
        channel,
        top.level,
        top.sheet,
        claims,
        tuple(group.credits),
        (),
        net,
        fines,
        interests,
        single,
        law_fine,
    )


def _single_less_before(single, law_fine, letter, group, currencies):
    """The one fine of a letter, less what was booked or waived of fines of its claims."""

    def before(verdicts):
        shares = [(v.item.currency_id, v.item.fine_before) for v in verdicts]
        found = _sum(shares, group.currency_id, currencies)
        return round_up(found, currencies.step(group.currency_id))

    if letter:
        return single.of(letter.single_less_before(law_fine, before))
    return less(single, before(group.verdicts))


def _marked(claims, bearers):
    """The claims, those marked whose EUR 40 are in the one fine of the letter."""
    return tuple(
        [
            claim._replace(has_compensation=True) if claim.verdict.item.id in bearers else claim
            for claim in claims
        ]
    )


def _with_instalment_costs(claims, letter, single):
    """The claims, those marked that carry the costs of an invoice in instalments."""
    charged = letter.charged_ids() if single and single.amount else ()
    return tuple(
        [
            claim._replace(has_instalment_costs=True)
            if _instalments(claim) > 1
            and (claim.verdict.item.id in charged or (claim.fine and claim.fine.amount))
            else claim
            for claim in claims
        ]
    )


def _instalments(claim):
    law = claim.verdict.item.law
    return law.instalments if law else 1


def _less_fine_before(claim, law, currencies):
    """A law caps the fine of a claim for all letters together: what is booked is asked already."""
    item = claim.verdict.item
    if not claim.fine or not is_capped(law, claim.verdict.sheet):
        return claim
    before = round_up(item.fine_before, currencies.step(item.currency_id))
    return claim._replace(fine=less(claim.fine, before))


def is_capped(law, sheet):
    """Whether fines of later letters count what was asked before; “auto” in a country without a
    law asks the sheet's own figures."""
    return bool(law) or sheet.law_profile not in ("none", "auto")


def _lawful_claims(claims, letter):
    """The claims with what the law allows of their charges, or gives instead of them."""
    allowed, bearers = letter.charges(), letter.bearers()
    found = []
    for claim in claims:
        # by position: in a run there are many
        verdict, own_fine, own_interest, *_none = claim
        item = verdict.item
        law = allowed.get(item.id)
        if not law:  # it asks for charges itself
            found.append(claim)
            continue
        by_law, interest_by_law = law
        has_compensation = False
        if own_fine:
            own_fine = own_fine.of(by_law.amount)
            has_compensation = item.id in bearers and bool(own_fine.amount)
        own_interest = own_interest.of(interest_by_law.amount)
        if item.interest_before:
            own_interest = less(own_interest, item.interest_before)
        found.append(NoticeClaim(verdict, own_fine, own_interest, law, has_compensation))
    return tuple(found)


def nets_credits(lawful, context):
    """Whether credits lower what charges are taken of: where the fine is one on the net total, and
    where a law decides. A sheet's own fine on each claim is taken of the claim (SPEC section 5).

    :param lawful: the law on the charges of the letter; None where the sheet's own figures stand
    """
    return context.options.single_fine or bool(lawful)


def _bases(group, lawful, context, currencies):
    """What the charges of each claim of a letter are taken of, see :mod:`bases`; empty where that
    is what is open."""
    items = [v.item for v in group.verdicts if not v.item.is_charge]
    credits = group.credits if nets_credits(lawful, context) else ()
    if not credits and not any(map(is_limited, items)):
        return {}
    return charge_bases(items, credits, currencies)


def _single_fine(group, bases, currencies):
    """One fine on the net total; what charges of earlier reminders ask is no part of its base."""
    currency_id, level = group.currency_id, group.top.level
    items = [v.item for v in group.verdicts if not v.item.is_charge]
    own = [(item.currency_id, bases.get(item.id, item.residual)) for item in items]
    base = _sum(own, currency_id, currencies)
    step = currencies.step(currency_id)
    if not base:
        return fine(ZERO, ZERO, ZERO, step)
    minimum = currencies.from_company(level.fine_minimum, currency_id)
    return fine(base, level.fine_percent, minimum, step)


def charge_claim(verdict, context, currencies, bases=MappingProxyType({})):
    """The charges of one claim, by the parameters of its own next level.

    Of interest only what was not booked or waived before; charges themselves bear none, and
    neither does what credits of the letter pay in full.

    :param dict bases: item id -> what they are taken of, where that is not what is open
    """
    item, level = verdict.item, verdict.level
    base = bases.get(item.id, item.residual)
    if item.is_charge or not base:
        level = level.without_charges()
    step = currencies.step(item.currency_id)
    own_fine = None
    if not context.options.single_fine:
        minimum = currencies.from_company(level.fine_minimum, item.currency_id)
        own_fine = fine(base, level.fine_percent, minimum, step)
    return NoticeClaim(
        verdict,
        own_fine,
        less(
            interest(
                base,
                level.interest_monthly_percent,
                currencies.from_company(level.interest_minimum, item.currency_id),
                verdict.sheet.interest_months,
                item.due_date,
                context.key_date,
                step,
            ),
            item.interest_before,
        ),
    )


def _with_others(letters, passed_over, options):
    """Add the customer's other overdue items to its letters' second table.

    Each goes to one letter: the highest of its currency (letters come highest first).
    """
    shown = set()
    if not passed_over:
        return letters, shown
    result = []
    for letter in letters:
        others = []
        if letter.level.show_other_items:
            others = [
                verdict
                for verdict in passed_over
                if reasons.of(verdict.reason).shown_as_other
                and verdict.item.id not in shown
                and (
                    not options.split_by_currency or verdict.item.currency_id == letter.currency_id
                )
            ]
        shown.update(verdict.item.id for verdict in others)
        result.append(letter._replace(others=tuple(others)))
    return result, shown


def _items(group):
    return [verdict.item for verdict in group.verdicts] + group.credits


def _net(group, currencies):
    amounts = [(item.currency_id, item.residual) for item in _items(group)]
    return _sum(amounts, group.currency_id, currencies)


def _company_net(group, currencies):
    return currencies.to_company(_net(group, currencies), group.currency_id)


def _sum(amounts, currency_id, currencies):
    """Add amounts up; in a letter of several currencies (then in company currency) the subtotal
    of each is converted once."""
    total, others = ZERO, {}
    for own_currency, amount in amounts:
        if own_currency == currency_id:
            total += amount
        else:
            others[own_currency] = others.get(own_currency, ZERO) + amount
    for own_currency, amount in others.items():
        total += currencies.to_company(amount, own_currency)
    return total
