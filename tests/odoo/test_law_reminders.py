"""Charges under the law of five countries, from the control list to the letter.

Figures are those of worked examples for each law; names such as “BE 49” are theirs. Rates of
2026: Belgium 10.5 % a year, Netherlands 4 % (consumers) and 10.15 %, then 10.40 % from July.
"""

from freezegun import freeze_time
from send_common import SendCommon

from odoo import Command
from odoo.tests import tagged


class LawReminders(SendCommon):
    """A Belgian company whose sheet asks what the law gives; Jan is a consumer."""

    country = "be"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.follow_law(cls.country)
        cls.jan = cls.make_customer("Jan Peeters", is_company=False)

    def claim(self, amount, due, partner=None, **values):
        return self.invoice(amount, due, partner or self.jan, **values)

    def own_figures(self, **values):
        """The sheet asks its own figures, those of every level alike."""
        self.sheet.charge_figures = "own"
        self.sheet.level_ids.write(values)

    def charges(self, key_date, partner=None):
        """``(fine, interest)`` of the one reminder that a run of a day proposes; the run stays a
        proposal and is cancelled."""
        with freeze_time(key_date):
            run = self.make_run(key_date)
            notice = self.notice_of(run, partner or self.jan)
            found = round(notice.fine_amount, 2), round(notice.interest_amount, 2)
            run.action_cancel()
        return found

    def sent(self, key_date, partner=None):
        """The reminder that a run of a day sends."""
        run = self.remind(key_date)
        notice = self.notice_of(run, partner or self.jan)
        notice.invalidate_recordset()
        return notice

    def reason(self, item, key_date):
        with freeze_time(key_date):
            run = self.make_run(key_date)
            found = self.reason_of(item, run)
            line = self.line_of(run, item)
            words = line.explanation
            run.action_cancel()
        return found, words


