"""What the mail server does not take for now is tried again by itself (SPEC 14)."""

from datetime import timedelta

from freezegun import freeze_time
from mail_house import OutboxCase

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.account_dunning_levels.engine.settle import mail_at_most_once

ODOO_MAIL = "odoo.addons.mail.models.mail_mail"
OUR_MAIL = "odoo.addons.account_dunning_levels.models.mail_mail"
SERVER = "odoo.addons.base.models.ir_mail_server"
START = "2026-03-31 08:00:00"


class RetryCase(OutboxCase):
    def setUp(self):
        super().setUp()
        freezer = freeze_time(START)
        self.clock = freezer.start()
        self.addCleanup(freezer.stop)

    def later(self, **delta):
        self.clock.tick(timedelta(**delta))

    def outbox(self):
        with mute_logger(ODOO_MAIL, OUR_MAIL, SERVER):
            self.run_outbox()

    def not_now(self, words="450 4.2.0 Greylisted, try again"):
        self.house.says[self.customer.email] = words

    def waiting(self):
        """A reminder that the mail server did not take at its first try."""
        self.item = self.invoice()
        notice = self.queued().notice_ids
        self.not_now()
        self.outbox()
        self.house.says.clear()
        return notice

    def assertWaits(self, notice):
        self.assertEqual((notice.state, notice.mail_id.state), ("queued", "outgoing"))
        self.assertTrue(notice.waits_for_mail_server)
        self.assertFalse(notice.is_outcome_unknown)
        self.assertFalse(mail_at_most_once.begun(notice))


@tagged("post_install", "-at_install")
class TestForNow(RetryCase):
    def test_450_first_then_accepted(self):
        notice = self.waiting()
        self.assertWaits(notice)
        self.assertEqual(self.item.dunning_level, 1)
        self.later(minutes=6)
        self.outbox()
        self.assertEqual((notice.state, notice.reason), ("sent", False))
        self.assertEqual((notice.mail_waits_since, notice.mail_next_try), (False, False))
        self.assertEqual((len(self.house.received), notice.run_id.state), (1, "done"))

    def test_shown_as_waiting_since_when_and_until_when(self):
        notice = self.waiting()
        self.assertEqual(notice.mail_waits_since, fields.Datetime.to_datetime(START))
        self.assertEqual(notice.mail_next_try, fields.Datetime.to_datetime("2026-03-31 08:05:00"))
        words = notice.with_context(lang="en_US", tz="UTC").mail_waiting_words
        self.assertIn("Waits for the mail server since", words)
        self.assertIn("next try", words)
        self.assertIn("8:05", words)
        self.assertIn("for now", notice.reason)
        found = self.env["account.dunning.notice"].search([("waits_for_mail_server", "=", True)])
        self.assertEqual(found, notice)
        self.assertEqual((notice.run_id.mail_waiting_count, notice.run_id.queued_count), (1, 1))
        action = notice.run_id.action_open_mail_waiting()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), notice)

    def test_nobody_is_asked_before_its_time(self):
        self.waiting()
        tried = len(self.house.tried)
        self.later(minutes=4)
        self.outbox()
        self.assertEqual(len(self.house.tried), tried)

    def test_outbox_is_woken_at_the_moment_of_the_next_try(self):
        notice = self.waiting()
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        moments = self.env["ir.cron.trigger"].search([("cron_id", "=", queue.id)])
        self.assertIn(notice.mail_next_try, moments.mapped("call_at"))

    def test_still_refused_after_a_day_has_failed(self):
        item = self.invoice()
        notice = self.queued().notice_ids
        self.not_now()
        tries = 0
        while notice.state == "queued" and tries < 60:
            self.outbox()
            tries += 1
            self.later(minutes=60)
        self.assertEqual((notice.state, item.dunning_level), ("failed", 0))
        # at 0, 1, 2 ... 24 hours
        self.assertEqual(tries, 25)
        self.assertIn("24 hours", notice.reason)
        self.assertEqual(notice.run_id.state, "done")
        self.assertFalse(notice.mail_next_try)

    def test_hours_of_the_company(self):
        self.company.dunning_retry_hours = 2
        notice = self.waiting()
        self.not_now()
        self.later(hours=2, minutes=1)
        self.outbox()
        self.assertEqual(notice.state, "failed")
        self.assertIn("2 hours", notice.reason)

    def test_hours_out_of_range_are_refused(self):
        for hours in (-1, 121):
            with self.assertRaisesRegex(ValidationError, "0 to 120"):
                self.company.dunning_retry_hours = hours

    def test_no_connection_waits_for_all_and_goes_on_once(self):
        customers = [self.make_customer(name) for name in ("Aerts", "Bos", "Claes")]
        for customer in customers:
            self.invoice(partner=customer)
        run = self.queued()
        self.house.stop()
        self.outbox()
        for notice in run.notice_ids:
            self.assertWaits(notice)
            self.assertIn("could not be reached", notice.reason)
        self.house.start()
        self.later(minutes=6)
        self.outbox()
        self.outbox()
        self.assertEqual(run.notice_ids.mapped("state"), ["sent"] * 3)
        self.assertEqual(len(self.house.received), 3)

    def test_connection_that_breaks_before_the_e_mail_waits(self):
        self.invoice()
        notice = self.queued().notice_ids
        self.house.hangs_up_on.add(self.customer.email)
        self.outbox()
        self.assertWaits(notice)
        self.house.hangs_up_on.clear()
        self.later(minutes=6)
        self.outbox()
        self.assertEqual((notice.state, len(self.house.received)), ("sent", 1))

    def test_refused_for_now_after_the_whole_e_mail_waits(self):
        self.invoice()
        notice = self.queued().notice_ids
        self.house.answers[self.customer.email] = "451 4.3.0 Try later"
        self.outbox()
        self.assertWaits(notice)
        self.house.answers.clear()
        self.later(minutes=6)
        self.outbox()
        self.assertEqual((notice.state, len(self.house.received)), ("sent", 1))

    def test_refused_for_ever_at_a_later_try_fails_at_once(self):
        notice = self.waiting()
        self.house.refused.add(self.customer.email)
        self.later(minutes=6)
        self.outbox()
        self.assertEqual((notice.state, notice.mail_next_try), ("failed", False))

    def test_silence_at_a_later_try_is_unknown_and_not_tried_again(self):
        notice = self.waiting()
        self.house.keeps_silent_to = {self.customer.email}
        self.later(minutes=6)
        self.outbox()
        self.assertTrue(notice.is_outcome_unknown)
        self.assertFalse(notice.waits_for_mail_server)
        self.later(hours=30)
        self.outbox()
        self.send_now()
        self.assertEqual(len(self.house.received), 1)

    def test_waiting_one_does_not_hold_up_the_others(self):
        good = self.make_customer("Willems")
        self.invoice(), self.invoice(partner=good)
        run = self.queued()
        self.not_now()
        self.outbox()
        self.assertEqual(self.notice_of(run, good).state, "sent")
        self.assertWaits(self.notice_of(run, self.customer))

    def test_next_run_does_not_remind_what_waits(self):
        notice = self.waiting()
        self.assertEqual(self.reason_of(self.item, self.make_run()), "too_soon")
        self.assertEqual(notice.state, "queued")


