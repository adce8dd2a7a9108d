"""What the charges of a claim are taken of: fine and interest have the same base (SPEC section 11).

It is what is open of the claim, less the credits of its letter where the letter nets them
(:func:`notices.nets_credits`): these pay the oldest claim first. It is never more than letters
announced of the claim so far.
"""

from ..base.money import ZERO


def charge_bases(items, credits, currencies):
    """The base of each claim of a letter.

    :param items: :class:`values.Item` objects with a residual above zero that bear charges: not
        those that ask for charges themselves
    :param credits: items with a residual below zero that the letter nets
    :param Currencies currencies: of the day
    :return: dict item id -> Decimal, at least 0, in the currency of the claim
    """
    bases = {item.id: item.residual for item in items}
    if credits:
        _pay(bases, sorted(items, key=_oldest_first), credits, currencies)
    for item in items:
        if is_limited(item):
            bases[item.id] = min(bases[item.id], announced_of(item))
    return bases


def announced_of(item):
    """The most of a claim that charges may be taken of because no letter announced more, or None.

    Where free time counts from a letter, what that letter announced: of what came on later no free
    time began.
    """
    announced = item.announced
    if item.law is not None and item.law.warned_amount is not None:
        warned = item.law.warned_amount
        announced = warned if announced is None else min(announced, warned)
    return announced


def is_limited(item):
    """Whether charges are taken of less than is open because no letter announced more."""
    most = announced_of(item)
    return most is not None and most < item.residual


def is_raised(item):
    """Whether more is open of a claim than its letters announced."""
    return item.announced is not None and item.residual > item.announced


def credited(items, credits, currencies):
    """What the credits of a letter take off each claim: dict item id -> Decimal."""
    left = {item.id: item.residual for item in items}
    _pay(left, sorted(items, key=_oldest_first), credits, currencies)
    return {item.id: item.residual - left[item.id] for item in items}


def _oldest_first(item):
    return item.due_date, item.id


def _pay(open_amounts, claims, credits, currencies):
    """Take credits off claims: each in its own currency first, the rest by the rates of the day."""
    rest = ZERO  # in company currency
    for currency_id in dict.fromkeys(credit.currency_id for credit in credits):
        left = -sum([c.residual for c in credits if c.currency_id == currency_id], ZERO)
        for claim in claims:
            if claim.currency_id == currency_id:
                paid = min(left, open_amounts[claim.id])
                open_amounts[claim.id] -= paid
                left -= paid
        rest += currencies.to_company(left, currency_id)
    for claim in claims:
        if rest <= ZERO:
            return
        open_now = open_amounts[claim.id]
        owed = currencies.to_company(open_now, claim.currency_id)
        if owed <= rest:
            open_amounts[claim.id] = ZERO
        else:
            paid = currencies.from_company(rest, claim.currency_id)
            open_amounts[claim.id] = max(open_now - paid, ZERO)
        rest -= owed
