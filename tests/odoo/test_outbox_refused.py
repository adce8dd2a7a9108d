"""Reminders that the mail server refuses or sends back: failed, and the level is given back."""

from dunning_common import day
from mail_house import OutboxCase

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

ODOO_MAIL = "odoo.addons.mail.models.mail_mail"


@tagged("post_install", "-at_install")
class TestRefused(OutboxCase):
    @mute_logger(ODOO_MAIL)
    def test_refused_recipient_fails_and_gives_the_level_back(self):
        item = self.invoice()
        run = self.queued()
        self.house.refused.add(self.customer.email)
        self.run_outbox()
        notice = run.notice_ids
        self.assertEqual((notice.state, run.state), ("failed", "done"))
        self.assertIn("550", notice.reason)
        self.assertEqual((item.dunning_level, item.dunning_date), (0, False))
        self.assertTrue(notice.attachment_id)

    @mute_logger(ODOO_MAIL)
    def test_refused_one_does_not_stop_the_others(self):
        good = self.make_customer("Willems")
        self.invoice(), self.invoice(partner=good)
        run = self.queued()
        self.house.refused.add(self.customer.email)
        self.run_outbox()
        self.assertEqual(self.notice_of(run, self.customer).state, "failed")
        self.assertEqual(self.notice_of(run, good).state, "sent")

    @mute_logger(ODOO_MAIL)
    def test_refused_is_sent_again_to_the_right_address(self):
        item = self.invoice()
        run = self.queued()
        self.house.refused.add(self.customer.email)
        self.run_outbox()
        old_mail = run.notice_ids.mail_id
        self.customer.email = "right@example.com"
        run.notice_ids.action_retry()
        self.send_now()
        self.run_outbox()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("sent", 1))
        self.assertNotEqual(run.notice_ids.mail_id, old_mail)
        self.assertEqual(len(self.house.to("right@example.com")), 1)

    @mute_logger(ODOO_MAIL)
    def test_sent_again_after_a_newer_letter_asks_nobody_twice(self):
        """The item is on a newer letter by now: the old one must not follow it."""
        item = self.invoice()
        run = self.queued()
        self.house.refused.add(self.customer.email)
        self.run_outbox()
        self.house.refused.clear()
        newer = self.queued()
        self.run_outbox()
        self.assertEqual((newer.notice_ids.state, item.dunning_level), ("sent", 1))
        run.notice_ids.action_retry()
        self.send_now()
        self.run_outbox()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("cancelled", 1))
        self.assertEqual(len(self.house.received), 1)

    @mute_logger(ODOO_MAIL)
    def test_level_given_back_is_the_one_before(self):
        item = self.invoice(100, "2026-01-15")
        self.remind_and_accept("2026-02-15")
        run = self.queued()
        self.assertEqual(item.dunning_level, 2)
        self.house.refused.add(self.customer.email)
        self.run_outbox()
        self.assertEqual(run.notice_ids.state, "failed")
        self.assertEqual((item.dunning_level, item.dunning_date), (1, day("2026-02-15")))

    @mute_logger(ODOO_MAIL)
    def test_server_down_fails_without_trying_again_and_a_retry_sends_once(self):
        self.company.dunning_retry_hours = 0
        item = self.invoice()
        run = self.queued()
        self.house.stop()
        self.run_outbox()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("failed", 0))
        self.assertTrue(run.notice_ids.reason)
        self.house.start()
        self.run_outbox()
        self.assertEqual(self.house.received, [])
        run.notice_ids.action_retry()
        self.send_now()
        self.run_outbox()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("sent", 1))
        self.assertEqual(len(self.house.received), 1)

    @mute_logger(ODOO_MAIL)
    def test_connection_lost_is_not_waited_for_for_ever(self):
        """T5, T24: Odoo leaves such an e-mail in exception without a word to its document."""
        self.company.dunning_retry_hours = 0
        item = self.invoice()
        run = self.queued()
        self.house.hangs_up_on.add(self.customer.email)
        self.run_outbox()
        self.env["account.dunning.run"]._send_pending()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("failed", 0))
        self.assertTrue(run.notice_ids.reason)

    @mute_logger(ODOO_MAIL)
    def test_e_mail_of_a_failed_reminder_cannot_leave_behind_its_back(self):
        self.invoice()
        run = self.queued()
        self.house.refused.add(self.customer.email)
        self.run_outbox()
        self.house.refused.clear()
        mail = run.notice_ids.mail_id
        with self.assertRaisesRegex(UserError, "Send again"):
            mail.mark_outgoing()
        with self.assertRaisesRegex(UserError, "Send again"):
            mail.action_retry()
        self.run_outbox()
        self.assertEqual(self.house.received, [])

    def test_taken_out_of_the_outbox_is_failed(self):
        item = self.invoice()
        run = self.queued()
        run.notice_ids.mail_id.cancel()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("failed", 0))
        self.assertIn("taken out of the outbox", run.notice_ids.reason)

    def test_deleted_from_the_outbox_is_failed(self):
        item = self.invoice()
        run = self.queued()
        run.notice_ids.mail_id.sudo().unlink()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("failed", 0))
        self.assertTrue(run.notice_ids.reason)

    def test_sent_e_mail_deleted_later_changes_nothing(self):
        item = self.invoice()
        run = self.queued()
        self.run_outbox()
        run.notice_ids.mail_id.sudo().unlink()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("sent", 1))

    def test_e_mails_of_others_are_no_concern(self):
        mail = self.env["mail.mail"].create(
            {"email_to": "a@example.com", "body_html": "x", "state": "exception"}
        )
        mail.mark_outgoing()
        self.assertEqual(mail.state, "outgoing")


