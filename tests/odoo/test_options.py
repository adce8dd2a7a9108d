"""The company's options (SPEC section 2): default, range, and what they do at the boundary."""

from dunning_common import DunningCommon

from odoo.tests import tagged

DEFAULTS = {
    "dunning_min_interval_days": 14,
    "dunning_max_level": 3,
    "dunning_min_amount": 0.0,
    "dunning_split_by_currency": True,
    "dunning_pdf_folder": False,
    "dunning_single_fine": False,
    "dunning_grace_days": 0,
    "dunning_interval_scope": "item",
    "dunning_letter_per": "customer",
}
CHANGED = {
    "dunning_min_interval_days": 0,
    "dunning_max_level": 9,
    "dunning_min_amount": 25.5,
    "dunning_split_by_currency": False,
    "dunning_pdf_folder": "Reminders",
    "dunning_single_fine": True,
    "dunning_grace_days": 30,
    "dunning_interval_scope": "customer",
    "dunning_letter_per": "level",
}


@tagged("post_install", "-at_install")
class TestOptionValues(DunningCommon):
    def values(self, record):
        return {name: record[name] for name in DEFAULTS}

    def save_settings(self, **values):
        self.env["res.config.settings"].create(values).execute()

    def test_new_company_has_the_defaults_of_the_specification(self):
        company = self.env["res.company"].create({"name": "Fresh"})
        self.assertEqual(self.values(company), DEFAULTS)

    def test_settings_show_the_options_of_the_company(self):
        self.company.write(CHANGED)
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(self.values(settings), CHANGED)

    def test_settings_change_every_option_of_the_company(self):
        self.save_settings(**CHANGED)
        self.assertEqual(self.values(self.company), CHANGED)

    def test_settings_of_one_company_leave_the_other_alone(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.save_settings(**CHANGED)
        self.assertEqual(self.values(other), DEFAULTS)

    def test_highest_level_zero_is_refused(self):
        with self.assertRefused("Highest reminder level", "1 to 9", "0"):
            self.company.dunning_max_level = 0

    def test_highest_level_ten_is_refused(self):
        with self.assertRefused("Highest reminder level", "1 to 9", "10"):
            self.company.dunning_max_level = 10

    def test_highest_level_one_and_nine_are_accepted(self):
        for level in (1, 9):
            self.company.dunning_max_level = level
            self.assertEqual(self.company.dunning_max_level, level)

    def test_negative_interval_is_refused(self):
        with self.assertRefused("Minimum days between two reminders", "0 or more", "-1"):
            self.company.dunning_min_interval_days = -1

    def test_negative_grace_is_refused(self):
        with self.assertRefused("Always allowed payment term", "0 or more", "-1"):
            self.company.dunning_grace_days = -1

    def test_negative_minimum_amount_is_refused(self):
        with self.assertRefused("Minimum amount for a reminder", "0 or more", "-0.01"):
            self.company.dunning_min_amount = -0.01

    def test_zero_days_and_zero_amount_are_accepted(self):
        values = {
            "dunning_min_interval_days": 0,
            "dunning_grace_days": 0,
            "dunning_min_amount": 0.0,
        }
        self.company.write({name: value + 1 for name, value in values.items()})
        self.company.write(values)
        self.assertEqual({name: self.company[name] for name in values}, values)

    def test_folder_with_a_slash_is_refused(self):
        for name in ("a/b", "a\\b", ".."):
            with self.assertRefused("Sub-folder", name):
                self.company.dunning_pdf_folder = name

    def test_settings_refuse_what_the_company_refuses(self):
        for name, value, words in (
            ("dunning_max_level", 0, ("Highest reminder level", "1 to 9")),
            ("dunning_max_level", 10, ("Highest reminder level", "1 to 9")),
            ("dunning_min_interval_days", -1, ("Minimum days between", "0 or more")),
            ("dunning_grace_days", -1, ("Always allowed payment term", "0 or more")),
            ("dunning_min_amount", -1.0, ("Minimum amount", "0 or more")),
        ):
            with self.assertRefused(*words):
                self.save_settings(**{name: value})
            self.assertEqual(self.company[name], DEFAULTS[name])


@tagged("post_install", "-at_install")
class TestOptionEffects(DunningCommon):
    def sent_before(self, item, dated, level=1):
        """An item that another system reminded at ``level`` on ``dated``."""
        item.write({"dunning_opening_level": level, "dunning_opening_date": dated})
        return item

    def test_interval_of_14_days_is_over_on_day_14(self):
        item = self.sent_before(self.invoice(100.0, "2026-01-31"), "2026-03-17")
        # 17 March + 14 = 31 March
        run = self.make_run("2026-03-30")
        self.assertEqual(self.reason_of(item, run), "too_soon")
        run.key_date = "2026-03-31"
        run.action_propose()
        self.assertFalse(self.reason_of(item, run))
        self.assertEqual(self.line_of(item, run).level_after, 2)

    def test_interval_of_zero_still_does_not_remind_twice_on_one_day(self):
        self.company.dunning_min_interval_days = 0
        item = self.sent_before(self.invoice(100.0, "2026-01-31"), "2026-03-31")
        self.assertEqual(self.reason_of(item, self.make_run()), "too_soon")

    def test_interval_of_zero_reminds_again_the_day_after(self):
        self.company.dunning_min_interval_days = 0
        item = self.sent_before(self.invoice(100.0, "2026-01-31"), "2026-03-30")
        self.assertEqual(self.line_of(item, self.make_run()).level_after, 2)

    def test_item_at_the_highest_level_of_the_company_is_exhausted(self):
        self.company.dunning_max_level = 2
        item = self.sent_before(self.invoice(100.0, "2026-01-31"), "2026-02-28", level=2)
        self.assertEqual(self.reason_of(item, self.make_run()), "exhausted")

    def test_item_below_the_highest_level_of_the_company_steps_up_to_it(self):
        self.company.dunning_max_level = 2
        item = self.sent_before(self.invoice(100.0, "2026-01-31"), "2026-02-28", level=1)
        self.assertEqual(self.line_of(item, self.make_run()).level_after, 2)

    def test_highest_level_nine_uses_the_ninth_level_of_a_sheet(self):
        self.company.dunning_max_level = 9
        self.sheet.active = False
        self.make_sheet("Nine steps", levels=9)
        item = self.sent_before(self.invoice(100.0, "2026-01-31"), "2026-02-28", level=8)
        self.assertEqual(self.line_of(item, self.make_run()).level_after, 9)

    def test_total_equal_to_the_minimum_is_reminded(self):
        self.company.dunning_min_amount = 50.0
        item = self.invoice(50.0)
        run = self.make_run()
        self.assertFalse(self.reason_of(item, run))
        self.assertEqual(run.notice_ids.amount_residual, 50.0)

    def test_total_a_cent_below_the_minimum_is_not_reminded(self):
        self.company.dunning_min_amount = 50.0
        item = self.invoice(49.99)
        run = self.make_run()
        self.assertEqual(self.reason_of(item, run), "below_minimum")
        self.assertFalse(run.notice_ids)

    def test_charges_do_not_lift_a_total_over_the_minimum(self):
        self.company.dunning_min_amount = 50.0
        self.sheet.level_ids.write({"fine_minimum": 10.0})
        item = self.invoice(45.0)  # 45 + 10 fine = 55
        self.assertEqual(self.reason_of(item, self.make_run()), "below_minimum")

    def test_two_items_reach_the_minimum_together(self):
        self.company.dunning_min_amount = 50.0
        self.invoice(30.0)
        self.invoice(20.0)
        self.assertEqual(self.make_run().notice_ids.amount_residual, 50.0)

    def test_fine_on_every_claim_by_default(self):
        self.sheet.level_ids.write({"fine_percent": 10.0, "fine_minimum": 8.0})
        small, large = self.invoice(50.0), self.invoice(200.0)
        run = self.make_run()
        # 10 % of 50 = 5, at least 8; 10 % of 200 = 20
        self.assertEqual(self.line_of(small, run).fine_amount, 8.0)
        self.assertEqual(self.line_of(large, run).fine_amount, 20.0)
        self.assertEqual(run.notice_ids.fine_amount, 28.0)
        self.assertEqual(run.notice_ids.amount_total, 278.0)

    def test_single_fine_is_taken_once_on_the_net_total(self):
        self.company.dunning_single_fine = True
        self.sheet.level_ids.write({"fine_percent": 10.0, "fine_minimum": 8.0})
        items = self.invoice(50.0) | self.invoice(200.0)
        self.credit_note(40.0)
        run = self.make_run()
        # 50 + 200 - 40 = 210; 10 % = 21
        self.assertEqual([self.line_of(item, run).fine_amount for item in items], [0.0, 0.0])
        self.assertEqual(run.notice_ids.fine_amount, 21.0)
        self.assertEqual(run.notice_ids.amount_total, 231.0)

    def test_single_fine_is_at_least_the_minimum_of_the_level(self):
        self.company.dunning_single_fine = True
        self.sheet.level_ids.write({"fine_percent": 10.0, "fine_minimum": 8.0})
        self.invoice(50.0)  # 10 % = 5, at least 8
        self.assertEqual(self.make_run().notice_ids.fine_amount, 8.0)

    def test_item_on_the_last_day_of_the_grace_is_not_late(self):
        self.company.dunning_grace_days = 30
        # invoiced 1 March + 30 = 31 March, though due on 15 March
        item = self.invoice(100.0, "2026-03-15", invoiced="2026-03-01")
        self.assertEqual(self.reason_of(item, self.make_run()), "grace")

    def test_item_the_day_after_the_grace_is_late(self):
        self.company.dunning_grace_days = 30
        item = self.invoice(100.0, "2026-03-15", invoiced="2026-02-28")  # grace to 30 March
        run = self.make_run()
        self.assertFalse(self.reason_of(item, run))
        self.assertEqual(self.line_of(item, run).days_overdue, 16)  # from the due date

    def test_interval_per_item_reminds_the_other_items_of_the_customer(self):
        """T10: one reminded invoice does not silence the others."""
        young = self.sent_before(self.invoice(100.0, "2026-01-31"), "2026-03-30")
        other = self.invoice(60.0)
        run = self.make_run()
        self.assertEqual(self.reason_of(young, run), "too_soon")
        self.assertEqual(self.line_of(other, run).outcome, "claim")

    def test_interval_per_customer_holds_all_items_back(self):
        self.company.dunning_interval_scope = "customer"
        young = self.sent_before(self.invoice(100.0, "2026-01-31"), "2026-03-30")
        other = self.invoice(60.0)
        run = self.make_run()
        self.assertEqual(self.reason_of(young, run), "too_soon")
        self.assertEqual(self.reason_of(other, run), "too_soon")

    def test_interval_per_customer_is_over_on_day_14(self):
        self.company.dunning_interval_scope = "customer"
        self.sent_before(self.invoice(100.0, "2026-01-31"), "2026-03-17")
        other = self.invoice(60.0)
        self.assertEqual(self.line_of(other, self.make_run()).outcome, "claim")

    def test_interval_per_customer_counts_from_the_last_letter_of_ours(self):
        self.company.dunning_interval_scope = "customer"
        self.sheet.level_ids.channel = "phone"
        self.invoice(100.0, "2026-01-31")
        self.remind("2026-03-31")
        other = self.invoice(60.0, "2026-03-31")
        run = self.make_run("2026-04-13")
        self.assertEqual(self.reason_of(other, run), "too_soon")
        run.key_date = "2026-04-14"
        run.action_propose()
        self.assertEqual(self.line_of(other, run).outcome, "claim")

    def test_interval_per_customer_leaves_other_customers_alone(self):
        self.company.dunning_interval_scope = "customer"
        self.sent_before(self.invoice(100.0, "2026-01-31"), "2026-03-30")
        other = self.invoice(60.0, partner=self.make_customer("Jansen BV"))
        self.assertEqual(self.line_of(other, self.make_run()).outcome, "claim")

    def test_one_letter_per_customer_stands_at_the_highest_level(self):
        self.sent_before(self.invoice(100.0, "2026-01-31"), "2026-03-01", level=2)
        self.invoice(60.0)
        notice = self.make_run().notice_ids
        self.assertEqual(notice.mapped("level"), [3])
        self.assertEqual(notice.amount_residual, 160.0)

    def test_one_letter_per_level(self):
        self.company.dunning_letter_per = "level"
        self.sent_before(self.invoice(100.0, "2026-01-31"), "2026-03-01", level=2)
        self.invoice(60.0)
        notices = self.make_run().notice_ids
        self.assertEqual(
            sorted(zip(notices.mapped("level"), notices.mapped("amount_residual"), strict=True)),
            [(1, 60.0), (3, 100.0)],
        )

    def test_settings_are_frozen_with_the_run(self):
        item = self.invoice(100.0, "2026-03-15")
        self.invoice(60.0)
        run = self.make_run()
        self.company.dunning_min_amount = 100.0
        self.line_of(item, run).action_skip()
        # 60 is below the new minimum, but the run was proposed with none
        self.assertEqual(run.notice_ids.mapped("state"), ["proposed"])
        self.assertEqual(run.notice_ids.amount_residual, 60.0)
