"""Charges only stated, invoiced with the letter, or booked on payment: once, whatever happens."""

from unittest.mock import patch

import psycopg2
from charge_common import ChargeCommon
from dunning_common import day
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.account_dunning_levels.engine.charges import booking
from odoo.addons.account_dunning_levels.engine.settle import outcome


@tagged("post_install", "-at_install")
class TestMode(ChargeCommon):
    def test_stated_charges_change_no_ledger(self):
        self.book_by("stated")
        self.invoice(100, "2026-02-28")
        before = self.env["account.move"].search_count([])
        notice = self.remind_on("2026-03-31")
        self.assertAmounts(notice, 100.0, 10.0, 1.03, 111.03)
        self.assertEqual(self.env["account.move"].search_count([]), before)
        self.assertFalse(notice.charge_move_id or notice.charge_ids)

    def test_invoiced_charges_are_one_invoice_linked_both_ways(self):
        item = self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        invoice = notice.charge_move_id
        self.assertEqual(
            (invoice.move_type, invoice.state, invoice.partner_id, invoice.currency_id),
            ("out_invoice", "posted", self.customer, self.eur),
        )
        self.assertEqual(self.prices(invoice), [10.0, 1.03])
        self.assertEqual(round(invoice.amount_total, 2), 11.03)
        self.assertEqual(invoice.dunning_notice_id, notice)
        self.assertEqual(invoice.invoice_origin, notice.name)
        self.assertEqual(invoice.invoice_date, day("2026-03-31"))
        self.assertEqual(invoice.invoice_date_due, day("2026-04-08"))
        lines = invoice.invoice_line_ids.sorted("sequence")
        self.assertEqual(lines.product_id, self.fine_product | self.interest_product)
        self.assertEqual(lines.account_id, self.income)
        for line in lines:
            self.assertIn(item.move_id.name, line.name)
            self.assertIn(notice.name, line.name)

    def test_draft_is_left_to_a_person_when_the_sheet_says_so(self):
        self.book_by("invoiced", post=False)
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.assertEqual(notice.charge_move_id.state, "draft")
        self.assertEqual(self.prices(notice.charge_move_id), [10.0, 1.03])

    def test_one_product_serves_both_kinds(self):
        self.sheet.charge_interest_product_id = False
        self.invoice(100, "2026-02-28")
        lines = self.remind_on("2026-03-31").charge_move_id.invoice_line_ids
        self.assertEqual(lines.product_id, self.fine_product)

    def test_no_vat_though_the_product_has_the_sales_tax(self):
        self.assertTrue(self.fine_product.taxes_id)
        self.invoice(100, "2026-02-28")
        self.assertFalse(self.remind_on("2026-03-31").charge_move_id.invoice_line_ids.tax_ids)

    def test_vat_of_the_product_comes_on_top_when_chosen(self):
        self.book_by("invoiced", post=True, tax="product")
        self.invoice(100, "2026-02-28")
        invoice = self.remind_on("2026-03-31").charge_move_id
        self.assertEqual(invoice.invoice_line_ids.tax_ids, self.company_data["default_tax_sale"])
        self.assertEqual(round(invoice.amount_untaxed, 2), 11.03)

    def test_letter_without_charges_makes_no_invoice(self):
        self.sheet.level_ids.write({"fine_percent": 0, "interest_monthly_percent": 0})
        self.invoice(100, "2026-02-28")
        self.assertFalse(self.remind_on("2026-03-31").charge_move_id)

    def test_phone_call_states_nothing_and_books_nothing(self):
        self.level(1).channel = "phone"
        self.invoice(100, "2026-02-28")
        run = self.released()
        self.send_now()
        self.assertEqual(run.notice_ids.state, "sent")
        self.assertFalse(run.notice_ids.charge_move_id)

    def test_printed_letter_books_with_the_letter_not_with_the_printing(self):
        self.level(1).channel = "print"
        self.invoice(100, "2026-02-28")
        run = self.released()
        self.send_now()
        invoice = run.notice_ids.charge_move_id
        self.assertEqual(run.notice_ids.state, "queued")
        self.assertEqual(self.prices(invoice), [10.0, 1.03])
        run.action_print()
        self.assertEqual(run.notice_ids.charge_move_id, invoice)
        self.assertEqual(len(run.notice_ids.charge_ids), 2)

    def test_customers_language_is_that_of_the_invoice_lines(self):
        self.customer.lang = "nl_NL"
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        # dates as the Dutch write them
        self.assertIn("31-03-2026", notice.charge_move_id.invoice_line_ids[0].name)


