"""Unattended runs: on chosen weekdays, once a day, per company; and the sending lanes.

31 March 2026 is a Tuesday.
"""

from freezegun import freeze_time
from send_common import SendCommon

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

SEND_LOG = "odoo.addons.account_dunning_levels.engine.send.batches"
PROPOSE = "account_dunning_levels.ir_cron_propose"
LANES = tuple(f"account_dunning_levels.ir_cron_send_lane_{number}" for number in range(1, 9))


class ScheduleCase(SendCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).sudo().dunning_auto_mode = "none"
        cls.company.write({"dunning_auto_mode": "propose", **cls.weekdays("tuesday")})

    @staticmethod
    def weekdays(*chosen):
        names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        return {f"dunning_auto_{name}": name in chosen for name in names}

    def run_cron(self, xmlid):
        """As the scheduler does it: a cursor of its own that commits."""
        with self.enter_registry_test_mode():
            result = self.env.ref(xmlid).sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.assertIs(result, True, result)

    def runs(self, company=None):
        return self.env["account.dunning.run"].search(
            [("company_id", "=", (company or self.company).id)], order="id"
        )


@tagged("post_install", "-at_install")
class TestPropose(ScheduleCase):
    def test_on_the_chosen_day_a_control_list_is_made_and_nothing_sent(self):
        item = self.invoice()
        self.run_cron(PROPOSE)
        run = self.runs()
        self.assertEqual((run.state, str(run.key_date)), ("proposed", "2026-03-31"))
        self.assertEqual(run.notice_ids.state, "proposed")
        self.run_cron(LANES[0])
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("proposed", 0))

    def test_on_another_day_nothing_happens(self):
        self.company.write(self.weekdays("monday", "wednesday"))
        self.invoice()
        self.run_cron(PROPOSE)
        self.assertFalse(self.runs())

    def test_by_hand_means_by_hand(self):
        self.company.dunning_auto_mode = "none"
        self.invoice()
        self.run_cron(PROPOSE)
        self.assertFalse(self.runs())

    def test_once_a_day(self):
        self.invoice()
        self.run_cron(PROPOSE)
        self.runs().action_cancel()
        self.run_cron(PROPOSE)
        self.assertEqual(len(self.runs()), 1)

    def test_again_a_week_later(self):
        self.invoice()
        self.run_cron(PROPOSE)
        self.runs().action_cancel()
        with freeze_time("2026-04-07 08:00"):
            self.run_cron(PROPOSE)
        self.assertEqual([str(run.key_date) for run in self.runs()], ["2026-03-31", "2026-04-07"])

    def test_nothing_to_remind_leaves_the_company_free(self):
        self.invoice(100, "2026-04-30")
        self.run_cron(PROPOSE)
        self.assertNotIn("proposed", self.runs().mapped("state"))
        self.assertFalse(self.runs().filtered("is_open"))

    def test_responsible_of_the_company_makes_the_run(self):
        self.company.dunning_user_id = self.env.user
        self.invoice()
        self.run_cron(PROPOSE)
        self.assertEqual(self.runs().user_id, self.env.user)


@tagged("post_install", "-at_install")
class TestProposeAndSend(ScheduleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_auto_mode = "send"

    def test_letters_leave_without_a_hand(self):
        item = self.invoice()
        self.run_cron(PROPOSE)
        run = self.runs()
        self.assertEqual((run.state, run.notice_ids.state), ("sending", "ready"))
        self.run_cron(LANES[0])
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("queued", 1))
        self.assertTrue(run.notice_ids.attachment_id.raw.startswith(b"%PDF-"))

    def test_all_lanes_after_each_other_make_one_letter(self):
        self.invoice()
        self.run_cron(PROPOSE)
        before = self.env["mail.mail"].search_count([])
        for lane in LANES:
            self.run_cron(lane)
        self.assertEqual(self.env["mail.mail"].search_count([]), before + 1)

    def test_nothing_to_remind_is_no_error(self):
        self.run_cron(PROPOSE)
        self.run_cron(LANES[0])
        self.assertFalse(self.runs().notice_ids)
        self.assertFalse(self.runs().filtered("is_open"))

    def test_lane_survives_a_bad_customer(self):
        good = self.make_customer("Willems")
        self.customer.dunning_mail_template_id = self.breaking_template()
        self.invoice(), self.invoice(partner=good)
        self.run_cron(PROPOSE)
        with mute_logger(SEND_LOG), self.enter_registry_test_mode():
            self.env.ref(LANES[0]).sudo().method_direct_trigger()
        self.env.invalidate_all()
        run = self.runs()
        self.assertEqual(self.notice_of(run, self.customer).state, "failed")
        self.assertEqual(self.notice_of(run, good).state, "queued")

    def test_more_than_one_batch_is_finished_in_one_go(self):
        self.level(1).channel = "phone"
        for number in range(55):
            self.invoice(partner=self.make_customer(f"Customer {number}"))
        self.run_cron(PROPOSE)
        self.run_cron(LANES[1])
        run = self.runs()
        self.assertEqual(run.notice_ids.mapped("state"), ["sent"] * 55)
        self.assertEqual(run.state, "done")


