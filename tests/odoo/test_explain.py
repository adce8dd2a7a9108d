"""Why is this not reminded: asked from the invoice (SPEC section 4, last lines)."""

from dunning_common import DunningCommon, day

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestExplain(DunningCommon):
    def explain(self, item, key_date="2026-03-31"):
        return item.action_dunning_explain(key_date)

    def assertReason(self, item, reason, *words, next_date=None, key_date="2026-03-31"):
        """The reason as data, its sentence with ``words``, and that the run says the same."""
        answer = self.explain(item, key_date)
        self.assertEqual(answer["reason"], reason)
        for word in words:
            self.assertIn(word, answer["sentence"])
        if next_date is not None:
            self.assertEqual(answer["next_date"], next_date)
        self.assertEqual(
            [rule for rule, applies, _text in answer["checks"] if applies][:1],
            [reason] if reason else [],
        )
        line = self.line_of(item, self.make_run(key_date))
        self.assertEqual(line.reason or "", "" if reason == "not_due" else reason)
        return answer

    def test_item_that_is_reminded(self):
        answer = self.assertReason(self.invoice(100.0), "", "level 1", "03/31/2026")
        self.assertEqual((answer["level"], answer["next_level"]), (0, 1))
        self.assertEqual((answer["days_overdue"], answer["sheet"]), (31, "All"))
        self.assertEqual(answer["next_date"], "2026-03-01")

    def test_not_due(self):
        self.assertReason(
            self.invoice(100.0, "2026-03-31"), "not_due", "03/31/2026", next_date="2026-04-01"
        )

    def test_grace(self):
        self.company.dunning_grace_days = 30
        item = self.invoice(100.0, "2026-03-15", invoiced="2026-03-01")
        self.assertReason(item, "grace", "30 days", "03/31/2026", next_date="2026-04-01")

    def test_blocked_item(self):
        item = self.invoice()
        item.action_dunning_block(until=day("2026-03-31"), reason="Disputed")
        self.assertReason(item, "blocked", "The item is on hold", next_date="2026-04-01")

    def test_blocked_without_an_end(self):
        item = self.invoice()
        item.action_dunning_block(reason="Disputed")
        self.assertReason(item, "blocked", "The item is on hold: Disputed", next_date=False)

    def test_blocked_customer(self):
        item = self.invoice()
        self.env["account.dunning.hold"].create({"partner_id": self.customer.id})
        self.assertReason(item, "blocked", "The customer is on hold")

    def test_customer_with_reminders_off(self):
        item = self.invoice()
        self.customer.dunning_enabled = False
        self.assertReason(item, "blocked", "The customer gets no reminders")

    def test_no_followup(self):
        item = self.invoice()
        item.no_followup = True
        self.assertReason(item, "blocked", "no follow-up")

    def test_no_sheet(self):
        self.sheet.active = False
        answer = self.assertReason(self.invoice(), "no_sheet", "No dunning sheet", next_date=False)
        self.assertFalse(answer["sheet"])

    def test_exhausted(self):
        item = self.invoice()
        item.write({"dunning_opening_level": 3, "dunning_opening_date": "2026-03-01"})
        answer = self.assertReason(item, "exhausted", "level 3", next_date=False)
        self.assertEqual((answer["level"], answer["next_level"]), (3, False))

    def test_too_soon(self):
        item = self.invoice()
        item.write({"dunning_opening_level": 1, "dunning_opening_date": "2026-03-20"})
        answer = self.assertReason(
            item, "too_soon", "03/20/2026", "04/03/2026", next_date="2026-04-03"
        )
        self.assertEqual(answer["next_level"], 2)

    def test_too_young(self):
        self.sheet.level_ids[0].min_days_overdue = 10
        self.assertReason(
            self.invoice(100.0, "2026-03-22"), "too_young", "10 days", "9", next_date="2026-04-01"
        )

    def test_in_credit(self):
        item = self.invoice(100.0)
        self.credit_note(100.0)
        self.assertReason(item, "in_credit", "credits", next_date=False)

    def test_below_minimum(self):
        self.company.dunning_min_amount = 100.01
        self.assertReason(self.invoice(100.0), "below_minimum", "100.01", next_date=False)

    def test_other_items_of_the_customer_can_lift_the_total_over_the_minimum(self):
        self.company.dunning_min_amount = 150.0
        item = self.invoice(100.0)
        self.invoice(50.0)
        self.assertReason(item, "")

    def test_first_reason_counts_when_there_are_several(self):
        item = self.invoice(100.0, "2026-04-15", invoiced="2026-03-01")
        item.no_followup = True
        answer = self.assertReason(item, "not_due")
        applying = [rule for rule, applies, _text in answer["checks"] if applies]
        self.assertEqual(applying, ["not_due", "blocked"])

    def test_paid_item(self):
        item = self.invoice()
        self.pay(item, 100.0)
        answer = self.explain(item)
        self.assertEqual(answer["reason"], "paid")
        self.assertIn("paid", answer["sentence"])

    def test_credit_note(self):
        self.assertIn("credit", self.explain(self.credit_note())["sentence"])

    def test_draft_invoice(self):
        item = self.invoice()
        item.move_id.button_draft()
        self.assertIn("not posted", self.explain(item)["sentence"])

    def test_several_items_are_explained_in_their_order(self):
        items = self.invoice(100.0, "2026-04-15") | self.invoice(60.0)
        answers = self.explain(items)
        self.assertEqual([answer["reason"] for answer in answers], ["not_due", ""])
        self.assertEqual([answer["move_line_id"] for answer in answers], items.ids)

    def test_without_a_date_it_is_about_today(self):
        self.assertEqual(
            self.invoice(100.0, "2026-03-31").action_dunning_explain()["reason"], "not_due"
        )
        self.assertEqual(self.invoice(100.0, "2026-03-30").action_dunning_explain()["reason"], "")

    def test_date_can_be_a_date_or_text(self):
        item = self.invoice(100.0, "2026-03-31")
        self.assertEqual(self.explain(item, day("2026-04-01"))["reason"], "")
        self.assertEqual(self.explain(item, "2026-04-01")["reason"], "")

    def test_explanation_changes_nothing(self):
        item = self.invoice()
        self.explain(item)
        self.assertFalse(
            self.env["account.dunning.notice.line"].search([("move_line_id", "=", item.id)])
        )
        self.assertEqual(item.dunning_level, 0)
