"""What the invoice itself says: blocked in Odoo, a payment under way, collected by us, never sent.

The key date is 2026-03-31; the invoice is of 1,000.00 EUR and fell due on 2026-03-01.
"""

from lxml import etree
from signs_common import SignsCommon

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval


class OneInvoice(SignsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item = cls.invoice(1000.0, "2026-03-01")

    def released(self):
        run = self.make_run()
        run.action_release()
        run.action_send()
        return run

    def look_again(self, run):
        """What a lane does just before a letter is made."""
        self.env["account.dunning.run"]._send_pending()
        self.env.invalidate_all()
        return self.line_of(self.item, run)


@tagged("post_install", "-at_install")
class TestBlocked(OneInvoice):
    def block(self):
        self.item.move_id.action_toggle_block_payment()

    def test_blocked_invoice_is_not_reminded(self):
        self.block()
        run = self.make_run()
        line = self.line_of(self.item, run)
        self.assertEqual((line.reason, line.detail), ("blocked", "move_blocked"))
        self.assertIn("blocked for payment", line.detail_words)
        answer = self.assertLeftOut(self.item, "blocked")
        self.assertIn("unblock", answer["next_event"])
        self.assertFalse(answer["first_date"])

    def test_unblocked_invoice_is_reminded_again(self):
        self.block()
        self.block()
        self.assertReminded(self.item)

    def test_block_after_release_stops_the_letter(self):
        run = self.released()
        self.block()
        line = self.look_again(run)
        self.assertEqual((line.reason, line.detail), ("blocked", "move_blocked"))
        self.assertEqual(line.origin_notice_id.state, "cancelled")
        self.assertFalse(self.item.dunning_level)

    def test_blocked_invoice_of_which_a_part_is_paid(self):
        payment = self.entry(False, 400.0, journal=self.bank)
        (self.item | payment).reconcile()
        self.block()
        self.assertEqual(self.item.move_id.payment_state, "blocked")
        self.assertLeftOut(self.item, "blocked")

    def test_blocked_invoice_is_on_hold_on_the_work_list(self):
        other = self.invoice(200.0, "2026-03-01")
        self.block()
        row = self.row_of(self.customer)
        self.assertEqual((row.to_collect, row.amount_hold, row.is_on_hold), (200.0, 1000.0, False))
        other.move_id.action_toggle_block_payment()
        row = self.row_of(self.customer)
        self.assertEqual((row.to_collect, row.is_on_hold, row.is_to_call), (0.0, True, False))

    def test_blocked_invoice_does_not_count_in_the_forecast(self):
        self.block()
        row = self.env["account.dunning.forecast"].search([("move_line_id", "=", self.item.id)])
        self.assertEqual((row.basis, row.included), ("disputed", False))

    def test_cockpit_knows_no_next_reminder_of_a_blocked_invoice(self):
        self.assertIn("level 1", self.row_of(self.customer).next_step)
        self.block()
        self.assertEqual(self.row_of(self.customer).next_step, "On hold")

    def test_hold_with_a_last_day_does_not_end_the_block(self):
        self.item.action_dunning_block(until="2026-04-10")
        self.block()
        answer = self.why(self.item)
        self.assertEqual((answer["reason"], answer["next_date"]), ("blocked", False))

    def test_blocked_credit_note_still_lowers_the_letter(self):
        credit = self.credit_note(100.0)
        credit.move_id.action_toggle_block_payment()
        self.assertEqual(self.make_run().notice_ids.amount_residual, 900.0)

    def test_form_keeps_its_buttons_while_something_is_open(self):
        names = {
            "action_dunning_explain",
            "action_dunning_hold",
            "action_dunning_note",
            "action_dunning_call",
        }
        self.assertEqual(self.hidden_of(names), set())
        self.block()
        self.assertEqual(self.hidden_of(names), set())
        self.block()
        payment = self.in_process(self.item, 1000.0)
        self.assertEqual(self.item.move_id.payment_state, "in_payment")
        self.assertEqual(self.hidden_of(names), set())
        payment.action_cancel()
        (self.item | self.entry(False, 1000.0, journal=self.bank)).reconcile()
        self.assertEqual(self.hidden_of(names), names)

    def hidden_of(self, names):
        """Which of these buttons the form of the invoice does not show."""
        move = self.item.move_id
        arch = etree.fromstring(move.get_view(self.env.ref("account.view_move_form").id)["arch"])
        hidden = set()
        for name in names:
            [button] = arch.xpath(f"//button[@name='{name}']")
            condition = " ".join(button.get("invisible").split())
            values = {field: move[field] for field in move._fields if field in condition}
            if safe_eval(condition, values):
                hidden.add(name)
        return hidden


@tagged("post_install", "-at_install")
class TestInPayment(OneInvoice):
    def test_registered_payment_without_an_entry_leaves_the_invoice_out(self):
        self.pay(self.item, 1000.0)
        self.assertEqual(self.item.move_id.payment_state, "in_payment")
        self.assertEqual(self.item.amount_residual, 1000.0)
        answer = self.assertLeftOut(self.item, "in_payment")
        self.assertIn("1,000.00", answer["sentence"])
        self.assertIn("under way", answer["sentence"])
        self.assertIn("cancel it", answer["next_event"])
        line = self.line_of(self.item, self.make_run())
        self.assertEqual(line.under_way_amount, 1000.0)
        self.assertIn("1,000.00", line.detail_words)
        self.assertEqual(self.row_of(self.customer).to_collect, 0.0)

    def test_payment_after_release_stops_the_letter(self):
        run = self.released()
        self.pay(self.item, 1000.0)
        line = self.look_again(run)
        self.assertEqual((line.reason, line.under_way_amount), ("in_payment", 1000.0))
        self.assertEqual(line.origin_notice_id.state, "cancelled")

    def test_part_payment_is_named_on_the_list_and_the_rest_is_reminded(self):
        self.in_process(self.item, 999.99)
        run = self.assertReminded(self.item)
        notice = run.notice_ids
        self.assertEqual(notice.amount_residual, 1000.0)
        self.assertIn("payment_under_way", notice.warning_codes)
        self.assertIn("999.99", notice.warning)

    def test_part_payment_after_release_is_named_too(self):
        run = self.released()
        self.assertFalse(run.notice_ids.warning_codes)
        self.in_process(self.item, 400.0)
        self.look_again(run)
        self.assertEqual(run.notice_ids.state, "queued")
        self.assertIn("400.00", run.notice_ids.warning)

    def test_warning_goes_with_the_item_that_is_skipped(self):
        other = self.invoice(50.0)
        self.in_process(self.item, 400.0)
        run = self.make_run()
        self.assertIn("payment_under_way", run.notice_ids.warning_codes)
        self.line_of(self.item, run).action_skip()
        self.env.invalidate_all()
        self.assertEqual(run.notice_ids.amount_residual, other.amount_residual)
        self.assertFalse(run.notice_ids.warning_codes)

    def test_cancelled_rejected_and_draft_payments_are_not_under_way(self):
        for button in ("action_cancel", "action_reject", "action_draft"):
            payment = self.in_process(self.item, 1000.0)
            getattr(payment, button)()
            self.assertReminded(self.item)

    def test_validated_payment_without_an_entry_is_under_way(self):
        payment = self.in_process(self.item, 1000.0)
        payment.action_validate()
        self.assertEqual((payment.state, self.item.amount_residual), ("paid", 1000.0))
        self.assertLeftOut(self.item, "in_payment")

    def test_payment_whose_bank_line_came_is_not_under_way_for_the_rest(self):
        payment = self.in_process(self.item, 600.0)
        (self.item | self.bank_line(600.0)).reconcile()
        self.assertEqual((payment.state, self.item.amount_residual), ("paid", 400.0))
        run = self.assertReminded(self.item)
        self.assertNotIn("payment", run.notice_ids.warning_codes or "")

    def test_payment_for_several_invoices_covers_the_oldest_first(self):
        older = self.invoice(300.0, "2026-02-01")
        self.in_process(self.item | older, 500.0)
        run = self.make_run()
        self.assertEqual(self.reason_of(older, run), "in_payment")
        self.assertEqual(self.line_of(self.item, run).under_way_amount, 200.0)
        self.assertIn("200.00", run.notice_ids.warning)

    def test_one_payment_for_a_batch_of_invoices(self):
        """What *Register Payment* makes of several invoices when it groups them."""
        other = self.invoice(300.0, "2026-02-01")
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=(self.item | other).move_id.ids
        )
        wizard.create({"group_payment": True, "payment_date": "2026-03-31"})._create_payments()
        run = self.make_run()
        self.assertEqual(
            [self.reason_of(item, run) for item in self.item | other], ["in_payment"] * 2
        )

    def test_payment_in_another_currency_counts_at_the_rate_of_the_day(self):
        self.usd.rate_ids.unlink()
        self.usd.rate_ids = [
            (0, 0, {"name": "2026-03-31", "rate": 1.25, "company_id": self.company.id}),
            (0, 0, {"name": "2026-03-30", "rate": 2.0, "company_id": self.company.id}),
        ]
        payment = self.in_process(self.item, 1250.0, self.usd)
        self.assertLeftOut(self.item, "in_payment")
        payment.amount = 1000.0  # 800.00 euro
        self.assertIn("800.00", self.assertReminded(self.item).notice_ids.warning)

    def test_payment_in_a_currency_without_a_rate_is_a_warning_and_no_guess(self):
        self.usd.rate_ids.unlink()
        self.in_process(self.item, 1000.0, self.usd)
        notice = self.assertReminded(self.item).notice_ids
        self.assertEqual(notice.warning_codes, "payment_no_rate")
        self.assertIn("without an exchange rate", notice.warning)
        self.assertIn("without an exchange rate", self.rule(self.why(self.item))["sentence"])

    def rule(self, answer):
        return next(row for row in answer["rules"] if row["rule"] == "in_payment")

    def test_money_that_we_send_is_not_under_way_to_us(self):
        self.in_process(self.item, 1000.0, payment_type="outbound")
        self.assertReminded(self.item)