@tagged("post_install", "-at_install")
class TestBelgianConsumer(LawReminders):
    def test_first_reminder_is_free_whatever_the_level_says(self):
        self.own_figures(fine_minimum=25, interest_monthly_percent=1)
        self.claim(500.0, "2026-01-31")
        self.assertEqual(self.charges("2026-02-09"), (0, 0))

    def test_charges_are_allowed_fourteen_days_after_an_email_and_not_a_day_before(self):
        # BE 49 and 50: sent on 9 February by e-mail, 14 days from the 10th to the 23rd
        self.claim(500.0, "2026-01-31")
        self.sent("2026-02-09")
        self.assertEqual(self.charges("2026-02-23"), (0, 0))
        # one day of 500 x 10.5 % / 365 = 0.1438
        self.assertEqual(self.charges("2026-02-24"), (65, 0.14))

    def test_small_company_counts_from_the_day_after_the_first_reminder(self):
        self.claim(500.0, "2026-01-31")
        self.sent("2026-02-09")
        self.assertEqual(self.charges("2026-03-31"), (65, 5.17))  # BE 50: 36 days
        self.company.dunning_small_company = True
        self.assertEqual(self.charges("2026-03-31"), (65, 7.19))  # BE 49: 50 days

    def test_by_post_easter_monday_is_no_working_day(self):
        # BE 32: posted on 2 April 2026; Easter Monday is the 6th, so day 1 is the 8th
        self.sheet.level_ids.channel = "print"
        self.claim(500.0, "2026-01-31")
        self.sent("2026-04-02")
        self.assertEqual(self.charges("2026-04-21")[0], 0)
        self.assertEqual(self.charges("2026-04-22")[0], 65)

    def test_posted_on_a_holiday(self):
        # 1 May 2026 is a Friday: working days 4, 5 and 6 May; 14 days end on the 19th
        self.sheet.level_ids.channel = "print"
        self.claim(500.0, "2026-01-31")
        self.sent("2026-05-01")
        self.assertEqual(self.charges("2026-05-19")[0], 0)
        self.assertEqual(self.charges("2026-05-20")[0], 65)

    def test_last_day_on_a_sunday_moves_to_monday(self):
        # BE 29: posted on 7 January 2026, day 14 is Sunday the 25th: safe from the 27th
        self.sheet.level_ids.channel = "print"
        self.claim(500.0, "2025-12-31")
        self.sent("2026-01-07")
        self.assertEqual(self.charges("2026-01-26")[0], 0)
        self.assertEqual(self.charges("2026-01-27")[0], 65)

    def test_what_goes_by_email_and_post_counts_as_post(self):
        self.sheet.level_ids.channel = "both"
        self.claim(500.0, "2025-12-31")
        self.sent("2026-01-07")
        self.assertEqual(self.charges("2026-01-26")[0], 0)

    def test_call_is_no_reminder(self):
        self.sheet.level_ids.sorted("number")[0].channel = "phone"
        self.claim(500.0, "2026-01-31")
        self.sent("2026-02-09")
        self.assertEqual(self.charges("2026-03-31"), (0, 0))

    def test_cancelled_first_reminder_starts_no_time(self):
        item = self.claim(500.0, "2026-01-31")
        notice = self.sent("2026-02-09")
        with freeze_time("2026-02-10"):
            notice.action_cancel("Wrong address")
        self.assertEqual(item.dunning_level, 0)
        self.assertEqual(self.charges("2026-03-31"), (0, 0))

    def test_level_of_another_system_is_no_proof_of_a_first_reminder(self):
        item = self.claim(500.0, "2026-01-31")
        item.write({"dunning_opening_level": 1, "dunning_opening_date": "2026-02-09"})
        self.assertEqual(self.charges("2026-03-31"), (0, 0))
        self.assertEqual(self.sent("2026-03-31").level, 2)
        self.assertEqual(self.charges("2026-04-15"), (0, 0))

    def test_letter_that_lacks_what_the_law_asks_starts_no_time(self):
        self.claim(500.0, "2026-01-31")
        first = self.sent("2026-02-09")
        self.assertTrue(first.is_complete_by_law)
        # as a letter of before the law was built in
        first.sudo().is_complete_by_law = False
        self.assertEqual(self.charges("2026-03-31"), (0, 0))

    def test_fine_is_limited_to_the_scale_and_the_line_says_so(self):
        # BE 22: 10 % of 80, at least 25: at most 20
        self.own_figures(fine_percent=10, fine_minimum=25)
        item = self.claim(80.0, "2026-01-31")
        self.sent("2026-02-09")
        notice = self.sent("2026-03-02")
        self.assertEqual(notice.fine_amount, 20)
        line = notice.line_ids.filtered(lambda own: own.move_line_id == item)
        self.assertIn("Limited to the highest amount the law allows: 20.00", line.explanation)
        self.assertIn("CEL art. XIX.4", line.explanation)

    def test_fine_below_the_ceiling_stays(self):
        # BE 24: 10 % of 300 = 30, at most 45
        self.own_figures(fine_percent=10, fine_minimum=25)
        self.claim(300.0, "2026-01-31")
        self.sent("2026-02-09")
        self.assertEqual(self.charges("2026-03-02")[0], 30)

    def test_no_more_is_charged_than_the_first_reminder_announced(self):
        self.own_figures(fine_percent=10, fine_minimum=25)
        item = self.claim(300.0, "2026-01-31")
        self.assertEqual(self.sent("2026-02-09").announced_amount, 30)
        # 12 % of 300 = 36 is under the ceiling of 45 and above what was announced
        self.own_figures(fine_percent=12, fine_minimum=25)
        notice = self.sent("2026-03-02")
        self.assertEqual(notice.fine_amount, 30)
        line = notice.line_ids.filtered(lambda own: own.move_line_id == item)
        self.assertIn("announced when the free time began: 30.00", line.explanation)
        self.assertIn("12 %", line.explanation)

    def test_company_can_refuse_what_is_above_the_ceiling(self):
        self.company.dunning_above_ceiling = "refuse"
        self.own_figures(fine_percent=10, fine_minimum=25)
        self.claim(80.0, "2026-01-31")
        self.sent("2026-02-09")
        self.assertEqual(self.charges("2026-03-02")[0], 0)

    def test_one_fine_for_the_reminder_is_limited_too(self):
        self.company.dunning_single_fine = True
        self.own_figures(fine_minimum=50)
        self.claim(100.0, "2026-01-31")
        self.claim(100.0, "2026-01-30")
        self.sent("2026-02-09")
        # BE 17: 20 + 20 apart, 35 on 200 together: the lower one
        self.assertEqual(self.charges("2026-03-02")[0], 35)

    def test_several_claims_carry_the_lower_of_both_readings(self):
        for place, (amounts, expected) in enumerate(
            (((100.0, 100.0), 35), ((140.0, 140.0), 40), ((400.0, 400.0), 80))  # BE 17, 18, 19
        ):
            with self.subTest(amounts):
                partner = self.make_customer(f"Consumer {place}", is_company=False)
                for amount in amounts:
                    self.claim(amount, "2026-01-31", partner)
                self.sent(f"2026-02-0{place + 3}", partner)
                self.assertEqual(self.charges("2026-03-02", partner)[0], expected)

    def test_monthly_interest_is_held_against_the_daily_ceiling(self):
        # BE 55: 1000, 1 % a month started, e-mail of 2 February, small company, until the 20th
        self.company.dunning_small_company = True
        self.own_figures(interest_monthly_percent=1)
        self.sheet.interest_months = "started"
        self.claim(1000.0, "2026-01-15")
        self.sent("2026-02-02")
        # 18 days x 1000 x 10.5 % / 365 = 5.178
        self.assertEqual(self.charges("2026-02-20")[1], 5.17)

    def test_minimum_of_interest_is_not_asked(self):
        self.own_figures(interest_monthly_percent=0.5, interest_minimum=10)
        self.claim(500.0, "2026-01-31")
        self.sent("2026-02-09")
        self.assertEqual(self.charges("2026-03-31")[1], 5.17)

    def test_without_a_clause_no_lump_sum_and_the_ordinary_rate(self):
        self.sheet.law_clause = False
        self.claim(500.0, "2026-01-31")
        self.sent("2026-02-09")
        # 36 days x 500 x 4.5 % / 365 = 2.219
        self.assertEqual(self.charges("2026-03-31"), (0, 2.21))

    def test_part_payment_lowers_every_ceiling(self):
        item = self.claim(500.0, "2026-01-31")
        self.sent("2026-02-09")
        self.pay(item, 400.0, "2026-03-10")
        # from 24 February: 15 days on 500, then 21 days on 100, at 10.5 %: 2.157 + 0.604
        self.assertEqual(self.charges("2026-03-31"), (20, 2.76))

    def test_credit_lowers_the_ceiling_of_the_letter(self):
        self.claim(100.0, "2026-01-31")
        self.claim(100.0, "2026-01-30")
        self.sent("2026-02-09")
        self.credit_note(60.0, "2026-02-20", self.jan)
        # 200 less 60 leaves 140: 20
        self.assertEqual(self.charges("2026-03-02")[0], 20)

    def test_open_credit_from_before_lowers_lump_sum_and_interest_alike(self):
        self.claim(1000.0, "2026-01-31")
        self.credit_note(400.0, "2026-01-20", self.jan)
        first = self.sent("2026-02-09")
        self.assertAmounts(first, 600, 0, 0, 600)
        # on 600: 30 + 10 % of 350 + 5 % of 100; 14 days x 600 x 10.5 % / 365 = 2.416
        self.assertEqual(self.charges("2026-03-09"), (70, 2.41))


