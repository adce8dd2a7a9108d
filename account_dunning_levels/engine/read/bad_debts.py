"""The rows of a list of bad debts: what the ledger says, less what earlier lists reported."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from ...rules.base.money import ZERO, decimal_of, round_half_up
from ...rules.law import bad_debts as rules
from ..ledger import bad_debts as ledger

#: why nothing comes back; their words are those of the selection field of the rows
NO_TAX, ON_PAYMENT, OTHER_COUNTRY = "no_tax", "on_payment", "other_country"


class Reported(NamedTuple):
    """What earlier confirmed lists say of one item.

    :ivar amounts: tax id -> (base, VAT), added up
    :ivar paid: what had come in when it was last reported, in the invoice's currency
    """

    amounts: dict
    paid: object


class CertainLoss(NamedTuple):
    """A loss that is certain.

    :ivar amount: at most, in the invoice's currency; None: all of it
    """

    day: date
    ground: str
    amount: object = None


class Asked(NamedTuple):
    """What a list asks for.

    :ivar scheme: :class:`rules.law.bad_debts.Scheme`
    :ivar losses: invoice id -> :class:`CertainLoss`
    :ivar reported: (invoice id, item id or None) -> :class:`Reported`
    :ivar own_credit_ids: credit notes that stand for rows of earlier lists
    """

    company: object
    scheme: object
    date_from: date
    date_to: date
    losses: dict
    reported: dict
    own_credit_ids: list


def rows(asked):
    """The rows of a list, each a dict of values of ``account.dunning.bad.debt.line``.

    Reads in a fixed number of statements.
    """
    company = asked.company
    late_until = rules.late_until(asked.scheme, asked.date_to)
    item_ids = [item_id for _move, item_id in asked.reported if item_id]
    items = ledger.items(company, late_until, asked.date_to, asked.losses, item_ids)
    facts = _Facts(asked, items)
    found = []
    by_move = defaultdict(list)
    for item in items:
        by_move[item.move_id].append(item)
    for move_items in by_move.values():
        found += _of_invoice(facts, move_items)
    return found + _of_gone(asked, {(item.move_id, item.id) for item in items})


class _Facts:
    """What belongs to the items, looked up once."""

    def __init__(self, asked, items):
        env = asked.company.env
        self.asked = asked
        self.step = decimal_of(asked.company.currency_id.rounding)
        self.settled = defaultdict(list)
        for row in ledger.settled(
            env, [item.id for item in items], asked.date_to, asked.own_credit_ids
        ):
            self.settled[row.item_id].append(row)
        credit_ids = {row.credit_id for own in self.settled.values() for row in own} - {None}
        self.taxes = defaultdict(list)
        move_ids = {item.move_id for item in items}
        for row in ledger.taxes(env, move_ids | credit_ids):
            self.taxes[row.move_id].append(row)
        europe = env.ref("base.europe", raise_if_not_found=False)
        # VAT of another member state (one stop shop) is declared there
        home = env["res.country"].search([("code", "=", asked.scheme.country)])
        self.abroad = set((europe.country_ids - home).ids) if europe else set()

    def is_lost_by_law(self, item):
        day = rules.lost_by_law_on(self.asked.scheme, item.due)
        return day is not None and day <= self.asked.date_to

    def why_not(self, tax):
        """Why the VAT of a tax does not come back, or None."""
        if tax.is_on_payment:
            return ON_PAYMENT
        return OTHER_COUNTRY if tax.country_id in self.abroad else None


def _of_invoice(facts, items):
    """The rows of one invoice; ``items`` are all of its items."""
    move_id = items[0].move_id
    taxes = [row for row in facts.taxes[move_id] if row.is_vat]
    total = sum(decimal_of(item.original) for item in items)
    rate = sum(decimal_of(item.original_company) for item in items) / total
    parts = rules.after_credits(
        [rules.TaxPart(row.tax_id, decimal_of(row.base), decimal_of(row.vat)) for row in taxes],
        _credited(facts, items, rate),
    )
    debts = _lost_at_most(facts, items, [_debt(facts, item) for item in items])
    shares = rules.spread_taxes(parts, [debt.asked for debt in debts], facts.step)
    found = []
    for item, debt, share in zip(items, debts, shares, strict=True):
        if item.is_wanted:
            found += _of_item(facts, item, debt, share, rate)
    return found


def _debt(facts, item):
    credited = paid = ZERO
    for row in facts.settled[item.id]:
        if row.credit_id:
            credited += decimal_of(row.amount)
        else:
            paid += decimal_of(row.amount)
    return rules.Item(decimal_of(item.original), credited, paid)


def _lost_at_most(facts, items, debts):
    """The items with what is lost of them, where a person named an amount for the invoice."""
    loss = facts.asked.losses.get(items[0].move_id)
    if not loss or loss.amount is None:
        return debts
    left, found = loss.amount, []
    for item, debt in zip(items, debts, strict=True):
        if not facts.is_lost_by_law(item):
            debt = replace(debt, lost=left)
            left -= debt.unpaid
        found.append(debt)
    return found


def _credited(facts, items, rate):
    """The taxes of credit notes, as far as they were set off against the invoice."""
    found = []
    currency = next((row.currency_id for row in facts.taxes[items[0].move_id]), None)
    for item in items:
        for row in facts.settled[item.id]:
            total = decimal_of(row.credit_total)
            if not row.credit_id or not total:
                continue
            share = decimal_of(row.credit_amount) / total
            for tax in facts.taxes[row.credit_id]:
                base, vat = decimal_of(tax.base), decimal_of(tax.vat)
                if tax.currency_id == currency and vat:
                    # at the rate of the invoice, so that it goes out even with its taxes
                    at_rate = decimal_of(tax.vat_currency) * rate
                    base, vat = base * at_rate / vat, at_rate
                found.append(rules.TaxPart(tax.tax_id, base * share, vat * share))
    return found


def _of_item(facts, item, debt, share, rate):
    asked = facts.asked
    loss = asked.losses.get(item.move_id)
    by_law = facts.is_lost_by_law(item)
    reported = asked.reported.get((item.move_id, item.id))
    if reported and not by_law and not loss:
        # nothing is lost any more: the due date was moved, or the decision taken back
        debt = replace(debt, lost=ZERO)
    returning = {row.tax_id for row in facts.taxes[item.move_id] if not facts.why_not(row)}
    common = {
        "move_id": item.move_id,
        "move_line_id": item.id,
        "date_maturity": item.due,
        "date_lost": _lost_on(facts, item, loss),
        "ground": loss.ground if loss and not by_law else "law",
        "paid_amount": debt.paid,
        "credited_amount": debt.credited,
        "unpaid_amount": debt.unpaid,
        "unpaid_company_amount": round_half_up(debt.unpaid * rate, facts.step),
    }
    common["is_late"] = bool(common["date_lost"] and common["date_lost"] < asked.date_from)
    now = rules.lost_parts(share, debt, rate, facts.step)
    before = replace(debt, paid=reported.paid) if reported else debt
    credited = rules.lost_parts(share, before, rate, facts.step)
    found = [
        common | {"kind": change.kind, "tax_id": change.tax, "base": change.base, "vat": change.vat}
        for change in rules.changes(
            reported.amounts if reported else {},
            [part for part in credited if part.tax in returning],
            [part for part in now if part.tax in returning],
        )
    ]
    if reported or not debt.unpaid:
        return found
    return found + _nothing(facts, item, share, now, common)


def _lost_on(facts, item, loss):
    """The first day on which the item was lost, by law or for certain; None when it is not."""
    days = [loss.day] if loss else []
    if facts.is_lost_by_law(item):
        days.append(rules.lost_by_law_on(facts.asked.scheme, item.due))
    return min(days, default=None)


def _nothing(facts, item, share, now, common):
    """Rows that say why no VAT comes back: a tax that is not owed yet, or none at all."""
    whys = {row.tax_id: facts.why_not(row) for row in facts.taxes[item.move_id]}
    if not share:
        return [common | {"kind": "nothing", "why": NO_TAX, "base": ZERO, "vat": ZERO}]
    return [
        common
        | {
            "kind": "nothing",
            "why": whys[part.tax],
            "tax_id": part.tax,
            "base": part.base,
            "vat": ZERO,
        }
        for part in now
        if whys[part.tax]
    ]


def _of_gone(asked, there):
    """Corrections of what was reported of items that are not there any more."""
    found = []
    for (move_id, item_id), reported in asked.reported.items():
        if (move_id, item_id) in there:
            continue
        found += [
            {
                "move_id": move_id,
                "move_line_id": item_id,
                "kind": "correction",
                "tax_id": tax,
                "base": -base,
                "vat": -vat,
                "ground": "law",
            }
            for tax, (base, vat) in reported.amounts.items()
            if base or vat
        ]
    return found
