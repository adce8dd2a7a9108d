"""Dates and amounts as Odoo writes them in one language, for texts with many of them."""

import babel.dates

from odoo.tools import float_round
from odoo.tools.misc import NON_BREAKING_SPACE, babel_locale_parse, get_lang, posix_to_ldml


class LocalWords:
    """What ``format_date`` and ``formatLang`` write in the language of ``env``.

    They look the language up for each word; here that is done once.
    """

    def __init__(self, env):
        lang = get_lang(env)
        self._lang = env["res.lang"].browse(lang.id)
        self._locale = babel_locale_parse(lang.code)
        self._pattern = posix_to_ldml(lang.date_format, locale=self._locale)

    def date(self, date):
        """A date; empty when there is none."""
        if not date:
            return ""
        return babel.dates.format_date(date, format=self._pattern, locale=self._locale)

    def money(self, amount, currency):
        """An amount with the sign of its currency; a no-break space keeps it whole."""
        digits = currency.decimal_places
        rounded = float_round(amount, precision_digits=digits, rounding_method="HALF-EVEN")
        number = self._lang.format(f"%.{digits}f", rounded, grouping=True)
        if not currency.symbol:
            return number
        parts = (number, currency.symbol)
        return NON_BREAKING_SPACE.join(parts if currency.position == "after" else parts[::-1])
