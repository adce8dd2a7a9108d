"""Why an item is reminded, or left out: the reasons of SPEC section 4 and their boundaries."""

from dunning_common import DunningCommon, day
from freezegun import freeze_time

from odoo import Command
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestReasons(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet.level_ids.channel = "phone"  # sent at once, no letter to make

    def taken_over(self, item, level, dated):
        """An item with a level from another system."""
        item.write({"dunning_opening_level": level, "dunning_opening_date": dated})
        return item

    def outcome(self, item, run=None):
        """What the control list says: outcome and reason."""
        line = self.line_of(item, run or self.make_run())
        return (line.outcome, line.reason)

    # -------------------------------------------------------------------- not due

    def test_item_due_on_the_key_date_is_not_late(self):
        item = self.invoice(100.0, "2026-03-31")
        run = self.make_run()
        self.assertFalse(run.notice_ids)
        self.assertFalse(self.line_of(item, run))
        self.assertEqual(item.action_dunning_explain("2026-03-31")["reason"], "not_due")

    def test_item_due_the_day_before_is_one_day_late(self):
        item = self.invoice(100.0, "2026-03-30")
        line = self.line_of(item, self.make_run())
        self.assertEqual((line.outcome, line.days_overdue), ("claim", 1))

    # -------------------------------------------------------------------- blocked

    def test_item_marked_no_followup_is_blocked(self):
        item = self.invoice()
        item.no_followup = True
        run = self.make_run()
        self.assertEqual(self.outcome(item, run), ("left_out", "blocked"))
        self.assertEqual(self.line_of(item, run).detail, "no_followup")

    def test_item_is_blocked_on_the_last_day_of_its_hold(self):
        item = self.invoice()
        item.action_dunning_block(until=day("2026-03-31"), reason="Promised")
        run = self.make_run()
        self.assertEqual(self.outcome(item, run), ("left_out", "blocked"))
        self.assertEqual(self.line_of(item, run).detail, "item_hold")

    def test_item_is_reminded_the_day_after_its_hold(self):
        item = self.invoice()
        with freeze_time("2026-03-30"):
            item.action_dunning_block(until=day("2026-03-30"), reason="Promised")
        self.assertEqual(self.outcome(item), ("claim", False))

    def test_item_without_an_end_of_its_hold_stays_blocked_until_it_is_lifted(self):
        item = self.invoice()
        item.action_dunning_block(reason="Disputed")
        run = self.make_run()
        self.assertEqual(self.outcome(item, run), ("left_out", "blocked"))
        item.action_dunning_unblock()
        run.action_propose()
        self.assertEqual(self.outcome(item, run), ("claim", False))

    def test_unblocking_takes_the_mark_of_odoo_away_too(self):
        item = self.invoice()
        item.no_followup = True
        item.action_dunning_unblock()
        self.assertEqual(self.outcome(item), ("claim", False))

    def test_held_item_leaves_the_other_items_of_the_customer(self):
        """T35: a letter for another item does not print the one on hold."""
        held, other = self.invoice(100.0), self.invoice(60.0)
        held.action_dunning_block(reason="Disputed")
        run = self.make_run()
        self.assertEqual(run.notice_ids.line_ids.move_line_id, other)
        self.assertEqual(run.notice_ids.amount_residual, 60.0)

    def test_customer_is_blocked_on_the_last_day_of_its_hold(self):
        items = self.invoice(100.0) | self.invoice(60.0)
        hold = self.env["account.dunning.hold"].create(
            {
                "partner_id": self.customer.id,
                "date_from": "2026-03-01",
                "date_until": "2026-03-31",
            }
        )
        run = self.make_run()
        self.assertEqual({self.outcome(item, run) for item in items}, {("left_out", "blocked")})
        self.assertEqual(set(run.line_ids.mapped("detail")), {"hold"})
        hold.date_until = "2026-03-30"
        run.action_propose()
        self.assertEqual({self.outcome(item, run) for item in items}, {("claim", False)})

    def test_hold_that_starts_later_does_not_block_yet(self):
        item = self.invoice()
        self.env["account.dunning.hold"].create(
            {"partner_id": self.customer.id, "date_from": "2026-04-01"}
        )
        self.assertEqual(self.outcome(item), ("claim", False))

    def test_customer_with_reminders_off_is_blocked(self):
        item = self.invoice()
        self.customer.dunning_enabled = False
        run = self.make_run()
        self.assertEqual(self.outcome(item, run), ("left_out", "blocked"))
        self.assertEqual(self.line_of(item, run).detail, "disabled")

    def test_hold_of_a_customer_in_another_company_does_not_block_here(self):
        item = self.invoice()
        self.env["account.dunning.hold"].create(
            {"partner_id": self.customer.id, "company_id": self.other_company().id}
        )
        self.assertEqual(self.outcome(item), ("claim", False))

    # ------------------------------------------------------- levels: never a jump

    def test_item_steps_up_one_level_at_a_time_however_late_it_is(self):
        item = self.invoice(100.0, "2024-01-31")
        levels = []
        for dated in ("2026-03-31", "2026-04-14", "2026-04-28"):
            self.remind(dated)
            levels.append((item.dunning_level, str(item.dunning_date)))
        self.assertEqual(levels, [(1, "2026-03-31"), (2, "2026-04-14"), (3, "2026-04-28")])

    def test_only_sending_raises_the_level(self):
        item = self.invoice()
        run = self.make_run()
        run.action_release()
        self.assertEqual((item.dunning_level, item.dunning_date), (0, False))

    def test_item_sent_13_days_ago_is_too_soon_and_shown_beside(self):
        item = self.invoice(100.0, "2026-01-31")
        self.remind("2026-03-31")
        self.invoice(60.0, "2026-04-01")
        with freeze_time("2026-04-13"):
            run = self.make_run("2026-04-13")
        self.assertEqual(self.outcome(item, run), ("other", "too_soon"))

    def test_item_too_soon_on_no_letter_is_left_out(self):
        item = self.invoice(100.0, "2026-01-31")
        self.remind("2026-03-31")
        with freeze_time("2026-04-13"):
            run = self.make_run("2026-04-13")
        self.assertEqual(self.outcome(item, run), ("left_out", "too_soon"))
        self.assertFalse(run.notice_ids)

    def test_item_is_never_reminded_twice_on_one_day(self):
        self.company.dunning_min_interval_days = 0
        item = self.invoice(100.0, "2026-01-31")
        self.remind("2026-03-31")
        run = self.make_run("2026-03-31")
        self.assertEqual(self.outcome(item, run), ("left_out", "too_soon"))

    def test_item_a_day_too_young_for_the_next_level(self):
        self.sheet.level_ids[0].min_days_overdue = 10
        item = self.invoice(100.0, "2026-03-22")  # 9 days
        self.assertEqual(self.outcome(item), ("left_out", "too_young"))

    def test_item_just_old_enough_for_the_next_level(self):
        self.sheet.level_ids[0].min_days_overdue = 10
        item = self.invoice(100.0, "2026-03-21")  # 10 days
        self.assertEqual(self.outcome(item), ("claim", False))

    def test_days_of_the_next_level_count_not_of_the_last(self):
        self.sheet.level_ids[1].min_days_overdue = 60
        item = self.taken_over(self.invoice(100.0, "2026-01-31"), 1, "2026-02-28")  # 59 days
        self.assertEqual(self.outcome(item), ("left_out", "too_young"))
        older = self.taken_over(self.invoice(100.0, "2026-01-30"), 1, "2026-02-28")  # 60 days
        run = self.env["account.dunning.run"].search([])[:1]
        run.action_propose()
        self.assertEqual(self.outcome(older, run), ("claim", False))

    def test_moved_due_date_leaves_the_level_as_it_is(self):
        item = self.invoice(100.0, "2026-01-31")
        self.remind("2026-03-31")
        item.date_maturity = "2026-04-10"
        self.assertEqual(item.dunning_level, 1)
        with freeze_time("2026-04-20"):
            run = self.make_run("2026-04-20")
        line = self.line_of(item, run)
        self.assertEqual((line.level_after, line.days_overdue), (2, 10))

    # ------------------------------------------------------------------ exhausted

    def test_item_after_the_last_level_is_exhausted(self):
        item = self.taken_over(self.invoice(100.0, "2026-01-31"), 3, "2026-02-28")
        self.assertEqual(self.outcome(item), ("left_out", "exhausted"))

    def test_item_above_the_last_level_is_exhausted_too(self):
        item = self.taken_over(self.invoice(100.0, "2026-01-31"), 7, "2026-02-28")
        self.assertEqual(self.outcome(item), ("left_out", "exhausted"))

    def test_exhausted_item_leaves_the_others_of_the_customer(self):
        """T36: one item at its last level does not stop the customer's other reminders."""
        old = self.taken_over(self.invoice(100.0, "2026-01-31"), 3, "2026-02-28")
        new = self.invoice(60.0)
        run = self.make_run()
        self.assertEqual(self.outcome(old, run), ("other", "exhausted"))
        self.assertEqual(self.outcome(new, run), ("claim", False))
        self.assertEqual(run.notice_ids.amount_residual, 60.0)

    def exhausted_activities(self):
        kind = self.env.ref("account_dunning_levels.mail_activity_type_exhausted")
        return self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("activity_type_id", "=", kind.id)]
        )

    def test_responsible_gets_one_activity_for_exhausted_items(self):
        """T27: not one more every time."""
        responsible = new_test_user(self.env, "responsible", "account.group_account_user")
        self.customer.dunning_user_id = responsible
        for amount in (100.0, 200.0):
            self.taken_over(self.invoice(amount, "2026-01-31"), 3, "2026-02-28")
        run = self.make_run()
        activity = self.exhausted_activities()
        self.assertEqual(activity.mapped("res_id"), [self.customer.id])
        self.assertEqual(activity.user_id, responsible)
        self.assertIn("2", activity.summary)
        run.action_propose()
        run.action_cancel()
        self.make_run()
        self.assertEqual(self.exhausted_activities(), activity)

    def test_simulation_plans_no_activity(self):
        self.taken_over(self.invoice(100.0, "2026-01-31"), 3, "2026-02-28")
        self.make_run("2026-04-30")
        self.assertFalse(self.exhausted_activities())

    def test_sheet_that_repeats_reminds_again_at_the_last_level(self):
        self.sheet.after_last_level = "repeat"
        item = self.taken_over(self.invoice(100.0, "2026-01-31"), 3, "2026-03-17")
        line = self.line_of(item, self.make_run())
        self.assertEqual((line.outcome, line.level_before, line.level_after), ("claim", 3, 3))

    def test_sheet_that_repeats_keeps_the_interval(self):
        self.sheet.after_last_level = "repeat"
        item = self.taken_over(self.invoice(100.0, "2026-01-31"), 3, "2026-03-18")
        self.assertEqual(self.outcome(item), ("left_out", "too_soon"))

    def test_last_level_is_sent_again_and_again(self):
        self.sheet.after_last_level = "repeat"
        item = self.invoice(100.0, "2026-01-31")
        self.taken_over(item, 2, "2026-03-01")
        for dated in ("2026-03-31", "2026-04-14", "2026-04-28"):
            self.remind(dated)
            self.assertEqual((item.dunning_level, item.dunning_date), (3, day(dated)))
        self.assertFalse(self.exhausted_activities())

    def test_last_level_repeated_is_that_of_the_company_when_it_is_lower(self):
        self.sheet.after_last_level = "repeat"
        self.company.dunning_max_level = 2
        item = self.taken_over(self.invoice(100.0, "2026-01-31"), 2, "2026-03-01")
        self.assertEqual(self.line_of(item, self.make_run()).level_after, 2)

    # -------------------------------------------------------------- opening level

    def test_opening_level_counts_until_a_reminder_of_ours(self):
        item = self.taken_over(self.invoice(100.0, "2026-01-31"), 1, "2026-03-17")
        self.assertEqual((item.dunning_level, str(item.dunning_date)), (1, "2026-03-17"))
        run = self.remind("2026-03-31")
        self.assertEqual((item.dunning_level, str(item.dunning_date)), (2, "2026-03-31"))
        run.notice_ids.action_cancel("Sent by mistake")
        self.assertEqual((item.dunning_level, str(item.dunning_date)), (1, "2026-03-17"))

    def test_opening_date_counts_for_the_interval(self):
        item = self.taken_over(self.invoice(100.0, "2026-01-31"), 1, "2026-03-18")  # 13 days
        self.assertEqual(self.outcome(item), ("left_out", "too_soon"))

    def test_opening_level_out_of_range_is_refused(self):
        item = self.invoice()
        for level in (-1, 10):
            with self.assertRefused("Opening reminder level", "0 to 9", str(level)):
                item.dunning_opening_level = level
        for level in (0, 9):
            item.dunning_opening_level = level
            self.assertEqual(item.dunning_level, level)

    # --------------------------------------------------------- order of the reasons

    def test_first_reason_that_applies_is_given(self):
        """Blocked, inside the interval and exhausted at once: blocked comes first."""
        item = self.taken_over(self.invoice(100.0, "2026-03-20"), 3, "2026-03-30")
        run = self.make_run()
        self.assertEqual(self.outcome(item, run)[1], "exhausted")
        item.action_dunning_block(reason="Disputed")
        run.action_propose()
        self.assertEqual(self.outcome(item, run)[1], "blocked")
        self.company.dunning_grace_days = 11  # invoiced 20 March, up to 31 March
        run.action_propose()
        self.assertEqual(self.outcome(item, run)[1], "grace")

    def test_too_soon_comes_before_too_young(self):
        self.sheet.level_ids.min_days_overdue = 90
        item = self.taken_over(self.invoice(100.0, "2026-03-01"), 1, "2026-03-30")
        self.assertEqual(self.outcome(item)[1], "too_soon")

    def test_every_overdue_item_is_on_the_control_list_once(self):
        items = self.invoice(100.0) | self.invoice(60.0, "2026-03-30")
        items |= self.taken_over(self.invoice(10.0), 3, "2026-03-01")
        held = self.invoice(20.0)
        held.action_dunning_block(reason="Disputed")
        run = self.make_run()
        self.assertEqual(len(run.line_ids), 4)
        self.assertEqual(run.line_ids.move_line_id, items | held)

    def test_levels_of_instalments_are_their_own(self):
        """T43: every due date of a payment term counts by itself."""
        term = self.env["account.payment.term"].create(
            {
                "name": "Half now, half later",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 0}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 60}),
                ],
            }
        )
        items = self.invoice(
            100.0, "2026-02-01", invoice_payment_term_id=term.id, invoice_date_due=False
        ).sorted("date_maturity")
        self.assertEqual(items.mapped("date_maturity"), [day("2026-02-01"), day("2026-04-02")])
        run = self.remind("2026-03-31")
        self.assertEqual(run.notice_ids.amount_residual, 50.0)
        self.assertEqual(items.mapped("dunning_level"), [1, 0])
        self.assertEqual(items.move_id.dunning_level, 1)
        run = self.remind("2026-04-14")
        self.assertEqual(items.mapped("dunning_level"), [2, 1])
        self.assertEqual(run.notice_ids.amount_residual, 100.0)
