"""Where letters and copies are kept (SPEC section 8): in the file store or in the database."""

from send_common import SendCommon

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestStorageOfCopies(SendCommon):
    def setUp(self):
        super().setUp()
        self.invoice(1000)
        self.level(1).copy_on_partner = True
        self.run_ = self.remind_and_accept("2026-03-31")
        self.letter = self.run_.notice_ids.attachment_id
        self.copy = self.env["ir.attachment"].search(
            [("res_model", "=", "res.partner"), ("dunning_notice_id", "=", self.run_.notice_ids.id)]
        )
        self.content = self.letter.raw

    def switch(self, login, groups):
        """Press the button of the settings as a user with these groups."""
        user = new_test_user(self.env, login, groups=groups, company_id=self.company.id)
        settings = self.env["res.config.settings"].with_user(user).create({})
        settings.action_dunning_switch_storage()
        self.env.invalidate_all()

    def test_administrator_moves_sent_letters_into_the_database_and_back(self):
        """Sent letters, which nobody may change, move with all other files, and stay the same."""
        self.assertTrue(self.letter.store_fname)
        self.switch("boss", "base.group_system,account.group_account_manager")
        for file in (self.letter, self.copy):
            self.assertTrue(file.db_datas)
            self.assertFalse(file.store_fname)
            self.assertEqual(file.raw, self.content)

        self.switch("boss_too", "base.group_system,account.group_account_manager")
        for file in (self.letter, self.copy):
            self.assertFalse(file.db_datas)
            self.assertTrue(file.store_fname)
            self.assertEqual(file.raw, self.content)

    def test_nobody_else_moves_files(self):
        with self.assertRaises(AccessError):
            self.env["ir.attachment"].with_user(
                new_test_user(self.env, "clerk", groups="account.group_account_manager")
            )._dunning_switch_storage()
        self.assertTrue(self.letter.store_fname)