@tagged("post_install", "-at_install")
class TestWaiting(LawReminders):
    def setUp(self):
        super().setUp()
        self.company.dunning_when_not_allowed = "wait"
        self.item = self.claim(500.0, "2026-01-31")
        self.sent("2026-02-09")

    def test_item_waits_until_the_day_its_charges_are_allowed(self):
        reason, words = self.reason(self.item, "2026-02-23")
        self.assertEqual(reason, "law_waiting")
        self.assertIn("charges are allowed from 02/24/2026", words)
        self.assertEqual(self.charges("2026-02-24"), (65, 0.14))

    def test_level_without_charges_does_not_wait(self):
        self.own_figures(fine_minimum=0)
        self.assertEqual(self.reason(self.item, "2026-02-23")[0], False)

    def test_why_names_the_day(self):
        with freeze_time("2026-02-23"):
            answer = self.item.action_dunning_explain("2026-02-23")
        self.assertEqual((answer["reason"], answer["next_date"]), ("law_waiting", "2026-02-24"))
        self.assertIn("02/24/2026", answer["sentence"])
        self.assertEqual(answer["first_date"], "2026-02-24")

    def test_open_items_name_the_same_day(self):
        with freeze_time("2026-02-23"):
            self.env.flush_all()
            item = self.env["account.dunning.item"].browse(self.item.id)
            self.assertEqual((item.next_level, str(item.next_date)), (2, "2026-02-24"))

    def test_it_stands_in_the_second_table_of_another_letter(self):
        other = self.claim(100.0, "2026-02-15")
        with freeze_time("2026-02-23"):
            run = self.make_run("2026-02-23")
        notice = self.notice_of(run, self.jan)
        self.assertEqual(notice.claim_ids.move_line_id, other)
        self.assertEqual(notice.other_ids.move_line_id, self.item)
        self.assertEqual(notice.other_ids.reason, "law_waiting")