@tagged("post_install", "-at_install")
class TestLevels(ChargeCommon):
    def test_second_letter_asks_its_fine_the_charges_booked_and_the_interest_that_came_on(self):
        # level 1: 10.00 and 1.03. On 14 April at level 2: fine 10.00; interest of the whole delay
        # 100 x 1 % x 45 / 30 = 1.50, less 1.03 = 0.47; the charge invoice of 11.03, due on 8
        # April, is reminded too and bears no charges: 111.03 + 10.00 + 0.47 = 121.50
        item = self.invoice(100, "2026-02-28")
        first = self.remind_on("2026-03-31")
        second = self.remind_on("2026-04-14")
        self.assertEqual(self.charges(first), [("fine", 10.0), ("interest", 1.03)])
        self.assertEqual(self.charges(second), [("fine", 10.0), ("interest", 0.47)])
        self.assertAmounts(second, 111.03, 10.0, 0.47, 121.50)
        line = second.line_ids.filtered(lambda line: line.move_line_id == item)
        self.assertIn("1.50", line.explanation)
        self.assertIn("Less", line.explanation)
        own = second.line_ids - line
        self.assertEqual(own.move_id, first.charge_move_id)
        self.assertEqual((own.fine_amount, own.interest_amount), (0, 0))
        self.assertIn("bears no charges", own.explanation)
        # what the customer owes in the books is what the letter asks
        items = self.env["account.move.line"].search(
            [("partner_id", "=", self.customer.id), ("account_type", "=", "asset_receivable")]
        )
        self.assertEqual(round(sum(items.mapped("amount_residual")), 2), 121.50)

    def test_stated_charges_are_stated_anew_with_the_interest_of_the_whole_delay(self):
        self.book_by("stated")
        self.invoice(100, "2026-02-28")
        self.remind_on("2026-03-31")
        self.assertAmounts(self.remind_on("2026-04-14"), 100.0, 10.0, 1.50, 111.50)

    def test_item_taken_off_the_control_list_leaves_the_interest_of_the_others_as_it_was(self):
        self.invoice(100, "2026-02-28")
        self.remind_on("2026-03-31")
        with freeze_time("2026-04-14"):
            run = self.make_run("2026-04-14")
            charge = run.line_ids.filtered(lambda line: line.move_id.dunning_notice_id)
            charge.action_skip()
        self.assertAmounts(run.notice_ids, 100.0, 10.0, 0.47, 110.47)

    def test_interest_that_fell_below_what_was_booked_books_nothing_and_takes_nothing_back(self):
        # 80.00 paid: interest on 20.00 is 20 x 1 % x 45 / 30 = 0.30, less than the 1.03 booked
        item = self.invoice(100, "2026-02-28")
        first = self.remind_on("2026-03-31")
        self.pay(item, 80, "2026-04-01")
        second = self.remind_on("2026-04-14").filtered(lambda n: n.line_ids.move_line_id & item)
        self.assertEqual(self.charges(first), [("fine", 10.0), ("interest", 1.03)])
        own = second.charge_ids.filtered(lambda charge: charge.move_line_id == item)
        self.assertEqual(own.mapped("kind"), ["fine"])

    def test_level_lowered_by_hand_asks_for_the_fine_only_once(self):
        item = self.invoice(100, "2026-02-28")
        self.remind_on("2026-03-31")
        item.action_dunning_set_level(0)
        with freeze_time("2026-04-14"):
            again = self.remind_on("2026-04-14")
        own = again.charge_ids.filtered(lambda charge: charge.move_line_id == item)
        self.assertEqual(
            again.line_ids.filtered(lambda line: line.move_line_id == item).level_after, 1
        )
        self.assertEqual([(c.kind, round(c.amount, 2)) for c in own], [("interest", 0.47)])

    def test_where_a_law_caps_fines_the_levels_do_not_add_up(self):
        # as figures of a letter: level 1 10.00 booked, level 2 10.00 stated less that = 0
        item = self.invoice(100, "2026-02-28")
        first = self.remind_on("2026-03-31")
        self.sheet.law_profile = "be_business"
        second = self.remind_on("2026-04-14")
        own = (first | second).charge_ids.filtered(lambda charge: charge.move_line_id == item)
        fines = own.filtered(lambda charge: charge.kind == "fine" and charge.is_live)
        self.assertEqual(round(sum(fines.mapped("amount")), 2), 10.0)

    def test_single_fine_is_one_line_for_the_whole_reminder(self):
        # 100.00 and 50.00: one fine of 10 % of 150.00 = 15.00; interest 1.03 and 0.52 (0.5167)
        self.company.dunning_single_fine = True
        self.invoice(100, "2026-02-28")
        self.invoice(50, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.assertEqual(
            self.charges(notice), [("fine", 15.0), ("interest", 0.52), ("interest", 1.03)]
        )
        self.assertEqual(round(notice.charge_move_id.amount_total, 2), 16.55)

    def test_where_a_law_caps_fines_single_ones_of_two_levels_do_not_add_up(self):
        # 15.00 of 150.00 at level 1; at level 2 10 % of 150.00 is 15.00, less that
        self.company.dunning_single_fine = True
        self.sheet.law_profile = "be_business"
        items = self.invoice(100, "2026-02-28") | self.invoice(50, "2026-02-28")
        first = self.remind_on("2026-03-31")
        second = self.remind_on("2026-04-14")
        fines = (first | second).charge_ids.filtered(lambda c: c.kind == "fine" and c.is_live)
        self.assertEqual(round(sum(fines.mapped("amount")), 2), 15.0)
        self.assertEqual(second.fine_amount, 0)
        # two thirds of it were for the one, one third for the other
        before = {
            line.move_line_id: round(line.fine_before, 2)
            for line in second.line_ids
            if line.move_line_id in items
        }
        self.assertEqual(before, {items[0]: 10.0, items[1]: 5.0})

    def test_third_of_a_fine_leaves_no_part_of_a_cent(self):
        # level 1: one fine of 20.00 for three, 6.6667 each. Level 2 states 10 % of 66.70 = 6.67 for
        # each; once the 20.00 are booked, nothing is left of it, not a third of a cent either
        self.book_by("on_payment")
        self.sheet.level_ids.interest_monthly_percent = 0
        self.sheet.law_profile = "be_business"
        self.level(1).write({"fine_percent": 0, "fine_minimum": 20})
        self.company.dunning_single_fine = True
        for _number in range(3):
            self.invoice(66.70, "2026-02-28")
        first = self.remind_on("2026-03-31")
        self.company.dunning_single_fine = False
        second = self.remind_on("2026-04-14")
        self.assertEqual(second.claim_ids.mapped("fine_amount"), [6.67] * 3)
        first.action_book_charges()
        self.assertEqual(self.charges(first), [("fine", 20.0)])
        with self.assertRefused("no charges left"):
            second.action_book_charges()
        self.assertFalse(second.charge_move_id)

    def test_single_fines_of_two_levels_add_up_where_no_law_caps_them(self):
        self.company.dunning_single_fine = True
        self.invoice(150, "2026-02-28")
        first = self.remind_on("2026-03-31")
        second = self.remind_on("2026-04-14")
        self.assertEqual((first.fine_amount, second.fine_amount), (15.0, 15.0))


@tagged("post_install", "-at_install")
class TestCurrencies(ChargeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.currency.rate"].search([("currency_id", "=", cls.usd.id)]).unlink()
        cls.env["res.currency.rate"].create(
            {
                "currency_id": cls.usd.id,
                "name": "2026-01-01",
                "rate": 1.25,
                "company_id": cls.company.id,
            }
        )

    def test_reminder_in_dollars_has_its_invoice_in_dollars(self):
        self.invoice(200, "2026-02-28", currency=self.usd)
        invoice = self.remind_on("2026-03-31").charge_move_id
        # 10 % of 200.00; 200.00 x 1 % x 31 / 30 = 2.0667
        self.assertEqual((invoice.currency_id, self.prices(invoice)), (self.usd, [20.0, 2.07]))

    def test_one_letter_for_all_currencies_is_invoiced_in_that_of_the_company(self):
        # EUR 100.00: 10.00 and 1.03. USD 200.00: 20.00 = EUR 16.00; 2.07 / 1.25 = 1.656 = 1.66
        self.company.dunning_split_by_currency = False
        self.invoice(100, "2026-02-28")
        self.invoice(200, "2026-02-28", currency=self.usd)
        notice = self.remind_on("2026-03-31")
        invoice = notice.charge_move_id
        self.assertEqual(invoice.currency_id, self.eur)
        self.assertEqual(sorted(self.prices(invoice)), [1.03, 1.66, 10.0, 16.0])
        self.assertEqual(
            round(invoice.amount_total, 2),
            round(notice.fine_amount + notice.interest_amount, 2),
        )

    def test_invoice_asks_what_the_letter_asks_to_the_cent(self):
        # three of USD 1.37 fine: the letter converts 4.11 once = EUR 3.29 (3.288); each alone is
        # 1.096 = 1.10, together 3.30
        self.company.dunning_split_by_currency = False
        self.sheet.level_ids.interest_monthly_percent = 0
        for _number in range(3):
            self.invoice(13.70, "2026-02-28", currency=self.usd)
        notice = self.remind_on("2026-03-31")
        self.assertEqual(round(notice.fine_amount, 2), 3.29)
        self.assertEqual(sorted(self.prices(notice.charge_move_id)), [1.09, 1.10, 1.10])


@tagged("post_install", "-at_install")
class TestNeverTwice(ChargeCommon):
    def test_second_pass_of_the_sender_books_nothing(self):
        self.invoice(100, "2026-02-28")
        run = self.released()
        self.send_now()
        notice = run.notice_ids
        self.send_now()
        self.assertEqual(booking.book(notice.sudo()), self.env["account.move"])
        self.assertEqual(len(notice.charge_ids), 2)

    def test_unique_indexes_stop_code_that_forgets_to_look(self):
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        for charge in notice.charge_ids.sudo():
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.UniqueViolation),
                self.env.cr.savepoint(),
            ):
                charge.copy({"line_id": charge.line_id.id})
                self.env.flush_all()

    def test_letter_that_fails_leaves_no_invoice_and_the_retry_makes_one(self):
        self.level(1).mail_template_id = self.breaking_template()
        self.invoice(100, "2026-02-28")
        run = self.released()
        before = self.env["account.move"].search_count([])
        with mute_logger("odoo.addons.account_dunning_levels.engine.send.batches"):
            self.send_now()
        notice = run.notice_ids
        self.assertEqual(notice.state, "failed")
        self.assertEqual(self.env["account.move"].search_count([]), before)
        self.level(1).mail_template_id = False
        notice.action_retry()
        self.send_now()
        self.assertEqual(self.charges(notice), [("fine", 10.0), ("interest", 1.03)])
        self.assertEqual(self.env["account.move"].search_count([]), before + 1)

    def test_refused_email_takes_the_charges_back_and_the_retry_asks_them_once(self):
        self.invoice(100, "2026-02-28")
        run = self.released()
        self.send_now()
        notice = run.notice_ids
        first = notice.charge_move_id
        outcome.mail_refused(notice, "No such mailbox")
        self.assertEqual((notice.state, first.payment_state), ("failed", "reversed"))
        self.assertEqual(self.charges(notice), [])
        with freeze_time("2026-04-01"):
            notice.action_retry()
            self.send_now()
        self.assertNotEqual(notice.charge_move_id, first)
        self.assertEqual(self.charges(notice), [("fine", 10.0), ("interest", 1.03)])

    def test_charge_that_cannot_be_booked_stops_its_own_letter_only(self):
        other = self.make_customer("Bos")
        self.invoice(100, "2026-02-28")
        self.invoice(100, "2026-02-28", partner=other)
        run = self.released()
        post = type(self.env["account.move"])._post

        def refuse(moves, soft=True):
            if self.customer in moves.partner_id:
                raise UserError("The journal is locked")
            return post(moves, soft)

        with (
            patch.object(type(self.env["account.move"]), "_post", refuse),
            mute_logger("odoo.addons.account_dunning_levels.engine.send.batches"),
        ):
            self.send_now()
        mine, theirs = self.notice_of(run, self.customer), self.notice_of(run, other)
        self.assertEqual((mine.state, mine.reason), ("failed", "The journal is locked"))
        self.assertFalse(mine.charge_ids or mine.mail_id)
        self.assertEqual((theirs.state, len(theirs.charge_ids)), ("queued", 2))

    def test_draft_that_was_deleted_can_be_booked_again(self):
        self.book_by("invoiced", post=False)
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.assertEqual(notice.charges_left, 0)
        notice.charge_move_id.unlink()
        self.env.invalidate_all()
        self.assertEqual(round(notice.charges_left, 2), 11.03)
        notice.action_book_charges()
        self.assertEqual(self.charges(notice), [("fine", 10.0), ("interest", 1.03)])


