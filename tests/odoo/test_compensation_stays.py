"""EUR 40 or a lump sum that was stated stays asked until it is paid, and once (SPEC section 11).

Belgian business, 1,000.00 due on 31 January 2026. Late interest of the law of 2 August 2002
(art. 5) from 1 February at 10.5 % a year: 20 days to 20 February 5.75, 34 to 6 March 9.78, 48 to
20 March 13.81. Compensation of EUR 40 by its art. 6 (Directive 2011/7, art. 6).
"""

from charge_common import ChargeCommon
from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

FIRST, SECOND, THIRD = "2026-02-20", "2026-03-06", "2026-03-20"


class CompensationCommon(ChargeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.follow_law("be")
        cls.book_by("stated")

    def setUp(self):
        super().setUp()
        self.item = self.invoice(1000.0, "2026-01-31")

    def waive(self, notice):
        self.env["account.dunning.waive"].create(
            {"notice_id": notice.id, "reason": "A good customer", "waive_interest": False}
        ).action_waive_charges()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestStated(CompensationCommon):
    def test_notice_of_default_asks_no_less_than_the_friendly_letter(self):
        self.assertAmounts(self.remind_on(FIRST), 1000, 40, 5.75, 1045.75)
        self.assertAmounts(self.remind_on(SECOND), 1000, 40, 9.78, 1049.78)
        third = self.remind_on(THIRD)
        self.assertAmounts(third, 1000, 40, 13.81, 1053.81)
        self.assertEqual(third.level, 3)
        self.assertIn("1,053.81", self.letter_text(third))

    def test_list_says_the_same_as_the_letter(self):
        self.remind_on(FIRST)
        with freeze_time(SECOND):
            self.assertAmounts(self.make_run(SECOND).notice_ids, 1000, 40, 9.78, 1049.78)

    def test_part_payment_lowers_interest_and_not_the_compensation(self):
        self.remind_on(FIRST)
        with freeze_time(FIRST):
            self.pay(self.item, 600, FIRST)
        # 1,000 for 20 days 5.7534, 400 for 14 days 1.6110
        self.assertAmounts(self.remind_on(SECOND), 400, 40, 7.36, 447.36)

    def test_waived_is_not_asked_again(self):
        self.waive(self.remind_on(FIRST))
        self.assertEqual(self.remind_on(SECOND).fine_amount, 0)
        self.assertEqual(self.remind_on(THIRD).fine_amount, 0)

    def test_waived_on_the_second_letter_is_not_asked_by_the_third(self):
        self.remind_on(FIRST)
        self.waive(self.remind_on(SECOND))
        self.assertEqual(self.remind_on(THIRD).fine_amount, 0)

    def test_paid_invoice_is_asked_for_nothing(self):
        self.remind_on(FIRST)
        with freeze_time(FIRST):
            self.pay(self.item, 1000, FIRST)
        self.assertFalse(self.remind_on_if_any(SECOND))

    def remind_on_if_any(self, on):
        with freeze_time(on):
            return self.make_run(on).notice_ids

    def test_last_cent_with_forty_euro_is_said_on_the_list(self):
        small = self.invoice(42.42, "2026-01-31", self.make_customer("Small BV"))
        self.pay(small, 42.41)
        notice = self.notice_of(self.make_run(), small.partner_id)
        self.assertEqual(notice.fine_amount, 40)
        self.assertIn("charges_above_claim", notice.warning_codes)
        self.assertRegex(notice.warning, r"40\.\d\d.*0\.01")

    def test_payment_of_the_rest_before_sending_takes_the_warning_along(self):
        self.pay(self.item, 970)
        run = self.released()
        self.assertIn("charges_above_claim", run.notice_ids.warning_codes)
        payments = self.env["account.payment"].search([("partner_id", "=", self.customer.id)])
        self.item.remove_move_reconcile()
        payments.action_draft()
        self.send_now()
        self.assertFalse(run.notice_ids.warning_codes)


@tagged("post_install", "-at_install")
class TestBooked(CompensationCommon):
    def test_invoiced_with_the_first_letter_it_is_asked_once_as_an_item_of_its_own(self):
        self.book_by("invoiced", post=True)
        first = self.remind_on(FIRST)
        self.assertEqual(self.charges(first), [("fine", 40.0), ("interest", 5.75)])
        second = self.remind_on(SECOND)
        # 1,000.00 and the invoice of 45.75; 9.78 - 5.75 = 4.03: as much as when it is only stated
        self.assertAmounts(second, 1045.75, 0, 4.03, 1049.78)

    def test_booked_by_hand_after_two_letters_it_is_booked_once(self):
        self.book_by("on_payment")
        first, second = self.remind_on(FIRST), self.remind_on(SECOND)
        self.assertEqual((first.fine_amount, second.fine_amount), (40, 40))
        second.action_book_charges()
        with self.assertRefused("no charges left"):
            first.action_book_charges()
        self.assertEqual(self.charges(second), [("fine", 40.0), ("interest", 9.78)])
        self.assertEqual(self.remind_on(THIRD).fine_amount, 0)

    def test_booked_by_hand_with_the_first_letter_the_second_books_the_interest_only(self):
        self.book_by("on_payment")
        first, second = self.remind_on(FIRST), self.remind_on(SECOND)
        first.action_book_charges()
        second.action_book_charges()
        self.assertEqual(self.charges(first), [("fine", 40.0), ("interest", 5.75)])
        self.assertEqual(self.charges(second), [("interest", 4.03)])

    def test_booked_and_then_waived_it_is_not_asked_again(self):
        self.book_by("invoiced", post=True)
        self.waive(self.remind_on(FIRST))
        self.assertEqual(self.remind_on(SECOND).fine_amount, 0)


@tagged("post_install", "-at_install")
class TestInstalments(CompensationCommon):
    def setUp(self):
        super().setUp()
        self.item.move_id.button_draft()
        self.item.move_id.button_cancel()
        halves = self.env["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (0, 10)
                ],
            }
        )
        self.halves = self.invoice(1000.0, "2026-01-21", invoice_payment_term_id=halves.id).sorted(
            "date_maturity"
        )

    def bearers(self, notice):
        return notice.line_ids.filtered("has_compensation").move_line_id

    def test_one_of_them_bears_it_letter_after_letter(self):
        for on in (FIRST, SECOND, THIRD):
            notice = self.remind_on(on)
            self.assertEqual(notice.fine_amount, 40)
            self.assertEqual(self.bearers(notice), self.halves[0])

    def test_it_goes_over_to_the_other_when_the_first_is_paid_without_it(self):
        self.remind_on(FIRST)
        with freeze_time(FIRST):
            self.pay(self.halves[0], 500, FIRST)
        self.assertTrue(self.halves[0].reconciled)
        notice = self.remind_on(SECOND)
        self.assertEqual((notice.fine_amount, self.bearers(notice)), (40, self.halves[1]))

    def test_letters_of_two_levels_ask_it_once(self):
        self.company.dunning_letter_per = "level"
        self.halves[0].write({"dunning_opening_level": 1, "dunning_opening_date": "2026-02-01"})
        run = self.remind_and_accept(FIRST)
        self.assertEqual(sorted(run.notice_ids.mapped("fine_amount")), [0, 40])
        run = self.remind_and_accept(SECOND)
        self.assertEqual(sorted(run.notice_ids.mapped("fine_amount")), [0, 40])


