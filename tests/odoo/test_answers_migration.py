"""Answers to reminders land on the reminder after an update, unless somebody chose otherwise."""

import importlib.util
from pathlib import Path

from dunning_common import DunningCommon

from odoo.tests import tagged

import odoo.addons.account_dunning_levels as addon


@tagged("post_install", "-at_install")
class TestAnswersMigration(DunningCommon):
    def migrated(self, reply_to):
        """What the shipped template says to answer to, after the update."""
        template = self.env.ref("account_dunning_levels.mail_template_reminder")
        template.reply_to = reply_to
        self.env.flush_all()
        path = Path(addon.__path__[0]) / "migrations" / "19.0.1.5.0" / "post-outcome.py"
        spec = importlib.util.spec_from_file_location("post_outcome", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.1.4.0")
        self.env.invalidate_all()
        return template.reply_to

    def test_as_it_was_shipped(self):
        shipped = (
            "{{ object.user_id.email_formatted or object.company_id.email_formatted"
            " or user.email_formatted }}"
        )
        self.assertFalse(self.migrated(shipped))

    def test_address_of_the_house_stays(self):
        self.assertEqual(self.migrated("billing@example.com"), "billing@example.com")
