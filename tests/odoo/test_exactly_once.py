"""The same item is never twice in the same level's letter, whatever is repeated or interrupted."""

from unittest.mock import patch

import psycopg2
from freezegun import freeze_time
from send_common import SendCommon

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_dunning_levels.engine.archive import traces
from odoo.addons.account_dunning_levels.engine.send import batches

SQL_LOG = "odoo.sql_db"


def conflict(notices):
    """What PostgreSQL says when another transaction has changed the rows meanwhile."""
    notices.env.cr.execute("DO $$ BEGIN RAISE SQLSTATE '40001'; END $$")


@tagged("post_install", "-at_install")
class TestStatedByTheDatabase(SendCommon):
    """The unique indexes hold even against code that forgets to look."""

    def valid_line(self, item, run, **values):
        return (
            self.env["account.dunning.notice.line"]
            .sudo()
            .create(
                {
                    "run_id": run.id,
                    "company_id": self.company.id,
                    "move_line_id": item.id,
                    "currency_id": self.eur.id,
                    "outcome": "claim",
                    "is_valid": True,
                    "lowered_to": -1,
                    "level_after": 1,
                    "sent_date": "2026-03-01",
                    **values,
                }
            )
        )

    def other_run(self):
        return self.make_run(propose=False)

    def assertRefused(self, item, run, **values):
        with (
            mute_logger(SQL_LOG),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            self.valid_line(item, run, **values)
            self.env.flush_all()

    def test_same_item_twice_at_one_level(self):
        item = self.invoice()
        self.valid_line(item, self.other_run())
        self.assertRefused(item, self.other_run(), sent_date="2026-03-20")

    def test_same_item_twice_on_one_day(self):
        item = self.invoice()
        self.valid_line(item, self.other_run())
        self.assertRefused(item, self.other_run(), level_after=2)

    def test_same_item_twice_in_one_run(self):
        item, run = self.invoice(), self.other_run()
        self.valid_line(item, run, is_valid=False)
        self.assertRefused(item, run, is_valid=False)

    def test_next_level_on_another_day_is_free(self):
        item = self.invoice()
        self.valid_line(item, self.other_run())
        line = self.valid_line(item, self.other_run(), level_after=2, sent_date="2026-03-20")
        self.env.flush_all()
        self.assertTrue(line.is_valid)

    def test_line_that_does_not_count_frees_level_and_day(self):
        item = self.invoice()
        self.valid_line(item, self.other_run()).is_valid = False
        self.env.flush_all()
        self.assertTrue(self.valid_line(item, self.other_run()).is_valid)

    def test_second_open_run_of_the_company_is_refused(self):
        first, second = self.other_run().sudo(), self.other_run().sudo()
        first.is_open = True
        self.env.flush_all()
        with (
            mute_logger(SQL_LOG),
            self.assertRaises(psycopg2.errors.UniqueViolation),
            self.env.cr.savepoint(),
        ):
            second.is_open = True
            self.env.flush_all()


@tagged("post_install", "-at_install")
class TestRepeated(SendCommon):
    def letters(self, item):
        """Letters that hold a claim, made or not undone."""
        lines = self.env["account.dunning.notice.line"].search(
            [("move_line_id", "=", item.id), ("outcome", "=", "claim"), ("is_valid", "=", True)]
        )
        return lines.notice_id.attachment_id

    def test_second_pass_makes_and_queues_nothing(self):
        items = [self.invoice(partner=self.make_customer(name)) for name in ("Aerts", "Bos")]
        run = self.released()
        self.assertEqual(self.send_now(), 2)
        mails = self.env["mail.mail"].search_count([])
        files = self.env["ir.attachment"].search_count([])
        self.assertEqual(self.send_now(), 0)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual(self.env["ir.attachment"].search_count([]), files)
        self.assertEqual([len(self.letters(item)) for item in items], [1, 1])
        self.assertEqual(set(run.notice_ids.mapped("state")), {"queued"})

    def test_sending_the_run_again_sends_nothing_again(self):
        item = self.invoice()
        run = self.released()
        self.send_now()
        with self.assertRaisesRegex(Exception, "no released reminders"):
            run.action_send()
        self.assertEqual(self.send_now(), 0)
        self.assertEqual(len(self.letters(item)), 1)

    def test_item_reminded_today_is_not_proposed_again_even_with_interval_zero(self):
        self.company.dunning_min_interval_days = 0
        item = self.invoice(100, "2026-01-15")
        self.remind_and_accept("2026-03-31")
        run = self.make_run()
        self.assertEqual(self.reason_of(item, run), "too_soon")
        run.action_cancel()
        with freeze_time("2026-04-01"):
            self.assertEqual(self.line_of(self.make_run("2026-04-01"), item).level_after, 2)

    def test_sheet_that_repeats_reminds_at_the_last_level_again_and_again(self):
        self.sheet.after_last_level = "repeat"
        self.company.dunning_max_level = 1
        item = self.invoice(100, "2026-01-15")
        for key_date in ("2026-02-01", "2026-02-15", "2026-03-01"):
            run = self.remind_and_accept(key_date)
            self.assertEqual((run.notice_ids.state, run.notice_ids.level), ("sent", 1))
        self.assertEqual(item.dunning_level, 1)
        self.assertEqual(len(self.letters(item)), 3)

    def test_lowered_by_hand_is_reminded_at_that_level_again(self):
        item = self.invoice(100, "2026-01-15")
        self.remind_and_accept("2026-02-01")
        self.remind_and_accept("2026-02-15")
        item.action_dunning_set_level(0)
        run = self.remind_and_accept("2026-03-01")
        self.assertEqual((run.notice_ids.state, run.notice_ids.level), ("sent", 1))
        run = self.remind_and_accept("2026-03-15")
        self.assertEqual((run.notice_ids.state, run.notice_ids.level), ("sent", 2))
        self.assertEqual(item.dunning_level, 2)

    def test_item_on_a_ready_letter_and_reminded_elsewhere_today_drops_out(self):
        """The ready letter loses; the customer gets one letter, not two."""
        item = self.invoice()
        run = self.released()
        other = self.make_run(propose=False)
        TestStatedByTheDatabase.valid_line(self, item, other, sent_date="2026-03-31")
        self.send_now()
        self.assertIn(run.notice_ids.state, ("cancelled", "failed"))
        self.assertFalse(run.notice_ids.attachment_id or run.notice_ids.mail_id)
        self.assertTrue(run.notice_ids.reason)
        self.assertNotIn("duplicate key", run.notice_ids.reason)


@tagged("post_install", "-at_install")
class TestInterrupted(SendCommon):
    """A crash after the letters are made leaves all of them ready, and nothing behind."""

    def crash(self, run):
        class PowerCut(BaseException):
            pass

        # the machine dies while the chatter is written: letters, e-mails, levels are done by then
        with (
            patch.object(traces, "record", side_effect=PowerCut),
            self.assertRaises(PowerCut),
            self.env.cr.savepoint(),
        ):
            self.send_now()
        self.env.invalidate_all()
        return run

    def test_all_are_ready_again_and_nothing_has_left(self):
        items = [self.invoice(partner=self.make_customer(name)) for name in ("Aerts", "Bos")]
        mails = self.env["mail.mail"].search_count([])
        run = self.crash(self.released())
        self.assertEqual(set(run.notice_ids.mapped("state")), {"ready"})
        self.assertFalse(run.notice_ids.attachment_id)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assertEqual([item.dunning_level for item in items], [0, 0])

    def test_repeat_makes_exactly_one_letter_each(self):
        items = [self.invoice(partner=self.make_customer(name)) for name in ("Aerts", "Bos")]
        mails = self.env["mail.mail"].search_count([])
        run = self.crash(self.released())
        self.assertEqual(self.send_now(), 2)
        self.assertEqual(set(run.notice_ids.mapped("state")), {"queued"})
        self.assertEqual(self.env["mail.mail"].search_count([]), mails + 2)
        for notice in run.notice_ids:
            made = self.env["ir.attachment"].search(
                [("res_model", "=", notice._name), ("res_id", "=", notice.id)]
            )
            self.assertEqual(len(made), 1)
        self.assertEqual([item.dunning_level for item in items], [1, 1])
        for item in items:
            notes = item.move_id.message_ids.filtered(lambda note: "Reminder level" in note.body)
            self.assertEqual(len(notes), 1)

    def test_ordinary_error_in_the_traces_fails_each_and_leaves_nothing(self):
        item = self.invoice()
        run = self.released()
        with (
            patch.object(traces, "record", side_effect=RuntimeError("disk full")),
            mute_logger(batches.__name__),
        ):
            self.send_now()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("failed", 0))
        # what went wrong is for the server's log, not for the accountant
        self.assertIn("could not be made", run.notice_ids.reason)
        self.assertNotIn("disk full", run.notice_ids.reason)
        self.assertFalse(run.notice_ids.attachment_id or run.notice_ids.mail_id)

    def test_database_conflict_is_left_to_the_lane_to_repeat(self):
        """Not a failure of the letter: nothing is marked."""
        self.invoice()
        run = self.released()
        with (
            patch.object(traces, "record", side_effect=conflict),
            mute_logger(SQL_LOG),
            self.assertRaises(psycopg2.errors.SerializationFailure),
            self.env.cr.savepoint(),
        ):
            self.send_now()
        self.env.invalidate_all()
        self.assertEqual(run.notice_ids.state, "ready")

    def test_lane_looks_again_after_a_conflict_and_makes_one_letter(self):
        item = self.invoice()
        run = self.released()
        mails = self.env["mail.mail"].search_count([])
        record, calls = traces.record, []

        def once(notices):
            calls.append(notices)
            if len(calls) == 1:
                conflict(notices)
            return record(notices)

        with (
            patch.object(traces, "record", side_effect=once),
            mute_logger(SQL_LOG),
            self.enter_registry_test_mode(),
        ):
            lane = self.env.ref("account_dunning_levels.ir_cron_send_lane_1")
            lane.sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(len(calls), 2)
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("queued", 1))
        self.assertEqual(self.env["mail.mail"].search_count([]), mails + 1)