@tagged("post_install", "-at_install")
class TestBelgianBusiness(LawReminders):
    def test_interest_and_compensation_from_the_first_reminder_on(self):
        # BE 57: 1000 from 1 February, 30 days at 10.5 %
        self.claim(1000.0, "2026-01-31", self.customer)
        self.assertEqual(self.charges("2026-03-02", self.customer), (40, 8.63))

    def test_rate_change_and_leap_year(self):
        # BE 58: 30 days at 11.5 % and 62 at 10.5 % on 1210
        self.claim(1210.0, "2025-05-31", self.customer)
        self.assertEqual(self.charges("2025-08-31", self.customer), (40, 33.02))

    def test_leap_day_counts_as_a_day_of_365(self):
        # BE 64: 335 days of 2024 at 12.5 %
        self.claim(1000.0, "2024-01-31", self.customer)
        self.assertEqual(self.charges("2024-12-31", self.customer), (40, 114.73))

    def test_compensation_once_in_the_life_of_an_invoice(self):
        self.claim(1000.0, "2026-01-31", self.customer)
        first = self.sent("2026-03-02", self.customer)
        self.assertEqual(first.fine_amount, 40)
        self.assertTrue(first.line_ids.has_compensation)
        # stated and not paid: it stays asked, and is not added up
        self.assertEqual(self.charges("2026-03-31", self.customer)[0], 40)
        with freeze_time("2026-03-03"):
            first.action_cancel("Wrong")
        self.assertEqual(self.charges("2026-03-31", self.customer)[0], 40)

    def test_consumer_and_business_on_one_list_follow_a_law_each(self):
        self.claim(500.0, "2026-01-31")
        self.claim(1000.0, "2026-01-31", self.customer)
        self.sent("2026-02-09")
        self.assertEqual(self.charges("2026-02-24"), (65, 0.14))
        # the EUR 40 of 9 February stay asked; 1000 x 10.5 % x 24 / 365 = 6.904
        self.assertEqual(self.charges("2026-02-24", self.customer), (40, 6.9))
        self.own_figures(fine_minimum=100)
        self.assertEqual(self.charges("2026-02-24"), (65, 0))
        # as agreed on with a business
        self.assertEqual(self.charges("2026-02-24", self.customer), (100, 0))

    def test_compensation_for_each_invoice(self):
        for amount in (50.0, 60.0, 70.0):  # BE 66
            self.claim(amount, "2026-01-31", self.customer)
        self.assertEqual(self.charges("2026-03-02", self.customer)[0], 120)

    def test_instalments_of_one_invoice_share_it(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (0, 10)
                ],
            }
        )
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-01-10",
                "invoice_payment_term_id": term.id,
                "invoice_line_ids": [
                    Command.create({"name": "Work", "price_unit": 1000, "tax_ids": []})
                ],
            }
        )
        move.action_post()
        self.assertEqual(len(self.receivable(move)), 2)
        self.assertEqual(self.charges("2026-03-02", self.customer)[0], 40)

    def test_part_payment_lowers_the_base_from_the_day_after(self):
        item = self.claim(1000.0, "2026-01-31", self.customer)
        self.pay(item, 400.0, "2026-02-14")
        # (1000 x 14 + 600 x 16) x 10.5 / 36500 = 6.789
        self.assertEqual(self.charges("2026-03-02", self.customer)[1], 6.79)

    def test_payment_dated_after_the_key_date_lowers_what_is_asked_but_no_day_before(self):
        item = self.claim(1000.0, "2026-01-31", self.customer)
        self.pay(item, 400.0, "2026-03-20")
        self.assertEqual(self.charges("2026-03-02", self.customer), (40, 8.63))

    def test_due_date_before_the_invoice_counts_from_the_invoice(self):
        # 20 days from 11 February x 1000 x 10.5 / 36500 = 5.753
        self.claim(1000.0, "2026-01-31", self.customer, invoiced="2026-02-10")
        self.assertEqual(self.charges("2026-03-02", self.customer)[1], 5.75)

    def test_contract_may_ask_more(self):
        self.own_figures(fine_percent=10, fine_minimum=100, interest_monthly_percent=1.5)
        self.claim(500.0, "2026-01-31", self.customer)
        # 30 days: 1.5 %
        self.assertEqual(self.charges("2026-03-02", self.customer), (100, 7.5))

    def test_without_a_clause_the_law_is_the_limit(self):
        self.sheet.law_clause = False
        self.own_figures(fine_minimum=100, interest_monthly_percent=1.5)
        self.claim(1000.0, "2026-01-31", self.customer)
        self.assertEqual(self.charges("2026-03-02", self.customer), (40, 8.63))


