"""“Why?” on an item: which sheet, where the level comes from, each rule, and what comes next."""

from datetime import timedelta

from dunning_common import DunningCommon, day

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tests.common import new_test_user

#: SPEC sections 4 and 11, in their binding order
ORDER = [
    "not_claim",
    "non_trade",
    "no_due_date",
    "not_due",
    "grace",
    "blocked",
    "filtered",
    "no_sheet",
    "too_old",
    "in_payment",
    "direct_debit",
    "unsent",
    "exhausted",
    "too_soon",
    "too_young",
    "skipped",
    "in_credit",
    "below_minimum",
]


class ExplainCommon(DunningCommon):
    def explain(self, item, key_date="2026-03-31"):
        return item.action_dunning_explain(key_date)

    def rule(self, answer, name):
        """``(verdict, sentence)`` of one rule."""
        row = next(row for row in answer["rules"] if row["rule"] == name)
        return row["verdict"], row["sentence"]

    def verdicts(self, answer):
        return {row["rule"]: row["verdict"] for row in answer["rules"]}

    def category(self, name):
        return self.env["res.partner.category"].create({"name": name})

    def give_categories(self, *categories):
        self.customer.dunning_category_ids = [
            Command.create({"category_id": category.id, "sequence": place})
            for place, category in enumerate(categories)
        ]


@tagged("post_install", "-at_install")
class TestExplainRules(ExplainCommon):
    def test_all_rules_stand_in_their_binding_order(self):
        answer = self.explain(self.invoice())
        self.assertEqual([row["rule"] for row in answer["rules"]], ORDER)

    def test_reminded_item_passed_every_rule_that_counts(self):
        verdicts = self.verdicts(self.explain(self.invoice()))
        self.assertEqual(
            {rule for rule, verdict in verdicts.items() if verdict != "passed"},
            {"filtered", "skipped"},  # only a run says
        )

    def test_rules_before_the_deciding_one_passed_and_later_ones_say_what_they_would(self):
        self.sheet.level_ids.write({"min_days_overdue": 60})
        item = self.invoice(100.0, "2026-02-28")
        item.write({"dunning_opening_level": 1, "dunning_opening_date": "2026-03-25"})
        verdicts = self.verdicts(self.explain(item))
        self.assertEqual(verdicts["not_due"], "passed")
        self.assertEqual(verdicts["exhausted"], "passed")
        self.assertEqual(verdicts["too_soon"], "decides")
        self.assertEqual(verdicts["too_young"], "would")
        self.assertEqual(verdicts["in_credit"], "later")

    def test_total_and_minimum_are_shown_with_their_value(self):
        self.company.dunning_min_amount = 100.01
        item = self.invoice(120.0)
        self.credit_note(20.0)
        answer = self.explain(item)
        self.assertEqual(self.verdicts(answer)["in_credit"], "passed")
        self.assertIn("100.00", self.rule(answer, "in_credit")[1])
        verdict, sentence = self.rule(answer, "below_minimum")
        self.assertEqual(verdict, "decides")
        self.assertIn("100.01", sentence)
        self.assertIn("100.00", sentence)

    def test_equal_to_the_minimum_passes(self):
        self.company.dunning_min_amount = 100.0
        answer = self.explain(self.invoice(100.0))
        self.assertEqual(self.rule(answer, "below_minimum")[0], "passed")
        self.assertIn("100.00", self.rule(answer, "below_minimum")[1])

    def test_skipped_on_an_open_control_list(self):
        item = self.invoice()
        run = self.make_run()
        run.line_ids.action_skip()
        self.assertIn(run.name, self.rule(self.explain(item), "skipped")[1])

    def test_item_on_an_open_control_list(self):
        item = self.invoice()
        run = self.make_run()
        self.assertIn(run.name, self.explain(item)["open_run"])
        run.action_cancel()
        self.assertFalse(self.explain(item)["open_run"])


