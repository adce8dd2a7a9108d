"""Items that are deleted while a list is made, each side over its own connection.

Whoever comes too late is repeated by Odoo, so no line of a list points to an item that is gone.
"""

import threading
import time
from contextlib import contextmanager
from unittest.mock import patch

import psycopg2
from test_exactly_once import conflict
from test_outbox_conflict import PATIENCE, ConflictCase
from test_schedule import PROPOSE, ScheduleCase

from odoo import SUPERUSER_ID, Command, api, fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_dunning_levels.engine.ledger import gathering
from odoo.addons.account_dunning_levels.engine.notice import recompute
from odoo.addons.account_dunning_levels.engine.terms import run_settings

SQL_LOG = "odoo.sql_db"
TOO_LATE = psycopg2.errors.SerializationFailure


class Side(threading.Thread):
    """Someone at work beside the test, who may have to wait for it.

    :ivar error: what stopped it, or None
    """

    def __init__(self, cr, work):
        super().__init__()
        self.cr, self.work, self.error = cr, work, None
        cr.execute("SELECT pg_backend_pid()")
        self.backend = cr.fetchone()[0]

    def run(self):
        try:
            self.work()
        except psycopg2.Error as error:
            self.error = error


class BothAtWork(ConflictCase):
    @contextmanager
    def two_at_work(self):
        """Environments of who makes a list and of who deletes; both look at the ledger now."""
        with self.registry.cursor() as one, self.registry.cursor() as two:
            sides = [api.Environment(cr, SUPERUSER_ID, {}) for cr in (one, two)]
            for env in sides:
                env.cr.execute("SET LOCAL lock_timeout = '30s'")
                env.cr.execute("SELECT COUNT(*) FROM account_move_line")
            try:
                with mute_logger(SQL_LOG):
                    yield sides
            finally:
                one.rollback()
                two.rollback()

    @staticmethod
    def delete_entry(env, entry):
        move = env["account.move"].browse(entry)
        move.button_draft()
        move.with_context(force_delete=True).unlink()
        env.flush_all()

    def assertRepeated(self, env, work):
        """It comes too late, and is done again as Odoo does after such a failure."""
        with self.assertRaises(TOO_LATE):
            work(env)
        env.cr.rollback()
        work(env)
        env.cr.commit()


