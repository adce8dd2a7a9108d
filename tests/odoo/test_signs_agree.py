"""List, “Why?”, work list, cockpit, open items, forecast, simulation and hand-over give one answer.

Random ledgers that hold every sign; the seed is in the name of a failure.
"""

import random
from collections import Counter
from datetime import timedelta

from dunning_common import TODAY, day
from signs_common import SignsCommon

from odoo.tests import tagged

from odoo.addons.account_dunning_levels.engine.signs import windows

#: of the item itself: what these leave out, no window calls for
HELD_BACK = {*windows.CODES, "direct_debit"}


@tagged("post_install", "-at_install")
class TestAgreement(SignsCommon):
    def make_ledger(self, random_):
        self.company.write(
            {
                "dunning_non_trade": random_.random() < 0.3,
                "dunning_oldest_due_date": random_.choice([False, "2026-01-20"]),
                "dunning_collect_days": random_.choice([0, 20, 60]),
                "dunning_unsent": random_.choice(["leave_out", "warn", "ignore"]),
            }
        )
        self.loans = self.loan_account()
        customers = [self.make_customer(f"Customer {number}") for number in range(4)]
        items = self.env["account.move.line"]
        for number in range(40):
            kind = self.KINDS[number % len(self.KINDS)]
            items |= kind(self, random_, random_.choice(customers))
        return items

    def some_invoice(self, random_, partner, **values):
        due = day("2026-01-05") + timedelta(days=random_.randrange(95))
        amount = random_.randrange(100, 1000)
        return self.invoice(amount, due.isoformat(), partner, **values)

    def unsent(self, random_, partner):
        return self.some_invoice(random_, partner, sent=False)

    def blocked(self, random_, partner):
        item = self.some_invoice(random_, partner)
        item.move_id.action_toggle_block_payment()
        return item

    def paying(self, random_, partner):
        item = self.some_invoice(random_, partner)
        share = random_.choice([0.5, 1])
        self.in_process(item, item.amount_residual * share)
        return item

    def collecting(self, random_, partner):
        item = self.some_invoice(random_, partner)
        item.move_id.preferred_payment_method_line_id = self.collected
        if random_.random() < 0.3:
            self.in_process(item, item.amount_residual).action_reject()
        return item

    def paid_out(self, random_, partner):
        return self.entry(
            True, random_.randrange(10, 90), self.bank, random_.choice([None, TODAY]), partner
        )

    def loan(self, random_, partner):
        return self.entry(
            True,
            300.0,
            due=random_.choice([None, "2026-02-01"]),
            partner=partner,
            account=self.loans,
        )

    def undated(self, random_, partner):
        return self.entry(True, random_.randrange(10, 90), partner=partner)

    def credit(self, random_, partner):
        return self.credit_note(random_.randrange(10, 50), partner=partner)

    KINDS = (
        some_invoice,
        unsent,
        blocked,
        paying,
        collecting,
        paid_out,
        loan,
        undated,
        some_invoice,
        credit,
    )

    def test_all_windows_agree_on_random_ledgers(self):
        for seed in range(4):
            with self.subTest(seed=seed), self.env.cr.savepoint() as savepoint:
                items = self.make_ledger(random.Random(seed))
                self.assertAgreement(items)
                savepoint.rollback()
            self.env.invalidate_all()

    def assertAgreement(self, items):
        run = self.make_run()
        listed = {line.move_line_id: line for line in run.line_ids}
        claims = items.filtered(lambda item: item.amount_residual > 0)
        answers = dict(zip(claims, claims.action_dunning_explain(TODAY), strict=True))
        shown = {item.id: item for item in self.env["account.dunning.item"].browse(claims.ids)}
        for item in claims:
            reason = answers[item]["reason"]
            line = listed.get(item, self.env["account.dunning.notice.line"])
            if reason not in ("not_due", *self.on_total) and line:
                self.assertEqual(line.reason or "", reason, item.name)
            self.assertSign(item, reason, shown[item.id].sign)
        self.assertWorklist(claims, items - claims, answers)
        self.assertForecast(claims, answers)
        self.assertSimulation(run)
        self.assertHandOver(claims, answers)

    on_total = ("in_credit", "below_minimum")

    def assertSign(self, item, reason, sign):
        """The window knows the same sign, unless another reason comes before it."""
        if reason in windows.CODES:
            self.assertEqual(sign, reason, item.name)
        elif reason != "not_due":
            self.assertFalse(sign, item.name)

    def assertWorklist(self, claims, credits, answers):
        for partner in (claims | credits).partner_id:
            row = self.row_of(partner)
            own = claims.filtered(lambda item, partner=partner: item.partner_id == partner)
            owed = sum(
                item.amount_residual
                for item in own
                if answers[item]["days_overdue"] > 0 and answers[item]["reason"] not in HELD_BACK
            )
            lowered = sum(item.amount_residual for item in credits if item.partner_id == partner)
            self.assertAlmostEqual(row.to_collect, max(owed + lowered, 0), 2, partner.name)
            late = [
                answers[item]["days_overdue"]
                for item in own
                if answers[item]["reason"] not in HELD_BACK
            ]
            self.assertEqual(row.days_late, max(late, default=0), partner.name)

    def assertForecast(self, claims, answers):
        rows = self.env["account.dunning.forecast"].search([("move_line_id", "in", claims.ids)])
        for row in rows:
            reason = answers[row.move_line_id]["reason"]
            blocked = row.move_line_id.move_id.payment_state == "blocked"
            expected = not (reason == "not_claim" or blocked)
            self.assertEqual(row.included, expected, row.move_line_id.name)
            if reason == "no_due_date":
                self.assertFalse(row.is_passed)

    def assertHandOver(self, claims, answers):
        """A lawyer gets what a letter could ask, be it due or not."""
        for partner in claims.partner_id:
            hold = self.env["account.dunning.hold"].new(
                {"partner_id": partner.id, "company_id": self.company.id, "kind": "handed_over"}
            )
            handed = hold._claim_items()
            for item in claims.filtered(lambda item, partner=partner: item.partner_id == partner):
                reason = answers[item]["reason"]
                if reason != "not_due":
                    self.assertEqual(item in handed, reason not in windows.CODES, item.name)

    def assertSimulation(self, run):
        simulation = self.env["account.dunning.simulation"].create({"company_id": self.company.id})
        simulation.action_simulate()
        counted = Counter()
        for line in simulation.line_ids:
            counted[line.reason or ""] += line.item_count
        listed = Counter(line.reason or "" for line in run.line_ids if line.outcome != "credit")
        self.assertEqual(counted, listed)
