"""Notes and phone calls: what was said about an item or a customer, and what follows from it."""

from dunning_common import day
from test_holds import HoldMixin
from test_security import RoleCase

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged


class NoteCase(HoldMixin, RoleCase):
    def call(self, records, **values):
        """Fill in the dialog that a button of these records opens, and save it."""
        kind = values.pop("kind", "call")
        open_dialog = records.action_dunning_call if kind == "call" else records.action_dunning_note
        form = Form(self.env["account.dunning.call"].with_context(**open_dialog()["context"]))
        for name, value in values.items():
            setattr(form, name, value)
        form.save().action_save()
        return self.env["account.dunning.note"].search([], order="id desc")

    def planned(self):
        kind = self.env.ref("account_dunning_levels.mail_activity_type_call")
        return self.env["mail.activity"].search(
            [("activity_type_id", "=", kind.id), ("res_id", "=", self.customer.id)]
        )


@tagged("post_install", "-at_install")
class TestNotes(NoteCase):
    def test_note_on_an_item_stands_on_the_invoice_and_the_customer(self):
        item = self.invoice(100)
        note = self.call(item, kind="note", body="called, will pay Friday")[0]
        self.assertEqual((note.move_line_id, note.move_id), (item, item.move_id))
        self.assertEqual((note.partner_id, note.date), (self.customer, day("2026-03-31")))
        self.assertIn("will pay Friday", self.messages(item.move_id))
        self.assertIn("will pay Friday", self.messages(self.customer))
        self.assertIn(item.move_id.name, self.messages(self.customer))

    def test_note_on_three_items_is_one_line_on_the_customer(self):
        items = self.invoice(100) | self.invoice(50) | self.invoice(25)
        notes = self.call(items, kind="note", body="all on Friday")
        self.assertEqual(notes.move_line_id, items)
        self.assertEqual(self.messages(self.customer).count("all on Friday"), 1)

    def test_note_on_a_customer_has_no_item(self):
        note = self.call(self.customer, kind="note", body="moved house")[0]
        self.assertEqual((note.partner_id, bool(note.move_id)), (self.customer, False))
        self.assertEqual(self.customer.dunning_note_count, 1)

    def test_angle_brackets_are_shown_not_run(self):
        self.call(self.customer, kind="note", body="<script>1</script>")
        self.assertNotIn("<script>", self.messages(self.customer))

    def test_empty_note_is_refused(self):
        with self.assertRefused("Note"):
            self.call(self.customer, kind="note")

    def test_note_of_tomorrow_is_refused_of_today_is_not(self):
        values = {"partner_id": self.customer.id, "body": "x"}
        with self.assertRefused("Date", "2026-04-01"):
            self.env["account.dunning.note"].create({**values, "date": "2026-04-01"})
        self.assertTrue(self.env["account.dunning.note"].create({**values, "date": "2026-03-31"}))

    def test_only_the_author_and_the_administrator_change_a_note(self):
        other = self.person("colleague", "account_dunning_levels.group_dunning_user")
        note = (
            self.env["account.dunning.note"]
            .with_user(self.user)
            .create({"partner_id": self.customer.id, "body": "said yes"})
        )
        note.body = "said no"
        with self.assertRaises(AccessError):
            note.with_user(other).body = "said maybe"
        with self.assertRaises(AccessError):
            note.with_user(self.reader).body = "said maybe"
        with self.assertRaises(AccessError):
            note.with_user(self.reader).unlink()
        self.assertEqual(note.with_user(self.reader).body, "said no")
        note.with_user(self.manager).body = "said nothing"
        self.assertEqual(note.body, "said nothing")
        self.assertIn("corrected", self.messages(self.customer))

    def test_nobody_writes_in_the_name_of_another(self):
        with self.assertRaises(AccessError):
            self.env["account.dunning.note"].with_user(self.user).create(
                {"partner_id": self.customer.id, "body": "x", "user_id": self.manager.id}
            )

    def test_reader_makes_no_note_and_no_hold(self):
        for model, values in (
            ("account.dunning.note", {"body": "x"}),
            ("account.dunning.hold", {}),
        ):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.reader).create(
                    {"partner_id": self.customer.id, **values}
                )

    def test_notes_and_instalments_of_another_company_are_not_seen(self):
        other = self.other_company()
        note = self.env["account.dunning.note"].create(
            {"partner_id": self.customer.id, "body": "x", "company_id": other.id}
        )
        self.assertFalse(
            self.env["account.dunning.note"].with_user(self.user).search([("id", "=", note.id)])
        )


@tagged("post_install", "-at_install")
class TestCalls(NoteCase):
    def test_reached(self):
        item = self.invoice(100)
        note = self.call(item, result="reached", body="will look into it")[0]
        self.assertEqual((note.kind, note.result, bool(note.hold_id)), ("call", "reached", False))

    def test_promise_makes_the_hold_with_the_open_total(self):
        items = self.invoice(100) | self.invoice(50)
        notes = self.call(items, result="promise", date_until="2026-04-10")
        holds = items.dunning_hold_ids
        self.assertEqual(holds.mapped("kind"), ["promise"] * 2)
        self.assertEqual(sum(holds.mapped("amount")), 150)
        self.assertEqual(notes.hold_id, holds)

    def test_promise_of_the_whole_customer(self):
        self.invoice(100)
        note = self.call(self.customer, result="promise", date_until="2026-04-10", amount=80)[0]
        self.assertEqual((note.hold_id.partner_id, note.hold_id.amount), (self.customer, 80))
        self.assertIn("80.00", note.body)

    def test_dispute_makes_the_hold_until_it_is_solved(self):
        item = self.invoice(100)
        self.call(item.move_id, result="dispute", reason="wrong price")
        hold = item.move_id.dunning_hold_ids
        self.assertEqual(
            (hold.kind, hold.date_until, hold.reason), ("disputed", False, "wrong price")
        )

    def test_payment_plan(self):
        item = self.invoice(100)
        self.call(
            item,
            result="promise",
            is_plan=True,
            split_count=2,
            split_first_date="2026-04-10",
        )
        hold = item.dunning_hold_ids
        self.assertEqual((hold.kind, hold.instalment_ids.mapped("amount")), ("plan", [50, 50]))

    def test_no_answer_plans_the_next_call(self):
        self.call(self.customer, result="no_answer", call_again_date="2026-04-03")
        self.assertEqual(self.planned().date_deadline, day("2026-04-03"))
        self.call(self.customer, result="reached", body="spoke to Jan")
        self.assertFalse(self.planned())

    def test_no_answer_without_a_next_call(self):
        self.call(self.customer, result="no_answer", call_again=False)
        self.assertFalse(self.planned())

    def test_call_settles_the_phone_activity_of_the_reminder(self):
        self.sheet.level_ids.channel = "phone"
        item = self.invoice(100)
        run = self.released()
        self.send_now()
        notice = run.notice_ids
        self.assertEqual(self.planned().dunning_notice_id, notice)
        note = self.call(notice, result="promise", date_until="2026-04-10")[0]
        self.assertFalse(self.planned())
        self.assertEqual((note.notice_id, note.move_line_id), (notice, item))
        self.assertEqual(item.dunning_hold_ids.amount, 100)

    def test_items_of_two_customers_are_two_calls(self):
        items = self.invoice(100) | self.invoice(50, partner=self.make_customer("Other"))
        with self.assertRefused("one at a time"):
            items.action_dunning_call()