@tagged("post_install", "-at_install")
class TestOnlinePayments(OneInvoice):
    def test_pending_and_authorized_transactions_are_under_way(self):
        for state in ("pending", "authorized"):
            transaction = self.transaction(self.item, 1000.0, state)
            self.assertLeftOut(self.item, "in_payment")
            transaction.state = "cancel"
            self.assertReminded(self.item)

    def test_transaction_over_a_part_is_named(self):
        self.transaction(self.item, 250.0, "authorized")
        self.assertIn("250.00", self.assertReminded(self.item).notice_ids.warning)

    def test_transactions_that_came_to_nothing_are_not_under_way(self):
        for state in ("draft", "cancel", "error"):
            self.transaction(self.item, 1000.0, state)
        self.assertReminded(self.item)

    def test_pending_transaction_of_a_provider_that_was_switched_off_never_ends(self):
        transaction = self.transaction(self.item, 1000.0)
        transaction.provider_id.state = "disabled"
        self.assertReminded(self.item)

    def test_confirmed_transaction_counts_until_its_payment_is_made(self):
        transaction = self.transaction(self.item, 1000.0, "done")
        self.assertLeftOut(self.item, "in_payment")
        transaction.is_post_processed = True
        self.assertReminded(self.item)

    def test_transaction_after_release_stops_the_letter(self):
        run = self.released()
        self.transaction(self.item, 1000.0)
        self.assertEqual(self.look_again(run).reason, "in_payment")


