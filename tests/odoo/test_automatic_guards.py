"""What an automatic run does not send: the bank is late, or money of a customer is not matched."""

from automatic_common import AutomaticCommon
from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from odoo.addons.account_dunning_levels.engine.notice import unmatched_money
from odoo.addons.account_dunning_levels.engine.terms import run_settings


@tagged("post_install", "-at_install")
class TestBank(AutomaticCommon):
    def test_bank_of_seven_days_ago_is_fresh_enough(self):
        self.bank_line(dated="2026-03-24")
        self.invoice()
        run = self.automatic()
        self.assertEqual(run.notice_ids.state, "ready")
        self.assertFalse(self.told())

    def test_bank_of_eight_days_ago_proposes_and_does_not_send(self):
        self.bank_line(dated="2026-03-23")
        self.invoice()
        run = self.automatic()
        self.lanes_at("2026-03-31 08:10")
        self.assertEqual((run.state, run.notice_ids.state), ("proposed", "proposed"))
        self.assertIn("not booked", run.held_words)

    def test_late_bank_is_one_message_however_many_reminders_wait(self):
        self.bank_line(dated="2026-03-23")
        self.many_customers(3)
        self.automatic()
        self.assertEqual(len(self.told()), 1)
        self.assertIn("3", self.told().note)
        self.assertIn("bank", self.told().note)

    def test_company_chooses_how_old_the_bank_may_be(self):
        self.company.dunning_bank_max_age_days = 8
        self.bank_line(dated="2026-03-23")
        self.invoice()
        self.assertEqual(self.automatic().notice_ids.state, "ready")

    def test_zero_days_ask_for_the_bank_of_the_day(self):
        self.company.dunning_bank_max_age_days = 0
        self.bank_line(dated="2026-03-30")
        self.invoice()
        self.assertEqual(self.automatic().notice_ids.state, "proposed")
        self.bank_line(dated="2026-04-01")
        self.assertEqual(self.automatic("2026-04-01 08:00").notice_ids.state, "ready")

    def test_company_that_books_no_bank_in_odoo_is_not_held_up(self):
        self.invoice()
        self.assertEqual(self.automatic().notice_ids.state, "ready")

    def test_transaction_with_a_date_to_come_says_nothing_about_today(self):
        self.bank_line(dated="2026-03-01")
        self.bank_line(dated="2027-03-31")
        self.invoice()
        self.assertEqual(self.automatic().notice_ids.state, "proposed")

    def test_cash_says_nothing_about_the_bank(self):
        self.bank_line(dated="2026-03-01")
        cash = self.company_data["default_journal_cash"]
        self.bank_line(dated="2026-03-31", journal_id=cash.id)
        self.invoice()
        self.assertEqual(self.automatic().notice_ids.state, "proposed")

    def test_person_may_send_what_the_bank_held_back(self):
        self.bank_line(dated="2026-03-01")
        self.invoice()
        run = self.automatic()
        run.action_release_and_send()
        self.lanes_at("2026-03-31 08:10")
        self.assertEqual(run.notice_ids.state, "queued")

    def test_reminder_without_an_account_to_pay_to_waits_and_the_others_leave(self):
        """The company's only account is in dollars: nobody says that euros may be paid on it."""
        self.enter_rate(self.usd)
        self.bank_account.currency_id = self.usd
        dollars = self.make_customer("Dollar Corp")
        self.invoice(partner=dollars, currency=self.usd)
        self.invoice().move_id.partner_bank_id = False
        run = self.automatic()
        self.lanes_at("2026-03-31 08:10")
        self.assertEqual(self.notice_of(run, dollars).state, "queued")
        notice = self.notice_of(run, self.customer)
        self.assertEqual((notice.state, notice.warning_codes), ("proposed", "no_bank_account"))
        self.assertIn("no bank account", run.held_words)


