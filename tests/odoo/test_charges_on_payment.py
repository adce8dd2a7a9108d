"""Charges booked when the customer pays them, under the law of Belgium and of the Netherlands.

A Belgian consumer owes 500.00, due on 31 January 2026. The first reminder leaves by e-mail on 9
February, so the free time ends on the 23rd. On 2 March 65.00 are asked (65 + 5 % of nothing above
500) and interest of 7 days from 24 February: 500 x 10.5 % x 7 / 365 = 1.006, rounded down 1.00.
On 31 March it is 36 days: 5.178, so 5.17.

A Dutch business owes 1000.00, due on 31 May 2026: costs by the scale 15 % = 150.00. Interest to 15
July: 30 days of June at 10.15 % = 8.3425, 15 days of July at 10.40 % = 4.2740: 12.6164, so 12.62.
"""

from freezegun import freeze_time
from test_settlement import SettlementCommon

from odoo.tests import tagged

from odoo.addons.account_dunning_levels.engine.notice import annex


class OnPaymentByLaw(SettlementCommon):
    country = "be"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.follow_law(cls.country)
        cls.book_by("on_payment")

    def pays(self, amount, dated, on=None, **values):
        """The customer pays ``amount`` and the payment is settled as it is proposed; returns what
        it was divided into."""
        with freeze_time(on or dated):
            self.receive(amount, dated)
            wizard, proposed = self.proposed(self.form(**values))
            if proposed:
                wizard.action_settle()
        self.env.invalidate_all()
        return proposed

    def booked(self, notices):
        """Charges in the books of all these reminders."""
        live = notices.charge_ids.filtered("is_live")
        return sorted((charge.kind, round(charge.amount, 2)) for charge in live)


