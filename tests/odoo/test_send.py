"""From the released control list to the outbox: states, dates and levels."""

from dunning_common import day
from freezegun import freeze_time
from send_common import SendCommon

from odoo.exceptions import UserError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestRelease(SendCommon):
    def test_proposed_becomes_ready_and_nothing_else_happens(self):
        item = self.invoice()
        run = self.make_run()
        run.action_release()
        notice = run.notice_ids
        self.assertEqual(notice.state, "ready")
        self.assertFalse(notice.attachment_id or notice.mail_id or notice.date)
        self.assertEqual((item.dunning_level, item.dunning_date), (0, False))
        self.assertEqual(run.state, "proposed")

    def test_nothing_to_release_is_told(self):
        self.invoice()
        run = self.make_run()
        run.action_release()
        with self.assertRaisesRegex(UserError, "no proposed reminders"):
            run.action_release()

    def test_taken_back_it_is_proposed_and_not_sent(self):
        self.invoice()
        run = self.make_run()
        run.action_release()
        run.notice_ids.action_unrelease()
        self.assertEqual(run.notice_ids.state, "proposed")
        with self.assertRaisesRegex(UserError, "no released reminders"):
            run.action_send()

    def test_simulation_can_be_looked_at_but_not_released(self):
        self.invoice()
        run = self.make_run("2026-04-01")
        self.assertTrue(run.is_simulation)
        self.assertEqual(len(run.notice_ids), 1)
        with self.assertRaisesRegex(UserError, "simulation"):
            run.action_release()
        with self.assertRaisesRegex(UserError, "simulation"):
            run.notice_ids.action_release()

    def test_simulation_cannot_be_sent(self):
        self.invoice()
        run = self.make_run("2026-04-01")
        with self.assertRaisesRegex(UserError, "simulation"):
            run.action_send()

    def test_key_date_moved_after_proposing_is_refused(self):
        self.invoice()
        run = self.make_run()
        run.key_date = "2026-03-30"
        with self.assertRaisesRegex(UserError, "Propose again"):
            run.action_release()

    def test_draft_run_cannot_be_sent(self):
        with self.assertRaisesRegex(UserError, "no control list"):
            self.make_run(propose=False).action_send()


