"""The mail server got the e-mail and did not say so: a person is asked, nothing is sent twice."""

from contextlib import suppress
from unittest.mock import patch

import psycopg2
from mail_house import OutboxCase
from test_outbox_conflict import OUTBOX, TOO_LATE, ConflictCase

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.modules import module
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.account_dunning_levels.engine.settle import outbox

ODOO_MAIL = "odoo.addons.mail.models.mail_mail"
OUR_MAIL = "odoo.addons.account_dunning_levels.models.mail_mail"


class UnknownCase(OutboxCase):
    def silent(self, *customers):
        """A run whose e-mails to these customers were kept without an answer."""
        run = self.queued()
        self.house.keeps_silent_to = {customer.email for customer in customers or self.customer}
        with mute_logger(ODOO_MAIL, OUR_MAIL):
            self.run_outbox()
        self.house.keeps_silent_to = set()
        return run

    def assertUnknown(self, notice):
        self.assertEqual((notice.state, notice.is_outcome_unknown), ("queued", True))
        self.assertIn("may have arrived", notice.reason)

    def questions(self, notice):
        kind = self.env.ref("account_dunning_levels.mail_activity_type_outcome")
        return self.env["mail.activity"].search(
            [("dunning_notice_id", "=", notice.id), ("activity_type_id", "=", kind.id)]
        )