@tagged("post_install", "-at_install")
class TestBelgianConsumer(OnPaymentByLaw):
    def setUp(self):
        super().setUp()
        self.customer.is_company = False
        self.item = self.invoice(500.0, "2026-01-31")
        self.first = self.remind_on("2026-02-09")
        self.second = self.remind_on("2026-03-02")
        self.assertAmounts(self.second, 500.0, 65.0, 1.0, 566.0)

    def test_free_reminder_has_nothing_to_book(self):
        self.assertEqual(self.first.charges_left, 0)
        with self.assertRefused("no charges left"):
            self.first.action_book_charges()

    def test_principal_only_books_nothing(self):
        self.assertEqual(self.pays(500, "2026-03-05"), [("principal", 500.0)])
        self.assertTrue(self.item.reconciled)
        self.assertFalse(self.second.charge_ids)

    def test_everything_books_what_the_letter_asks_and_nothing_more(self):
        found = self.pays(566, "2026-03-05")
        self.assertEqual(found, [("principal", 500.0), ("costs", 65.0), ("interest", 1.0)])
        self.assertEqual(self.booked(self.second), [("fine", 65.0), ("interest", 1.0)])
        self.assertEqual(self.second.charge_move_id.payment_state, "paid")
        self.assertEqual(self.pays(566, "2026-03-06"), [])
        self.assertEqual(self.booked(self.second), [("fine", 65.0), ("interest", 1.0)])

    def test_charges_only_after_the_principal(self):
        self.pays(500, "2026-03-05")
        self.assertEqual(self.pays(66, "2026-03-20"), [("costs", 65.0), ("interest", 1.0)])
        self.assertEqual(self.booked(self.second), [("fine", 65.0), ("interest", 1.0)])
        self.assertEqual(self.second.charge_move_id.payment_state, "paid")

    def test_charges_only_when_costs_go_first(self):
        found = self.pays(66, "2026-03-05", order="costs_first")
        self.assertEqual(found, [("costs", 65.0), ("interest", 1.0)])
        self.assertEqual(self.item.amount_residual, 500)

    def test_part_of_the_charges_leaves_the_rest_open_and_is_not_booked_again(self):
        self.assertEqual(self.pays(520, "2026-03-05"), [("principal", 500.0), ("costs", 20.0)])
        self.assertEqual(self.booked(self.second), [("fine", 65.0), ("interest", 1.0)])
        invoice = self.second.charge_move_id
        self.assertEqual((invoice.payment_state, invoice.amount_residual), ("partial", 46.0))
        # the rest later: it is an open item now
        self.assertEqual(self.pays(46, "2026-03-20"), [("costs", 46.0)])
        self.assertEqual(self.booked(self.first | self.second), [("fine", 65.0), ("interest", 1.0)])

    def test_letters_of_two_levels_do_not_ask_the_lump_sum_twice(self):
        third = self.remind_on("2026-03-31")
        self.assertAmounts(third, 500.0, 65.0, 5.17, 570.17)
        found = self.pays(570.17, "2026-04-03")
        self.assertEqual(found, [("principal", 500.0), ("costs", 65.0), ("interest", 5.17)])
        self.assertEqual(self.pays(66, "2026-04-04"), [])
        with self.assertRefused("no charges left"):
            self.second.action_book_charges()
        self.assertEqual(self.booked(self.second | third), [("fine", 65.0), ("interest", 5.17)])

    def test_both_letters_booked_by_hand_ask_the_lump_sum_once(self):
        third = self.remind_on("2026-03-31")
        self.second.action_book_charges()
        third.action_book_charges()
        # 5.17 less the 1.00 of the second letter
        self.assertEqual(self.booked(self.second), [("fine", 65.0), ("interest", 1.0)])
        self.assertEqual(self.booked(third), [("interest", 4.17)])

    def test_one_fine_for_the_letter_is_not_booked_twice_either(self):
        self.pays(500, "2026-03-05")
        self.company.dunning_single_fine = True
        self.invoice(500.0, "2026-01-31")
        letters = self.remind_on("2026-04-06")
        letters |= self.remind_on("2026-04-27")
        letters |= self.remind_on("2026-05-18")
        self.assertEqual(letters.mapped("fine_amount"), [0, 65.0, 65.0])
        for letter in letters[1:]:
            letter.action_book_charges() if letter.charges_left else None
        fines = [amount for kind, amount in self.booked(letters) if kind == "fine"]
        self.assertEqual(fines, [65.0])

    def test_paid_in_the_free_time_though_booked_after_the_letter(self):
        # dated 20 February, before the letter of 2 March: nothing may be asked of it
        self.assertEqual(self.pays(500, "2026-02-20", on="2026-03-05"), [("principal", 500.0)])
        self.assertEqual(self.second.charges_left, 0)
        with self.assertRefused("no charges left"):
            self.second.action_book_charges()
        self.assertEqual(self.pays(66, "2026-03-20"), [])

    def test_payment_dated_before_the_letter_is_not_for_its_charges_when_costs_go_first(self):
        found = self.pays(500, "2026-02-20", on="2026-03-05", order="costs_first")
        self.assertEqual(found, [("principal", 500.0)])
        self.assertFalse(self.second.charge_ids)

    def test_payment_on_the_day_of_the_letter_may_be_for_its_charges(self):
        found = self.pays(566, "2026-03-02")
        self.assertEqual(found, [("principal", 500.0), ("costs", 65.0), ("interest", 1.0)])

    def test_cancelled_after_the_payment_the_charges_are_a_credit_of_the_customer(self):
        self.pays(566, "2026-03-05")
        with freeze_time("2026-03-10"):
            self.second.action_cancel("Not his debt")
        self.assertEqual(self.booked(self.second), [])
        credit_note = self.second.charge_move_id.reversal_move_ids
        self.assertEqual(round(self.receivable(credit_note).amount_residual, 2), -66.0)
        self.assertEqual(self.second.charges_left, 0)

    def test_cancelled_before_the_payment_books_nothing(self):
        with freeze_time("2026-03-03"):
            self.second.action_cancel("Wrong")
        self.assertEqual(self.pays(566, "2026-03-05"), [("principal", 500.0)])
        self.assertFalse(self.second.charge_ids)


