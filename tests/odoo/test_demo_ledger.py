"""The demo ledger: it installs once, and every reason of the specification occurs in it."""

from datetime import timedelta

from freezegun import freeze_time

from odoo.tests import TransactionCase, tagged

from odoo.addons.account_dunning_levels.rules.decide import reasons

#: told on an invoice, never on a control list: items that are not late are not listed
TOLD_BY_EXPLAIN = {"not_due"}
#: of the law: only where a company lets items wait, or somebody deleted a rate, see
#: test_law_reminders; at the last look: only on lists that are sent, see test_send_reread
TOLD_ELSEWHERE = {reasons.LAW, reasons.LAST_LOOK}
#: what Odoo itself says about a debt, see test_signs_claims and test_signs_invoices
ODOO_SIGNS = {
    "direct_debit",
    "in_payment",
    "no_due_date",
    "non_trade",
    "not_claim",
    "too_old",
    "unsent",
}


@tagged("post_install", "-at_install")
class TestDemoLedger(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # early January: the items lie in two years
        freezer = freeze_time("2026-01-09")
        freezer.start()
        cls.addClassCleanup(freezer.stop)
        cls.company = cls.env["res.company"].create(
            {
                "name": "Demo company",
                "currency_id": cls.env.ref("base.EUR").id,
                "country_id": cls.env.ref("base.be").id,
                "company_registry": "0123.456.749",
            }
        )
        cls.env.user.company_ids |= cls.company
        cls.env["account.chart.template"].try_loading("be_comp", cls.company)
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids, "lang": "en_US"}
        )
        cls.company = cls.company.with_env(cls.env)
        cls.demo = cls.env["account.dunning.demo"]
        cls.customers_before = cls.env["res.partner"].search([])
        cls.installed = cls.demo._install(cls.company)
        cls.branch = cls.company.child_ids
        cls.today = cls.company._dunning_today()

    @classmethod
    def open_items(cls, company):
        return cls.env["account.move.line"].search(
            [
                ("company_id", "=", company.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )

    def propose(self, company=None, **values):
        company = company or self.company
        run = (
            self.env["account.dunning.run"]
            .with_company(company)
            .create({"company_id": company.id, **values})
        )
        run.action_propose()
        return run

    def reasons_of_all_runs(self):
        """What runs of today leave out: one as it is, one with criteria, one of the branch."""
        run = self.propose()
        run.notice_ids[0].action_skip("Not this week")
        filtered = self.propose(
            key_date=self.today + timedelta(days=1), item_domain="[('amount_residual', '>', 2000)]"
        )
        lines = run.line_ids | filtered.line_ids | self.propose(self.branch).line_ids
        return set(lines.filtered("reason").mapped("reason"))

    def test_every_reason_occurs(self):
        told = {
            result["reason"]
            for result in self.open_items(self.company).action_dunning_explain(self.today)
        }
        self.assertLessEqual(TOLD_BY_EXPLAIN, told)
        expected = {
            reason.code for reason in reasons.in_order() if reason.decided_by not in TOLD_ELSEWHERE
        } - (TOLD_BY_EXPLAIN | ODOO_SIGNS)
        self.assertEqual(self.reasons_of_all_runs(), expected)

    def test_items_are_blocked_in_every_way(self):
        details = self.propose().line_ids.filtered(lambda line: line.reason == "blocked")
        self.assertEqual(
            set(details.mapped("detail")),
            {"disabled", "disputed", "no_followup", "plan", "promise"},
        )

    def test_about_fifteen_customers_and_sixty_items(self):
        self.assertTrue(self.installed)
        made = self.env["res.partner"].search([]) - self.customers_before
        items = self.open_items(self.company) | self.open_items(self.branch)
        debtors = items.partner_id.commercial_partner_id
        self.assertLessEqual(debtors, made)
        self.assertGreaterEqual(len(debtors), 14)
        self.assertLessEqual(len(debtors), 20)
        self.assertGreaterEqual(len(items), 55)
        self.assertLessEqual(len(items), 65)
        self.assertEqual(len(items.currency_id), 2)

    def test_second_install_adds_nothing(self):
        models = ("res.partner", "account.move", "account.dunning.run", "res.company")
        before = {name: self.env[name].search_count([]) for name in models}
        self.assertFalse(self.demo._install(self.company))
        self.assertEqual({name: self.env[name].search_count([]) for name in models}, before)

    def test_languages_of_the_letters_are_installed(self):
        notices = self.propose().notice_ids
        languages = set(notices.mapped("lang"))
        self.assertLessEqual(
            languages, {code for code, _name in self.env["res.lang"].get_installed()}
        )
        self.assertEqual({code.split("_")[0] for code in languages}, {"nl", "fr", "de", "en"})
        self.assertFalse(notices.filtered(lambda notice: "lang" in (notice.warning_codes or "")))

    def test_levels_channels_and_warnings_vary(self):
        notices = self.propose().notice_ids
        self.assertEqual(set(notices.mapped("level")), {1, 2, 3})
        self.assertEqual(set(notices.mapped("channel")), {"email", "print", "both", "phone"})
        codes = {code for notice in notices for code in (notice.warning_codes or "").split(",")}
        self.assertLessEqual({"no_email", "email_invalid", "no_email_wanted"}, codes)
        self.assertEqual(len(notices.sheet_id), 4)

    def test_consumer_is_warned_free_of_charge_and_charged_by_law_later(self):
        notices = self.propose().notice_ids.grouped(lambda notice: notice.partner_id.name)
        first, second = notices["Élodie Marchand"], notices["Lotte Peeters"]
        self.assertEqual((first.level, first.fine_amount, first.interest_amount), (1, 0, 0))
        self.assertEqual(second.level, 2)
        self.assertEqual(second.amount_residual, 541.55)
        # 65 and 5 % of what is above 500
        self.assertEqual(second.fine_amount, 67.07)
        self.assertGreater(second.interest_amount, 0)

    def test_history_was_sent_and_counts(self):
        runs = self.env["account.dunning.run"].search([("company_id", "=", self.company.id)])
        self.assertEqual(set(runs.mapped("state")), {"done"})
        self.assertEqual(set(runs.notice_ids.mapped("state")), {"sent"})
        claims = runs.line_ids.filtered(lambda line: line.outcome == "claim")
        self.assertTrue(claims.filtered(lambda line: line.move_line_id.reconciled))
        for line in claims:
            self.assertEqual(line.move_line_id.dunning_level, 1)
            self.assertEqual(line.move_line_id.dunning_date, line.run_id.key_date)

    def test_most_customers_paid_invoices_before_so_their_behaviour_is_known(self):
        paid = self.env["account.move"].search(
            [
                ("company_id", "=", self.company.id),
                ("move_type", "=", "out_invoice"),
                ("payment_state", "in", ("paid", "in_payment")),
            ]
        )
        self.assertGreaterEqual(len(paid), 30)
        self.assertGreaterEqual(len(paid.commercial_partner_id), 9)

    def test_vendors_have_bills_that_are_due_and_not_due(self):
        payables = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company.id),
                ("account_type", "=", "liability_payable"),
                ("reconciled", "=", False),
                ("parent_state", "=", "posted"),
            ]
        )
        self.assertTrue(payables.filtered(lambda line: line.date_maturity < self.today))
        self.assertTrue(payables.filtered(lambda line: line.date_maturity > self.today))

    def test_holds_of_every_kind_and_a_promise_that_was_not_kept(self):
        holds = self.env["account.dunning.hold"].search([("company_id", "=", self.company.id)])
        self.assertEqual(set(holds.mapped("kind")), {"disputed", "promise", "plan"})
        self.assertEqual(set(holds.mapped("state")), {"in_force", "broken"})
        results = self.env["account.dunning.note"].search([]).mapped("result")
        self.assertLessEqual({"reached", "promise", "dispute", "no_answer"}, set(results))

    def test_company_without_chart_is_left_alone(self):
        other = self.env["res.company"].create({"name": "No books"})
        self.assertFalse(self.demo._install(other))
