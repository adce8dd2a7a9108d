"""Runs beside and after each other, their own criteria, their list (SPEC sections 4 and 6)."""

from dunning_common import DunningCommon, day
from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from odoo.addons.account_dunning_levels.engine.daily import _run_for


@tagged("post_install", "-at_install")
class TestRuns(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet.level_ids.channel = "phone"

    # ---------------------------------------------------------------- propose again

    def test_proposing_again_replaces_the_proposals(self):
        item = self.invoice(100.0)
        run = self.make_run()
        first = run.notice_ids
        self.pay(item, 30.0)
        self.invoice(60.0)
        run.action_propose()
        self.assertFalse(first.exists())
        self.assertEqual(run.notice_ids.amount_residual, 130.0)
        self.assertEqual(len(run.line_ids), 2)
        self.assertEqual(run.state, "proposed")

    def test_proposing_again_takes_the_settings_of_now(self):
        self.invoice(100.0)
        run = self.make_run()
        self.sheet.level_ids.fine_minimum = 12.0
        run.action_propose()
        self.assertEqual(run.notice_ids.amount_total, 112.0)

    def test_proposing_after_sending_is_refused(self):
        self.invoice(100.0)
        run = self.remind()
        with self.assertRefused(run.name, "Make a new run"):
            run.action_propose()

    def test_nothing_overdue_gives_an_empty_list(self):
        run = self.make_run()
        self.assertEqual((run.state, len(run.notice_ids), len(run.line_ids)), ("proposed", 0, 0))

    # ------------------------------------------------------------------- two at once

    def test_second_run_is_refused_with_the_name_of_the_first(self):
        self.invoice()
        first = self.make_run()
        second = self.make_run(propose=False)
        with self.assertRefused(first.name, "2026-03-31", "Send or cancel that run first"):
            second.action_propose()
        self.assertEqual(second.state, "draft")

    def test_second_run_is_refused_while_the_first_has_letters_to_make(self):
        self.invoice()
        first = self.make_run()
        first.action_release()
        first.action_send()
        with self.assertRefused(first.name):
            self.make_run()

    def test_second_run_goes_on_when_the_first_is_cancelled(self):
        self.invoice()
        first = self.make_run()
        first.action_cancel()
        self.assertEqual(first.state, "cancelled")
        self.assertEqual(len(self.make_run().notice_ids), 1)

    def test_second_run_goes_on_when_the_first_is_sent(self):
        self.invoice()
        self.remind()
        self.assertEqual(self.make_run().state, "proposed")

    def test_two_drafts_do_not_stand_in_each_others_way(self):
        self.make_run(propose=False)
        self.invoice()
        self.assertEqual(len(self.make_run().notice_ids), 1)

    # --------------------------------------------------------------------- key dates

    def test_run_before_the_last_sent_one_is_refused_with_its_date(self):
        self.invoice(100.0, "2026-01-31")
        sent = self.remind("2026-03-31")
        with self.assertRefused(sent.name, "2026-03-31"):
            self.make_run("2026-03-30")

    def test_run_on_the_day_of_the_last_sent_one_is_allowed(self):
        self.invoice(100.0, "2026-01-31")
        self.remind("2026-03-31")
        other = self.make_customer("Jansen BV")
        self.invoice(60.0, partner=other)
        self.assertEqual(self.make_run("2026-03-31").notice_ids.partner_id, other)

    def test_run_before_a_cancelled_one_is_allowed(self):
        self.invoice(100.0, "2026-01-31")
        self.make_run("2026-03-31").action_cancel()
        self.assertEqual(self.make_run("2026-03-15").state, "proposed")

    def test_run_before_an_automatic_one_that_found_nothing_is_allowed(self):
        self.company.dunning_auto_mode = "propose"
        _run_for(self.company.sudo())  # as the scheduled action does
        self.assertEqual(self.env["account.dunning.run"].search([], limit=1).state, "done")
        self.assertEqual(self.make_run("2026-03-15").state, "proposed")

    def test_run_before_one_that_was_undone_is_allowed(self):
        item = self.invoice(100.0, "2026-01-31")
        self.remind("2026-03-31").notice_ids.action_cancel("Sent by mistake")
        self.assertEqual(self.line_of(item, self.make_run("2026-03-15")).level_after, 1)

    def test_run_before_the_last_sent_one_of_another_company_is_allowed(self):
        other = self.other_company()
        self.make_sheet("All there", company=other, level_channel="phone")
        self.env["account.move"].with_company(other).create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-01-31",
                "invoice_date_due": "2026-01-31",
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 9.0})],
            }
        ).action_post()
        sent = self.env["account.dunning.run"].create(
            {"company_id": other.id, "key_date": "2026-03-31"}
        )
        sent.action_propose()
        self.send(sent)
        self.assertEqual((sent.state, sent.notice_ids.state), ("done", "sent"))
        self.assertEqual(self.make_run("2026-03-15").state, "proposed")

    def test_run_in_the_past_counts_the_days_to_its_key_date(self):
        item = self.invoice(100.0, "2026-02-28")
        line = self.line_of(item, self.make_run("2026-03-10"))
        self.assertEqual(line.days_overdue, 10)

    # -------------------------------------------------------------------- simulation

    def test_run_in_the_future_is_a_simulation(self):
        item = self.invoice(100.0, "2026-04-10")
        run = self.make_run("2026-04-11")
        self.assertTrue(run.is_simulation)
        self.assertEqual(self.line_of(item, run).outcome, "claim")
        self.assertFalse(self.make_run(propose=False).is_simulation)

    def test_today_is_that_of_the_company_not_of_the_server(self):
        """T44: 31 March 22:30 in London is 1 April 00:30 in Brussels, in summer time."""
        self.invoice()
        self.company.partner_id.tz = "Europe/Brussels"
        with freeze_time("2026-03-31 22:30:00"):
            self.assertFalse(self.make_run("2026-04-01", propose=False).is_simulation)
            self.assertTrue(self.make_run("2026-04-02", propose=False).is_simulation)
        with freeze_time("2026-03-31 21:30:00"):
            self.assertTrue(self.make_run("2026-04-01", propose=False).is_simulation)

    def test_simulation_cannot_be_released_nor_sent(self):
        self.invoice()
        run = self.make_run("2026-04-01")
        with self.assertRefused(run.name, "2026-04-01", "simulation"):
            run.action_release()
        with self.assertRefused("simulation"):
            run.notice_ids.action_release()
        with self.assertRefused("simulation"):
            run.action_send()
        self.assertEqual(run.notice_ids.mapped("state"), ["proposed"])

    def test_simulation_does_not_stand_in_the_way(self):
        self.invoice()
        self.make_run("2026-04-01")
        self.make_run("2026-05-01")
        self.assertEqual(len(self.make_run().notice_ids), 1)

    def test_simulation_can_be_made_beside_an_open_run(self):
        self.invoice()
        self.make_run()
        self.assertEqual(len(self.make_run("2026-04-01").notice_ids), 1)

    def test_simulation_whose_day_has_come_cannot_be_released_beside_an_open_run(self):
        self.invoice()
        old = self.make_run("2026-04-01")
        with freeze_time("2026-04-01"):
            old.invalidate_recordset()
            now = self.make_run("2026-04-01")
            with self.assertRefused(now.name):
                old.action_release()
            with self.assertRefused(now.name):
                old.notice_ids.action_release()

    # ------------------------------------------------------------- the run's criteria

    def test_items_outside_the_filter_of_items_are_left_out(self):
        wanted, other = self.invoice(100.0), self.invoice(60.0)
        run = self.make_run(item_domain=repr([("id", "=", wanted.id)]))
        self.assertEqual(run.notice_ids.amount_residual, 100.0)
        self.assertEqual(self.line_of(other, run).reason, "filtered")
        self.assertEqual(self.line_of(other, run).outcome, "left_out")

    def test_items_of_customers_outside_the_filter_are_left_out(self):
        other = self.make_customer("Jansen BV")
        wanted, beside = self.invoice(100.0), self.invoice(60.0, partner=other)
        run = self.make_run(partner_domain=repr([("name", "=", "Peeters NV")]))
        self.assertEqual(run.notice_ids.line_ids.move_line_id, wanted)
        self.assertEqual(self.reason_of(beside, run), "filtered")

    def test_filters_only_narrow(self):
        held = self.invoice(100.0)
        held.action_dunning_block(reason="Disputed")
        run = self.make_run(item_domain=repr([("id", "=", held.id)]))
        self.assertEqual(self.reason_of(held, run), "blocked")

    def test_credits_count_also_when_the_filter_names_claims_only(self):
        item = self.invoice(100.0)
        self.credit_note(40.0)
        run = self.make_run(item_domain=repr([("id", "=", item.id)]))
        self.assertEqual(run.notice_ids.amount_residual, 60.0)

    def test_levels_from_and_up_to(self):
        items = []
        for level in range(3):
            item = self.invoice(100.0, "2026-01-31")
            item.write({"dunning_opening_level": level, "dunning_opening_date": "2026-02-28"})
            items.append(item)
        run = self.make_run(level_from=2, level_to=2)
        self.assertEqual(
            [self.reason_of(item, run) for item in items], ["filtered", False, "filtered"]
        )

    def test_minimum_amount_of_the_run_is_met_by_the_same_amount(self):
        self.invoice(50.0)
        other = self.invoice(49.99, partner=self.make_customer("Jansen BV"))
        run = self.make_run(min_amount=50.0)
        self.assertEqual(run.notice_ids.mapped("amount_residual"), [50.0])
        self.assertEqual(self.reason_of(other, run), "below_minimum")

    def test_minimum_amount_of_the_run_cannot_undercut_that_of_the_company(self):
        self.company.dunning_min_amount = 50.0
        self.invoice(49.0)
        self.assertFalse(self.make_run(min_amount=10.0).notice_ids)

    def test_days_since_the_last_reminder(self):
        items = []
        for dated in ("2026-03-01", "2026-03-02"):  # 30 and 29 days ago
            item = self.invoice(100.0, "2026-01-31")
            item.write({"dunning_opening_level": 1, "dunning_opening_date": dated})
            items.append(item)
        never = self.invoice(100.0)
        run = self.make_run(min_days_since_last=30)
        self.assertEqual(
            [self.reason_of(item, run) for item in (*items, never)], [False, "filtered", False]
        )

    def test_days_since_the_last_reminder_cannot_undercut_the_interval(self):
        item = self.invoice(100.0, "2026-01-31")
        item.write({"dunning_opening_level": 1, "dunning_opening_date": "2026-03-21"})
        self.assertEqual(self.reason_of(item, self.make_run(min_days_since_last=5)), "too_soon")

    def test_criteria_out_of_range_are_refused(self):
        for name, value, words in (
            ("level_from", 10, ("Only levels from", "1 to 9")),
            ("level_to", -1, ("Only levels up to", "1 to 9")),
            ("min_amount", -1.0, ("Minimum amount", "0 or more")),
            ("min_days_since_last", -1, ("Days since the last reminder", "0 or more")),
        ):
            with self.assertRefused(*words):
                self.make_run(propose=False, **{name: value})
        with self.assertRefused("Only levels from"):
            self.make_run(propose=False, level_from=3, level_to=2)

    def test_filter_that_cannot_be_read_is_refused(self):
        for text in ("[('no_such_field', '=', 1)]", "nonsense(", "[1, 2]"):
            with self.assertRefused("Only items"):
                self.make_run(propose=False, item_domain=text)

    def test_marked_items_are_put_in_a_run_by_hand(self):
        wanted, other = self.invoice(100.0), self.invoice(60.0)
        action = wanted.action_dunning_open_run()
        defaults = {
            name.removeprefix("default_"): value
            for name, value in action["context"].items()
            if name.startswith("default_")
        }
        run = self.env["account.dunning.run"].create({"key_date": "2026-03-31", **defaults})
        run.action_propose()
        self.assertEqual(run.notice_ids.line_ids.move_line_id, wanted)
        self.assertEqual(self.reason_of(other, run), "filtered")

    # -------------------------------------------------------------------- list order

    def listed(self, run):
        return [
            (notice.currency_id.name, notice.partner_id.name)
            for notice in run.notice_ids.sorted("position")
        ]

    def test_list_is_by_currency_first_then_by_name(self):
        self.usd.rate_ids = [Command.create({"name": "2026-01-01", "rate": 1.25})]
        partners = [self.make_customer(name) for name in ("Zon BV", "alfa NV", "Beta NV")]
        for partner in partners:
            self.invoice(100.0, partner=partner)
        for partner in partners[1:]:
            self.invoice(50.0, partner=partner, currency=self.usd)
        run = self.make_run()
        self.assertEqual(
            self.listed(run),
            [
                ("EUR", "alfa NV"),
                ("EUR", "Beta NV"),
                ("EUR", "Zon BV"),
                ("USD", "alfa NV"),
                ("USD", "Beta NV"),
            ],
        )
        self.assertEqual(
            run.notice_ids.sorted("position").mapped("name"),
            [f"{run.name}/000{place}" for place in range(1, 6)],
        )
        self.assertEqual(run.notice_ids, run.notice_ids.sorted("position"))

    def test_list_is_by_name_when_currencies_are_not_split(self):
        self.company.dunning_split_by_currency = False
        self.usd.rate_ids = [Command.create({"name": "2026-01-01", "rate": 1.25})]
        for name, currency in (("Zon BV", self.eur), ("alfa NV", self.usd), ("Beta NV", self.eur)):
            self.invoice(100.0, partner=self.make_customer(name), currency=currency)
        self.assertEqual(
            self.listed(self.make_run()),
            [("EUR", "alfa NV"), ("EUR", "Beta NV"), ("EUR", "Zon BV")],
        )

    # ------------------------------------------------------------------ query counts

    def queries_of_propose(self, items):
        for number in range(items):
            self.invoice(10.0 + number, partner=self.customers[number % len(self.customers)])
        run = self.make_run(propose=False)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        run.action_propose()
        self.env.flush_all()
        count = self.env.cr.sql_log_count - before
        run.action_cancel()
        return count

    def test_proposing_sixty_items_takes_as_many_queries_as_ten(self):
        """T41"""
        self.customers = [self.make_customer(f"Customer {number}") for number in range(12)]
        self.queries_of_propose(1)  # warms the caches
        few = self.queries_of_propose(9)
        many = self.queries_of_propose(50)
        run = self.make_run()
        self.assertEqual(len(run.line_ids), 60)
        self.assertEqual(len(run.notice_ids), 12)
        self.assertEqual(many, few)
        self.assertEqual(run.key_date, day("2026-03-31"))
