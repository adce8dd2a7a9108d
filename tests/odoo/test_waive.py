"""Charges let go, with a reason: the letter stays, the books and the next letters follow."""

from charge_common import ChargeCommon
from freezegun import freeze_time

from odoo.tests import Form, tagged

from odoo.addons.account_dunning_levels.engine.charges import waiving


class WaiveCommon(ChargeCommon):
    def waive(self, notice, lines=None, reason="A good customer", **kinds):
        lines = lines if lines is not None else self.env["account.dunning.notice.line"]
        wizard = self.env["account.dunning.waive"].create(
            {"notice_id": notice.id, "line_ids": [(6, 0, lines.ids)], "reason": reason, **kinds}
        )
        wizard.action_waive_charges()
        self.env.invalidate_all()

    def waived(self, record):
        return round(record.waived_fine_amount, 2), round(record.waived_interest_amount, 2)


@tagged("post_install", "-at_install")
class TestWaiveStated(WaiveCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_by("on_payment")

    def test_letter_and_its_figures_stay_and_the_waived_ones_stand_beside(self):
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        pdf = notice.attachment_id.raw
        self.waive(notice)
        self.assertEqual(notice.attachment_id.raw, pdf)
        self.assertAmounts(notice, 100.0, 10.0, 1.03, 111.03)
        self.assertEqual(self.waived(notice), (10.0, 1.03))
        self.assertEqual(self.waived(notice.claim_ids), (10.0, 1.03))
        self.assertEqual((notice.waive_reason, notice.charges_left), ("A good customer", 0))

    def test_waived_charges_are_not_booked(self):
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.waive(notice, waive_interest=False)
        notice.action_book_charges()
        self.assertEqual(self.charges(notice), [("interest", 1.03)])

    def test_one_item_of_two(self):
        # 100.00 and 50.00: fines 10.00 and 5.00, interest 1.03 and 0.52
        kept, gone = self.invoice(100, "2026-02-28"), self.invoice(50, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        line = notice.claim_ids.filtered(lambda line: line.move_line_id == gone)
        self.waive(notice, line)
        self.assertEqual(self.waived(notice), (5.0, 0.52))
        notice.action_book_charges()
        self.assertEqual(notice.charge_ids.move_line_id, kept)

    def test_single_fine_is_waived_with_the_whole_reminder_only(self):
        self.company.dunning_single_fine = True
        self.invoice(100, "2026-02-28")
        self.invoice(50, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.waive(notice, notice.claim_ids[0])
        self.assertEqual(notice.waived_fine_amount, 0)
        self.waive(notice)
        self.assertEqual(self.waived(notice), (15.0, 1.55))

    def two_letters(self, waived, law="be_business"):
        """100.00 and 50.00 under one fine of 10 % on 150.00 = 15.00; the first letter's fine is
        ``waived``, then 15 % of 150.00 = 22.50 is asked by the second. Returns both letters."""
        self.company.dunning_single_fine = True
        self.sheet.law_profile = law
        self.level(2).fine_percent = 15
        self.invoice(100, "2026-02-28")
        self.invoice(50, "2026-02-28")
        first = self.remind_on("2026-03-31")
        self.assertEqual(first.fine_amount, 15.0)
        if waived:
            self.waive(first, waive_interest=False)
        return first, self.remind_on("2026-04-14")

    def test_single_fine_that_was_waived_counts_against_the_next_where_a_law_caps_it(self):
        # 22.50 less the 15.00 given up; two thirds of them were for the one, a third for the other
        _first, second = self.two_letters(waived=True)
        self.assertEqual(round(second.fine_amount, 2), 7.50)
        before = sorted(round(line.fine_before, 2) for line in second.claim_ids)
        self.assertEqual(before, [5.0, 10.0])
        self.assertEqual(round(second.charges_left, 2), round(7.50 + second.interest_amount, 2))
        second.action_book_charges()
        self.assertEqual(self.charges(second)[0], ("fine", 7.50))

    def test_single_fine_that_was_not_waived_does_not(self):
        _first, second = self.two_letters(waived=False)
        self.assertEqual(round(second.fine_amount, 2), 22.50)

    def test_without_a_law_each_level_asks_its_own_single_fine_also_after_a_waiver(self):
        _first, second = self.two_letters(waived=True, law="none")
        self.assertEqual(round(second.fine_amount, 2), 22.50)

    def test_waived_single_fine_of_a_cancelled_letter_does_not_count(self):
        first, second = self.two_letters(waived=True)
        second.action_cancel("Wrong text")
        first.action_cancel("Wrong text")
        with freeze_time("2026-04-15"):
            again = self.remind_on("2026-04-15")
        self.assertEqual((again.level, round(again.fine_amount, 2)), (1, 15.0))

    def test_single_fine_waived_after_the_next_letter_is_not_booked_with_that(self):
        # the second letter states 22.50; 15.00 of them are given up with the first one's fine
        first, second = self.two_letters(waived=False)
        self.waive(first, waive_interest=False)
        second.action_book_charges()
        self.assertEqual(self.charges(second)[0], ("fine", 7.50))

    def test_own_single_fine_that_was_waived_is_taken_off_once(self):
        first, second = self.two_letters(waived=True)
        self.waive(second, waive_interest=False)
        self.assertEqual(round(second.charges_left, 2), round(second.interest_amount, 2))
        self.assertEqual(round(first.charges_left, 2), round(first.interest_amount, 2))

    def test_interest_that_was_waived_is_not_asked_by_the_next_letter(self):
        # whole delay 1.50, waived 1.03: 0.47
        self.invoice(100, "2026-02-28")
        self.waive(self.remind_on("2026-03-31"), waive_fine=False)
        self.assertAmounts(self.remind_on("2026-04-14"), 100.0, 10.0, 0.47, 110.47)

    def test_reason_is_asked(self):
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        with self.assertRefused("Reason"):
            waiving.waive(notice, notice.claim_ids, ["fine"], "  ")
        self.assertEqual(notice.waived_fine_amount, 0)

    def test_nothing_chosen_nothing_left_and_not_sent_are_told(self):
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        with self.assertRefused("Choose what is waived"):
            self.waive(notice, waive_fine=False, waive_interest=False)
        self.waive(notice)
        with self.assertRefused("no such charges left"):
            self.waive(notice)
        self.invoice(100, "2026-02-28", partner=self.make_customer("Bos"))
        with freeze_time("2026-04-01"):
            proposed = self.make_run("2026-04-01").notice_ids
        with self.assertRefused("was not sent"):
            self.waive(proposed)

    def test_it_stands_in_the_chatter_of_reminder_and_customer_as_text(self):
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.waive(notice, reason="<script>alert(1)</script>")
        for record in (notice, self.customer):
            body = record.message_ids[0].body
            self.assertIn("11.03", body)
            self.assertIn("&lt;script&gt;", body)
            self.assertNotIn("<script", body)

    def test_dialog_opens_from_the_button_with_the_amounts(self):
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        context = notice.claim_ids.action_waive()["context"]
        with Form(self.env["account.dunning.waive"].with_context(**context)) as form:
            self.assertEqual((form.fine_amount, round(form.interest_amount, 2)), (10.0, 1.03))
            form.reason = "Paid the next day"
        self.assertEqual(form.record.line_ids, notice.claim_ids)


@tagged("post_install", "-at_install")
class TestWaiveInvoiced(WaiveCommon):
    def test_posted_invoice_gets_a_credit_note_for_the_waived_part(self):
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        invoice = notice.charge_move_id
        self.waive(notice, waive_interest=False)
        self.assertEqual(self.prices(invoice.reversal_move_ids), [10.0])
        self.assertEqual(round(invoice.amount_residual, 2), 1.03)
        self.assertEqual(self.charges(notice), [("interest", 1.03)])
        # the rest later: what was credited is not credited again
        self.waive(notice)
        self.assertEqual(
            [round(m.amount_total, 2) for m in invoice.reversal_move_ids.sorted("id")], [10.0, 1.03]
        )
        self.assertEqual((invoice.amount_residual, invoice.payment_state), (0, "reversed"))

    def test_line_is_taken_off_a_draft_and_an_empty_draft_is_cancelled(self):
        self.book_by("invoiced", post=False)
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.waive(notice, waive_fine=False)
        self.assertEqual(self.prices(notice.charge_move_id), [10.0])
        self.waive(notice)
        self.assertEqual(notice.charge_move_id.state, "cancel")
        self.assertFalse(notice.charge_move_id.reversal_move_ids)

    def test_cancelling_after_a_waive_credits_only_the_rest(self):
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.waive(notice, waive_interest=False)
        notice.action_cancel("The invoice was wrong")
        invoice = notice.charge_move_id
        self.assertEqual(invoice.amount_residual, 0)
        self.assertEqual(round(sum(invoice.reversal_move_ids.mapped("amount_total")), 2), 11.03)

    def test_price_that_a_person_changed_on_the_draft_is_what_is_credited(self):
        self.book_by("invoiced", post=False)
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        invoice = notice.charge_move_id
        invoice.invoice_line_ids.sorted("sequence")[0].price_unit = 7.5
        invoice.action_post()
        self.waive(notice, waive_interest=False)
        self.assertEqual(self.prices(invoice.reversal_move_ids), [7.5])
