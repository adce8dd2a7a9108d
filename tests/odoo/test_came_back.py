"""A person says that a letter came back: as a bounce, and for letters on paper too."""

from mail_house import OutboxCase

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCameBack(OutboxCase):
    def sent(self, channel="email"):
        self.level(1).channel = channel
        self.item = self.invoice()
        run = self.queued()
        self.run_outbox()
        if channel != "email":
            run.action_print()
        notice = run.notice_ids
        self.assertEqual((notice.state, self.item.dunning_level), ("sent", 1))
        return notice

    def test_e_mail_came_back(self):
        notice = self.sent()
        notice.action_came_back("address unknown")
        self.assertEqual((notice.state, self.item.dunning_level), ("failed", 0))
        self.assertIn("address unknown", notice.reason)
        self.assertIn(self.env.user.name, notice.reason)

    def test_without_a_reason_who_said_it_is_named(self):
        notice = self.sent()
        notice.action_came_back()
        self.assertEqual(notice.state, "failed")
        self.assertIn(self.env.user.name, notice.reason)

    def test_letter_on_paper_came_back_and_is_printed_again(self):
        notice = self.sent("print")
        notice.action_came_back("moved")
        self.assertEqual((notice.state, self.item.dunning_level), ("failed", 0))
        notice.action_retry_print()
        self.send_now()
        self.assertTrue(notice.waits_for_printer)
        notice.run_id.action_print()
        self.assertEqual((notice.state, self.item.dunning_level), ("sent", 1))

    def test_sent_again_after_it_came_back(self):
        notice = self.sent()
        notice.action_came_back("typo")
        self.customer.email = "right@example.com"
        notice.action_retry()
        self.send_now()
        self.run_outbox()
        self.assertEqual((notice.state, self.item.dunning_level), ("sent", 1))
        self.assertEqual(len(self.house.to("right@example.com")), 1)

    def test_next_run_reminds_at_the_same_level(self):
        notice = self.sent()
        notice.action_came_back("typo")
        self.assertEqual(self.line_of(self.make_run(), self.item).level_after, 1)

    def test_one_of_two_ways_leaves_it_sent_with_the_reason(self):
        for way in ("mail", "paper"):
            notice = self.sent("both")
            notice.action_came_back("one of them", way)
            self.assertEqual((notice.state, self.item.dunning_level), ("sent", 1))
            self.assertIn("one of them", notice.reason)
            notice.action_cancel("next")

    def test_both_ways_came_back(self):
        notice = self.sent("both")
        notice.action_came_back("gone")
        self.assertEqual((notice.state, self.item.dunning_level), ("failed", 0))

    def test_only_what_was_sent_can_come_back(self):
        self.invoice()
        notice = self.queued().notice_ids
        with self.assertRaisesRegex(UserError, "only a letter that was sent can come back"):
            notice.action_came_back("x")

    def test_dialog_asks_the_reason(self):
        notice = self.sent()
        wizard = self.env["account.dunning.came.back"].with_context(
            active_model=notice._name, active_ids=notice.ids
        )
        with self.assertRaises(AssertionError):
            Form(wizard).save().action_confirm()
        form = Form(wizard)
        form.reason = "Moved away"
        form.save().action_confirm()
        self.assertEqual(notice.state, "failed")
        self.assertIn("Moved away", notice.reason)

    def test_dialog_asks_what_came_back_of_two_ways(self):
        notice = self.sent("both")
        form = Form(
            self.env["account.dunning.came.back"].with_context(
                active_model=notice._name, active_ids=notice.ids
            )
        )
        form.way, form.reason = "paper", "Moved away"
        form.save().action_confirm()
        self.assertEqual(notice.state, "sent")

    def test_readers_may_not(self):
        reader = new_test_user(
            self.env,
            "only_reads",
            "account_dunning_levels.group_dunning_reader",
            company_id=self.company.id,
        )
        notice = self.sent()
        with self.assertRaises(AccessError):
            notice.with_user(reader).action_came_back("x")
        self.assertEqual(notice.state, "sent")

    def test_users_of_another_company_may_not(self):
        other = self.env["res.company"].create({"name": "Other"})
        user = new_test_user(
            self.env,
            "elsewhere",
            "account_dunning_levels.group_dunning_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        notice = self.sent()
        with self.assertRaises(AccessError):
            notice.with_user(user).action_came_back("x")
