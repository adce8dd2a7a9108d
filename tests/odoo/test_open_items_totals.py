"""Window and ageing against the general ledger, to the cent, on ledgers made at random.

The seed is in the message of each failure; a ledger has part payments, credit notes, write-offs,
several currencies with rates that move (so exchange differences), customers that were archived,
and entries without customer or due date.
"""

import random
from datetime import timedelta

from dunning_common import DunningCommon, day
from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.account_dunning_levels.engine.read import open_items

SEEDS = (1, 2, 3)
START = day("2025-11-01")


@tagged("post_install", "-at_install")
class TestTotalsOfRandomLedgers(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.currency.rate"].search([("currency_id", "=", cls.usd.id)]).unlink()
        cls.env["res.currency.rate"].create(
            [
                {
                    "currency_id": cls.usd.id,
                    "company_id": cls.company.id,
                    "name": name,
                    "rate": rate,
                }
                for name, rate in (("2025-11-01", 1.10), ("2026-01-15", 1.25), ("2026-03-01", 0.9))
            ]
        )

    def random_ledger(self, seed):
        """Some dozen documents and what was done with them."""
        dice = random.Random(seed)
        partners = [self.make_customer(f"Random {seed} {number}") for number in range(4)]
        lines = self.env["account.move.line"]
        for _number in range(14):
            dated = START + timedelta(days=dice.randrange(140))
            move_type = dice.choice(
                ["out_invoice"] * 4 + ["out_refund", "in_invoice", "in_invoice", "in_refund"]
            )
            move = self.env["account.move"].create(
                {
                    "move_type": move_type,
                    "partner_id": dice.choice(partners).id,
                    "invoice_date": dated,
                    "date": dated,
                    "invoice_date_due": dated + timedelta(days=dice.choice([0, 30, 60])),
                    "invoice_payment_term_id": False,
                    "company_id": self.company.id,
                    "currency_id": dice.choice([self.eur, self.eur, self.usd]).id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Work",
                                "price_unit": round(dice.uniform(1, 999), 2),
                                "tax_ids": [],
                            }
                        )
                    ],
                }
            )
            move.action_post()
            lines |= move.line_ids.filtered(lambda line: line.display_type == "payment_term")
        for line in lines:
            self.something_happens(dice, line)
        self.loose_entries(dice)
        partners[0].active = False
        self.analyze()

    def something_happens(self, dice, line):
        what = dice.choice(["nothing", "part", "full", "full", "write_off", "twice"])
        if what == "nothing":
            return
        dated = line.date + timedelta(days=dice.randrange(90))
        parts = {"part": [0.4], "full": [1], "write_off": [0.97], "twice": [0.3, 0.7]}[what]
        for part in parts:
            amount = line.currency_id.round(abs(line.amount_residual_currency) * part)
            if not amount or line.reconciled:
                continue
            values = {"amount": amount, "payment_date": dated}
            if what == "write_off":
                values |= {
                    "payment_difference_handling": "reconcile",
                    "writeoff_account_id": self.company_data["default_account_expense"].id,
                }
            register = (
                self.env["account.payment.register"]
                .with_context(active_model="account.move.line", active_ids=line.ids)
                .create(values)
            )
            register._create_payments()

    def loose_entries(self, dice):
        """Entries on the accounts by hand: no customer, no due date."""
        for account in ("default_account_receivable", "default_account_payable"):
            amount = round(dice.uniform(1, 99), 2)
            self.env["account.move"].create(
                {
                    "date": START + timedelta(days=dice.randrange(140)),
                    "journal_id": self.company_data["default_journal_misc"].id,
                    "line_ids": [
                        Command.create(
                            {"account_id": self.company_data[account].id, "debit": amount}
                        ),
                        Command.create(
                            {
                                "account_id": self.company_data["default_account_revenue"].id,
                                "credit": amount,
                            }
                        ),
                    ],
                }
            ).action_post()

    def ledger(self, account_type, at_date=None):
        """SUM(balance) of the posted lines of a kind of account, as the general ledger has it."""
        domain = [
            ("account_id.account_type", "=", account_type),
            ("parent_state", "=", "posted"),
            ("company_id", "=", self.company.id),
        ]
        if at_date:
            domain.append(("date", "<=", at_date))
        return self.env["account.move.line"]._read_group(domain, [], ["balance:sum"])[0][0] or 0.0

    def sums(self, side, at_date=None):
        """Total, total of the open ones, and total of the buckets in the window."""
        names = ["amount_not_due", *(f"amount_bucket_{number}" for number in range(1, 6))]
        items = self.env["account.dunning.item"]
        if at_date:
            items = items.with_context(dunning_at_date=str(at_date))
        domain = [("side", "=", side), ("company_id", "=", self.company.id)]
        total = items._read_group(domain, [], ["amount_residual:sum"])[0][0] or 0.0
        opened = items._read_group(
            [*domain, ("is_open", "=", True)],
            [],
            ["amount_residual:sum", *(f"{name}:sum" for name in names)],
        )[0]
        return total, opened[0] or 0.0, sum(amount or 0.0 for amount in opened[1:])

    def check(self, seed, at_date=None):
        self.env.flush_all()
        self.env.invalidate_all()
        for account_type, side in (
            ("asset_receivable", "receivable"),
            ("liability_payable", "payable"),
        ):
            wanted = round(self.ledger(account_type, at_date), 2)
            for found in self.sums(side, at_date):
                self.assertEqual(round(found, 2), wanted, f"seed {seed}, {side}, {at_date}")

    @freeze_time("2026-07-31")
    def test_totals_are_those_of_the_ledger_now_and_on_any_day(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.random_ledger(seed)
                self.check(seed)
                dice = random.Random(seed)
                for _number in range(12):
                    self.check(seed, START + timedelta(days=dice.randrange(-5, 260)))

    def test_match_with_a_draft_is_not_in_the_ledger_and_is_undone(self):
        line = self.invoice(100.0)
        entry = self.env["account.move"].create(
            {
                "date": "2026-03-01",
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": line.account_id.id,
                            "partner_id": line.partner_id.id,
                            "credit": 100.0,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_revenue"].id,
                            "debit": 100.0,
                        }
                    ),
                ],
            }
        )
        (line + entry.line_ids[0]).reconcile()
        self.assertEqual(line.amount_residual, 0.0)
        self.check("draft")
        self.check("draft", "2026-03-31")
        item = self.env["account.dunning.item"].search([("move_line_id", "=", line.id)])
        self.assertEqual((item.status, item.amount_residual), ("open", 100.0))
        entry.action_post()
        self.check("posted")

    def test_item_in_an_archived_currency_without_rate_keeps_its_balance(self):
        gbp = self.env.ref("base.GBP")
        gbp.active = True
        self.invoice(100.0, currency=gbp)
        gbp.rate_ids.unlink()
        gbp.active = False
        self.check("archived currency")
        item = self.env["account.dunning.item"].search(
            [("company_id", "=", self.company.id), ("currency_id", "=", gbp.id)]
        )
        self.assertEqual(item.amount_residual_currency, 100.0)

    def test_what_is_open_is_found_by_the_index_on_it(self):
        """Whatever is paid is not looked at, in a ledger of whatever size."""
        self.invoice(100.0)
        self.env.flush_all()
        # the ledger of a test is so small that PostgreSQL would read all of it
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        # sudo: of all companies, as there are indexes on the company too
        window = self.env["account.dunning.item"].sudo()
        for what, found in (
            ("window", window._search([("is_open", "=", True)]).select()),
            ("work list", open_items.open_receivables(self.env)),
        ):
            with self.subTest(what=what):
                plan = self.env.execute_query(SQL("EXPLAIN %s", found))
                self.assertIn("account_move_line_dunning_open", str(plan))