@tagged("post_install", "-at_install")
class TestCompanies(ScheduleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company(name="Second")["company"]
        cls.env.user.company_ids |= cls.other
        cls.other.write({"dunning_auto_mode": "propose", **cls.weekdays("tuesday")})
        cls.make_sheet("All", company=cls.other)
        with freeze_time("2026-03-31"):
            cls.other_item = cls.receivable(
                cls.env["account.move"]
                .with_company(cls.other)
                .create(
                    {
                        "move_type": "out_invoice",
                        "partner_id": cls.customer.id,
                        "company_id": cls.other.id,
                        "invoice_date": "2026-02-28",
                        "invoice_date_due": "2026-02-28",
                        "invoice_payment_term_id": False,
                        "invoice_line_ids": [
                            Command.create({"name": "Work", "price_unit": 70, "tax_ids": []})
                        ],
                    }
                )
            )
        cls.other_item.move_id.action_post()
        cls.other_item = cls.receivable(cls.other_item.move_id)

    def test_each_company_has_its_own_run(self):
        item = self.invoice()
        self.run_cron(PROPOSE)
        self.assertEqual(self.runs().line_ids.move_line_id, item)
        self.assertEqual(self.runs(self.other).line_ids.move_line_id, self.other_item)

    def test_only_the_companies_whose_day_it_is(self):
        self.other.write(self.weekdays("friday"))
        self.invoice()
        self.run_cron(PROPOSE)
        self.assertEqual((len(self.runs()), len(self.runs(self.other))), (1, 0))

    def test_company_that_fails_is_told_and_stops_nobody(self):
        self.company.dunning_user_id = self.env.user
        self.invoice()
        open_run = self.make_run()
        self.run_cron(PROPOSE)
        self.assertEqual(self.runs(), open_run)
        self.assertEqual(self.runs(self.other).state, "proposed")
        told = self.env["mail.activity"].search(
            [("user_id", "=", self.env.user.id), ("res_id", "=", self.company.partner_id.id)]
        )
        self.assertIn(open_run.name, told.note)

    def test_failing_company_is_told_once_a_day(self):
        self.company.dunning_user_id = self.env.user
        self.invoice()
        self.make_run()
        self.run_cron(PROPOSE)
        self.run_cron(PROPOSE)
        told = self.env["mail.activity"].search_count(
            [("user_id", "=", self.env.user.id), ("res_id", "=", self.company.partner_id.id)]
        )
        self.assertEqual(told, 1)


@tagged("post_install", "-at_install")
class TestLanes(ScheduleCase):
    def lanes(self):
        return self.env["ir.cron"].browse([self.env.ref(xmlid).id for xmlid in LANES])

    def choose(self, number):
        """Save the settings with so many lanes."""
        self.env["res.config.settings"].create({"dunning_send_lanes": number}).execute()

    def awake(self):
        """The lanes that a send wakes."""
        triggers = self.env["ir.cron.trigger"].sudo()
        before = triggers.search([])
        self.invoice(partner=self.make_customer(f"Customer {len(before)}"))
        self.released()
        return self.lanes() & (triggers.search([]) - before).cron_id

    def test_all_lanes_do_the_same_every_ten_minutes(self):
        for lane in self.lanes():
            self.assertEqual(lane.code, "model._cron_send()")
            self.assertEqual((lane.interval_number, lane.interval_type), (10, "minutes"))

    def test_two_lanes_work_unless_somebody_chose_otherwise(self):
        self.assertEqual(self.lanes().filtered("active"), self.lanes()[:2])
        self.assertEqual(self.env["res.config.settings"].create({}).dunning_send_lanes, 2)
        self.assertEqual(self.awake(), self.lanes()[:2])

    def test_one_lane_and_eight_lanes_can_be_chosen(self):
        for number in (8, 1):
            self.choose(number)
            self.assertEqual(self.lanes().filtered("active"), self.lanes()[:number])
            self.assertEqual(self.env["res.config.settings"].create({}).dunning_send_lanes, number)

    def test_no_lane_and_nine_lanes_are_refused(self):
        for number in (0, 9):
            with self.assertRefused("Sending lanes", "1 to 8", str(number)):
                self.choose(number)
        self.assertEqual(self.lanes().filtered("active"), self.lanes()[:2])

    def test_a_send_wakes_every_chosen_lane(self):
        self.choose(5)
        self.assertEqual(self.awake(), self.lanes()[:5])

    def test_more_lanes_start_at_once_on_what_is_still_to_do(self):
        self.invoice()
        self.released()
        self.env["ir.cron.trigger"].sudo().search([]).unlink()
        self.choose(3)
        woken = self.env["ir.cron.trigger"].sudo().search([]).cron_id
        self.assertEqual(self.lanes() & woken, self.lanes()[:3])

    def test_other_settings_can_be_saved_while_somebody_has_archived_all_lanes(self):
        self.lanes().active = False
        settings = self.env["res.config.settings"].create({"dunning_grace_days": 3})
        settings.dunning_send_lanes = 0  # as the screen shows and sends it
        settings.execute()
        self.assertEqual(self.company.dunning_grace_days, 3)
        self.assertFalse(self.lanes().filtered("active"))

    def test_queued_e_mails_wake_the_outbox(self):
        outbox = self.env.ref("mail.ir_cron_mail_scheduler_action")
        triggers = self.env["ir.cron.trigger"].sudo()
        self.invoice()
        self.released()
        before = triggers.search_count([("cron_id", "=", outbox.id)])
        self.send_now()
        self.assertGreater(triggers.search_count([("cron_id", "=", outbox.id)]), before)

    def test_lane_with_nothing_to_do_ends(self):
        self.run_cron(LANES[0])
        self.assertFalse(self.runs())
