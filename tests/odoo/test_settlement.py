"""A payment settled with costs, interest and invoices: a proposal, done on click."""

from charge_common import ChargeCommon
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged


class SettlementCommon(ChargeCommon):
    def receive(self, amount, dated="2026-04-10", currency=None):
        """Money of the customer that is not allocated yet."""
        receivable = self.company_data["default_account_receivable"]
        currency = currency or self.eur
        rate = 1.25 if currency == self.usd else 1
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": dated,
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "partner_id": self.customer.id,
                            "currency_id": currency.id,
                            "amount_currency": sign * amount,
                            "balance": sign * round(amount / rate, 2),
                        }
                    )
                    for account, sign in (
                        (receivable, -1),
                        (self.company_data["default_account_revenue"], 1),
                    )
                ],
            }
        )
        move.action_post()
        return self.receivable(move)

    def form(self, **values):
        settlement = self.env["account.dunning.settlement"]
        action = self.customer.action_dunning_settle()
        form = Form(settlement.with_context(**action["context"]))
        for name, value in values.items():
            form[name] = value
        return form

    def proposed(self, form):
        wizard = form.save()
        lines = wizard.line_ids.sorted("sequence").filtered("is_settled")
        return wizard, [(line.kind, round(line.amount, 2)) for line in lines]


@tagged("post_install", "-at_install")
class TestInvoicedCharges(SettlementCommon):
    def test_costs_first_pays_the_charge_invoice_before_the_invoice(self):
        # 111.03 owed, 50.00 paid: 11.03 charges, 38.97 of the invoice
        self.company.dunning_payment_order = "costs_first"
        item = self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.receive(50)
        wizard, proposed = self.proposed(self.form())
        self.assertEqual(proposed, [("costs", 11.03), ("principal", 38.97)])
        wizard.action_settle()
        self.assertEqual(notice.charge_move_id.payment_state, "paid")
        self.assertEqual(round(item.amount_residual, 2), 61.03)

    def test_principal_first_is_the_default(self):
        item = self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.receive(105)
        wizard, proposed = self.proposed(self.form())
        self.assertEqual(proposed, [("principal", 100.0), ("costs", 5.0)])
        wizard.action_settle()
        self.assertTrue(item.reconciled)
        self.assertEqual(round(notice.charge_move_id.amount_residual, 2), 6.03)

    def test_opening_the_proposal_settles_nothing(self):
        item = self.invoice(100, "2026-02-28")
        self.remind_on("2026-03-31")
        credit = self.receive(105)
        self.form().save()
        self.assertEqual((item.amount_residual, credit.amount_residual), (100, -105))

    def test_order_is_chosen_in_the_dialog(self):
        self.invoice(100, "2026-02-28")
        self.remind_on("2026-03-31")
        self.receive(50)
        _wizard, proposed = self.proposed(self.form(order="costs_first"))
        self.assertEqual(proposed, [("costs", 11.03), ("principal", 38.97)])

    def test_line_that_is_unticked_is_left_open(self):
        self.company.dunning_payment_order = "costs_first"
        item = self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.receive(50)
        wizard, _proposed = self.proposed(self.form())
        wizard.line_ids.filtered(lambda line: line.kind == "costs").is_settled = False
        wizard.action_settle()
        self.assertEqual(round(notice.charge_move_id.amount_residual, 2), 11.03)
        self.assertEqual(item.amount_residual, 50)

    def test_what_is_left_over_stays_a_credit(self):
        self.invoice(100, "2026-02-28")
        self.remind_on("2026-03-31")
        credit = self.receive(120)
        wizard, _proposed = self.proposed(self.form())
        self.assertEqual(round(wizard.left_over, 2), 8.97)
        wizard.action_settle()
        self.assertEqual(round(credit.amount_residual, 2), -8.97)

    def test_items_of_another_currency_are_no_part_of_it(self):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.usd.id,
                "name": "2026-01-02",
                "rate": 1.25,
                "company_id": self.company.id,
            }
        )
        self.invoice(100, "2026-02-28")
        self.invoice(70, "2026-02-28", currency=self.usd)
        self.receive(50, currency=self.usd)
        _wizard, proposed = self.proposed(self.form())
        self.assertEqual(proposed, [("principal", 50.0)])


@tagged("post_install", "-at_install")
class TestOnPayment(SettlementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_by("on_payment")

    def test_payment_of_all_books_the_charges_and_settles_both(self):
        item = self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        credit = self.receive(111.03)
        wizard, proposed = self.proposed(self.form())
        self.assertEqual(proposed, [("principal", 100.0), ("costs", 10.0), ("interest", 1.03)])
        self.assertFalse(notice.charge_move_id)
        wizard.action_settle()
        self.assertEqual(notice.charge_move_id.payment_state, "paid")
        self.assertTrue(item.reconciled and credit.reconciled)
        self.assertEqual(self.charges(notice), [("fine", 10.0), ("interest", 1.03)])

    def test_payment_of_the_principal_alone_books_nothing(self):
        item = self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.receive(100)
        wizard, proposed = self.proposed(self.form())
        self.assertEqual(proposed, [("principal", 100.0)])
        wizard.action_settle()
        self.assertTrue(item.reconciled)
        self.assertFalse(notice.charge_ids)

    def test_charges_of_the_last_letter_are_paid_not_those_of_all_letters(self):
        # letter 2 on 14 April: 10.00 and 1.50; the 10.00 and 1.03 of letter 1 are not added up
        self.invoice(100, "2026-02-28")
        self.remind_on("2026-03-31")
        last = self.remind_on("2026-04-14")
        with freeze_time("2026-04-20"):
            self.receive(111.50, "2026-04-20")
            wizard, proposed = self.proposed(self.form())
            wizard.action_settle()
        self.assertEqual(proposed, [("principal", 100.0), ("costs", 10.0), ("interest", 1.50)])
        self.assertEqual(last.charge_move_id.payment_state, "paid")

    def test_invoice_paid_before_leaves_the_charges_for_the_next_payment(self):
        item = self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.pay(item, 100, "2026-04-01")
        self.receive(11.03)
        wizard, proposed = self.proposed(self.form())
        self.assertEqual(proposed, [("costs", 10.0), ("interest", 1.03)])
        wizard.action_settle()
        self.assertEqual(notice.charge_move_id.payment_state, "paid")

    def test_waived_charges_are_not_proposed(self):
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.env["account.dunning.waive"].create(
            {"notice_id": notice.id, "reason": "A good customer"}
        ).action_waive_charges()
        self.receive(111.03)
        _wizard, proposed = self.proposed(self.form())
        self.assertEqual(proposed, [("principal", 100.0)])

    def test_without_a_payment_it_is_told(self):
        self.invoice(100, "2026-02-28")
        wizard = self.form().save()
        with self.assertRefused("Peeters NV", "no payment"):
            wizard.action_settle()

    def test_who_may_not_invoice_cannot_settle(self):
        self.invoice(100, "2026-02-28")
        self.receive(100)
        user = new_test_user(
            self.env,
            "settles_not",
            "account_dunning_levels.group_dunning_user,account.group_account_readonly",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        wizard = (
            self.env["account.dunning.settlement"]
            .with_user(user)
            .create({"partner_id": self.customer.id})
        )
        with self.assertRaises(AccessError):
            wizard.action_settle()
