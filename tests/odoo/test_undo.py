"""Taking reminders back: the level goes, the letter stays; giving up a run in each state."""

from dunning_common import day
from freezegun import freeze_time
from mail_house import MailHouseMixin
from send_common import SendCommon

from odoo.exceptions import UserError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestCancelNotice(MailHouseMixin, SendCommon):
    def queued(self):
        run = self.released()
        self.send_now()
        return run

    def test_queued_or_sent_needs_a_reason(self):
        self.invoice()
        run = self.queued()
        for reason in (None, "", "   "):
            with self.assertRaisesRegex(UserError, "Reason"):
                run.notice_ids.action_cancel(reason)
        self.run_outbox()
        with self.assertRaisesRegex(UserError, "Reason"):
            run.notice_ids.action_cancel()
        self.assertEqual(run.notice_ids.state, "sent")

    def test_proposed_needs_none(self):
        item = self.invoice()
        run = self.make_run()
        run.notice_ids.action_cancel()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("cancelled", 0))

    def test_sent_gives_level_and_date_back_and_keeps_the_letter(self):
        item = self.invoice()
        run = self.queued()
        self.run_outbox()
        letter = run.notice_ids.attachment_id
        run.notice_ids.action_cancel("Sent by mistake")
        notice = run.notice_ids
        self.assertEqual((notice.state, notice.reason), ("cancelled", "Sent by mistake"))
        self.assertEqual((item.dunning_level, item.dunning_date), (0, False))
        self.assertEqual((item.move_id.dunning_level, item.move_id.dunning_date), (0, False))
        self.assertTrue(notice.attachment_id == letter and letter.raw.startswith(b"%PDF-"))

    def test_level_and_date_before_come_back(self):
        item = self.invoice(100, "2026-01-15")
        self.remind_and_accept("2026-02-15")
        run = self.queued()
        self.assertEqual((item.dunning_level, item.dunning_date), (2, day("2026-03-31")))
        run.notice_ids.action_cancel("Too early")
        self.assertEqual((item.dunning_level, item.dunning_date), (1, day("2026-02-15")))
        self.assertEqual(item.move_id.dunning_level, 1)

    def test_opening_level_comes_back(self):
        item = self.invoice(100, "2026-01-15")
        item.write({"dunning_opening_level": 1, "dunning_opening_date": "2026-02-01"})
        run = self.queued()
        self.assertEqual(item.dunning_level, 2)
        run.notice_ids.action_cancel("Mistake")
        self.assertEqual((item.dunning_level, item.dunning_date), (1, day("2026-02-01")))

    def test_older_letter_cancelled_leaves_the_newer_level(self):
        item = self.invoice(100, "2026-01-15")
        first = self.remind_and_accept("2026-02-15")
        self.queued()
        first.notice_ids.action_cancel("Wrong address")
        self.assertEqual((item.dunning_level, item.dunning_date), (2, day("2026-03-31")))

    def test_queued_e_mail_never_leaves(self):
        self.invoice()
        run = self.queued()
        run.notice_ids.action_cancel("Customer has just paid")
        self.assertEqual(run.notice_ids.mail_id.state, "cancel")
        self.run_outbox()
        self.assertEqual((self.house.received, run.notice_ids.state), ([], "cancelled"))
        with self.assertRaises(UserError):
            run.notice_ids.mail_id.sudo().mark_outgoing()

    def test_cancelled_is_reminded_at_the_same_level_the_next_day(self):
        item = self.invoice()
        run = self.queued()
        run.notice_ids.action_cancel("Wrong text")
        with freeze_time("2026-04-01"):
            again = self.released("2026-04-01")
            self.send_now()
        self.assertEqual((again.notice_ids.state, item.dunning_level), ("queued", 1))

    def test_cancelled_is_reminded_again_on_the_same_day(self):
        item = self.invoice()
        run = self.queued()
        run.notice_ids.action_cancel("Wrong text")
        again = self.released()
        self.send_now()
        self.assertEqual((again.notice_ids.state, item.dunning_level), ("queued", 1))

    def test_invoices_are_told(self):
        item = self.invoice()
        run = self.queued()
        before = item.move_id.message_ids
        run.notice_ids.action_cancel("Paid in cash")
        note = item.move_id.message_ids - before
        self.assertIn("Paid in cash", note.body)
        self.assertIn(run.notice_ids.name, note.body)

    def test_second_cancel_changes_nothing(self):
        self.invoice()
        run = self.queued()
        run.notice_ids.action_cancel("First")
        run.notice_ids.action_cancel("Second")
        self.assertEqual(run.notice_ids.reason, "First")

    def test_wizard_cancels_with_its_reason(self):
        item = self.invoice()
        run = self.queued()
        wizard = self.env["account.dunning.cancel"].with_context(
            active_model="account.dunning.notice", active_ids=run.notice_ids.ids
        )
        wizard.create({"reason": "Disputed"}).action_cancel_notices()
        self.assertEqual((run.notice_ids.reason, item.dunning_level), ("Disputed", 0))

    def test_e_mail_that_had_left_already_is_told(self):
        self.invoice()
        run = self.queued()
        mail = run.notice_ids.mail_id
        # the outbox is at it: the e-mail is accepted after the reminder was cancelled
        run.notice_ids.action_cancel("Too late")
        before = run.notice_ids.message_ids
        mail.write({"state": "sent"})
        self.assertEqual(run.notice_ids.state, "cancelled")
        self.assertIn("left already", (run.notice_ids.message_ids - before).mapped("body")[0])

    def test_what_left_the_house_cannot_be_deleted(self):
        self.invoice()
        run = self.queued()
        with self.assertRaises(UserError):
            run.notice_ids.sudo().unlink()
        run.notice_ids.action_cancel("Mistake")
        with self.assertRaises(UserError):
            run.notice_ids.sudo().unlink()


