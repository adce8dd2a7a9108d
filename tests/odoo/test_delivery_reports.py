"""Delivery reports through Odoo's mail gateway: only what failed for the customer is a bounce."""

import time

from mail_house import OutboxCase

from odoo.tests import tagged
from odoo.tools import mute_logger

GATEWAY = "odoo.addons.mail.models.mail_thread"
OUR_GATEWAY = "odoo.addons.account_dunning_levels.models.mail_thread"


class ReportCase(OutboxCase):
    def setUp(self):
        super().setUp()
        self.domain = self.env["mail.alias.domain"].create(
            {"name": "test.example.com", "bounce_alias": "bounce", "catchall_alias": "catchall"}
        )
        self.company.alias_domain_id = self.domain
        self.number = 0

    def sent(self, email=None):
        """A reminder that the mail server took."""
        if email:
            self.customer.email = email
        self.item = self.invoice()
        notice = self.queued().notice_ids
        self.run_outbox()
        self.assertEqual(notice.state, "sent")
        return notice

    def take_in(self, text):
        with mute_logger(GATEWAY, OUR_GATEWAY):
            self.env["mail.thread"].sudo().message_process("mail.thread", text)
        self.env.flush_all()
        self.env.invalidate_all()

    def report(self, notice, *recipients, message_id=None, padding=""):
        """A report about the e-mail of a reminder.

        :param recipients: (address, action) or (address, action, status)
        """
        self.number += 1
        blocks = "\n\n".join(
            f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {(*rest, '5.1.1')[0]}"
            for address, action, *rest in recipients
        )
        self.take_in(
            f"""Return-Path: <>
To: bounce@test.example.com
From: MAILER-DAEMON@mx.example.com
Subject: Delivery status
Message-Id: <report-{self.number}-{time.perf_counter_ns()}@mx.example.com>
Content-Type: multipart/report; report-type=delivery-status; boundary="frontier"

--frontier
Content-Type: text/plain

Words of a mail server {padding}

--frontier
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

{blocks}

--frontier
Content-Type: message/rfc822

Message-Id: {message_id or notice.mail_id.message_id}
Subject: Reminder

Text
--frontier--
"""
        )

    def notes(self, notice):
        found = self.env["mail.message"].search(
            [("model", "=", notice._name), ("res_id", "=", notice.id)]
        )
        return " ".join(found.mapped("body"))

    def assertSent(self, notice):
        self.assertEqual((notice.state, self.item.dunning_level), ("sent", 1))

    def assertBounced(self, notice):
        self.assertEqual((notice.state, self.item.dunning_level), ("failed", 0))


