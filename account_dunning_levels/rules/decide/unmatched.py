"""Money that came in and is not matched yet: can it be the payment of what a reminder asks?"""

from decimal import Decimal
from typing import NamedTuple

from ..base.money import ZERO


class Money(NamedTuple):
    """Unmatched money in one currency.

    :ivar company_amount: the same as the ledger has it, in company currency; None when it has no
        entry yet
    """

    currency_id: int
    amount: Decimal
    company_amount: Decimal | None = None


def worth(money, currency_id, currencies):
    """What some money is worth in a currency: its own as it is, other money at the day's rates.

    :param money: :class:`Money` values
    :param currencies: :class:`.values.Currencies`
    """
    return sum((_worth(one, currency_id, currencies) for one in money), ZERO)


def _worth(one, currency_id, currencies):
    if one.currency_id == currency_id:
        return one.amount
    in_company = one.company_amount
    if in_company is None:
        in_company = currencies.to_company(one.amount, one.currency_id)
    return currencies.from_company(in_company, currency_id)


def covers_a_claim(money, claims, currencies):
    """Whether the money is at least the smallest of some claims.

    :param money: :class:`Money` values
    :param claims: (currency, amount) pairs
    """
    return any(
        worth(money, currency_id, currencies) >= amount for currency_id, amount in set(claims)
    )
