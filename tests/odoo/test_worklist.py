"""The work list: who is on it, with which figures, in which order; and the cockpit's buttons.

Today is 2026-03-31; figures in EUR.
"""

from dunning_common import DunningCommon, day
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.account_dunning_levels.engine.read import cockpit
from odoo.addons.account_dunning_levels.rules.decide import call_order, levels, sheet_choice


class WorklistCommon(DunningCommon):
    """The work list of the test company."""

    @property
    def worklist(self):
        self.env.invalidate_all()
        return self.env["account.dunning.worklist"].with_company(self.company)

    def row(self, partner=None):
        """The row of a customer, also when nothing is open."""
        return self.worklist.browse((partner or self.customer).id)

    def note(self, partner=None, dated="2026-03-31", **values):
        return self.env["account.dunning.note"].create(
            {
                "partner_id": (partner or self.customer).id,
                "company_id": self.company.id,
                "date": dated,
                "body": "Spoke to the bookkeeper",
                **values,
            }
        )

    def hold(self, **values):
        values.setdefault("company_id", self.company.id)
        return self.env["account.dunning.hold"].create(values)

    def plan_call(self, partner=None, on="2026-03-31"):
        return self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": (partner or self.customer).id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "date_deadline": on,
                "user_id": self.env.uid,
            }
        )


