"""The liquidity forecast as a whole: it adds up to the ledger and counts everything once."""

import random
from datetime import timedelta

from dunning_common import TODAY, day
from forecast_common import ForecastCommon

from odoo import Command
from odoo.exceptions import AccessError, MissingError
from odoo.tests import Form, new_test_user, tagged

SOON = "2026-04-07"  # today + 7 days


@tagged("post_install", "-at_install")
class TestMoneyThatIsThere(ForecastCommon):
    """Bank balance, payments on their way, bank lines not matched yet."""

    def total(self, **context):
        self.forecast.invalidate_model()
        [(total,)] = self.forecast.with_context(**context)._read_group(
            [("included", "=", True)], [], ["amount:sum"]
        )
        return round(total, 2)

    def statement_line(self, amount, dated=TODAY, partner=None):
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank.id,
                "date": dated,
                "payment_ref": "from the bank",
                "amount": amount,
                "partner_id": partner and partner.id,
            }
        )

    def test_opening_is_the_ledger_balance_of_the_bank(self):
        self.on_the_bank(1000, "2026-01-01")
        self.on_the_bank(-250.5, TODAY)
        self.assertEqual(self.rows(), [("opening", "opening", TODAY, 749.5)])

    def test_cash_counts_and_can_be_left_out(self):
        cash = self.company_data["default_journal_cash"]
        self.on_the_bank(1000)
        self.entry(
            (cash.default_account_id, 30), (self.company_data["default_account_revenue"], -30)
        )
        self.assertEqual(self.total(), 1030)
        self.company.dunning_forecast_journal_ids = self.bank
        self.assertEqual(self.total(), 1000)
        self.assertEqual(self.total(dunning_forecast={"journal_ids": cash.ids}), 30)

    def test_without_a_bank_journal_the_opening_is_zero_and_says_so(self):
        self.on_the_bank(1000)
        item = self.invoice(100, "2026-05-01")
        journals = self.env["account.journal"].search(
            [("type", "in", ("bank", "cash", "credit")), ("company_id", "=", self.company.id)]
        )
        self.env.cr.execute(  # as if the company never had one
            "UPDATE account_journal SET type = 'general' WHERE id = ANY(%s)", [journals.ids]
        )
        self.env.invalidate_all()
        self.assertEqual(self.rows(), [("receipt", "due", "2026-05-01", 100)])
        self.assertEqual(item.amount_residual, 100)
        [words] = self.forecast.get_assumptions()["sentences"]
        self.assertIn("There is no bank or cash journal", words)

    def test_a_bank_entry_of_a_later_day_comes_on_that_day(self):
        self.on_the_bank(1000)
        self.on_the_bank(-200, "2026-04-01")
        self.assertEqual(
            self.rows(),
            [
                ("opening", "opening", TODAY, 1000),
                ("payment", "transit", "2026-04-01", -200),
            ],
        )

    def test_drafts_do_not_count(self):
        self.on_the_bank(1000).move_id.button_draft()
        self.assertEqual(self.rows(), [])

    def test_a_payment_on_its_way_counts_once(self):
        """The invoice is paid, the money not on the bank yet: 100 before and after."""
        item = self.invoice(100, "2026-05-01")
        self.assertEqual(self.total(), 100)
        payment = self.pay(item, 100)
        self.assertTrue(item.reconciled)
        self.assertEqual(self.rows(), [("opening", "transit", TODAY, 100)])
        # the bank statement brings the money
        line = self.statement_line(100)
        _bank, suspense, _other = line._seek_for_lines()
        suspense.account_id = payment.outstanding_account_id
        outstanding = payment.move_id.line_ids.filtered(
            lambda one: one.account_id == payment.outstanding_account_id
        )
        (suspense | outstanding).reconcile()
        self.assertEqual(self.rows(), [("opening", "opening", TODAY, 100)])

    def test_a_payment_of_a_later_day_comes_on_that_day(self):
        item = self.bill(100, "2026-04-20")
        self.pay(item, 100, "2026-04-10")
        self.assertEqual(self.rows(), [("payment", "transit", "2026-04-10", -100)])

    def test_a_bank_line_not_matched_yet_counts_once(self):
        """The money is on the bank and the invoice still open: 100 in all, not 200."""
        self.invoice(100, "2026-02-28")
        self.statement_line(100)
        self.assertEqual(
            sorted(self.rows()),
            [
                ("opening", "opening", TODAY, 100),
                ("receipt", "due", SOON, 100),
                ("receipt", "unmatched", SOON, -100),
            ],
        )
        self.assertEqual(self.total(), 100)

    def test_unmatched_bank_lines_can_be_left_alone(self):
        self.invoice(100, "2026-02-28")
        self.statement_line(100)
        self.company.dunning_forecast_include_unmatched = False
        self.assertEqual(self.total(), 200)
        self.assertEqual(self.total(dunning_forecast={"include_unmatched": True}), 100)

    def test_money_that_left_unmatched_lowers_what_is_to_be_paid(self):
        self.bill(100, "2026-02-28")
        self.statement_line(-100)
        self.assertIn(("payment", "unmatched", SOON, 100), self.rows())
        self.assertEqual(self.total(), -100)

    def test_the_bank_account_opens_from_its_row(self):
        entry = self.on_the_bank(1000)
        action = self.rows_of().action_open()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), entry[0])


