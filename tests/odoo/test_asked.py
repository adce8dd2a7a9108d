"""A level belongs to who was asked for what (SPEC section 11)."""

from freezegun import freeze_time
from test_law_reminders import LawReminders

from odoo import Command
from odoo.tests import tagged


class Asked(LawReminders):
    """Belgian law for consumers; the interval of 14 days lies between the days used here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.make_customer("Karel Claes", is_company=False)
        cls.thirds = cls.term("Three thirds", [(33.33, 30), (33.33, 60), (33.34, 90)])

    @classmethod
    def term(cls, name, parts):
        return cls.env["account.payment.term"].create(
            {
                "name": name,
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": part, "nb_days": days})
                    for part, days in parts
                ],
            }
        )

    def post_again(self, move, on="2026-03-10", **values):
        """Reset an invoice to draft, change it and post it; returns its open items by due date."""
        with freeze_time(on):
            move.button_draft()
            move.write(values)
            move.action_post()
        self.env.invalidate_all()
        return self.receivable(move).sorted("date_maturity")

    def why(self, item, on="2026-03-20"):
        return item.action_dunning_explain(on)["level_source"]

    def assertLevels(self, items, *levels):
        self.env.invalidate_all()
        self.assertEqual(items.mapped("dunning_level"), list(levels))
        for item in items:
            self.assertEqual(bool(item.dunning_date), bool(item.dunning_level))
        self.assertEqual(items.move_id.dunning_level, max(levels))


@tagged("post_install", "-at_install")
class TestAnotherCustomer(Asked):
    def reminded(self, **values):
        item = self.claim(1000.0, "2026-01-31", **values)
        self.sent("2026-02-09")
        self.assertLevels(item, 1)
        return item

    def test_new_customer_of_a_reminded_invoice_begins_at_level_0_without_charges(self):
        item = self.reminded()
        [item] = self.post_again(item.move_id, partner_id=self.other.id)
        self.assertEqual(item.partner_id, self.other)
        self.assertLevels(item, 0)
        # the first reminder of a consumer is free of charge (BE, art. XIX.2 WER)
        self.assertEqual(self.charges("2026-03-20", self.other), (0, 0))
        notice = self.sent("2026-03-20", self.other)
        self.assertEqual((notice.level, notice.amount_total), (1, 1000))
        # and the free time begins with it: 14 days from 21 March to 3 April
        self.assertEqual(self.charges("2026-04-03", self.other), (0, 0))
        # one day of 1,000 x 10.5 % / 365 = 0.2876, and 90 = 30 + 10 % of 350 + 5 % of 500
        self.assertEqual(self.charges("2026-04-04", self.other), (90, 0.28))

    def test_why_says_that_another_customer_was_asked(self):
        item = self.reminded()
        self.assertNotIn("another customer", self.why(item))
        [item] = self.post_again(item.move_id, partner_id=self.other.id)
        self.assertIn("asked another customer: Jan Peeters", self.why(item))

    def test_lists_show_the_level_of_the_new_customer(self):
        item = self.reminded()
        [item] = self.post_again(item.move_id, partner_id=self.other.id)
        row = self.env["account.dunning.item"].search([("move_line_id", "=", item.id)])
        self.assertEqual((row.dunning_level, row.dunning_count), (0, 0))
        self.assertEqual((self.jan.dunning_level, self.other.dunning_level), (0, 0))

    def test_first_customer_put_back_has_his_level_again(self):
        item = self.reminded()
        [item] = self.post_again(item.move_id, partner_id=self.other.id)
        [item] = self.post_again(item.move_id, partner_id=self.jan.id)
        self.assertLevels(item, 1)

    def test_level_of_the_new_customer_rises_beside_that_of_the_old_one(self):
        item = self.reminded()
        [item] = self.post_again(item.move_id, partner_id=self.other.id)
        # level 1 a second time, of another debtor
        self.assertEqual(self.sent("2026-03-20", self.other).level, 1)
        self.assertEqual(self.sent("2026-04-10", self.other).level, 2)
        [item] = self.post_again(item.move_id, on="2026-04-12", partner_id=self.jan.id)
        self.assertLevels(item, 1)
        self.assertEqual(self.sent("2026-04-15").level, 2)

    def test_new_customer_is_reminded_on_the_day_the_old_one_was(self):
        item = self.reminded()
        [item] = self.post_again(item.move_id, on="2026-02-09", partner_id=self.other.id)
        self.assertEqual(self.sent("2026-02-09", self.other).state, "queued")
        self.assertLevels(item, 1)

    def test_released_reminder_of_the_old_customer_is_not_sent_to_anybody(self):
        item = self.claim(1000.0, "2026-01-31")
        with freeze_time("2026-02-09"):
            run = self.released("2026-02-09")
            self.post_again(item.move_id, on="2026-02-09", partner_id=self.other.id)
            self.send_now()
        self.assertEqual(run.notice_ids.state, "cancelled")
        self.assertLevels(item, 0)

    def test_customer_changed_on_a_posted_entry(self):
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-01-01",
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_receivable"].id,
                            "name": "Work of 2025",
                            "partner_id": self.jan.id,
                            "date_maturity": "2026-01-31",
                            "debit": 500.0,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": self.company_data["default_account_revenue"].id,
                            "credit": 500.0,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        item = self.receivable(entry)
        item.no_followup = False
        self.sent("2026-02-09")
        self.assertLevels(item, 1)
        item.partner_id = self.other
        self.assertLevels(item, 0)

    def test_person_that_becomes_a_contact_of_a_company_leaves_the_level_behind(self):
        item = self.reminded()
        self.jan.parent_id = self.customer
        self.assertLevels(item, 0)
        self.assertEqual(item.partner_id, self.customer)
        self.assertIn("asked another customer", self.why(item))

    def test_head_office_changes_who_gets_the_letter_and_not_who_owes(self):
        item = self.claim(1000.0, "2026-01-31", self.customer)
        self.sent("2026-02-09", self.customer)
        self.customer.dunning_head_office_id = self.make_customer("Groep NV")
        self.assertLevels(item, 1)

    def test_booked_charges_of_the_old_customer_take_nothing_off_for_the_new_one(self):
        self.sheet.write({"law_profile": "none", "charge_figures": "own"})
        self.sheet.level_ids.write({"fine_minimum": 25, "interest_monthly_percent": 1})
        item = self.claim(1000.0, "2026-01-31")
        # 10 days: 1,000 x 1 % x 9 / 30
        first = self.sent("2026-02-09")
        self.assertEqual((first.fine_amount, first.interest_amount), (25, 3))
        self.env["account.dunning.waive"].create(
            {"notice_id": first.id, "reason": "Goodwill"}
        ).action_waive_charges()
        [item] = self.post_again(item.move_id, partner_id=self.other.id)
        # 48 days late: 16.00, nothing less
        self.assertEqual(self.charges("2026-03-20", self.other), (25, 16))

    def test_opening_level_belongs_to_the_customer(self):
        item = self.claim(1000.0, "2026-01-31")
        item.write({"dunning_opening_level": 2, "dunning_opening_date": "2026-02-01"})
        self.assertLevels(item, 2)
        [item] = self.post_again(item.move_id, partner_id=self.other.id)
        self.assertLevels(item, 0)
        [item] = self.post_again(item.move_id, partner_id=self.jan.id)
        self.assertLevels(item, 2)


@tagged("post_install", "-at_install")
class TestSameInvoiceAgain(Asked):
    def test_posted_again_unchanged_keeps_level_and_date(self):
        item = self.claim(1000.0, "2026-01-31")
        self.sent("2026-02-09")
        self.assertLevels(self.post_again(item.move_id), 1)

    def test_lines_of_the_invoice_written_anew_keep_level_and_date(self):
        item = self.claim(1000.0, "2026-01-31")
        self.sent("2026-02-09")
        move = item.move_id
        with freeze_time("2026-03-10"):
            move.button_draft()
            move.invoice_line_ids.unlink()
            move.invoice_line_ids = [
                Command.create({"name": "Work", "price_unit": 1000.0, "tax_ids": []})
            ]
            move.action_post()
        self.assertLevels(self.receivable(move), 1)

    def test_other_due_date_keeps_the_level(self):
        item = self.claim(1000.0, "2026-01-31")
        self.sent("2026-02-09")
        self.assertLevels(self.post_again(item.move_id, invoice_date_due="2026-02-05"), 1)

    def test_invoice_in_three_instalments_posted_again_keeps_the_level_of_each(self):
        items = self.claim(900.0, "2025-12-01", invoice_payment_term_id=self.thirds.id)
        items = items.sorted("date_maturity")
        self.assertEqual(len(items), 3)
        self.sent("2026-02-09")
        self.assertLevels(items, 1, 1, 0)
        self.assertLevels(self.post_again(items.move_id), 1, 1, 0)


@tagged("post_install", "-at_install")
class TestNewAgreement(Asked):
    def test_instalments_made_out_of_a_reminded_invoice_are_all_at_level_0(self):
        item = self.claim(900.0, "2026-01-31")
        self.sent("2026-02-09")
        self.sent("2026-03-02")
        self.assertLevels(item, 2)
        items = self.post_again(item.move_id, invoice_payment_term_id=self.thirds.id)
        # 30, 60 and 90 days from 31 January
        self.assertEqual(len(items), 3)
        self.assertLevels(items, 0, 0, 0)
        self.assertIn("cut into other instalments", self.why(items[-1]))
        # one day after the last one is due: all three on a first reminder, free of charge
        notice = self.sent("2026-05-02")
        self.assertEqual((notice.level, len(notice.line_ids)), (1, 3))
        self.assertEqual(notice.amount_total, 900)

    def test_opening_level_is_of_the_agreement_as_well(self):
        item = self.claim(900.0, "2026-01-31")
        item.write({"dunning_opening_level": 2, "dunning_opening_date": "2026-02-01"})
        items = self.post_again(item.move_id, invoice_payment_term_id=self.thirds.id)
        self.assertLevels(items, 0, 0, 0)

    def test_other_currency_is_another_claim(self):
        item = self.claim(900.0, "2026-01-31")
        self.sent("2026-02-09")
        self.assertLevels(self.post_again(item.move_id, currency_id=self.usd.id), 0)


@tagged("post_install", "-at_install")
class TestAmountChanged(Asked):
    def change(self, item, amount):
        move = item.move_id
        [item] = self.post_again(
            move,
            on="2026-03-01",
            invoice_line_ids=[Command.update(move.invoice_line_ids.id, {"price_unit": amount})],
        )
        self.assertEqual(item.amount_residual, amount)
        return item

    def proposed(self, on):
        with freeze_time(on):
            return self.notice_of(self.make_run(on), self.jan)

    def test_raised_after_a_reminder_bears_charges_on_what_was_announced(self):
        item = self.claim(100.0, "2026-01-31")
        self.sent("2026-02-09")
        item = self.change(item, 2000.0)
        self.assertLevels(item, 1)
        notice = self.proposed("2026-03-31")
        # BE, XIX.4 WER: 20 on 100; 36 days from 24 February: 100 x 10.5 % x 36 / 365 = 1.0356
        self.assertAmounts(notice, 2000, 20, 1.03, 2021.03)
        self.assertIn("amount_changed", notice.warning_codes)
        self.assertRegex(notice.warning, r"2,000\.00.*100\.00")
        self.assertIn("100.00", notice.line_ids.explanation)

    def test_letter_says_the_same_and_keeps_it(self):
        item = self.claim(100.0, "2026-01-31")
        self.sent("2026-02-09")
        self.change(item, 2000.0)
        notice = self.sent("2026-03-31")
        self.assertAmounts(notice, 2000, 20, 1.03, 2021.03)
        self.assertEqual(notice.line_ids.calculation["announced"], "100.00")
        # the second letter announced 2,000, but no free time began for what came on
        self.assertEqual(self.charges("2026-04-30")[0], 20)

    def test_raised_between_release_and_sending(self):
        item = self.claim(100.0, "2026-01-31")
        self.sent("2026-02-09")
        with freeze_time("2026-03-31"):
            run = self.released("2026-03-31")
            self.assertFalse(run.notice_ids.warning_codes)
            self.change(item, 2000.0)
            self.send_now()
        self.assertAmounts(run.notice_ids, 2000, 20, 1.03, 2021.03)
        self.assertIn("amount_changed", run.notice_ids.warning_codes)

    def test_lowered_after_a_reminder_needs_nothing(self):
        item = self.claim(2000.0, "2026-01-31")
        self.sent("2026-02-09")
        self.change(item, 100.0)
        notice = self.proposed("2026-03-31")
        self.assertAmounts(notice, 100, 20, 1.03, 121.03)
        self.assertFalse(notice.warning_codes)

    def test_payment_that_is_taken_back_was_announced_before(self):
        item = self.claim(1000.0, "2026-01-31", self.customer)
        self.sent("2026-02-09", self.customer)
        with freeze_time("2026-02-20"):
            self.pay(item, 400, "2026-02-20")
        self.sent("2026-03-02", self.customer)
        item.remove_move_reconcile()
        self.env["account.payment"].search([("partner_id", "=", self.customer.id)]).action_draft()
        with freeze_time("2026-03-31"):
            notice = self.notice_of(self.make_run("2026-03-31"), self.customer)
        self.assertEqual(notice.amount_residual, 1000)
        self.assertFalse(notice.warning_codes)

    def test_amount_changed_before_any_reminder_says_nothing(self):
        item = self.claim(100.0, "2026-01-31")
        self.change(item, 2000.0)
        self.assertFalse(self.proposed("2026-03-31").warning_codes)