@tagged("post_install", "-at_install")
class TestWorklistFigures(WorklistCommon):
    def test_open_overdue_and_credits_of_a_customer(self):
        self.invoice(100, "2026-02-28")  # 31 days late
        self.invoice(50, "2026-03-31")  # due today: not late
        self.credit_note(40, "2026-03-01")
        row = self.row()
        self.assertTrue(row.active)
        self.assertEqual(row.item_count, 3)
        self.assertEqual(row.amount_open, 110)
        self.assertEqual(row.amount_overdue, 100)
        self.assertEqual(row.amount_credit, -40)
        self.assertEqual(row.to_collect, 60)
        self.assertEqual(row.max_days_late, 31)

    def test_an_item_is_overdue_from_the_day_after_its_due_date(self):
        self.invoice(100, "2026-03-30")
        self.assertEqual(self.row().amount_overdue, 100)
        self.assertEqual(self.row().days_late, 1)

    def test_items_of_contacts_count_for_the_company_above_them(self):
        contact = self.env["res.partner"].create(
            {"name": "Els", "parent_id": self.customer.id, "type": "invoice"}
        )
        self.invoice(100, partner=contact)
        self.assertEqual(self.row().amount_open, 100)
        self.assertNotIn(contact.id, self.worklist.search([]).ids)

    def test_an_archived_customer_who_owes_is_on_the_list(self):
        self.invoice(100)
        self.customer.active = False
        self.assertIn(self.customer.id, self.worklist.search([("is_to_call", "=", True)]).ids)

    def test_a_customer_with_nothing_open_is_not_on_the_list_but_has_a_cockpit(self):
        line = self.invoice(100)
        self.pay(line, 100)
        self.assertNotIn(self.customer.id, self.worklist.search([]).ids)
        row = self.row()
        self.assertFalse(row.active)
        self.assertEqual(row.name, "Peeters NV")
        self.assertEqual(row.amount_open, 0)
        self.assertEqual(row.next_step, "Nothing is open")
        self.assertFalse(row.item_ids)
        self.assertEqual(row.last_payment_amount, 100)
        self.assertEqual(row.last_payment_date, day("2026-03-31"))

    def test_part_payments_and_drafts(self):
        self.pay(self.invoice(100), 30)
        draft = self.invoice(900).move_id
        draft.button_draft()
        self.assertEqual(self.row().amount_open, 70)

    def test_totals_equal_the_receivable_accounts_of_the_ledger(self):
        other = self.make_customer("Janssens BV")
        self.pay(self.invoice(100), 30)
        self.invoice(75.5, partner=other, currency=self.usd)
        self.credit_note(40, partner=other)
        ledger = self.env["account.move.line"]._read_group(
            [
                ("company_id", "=", self.company.id),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ],
            [],
            ["balance:sum"],
        )[0][0]
        total = sum(self.worklist.search([]).mapped("amount_open"))
        self.assertAlmostEqual(total, ledger, 2)

    def test_items_without_a_customer_are_in_no_row(self):
        account = self.company_data["default_account_receivable"]
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-03-01",
                "company_id": self.company.id,
                "line_ids": [
                    Command.create({"account_id": account.id, "debit": 500}),
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_revenue"].id,
                            "credit": 500,
                        }
                    ),
                ],
            }
        )
        move.action_post()
        self.assertFalse(self.worklist.search([]))

    def test_level_and_last_reminder_of_what_is_still_open(self):
        paid = self.invoice(80, "2026-01-10")
        self.invoice(100, "2026-01-20")
        self.remind("2026-02-10")
        self.remind("2026-03-01")
        self.pay(paid, 80)
        row = self.row()
        self.assertEqual(row.dunning_level, 2)
        self.assertEqual(row.last_reminder_date, day("2026-03-01"))
        self.assertEqual(row.notice_count, 2)
        self.assertEqual(row.notice_ids[0].level, 2)

    def test_exhausted_items_are_those_at_the_last_level_of_a_sheet_that_stops(self):
        item = self.invoice(100)
        item.dunning_opening_level = 2
        self.assertEqual(self.row().exhausted_count, 0)
        item.dunning_opening_level = 3
        self.assertEqual(self.row().exhausted_count, 1)
        self.sheet.after_last_level = "repeat"
        self.assertEqual(self.row().exhausted_count, 0)

    def test_exhausted_by_the_highest_level_of_the_company(self):
        item = self.invoice(100)
        item.dunning_opening_level = 2
        self.company.dunning_max_level = 2
        self.assertEqual(self.row().exhausted_count, 1)

    def test_the_sheet_that_decides_is_the_one_the_rules_choose(self):
        """Every mix of categories and tags: the SQL chooses as ``choose_sheet`` does."""
        tags = self.env["res.partner.category"].create([{"name": f"Tag {n}"} for n in range(3)])
        for number, tag in enumerate(tags[:2]):
            self.make_sheet(f"Sheet {number}", levels=number + 1, category=tag)
        tags_of = {}
        for number in range(12):
            own = tags[number % 3] if number % 2 else tags.browse()
            worn = tags.browse([tag.id for bit, tag in enumerate(tags) if number >> bit & 1])
            partner = self.make_customer(f"Customer {number}", category_id=[Command.set(worn.ids)])
            if own:
                partner.dunning_category_ids = [Command.create({"category_id": own.id})]
            self.invoice(100, partner=partner).dunning_opening_level = 2
            tags_of[partner] = (own.ids, set(worn.ids))
        sheets = [
            sheet._to_rules()
            for sheet in self.env["account.dunning.sheet"].search(
                [("company_id", "=", self.company.id)]
            )
        ]
        counts = set()
        for partner, (own, worn) in tags_of.items():
            sheet, _how = sheet_choice.choose_sheet(own, worn, sheets)
            expected = int(levels.next_level(sheet, 3, 2) is None)
            self.assertEqual(self.row(partner).exhausted_count, expected, (own, worn))
            counts.add(expected)
        self.assertEqual(counts, {0, 1})

    def test_a_branch_is_exhausted_by_the_sheet_of_its_head_office(self):
        tag = self.env["res.partner.category"].create({"name": "Group"})
        self.make_sheet("Group", levels=1, category=tag)
        head = self.make_customer("Head office", category_id=[Command.set(tag.ids)])
        self.invoice(100).dunning_opening_level = 1
        self.assertEqual(self.row().exhausted_count, 0)
        self.customer.dunning_head_office_id = head
        self.assertEqual(self.row().exhausted_count, 1)


