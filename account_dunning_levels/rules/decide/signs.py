"""What Odoo itself says about an item: facts beside amount, dates and level (SPEC section 11).

They are read in :mod:`engine.signs`; what they mean for a reminder say the reasons.
"""

from decimal import Decimal
from typing import NamedTuple

from ..base.money import ZERO


class Signs(NamedTuple):
    """Facts of one open item; most items have none.

    :ivar not_claim: money we paid out, which no customer owes for a delivery
    :ivar non_trade: its account is marked non-trade
    :ivar no_due_date: nobody gave it a due date
    :ivar collects: it is paid by a direct debit that we collect, and none of it came back
    :ivar unsent: its invoice was never sent to the customer
    :ivar under_way: what payments on their way cover of it, in its currency
    :ivar is_unknown: a payment on its way is in a currency without a rate, so that nobody knows
        how much of the item it covers
    """

    not_claim: bool = False
    non_trade: bool = False
    no_due_date: bool = False
    collects: bool = False
    unsent: bool = False
    under_way: Decimal = ZERO
    is_unknown: bool = False


NO_SIGNS = Signs()


#: codes of :data:`warnings.WARNINGS` that :func:`warnings_of` decides on
WARNING_CODES = ("payment_under_way", "payment_no_rate", "never_sent")


def warnings_of(notice, options, currencies):
    """What the list says of the signs on a letter.

    :param notice: :class:`.notices.Notice`
    :param options: :class:`.values.Options`
    :param currencies: :class:`.values.Currencies`
    :return: dict code of a :class:`.warnings.ListWarning` -> its figures as dict of ``Decimal``, in
        the currency of the letter
    """
    items = [claim.verdict.item for claim in notice.claims]
    items = [item for item in items if item.signs is not None]
    if not items:
        return {}
    under_way = unsent = ZERO
    is_unknown = False
    for item in items:
        signs = item.signs
        if signs.under_way:
            under_way += _on_letter(signs.under_way, item, notice, currencies)
        if signs.unsent:
            unsent += _on_letter(item.residual, item, notice, currencies)
        is_unknown = is_unknown or signs.is_unknown
    found = {}
    if under_way:
        found["payment_under_way"] = {"amount": under_way}
    if is_unknown:
        found["payment_no_rate"] = {}
    if unsent and options.unsent == "warn":
        found["never_sent"] = {"amount": unsent}
    return found


def _on_letter(amount, item, notice, currencies):
    """An amount of an item in the currency of the letter: its own, or that of the company."""
    if item.currency_id == notice.currency_id:
        return amount
    return currencies.to_company(amount, item.currency_id)
