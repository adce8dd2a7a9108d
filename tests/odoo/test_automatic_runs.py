"""Automatic runs from day to day: their hours, their announcement, what waits, and the screen."""

import ast
from unittest.mock import patch

from automatic_common import DAYS, LANE, PROPOSE, AutomaticCommon
from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.account_dunning_levels.engine import daily
from odoo.addons.account_dunning_levels.engine.signs import other_reminders


@tagged("post_install", "-at_install")
class TestSendWindow(AutomaticCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Brussels 09:00 to 17:00 is 07:00 to 15:00 UTC in summer
        cls.company.write({"dunning_send_from": 9, "dunning_send_to": 17})

    def test_reminders_wait_until_the_first_minute_of_the_window(self):
        item = self.invoice()
        run = self.automatic("2026-03-31 03:00")
        self.lanes_at("2026-03-31 06:59")
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("ready", 0))
        self.lanes_at("2026-03-31 07:00")
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("queued", 1))

    def test_last_minute_of_the_window_is_inside_and_the_next_one_waits_for_tomorrow(self):
        first, second = self.invoice(), self.invoice(partner=self.make_customer("Willems"))
        run = self.automatic("2026-03-31 03:00")
        with freeze_time("2026-03-31 14:59"):
            self.send_now(limit=1)
        self.lanes_at("2026-03-31 15:00")
        self.assertEqual(run.notice_ids.mapped("state"), ["queued", "ready"])
        self.lanes_at("2026-04-01 07:00")
        self.assertEqual(run.notice_ids.mapped("state"), ["queued", "queued"])
        self.assertEqual({first.dunning_level, second.dunning_level}, {1})

    def test_scheduled_lane_respects_the_window_too(self):
        self.invoice()
        run = self.automatic("2026-03-31 03:00")
        with freeze_time("2026-03-31 06:59"):
            self.run_cron(LANE)
        self.assertEqual(run.notice_ids.state, "ready")
        with freeze_time("2026-03-31 07:00"):
            self.run_cron(LANE)
        self.assertEqual(run.notice_ids.state, "queued")

    def test_lanes_are_woken_at_the_opening_once(self):
        self.invoice()
        self.automatic("2026-03-31 03:00")
        lane = self.env.ref(LANE).sudo()
        self.lanes_at("2026-03-31 03:10")
        woken = self.env["ir.cron.trigger"].sudo().search([("cron_id", "=", lane.id)])
        self.assertEqual(
            [str(at) for at in woken.mapped("call_at") if at.hour == 7], ["2026-03-31 07:00:00"]
        )

    def test_on_a_day_that_is_not_chosen_they_wait_for_one_that_is(self):
        self.company.dunning_send_weekdays = "wed"
        self.invoice()
        run = self.automatic("2026-03-31 03:00")
        self.lanes_at("2026-03-31 10:00")
        self.assertEqual(run.notice_ids.state, "ready")
        self.lanes_at("2026-04-01 10:00")
        self.assertEqual(run.notice_ids.state, "queued")

    def test_after_the_clocks_changed_nine_o_clock_is_an_hour_earlier(self):
        self.invoice()
        # Friday 27 March is winter time: 09:00 is 08:00 UTC
        run = self.automatic("2026-03-27 03:00")
        self.lanes_at("2026-03-27 07:59")
        self.assertEqual(run.notice_ids.state, "ready")
        self.lanes_at("2026-03-29 06:59")
        self.assertEqual(run.notice_ids.state, "ready")
        # Sunday 29 March is summer time: 09:00 is 07:00 UTC
        self.lanes_at("2026-03-29 07:00")
        self.assertEqual(run.notice_ids.state, "queued")

    def test_time_zone_is_the_one_of_the_responsible_when_the_company_has_none(self):
        self.company.partner_id.tz = False
        self.responsible.tz = "Asia/Tokyo"
        self.invoice()
        run = self.automatic("2026-03-30 23:00")
        self.lanes_at("2026-03-30 23:59")
        self.assertEqual(run.notice_ids.state, "ready")
        self.lanes_at("2026-03-31 00:00")
        self.assertEqual(run.notice_ids.state, "queued")

    def test_what_a_person_sends_leaves_at_once(self):
        self.invoice()
        with freeze_time("2026-03-31 20:00"):
            run = self.released()
            self.send_now()
        self.assertEqual(run.notice_ids.state, "queued")

    def test_person_lets_a_waiting_run_leave_at_once(self):
        self.invoice()
        run = self.automatic("2026-03-31 03:00")
        with freeze_time("2026-03-31 03:10"):
            run.action_send()
            self.send_now()
        self.assertEqual(run.notice_ids.state, "queued")

    def test_reminder_skipped_while_it_waits_does_not_leave(self):
        self.invoice()
        run = self.automatic("2026-03-31 03:00")
        run.notice_ids.action_skip()
        self.lanes_at("2026-03-31 07:00")
        self.assertEqual(run.notice_ids.state, "skipped")

    def test_switched_off_while_they_wait_they_go_back_to_the_list(self):
        self.invoice()
        run = self.automatic("2026-03-31 03:00")
        self.company.dunning_auto_mode = "none"
        self.lanes_at("2026-03-31 07:00")
        self.assertEqual(run.notice_ids.state, "proposed")

    def test_e_mail_that_did_not_leave_before_the_window_closed_waits_for_the_next(self):
        self.invoice()
        run = self.automatic("2026-03-31 03:00")
        self.lanes_at("2026-03-31 14:59")
        mail = run.notice_ids.mail_id
        self.assertFalse(mail.scheduled_date)
        self.invoice(partner=self.make_customer("Willems"))
        self.lanes_at("2026-03-31 15:00")
        self.assertEqual(str(mail.scheduled_date)[:16], "2026-04-01 07:00")

    def test_run_says_when_it_leaves(self):
        self.invoice()
        run = self.automatic("2026-03-31 03:00")
        with freeze_time("2026-03-31 03:00"):
            self.assertEqual(str(run.leaves_at), "2026-03-31 07:00:00")