@tagged("post_install", "-at_install")
class TestWorklistHolds(WorklistCommon):
    def test_a_held_item_is_not_to_collect(self):
        held = self.invoice(100)
        self.invoice(50)
        self.hold(move_line_id=held.id, kind="blocked")
        row = self.row()
        self.assertEqual(row.amount_hold, 100)
        self.assertEqual(row.to_collect, 50)
        self.assertFalse(row.is_on_hold)

    def test_a_customer_on_hold_has_no_points_and_comes_last(self):
        other = self.make_customer("Small BV")
        self.invoice(5000)
        self.invoice(10, partner=other)
        self.hold(partner_id=self.customer.id, kind="disputed")
        row = self.row()
        self.assertTrue(row.is_on_hold)
        self.assertEqual(row.priority, 0)
        self.assertFalse(row.is_to_call)
        self.assertEqual(row.amount_disputed, 5000)
        self.assertEqual(self.worklist.search([]).ids, [other.id, self.customer.id])

    def test_the_last_day_of_a_hold_still_counts(self):
        self.invoice(100)
        self.hold(
            partner_id=self.customer.id,
            kind="blocked",
            date_from="2026-03-01",
            date_until="2026-03-31",
        )
        self.assertFalse(self.row().is_to_call)
        with freeze_time("2026-04-01"):
            self.assertTrue(self.row().is_to_call)

    def test_no_reminders_at_all_is_on_hold(self):
        self.invoice(100)
        self.customer.dunning_enabled = False
        self.assertTrue(self.row().is_on_hold)

    def test_the_head_office_on_hold_holds_its_branches(self):
        head = self.make_customer("Head office")
        self.customer.dunning_head_office_id = head
        self.invoice(100)
        self.hold(partner_id=head.id, kind="blocked")
        self.assertEqual(self.row().amount_hold, 100)

    def test_a_promise_is_due_on_its_day_not_before(self):
        line = self.invoice(100)
        self.hold(
            move_line_id=line.id,
            kind="promise",
            amount=100,
            date_from="2026-03-20",
            date_until="2026-03-31",
        )
        with freeze_time("2026-03-30"):
            row = self.row()
            self.assertEqual(row.promise_date, day("2026-03-31"))
            self.assertEqual(row.promise_amount, 100)
            self.assertEqual(row.promise_due_count, 0)
            self.assertFalse(row.is_to_call)
        row = self.row()
        self.assertEqual(row.promise_due_count, 1)
        self.assertEqual(row.to_collect, 100)
        # 100 to collect: 20; 31 days late: 10; promise due: 25; never contacted: 10
        self.assertEqual(row.priority, 65)
        self.assertTrue(row.is_to_call)

    def test_a_broken_promise_is_counted_for_a_year(self):
        line = self.invoice(100)
        promise = self.hold(
            move_line_id=line.id,
            kind="promise",
            amount=100,
            date_from="2026-03-01",
            date_until="2026-03-20",
        )
        promise._refresh_state()
        self.assertEqual(promise.state, "broken")
        self.assertEqual(self.row().broken_promise_count, 1)
        self.assertEqual(self.row().amount_hold, 0)
        broken = promise.broken_date
        with freeze_time(broken.replace(year=broken.year + 1)):
            self.assertEqual(self.row().broken_promise_count, 0)