@tagged("post_install", "-at_install")
class TestCancel(ChargeCommon):
    def test_posted_invoice_is_credited_today_and_reconciled(self):
        item = self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        invoice = notice.charge_move_id
        with freeze_time("2026-04-02"):
            notice.action_cancel("The invoice was wrong")
        credit_note = invoice.reversal_move_ids
        self.assertEqual(
            (credit_note.move_type, credit_note.state, credit_note.invoice_date),
            ("out_refund", "posted", day("2026-04-02")),
        )
        self.assertEqual(round(credit_note.amount_total, 2), 11.03)
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("reversed", 0))
        self.assertEqual(credit_note.amount_residual, 0)
        self.assertEqual(self.charges(notice), [])
        self.assertEqual(item.dunning_level, 0)

    def test_draft_is_cancelled(self):
        self.book_by("invoiced", post=False)
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        notice.action_cancel("The invoice was wrong")
        self.assertEqual(notice.charge_move_id.state, "cancel")
        self.assertEqual(self.charges(notice), [])

    def test_draft_cancelled_by_hand_frees_its_charges_and_takes_them_back_with_it(self):
        self.book_by("invoiced", post=False)
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.assertEqual(notice.charges_left, 0)
        notice.charge_move_id.button_cancel()
        self.assertEqual(self.charges(notice), [])
        self.assertEqual(round(notice.charges_left, 2), 11.03)
        notice.charge_move_id.button_draft()
        self.assertEqual(self.charges(notice), [("fine", 10.0), ("interest", 1.03)])
        self.assertEqual(notice.charges_left, 0)
        notice.charge_move_id.action_post()
        self.assertEqual(self.charges(notice), [("fine", 10.0), ("interest", 1.03)])

    def test_charges_that_were_paid_stay_a_credit_of_the_customer(self):
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.pay(self.receivable(notice.charge_move_id), 11.03)
        notice.action_cancel("The invoice was wrong")
        credit_note = notice.charge_move_id.reversal_move_ids
        self.assertEqual(round(self.receivable(credit_note).amount_residual, 2), -11.03)

    def reminded(self, count):
        """Reminders with posted charges of as many customers: 10.00 and 1.03 each."""
        for number in range(count):
            self.invoice(100, "2026-02-28", partner=self.make_customer(f"Klant {number}"))
        return self.remind_on("2026-03-31")

    def test_several_at_once_are_each_credited_taken_off_or_cancelled(self):
        notices = self.reminded(4)
        posted, paid, mixed, draft = notices.charge_move_id
        self.pay(self.receivable(paid), 11.03)
        (mixed | draft).button_draft()
        # a person added something of his own to one draft
        mixed.invoice_line_ids = [
            Command.create({"name": "Cheque", "price_unit": 5, "tax_ids": []})
        ]
        notices.action_cancel("The invoices were wrong")
        self.assertEqual(notices.charge_ids.filtered("is_live"), self.env["account.dunning.charge"])
        self.assertEqual(posted.payment_state, "reversed")
        for invoice in posted | paid:
            self.assertEqual(self.prices(invoice.reversal_move_ids), [10.0, 1.03])
            self.assertEqual(invoice.reversal_move_ids.partner_id, invoice.partner_id)
        self.assertEqual(round(self.receivable(paid.reversal_move_ids).amount_residual, 2), -11.03)
        self.assertEqual((mixed.state, self.prices(mixed)), ("draft", [5.0]))
        self.assertEqual((draft.state, len(draft.invoice_line_ids)), ("cancel", 2))

    def test_credit_notes_of_many_are_made_and_posted_together(self):
        notices = self.reminded(5)
        moves = type(self.env["account.move"])
        with (
            patch.object(moves, "_post", autospec=True, side_effect=moves._post) as post,
            patch.object(moves, "create", autospec=True, side_effect=moves.create) as create,
        ):
            notices.action_cancel("The invoices were wrong")
        self.assertEqual((post.call_count, create.call_count), (1, 1))
        self.assertEqual(set(notices.charge_move_id.mapped("payment_state")), {"reversed"})

    def test_charges_that_cannot_be_reversed_are_told_and_the_others_are_reversed(self):
        notices = self.reminded(3)
        stuck = notices[1]
        post = type(self.env["account.move"])._post

        def refuse(moves, soft=True):
            if stuck.partner_id in moves.partner_id:
                raise UserError("The journal is locked")
            return post(moves, soft)

        with (
            patch.object(type(self.env["account.move"]), "_post", refuse),
            mute_logger("odoo.addons.account_dunning_levels.engine.charges.reversing"),
        ):
            outcome.mail_refused(notices, "No such mailbox")
        self.assertEqual(set(notices.mapped("state")), {"failed"})
        self.assertEqual(
            [bool(notice.charge_ids.filtered("is_live")) for notice in notices],
            [False, True, False],
        )
        self.assertEqual(stuck.charge_move_id.amount_residual, 11.03)
        self.assertIn("The journal is locked", stuck.message_ids[0].body)
        self.assertEqual(
            set((notices - stuck).charge_move_id.mapped("payment_state")), {"reversed"}
        )

    def test_cancelled_twice_is_credited_once(self):
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        notice.action_cancel("One")
        notice.action_cancel("Two")
        self.assertEqual(len(notice.charge_move_id.reversal_move_ids), 1)

    def test_invoice_that_a_person_reversed_is_left_alone(self):
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        notice.charge_move_id._reverse_moves(cancel=True)
        notice.action_cancel("The invoice was wrong")
        self.assertEqual(len(notice.charge_move_id.reversal_move_ids), 1)

    def test_reminded_again_after_a_cancel_it_is_booked_again(self):
        self.invoice(100, "2026-02-28")
        self.remind_on("2026-03-31").action_cancel("Wrong text")
        again = self.remind_on("2026-04-01")
        self.assertEqual([kind for kind, _amount in self.charges(again)], ["fine", "interest"])


