"""When money is expected, worked out by hand; nothing is missing and nothing counts twice.

Today is 31 March 2026, a Tuesday. An item whose expected date has passed is expected in 7 days,
on 7 April; a customer needs 3 paid items for a habit of its own.
"""

from dunning_common import TODAY
from forecast_common import ForecastCommon

from odoo import Command
from odoo.tests import tagged

SOON = "2026-04-07"  # today + 7 days


@tagged("post_install", "-at_install")
class TestExpectedDate(ForecastCommon):
    """The date of each open item."""

    # --- due date and habit ---------------------------------------------------------------

    def test_without_any_history_the_due_date_counts(self):
        item = self.invoice(100, "2026-05-01")
        self.assertEqual(self.rows(item), [("receipt", "due", "2026-05-01", 100)])

    def test_the_customers_own_habit_is_added_to_the_due_date(self):
        self.habit(self.customer, 12)
        item = self.invoice(100, "2026-05-01")
        self.assertEqual(self.rows(item), [("receipt", "behaviour", "2026-05-13", 100)])
        self.assertEqual(
            self.forecast.search([("move_line_id", "=", item.id)]).days_late_expected, 12
        )

    def test_days_are_rounded_to_whole_days(self):
        self.habit(self.customer, 12.5)
        item = self.invoice(100, "2026-05-01")
        self.assertEqual(self.rows(item)[0][2], "2026-05-14")

    def test_who_pays_early_is_expected_early(self):
        self.habit(self.customer, -4)
        item = self.invoice(100, "2026-05-05")
        self.assertEqual(self.rows(item), [("receipt", "behaviour", "2026-05-01", 100)])

    def test_three_paid_items_are_enough_and_two_are_not(self):
        self.habit(self.customer, 30, items=2)
        self.habit(self.make_customer("Other"), 9, items=4, amount=2000)
        item = self.invoice(100, "2026-05-01")
        # all customers: (30 x 1000 + 9 x 2000) / 3000 = 16 days
        self.assertEqual(self.rows(item), [("receipt", "company", "2026-05-17", 100)])
        self.company.dunning_forecast_min_items = 2
        self.assertEqual(self.rows(item), [("receipt", "behaviour", "2026-05-31", 100)])

    def test_the_average_of_all_needs_enough_items_too(self):
        self.habit(self.make_customer("Other"), 9, items=2)
        item = self.invoice(100, "2026-05-01")
        self.assertEqual(self.rows(item)[0][1:3], ("due", "2026-05-01"))

    def test_customers_and_vendors_have_habits_of_their_own(self):
        self.habit(self.customer, 12)
        self.habit(self.vendor, 3, side="payable")
        bill, ours = self.bill(100, "2026-05-01"), self.bill(80, "2026-05-01", self.customer)
        self.assertEqual(self.rows(bill), [("payment", "behaviour", "2026-05-04", -100)])
        # a vendor without history: the 3 days of all vendors, not the 12 of the customer
        self.assertEqual(self.rows(ours), [("payment", "company", "2026-05-04", -80)])

    def test_contacts_follow_the_habit_of_their_company(self):
        self.habit(self.customer, 12)
        contact = self.env["res.partner"].create({"name": "An", "parent_id": self.customer.id})
        item = self.invoice(100, "2026-05-01", contact)
        self.assertEqual(self.rows(item)[0][2], "2026-05-13")
        row = self.forecast.search([("move_line_id", "=", item.id)])
        self.assertEqual(row.debtor_id, self.customer)

    # --- never before today ---------------------------------------------------------------

    def test_expected_today_is_today_and_yesterday_is_in_seven_days(self):
        today, yesterday = self.invoice(1, TODAY), self.invoice(1, "2026-03-30")
        self.assertEqual(self.rows(today)[0][2], TODAY)
        self.assertEqual(self.rows(yesterday)[0][2], SOON)
        found = self.forecast.search([("is_passed", "=", True)])
        self.assertEqual(found.move_line_id, yesterday)

    def test_late_by_habit_is_not_late_yet(self):
        self.habit(self.customer, 12)
        # 19 March + 12 = 31 March, today; 18 March + 12 was yesterday
        self.assertEqual(self.rows(self.invoice(1, "2026-03-19"))[0][2], TODAY)
        self.assertEqual(self.rows(self.invoice(1, "2026-03-18"))[0][2], SOON)

    def test_days_for_overdue_items_are_a_setting(self):
        item = self.invoice(1, "2026-03-30")
        for days, expected in ((0, TODAY), (30, "2026-04-30")):
            self.company.dunning_forecast_overdue_days = days
            self.assertEqual(self.rows(item)[0][2], expected)

    # --- credits --------------------------------------------------------------------------

    def test_a_credit_note_lowers_on_its_due_date_without_habit(self):
        self.habit(self.customer, 12)
        credit = self.credit_note(40, "2026-05-01")
        self.assertEqual(self.rows(credit), [("receipt", "credit", "2026-05-01", -40)])

    def test_a_payment_not_allocated_meets_the_overdue_invoice_on_the_same_day(self):
        item = self.invoice(100, "2026-02-28")
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": self.customer.id,
                "amount": 60,
                "date": "2026-03-20",
                "journal_id": self.bank.id,
            }
        )
        payment.action_post()
        credit = self.receivable(payment.move_id)
        self.assertEqual(self.rows(item), [("receipt", "due", SOON, 100)])
        self.assertEqual(self.rows(credit), [("receipt", "credit", SOON, -60)])

    def test_part_payments_leave_the_rest(self):
        item = self.invoice(100, "2026-05-01")
        self.pay(item, 30.5)
        self.assertEqual(self.rows(item), [("receipt", "due", "2026-05-01", 69.5)])
        self.pay(item, 69.5)
        self.assertEqual(self.rows(item), [])

    # --- what does not count --------------------------------------------------------------

    def hold(self, **values):
        return self.env["account.dunning.hold"].create(
            {"date_from": TODAY, "company_id": self.company.id, **values}
        )

    def counts(self, line):
        return self.rows_of(line).mapped("included")

    def test_a_disputed_item_is_shown_and_does_not_count(self):
        item, other = self.invoice(100, "2026-05-01"), self.invoice(50, "2026-05-01")
        self.hold(kind="disputed", move_line_id=item.id)
        self.assertEqual(self.rows(item), [("receipt", "disputed", "2026-05-01", 100)])
        self.assertEqual((self.counts(item), self.counts(other)), ([False], [True]))

    def test_a_dispute_ends_after_its_last_day(self):
        item = self.invoice(100, "2026-05-01")
        hold = self.hold(
            kind="disputed", move_line_id=item.id, date_from="2026-03-01", date_until=TODAY
        )
        self.assertEqual(self.counts(item), [False])
        hold.date_until = "2026-03-30"
        self.assertEqual(self.counts(item), [True])

    def test_a_dispute_with_the_customer_leaves_our_bills_alone(self):
        item, bill = self.invoice(100, "2026-05-01"), self.bill(30, "2026-05-01", self.customer)
        self.hold(kind="disputed", partner_id=self.customer.id)
        self.assertEqual((self.counts(item), self.counts(bill)), ([False], [True]))

    def test_disputed_items_count_when_the_company_says_so(self):
        item = self.invoice(100, "2026-05-01")
        self.hold(kind="disputed", move_id=item.move_id.id)
        self.assertEqual(self.counts(item), [False])
        self.company.dunning_forecast_include_disputed = True
        self.assertEqual(self.rows(item), [("receipt", "due", "2026-05-01", 100)])
        self.assertEqual(self.counts(item), [True])

    def test_a_bill_blocked_for_payment_does_not_count(self):
        bill = self.bill(100, "2026-05-01")
        bill.move_id.action_toggle_block_payment()
        self.assertEqual(self.rows(bill), [("payment", "disputed", "2026-05-01", -100)])
        self.assertEqual(self.counts(bill), [False])

    def test_doubtful_accounts_do_not_count_not_even_when_promised(self):
        doubtful = self.company_data["default_account_receivable"].copy({"name": "Doubtful"})
        lines = self.entry(
            (doubtful, 100, {"partner_id": self.customer.id, "date_maturity": "2026-05-01"}),
            (self.company_data["default_account_revenue"], -100),
        )
        item = lines[0]
        self.assertEqual(self.counts(item), [True])
        self.company.dunning_doubtful_account_ids = doubtful
        self.hold(kind="promise", move_line_id=item.id, amount=100, date_until="2026-04-15")
        self.assertEqual(self.rows(item), [("receipt", "doubtful", "2026-05-01", 100)])
        self.assertEqual(self.counts(item), [False])

    def test_a_blocked_customer_still_pays(self):
        item = self.invoice(100, "2026-05-01")
        self.hold(kind="blocked", partner_id=self.customer.id)
        self.assertEqual(self.rows(item), [("receipt", "due", "2026-05-01", 100)])

    # --- promises -------------------------------------------------------------------------

    def test_a_promise_goes_before_habit(self):
        self.habit(self.customer, 12)
        item = self.invoice(100, "2026-02-28")
        self.hold(kind="promise", move_line_id=item.id, amount=100, date_until="2026-04-20")
        self.assertEqual(self.rows(item), [("receipt", "promise", "2026-04-20", 100)])

    def test_part_of_it_promised_leaves_the_rest_on_its_own_date(self):
        item = self.invoice(100, "2026-05-10")
        self.hold(kind="promise", move_line_id=item.id, amount=30, date_until="2026-04-20")
        self.assertEqual(
            self.rows(item),
            [("receipt", "promise", "2026-04-20", 30), ("receipt", "due", "2026-05-10", 70)],
        )

    def test_the_rest_never_comes_before_the_promise(self):
        item = self.invoice(100, "2026-02-28")  # by itself on 7 April
        self.hold(kind="promise", move_line_id=item.id, amount=30, date_until="2026-04-20")
        self.assertEqual(
            self.rows(item),
            [("receipt", "promise", "2026-04-20", 30), ("receipt", "due", "2026-04-20", 70)],
        )

    def test_a_promise_for_today_still_counts(self):
        item = self.invoice(100, "2026-02-28")
        self.hold(kind="promise", move_line_id=item.id, amount=100, date_until=TODAY)
        self.assertEqual(self.rows(item), [("receipt", "promise", TODAY, 100)])

    def test_a_broken_promise_counts_no_more(self):
        item = self.invoice(100, "2026-02-28")
        self.hold(
            kind="promise",
            move_line_id=item.id,
            amount=100,
            date_from="2026-03-01",
            date_until="2026-03-30",
        )
        self.assertEqual(self.rows(item), [("receipt", "due", SOON, 100)])

    def test_a_promise_above_what_is_left_is_cut_at_what_is_left(self):
        item = self.invoice(100, "2026-02-28")
        self.hold(kind="promise", move_line_id=item.id, amount=100, date_until="2026-04-20")
        (item | self.credit_note(30, TODAY)).reconcile()
        rows = self.rows(item)
        self.assertEqual(sum(row[3] for row in rows), 70)
        self.assertLessEqual(max(row[2] for row in rows), "2026-04-20")

    def test_a_promise_of_the_customer_covers_its_oldest_items_first(self):
        newer, older = self.invoice(100, "2026-05-10"), self.invoice(100, "2026-02-28")
        self.hold(kind="promise", partner_id=self.customer.id, amount=150, date_until="2026-04-20")
        self.assertEqual(self.rows(older), [("receipt", "promise", "2026-04-20", 100)])
        self.assertEqual(
            self.rows(newer),
            [("receipt", "promise", "2026-04-20", 50), ("receipt", "due", "2026-05-10", 50)],
        )

    def test_a_promise_on_the_item_goes_before_one_of_the_customer(self):
        item, other = self.invoice(100, "2026-02-28"), self.invoice(60, "2026-03-01")
        self.hold(kind="promise", partner_id=self.customer.id, amount=160, date_until="2026-04-20")
        self.hold(kind="promise", move_line_id=item.id, amount=100, date_until="2026-05-20")
        self.assertEqual(self.rows(item), [("receipt", "promise", "2026-05-20", 100)])
        self.assertEqual(self.rows(other), [("receipt", "promise", "2026-04-20", 60)])

    def test_a_promise_in_another_currency_is_split_to_the_cent(self):
        """100 USD at 3 USD for 1 EUR is 33.33 EUR; 40 USD of it are 13.33 EUR, the rest 20.00."""
        self.env["res.currency.rate"].create(
            {
                "name": "2026-01-01",
                "rate": 3.0,
                "currency_id": self.usd.id,
                "company_id": self.company.id,
            }
        )
        item = self.invoice(100, "2026-05-10", currency=self.usd)
        self.assertEqual(item.amount_residual, 33.33)
        self.hold(kind="promise", move_line_id=item.id, amount=40, date_until="2026-04-20")
        self.assertEqual(
            self.rows(item),
            [("receipt", "promise", "2026-04-20", 13.33), ("receipt", "due", "2026-05-10", 20)],
        )
        found = self.forecast.search([("move_line_id", "=", item.id)])
        self.assertEqual(found.mapped("amount_currency"), [40, 60])

    # --- plans ----------------------------------------------------------------------------

    def plan(self, *parts, **values):
        return self.hold(
            kind="plan",
            instalment_ids=[
                Command.create({"date": date, "amount": amount}) for date, amount in parts
            ],
            **values,
        )

    def test_a_plan_comes_by_instalments(self):
        item = self.invoice(100, "2026-02-28")
        self.plan(("2026-04-15", 40), ("2026-05-15", 60), move_line_id=item.id)
        self.assertEqual(
            self.rows(item),
            [("receipt", "plan", "2026-04-15", 40), ("receipt", "plan", "2026-05-15", 60)],
        )

    def test_what_the_plan_leaves_comes_after_its_last_instalment(self):
        item = self.invoice(100, "2026-02-28")
        self.plan(("2026-04-15", 40), ("2026-05-15", 50), move_line_id=item.id)
        self.assertEqual(
            self.rows(item),
            [
                ("receipt", "plan", "2026-04-15", 40),
                ("receipt", "plan", "2026-05-15", 50),
                ("receipt", "due", "2026-05-15", 10),
            ],
        )

    def test_instalments_run_over_the_items_of_the_customer(self):
        older, newer = self.invoice(70, "2026-01-31"), self.invoice(50, "2026-02-28")
        self.plan(
            ("2026-04-15", 40), ("2026-05-15", 40), ("2026-06-15", 40), partner_id=self.customer.id
        )
        self.assertEqual(
            self.rows(older),
            [("receipt", "plan", "2026-04-15", 40), ("receipt", "plan", "2026-05-15", 30)],
        )
        self.assertEqual(
            self.rows(newer),
            [("receipt", "plan", "2026-05-15", 10), ("receipt", "plan", "2026-06-15", 40)],
        )

    def test_instalments_above_what_is_left_are_cut(self):
        item = self.invoice(100, "2026-02-28")
        self.plan(("2026-04-15", 50), ("2026-05-15", 50), move_line_id=item.id)
        (item | self.credit_note(30, TODAY)).reconcile()
        self.assertEqual(sum(row[3] for row in self.rows(item)), 70)
        self.assertLessEqual(max(row[2] for row in self.rows(item)), "2026-05-15")

    def test_three_thirds_of_a_hundred_add_up(self):
        item = self.invoice(100, "2026-02-28")
        self.plan(
            ("2026-04-15", 33.33),
            ("2026-05-15", 33.33),
            ("2026-06-15", 33.34),
            move_line_id=item.id,
        )
        self.assertEqual([row[3] for row in self.rows(item)], [33.33, 33.33, 33.34])

    def test_every_row_has_an_id_of_its_own_and_opens_its_invoice(self):
        item = self.invoice(100, "2026-02-28")
        self.plan(("2026-04-15", 40), ("2026-05-15", 50), move_line_id=item.id)
        found = self.forecast.search([("move_line_id", "=", item.id)])
        self.assertEqual(len(set(found.ids)), 3)
        for row in found:
            again = self.forecast.search([("id", "=", row.id)])
            self.assertEqual((again.amount, again.date_expected), (row.amount, row.date_expected))
            self.assertEqual(row.action_open()["res_id"], item.move_id.id)
