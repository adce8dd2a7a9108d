"""Levels of databases of before a level was that of who was asked (SPEC section 11)."""

import importlib.util
from pathlib import Path

from test_asked import Asked

from odoo.tests import tagged

import odoo.addons.account_dunning_levels as addon


@tagged("post_install", "-at_install")
class TestAskedMigration(Asked):
    def as_before(self, *items):
        """As the version before left the database: levels whatever became of the customer."""
        self.env.flush_all()
        ids = [item.id for item in items]
        self.env.cr.execute(
            "UPDATE account_dunning_notice_line SET asked_terms = NULL, is_past = NULL"
            " WHERE move_line_id = ANY(%s)",
            [ids],
        )
        self.env.cr.execute(
            """
            UPDATE account_move_line item
               SET dunning_announced_amount = NULL, dunning_level = line.level_after,
                   dunning_date = line.sent_date
              FROM account_dunning_notice_line line
             WHERE line.move_line_id = item.id AND line.is_valid AND item.id = ANY(%s)
            """,
            [ids],
        )
        self.env.cr.execute(
            "UPDATE account_move SET dunning_level = 1 WHERE id IN"
            " (SELECT move_id FROM account_move_line WHERE id = ANY(%s))",
            [ids],
        )
        self.env.invalidate_all()

    def migrate(self, version="19.0.1.4.0"):
        path = Path(addon.__file__).parent / "migrations/19.0.1.5.0/post-asked.py"
        spec = importlib.util.spec_from_file_location("post_asked", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, version)
        self.env.invalidate_all()

    def test_level_of_another_customer_is_taken_back_and_the_others_stay(self):
        moved, kept = self.claim(1000.0, "2026-01-31"), self.claim(500.0, "2026-01-31")
        self.sent("2026-02-09")
        [moved] = self.post_again(moved.move_id, partner_id=self.other.id)
        self.as_before(moved, kept)
        self.assertEqual(moved.dunning_level, 1)
        self.migrate()
        self.assertLevels(moved, 0)
        self.assertLevels(kept, 1)
        self.assertEqual((moved.dunning_announced_amount, kept.dunning_announced_amount), (0, 500))
        # what the migration wrote is what the engine writes
        lines = self.env["account.dunning.notice.line"].search([("is_valid", "=", True)])
        of_item = lines.filtered(lambda line: line.move_line_id in moved | kept)
        self.assertEqual(of_item.sorted("amount_residual").mapped("is_past"), [False, True])
        self.assertEqual(of_item.mapped("asked_terms"), [1, 1])

    def test_instalments_that_were_made_after_the_letter_begin_anew(self):
        item = self.claim(900.0, "2026-01-31")
        self.sent("2026-02-09")
        items = self.post_again(item.move_id, invoice_payment_term_id=self.thirds.id)
        self.as_before(*items)
        # the clock of the database does not stand still with that of the test
        self.env.cr.execute(
            "UPDATE account_move_line SET create_date = CASE WHEN id = %s THEN '2026-01-31'::date"
            " ELSE '2026-03-10' END WHERE id = ANY(%s)",
            [item.id, items.ids],
        )
        self.migrate()
        self.assertLevels(items, 0, 0, 0)

    def test_lowered_level_stays_lowered(self):
        item = self.claim(1000.0, "2026-01-31")
        self.sent("2026-02-09")
        item.action_dunning_set_level(0)
        self.env.flush_all()
        self.migrate()
        self.assertEqual((item.dunning_level, str(item.dunning_date)), (0, "2026-02-09"))

    def test_new_database_has_nothing_to_put_right(self):
        item = self.claim(1000.0, "2026-01-31")
        self.sent("2026-02-09")
        [item] = self.post_again(item.move_id, partner_id=self.other.id)
        self.as_before(item)
        self.migrate(None)
        self.assertEqual(item.dunning_level, 1)