@tagged("post_install", "-at_install")
class TestSend(SendCommon):
    def test_letter_is_made_queued_and_counted(self):
        # 100.00 due 28 February, 31 days late on 31 March: fine 10 % = 10.00;
        # interest 100.00 x 1 % x 31 / 30 = 1.0333 -> 1.03; total 111.03
        item = self.invoice(100, "2026-02-28")
        run = self.released()
        self.assertEqual(run.state, "sending")
        self.assertEqual(self.send_now(), 1)
        notice = run.notice_ids
        self.assertEqual(notice.state, "queued")
        self.assertAmounts(notice, 100.0, 10.0, 1.03, 111.03)
        self.assertEqual((notice.date, notice.deadline), (day("2026-03-31"), day("2026-04-08")))
        self.assertTrue(notice.attachment_id.raw.startswith(b"%PDF-"))
        self.assertEqual(notice.mail_id.state, "outgoing")
        self.assertEqual((item.dunning_level, item.dunning_date), (1, day("2026-03-31")))
        self.assertEqual(
            (item.move_id.dunning_level, item.move_id.dunning_date), (1, day("2026-03-31"))
        )
        self.assertFalse(notice.sent_at)

    def test_queued_is_not_sent_and_run_waits(self):
        self.invoice()
        run = self.released()
        self.send_now()
        self.assertEqual((run.notice_ids.state, run.state), ("queued", "sending"))
        run.notice_ids.mail_id.write({"state": "sent"})
        self.assertEqual((run.notice_ids.state, run.state), ("sent", "done"))
        self.assertTrue(run.notice_ids.sent_at)

    def test_letter_dated_on_the_day_of_sending_charges_on_the_key_date(self):
        item = self.invoice(100, "2026-02-28")
        run = self.released()
        with freeze_time("2026-04-02"):
            self.send_now()
        notice = run.notice_ids
        self.assertEqual((notice.date, notice.deadline), (day("2026-04-02"), day("2026-04-10")))
        self.assertAmounts(notice, 100.0, 10.0, 1.03, 111.03)
        self.assertEqual(item.dunning_date, day("2026-04-02"))

    def test_interval_counts_from_the_letter_not_from_the_key_date(self):
        # sent on 2 April: 14 days later is the 16th
        item = self.invoice(100, "2026-02-28")
        run = self.released()
        with freeze_time("2026-04-02"):
            self.send_now()
            run.notice_ids.mail_id.write({"state": "sent"})
        with freeze_time("2026-04-16"):
            early = self.make_run("2026-04-15")
            self.assertEqual(self.reason_of(item, early), "too_soon")
            early.action_cancel()
            self.assertEqual(self.line_of(self.make_run("2026-04-16"), item).level_after, 2)

    def test_deadline_zero_days_is_the_letter_date(self):
        self.level(1).payment_days = 0
        self.invoice()
        run = self.released()
        self.send_now()
        self.assertEqual(run.notice_ids.deadline, day("2026-03-31"))

    def test_handled_are_counted_and_a_limit_is_kept(self):
        for name in ("Aerts", "Bos", "Claes"):
            self.invoice(partner=self.make_customer(name))
        run = self.released()
        self.assertEqual(self.send_now(limit=2), 2)
        self.assertEqual(
            run.notice_ids.sorted("position").mapped("state"), ["queued", "queued", "ready"]
        )
        self.assertEqual(round(run.progress), 67)
        self.assertEqual(self.send_now(), 1)
        self.assertEqual(run.progress, 100)
        self.assertEqual(self.send_now(), 0)

    def test_released_but_not_sent_stays_at_home(self):
        self.invoice()
        run = self.make_run()
        run.action_release()
        self.assertEqual(self.send_now(), 0)
        self.assertEqual(run.notice_ids.state, "ready")

    def test_only_released_ones_leave_and_the_rest_can_follow(self):
        second = self.make_customer("Willems")
        self.invoice()
        self.invoice(partner=second)
        run = self.make_run()
        self.notice_of(run, self.customer).action_release()
        run.action_send()
        self.send_now()
        self.assertEqual(self.notice_of(run, self.customer).state, "queued")
        self.assertEqual(self.notice_of(run, second).state, "proposed")
        self.notice_of(run, self.customer).mail_id.write({"state": "sent"})
        self.assertNotEqual(run.state, "done")
        run.action_release()
        run.action_send()
        self.send_now()
        self.assertEqual(self.notice_of(run, second).state, "queued")

    def test_skipped_is_not_sent_and_keeps_its_level(self):
        item = self.invoice()
        other = self.invoice(partner=self.make_customer("Willems"))
        run = self.make_run()
        self.notice_of(run, self.customer).action_skip()
        run.action_release()
        run.action_send()
        self.send_now()
        self.assertEqual(self.notice_of(run, self.customer).state, "skipped")
        self.assertEqual((item.dunning_level, other.dunning_level), (0, 1))
        self.assertEqual(self.reason_of(item, run), "skipped")

    def test_skipped_line_is_no_part_of_letter_total_or_level(self):
        # 100.00 stays: fine 10.00, interest 1.03; the 50.00 is left alone this time
        item, left = self.invoice(100), self.invoice(50)
        run = self.make_run()
        self.line_of(run, left).action_skip()
        run.action_release()
        run.action_send()
        self.send_now()
        self.assertAmounts(run.notice_ids, 100.0, 10.0, 1.03, 111.03)
        self.assertEqual((item.dunning_level, left.dunning_level), (1, 0))
        self.assertNotIn(left.move_id.name, self.letter_text(run.notice_ids))

    def test_level_goes_up_one_step_per_letter(self):
        item = self.invoice(100, "2026-01-15")
        for key_date, level in (("2026-02-01", 1), ("2026-02-15", 2), ("2026-03-01", 3)):
            run = self.remind_and_accept(key_date)
            self.assertEqual((run.notice_ids.state, run.notice_ids.level), ("sent", level))
            self.assertEqual((item.dunning_level, item.dunning_date), (level, day(key_date)))

    def test_settings_are_those_of_the_control_list(self):
        self.invoice(100, "2026-02-28")
        run = self.released()
        self.sheet.level_ids.fine_percent = 50
        self.company.dunning_min_amount = 1000
        self.send_now()
        self.assertAmounts(run.notice_ids, 100.0, 10.0, 1.03, 111.03)


