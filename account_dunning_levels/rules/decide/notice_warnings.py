"""What a control list warns of because of the figures of a letter (SPEC section 11)."""

from ..base.money import ZERO
from .bases import is_raised

#: codes of :data:`warnings.WARNINGS` that this file decides on
CODES = ("amount_changed", "charges_above_claim")


def of_notice(notice, currencies):
    """The warnings of one letter with their figures.

    :param notice: :class:`notices.Notice`
    :return: dict code -> dict name -> Decimal, in the currency of the letter; empty for most
    """
    found = {}
    items = [claim.verdict.item for claim in notice.claims]
    raised = [item for item in items if is_raised(item) and not item.is_charge]
    if raised:
        found["amount_changed"] = {
            "amount_announced": _sum(notice, raised, [i.announced for i in raised], currencies),
            "amount_now": _sum(notice, raised, [i.residual for i in raised], currencies),
        }
    above = _above_claim(notice, currencies)
    if above:
        found["charges_above_claim"] = above
    return found


def _above_claim(notice, currencies):
    """Figures of the charges that are above the claim they are for: each by itself."""
    if notice.single_fine and notice.single_fine.amount > notice.net:
        return {"amount_charges": notice.single_fine.amount, "amount_claims": notice.net}
    items, charges, claims = [], [], []
    for claim in notice.claims:
        item = claim.verdict.item
        fine, interest = claim.fine.amount if claim.fine else ZERO, claim.interest.amount
        if fine > item.residual or interest > item.residual:
            items.append(item)
            charges.append(fine + interest)
            claims.append(item.residual)
    if not items:
        return {}
    return {
        "amount_charges": _sum(notice, items, charges, currencies),
        "amount_claims": _sum(notice, items, claims, currencies),
    }


def _sum(notice, items, amounts, currencies):
    total = ZERO
    for item, amount in zip(items, amounts, strict=True):
        if item.currency_id != notice.currency_id:
            amount = currencies.to_company(amount, item.currency_id)
        total += amount
    return total