@tagged("post_install", "-at_install")
class TestAnnouncement(AutomaticCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_forewarn = 4

    def announcement(self):
        return self.env["mail.mail"].search(
            [("recipient_ids", "in", self.responsible.partner_id.ids)]
        )

    def test_responsible_gets_the_list_and_nothing_leaves_before_the_hours_are_over(self):
        self.invoice()
        run = self.automatic("2026-03-31 03:00")
        self.assertEqual(run.state, "proposed")
        self.assertEqual(len(self.announcement()), 1)
        self.assertIn("Peeters NV", self.announcement().body_html)
        self.lanes_at("2026-03-31 06:59")
        self.assertEqual(run.notice_ids.state, "proposed")
        self.lanes_at("2026-03-31 07:00")
        self.assertEqual(run.notice_ids.state, "queued")

    def test_scheduled_actions_begin_by_themselves(self):
        self.invoice()
        run = self.automatic("2026-03-31 03:00")
        with freeze_time("2026-03-31 07:00"):
            self.run_cron(LANE)
        self.assertEqual(run.notice_ids.state, "queued")
        self.assertEqual(len(self.announcement()), 1)

    def test_what_the_responsible_skipped_does_not_leave(self):
        other = self.make_customer("Willems")
        self.invoice(), self.invoice(partner=other)
        run = self.automatic("2026-03-31 03:00")
        self.notice_of(run, other).with_user(self.responsible).action_skip()
        self.lanes_at("2026-03-31 07:00")
        self.assertEqual(self.notice_of(run, other).state, "skipped")
        self.assertEqual(self.notice_of(run, self.customer).state, "queued")

    def test_cancelled_run_sends_nothing(self):
        self.invoice()
        run = self.automatic("2026-03-31 03:00")
        run.with_user(self.responsible).action_cancel()
        self.lanes_at("2026-03-31 07:00")
        self.assertEqual((run.state, run.notice_ids.state), ("cancelled", "cancelled"))

    def test_after_the_hours_it_still_waits_for_the_window(self):
        # Brussels 13:00 is 11:00 UTC
        self.company.dunning_send_from = 13
        self.invoice()
        run = self.automatic("2026-03-31 03:00")
        self.lanes_at("2026-03-31 10:59")
        self.assertEqual(run.notice_ids.state, "ready")
        self.lanes_at("2026-03-31 11:00")
        self.assertEqual(run.notice_ids.state, "queued")

    def test_money_that_came_in_after_the_announcement_is_looked_at(self):
        self.invoice()
        run = self.automatic("2026-03-31 03:00")
        self.bank_line(100, partner=self.customer)
        self.lanes_at("2026-03-31 07:00")
        self.assertEqual(run.notice_ids.state, "proposed")
        self.assertEqual(len(self.told()), 1)

    def test_money_that_was_matched_after_the_announcement_holds_nobody_back(self):
        self.invoice()
        line = self.bank_line(100, partner=self.customer)
        run = self.automatic("2026-03-31 03:00")
        self.assertIn("unmatched_payment", run.notice_ids.warning_codes)
        line.unlink()
        self.lanes_at("2026-03-31 07:00")
        self.assertEqual((run.notice_ids.state, run.notice_ids.warning), ("queued", ""))

    def test_responsible_without_an_address_cannot_be_told_so_nothing_leaves(self):
        self.responsible.partner_id.email = False
        self.invoice()
        run = self.automatic("2026-03-31 03:00")
        self.lanes_at("2026-03-31 10:00")
        self.assertEqual(run.notice_ids.state, "proposed")
        self.assertIn("announced", self.told().note)

    def test_switched_off_after_the_announcement_nothing_leaves(self):
        self.invoice()
        run = self.automatic("2026-03-31 03:00")
        self.company.dunning_auto_mode = "propose"
        self.lanes_at("2026-03-31 07:00")
        self.assertEqual(run.notice_ids.state, "proposed")

    def test_two_days_of_notice_are_not_lost_to_the_run_of_the_next_day(self):
        self.company.dunning_forewarn = 48
        self.invoice()
        run = self.automatic("2026-03-31 03:00")
        self.assertEqual(self.automatic("2026-04-01 03:00"), run)
        self.assertIn(run.name, self.company.dunning_auto_last_words)
        self.lanes_at("2026-04-02 03:00")
        self.assertEqual(run.notice_ids.state, "queued")


@tagged("post_install", "-at_install")
class TestNextRun(AutomaticCommon):
    def test_what_waits_is_proposed_anew_by_the_next_run_and_blocks_nothing(self):
        other = self.make_customer("Willems")
        self.invoice(), self.invoice(partner=other)
        line = self.bank_line(100, partner=other)
        first = self.automatic()
        self.lanes_at("2026-03-31 08:10")
        self.assertEqual(first.state, "sending")
        line.unlink()
        second = self.automatic("2026-04-01 08:00")
        self.assertNotEqual(first, second)
        self.assertEqual(self.notice_of(first, other).state, "cancelled")
        self.assertIn("next automatic run", self.notice_of(first, other).reason)
        self.assertEqual(self.notice_of(first, self.customer).state, "queued")
        self.assertEqual((second.notice_ids.partner_id, second.notice_ids.state), (other, "ready"))

    def test_run_that_nobody_looked_at_is_made_anew(self):
        self.company.dunning_auto_mode = "propose"
        self.invoice()
        first = self.automatic()
        second = self.automatic("2026-04-01 08:00")
        self.assertEqual((first.state, second.state), ("cancelled", "proposed"))
        self.assertEqual(second.notice_ids.partner_id, self.customer)

    def test_what_a_person_released_keeps_its_turn(self):
        self.company.dunning_auto_mode = "propose"
        self.invoice()
        run = self.automatic()
        run.notice_ids.with_user(self.responsible).action_release()
        with mute_logger(daily.__name__):
            self.automatic("2026-04-01 08:00")
        self.assertEqual((self.runs(), run.notice_ids.state), (run, "ready"))
        self.assertIn(run.name, self.told().note)

    def test_same_failure_on_two_days_is_one_message(self):
        self.invoice()
        self.make_run()
        with mute_logger(daily.__name__):
            self.automatic("2026-04-01 08:00")
            self.automatic("2026-04-02 08:00")
        self.assertEqual(len(self.told()), 1)

    def test_nobody_is_told_who_left(self):
        self.invoice()
        self.make_run()
        self.responsible.active = False
        with mute_logger(daily.__name__):
            self.automatic("2026-04-01 08:00")
        self.assertFalse(self.told())

    def test_run_without_reminders_says_why_and_when_next_and_blocks_nothing(self):
        self.company.write({f"dunning_auto_{day}": day == "tuesday" for day in DAYS})
        self.invoice(due="2026-03-30")
        self.sheet.level_ids.filtered(lambda level: level.number == 1).min_days_overdue = 10
        run = self.automatic()
        self.assertEqual((run.state, run.is_open), ("done", False))
        self.assertIn("1", run.automatic_note)
        self.assertIn("04/07/2026", run.automatic_note)
        self.make_run()

    def test_nothing_late_says_so(self):
        self.invoice(due="2026-05-30")
        self.assertIn("No item is late", self.automatic().automatic_note)


@tagged("post_install", "-at_install")
class TestCriteria(AutomaticCommon):
    def test_only_customers_of_the_saved_filter(self):
        other = self.make_customer("Willems")
        self.invoice(), self.invoice(partner=other)
        self.company.dunning_auto_partner_domain = "[('name', '=', 'Willems')]"
        self.assertEqual(self.automatic().notice_ids.partner_id, other)

    def test_only_items_and_amounts_of_the_saved_criteria(self):
        self.invoice(100), self.invoice(400, partner=self.make_customer("Willems"))
        self.company.dunning_auto_min_amount = 400
        run = self.automatic()
        self.assertEqual(run.notice_ids.amount_residual, 400)
        self.assertEqual(run.min_amount, 400)

    def test_filter_finds_nothing_that_the_responsible_may_not_read(self):
        other = self.make_customer("Willems")
        self.invoice(), self.invoice(partner=other)
        self.env["ir.rule"].create(
            {
                "name": "Not Willems",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "groups": [(4, self.env.ref("account_dunning_levels.group_dunning_user").id)],
                "domain_force": f"[('id', '!=', {other.id})]",
            }
        )
        self.company.dunning_auto_partner_domain = "[('name', 'in', ('Willems', 'Peeters NV'))]"
        self.assertEqual(self.automatic().notice_ids.partner_id, self.customer)

    def test_filter_without_somebody_who_may_look_is_refused_in_words(self):
        self.company.dunning_auto_partner_domain = "[('name', '=', 'Willems')]"
        self.company.dunning_user_id = False
        self.invoice()
        with mute_logger(daily.__name__):
            self.automatic()
        self.assertFalse(self.runs())
        self.assertIn("responsible", self.company.dunning_auto_last_words)

    def test_filter_that_cannot_be_read_is_refused(self):
        with self.assertRefused("filter"), self.env.cr.savepoint():
            self.company.dunning_auto_partner_domain = "[('no_such_field', '=', 1)]"


@tagged("post_install", "-at_install")
class TestScreen(AutomaticCommon):
    def screen(self):
        """The runs of the company that the screen lists."""
        action = self.env["account.dunning.run"].action_open_automatic()
        domain = [*ast.literal_eval(action["domain"]), ("company_id", "=", self.company.id)]
        return self.env["account.dunning.run"].search(domain)

    def test_twelve_sent_one_waits_one_failed(self):
        customers = self.many_customers(12)
        waits, fails = self.make_customer("Wacht"), self.make_customer("Faalt")
        self.invoice(partner=waits), self.invoice(partner=fails)
        fails.dunning_mail_template_id = self.breaking_template()
        self.bank_line(100, partner=waits)
        run = self.automatic()
        with mute_logger("odoo.addons.account_dunning_levels.engine.send.batches"):
            self.lanes_at("2026-03-31 08:10")
        self.assertEqual(run.on_its_way_count, 12)
        self.accept_mails(run.notice_ids)
        run.invalidate_recordset()
        self.assertEqual(self.screen(), run)
        self.assertEqual(run.outcome_words, "12 sent, 1 waiting for you, 1 failed")
        self.assertEqual(
            (run.notice_count, run.sent_count, run.waits_count, run.failed_count), (14, 12, 1, 1)
        )
        self.assertIn("1 × Money of the customer", run.held_words)
        self.assertEqual(len(customers), 12)
        opened = run.action_open_waiting()
        self.assertEqual(self.env[opened["res_model"]].search(opened["domain"]).partner_id, waits)

    def test_runs_made_by_hand_are_not_on_it(self):
        self.invoice()
        self.make_run()
        self.assertFalse(self.screen())

    def test_company_without_automatic_reminders_says_so(self):
        self.company.dunning_auto_mode = "none"
        action = self.env["account.dunning.run"].with_company(self.company).action_open_automatic()
        self.assertIn("switched off", action["name"])
        self.assertIn("switched off", action["help"])

    def test_reader_opens_the_screen_and_changes_nothing(self):
        self.invoice()
        run = self.automatic()
        reader = self.env["res.users"].create(
            {
                "name": "Reader",
                "login": "reader.auto",
                "company_id": self.company.id,
                "company_ids": [(6, 0, self.company.ids)],
                "group_ids": [(4, self.env.ref("account_dunning_levels.group_dunning_reader").id)],
            }
        )
        self.assertEqual(run.with_user(reader).outcome_words, "1 on their way")
        run.with_user(reader).read(["leaves_at", "held_words", "automatic_note"])

    def test_person_cannot_make_a_run_automatic(self):
        runs = self.env["account.dunning.run"].with_user(self.responsible)
        for values in ({"is_automatic": True}, {"send_after": "2026-03-31 00:00:00"}):
            with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
                runs.create({"company_id": self.company.id, **values})
            self.assertIn("buttons only", str(caught.exception))


@tagged("post_install", "-at_install")
class TestOtherReminders(AutomaticCommon):
    def others(self, *names):
        """Odoo Enterprise's follow-up sends these levels by itself; it is not to be had here."""
        return patch.object(other_reminders, "_automatic_levels", lambda company: list(names))

    def test_switching_on_beside_automatic_follow_up_reports_is_refused_in_words(self):
        self.company.dunning_auto_mode = "none"
        with self.others("First Reminder"), self.assertRaises(ValidationError) as caught:
            self.company.dunning_auto_mode = "send"
        self.assertIn("First Reminder", str(caught.exception))
        self.assertIn(self.company.name, str(caught.exception))

    def test_proposing_beside_them_is_allowed(self):
        self.company.dunning_auto_mode = "none"
        with self.others("First Reminder"):
            self.company.dunning_auto_mode = "propose"

    def test_follow_up_reports_switched_on_later_keep_our_reminders(self):
        self.invoice()
        with self.others("First Reminder"):
            run = self.automatic()
        self.lanes_at("2026-03-31 08:10")
        self.assertEqual(run.notice_ids.state, "proposed")
        self.assertIn("First Reminder", self.told().note)
        self.assertIn("First Reminder", run.automatic_note)

    def test_without_that_addon_nothing_is_asked(self):
        self.assertEqual(other_reminders.refusal(self.company), "")


@tagged("post_install", "-at_install")
class TestSettings(AutomaticCommon):
    def choose(self, **values):
        settings = self.env["res.config.settings"].with_company(self.company)
        settings.create({"company_id": self.company.id, **values}).execute()

    def test_defaults_send_all_day_and_every_day(self):
        company = self.env["res.company"].create({"name": "New"})
        self.assertEqual(company.dunning_bank_max_age_days, 7)
        self.assertTrue(company.dunning_unmatched_guard)
        self.assertFalse(company.dunning_send_weekdays)
        self.assertEqual((company.dunning_send_from, company.dunning_send_to), (0, 24))
        self.assertEqual(company.dunning_forewarn, 0)

    def test_hours_are_moved_past_the_old_ones_in_one_go(self):
        self.company.write({"dunning_send_from": 8, "dunning_send_to": 10})
        self.choose(dunning_send_from=18, dunning_send_to=20)
        self.assertEqual((self.company.dunning_send_from, self.company.dunning_send_to), (18, 20))

    def test_hours_over_midnight_and_no_hours_are_refused(self):
        for first, last in ((22, 6), (9, 9), (-1, 5), (5, 24.5)):
            with self.assertRefused("of one day"), self.env.cr.savepoint():
                self.company.write({"dunning_send_from": first, "dunning_send_to": last})

    def test_days_are_chosen_one_by_one(self):
        self.choose(**{f"dunning_send_{day}": day in ("monday", "friday") for day in DAYS})
        self.assertEqual(self.company.dunning_send_weekdays, "mon,fri")
        settings = self.env["res.config.settings"].with_company(self.company).create({})
        self.assertEqual(
            [day for day in DAYS if settings[f"dunning_send_{day}"]], ["monday", "friday"]
        )
        with self.assertRefused("at least one day"), self.env.cr.savepoint():
            self.choose(**{f"dunning_send_{day}": False for day in DAYS})

    def test_word_that_is_no_day_is_refused_by_name(self):
        with self.assertRefused("maandag"), self.env.cr.savepoint():
            self.company.dunning_send_weekdays = "mon,maandag"

    def test_numbers_out_of_range_are_refused_by_name(self):
        for name, value in (
            ("dunning_bank_max_age_days", -1),
            ("dunning_forewarn", -1),
            ("dunning_forewarn", 73),
        ):
            label = self.company._fields[name]._description_string(self.env)
            with self.assertRefused(label, str(value)), self.env.cr.savepoint():
                self.company[name] = value

    def test_filter_and_nobody_who_looks_is_refused(self):
        with self.assertRefused("responsible"), self.env.cr.savepoint():
            self.choose(dunning_auto_partner_domain="[('name', '=', 'X')]", dunning_user_id=False)
        self.choose(dunning_auto_partner_domain="[('name', '=', 'X')]")
        self.assertEqual(self.company.dunning_auto_partner_domain, "[('name', '=', 'X')]")


@tagged("post_install", "-at_install")
class TestCompanies(AutomaticCommon):
    def test_company_that_fails_stops_nobody_and_progress_is_kept(self):
        other = self.other_company("Second")
        other.write({"dunning_auto_mode": "send", "dunning_auto_tuesday": True})
        self.invoice()
        real = daily._run_for

        def failing(company):
            if company == self.company:
                raise ZeroDivisionError("no such thing")
            real(company)

        with (
            patch.object(daily, "_run_for", failing),
            mute_logger(daily.__name__),
            freeze_time("2026-03-31 08:00"),
        ):
            self.run_cron(PROPOSE)
        self.assertFalse(self.runs())
        self.assertEqual(self.runs(other).state, "done")
        self.assertEqual(str(self.company.dunning_auto_last_date), "2026-03-31")
        self.assertIn("server log", self.told().note)
