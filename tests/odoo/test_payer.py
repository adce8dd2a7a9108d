"""How late a customer pays is measured from its last paid items."""

from dunning_common import TODAY
from forecast_common import ForecastCommon
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPayer(ForecastCommon):
    def payer(self, partner=None, side="receivable"):
        """The partner's figures, measured now."""
        self.payers.action_refresh()
        return self.payers.search(
            [("partner_id", "=", (partner or self.customer).id), ("side", "=", side)]
        )

    # --- the average ----------------------------------------------------------------------

    def test_average_is_weighted_by_amount_and_early_counts_negative(self):
        self.paid(100, "2026-01-31", "2026-02-10")  # 10 days late
        self.paid(300, "2026-01-31", "2026-01-29", invoiced="2026-01-01")  # 2 days early
        payer = self.payer()
        # (100 x 10 + 300 x -2) / 400 = 1.0
        self.assertEqual((payer.average_days_late, payer.paid_count), (1.0, 2))
        self.assertEqual((payer.amount_paid, str(payer.last_paid_date)), (400, "2026-02-10"))

    def test_paid_on_the_due_date_is_zero_days(self):
        self.paid(100, "2026-01-31", "2026-01-31")
        self.assertEqual(self.payer().average_days_late, 0)

    def test_the_last_part_payment_is_the_day_of_payment(self):
        line = self.invoice(100, "2026-01-31")
        self.pay(line, 60, "2026-02-05")
        self.pay(line, 40, "2026-02-20")
        self.assertEqual(self.payer().average_days_late, 20)

    def test_an_item_that_is_not_paid_in_full_does_not_count(self):
        self.pay(self.invoice(100, "2026-01-31"), 99.99, "2026-02-05")
        self.assertFalse(self.payer())

    def test_only_the_last_paid_items_count(self):
        self.paid(100, "2026-01-01", "2026-03-02")  # 60 days
        self.paid(100, "2026-02-01", "2026-03-03")  # 30 days
        self.paid(100, "2026-03-01", "2026-03-05")  # 4 days
        self.company.dunning_forecast_history = 2
        payer = self.payer()
        self.assertEqual((payer.average_days_late, payer.paid_count), (17, 2))
        self.company.dunning_forecast_history = 3
        # (60 + 30 + 4) / 3 = 31.33
        self.assertEqual(self.payer().average_days_late, 31.3)

    def test_contacts_count_for_their_company(self):
        contact = self.env["res.partner"].create({"name": "An", "parent_id": self.customer.id})
        self.paid(100, "2026-01-31", "2026-02-03", partner=contact)
        self.assertEqual(self.payer().average_days_late, 3)
        self.assertFalse(self.payer(contact))

    def test_vendors_are_measured_by_how_late_we_pay(self):
        self.pay(self.bill(100, "2026-01-31"), 100, "2026-02-03")
        self.assertEqual(self.payer(self.vendor, "payable").average_days_late, 3)
        self.assertFalse(self.payer(self.vendor))

    # --- what is no payment ---------------------------------------------------------------

    def test_a_credit_note_alone_is_no_payment(self):
        line = self.invoice(100, "2026-01-31")
        (line | self.credit_note(100, "2026-03-01")).reconcile()
        self.assertTrue(line.reconciled)
        self.assertFalse(self.payer())

    def test_a_credit_note_and_a_payment_are_paid_on_the_later_day(self):
        line = self.invoice(100, "2026-01-31")
        (line | self.credit_note(40, "2026-02-02")).reconcile()
        self.pay(line, 60, "2026-02-10")
        self.assertEqual(self.payer().average_days_late, 10)

    def test_a_payment_that_was_paid_back_is_no_claim(self):
        receivable = self.company_data["default_account_receivable"]
        bank, partner = self.bank.default_account_id, {"partner_id": self.customer.id}
        came = self.entry((bank, 50), (receivable, -50, partner), dated="2026-02-01")
        back = self.env["account.payment"].create(
            {
                "payment_type": "outbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": 50,
                "date": "2026-03-01",
                "journal_id": self.bank.id,
            }
        )
        back.action_post()
        (came[1] | self.receivable(back.move_id)).reconcile()
        self.assertTrue(came[1].reconciled)
        self.assertFalse(self.payer())

    def test_an_exchange_difference_booked_later_is_no_payment(self):
        """The money came on 10 February; the difference is booked in March, after the lock."""
        self.env["res.currency.rate"].create(
            [
                {
                    "name": name,
                    "rate": rate,
                    "currency_id": self.usd.id,
                    "company_id": self.company.id,
                }
                for name, rate in (("2026-01-01", 1.6), ("2026-02-01", 2.0))
            ]
        )
        line = self.invoice(100, "2026-01-31", currency=self.usd)
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_id": self.customer.id,
                "amount": 100,
                "currency_id": self.usd.id,
                "date": "2026-02-10",
                "journal_id": self.bank.id,
            }
        )
        payment.action_post()
        self.company.fiscalyear_lock_date = "2026-02-28"
        (line | self.receivable(payment.move_id)).reconcile()
        partials = line.matched_credit_ids
        self.assertGreater(str(max(partials.mapped("max_date"))), "2026-02-28")
        payer = self.payer()
        self.assertEqual((payer.average_days_late, payer.paid_count), (10, 1))

    # --- trend ----------------------------------------------------------------------------

    def trend(self, *days):
        """Trend of items of the same amount, paid so many days late, oldest first."""
        for month, late in enumerate(days, 1):
            self.paid(100, f"2025-{month:02}-05", f"2025-{month:02}-{5 + late:02}")
        return self.payer().trend

    def test_five_days_later_than_before_is_worsening(self):
        self.assertEqual(self.trend(0, 0, 5, 5), "worsening")

    def test_four_days_later_is_unchanged(self):
        self.assertEqual(self.trend(0, 0, 4, 4), "stable")

    def test_five_days_sooner_is_improving(self):
        self.assertEqual(self.trend(9, 9, 4, 4), "improving")

    def test_three_items_are_no_trend(self):
        self.assertEqual(self.trend(0, 9, 9), "unknown")

    def test_the_middle_item_belongs_to_the_newer_half(self):
        self.trend(0, 6, 10)
        payer = self.payers.search([("partner_id", "=", self.customer.id)])
        self.assertEqual((payer.earlier_days_late, payer.recent_days_late), (0, 8))

    # --- when it is measured --------------------------------------------------------------

    def test_figures_older_than_a_day_are_measured_anew(self):
        self.paid(100, "2026-01-31", "2026-02-10")
        self.payers._refresh_when_stale(self.company)
        payer = self.payer()
        self.paid(100, "2026-01-31", "2026-02-20")
        with freeze_time("2026-03-31 23:59:59"):
            self.payers._refresh_when_stale(self.company)
        self.assertEqual(payer.average_days_late, 10)
        with freeze_time("2026-04-01 00:00:01"):
            self.payers._refresh_when_stale(self.company)
        self.assertEqual(payer.average_days_late, 15)

    def test_the_scheduled_action_measures_all_companies(self):
        self.paid(100, "2026-01-31", "2026-02-10")
        cron = self.env.ref("account_dunning_levels.ir_cron_payers")
        self.assertEqual(
            (cron.model_id.model, cron.code), (self.payers._name, "model._cron_refresh()")
        )
        self.payers._cron_refresh()
        payer = self.payers.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(payer.average_days_late, 10)

    def test_who_has_no_paid_item_left_disappears(self):
        line = self.paid(100, "2026-01-31", "2026-02-10")
        self.assertTrue(self.payer())
        line.remove_move_reconcile()
        self.assertFalse(self.payer())

    # --- the customer's form --------------------------------------------------------------

    def test_customer_shows_how_late_it_pays(self):
        self.paid(100, "2026-01-31", "2026-02-10")
        self.paid(100, "2026-01-31", "2026-02-12")
        self.payers.action_refresh()
        self.assertEqual(self.customer.dunning_days_late, 11)
        self.assertEqual(self.customer.dunning_paid_count, 2)
        self.assertEqual(self.customer.dunning_payer_words, "11 days late")
        contact = self.env["res.partner"].create({"name": "An", "parent_id": self.customer.id})
        self.assertEqual(contact.dunning_days_late, 11)
        action = self.customer.action_dunning_payer()
        shown = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(shown.partner_id, self.customer)

    def test_half_a_day_counts_as_a_day(self):
        self.habit(self.customer, 38.5)
        self.assertEqual(self.customer.dunning_payer_words, "39 days late")

    def test_customer_without_paid_items_shows_nothing(self):
        self.assertEqual(
            (self.customer.dunning_days_late, self.customer.dunning_paid_count), (0, 0)
        )

    def test_paid_items_open_from_the_figures(self):
        line = self.paid(100, "2026-01-31", "2026-02-10")
        action = self.payer().action_open_items()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), line)

    # --- settings and rights --------------------------------------------------------------

    def test_history_out_of_range_is_refused(self):
        for name, label, values in (
            ("dunning_forecast_history", "Paid items that count", (0, -1, 1001)),
            ("dunning_forecast_min_items", "Fewest paid items", (0, 1001)),
            ("dunning_forecast_overdue_days", "Days for overdue items", (-1, 1001)),
        ):
            for value in values:
                with self.assertRefused(label, str(value)), self.env.cr.savepoint():
                    self.company[name] = value
        self.company.write({"dunning_forecast_history": 1, "dunning_forecast_overdue_days": 0})

    def member(self, login, groups, company=None):
        company = company or self.company
        return new_test_user(
            self.env,
            login,
            groups,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def test_readers_read_and_measure_but_write_nothing(self):
        self.paid(100, "2026-01-31", "2026-02-10")
        reader = self.member("reader_payer", "account_dunning_levels.group_dunning_reader")
        payers = self.payers.with_user(reader)
        payers.action_refresh()
        payer = payers.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(payer.average_days_late, 10)
        with self.assertRaises(AccessError):
            payer.write({"average_days_late": 0})
        with self.assertRaises(AccessError):
            payers.create({"partner_id": self.vendor.id, "side": "payable"})

    def test_other_companies_see_nothing(self):
        self.paid(100, "2026-01-31", "2026-02-10")
        payer = self.payer()
        other = self.setup_other_company(name="Third")["company"]
        stranger = self.member(
            "stranger_payer", "account_dunning_levels.group_dunning_manager", other
        )
        self.assertFalse(self.payers.with_user(stranger).search([("id", "=", payer.id)]))
        with self.assertRaises(AccessError):
            payer.with_user(stranger).read(["average_days_late"])

    def test_people_without_the_group_measure_nothing(self):
        employee = self.member("employee_payer", "base.group_user")
        with self.assertRaises(AccessError):
            self.payers.with_user(employee).action_refresh()

    def test_today_is_the_date_of_the_figures(self):
        self.paid(100, "2026-01-31", "2026-02-10")
        self.assertEqual(str(self.payer().refreshed_date)[:10], TODAY)
