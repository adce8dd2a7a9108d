"""Another addon adds a channel, *registered e-mail*, and touches not one line of ours.

A provider gets the e-mail, passes it on and confirms its delivery. Until then the reminder is in a
state of its own; to the law it is received on the second working day.
"""

from pathlib import Path

from freezegun import freeze_time
from mail_house import OutboxCase, attachments

from odoo.tests import tagged

from odoo.addons.account_dunning_levels.engine.send import ways_out
from odoo.addons.account_dunning_levels.rules.decide import channels

ADDON = Path(__file__).with_name("dunning_registered_mail")
MOST_LINES = 80
JAN, AT_PROVIDER = "janpeeters@example.com", "janpeeters@example.com.registered.example.com"


@tagged("post_install", "-at_install")
class TestRegisteredMail(OutboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.follow_law("be")
        cls.sheet.level_ids.write({"channel": "registered", "activity_mode": "log"})
        cls.jan = cls.make_customer("Jan Peeters", is_company=False)
        cls.item = cls.invoice(500.0, "2026-01-31", cls.jan)

    def remind(self, on="2026-02-09"):
        """The reminder of a run that was released and made; its e-mail lies in the outbox."""
        with freeze_time(on):
            run = self.released(on)
            self.send_now()
        return run.notice_ids

    # ------------------------------------------------------------------- the addon

    def test_addon_has_at_most_eighty_lines(self):
        files = [path for path in ADDON.rglob("*") if path.suffix in (".py", ".xml")]
        lines = [line for path in files for line in path.read_text().splitlines() if line.strip()]
        self.assertEqual(len(files), 4)
        self.assertLessEqual(len(lines), MOST_LINES)

    def test_addon_replaces_nothing_of_ours(self):
        """It patches no function: what it changes are its value, its way and its selections."""
        words = (ADDON / "registered.py").read_text()
        self.assertNotIn("setattr", words)
        self.assertNotIn("super()", words)
        for line in words.splitlines():
            name, _sign, _value = line.partition(" = ")
            self.assertNotIn(".", name.strip() if " = " in line else "", line)

    # ---------------------------------------------------------------- list and level

    def test_level_shows_the_settings_of_an_email(self):
        level = self.level(1)
        self.assertTrue(level.channel_needs_email)
        self.assertTrue(level.channel_has_letter)
        self.assertFalse(level.channel_is_paper)
        level.attach_invoices = True  # refused of a level that needs no e-mail address

    def test_control_list_shows_the_channel(self):
        run = self.make_run("2026-02-09")
        notice = run.notice_ids
        self.assertEqual((notice.state, notice.channel), ("proposed", "registered"))
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "account_dunning_levels.report_control_list", run.ids
        )
        self.assertIn("Registered e-mail", html.decode())
        self.assertIn(JAN, html.decode())

    def test_customer_without_address_gets_a_letter_on_paper(self):
        self.jan.email = False
        notice = self.make_run("2026-02-09").notice_ids
        self.assertEqual((notice.channel, notice.waits_for), ("print", "paper"))
        self.assertIn("no_email", notice.warning_codes)

    def test_person_chooses_the_channel_on_the_list(self):
        notice = self.make_run("2026-02-09").notice_ids
        notice.action_set_channel("print")
        view = self.env.ref("account_dunning_levels.account_dunning_notice_control_view_list")
        self.assertIn("{'dunning_channel': 'registered'}", view.get_combined_arch())
        notice.with_context(dunning_channel="registered").action_set_channel()
        self.assertEqual((notice.channel, notice.waits_for), ("registered", "mail,registered"))

    def test_preview_of_the_sheet_names_the_channel(self):
        self.sheet.write({"preview_amount": 500, "preview_due_date": "2026-01-31"})
        self.assertIn("Registered e-mail", self.sheet.preview)

    def test_simulation_counts_the_channel(self):
        with freeze_time("2026-02-09"):
            simulation = self.env["account.dunning.simulation"].create(
                {"key_date": "2026-02-09", "company_id": self.company.id}
            )
            simulation.action_simulate()
        letters = simulation.line_ids.filtered(lambda line: line.kind == "letter")
        self.assertEqual(set(letters.mapped("channel")), {"registered"})

    # ------------------------------------------------------------------------ sending

    def test_letter_leaves_through_the_provider_and_waits_in_its_own_state(self):
        notice = self.remind()
        self.assertEqual((notice.state, notice.waits_for), ("registered", "mail,registered"))
        self.assertEqual(self.item.dunning_level, 1)
        self.assertEqual(self.house.received, [])
        self.run_outbox()
        ((addresses, message),) = self.house.received
        self.assertEqual(addresses, [AT_PROVIDER])
        (letter,) = attachments(message).values()
        self.assertEqual(letter, notice.attachment_id.raw)
        self.assertEqual((notice.state, notice.waits_for), ("registered", "registered"))
        self.assertTrue(notice.is_mailed)
        self.assertEqual((self.item.dunning_level, notice.run_id.state), (1, "sending"))

    def test_outbox_sends_it_once(self):
        self.remind()
        for _time in range(3):
            self.run_outbox()
        self.assertEqual(len(self.house.received), 1)

    def test_confirmation_of_the_provider_ends_it(self):
        notice = self.remind()
        self.run_outbox()
        notice.action_registered()
        self.assertEqual((notice.state, notice.waits_for), ("sent", ""))
        self.assertTrue(notice.sent_at)
        self.assertEqual((self.item.dunning_level, notice.run_id.state), (1, "done"))

    def test_confirmation_before_the_mail_server_has_answered_does_not_end_it(self):
        notice = self.remind()
        notice.action_registered()
        self.assertEqual((notice.state, notice.waits_for), ("registered", "mail"))
        self.run_outbox()
        self.assertEqual(notice.state, "sent")

    def test_refused_by_the_provider_it_fails_and_the_level_goes_back(self):
        self.house.refused.add(AT_PROVIDER)
        notice = self.remind()
        self.run_outbox()
        self.assertEqual((notice.state, self.item.dunning_level), ("failed", 0))
        self.assertEqual(notice.waits_for, "mail,registered")

    def test_answer_that_never_came_is_asked_of_a_person(self):
        self.house.keeps_silent_to.add(AT_PROVIDER)
        notice = self.remind()
        self.run_outbox()
        self.assertEqual((notice.state, notice.is_outcome_unknown), ("registered", True))
        notice.action_arrived()
        self.assertEqual((notice.state, notice.waits_for), ("registered", "registered"))

    def test_cancelled_while_it_waits_gives_the_level_back(self):
        notice = self.remind()
        notice.action_cancel("Paid by hand")
        self.run_outbox()
        self.assertEqual((notice.state, self.item.dunning_level), ("cancelled", 0))
        self.assertEqual(self.house.received, [])
        notice.action_registered()
        self.assertEqual(notice.state, "cancelled")

    def test_next_run_must_not_be_dated_before_it(self):
        self.remind()
        self.invoice(100.0, "2026-01-01", self.customer)
        with self.assertRefused("was sent already", "2026-02-09"):
            self.make_run("2026-02-08")

    # ------------------------------------------------------------------------- the law

    def fine_on(self, key_date):
        with freeze_time(key_date):
            run = self.make_run(key_date)
            fine = run.notice_ids.fine_amount
            run.action_cancel()
        return fine

    def test_law_counts_from_the_second_working_day(self):
        # sent on Monday 9 February 2026, day 1 is Wednesday the 11th, day 14 Tuesday the 24th.
        # 65, the lump sum of 500, would be asked from the 24th by e-mail, from the 26th by post
        notice = self.remind()
        self.run_outbox()
        notice.action_registered()
        self.assertTrue(notice.is_complete_by_law)
        self.assertEqual(str(notice.deadline), "2026-02-24")
        self.assertEqual(self.fine_on("2026-02-24"), 0)
        self.assertEqual(self.fine_on("2026-02-25"), 65)

    def test_it_is_not_charged_as_paper(self):
        # Germany: 0.76 of real cost, and 0.95 of postage for a letter on paper
        self.company.country_id = self.env.ref("base.de")
        self.sheet.write({"charge_figures": "own", "law_real_cost": 0.76})
        self.company.dunning_postage = 0.95
        self.sheet.level_ids.fine_minimum = 2.5
        notice = self.remind()
        self.run_outbox()
        notice.action_registered()
        with freeze_time("2026-03-02"):
            second = self.make_run("2026-03-02").notice_ids
            self.assertEqual((second.channel, second.fine_amount), ("registered", 0.76))
            second.action_set_channel("print")
            self.assertEqual(second.fine_amount, 1.71)

    # ---------------------------------------------------------------- forgetting a part

    def offered(self):
        notices = self.env["account.dunning.notice"]
        return (notices._fields[name].get_values(self.env) for name in ("channel", "state"))

    def test_channel_without_its_value_stops_the_loading(self):
        codes, states = self.offered()
        with self.assertRaisesRegex(LookupError, "Channel 'pigeon': it is offered, but no value"):
            ways_out.require_complete([*codes, "pigeon"], states)

    def test_channel_without_its_way_out_stops_the_loading(self):
        codes, states = self.offered()
        self.patch(ways_out, "WAYS_OUT", {"mail": print, "paper": print})
        with self.assertRaisesRegex(ValueError, "say how letters leave by registered"):
            ways_out.require_complete(codes, states)

    def test_channel_without_its_state_stops_the_loading(self):
        codes, states = self.offered()
        with self.assertRaisesRegex(ValueError, "add the state 'registered' to the reminder"):
            ways_out.require_complete(codes, [state for state in states if state != "registered"])

    def test_value_says_all(self):
        channel = channels.of("registered")
        self.assertEqual((channel.needs, channel.falls_back_to), ("email", "print"))