@tagged("post_install", "-at_install")
class TestOnPayment(ChargeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_by("on_payment")

    def test_nothing_is_booked_until_somebody_clicks(self):
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.assertFalse(notice.charge_move_id)
        self.assertEqual(round(notice.charges_left, 2), 11.03)
        action = notice.action_book_charges()
        self.assertEqual(action["res_id"], notice.charge_move_id.id)
        self.assertEqual(notice.charge_move_id.state, "draft")
        self.assertEqual(self.prices(notice.charge_move_id), [10.0, 1.03])
        self.assertEqual(notice.charges_left, 0)

    def test_second_click_says_that_nothing_is_left(self):
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        notice.action_book_charges()
        with self.assertRefused(notice.name, "no charges left"):
            notice.action_book_charges()

    def test_stated_charges_cannot_be_booked_and_the_sentence_says_where_to_change_it(self):
        self.book_by("stated")
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        with self.assertRefused(notice.name, "only stated", "All"):
            notice.action_book_charges()

    def test_sheet_changed_later_does_not_change_letters_that_left(self):
        self.book_by("stated")
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.book_by("on_payment")
        self.assertEqual(notice.charge_mode, "stated")

    def test_who_may_not_invoice_cannot_book(self):
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        reader = new_test_user(
            self.env,
            "charges_reader",
            "account_dunning_levels.group_dunning_reader,account.group_account_readonly",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(AccessError):
            notice.with_user(reader).action_book_charges()


@tagged("post_install", "-at_install")
class TestSheetSaysWhatIsMissing(ChargeCommon):
    def test_no_product(self):
        for mode in ("invoiced", "on_payment"):
            with self.assertRefused("Product of fines", "All"):
                self.sheet.write({"charge_mode": mode, "charge_fine_product_id": False})
        self.sheet.write({"charge_mode": "stated", "charge_fine_product_id": False})

    def test_product_without_an_income_account(self):
        product = self.env["product.product"].create({"name": "Bare", "type": "service"})
        product.categ_id.property_account_income_categ_id = False
        self.company.income_account_id = False
        self.sheet._charge_journal().default_account_id = False
        with self.assertRefused("Bare", "no income account"):
            self.sheet.charge_fine_product_id = product

    def test_journal_of_another_kind(self):
        with self.assertRefused("Journal of charges"):
            self.sheet.charge_journal_id = self.company_data["default_journal_bank"]

    def test_sheet_of_another_company_uses_a_journal_of_its_own(self):
        other = self.other_company()
        sheet = self.make_sheet("Theirs", company=other)
        self.assertEqual(sheet._charge_journal().company_id, other)
        with self.assertRaises(UserError):
            sheet.charge_journal_id = self.company_data["default_journal_sale"]