@tagged("post_install", "-at_install")
class TestMeanwhile(RetryCase):
    """Before another try the items are looked at again."""

    def try_again(self):
        self.later(minutes=6)
        self.outbox()

    def assertNotSent(self, notice, words):
        self.assertEqual((notice.state, self.house.received), ("cancelled", []))
        self.assertIn(words, notice.reason)
        self.assertEqual((self.item.dunning_level, notice.run_id.state), (0, "done"))
        self.assertFalse(notice.waits_for_mail_server)

    def test_paid_meanwhile_is_not_sent(self):
        notice = self.waiting()
        self.pay(self.item, 100)
        self.try_again()
        self.assertNotSent(notice, "Not sent: ")

    def test_held_meanwhile_is_not_sent(self):
        notice = self.waiting()
        self.item.action_dunning_block(reason="Discussed")
        self.try_again()
        self.assertNotSent(notice, "Not sent: ")

    def test_blocked_in_odoo_meanwhile_is_not_sent(self):
        notice = self.waiting()
        self.item.move_id.action_toggle_block_payment()
        self.try_again()
        self.assertNotSent(notice, "Not sent: Blocked")

    def test_payment_that_got_under_way_meanwhile_is_not_sent(self):
        notice = self.waiting()
        # with Odoo's bookkeeping of banks a payment has no entry before its bank line comes
        moves = type(self.env["account.move"])
        self.patch(moves, "_get_invoice_in_payment_state", lambda moves: "in_payment")
        bank = self.company_data["default_journal_bank"]
        bank.inbound_payment_method_line_ids.payment_account_id = False
        payment = self.pay(self.item, 100)
        self.assertEqual((payment.state, self.item.amount_residual), ("in_process", 100))
        self.try_again()
        self.assertNotSent(notice, "under way")

    def test_invoice_that_went_to_another_customer_meanwhile_is_not_sent(self):
        notice = self.waiting()
        move = self.item.move_id
        move.button_draft()
        move.partner_id = self.make_customer("Willems")
        move.action_post()
        self.item = self.receivable(move)
        self.try_again()
        self.assertNotSent(notice, "Not sent: ")

    def test_cancelled_meanwhile_is_not_sent(self):
        notice = self.waiting()
        notice.action_cancel("Paid in cash")
        self.try_again()
        self.assertNotSent(notice, "Paid in cash")

    def test_reminders_switched_off_meanwhile_is_not_sent(self):
        notice = self.waiting()
        self.customer.dunning_enabled = False
        self.try_again()
        self.assertNotSent(notice, "Not sent: ")

    def test_paid_in_part_meanwhile_gets_a_letter_that_says_so(self):
        notice = self.waiting()
        old_mail = notice.mail_id
        self.pay(self.item, 40)
        self.try_again()
        self.assertEqual((notice.state, self.house.received), ("ready", []))
        self.send_now()
        self.outbox()
        self.assertEqual((notice.state, notice.amount_residual), ("sent", 60))
        self.assertEqual((self.item.dunning_level, old_mail.state), (1, "cancel"))
        self.assertEqual(len(self.house.received), 1)
        self.assertIn("60.00", self.letter_text(notice))

    def test_unchanged_leaves_with_the_same_letter(self):
        notice = self.waiting()
        letter, mail = notice.attachment_id, notice.mail_id
        self.try_again()
        self.assertEqual((notice.attachment_id, notice.mail_id), (letter, mail))
        self.assertEqual(notice.state, "sent")