@tagged("post_install", "-at_install")
class TestWorklistOrder(WorklistCommon):
    def test_sql_and_rules_give_the_same_points(self):
        """Customers of all kinds: the list is sorted by what the rules say."""
        for number in range(14):
            partner = self.make_customer(f"Customer {number}")
            due = f"2026-{1 + number % 3:02d}-{1 + 2 * number:02d}"
            line = self.invoice(10 ** (number % 5) + number * 0.37, due, partner)
            if number % 4 == 1:
                self.credit_note(30 * number, partner=partner)
            if number % 3 == 1:
                self.note(partner, "2026-02-28" if number % 2 else "2026-03-01")
            if number % 5 == 2:
                self.plan_call(partner, "2026-03-31" if number % 2 else "2026-04-01")
            if number % 6 == 3:
                line.dunning_opening_level = 3
            if number % 7 == 4:
                self.hold(move_line_id=line.id, kind="blocked")
        rows = self.worklist.search([])
        self.assertEqual(len(rows), 14)
        for row in rows:
            points = call_order.points(cockpit.debtor_of(row))
            self.assertEqual(row.priority, sum(number for _code, number in points), row.name)
        self.assertEqual(rows.mapped("priority"), sorted(rows.mapped("priority"), reverse=True))
        self.assertGreater(len(set(rows.mapped("priority"))), 6)
        self.assertEqual(rows[-1].priority, 0)

    def test_exact_powers_of_ten_in_sql(self):
        for exponent in range(7):
            partner = self.make_customer(f"Customer {exponent}")
            self.invoice(10**exponent, "2026-03-30", partner)
            self.note(partner, "2026-03-30")
            self.assertEqual(self.row(partner).priority, 10 * exponent)

    def test_equal_points_the_larger_overdue_amount_first(self):
        other = self.make_customer("Janssens BV")
        self.invoice(1000)
        self.invoice(1001, partner=other)
        rows = self.worklist.search([])
        self.assertEqual(len(set(rows.mapped("priority"))), 1)
        self.assertEqual(rows.ids, [other.id, self.customer.id])

    def test_a_customer_in_credit_comes_last_and_is_not_called(self):
        rich = self.make_customer("Rich BV")
        self.invoice(100, partner=rich)
        self.credit_note(500, partner=rich)
        self.invoice(10)
        rows = self.worklist.search([])
        self.assertEqual(rows.ids, [self.customer.id, rich.id])
        self.assertFalse(rows[1].is_to_call)
        self.assertEqual(rows[1].to_collect, 0)
        self.assertEqual(rows[1].next_step, "In credit: nothing to collect")

    def test_nothing_is_late_nobody_is_called(self):
        self.invoice(100, "2026-03-31")
        self.assertFalse(self.row().is_to_call)
        self.plan_call(on="2026-04-01")
        self.assertFalse(self.row().is_to_call)
        self.plan_call(on="2026-03-31")
        self.assertTrue(self.row().is_to_call)
        self.assertEqual(self.row().call_due_count, 1)

    def test_why_here_names_the_points(self):
        self.invoice(1000, "2026-02-28")
        self.assertEqual(self.row().priority, 50)
        place = self.row().place
        for words in (
            "50 points",
            "30 for",
            "1,000.00",
            "10 for 31 days late",
            "10 for no contact",
        ):
            self.assertIn(words, place)

    def test_the_order_is_told_with_the_weights_of_the_rules(self):
        action = self.worklist.action_open_order_help()
        text = self.worklist.browse(action["res_id"]).order_help
        for number in (
            call_order.FOR_CALL_DUE,
            call_order.FOR_EXHAUSTED,
            call_order.SILENT_AFTER_DAYS,
        ):
            self.assertIn(str(number), text)

    def test_my_customers_are_the_default_for_who_has_some(self):
        self.invoice(100)
        action = self.worklist.action_open_worklist()
        self.assertNotIn("search_default_mine", action["context"])
        self.customer.dunning_user_id = self.env.user
        action = self.worklist.action_open_worklist()
        self.assertEqual(action["context"]["search_default_mine"], 1)

    def test_responsible_of_customer_then_salesperson_then_company(self):
        self.invoice(100)
        first, second, third = (
            self.env["res.users"].create({"name": name, "login": name}) for name in "abc"
        )
        self.company.dunning_user_id = third
        self.assertEqual(self.row().dunning_user_id, third)
        self.customer.user_id = second
        self.assertEqual(self.row().dunning_user_id, second)
        self.assertEqual(self.row().account_manager_id, second)
        self.customer.dunning_user_id = first
        self.assertEqual(self.row().dunning_user_id, first)