@tagged("post_install", "-at_install")
class TestLumpSum(CompensationCommon):
    """A Belgian consumer whose sheet asks a lump sum of 25.00 at level 2 and nothing at level 3."""

    def setUp(self):
        super().setUp()
        self.customer.is_company = False
        self.sheet.charge_figures = "own"
        self.level(2).fine_minimum = 25

    def test_lump_sum_that_was_stated_stays_asked(self):
        self.assertEqual(self.remind_on(FIRST).fine_amount, 0)
        self.assertEqual(self.remind_on("2026-03-16").fine_amount, 25)
        third = self.remind_on("2026-03-30")
        self.assertEqual((third.level, third.fine_amount), (3, 25))
        self.assertEqual(float(third.line_ids.calculation["stated"]), 25)

    def test_what_is_left_of_a_small_invoice_lowers_the_ceiling(self):
        self.remind_on(FIRST)
        self.remind_on("2026-03-16")
        with freeze_time("2026-03-16"):
            self.pay(self.item, 900, "2026-03-16")
        # XIX.4 WER: 20.00 at most up to 150.00
        self.assertEqual(self.remind_on("2026-03-30").fine_amount, 20)

    def test_sheet_without_a_law_states_the_charges_of_its_own_levels(self):
        self.sheet.law_profile = "none"
        self.remind_on(FIRST)
        self.assertEqual(self.remind_on("2026-03-16").fine_amount, 25)
        self.assertEqual(self.remind_on("2026-03-30").fine_amount, 0)