@tagged("post_install", "-at_install")
class TestByHand(RetryCase):
    def test_try_now(self):
        notice = self.waiting()
        notice.action_try_mail_now()
        self.outbox()
        self.assertEqual((notice.state, len(self.house.received)), ("sent", 1))

    def test_wait_no_longer_and_print(self):
        notice = self.waiting()
        notice.action_stop_waiting()
        self.assertEqual((notice.state, self.item.dunning_level), ("failed", 0))
        self.assertIn(self.env.user.name, notice.reason)
        self.later(hours=1)
        self.outbox()
        self.assertEqual(self.house.received, [])
        notice.action_retry_print()
        self.send_now()
        notice.run_id.action_print()
        self.assertEqual(notice.state, "sent")

    def test_only_what_waits(self):
        self.invoice()
        notice = self.queued().notice_ids
        for button in (notice.action_try_mail_now, notice.action_stop_waiting):
            with self.assertRaisesRegex(UserError, "does not wait for the mail server"):
                button()

    def test_readers_may_not(self):
        reader = new_test_user(
            self.env,
            "only_reads",
            "account_dunning_levels.group_dunning_reader",
            company_id=self.company.id,
        )
        notice = self.waiting().with_user(reader)
        self.assertTrue(notice.mail_waiting_words)
        for button in (notice.action_try_mail_now, notice.action_stop_waiting):
            with self.assertRaises(AccessError):
                button()


@tagged("post_install", "-at_install")
class TestSender(RetryCase):
    def setUp(self):
        super().setUp()
        self.boss = new_test_user(
            self.env, "boss", "account.group_account_invoice", company_id=self.company.id
        )
        self.company.dunning_user_id = self.boss

    def told(self):
        kind = self.env.ref("account_dunning_levels.mail_activity_type_sender")
        return self.env["mail.activity"].search([("activity_type_id", "=", kind.id)])

    def three(self):
        for name in ("Aerts", "Bos", "Claes"):
            self.invoice(partner=self.make_customer(name))
        return self.queued()

    def assertStopped(self, run):
        for notice in run.notice_ids:
            self.assertWaits(notice)
        (activity,) = self.told()
        self.assertEqual(activity.user_id, self.boss)
        self.assertNotRegex(activity.note, "SMTP|Exception|Error")

    def test_refused_sender_stops_the_batch_tells_once_and_fails_nobody(self):
        run = self.three()
        self.house.senders = {"billing@example.com"}
        self.outbox()
        self.assertStopped(run)
        self.assertIn("as sender", run.notice_ids[0].reason)
        self.later(minutes=6)
        self.outbox()
        self.assertStopped(run)
        self.later(days=2)
        self.outbox()
        self.assertStopped(run)

    def test_refused_sender_is_asked_about_one_e_mail_only(self):
        self.three()
        names = []

        async def handle(server, session, envelope, address, options):
            names.append(address)
            return "553 5.7.1 Sender address rejected"

        self.house.handle_MAIL = handle
        self.house.stop(), self.house.start()
        self.outbox()
        self.assertEqual(len(names), 1, names)

    def test_sender_refused_at_the_recipient_is_the_sender_all_the_same(self):
        run = self.three()
        for notice in run.notice_ids:
            self.house.says[notice.recipient_id.email] = (
                "553 5.7.1 <x@example.com>: Sender address rejected: not owned by user x"
            )
        self.outbox()
        self.assertStopped(run)

    def test_login_refused(self):
        run = self.three()
        self.env["ir.mail_server"].search([]).write({"smtp_user": "x", "smtp_pass": "wrong"})
        self.outbox()
        self.assertStopped(run)
        self.assertIn("password", run.notice_ids[0].reason)

    def test_goes_on_by_itself_when_it_is_mended(self):
        run = self.three()
        self.house.senders = {"billing@example.com"}
        self.outbox()
        self.house.senders = None
        self.later(minutes=6)
        self.outbox()
        self.assertEqual(run.notice_ids.mapped("state"), ["sent"] * 3)
        self.assertEqual(len(self.house.received), 3)
        self.assertFalse(self.told())
