"""The database that setup/test makes is the one the other tests count on."""

from odoo.tests import HttpCase, TransactionCase, tagged
from odoo.tools import file_path
from odoo.tools.translate import PoFileReader, TranslationModuleReader

LANGUAGES = {"en_US", "nl_NL", "nl_BE", "fr_FR", "de_DE"}


@tagged("post_install", "-at_install")
class TestSetup(TransactionCase):
    def test_addon_and_belgian_books_are_installed(self):
        installed = self.env["ir.module.module"].search([("state", "=", "installed")])
        names = set(installed.mapped("name"))
        self.assertLessEqual({"account", "l10n_be", "account_dunning_levels"}, names)

    def test_languages_of_the_letters_are_active(self):
        active = {code for code, _name in self.env["res.lang"].get_installed()}
        self.assertLessEqual(LANGUAGES, active)

    def test_pdf_engine_is_found(self):
        self.assertEqual(self.env["ir.actions.report"].get_wkhtmltopdf_state(), "ok")

    def test_fields_of_a_model_have_labels_of_their_own(self):
        """Two fields with one label cannot be told apart in a filter; Odoo warns of them."""
        twice = []
        for name, model in self.env.registry.items():
            if not name.startswith("account.dunning."):
                continue
            own = [field for field in model._fields.values() if field.name != "id"]
            labels = [field.string for field in own if not field.inherited]
            twice += [(name, label) for label in set(labels) if labels.count(label) > 1]
        self.assertEqual(twice, [])

    def test_choices_taken_from_another_field_are_in_the_language_of_the_user(self):
        dutch = self.env(context={"lang": "nl_BE"})
        for model, name, choice, words in (
            ("account.dunning.item", "hold_kind", "blocked", "Geblokkeerd"),
            ("account.dunning.item", "move_type", "out_invoice", "Klantfactuur"),
            ("account.dunning.item", "sign", "in_payment", "Er is een betaling onderweg"),
            ("account.dunning.settlement", "order", "costs_first", "Kosten"),
        ):
            found = dict(dutch[model].fields_get([name])[name]["selection"])
            self.assertIn(words, found[choice], (model, name))

    def test_template_of_the_translations_has_the_words_that_are_shown(self):
        """A term that is not in the template can be in no translation: its screen is in English."""
        addon = "account_dunning_levels"
        rows = TranslationModuleReader(self.env.cr, modules=[addon])
        shown = {source for _module, _type, _name, _id, source, _value, _comments in rows}
        template = PoFileReader(file_path(f"{addon}/i18n/{addon}.pot"))
        known = {entry["src"] for entry in template}
        self.assertTrue(known)
        self.assertEqual((sorted(shown - known), sorted(known - shown)), ([], []))


@tagged("post_install", "-at_install")
class TestSetupHttp(HttpCase):
    def test_web_client_answers(self):
        self.assertEqual(self.url_open("/web/login").status_code, 200)
