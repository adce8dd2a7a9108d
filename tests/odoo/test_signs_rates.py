"""Nothing is computed with rate 1 by guess: an item without a rate is left out (SPEC 11)."""

from signs_common import SignsCommon

from odoo.tests import tagged


class RateCommon(SignsCommon):
    def assertNoRate(self, item, *names):
        run = self.make_run()
        line = self.line_of(item, run)
        self.assertEqual((line.outcome, line.reason), ("left_out", "no_euro_rate"))
        answer = self.why(item)
        self.assertEqual(answer["reason"], "no_euro_rate")
        for name in names:
            self.assertIn(name, answer["sentence"])
        self.assertIn("rate is entered", answer["next_event"])


@tagged("post_install", "-at_install")
class TestNoRate(RateCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.usd.rate_ids.unlink()
        cls.dollars = cls.invoice(1000.0, "2026-03-01", currency=cls.usd)

    def test_minimum_of_a_fine_is_not_converted_by_guess(self):
        self.sheet.level_ids.fine_minimum = 10.0
        self.assertNoRate(self.dollars, "USD", "EUR")
        self.enter_rate(self.usd, 1.25)
        notice = self.make_run().notice_ids
        self.assertEqual((notice.fine_amount, notice.amount_company), (12.5, 800.0))

    def test_invoice_in_dollars_without_a_rate_under_a_law(self):
        self.company.country_id = self.env.ref("base.be")
        self.sheet.law_profile = "auto"
        self.assertNoRate(self.dollars, "USD", "EUR")

    def test_one_letter_for_all_currencies_leaves_only_the_unknown_one_out(self):
        self.company.dunning_split_by_currency = False
        euros = self.invoice(100.0)
        run = self.make_run()
        self.assertEqual(self.reason_of(self.dollars, run), "no_euro_rate")
        self.assertEqual(self.line_of(euros, run).outcome, "claim")

    def test_simulation_counts_it_without_an_amount(self):
        simulation = self.env["account.dunning.simulation"].create({"company_id": self.company.id})
        simulation.action_simulate()
        [line] = simulation.line_ids
        self.assertEqual((line.reason, line.item_count, line.amount_net), ("no_euro_rate", 1, 0.0))


@tagged("post_install", "-at_install")
class TestBooksInDollars(RateCommon):
    def test_books_in_dollars_under_a_law_without_a_rate_of_the_euro(self):
        self.company.currency_id = self.usd
        self.company.country_id = self.env.ref("base.be")
        self.sheet.law_profile = "auto"
        self.eur.rate_ids.unlink()
        own = self.invoice(500.0, "2026-03-01", currency=self.usd)
        self.assertNoRate(own, "USD", "EUR")
        self.enter_rate(self.eur, 0.8)
        self.assertEqual(self.line_of(own, self.make_run()).outcome, "claim")
