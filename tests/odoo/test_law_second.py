"""What the law of five countries asks besides rates: formal notices, due dates, post, natures.

Cases and figures are those of the second look at the law; 1,000.00 is due on 31 January 2026 where
nothing else is said. Jan is a consumer.
"""

import importlib.util
from pathlib import Path
from unittest.mock import patch

from freezegun import freeze_time
from test_law_reminders import LawReminders

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import html2plaintext

import odoo.addons.account_dunning_levels as addon
from odoo.addons.account_dunning_levels.engine.notice import peppol


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

    def migrate(self, name="post-law"):
        path = Path(addon.__file__).parent / f"migrations/19.0.1.6.0/{name}.py"
        spec = importlib.util.spec_from_file_location(name.replace("-", "_"), path)
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

    # ------------------------------------------------------------- instalments

    def instalments(self, *days, amount=50.0):
        """The items of an invoice of 31 January 2026, due so many days after it."""
        share = round(100 / len(days), 2)
        shares = [share] * (len(days) - 1)
        shares.append(round(100 - sum(shares), 2))
        term = self.env["account.payment.term"].create(
            {
                "name": "Instalments",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": own, "nb_days": after})
                    for own, after in zip(shares, days, strict=True)
                ],
            }
        )
        line = self.claim(
            amount * len(days),
            "2026-01-31",
            invoice_payment_term_id=term.id,
            invoice_date_due=False,
        )
        return line.move_id.line_ids.filtered("date_maturity").sorted("date_maturity")

    def fines(self, day):
        """Fine of each letter that a run of a day sends, by level, lowest first."""
        notices = self.remind(day).notice_ids.sorted("level")
        return {notice.level: notice.fine_amount for notice in notices}

    def test_instalments_each_warned_by_itself_cost_once(self):
        self.follow_law("nl")
        self.level(1).is_fourteen_day_letter = True
        self.company.dunning_letter_per = "level"
        self.assertEqual(len(self.instalments(0, 20, 40, amount=50.0)), 3)
        self.assertEqual(self.fines("2026-02-09"), {1: 0})
        self.assertEqual(self.fines("2026-03-02"), {1: 0, 2: 40})
        # the first instalment's costs stay asked, the second and third bring none
        self.assertEqual(self.fines("2026-03-30"), {1: 0, 2: 0, 3: 40})
        self.assertEqual(self.fines("2026-04-27"), {2: 0, 3: 0})
        lines = self.env["account.dunning.notice.line"].search(
            [("has_instalment_costs", "=", True), ("is_valid", "=", True)]
        )
        self.assertEqual(len(lines.move_line_id), 1)
        # the last letter of the second says why it asks none
        second = self.env["account.dunning.notice.line"].search(
            [("outcome", "=", "claim"), ("level_after", "=", 2), ("is_valid", "=", True)]
        )
        self.assertIn("asked once for all instalments", second.sorted("id")[-1].explanation)

    def test_costs_of_an_instalment_stand_for_the_others_when_it_is_paid(self):
        self.follow_law("nl")
        self.level(1).is_fourteen_day_letter = True
        first, second = self.instalments(0, 20, amount=50.0)
        self.company.dunning_letter_per = "level"
        self.remind("2026-02-09")
        self.assertEqual(self.fines("2026-03-02"), {1: 0, 2: 40})
        self.pay(first, 50.0, "2026-03-10")
        self.assertEqual(self.fines("2026-03-30"), {2: 0})
        # six months after the letter of 2 March another failure may cost again
        self.assertEqual(self.fines("2026-09-03"), {3: 40})
        self.assertEqual(second.dunning_level, 3)

    # ------------------------------------------------------------ what is asked

    def law_said(self, sheet):
        sheet.invalidate_recordset(["law_words"])
        return " ".join(html2plaintext(sheet.law_words).split())

    def test_belgian_consumer_sheet_has_no_clause_until_somebody_says_so(self):
        self.follow_law("be")
        sheets = self.env["account.dunning.sheet"].with_company(self.company)
        made = {"name": "Own", "law_profile": "be_consumer", "active": False}
        own = sheets.create([made, made | {"law_clause": True}, made | {"law_profile": "auto"}])
        self.assertEqual(own.mapped("law_clause"), [False, True, True])
        with Form(own[2]) as form:
            form.law_profile = "be_consumer"
            self.assertFalse(form.law_clause)
        shipped = self.env.ref("account_dunning_levels.sheet_be_consumers").sudo()
        shipped.law_clause = True  # as an older version left it
        self.sheet.category_id = self.env["res.partner.category"].create({"name": "Rest"})
        made = sheets.browse(sheets.action_create_consumer_sheet()["res_id"])
        self.assertFalse(made.law_clause)
        self.assertIn("Do your terms have a clause on it", self.law_said(made))
        made.law_clause = True
        self.assertIn("Did the customers agree to one?", self.law_said(made))

    def test_update_changes_no_clause_and_says_that_it_was_never_asked(self):
        made = {"name": "Own", "law_profile": "be_consumer", "active": True, "law_clause": True}
        made["category_id"] = self.env["res.partner.category"].create({"name": "Persons"}).id
        sheet = self.env["account.dunning.sheet"].create(made)
        self.migrate("post-clause")
        self.assertTrue(sheet.law_clause)
        self.assertIn("earlier versions switched on", sheet.message_ids[0].body)

    def test_fourteen_day_letter_before_default_is_told_on_the_sheet(self):
        self.follow_law("nl")
        self.level(1).is_fourteen_day_letter = True
        self.assertIn("level 1 is the fourteen-day letter and the first", self.law_said(self.sheet))
        self.sheet.law_due_date = "agreed"
        self.assertNotIn("and the first one", self.law_said(self.sheet))

    def test_french_sheet_without_a_formal_notice_is_told(self):
        self.sheet.level_ids.is_formal_notice = False
        self.assertIn("no level is a formal notice", self.law_said(self.sheet))
        self.level(3).is_formal_notice = True
        self.assertNotIn("no level is a formal notice", self.law_said(self.sheet))

    # ---------------------------------------------------------------- its words

    def test_belgian_first_reminder_names_the_interest_rate(self):
        self.follow_law("be")
        self.jan.lang = "en_US"
        self.claim(200.0, "2026-01-31")
        with freeze_time("2026-02-09"):
            run = self.make_run("2026-02-09")
            notice = self.notice_of(run, self.jan)
            self.assertIn("35.00", notice.opening)
            self.assertIn("and interest at 10.50 % a year", notice.opening)
            # without a clause the ordinary legal rate, and no amount
            self.sheet.law_clause = False
            run.action_propose()
            notice = self.notice_of(run, self.jan)
            self.assertIn("we will ask interest at 4.50 % a year", notice.opening)

    def test_rate_that_is_not_known_yet_stops_no_first_reminder(self):
        self.follow_law("be")
        self.claim(200.0, "2026-01-31")
        self.env["account.dunning.rate"].search([("table", "=", "be_trade")]).unlink()
        with freeze_time("2026-02-09"):
            notice = self.notice_of(self.make_run("2026-02-09"), self.jan)
            self.assertIn("interest at the legal rate a year", notice.opening)
            notice.action_release()
        self.assertEqual(notice.state, "ready")

    # ---------------------------------------------------------------- warnings

    def said(self, key_date, partner=None):
        """Warnings of the reminder that a run of a day proposes."""
        with freeze_time(key_date):
            run = self.make_run(key_date)
            notice = self.notice_of(run, partner or self.jan)
            found = notice.warning or ""
            run.action_cancel()
        return found

    def test_term_of_more_than_fifty_days_to_a_consumer_can_be_credit(self):
        credit = "consumer credit"
        late = self.claim(1000.0, "2027-01-15", invoiced="2026-11-25")  # 51 days
        self.assertIn(credit, self.said("2027-01-20"))
        self.assertIn("1,000.00", self.said("2027-01-20"))
        late.move_id.invoice_date_due = late.date_maturity = "2027-01-14"  # 50 days
        self.assertNotIn(credit, self.said("2027-01-20"))

    def test_term_of_before_the_directive_or_of_a_business_is_no_credit(self):
        self.claim(1000.0, "2027-01-15", invoiced="2026-11-19")
        self.claim(1000.0, "2027-01-15", self.customer, invoiced="2026-11-25")
        for partner in (self.jan, self.customer):
            self.assertNotIn("consumer credit", self.said("2027-01-20", partner))

    def test_delivery_counts_where_it_is_known(self):
        self.claim(1000.0, "2027-01-20", invoiced="2026-11-25", delivery_date="2026-12-05")
        self.assertNotIn("consumer credit", self.said("2027-01-25"))

    def test_credit_on_a_letter_of_several_currencies_is_said_in_that_of_the_company(self):
        """200.00 USD are 100.00 EUR in the ledger."""
        self.company.dunning_split_by_currency = False
        self.enter_rate(self.usd, 2.0)
        terms = {"invoiced": "2026-11-25"}
        self.claim(1000.0, "2027-01-15", **terms)
        self.claim(200.0, "2027-01-15", currency=self.usd, **terms)
        said = self.said("2027-01-20")
        self.assertIn("consumer credit", said)
        self.assertIn("1,100.00", said)

    def test_plan_with_a_consumer_says_when_it_can_be_credit(self):
        self.claim(1000.0, "2026-11-30")
        hold = self.env["account.dunning.hold"].new({"partner_id": self.jan.id, "kind": "plan"})
        self.assertIn("consumer credit", hold.credit_words)
        hold.kind = "blocked"
        self.assertFalse(hold.credit_words)
        business = {"partner_id": self.customer.id, "kind": "plan"}
        self.assertFalse(self.env["account.dunning.hold"].new(business).credit_words)

    def test_peppol_is_asked_only_where_odoo_knows_it(self):
        self.follow_law("be")
        self.customer.country_id = self.env.ref("base.be")
        self.claim(1000.0, "2026-01-31", self.customer)
        if "peppol_move_state" not in self.env["account.move"]._fields:
            self.assertFalse(peppol.is_known(self.company))
        self.assertNotIn("Peppol", self.said("2026-03-02", self.customer))

    def test_belgian_business_invoice_that_did_not_go_by_peppol_is_told(self):
        """The fields of Odoo's Peppol module, as it writes them."""
        self.follow_law("be")
        self.customer.country_id = self.env.ref("base.be")
        old = self.claim(100.0, "2026-01-31", self.customer, invoiced="2025-12-31")
        gone = self.claim(200.0, "2026-01-31", self.customer)
        missed = self.claim(400.0, "2026-01-31", self.customer)
        if "peppol_move_state" not in self.env["account.move"]._fields:
            self.cr.execute("ALTER TABLE account_move ADD COLUMN peppol_move_state varchar")
        self.cr.execute(
            "UPDATE account_move SET peppol_move_state = 'done' WHERE id = %s", [gone.move_id.id]
        )
        self.assertTrue(old and missed)
        with patch.object(peppol, "is_known", lambda company: True):
            said = self.said("2026-03-02", self.customer)
        self.assertIn("Peppol", said)
        self.assertIn("400.00", said)