@tagged("post_install", "-at_install")
class TestExplainSheet(ExplainCommon):
    def why(self):
        return self.explain(self.invoice())["sheet_why"]

    def test_sheet_for_all(self):
        why = self.why()
        self.assertIn("“All”, the sheet for all customers", why[0])
        self.assertIn("neither dunning categories nor contact tags", why[1])

    def test_category_2_wins_when_category_1_has_no_sheet(self):
        export, large = self.category("Export"), self.category("Large")
        self.make_sheet("For large", category=large)
        self.give_categories(export, large)
        why = self.why()
        self.assertIn("“For large”, because dunning category 2 of the customer is “Large”", why[0])
        self.assertIn("category 1, “Export”, has no active sheet", why[1])

    def test_contact_tag(self):
        large = self.category("Large")
        self.make_sheet("For large", category=large)
        self.customer.category_id = large
        self.assertIn(
            "“For large”, because the customer has the contact tag “Large”", self.why()[0]
        )

    def test_tags_without_a_sheet_are_named(self):
        self.customer.category_id = self.category("Retail") | self.category("Export")
        self.assertIn("Export, Retail", self.why()[1])

    def test_tags_do_not_count_beside_dunning_categories(self):
        large = self.category("Large")
        self.make_sheet("For large", category=large)
        self.customer.category_id = large
        self.give_categories(self.category("Export"))
        why = self.why()
        self.assertIn("sheet for all customers", why[0])
        self.assertIn("Contact tags are not used", why[-1])

    def test_no_sheet_at_all(self):
        self.sheet.active = False
        answer = self.explain(self.invoice())
        self.assertIn("there is no sheet for all customers", answer["sheet_why"][0])
        self.assertIn("make a dunning sheet", answer["next_event"])


@tagged("post_install", "-at_install")
class TestExplainLevel(ExplainCommon):
    def test_never_reminded(self):
        self.assertIn("No reminder", self.explain(self.invoice())["level_source"])

    def test_last_reminder(self):
        item = self.invoice(100.0, "2026-02-28")
        run = self.remind("2026-03-15")
        source = self.explain(item)["level_source"]
        self.assertIn(run.notice_ids.name, source)
        self.assertIn("03/15/2026", source)
        self.assertIn("level 1", source)

    def test_lowered_by_hand(self):
        item = self.invoice(100.0, "2026-02-28")
        self.remind("2026-03-15")
        item.action_dunning_set_level(0)
        answer = self.explain(item)
        self.assertIn("was level 1; lowered by hand to level 0", answer["level_source"])
        self.assertEqual(answer["level"], 0)

    def test_opening_level(self):
        item = self.invoice()
        item.write({"dunning_opening_level": 2, "dunning_opening_date": "2026-01-15"})
        source = self.explain(item)["level_source"]
        self.assertIn("Opening level 2", source)
        self.assertIn("01/15/2026", source)


@tagged("post_install", "-at_install")
class TestExplainNext(ExplainCommon):
    def assertNext(self, item, date, *words):
        answer = self.explain(item)
        self.assertEqual(answer["next_event_date"], date)
        for word in words:
            self.assertIn(word, answer["next_event"])
        return answer

    def test_reminded_now(self):
        self.assertNext(self.invoice(), "2026-03-31", "at level 1")

    def test_not_due_becomes_late_the_day_after(self):
        answer = self.assertNext(
            self.invoice(100.0, "2026-04-10"), "2026-04-11", "From 04/11/2026", "level 1"
        )
        self.assertEqual([event["date"] for event in answer["events"]], ["2026-04-11"] * 2)

    def test_days_on_the_way_stand_in_order(self):
        self.company.dunning_grace_days = 30
        self.sheet.level_ids.write({"min_days_overdue": 20})
        item = self.invoice(100.0, "2026-04-05", invoiced="2026-03-20")
        # late on 6 April; allowed up to and including 19 April; 20 days late on 25 April
        self.assertEqual(
            [event["date"] for event in self.explain(item)["events"]],
            ["2026-04-06", "2026-04-20", "2026-04-25", "2026-04-25"],
        )
        # and that is the first day on which a run reminds it
        self.assertEqual(self.explain(item, "2026-04-24")["reason"], "too_young")
        self.assertEqual(self.explain(item, "2026-04-25")["reason"], "")

    def test_hold_ends_and_then_it_is_reminded(self):
        item = self.invoice()
        item.action_dunning_block(until=day("2026-04-08"), reason="Complaint")
        answer = self.assertNext(item, "2026-04-09", "From 04/09/2026")
        self.assertIn("04/08/2026", answer["events"][0]["sentence"])
        self.assertEqual(self.explain(item, "2026-04-08")["reason"], "blocked")
        self.assertEqual(self.explain(item, "2026-04-09")["reason"], "")

    def test_two_holds_the_later_one_counts(self):
        item = self.invoice()
        item.action_dunning_block(until=day("2026-04-08"))
        self.env["account.dunning.hold"].create(
            {"partner_id": self.customer.id, "date_until": "2026-04-20"}
        )
        self.assertNext(item, "2026-04-09", "From 04/21/2026")

    def test_hold_without_end(self):
        item = self.invoice()
        item.action_dunning_block()
        self.assertNext(item, False, "no last day", "Lift it")

    def test_reminders_switched_off(self):
        self.customer.dunning_enabled = False
        self.assertNext(self.invoice(), False, "Send reminders")

    def test_no_followup(self):
        item = self.invoice()
        item.no_followup = True
        self.assertNext(item, False, "no follow-up")

    def test_exhausted(self):
        item = self.invoice()
        item.write({"dunning_opening_level": 3, "dunning_opening_date": "2026-03-01"})
        self.assertNext(item, False, "Call the customer")

    def test_interval_ends(self):
        item = self.invoice()
        item.write({"dunning_opening_level": 1, "dunning_opening_date": "2026-03-25"})
        self.assertNext(item, "2026-04-08", "From 04/08/2026", "level 2")
        self.assertEqual(self.explain(item, "2026-04-07")["reason"], "too_soon")
        self.assertEqual(self.explain(item, "2026-04-08")["reason"], "")

    def test_credits_cover_it(self):
        item = self.invoice(100.0)
        self.credit_note(100.0)
        self.assertNext(item, False, "allocate")


