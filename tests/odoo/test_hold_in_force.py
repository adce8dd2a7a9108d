"""Which hold is in force, and which one shows where there are several (SPEC sections 1 and 4)."""

import random
from datetime import timedelta

from dunning_common import DunningCommon, day
from freezegun import freeze_time
from test_holds import HoldMixin

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.account_dunning_levels.engine.ledger import in_force
from odoo.addons.account_dunning_levels.rules.decide import hold_state

SEED = 20260331


@tagged("post_install", "-at_install")
class TestHoldShown(HoldMixin, DunningCommon):
    def shown(self, item):
        """The hold of an item in the control list, in the window of open items and in "Why?"."""
        run = self.make_run()
        listed = self.line_of(item, run)
        self.env.flush_all()
        answer = item.action_dunning_explain()
        why = next(rule for rule in answer["rules"] if rule["rule"] == "blocked")
        window = self.env["account.dunning.item"].browse(item.id)
        self.assertEqual(why["sentence"], listed.detail_words)
        shown = listed.hold_id, window.hold_id
        run.action_cancel()  # the next list can be made
        return shown

    def test_of_a_block_and_a_dispute_without_end_all_places_show_the_dispute(self):
        item = self.invoice(100)
        disputed = self.hold("disputed", move_line_id=item.id)
        self.hold("blocked", move_line_id=item.id, date_until="2026-04-10")
        self.assertEqual(self.shown(item), (disputed, disputed))

    def test_of_two_holds_with_a_last_day_all_places_show_the_later_one(self):
        item = self.invoice(100)
        later = self.hold("disputed", move_id=item.move_id.id, date_until="2026-04-20")
        self.hold("blocked", move_id=item.move_id.id, date_until="2026-04-10")
        self.assertEqual(self.shown(item), (later, later))

    def test_of_two_holds_that_end_together_all_places_show_the_newer_one(self):
        self.hold("blocked", date_until="2026-04-10")
        newer = self.hold("disputed", date_until="2026-04-10")
        self.assertEqual(self.shown(self.invoice(100)), (newer, newer))

    def test_of_holds_on_customer_invoice_and_item_all_places_show_the_nearest(self):
        item = self.invoice(100)
        held = {}
        for name, subject in (
            ("customer", {}),
            ("invoice", {"move_id": item.move_id.id}),
            ("item", {"move_line_id": item.id}),
        ):
            held[name] = self.hold("disputed", **subject)
            self.assertEqual(self.shown(item), (held[name], held[name]), name)

    def test_hold_of_the_head_office_shows_on_the_items_of_its_branch(self):
        head = self.make_customer("Head office")
        self.customer.dunning_head_office_id = head
        item = self.invoice(100)
        of_head = self.hold("disputed", partner_id=head.id)
        self.assertEqual(self.shown(item), (of_head, of_head))
        self.assertTrue(self.env["account.dunning.item"].browse(item.id).is_held)
        of_branch = self.hold("disputed")
        self.assertEqual(self.shown(item), (of_branch, of_branch))

    def test_forecast_goes_by_the_promise_that_the_window_shows(self):
        item = self.invoice(100)
        later = self.promise(item, by="2026-04-20")
        self.promise(item, by="2026-04-10")
        self.env.flush_all()
        window = self.env["account.dunning.item"].browse(item.id)
        forecast = self.env["account.dunning.forecast"].search([("move_line_id", "=", item.id)])
        self.assertEqual((window.hold_id, forecast.hold_id), (later, later))
        self.assertEqual(forecast.date_expected, day("2026-04-20"))


@tagged("post_install", "-at_install")
class TestInForce(HoldMixin, DunningCommon):
    """One rule in three places: the rules in Python, the SQL of the engine, and the search."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        chance = random.Random(SEED)
        near = [day("2026-03-31") + timedelta(days=step) for step in range(-3, 4)]
        holds = cls.env["account.dunning.hold"].create(
            [
                {
                    "kind": chance.choice(("blocked", "disputed")),
                    "partner_id": cls.customer.id,
                    "company_id": cls.company.id,
                    "date_from": day("2026-01-01"),
                }
                for _number in range(120)
            ]
        )
        cls.env.flush_all()
        for hold in holds:  # whatever the checks of the form would say of it
            cls.env.cr.execute(
                SQL(
                    "UPDATE account_dunning_hold SET active = %s, state = %s, date_from = %s,"
                    " date_last = %s WHERE id = %s",
                    chance.random() < 0.8,
                    chance.choice((None, "upcoming", "in_force", "kept", "broken", "ended")),
                    chance.choice(near),
                    chance.choice([None, *near]),
                    hold.id,
                )
            )
        cls.env.invalidate_all()
        cls.holds = holds

    def by_rules(self, on, today):
        return self.holds.filtered(
            lambda hold: hold_state.in_force(
                hold.active,
                hold.state,
                hold.date_from,
                hold.date_last or None,
                on,
                today,
            )
        )

    def by_sql(self, on, today):
        rows = self.env.execute_query(
            SQL(
                "SELECT hold.id FROM account_dunning_hold hold WHERE hold.id = ANY(%s) AND %s",
                self.holds.ids,
                in_force.condition("hold", on, today),
            )
        )
        return self.holds.browse([row[0] for row in rows])

    def test_sql_of_the_engine_finds_what_the_rules_say_on_days_before_and_after_today(self):
        today = day("2026-03-31")
        for step in range(-2, 3):
            on = today + timedelta(days=step)
            expected = self.by_rules(on, today)
            self.assertEqual(set(self.by_sql(on, today).ids), set(expected.ids), on)
            self.assertTrue(expected, on)
            self.assertTrue(self.holds - expected, on)

    def test_search_and_field_say_what_the_rules_say_today(self):
        today = day("2026-03-31")
        expected = self.by_rules(today, today)
        everything = self.env["account.dunning.hold"].with_context(active_test=False)
        mine = [("id", "in", self.holds.ids)]
        self.assertEqual(self.holds.filtered("in_force"), expected)
        self.assertEqual(self.holds.filtered_domain([("in_force", "=", True)]), expected)
        found = everything.search([*mine, ("in_force", "=", True)])
        self.assertEqual(set(found.ids), set(expected.ids))
        others = everything.search([*mine, ("in_force", "=", False)])
        self.assertEqual(set(others.ids), set((self.holds - expected).ids))

    def test_where_it_is_tomorrow_already_the_hold_of_today_is_over(self):
        """31 March, 20:00 in Brussels: in Auckland it is 1 April."""
        far = self.other_company("Auckland Ltd")
        far.partner_id.tz, self.company.partner_id.tz = "Pacific/Auckland", "Europe/Brussels"
        here, there = (
            self.hold(company_id=company.id, date_from="2026-03-01", date_until="2026-03-31")
            for company in (self.company, far)
        )
        companies = self.env["account.dunning.hold"].with_context(
            allowed_company_ids=(self.company | far).ids
        )
        with freeze_time("2026-03-31 18:00:00"):
            self.env.invalidate_all()
            found = companies.search([("id", "in", (here | there).ids), ("in_force", "=", True)])
            self.assertEqual((here.in_force, there.in_force), (True, False))
        self.assertEqual(found, here)