@tagged("post_install", "-at_install")
class TestCancelRun(SendCommon):
    def two_customers(self):
        other = self.make_customer("Willems")
        return self.invoice(100), self.invoice(partner=other)

    def test_draft(self):
        run = self.make_run(propose=False)
        run.action_cancel()
        self.assertEqual(run.state, "cancelled")

    def test_proposed_frees_the_company_for_the_next_run(self):
        items = self.two_customers()
        run = self.make_run()
        run.action_cancel()
        self.assertEqual(run.state, "cancelled")
        self.assertEqual(set(run.notice_ids.mapped("state")), {"cancelled"})
        again = self.make_run()
        self.assertEqual([self.line_of(again, item).level_after for item in items], [1, 1])

    def test_sending_keeps_what_left_and_drops_the_rest(self):
        first, second = self.two_customers()
        run = self.released()
        self.send_now(limit=1)
        run.action_cancel()
        states = {notice.partner_id.name: notice.state for notice in run.notice_ids}
        self.assertEqual(states, {"Peeters NV": "queued", "Willems": "cancelled"})
        self.assertEqual((first.dunning_level, second.dunning_level), (1, 0))
        self.assertEqual(self.send_now(), 0)
        run.notice_ids.mail_id.write({"state": "sent"})
        self.assertEqual(run.state, "done")
        self.assertEqual(self.line_of(self.make_run(), second).level_after, 1)

    def test_done_is_refused(self):
        self.invoice()
        run = self.remind_and_accept("2026-03-31")
        self.assertEqual(run.state, "done")
        with self.assertRaisesRegex(UserError, "is finished"):
            run.action_cancel()
        self.assertEqual(run.notice_ids.state, "sent")

    def test_cancelled_cannot_be_proposed_or_sent_again(self):
        self.invoice()
        run = self.make_run()
        run.action_cancel()
        with self.assertRaisesRegex(UserError, "Make a new run"):
            run.action_propose()
        with self.assertRaises(UserError):
            run.action_send()

    def test_run_that_sent_cannot_be_deleted(self):
        self.invoice()
        run = self.remind_and_accept("2026-03-31")
        with self.assertRaisesRegex(UserError, "is kept"):
            run.unlink()

    def test_proposals_disappear_with_a_deleted_run(self):
        item = self.invoice()
        run = self.make_run()
        run.unlink()
        self.assertEqual(self.line_of(self.make_run(), item).level_after, 1)