@tagged("post_install", "-at_install")
class TestExplainOddItems(ExplainCommon):
    def test_vendor_bill(self):
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-01-15",
                "company_id": self.company.id,
                "invoice_line_ids": [Command.create({"name": "Bought", "price_unit": 50.0})],
            }
        )
        bill.action_post()
        payable = bill.line_ids.filtered(lambda line: line.account_type == "liability_payable")
        answer = self.explain(payable)
        self.assertEqual(answer["reason"], "no_item")
        self.assertIn("vendor bills never are", answer["next_event"])

    def test_cancelled_entry(self):
        item = self.invoice()
        item.move_id.button_draft()
        item.move_id.button_cancel()
        self.assertIn("cancelled", self.explain(item)["sentence"])

    def test_item_without_due_date(self):
        item = self.invoice()
        self.env.cr.execute(
            "UPDATE account_move_line SET date_maturity = NULL WHERE id = %s", [item.id]
        )
        self.env.invalidate_all()
        answer = self.explain(item)
        self.assertIn("no due date", answer["sentence"])
        self.assertFalse(answer["due_date"])

    def test_credit_dated_after_the_key_date(self):
        credit = self.credit_note(10.0, "2026-04-15")
        self.assertIn("credit", self.explain(credit)["sentence"])

    def test_every_kind_at_once_and_a_key_date_far_ahead(self):
        items = self.invoice() | self.credit_note() | self.invoice(5.0, "2027-01-01")
        answers = items.action_dunning_explain("2030-01-01")
        self.assertEqual([answer["reason"] for answer in answers], ["", "no_item", ""])

    def test_answer_can_be_sent_as_json(self):
        import json

        item = self.invoice()
        item.action_dunning_block(until=day("2026-04-08"))
        self.assertEqual(json.loads(json.dumps(self.explain(item))), self.explain(item))

    def test_user_without_rights_reads_a_clear_sentence(self):
        nobody = new_test_user(
            self.env, "nobody", groups="base.group_user", company_id=self.company.id
        )
        with self.assertRaises(AccessError) as caught:
            self.invoice().with_user(nobody).action_dunning_explain()
        self.assertIn("no right to see invoices", str(caught.exception))

    def test_queries_do_not_grow_with_the_items(self):
        def ask(items):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            items.action_dunning_explain("2026-03-31")
            return self.env.cr.sql_log_count - before

        start = day("2026-01-01")
        items = self.env["account.move.line"].union(
            *(self.invoice(10.0, str(start + timedelta(days=step))) for step in range(12))
        )
        items[0].action_dunning_block()
        few = ask(items[:3])
        self.assertLessEqual(ask(items), few + 1)
