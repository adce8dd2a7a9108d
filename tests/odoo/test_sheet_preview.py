"""What the sheet form shows before anything is sent, and the sheets that come with the addon."""

from dunning_common import DunningCommon

from odoo.tests import Form, tagged
from odoo.tools import html2plaintext

STANDARD = ("sheet_all_customers", "sheet_key_accounts")


@tagged("post_install", "-at_install")
class TestSheetPreview(DunningCommon):
    def preview(self, amount=1000.0, due="2026-04-10"):
        self.sheet.preview_amount = amount
        self.sheet.preview_due_date = due
        return self.sheet._preview_steps()

    def set_levels(self, **values):
        """``values``: field -> one value per level."""
        for name, row in values.items():
            for level, value in zip(self.sheet.level_ids, row, strict=True):
                level[name] = value

    def test_preview_gives_day_level_charges_and_total_of_each_reminder(self):
        self.set_levels(
            min_days_overdue=(3, 20, 30),
            fine_percent=(0.0, 5.0, 5.0),
            fine_minimum=(0.0, 60.0, 0.0),
            interest_monthly_percent=(0.0, 0.0, 1.0),
        )
        steps = self.preview()
        # due 10 April: level 1 from 3 days late; level 2 from 20 days, 17 after level 1;
        # level 3 from 30 days, but at least 14 after level 2: 14 May, 34 days late
        self.assertEqual([step["level"] for step in steps], [1, 2, 3])
        self.assertEqual([step["days"] for step in steps], [3, 20, 34])
        self.assertEqual(
            [step["date"] for step in steps], ["04/13/2026", "04/30/2026", "05/14/2026"]
        )
        # fines 0; 5 % of 1000 = 50, at least 60; 50. Interest 1 % x 34 / 30 of 1000 = 11.33
        amounts = [
            [self.number(step[name]) for name in ("fine", "interest", "total")] for step in steps
        ]
        self.assertEqual(amounts, [[0.0, 0.0, 1000.0], [60.0, 0.0, 1060.0], [50.0, 11.33, 1061.33]])

    @staticmethod
    def number(text):
        return float("".join(sign for sign in text if sign.isdigit() or sign == "."))

    def test_preview_starts_the_day_after_the_due_date_when_no_days_are_asked(self):
        self.assertEqual([step["days"] for step in self.preview()], [1, 15, 29])

    def test_preview_respects_the_interval_of_the_company(self):
        self.company.dunning_min_interval_days = 7
        self.assertEqual([step["days"] for step in self.preview()], [1, 8, 15])

    def test_preview_respects_the_grace_of_the_company(self):
        self.company.dunning_grace_days = 10
        # the example invoice is dated on its due date: late from day 11
        self.assertEqual([step["days"] for step in self.preview()], [11, 25, 39])

    def test_preview_stops_at_the_highest_level_of_the_company(self):
        self.company.dunning_max_level = 2
        self.assertEqual([step["level"] for step in self.preview()], [1, 2])

    def test_preview_leaves_levels_that_are_off_out(self):
        self.sheet.level_ids[1].active = False
        self.assertEqual([step["level"] for step in self.preview()], [1])

    def test_preview_without_amount_or_date_is_empty(self):
        self.assertEqual(self.preview(amount=0.0), [])
        self.assertEqual(self.preview(due=False), [])
        self.assertEqual(self.preview(amount=-5.0), [])

    def test_preview_below_the_minimum_amount_is_empty(self):
        self.company.dunning_min_amount = 100.0
        self.assertEqual(self.preview(amount=99.99), [])
        self.assertEqual(len(self.preview(amount=100.0)), 3)

    def test_preview_reads_as_a_page(self):
        self.preview()
        text = html2plaintext(self.sheet.preview)
        for words in ("04/11/2026", "1 day late", "15 days late", "by e-mail", "1,000.00"):
            self.assertIn(words, text)

    def test_preview_follows_the_form_before_it_is_saved(self):
        with Form(self.sheet) as form:
            form.preview_amount = 200.0
            form.preview_due_date = "2026-04-10"
            self.assertIn("200.00", html2plaintext(form.preview))
            with form.level_ids.edit(0) as level:
                level.fine_minimum = 12.5
            # 200 + 12.50
            self.assertIn("212.50", html2plaintext(form.preview))
            form.interest_months = "full"
        self.assertEqual(self.sheet.level_ids[0].fine_minimum, 12.5)