@tagged("post_install", "-at_install")
class TestDirectDebit(OneInvoice):
    def test_customer_by_direct_debit_is_reminded_once_the_days_are_over(self):
        self.item.move_id.preferred_payment_method_line_id = self.collected
        # 1 March + 30 = 31 March
        self.company.dunning_collect_days = 30
        answer = self.assertLeftOut(self.item, "direct_debit")
        self.assertIn("03/31/2026", answer["sentence"])
        self.assertEqual(answer["next_date"], "2026-04-01")
        self.company.dunning_collect_days = 29
        self.assertReminded(self.item)

    def test_method_of_the_customer_counts_where_the_invoice_prefers_none(self):
        self.company.dunning_collect_days = 30
        self.customer.property_inbound_payment_method_line_id = self.collected
        self.assertFalse(self.item.move_id.preferred_payment_method_line_id)
        self.assertLeftOut(self.item, "direct_debit")
        plain = self.bank.inbound_payment_method_line_ids - self.collected
        self.item.move_id.preferred_payment_method_line_id = plain[:1]
        self.assertReminded(self.item)

    def test_method_that_we_do_not_collect_says_nothing(self):
        self.company.dunning_collect_days = 30
        self.item.move_id.preferred_payment_method_line_id = self.collected
        self.collected.dunning_collects = False
        self.assertReminded(self.item)

    def test_direct_debit_that_came_back_is_reminded(self):
        self.company.dunning_collect_days = 30
        self.item.move_id.preferred_payment_method_line_id = self.collected
        payment = self.in_process(self.item, 1000.0)
        self.assertLeftOut(self.item, "in_payment")
        payment.action_reject()
        self.assertReminded(self.item)

    def test_work_list_waits_for_the_direct_debit(self):
        self.company.dunning_collect_days = 30
        self.item.move_id.preferred_payment_method_line_id = self.collected
        self.assertEqual(self.row_of(self.customer).to_collect, 0.0)

    def test_mark_set_after_release_stops_the_letter(self):
        run = self.released()
        self.company.dunning_collect_days = 30
        self.item.move_id.preferred_payment_method_line_id = self.collected
        # the run keeps its own 7 days: 1 March + 7 is over
        self.assertEqual(self.look_again(run).outcome, "claim")


