"""How a payment of a customer would be divided, and allocating it so when a person clicks.

A payment or credit note that is not allocated yet is divided over what the customer owes in its
currency: the company says whether costs and interest go first (as BW 6:44 and other codes have it)
or the invoices, as Odoo does. Charges that no books know yet are booked when something of the
payment is for them. Settled with Odoo's own reconciliation, one debt after the other.
"""

from dataclasses import dataclass
from decimal import Decimal

from odoo.exceptions import UserError

from ...rules.base.charges import FINE, INTEREST
from ...rules.base.money import ZERO, decimal_of
from ...rules.decide import notice_states
from ...rules.decide.booking import distribute
from . import booking, outstanding

COSTS_FIRST = "costs_first"


@dataclass(frozen=True, slots=True)
class Debt:
    """Something the customer owes that a payment can be for.

    :ivar kind: ``costs``, ``interest`` or ``principal``; a charge invoice of both is ``costs``
    :ivar item: its open item; empty for charges that are not booked
    :ivar notice: the reminder that asks the charges; empty for an invoice
    """

    kind: str
    item: object
    notice: object
    amount: Decimal


def open_credits(partner, company):
    """Payments and credit notes of a customer that are not allocated, oldest first."""
    return _open_items(partner, company).filtered(lambda item: item.amount_residual_currency < 0)


def debts(partner, company, currency, paid_on):
    """What a customer owes in a currency, oldest first; charges not booked yet as well.

    :param date paid_on: of the payment: it is not for what letters asked later
    :return: list of :class:`Debt`
    """
    items = _open_items(partner, company).filtered(
        lambda item: item.amount_residual_currency > 0 and item.currency_id == currency
    )
    result = []
    for item in items:
        # sudo: whether an invoice asks for charges is no secret
        notice = item.move_id.sudo().dunning_notice_id
        result.append(
            Debt(_kind(item, notice), item, notice, decimal_of(item.amount_residual_currency))
        )
    return result + _unbooked(partner, company, currency, paid_on)


def _open_items(partner, company):
    items = partner.env["account.move.line"].search(
        [
            ("company_id", "=", company.id),
            ("partner_id", "child_of", partner.commercial_partner_id.ids),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
        ]
    )
    return items.sorted(lambda item: (item.date_maturity or item.date, item.id))


def _kind(item, notice):
    if not notice:
        return "principal"
    own = notice.charge_ids.filtered(lambda charge: charge.charge_move_id == item.move_id)
    kinds = set(own.mapped("kind"))
    return "interest" if kinds == {INTEREST} else "costs"


def _unbooked(partner, company, currency, paid_on):
    """Charges of the customer's letters that wait for their payment, newest letter first."""
    result = []
    for notice, due in _waiting(partner, company, currency, paid_on).items():
        for kind, code in (("costs", FINE), ("interest", INTEREST)):
            amount = sum((one.amount for one in due if one.kind == code), ZERO)
            if amount:
                none = partner.env["account.move.line"]
                result.append(Debt(kind, none, notice, amount))
    return result


def _waiting(partner, company, currency, paid_on):
    """What letters up to a day ask and no books know: dict notice -> list of
    :class:`charges.outstanding.OpenCharge`, the newest letter first.

    Of each claim the charges of its last letter: what earlier letters asked is not added up, but
    for the EUR 40 of an invoice that no later letter asks, as those of one that was paid without.
    """
    # sudo: letters and their charges are read by the engine
    notices = (
        partner.env["account.dunning.notice"]
        .sudo()
        .search(
            [
                ("partner_id", "=", partner.commercial_partner_id.id),
                ("company_id", "=", company.id),
                ("currency_id", "=", currency.id),
                ("charge_mode", "=", "on_payment"),
                ("state", "in", notice_states.valid()),
                ("date", "<=", paid_on),
            ],
            order="date desc, id desc",
        )
    )
    seen, fined, result = set(), set(), {}
    left = outstanding.left(notices)
    for notice in notices:
        result[notice] = [
            one
            for one in left[notice]
            if not seen.intersection((one.line or notice.claim_ids).move_line_id.ids)
            or _is_not_repeated(one, fined)
        ]
        seen.update(notice.claim_ids.move_line_id.ids)
        fined.update(outstanding.fined_items(notice).ids)
    return result


def _is_not_repeated(due, fined):
    """Whether a charge of an earlier letter is the EUR 40 of invoices that no later one fines.

    :param set fined: ids of the items on which later letters state a fine
    """
    if due.kind != FINE:
        return False
    own = set(outstanding.compensated_items(due).ids)
    return bool(own) and not own & fined


def propose(payment, owed, order):
    """Divide a payment over debts.

    :param Decimal payment: not negative
    :param owed: list of :class:`Debt`
    :return: ``(list of (Debt, Decimal) in their order, what is left over)``
    """
    numbered = [(number, debt.kind, debt.amount) for number, debt in enumerate(owed)]
    parts, over = distribute(payment, numbered, order == COSTS_FIRST)
    return [(owed[number], amount) for number, amount in parts], over


def allocate(credit, parts):
    """Settle a payment with these debts, in their order; charges are booked and posted first.

    :param credit: the open credit, with the rights of the user
    :param parts: list of ``(item, notice)``; the item is empty for charges that are not booked
    :raises UserError: nothing is chosen
    """
    if not parts:
        raise UserError(credit.env._("Choose at least one line that the payment settles."))
    done = credit.env["account.move.line"]
    for item, notice in parts:
        items = item or _booked_item(credit, notice)
        for one in items - done:
            if credit.reconciled:
                return
            if not one.reconciled:
                (credit | one).reconcile()
        done |= items


def _booked_item(credit, notice):
    """The open item of the reminder's charges, which are booked and posted now if need be."""
    of_notice = notice.partner_id, notice.company_id, notice.currency_id
    if due := _waiting(*of_notice, credit.date).get(notice.sudo()):  # sudo: as in _waiting
        booking.book_part(notice, due)
    invoice = notice.charge_move_id.with_env(notice.env)
    if invoice.state == "draft":
        invoice._post(soft=False)
    return invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