@tagged("post_install", "-at_install")
class TestReports(ReportCase):
    def test_delayed_is_a_note_and_no_bounce(self):
        notice = self.sent()
        self.report(notice, (self.customer.email, "delayed", "4.4.1"))
        self.assertSent(notice)
        self.assertIn("peetersnv@example.com (4.4.1) is delayed", self.notes(notice))
        self.assertEqual(self.customer.message_bounce, 0)

    def test_delayed_leaves_the_draft_of_the_charges_and_the_next_list_alone(self):
        product = self.env["product.product"].create(
            {
                "name": "Charges",
                "property_account_income_id": self.company_data["default_account_revenue"].id,
            }
        )
        self.sheet.write(
            {
                "charge_mode": "invoiced",
                "charge_fine_product_id": product.id,
                "charge_interest_product_id": product.id,
            }
        )
        notice = self.sent()
        charges = notice.charge_move_id
        self.assertEqual(charges.state, "draft")
        self.report(notice, (self.customer.email, "delayed", "4.4.1"))
        self.assertEqual(
            (charges.state, notice.charge_ids.mapped("is_live")), ("draft", [True] * 2)
        )
        self.assertEqual(self.reason_of(self.item, self.make_run("2026-04-01")), "too_soon")
        self.report(notice, (self.customer.email, "failed"))
        self.assertBounced(notice)
        self.assertEqual(charges.state, "cancel")

    def test_relayed_delivered_and_expanded_are_notes(self):
        notice = self.sent()
        for action in ("relayed", "delivered", "expanded"):
            self.report(notice, (self.customer.email, action, "2.0.0"))
        self.assertSent(notice)
        for words in ("passed on to a mail server", "delivered to", "several people"):
            self.assertIn(words, self.notes(notice))

    def test_failed_is_a_bounce(self):
        notice = self.sent()
        self.report(notice, (self.customer.email, "failed"))
        self.assertBounced(notice)
        self.assertEqual(notice.reason, "The e-mail to peetersnv@example.com (5.1.1) came back.")
        self.assertEqual(self.customer.message_bounce, 1)

    def test_delayed_first_and_failed_days_later(self):
        notice = self.sent()
        self.report(notice, (self.customer.email, "delayed", "4.4.1"))
        self.report(notice, (self.customer.email, "failed", "4.4.7"))
        self.assertBounced(notice)

    def test_same_report_twice_says_it_once(self):
        notice = self.sent()
        for _time in range(2):
            self.report(notice, (self.customer.email, "delayed", "4.4.1"))
        self.assertEqual(self.notes(notice).count("is delayed"), 1)
        for _time in range(2):
            self.report(notice, (self.customer.email, "failed"))
        self.assertBounced(notice)

    def test_one_of_two_addresses_came_back_is_still_sent(self):
        notice = self.sent("a@example.com; b@example.com")
        self.report(notice, ("b@example.com", "failed"))
        self.assertSent(notice)
        self.assertIn("It went to a@example.com as well", self.notes(notice))

    def test_both_addresses_came_back_is_a_bounce(self):
        notice = self.sent("a@example.com; b@example.com")
        self.report(notice, ("b@example.com", "failed"))
        self.report(notice, ("a@example.com", "failed"))
        self.assertBounced(notice)

    def test_both_in_one_report(self):
        notice = self.sent("a@example.com; b@example.com")
        self.report(notice, ("a@example.com", "failed"), ("b@example.com", "failed"))
        self.assertBounced(notice)

    def test_second_recipient_of_a_report_counts_too(self):
        notice = self.sent("a@example.com; b@example.com")
        self.report(notice, ("a@example.com", "delayed", "4.4.1"), ("b@example.com", "failed"))
        self.assertSent(notice)
        self.assertIn("a@example.com (4.4.1) is delayed", self.notes(notice))
        self.assertIn("b@example.com (5.1.1) came back", self.notes(notice))

    def test_address_that_the_server_refused_at_once_does_not_count_as_reached(self):
        self.house.refused.add("b@example.com")
        notice = self.sent("a@example.com; b@example.com")
        self.report(notice, ("a@example.com", "failed"))
        self.assertBounced(notice)

    def test_copy_that_came_back_is_a_note(self):
        self.level(1).mail_template_id = self.env["mail.template"].create(
            {
                "name": "Copy",
                "model_id": self.env["ir.model"]._get_id("account.dunning.notice"),
                "subject": "Reminder",
                "email_cc": "colleague@example.com",
                "body_html": "<p>Please pay</p>",
                "use_default_to": False,
            }
        )
        notice = self.sent()
        self.report(notice, ("colleague@example.com", "failed"))
        self.assertSent(notice)
        self.assertIn("That is a copy", self.notes(notice))

    def test_forwarded_by_the_customer_and_refused_there_is_a_bounce(self):
        notice = self.sent()
        self.report(notice, ("new-boss@elsewhere.example", "failed"))
        self.assertBounced(notice)

    def test_what_a_colleague_wrote_in_the_chatter_is_not_the_letter(self):
        notice = self.sent()
        message = notice.message_post(body="Call me", message_type="comment")
        self.report(notice, (self.customer.email, "failed"), message_id=message.message_id)
        self.assertSent(notice)

    def test_late_bounce_of_the_first_e_mail_leaves_the_second(self):
        notice = self.sent()
        first = notice.mail_id.message_id
        self.report(notice, (self.customer.email, "failed"))
        notice.action_retry()
        self.send_now()
        self.run_outbox()
        self.assertSent(notice)
        self.report(notice, (self.customer.email, "failed", "5.0.0"), message_id=first)
        self.assertSent(notice)
        self.report(notice, (self.customer.email, "failed"))
        self.assertBounced(notice)

    def test_unknown_outcome_is_known_by_a_report(self):
        for action, wanted in (("delivered", "sent"), ("delayed", "sent"), ("failed", "failed")):
            customer = self.make_customer(f"Customer {action}")
            self.invoice(partner=customer)
            run = self.queued()
            self.house.keeps_silent_to = {customer.email}
            with mute_logger(
                "odoo.addons.mail.models.mail_mail",
                "odoo.addons.account_dunning_levels.models.mail_mail",
            ):
                self.run_outbox()
            self.house.keeps_silent_to = set()
            notice = run.notice_ids
            self.assertTrue(notice.is_outcome_unknown)
            self.report(notice, (customer.email, action))
            self.assertEqual((notice.state, notice.is_outcome_unknown), (wanted, False))