@tagged("post_install", "-at_install")
class TestDutch(LawReminders):
    country = "nl"

    def fourteen_day_letter(self, number=1):
        self.level(number).is_fourteen_day_letter = True

    def test_no_costs_without_the_fourteen_day_letter(self):
        self.claim(1000.0, "2025-12-31")
        self.sent("2026-01-07")
        self.assertEqual(self.charges("2026-03-02")[0], 0)

    def test_costs_from_the_day_after_the_term_of_the_letter(self):
        # NL 39: e-mail of 7 January, from the 22nd
        self.fourteen_day_letter()
        self.claim(1000.0, "2025-12-31")
        self.sent("2026-01-07")
        self.assertEqual(self.charges("2026-01-21")[0], 0)
        self.assertEqual(self.charges("2026-01-22")[0], 150)  # NL 7

    def test_by_post_the_letter_is_received_on_the_second_delivery_day(self):
        # NL 33: posted on 8 January 2026, received on the 10th, last day the 24th
        self.sheet.level_ids.channel = "print"
        self.fourteen_day_letter()
        self.claim(100.0, "2025-12-31")
        self.sent("2026-01-08")
        self.assertEqual(self.charges("2026-01-24")[0], 0)
        self.assertEqual(self.charges("2026-01-25")[0], 40)

    def test_letter_at_level_2_starts_the_time(self):
        self.fourteen_day_letter(2)
        self.claim(1000.0, "2025-11-30")
        self.sent("2025-12-20")
        notice = self.sent("2026-01-07")
        self.assertEqual(notice.fine_amount, 0)
        self.assertTrue(notice.is_complete_by_law)
        self.assertEqual(self.charges("2026-01-21")[0], 0)
        self.assertEqual(self.charges("2026-01-22")[0], 150)

    def test_claims_of_one_letter_are_added_up(self):
        self.fourteen_day_letter()
        for number in (1, 2, 3):  # NL 19
            self.claim(100.0, f"2025-12-0{number}")
        self.sent("2026-01-07")
        self.assertEqual(self.charges("2026-01-22")[0], 45)

    def test_interest_by_the_day_from_default(self):
        # NL 41: the due date was agreed on
        self.sheet.law_due_date_agreed = True
        self.claim(1000.0, "2026-01-31")
        self.sent("2026-02-09")
        self.assertEqual(self.charges("2026-03-02")[1], 3.29)

    def test_business_pays_scale_and_commercial_interest(self):
        # NL 48
        self.claim(1000.0, "2026-05-31", self.customer)
        self.assertEqual(self.charges("2026-08-31", self.customer), (150, 26.01))

    def test_interest_of_full_years_is_added_to_the_sum(self):
        # NL 49
        self.claim(10000.0, "2023-03-31", self.customer)
        self.assertEqual(self.charges("2025-03-31", self.customer)[1], 2524.35)