@tagged("post_install", "-at_install")
class TestOutcomeUnknown(UnknownCase):
    def test_stays_queued_keeps_its_level_and_is_never_sent_again(self):
        item = self.invoice()
        run = self.silent()
        self.assertUnknown(run.notice_ids)
        self.assertEqual((item.dunning_level, run.state), (1, "sending"))
        self.assertEqual(run.notice_ids.mail_id.state, "exception")
        self.run_outbox()
        self.send_now()
        self.run_outbox()
        self.assertUnknown(run.notice_ids)
        self.assertEqual(len(self.house.received), 1)

    def test_responsible_is_asked_once(self):
        responsible = new_test_user(
            self.env, "asked", "account.group_account_invoice", company_id=self.company.id
        )
        self.customer.dunning_user_id = responsible
        self.invoice()
        run = self.silent()
        self.send_now()
        self.run_outbox()
        (question,) = self.questions(run.notice_ids)
        self.assertEqual((question.user_id, question.res_id), (responsible, self.customer.id))
        self.assertIn(run.notice_ids.name, question.summary)

    def test_run_counts_and_shows_it(self):
        self.invoice()
        run = self.silent()
        self.assertEqual((run.unknown_count, run.failed_count, run.queued_count), (1, 0, 1))
        action = run.action_open_unknown()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), run.notice_ids)

    def test_next_run_does_not_mail_the_item_again(self):
        self.company.dunning_min_interval_days = 0
        item = self.invoice()
        self.silent()
        self.assertEqual(self.reason_of(item, self.make_run()), "too_soon")

    def test_it_arrived(self):
        item = self.invoice()
        run = self.silent()
        notice = run.notice_ids
        notice.action_arrived()
        self.assertEqual((notice.state, notice.is_outcome_unknown), ("sent", False))
        self.assertEqual((notice.mail_id.state, run.state), ("sent", "done"))
        self.assertEqual((item.dunning_level, notice.reason), (1, False))
        self.assertFalse(self.questions(notice))

    def test_it_did_not_arrive_and_is_sent_again_once(self):
        item = self.invoice()
        run = self.silent()
        notice = run.notice_ids
        notice.action_not_arrived()
        self.assertEqual((notice.state, notice.is_outcome_unknown), ("failed", False))
        self.assertEqual((item.dunning_level, run.state), (0, "done"))
        self.assertIn(self.env.user.name, notice.reason)
        self.assertFalse(self.questions(notice))
        notice.action_retry()
        self.send_now()
        self.run_outbox()
        self.run_outbox()
        self.assertEqual((notice.state, item.dunning_level), ("sent", 1))
        self.assertEqual(len(self.house.received), 2)

    def test_it_did_not_arrive_and_is_printed_instead(self):
        self.invoice()
        run = self.silent()
        run.notice_ids.action_not_arrived()
        run.notice_ids.action_retry_print()
        self.send_now()
        run.action_print()
        self.assertEqual(run.notice_ids.state, "sent")
        self.assertEqual(len(self.house.received), 1)

    def test_letter_that_leaves_by_post_too_waits_for_the_answer_only(self):
        self.level(1).channel = "both"
        item = self.invoice()
        run = self.silent()
        run.action_print()
        self.assertUnknown(run.notice_ids)
        run.notice_ids.action_not_arrived()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("sent", 1))

    def test_unknown_again_at_the_second_try(self):
        self.invoice()
        run = self.silent()
        run.notice_ids.action_not_arrived()
        run.notice_ids.action_retry()
        self.send_now()
        self.house.keeps_silent_to = {self.customer.email}
        with mute_logger(ODOO_MAIL, OUR_MAIL):
            self.run_outbox()
            self.run_outbox()
        self.assertUnknown(run.notice_ids)
        self.assertEqual((len(self.house.received), len(self.questions(run.notice_ids))), (2, 1))

    def test_the_others_leave_over_a_new_connection(self):
        others = [self.make_customer(name) for name in ("Bos", "Claes")]
        for customer in (self.customer, *others):
            self.invoice(partner=customer)
        run = self.silent(self.customer)
        self.run_outbox()
        self.assertUnknown(self.notice_of(run, self.customer))
        self.assertEqual([self.notice_of(run, other).state for other in others], ["sent"] * 2)
        self.assertEqual(len(self.house.received), 3)

    def test_cannot_be_sent_again_past_the_reminder(self):
        self.invoice()
        mail = self.silent().notice_ids.mail_id
        with self.assertRaisesRegex(UserError, "reminder"):
            mail.mark_outgoing()
        mail.write({"state": "outgoing"})
        self.run_outbox()
        self.assertEqual(len(self.house.received), 1)

    def test_e_mail_deleted_while_unknown_stays_unknown(self):
        self.invoice()
        notice = self.silent().notice_ids
        notice.mail_id.sudo().unlink()
        self.send_now()
        self.assertUnknown(notice)

    def test_cancelled_takes_the_level_and_the_question_back(self):
        item = self.invoice()
        notice = self.silent().notice_ids
        notice.action_cancel("Paid in cash")
        self.assertEqual((notice.state, notice.is_outcome_unknown), ("cancelled", False))
        self.assertEqual(item.dunning_level, 0)
        self.assertFalse(self.questions(notice))

    def test_bounce_is_an_answer(self):
        item = self.invoice()
        notice = self.silent().notice_ids
        notice._message_receive_bounce(self.customer.email, self.customer)
        self.assertEqual((notice.state, notice.is_outcome_unknown), ("failed", False))
        self.assertEqual(item.dunning_level, 0)

    def test_only_an_open_question_can_be_answered(self):
        self.invoice()
        run = self.queued()
        self.run_outbox()
        for answer in (run.notice_ids.action_arrived, run.notice_ids.action_not_arrived):
            with self.assertRaisesRegex(UserError, "known already"):
                answer()
        self.assertEqual(run.notice_ids.state, "sent")

    def test_reader_cannot_answer(self):
        reader = new_test_user(
            self.env,
            "only_reads",
            "account_dunning_levels.group_dunning_reader",
            company_id=self.company.id,
        )
        self.invoice()
        notice = self.silent().notice_ids.with_user(reader)
        for answer in (notice.action_arrived, notice.action_not_arrived):
            with self.assertRaises(AccessError):
                answer()
        self.assertUnknown(notice.sudo())