@tagged("post_install", "-at_install")
class TestWorklistMorning(WorklistCommon):
    def setUp(self):
        super().setUp()
        self.line = self.invoice(1000)

    def test_a_note_of_today_takes_the_customer_off_for_today(self):
        self.assertTrue(self.row().is_to_call)
        self.row().action_quick_note("  Will pay Friday ")
        row = self.row()
        self.assertEqual(row.last_note, "Will pay Friday")
        self.assertEqual(row.last_contact_date, day("2026-03-31"))
        self.assertTrue(row.is_handled)
        self.assertFalse(row.is_to_call)
        with freeze_time("2026-04-01"):
            self.assertTrue(self.row().is_to_call)
            self.assertFalse(self.row().is_handled)

    def test_an_empty_note_is_refused(self):
        for nothing in ("", "   ", None, ["x"]):
            with self.assertRefused("Note"):
                self.row().action_quick_note(nothing)

    def test_done_for_today_brings_the_customer_back_tomorrow(self):
        self.assertTrue(self.row().action_done())
        self.assertFalse(self.row().is_to_call)
        self.assertEqual(self.row().snooze_date, day("2026-04-01"))
        with freeze_time("2026-04-01"):
            self.assertTrue(self.row().is_to_call)
            self.assertFalse(self.row().snooze_date)

    def test_done_twice_and_later_on_top(self):
        self.row().action_done()
        self.row().action_done()
        later = self.env["account.dunning.later"].create(
            {"partner_ids": self.customer.ids, "delay": "day", "date_back": "2026-04-10"}
        )
        later.action_confirm()
        self.assertEqual(self.row().snooze_date, day("2026-04-10"))
        with freeze_time("2026-04-09"):
            self.assertFalse(self.row().is_to_call)
        with freeze_time("2026-04-10"):
            self.assertTrue(self.row().is_to_call)

    def test_later_for_a_week_is_seven_days(self):
        later = self.env["account.dunning.later"].create({"partner_ids": self.customer.ids})
        later.action_confirm()
        self.assertEqual(self.row().snooze_date, day("2026-04-07"))

    def test_put_off_can_be_undone(self):
        self.row().action_done()
        self.row().action_back_on_list()
        self.assertTrue(self.row().is_to_call)

    def test_later_needs_a_day_after_today(self):
        later = self.env["account.dunning.later"].create(
            {"partner_ids": self.customer.ids, "delay": "day", "date_back": "2026-03-31"}
        )
        with self.assertRaises(ValidationError) as caught:
            later.action_confirm()
        self.assertIn("after today", str(caught.exception))

    def test_done_in_the_cockpit_asks_for_the_next_customer(self):
        row = self.row().with_context(dunning_cockpit=True)
        self.assertEqual(row.action_done()["tag"], "account_dunning_next_customer")

    def test_several_customers_at_once(self):
        other = self.make_customer("Janssens BV")
        self.invoice(10, partner=other)
        self.worklist.search([]).action_done()
        self.assertFalse(self.worklist.search([("is_to_call", "=", True)]))
        self.assertEqual(len(self.worklist.search([("snooze_date", "!=", False)])), 2)

    def test_the_account_with_its_running_balance(self):
        self.invoice(50, "2026-01-31")
        self.credit_note(200, "2026-03-15")
        items = self.row().item_ids
        self.assertEqual(items.mapped("amount_residual"), [50, 1000, -200])
        self.assertEqual(items.mapped("running_balance"), [50, 1050, 850])

    def test_next_step_is_the_earliest_of_promise_activity_and_reminder(self):
        row = self.row()
        self.assertEqual(row.next_step, "Reminder at level 1")
        self.assertEqual(row.next_date, day("2026-03-01"))
        self.plan_call(on="2026-02-15").summary = "Call Els"
        self.assertEqual(self.row().next_step, "Call Els")
        self.assertEqual(self.row().next_date, day("2026-02-15"))

    def test_next_step_of_a_held_customer_is_its_promise(self):
        self.hold(
            partner_id=self.customer.id,
            kind="promise",
            amount=1000,
            date_from="2026-03-20",
            date_until="2026-04-05",
        )
        row = self.row()
        self.assertIn("1,000.00", row.next_step)
        self.assertEqual(row.next_date, day("2026-04-05"))

    def test_notes_holds_and_contacts_of_the_customer(self):
        contact = self.env["res.partner"].create({"name": "Els", "parent_id": self.customer.id})
        note = self.note()
        hold = self.hold(move_line_id=self.line.id, kind="blocked")
        lifted = self.hold(partner_id=self.customer.id, kind="blocked")
        lifted.action_lift()
        row = self.row()
        self.assertEqual(row.note_ids, note)
        self.assertEqual(set(row.hold_ids), {hold, lifted})
        self.assertEqual(row.hold_count, 1)
        self.assertEqual(row.contact_ids, contact)

    def test_the_buttons_open_what_they_say(self):
        row = self.row()
        for name, model in (
            ("action_call", "account.dunning.call"),
            ("action_note", "account.dunning.call"),
            ("action_explain", "account.dunning.explain"),
            ("action_remind", "account.dunning.run"),
            ("action_register_payment", "account.payment.register"),
            ("action_open_customer", "res.partner"),
            ("action_open_items", "account.dunning.item"),
            ("action_open_invoices", "account.move"),
            ("action_open_notices", "account.dunning.notice"),
            ("action_open_holds", "account.dunning.hold"),
        ):
            self.assertEqual(getattr(row, name)()["res_model"], model, name)

    def test_remind_now_reminds_this_customer_only(self):
        self.invoice(100, partner=self.make_customer("Janssens BV"))
        context = self.row().action_remind()["context"]
        run = self.env["account.dunning.run"].with_context(**context).create({})
        run.action_propose()
        self.assertEqual(run.notice_ids.partner_id, self.customer)

    def test_payment_of_a_customer_who_owes_nothing_is_refused(self):
        self.pay(self.line, 1000)
        with self.assertRefused("owes nothing"):
            self.row().action_register_payment()

    def test_the_cockpit_opens_from_a_contact_of_the_customer(self):
        contact = self.env["res.partner"].create({"name": "Els", "parent_id": self.customer.id})
        action = contact.action_dunning_cockpit()
        self.assertEqual(action["res_model"], "account.dunning.worklist")
        self.assertEqual(action["res_id"], self.customer.id)