@tagged("post_install", "-at_install")
class TestGerman(LawReminders):
    country = "de"

    def test_consumer_pays_real_cost_only(self):
        self.own_figures(fine_minimum=2.5)
        self.sheet.law_real_cost = 0.76
        self.claim(1000.0, "2026-01-31")
        self.assertEqual(self.charges("2026-02-09")[0], 0)
        self.sent("2026-02-09")
        self.assertEqual(self.charges("2026-03-02")[0], 0.76)

    def test_postage_is_a_cost_of_a_letter_on_paper(self):
        self.own_figures(fine_minimum=2.5)
        self.company.dunning_postage = 0.95
        self.claim(1000.0, "2026-01-31")
        self.sent("2026-02-09")
        self.assertEqual(self.charges("2026-03-02")[0], 0)
        self.sheet.level_ids.channel = "print"
        self.assertEqual(self.charges("2026-03-02")[0], 0.95)

    def test_consumer_interest_is_five_points_above_the_base_rate(self):
        # DE 1: 6.27 %
        self.sheet.law_due_date_agreed = True
        self.claim(1000.0, "2026-01-31")
        self.sent("2026-02-09")
        self.assertEqual(self.charges("2026-03-02")[1], 5.15)

    def test_business_pays_nine_points_and_40_euro(self):
        # DE 7: 10.52 %
        self.claim(10000.0, "2026-07-31", self.customer)
        self.assertEqual(self.charges("2026-08-31", self.customer), (40, 89.35))


@tagged("post_install", "-at_install")
class TestFrench(LawReminders):
    country = "fr"

    def test_consumer_never_pays_a_fee(self):
        # FR 10
        self.own_figures(fine_minimum=15)
        self.claim(300.0, "2026-01-31")
        self.sent("2026-02-09")
        self.assertEqual(self.charges("2026-03-02")[0], 0)

    def test_business_pays_ten_points_and_40_euro(self):
        # FR 4: 30 days at 12.15 % and 62 at 12.40 %
        self.claim(8000.0, "2026-05-31", self.customer)
        self.assertEqual(self.charges("2026-08-31", self.customer), (40, 248.39))


@tagged("post_install", "-at_install")
class TestLuxembourg(LawReminders):
    country = "lu"

    def test_business_pays_eight_points_and_40_euro(self):
        # LU 3
        self.claim(5000.0, "2025-05-31", self.customer)
        self.assertEqual(self.charges("2025-08-31", self.customer), (40, 132.03))

    def test_consumer_pays_interest_after_the_third_month_when_the_invoice_says_so(self):
        # LU 9: delivered on 30 November, invoiced on 10 December 2024
        item = self.claim(400.0, "2025-01-10", invoiced="2024-12-10")
        item.move_id.delivery_date = "2024-11-30"
        self.sent("2025-02-01")
        self.assertEqual(self.charges("2025-06-30")[1], 0)
        self.sheet.law_invoice_mention = True
        self.assertEqual(self.charges("2025-06-30")[1], 5.68)


@tagged("post_install", "-at_install")
class TestOtherLaws(LawReminders):
    country = "jp"

    def test_country_without_a_law_asks_the_figures_of_the_sheet(self):
        self.own_figures(fine_minimum=25, interest_monthly_percent=1)
        self.claim(300.0, "2026-01-30")
        self.assertEqual(self.charges("2026-03-01"), (25, 3))

    def test_sheet_can_choose_a_law(self):
        self.own_figures(fine_minimum=25)
        self.sheet.law_profile = "be_consumer"
        self.claim(300.0, "2026-01-30")
        self.assertEqual(self.charges("2026-03-01"), (0, 0))

    def test_no_law_asks_the_figures_of_the_sheet(self):
        self.company.country_id = self.env.ref("base.be")
        self.own_figures(fine_minimum=25, interest_monthly_percent=1)
        self.sheet.law_profile = "none"
        self.claim(300.0, "2026-01-30")
        self.assertEqual(self.charges("2026-03-01"), (25, 3))

    def test_other_country_other_figures_for_each_company(self):
        self.company.country_id = self.env.ref("base.nl")
        self.claim(1000.0, "2026-05-31", self.customer)
        self.assertEqual(self.charges("2026-08-31", self.customer)[0], 150)
        self.company.country_id = self.env.ref("base.be")
        self.assertEqual(self.charges("2026-08-31", self.customer)[0], 40)


