"""The law in the settings: consumer or business, rates by date, what the screens say of it."""

import importlib.util
from datetime import date
from pathlib import Path

from dunning_common import DunningCommon
from lxml import html
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import convert_file

import odoo.addons.account_dunning_levels as addon
from odoo.addons.account_dunning_levels.rules.law import day_counts, profiles, rates


def words(markup):
    """The text of HTML as a reader sees it."""
    text = html.fromstring(f"<div>{markup}</div>").text_content()
    return " ".join(text.replace("\xa0", " ").split())


class LawCase(DunningCommon):
    """A Belgian company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.belgium = cls.env.ref("base.be")
        cls.company.country_id = cls.belgium


@tagged("post_install", "-at_install")
class TestNature(LawCase):
    def person(self, **values):
        return self.make_customer("Jan Peeters", is_company=False, **values)

    def test_company_or_vat_number_makes_a_business_and_a_mere_person_a_consumer(self):
        for values, consumer, why in (
            ({"is_company": True}, False, "company"),
            ({"is_company": False, "vat": "BE0477472701"}, False, "VAT"),
            ({"is_company": False, "vat": "/"}, True, "person"),
            ({"is_company": False}, True, "person"),
            ({"is_company": True, "dunning_nature": "consumer"}, True, "chosen"),
            ({"is_company": False, "dunning_nature": "business"}, False, "chosen"),
        ):
            with self.subTest(values):
                partner = self.make_customer("Peeters", **values)
                self.assertEqual(partner.dunning_is_consumer, consumer)
                self.assertIn(why, partner.dunning_nature_words)

    def test_contact_of_a_company_is_what_the_company_is(self):
        company = self.make_customer("Peeters NV")
        contact = self.person(parent_id=company.id)
        self.assertFalse(contact.dunning_is_consumer)
        company.dunning_nature = "consumer"
        self.assertTrue(contact.dunning_is_consumer)

    def test_can_be_searched(self):
        person = self.person()
        company = self.make_customer("Peeters NV")
        found = self.env["res.partner"].search(
            [("dunning_is_consumer", "=", True), ("id", "in", (person | company).ids)]
        )
        self.assertEqual(found, person)


@tagged("post_install", "-at_install")
class TestRates(LawCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rates = cls.env["account.dunning.rate"]

    def rate(self, first="2027-01-01", last="2027-06-30", **values):
        return self.rates.create(
            {"table": "be_trade", "date_from": first, "date_to": last, "percent": 11, **values}
        )

    def test_all_shipped_rates_are_there_with_their_source(self):
        for table, shipped in rates.shipped_rates().items():
            known = self.rates.search([("table", "=", table)], order="date_from")
            self.assertEqual(
                [(own.date_from, own.date_to, own.percent) for own in known],
                [(own.first_day, own.last_day, float(own.percent)) for own in shipped.rates],
            )
            self.assertTrue(all(known.mapped("source")))

    def test_tables_are_chosen_by_words_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        for lang, code, name in (
            ("en_US", "be_legal", "Belgium: ordinary legal rate"),
            ("nl_NL", "be_legal", "België: gewone wettelijke intrestvoet"),
            ("nl_NL", "ecb_main_refinancing", "ECB-rente voor basisherfinancieringstransacties"),
        ):
            described = self.rates.with_context(lang=lang).fields_get(["table"])["table"]
            self.assertEqual(dict(described["selection"])[code], name)

    def test_table_that_no_law_knows_is_refused(self):
        with self.assertRaises(ValueError):
            self.rate(table="xx_legal")

    def test_what_a_user_entered_is_never_overwritten(self):
        own = self.rates.search([("table", "=", "be_trade")], order="date_from desc", limit=1)
        own.write({"percent": 99, "source": "mine"})
        gone = self.rates.search([("table", "=", "lu_legal")], order="date_from", limit=1)
        first = gone.date_from
        gone.unlink()
        self.update()
        loaded = self.rates.search([("table", "=", "lu_legal"), ("date_from", "=", first)])
        self.assertEqual((own.percent, own.source), (99, "mine"))
        self.assertEqual([(rate.table, rate.date_from) for rate in loaded], [("lu_legal", first)])
        count = self.rates.search_count([])
        self.update()
        self.assertEqual(self.rates.search_count([]), count)

    def test_a_rate_published_meanwhile_comes_with_the_next_update(self):
        """As a database of before December 2026: the French rate of July is missing."""
        july = [("table", "=", "fr_legal"), ("date_from", "=", "2026-07-01")]
        self.rates.search(july).unlink()
        self.update()
        self.assertEqual(self.rates.search(july).percent, 2.75)

    def test_a_rate_that_a_user_entered_before_it_was_shipped_stays(self):
        july = [("table", "=", "fr_legal"), ("date_from", ">=", "2026-07-01")]
        self.rates.search(july).unlink()
        own = self.rate("2026-07-01", "2027-06-30", table="fr_legal", percent=2.8)
        self.update()
        self.assertEqual(self.rates.search(july), own)
        self.assertEqual(own.percent, 2.8)

    def update(self):
        """What an update of the addon does with rates."""
        convert_file(
            self.env, "account_dunning_levels", "data/dunning_rate_data.xml", {}, mode="update"
        )

    def test_two_rates_for_one_day_are_refused_and_both_are_named(self):
        self.rate()
        with self.assertRefused("11", "01/01/2027", "06/30/2027", "12.5", "12/31/2027"):
            self.rate("2027-06-30", "2027-12-31", percent=12.5)
        self.rate("2027-07-01", "2027-12-31")

    def test_a_rate_of_one_company_may_not_overlap_the_one_for_all(self):
        self.rate()
        with self.assertRefused("overlap"):
            self.rate(company_id=self.company.id)

    def test_rates_of_two_companies_may_overlap(self):
        self.rate(company_id=self.company.id)
        self.rate(company_id=self.other_company().id)

    def test_days_without_a_rate_are_shown(self):
        last = self.rates.search([("table", "=", "be_trade")], order="date_from desc", limit=1)
        self.assertEqual(last.gap_words, "No rate from 01/01/2027")
        later = self.rate("2027-02-01", "2027-06-30")
        self.env.invalidate_all()
        self.assertEqual(last.gap_words, "No rate from 01/01/2027 to 01/31/2027")
        later.date_from = "2027-01-01"
        self.env.invalidate_all()
        self.assertFalse(last.gap_words)

    def test_rate_that_ends_before_it_starts_is_refused(self):
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.rate("2027-06-30", "2027-01-01")

    def test_rate_out_of_range_is_refused(self):
        self.rate(percent=-0.88)
        for percent in (-11, 101):
            with self.assertRaises(ValidationError):
                self.rate("2028-01-01", "2028-06-30", percent=percent)

    def test_users_read_rates_and_only_managers_change_them(self):
        user = new_test_user(
            self.env, "clerk", "account_dunning_levels.group_dunning_user,base.group_user"
        )
        self.assertTrue(self.rates.with_user(user).search([]))
        with self.assertRaises(AccessError):
            self.rates.with_user(user).search([], limit=1).percent = 1


@tagged("post_install", "-at_install")
class TestSheetLaw(LawCase):
    def law(self, sheet):
        sheet.invalidate_recordset(["law_words"])
        return words(sheet.law_words)

    def test_new_sheet_follows_the_law_of_the_country(self):
        sheet = self.env["account.dunning.sheet"].create({"name": "New", "active": False})
        self.assertEqual(sheet.law_profile, "auto")
        self.assertTrue(sheet.law_clause)
        self.assertIn("Belgium, consumers; Belgium, businesses", self.law(sheet))

    def test_choices_of_the_sheet_are_those_of_the_rules(self):
        fields = self.sheet.fields_get(["law_profile", "law_day_count"])
        self.assertEqual(
            {code for code, _words in fields["law_profile"]["selection"]},
            {*profiles.PROFILES, "auto"},
        )
        self.assertEqual(
            {code for code, _words in fields["law_day_count"]["selection"]},
            set(day_counts.POSITIONS),
        )

    def test_laws_are_chosen_by_words_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        described = self.sheet.with_context(lang="nl_NL").fields_get(["law_profile"])
        names = dict(described["law_profile"]["selection"])
        self.assertEqual(names["be_consumer"], "België, consumenten")
        self.assertEqual(names["none"], "Geen wet: de cijfers van de fiche")
        with self.assertRaises(ValueError):
            self.sheet.law_profile = "xx_consumer"

    def test_every_figure_that_goes_too_far_is_named(self):
        sheet = self.sheet
        sheet.law_profile = "be_consumer"
        sheet.level_ids.write({"fine_percent": 10, "fine_minimum": 25})
        sheet.level_ids.write({"interest_monthly_percent": 1, "interest_minimum": 5})
        sheet.interest_months = "started"
        said = self.law(sheet)
        self.assertIn("level 1 has charges, but the first reminder is free", said)
        # 25 against the 20 of a claim of a cent
        self.assertIn("the fine of level 2 on", said)
        self.assertIn("on 0.01 € is 25.00 €, at most 20.00 € is allowed", said)
        # 12 % a year against 10.5 on 2026-03-31
        self.assertIn("the interest of level 2 is 12 % a year, at most 10.5 %", said)
        self.assertIn("level 2 counts started months", said)
        self.assertIn("level 3 has a minimum of interest", said)
        self.assertEqual(said.count("level 1 has charges"), 1)

    def test_sheet_within_the_law_has_no_warning(self):
        self.sheet.law_profile = "be_consumer"
        self.assertNotIn("does not allow", self.law(self.sheet))

    def test_missing_clause_is_named(self):
        self.sheet.write({"law_profile": "be_consumer", "law_clause": False})
        self.sheet.level_ids[1].fine_minimum = 5
        self.assertIn("level 2 has a fine, but there is no clause", self.law(self.sheet))

    def test_consumers_under_a_sheet_without_law_are_a_warning_with_its_reasons(self):
        self.sheet.level_ids[0].fine_minimum = 5
        self.assertNotIn("consumers can get this sheet", self.law(self.sheet))
        self.make_customer("Jan", is_company=False, customer_rank=1)
        said = self.law(self.sheet)
        self.assertIn("consumers can get this sheet", said)
        self.assertIn("Belgium, consumers: level 1 has charges", said)
        self.sheet.law_profile = "auto"
        self.assertNotIn("consumers can get this sheet", self.law(self.sheet))

    def test_country_without_a_law_is_said(self):
        self.company.country_id = self.env.ref("base.jp")
        self.sheet.law_profile = "auto"
        self.assertIn(
            "No law of Japan is built in: the sheet's own figures apply.", self.law(self.sheet)
        )

    def test_missing_rate_is_said_on_the_sheet(self):
        self.env["account.dunning.rate"].search([("table", "=", "be_trade")]).unlink()
        self.sheet.law_profile = "be_consumer"
        self.sheet.level_ids[1].interest_monthly_percent = 1
        self.assertIn("No rate of “Belgium: late payment", self.law(self.sheet))

    def test_form_shows_the_law_before_it_is_saved(self):
        with Form(self.sheet) as form:
            form.law_profile = "nl_consumer"
            self.assertIn("Netherlands, consumers", words(form.law_words))


@tagged("post_install", "-at_install")
class TestLawSettings(LawCase):
    def said(self):
        settings = self.env["res.config.settings"].with_company(self.company).create({})
        return words(settings.dunning_law_words)

    def test_belgian_company_reads_what_applies(self):
        said = self.said()
        for part in (
            "Belgium, consumers The first reminder is free",
            "within 14 calendar days",
            "at most 20.00 € up to 150.00 € open",
            "never above 2,000.00 €",
            "at most 10.5 % a year on 03/31/2026",
            "Belgium, businesses 40.00 € for each unpaid invoice",
            "Figures checked on",
            "no legal advice",
        ):
            self.assertIn(part, said)

    def test_each_country_has_its_words(self):
        for code, part in (
            ("nl", "15 % above"),
            ("de", "real paper and postage only"),
            ("fr", "No costs of reminders may be asked"),
            ("lu", "third month since delivery"),
        ):
            self.company.country_id = self.env.ref(f"base.{code}")
            self.assertIn(part, self.said())

    def test_other_countries_are_told_that_no_law_is_built_in(self):
        self.company.country_id = self.env.ref("base.jp")
        self.assertIn("No law of Japan is built in", self.said())

    def test_small_company_changes_the_words(self):
        self.assertNotIn("small company", self.said())
        self.company.dunning_small_company = True
        self.assertIn("small company", self.said())

    def test_negative_amounts_are_refused(self):
        with self.assertRefused("Postage of a letter", "-1"):
            self.company.dunning_postage = -1
        with self.assertRefused("Real cost of a reminder", "-2"):
            self.sheet.law_real_cost = -2


@tagged("post_install", "-at_install")
class TestLawMigration(LawCase):
    def migrate(self, name, version):
        path = Path(addon.__file__).parent / f"migrations/19.0.1.2.0/{name}.py"
        spec = importlib.util.spec_from_file_location(name.replace("-", "_"), path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, version)

    def test_existing_sheets_keep_their_figures(self):
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE account_dunning_sheet DROP COLUMN law_profile")
        self.migrate("pre-law", "19.0.1.1.0")
        self.env.cr.execute("SELECT DISTINCT law_profile FROM account_dunning_sheet")
        self.assertEqual(self.env.cr.fetchall(), [("none",)])

    def test_second_time_changes_nothing(self):
        self.sheet.law_profile = "auto"
        self.env.flush_all()
        self.migrate("pre-law", "19.0.1.2.0")
        self.env.invalidate_all()
        self.assertEqual(self.sheet.law_profile, "auto")

    def test_rates_are_loaded(self):
        self.env["account.dunning.rate"].search([]).unlink()
        self.migrate("post-law", "19.0.1.1.0")
        self.assertTrue(
            self.env["account.dunning.rate"].search(
                [("table", "=", "be_trade"), ("date_from", "=", date(2015, 1, 1))]
            )
        )
