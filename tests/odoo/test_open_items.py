"""The open-items window: every item of customers and vendors, to the cent of the ledger."""

from dunning_common import DunningCommon, day

from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestOpenItems(DunningCommon):
    def item(self, line, **context):
        """The row of the window for a journal item, read afresh."""
        self.env.invalidate_all()
        item = self.env["account.dunning.item"].with_context(**context)
        return item.search([("move_line_id", "=", line.id)])

    def test_late_invoice_shows_its_facts(self):
        item = self.item(self.invoice(100.0, "2026-02-28", invoiced="2026-01-29"))
        self.assertRecordValues(
            item,
            [
                {
                    "debtor_id": self.customer.id,
                    "side": "receivable",
                    "kind": "claim",
                    "status": "open",
                    "due_date": day("2026-02-28"),
                    "days_late": 31,
                    "age_bucket": "b2",
                    "amount_residual": 100.0,
                    "amount_bucket_1": 0.0,
                    "amount_bucket_2": 100.0,
                    "dunning_level": 0,
                    "dunning_count": 0,
                }
            ],
        )

    def test_part_payment_is_undone_on_the_day_before(self):
        line = self.invoice(100.0, "2026-02-28")
        self.pay(line, 30.0, "2026-03-10")
        self.assertEqual(self.item(line).amount_residual, 70.0)
        self.assertEqual(self.item(line).last_payment_amount, 30.0)
        self.assertEqual(self.item(line, dunning_at_date="2026-03-10").amount_residual, 70.0)
        self.assertEqual(self.item(line, dunning_at_date="2026-03-09").amount_residual, 100.0)
        self.assertFalse(self.item(line, dunning_at_date="2026-02-27"))

    def test_next_step_is_what_the_run_does(self):
        late = self.invoice(100.0, "2026-02-28")
        early = self.invoice(50.0, "2026-04-15", partner=self.make_customer("Vroeg"))
        silent = self.make_customer("Stil", dunning_enabled=False)
        off = self.invoice(10.0, "2026-02-28", partner=silent)
        item = self.item(late)
        self.assertEqual((item.next_level, item.next_step), (1, "Level 1 in the next run"))
        self.assertEqual(item.sheet_id, self.sheet)
        self.assertEqual(self.item(early).next_date, day("2026-04-16"))
        self.assertEqual(self.item(early).next_step, "Level 1 from 04/16/2026")
        self.assertEqual(self.item(off).next_step, "The customer gets no reminders")
        run = self.make_run()
        self.assertEqual(self.line_of(late, run).level_after, item.next_level)
        self.assertEqual(self.reason_of(off, run), "blocked")

    def test_skip_takes_the_item_off_the_open_control_list(self):
        line = self.invoice(100.0)
        with self.assertRefused("control list that waits", "on hold"):
            self.item(line).action_skip()
        run = self.make_run()
        self.item(line).action_skip()
        self.assertEqual(self.reason_of(line, run), "skipped")
        self.assertFalse(line.dunning_level)

    def test_marked_items_are_what_the_next_run_reminds_and_then_are_marked_no_more(self):
        line, other = self.invoice(100.0), self.invoice(60.0, partner=self.make_customer("Claes"))
        items = self.env["account.dunning.item"].with_company(self.company)
        with self.assertRefused("No item of", "is marked"):
            items.action_remind_marked()
        self.item(line).action_mark()
        self.item(line).action_mark()  # marking twice marks once
        self.assertTrue(self.item(line).is_marked)
        action = items.action_remind_marked()
        run = self.env["account.dunning.run"].with_context(**action["context"]).create({})
        run.action_propose()
        self.assertEqual(run.notice_ids.line_ids.move_line_id, line)
        self.assertEqual(self.reason_of(other, run), "filtered")
        self.send(run)
        self.assertEqual(self.item(line).dunning_level, 1)
        self.assertFalse(self.item(line).is_marked)

    def test_payment_opens_odoos_own_dialog_on_what_is_open(self):
        line = self.invoice(100.0)
        action = self.item(line).action_register_payment()
        self.assertEqual(action["res_model"], "account.payment.register")
        self.assertEqual(action["context"]["active_ids"], line.ids)
        self.pay(line, 100.0)
        with self.assertRefused("Nothing is open"):
            self.item(line).action_register_payment()
        payments = self.item(line).payment_ids
        self.assertEqual(payments.mapped("amount_currency"), [100.0])
        self.assertEqual(payments.kind, "payment")

    def test_hold_and_note_are_seen_on_the_item(self):
        line = self.invoice(100.0)
        line.action_dunning_block(until="2026-04-30", reason="asked for time")
        self.env["account.dunning.note"].create(
            {"move_line_id": line.id, "body": "Will pay Friday"}
        )
        item = self.item(line)
        self.assertEqual((item.hold_kind, item.hold_until), ("blocked", day("2026-04-30")))
        self.assertEqual(item.last_note, "Will pay Friday")
        self.assertEqual(item.last_note_date, day("2026-03-31"))
        held = self.env["account.dunning.item"].search([("hold_id", "!=", False)])
        self.assertIn(item, held)
        items = self.env["account.dunning.item"]
        own = [("company_id", "=", self.company.id)]
        free = self.item(self.invoice(5.0, partner=self.make_customer("Vrij")))
        self.assertEqual(items.search([("is_held", "=", True), *own]), item)
        self.assertIn(free, items.search([("is_held", "=", False), *own]))
        self.assertTrue(item.is_held)
        item.action_release_hold()
        self.assertFalse(self.item(line).hold_id)

    def test_reader_without_invoicing_sees_own_company_only(self):
        line = self.invoice(100.0)
        reader = new_test_user(
            self.env,
            "items.reader",
            "account_dunning_levels.group_dunning_reader",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        item = self.item(line).with_user(reader)
        self.assertEqual(
            item.read(["name", "next_step"])[0]["next_step"], "Level 1 in the next run"
        )
        stranger = new_test_user(
            self.env,
            "items.stranger",
            "account_dunning_levels.group_dunning_reader",
            company_id=self.other_company().id,
        )
        items = self.env["account.dunning.item"].with_user(stranger)
        self.assertFalse(items.search([("move_line_id", "=", line.id)]))

    def test_number_of_queries_does_not_grow_with_the_items_shown(self):
        def queries():
            self.env.invalidate_all()
            items = self.env["account.dunning.item"].search([("company_id", "=", self.company.id)])
            start = self.env.cr.sql_log_count
            items.read(["name", "next_step", "hold_kind", "last_note", "last_payment_date"])
            return self.env.cr.sql_log_count - start

        for _number in range(2):
            self.invoice(10.0)
        few = queries()
        for number in range(12):
            self.invoice(10.0, partner=self.make_customer(f"Customer {number}"))
        self.assertLessEqual(queries(), few + 1)
