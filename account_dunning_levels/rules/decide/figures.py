"""What the figures of the dashboard mean. SQL only sums; these divide.

A figure that cannot be told (nothing invoiced, nothing paid, nothing reminded) is None, never 0.
"""

from ..base.money import HUNDRED, ZERO


def days_sales_outstanding(receivables, sales, days):
    """How many days of sales the customers owe: ``receivables x days / sales``.

    :param Decimal receivables: what customers owe now, credits deducted, tax included
    :param Decimal sales: invoiced in the last ``days`` days less credit notes, tax included
    :param int days: length of the period of the sales, above zero
    :return: Decimal days, 0 when customers owe nothing; None without sales
    :raises ValueError: the period has no days

    Example: 30,000 open, 90,000 invoiced in 90 days: 30 days.
    """
    if days <= 0:
        raise ValueError(f"a period has at least one day, not {days}")
    if sales <= 0:
        return None
    return max(receivables, ZERO) * days / sales


def weighted_average(weighted_sum, weights):
    """An average in which each value counts as much as its weight.

    :param Decimal weighted_sum: sum of value x weight
    :param Decimal weights: sum of the weights, not negative
    :return: Decimal; None when nothing has a weight

    Example: 900 paid 10 days late and 100 paid 40 days late: (9,000 + 4,000) / 1,000 = 13 days.
    """
    if weights <= 0:
        return None
    return weighted_sum / weights


def share(part, whole):
    """``part`` of ``whole`` in percent, from 0 to 100.

    :return: Decimal; None when there is no whole

    Example: of 2,000 reminded, 500 were paid: 25.
    """
    if whole <= 0:
        return None
    return min(max(part, ZERO), whole) * HUNDRED / whole