@tagged("post_install", "-at_install")
class TestDeletedMeanwhile(BothAtWork):
    def setUp(self):
        super().setUp()
        self.invoiced(4)
        self.entries = list(self.rows["account.move"])

    def propose(self, env):
        run = self.new_run(env)
        run.action_propose()
        env.flush_all()
        self.rows["account.dunning.run"] += run.ids
        self.rows["account.dunning.notice"] += run.notice_ids.ids
        return run

    def delete(self, env, place=0):
        self.delete_entry(env, self.entries[place])

    def listed(self):
        """(entry, item) of the lines as they stand, by the id of the line."""
        with self.env_of_its_own() as env:
            lines = env["account.dunning.notice.line"].search(
                [("run_id", "in", self.rows["account.dunning.run"])], order="id"
            )
            items = lines.move_line_id
            self.assertEqual(items.exists(), items, "a line points to an item that is gone")
            self.assertEqual(lines.move_id.exists(), lines.move_id)
            return [(line.move_id.id, bool(line.move_line_id)) for line in lines]

    def beside(self, env, work):
        side = Side(env.cr, lambda: work(env))
        side.start()
        return side

    def assertWaits(self, side):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and side.is_alive():
            with self.env_of_its_own() as env:
                env.cr.execute("SELECT CARDINALITY(pg_blocking_pids(%s))", [side.backend])
                if env.cr.fetchone()[0]:
                    return
            time.sleep(0.02)
        self.fail("it does not wait")

    def ended(self, side):
        side.join(PATIENCE)
        self.assertFalse(side.is_alive())
        return side.error

    # ------------------------------------------------------------------ the list comes too late

    def test_item_deleted_since_the_list_was_begun_is_not_on_it(self):
        with self.two_at_work() as (maker, deleter):
            self.delete(deleter)
            deleter.cr.commit()
            self.assertRepeated(maker, self.propose)
        self.assertEqual(self.listed(), [(entry, True) for entry in self.entries[1:]])

    def test_item_changed_and_then_deleted_since_the_list_was_begun(self):
        with self.two_at_work() as (maker, deleter):
            move = deleter["account.move"].browse(self.entries[0])
            move.button_draft()
            deleter.cr.commit()
            move.with_context(force_delete=True).unlink()
            deleter.cr.commit()
            with self.assertRaises(TOO_LATE):
                self.propose(maker)

    def test_item_deleted_in_the_last_moment_of_the_list(self):
        """The list is complete, and waits for the deletion that is at work."""
        with self.two_at_work() as (maker, deleter):
            self.delete(deleter)
            side = self.beside(maker, self.propose)
            self.assertWaits(side)
            deleter.cr.commit()
            self.assertIsInstance(self.ended(side), TOO_LATE)

    def test_deletion_given_up_leaves_the_item_on_the_list(self):
        with self.two_at_work() as (maker, deleter):
            self.delete(deleter)
            side = self.beside(maker, self.propose)
            self.assertWaits(side)
            deleter.cr.rollback()
            self.assertIsNone(self.ended(side))
            maker.cr.commit()
        self.assertEqual(self.listed(), [(entry, True) for entry in self.entries])

    def test_item_that_was_only_changed_stops_no_list(self):
        """As a payment does, or a correction that leaves the item where it is."""
        with self.two_at_work() as (maker, deleter):
            move = deleter["account.move"].browse(self.entries[0])
            move.line_ids.write({"name": "Corrected"})
            deleter.cr.commit()
            move.button_draft()
            deleter.cr.commit()
            self.propose(maker)
            maker.cr.commit()
        self.assertEqual(self.listed(), [(entry, True) for entry in self.entries])

    # -------------------------------------------------------------- the deletion comes too late

    def test_list_made_since_the_deletion_was_begun_lets_the_item_go(self):
        with self.two_at_work() as (maker, deleter):
            self.propose(maker)
            maker.cr.commit()
            self.assertRepeated(deleter, self.delete)
        kept = [(entry, True) for entry in self.entries[1:]]
        self.assertEqual(self.listed(), [(False, False), *kept])

    def test_deletion_in_the_last_moment_of_the_list_waits_for_it(self):
        with self.two_at_work() as (maker, deleter):
            self.propose(maker)
            side = self.beside(deleter, self.delete)
            self.assertWaits(side)
            maker.cr.commit()
            self.assertIsInstance(self.ended(side), TOO_LATE)
        self.assertEqual(self.listed(), [(entry, True) for entry in self.entries])

    def test_list_given_up_does_not_stop_the_deletion(self):
        with self.two_at_work() as (maker, deleter):
            self.propose(maker)
            side = self.beside(deleter, self.delete)
            self.assertWaits(side)
            maker.cr.rollback()
            self.assertIsNone(self.ended(side))

    # ------------------------------------------------------------------------ nobody is held up

    def test_two_who_delete_at_once_do_not_wait_for_each_other(self):
        with self.two_at_work() as (first, second):
            second.cr.execute("SET LOCAL lock_timeout = '2s'")
            # not one after the other: Odoo notes a gap in the numbers at the next entry
            self.delete(first, 0)
            self.delete(second, 2)
            first.cr.commit()
            second.cr.commit()
        with self.env_of_its_own() as env:
            left = env["account.move"].browse(self.entries).exists()
            self.assertEqual(left.ids, [self.entries[1], self.entries[3]])

    def test_draft_that_was_never_posted_is_deleted_beside_a_list(self):
        with self.env_of_its_own() as env:
            draft = env["account.move"].browse(self.entries[0]).copy()
            self.rows["account.move"] += draft.ids
        with self.two_at_work() as (maker, deleter):
            self.propose(maker)
            deleter.cr.execute("SET LOCAL lock_timeout = '2s'")
            deleter["account.move"].browse(draft.ids).unlink()
            deleter.cr.commit()
            maker.cr.commit()
        self.assertEqual(self.listed(), [(entry, True) for entry in self.entries])


