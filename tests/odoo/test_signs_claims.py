"""What is no claim, or none of trade, or has no due date, or is too old (SPEC 11).

The key date is 2026-03-31; amounts in EUR.
"""

from signs_common import SignsCommon

from odoo.tests import tagged

from odoo.addons.account_dunning_levels.engine.read import sheet_preview


@tagged("post_install", "-at_install")
class TestNoClaim(SignsCommon):
    def pay_out(self, amount, dated="2026-02-01"):
        """Money sent to the customer, with an entry; returns the customer's journal item."""
        payment = self.env["account.payment"].create(
            {
                "amount": amount,
                "date": dated,
                "payment_type": "outbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "journal_id": self.bank.id,
            }
        )
        payment.outstanding_account_id = payment._get_outstanding_account("outbound")
        payment.action_post()
        return payment.move_id.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )

    def test_refund_paid_before_its_credit_note_is_no_claim(self):
        item = self.pay_out(75.0)
        self.assertEqual(item.amount_residual, 75.0)
        answer = self.assertLeftOut(item, "not_claim")
        self.assertIn("paid out", answer["sentence"])
        self.assertIn("credit note", answer["next_event"])
        self.assertFalse(answer["next_date"])

    def test_refund_is_neither_to_collect_nor_overdue_on_the_work_list(self):
        self.pay_out(75.0)
        self.invoice(100.0)
        row = self.row_of(self.customer)
        self.assertEqual((row.to_collect, row.amount_overdue), (100.0, 100.0))
        self.assertEqual(row.amount_open, 175.0)

    def test_refund_is_shown_in_the_forecast_and_does_not_count(self):
        item = self.pay_out(75.0)
        row = self.env["account.dunning.forecast"].search([("move_line_id", "=", item.id)])
        self.assertEqual((row.basis, row.included), ("not_claim", False))

    def test_money_paid_out_by_a_bank_line_is_no_claim(self):
        self.assertLeftOut(self.bank_line(-75.0), "not_claim")

    def test_money_paid_out_by_an_entry_of_the_bank_is_no_claim(self):
        item = self.entry(True, 75.0, journal=self.bank, due="2026-02-01")
        self.assertLeftOut(item, "not_claim")

    def test_other_debit_with_a_due_date_is_a_claim(self):
        self.assertReminded(self.entry(True, 75.0, due="2026-02-01"))

    def test_entry_that_reverses_a_payment_received_is_a_claim(self):
        received = self.entry(False, 100.0, journal=self.bank, due="2026-02-01")
        (self.invoice(100.0) | received).reconcile()
        returned = received.move_id._reverse_moves([{"date": "2026-02-10"}])
        returned.action_post()
        item = self.receivable(returned)
        item.date_maturity = "2026-02-10"
        self.assertEqual(item.amount_residual, 100.0)
        self.assertReminded(item)

    def test_bank_line_that_gives_a_payment_back_is_a_claim(self):
        invoice = self.invoice(100.0, "2026-01-10")
        (invoice | self.bank_line(100.0, "2026-01-15")).reconcile()
        returned = self.bank_line(-100.0, "2026-01-20")
        returned.date_maturity = "2026-01-20"
        self.assertReminded(returned)

    def test_bank_line_of_another_amount_or_customer_gives_nothing_back(self):
        other = self.make_customer("Janssens")
        invoice = self.invoice(100.0, "2026-01-10")
        (invoice | self.bank_line(100.0, "2026-01-15")).reconcile()
        self.assertLeftOut(self.bank_line(-99.99, "2026-01-20"), "not_claim")
        self.assertLeftOut(self.bank_line(-100.0, "2026-01-20", other), "not_claim")
        # the day before the payment it cannot have come back
        self.assertLeftOut(self.bank_line(-100.0, "2026-01-14"), "not_claim")

    def test_refund_is_not_handed_to_a_collector(self):
        refund, invoice = self.pay_out(75.0), self.invoice(100.0)
        collector = self.make_customer("Bailiff")
        self.env["account.dunning.collector"].create(
            {"partner_ids": self.customer.ids, "handed_to_id": collector.id}
        ).action_hand_over()
        hold = self.env["account.dunning.hold"].search([("handed_to_id", "=", collector.id)])
        self.assertEqual(hold._claim_items(), invoice)
        self.assertNotIn(refund, hold._claim_items())

    def test_customer_with_nothing_but_a_refund_is_not_handed_over(self):
        self.pay_out(75.0)
        wizard = self.env["account.dunning.collector"].create(
            {
                "partner_ids": self.customer.ids,
                "handed_to_id": self.make_customer("Bailiff").id,
            }
        )
        with self.assertRefused("owes nothing that can be claimed"):
            wizard.action_hand_over()


