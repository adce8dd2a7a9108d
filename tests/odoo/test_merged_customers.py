"""Two customers that turn out to be one, in each state of their reminders (SPEC section 11)."""

from freezegun import freeze_time
from send_common import SendCommon

from odoo.tests import tagged

WORDS = "Customers merged: they get one letter"


class Merged(SendCommon):
    """200.00 of Peeters NV and 250.00 of Zwart BV, due on 28 February; one fine a reminder, at
    least 25.00, no interest."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_single_fine = True
        cls.sheet.level_ids.write(
            {"fine_percent": 0, "fine_minimum": 25, "interest_monthly_percent": 0}
        )
        cls.other = cls.make_customer("Zwart BV")
        cls.first, cls.second = cls.invoice(200.0), cls.invoice(250.0, partner=cls.other)

    def merge(self, gone=None, stays=None):
        gone, stays = gone or self.other, stays or self.customer
        self.env["base.partner.merge.automatic.wizard"]._merge(
            [gone.id, stays.id], stays, extra_checks=False
        )
        self.env.invalidate_all()

    def of_each(self, run):
        return self.notice_of(run, self.customer), self.notice_of(run, self.other)

    def assertOneLetter(self, run, state):
        """One letter over both items with one fine; the other one is cancelled."""
        [kept] = run.notice_ids.filtered(lambda notice: notice.state == state)
        self.assertAmounts(kept, 450, 25, 0, 475)
        self.assertEqual(kept.line_ids.move_line_id, self.first | self.second)
        self.assertEqual(kept.partner_id, self.customer)
        [gone] = run.notice_ids - kept
        self.assertEqual((gone.state, gone.reason), ("cancelled", WORDS))
        return kept


@tagged("post_install", "-at_install")
class TestBeforeTheLetter(Merged):
    def test_proposed(self):
        run = self.make_run()
        self.merge()
        self.assertOneLetter(run, "proposed")

    def test_released(self):
        run = self.released()
        self.merge()
        self.assertOneLetter(run, "ready")
        self.send_now()
        kept = self.assertOneLetter(run, "queued")
        self.assertEqual(len(run.notice_ids.mail_id), 1)
        self.assertEqual((self.first | self.second).mapped("dunning_level"), [1, 1])
        self.assertIn("475.00", self.letter_text(kept))

    def test_one_released_and_one_not_leave_one_letter_and_one_for_the_next_list(self):
        run = self.make_run()
        first, second = self.of_each(run)
        first.action_release()
        self.merge()
        self.assertEqual((first.state, first.amount_total), ("ready", 225))
        self.assertEqual((second.state, second.reason), ("cancelled", WORDS))
        self.assertEqual(self.reason_of(self.second, run), "merged")
        run.action_send()
        self.send_now()
        self.accept_mails(first)
        with freeze_time("2026-04-01"):
            following = self.make_run("2026-04-01")
        self.assertEqual(following.notice_ids.claim_ids.move_line_id, self.second)
        self.assertEqual(self.reason_of(self.first, following), "too_soon")

    def test_customers_of_two_sheets_leave_one_letter_and_one_for_the_next_list(self):
        category = self.env["res.partner.category"].create({"name": "Large"})
        self.make_sheet("Large", category=category)
        self.other.category_id = category
        run = self.make_run()
        self.merge()
        states = run.notice_ids.sorted("position").mapped("state")
        self.assertEqual(sorted(states), ["cancelled", "proposed"])
        self.assertEqual(run.line_ids.filtered("reason").mapped("reason"), ["merged"])

    def test_letters_of_two_currencies_stay_two(self):
        self.enter_rate(self.usd)
        self.second.move_id.button_draft()
        self.second.move_id.currency_id = self.usd
        self.second.move_id.action_post()
        run = self.make_run()
        self.merge()
        self.assertEqual(run.notice_ids.mapped("state"), ["proposed", "proposed"])

    def test_letters_for_each_level_stay_two(self):
        self.company.dunning_letter_per = "level"
        self.second.write({"dunning_opening_level": 1, "dunning_opening_date": "2026-03-01"})
        run = self.make_run()
        self.merge()
        self.assertEqual(run.notice_ids.mapped("state"), ["proposed", "proposed"])
        self.assertEqual(sorted(run.notice_ids.mapped("level")), [1, 2])

    def test_letter_of_the_higher_level_stays(self):
        self.second.write({"dunning_opening_level": 1, "dunning_opening_date": "2026-03-01"})
        run = self.released()
        _first, second = self.of_each(run)
        self.merge()
        kept = self.assertOneLetter(run, "ready")
        self.assertEqual((kept, kept.level), (second, 2))

    def test_three_customers(self):
        third = self.make_customer("Claes BV")
        item = self.invoice(50.0, partner=third)
        run = self.released()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            [self.other.id, third.id, self.customer.id], self.customer, extra_checks=False
        )
        self.env.invalidate_all()
        [kept] = run.notice_ids.filtered(lambda notice: notice.state == "ready")
        self.assertAmounts(kept, 500, 25, 0, 525)
        self.assertIn(item, kept.line_ids.move_line_id)

    def test_contacts_without_reminders_are_merged_as_ever(self):
        run = self.make_run()
        plain = self.make_customer("Nobody")
        self.merge(gone=plain)
        self.assertEqual(run.notice_ids.mapped("state"), ["proposed", "proposed"])


@tagged("post_install", "-at_install")
class TestAfterTheLetter(Merged):
    def test_in_the_outbox_the_second_is_taken_out_and_comes_on_the_next_list(self):
        run = self.released()
        self.send_now()
        first, second = self.of_each(run)
        self.merge()
        self.assertEqual((first.state, second.state), ("queued", "cancelled"))
        self.assertEqual(second.reason, WORDS)
        self.assertEqual((first.mail_id.state, second.mail_id.state), ("outgoing", "cancel"))
        self.assertEqual((self.first.dunning_level, self.second.dunning_level), (1, 0))
        self.accept_mails(first)
        with freeze_time("2026-04-01"):
            following = self.make_run("2026-04-01")
        [notice] = following.notice_ids
        self.assertEqual(notice.claim_ids.move_line_id, self.second)

    def test_one_sent_and_one_in_the_outbox(self):
        run = self.released()
        self.send_now()
        first, second = self.of_each(run)
        self.accept_mails(second)
        self.merge()
        # what has left stays
        self.assertEqual((first.state, second.state), ("cancelled", "sent"))

    def test_one_sent_and_one_released(self):
        run = self.released()
        self.send_now(limit=1)
        run.notice_ids.filtered("mail_id").mail_id.write({"state": "sent"})
        self.merge()
        self.send_now()
        self.assertEqual(sorted(run.notice_ids.mapped("state")), ["cancelled", "sent"])
        self.assertEqual(len(run.notice_ids.mail_id), 1)

    def test_waiting_to_be_printed(self):
        self.sheet.level_ids.channel = "print"
        run = self.released()
        self.send_now()
        self.merge()
        self.assertEqual(sorted(run.notice_ids.mapped("state")), ["cancelled", "queued"])

    def test_both_sent_keep_letters_levels_and_dates(self):
        run = self.remind_and_accept("2026-03-31")
        self.merge()
        self.assertEqual(run.notice_ids.mapped("state"), ["sent", "sent"])
        self.assertEqual((self.first | self.second).mapped("dunning_level"), [1, 1])
        # both were asked: both are at level 2 on one letter
        notice = self.remind_and_accept("2026-04-15").notice_ids
        self.assertEqual((notice.level, notice.amount_total), (2, 475))

    def test_item_that_both_were_asked_keeps_one_letter_a_level(self):
        self.remind_and_accept("2026-03-01")
        move = self.second.move_id
        move.button_draft()
        move.partner_id = self.customer
        move.action_post()
        self.env.invalidate_all()
        item = self.receivable(move)
        self.assertEqual(item.dunning_level, 0)
        self.remind_and_accept("2026-03-15")
        self.merge()
        self.assertEqual(item.dunning_level, 1)
        self.remind_and_accept("2026-03-31")
        self.env.invalidate_all()
        self.assertEqual(item.dunning_level, 2)

    def test_opening_level_goes_along(self):
        self.second.write({"dunning_opening_level": 2, "dunning_opening_date": "2026-03-01"})
        self.merge()
        self.assertEqual(self.second.dunning_level, 2)
