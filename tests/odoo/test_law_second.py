"""What the law of five countries asks besides rates: formal notices, due dates, post, natures.

Cases and figures are those of the second look at the law; 1,000.00 is due on 31 January 2026 where
nothing else is said. Jan is a consumer.
"""

import importlib.util
from pathlib import Path

from test_law_reminders import LawReminders

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

import odoo.addons.account_dunning_levels as addon


@tagged("post_install", "-at_install")
class TestLawSecond(LawReminders):
    country = "fr"

    # ---------------------------------------------------------- formal notice

    def test_french_consumer_owes_interest_from_the_formal_notice_not_from_a_friendly_letter(self):
        self.level(2).is_formal_notice = True
        self.claim(1000.0, "2026-01-31")
        self.sent("2026-02-09")
        notice = self.sent("2026-03-20")
        self.assertEqual((notice.level, notice.is_formal_notice), (2, True))
        self.assertEqual(notice.interest_amount, 0)
        # 21 March to 3 April: 14 days at 2.62 %
        self.assertEqual(self.charges("2026-04-03"), (0, 1.0))

    def test_without_a_formal_notice_no_interest_ever_runs(self):
        self.level(3).is_formal_notice = False
        self.claim(1000.0, "2026-01-31")
        self.sent("2026-02-09")
        self.sent("2026-03-20")
        self.assertEqual(self.charges("2026-06-30"), (0, 0))

    def test_formal_notice_by_post_counts_from_the_fourth_working_day(self):
        self.level(2).is_formal_notice = True
        self.sheet.level_ids.channel = "print"
        self.claim(1000.0, "2026-01-31")
        self.sent("2026-02-09")
        self.sent("2026-04-30")
        # Labour Day: received on Wednesday 6 May; 7 to 31 May: 25 days at 2.62 %
        self.assertEqual(self.charges("2026-05-31"), (0, 1.79))

    def test_letter_to_another_country_waits_for_the_post_there(self):
        self.level(2).is_formal_notice = True
        self.sheet.level_ids.channel = "print"
        self.jan.country_id = self.env.ref("base.be")
        self.claim(1000.0, "2026-01-31")
        self.sent("2026-02-09")
        self.sent("2026-04-02")
        # Good Friday is a working day in Belgium: the 3rd, 7th and 8th of April; 9 to 30 April: 22
        # days at 2.62 %, and a day less if it had gone to France
        self.assertEqual(self.charges("2026-04-30"), (0, 1.58))
        self.jan.country_id = self.env.ref("base.fr")
        self.assertEqual(self.charges("2026-04-30"), (0, 1.51))

    def test_level_that_is_both_letters_is_refused_in_one_sentence(self):
        with self.assertRaisesRegex(ValidationError, "Level 2 of .* Switch one of them off"):
            self.level(2).write({"is_formal_notice": True, "is_fourteen_day_letter": True})

    def test_level_with_the_standard_words_of_a_formal_notice_is_one(self):
        own = {"subject": "s", "opening": "o"}
        sheet = self.env["account.dunning.sheet"].create(
            {
                "name": "Three levels",
                "active": False,
                "level_ids": [Command.create(values) for values in ({}, {}, {}, own)],
            }
        )
        marked = sheet._all_levels().mapped("is_formal_notice")
        self.assertEqual(marked, [False, False, True, False])
        self.assertTrue(self.env.ref("account_dunning_levels.level_all_3").is_formal_notice)

    def migrate(self):
        path = Path(addon.__file__).parent / "migrations/19.0.1.6.0/post-law.py"
        spec = importlib.util.spec_from_file_location("post_law", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        self.env.flush_all()
        script.migrate(self.env.cr, "19.0.1.5.0")
        self.env.invalidate_all()

    def test_update_marks_levels_whose_words_give_formal_notice_and_no_other(self):
        first, second, third = (self.level(number) for number in (1, 2, 3))
        self.sheet.level_ids.is_formal_notice = False
        first.opening = "Sinon nous devrons vous adresser une mise en demeure."
        second.heading = "Mise en demeure"
        third.write({"heading": "Ingebrekestelling", "is_fourteen_day_letter": True})
        self.claim(1000.0, "2026-01-31")
        self.sent("2026-02-09")
        notice = self.sent("2026-03-20")
        self.assertFalse(notice.is_formal_notice)
        self.migrate()
        self.assertEqual(
            [level.is_formal_notice for level in (first, second, third)], [False, True, False]
        )
        self.assertTrue(notice.is_formal_notice)
        self.assertEqual(self.charges("2026-04-03"), (0, 1.0))

    # -------------------------------------------------------------- due dates

    def test_german_business_owes_nothing_on_the_letter_that_causes_default(self):
        self.follow_law("de")
        self.sheet.law_due_date_agreed = False
        self.assertEqual(self.sheet.law_due_date, "invoice")
        self.claim(5000.0, "2026-01-16", self.customer, invoiced="2026-01-02")
        self.assertEqual(self.charges("2026-01-26", self.customer), (0, 0))
        self.sent("2026-01-26", self.customer)
        # 27 January to 2 March: 35 days at 10.27 %
        self.assertEqual(self.charges("2026-03-02", self.customer), (40, 49.24))

    def test_sheet_that_says_nothing_agrees_due_dates_with_businesses_as_before(self):
        self.follow_law("de")
        self.claim(5000.0, "2026-01-16", self.customer, invoiced="2026-01-02")
        self.assertEqual(self.charges("2026-03-02", self.customer), (40, 63.31))
        self.sheet.law_due_date_agreed = True
        self.assertEqual(self.sheet.law_due_date, "agreed")
        self.migrate()
        self.assertEqual(self.sheet.law_due_date, "agreed")

    def test_dutch_business_is_in_default_thirty_days_after_the_invoice(self):
        self.follow_law("nl")
        self.sheet.law_due_date = "invoice"
        self.claim(5000.0, "2026-01-16", self.customer, invoiced="2026-01-02")
        self.assertEqual(self.charges("2026-01-26", self.customer), (0, 0))
        # 2 February to 2 March: 29 days at 10.15 %; the scale on 5,000
        self.assertEqual(self.charges("2026-03-02", self.customer), (625, 40.32))

    # ----------------------------------------------------------------- natures

    def test_public_body_owes_eight_points_in_france_and_what_a_business_does_elsewhere(self):
        self.customer.dunning_nature = "public"
        self.assertIn("public body", self.customer.dunning_nature_words)
        self.assertFalse(self.customer.dunning_is_consumer)
        self.claim(1000.0, "2026-07-31", self.customer)
        # 31 days at 10.40 %, and not at 12.40 %
        self.assertEqual(self.charges("2026-08-31", self.customer), (40, 8.83))
        notice = self.sent("2026-08-31", self.customer)
        self.assertEqual(notice.interest_amount, 8.83)
        self.sheet.preview_nature = "public"
        self.assertIn("€", self.sheet.preview)
        self.follow_law("nl")
        self.assertEqual(self.charges("2026-09-30", self.customer)[0], 150)
