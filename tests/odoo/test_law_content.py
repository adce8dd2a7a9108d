"""What the law asks a letter to say: refused without it, in four languages, both sides."""

from dunning_common import day
from send_common import SendCommon

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.account_dunning_levels.engine.notice import letter_law

REMINDER = "2026-03-31"
NUMBER = "0477.472.701"


class LawContentCase(SendCommon):
    """A Belgian company whose consumers pay the lump sum of the law from the second level on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code in ("nl_BE", "fr_BE", "de_DE", "nl_NL"):
            cls.env["res.lang"]._activate_lang(code)
        cls.company.write({"country_id": cls.env.ref("base.be").id, "name": "Bakkerij Peeters"})
        cls.company.partner_id.write({"vat": "BE0477472701", "company_registry": False})
        cls.sheet.write({"law_profile": "auto", "charge_figures": "legal"})
        cls.sheet.level_ids.write(
            {
                "fine_percent": 0,
                "interest_monthly_percent": 0,
                "opening": "Hello,\n\n{term}",
                "closing": "Bye",
            }
        )
        cls.consumer = cls.person("Jan Claes")

    @classmethod
    def person(cls, name, **values):
        return cls.make_customer(name, **{"is_company": False, "lang": "nl_BE", **values})

    def first_reminder(self, amount=200.0, partner=None, **values):
        """The proposed first reminder of a consumer."""
        partner = partner or self.consumer
        self.invoice(amount, partner=partner)
        return self.notice_of(self.make_run(**values), partner)

    @staticmethod
    def plain(text):
        return " ".join(text.replace("\xa0", " ").replace("\u202f", " ").split())

    def text_of(self, notice):
        return self.plain(self.pdf_text(notice._preview_letter()))


@tagged("post_install", "-at_install")
class TestBelgianFirstReminder(LawContentCase):
    def test_letter_carries_every_element_and_is_released(self):
        notice = self.first_reminder(200.0)  # 30 + 10 % of 50 = 35
        text = self.text_of(notice)
        for words in (
            "200,00 €",
            "35,00 €",
            "Bakkerij Peeters",
            f"Ondernemingsnummer {NUMBER}",
            "Work",
            "28/02/2026",
            "14 kalenderdagen",
        ):
            self.assertIn(words, text)
        notice.action_release()
        self.assertEqual(notice.state, "ready")

    def test_amount_of_the_clause_is_the_lower_of_each_and_together(self):
        # law.md BE-018: 20 + 20 each, 43 together
        self.invoice(140.0, partner=self.consumer)
        notice = self.first_reminder(140.0)
        self.assertEqual(letter_law.of_notice(notice).announced, 40)

    def test_each_lacking_element_is_named(self):
        notice = self.first_reminder()
        level = notice.level_id
        for change, words in (
            (lambda: self.company.partner_id.write({"vat": False}), "enterprise number"),
            (lambda: level.write({"opening": "Pay 35,00 €"}), "14 calendar days"),
            (lambda: level.write({"opening": "Pay in 14 calendar days"}), "{clause_amount}"),
            (
                lambda: notice.line_ids.move_id.invoice_line_ids.write({"name": False}),
                "product or service",
            ),
        ):
            with self.subTest(words), self.env.cr.savepoint() as savepoint:
                change()
                self.env.invalidate_all()
                with self.assertRefused("Jan Claes", words):
                    notice.action_release()
                self.assertEqual(notice.state, "proposed")
                savepoint.rollback()
                self.env.invalidate_all()

    def test_amount_that_is_only_part_of_another_is_not_announced(self):
        # 20 is asked later of 120.00; "120,00 €" does not say so
        notice = self.first_reminder(120.0)
        notice.level_id.opening = "Saldo {amount}, 14 kalenderdagen."
        with self.assertRefused("amount that will be charged"):
            notice.action_release()
        notice.level_id.opening = "Saldo {amount}, 14 kalenderdagen, dan {clause_amount}."
        notice.action_release()

    def test_business_and_second_reminder_must_say_nothing(self):
        self.sheet.level_ids.opening = "Pay."
        business = self.first_reminder(partner=self.customer)
        business.action_release()
        self.assertEqual(business.state, "ready")
        business.run_id.action_cancel()
        item = self.invoice(partner=self.consumer)
        item.sudo().dunning_level = 1
        second = self.notice_of(self.make_run(), self.consumer)
        self.assertFalse(letter_law.lacking(second))

    def test_sheet_that_never_charges_must_say_nothing_and_starts_nothing(self):
        self.sheet.charge_figures = "own"
        self.sheet.level_ids.opening = "Pay."
        notice = self.first_reminder()
        self.send(notice.run_id)
        self.assertEqual(notice.state, "queued")
        self.assertFalse(notice.is_complete_by_law)

    def test_own_fine_of_the_next_level_is_announced_up_to_the_ceiling(self):
        self.sheet.charge_figures = "own"
        self.level(2).fine_percent = 10
        for amount, announced in ((200.0, 20), (1000.0, 90)):  # BE-012: 90 at most, not 100
            with self.subTest(amount):
                notice = self.first_reminder(amount)
                self.assertEqual(letter_law.of_notice(notice).announced, announced)
                notice.run_id.action_cancel()
                notice.line_ids.move_line_id.move_id.button_draft()

    def test_one_lacking_customer_does_not_stop_the_others(self):
        other = self.person("An Maes")
        item = self.invoice(partner=other)
        item.move_id.invoice_line_ids.name = False
        notice = self.first_reminder()
        told = notice.run_id.action_release()
        lacking = self.notice_of(notice.run_id, other)
        self.assertEqual((notice.state, lacking.state), ("ready", "proposed"))
        self.assertIn("product or service", lacking.warning)
        self.assertIn("An Maes", told["params"]["message"])
        self.assertIn("1", told["params"]["message"])
        item.move_id.invoice_line_ids.name = "Bread"
        lacking.action_release()
        self.assertEqual((lacking.state, lacking.warning), ("ready", ""))

    def test_what_is_missing_when_it_is_sent_fails_that_letter_alone(self):
        other = self.person("An Maes")
        item = self.invoice(partner=other)
        notice = self.first_reminder()
        notice.run_id.action_release()
        item.move_id.invoice_line_ids.name = False
        notice.run_id.action_send()
        self.send_now()
        failed = self.notice_of(notice.run_id, other)
        self.assertEqual((notice.state, failed.state), ("queued", "failed"))
        self.assertIn("product or service", failed.reason)
        self.assertTrue(notice.is_complete_by_law)
        self.assertEqual(notice.announced_amount, 35)
        self.assertFalse(failed.is_complete_by_law)
        self.assertFalse(failed.attachment_id)

    def test_deadline_is_never_before_the_last_free_day(self):
        # by e-mail on 31 March: 1 April is day 1, 14 April day 14
        notice = self.first_reminder()
        law = letter_law.of_notice(notice)
        self.assertEqual(law.new_deadline(day(REMINDER)), day("2026-04-14"))
        notice.level_id.payment_days = 30
        self.assertEqual(law.new_deadline(day(REMINDER)), day("2026-04-30"))

    def test_words_in_braces_are_the_figures_of_the_law(self):
        notice = self.first_reminder()
        values = {key: self.plain(value) for key, value in notice._text_values().items()}
        self.assertEqual(values["clause_amount"], "35,00 €")
        self.assertEqual(values["charge_date"], "15/04/2026")
        self.assertEqual(values["enterprise_number"], NUMBER)
        self.assertEqual(values["interest_rate"], "10,50 %")

    def test_term_is_empty_for_a_business(self):
        notice = self.first_reminder(partner=self.customer)
        self.assertEqual(notice._text_values()["term"], "")

    def test_each_language_is_complete(self):
        for lang, words in (
            ("nl_BE", "schadevergoeding"),
            ("fr_BE", "indemnité"),
            ("de_DE", "Entschädigung"),
            ("en_US", "compensation"),
        ):
            with self.subTest(lang):
                notice = self.first_reminder(partner=self.person(f"Claes {lang}", lang=lang))
                self.assertFalse(letter_law.lacking(notice))
                self.assertIn(words, notice.opening)
                notice.run_id.action_cancel()

    def test_layout_of_one_language_without_the_term_is_refused(self):
        self.env["account.dunning.layout"].create(
            {"level_id": self.level(1).id, "lang": "fr_BE", "opening": "Payez."}
        )
        french = self.person("Luc Dupont", lang="fr_BE")
        with self.assertRefused("Luc Dupont", "14 calendar days"):
            self.first_reminder(partner=french).action_release()

    def test_own_letter_is_read_as_it_is_printed(self):
        self.env["ir.ui.view"].create(
            {
                "name": "own_letter",
                "type": "qweb",
                "key": "account_dunning_levels.own_letter",
                "arch": "<t t-name='account_dunning_levels.own_letter'><div class='article' "
                "t-foreach='docs' t-as='o'><p t-out='o.opening'/><p t-out='o.amount_total'/>"
                "</div></t>",
            }
        )
        self.level(1).report_id = self.env["ir.actions.report"].create(
            {
                "name": "Own letter",
                "model": "account.dunning.notice",
                "report_type": "qweb-pdf",
                "report_name": "account_dunning_levels.own_letter",
            }
        )
        with self.assertRefused("name of the creditor", "date it fell due"):
            self.first_reminder().action_release()


@tagged("post_install", "-at_install")
class TestDutchFourteenDayLetter(LawContentCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"country_id": cls.env.ref("base.nl").id})
        cls.company.partner_id.write({"vat": False, "company_registry": "12345678"})
        cls.consumer.lang = "nl_NL"
        cls.level(1).is_fourteen_day_letter = True

    def test_both_approved_sentences_are_released_and_fourteen_days_from_today_is_not(self):
        cost = "anders {clause_amount} incassokosten op {amount}"
        approved = (
            "binnen veertien dagen vanaf de dag nadat deze brief bij u is bezorgd",
            "Binnen vijftien dagen nadat deze brief bij u is bezorgd",
        )
        notice = self.first_reminder(1000.0)
        for sentence in approved:
            with self.subTest(sentence):
                notice.level_id.with_context(lang="nl_NL").opening = f"{sentence}; {cost}"
                self.env.invalidate_all()
                self.assertIn(sentence, notice.opening)
                self.assertFalse(letter_law.lacking(notice))
        notice.level_id.with_context(lang="nl_NL").opening = f"14 dagen vanaf vandaag; {cost}"
        self.env.invalidate_all()
        with self.assertRefused("Supreme Court"):
            notice.action_release()

    def test_exact_cost_and_no_date(self):
        # NL-007: 150.00 on 1000.00
        notice = self.first_reminder(1000.0)
        text = self.text_of(notice)
        self.assertIn("150,00 €", text)
        self.assertIn("veertien dagen vanaf de dag nadat deze brief bij u is bezorgd", text)
        self.assertNotIn("14-04-2026", text)
        notice.action_release()
        notice.run_id.action_send()
        self.send_now()
        self.assertTrue(notice.is_complete_by_law)
        self.assertEqual(notice.announced_amount, 150)

    def test_number_of_the_creditor_is_called_what_the_dutch_call_it(self):
        notice = self.first_reminder(1000.0)
        self.assertIn("KvK-nummer 12345678", self.text_of(notice))
        self.company.partner_id.write({"vat": "NL123456782B90", "company_registry": False})
        self.assertIn("Btw-nummer NL123456782B90", self.text_of(notice))

    def test_letter_without_the_exact_cost_is_refused(self):
        notice = self.first_reminder(1000.0)
        notice.level_id.with_context(
            lang="nl_NL"
        ).opening = "Binnen vijftien dagen nadat deze brief bij u is bezorgd."
        with self.assertRefused("collection costs"):
            notice.action_release()

    def test_level_that_is_no_fourteen_day_letter_must_say_nothing(self):
        self.level(1).write({"is_fourteen_day_letter": False, "opening": "Betaal."})
        self.first_reminder().action_release()


@tagged("post_install", "-at_install")
class TestOtherCountries(LawContentCase):
    def test_first_reminders_of_consumers_elsewhere_must_say_nothing(self):
        self.sheet.level_ids.opening = "Pay. {term}"
        for country in ("de", "fr", "lu"):
            with self.subTest(country):
                self.company.country_id = self.env.ref(f"base.{country}")
                notice = self.first_reminder(partner=self.person(f"Person {country}"))
                notice.action_release()
                self.assertEqual(notice.opening.strip(), "Pay.")
                notice.run_id.action_cancel()

    def test_nothing_can_be_released_twice(self):
        notice = self.first_reminder()
        notice.action_release()
        with self.assertRaises(UserError):
            notice.action_release()
