"""Dates and amounts of letters are the words that Odoo writes."""

from datetime import date

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import format_date, formatLang

from odoo.addons.account_dunning_levels.engine.store.local_words import LocalWords

LANGUAGES = ("en_US", "nl_NL", "nl_BE", "fr_FR", "de_DE")
AMOUNTS = (0, 0.005, 1.005, 2.675, -0.5, 999.995, 1234.5, -1234567.891, 12345678.9)
DATES = (date(2024, 2, 29), date(2026, 1, 1), date(2026, 12, 31))


@tagged("post_install", "-at_install")
class TestLocalWords(TransactionCase):
    def currencies(self):
        names = ("EUR", "USD", "JPY", "KWD")
        found = self.env["res.currency"].with_context(active_test=False)
        found = found.search([("name", "in", names)])
        self.assertEqual(len(found), len(names))
        bare = self.env["res.currency"].new({"name": "XXT", "symbol": "", "decimal_places": 2})
        return found | bare

    def test_amounts_and_dates_are_those_of_odoo_in_every_language(self):
        for code in LANGUAGES:
            self.env["res.lang"]._activate_lang(code)
            env = self.env(context={"lang": code})
            words = LocalWords(env)
            for currency in self.currencies():
                for amount in AMOUNTS:
                    self.assertEqual(
                        words.money(amount, currency),
                        formatLang(env, amount, currency_obj=currency),
                        (code, currency.name, amount),
                    )
            for day in DATES:
                self.assertEqual(words.date(day), format_date(env, day), code)
            self.assertEqual(words.date(False), "")

    def test_language_that_is_not_installed_is_replaced_as_odoo_does(self):
        env = self.env(context={"lang": "ja_JP"})
        euro = self.env.ref("base.EUR")
        self.assertEqual(
            LocalWords(env).money(1234.5, euro), formatLang(env, 1234.5, currency_obj=euro)
        )
