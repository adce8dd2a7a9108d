"""When an item is late, and how many months it has been."""

import calendar
from datetime import timedelta
from fractions import Fraction
from functools import lru_cache


def days_overdue(due_date, key_date):
    """Days from the due date to the key date; 0 on the due date itself, never negative."""
    return max((key_date - due_date).days, 0)


def is_due(due_date, key_date):
    """Whether the due date has passed on the key date (SPEC section 4, ``not_due``)."""
    return due_date < key_date


def grace_end(invoice_date, grace_days):
    """The last day on which the item is not late, counted from the *invoice* date."""
    return invoice_date + timedelta(days=grace_days)


def add_months(day, months):
    """The same day ``months`` later, or the last day of that month if it is shorter."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return day.replace(year=year, month=month0 + 1, day=min(day.day, last))


def full_months(due_date, key_date):
    """Whole calendar months elapsed: 31 January to 28 February is one."""
    if key_date <= due_date:
        return 0
    months = (key_date.year - due_date.year) * 12 + key_date.month - due_date.month
    return months if add_months(due_date, months) <= key_date else months - 1


@lru_cache(maxsize=16384)  # a run asks for a few thousand due dates, again and again
def interest_months(mode, due_date, key_date):
    """Months of interest from the due date to the key date (SPEC section 5).

    :param str mode: ``days_30`` (days / 30), ``full`` (whole months elapsed), ``started``
        (those plus one if days remain), ``days_365`` (days x 12 / 365)
    :return: exact ``Fraction``, 0 when not overdue
    :raises ValueError: unknown mode
    """
    days = days_overdue(due_date, key_date)
    if mode == "days_30":
        return Fraction(days, 30)
    if mode == "days_365":
        return Fraction(days * 12, 365)
    full = full_months(due_date, key_date)
    if mode == "full":
        return Fraction(full)
    if mode == "started":
        return Fraction(full + (add_months(due_date, full) < key_date))
    raise ValueError(f"unknown way to count interest months: {mode!r}")