@tagged("post_install", "-at_install")
class TestWorklistStatement(WorklistCommon):
    def test_balance_overdue_and_total_per_currency(self):
        self.invoice(100, "2026-02-28", ref="PO 7")
        self.invoice(50, "2026-04-30", invoiced="2026-03-20")
        self.credit_note(30)
        self.invoice(80, "2026-03-30", currency=self.usd)
        statement = self.row()._statement()
        euro, dollar = sorted(statement.accounts, key=lambda account: account.currency)
        balances = [row.balance.replace("\xa0€", "").lstrip("€") for row in euro.rows]
        self.assertEqual(balances, ["100.00", "70.00", "120.00"])
        self.assertIn("100.00", euro.overdue)
        self.assertIn("120.00", euro.total)
        self.assertIn("80.00", dollar.total)
        self.assertEqual(euro.rows[0].days, "31")
        self.assertEqual(euro.rows[0].reference, "PO 7")

    def test_in_the_language_of_who_gets_the_reminders(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.invoice(1234.5)
        self.assertEqual(self.row().lang, self.company.partner_id.lang)
        self.env["res.partner"].create(
            {
                "name": "Els",
                "parent_id": self.customer.id,
                "lang": "nl_NL",
                "dunning_recipient": True,
            }
        )
        row = self.row()
        self.assertEqual(row.lang, "nl_NL")
        self.assertIn("1.234,50", row.with_context(lang=row.lang)._statement().accounts[0].total)

    def test_pdf_comes_out_of_the_press(self):
        self.invoice(100)
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        pdf, kind = report._render_qweb_pdf(
            "account_dunning_levels.action_report_statement", self.row().ids
        )
        self.assertEqual(kind, "pdf")
        self.assertTrue(pdf.startswith(b"%PDF"))

    def test_email_opens_the_composer_with_the_statement(self):
        self.invoice(100)
        context = self.row().action_email_statement()["context"]
        self.assertEqual(context["default_partner_ids"], self.customer.ids)
        attachment = self.env["ir.attachment"].browse(context["default_attachment_ids"])
        self.assertTrue(attachment.raw.startswith(b"%PDF"))
        self.assertIn("Peeters NV", attachment.name)

    def test_nothing_open_is_said(self):
        self.assertEqual(self.row()._statement().accounts, ())


@tagged("post_install", "-at_install")
class TestWorklistRights(WorklistCommon):
    def make_user(self, *groups):
        return self.env["res.users"].create(
            {
                "name": "Somebody",
                "login": f"somebody {groups}",
                "company_id": self.company.id,
                "company_ids": [Command.set(self.company.ids)],
                "group_ids": [Command.set([self.env.ref(group).id for group in groups])],
            }
        )

    def test_a_reader_looks_and_does_not_act(self):
        self.invoice(100)
        self.note()
        reader = self.make_user("account_dunning_levels.group_dunning_reader")
        row = self.worklist.with_user(reader).search([])
        self.assertEqual(row.amount_overdue, 100)
        fields = [name for name in row._fields if name not in ("item_ids", "copy_ids")]
        row.read(fields)
        self.assertEqual(row.item_ids.mapped("running_balance"), [100])
        self.assertFalse(row.can_act)
        for name in ("action_done", "action_later", "action_remind", "action_email_statement"):
            with self.assertRaises(UserError, msg=name):
                getattr(row, name)()
        with self.assertRaises(AccessError):
            row.action_quick_note("x")

    def test_a_user_acts(self):
        self.invoice(100)
        user = self.make_user("account_dunning_levels.group_dunning_user")
        row = self.worklist.with_user(user).search([])
        row.action_quick_note("Called")
        row.action_done()
        self.assertFalse(self.row().is_to_call)

    def test_an_employee_sees_nothing(self):
        employee = self.make_user("base.group_user")
        with self.assertRaises(AccessError):
            self.worklist.with_user(employee).search([])

    def test_each_company_has_its_own_list(self):
        self.invoice(100)
        second = self.other_company()
        here = self.row()
        there = here.with_company(second)
        self.assertEqual(here.amount_open, 100)
        self.assertEqual(there.amount_open, 0)
        self.assertFalse(there.search([]))
        here.action_done()
        self.assertFalse(there.with_company(second).snooze_date)
        self.note()
        self.env.invalidate_all()
        self.assertFalse(there.last_contact_date)

    def test_the_list_takes_as_many_queries_for_many_as_for_few(self):
        spec = dict.fromkeys(
            ["name", "priority", "amount_open", "next_step", "next_date", "last_note", "place"], {}
        )

        def open_list():
            self.worklist.web_search_read([], spec, limit=80)

        for number in range(2):
            self.invoice(100, partner=self.make_customer(f"Customer {number}"))
        open_list()
        start = self.env.cr.sql_log_count
        open_list()
        few = self.env.cr.sql_log_count - start
        for number in range(20):
            self.invoice(100, partner=self.make_customer(f"More {number}"))
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        open_list()
        self.assertLessEqual(self.env.cr.sql_log_count - start, few)
