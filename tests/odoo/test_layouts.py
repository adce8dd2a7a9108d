"""The texts of a letter per language (SPEC section 3, layouts)."""

from dunning_common import DunningCommon
from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestLayouts(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("nl_NL", "de_DE"):
            cls.env["res.lang"]._activate_lang(code)
        cls.eur.position = "after"
        cls.level = cls.sheet.level_ids[0]
        cls.level.payment_days = 8
        cls.dutch = cls.make_customer("Jansen BV", lang="nl_NL")
        cls.german = cls.make_customer("Schmidt GmbH", lang="de_DE")
        cls.english = cls.make_customer("Smith Ltd", lang="en_US")

    def layout(self, lang, **texts):
        return self.env["account.dunning.layout"].create(
            {"level_id": self.level.id, "lang": lang, **texts}
        )

    def notice(self, partner, amount=1234.5):
        self.invoice(amount, partner=partner)
        return self.notice_of(partner, self.make_run())

    def test_layout_row_replaces_one_text_only(self):
        dutch = self.level.with_context(lang="nl_NL")
        dutch.write({"heading": "Herinnering", "closing": "Met vriendelijke groet"})
        self.layout("nl_NL", heading="Vriendelijke herinnering")
        notice = self.notice(self.dutch)
        self.assertEqual(notice.heading, "Vriendelijke herinnering")
        self.assertEqual(notice.closing, "Met vriendelijke groet")

    def test_layout_row_of_another_language_changes_nothing(self):
        self.layout("de_DE", heading="Zahlungserinnerung")
        self.invoice(100.0, partner=self.german)
        dutch = self.notice(self.dutch)
        german = self.notice_of(self.german, dutch.run_id)
        self.assertEqual((dutch.heading, german.heading), ("Reminder 1", "Zahlungserinnerung"))

    def test_layout_row_of_another_level_changes_nothing(self):
        self.layout("nl_NL", heading="Eerste")
        item = self.invoice(100.0, "2026-01-31", partner=self.dutch)
        item.write({"dunning_opening_level": 1, "dunning_opening_date": "2026-02-28"})
        self.assertEqual(self.make_run().notice_ids.heading, "Reminder 2")

    def test_each_sheet_has_its_own_letter_per_language(self):
        """A sheet for large customers, Dutch, English and German each have their own texts."""
        large = self.env["res.partner.category"].create({"name": "Large"})
        sheet = self.make_sheet("Large customers", category=large)
        self.german.category_id = large
        sheet.level_ids[0].layout_ids = [
            Command.create({"lang": "de_DE", "heading": "Sehr geehrter Großkunde"})
        ]
        self.layout("de_DE", heading="Zahlungserinnerung")
        self.layout("nl_NL", heading="Betalingsherinnering")
        self.layout("en_US", heading="Payment reminder")
        partners = self.german | self.dutch | self.english
        for partner in partners:
            self.invoice(100.0, partner=partner)
        run = self.make_run()
        self.assertEqual(
            [self.notice_of(partner, run).heading for partner in partners],
            ["Sehr geehrter Großkunde", "Betalingsherinnering", "Payment reminder"],
        )

    def test_text_is_the_translation_of_the_level_without_a_layout(self):
        self.level.with_context(lang="nl_NL").opening = "Gelieve {total} te betalen."
        self.invoice(100.0, partner=self.english)
        dutch = self.notice(self.dutch)
        self.assertTrue(dutch.opening.startswith("Gelieve"))
        english = self.notice_of(self.english, dutch.run_id)
        self.assertTrue(english.opening.startswith("Please pay"))

    def test_second_layout_for_a_language_is_refused(self):
        self.layout("nl_NL", heading="Een")
        with self.assertRefused("Language", "level 1", "already"):
            self.layout("nl_NL", heading="Twee")

    def test_layout_in_an_unknown_language_is_refused(self):
        with self.assertRefused("Language", "xx_XX"):
            self.layout("xx_XX", heading="?")

    def test_layout_in_a_language_that_is_not_installed_is_refused(self):
        self.env["res.lang"].with_context(active_test=False).search(
            [("code", "=", "is_IS")]
        ).active = False
        with self.assertRefused("Language", "is_IS"):
            self.layout("is_IS", heading="?")

    def test_unknown_placeholder_in_a_layout_is_refused(self):
        with self.assertRefused("Subject", "{totaal}", "{total}"):
            self.layout("nl_NL", subject="Betaal {totaal}")

    # ------------------------------------------------- amounts and dates in the letter

    def test_placeholders_are_filled_in_the_format_of_the_language(self):
        text = "{customer} {level}: {total} / {deadline}"
        self.level.opening = text
        for code in ("nl_NL", "de_DE"):
            self.level.with_context(lang=code).opening = text
        partners = self.dutch | self.german | self.english
        for partner in partners:
            self.invoice(1234.5, partner=partner)
        run = self.make_run()
        texts = [
            self.notice_of(partner, run).opening.replace("\N{NO-BREAK SPACE}", " ")
            for partner in partners
        ]
        # 31 March 2026 + 8 days = 8 April 2026
        self.assertEqual(
            texts,
            [
                "Jansen BV 1: 1.234,50 € / 08-04-2026",
                "Schmidt GmbH 1: 1.234,50 € / 08.04.2026",
                "Smith Ltd 1: 1,234.50 € / 04/08/2026",
            ],
        )

    def test_amount_is_without_charges_and_total_with_them(self):
        self.level.write({"fine_minimum": 15.0, "opening": "{amount} + = {total}"})
        opening = self.notice(self.english, 100.0).opening
        self.assertIn("100.00", opening)
        self.assertIn("115.00", opening)

    def test_number_of_the_reminder_is_filled(self):
        notice = self.notice(self.english)
        self.assertEqual(notice.subject, f"Reminder {notice.name} of {self.company.name}")

    def test_deadline_counts_from_the_day_the_letter_is_made(self):
        self.level.opening = "{date} {deadline}"
        notice = self.notice(self.english)
        self.assertEqual(notice.opening, "03/31/2026 04/08/2026")
        notice.invalidate_recordset()
        with freeze_time("2026-04-02"):
            self.assertEqual(notice.opening, "04/02/2026 04/10/2026")

    def test_subject_never_has_a_line_break(self):
        """T22: a line break in the subject blocks the e-mail."""
        self.level.subject = "First line\r\nsecond {customer}\n"
        self.english.name = "Smith\nLtd"
        self.assertEqual(self.notice(self.english).subject, "First line second Smith Ltd")

    def test_subject_of_a_layout_never_has_a_line_break(self):
        self.layout("nl_NL", subject="Regel een\nregel twee")
        self.assertEqual(self.notice(self.dutch).subject, "Regel een regel twee")

    def test_opening_keeps_its_line_breaks(self):
        self.level.opening = "Dear customer,\n\nPlease pay."
        self.assertEqual(self.notice(self.english).opening, "Dear customer,\n\nPlease pay.")

    def test_braces_in_a_customer_name_are_no_placeholder(self):
        self.level.opening = "Dear {customer}"
        self.english.name = "{total} Ltd"
        self.assertEqual(self.notice(self.english).opening, "Dear {total} Ltd")

    # ------------------------------------------------------------ language of a notice

    def test_language_of_the_recipient(self):
        self.assertEqual(self.notice(self.dutch).lang, "nl_NL")

    def test_language_of_the_recipient_contact_not_of_its_company(self):
        self.env["res.partner"].create(
            {"name": "Hans", "parent_id": self.dutch.id, "lang": "de_DE", "type": "invoice"}
        )
        self.assertEqual(self.notice(self.dutch).lang, "de_DE")

    def test_language_of_the_company_when_the_recipient_has_none(self):
        self.company.partner_id.lang = "nl_NL"
        self.english.lang = False
        notice = self.notice(self.english)
        self.assertEqual((notice.lang, notice.warning_codes), ("nl_NL", False))

    def test_language_of_the_company_with_a_warning_when_it_is_not_installed(self):
        self.company.partner_id.lang = "nl_NL"
        self.german.lang = "de_DE"
        self.german.flush_recordset()
        self.env.cr.execute("UPDATE res_partner SET lang = 'is_IS' WHERE id = %s", [self.german.id])
        self.german.invalidate_recordset()
        notice = self.notice(self.german)
        self.assertEqual(notice.lang, "nl_NL")
        self.assertIn("language", notice.warning)

    def test_language_of_the_user_does_not_matter(self):
        self.level.with_context(lang="nl_NL").opening = "Gelieve te betalen."
        notice = self.notice(self.dutch).with_context(lang="de_DE")
        self.assertEqual(notice.opening, "Gelieve te betalen.")