@tagged("post_install", "-at_install")
class TestBelgianBusiness(OnPaymentByLaw):
    """1000.00 due on 31 January 2026. 30 days to 2 March at 10.5 %: 8.63; 59 days: 16.97."""

    def setUp(self):
        super().setUp()
        self.item = self.invoice(1000.0, "2026-01-31")
        self.first = self.remind_on("2026-03-02")
        self.assertAmounts(self.first, 1000.0, 40.0, 8.63, 1048.63)

    def test_40_euro_asked_by_the_first_letter_are_paid_after_the_second(self):
        second = self.remind_on("2026-03-31")
        self.assertEqual((second.fine_amount, round(second.interest_amount, 2)), (40, 16.97))
        found = self.pays(1056.97, "2026-04-03")
        self.assertEqual(found, [("principal", 1000.0), ("costs", 40.0), ("interest", 16.97)])
        both = self.first | second
        self.assertEqual(sum(amount for kind, amount in self.booked(both) if kind == "fine"), 40.0)
        interest = [amount for kind, amount in self.booked(both) if kind == "interest"]
        self.assertEqual(round(sum(interest), 2), 16.97)
        open_items = self.env["account.move.line"].search(
            [
                ("partner_id", "=", self.customer.id),
                ("account_type", "=", "asset_receivable"),
                ("reconciled", "=", False),
            ]
        )
        self.assertFalse(open_items)
        self.assertEqual(self.pays(40, "2026-04-20"), [])

    def test_40_euro_of_each_invoice_are_paid_once_when_the_second_letter_brings_another(self):
        # 600.00 due on 28 February, on the letter of 31 March: 40.00, and 31 days 5.35
        self.invoice(600.0, "2026-02-28")
        second = self.remind_on("2026-03-31")
        self.assertAmounts(second, 1600.0, 80.0, 22.32, 1702.32)
        found = self.pays(1702.32, "2026-04-03")
        self.assertEqual(sum(amount for kind, amount in found if kind == "costs"), 80.0)
        fines = [amount for kind, amount in self.booked(self.first | second) if kind == "fine"]
        self.assertEqual(fines, [40.0, 40.0])

    def test_last_letter_books_the_40_euro_and_the_whole_interest_and_the_first_nothing(self):
        second = self.remind_on("2026-03-31")
        self.pays(1056.97, "2026-04-03")
        self.assertEqual(self.booked(self.first), [])
        self.assertEqual(self.booked(second), [("fine", 40.0), ("interest", 16.97)])

    def test_charges_of_an_invoice_that_only_the_first_letter_asks_are_paid_too(self):
        # another of 1000.00 on a first letter of both; paid without its charges before the second
        with freeze_time("2026-03-03"):
            self.first.action_cancel("Wrong")
        other = self.invoice(1000.0, "2026-01-31")
        first = self.remind_on("2026-03-10")  # 38 days: 10.93 each
        self.assertAmounts(first, 2000.0, 80.0, 21.86, 2101.86)
        self.pay(other, 1000, "2026-03-20")
        second = self.remind_on("2026-04-06")  # 65 days: 18.70
        self.assertAmounts(second, 1000.0, 40.0, 18.7, 1058.7)
        found = self.pays(1200, "2026-04-10")
        # 40.00 of each and 10.93 of the one that was paid, 18.70 of the other
        self.assertEqual(found[0], ("principal", 1000.0))
        self.assertEqual(sum(amount for kind, amount in found if kind == "costs"), 80.0)
        interest = [amount for kind, amount in found if kind == "interest"]
        self.assertEqual(sorted(interest), [10.93, 18.7])
        self.assertEqual(self.booked(first), [("fine", 40.0), ("interest", 10.93)])
        self.assertEqual(self.booked(second), [("fine", 40.0), ("interest", 18.7)])
        self.assertEqual(self.pays(10, "2026-04-20"), [])

    def test_waived_40_euro_are_not_paid_after_the_second(self):
        self.env["account.dunning.waive"].create(
            {"notice_id": self.first.id, "reason": "A good customer", "waive_interest": False}
        ).action_waive_charges()
        self.remind_on("2026-03-31")
        found = self.pays(1056.97, "2026-04-03")
        self.assertEqual(found, [("principal", 1000.0), ("interest", 16.97)])


