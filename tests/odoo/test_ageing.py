"""The ageing: buckets of the company, on any day, grouped by anything."""

from dunning_common import DunningCommon, day

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestAgeing(DunningCommon):
    def ageing(self, date="2026-03-31", side="receivable", group_by="debtor_id", company=None):
        """The rows of an ageing as label -> amounts, and its total."""
        self.env.invalidate_all()
        wizard = (
            self.env["account.dunning.ageing"]
            .with_company(company or self.company)
            .with_context(allowed_company_ids=(company or self.company).ids)
            .create({"date": date, "side": side, "group_by": group_by})
        )
        sections = wizard._sections()
        self.assertEqual(len(sections), 1)
        return {row.label: row.amounts for row in sections[0].rows}, sections[0].total.amounts

    def test_each_bucket_ends_on_its_last_day(self):
        # key date 31 March 2026; amounts say how many days late
        for late, due in ((0, "2026-03-31"), (1, "2026-03-30"), (30, "2026-03-01")):
            self.invoice(1000.0 + late, due)
        for late, due in ((31, "2026-02-28"), (60, "2026-01-30"), (61, "2026-01-29")):
            self.invoice(1000.0 + late, due)
        for late, due in ((90, "2025-12-31"), (91, "2025-12-30"), (120, "2025-12-01")):
            self.invoice(1000.0 + late, due)
        self.invoice(1121.0, "2025-11-30")
        rows, total = self.ageing()
        # not due 1000; 1-30: 1001+1030; 31-60: 1031+1060; 61-90: 1061+1090; 91-120: 1091+1120
        expected = [1000.0, 2031.0, 2091.0, 2151.0, 2211.0, 1121.0, 10605.0]
        self.assertEqual(rows, {"Peeters NV": expected})
        self.assertEqual(total, expected)

    def test_own_bounds_of_the_company(self):
        self.company.write(
            {
                "dunning_bucket_1": 7,
                "dunning_bucket_2": 14,
                "dunning_bucket_3": 21,
                "dunning_bucket_4": 28,
            }
        )
        self.invoice(10.0, "2026-03-24")  # 7 days late
        self.invoice(20.0, "2026-03-23")  # 8 days late
        self.invoice(40.0, "2026-02-28")  # 31 days late
        self.assertEqual(self.ageing()[1], [0.0, 10.0, 20.0, 0.0, 0.0, 40.0, 70.0])
        labels = self.env["account.dunning.item"].with_company(self.company).fields_get()
        self.assertEqual(labels["amount_bucket_2"]["string"], "8-14 days")
        self.assertEqual(labels["amount_bucket_5"]["string"], "Over 28 days")

    def test_bounds_that_do_not_rise_are_refused(self):
        for bounds in ((30, 30, 90, 120), (0, 60, 90, 120), (30, 60, 120, 90)):
            values = {f"dunning_bucket_{at}": bound for at, bound in enumerate(bounds, 1)}
            with self.assertRaisesRegex(ValidationError, "each higher than the one before"):
                self.company.write(values)

    def test_past_day_undoes_later_payment_and_later_invoice(self):
        line = self.invoice(100.0, "2026-01-31")
        self.pay(line, 60.0, "2026-02-10")
        self.invoice(500.0, "2026-03-15")
        # 9 February: the payment of the 10th and the invoice of March are not there; 9 days late
        self.assertEqual(self.ageing("2026-02-09")[1], [0, 100.0, 0, 0, 0, 0, 100.0])
        self.assertEqual(self.ageing("2026-02-10")[1], [0, 40.0, 0, 0, 0, 0, 40.0])
        # today: 40 is 59 days late, 500 is 16 days late
        self.assertEqual(self.ageing()[1], [0, 500.0, 40.0, 0, 0, 0, 540.0])

    def test_paid_item_is_open_again_on_a_day_before_its_payment(self):
        line = self.invoice(100.0, "2026-01-31")
        self.pay(line, 100.0, "2026-03-01")
        self.assertEqual(self.ageing("2026-02-28")[1][-1], 100.0)
        with self.assertRefused("Nothing was open on"):
            self.ageing("2026-03-01")

    def test_day_before_the_first_entry_says_when_it_begins(self):
        self.invoice(100.0, "2026-01-31")
        with self.assertRefused("the first entry is of", "Choose a later day"):
            self.ageing("2020-01-01")
        wizard = self.env["account.dunning.ageing"].create({"date": "2020-01-01"})
        self.assertTrue(wizard.is_empty)
        self.assertEqual(wizard.first_date, day("2026-01-31"))

    def test_first_day_of_the_calendar_is_a_day_too(self):
        self.invoice(100.0, "2026-01-31")
        with self.assertRefused("the first entry is of"):
            self.ageing("0001-01-01")

    def test_context_that_holds_no_date_is_told_in_words(self):
        line = self.invoice(100.0, "2026-01-31")
        payment = self.env["account.dunning.item.payment"]
        for value in ("abc", "2026-02-30", "'; DROP TABLE res_partner; --", ["2026"], True, 5):
            for model in (self.env["account.dunning.item"], payment):
                with self.assertRefused("no date to look at the ledger on"):
                    model.with_context(dunning_at_date=value).search([])
        items = self.env["account.dunning.item"].with_context(dunning_at_date="2026-01-31")
        self.assertTrue(items.search([("move_line_id", "=", line.id)]))

    def test_credit_lowers_its_customer_and_vendors_stand_apart(self):
        self.invoice(100.0, "2026-02-28")
        self.credit_note(30.0, "2026-03-11")  # 20 days old
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-03-01",
                "invoice_date_due": "2026-03-21",
                "company_id": self.company.id,
                "currency_id": self.eur.id,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create({"name": "Paper", "price_unit": 80.0, "tax_ids": []})
                ],
            }
        )
        bill.action_post()
        self.assertEqual(self.ageing()[1], [0, -30.0, 100.0, 0, 0, 0, 70.0])
        self.assertEqual(self.ageing(side="payable")[1], [0, -80.0, 0, 0, 0, 0, -80.0])
        self.assertEqual(self.ageing(side="both")[1], [0, -110.0, 100.0, 0, 0, 0, -10.0])

    def test_entry_without_customer_or_due_date_is_in_the_total(self):
        receivable = self.company_data["default_account_receivable"]
        revenue = self.company_data["default_account_revenue"]
        self.env["account.move"].create(
            {
                "date": "2026-03-01",
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create({"account_id": receivable.id, "debit": 12.34}),
                    Command.create({"account_id": revenue.id, "credit": 12.34}),
                ],
            }
        ).action_post()
        rows, _total = self.ageing()
        # what has no due date is never late
        self.assertEqual(rows["Without customer"], [12.34, 0, 0, 0, 0, 0, 12.34])

    def test_grouped_by_account_manager(self):
        line = self.invoice(100.0, "2026-02-28")
        line.move_id.invoice_user_id = self.env.user
        self.invoice(50.0, "2026-03-31").move_id.invoice_user_id = False
        rows, _total = self.ageing(group_by="invoice_user_id")
        self.assertEqual(rows[self.env.user.name][-1], 100.0)
        self.assertEqual(rows["None"][-1], 50.0)

    def test_every_choice_of_the_wizard_gives_the_same_total(self):
        self.invoice(100.0, "2026-02-28")
        for group_by, _label in self.env["account.dunning.ageing"]._selection_group_by():
            self.assertEqual(self.ageing(group_by=group_by)[1][-1], 100.0, group_by)

    def test_list_opened_from_the_wizard_shows_the_same_figures(self):
        line = self.invoice(100.0, "2026-01-31")
        self.pay(line, 60.0, "2026-02-10")
        wizard = self.env["account.dunning.ageing"].create({"date": "2026-02-09"})
        action = wizard.action_view()
        items = self.env[action["res_model"]].with_context(**action["context"])
        found = items.search(action["domain"])
        self.assertEqual(found.mapped("amount_bucket_1"), [100.0])
        self.assertEqual(
            found.with_context(dunning_at_date=False).mapped("amount_residual"), [40.0]
        )
