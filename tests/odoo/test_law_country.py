"""A country is one folder: with that of made-up Exland, everything follows its law.

Its folder is the one of ``tests/rules/countries``, and nothing else of Exland is in the addon.
Consumers there have ten days after a first reminder that says where to complain; then they owe
10 euro, 5 % of what is above 100 euro, 50 euro at most, and 7.3 % a year. Businesses owe 25 euro
for an invoice.
"""

import sys
from pathlib import Path

from freezegun import freeze_time
from send_common import SendCommon
from test_law_settings import words

from odoo.tests import Form, tagged

from odoo.addons.account_dunning_levels.engine.notice import letter_law
from odoo.addons.account_dunning_levels.rules.law import content, countries, profiles, rates

FOLDER = Path(__file__).parents[1] / "rules" / "countries"


@tagged("post_install", "-at_install")
class TestMadeUpCountry(SendCommon):
    """A company in Exland; Jan is a consumer who owes 1,000.00 since 31 January 2026."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        before = cls.choices()
        countries.register(FOLDER)
        cls.addClassCleanup(cls.unregister_again, before)
        cls.company.country_id = cls.env["res.country"].create({"name": "Exland", "code": "XX"})
        cls.sheet.write({"law_profile": "auto", "charge_figures": "legal"})
        cls.sheet.level_ids.write(
            {"fine_percent": 0, "interest_monthly_percent": 0, "opening": "Hello,\n\n{term}"}
        )
        cls.rates = cls.env["account.dunning.rate"]
        cls.rates._load_shipped()
        cls.jan = cls.make_customer("Jan Peeters", is_company=False)
        cls.item = cls.invoice(1000.0, "2026-01-31", cls.jan)

    @classmethod
    def unregister_again(cls, before):
        if "xx" in countries.COUNTRIES:
            countries.unregister(FOLDER)
        assert cls.choices() == before

    @classmethod
    def choices(cls):
        """Laws and rate tables that can be chosen on the screens."""
        models = cls.env["account.dunning.sheet"], cls.env["account.dunning.rate"]
        return [
            models[0].fields_get(["law_profile"])["law_profile"]["selection"],
            models[1].fields_get(["table"])["table"]["selection"],
        ]

    def charges(self, key_date, partner=None):
        """Fine and interest of the reminder that a run of a day proposes."""
        with freeze_time(key_date):
            run = self.make_run(key_date)
            notice = self.notice_of(run, partner or self.jan)
            run.action_cancel()
        return notice.fine_amount, notice.interest_amount

    ### On the screens ###

    def test_its_laws_and_its_rate_table_can_be_chosen(self):
        laws, tables = map(dict, self.choices())
        self.assertEqual(laws["xx_consumer"], "Exland, consumers")
        self.assertEqual(laws["xx_business"], "Exland, businesses")
        self.assertEqual(tables["xx_legal"], "Exland, legal rate")
        self.assertEqual(laws["be_consumer"], "Belgium, consumers")

    def test_sheet_for_consumers_follows_its_law(self):
        self.env["account.dunning.sheet"].with_company(self.company).action_create_consumer_sheet()
        sheet = self.env["account.dunning.sheet"].search(
            [("company_id", "=", self.company.id), ("id", "!=", self.sheet.id)]
        )
        self.assertEqual((sheet.name, sheet.law_profile), ("Consumers", "auto"))
        self.assertIn("Exland, consumers", words(sheet.law_words))
        with Form(sheet) as form:
            form.law_profile = "xx_consumer"
        self.assertEqual(sheet.law_profile, "xx_consumer")
        sheet.level_ids[1].fine_minimum = 11
        # on a claim of a cent 10 is allowed
        self.assertIn(
            "Exland, consumers: the fine of level 2 on 0.01 € is 11.00 €, at most 10.00 €",
            words(sheet.law_words),
        )

    def test_standard_sheets_have_one_for_its_consumers(self):
        self.sheet.with_context(active_test=False).search(
            [("company_id", "=", self.company.id)]
        ).unlink()
        sheets = self.env["account.dunning.sheet"].with_company(self.company)
        sheets.action_create_standard_sheets()
        made = sheets.search([("company_id", "=", self.company.id)])
        self.assertIn("Consumers", made.mapped("name"))

    def test_settings_say_what_applies(self):
        settings = self.env["res.config.settings"].with_company(self.company).create({})
        said = words(settings.dunning_law_words)
        for part in (
            "Exland, consumers The first reminder is free",
            "Nothing is charged within 10 days",
            "10.00 € plus 5 % of what is above 100.00 €; at least 0.00 €, at most 50.00 €",
            "at most 7.3 % a year on 03/31/2026",
            "Exland, businesses 25.00 € for each unpaid invoice",
            "Figures checked on 11/24/2026",
        ):
            self.assertIn(part, said)
        self.assertFalse(settings.dunning_asks_company_size)

    def test_its_rates_are_filled_in_on_the_screen_and_used(self):
        self.remind("2026-02-09")
        self.rates.search([("table", "=", "xx_legal")]).unlink()
        with freeze_time("2026-03-31"):
            run = self.make_run("2026-03-31")
        line = self.line_of(run, self.item)
        self.assertEqual(line.reason, "no_rate")
        self.assertIn("No rate of “Exland, legal rate” is known for 02/20/2026", line.explanation)
        run.action_cancel()
        with Form(self.rates) as form:
            form.table = "xx_legal"
            form.date_from, form.date_to, form.percent = "2026-01-01", "2026-12-31", 14.6
        # 1,000 at 14.6 % is 0.40 a day, 40 days
        self.assertEqual(self.charges("2026-03-31"), (50, 16))

    ### Its letter ###

    def test_first_letter_without_what_it_must_say_is_not_released(self):
        self.sheet.level_ids.opening = "Pay {amount}."
        run = self.make_run("2026-02-09")
        notice = self.notice_of(run, self.jan)
        with self.assertRefused("Jan Peeters", "the office where to complain"):
            notice.action_release()
        self.assertEqual(notice.state, "proposed")
        self.sheet.level_ids.opening = "Pay {amount}. Complain to the office in Room 7."
        notice.action_release()
        self.assertEqual(notice.state, "ready")

    def test_first_letter_has_the_sentence_of_its_law(self):
        self.jan.lang = "en_US"
        notice = self.notice_of(self.remind("2026-02-09"), self.jan)
        self.assertTrue(notice.is_complete_by_law)
        self.assertEqual(notice.announced_amount, 50)
        text = " ".join(self.letter_text(notice).split())
        self.assertIn(
            "Pay 1,000.00 € within ten days, or 50.00 € more. Complain to the office in Room 7.",
            text.replace("\xa0", " "),
        )
        self.assertEqual(letter_law.of_notice(notice).elements, ("balance", "office"))

    ### Its charges ###

    def test_charges_come_by_its_figures_when_its_ten_days_are_over(self):
        self.assertEqual(self.charges("2026-02-09"), (0, 0))
        self.remind("2026-02-09")
        # by e-mail: ten days from Tuesday the 10th to the 19th
        self.assertEqual(self.charges("2026-02-23"), (50, 0.8))  # 10 + 5 % of 900 = 55: 50 at most
        # 1,000 at 7.3 % is 0.20 a day; 20 February to 31 March: 40 days
        self.assertEqual(self.charges("2026-03-31"), (50, 8))

    def test_calculation_names_its_rule_and_its_articles(self):
        self.remind("2026-02-09")
        line = self.line_of(self.remind("2026-03-31"), self.item)
        self.assertIn("(XX 1) = 50.00", line.explanation)
        self.assertIn("Interest by law (XX 2)", line.explanation)
        self.assertIn("scale of collection costs", line.explanation)

    def test_business_owes_its_compensation(self):
        self.invoice(300.0, "2026-01-31")
        # 300 at 2.15 + 6 = 8.15 %, 1 to 9 February: 9 days: 0.6029
        self.assertEqual(self.charges("2026-02-09", self.customer), (25, 0.6))

    def test_why_says_what_waits(self):
        self.company.dunning_when_not_allowed = "wait"
        self.company.dunning_min_interval_days = 0
        self.sheet.level_ids.min_days_overdue = 0
        self.remind("2026-02-09")
        with freeze_time("2026-02-19"):
            answer = self.item.action_dunning_explain("2026-02-19")
        self.assertEqual((answer["reason"], answer["next_date"]), ("law_waiting", "2026-02-20"))
        self.assertIn("charges are allowed from 02/20/2026", answer["sentence"])

    ### It goes ###

    def test_nothing_is_left_of_it_when_it_goes(self):
        countries.unregister(FOLDER)
        self.addCleanup(countries.register, FOLDER)
        for known in (profiles.PROFILES, profiles.NAMES, rates.TABLES, content.ELEMENTS):
            self.assertFalse([code for code in known if code.startswith("xx") or code == "office"])
        self.assertFalse([name for name in sys.modules if ".law.countries.xx" in name])
        self.assertNotIn("Exland", str(self.choices()))
        self.sheet.invalidate_recordset(["law_words"])
        self.assertIn("No law of Exland is built in", words(self.sheet.law_words))
        with self.assertRaises(ValueError):
            self.sheet.law_profile = "xx_consumer"
        # the sheet's own figures apply: none
        self.assertEqual(self.charges("2026-03-31"), (0, 0))