@tagged("post_install", "-at_install")
class TestBounce(OutboxCase):
    def bounce(self, message):
        """The mail server's answer to ``message``, through Odoo's mail gateway."""
        sender = self.env["ir.mail_server"]._get_default_bounce_address() or "bounce@example.com"
        domain = self.env["mail.alias.domain"].search([], limit=1)
        answer = f"""Return-Path: <>
To: {domain.bounce_email or sender}
From: MAILER-DAEMON@example.com
Subject: Undelivered Mail Returned to Sender
Message-Id: <bounce-1@example.com>
Content-Type: multipart/report; report-type=delivery-status; boundary="frontier"

--frontier
Content-Type: text/plain

No such mailbox

--frontier
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {self.customer.email}
Action: failed
Status: 5.1.1

--frontier
Content-Type: message/rfc822

Message-Id: {message["Message-Id"]}
To: {self.customer.email}
Subject: Reminder

Text
--frontier--
"""
        self.env["mail.thread"].sudo().message_process("mail.thread", answer)
        self.env.invalidate_all()

    def test_bounce_through_the_gateway_fails_and_gives_the_level_back(self):
        self.env["mail.alias.domain"].create(
            {"name": "test.example.com", "bounce_alias": "bounce", "catchall_alias": "catchall"}
        )
        item = self.invoice()
        run = self.queued()
        self.run_outbox()
        self.assertEqual(run.notice_ids.state, "sent")
        self.bounce(self.house.received[0][1])
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("failed", 0))
        self.assertIn(self.customer.email, run.notice_ids.reason)

    def test_bounce_before_the_next_run_is_reminded_again(self):
        item = self.invoice()
        run = self.queued()
        self.run_outbox()
        run.notice_ids._message_receive_bounce(self.customer.email, self.customer)
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("failed", 0))
        self.assertEqual(self.line_of(self.make_run(), item).level_after, 1)

    def test_late_bounce_after_a_newer_letter_leaves_the_newer_level(self):
        item = self.invoice(100, "2026-01-15")
        first = self.remind_and_accept("2026-02-15")
        second = self.queued()
        self.run_outbox()
        first.notice_ids._message_receive_bounce(self.customer.email, self.customer)
        self.assertEqual((first.notice_ids.state, second.notice_ids.state), ("failed", "sent"))
        self.assertEqual((item.dunning_level, item.dunning_date), (2, day("2026-03-31")))

    def test_bounce_of_a_copy_to_a_colleague_is_no_bounce_of_the_letter(self):
        colleague = self.make_customer("Colleague")
        item = self.invoice()
        run = self.queued()
        self.run_outbox()
        run.notice_ids._message_receive_bounce(colleague.email, colleague)
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("sent", 1))

    def test_bounce_of_the_address_the_recipient_had_then(self):
        item = self.invoice()
        run = self.queued()
        self.run_outbox()
        old = self.customer.email
        self.customer.email = "new@example.com"
        run.notice_ids._message_receive_bounce(old, self.env["res.partner"])
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("failed", 0))

    def test_bounce_of_a_letter_that_was_printed_too_keeps_the_level(self):
        self.level(1).channel = "both"
        item = self.invoice()
        run = self.queued()
        self.run_outbox()
        run.action_print()
        run.notice_ids._message_receive_bounce(self.customer.email, self.customer)
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("sent", 1))
        self.assertIn(self.customer.email, run.notice_ids.reason)
