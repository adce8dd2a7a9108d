"""Nobody reads or changes the reminders of a company that is not theirs."""

from freezegun import freeze_time
from send_common import SendCommon

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.mail.tools.discuss import Store


@tagged("post_install", "-at_install")
class TestCompanies(SendCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        other = cls.setup_other_company(name="Second")["company"]
        cls.stranger = new_test_user(
            cls.env,
            "stranger",
            "account.group_account_manager,account_dunning_levels.group_dunning_manager,"
            "base.group_partner_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        cls.level(1).write(
            {
                "copy_on_partner": True,
                "activity_mode": "log",
                "layout_ids": [Command.create({"lang": "en_US", "heading": "Layout"})],
            }
        )
        cls.item = cls.invoice()
        with freeze_time("2026-01-01"):
            cls.item.action_dunning_block(until="2026-01-01", reason="past")
        cls.run_a = cls.remind_and_accept("2026-03-31")
        cls.notice = cls.run_a.notice_ids

    def records(self):
        return (
            self.sheet,
            self.level(1),
            self.level(1).layout_ids,
            self.run_a,
            self.notice,
            self.notice.line_ids,
            self.item.dunning_hold_ids,
        )

    def test_every_model_has_records_here(self):
        for records in self.records():
            self.assertTrue(records, records._name)

    def test_strangers_find_nothing(self):
        for records in self.records():
            found = records.with_user(self.stranger).search([("id", "in", records.ids)])
            self.assertFalse(found, records._name)

    def test_strangers_read_nothing_by_its_id(self):
        for records in self.records():
            with self.assertRaises(AccessError, msg=records._name):
                records.with_user(self.stranger).read(["display_name"])

    def test_strangers_write_and_delete_nothing(self):
        for records in (self.sheet, self.level(1), self.run_a, self.item.dunning_hold_ids):
            for name in ("write", "unlink"):
                arguments = ({"create_uid": self.stranger.id},) if name == "write" else ()
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    getattr(records.with_user(self.stranger), name)(*arguments)

    def test_strangers_press_no_button_by_id(self):
        run, notice = self.run_a.with_user(self.stranger), self.notice.with_user(self.stranger)
        item = self.item.with_user(self.stranger)
        calls = (
            run.action_propose,
            run.action_print,
            run.action_cancel,
            lambda: notice.action_cancel("x"),
            notice.action_open_letter,
            self.notice.line_ids.with_user(self.stranger).action_skip,
            lambda: item.action_dunning_block(reason="x"),
            lambda: item.action_dunning_set_level(0),
            lambda: item.action_dunning_explain("2026-04-30"),
        )
        for call in calls:
            with self.assertRaises(UserError), self.env.cr.savepoint():
                call()
        self.assertEqual((self.notice.state, self.item.dunning_level), ("sent", 1))

    def test_strangers_never_read_the_letter(self):
        with self.assertRaises(AccessError):
            self.notice.attachment_id.with_user(self.stranger).read(["raw"])

    def test_strangers_never_read_the_copy_on_a_customer_both_know(self):
        copy = self.env["ir.attachment"].search([("dunning_notice_id", "=", self.notice.id)])
        self.assertTrue(copy)
        self.assertTrue(self.customer.with_user(self.stranger).read(["name"]))
        self.assertFalse(copy.with_user(self.stranger).search([("id", "in", copy.ids)]))
        with self.assertRaises(AccessError):
            copy.with_user(self.stranger).read(["raw"])

    def test_strangers_still_open_the_chatter_of_the_customer(self):
        messages = self.customer.message_ids.filtered("attachment_ids").with_user(self.stranger)
        self.assertTrue(messages)
        self.env.invalidate_all()
        shown = Store().add(messages).get_result()
        self.assertEqual(len(shown["mail.message"]), len(messages))

    def test_colleagues_read_letter_and_copy(self):
        colleague = new_test_user(
            self.env,
            "colleague",
            "account_dunning_levels.group_dunning_reader",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        copy = self.env["ir.attachment"].search([("dunning_notice_id", "=", self.notice.id)])
        for file in (copy, self.notice.attachment_id):
            self.assertTrue(file.with_user(colleague).raw.startswith(b"%PDF-"))

    def test_counts_on_the_customer_are_those_of_ones_own_company(self):
        customer = self.customer.with_user(self.stranger)
        self.assertEqual(
            (customer.dunning_notice_count, customer.dunning_level, customer.dunning_copy_count),
            (0, 0, 0),
        )
        own = self.customer.with_company(self.company)
        own.invalidate_recordset()
        self.assertEqual((own.dunning_notice_count, own.dunning_level), (1, 1))

    def test_two_companies_remind_the_same_customer_apart(self):
        """A reminder of one company raises nothing at the other."""
        self.assertEqual(self.item.dunning_level, 1)
        self.assertEqual(self.notice.company_id, self.company)
        runs = self.env["account.dunning.run"].with_user(self.stranger)
        run = runs.create({"key_date": "2026-03-31"})
        run.action_propose()
        self.assertFalse(run.sudo().line_ids)
