"""Just before a letter is made its items are read again (SPEC section 6, step 4)."""

from datetime import timedelta

from dunning_common import day
from send_common import SendCommon

from odoo import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestPaidInBetween(SendCommon):
    def assertDropped(self, notice, words):
        """Nothing was made of it, and it says why."""
        self.assertEqual(notice.state, "cancelled")
        self.assertEqual(notice.reason, words)
        self.assertFalse(notice.attachment_id or notice.mail_id)
        self.assertEqual(notice.run_id.state, "done")

    def test_paid_is_not_reminded(self):
        item = self.invoice(100)
        run = self.released()
        self.pay(item, 100)
        self.assertEqual(self.send_now(), 1)
        self.assertDropped(run.notice_ids, "Paid in the meantime")
        self.assertEqual((item.dunning_level, item.dunning_date), (0, False))
        line = self.line_of(run, item)
        self.assertEqual((line.outcome, line.reason, line.level_after), ("left_out", "paid", 0))

    def test_one_of_two_paid_leaves_the_other(self):
        # 100.00 stays, 31 days late: fine 10.00, interest 1.03
        item, paid = self.invoice(100, "2026-02-28"), self.invoice(50, "2026-02-28")
        run = self.released()
        self.assertEqual(run.notice_ids.amount_residual, 150)
        self.pay(paid, 50)
        self.send_now()
        self.assertEqual(run.notice_ids.state, "queued")
        self.assertAmounts(run.notice_ids, 100.0, 10.0, 1.03, 111.03)
        self.assertEqual((item.dunning_level, paid.dunning_level), (1, 0))
        self.assertEqual(self.reason_of(paid, run), "paid")
        self.assertNotIn(paid.move_id.name, self.letter_text(run.notice_ids))

    def test_part_payment_lowers_amount_and_charges(self):
        # 100.00 - 30.00 = 70.00: fine 7.00; interest 70.00 x 1 % x 31 / 30 = 0.7233 -> 0.72
        item = self.invoice(100, "2026-02-28")
        run = self.released()
        self.pay(item, 30)
        self.send_now()
        self.assertAmounts(run.notice_ids, 70.0, 7.0, 0.72, 77.72)
        line = self.line_of(run, item)
        self.assertEqual((line.amount_residual, line.amount_original), (70, 100))
        text = self.letter_text(run.notice_ids)
        self.assertIn("77.72", text)
        self.assertNotIn("111.03", text)

    def test_reversed_is_not_reminded(self):
        item = self.invoice(100)
        run = self.released()
        item.move_id._reverse_moves([{"invoice_date": day("2026-03-31")}], cancel=True)
        self.assertTrue(item.reconciled)
        self.send_now()
        self.assertDropped(run.notice_ids, "Paid in the meantime")

    def test_back_to_draft_is_not_reminded(self):
        item = self.invoice(100)
        run = self.released()
        item.move_id.button_draft()
        self.send_now()
        self.assertEqual(run.notice_ids.state, "cancelled")
        self.assertTrue(run.notice_ids.reason)

    def test_payment_taken_back_asks_for_the_whole_again(self):
        item = self.invoice(100, "2026-02-28")
        self.pay(item, 30)
        run = self.released()
        self.assertEqual(run.notice_ids.amount_residual, 70)
        item.remove_move_reconcile()
        payments = self.env["account.payment"].search([("partner_id", "=", self.customer.id)])
        payments.action_draft()
        self.send_now()
        self.assertAmounts(run.notice_ids, 100.0, 10.0, 1.03, 111.03)

    def test_new_credit_is_netted(self):
        # 100.00 - 40.00; the credit lowers the net total only: fine 10.00, interest 1.03
        self.invoice(100, "2026-02-28")
        run = self.released()
        credit = self.credit_note(40, "2026-03-30")
        self.send_now()
        notice = run.notice_ids
        self.assertAmounts(notice, 60.0, 10.0, 1.03, 71.03)
        line = self.line_of(run, credit)
        self.assertEqual(
            (line.outcome, line.amount_residual, line.notice_id), ("credit", -40, notice)
        )
        self.assertIn(credit.move_id.name, self.letter_text(notice))

    def test_credit_used_up_is_no_longer_netted(self):
        self.invoice(100, "2026-02-28")
        credit = self.credit_note(40, "2026-03-01")
        young = self.invoice(40, "2026-04-30")
        run = self.released()
        self.assertEqual(run.notice_ids.amount_residual, 60)
        (credit | young).reconcile()
        self.send_now()
        self.assertAmounts(run.notice_ids, 100.0, 10.0, 1.03, 111.03)
        self.assertFalse(run.notice_ids.credit_ids)

    def test_more_credit_than_debt_is_not_reminded(self):
        item = self.invoice(100)
        run = self.released()
        self.credit_note(100, "2026-03-30")
        self.send_now()
        self.assertDropped(run.notice_ids, "Customer owes nothing after credits")
        self.assertEqual(self.reason_of(item, run), "in_credit")
        self.assertEqual(item.dunning_level, 0)

    def test_part_payment_below_the_minimum_is_not_reminded(self):
        self.company.dunning_min_amount = 80
        item = self.invoice(100)
        run = self.released()
        self.pay(item, 20.01)
        self.send_now()
        self.assertDropped(run.notice_ids, "Below the minimum amount")
        self.assertEqual(self.reason_of(item, run), "below_minimum")

    def test_part_payment_down_to_the_minimum_is_reminded(self):
        self.company.dunning_min_amount = 80
        item = self.invoice(100)
        run = self.released()
        self.pay(item, 20)
        self.send_now()
        self.assertEqual((run.notice_ids.state, run.notice_ids.amount_residual), ("queued", 80))

    def test_second_table_forgets_what_was_paid(self):
        self.level(1).min_days_overdue = 10
        self.invoice(100, "2026-02-28")
        young = self.invoice(30, "2026-03-28")
        run = self.released()
        self.assertEqual(self.line_of(run, young).outcome, "other")
        self.pay(young, 30)
        self.send_now()
        self.assertEqual(run.notice_ids.state, "queued")
        self.assertNotIn(young.move_id.name, self.letter_text(run.notice_ids))