@tagged("post_install", "-at_install")
class TestBelgianBusinessWithOneFine(OnPaymentByLaw):
    """Two of 1000.00, due on 31 January 2026, and one fine for the letter of 2 March: twice 40.00.
    Interest of 30 days 8.63 each; of 59 days, to 31 March, 16.97 each."""

    def setUp(self):
        super().setUp()
        self.company.dunning_single_fine = True
        self.invoice(1000.0, "2026-01-31")
        self.invoice(1000.0, "2026-01-31")
        self.first = self.remind_on("2026-03-02")
        self.assertAmounts(self.first, 2000.0, 80.0, 17.26, 2097.26)

    def test_second_letter_goes_on_to_ask_the_40_euro(self):
        self.assertTrue(all(self.first.claim_ids.mapped("has_compensation")))
        second = self.remind_on("2026-03-31")
        # twice 40.00 as before: a letter states its own charges, and they are not added up
        self.assertAmounts(second, 2000.0, 80.0, 33.94, 2113.94)

    def test_calculation_says_which_invoices_bear_it(self):
        third = self.invoice(600.0, "2026-02-28")
        self.first.action_book_charges()
        second = self.remind_on("2026-03-31")
        rows = [(row.label, row.base, row.amount) for row in annex.of_notice(second)]
        place = [label for label, *_rest in rows].index("One fine for the whole letter")
        fine, note, result, *_totals = rows[place + 1 :]
        self.assertIn("fixed compensation", fine[0])
        self.assertEqual(fine[1:], ("", "40.00\xa0€"))
        self.assertTrue(note[0].endswith(f"yet: {third.move_id.name}"), note)
        self.assertEqual(result, ("Fine asked", "", "40.00\xa0€"))

    def test_cancelled_letter_gave_no_40_euro(self):
        with freeze_time("2026-03-03"):
            self.first.action_cancel("Wrong")
        self.assertEqual(self.remind_on("2026-03-31").fine_amount, 80.0)

    def test_second_letter_states_those_of_a_new_invoice(self):
        # 600.00 due on 28 February: 40.00, and 31 days 5.35; the 80.00 of the others stay asked
        self.invoice(600.0, "2026-02-28")
        second = self.remind_on("2026-03-31")
        self.assertAmounts(second, 2600.0, 120.0, 39.29, 2759.29)
        self.assertEqual(second.claim_ids.mapped("has_compensation").count(True), 3)

    def test_all_are_paid_once_after_the_second_letter(self):
        self.invoice(600.0, "2026-02-28")
        second = self.remind_on("2026-03-31")
        found = self.pays(2759.29, "2026-04-03")
        self.assertEqual(sum(amount for kind, amount in found if kind == "costs"), 120.0)
        fines = [amount for kind, amount in self.booked(self.first | second) if kind == "fine"]
        # all of it on the last letter, which asked all of it
        self.assertEqual(fines, [120.0])
        self.assertEqual(self.pays(40, "2026-04-20"), [])

    def test_booked_and_paid_40_euro_do_not_lower_those_of_a_new_invoice(self):
        self.first.action_book_charges()
        self.invoice(600.0, "2026-02-28")
        second = self.remind_on("2026-03-31")
        self.assertEqual(second.fine_amount, 40.0)
        second.action_book_charges()
        fines = [amount for kind, amount in self.booked(self.first | second) if kind == "fine"]
        self.assertEqual(fines, [40.0, 80.0])

    def test_booked_after_the_second_letter_they_do_not_lower_it_either(self):
        self.invoice(600.0, "2026-02-28")
        second = self.remind_on("2026-03-31")
        self.first.action_book_charges()
        second.action_book_charges()
        fines = [amount for kind, amount in self.booked(self.first | second) if kind == "fine"]
        self.assertEqual(fines, [40.0, 80.0])

    def test_waived_40_euro_are_not_stated_again(self):
        self.env["account.dunning.waive"].create(
            {"notice_id": self.first.id, "reason": "A good customer", "waive_interest": False}
        ).action_waive_charges()
        self.invoice(600.0, "2026-02-28")
        self.assertEqual(self.remind_on("2026-03-31").fine_amount, 40.0)


@tagged("post_install", "-at_install")
class TestDutchBusiness(OnPaymentByLaw):
    country = "nl"

    def setUp(self):
        super().setUp()
        self.item = self.invoice(1000.0, "2026-05-31")
        self.first = self.remind_on("2026-07-15")
        self.assertAmounts(self.first, 1000.0, 150.0, 12.62, 1162.62)

    def test_principal_only_books_nothing(self):
        self.assertEqual(self.pays(1000, "2026-07-20"), [("principal", 1000.0)])
        self.assertFalse(self.first.charge_ids)

    def test_costs_first_pays_part_of_the_costs_and_no_principal(self):
        self.assertEqual(self.pays(100, "2026-07-20", order="costs_first"), [("costs", 100.0)])
        self.assertEqual(self.booked(self.first), [("fine", 150.0), ("interest", 12.62)])
        self.assertEqual(round(self.first.charge_move_id.amount_residual, 2), 62.62)
        self.assertEqual(self.item.amount_residual, 1000.0)

    def test_scale_is_asked_again_by_the_second_letter_and_booked_once(self):
        # NL 48: 92 days to 31 August are 26.01
        second = self.remind_on("2026-08-31")
        self.assertAmounts(second, 1000.0, 150.0, 26.01, 1176.01)
        found = self.pays(1176.01, "2026-09-02")
        self.assertEqual(found, [("principal", 1000.0), ("costs", 150.0), ("interest", 26.01)])
        self.assertEqual(self.booked(self.first | second), [("fine", 150.0), ("interest", 26.01)])
        self.assertEqual(self.pays(150, "2026-09-10"), [])

    def test_after_the_scale_was_booked_the_second_letter_asks_it_as_an_open_item(self):
        self.first.action_book_charges()
        self.first.charge_move_id.action_post()
        second = self.remind_on("2026-08-31")
        own = second.line_ids.filtered(lambda line: line.move_line_id == self.item)
        # 26.01 less the 12.62 in the books
        self.assertEqual((own.fine_amount, round(own.interest_amount, 2)), (0, 13.39))
        self.assertEqual(second.amount_residual, 1162.62)
