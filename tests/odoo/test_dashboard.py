"""The dashboard: each figure is that of the ledger, and opens the records it counts."""

from datetime import timedelta

from dunning_common import DunningCommon, day
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDashboard(DunningCommon):
    """Seen on Tuesday 2026-03-31; the chart's 13 weeks begin on Sunday 2026-01-04."""

    def figures(self, companies=None):
        """The figures of the test company, or of several, the first one being the current."""
        companies = companies or self.company
        return (
            self.env["account.dunning.dashboard"]
            .with_context(allowed_company_ids=companies.ids)
            .get_figures()
        )

    def opened(self, action, companies=None):
        """The records a figure opens."""
        companies = companies or self.company
        model = self.env[action["res_model"]].with_context(allowed_company_ids=companies.ids)
        return model.search([*action["domain"], ("company_id", "in", companies.ids)])

    # ------------------------------------------------------------------ open items

    def test_fresh_company_has_nothing_to_show(self):
        figures = self.figures()
        self.assertTrue(figures["is_empty"])
        self.assertFalse(figures["dso"]["days"])
        self.assertFalse(figures["lateness"]["days"])
        self.assertEqual(figures["levels"], [])
        self.assertEqual(len(figures["collected"]["weeks"]), 13)

    def test_one_open_item_is_enough_to_show_figures(self):
        self.invoice(1.0, due="2026-12-31")
        self.assertFalse(self.figures()["is_empty"])

    def test_open_and_overdue_of_customers(self):
        self.invoice(100.0, due="2026-03-30")
        self.invoice(50.0, due="2026-03-31")  # due today is not overdue
        self.credit_note(30.0, "2026-03-01")
        customers = self.figures()["receivable"]
        self.assertEqual(customers["amount"], 120.0)
        self.assertEqual(customers["overdue"], 100.0)
        self.assertEqual(customers["credit"], -30.0)
        self.assertEqual(customers["overdue_share"], 66.7)  # 100 of 150
        self.assertEqual(sum(self.opened(customers["action"]).mapped("amount_residual")), 120.0)
        self.assertEqual(
            sum(self.opened(customers["overdue_action"]).mapped("amount_residual")), 100.0
        )

    def test_receivables_are_the_balance_of_the_ledger(self):
        item = self.invoice(100.0, due="2026-03-30")
        self.invoice(33.33, due="2026-05-30")
        self.credit_note(12.34, "2026-03-01")
        self.pay(item, 45.67)
        balance = sum(
            self.env["account.move.line"]
            .search(
                [
                    ("company_id", "=", self.company.id),
                    ("account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                ]
            )
            .mapped("balance")
        )
        self.assertAlmostEqual(self.figures()["receivable"]["amount"], balance, places=2)

    def test_age_buckets_on_both_sides_of_a_limit(self):
        self.invoice(1.0, due="2026-03-01")  # 30 days
        self.invoice(2.0, due="2026-02-28")  # 31 days
        self.invoice(4.0, due="2025-12-01")  # 120 days
        self.invoice(8.0, due="2025-11-30")  # 121 days
        buckets = {row["key"]: row for row in self.figures()["receivable"]["buckets"]}
        amounts = {key: row["amount"] for key, row in buckets.items()}
        self.assertEqual(amounts, {"b0": 0, "b1": 1, "b2": 2, "b3": 0, "b4": 4, "b5": 8})
        self.assertEqual(buckets["b1"]["label"], "1–30 days")
        self.assertEqual(buckets["b4"]["label"], "91–120 days")
        self.assertEqual(buckets["b5"]["label"], "Over 120 days")
        self.assertEqual(self.opened(buckets["b4"]["action"]).amount_residual, 4.0)

    def test_bills_of_vendors_are_told_as_what_we_owe(self):
        vendor = self.make_customer("Vendor")
        for amount, due in ((70.0, "2026-03-01"), (30.0, "2026-04-30")):
            self.invoice(amount, due=due, move_type="in_invoice", partner=vendor)
        figures = self.figures()
        self.assertEqual(figures["payable"]["amount"], 100.0)
        self.assertEqual(figures["payable"]["overdue"], 70.0)
        self.assertEqual(figures["receivable"]["amount"], 0.0)

    # ------------------------------------------------------------------ days

    def test_days_sales_outstanding(self):
        self.pay(self.invoice(600.0, due="2026-03-01", invoiced="2026-02-01"), 600.0)
        self.invoice(300.0, due="2026-03-10", invoiced="2026-02-10")
        # 300 are open, 900 were invoiced in 90 days: 300 x 90 / 900
        self.assertEqual(self.figures()["dso"]["days"], 30.0)

    def test_only_invoices_of_the_last_90_days_are_sales(self):
        self.invoice(100.0, due="2026-03-10", invoiced="2025-12-31")  # 90 days ago: not in it
        self.assertFalse(self.figures()["dso"]["days"])
        self.invoice(100.0, due="2026-03-10", invoiced="2026-01-01")
        self.assertEqual(self.figures()["dso"]["days"], 180.0)  # 200 x 90 / 100

    def test_credit_notes_lower_the_sales(self):
        self.invoice(300.0, due="2026-03-10", invoiced="2026-02-10")
        self.credit_note(100.0, "2026-03-01")
        self.assertEqual(self.figures()["dso"]["sales"], 200.0)

    def test_days_sales_outstanding_one_period_ago(self):
        # on 2025-12-31 there were 180 open of 360 invoiced since 2025-10-02
        paid = self.invoice(180.0, due="2025-11-30", invoiced="2025-11-01")
        self.pay(paid, 180.0, dated="2025-12-15")
        late = self.invoice(180.0, due="2025-12-30", invoiced="2025-12-01")
        self.pay(late, 180.0, dated="2026-01-05")
        self.assertEqual(self.figures()["dso"]["before"], 45.0)

    def test_average_days_late_weighs_payments_by_amount(self):
        item = self.invoice(1000.0, due="2026-02-01")
        self.pay(item, 900.0, dated="2026-02-11")
        self.pay(item, 100.0, dated="2026-03-13")
        lateness = self.figures()["lateness"]
        self.assertEqual(lateness["days"], 13.0)  # (900 x 10 + 100 x 40) / 1,000
        self.assertEqual(len(self.opened(lateness["action"])), 2)

    def test_weeks_begin_as_the_language_of_the_user_says(self):
        self.assertEqual(self.figures()["collected"]["weeks"][-1]["first"], "2026-03-29")
        self.env["res.lang"]._lang_get("en_US").week_start = "1"
        weeks = self.figures()["collected"]["weeks"]
        self.assertEqual((weeks[-1]["first"], weeks[-1]["last"]), ("2026-03-30", "2026-04-05"))
        self.assertEqual(weeks[0]["first"], "2026-01-05")

    def test_collected_per_week_on_both_sides_of_its_ends(self):
        item = self.invoice(100.0, due="2026-01-01")
        for amount, dated in (
            (1.0, "2026-01-03"),  # the week before the chart
            (2.0, "2026-01-04"),
            (4.0, "2026-01-10"),
            (8.0, "2026-01-11"),
            (16.0, "2026-03-31"),
        ):
            self.pay(item, amount, dated=dated)
        (item | self.credit_note(32.0, "2026-03-05")).reconcile()
        collected = self.figures()["collected"]
        amounts = [week["amount"] for week in collected["weeks"]]
        self.assertEqual(amounts, [6.0, 8.0, *[0.0] * 10, 16.0])
        self.assertEqual(collected["total"], 30.0)
        first = self.opened(collected["weeks"][0]["action"])
        self.assertEqual(sorted(first.mapped("amount")), [2.0, 4.0])
        self.assertEqual(sum(self.opened(collected["action"]).mapped("amount")), 30.0)

    # ------------------------------------------------------------------ reminders

    def test_share_paid_after_each_level_ends_with_the_next_reminder(self):
        item = self.invoice(1000.0, due="2026-01-01")
        self.pay(item, 200.0, dated="2026-01-10")  # before any reminder
        self.remind("2026-01-20")  # level 1 on 800
        self.pay(item, 100.0, dated="2026-01-20")
        self.pay(item, 100.0, dated="2026-02-09")
        self.remind("2026-02-10")  # level 2 on 600
        self.pay(item, 450.0, dated="2026-02-10")
        levels = {row["level"]: row for row in self.figures()["levels"]}
        self.assertEqual(sorted(levels), [1, 2])
        self.assertEqual((levels[1]["reminded"], levels[1]["paid"]), (800.0, 200.0))
        self.assertEqual((levels[2]["reminded"], levels[2]["paid"]), (600.0, 450.0))
        self.assertEqual((levels[1]["share"], levels[2]["share"]), (25.0, 75.0))
        self.assertEqual(self.opened(levels[2]["action"]).move_line_id, item)

    def test_reminders_of_more_than_a_year_ago_do_not_count(self):
        self.invoice(100.0, due="2025-01-01")
        self.remind("2025-03-30")
        self.remind("2025-04-15")
        self.assertEqual([row["level"] for row in self.figures()["levels"]], [2])

    def test_credit_note_after_a_reminder_is_no_payment(self):
        item = self.invoice(100.0, due="2026-01-01")
        self.remind("2026-01-20")
        (item | self.credit_note(40.0, "2026-02-01")).reconcile()
        self.assertEqual(self.figures()["levels"][0]["share"], 0.0)

    def test_cancelled_reminder_is_not_counted(self):
        self.invoice(100.0, due="2026-01-01")
        run = self.remind("2026-01-20")
        self.assertEqual(self.figures()["letters"]["total"], 1)
        run.notice_ids.action_cancel("By mistake")
        figures = self.figures()
        self.assertEqual(figures["levels"], [])
        self.assertEqual(figures["letters"]["total"], 0)

    def test_letters_per_month_and_level(self):
        self.invoice(100.0, due="2026-01-01")
        self.remind("2026-02-28")
        self.remind("2026-03-31")
        letters = self.figures()["letters"]
        self.assertEqual(letters["months"][0], "2025-10-01")
        self.assertEqual(letters["months"][-1], "2026-03-01")
        self.assertEqual(
            [(row["level"], row["counts"]) for row in letters["levels"]],
            [(1, [0, 0, 0, 0, 1, 0]), (2, [0, 0, 0, 0, 0, 1])],
        )
        self.assertEqual(self.opened(letters["actions"][4]).level, 1)

    def test_items_on_hold_count_by_kind(self):
        held = self.invoice(100.0)
        self.invoice(60.0, partner=self.make_customer("Other"))
        hold = self.env["account.dunning.hold"].create({"move_line_id": held.id})
        blocked = {row["kind"]: row for row in self.figures()["holds"]}["blocked"]
        self.assertEqual((blocked["amount"], blocked["count"]), (100.0, 1))
        self.assertEqual(self.opened(blocked["action"]).move_line_id, held)
        hold.action_lift()
        blocked = {row["kind"]: row for row in self.figures()["holds"]}["blocked"]
        self.assertEqual((blocked["amount"], blocked["count"]), (0.0, 0))

    def test_what_waits_for_a_person(self):
        self.invoice(100.0)

        def waiting():
            return {row["key"]: row["count"] for row in self.figures()["todo"]}

        self.make_run("2026-04-30")  # a simulation waits for nobody
        self.assertEqual(waiting(), {"control": 0, "failed": 0, "broken": 0})
        run = self.make_run()
        self.assertEqual(waiting(), {"control": 1, "failed": 0, "broken": 0})
        notices = self.send(run)
        self.assertEqual(waiting(), {"control": 0, "failed": 0, "broken": 0})
        notices.sudo().state = "failed"
        self.assertEqual(waiting(), {"control": 0, "failed": 1, "broken": 0})

    def test_promises_broken_in_the_last_13_weeks_wait_for_a_person(self):
        holds = self.env["account.dunning.hold"]
        for dated, last in (("2025-12-20", "2025-12-28"), ("2025-12-20", "2025-12-29")):
            item = self.invoice(100.0, due="2025-12-01")
            with freeze_time(dated):
                holds.create(
                    {
                        "kind": "promise",
                        "move_line_id": item.id,
                        "amount": 100.0,
                        "date_until": last,
                    }
                )
        holds._cron_refresh_states()
        broken = {row["key"]: row for row in self.figures()["todo"]}["broken"]
        # the first was broken on 2025-12-29, 92 days ago; the second on the first of 91 days
        self.assertEqual(broken["count"], 1)
        self.assertEqual(str(self.opened(broken["action"]).broken_date), "2025-12-30")

    # ------------------------------------------------------------------ companies, rights

    def test_companies_that_are_switched_on_are_added_at_todays_rate(self):
        other = self.other_company()
        other.currency_id = self.usd
        self.env["res.currency.rate"].create(
            {
                "name": "2026-01-01",
                "rate": 4.0,
                "currency_id": self.usd.id,
                "company_id": self.company.id,
            }
        )
        self.invoice(100.0)
        self.invoice_of(other, 80.0)
        self.assertEqual(self.figures()["receivable"]["amount"], 100.0)
        self.assertEqual(self.figures()["rates"], "")
        both = self.figures(self.company | other)
        self.assertEqual(both["receivable"]["amount"], 120.0)  # 100 + 80 / 4
        self.assertEqual(both["currency_id"], self.eur.id)
        self.assertEqual(both["rates"], "1 USD = 0.25 EUR")
        self.assertEqual(len(self.opened(both["receivable"]["action"], self.company | other)), 2)

    def invoice_of(self, company, amount):
        """A posted invoice in the books and the currency of another company."""
        move = (
            self.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_date": "2026-02-28",
                    "invoice_date_due": "2026-02-28",
                    "currency_id": company.currency_id.id,
                    "invoice_line_ids": [
                        Command.create({"name": "Work", "price_unit": amount, "tax_ids": []})
                    ],
                }
            )
        )
        move.action_post()
        return self.receivable(move)

    def test_companies_with_other_buckets_share_only_their_numbers(self):
        other = self.other_company()
        other.dunning_bucket_1 = 14
        labels = [
            row["label"] for row in self.figures(self.company | other)["receivable"]["buckets"]
        ]
        self.assertNotIn("1–30 days", labels)
        self.assertEqual(len(set(labels)), 6)

    def test_reader_without_rights_on_journal_items_sees_figures(self):
        self.pay(self.invoice(100.0), 40.0)
        reader = new_test_user(
            self.env,
            "looker",
            "account_dunning_levels.group_dunning_reader",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        figures = self.env["account.dunning.dashboard"].with_user(reader).get_figures()
        self.assertEqual(figures["receivable"]["amount"], 60.0)
        self.assertEqual(figures["collected"]["total"], 40.0)

    def test_others_are_refused(self):
        nobody = new_test_user(self.env, "nobody", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["account.dunning.dashboard"].with_user(nobody).get_figures()

    def test_number_of_queries_does_not_grow_with_the_ledger(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.figures()
            return self.env.cr.sql_log_count - before

        self.pay(self.invoice(100.0), 10.0)
        self.figures()
        few = queries()
        for number in range(1, 11):
            partner = self.make_customer(f"Customer {number}")
            item = self.invoice(10.0 * number, due="2026-02-01", partner=partner)
            self.pay(item, 1.0, dated=str(day("2026-03-01") + timedelta(days=number)))
        self.remind("2026-03-30")
        self.assertLessEqual(queries(), few)