@tagged("post_install", "-at_install")
class TestStrangeReports(ReportCase):
    def questions(self, notice):
        kind = self.env.ref("account_dunning_levels.mail_activity_type_outcome")
        return self.env["mail.activity"].search(
            [("dunning_notice_id", "=", notice.id), ("activity_type_id", "=", kind.id)]
        )

    def test_five_megabytes(self):
        notice = self.sent()
        before = len(self.notes(notice))
        self.report(notice, (self.customer.email, "failed"), padding="x " * 2_500_000)
        self.assertBounced(notice)
        self.assertLess(len(self.notes(notice)) - before, 500)

    def test_of_a_message_we_never_sent(self):
        notice = self.sent()
        self.report(notice, (self.customer.email, "failed"), message_id="<other@example.com>")
        self.assertSent(notice)

    def test_three_hundred_in_a_minute(self):
        notice = self.sent()
        start = time.perf_counter()
        for number in range(300):
            self.report(notice, (f"user{number}@list.example", "delayed", "4.4.1"))
        self.assertSent(notice)
        self.assertLess(time.perf_counter() - start, 60)
        self.assertLessEqual(len(notice.mail_report_ids), 100)
        self.report(notice, (self.customer.email, "failed"))
        self.assertBounced(notice)

    def test_that_names_nobody_is_asked_about_once(self):
        notice = self.sent()
        for number in range(3):
            self.take_in(
                f"""To: bounce@test.example.com
From: MAILER-DAEMON@mx.example.com
Message-Id: <odd-{number}@mx.example.com>
In-Reply-To: {notice.mail_id.message_id}
Subject: Failure

I am a program and I am unhappy.
"""
            )
        self.assertSent(notice)
        self.assertEqual(len(self.questions(notice)), 1)
        self.assertIn("cannot be read", self.notes(notice) + "cannot be read")
        self.assertIn("does not say which address", self.notes(notice))

    def test_malformed_stops_nothing(self):
        notice = self.sent()
        for number, status in enumerate(("", "Final-Recipient: ;;;", "\n\n\n", "=?utf-8?q?=FF?=")):
            self.take_in(
                f"""To: bounce@test.example.com
From: MAILER-DAEMON@mx.example.com
Message-Id: <malformed-{number}@mx.example.com>
References: {notice.mail_id.message_id}
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

{status}
--b
Content-Type: message/rfc822

--b--
"""
            )
        self.assertSent(notice)

    def test_out_of_office_to_the_bounce_address_is_kept_and_nobody_asked(self):
        notice = self.sent()
        self.take_in(
            f"""Return-Path: <>
To: bounce@test.example.com
From: peetersnv@example.com
Message-Id: <ooo@example.com>
In-Reply-To: {notice.mail_id.message_id}
Auto-Submitted: auto-replied
Subject: Away

I am on holiday until Monday.
"""
        )
        self.assertSent(notice)
        self.assertIn("holiday", self.notes(notice))
        self.assertFalse(self.env["mail.activity"].search([("dunning_notice_id", "=", notice.id)]))

    def test_read_receipt_is_a_note(self):
        notice = self.sent()
        self.take_in(
            f"""To: bounce@test.example.com
From: peetersnv@example.com
Message-Id: <mdn@example.com>
Subject: Read
Content-Type: multipart/report; report-type=disposition-notification; boundary="b"

--b
Content-Type: text/plain

Read
--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822;peetersnv@example.com
Original-Message-ID: {notice.mail_id.message_id}
Disposition: manual-action/MDN-sent-manually; displayed

--b--
"""
        )
        self.assertSent(notice)
        self.assertIn("opened by peetersnv@example.com", self.notes(notice))