@tagged("post_install", "-at_install")
class TestTwoSenders(SendCommon):
    """Two lanes at once, each with a database connection of its own; the rows are committed."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            run, notices = self.commit_ready_notices(env)
            self.run_id, self.notice_ids = run.id, notices.ids
        self.addCleanup(self.remove_committed)

    def commit_ready_notices(self, env):
        company = env.ref("base.main_company")
        run = env["account.dunning.run"].create(
            {"company_id": company.id, "key_date": "2026-03-31", "state": "sending"}
        )
        common = {
            "run_id": run.id,
            "company_id": company.id,
            "key_date": "2026-03-31",
            "partner_id": company.partner_id.id,
            "recipient_id": company.partner_id.id,
            "currency_id": company.currency_id.id,
            "channel": "print",
            "state": "ready",
        }
        notices = env["account.dunning.notice"].create(
            [{**common, "name": f"TWO/{place}", "position": place} for place in (1, 2, 3)]
        )
        return run, notices

    def remove_committed(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["account.dunning.notice"].browse(self.notice_ids).unlink()
            run = env["account.dunning.run"].browse(self.run_id)
            run.state = "cancelled"
            run.unlink()

    def test_rows_of_the_other_sender_are_skipped_not_waited_for(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            first = batches._claim(api.Environment(one, SUPERUSER_ID, {}), 2)
            second = batches._claim(api.Environment(two, SUPERUSER_ID, {}), 50)
            self.assertEqual(first.ids, self.notice_ids[:2])
            self.assertEqual(second.ids, self.notice_ids[2:])
            one.rollback()
            two.rollback()

    def test_rows_given_up_by_a_crashed_sender_are_free_again(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            batches._claim(api.Environment(one, SUPERUSER_ID, {}), 3)
            env = api.Environment(two, SUPERUSER_ID, {})
            self.assertFalse(batches._claim(env, 50))
            one.rollback()
            two.rollback()
            self.assertEqual(batches._claim(env, 50).ids, self.notice_ids)
            two.rollback()
