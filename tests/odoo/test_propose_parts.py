"""A control list is made in parts: one is written while the next is decided on.

Customers are read, decided on and written a few thousand items at a time; here one at a time.
"""

import gc
import threading
from unittest.mock import patch

import psycopg2.errors
from dunning_common import DunningCommon

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.account_dunning_levels.engine.ledger import ranges

NAMES = ("alfa NV", "Beta NV", "Cel NV", "delta BV", "Zon BV")


@tagged("post_install", "-at_install")
class TestParts(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet.level_ids.channel = "phone"
        cls.startClassPatcher(patch.object(ranges, "RANGE", 1))
        cls.usd.rate_ids = [Command.create({"name": "2026-01-01", "rate": 1.25})]

    def customers(self):
        """Made in another order than that of their names."""
        return [self.make_customer(name) for name in (NAMES[-1], *NAMES[:-1])]

    def fails_when_written(self, item, how):
        """PostgreSQL does ``how`` when the line of ``item`` is written."""
        self.env.cr.execute(
            SQL(
                """
                CREATE FUNCTION pg_temp.fail() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN %s; RETURN NEW; END $$;
                CREATE TRIGGER fail BEFORE INSERT ON account_dunning_notice_line
                    FOR EACH ROW WHEN (NEW.move_line_id = %s) EXECUTE FUNCTION pg_temp.fail()
                """,
                SQL(how),
                item.id,
            )
        )

    def assert_nothing_is_left(self, run):
        """The run is as it was, and nobody else is at the database."""
        self.assertEqual(run.state, "draft")
        self.assertFalse(run.line_ids or run.notice_ids)
        names = [thread.name for thread in threading.enumerate()]
        self.assertFalse([name for name in names if name.startswith("ThreadPool")])

    def listed(self, run):
        notices = run.notice_ids.sorted("position")
        return [(notice.currency_id.name, notice.partner_id.name) for notice in notices]

    def test_list_that_is_made_in_many_parts_is_one_list(self):
        items = self.env["account.move.line"]
        for partner in self.customers():
            items |= self.invoice(100.0, partner=partner) | self.invoice(70.0, partner=partner)
            items |= self.invoice(50.0, partner=partner, currency=self.usd)
        blocked = items[0]
        blocked.action_dunning_block()
        run = self.make_run()
        self.assertEqual(
            self.listed(run),
            [(currency, name) for currency in ("EUR", "USD") for name in NAMES],
        )
        self.assertEqual(
            run.notice_ids.sorted("position").mapped("name"),
            [f"{run.name}/{place:04}" for place in range(1, 11)],
        )
        self.assertEqual(run.line_ids.move_line_id, items)
        self.assertEqual(self.reason_of(blocked, run), "blocked")
        for notice in run.notice_ids:
            self.assertEqual(notice.line_ids.partner_id, notice.partner_id)
            self.assertEqual(notice.line_ids.mapped("position")[0], notice.position)
            self.assertEqual(sum(notice.line_ids.mapped("amount_residual")), notice.amount_residual)

    def test_error_while_a_part_is_written_leaves_no_list(self):
        first, *_others = [self.invoice(partner=customer) for customer in self.customers()[1:]]
        run = self.make_run(propose=False)
        self.fails_when_written(first, "RAISE 'the disk is full'")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(psycopg2.errors.RaiseException, "the disk is full"),
            self.env.cr.savepoint(),
        ):
            run.action_propose()
        self.assert_nothing_is_left(run)
        self.env.cr.execute("DROP TRIGGER fail ON account_dunning_notice_line")
        run.action_propose()
        self.assertEqual(self.listed(run), [("EUR", name) for name in NAMES[:-1]])

    def test_run_cancelled_while_a_part_is_written_leaves_no_list(self):
        first, *_others = [self.invoice(partner=customer) for customer in self.customers()[1:]]
        run = self.make_run(propose=False)
        self.fails_when_written(first, "PERFORM pg_cancel_backend(pg_backend_pid()), pg_sleep(10)")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.errors.QueryCanceled),
            self.env.cr.savepoint(),
        ):
            run.action_propose()
        self.assert_nothing_is_left(run)
        self.assertTrue(gc.isenabled(), "Python looks for garbage again after a failure, too")

    def test_error_while_a_part_is_decided_on_waits_for_the_one_that_is_written(self):
        """A part is still being written when the rules stumble over the next one."""
        special = self.env["res.partner.category"].create({"name": "Special"})
        sheet = self.make_sheet("Special", category=special)
        customers = self.customers()[1:]
        first, *_others = [self.invoice(partner=customer) for customer in customers]
        customers[1].category_id = special
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE account_dunning_sheet SET interest_months = 'lunar' WHERE id = %s", sheet.id
            )
        )
        sheet.invalidate_recordset()
        run = self.make_run(propose=False)
        self.fails_when_written(first, "PERFORM pg_sleep(0.5)")
        with self.assertRaisesRegex(ValueError, "lunar"), self.env.cr.savepoint():
            run.action_propose()
        self.assert_nothing_is_left(run)