@tagged("post_install", "-at_install")
class TestStandardSheets(DunningCommon):
    def standard(self, name):
        return self.env.ref(f"account_dunning_levels.{name}").sudo()

    def test_standard_sheet_for_all_customers_has_three_levels(self):
        sheet = self.standard("sheet_all_customers")
        self.assertFalse(sheet.category_id)
        self.assertEqual(sheet.level_ids.mapped("number"), [1, 2, 3])

    def test_standard_sheet_for_key_accounts_is_for_that_category(self):
        sheet = self.standard("sheet_key_accounts")
        self.assertEqual(sheet.category_id.with_context(lang="en_US").name, "Key accounts")
        self.assertGreaterEqual(len(sheet.level_ids), 1)

    def test_standard_texts_are_written_in_four_languages(self):
        codes = {code for code, _name in self.env["res.lang"].get_installed()}
        wanted = [code for code in ("nl_NL", "nl_BE", "fr_FR", "de_DE") if code in codes]
        self.assertTrue(wanted)
        for name in STANDARD:
            for level in self.standard(name).level_ids:
                for field in ("subject", "heading", "opening", "closing"):
                    english = level.with_context(lang="en_US")[field]
                    self.assertTrue(english, f"{name} {level.number} {field}")
                    for code in wanted:
                        text = level.with_context(lang=code)[field]
                        self.assertNotEqual(text, english, f"{name} {level.number} {field} {code}")

    def test_company_without_sheets_gets_copies_of_the_standard_ones(self):
        company = self.other_company()
        sheets = self.env["account.dunning.sheet"].with_company(company)
        sheets.action_create_standard_sheets()
        made = sheets.search([("company_id", "=", company.id)], order="sequence desc")
        self.assertEqual(len(made), 2)
        self.assertTrue(all(made.mapped("active")))
        originals = self.standard("sheet_all_customers") | self.standard("sheet_key_accounts")
        self.assertEqual(set(made.mapped("name")), set(originals.mapped("name")))
        self.assertFalse(made & originals)
        for copy in made:
            source = originals.filtered(lambda one, copy=copy: one.category_id == copy.category_id)
            self.assertEqual(copy.level_ids.mapped("number"), source.level_ids.mapped("number"))
            self.assertEqual(copy.level_ids.mapped("opening"), source.level_ids.mapped("opening"))

    def test_copies_of_the_standard_sheets_keep_all_languages(self):
        company = self.other_company()
        sheets = self.env["account.dunning.sheet"].with_company(company)
        sheets.action_create_standard_sheets()
        made = sheets.search([("company_id", "=", company.id), ("category_id", "=", False)])
        source = self.standard("sheet_all_customers")
        for code, _name in self.env["res.lang"].get_installed():
            translated = made.with_context(lang=code)
            original = source.with_context(lang=code)
            self.assertEqual(translated.name, original.name)
            self.assertEqual(
                translated.level_ids.mapped("opening"), original.level_ids.mapped("opening")
            )

    def test_company_with_sheets_keeps_them(self):
        with self.assertRefused(self.company.name, "already"):
            self.env["account.dunning.sheet"].action_create_standard_sheets()

    def test_company_with_only_archived_sheets_is_refused_too(self):
        self.sheet.active = False
        with self.assertRefused("already"):
            self.env["account.dunning.sheet"].action_create_standard_sheets()