@tagged("post_install", "-at_install")
class TestUnmatchedMoney(AutomaticCommon):
    def held(self, run=None):
        """Whether the last automatic run kept the reminder because of unmatched money."""
        notice = (run or self.automatic()).notice_ids
        is_warned = "unmatched_payment" in (notice.warning_codes or "")
        self.assertEqual(notice.state, "proposed" if is_warned else "ready")
        return is_warned

    def test_money_of_exactly_the_smallest_claim_holds_back(self):
        self.invoice(100), self.invoice(250)
        self.bank_line(100, partner=self.customer)
        self.assertTrue(self.held())

    def test_a_cent_less_than_the_smallest_claim_does_not(self):
        self.invoice(100), self.invoice(250)
        self.bank_line(99.99, partner=self.customer)
        self.assertFalse(self.held())

    def test_several_payments_count_together(self):
        self.invoice(100)
        self.bank_line(60, partner=self.customer)
        self.bank_line(40, partner=self.customer)
        self.assertTrue(self.held())

    def test_money_we_paid_out_is_no_money_that_came_in(self):
        self.invoice(100)
        self.bank_line(-100, partner=self.customer)
        self.assertFalse(self.held())

    def test_money_of_another_customer_holds_nobody_else_back(self):
        other = self.make_customer("Willems")
        self.invoice(100), self.invoice(100, partner=other)
        self.bank_line(100, partner=other)
        run = self.automatic()
        self.assertEqual(self.notice_of(run, self.customer).state, "ready")
        self.assertEqual(self.notice_of(run, other).state, "proposed")

    def test_money_of_a_contact_is_money_of_its_company(self):
        contact = self.env["res.partner"].create(
            {"name": "Boekhouding", "parent_id": self.customer.id, "type": "invoice"}
        )
        self.invoice(100)
        self.bank_line(100, partner=contact)
        self.assertTrue(self.held())

    def test_money_from_a_bank_account_of_the_customer_is_its_money(self):
        self.env["res.partner.bank"].create(
            {"partner_id": self.customer.id, "acc_number": "BE71 0961 2345 6769"}
        )
        self.invoice(100)
        self.bank_line(100, account_number="BE71096123456769")
        self.assertTrue(self.held())

    def test_customer_on_the_transaction_is_right_whosever_the_account_is(self):
        other = self.make_customer("Willems")
        self.env["res.partner.bank"].create(
            {"partner_id": self.customer.id, "acc_number": "BE71096123456769"}
        )
        self.invoice(100)
        self.bank_line(100, partner=other, account_number="BE71096123456769")
        self.assertFalse(self.held())

    def test_matched_money_holds_nobody_back(self):
        self.invoice(100)
        line = self.bank_line(100, partner=self.customer)
        suspense = line.move_id.line_ids.filtered(
            lambda own: own.account_id == line.journal_id.suspense_account_id
        )
        suspense.account_id = self.company_data["default_account_revenue"]
        line.invalidate_recordset()
        self.assertTrue(line.is_reconciled)
        self.assertFalse(self.held())

    def test_payment_on_account_that_the_letter_deducts_does_not_count_twice(self):
        self.invoice(100)
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "amount": 60,
                "date": "2026-03-20",
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payment.action_post()
        if not payment.move_id:
            self.skipTest("payments have no entry here")
        run = self.automatic()
        self.assertEqual((run.notice_ids.state, run.notice_ids.amount_residual), ("ready", 40))

    def test_payment_in_process_without_entry_and_invoice_counts(self):
        self.invoice(100)
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "amount": 100,
                "date": "2026-03-20",
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payment.outstanding_account_id = False
        payment.action_post()
        self.assertFalse(payment.move_id)
        self.assertTrue(self.held())

    def test_credit_in_another_currency_is_not_on_the_letter_and_holds_back(self):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.usd.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 2.0,
            }
        )
        self.invoice(100)
        # 200 dollars are 100 euros
        self.credit_note(200, currency=self.usd)
        self.assertTrue(self.held())

    def test_smaller_credit_in_another_currency_does_not(self):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.usd.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 2.0,
            }
        )
        self.invoice(100)
        self.credit_note(199.9, currency=self.usd)
        self.assertFalse(self.held())

    def test_switched_off_nobody_is_held_back_or_warned(self):
        self.company.dunning_unmatched_guard = False
        self.invoice(100)
        self.bank_line(100, partner=self.customer)
        self.assertFalse(self.held())

    def test_list_made_by_hand_warns_with_the_amount(self):
        self.invoice(100)
        self.bank_line(1234.5, partner=self.customer)
        notice = self.make_run().notice_ids
        self.assertIn("not matched", notice.warning)
        self.assertIn("1,234.50", notice.warning)

    def test_list_made_by_hand_can_be_sent_all_the_same(self):
        self.invoice(100)
        self.bank_line(100, partner=self.customer)
        run = self.make_run()
        self.assertEqual(self.send(run).state, "queued")

    def test_list_made_again_warns_once(self):
        self.invoice(100)
        self.bank_line(100, partner=self.customer)
        run = self.make_run()
        run.action_propose()
        self.assertEqual(run.notice_ids.warning_codes, "unmatched_payment")

    def test_both_letters_of_a_customer_wait(self):
        self.company.dunning_letter_per = "level"
        first = self.invoice(100)
        self.company.dunning_auto_mode = "none"
        self.remind("2026-03-10")
        self.company.dunning_auto_mode = "send"
        self.invoice(500)
        self.bank_line(100, partner=self.customer)
        run = self.automatic()
        self.assertEqual(first.dunning_level, 1)
        self.assertEqual(run.notice_ids.mapped("state"), ["proposed", "proposed"])

    def test_one_query_for_any_number_of_customers(self):
        partners = self.many_customers(12)
        for partner in partners[:6]:
            self.bank_line(100, partner=partner)
        run = self.make_run()
        self.assertEqual(run.warning_count, 6)
        run.notice_ids.sudo().warning_codes = False
        settings = run_settings.frozen(run)
        self.company.parent_ids.mapped("dunning_unmatched_guard")
        self.env.flush_all()
        # the accounts of customers, money, claims, what the letters say so far, and the warnings
        with self.assertQueryCount(5):
            self.assertEqual(len(unmatched_money.warn(run, settings)), 6)