@tagged("post_install", "-at_install")
class TestForecastTotals(ForecastCommon):
    """Sums against the general ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.currency.rate"].create(
            [
                {
                    "name": name,
                    "rate": rate,
                    "currency_id": cls.usd.id,
                    "company_id": cls.company.id,
                }
                for name, rate in (
                    ("2025-01-01", 1.1),
                    ("2026-02-01", 1.2345),
                    ("2026-03-15", 1.07),
                )
            ]
        )

    def check_totals(self):
        """Every open item once, in whole; receivable + payable and bank as in the ledger."""
        self.forecast.invalidate_model()
        rows = self.forecast.search([])
        items = rows.filtered(
            lambda row: row.account_id.account_type in ("asset_receivable", "liability_payable")
        )
        ledger = self.balance_of("asset_receivable", "liability_payable")
        self.assertAlmostEqual(sum(items.mapped("amount")), ledger, 2)
        opened = self.env["account.move.line"].search(
            [
                ("account_id.account_type", "in", ("asset_receivable", "liability_payable")),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("company_id", "=", self.company.id),
            ]
        )
        self.assertEqual(items.move_line_id, opened)
        for item, own in items.grouped("move_line_id").items():
            self.assertAlmostEqual(sum(own.mapped("amount")), item.amount_residual, 2)
            self.assertAlmostEqual(
                sum(own.mapped("amount_currency")), item.amount_residual_currency, 2
            )
        bank = rows.filtered(lambda row: row.basis == "opening")
        self.assertAlmostEqual(sum(bank.mapped("amount")), self.balance_of("asset_cash"), 2)
        self.assertGreaterEqual(str(min(rows.mapped("date_expected"))), TODAY)
        self.assertEqual(len(set(rows.ids)), len(rows))
        return rows

    def random_ledger(self, dice):
        """Invoices and bills with part payments, write-offs, credits, promises and disputes."""
        partners = [self.make_customer(f"Customer {number}") for number in range(5)]
        receivables = self.env["account.move.line"]
        for _number in range(24):
            due = str(day("2026-01-01") + timedelta(days=dice.randrange(200)))
            make = dice.choice((self.invoice, self.invoice, self.bill))
            line = make(
                round(dice.uniform(1, 999), 2),
                due,
                dice.choice(partners),
                invoiced=str(day("2026-01-01") + timedelta(days=dice.randrange(80))),
                currency=dice.choice((self.eur, self.usd)),
            )
            self.settle_some(dice, line)
            if line.account_type == "asset_receivable":
                receivables |= line
        for _number in range(4):
            self.credit_note(round(dice.uniform(1, 300), 2), "2026-03-01", dice.choice(partners))
        self.on_the_bank(round(dice.uniform(-500, 5000), 2))
        self.agree_some(dice, receivables.filtered(lambda one: not one.reconciled), partners)
        self.analyze()

    def settle_some(self, dice, line):
        """Pay a part, all, or all with a write-off; leave some open."""
        step = dice.choice(("open", "part", "all", "write off"))
        if step == "open":
            return
        owed = abs(line.amount_residual_currency)
        part = round(owed * dice.uniform(0.1, 0.9), 2) or owed
        wizard = (
            self.env["account.payment.register"]
            .with_context(active_model="account.move", active_ids=line.move_id.ids)
            .create(
                {
                    "amount": owed if step == "all" else part,
                    "payment_date": str(day("2026-02-01") + timedelta(days=dice.randrange(58))),
                    "currency_id": line.currency_id.id,
                }
            )
        )
        if step == "write off":
            wizard.payment_difference_handling = "reconcile"
            wizard.writeoff_account_id = self.company_data["default_account_expense"]
        wizard._create_payments()

    def agree_some(self, dice, open_items, partners):
        holds = self.env["account.dunning.hold"]
        first, second, third, *_others = dice.sample(list(open_items), len(open_items))
        owed = first.amount_residual_currency
        holds.create(
            {
                "kind": "promise",
                "move_line_id": first.id,
                "amount": round(owed * dice.uniform(0.2, 1), 2) or owed,
                "date_until": "2026-04-20",
                "date_from": TODAY,
            }
        )
        holds.create({"kind": "disputed", "move_line_id": second.id, "date_from": TODAY})
        owed = third.amount_residual_currency
        parts = [round(owed / 3, 2), round(owed / 3, 2)]
        holds.create(
            {
                "kind": "plan",
                "move_line_id": third.id,
                "date_from": TODAY,
                "instalment_ids": [
                    Command.create({"date": date, "amount": amount or 0.01})
                    for date, amount in zip(("2026-04-10", "2026-05-10"), parts, strict=True)
                ],
            }
        )

    def test_random_ledgers_add_up(self):
        for seed in (3, 19, 2026):
            with self.subTest(seed=seed), self.env.cr.savepoint():
                self.random_ledger(random.Random(seed))
                self.payers.action_refresh()
                rows = self.check_totals()
                self.assertLessEqual({"promise", "disputed", "plan"}, set(rows.mapped("basis")))
                self.assertTrue(rows.filtered(lambda row: row.currency_id == self.usd))

    def test_items_without_customer_or_due_date_are_there(self):
        receivable = self.company_data["default_account_receivable"]
        lines = self.entry(
            (receivable, 100),
            (self.company_data["default_account_revenue"], -100),
            dated="2026-03-01",
        )
        self.env.cr.execute(
            "UPDATE account_move_line SET date_maturity = NULL WHERE id = %s", [lines[0].id]
        )
        self.env.invalidate_all()
        self.assertEqual(self.rows(lines[0]), [("receipt", "due", SOON, 100)])
        row = self.rows_of(lines[0])
        self.assertEqual((str(row.due_date), row.debtor_id.id), ("2026-03-01", False))
        self.check_totals()

    def test_archived_customers_and_accounts_stay_in_the_total(self):
        item = self.invoice(100, "2026-05-01")
        self.customer.active = False
        self.env.cr.execute(
            "UPDATE account_account SET active = FALSE WHERE id = %s", [item.account_id.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self.rows(item), [("receipt", "due", "2026-05-01", 100)])

    def test_a_currency_without_a_rate_keeps_its_booked_amount(self):
        chf = self.env.ref("base.CHF")
        chf.active = True
        item = self.invoice(100, "2026-05-01", currency=chf)
        booked = item.amount_residual
        chf.rate_ids.unlink()
        chf.active = False
        self.assertEqual(self.rows(item), [("receipt", "due", "2026-05-01", booked)])
        self.check_totals()

    def test_payment_set_to_draft_leaves_its_invoice_expected(self):
        item = self.invoice(100, "2026-04-10")
        part = self.invoice(50, "2026-04-11")
        for line, amount in ((item, 100), (part, 20)):
            entry = self.entry((line.account_id, -amount), (self.bank.default_account_id, amount))
            (line | entry[0]).reconcile()
            entry.move_id.button_draft()  # Odoo keeps the match, and what it took off
            self.assertTrue(line.matched_credit_ids)
        self.assertEqual(self.rows(item), [("receipt", "due", "2026-04-10", 100)])
        self.assertEqual(self.rows(part), [("receipt", "due", "2026-04-11", 50)])

    def test_due_date_at_the_end_of_the_calendar_can_be_grouped(self):
        self.invoice(100, "9999-12-31", invoiced="2026-03-01")
        for period in ("day", "week", "month", "quarter", "year"):
            found = self.forecast.web_read_group([], [f"date_expected:{period}"], ["amount:sum"])
            self.assertEqual([group["amount:sum"] for group in found["groups"]], [100], period)

    def test_entries_in_draft_or_cancelled_are_not_there(self):
        item = self.invoice(100, "2026-05-01")
        item.move_id.button_draft()
        self.assertEqual(self.rows(item), [])
        item.move_id.button_cancel()
        self.assertEqual(self.rows(item), [])

    def test_grouped_by_week_month_and_fields_of_the_customer(self):
        belgium, france = self.env.ref("base.be"), self.env.ref("base.fr")
        self.customer.country_id = belgium
        other = self.make_customer("Autre", country_id=france.id)
        self.invoice(100, "2026-05-01")
        self.invoice(10, "2026-05-02", other)
        self.invoice(1, "2026-05-04", other)  # the week begins on Sunday, as the language has it
        group = self.forecast._read_group
        weeks = dict(group([], ["date_expected:week"], ["amount:sum"]))
        self.assertEqual(
            {str(week)[:10]: amount for week, amount in weeks.items()},
            {"2026-04-26": 110, "2026-05-03": 1},
        )
        for path in ("country_id", "debtor_id.country_id"):
            self.assertEqual(dict(group([], [path], ["amount:sum"])), {belgium: 100, france: 11})
        found = self.forecast.search([("debtor_id.country_id", "=", belgium.id)])
        self.assertEqual(found.mapped("amount"), [100])

    # --- several companies ----------------------------------------------------------------

    def test_another_currency_is_converted_at_todays_rate_and_says_so(self):
        other = self.other_company()
        other.currency_id = self.usd
        self.env["res.currency.rate"].create(
            {"name": "2026-01-01", "rate": 0.5, "currency_id": self.eur.id, "company_id": other.id}
        )
        mine = self.invoice(100, "2026-05-01")
        partner = self.make_customer("Abroad")
        move = (
            self.env["account.move"]
            .with_company(other)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": "2026-03-01",
                    "invoice_date_due": "2026-05-01",
                    "invoice_payment_term_id": False,
                    "currency_id": self.usd.id,
                    "company_id": other.id,
                    "invoice_line_ids": [
                        Command.create(
                            {"name": "Work", "quantity": 1, "price_unit": 80, "tax_ids": []}
                        )
                    ],
                }
            )
        )
        move.action_post()
        self.forecast.invalidate_model()
        both = self.forecast.with_context(allowed_company_ids=[self.company.id, other.id])
        rows = both.search([]).sorted("amount")
        self.assertEqual(rows.mapped("company_id"), other | self.company)
        # 1 USD = 0.50 EUR: 80 USD are 40 EUR
        self.assertEqual(rows.mapped("amount"), [40, 100])
        self.assertEqual(rows.mapped("amount_company"), [80, 100])
        self.assertEqual(rows.report_currency_id, self.eur)
        words = " ".join(both.get_assumptions()["sentences"])
        self.assertIn("1 USD = 0.5000 EUR", words)
        alone = self.rows_of(allowed_company_ids=self.company.ids)
        self.assertEqual(alone.move_line_id, mine)

    def test_other_companies_see_nothing(self):
        item = self.invoice(100, "2026-05-01")
        other = self.setup_other_company(name="Third")["company"]
        stranger = new_test_user(
            self.env,
            "stranger_forecast",
            "account_dunning_levels.group_dunning_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        row = self.rows_of(item)
        mine = self.forecast.with_user(stranger).with_context(allowed_company_ids=other.ids)
        self.assertFalse(mine.search([("move_line_id", "=", item.id)]))
        with self.assertRaises(MissingError):
            mine.browse(row.id).check_access("read")

    def test_readers_see_it_without_rights_on_journal_items(self):
        self.on_the_bank(50)
        item = self.invoice(100, "2026-05-01")
        reader = new_test_user(
            self.env,
            "reader_forecast",
            "account_dunning_levels.group_dunning_reader",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.env.invalidate_all()
        rows = self.forecast.with_user(reader)
        found = rows.web_search_read(
            [],
            {"amount": {}, "move_id": {"fields": {"display_name": {}}}, "display_name": {}},
        )["records"]
        self.assertEqual([row["amount"] for row in found], [50, 100])
        self.assertEqual(found[1]["move_id"]["id"], item.move_id.id)
        self.assertTrue(rows.get_assumptions()["sentences"])
        with self.assertRaises(AccessError):
            rows.search([], limit=1).write({"amount": 0})

    def test_employees_without_the_group_see_nothing(self):
        employee = new_test_user(self.env, "employee_forecast", "base.group_user")
        rows = self.forecast.with_user(employee)
        for call in (lambda: rows.search([]), rows.get_assumptions):
            with self.assertRaises(AccessError):
                call()

    # --- the assumptions ------------------------------------------------------------------

    def open_wizard(self, **values):
        wizard = self.env["account.dunning.forecast.open"].create({})
        wizard.write(values)
        return wizard

    def test_wizard_shows_the_settings_and_changes_them_for_one_view(self):
        self.company.dunning_forecast_overdue_days = 9
        item = self.invoice(100, "2026-02-28")
        with Form(self.env["account.dunning.forecast.open"]) as form:
            self.assertEqual(form.overdue_days, 9)
            self.assertEqual(str(form.date_until), "2026-06-30")  # 13 weeks
            form.overdue_days = 21
        action = form.record.action_show()
        self.assertEqual(action["context"]["dunning_forecast"], {"overdue_days": 21})
        self.assertEqual(action["domain"], [("date_expected", "<=", "2026-06-30")])
        self.assertEqual(self.rows(item)[0][2], "2026-04-09")
        self.assertEqual(self.rows(item, **action["context"])[0][2], "2026-04-21")
        self.assertEqual(self.company.dunning_forecast_overdue_days, 9)
        words = self.forecast.with_context(**action["context"]).get_assumptions()
        self.assertTrue(words["changed"])
        self.assertIn("in 21 days", words["sentences"][0])

    def test_reader_without_invoicing_opens_the_forecast(self):
        item = self.invoice(100, "2026-04-10")
        reader = new_test_user(
            self.env,
            "reader_opens_forecast",
            "account_dunning_levels.group_dunning_reader",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with Form(self.env["account.dunning.forecast.open"].with_user(reader)) as form:
            form.overdue_days = 21
        action = form.record.action_show()
        self.assertEqual(action["context"]["dunning_forecast"], {"overdue_days": 21})
        rows = self.forecast.with_user(reader).with_context(**action["context"])
        found = rows.search([*action["domain"], ("move_line_id", "=", item.id)])
        self.assertEqual(found.amount, 100)

    def test_wizard_that_changes_nothing_leaves_the_settings_to_the_companies(self):
        action = self.open_wizard().action_show()
        self.assertEqual(action["context"]["dunning_forecast"], {})
        self.assertFalse(self.forecast.get_assumptions()["changed"])

    def test_wizard_by_month_for_one_side(self):
        action = self.open_wizard(period="month", side="receipt").action_show()
        self.assertEqual(action["context"]["graph_groupbys"], ["date_expected:month"])
        self.assertIn(("kind", "=", "receipt"), action["domain"])

    def test_wizard_measures_stale_habits(self):
        self.paid(100, "2026-01-31", "2026-02-10")
        self.open_wizard().action_show()
        payer = self.payers.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(payer.average_days_late, 10)

    def test_wizard_refuses_what_makes_no_sense(self):
        for values, words in (
            ({"date_until": "2026-03-30"}, ("Look ahead until", "has passed")),
            ({"overdue_days": -1}, ("Overdue items", "from 0 to 1000", "-1")),
            ({"min_items": 0}, ("Fewest paid items", "from 1 to 1000", "not 0")),
        ):
            with self.assertRefused(*words):
                self.open_wizard(**values).action_show()
        self.assertTrue(self.open_wizard(date_until=TODAY, overdue_days=0).action_show())

    def test_nonsense_in_the_context_is_not_taken(self):
        item = self.invoice(100, "2026-02-28")
        for nonsense in (
            "text",
            {"overdue_days": "1; DROP TABLE", "journal_ids": "x", "include_disputed": 3},
            {"journal_ids": [self.company_data["default_journal_misc"].id]},
        ):
            self.assertEqual(self.rows(item, dunning_forecast=nonsense)[0][2], SOON)
        self.assertEqual(self.rows(item, dunning_forecast={"overdue_days": -5})[0][2], TODAY)

    def test_assumptions_say_the_figures_used(self):
        self.habit(self.customer, 12)
        [words] = self.forecast.get_assumptions()["sentences"]
        for part in ("3 paid items", "12 days after the due date", "in 7 days", self.bank.name):
            self.assertIn(part, words)