@tagged("post_install", "-at_install")
class TestMissingRates(LawReminders):
    def test_missing_rate_stops_that_letter_only_and_names_table_and_day(self):
        self.env["account.dunning.rate"].search(
            [("table", "=", "be_trade"), ("date_from", ">=", "2026-01-01")]
        ).unlink()
        item = self.claim(1000.0, "2026-01-15", self.customer)
        self.claim(500.0, "2026-01-31")  # a first reminder needs no rate
        reason, words = self.reason(item, "2026-03-02")
        self.assertEqual(reason, "no_rate")
        self.assertIn("No rate of “Belgium: late payment", words)
        self.assertIn("01/16/2026", words)
        with freeze_time("2026-03-02"):
            run = self.make_run("2026-03-02")
            answer = item.action_dunning_explain("2026-03-02")
        self.assertEqual(run.notice_ids.partner_id, self.jan)
        self.assertEqual((answer["reason"], answer["next_date"]), ("no_rate", False))
        self.assertIn("01/16/2026", answer["sentence"])

    def test_ceilings_in_another_currency_are_taken_in_euro(self):
        self.usd.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": self.usd.id, "name": "2026-01-01", "rate": 1.25}
        )
        self.claim(100.0, "2026-01-31", currency=self.usd)
        self.sent("2026-02-09")
        # 100 USD are 80 EUR: at most 20 EUR, 25 USD
        self.assertEqual(self.charges("2026-03-02")[0], 25)

    def test_currency_without_a_rate_is_a_clear_reason(self):
        self.usd.rate_ids.unlink()
        item = self.claim(100.0, "2026-01-31", currency=self.usd)
        reason, words = self.reason(item, "2026-03-02")
        self.assertEqual(reason, "no_euro_rate")
        self.assertIn("No exchange rate between USD and EUR", words)


