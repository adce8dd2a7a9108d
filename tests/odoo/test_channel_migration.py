"""Reminders of before know by which ways they have still to leave when the addon is updated."""

import importlib.util
from pathlib import Path

from dunning_common import DunningCommon

from odoo.tests import tagged

import odoo.addons.account_dunning_levels as addon

#: channel, e-mail accepted, printed -> the ways left
CASES = {
    ("email", False, False): "mail",
    ("email", True, False): "",
    ("email", None, None): "mail",
    ("print", False, False): "paper",
    ("print", False, True): "",
    ("both", False, False): "mail,paper",
    ("both", True, False): "paper",
    ("both", False, True): "mail",
    ("both", True, True): "",
    ("phone", False, False): "",
}


@tagged("post_install", "-at_install")
class TestChannelMigration(DunningCommon):
    def test_two_ticks_become_the_ways_left(self):
        notices = self.reminders(len(CASES))
        self.env.cr.execute(
            "ALTER TABLE account_dunning_notice DROP waits_for, ADD is_mailed boolean,"
            " ADD is_printed boolean"
        )
        for notice, (channel, is_mailed, is_printed) in zip(notices, CASES, strict=True):
            self.env.cr.execute(
                "UPDATE account_dunning_notice SET channel = %s, is_mailed = %s, is_printed = %s"
                " WHERE id = %s",
                [channel, is_mailed, is_printed, notice.id],
            )
        self.migrate("19.0.1.3.0")
        for notice, (case, ways) in zip(notices, CASES.items(), strict=True):
            self.assertEqual(notice.waits_for, ways, case)
            _channel, is_mailed, is_printed = case
            self.assertEqual(
                (notice.is_mailed, notice.is_printed), (bool(is_mailed), bool(is_printed)), case
            )
        self.env.cr.execute(
            "SELECT COUNT(*) FROM information_schema.columns WHERE column_name IN"
            " ('is_mailed', 'is_printed') AND table_name = 'account_dunning_notice'"
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_second_update_changes_nothing(self):
        (notice,) = self.reminders(1)
        self.migrate("19.0.1.4.0")
        self.assertEqual(notice.waits_for, "mail")

    def reminders(self, count):
        for number in range(count):
            self.invoice(100.0, "2026-01-31", self.make_customer(f"Customer {number}"))
        notices = self.make_run().notice_ids
        self.assertEqual(len(notices), count)
        return notices

    def migrate(self, version):
        path = Path(addon.__file__).parent / "migrations/19.0.1.4.0/pre-channels.py"
        spec = importlib.util.spec_from_file_location("pre_channels", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        self.env.flush_all()
        script.migrate(self.env.cr, version)
        self.env.invalidate_all()