@tagged("post_install", "-at_install")
class TestDefiniteAnswer(UnknownCase):
    """An answer is an answer: nothing is asked, and what was refused may be sent again."""

    def setUp(self):
        super().setUp()
        self.company.dunning_retry_hours = 0

    def answered(self, answer):
        item = self.invoice()
        run = self.queued()
        self.house.answers[self.customer.email] = answer
        with mute_logger(ODOO_MAIL, OUR_MAIL):
            self.run_outbox()
        return item, run.notice_ids

    def assertSentAgain(self, notice):
        self.house.answers.clear(), self.house.hangs_up_on.clear()
        notice.action_retry()
        self.send_now()
        self.run_outbox()
        self.assertEqual(notice.state, "sent")
        self.assertEqual(len(self.house.received), 1)

    def test_refused_for_good_after_the_whole_e_mail(self):
        item, notice = self.answered("554 5.6.0 Not this one")
        self.assertEqual((notice.state, notice.is_outcome_unknown), ("failed", False))
        self.assertIn("554", notice.reason)
        self.assertEqual(item.dunning_level, 0)
        self.assertSentAgain(notice)

    def test_refused_for_now_after_the_whole_e_mail(self):
        _item, notice = self.answered("451 4.3.0 Try later")
        self.assertEqual((notice.state, notice.is_outcome_unknown), ("failed", False))
        self.assertSentAgain(notice)

    def test_words_that_are_no_answer_count_as_none(self):
        _item, notice = self.answered("Hmm, let me see")
        self.assertUnknown(notice)

    def test_break_before_the_e_mail_itself_is_no(self):
        item = self.invoice()
        run = self.queued()
        self.house.hangs_up_on.add(self.customer.email)
        with mute_logger(ODOO_MAIL, OUR_MAIL):
            self.run_outbox()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("failed", 0))
        self.assertSentAgain(run.notice_ids)

    def test_e_mail_without_its_letter_does_not_leave(self):
        """The file store lost the letter between making and sending it."""
        item = self.invoice()
        run = self.queued()
        letter = run.notice_ids.attachment_id
        self.env.cr.execute(
            "UPDATE ir_attachment SET store_fname = '00/gone', db_datas = NULL WHERE id = %s",
            [letter.id],
        )
        self.env.invalidate_all()
        self.run_outbox()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("failed", 0))
        self.assertIn("file store", run.notice_ids.reason)
        self.assertEqual(self.house.received, [])
        self.assertSentAgain(run.notice_ids)