@tagged("post_install", "-at_install")
class TestKept(LawReminders):
    def test_calculation_is_kept_with_the_letter(self):
        self.claim(500.0, "2026-01-31")
        first = self.sent("2026-02-09")
        self.assertEqual(first.calculation["profile"], "be_consumer")
        self.assertEqual(first.announced_amount, 65)
        self.assertEqual(first.claim_ids.calculation["fine"]["reason"], "first_reminder")
        second = self.sent("2026-03-31")
        kept = second.claim_ids.calculation
        self.assertEqual(kept["fine"]["amount"], "65.00")
        self.assertEqual(kept["fine"]["rule"], "be_lump_sum")
        (step,) = kept["interest"]["steps"]
        self.assertEqual(
            (step["first_day"], step["days"], step["percent"], kept["interest"]["amount"]),
            ("2026-02-24", 36, "10.5", "5.17"),
        )
        for part in ("lump sum", "02/24/2026 to 03/31/2026: 36 days, 10.5 % a year", "5.17"):
            self.assertIn(part, second.claim_ids.explanation)

    def test_proposal_explains_itself_before_it_is_sent(self):
        self.claim(500.0, "2026-01-31")
        self.sent("2026-02-09")
        with freeze_time("2026-03-31"):
            run = self.make_run("2026-03-31")
            line = self.notice_of(run, self.jan).claim_ids
            self.assertFalse(line.calculation)
            self.assertIn("36 days, 10.5 % a year", line.explanation)

    def test_sheet_without_law_keeps_its_calculation_too(self):
        self.sheet.law_profile = "none"
        self.own_figures(fine_percent=10)
        self.claim(500.0, "2026-01-31")
        kept = self.sent("2026-02-09").claim_ids.calculation
        self.assertEqual((kept["fine"]["profile"], kept["fine"]["amount"]), ("none", "50.00"))
        self.assertEqual(kept["agreed"]["fine_percent"], "10.0")

    def test_rates_and_settings_are_frozen_with_the_run(self):
        self.claim(500.0, "2026-01-31")
        self.sent("2026-02-09")
        with freeze_time("2026-03-31"):
            run = self.make_run("2026-03-31")
            self.env["account.dunning.rate"].search([("table", "=", "be_trade")]).percent = 99
            self.company.dunning_small_company = True
            self.company.country_id = self.env.ref("base.fr")
            self.send(run)
        notice = self.notice_of(run, self.jan)
        self.assertAmounts(notice, 500, 65, 5.17, 570.17)

    def test_skipped_item_lowers_the_ceiling_of_the_rest(self):
        for _number in (1, 2):
            self.claim(400.0, "2026-01-31")
        self.sent("2026-02-09")
        with freeze_time("2026-03-02"):
            run = self.make_run("2026-03-02")
            notice = self.notice_of(run, self.jan)
            self.assertEqual(notice.fine_amount, 80)
            notice.claim_ids[0].action_skip()
            self.assertEqual(notice.fine_amount, 55)  # 30 + 10 % of 250

    def test_payment_before_sending_lowers_the_fine(self):
        item = self.claim(500.0, "2026-01-31")
        self.sent("2026-02-09")
        with freeze_time("2026-03-02"):
            run = self.make_run("2026-03-02")
            self.pay(item, 400.0, "2026-03-02")
            self.send(run)
        self.assertEqual(self.notice_of(run, self.jan).fine_amount, 20)


@tagged("post_install", "-at_install")
class TestLawElsewhere(LawReminders):
    def test_simulation_knows_the_free_reminder_and_the_waiting_time(self):
        self.claim(500.0, "2026-01-31")
        self.company.dunning_when_not_allowed = "wait"
        with freeze_time("2026-02-09"):
            simulation = self.env["account.dunning.simulation"].create(
                {
                    "company_id": self.company.id,
                    "key_date": "2026-02-09",
                    "step_count": 4,
                    "step_days": 7,
                }
            )
            simulation.action_simulate()
        lines = simulation.line_ids.filtered(lambda line: line.kind == "letter")
        # from 24 February: level 2 on 2 March, with 7 days x 500 x 10.5 % / 365 = 1.006
        self.assertEqual(
            [
                (str(line.date), line.level, line.fine_amount, line.interest_amount)
                for line in lines
            ],
            [("2026-02-09", 1, 0, 0), ("2026-03-02", 2, 65, 1.0)],
        )
        waiting = simulation.line_ids.filtered(lambda line: line.reason == "law_waiting")
        self.assertEqual([str(line.date) for line in waiting], ["2026-02-23"])

    def test_preview_of_the_sheet_follows_the_law(self):
        from test_law_settings import words

        self.sheet.preview_amount, self.sheet.preview_due_date = 500, "2026-01-31"
        self.sheet.preview_nature = "consumer"
        shown = words(self.sheet.preview)
        self.assertIn("500.00 €, no charges", shown)
        self.assertIn("fine 65.00 €", shown)
        self.sheet.preview_nature = "business"
        # stated by the first letter, and asked until it is paid
        self.assertEqual(words(self.sheet.preview).count("fine 40.00 €"), 3)

    def test_number_of_queries_stays_the_same(self):
        for number in range(30):
            self.claim(100.0, "2026-01-31", self.make_customer(f"C {number}", is_company=False))
        self.sent("2026-02-09")
        counts = []
        # the first run reads what Odoo keeps from then on
        for limit in (3, 3, 30):
            with freeze_time("2026-03-02"):
                names = [f"C {number}" for number in range(limit)]
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                run = self.make_run("2026-03-02", partner_domain=str([("name", "in", names)]))
                counts.append(self.env.cr.sql_log_count - before)
                self.assertEqual(len(run.notice_ids), limit)
                run.action_cancel()
        self.assertEqual(counts[1], counts[2])
