"""Postage is a real cost of a letter that comes on paper, whatever its level says.

Germany, a consumer: only real paper and postage of a reminder may be asked, here 0.76 of paper and
envelope and 0.95 of postage: 1.71 on paper, 0.76 by e-mail, of the 2.50 of the sheet.
"""

from freezegun import freeze_time
from test_law_reminders import LawReminders

from odoo.tests import tagged

BY_MAIL, ON_PAPER = 0.76, 1.71


class PostageCase(LawReminders):
    country = "de"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet.charge_figures = "own"
        cls.sheet.law_real_cost = 0.76
        cls.company.dunning_postage = 0.95
        cls.sheet.level_ids.fine_minimum = 2.5
        cls.level(2).print_calculation = True

    def second_letter(self, channel, customer=None):
        """The proposal of a second reminder, from a level that leaves by ``channel``."""
        self.claim(1000.0, "2026-01-31", customer)
        self.sent("2026-02-09", customer)
        self.level(2).channel = channel
        return self.make_run("2026-03-02").notice_ids

    def assertAsks(self, notice, fine):
        """Control list, total and annex say one fine."""
        self.assertEqual(round(notice.fine_amount, 2), fine)
        total = notice.amount_residual + fine + notice.interest_amount
        self.assertEqual(round(notice.amount_total, 2), round(total, 2))
        self.assertEqual(round(sum(notice.claim_ids.mapped("fine_amount")), 2), fine)
        self.assertIn(f"{fine:.2f}", notice.calculation_words)
        (other,) = {BY_MAIL, ON_PAPER} - {fine}
        self.assertNotIn(f"{other:.2f}", notice.calculation_words)


@tagged("post_install", "-at_install")
class TestPostage(PostageCase):
    def test_level_on_paper_asks_the_postage(self):
        self.assertAsks(self.second_letter("print"), ON_PAPER)
        self.assertAsks(self.make_run_again("both"), ON_PAPER)
        self.assertAsks(self.make_run_again("email"), BY_MAIL)

    def make_run_again(self, channel):
        self.env["account.dunning.run"].search([("state", "=", "proposed")]).action_cancel()
        self.level(2).channel = channel
        return self.make_run("2026-03-02").notice_ids

    def test_letter_moved_from_print_to_email_asks_no_postage(self):
        notice = self.second_letter("print")
        notice.action_set_channel("email")
        self.assertAsks(notice, BY_MAIL)

    def test_letter_moved_from_email_to_print_asks_the_postage(self):
        notice = self.second_letter("email")
        notice.action_set_channel("print")
        self.assertAsks(notice, ON_PAPER)
        notice.action_set_channel("both")
        self.assertAsks(notice, ON_PAPER)

    def test_last_look_charges_the_way_a_person_chose(self):
        notice = self.second_letter("print")
        notice.action_set_channel("email")
        self.make(notice)
        self.assertEqual((notice.state, notice.channel), ("queued", "email"))
        self.assertAsks(notice, BY_MAIL)
        fine = notice.claim_ids.calculation["fine"]
        self.assertEqual((fine["amount"], fine["ceiling"]), ("0.76", "0.76"))

    def make(self, notice):
        notice.action_release()
        notice.run_id.action_send()
        self.send_now()

    def test_customer_without_address_gets_paper_and_its_postage(self):
        self.jan.email = False
        notice = self.second_letter("email")
        self.assertEqual(notice.channel, "print")
        self.assertAsks(notice, ON_PAPER)

    def test_address_lost_before_sending_brings_the_postage(self):
        notice = self.second_letter("email")
        notice.action_release()
        self.jan.email = False
        notice.run_id.action_send()
        self.send_now()
        self.assertEqual((notice.state, notice.channel), ("queued", "print"))
        self.assertAsks(notice, ON_PAPER)
        self.assertIn("1.71", self.letter_text(notice))

    def test_failed_email_that_is_printed_brings_the_postage(self):
        notice = self.second_letter("email")
        self.make(notice)
        notice._on_mail_given_up("refused")
        notice.action_retry_print()
        self.send_now()
        self.assertEqual((notice.state, notice.channel), ("queued", "print"))
        self.assertAsks(notice, ON_PAPER)

    def test_simulation_of_a_customer_without_address_counts_the_postage(self):
        self.jan.email = False
        self.second_letter("email").run_id.action_cancel()
        with freeze_time("2026-03-02"):
            simulation = self.env["account.dunning.simulation"].create(
                {"key_date": "2026-03-02", "company_id": self.company.id}
            )
            simulation.action_simulate()
        (line,) = simulation.line_ids.filtered(
            lambda line: line.kind == "letter" and str(line.date) == "2026-03-02"
        )
        self.assertEqual((line.channel, round(line.fine_amount, 2)), ("print", ON_PAPER))

    def test_without_postage_nothing_is_computed_again(self):
        self.company.dunning_postage = 0
        notice = self.second_letter("print")
        self.assertEqual(round(notice.fine_amount, 2), BY_MAIL)
        notice.action_set_channel("email")
        self.assertEqual((notice.channel, round(notice.fine_amount, 2)), ("email", BY_MAIL))
