"""Which open items a run looks at, of whom, and for how much (SPEC section 4)."""

from dunning_common import DunningCommon

from odoo import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestItems(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet.level_ids.channel = "phone"

    def opening_balance(self, amount, due="2026-02-28", partner=None, followed=True):
        """A posted opening balance; returns its receivable line."""
        receivable = self.company_data["default_account_receivable"]
        revenue = self.company_data["default_account_revenue"]
        move = self.env["account.move"].create(
            {
                "date": "2026-01-01",
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": receivable.id,
                            "partner_id": partner and partner.id,
                            "balance": amount,
                            "date_maturity": due,
                            "name": "Opening balance 2025/17",
                        }
                    ),
                    Command.create({"account_id": revenue.id, "balance": -amount}),
                ],
            }
        )
        move.action_post()
        line = self.receivable(move)
        line.no_followup = not followed
        return line

    # ------------------------------------------------------- what is not an invoice

    def test_opening_balance_is_reminded_when_it_is_followed_up(self):
        item = self.opening_balance(80.0, partner=self.customer)
        run = self.make_run()
        line = self.line_of(item, run)
        self.assertEqual(
            (line.outcome, line.amount_residual, line.days_overdue), ("claim", 80.0, 31)
        )

    def test_opening_balance_marked_no_followup_is_not_reminded(self):
        item = self.opening_balance(80.0, partner=self.customer, followed=False)
        run = self.make_run()
        self.assertFalse(run.notice_ids)
        self.assertNotEqual(self.line_of(item, run).outcome, "claim")

    def test_opening_balance_has_no_grace(self):
        """The always allowed term counts from the invoice date, which it has not."""
        self.company.dunning_grace_days = 365
        item = self.opening_balance(80.0, partner=self.customer)
        self.assertEqual(self.line_of(item, self.make_run()).outcome, "claim")

    def test_opening_balance_without_a_customer_is_not_reminded(self):
        item = self.opening_balance(80.0)
        self.assertFalse(self.line_of(item, self.make_run()))

    def test_opening_balance_without_a_due_date_is_not_reminded(self):
        item = self.opening_balance(80.0, partner=self.customer)
        item.date_maturity = False
        run = self.make_run()
        self.assertFalse(run.notice_ids)
        self.assertEqual(self.reason_of(item, run), "no_due_date")

    def test_vendor_bills_never_count(self):
        self.customer.property_account_payable_id = self.company_data["default_account_payable"]
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-01-31",
                "invoice_date_due": "2026-01-31",
                "invoice_line_ids": [
                    Command.create({"name": "Paper", "price_unit": 500.0, "tax_ids": []})
                ],
            }
        )
        bill.action_post()
        self.invoice(100.0)
        notice = self.make_run().notice_ids
        self.assertEqual(notice.amount_residual, 100.0)
        self.assertEqual(len(notice.line_ids), 1)

    def test_drafts_never_count(self):
        item = self.invoice()
        item.move_id.button_draft()
        run = self.make_run()
        self.assertFalse(run.notice_ids | run.line_ids.notice_id)
        self.assertFalse(self.line_of(item, run))

    def test_cancelled_invoices_never_count(self):
        item = self.invoice()
        item.move_id.button_draft()
        item.move_id.button_cancel()
        self.assertFalse(self.make_run().line_ids)

    def test_paid_invoices_never_count(self):
        item = self.invoice()
        self.pay(item, 100.0)
        self.assertTrue(item.reconciled)
        self.assertFalse(self.make_run().line_ids)

    # ------------------------------------------------------------------ part payment

    def test_part_payment_lowers_the_open_amount_only(self):
        """T8, T9: the letter asks what is open now, and the item stays in."""
        self.sheet.level_ids.fine_percent = 10.0
        item = self.invoice(100.0)
        self.pay(item, 30.0)
        line = self.line_of(item, self.make_run())
        self.assertEqual(line.amount_original, 100.0)
        self.assertEqual(line.amount_residual, 70.0)
        self.assertEqual(line.fine_amount, 7.0)  # 10 % of 70
        self.assertEqual(line.notice_id.amount_total, 77.0)

    def test_part_payment_leaves_the_level_as_it_is(self):
        item = self.invoice(100.0, "2026-01-31")
        self.remind("2026-03-31")
        self.pay(item, 30.0)
        self.assertEqual(item.dunning_level, 1)
        line = self.line_of(item, self.remind("2026-04-14"))
        self.assertEqual((line.level_after, line.amount_residual), (2, 70.0))

    def test_reversed_payment_leaves_the_level_as_it_is(self):
        item = self.invoice(100.0, "2026-01-31")
        self.remind("2026-03-31")
        self.pay(item, 100.0)
        self.assertTrue(item.reconciled)
        item.remove_move_reconcile()
        self.assertEqual((item.reconciled, item.dunning_level), (False, 1))

    # ------------------------------------------------------------ companies, customers

    def test_items_of_another_company_never_count(self):
        """T29, T30: also when the user works in both companies."""
        other = self.other_company()
        self.make_sheet("All there", company=other)
        theirs = (
            self.env["account.move"]
            .with_company(other)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_date": "2026-01-31",
                    "invoice_date_due": "2026-01-31",
                    "invoice_line_ids": [
                        Command.create({"name": "Work", "price_unit": 999.0, "tax_ids": []})
                    ],
                }
            )
        )
        theirs.action_post()
        self.invoice(100.0)
        run = (
            self.env["account.dunning.run"]
            .with_context(allowed_company_ids=[self.company.id, other.id])
            .create({"key_date": "2026-03-31", "company_id": self.company.id})
        )
        run.action_propose()
        self.assertEqual(run.notice_ids.amount_residual, 100.0)
        self.assertEqual(run.line_ids.company_id, self.company)
        there = run.with_context(allowed_company_ids=[self.company.id, other.id]).create(
            {"key_date": "2026-03-31", "company_id": other.id}
        )
        there.action_propose()  # runs of two companies do not stand in each other's way
        self.assertEqual(there.notice_ids.amount_residual, 999.0)
        self.assertEqual(there.line_ids.company_id, other)

    def test_archived_customer_still_owes(self):
        """T13"""
        item = self.invoice()
        self.customer.active = False
        run = self.make_run()
        self.assertEqual(self.line_of(item, run).outcome, "claim")
        self.assertEqual(run.notice_ids.partner_id, self.customer)
        self.assertEqual(run.notice_ids.recipient_id, self.customer)

    def test_invoice_of_a_contact_belongs_to_its_company(self):
        contact = self.env["res.partner"].create(
            {"name": "An", "parent_id": self.customer.id, "email": "an@example.com"}
        )
        mine, theirs = self.invoice(100.0), self.invoice(60.0, partner=contact)
        notice = self.make_run().notice_ids
        self.assertEqual(notice.partner_id, self.customer)
        self.assertEqual(notice.line_ids.move_line_id, mine | theirs)
        self.assertEqual(notice.amount_residual, 160.0)

    def test_contact_that_is_moved_leaves_its_debt_behind(self):
        """T13: who was invoiced owes."""
        contact = self.env["res.partner"].create({"name": "An", "parent_id": self.customer.id})
        self.invoice(60.0, partner=contact)
        contact.parent_id = self.make_customer("Jansen BV")
        self.assertEqual(self.make_run().notice_ids.partner_id, self.customer)

    def test_private_customer_is_its_own_debtor(self):
        person = self.make_customer("An Peeters", is_company=False)
        self.invoice(60.0, partner=person)
        notice = self.make_run().notice_ids
        self.assertEqual((notice.partner_id, notice.recipient_id), (person, person))

    # ------------------------------------------------------------------- the recipient

    def contact(self, name, **values):
        return self.env["res.partner"].create(
            {
                "name": name,
                "parent_id": self.customer.id,
                "email": f"{name.lower()}@example.com",
                **values,
            }
        )

    def recipient(self):
        self.invoice()
        return self.make_run().notice_ids.recipient_id

    def test_reminders_go_to_the_customer_without_other_addresses(self):
        self.contact("Bert", type="delivery")
        self.contact("Dora", type="contact")
        self.assertEqual(self.recipient(), self.customer)

    def test_reminders_go_to_the_invoice_address(self):
        """T12, T14"""
        address = self.contact("Billing", type="invoice")
        self.contact("Billing2", type="invoice")
        self.assertEqual(self.recipient(), address)

    def test_reminders_go_to_the_contact_marked_as_recipient_first(self):
        self.contact("Billing", type="invoice")
        marked = self.contact("Eva", type="contact", dunning_recipient=True)
        self.assertEqual(self.recipient(), marked)

    def test_archived_contacts_receive_nothing(self):
        self.contact("Eva", dunning_recipient=True).active = False
        self.contact("Billing", type="invoice").active = False
        self.assertEqual(self.recipient(), self.customer)

    def test_recipient_of_another_customer_is_not_taken(self):
        other = self.make_customer("Jansen BV")
        self.contact("Eva", dunning_recipient=True).parent_id = other
        self.assertEqual(self.recipient(), self.customer)

    def test_email_of_the_recipient_decides_the_channel_not_that_of_the_customer(self):
        """T12: no fall-back to print while the invoice address can be e-mailed."""
        self.sheet.level_ids.channel = "email"
        self.customer.email = False
        self.contact("Billing", type="invoice")
        self.invoice()
        notice = self.make_run().notice_ids
        self.assertEqual((notice.channel, notice.warning), ("email", ""))