@tagged("post_install", "-at_install")
class TestCreditDeletedWhileSending(BothAtWork):
    """A credit that came in since the list was made is netted, and gets a line, by the sender."""

    def setUp(self):
        super().setUp()
        self.released(1)
        with self.env_of_its_own() as env:
            invoice = env["account.move"].browse(self.rows["account.move"])
            credit = env["account.move"].create(
                {
                    "move_type": "out_refund",
                    "partner_id": invoice.partner_id.id,
                    "invoice_date": invoice.invoice_date,
                    "currency_id": invoice.currency_id.id,
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "Work", "quantity": 1, "price_unit": 30, "tax_ids": []}
                        )
                    ],
                }
            )
            credit.action_post()
            self.credit = credit.id
            self.rows["account.move"] += credit.ids

    def revise(self, env):
        """Read the ledger again for the letter, as the sender does just before it makes it."""
        notice = env["account.dunning.notice"].browse(self.rows["account.dunning.notice"])
        settings = run_settings.frozen(notice.run_id)
        revised, found = recompute.from_ledger(notice, settings, fields.Date.today())[notice]
        recompute.write_back(notice, revised, settings, found)
        env.flush_all()

    def credits(self):
        with self.env_of_its_own() as env:
            lines = env["account.dunning.notice.line"].search(
                [
                    ("notice_id", "in", self.rows["account.dunning.notice"]),
                    ("outcome", "=", "credit"),
                ]
            )
            items = lines.move_line_id
            self.assertEqual(items.exists(), items, "a line points to an item that is gone")
            return [line.amount_residual for line in lines]

    def test_credit_is_netted(self):
        with self.two_at_work() as (sender, _deleter):
            self.revise(sender)
            sender.cr.commit()
        self.assertEqual(self.credits(), [-30.0])

    def test_credit_deleted_before_its_line_is_written(self):
        with self.two_at_work() as (sender, deleter):
            self.delete_entry(deleter, self.credit)
            deleter.cr.commit()
            self.assertRepeated(sender, self.revise)
        self.assertEqual(self.credits(), [])

    def test_credit_deleted_just_after_its_line_was_written(self):
        with self.two_at_work() as (sender, deleter):
            self.revise(sender)
            sender.cr.commit()
            self.assertRepeated(deleter, lambda env: self.delete_entry(env, self.credit))
        self.credits()


@tagged("post_install", "-at_install")
class TestAutomaticList(ScheduleCase):
    def changes_meanwhile(self, times):
        """Others delete an item during the first ``times`` attempts."""
        gather, left = gathering.gather, [times]

        def gathered(env, company, *args, **kwargs):
            if left[0]:
                left[0] -= 1
                conflict(company)
            return gather(env, company, *args, **kwargs)

        return patch.object(gathering, "gather", gathered)

    def test_automatic_list_is_begun_again(self):
        item = self.invoice()
        with self.changes_meanwhile(2), mute_logger(SQL_LOG):
            self.run_cron(PROPOSE)
        self.assertEqual(self.runs().line_ids.move_line_id, item)

    def test_responsible_is_told_when_there_is_no_end_to_it(self):
        self.company.dunning_user_id = self.env.user
        self.invoice()
        with (
            self.changes_meanwhile(3),
            mute_logger(SQL_LOG, "odoo.addons.account_dunning_levels.engine.daily"),
        ):
            self.run_cron(PROPOSE)
        self.assertFalse(self.runs())
        self.assertIn("failed", self.company.partner_id.activity_ids.note)
