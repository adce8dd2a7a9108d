"""Where a reminder says that its items are paid: the account that the invoice names, else one of
the company (SPEC section 12)."""

import importlib.util
import re
from io import BytesIO
from pathlib import Path

from dunning_common import add_bank_account
from send_common import SendCommon

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from odoo.addons import account_dunning_levels as addon
from odoo.addons.account_dunning_levels.engine.notice import paper, payee

HOUSE, DOLLARS, FACTOR = "BE71 0961 2345 6769", "BE68 5390 0754 7034", "BE62 5100 0754 7061"
PARENT = "BE43 0689 9999 9501"


def text_of(pdf):
    """The text of a PDF without spaces: the engine sets words letter by letter."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def plain(number):
    return number.replace(" ", "")


@tagged("post_install", "-at_install")
class TestPayee(SendCommon):
    """The company has an account in EUR, one in USD, and one for the factor to which it sold some
    invoices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enter_rate(cls.usd)
        cls.bank_account.currency_id = cls.eur
        cls.dollars = add_bank_account(cls.company, DOLLARS, currency_id=cls.usd.id, sequence=20)
        cls.factor = add_bank_account(cls.company, FACTOR, currency_id=cls.eur.id, sequence=30)

    def factored(self, amount=100.0, **values):
        """An invoice whose recipient bank is the account of the factor."""
        return self.invoice(amount, partner_bank_id=self.factor.id, **values)

    def letter(self, notice):
        """The printed letter as text."""
        return text_of(paper.press_letters(notice)[notice.id].pdf)

    def named(self, notice):
        """The accounts that stand on a printed letter."""
        printed = self.letter(notice)
        return {number for number in (HOUSE, DOLLARS, FACTOR, PARENT) if plain(number) in printed}

    def warnings(self, notice):
        return (notice.warning_codes or "").split(",")

    # ----------------------------------------------------------------- which account

    def test_each_letter_names_the_account_of_its_debt(self):
        others = [self.make_customer(name) for name in ("Dollar Corp", "Factored BV")]
        self.invoice(100.0)
        self.invoice(100.0, partner=others[0], currency=self.usd)
        self.factored(partner=others[1])
        run = self.make_run()
        for customer, account, number in (
            (self.customer, self.bank_account, HOUSE),
            (others[0], self.dollars, DOLLARS),
            (others[1], self.factor, FACTOR),
        ):
            notice = self.notice_of(run, customer)
            self.assertEqual(notice.bank_account_id, account)
            self.assertEqual(notice.line_ids.bank_account_id, account)
            self.assertEqual(self.named(notice), {number})
            self.assertFalse(notice.warning_codes)

    def test_invoice_that_names_no_account_is_paid_on_that_of_the_currency(self):
        item = self.invoice(100.0, currency=self.usd)
        item.move_id.partner_bank_id = False
        self.assertEqual(self.make_run().notice_ids.bank_account_id, self.dollars)

    def test_account_without_a_currency_is_for_all_others(self):
        self.bank_account.currency_id = False
        self.dollars.active = False
        item = self.invoice(100.0, currency=self.usd)
        item.move_id.partner_bank_id = False
        self.assertEqual(self.make_run().notice_ids.bank_account_id, self.bank_account)

    def test_account_of_another_currency_is_not_guessed(self):
        """Only accounts in USD: nobody says that euros may be paid on them."""
        (self.bank_account | self.factor).active = False
        item = self.invoice(100.0)
        item.move_id.partner_bank_id = False
        notice = self.make_run().notice_ids
        self.assertFalse(notice.bank_account_id)
        self.assertIn("no_bank_account", self.warnings(notice))

    def test_opening_balance_is_paid_on_the_account_of_the_company(self):
        """Odoo keeps an account of the customer on entries that are no invoices."""
        theirs = self.env["res.partner.bank"].create(
            {"partner_id": self.customer.id, "acc_number": "BE39 1030 1234 5619"}
        )
        theirs.sudo().flush_recordset()
        self.env.cr.execute(
            "UPDATE res_partner_bank SET allow_out_payment = TRUE WHERE id = %s", [theirs.id]
        )
        receivable = self.company_data["default_account_receivable"]
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-01-31",
                "company_id": self.company.id,
                "line_ids": [
                    Command.create(
                        {
                            "partner_id": self.customer.id,
                            "account_id": receivable.id,
                            "debit": 100.0,
                            "date_maturity": "2026-01-31",
                            "no_followup": False,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_revenue"].id,
                            "credit": 100.0,
                        }
                    ),
                ],
            }
        )
        move.action_post()
        move.partner_bank_id = theirs
        notice = self.make_run().notice_ids
        self.assertEqual(notice.bank_account_id, self.bank_account)

    def test_archived_and_untrusted_accounts_are_not_printed(self):
        self.factored()
        other = self.make_customer("Jansen BV")
        self.invoice(100.0, partner=other, partner_bank_id=self.dollars.id)
        self.factor.active = False
        self.dollars.sudo().allow_out_payment = False
        run = self.make_run()
        for notice in run.notice_ids:
            self.assertEqual(notice.bank_account_id, self.bank_account)
            self.assertEqual(self.named(notice), {HOUSE})

    # -------------------------------------------------------------- several accounts

    def test_letter_over_items_of_different_accounts_names_one_for_each(self):
        own, sold = self.invoice(100.0), self.factored(50.0)
        run = self.make_run()
        notice = run.notice_ids
        self.assertFalse(notice.bank_account_id)
        self.assertEqual(self.line_of(run, own).bank_account_id, self.bank_account)
        self.assertEqual(self.line_of(run, sold).bank_account_id, self.factor)
        self.assertEqual(self.warnings(notice), ["several_bank_accounts"])
        self.assertIn("different bank accounts", notice.warning)
        rows = {row.line: row.bank_account for row in notice._letter().rows}
        self.assertEqual(rows[self.line_of(run, own)], HOUSE)
        self.assertEqual(rows[self.line_of(run, sold)], FACTOR)
        printed = self.letter(notice)
        self.assertIn(plain(f"{sold.move_id.name}To be paid to {FACTOR}"), printed)
        self.assertIn(plain(f"{own.move_id.name}To be paid to {HOUSE}"), printed)
        # it is a warning, not a refusal
        run.action_release()
        self.assertEqual(notice.state, "ready")

    def test_skipping_the_odd_item_leaves_one_account(self):
        self.invoice(100.0)
        sold = self.factored(50.0)
        run = self.make_run()
        self.line_of(run, sold).action_skip()
        notice = run.notice_ids
        self.assertEqual(notice.bank_account_id, self.bank_account)
        self.assertFalse(notice.warning_codes)
        self.assertFalse(any(row.bank_account for row in notice._letter().rows))
        self.line_of(run, sold).action_unskip()
        self.assertFalse(notice.bank_account_id)
        self.assertEqual(self.warnings(notice), ["several_bank_accounts"])

    def test_credit_names_no_account(self):
        self.factored(100.0)
        self.credit_note(40.0)
        notice = self.make_run().notice_ids
        self.assertEqual(notice.bank_account_id, self.factor)
        self.assertFalse(notice.credit_ids.bank_account_id)

    # --------------------------------------------------------------------- no account

    def test_company_without_an_account_releases_nothing_until_it_has_one(self):
        self.company.partner_id.bank_ids.active = False
        self.invoice(100.0)
        run = self.make_run()
        notice = run.notice_ids
        self.assertFalse(notice.bank_account_id)
        self.assertIn("no_bank_account", self.warnings(notice))
        self.assertIn(f"{self.company.name} has no bank account", notice.warning)
        with self.assertRefused(
            "not released", self.customer.name, self.company.name, "no bank account", "Send Money"
        ):
            run.action_release()
        self.assertEqual(notice.state, "proposed")
        account = add_bank_account(self.company, PARENT)
        run.action_release()
        self.assertEqual((notice.state, notice.bank_account_id), ("ready", account))
        self.assertFalse(notice.warning_codes)

    def test_one_reminder_without_an_account_does_not_stop_the_others(self):
        self.bank_account.active = self.factor.active = False
        item = self.invoice(100.0)
        item.move_id.partner_bank_id = False
        other = self.make_customer("Dollar Corp")
        self.invoice(100.0, partner=other, currency=self.usd)
        run = self.make_run()
        told = run.action_release()
        self.assertIn("no bank account", told["params"]["message"])
        self.assertIn(self.customer.name, told["params"]["message"])
        self.assertNotIn("Dollar Corp", told["params"]["message"])
        self.assertEqual(self.notice_of(run, self.customer).state, "proposed")
        self.assertEqual(self.notice_of(run, other).state, "ready")

    def test_account_closed_after_release_stops_the_letter(self):
        self.invoice(100.0)
        run = self.released()
        self.company.partner_id.bank_ids.active = False
        with mute_logger("odoo.addons.account_dunning_levels.engine.send.batches"):
            self.send_now()
        notice = run.notice_ids
        self.assertEqual(notice.state, "failed")
        self.assertIn(f"{self.company.name} has no bank account", notice.reason)
        self.assertFalse(notice.attachment_id)

    # ------------------------------------------------------------------------ branches

    def branch(self):
        """A branch of the company, and its invoice."""
        branch = self.env["res.company"].create(
            {"name": "Branch Gent", "parent_id": self.company.id, "currency_id": self.eur.id}
        )
        self.env.user.company_ids |= branch
        self.env.cr.precommit.run()  # Odoo gives it the chart of accounts of its parent
        self.make_sheet("Branch", company=branch)
        move = (
            self.env["account.move"]
            .with_company(branch)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_date": "2026-02-28",
                    "invoice_date_due": "2026-02-28",
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create({"name": "Work", "price_unit": 100.0, "tax_ids": []})
                    ],
                }
            )
        )
        move.action_post()
        return branch, move

    def branch_run(self, branch):
        run = self.env["account.dunning.run"].create(
            {"key_date": "2026-03-31", "company_id": branch.id}
        )
        run.action_propose()
        return run

    def test_branch_without_an_account_is_paid_on_that_of_its_parent(self):
        branch, _move = self.branch()
        notice = self.branch_run(branch).notice_ids
        self.assertEqual(notice.company_id, branch)
        self.assertEqual(notice.bank_account_id, self.bank_account)
        self.assertEqual(self.named(notice), {HOUSE})

    def test_account_of_the_branch_comes_before_that_of_its_parent(self):
        branch, move = self.branch()
        own = add_bank_account(branch, PARENT)
        move.partner_bank_id = False
        self.assertEqual(self.branch_run(branch).notice_ids.bank_account_id, own)

    def test_branch_and_parent_without_an_account_are_warned(self):
        branch, _move = self.branch()
        self.company.partner_id.bank_ids.active = False
        notice = self.branch_run(branch).notice_ids
        self.assertIn("no_bank_account", self.warnings(notice))
        self.assertIn("Branch Gent has no bank account", notice.warning)

    # ---------------------------------------------------------------- the last look

    def test_account_is_looked_at_again_before_sending(self):
        item = self.invoice(100.0)
        run = self.released()
        self.assertEqual(run.notice_ids.bank_account_id, self.bank_account)
        item.move_id.partner_bank_id = self.factor
        self.send_now()
        notice = run.notice_ids
        self.assertEqual(notice.bank_account_id, self.factor)
        self.assertEqual(notice.claim_ids.bank_account_id, self.factor)
        printed = text_of(notice.attachment_id.raw)
        self.assertIn(plain(FACTOR), printed)
        self.assertNotIn(plain(HOUSE), printed)
        body = str(notice.mail_id.body_html)
        self.assertIn(FACTOR, body)
        self.assertNotIn(HOUSE, body)

    def test_items_that_come_apart_after_release_are_named_one_by_one(self):
        self.invoice(100.0)
        second = self.invoice(50.0)
        run = self.released()
        second.move_id.partner_bank_id = self.factor
        self.send_now()
        notice = run.notice_ids
        self.assertFalse(notice.bank_account_id)
        self.assertEqual(self.warnings(notice), ["several_bank_accounts"])
        body = str(notice.mail_id.body_html)
        self.assertIn("To be paid to", body)
        self.assertIn(FACTOR, body)
        self.assertIn(HOUSE, body)

    def test_looking_again_costs_the_same_for_few_and_for_many(self):
        self.many_customers(12)
        notices = self.make_run().notice_ids.sudo()
        counts = set()
        for some in (notices[:2], notices):
            self.env.invalidate_all()
            some.fetch(["company_id", "currency_id", "warning_codes", "bank_account_id"])
            before = self.env.cr.sql_log_count
            payee.renew(some)
            counts.add(self.env.cr.sql_log_count - before)
        self.assertEqual(len(counts), 1, counts)

    def test_update_finds_the_accounts_of_reminders_that_wait(self):
        self.factored()
        notice = self.make_run().notice_ids
        self.env.flush_all()
        for table in ("account_dunning_notice", "account_dunning_notice_line"):
            self.env.cr.execute(f"UPDATE {table} SET bank_account_id = NULL")
        self.env.invalidate_all()
        self.assertFalse(notice.bank_account_id)
        path = Path(addon.__file__).parent / "migrations/19.0.1.5.0/post-address.py"
        spec = importlib.util.spec_from_file_location("post_address", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.1.4.0")
        self.env.invalidate_all()
        self.assertEqual(notice.bank_account_id, self.factor)
        self.assertEqual(notice.claim_ids.bank_account_id, self.factor)

    # -------------------------------------------------------------------- other papers

    def test_statement_of_account_names_the_accounts_of_its_items(self):
        self.invoice(100.0)
        self.factored(50.0)
        row = self.env["account.dunning.worklist"].browse(self.customer.id)
        row = row.with_company(self.company)
        statement = row._statement()
        self.assertEqual({bank.number for bank in statement.bank_accounts}, {HOUSE, FACTOR})
        (account,) = statement.accounts
        self.assertEqual({item.bank_account for item in account.rows}, {HOUSE, FACTOR})

    def test_statement_of_account_over_one_account_says_it_once(self):
        self.factored(50.0)
        row = self.env["account.dunning.worklist"].browse(self.customer.id)
        statement = row.with_company(self.company)._statement()
        self.assertEqual([bank.number for bank in statement.bank_accounts], [FACTOR])
        self.assertEqual([item.bank_account for item in statement.accounts[0].rows], [""])

    def test_statement_of_claim_names_the_accounts_of_its_items(self):
        self.invoice(100.0)
        self.factored(50.0)
        lawyer = self.make_customer("Advocaat Maes")
        hold = self.env["account.dunning.hold"].create(
            {
                "kind": "handed_over",
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "handed_to_id": lawyer.id,
            }
        )
        statement = hold._claim_statement()
        self.assertEqual({row.bank_account for row in statement.items}, {HOUSE, FACTOR})
        self.assertEqual({bank.number for bank in statement.bank_accounts}, {HOUSE, FACTOR})
