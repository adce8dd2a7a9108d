"""What came in: each payment of a customer's claim, how late it was, and after which reminder."""

from ast import literal_eval

from dunning_common import DunningCommon, day
from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCollections(DunningCommon):
    def rows(self, *items):
        """The collections of items, oldest first."""
        ids = [item.id for item in items]
        return self.env["account.dunning.collection"].search(
            [("move_line_id", "in", ids)], order="date, id"
        )

    def entry(self, amount, dated, partner=None):
        """A posted entry in the general journal that credits the customer; its receivable line."""
        accounts = self.company_data
        move = self.env["account.move"].create(
            {
                "journal_id": accounts["default_journal_misc"].id,
                "date": dated,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": accounts["default_account_receivable"].id,
                            "partner_id": (partner or self.customer).id,
                            "credit": amount,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": accounts["default_account_expense"].id,
                            "debit": amount,
                        }
                    ),
                ],
            }
        )
        move.action_post()
        return self.receivable(move)

    def test_each_part_payment_is_a_row_with_its_own_days_late(self):
        item = self.invoice(100.0, due="2026-02-28")
        self.pay(item, 30.0, dated="2026-02-27")
        self.pay(item, 20.0, dated="2026-02-28")
        self.pay(item, 50.0, dated="2026-03-10")
        rows = self.rows(item)
        self.assertEqual(rows.mapped("amount"), [30.0, 20.0, 50.0])
        self.assertEqual(rows.mapped("days_late"), [-1, 0, 10])
        self.assertEqual(set(rows.mapped("kind")), {"payment"})
        self.assertEqual(rows.debtor_id, self.customer)
        self.assertEqual(rows.move_id, item.move_id)
        self.assertEqual(rows.journal_id.type, "bank")

    def test_level_is_that_of_the_last_reminder_on_or_before_the_payment(self):
        item = self.invoice(100.0, due="2026-01-15")
        self.remind("2026-02-01")
        self.remind("2026-03-01")
        for dated in ("2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"):
            self.pay(item, 10.0, dated=dated)
        self.assertEqual(self.rows(item).mapped("level"), [0, 1, 1, 2])

    def test_cancelled_reminder_does_not_count(self):
        item = self.invoice(100.0, due="2026-01-15")
        run = self.remind("2026-02-01")
        run.notice_ids.action_cancel("Sent by mistake")
        self.pay(item, 10.0, dated="2026-02-05")
        self.assertEqual(self.rows(item).level, 0)

    def test_opening_level_counts_until_a_reminder_of_ours(self):
        item = self.invoice(100.0, due="2026-01-15")
        item.write({"dunning_opening_level": 2, "dunning_opening_date": "2026-02-01"})
        self.pay(item, 10.0, dated="2026-01-31")
        self.pay(item, 10.0, dated="2026-02-01")
        self.assertEqual(self.rows(item).mapped("level"), [0, 2])

    def test_credit_notes_and_other_entries_are_told_apart_from_payments(self):
        item = self.invoice(100.0, due="2026-02-28")
        (item | self.credit_note(30.0, "2026-03-05")).reconcile()
        (item | self.entry(10.0, "2026-03-06")).reconcile()
        self.pay(item, 60.0, dated="2026-03-07")
        rows = self.rows(item)
        self.assertEqual(rows.mapped("kind"), ["credit_note", "writeoff", "payment"])
        self.assertEqual(rows.mapped("amount"), [30.0, 10.0, 60.0])

    def test_money_paid_back_is_no_collection(self):
        credit = self.credit_note(40.0, "2026-03-01")
        self.pay(credit, 40.0, dated="2026-03-05")
        self.assertFalse(credit.amount_residual)
        self.assertFalse(
            self.env["account.dunning.collection"].search([("debtor_id", "=", self.customer.id)])
        )

    def test_exchange_difference_settles_nothing(self):
        self.env["res.currency.rate"].create(
            [
                {
                    "name": "2026-01-01",
                    "rate": 2.0,
                    "currency_id": self.usd.id,
                    "company_id": self.company.id,
                },
                {
                    "name": "2026-03-01",
                    "rate": 4.0,
                    "currency_id": self.usd.id,
                    "company_id": self.company.id,
                },
            ]
        )
        # 100 USD are 50 EUR on the invoice and 25 EUR when paid: 25 EUR are lost
        item = self.invoice(100.0, due="2026-02-01", currency=self.usd)
        self.pay(item, 100.0, dated="2026-03-02")
        self.assertTrue(item.reconciled)
        self.assertEqual(len(item.matched_credit_ids), 2)
        row = self.rows(item)
        self.assertEqual(len(row), 1)
        self.assertEqual((row.amount, row.days_late), (25.0, 29))

    def test_total_of_a_period_is_that_of_the_ledger(self):
        items = [self.invoice(100.0 + n, due=f"2026-02-{n:02}") for n in range(1, 13)]
        for number, item in enumerate(items, 1):
            self.pay(item, 10.01 * number, dated=f"2026-03-{number:02}")
        from_date, to_date = day("2026-03-03"), day("2026-03-09")
        credits = self.env["account.move.line"].search(
            [
                ("account_type", "=", "asset_receivable"),
                ("company_id", "=", self.company.id),
                ("date", ">=", from_date),
                ("date", "<=", to_date),
                ("balance", "<", 0),
            ]
        )
        ((total, count),) = self.env["account.dunning.collection"]._read_group(
            [("date", ">=", from_date), ("date", "<=", to_date), ("kind", "=", "payment")],
            [],
            ["amount:sum", "__count"],
        )
        # 10.01 x (3 + 4 + 5 + 6 + 7 + 8 + 9) = 10.01 x 42
        self.assertAlmostEqual(total, 420.42, places=2)
        self.assertEqual(count, 7)
        self.assertAlmostEqual(total, -sum(credits.mapped("balance")), places=2)

    def test_average_days_late_weighs_by_amount(self):
        item = self.invoice(100.0, due="2026-02-01")
        self.pay(item, 90.0, dated="2026-02-11")
        self.pay(item, 10.0, dated="2026-03-13")
        ((average,),) = self.env["account.dunning.collection"]._read_group(
            [("move_line_id", "=", item.id)], [], ["days_late:avg"]
        )
        # (90 x 10 + 10 x 40) / 100
        self.assertAlmostEqual(average, 13.0)

    def test_can_be_grouped_by_tag_country_and_responsible(self):
        tag = self.env["res.partner.category"].create({"name": "Shops"})
        belgium = self.env.ref("base.be")
        self.customer.write(
            {"category_id": tag.ids, "country_id": belgium.id, "dunning_user_id": self.env.uid}
        )
        self.pay(self.invoice(100.0), 100.0)
        model = self.env["account.dunning.collection"]
        for group, expected in [
            ("category_ids", tag),
            ("country_id", belgium),
            ("dunning_user_id", self.env.user),
            ("debtor_id", self.customer),
        ]:
            ((value, total),) = model._read_group(
                [("debtor_id", "=", self.customer.id)], [group], ["amount:sum"]
            )
            self.assertEqual((value, total), (expected, 100.0))

    def test_contact_of_a_customer_pays_for_the_customer(self):
        contact = self.env["res.partner"].create(
            {"name": "Desk", "parent_id": self.customer.id, "type": "invoice"}
        )
        item = self.invoice(100.0, partner=contact)
        self.pay(item, 100.0)
        self.assertEqual(self.rows(item).debtor_id, self.customer)

    def test_reader_without_rights_on_journal_items_reads_its_own_companies(self):
        item = self.invoice(100.0)
        self.pay(item, 100.0)
        reader = new_test_user(
            self.env,
            "collector",
            "account_dunning_levels.group_dunning_reader",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        other = self.other_company()
        stranger = new_test_user(
            self.env,
            "stranger",
            "account_dunning_levels.group_dunning_reader",
            company_id=other.id,
            company_ids=other.ids,
        )
        self.assertEqual(self.rows(item).with_user(reader).amount, 100.0)
        model = self.env["account.dunning.collection"]
        self.assertFalse(model.with_user(stranger).search([("move_line_id", "=", item.id)]))
        with self.assertRaises(AccessError):
            model.with_user(new_test_user(self.env, "nobody")).search([])

    # ------------------------------------------------------------------ the customer's trend

    def trend(self, partner):
        trend = partner.dunning_trend
        return trend and {
            month: days
            for month, days in zip(trend["months"], trend["days"], strict=True)
            if days is not None
        }

    def test_customer_shows_its_days_late_per_month(self):
        item = self.invoice(1000.0, due="2026-02-01")
        self.pay(item, 300.0, dated="2026-02-11")
        self.pay(item, 100.0, dated="2026-02-03")
        self.pay(item, 200.0, dated="2026-03-03")
        # February: (300 x 10 + 100 x 2) / 400; March: 30
        self.assertEqual(self.trend(self.customer), {"2026-02-01": 8.0, "2026-03-01": 30.0})
        months = self.customer.dunning_trend["months"]
        self.assertEqual((months[0], len(months)), ("2025-04-01", 12))

    def test_month_thirteen_is_not_in_the_trend_and_month_twelve_is(self):
        item = self.invoice(1000.0, due="2025-03-31")
        self.pay(item, 10.0, dated="2025-03-31")
        self.assertFalse(self.trend(self.customer))
        self.pay(item, 10.0, dated="2025-04-01")
        self.customer.invalidate_recordset()
        self.assertEqual(self.trend(self.customer), {"2025-04-01": 1.0})

    def test_contact_shows_the_trend_of_its_company_and_others_show_none(self):
        contact = self.env["res.partner"].create({"name": "Desk", "parent_id": self.customer.id})
        self.pay(self.invoice(100.0, due="2026-03-01", partner=contact), 100.0)
        self.assertEqual(self.trend(contact), {"2026-03-01": 30.0})
        self.assertFalse(self.make_customer("Other").dunning_trend)
        self.assertFalse(self.env["res.partner"].new({"name": "New"}).dunning_trend)

    def test_trends_of_many_customers_take_one_query(self):
        customers = self.env["res.partner"]
        for number in range(1, 6):
            partner = self.make_customer(f"Customer {number}")
            self.pay(self.invoice(10.0, partner=partner), 5.0)
            customers |= partner
        self.env.flush_all()
        customers.mapped("commercial_partner_id.name")
        # Odoo keeps what is usual in each company, once it was asked for
        self.assertFalse(self.make_customer("Asked first").dunning_trend)
        self.env.flush_all()
        with self.assertQueryCount(1):
            trends = customers.mapped("dunning_trend")
        self.assertEqual([bool(trend) for trend in trends], [True] * 5)

    def test_payment_before_its_invoice_is_found_by_its_own_date(self):
        item = self.invoice(100.0, due="2026-02-28", invoiced="2026-02-01")
        self.pay(item, 40.0, dated="2026-01-10")
        own = [("move_line_id", "=", item.id)]
        collections = self.env["account.dunning.collection"]
        for condition, found in (
            (("date", ">=", "2026-01-10"), 1),
            (("date", ">", "2026-01-09"), 1),
            (("date", ">", "2026-01-10"), 0),
            (("date", ">=", "2026-01-15"), 0),
            (("date", "<=", "2026-01-10"), 1),
        ):
            self.assertEqual(collections.search_count([*own, condition]), found, condition)
        self.assertEqual(collections.search_count([*own, "!", ("date", ">", "2026-01-10")]), 1)

    def test_screen_opens_with_the_last_12_months(self):
        """Today is 2026-03-31: payments from 2025-04-01 on."""
        item = self.invoice(100.0, due="2025-03-01")
        self.pay(item, 10.0, dated="2025-03-31")
        self.pay(item, 20.0, dated="2025-04-01")
        action = self.env.ref("account_dunning_levels.account_dunning_collection_action")
        chosen = literal_eval(action.context)["search_default_date"]
        view = self.env["account.dunning.collection"].get_view(view_type="search")["arch"]
        [found] = etree.fromstring(view).xpath(
            f"//filter[@date='date']/filter[@name='{chosen.removeprefix('custom_')}']"
        )
        self.assertEqual(found.get("string"), "Last 12 months")
        rows = self.rows(item).filtered_domain(literal_eval(found.get("domain")))
        self.assertEqual(rows.mapped("amount"), [20.0])
        rows = rows.search([("move_line_id", "=", item.id), *literal_eval(found.get("domain"))])
        self.assertEqual(rows.mapped("amount"), [20.0])