@tagged("post_install", "-at_install")
class TestNonTrade(SignsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.loan = cls.entry(True, 500.0, due="2026-02-01", account=cls.loan_account())

    def test_loan_on_a_non_trade_account_is_left_out(self):
        answer = self.assertLeftOut(self.loan, "non_trade")
        self.assertIn("Loans to employees", answer["sentence"])
        self.assertEqual(self.row_of(self.customer).to_collect, 0.0)

    def test_company_can_remind_items_on_non_trade_accounts(self):
        self.company.dunning_non_trade = True
        self.assertReminded(self.loan)
        self.assertEqual(self.row_of(self.customer).to_collect, 500.0)

    def test_loan_that_is_not_due_is_on_no_list(self):
        loan = self.entry(True, 500.0, due="2026-03-31", account=self.loan.account_id)
        for scope in ("item", "customer"):
            self.company.dunning_interval_scope = scope
            self.assertFalse(self.line_of(loan, self.make_run()))


@tagged("post_install", "-at_install")
class TestNoDueDate(SignsCommon):
    def test_item_without_a_due_date_is_late_nowhere(self):
        item = self.entry(True, 80.0, dated="2026-02-19")  # 40 days ago
        self.assertFalse(item.date_maturity)
        answer = self.assertLeftOut(item, "no_due_date")
        self.assertIn("no due date", answer["sentence"])
        self.assertIn("set a due date", answer["next_event"])
        self.assertEqual((answer["days_overdue"], answer["due_date"]), (0, False))
        line = self.line_of(item, self.make_run())
        self.assertEqual((line.days_overdue, line.date_maturity), (0, False))
        row = self.row_of(self.customer)
        self.assertEqual((row.max_days_late, row.amount_overdue, row.to_collect), (0, 0.0, 0.0))
        self.assertFalse(row.is_to_call)
        shown = self.env["account.dunning.item"].browse(item.id)
        self.assertEqual((shown.days_late, shown.amount_overdue), (0, 0.0))
        self.assertEqual(shown.amount_not_due, 80.0)
        forecast = self.env["account.dunning.forecast"].search([("move_line_id", "=", item.id)])
        self.assertFalse(forecast.is_passed)

    def test_credit_without_a_due_date_still_lowers_the_letter(self):
        self.invoice(100.0)
        self.entry(False, 30.0)
        self.assertEqual(self.make_run().notice_ids.amount_residual, 70.0)


@tagged("post_install", "-at_install")
class TestTooOld(SignsCommon):
    def test_guard_leaves_out_what_fell_due_before_its_day(self):
        old, on_the_day = self.invoice(100.0, "2026-01-31"), self.invoice(50.0, "2026-02-01")
        self.company.dunning_oldest_due_date = "2026-02-01"
        answer = self.assertLeftOut(old, "too_old")
        self.assertIn("02/01/2026", answer["sentence"])
        self.assertReminded(on_the_day)
        self.assertEqual(self.row_of(self.customer).to_collect, 50.0)

    def test_guard_set_after_the_proposal_does_not_change_the_run(self):
        """A run keeps the options it was proposed with."""
        item = self.invoice(100.0, "2026-01-31")
        run = self.make_run()
        self.company.dunning_oldest_due_date = "2026-02-01"
        self.send(run)
        self.assertEqual(self.line_of(item, run).outcome, "claim")

    def test_preview_of_a_sheet_knows_no_guard(self):
        self.company.dunning_oldest_due_date = "2030-01-01"
        self.sheet.update({"preview_amount": 1000.0, "preview_due_date": "2026-03-01"})
        self.assertEqual([step["level"] for step in sheet_preview.steps(self.sheet)], [1, 2, 3])


@tagged("post_install", "-at_install")
class TestSignOptions(SignsCommon):
    def test_defaults(self):
        company = self.env["res.company"].create({"name": "Fresh"})
        self.assertEqual(
            (
                company.dunning_non_trade,
                company.dunning_oldest_due_date,
                company.dunning_collect_days,
                company.dunning_unsent,
            ),
            (False, False, 7, "warn"),
        )

    def test_settings_change_the_company(self):
        self.env["res.config.settings"].create(
            {
                "dunning_non_trade": True,
                "dunning_oldest_due_date": "2026-01-01",
                "dunning_collect_days": 0,
                "dunning_unsent": "ignore",
            }
        ).execute()
        self.assertTrue(self.company.dunning_non_trade)
        self.assertEqual(str(self.company.dunning_oldest_due_date), "2026-01-01")
        self.assertEqual(self.company.dunning_collect_days, 0)
        self.assertEqual(self.company.dunning_unsent, "ignore")

    def test_negative_days_are_refused(self):
        with self.assertRefused("Days for a direct debit", "0 or more", "-1"):
            self.company.dunning_collect_days = -1

    def test_simulation_tries_the_options(self):
        self.invoice(100.0, "2026-01-31")
        simulation = self.env["account.dunning.simulation"].create(
            {"company_id": self.company.id, "dunning_oldest_due_date": "2026-02-01"}
        )
        simulation.action_simulate()
        counted = {(line.scenario, line.reason): line.item_count for line in simulation.line_ids}
        self.assertEqual(counted, {("today", False): 1, ("changed", "too_old"): 1})
