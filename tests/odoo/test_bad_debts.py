"""VAT on bad debts: what a list says of invoices, payments and credit notes, and who may do what.

Dutch unless it says otherwise. The invoice of most tests: 100.00 at 21 % and 100.00 at 9 %, due on
15 February 2025, so that its VAT of 30.00 comes back on 15 February 2026, in the first quarter.
"""

import csv
from io import BytesIO, StringIO

from dunning_common import DunningCommon
from freezegun import freeze_time
from openpyxl import load_workbook

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.account_dunning_levels.report.bad_debt_file import (
    bad_debt_csv,
    bad_debt_workbook,
)

QUARTERS = {
    1: ("2026-01-01", "2026-03-31"),
    2: ("2026-04-01", "2026-06-30"),
    3: ("2026-07-01", "2026-09-30"),
}


@tagged("post_install", "-at_install")
class TestBadDebts(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.high, cls.low = (cls.vat(f"VAT {rate} %", rate) for rate in (21, 9))

    @classmethod
    def vat(cls, name, rate, **values):
        return cls.env["account.tax"].create(
            {"name": name, "amount": rate, "type_tax_use": "sale", **values}
        )

    def taxed(self, *lines, due="2025-02-15", **values):
        """An invoice of (amount, taxes) lines; returns its receivable item."""
        lines = lines or ((100, self.high), (100, self.low))
        return self.invoice(
            due=due,
            invoice_line_ids=[
                Command.create({"name": "Work", "price_unit": amount, "tax_ids": taxes.ids})
                for amount, taxes in lines
            ],
            **values,
        )

    def make_list(self, quarter=1, confirm=False, **values):
        start, end = QUARTERS[quarter]
        debts = self.env["account.dunning.bad.debt"].create(
            {
                "company_id": self.company.id,
                "scheme": "nl",
                "date_from": start,
                "date_to": end,
                **values,
            }
        )
        debts.action_compute()
        if confirm:
            debts.action_confirm()
        return debts

    def rows(self, debts):
        """(kind, tax, base, VAT) of the rows of a list."""
        return sorted(
            (line.kind, line.tax_name or "", line.base_amount, line.vat_amount)
            for line in debts.line_ids
        )

    def credit(self, item, *lines, dated):
        """A posted credit note, set off against an invoice."""
        refund = self.taxed(*lines, due=dated, move_type="out_refund")
        (item + refund).reconcile()
        return refund

    # ------------------------------------------------------------------- figures

    def test_part_payment_credit_note_and_recovery_go_through_the_lists(self):
        item = self.taxed()
        self.pay(item, 115, "2025-06-01")
        first = self.make_list(1)
        # half of 230.00 is open: half of 21.00 and 9.00
        self.assertEqual(
            self.rows(first),
            [("claim", "VAT 21 %", 50.0, 10.5), ("claim", "VAT 9 %", 50.0, 4.5)],
        )
        self.assertEqual((first.base_amount, first.vat_amount), (100.0, 15.0))
        self.assertEqual(str(first.line_ids[0].date_lost), "2026-02-15")
        self.assertFalse(first.line_ids[0].is_late)
        first.action_confirm()
        self.assertFalse(self.make_list(2).line_ids)

        # a fifth of what is open comes in, 23.00: 2.10 and 0.90 are due again
        self.pay(item, 23, "2026-04-10")
        second = self.make_list(2, confirm=True)
        self.assertEqual(
            self.rows(second),
            [("recovered", "VAT 21 %", -10.0, -2.1), ("recovered", "VAT 9 %", -10.0, -0.9)],
        )
        self.assertEqual((second.vat_amount, second.due_vat_amount), (-3.0, 3.0))

        # the rest, 92.00, is credited in proportion: 40.00 at 21 % and 40.00 at 9 %
        self.credit(item, (40, self.high), (40, self.low), dated="2026-07-05")
        third = self.make_list(3)
        self.assertEqual(
            self.rows(third),
            [("correction", "VAT 21 %", -40.0, -8.4), ("correction", "VAT 9 %", -40.0, -3.6)],
        )
        # over all lists nothing is left
        lines = (first + second + third).line_ids
        self.assertEqual(round(sum(lines.mapped("vat_amount")), 2), 0.0)

    def test_credit_note_before_the_list_takes_off_its_own_tax(self):
        item = self.taxed()
        self.credit(item, (100, self.low), dated="2025-03-01")
        self.assertEqual(self.rows(self.make_list()), [("claim", "VAT 21 %", 100.0, 21.0)])

    def test_boundaries_of_period_and_what_was_late_before_it(self):
        inside = self.taxed(due="2025-03-31")
        before = self.taxed(due="2024-12-31")
        after = self.taxed(due="2025-04-01")
        paid_later = self.taxed(due="2025-01-01")
        self.pay(paid_later, 230, "2026-04-01")
        paid = self.taxed(due="2025-01-01")
        self.pay(paid, 230, "2026-03-31")
        lines = self.make_list().line_ids
        self.assertEqual(lines.move_line_id, inside + before + paid_later)
        self.assertEqual(lines.filtered("is_late").move_line_id, before)
        self.assertNotIn(after, lines.move_line_id)
        self.assertEqual(lines.list_id.late_vat_amount, 30.0)

    def test_instalments_come_back_when_each_is_late(self):
        # 230.00: 50 % due in February 2025, the rest in May
        term = self.env["account.payment.term"].create(
            {
                "name": "Halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (0, 90)
                ],
            }
        )
        items = self.taxed(
            invoiced="2025-02-15", invoice_payment_term_id=term.id, invoice_date_due=False
        )
        first = self.make_list(1, confirm=True)
        second = self.make_list(2)
        self.assertEqual((first.vat_amount, second.vat_amount), (15.0, 15.0))
        self.assertEqual(first.line_ids.move_line_id + second.line_ids.move_line_id, items)

    def test_foreign_currency_is_at_the_rate_of_the_invoice(self):
        # 2 USD for 1 EUR when invoiced, 4 later: 242.00 USD are 121.00 EUR, half of it is open
        self.enter_rate(self.usd, 2.0, "2025-01-01")
        self.enter_rate(self.usd, 4.0, "2025-06-01")
        item = self.taxed((200, self.high), currency=self.usd)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=item.move_id.ids
        ).create(
            {"amount": 121, "currency_id": self.usd.id, "payment_date": "2025-07-01"}
        )._create_payments()
        debts = self.make_list()
        self.assertEqual(self.rows(debts), [("claim", "VAT 21 %", 50.0, 10.5)])
        self.assertEqual(debts.line_ids.unpaid_company_amount, 60.5)

    def test_no_vat_reverse_charge_and_cash_basis_give_nothing_in_words(self):
        self.company.tax_exigibility = True
        transition = self.env["account.account"].create(
            {"name": "VAT to come", "code": "VATC", "account_type": "liability_current"}
        )
        transition.reconcile = True
        cash = self.vat(
            "Cash 21 %",
            21,
            tax_exigibility="on_payment",
            cash_basis_transition_account_id=transition.id,
        )
        both_ways = [
            Command.create({"repartition_type": "base"}),
            Command.create({"repartition_type": "tax", "factor_percent": 100}),
            Command.create({"repartition_type": "tax", "factor_percent": -100}),
        ]
        reverse = self.vat(
            "Reverse charge",
            21,
            invoice_repartition_line_ids=both_ways,
            refund_repartition_line_ids=both_ways,
        )
        self.taxed((100, self.vat("Zero", 0)))
        self.taxed((100, reverse))
        self.taxed((100, cash))
        debts = self.make_list()
        self.assertEqual(set(debts.line_ids.mapped("kind")), {"nothing"})
        self.assertEqual(sorted(debts.line_ids.mapped("why")), ["no_tax", "no_tax", "on_payment"])
        self.assertEqual(debts.vat_amount, 0.0)

    # ------------------------------------------------------------------- certainty

    def test_belgian_vat_comes_back_when_the_loss_is_certain(self):
        old = self.taxed(due="2024-02-15")
        fresh = self.taxed(due="2026-02-15", invoiced="2026-01-15")
        self.assertFalse(self.make_list(scheme="be").line_ids)
        loss = self.env["account.dunning.loss"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "date": "2026-03-03",
                "ground": "bankruptcy",
                "reason": "Court of Ghent, 3 March 2026",
            }
        )
        later = self.taxed(due="2026-03-20", invoiced="2026-03-04")
        debts = self.make_list(scheme="be")
        self.assertEqual(debts.line_ids.move_line_id, old + fresh)
        self.assertEqual(set(debts.line_ids.mapped("ground")), {"bankruptcy"})
        self.assertEqual(debts.vat_amount, 60.0)
        # in the Netherlands too: earlier than the year, when it is certain
        self.assertIn(fresh, self.make_list().line_ids.move_line_id)
        self.assertNotIn(later, self.make_list().line_ids.move_line_id)
        # of one invoice a plan takes half away
        loss.active = False
        loss.create(
            {
                "move_id": fresh.move_id.id,
                "company_id": self.company.id,
                "date": "2026-03-10",
                "ground": "reorganisation",
                "amount": 115,
                "reason": "Plan approved",
            }
        )
        self.assertEqual(self.make_list(scheme="be").vat_amount, 15.0)

    # -------------------------------------------------------------- what a list is

    def test_confirmed_rows_are_frozen_and_nothing_is_reported_twice(self):
        item = self.taxed()
        debts = self.make_list()
        self.pay(item, 115, "2026-03-20")
        with self.assertRefused("changed since the list was computed"):
            debts.action_confirm()
        debts.action_compute()
        debts.action_confirm()
        with self.assertRefused("stays as it is"):
            debts.date_to = "2026-03-30"
        with self.assertRefused("Confirmed"):
            debts.action_compute()
        with self.assertRefused("confirmed already"):
            self.make_list(1)
        with self.assertRefused("confirmed"):
            debts.unlink()
        self.assertEqual(debts.vat_amount, 15.0)
        self.assertEqual(item.move_id.dunning_bad_debt_count, 2)
        later = self.make_list(2, confirm=True)
        with self.assertRefused(later.name):
            debts.action_cancel()
        later.action_cancel()
        debts.action_cancel()
        self.assertEqual(self.make_list(1).vat_amount, 15.0)

    def test_credit_note_is_drafted_by_choice_and_is_no_recovery(self):
        item = self.taxed()
        debts = self.make_list()
        with self.assertRefused("confirmed list only"):
            debts.line_ids[0].action_credit_note()
        debts.action_confirm()
        credit = self.env["account.move"].browse(debts.line_ids[0].action_credit_note()["res_id"])
        self.assertEqual((credit.state, credit.move_type), ("draft", "out_refund"))
        self.assertEqual((credit.amount_tax, credit.amount_total), (30.0, 230.0))
        self.assertEqual(credit.reversed_entry_id, item.move_id)
        self.assertEqual(debts.line_ids[1].action_credit_note()["res_id"], credit.id)
        credit.invoice_date = "2026-04-02"
        credit.action_post()
        self.assertTrue(item.reconciled)
        self.assertFalse(self.make_list(2).line_ids)

    def test_files_have_every_row_and_begin_no_formula(self):
        self.customer.name = '=HYPERLINK("x")'
        item = self.taxed()
        self.make_list(1, confirm=True)
        self.pay(item, 115, "2026-04-10")
        debts = self.make_list(2)
        rows = list(csv.DictReader(StringIO(bad_debt_csv(debts).decode("utf-8-sig"))))
        self.assertEqual([row["VAT"] for row in rows], ["-10.50", "-4.50"])
        self.assertEqual(rows[0]["Customer"], '\'=HYPERLINK("x")')
        sheet = load_workbook(BytesIO(bad_debt_workbook(debts))).worksheets[1]
        self.assertEqual([sheet.cell(row, 15).value for row in (2, 3)], [-10.5, -4.5])
        self.assertEqual(sheet.cell(2, 2).data_type, "s")

    def test_reader_reads_user_makes_and_administrator_confirms(self):
        self.taxed()
        other = self.other_company()
        people = {
            role: new_test_user(
                self.env,
                f"vat_{role}",
                f"account_dunning_levels.group_dunning_{role}",
                company_id=self.company.id,
                company_ids=[Command.set(self.company.ids)],
            )
            for role in ("reader", "user")
        }
        debts = self.make_list().with_user(people["user"])
        debts.action_compute()
        self.assertEqual(debts.vat_amount, 30.0)
        for button in (debts.action_confirm, debts.action_cancel):
            with self.assertRaises(AccessError):
                button()
        for values in ({"state": "confirmed"}, {"line_ids": [Command.clear()]}):
            with self.assertRaises(AccessError):
                debts.write(values)
        with self.assertRaises(AccessError):
            debts.line_ids.write({"vat_amount": 99})
        reading = debts.with_user(people["reader"])
        self.assertEqual(reading.line_ids[0].vat_amount, 21.0)
        with self.assertRaises(AccessError):
            reading.action_compute()
        theirs = self.env["account.dunning.bad.debt"].create(
            {
                "company_id": other.id,
                "scheme": "nl",
                "date_from": "2026-01-01",
                "date_to": "2026-03-31",
            }
        )
        theirs.action_compute()
        self.assertFalse(theirs.line_ids)
        with self.assertRaises(AccessError):
            theirs.with_user(people["user"]).action_compute()

    def test_period_of_a_new_list_is_the_last_quarter_that_is_over(self):
        with freeze_time("2026-05-10"):
            debts = self.env["account.dunning.bad.debt"].create({"scheme": "nl"})
        self.assertEqual((str(debts.date_from), str(debts.date_to)), QUARTERS[1])
        self.assertIn("Netherlands", debts.name)