@tagged("post_install", "-at_install")
class TestFailure(SendCommon):
    def test_one_bad_customer_stops_nobody(self):
        bad = self.make_customer("Bad BV", dunning_mail_template_id=self.breaking_template().id)
        customers = [self.make_customer("Aerts"), bad, self.make_customer("Claes")]
        items = [self.invoice(partner=customer) for customer in customers]
        run = self.released()
        self.assertEqual(self.send_now(), 3)
        states = [self.notice_of(run, customer).state for customer in customers]
        self.assertEqual(states, ["queued", "failed", "queued"])
        self.assertEqual([item.dunning_level for item in items], [1, 0, 1])

    def test_failed_letter_leaves_nothing_behind(self):
        self.sheet.level_ids.report_id = self.breaking_report()
        item = self.invoice()
        run = self.released()
        self.send_now()
        notice = run.notice_ids
        self.assertEqual(notice.state, "failed")
        self.assertIn("Broken letter", notice.reason)
        self.assertNotIn("Traceback", notice.reason)
        self.assertFalse(notice.attachment_id or notice.mail_id or notice.sent_at)
        self.assertEqual((item.dunning_level, item.dunning_date), (0, False))
        self.assertFalse(notice.line_ids.filtered("is_valid"))

    def test_failed_e_mail_leaves_no_letter_behind(self):
        """T6: nothing is marked before the letter and its e-mail exist."""
        self.customer.dunning_mail_template_id = self.breaking_template()
        item = self.invoice()
        run = self.released()
        self.send_now()
        self.assertEqual(run.notice_ids.state, "failed")
        self.assertTrue(run.notice_ids.reason)
        self.assertFalse(run.notice_ids.attachment_id)
        self.assertEqual(item.dunning_level, 0)
        self.assertFalse(
            self.env["ir.attachment"].search(
                [("res_model", "=", "res.partner"), ("res_id", "=", self.customer.id)]
            )
        )

    def test_failed_is_sent_again_after_the_cause_is_gone(self):
        self.customer.dunning_mail_template_id = self.breaking_template()
        item = self.invoice()
        run = self.released()
        self.send_now()
        self.customer.dunning_mail_template_id = False
        run.notice_ids.action_retry()
        self.assertEqual((run.notice_ids.state, run.notice_ids.reason), ("ready", False))
        self.send_now()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("queued", 1))

    def test_failed_is_printed_instead(self):
        self.customer.dunning_mail_template_id = self.breaking_template()
        self.invoice()
        run = self.released()
        self.send_now()
        run.notice_ids.action_retry_print()
        self.send_now()
        notice = run.notice_ids
        self.assertEqual((notice.state, notice.channel), ("queued", "print"))
        self.assertFalse(notice.mail_id)

    def test_failed_frees_the_company_for_the_next_run(self):
        self.customer.dunning_mail_template_id = self.breaking_template()
        item = self.invoice()
        run = self.released()
        self.send_now()
        self.assertEqual(run.state, "done")
        self.customer.dunning_mail_template_id = False
        self.assertEqual(self.line_of(self.make_run(), item).level_after, 1)

    def test_only_failed_ones_can_be_sent_again(self):
        self.invoice()
        run = self.released()
        self.send_now()
        with self.assertRaisesRegex(UserError, "Only failed"):
            run.notice_ids.action_retry()

    def test_missing_template_is_told_in_a_sentence(self):
        # the default data has levels that hold on to our template: take its name away
        self.env["ir.model.data"].search(
            [
                ("module", "=", "account_dunning_levels"),
                ("name", "=", "mail_template_reminder"),
            ]
        ).unlink()
        self.invoice()
        run = self.released()
        self.send_now()
        self.assertEqual(run.notice_ids.state, "failed")
        self.assertIn("has no e-mail template", run.notice_ids.reason)
