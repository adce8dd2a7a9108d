"""How claims and credits become letters: totals, currencies, levels, charges (SPEC 4 and 5)."""

from dunning_common import DunningCommon

from odoo import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestLetters(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gbp = cls.env.ref("base.GBP")
        cls.gbp.active = True
        # 1 EUR = 1.25 USD in 2026, 2 USD from 31 March on; 1 EUR = 0.80 GBP
        cls.rate(cls.usd, "2026-01-01", 1.25)
        cls.rate(cls.gbp, "2026-01-01", 0.8)

    @classmethod
    def rate(cls, currency, dated, rate):
        currency.rate_ids.filtered(lambda one: one.company_id == cls.company).unlink()
        currency.rate_ids = [
            Command.create({"name": dated, "rate": rate, "company_id": cls.company.id})
        ]

    def at_level(self, item, level, dated="2026-03-01"):
        """An item that steps up to ``level`` now."""
        item.write({"dunning_opening_level": level - 1, "dunning_opening_date": dated})
        return item

    def totals(self, run, *names):
        return [tuple(notice[name] for name in names) for notice in run.notice_ids]

    # ------------------------------------------------------------ level of the letter

    def test_letter_stands_at_the_highest_level_and_claims_keep_their_own_charges(self):
        first, second, third = self.sheet.level_ids
        first.fine_minimum = 0.0
        second.fine_percent = 5.0
        third.fine_percent = 10.0
        items = [
            self.invoice(100.0),
            self.at_level(self.invoice(200.0), 2),
            self.at_level(self.invoice(300.0), 3),
        ]
        run = self.make_run()
        self.assertEqual(run.notice_ids.level, 3)
        self.assertEqual(run.notice_ids.level_id, third)
        self.assertEqual(run.notice_ids.heading, "Reminder 3")
        self.assertEqual([self.line_of(item, run).level_after for item in items], [1, 2, 3])
        # none; 5 % of 200; 10 % of 300
        self.assertEqual([self.line_of(item, run).fine_amount for item in items], [0, 10, 30])
        self.assertEqual(run.notice_ids.amount_total, 640.0)

    def test_channel_is_that_of_the_highest_level(self):
        self.sheet.level_ids[1].channel = "both"
        self.invoice(100.0)
        self.at_level(self.invoice(200.0), 2)
        self.assertEqual(self.make_run().notice_ids.channel, "both")

    def test_letter_per_level_has_the_charges_and_the_channel_of_its_level(self):
        self.company.dunning_letter_per = "level"
        self.sheet.level_ids[1].write({"fine_percent": 5.0, "channel": "print"})
        self.invoice(100.0)
        self.at_level(self.invoice(200.0), 2)
        self.assertEqual(
            sorted(self.totals(self.make_run(), "level", "amount_total", "channel")),
            [(1, 100.0, "email"), (2, 210.0, "print")],
        )

    def test_letters_per_level_ask_together_what_the_customer_owes(self):
        self.company.dunning_letter_per = "level"
        self.invoice(100.0)
        self.at_level(self.invoice(200.0), 2)
        self.credit_note(150.0)
        run = self.make_run()
        self.assertEqual(sum(run.notice_ids.mapped("amount_residual")), 150.0)

    # ------------------------------------------------------------------ second table

    def test_other_overdue_items_are_shown_outside_the_total(self):
        self.invoice(100.0)
        young = self.at_level(self.invoice(60.0), 2, dated="2026-03-30")
        run = self.make_run()
        line = self.line_of(young, run)
        self.assertEqual((line.outcome, line.reason), ("other", "too_soon"))
        self.assertEqual(line.notice_id, run.notice_ids)
        self.assertEqual(run.notice_ids.amount_residual, 100.0)
        self.assertEqual((line.fine_amount, line.level_after), (0.0, 1))

    def test_second_table_holds_too_soon_too_young_and_exhausted_items_only(self):
        self.sheet.level_ids[0].min_days_overdue = 10
        self.invoice(100.0)
        shown = [
            self.at_level(self.invoice(10.0), 2, dated="2026-03-30"),
            self.invoice(20.0, "2026-03-25"),
            self.at_level(self.invoice(30.0), 4),
        ]
        held = self.invoice(40.0)
        held.action_dunning_block(reason="Disputed")
        later = self.invoice(50.0, "2026-04-30")
        run = self.make_run()
        self.assertEqual(
            [self.line_of(item, run).reason for item in shown],
            ["too_soon", "too_young", "exhausted"],
        )
        self.assertEqual({self.line_of(item, run).outcome for item in shown}, {"other"})
        self.assertEqual(self.line_of(held, run).outcome, "left_out")
        self.assertFalse(self.line_of(later, run))

    def test_level_can_switch_the_second_table_off(self):
        self.sheet.level_ids.show_other_items = False
        self.invoice(100.0)
        young = self.at_level(self.invoice(60.0), 2, dated="2026-03-30")
        line = self.line_of(young, self.make_run())
        self.assertEqual((line.outcome, line.reason), ("left_out", "too_soon"))

    # ------------------------------------------------------------------------ credits

    def test_credit_note_lowers_what_is_asked(self):
        """T11"""
        self.sheet.level_ids.write({"fine_percent": 10.0, "interest_monthly_percent": 1.0})
        item, credit = self.invoice(100.0, "2026-03-01"), self.credit_note(40.0, "2026-03-31")
        run = self.make_run()
        line = self.line_of(credit, run)
        self.assertEqual((line.outcome, line.amount_residual), ("credit", -40.0))
        self.assertEqual((line.fine_amount, line.interest_amount), (0.0, 0.0))
        # the claim: fine 10 % of 100, interest 1 % x 30 / 30 of 100; net 100 - 40
        claim = self.line_of(item, run)
        self.assertEqual((claim.fine_amount, claim.interest_amount), (10.0, 1.0))
        self.assertEqual(self.totals(run, "amount_residual", "amount_total"), [(60.0, 71.0)])

    def test_credit_note_dated_after_the_key_date_does_not_count_yet(self):
        self.invoice(100.0)
        self.credit_note(40.0, "2026-04-01")
        self.assertEqual(self.make_run().notice_ids.amount_residual, 100.0)

    def test_payment_on_account_lowers_what_is_asked(self):
        self.invoice(100.0)
        self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": 25.0,
                "date": "2026-03-15",
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        ).action_post()
        run = self.make_run()
        self.assertEqual(run.notice_ids.amount_residual, 75.0)
        self.assertEqual(sorted(run.line_ids.mapped("outcome")), ["claim", "credit"])

    def test_customer_in_credit_gets_no_letter(self):
        item = self.invoice(100.0)
        self.credit_note(100.0)
        run = self.make_run()
        self.assertFalse(run.notice_ids)
        self.assertEqual(self.reason_of(item, run), "in_credit")

    def test_customer_who_owes_one_cent_gets_a_letter(self):
        self.invoice(100.0)
        self.credit_note(99.99)
        self.assertEqual(self.make_run().notice_ids.amount_residual, 0.01)

    def test_credit_lowers_the_total_below_the_minimum(self):
        self.company.dunning_min_amount = 50.0
        item = self.invoice(100.0)
        self.credit_note(50.01)
        run = self.make_run()
        self.assertEqual(self.reason_of(item, run), "below_minimum")

    def test_customer_with_credits_only_is_not_on_the_list(self):
        self.credit_note(40.0)
        run = self.make_run()
        self.assertFalse(run.notice_ids | run.line_ids.notice_id)

    # --------------------------------------------------------------------- currencies

    def test_one_letter_per_currency(self):
        self.invoice(100.0)
        self.invoice(50.0, currency=self.usd)
        self.credit_note(20.0, currency=self.usd)
        self.assertEqual(
            sorted(
                (notice.currency_id.name, notice.amount_residual, notice.amount_company)
                for notice in self.make_run().notice_ids
            ),
            # 30 USD / 1.25 = 24 EUR
            [("EUR", 100.0, 100.0), ("USD", 30.0, 24.0)],
        )

    def test_credit_in_one_currency_does_not_lower_the_other(self):
        self.invoice(100.0)
        credit = self.credit_note(20.0, currency=self.usd)
        run = self.make_run()
        self.assertEqual(run.notice_ids.amount_residual, 100.0)
        self.assertFalse(self.line_of(credit, run))

    def test_without_split_the_letter_totals_in_company_currency(self):
        self.company.dunning_split_by_currency = False
        euro = self.invoice(100.0)
        dollar = self.invoice(50.0, currency=self.usd)
        credit = self.credit_note(10.0, currency=self.usd)
        run = self.make_run()
        notice = run.notice_ids
        self.assertEqual(notice.currency_id, self.eur)
        # 100 EUR + (50 - 10) USD / 1.25 = 100 + 32
        self.assertEqual(notice.amount_residual, 132.0)
        self.assertEqual(
            [
                (self.line_of(item, run).currency_id.name, self.line_of(item, run).amount_residual)
                for item in (euro, dollar, credit)
            ],
            [("EUR", 100.0), ("USD", 50.0), ("USD", -10.0)],
        )

    def test_without_split_charges_are_converted_too(self):
        self.company.dunning_split_by_currency = False
        self.sheet.level_ids.fine_percent = 10.0
        dollar = self.invoice(50.0, currency=self.usd)
        run = self.make_run()
        self.assertEqual(self.line_of(dollar, run).fine_amount, 5.0)  # USD
        self.assertEqual(run.notice_ids.fine_amount, 4.0)  # EUR: 5 / 1.25
        self.assertEqual(run.notice_ids.amount_total, 44.0)

    def test_minimum_counts_in_company_currency_at_the_key_date(self):
        """T7: 62.50 USD at 1.25 are 50 EUR; a day later the rate is 2 and they are 31.25."""
        self.company.dunning_min_amount = 50.0
        self.usd.rate_ids = [
            Command.create({"name": "2026-04-01", "rate": 2.0, "company_id": self.company.id})
        ]
        item = self.invoice(62.5, currency=self.usd)
        run = self.make_run("2026-03-31")
        self.assertEqual(self.totals(run, "amount_residual", "amount_company"), [(62.5, 50.0)])
        run = self.make_run("2026-04-01")
        self.assertEqual(self.reason_of(item, run), "below_minimum")

    def test_foreign_total_a_cent_below_the_minimum_is_not_reminded(self):
        self.company.dunning_min_amount = 50.0
        item = self.invoice(62.48, currency=self.usd)  # 49.98 EUR
        self.assertEqual(self.reason_of(item, self.make_run()), "below_minimum")

    def test_minimum_fine_is_converted_from_company_currency(self):
        self.sheet.level_ids.write({"fine_percent": 1.0, "fine_minimum": 20.0})
        self.invoice(100.0, currency=self.usd)
        self.invoice(100.0, currency=self.gbp)
        # 20 EUR = 25 USD = 16 GBP, more than 1 % of 100
        self.assertEqual(
            sorted((n.currency_id.name, n.fine_amount) for n in self.make_run().notice_ids),
            [("GBP", 16.0), ("USD", 25.0)],
        )

    def test_two_currencies_make_up_the_minimum_only_without_split(self):
        self.company.dunning_min_amount = 50.0
        self.invoice(30.0)
        self.invoice(25.0, currency=self.usd)  # 20 EUR
        run = self.make_run()
        self.assertFalse(run.notice_ids)
        self.company.dunning_split_by_currency = False
        run.action_propose()
        self.assertEqual(run.notice_ids.amount_residual, 50.0)

    # ------------------------------------------------------------------------ charges

    def test_fine_alone_without_interest_is_asked(self):
        """T38"""
        self.sheet.level_ids.fine_minimum = 15.0
        self.invoice(100.0)
        self.assertEqual(
            self.totals(self.make_run(), "fine_amount", "interest_amount", "amount_total"),
            [(15.0, 0.0, 115.0)],
        )

    def test_interest_minimum_only_raises_interest_that_is_there(self):
        self.sheet.level_ids.interest_minimum = 5.0
        self.invoice(100.0)
        run = self.make_run()
        self.assertEqual(run.notice_ids.interest_amount, 0.0)
        self.sheet.level_ids.interest_monthly_percent = 1.0
        run.action_propose()
        # 1 % x 31 / 30 of 100 = 1.03, at least 5
        self.assertEqual(run.notice_ids.interest_amount, 5.0)

    def test_months_of_interest_as_the_sheet_counts_them(self):
        self.sheet.level_ids.interest_monthly_percent = 1.0
        self.invoice(1000.0, "2026-01-31")  # 59 days to 31 March
        run = self.make_run()
        found = {}
        for mode in ("days_30", "full", "started", "days_365"):
            self.sheet.interest_months = mode
            run.action_propose()
            found[mode] = run.notice_ids.interest_amount
        # 59 / 30 = 1.9667 months; 31 Jan to 31 Mar is 2 whole ones, no day left; 59 x 12 / 365
        self.assertEqual(found, {"days_30": 19.67, "full": 20.0, "started": 20.0, "days_365": 19.4})

    def test_charges_of_earlier_reminders_are_not_added_up(self):
        self.sheet.level_ids.write({"fine_minimum": 10.0, "channel": "phone"})
        self.invoice(100.0, "2026-01-31")
        self.remind("2026-03-31")
        run = self.remind("2026-04-14")
        self.assertEqual(run.notice_ids.amount_total, 110.0)

    # ----------------------------------------------------------------------- warnings

    def test_customer_without_email_gets_a_printed_letter_and_a_warning(self):
        """T25"""
        self.customer.email = False
        self.invoice()
        notice = self.make_run().notice_ids
        self.assertEqual(notice.channel, "print")
        self.assertIn("No e-mail address", notice.warning)

    def test_customer_with_a_malformed_email_gets_a_printed_letter_and_a_warning(self):
        self.customer.email = "peeters at example"
        self.invoice()
        notice = self.make_run().notice_ids
        self.assertEqual(notice.channel, "print")
        self.assertIn("not valid", notice.warning)

    def test_blacklisted_address_gets_a_printed_letter_and_a_warning(self):
        """T5"""
        self.env["mail.blacklist"].sudo()._add(self.customer.email)
        self.invoice()
        notice = self.make_run().notice_ids
        self.assertEqual(notice.channel, "print")
        self.assertIn("blacklisted", notice.warning)

    def test_customer_who_wants_no_emails_gets_a_printed_letter_and_a_warning(self):
        self.customer.dunning_send_email = False
        self.invoice()
        notice = self.make_run().notice_ids
        self.assertEqual(notice.channel, "print")
        self.assertIn("no reminders by e-mail", notice.warning)

    def test_level_for_both_is_printed_only_without_an_address(self):
        self.sheet.level_ids.channel = "both"
        self.customer.email = False
        self.invoice()
        self.assertEqual(self.make_run().notice_ids.channel, "print")

    def test_printed_level_needs_no_address_and_gives_no_warning(self):
        self.sheet.level_ids.channel = "print"
        self.customer.email = False
        self.invoice()
        notice = self.make_run().notice_ids
        self.assertEqual((notice.channel, notice.warning), ("print", ""))

    def bank_booked_up_to(self, dated):
        self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.company_data["default_journal_bank"].id,
                "date": dated,
                "payment_ref": "Something",
                "amount": 1.0,
            }
        )

    def test_bank_that_is_not_up_to_date_is_a_warning(self):
        """T45"""
        self.bank_booked_up_to("2026-03-01")
        self.invoice()
        run = self.make_run()
        self.assertEqual(str(run.bank_date), "2026-03-01")
        self.assertIn("bank", run.notice_ids.warning)

    def test_simulation_of_a_later_day_asks_for_the_bank_of_today_only(self):
        self.invoice(100)
        self.bank_booked_up_to("2026-03-30")
        run = self.make_run("2026-04-30")
        self.assertFalse(run.notice_ids.warning)

    def test_bank_booked_yesterday_is_no_warning(self):
        self.bank_booked_up_to("2026-03-30")
        self.invoice()
        self.assertFalse(self.make_run().notice_ids.warning)