@tagged("post_install", "-at_install")
class TestNeverSent(SignsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # posted today, dated 45 days ago
        cls.item = cls.invoice(1000.0, "2026-02-14", sent=False)

    def test_invoice_that_was_never_sent_is_reminded_with_a_warning(self):
        notice = self.assertReminded(self.item).notice_ids
        self.assertEqual(notice.warning_codes, "never_sent")
        self.assertIn("1,000.00", notice.warning)
        self.assertIn("never sent", self.rule("unsent")["sentence"])

    def rule(self, code):
        return next(row for row in self.why(self.item)["rules"] if row["rule"] == code)

    def test_company_can_leave_it_out(self):
        self.company.dunning_unsent = "leave_out"
        answer = self.assertLeftOut(self.item, "unsent")
        self.assertIn("send the invoice", answer["next_event"])
        self.assertEqual(self.row_of(self.customer).to_collect, 0.0)

    def test_company_can_ignore_it(self):
        self.company.dunning_unsent = "ignore"
        self.assertFalse(self.assertReminded(self.item).notice_ids.warning_codes)

    def test_sent_invoice_has_no_warning(self):
        self.item.move_id.is_move_sent = True
        for choice in ("warn", "leave_out"):
            self.company.dunning_unsent = choice
            self.assertFalse(self.assertReminded(self.item).notice_ids.warning_codes)

    def test_entry_has_nothing_to_send(self):
        self.company.dunning_unsent = "leave_out"
        self.assertReminded(self.entry(True, 60.0, due="2026-02-01"))

    def test_warning_goes_once_the_invoice_is_sent_before_the_letter_leaves(self):
        run = self.make_run()
        run.action_release()
        run.action_send()
        self.item.move_id.is_move_sent = True
        self.env["account.dunning.run"]._send_pending()
        self.env.invalidate_all()
        self.assertEqual(run.notice_ids.state, "queued")
        self.assertFalse(run.notice_ids.warning_codes)
