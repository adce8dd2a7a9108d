"""A level lowered by hand: the next reminder is milder (SPEC section 4)."""

from dunning_common import DunningCommon
from freezegun import freeze_time

from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestLowerLevel(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet.level_ids.channel = "phone"  # sent at once, no letter to make
        cls.item = cls.invoice(100.0, "2026-01-31")

    def reminded(self, *days):
        """Remind the item on these days; returns the runs."""
        return [self.remind(dated) for dated in days]

    def test_lowered_item_gets_the_milder_reminder_again(self):
        self.reminded("2026-03-31", "2026-04-14", "2026-04-28")
        self.assertEqual(self.item.dunning_level, 3)
        self.item.action_dunning_set_level(1)
        self.assertEqual(self.item.dunning_level, 1)
        run = self.remind("2026-05-12")
        self.assertEqual(self.line_of(self.item, run).level_after, 2)
        self.assertEqual(self.item.dunning_level, 2)

    def test_item_lowered_to_0_starts_again(self):
        self.reminded("2026-03-31", "2026-04-14")
        self.item.action_dunning_set_level(0)
        levels = []
        for dated in ("2026-04-28", "2026-05-12", "2026-05-26"):
            self.remind(dated)
            levels.append(self.item.dunning_level)
        self.assertEqual(levels, [1, 2, 3])

    def test_level_can_be_lowered_twice(self):
        self.reminded("2026-03-31", "2026-04-14")
        self.item.action_dunning_set_level(1)
        self.remind("2026-04-28")
        self.assertEqual(self.item.dunning_level, 2)
        self.item.action_dunning_set_level(1)
        run = self.remind("2026-05-12")
        self.assertEqual(self.line_of(self.item, run).level_after, 2)

    def test_level_is_never_raised(self):
        self.reminded("2026-03-31")
        with self.assertRefused(self.item.move_id.name, "at level 1"):
            self.item.action_dunning_set_level(2)
        self.assertEqual(self.item.dunning_level, 1)

    def test_level_lowered_by_hand_is_not_raised_back(self):
        self.reminded("2026-03-31", "2026-04-14")
        self.item.action_dunning_set_level(0)
        with self.assertRefused("at level 0"):
            self.item.action_dunning_set_level(2)

    def test_no_level_is_refused(self):
        for level in (-1, 10, "2", None):
            with self.assertRefused("0 to 9"):
                self.item.action_dunning_set_level(level)

    def test_several_items_with_one_below_change_nothing(self):
        self.reminded("2026-03-31")
        new = self.invoice(60.0)
        with self.assertRefused(new.move_id.name):
            (self.item | new).action_dunning_set_level(1)
        self.assertEqual(self.item.dunning_level, 1)

    def test_interval_still_counts_after_lowering(self):
        self.reminded("2026-03-31")
        self.item.action_dunning_set_level(0)
        self.assertEqual(str(self.item.dunning_date), "2026-03-31")
        with freeze_time("2026-04-13"):
            run = self.make_run("2026-04-13")
        self.assertEqual(self.reason_of(self.item, run), "too_soon")

    def test_opening_level_is_lowered_too(self):
        item = self.invoice(60.0, "2026-01-31")
        item.write({"dunning_opening_level": 2, "dunning_opening_date": "2026-03-01"})
        item.action_dunning_set_level(1)
        self.assertEqual((item.dunning_level, str(item.dunning_date)), (1, "2026-03-01"))
        self.assertEqual(self.line_of(item, self.make_run()).level_after, 2)

    def test_invoice_shows_the_lowered_level(self):
        self.reminded("2026-03-31", "2026-04-14")
        self.assertEqual(self.item.move_id.dunning_level, 2)
        self.item.action_dunning_set_level(1)
        self.assertEqual(self.item.move_id.dunning_level, 1)

    def test_chatter_of_the_invoice_says_who_lowered_it(self):
        self.reminded("2026-03-31")
        self.item.action_dunning_set_level(0)
        message = self.item.move_id.message_ids[0]
        self.assertIn("lowered to 0", message.body)
        self.assertEqual(message.author_id, self.env.user.partner_id)

    def test_cancelling_the_reminder_after_lowering_gives_the_lowered_level_back(self):
        self.reminded("2026-03-31", "2026-04-14")
        self.item.action_dunning_set_level(1)
        run = self.remind("2026-04-28")
        run.notice_ids.action_cancel("Sent by mistake")
        self.assertEqual((self.item.dunning_level, str(self.item.dunning_date)), (1, "2026-04-14"))

    def test_cancelling_a_reminder_gives_level_and_date_back(self):
        runs = self.reminded("2026-03-31", "2026-04-14")
        runs[1].notice_ids.action_cancel("Sent by mistake")
        self.assertEqual((self.item.dunning_level, str(self.item.dunning_date)), (1, "2026-03-31"))
        runs[0].notice_ids.action_cancel("That one too")
        self.assertEqual((self.item.dunning_level, self.item.dunning_date), (0, False))

    def test_cancelled_reminder_is_sent_again_at_the_same_level(self):
        run = self.reminded("2026-03-31")[0]
        run.notice_ids.action_cancel("Wrong address")
        again = self.remind("2026-03-31")
        self.assertEqual(self.line_of(self.item, again).level_after, 1)
        self.assertEqual(self.item.dunning_level, 1)

    def test_reader_of_reminders_cannot_lower_a_level(self):
        self.reminded("2026-03-31")
        reader = new_test_user(
            self.env,
            "reader",
            groups="account.group_account_readonly",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRefused("Only users of reminders"):
            self.item.with_user(reader).action_dunning_set_level(0)
        self.assertEqual(self.item.dunning_level, 1)

    def test_user_who_cannot_change_entries_can_lower_a_level(self):
        self.reminded("2026-03-31")
        user = new_test_user(
            self.env,
            "collector",
            groups="account.group_account_readonly,account_dunning_levels.group_dunning_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        self.item.with_user(user).action_dunning_set_level(0)
        self.assertEqual(self.item.dunning_level, 0)
