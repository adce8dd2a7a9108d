"""VAT on bad debts: when it comes back, and how much of an invoice's VAT is lost.

Netherlands: one year after the day on which the invoice was to be paid, or earlier when it is
certain that nothing comes (Wet OB 1968 art. 29 par. 1 and 2); what is paid later bears VAT again.
Belgium: when the loss of the claim is certain (W.Btw art. 77 par. 1, 7°; for a bankruptcy the day
of the judgment, for a judicial reorganisation the day of the court's decision: KB nr. 4 art. 3);
VAT is due again on what comes in later. Amounts are ``Decimal``; VAT is in the currency of the
company, at the rate of the invoice.
"""

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from ..base.money import ZERO, round_half_up


class Scheme(NamedTuple):
    """How VAT of a country comes back.

    :ivar country: two upper-case letters
    :ivar years: so long after the due date it comes back by law; 0: only a certain loss counts
    :ivar article: where the law says so
    """

    country: str
    years: int
    article: str


SCHEMES = {
    "nl": Scheme("NL", 1, "Wet OB 1968 art. 29"),
    "be": Scheme("BE", 0, "W.Btw art. 77 § 1, 7°; KB nr. 4 art. 3"),
}


def lost_by_law_on(scheme, due):
    """The day on which VAT comes back by law, or None where only a certain loss counts.

    Of 29 February it is 28 February.
    """
    if not scheme.years:
        return None
    year = due.year + scheme.years
    last = calendar.monthrange(year, due.month)[1]
    return date(year, due.month, min(due.day, last))


def late_until(scheme, day):
    """The last due date of which VAT is back by law on a day, or None as in
    :func:`lost_by_law_on`."""
    if not scheme.years:
        return None
    year = day.year - scheme.years
    due = date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))
    # 29 February comes back on the same day as 28 February
    following = due + timedelta(days=1)
    return following if lost_by_law_on(scheme, following) <= day else due


@dataclass(frozen=True, slots=True)
class TaxPart:
    """What one tax is of an invoice, an item or a list.

    :ivar tax: what it is known by; sorts
    :ivar base, vat: in the currency of the company
    """

    tax: object
    base: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """An item of an invoice, in the invoice's currency, at the end of a period.

    :ivar original: what it was, above zero
    :ivar credited: what credit notes took off it
    :ivar paid: what came in
    :ivar lost: at most this is lost; None: all that is unpaid
    """

    original: Decimal
    credited: Decimal = ZERO
    paid: Decimal = ZERO
    lost: Decimal | None = None

    @property
    def asked(self):
        return max(self.original - self.credited, ZERO)

    @property
    def unpaid(self):
        left = max(self.asked - self.paid, ZERO)
        return left if self.lost is None else min(left, self.lost)


def after_credits(taxes, credits):
    """The taxes of an invoice less those of its credit notes, never below zero.

    :param taxes, credits: :class:`TaxPart` objects; of the credits, what was set off against the
        invoice
    """
    less = {}
    for part in credits:
        base, vat = less.get(part.tax, (ZERO, ZERO))
        less[part.tax] = base + part.base, vat + part.vat
    found = []
    for part in taxes:
        base, vat = less.get(part.tax, (ZERO, ZERO))
        found.append(replace(part, base=max(part.base - base, ZERO), vat=max(part.vat - vat, ZERO)))
    return found


def spread(amount, weights, step):
    """Spread an amount over weights; the parts add up to it exactly, each rounded to ``step``.

    :param weights: list of Decimals that are not negative
    """
    total = sum(weights, ZERO)
    parts, reached, before = [], ZERO, ZERO
    for weight in weights:
        reached += weight
        until = round_half_up(amount * reached / total, step) if total else ZERO
        parts.append(until - before)
        before = until
    return parts


def spread_taxes(taxes, weights, step):
    """The taxes of each item of an invoice: a list per weight."""
    per_item = [[] for _weight in weights]
    for part in taxes:
        bases, vats = (spread(amount, weights, step) for amount in (part.base, part.vat))
        for own, base, vat in zip(per_item, bases, vats, strict=True):
            own.append(TaxPart(part.tax, base, vat))
    return per_item


def lost_parts(taxes, item, rate, step):
    """Base and VAT per tax of what is unpaid of an item.

    VAT is that of the item in proportion, to the cent. Where all of the item bears these taxes the
    bases take up the rounding, the largest first: bases and VAT are together what is unpaid.

    :param taxes: :class:`TaxPart` of the whole item, after credit notes
    :param item: :class:`Item`
    :param rate: units of company currency for one of the invoice's
    :param step: rounding of the company currency
    """
    if not item.asked or not item.unpaid:
        return [replace(part, base=ZERO, vat=ZERO) for part in taxes]
    share = item.unpaid / item.asked
    found = [
        replace(
            part,
            base=round_half_up(part.base * share, step),
            vat=round_half_up(part.vat * share, step),
        )
        for part in taxes
    ]
    taxed = sum((part.base + part.vat for part in taxes), ZERO)
    if not found or abs(round_half_up(item.asked * rate, step) - taxed) > step * len(taxes):
        return found
    over = round_half_up(item.unpaid * rate, step) - sum(p.base + p.vat for p in found)
    largest = max(range(len(found)), key=lambda place: found[place].base)
    found[largest] = replace(found[largest], base=found[largest].base + over)
    return found


class Change(NamedTuple):
    """What a list says of one tax of an item beyond earlier lists; negative: VAT is due again.

    :ivar kind: ``claim``, ``recovered`` (money came in) or ``correction`` (a credit note came)
    """

    kind: str
    tax: object
    base: Decimal
    vat: Decimal


def changes(reported, credited, now):
    """What is new since earlier lists.

    :param reported: tax -> (base, VAT) as earlier lists have them, added up; empty: none has
    :param credited: :class:`TaxPart` as they would be with the credit notes of now and the
        payments of then
    :param now: :class:`TaxPart` as they are
    :return: list of :class:`Change`, without those of zero
    """
    found = []
    steps = {part.tax: part for part in credited}
    # taxes that the invoice has no more
    gone = [TaxPart(tax, ZERO, ZERO) for tax in reported if tax not in steps]
    steps |= {part.tax: part for part in gone}
    for part in (*now, *gone):
        before = TaxPart(part.tax, *reported.get(part.tax, (ZERO, ZERO)))
        step = steps[part.tax] if reported else before
        found += _change("correction", before, step)
        found += _change("recovered", step, part)
    return found


def _change(kind, before, after):
    base, vat = after.base - before.base, after.vat - before.vat
    if not base and not vat:
        return []
    # more than before: a new loss, or a payment that came back
    return [Change("claim" if vat > 0 or (not vat and base > 0) else kind, after.tax, base, vat)]
