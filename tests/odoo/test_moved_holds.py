"""A held customer becomes a contact of another company: what was left alone stays so.

Today is 2026-03-31; the invoices are overdue, so that only a hold keeps them off a run.
"""

from dunning_common import DunningCommon, day
from freezegun import freeze_time
from test_holds import HoldMixin

from odoo import Command
from odoo.tests import new_test_user, tagged


class MovedCommon(HoldMixin, DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.make_customer("Groep BV")

    def join(self, partner=None, **values):
        """The customer becomes a contact of Groep BV."""
        (partner or self.customer).write(
            {"parent_id": self.group.id, "is_company": False, **values}
        )
        self.env.flush_all()
        self.env.invalidate_all()

    def holds_of(self, item):
        return self.env["account.dunning.hold"].search([("move_line_id", "=", item.id)])

    def reasons(self, *items, on="2026-03-31"):
        with freeze_time(on):
            run = self.make_run(on)
            found = [self.reason_of(item, run) for item in items]
            run.action_cancel()
            return found


@tagged("post_install", "-at_install")
class TestBecomesContact(MovedCommon):
    def test_items_stay_on_hold_and_the_company_s_own_are_reminded(self):
        first, second = self.invoice(100), self.invoice(50)
        other = self.invoice(30, partner=self.group)
        hold = self.hold(reason="Complaint", date_until="2026-04-10")
        self.join()
        self.assertEqual(first.partner_id, self.group)
        self.assertEqual(self.reasons(first, second, other), ["blocked", "blocked", False])
        self.assertEqual((hold.state, hold.active), ("lifted", False))
        for item in (first, second):
            own = self.holds_of(item)
            self.assertEqual((own.kind, own.reason), ("blocked", "Complaint"))
            self.assertEqual((own.date_from, own.date_until), (hold.date_from, hold.date_until))

    def test_every_screen_gives_the_same_answer(self):
        item, other = self.invoice(100), self.invoice(30, partner=self.group)
        self.hold("disputed", reason="Wrong goods")
        self.join()
        row = self.env["account.dunning.item"].browse(item.id)
        self.assertEqual((row.is_held, row.hold_kind), (True, "disputed"))
        self.assertFalse(self.env["account.dunning.item"].browse(other.id).is_held)
        self.assertEqual(item.action_dunning_explain()["reason"], "blocked")
        self.assertEqual(other.action_dunning_explain()["reason"], "")
        self.assertIn("Wrong goods", item.move_id.dunning_hold_words)
        self.assertFalse(other.move_id.dunning_hold_words)
        customer = self.env["account.dunning.worklist"].with_company(self.company)
        customer = customer.browse(self.group.id)
        self.assertEqual((customer.amount_hold, customer.to_collect), (100, 30))
        forecast = self.env["account.dunning.forecast"].with_company(self.company)
        found = forecast.search([("debtor_id", "=", self.group.id)])
        self.assertEqual(
            {row.move_line_id: row.basis == "disputed" for row in found},
            {item: True, other: False},
        )

    def test_last_day_stays_the_last_day(self):
        item = self.invoice(100)
        self.hold(date_until="2026-04-10")
        self.join()
        self.assertEqual(self.reasons(item, on="2026-04-10"), ["blocked"])
        self.assertEqual(self.reasons(item, on="2026-04-11"), [False])

    def test_hold_that_starts_later_still_starts(self):
        item = self.invoice(100)
        self.hold(date_from="2026-04-05")
        self.join()
        self.assertEqual(self.reasons(item, on="2026-04-04"), [False])
        self.assertEqual(self.reasons(item, on="2026-04-05"), ["blocked"])

    def test_hold_of_the_past_is_not_brought_back(self):
        item = self.invoice(100)
        hold = self.hold(date_from="2026-03-01", date_until="2026-03-30")
        self.join()
        self.assertFalse(self.holds_of(item))
        self.assertEqual(hold.state, "ended")
        self.assertTrue(hold.active)

    def test_later_invoice_is_the_company_s_and_is_reminded(self):
        self.invoice(100)
        self.hold()
        self.join()
        self.assertEqual(self.reasons(self.invoice(20)), [False])

    def test_what_happened_stands_in_the_history(self):
        item = self.invoice(100)
        hold = self.hold()
        self.join()
        told = "Peeters NV is a contact of Groep BV now. Open items that stay on hold, each"
        self.assertIn(told, self.messages(hold))
        self.assertIn("stay on hold", self.messages(self.customer))
        self.assertIn("Peeters NV", self.messages(self.holds_of(item)))
        self.assertIn("The item is on hold", self.messages(item.move_id))

    def test_company_below_a_company_owes_its_items_itself_and_keeps_its_hold(self):
        item = self.invoice(100)
        hold = self.hold()
        self.customer.parent_id = self.group
        self.assertEqual(self.customer.commercial_partner_id, self.customer)
        self.assertTrue(hold.in_force)
        self.assertFalse(self.holds_of(item))
        # now it is no company any more
        self.customer.is_company = False
        self.assertEqual(self.reasons(item), ["blocked"])
        self.assertTrue(self.holds_of(item))

    def test_two_steps_by_company_type(self):
        item = self.invoice(100)
        self.hold()
        self.customer.write({"company_type": "person", "parent_id": self.group.id})
        self.assertEqual(self.customer.commercial_partner_id, self.group)
        self.assertEqual(self.reasons(item), ["blocked"])
        self.assertEqual(len(self.holds_of(item)), 1)

    def test_who_may_only_change_contacts_keeps_holds_too(self):
        item = self.invoice(100)
        self.hold()
        clerk = new_test_user(
            self.env,
            "clerk",
            "base.group_user,base.group_partner_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.customer.with_user(clerk).write({"parent_id": self.group.id, "is_company": False})
        self.assertEqual(self.reasons(item), ["blocked"])
        self.assertEqual(self.holds_of(item).user_id, self.env.user)

    def test_hold_of_another_company_is_kept_there(self):
        other = self.other_company()
        item = self.invoice(100)
        self.hold(company_id=other.id)
        self.join()
        self.assertEqual(self.reasons(item), [False])

    def test_other_changes_of_the_customer_leave_the_hold_alone(self):
        item = self.invoice(100)
        hold = self.hold()
        self.customer.write({"name": "Peeters en Zonen", "is_company": True, "parent_id": False})
        self.assertTrue(hold.in_force)
        self.assertFalse(self.holds_of(item))


@tagged("post_install", "-at_install")
class TestPromiseOfContact(MovedCommon):
    def test_what_is_still_to_come_is_divided_over_the_items_oldest_first(self):
        old, young = self.invoice(100, "2026-01-31"), self.invoice(50, "2026-02-28")
        hold = self.hold("promise", amount=120, date_until="2026-04-10")
        self.pay(old, 30)
        self.join()
        # 120 less 30 is 90: the 70 left of the old one, 20 of the young one
        self.assertEqual(self.holds_of(old).mapped("amount"), [70])
        self.assertEqual(self.holds_of(young).mapped("amount"), [20])
        self.assertEqual((hold.state, hold.amount_received), ("lifted", 30))
        self.assertEqual(self.reasons(old, young, on="2026-04-10"), ["blocked", "blocked"])
        self.pay(old, 70, dated="2026-04-09")
        self.night("2026-04-11")
        self.assertEqual(self.holds_of(old).state, "kept")
        self.assertEqual(self.holds_of(young).state, "broken")

    def test_instalments_are_divided_too(self):
        old, young = self.invoice(100, "2026-01-31"), self.invoice(50, "2026-02-28")
        self.plan(("2026-04-10", 60), ("2026-05-10", 60))
        self.join()

        def dues(item):
            return [(str(one.date), one.amount) for one in self.holds_of(item).instalment_ids]

        self.assertEqual(dues(old), [("2026-04-10", 60), ("2026-05-10", 40)])
        self.assertEqual(dues(young), [("2026-05-10", 20)])
        self.assertEqual(set(self.holds_of(old).mapped("kind")), {"plan"})

    def test_item_the_promise_does_not_reach_is_blocked_as_long(self):
        self.company.dunning_promise_tolerance_days = 2
        old, young = self.invoice(100, "2026-01-31"), self.invoice(50, "2026-02-28")
        foreign = self.invoice(40, "2026-02-28", currency=self.usd)
        self.hold("promise", amount=100, date_until="2026-04-10", reason="By phone")
        self.join()
        self.assertEqual(self.holds_of(old).kind, "promise")
        for item in (young, foreign):
            own = self.holds_of(item)
            self.assertEqual((own.kind, own.date_until), ("blocked", day("2026-04-12")))
            self.assertIn("By phone", own.reason)


@tagged("post_install", "-at_install")
class TestOtherWays(MovedCommon):
    def test_contact_that_leaves_a_held_company_takes_its_own_items_along(self):
        desk = self.env["res.partner"].create({"name": "Desk", "parent_id": self.customer.id})
        accounts = self.company_data
        lines = [
            {"account_id": accounts["default_account_receivable"].id, "debit": 80.0},
            {"account_id": accounts["default_account_revenue"].id, "credit": 80.0},
        ]
        entry = self.env["account.move"].create(
            {
                "date": "2026-01-31",
                "journal_id": accounts["default_journal_misc"].id,
                "line_ids": [Command.create({**line, "partner_id": desk.id}) for line in lines],
            }
        )
        entry.action_post()
        moved, stays = self.receivable(entry), self.invoice(100)
        moved.write({"no_followup": False, "date_maturity": "2026-02-28"})
        hold = self.hold(date_until="2026-04-10")
        desk.parent_id = False
        self.assertEqual(moved.partner_id.commercial_partner_id, desk)
        self.assertEqual(self.reasons(moved, stays), ["blocked", "blocked"])
        self.assertEqual(self.holds_of(moved).date_until, day("2026-04-10"))
        self.assertTrue(hold.in_force)
        self.assertFalse(self.holds_of(stays))
        self.assertIn("Owed by Desk now, open items that stay on hold", self.messages(hold))

    def test_contacts_that_are_merged(self):
        desk = self.env["res.partner"].create({"name": "Desk", "parent_id": self.group.id})
        person = self.make_customer("An Peeters", is_company=False)
        item = self.invoice(100, partner=person)
        hold = self.hold(partner_id=person.id, date_until="2026-04-10")
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge([person.id, desk.id], desk, extra_checks=False)
        self.env.invalidate_all()
        self.assertEqual(item.partner_id.commercial_partner_id, self.group)
        self.assertEqual(self.reasons(item), ["blocked"])
        self.assertEqual(self.holds_of(item).date_until, day("2026-04-10"))
        self.assertEqual(hold.state, "lifted")
        self.night("2026-04-01")
        self.assertEqual(len(self.holds_of(item)), 1)