@tagged("post_install", "-at_install")
class TestJustBeforeSending(AutomaticCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Brussels 09:00 to 17:00
        cls.company.write({"dunning_send_from": 9, "dunning_send_to": 17})

    def test_money_that_came_in_while_the_reminder_waited_keeps_it(self):
        self.invoice(100)
        run = self.automatic("2026-03-31 03:00")
        self.assertEqual(run.notice_ids.state, "ready")
        self.bank_line(100, partner=self.customer)
        self.lanes_at("2026-03-31 07:00")
        self.assertEqual(run.notice_ids.state, "proposed")
        self.assertIn("not matched", run.notice_ids.warning)
        self.assertIn("Peeters NV", self.told().note)

    def test_bank_that_grew_too_old_while_the_reminder_waited_keeps_it(self):
        self.company.dunning_send_weekdays = "fri"
        self.bank_line(dated="2026-03-24")
        self.invoice(100)
        run = self.automatic("2026-03-31 03:00")
        self.lanes_at("2026-04-03 08:00")
        self.assertEqual(run.notice_ids.state, "proposed")

    def test_others_of_the_run_leave(self):
        other = self.make_customer("Willems")
        self.invoice(100), self.invoice(100, partner=other)
        run = self.automatic("2026-03-31 03:00")
        self.bank_line(100, partner=other)
        self.lanes_at("2026-03-31 07:00")
        self.assertEqual(self.notice_of(run, self.customer).state, "queued")
        self.assertEqual(self.notice_of(run, other).state, "proposed")

    def test_what_a_person_released_is_not_kept(self):
        self.invoice(100)
        with freeze_time("2026-03-31 08:00"):
            run = self.released()
            self.bank_line(100, partner=self.customer)
            self.send_now()
        self.assertEqual(run.notice_ids.state, "queued")

    def test_payment_on_account_of_this_morning_is_deducted_or_keeps_the_reminder(self):
        self.invoice(100)
        run = self.automatic("2026-03-31 03:00")
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company_data["default_journal_misc"].id,
                "date": "2026-03-31",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_receivable"].id,
                            "partner_id": self.customer.id,
                            "credit": 30,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_revenue"].id,
                            "debit": 30,
                        }
                    ),
                ],
            }
        )
        entry.line_ids.no_followup = False
        entry.action_post()
        self.lanes_at("2026-03-31 07:00")
        self.assertEqual((run.notice_ids.state, run.notice_ids.amount_residual), ("queued", 70))