@tagged("post_install", "-at_install")
class TestProcessEnds(ConflictCase):
    """The outbox loses its connection while the mail server says yes: what a killed worker does."""

    def queued(self, customers):
        self.released(customers)
        self.call_lanes()

    def cut_the_outbox_off(self):
        with self.env_of_its_own() as env:
            env.cr.execute(
                """
                SELECT pg_terminate_backend(pid)
                  FROM pg_locks
                 -- a copy of this database has the same numbers for its tables
                 WHERE database = (
                           SELECT oid FROM pg_database WHERE datname = current_database())
                   AND relation = 'mail_mail'::regclass
                   AND mode = 'RowExclusiveLock'
                   AND pid != pg_backend_pid()
                """
            )
            self.assertTrue(env.cr.rowcount)

    def call_dying_outbox(self):
        with (
            patch.object(module, "current_test", None),
            mute_logger(*TOO_LATE, OUR_MAIL),
            suppress(psycopg2.Error),
            self.env_of_its_own() as env,
        ):
            env["mail.mail"].process_email_queue()

    def outcomes(self):
        with self.env_of_its_own() as env:
            notices = env["account.dunning.notice"].browse(self.rows["account.dunning.notice"])
            return sorted((notice.state, notice.is_outcome_unknown) for notice in notices)

    def test_killed_after_the_yes_is_unknown_and_not_sent_again(self):
        self.queued(customers=2)
        self.house.on_letter = self.cut_the_outbox_off
        self.call_dying_outbox()
        self.assertEqual(len(self.house.received), 1)
        self.assertEqual(self.outcomes(), [("queued", False), ("queued", False)])
        self.call_outbox()
        self.call_outbox()
        self.assertEqual(self.outcomes(), [("queued", True), ("sent", False)])
        self.assertReceivedOnceEach(2)

    def test_killed_after_the_yes_and_the_mail_server_down_at_the_next_try(self):
        """The next try fails for sure; the first may have arrived all the same."""
        self.queued(customers=2)
        self.house.on_letter = self.cut_the_outbox_off
        self.call_dying_outbox()
        self.house.stop()
        with mute_logger(*TOO_LATE):
            self.call_outbox()
        self.assertEqual(self.outcomes(), [("queued", False), ("queued", True)])
        self.house.start()
        with self.env_of_its_own() as env:
            notices = env["account.dunning.notice"].browse(self.rows["account.dunning.notice"])
            notices.filtered("waits_for_mail_server").action_try_mail_now()
        self.call_outbox()
        self.assertEqual(self.outcomes(), [("queued", True), ("sent", False)])
        self.assertReceivedOnceEach(2)

    def taken_out(self, way):
        self.queued(customers=1)
        self.house.on_letter = self.cut_the_outbox_off
        self.call_dying_outbox()
        with self.env_of_its_own() as env:
            notices = env["account.dunning.notice"].browse(self.rows["account.dunning.notice"])
            getattr(notices.mail_id, way)()
        self.assertEqual(self.outcomes(), [("queued", True)])

    def test_killed_after_the_yes_and_the_e_mail_taken_out_of_the_outbox(self):
        self.taken_out("cancel")

    def test_killed_after_the_yes_and_the_e_mail_deleted(self):
        self.taken_out("unlink")

    def test_mail_server_that_breaks_off_is_left_alone_for_some_minutes(self):
        """One that breaks off every time must not turn a whole run into questions."""
        self.queued(customers=3)
        self.house.keeps_silent_to = {f"busy{place}@example.com" for place in range(3)}
        with mute_logger(*TOO_LATE, OUR_MAIL):
            self.call_outbox()
        self.assertEqual(self.outcomes(), [("queued", False), ("queued", False), ("queued", True)])
        self.assertFalse(self.is_awake(OUTBOX))
        with self.env_of_its_own() as env:
            queue = env.ref(OUTBOX)
            calls = env["ir.cron.trigger"].search([("cron_id", "=", queue.id)]).mapped("call_at")
            minutes = (max(calls) - fields.Datetime.now()).total_seconds() / 60
        self.assertTrue(4 < minutes <= 5, minutes)

    def test_lane_finds_out_when_the_outbox_does_not_come_back(self):
        self.queued(customers=1)
        self.house.on_letter = self.cut_the_outbox_off
        self.call_dying_outbox()
        with self.env_of_its_own() as env:
            outbox.collect_lost(env)
        self.assertEqual(self.outcomes(), [("queued", True)])
        self.call_outbox()
        self.assertReceivedOnceEach(1)

    def test_hand_over_that_goes_on_is_left_alone(self):
        self.queued(customers=1)
        seen = []

        def look():
            with self.env_of_its_own() as env:
                outbox.collect_lost(env)
                env.flush_all()
                seen.append(self.outcomes())

        self.house.on_letter = look
        self.call_outbox()
        self.assertEqual(seen, [[("queued", False)]])
        self.assertEqual(self.outcomes(), [("sent", False)])

    def test_second_outbox_does_not_hand_over_the_same_e_mail(self):
        """Somebody presses *Send now* on the e-mail that the outbox hands over right now."""
        self.queued(customers=1)
        handled = []

        def send_now():
            with self.env_of_its_own() as env:
                notices = env["account.dunning.notice"].browse(self.rows["account.dunning.notice"])
                # no connection of its own: the house is busy with the other one
                handled.append(notices.mail_id._send(smtp_session=None))

        self.house.on_letter = send_now
        self.call_outbox()
        self.assertEqual(handled, [True])
        self.assertEqual(self.outcomes(), [("sent", False)])
        self.assertReceivedOnceEach(1)
