"""What the tests of Odoo's own signs share: payments that are not in the books yet, and more."""

from unittest.mock import patch

from dunning_common import TODAY, DunningCommon

from odoo import Command

from odoo.addons.account_dunning_levels.engine.signs import under_way


class SignsCommon(DunningCommon):
    """A company whose payments have no entry before the bank line comes, as with Odoo's
    bookkeeping of banks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        patcher = patch.object(
            type(cls.env["account.move"]),
            "_get_invoice_in_payment_state",
            lambda moves: "in_payment",
        )
        patcher.start()
        cls.addClassCleanup(patcher.stop)
        cls.bank = cls.company_data["default_journal_bank"]
        cls.bank.inbound_payment_method_line_ids.payment_account_id = False
        cls.bank.outbound_payment_method_line_ids.payment_account_id = False
        cls.collected = cls.bank.inbound_payment_method_line_ids[:1].copy(
            {"name": "Direct debit", "dunning_collects": True, "journal_id": cls.bank.id}
        )

    @classmethod
    def make_run(cls, *args, **values):
        """A run of its own: the one before it is cancelled, if it is still open."""
        open_runs = [("company_id", "=", cls.company.id), ("is_open", "=", True)]
        cls.env["account.dunning.run"].search(open_runs).action_cancel()
        return super().make_run(*args, **values)

    @classmethod
    def in_process(cls, lines, amount, currency=None, dated=TODAY, **values):
        """A payment for the invoices of ``lines``, in process and without an entry."""
        payment = cls.env["account.payment"].create(
            {
                "amount": amount,
                "date": dated,
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": lines.partner_id[:1].id,
                "currency_id": (currency or cls.eur).id,
                "journal_id": cls.bank.id,
                "invoice_ids": [Command.set(lines.move_id.ids)],
                **values,
            }
        )
        payment.action_post()
        assert not payment.move_id
        return payment

    @classmethod
    def entry(cls, debit, amount, journal=None, due=None, partner=None, account=None, **values):
        """A posted entry that debits (or credits) the customer; returns the customer's line."""
        receivable = account or cls.company_data["default_account_receivable"]
        other = cls.company_data["default_account_revenue"]
        journal = journal or cls.company_data["default_journal_misc"]
        if journal.type == "bank":
            other = journal.default_account_id
        move = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "date": values.pop("dated", "2026-02-01"),
                "journal_id": journal.id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": receivable.id,
                            "partner_id": (partner or cls.customer).id,
                            "debit": amount if debit else 0.0,
                            "credit": 0.0 if debit else amount,
                            "date_maturity": due,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": other.id,
                            "debit": 0.0 if debit else amount,
                            "credit": amount if debit else 0.0,
                        }
                    ),
                ],
                **values,
            }
        )
        move.action_post()
        line = move.line_ids.filtered(lambda own: own.account_id == receivable)
        line.no_followup = False
        return line

    @classmethod
    def bank_line(cls, amount, dated="2026-02-01", partner=None):
        """A bank line booked on the customer's account; returns the customer's journal item."""
        line = cls.env["account.bank.statement.line"].create(
            {
                "journal_id": cls.bank.id,
                "date": dated,
                "payment_ref": "Bank line",
                "amount": amount,
                "partner_id": (partner or cls.customer).id,
            }
        )
        _liquidity, suspense, _other = line._seek_for_lines()
        suspense.account_id = cls.company_data["default_account_receivable"]
        return suspense

    @classmethod
    def loan_account(cls):
        return cls.env["account.account"].create(
            {
                "name": "Loans to employees",
                "code": "X4160",
                "account_type": "asset_receivable",
                "reconcile": True,
                "non_trade": True,
            }
        )

    def transaction(self, lines, amount, state="pending", provider_state="test", **values):
        """An online payment of the invoices of ``lines``."""
        if not under_way.has_transactions(self.env):
            self.skipTest("account_payment is not installed")
        # sudo: users of invoices neither set up providers nor make transactions by hand
        online = self.env(su=True)
        provider = online["payment.provider"].create(
            {
                "name": "Some provider",
                "code": values.pop("code", "none"),
                "state": provider_state,
                "company_id": self.company.id,
            }
        )
        provider.support_manual_capture = "full_only"
        method = online["payment.method"].with_context(active_test=False).search([], limit=1)
        number = online["payment.transaction"].search_count([])
        return online["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": f"Online {number} {lines.ids}",
                "amount": amount,
                "currency_id": values.pop("currency", self.eur).id,
                "partner_id": lines.partner_id[:1].id,
                "state": state,
                "invoice_ids": [Command.set(lines.move_id.ids)],
                **values,
            }
        )

    def why(self, item, key_date=TODAY):
        return item.action_dunning_explain(key_date)

    def sign_of(self, item):
        """What the window of open items says."""
        self.env.invalidate_all()
        return self.env["account.dunning.item"].browse(item.id).sign

    def row_of(self, partner):
        """The customer's row of the work list."""
        self.env.invalidate_all()
        worklist = self.env["account.dunning.worklist"].with_company(self.company)
        return worklist.browse(partner.id)

    def assertLeftOut(self, item, reason):
        """List, “Why?” and window give the same reason."""
        self.assertEqual(self.reason_of(item, self.make_run()), reason)
        answer = self.why(item)
        self.assertEqual(answer["reason"], reason)
        self.assertEqual(self.sign_of(item), reason)
        return answer

    def assertReminded(self, item, level=1):
        run = self.make_run()
        self.assertEqual(self.line_of(item, run).outcome, "claim")
        self.assertEqual(self.why(item)["next_level"], level)
        self.assertFalse(self.sign_of(item))
        return run
