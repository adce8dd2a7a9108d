"""Holds of before there were states get theirs when the addon is updated."""

import importlib.util
from pathlib import Path

from test_holds import HoldCase

from odoo.tests import tagged

import odoo.addons.account_dunning_levels as addon


@tagged("post_install", "-at_install")
class TestHoldMigration(HoldCase):
    def test_old_holds_get_the_state_of_their_dates(self):
        # the script goes by the database's own clock
        self.env.cr.execute("SELECT CURRENT_DATE, CURRENT_DATE - 1, CURRENT_DATE + 1")
        today, yesterday, tomorrow = self.env.cr.fetchone()
        cases = {
            "lifted": {"date_from": yesterday, "active": False},
            "upcoming": {"date_from": tomorrow},
            "ended": {"date_from": yesterday, "date_until": yesterday},
            "in_force": {"date_from": yesterday, "date_until": today},
        }
        holds = {state: self.hold(**values) for state, values in cases.items()}
        self.env.flush_all()
        ids = [hold.id for hold in holds.values()]
        self.env.cr.execute(
            "UPDATE account_dunning_hold SET state = NULL WHERE id = ANY(%s)", [ids]
        )
        self.migrate("19.0.1.0.0")
        self.env.invalidate_all()
        self.assertEqual(
            {state: hold.state for state, hold in holds.items()}, {s: s for s in cases}
        )

    def test_new_database_has_nothing_to_mend(self):
        hold = self.hold()
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_dunning_hold SET state = NULL WHERE id = %s", [hold.id])
        self.migrate(None)
        self.env.invalidate_all()
        self.assertFalse(hold.state)

    def migrate(self, version):
        path = Path(addon.__file__).parent / "migrations/19.0.1.1.0/post-migration.py"
        spec = importlib.util.spec_from_file_location("post_migration", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, version)
