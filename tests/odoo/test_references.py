"""What reminders point to can be deleted, or cannot: PostgreSQL checks few of these references."""

from dunning_common import DunningCommon

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestReferences(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet.level_ids.channel = "phone"

    def opened(self, model, domain):
        """Rows of a list as the web client reads them, with the names of what they point to."""
        names = ("partner_id", "user_id", "move_id", "move_line_id", "sheet_id", "currency_id")
        fields = self.env[model]._fields
        return self.env[model].web_search_read(
            domain, {name: {"fields": {"display_name": {}}} for name in names if name in fields}
        )["records"]

    # --------------------------------------------------------------------- customers

    def test_customer_on_a_control_list_cannot_be_deleted(self):
        """Its item went to another customer since: nothing else holds it."""
        item = self.invoice()
        run = self.make_run()
        item.move_id.button_draft()
        item.move_id.partner_id = self.make_customer("Jansen BV")
        with self.assertRefused("Peeters NV", "Archive"):
            self.customer.unlink()
        self.assertEqual(run.notice_ids.partner_id, self.customer)

    def test_customer_of_an_item_left_out_cannot_be_deleted(self):
        item = self.invoice()
        self.customer.dunning_enabled = False
        run = self.make_run()
        self.assertEqual(self.reason_of(item, run), "blocked")
        item.move_id.button_draft()
        item.move_id.partner_id = self.make_customer("Jansen BV")
        with self.assertRefused("Peeters NV"):
            self.customer.unlink()

    def test_customer_that_was_never_reminded_is_deleted(self):
        self.invoice()
        self.make_run()
        other = self.make_customer("Jansen BV")
        other.unlink()
        self.assertFalse(other.exists())

    def test_reminders_go_on_to_the_customer_that_stays_when_two_are_merged(self):
        other = self.make_customer("Jansen BV")
        first, second = self.invoice(), self.invoice(50.0, partner=other)
        self.customer.dunning_enabled = False
        run = self.make_run()
        self.assertEqual(self.reason_of(first, run), "blocked")
        self.env["base.partner.merge.automatic.wizard"]._merge(
            [self.customer.id, other.id], other, extra_checks=False
        )
        self.env.invalidate_all()
        self.assertFalse(self.customer.exists())
        self.assertEqual(run.line_ids.move_line_id, first | second)
        self.assertEqual(run.line_ids.partner_id, other)
        self.assertEqual(run.notice_ids.partner_id, other)
        self.assertEqual(
            len(self.opened("account.dunning.notice.line", [("run_id", "=", run.id)])), 2
        )

    # ----------------------------------------------------------------------- entries

    def test_line_of_a_deleted_invoice_keeps_its_number_and_its_amount(self):
        item = self.invoice(100.0)
        run = self.make_run()
        name, move = item.move_id.name, item.move_id
        move.button_draft()
        move.with_context(force_delete=True).unlink()
        line = run.line_ids
        self.assertEqual((line.name, line.amount_residual), (name, 100.0))
        self.assertFalse(line.move_id or line.move_line_id)
        (row,) = self.opened("account.dunning.notice.line", [("run_id", "=", run.id)])
        self.assertEqual((row["move_id"], row["move_line_id"]), (False, False))

    def test_invoice_corrected_with_another_due_date_still_shows_its_reminder(self):
        """Odoo makes the item of the invoice anew."""
        item = self.invoice(100.0)
        run = self.make_run()
        move = item.move_id
        move.button_draft()
        move.invoice_date_due = "2026-05-31"
        move.action_post()
        self.assertEqual(run.line_ids.move_id, move)

    # ------------------------------------------------------------------ users, sheets

    def test_reminders_of_a_deleted_user_have_no_responsible(self):
        user = new_test_user(
            self.env, "leaver", groups="base.group_user", company_id=self.company.id
        )
        self.customer.dunning_user_id = user
        self.invoice()
        run = self.make_run()
        self.assertEqual((run.notice_ids.user_id, run.line_ids.user_id), (user, user))
        self.customer.dunning_user_id = False
        user.unlink()
        self.assertFalse(run.notice_ids.user_id or run.line_ids.user_id)
        (row,) = self.opened("account.dunning.notice", [("run_id", "=", run.id)])
        self.assertFalse(row["user_id"])

    def test_sheet_and_level_of_a_reminder_cannot_be_deleted(self):
        self.invoice()
        self.make_run()
        other = self.make_sheet(
            "Large", category=self.env["res.partner.category"].create({"name": "L"})
        )
        with self.assertRefused("All", "Archive"):
            self.sheet.unlink()
        (self.sheet.level_ids - self.sheet.level_ids[0]).unlink()  # these were not used
        with self.assertRaises(UserError):
            self.sheet.level_ids.unlink()
        other.unlink()
        self.assertFalse(other.exists())

    def test_sheet_of_an_item_left_out_cannot_be_deleted(self):
        self.sheet.level_ids.min_days_overdue = 300
        item = self.invoice()
        self.assertEqual(self.reason_of(item, self.make_run()), "too_young")
        with self.assertRefused("All"):
            self.sheet.unlink()

    def test_currency_of_a_reminder_cannot_be_deleted(self):
        coin = self.env["res.currency"].create(
            {"name": "XTS", "symbol": "T", "rate_ids": [Command.create({"rate": 2.0})]}
        )
        item = self.invoice(currency=coin)
        run = self.make_run()
        self.assertEqual(run.line_ids.currency_id, coin)
        item.move_id.button_draft()
        item.move_id.with_context(force_delete=True).unlink()
        with self.assertRefused("XTS"):
            coin.unlink()

    # ------------------------------------------------------------------------- lists

    def test_list_disappears_with_its_run(self):
        self.invoice()
        run = self.make_run()
        run.notice_ids.message_post(body="About this one")
        messages, notices, lines = run.notice_ids.message_ids, run.notice_ids, run.line_ids
        self.assertTrue(messages and notices and lines)
        run.unlink()
        self.assertFalse(messages.exists() or notices.exists() or lines.exists())

    def test_lines_go_with_their_reminder(self):
        self.invoice()
        run = self.make_run()
        lines = run.line_ids
        run.notice_ids.sudo().unlink()
        self.assertTrue(lines)
        self.assertFalse(lines.exists())

    def test_lists_of_other_runs_stay(self):
        self.invoice()
        kept = self.remind()
        self.invoice(50.0)
        run = self.make_run()
        run.unlink()
        self.assertEqual((len(kept.notice_ids), len(kept.line_ids)), (1, 1))

    def test_run_whose_letters_left_keeps_its_list(self):
        self.invoice()
        run = self.remind()
        with self.assertRaises(UserError):
            run.unlink()
        self.assertEqual(len(run.line_ids), 1)