@tagged("post_install", "-at_install")
class TestHeldInBetween(SendCommon):
    def assertBlocked(self, item, run):
        self.send_now()
        self.assertEqual(run.notice_ids.state, "cancelled")
        self.assertEqual(run.notice_ids.reason, "Blocked or on hold")
        self.assertEqual(self.reason_of(item, run), "blocked")
        self.assertEqual((item.dunning_level, item.dunning_date), (0, False))

    def test_item_held(self):
        item = self.invoice()
        run = self.released()
        item.action_dunning_block(reason="Disputed")
        self.assertBlocked(item, run)

    def test_item_held_until_today(self):
        item = self.invoice()
        run = self.released()
        item.action_dunning_block(until=day("2026-03-31"), reason="Promise")
        self.assertBlocked(item, run)

    def test_item_marked_no_follow_up(self):
        item = self.invoice()
        run = self.released()
        item.no_followup = True
        self.assertBlocked(item, run)

    def test_customer_held(self):
        item = self.invoice()
        run = self.released()
        self.env["account.dunning.hold"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id, "reason": "Talks"}
        )
        self.assertBlocked(item, run)

    def test_customer_switched_off(self):
        item = self.invoice()
        run = self.released()
        self.customer.dunning_enabled = False
        self.assertBlocked(item, run)

    def test_hold_of_one_item_leaves_the_other(self):
        item, held = self.invoice(100), self.invoice(50)
        run = self.released()
        held.action_dunning_block(reason="Disputed")
        self.send_now()
        self.assertEqual((run.notice_ids.state, run.notice_ids.amount_residual), ("queued", 100))
        self.assertEqual((item.dunning_level, held.dunning_level), (1, 0))
        self.assertNotIn(held.move_id.name, self.letter_text(run.notice_ids))


