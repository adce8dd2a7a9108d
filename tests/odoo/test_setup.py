"""The database that setup/test makes is the one the other tests count on."""

from odoo.tests import HttpCase, TransactionCase, tagged

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


@tagged("post_install", "-at_install")
class TestSetupHttp(HttpCase):
    def test_web_client_answers(self):
        self.assertEqual(self.url_open("/web/login").status_code, 200)
