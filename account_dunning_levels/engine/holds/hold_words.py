"""Amounts and days of a hold in the reader's format."""

from odoo.tools import format_date
from odoo.tools.misc import formatLang


def money_words(hold, amount):
    """An amount of a hold in the reader's format."""
    return formatLang(hold.env, amount, currency_obj=hold.currency_id)


def day_words(hold, value):
    """A date in the reader's format."""
    return format_date(hold.env, value)
