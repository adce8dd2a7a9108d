"""The annex of a letter: how each fine and interest was computed, printed and on the screen."""

import re
from decimal import Decimal
from io import BytesIO

from dunning_common import day
from test_law_content import LawContentCase

from odoo.tests import tagged
from odoo.tools.pdf import PdfReader

from odoo.addons.account_dunning_levels.engine.notice import articles as articles_module
from odoo.addons.account_dunning_levels.engine.notice.articles import article_words
from odoo.addons.account_dunning_levels.rules.law.charging import Charging
from odoo.addons.account_dunning_levels.rules.law.claims import Claim, Facts, Terms
from odoo.addons.account_dunning_levels.rules.law.profiles import PROFILES

TEN_PERCENT = {
    "level": 2,
    "fine_percent": "10",
    "fine_minimum": "25.00",
    "interest_minimum": "0",
}
NOTHING_AGREED = {**TEN_PERCENT, "fine_percent": "0", "fine_minimum": "0"}


@tagged("post_install", "-at_install")
class TestAnnex(LawContentCase):
    """A second reminder of 1210.00 due on 31 January; the first one left by e-mail on 16 February.

    By law: fine 65 + 5 % of 710 = 100.50. Interest from 3 March (day 1 is 17 February, day 14 is
    2 March): 1210 x 10.5 % x 29 / 365 = 10.0944, rounded down 10.09.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level(2).print_calculation = True
        cls.item = cls.invoice(1210.0, "2026-01-31", cls.consumer)
        cls.item.sudo().dunning_level = 1
        cls.notice = cls.make_run().notice_ids
        cls.line = cls.notice.line_ids

    def keep(self, code="be_consumer", agreed=None, lines=None, **terms):
        """Keep with the letter what the law computes, as sending does."""
        values = {"figures": "legal", "clause": True, **terms}
        charging = Charging(PROFILES[code], Terms(**values), day("2026-03-31"))
        lines = lines or self.line
        claims = [
            Claim(
                line.id,
                Decimal(str(line.amount_residual)),
                line.date_maturity,
                2,
                own_fine=Decimal("121.00") if agreed else Decimal(0),
                monthly_percent=Decimal(1) if agreed else Decimal(0),
                facts=Facts(warned_on=day("2026-02-16"), warned_by="email", invoice=line.id),
            )
            for line in lines
        ]
        fines = charging.fees.explain(claims)
        for line, claim, own in zip(lines, claims, fines, strict=True):
            interest = charging.interest.explain(claim)
            line.sudo().write(
                {
                    "calculation": {
                        "version": 1,
                        "fine": own.to_json(),
                        "interest": interest.to_json(),
                        "interest_before": "0.00",
                        "agreed": agreed or NOTHING_AGREED,
                    },
                    "fine_amount": float(own.amount),
                    "interest_amount": float(interest.amount),
                }
            )
        self.notice.sudo().write(
            {
                "fine_amount": sum(self.notice.line_ids.mapped("fine_amount")),
                "interest_amount": sum(self.notice.line_ids.mapped("interest_amount")),
            }
        )
        self.env.invalidate_all()

    def pages(self):
        """The text of each page of the letter, without spaces."""
        pdf = PdfReader(BytesIO(self.notice._preview_letter()))
        return [re.sub(r"\s", "", page.extract_text()) for page in pdf.pages]

    def test_annex_has_rule_article_base_days_rate_and_rounding(self):
        self.keep()
        letter, annex = self.pages()
        self.assertNotIn("XIX.4", letter)
        for words in (
            "art.XIX.4,2°",
            "art.XIX.4,1°",
            "03/03/2026–31/03/2026",
            "29",
            "10,5%",
            "1.210,00€",
            "10,0944",
            "10,09€",
            "100,50€",
            "110,59€",
        ):
            self.assertIn(words, annex)

    def labels(self, kind):
        return [
            row.label
            for row in self.notice.with_context(lang="en_US")._letter().annex
            if row.kind == kind
        ]

    def test_totals_are_called_those_of_all_items_and_one_item_has_no_part(self):
        self.notice.sudo().lang = "en_US"
        self.keep()
        self.assertEqual(
            self.labels("total"),
            ["Compensation, together", "Interest, together", "Fine and interest of the letter"],
        )
        part = "The part of this item in the amount for all items together"
        self.assertNotIn(part, self.labels("note"))
        values = {"notice_id": self.notice.id, "run_id": self.notice.run_id.id}
        more = self.line.sudo().copy({**values, "move_line_id": False, "name": "INV/2"})
        self.keep(lines=self.line | more)
        self.assertEqual(self.labels("note").count(part), 2)

    def test_articles_are_cited_as_the_reader_knows_them(self):
        articles = {
            article
            for profile in PROFILES.values()
            for article in (profile.fee_article, profile.interest_article, profile.waiting_article)
            if article
        }
        cited = {
            article: article_words(self.env(context={"lang": "nl_BE"}), article)
            for article in articles
        }
        self.assertEqual(cited["CEL art. XIX.4, 2°"], "art. XIX.4, 2° WER")
        self.assertEqual(cited["BW 6:96 par. 6"], "art. 6:96 lid 6 BW")
        self.assertLessEqual(articles, set(articles_module._words(self.env)))

    def test_pages_are_numbered_together(self):
        self.keep()
        letter, annex = self.pages()
        self.assertRegex(letter, r"1\D{1,5}2")
        self.assertRegex(annex, r"2\D{1,5}2")

    def test_level_that_does_not_say_so_has_no_annex(self):
        self.keep()
        self.level(2).print_calculation = False
        self.assertEqual(len(self.pages()), 1)

    def test_letter_that_is_not_made_yet_shows_what_would_be_asked(self):
        # the level was set by hand, so no letter is known from which the free time counts
        _letter, annex = self.pages()
        self.assertIn("1.210,00€", annex)
        words = self.notice.with_context(lang="en_US").calculation_words
        self.assertIn("The letter that must come first was not sent", words)
        self.assertNotIn("10.0944", words)

    def test_letter_that_was_sent_shows_what_was_kept_and_nothing_else(self):
        self.notice.sudo().state = "sent"
        self.assertEqual(len(self.pages()), 1)
        self.assertFalse(self.notice.calculation_words)

    def test_fine_above_the_ceiling_shows_both(self):
        # 10 % = 121.00, at most 100.50; 1 % a month for 29 / 30 months = 11.70, at most 10.09
        self.keep(agreed=TEN_PERCENT, figures="own")
        rows = self.notice._letter().annex
        notes = " ".join(self.plain(row.label) for row in rows if row.kind == "note")
        self.assertIn("100,50 €", notes)
        asked = [self.plain(row.amount) for row in rows if row.kind == "result"]
        self.assertEqual(asked, ["100,50 €", "10,09 €"])
        fine = next(row for row in rows if row.kind == "charge")
        self.assertEqual((self.plain(fine.amount), fine.rate), ("121,00 €", "10 %"))

    def test_screen_shows_the_same_without_data_format(self):
        self.keep()
        words = self.notice.with_context(lang="en_US").calculation_words
        self.assertIn("XIX.4", words)
        self.assertIn("10.0944", words)
        for raw in ("{", "be_lump_sum", "null"):
            self.assertNotIn(raw, words)

    def test_table_head_repeats_over_a_hundred_items(self):
        line = self.line
        values = {
            name: line[name].id for name in ("run_id", "notice_id", "company_id", "currency_id")
        }
        more = line.sudo().create(
            [
                {
                    **values,
                    "name": f"ITEM{number:04d}",
                    "date_maturity": line.date_maturity,
                    "outcome": "claim",
                    "level_after": 2,
                    "amount_original": 100,
                    "amount_residual": 100,
                }
                for number in range(100)
            ]
        )
        self.keep(lines=line | more)
        pages = self.pages()
        annex = [page for page in pages if "XIX.4" in page]
        self.assertGreater(len(annex), 4)
        head = [page for page in annex if "Calculation" in page or "Berekening" in page]
        self.assertEqual(len(head), len(annex))
        for number in range(100):
            self.assertEqual(sum(f"ITEM{number:04d}," in page for page in annex), 1)
        self.assertRegex(pages[-1], rf"{len(pages)}\D{{1,5}}{len(pages)}")


@tagged("post_install", "-at_install")
class TestConsumerSheets(LawContentCase):
    """The sheet for consumers that a company of a country gets."""

    def made(self, country):
        self.company.country_id = self.env.ref(f"base.{country}")
        sheets = self.env["account.dunning.sheet"].with_company(self.company)
        return sheets.browse(sheets.action_create_consumer_sheet()["res_id"])

    def test_each_country_gets_its_own_once(self):
        for country, profile in (("be", "be_consumer"), ("nl", "nl_consumer"), ("fr", "auto")):
            with self.subTest(country):
                sheet = self.made(country)
                self.assertTrue(sheet.active)
                self.assertEqual((sheet.law_profile, sheet.company_id), (profile, self.company))
                with self.assertRefused(sheet.name):
                    self.made(country)
                sheet.active = False

    def test_their_letters_are_complete(self):
        for country, level in (("be", 1), ("nl", 2), ("de", 1), ("lu", 1)):
            with self.subTest(country):
                sheet = self.made(country)
                person = self.person(f"P {country}", category_id=[(6, 0, sheet.category_id.ids)])
                item = self.invoice(300.0, partner=person)
                item.sudo().dunning_level = level - 1
                notice = self.notice_of(self.make_run(), person)
                self.assertEqual((notice.sheet_id, notice.level), (sheet, level))
                notice.action_release()
                self.assertEqual(notice.state, "ready")
                notice.run_id.action_cancel()
                sheet.active = False

    def test_first_reminders_charge_nothing(self):
        for country in ("be", "nl", "de", "fr", "lu"):
            sheet = self.made(country)
            first = sheet.level_ids[0]
            self.assertFalse(first.fine_percent or first.fine_minimum)
            self.assertFalse(first.interest_monthly_percent)
            sheet.active = False

    def test_standard_sheets_of_a_belgian_company_include_consumers(self):
        company = self.other_company()
        company.country_id = self.env.ref("base.be")
        sheets = self.env["account.dunning.sheet"].with_company(company)
        sheets.action_create_standard_sheets()
        made = sheets.search([("company_id", "=", company.id)])
        self.assertEqual(len(made), 3)
        self.assertIn("be_consumer", made.mapped("law_profile"))