@tagged("post_install", "-at_install")
class TestChangedInBetween(SendCommon):
    def test_due_date_moved_beyond_the_key_date(self):
        item = self.invoice()
        run = self.released()
        item.date_maturity = day("2026-03-31") + timedelta(days=30)
        self.send_now()
        self.assertEqual(run.notice_ids.state, "cancelled")
        self.assertEqual(self.reason_of(item, run), "not_due")

    def test_level_taken_over_from_elsewhere_is_not_reminded_again(self):
        item = self.invoice()
        run = self.released()
        item.write({"dunning_opening_level": 1, "dunning_opening_date": "2026-03-30"})
        self.assertEqual(item.dunning_level, 1)
        self.send_now()
        self.assertEqual(run.notice_ids.state, "cancelled")
        self.assertEqual(self.reason_of(item, run), "changed")
        self.assertEqual(item.dunning_level, 1)

    def test_level_lowered_by_hand_is_not_sent_at_the_old_level(self):
        item = self.invoice(100, "2026-01-15")
        self.remind_and_accept("2026-03-01")
        run = self.released()
        self.assertEqual(self.line_of(run, item).level_after, 2)
        item.action_dunning_set_level(0)
        self.send_now()
        self.assertEqual(run.notice_ids.state, "cancelled")
        self.assertEqual((item.dunning_level, item.dunning_date), (0, day("2026-03-01")))

    def test_letter_of_what_is_left_has_the_level_and_channel_of_that(self):
        """The item of level 2 is paid: a friendly e-mail goes out, no printed second reminder."""
        self.level(2).channel = "print"
        old = self.invoice(100, "2026-01-15")
        self.remind_and_accept("2026-02-01")
        new = self.invoice(50, "2026-03-15")
        run = self.released()
        self.assertEqual((run.notice_ids.level, run.notice_ids.channel), (2, "print"))
        self.pay(old, 100)
        self.send_now()
        notice = run.notice_ids
        self.assertEqual((notice.level, notice.channel), (1, "email"))
        self.assertEqual(notice.level_id, self.level(1))
        self.assertIn("Reminder 1", self.letter_text(notice))
        self.assertEqual((notice.mail_id.state, new.dunning_level), ("outgoing", 1))

    def test_channel_chosen_by_hand_stays(self):
        item = self.invoice(100)
        self.invoice(50)
        run = self.make_run()
        run.notice_ids.action_set_channel("print")
        run.action_release()
        run.action_send()
        self.pay(item, 100)
        self.send_now()
        self.assertEqual((run.notice_ids.state, run.notice_ids.channel), ("queued", "print"))

    def test_address_lost_in_between_is_printed(self):
        self.invoice()
        run = self.released()
        self.customer.email = False
        self.send_now()
        self.assertEqual((run.notice_ids.state, run.notice_ids.channel), ("queued", "print"))
        self.assertFalse(run.notice_ids.mail_id)
        self.assertIn("printed", run.notice_ids.warning)

    def test_address_blacklisted_in_between_is_printed(self):
        self.invoice()
        run = self.released()
        self.env["mail.blacklist"]._add(self.customer.email)
        self.send_now()
        self.assertEqual((run.notice_ids.state, run.notice_ids.channel), ("queued", "print"))

    def test_one_credit_is_netted_on_one_letter_only(self):
        """Two letters per level for one customer; the new credit of 30 counts once."""
        self.company.dunning_letter_per = "level"
        self.invoice(100, "2026-01-15")
        self.remind_and_accept("2026-02-01")
        self.invoice(50, "2026-03-15")
        run = self.released()
        self.assertEqual(sorted(run.notice_ids.mapped("amount_residual")), [50, 100])
        self.credit_note(30, "2026-03-30")
        self.send_now()
        self.assertEqual(sum(run.notice_ids.mapped("amount_residual")), 120)

    def test_instalments_are_separate_items(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Half now, half later",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 10}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 30}),
                ],
            }
        )
        both = self.invoice(200, "2026-02-01", invoice_payment_term_id=term.id)
        first, second = both.sorted("date_maturity")
        run = self.released()
        first.remove_move_reconcile()
        payment = self.credit_note(100, "2026-03-20")
        (first | payment).reconcile()
        self.send_now()
        self.assertEqual(run.notice_ids.amount_residual, 100)
        self.assertEqual((first.dunning_level, second.dunning_level), (0, 1))
