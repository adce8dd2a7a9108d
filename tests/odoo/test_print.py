"""The letters that leave by post: one PDF, in list order, taken out once."""

from io import BytesIO

from send_common import SendCommon

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools.pdf import PdfReader


@tagged("post_install", "-at_install")
class TestPrint(SendCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet.level_ids.channel = "print"
        cls.customers = [cls.make_customer(name) for name in ("Claes", "aerts", "Bos")]

    def made(self):
        """A run with the letters of three customers made."""
        for customer in self.customers:
            self.invoice(partner=customer)
        run = self.released()
        self.send_now()
        return run

    def test_one_file_in_list_order_with_every_page(self):
        run = self.made()
        pages = sum(
            len(PdfReader(BytesIO(notice.attachment_id.raw)).pages) for notice in run.notice_ids
        )
        run.action_print()
        merged = PdfReader(BytesIO(run.print_attachment_id.raw))
        self.assertEqual(len(merged.pages), pages)
        text = self.pdf_text(run.print_attachment_id.raw)
        places = [text.index(name) for name in ("aerts", "Bos", "Claes")]
        self.assertEqual(places, sorted(places))

    def test_currency_comes_first_in_the_order(self):
        self.enter_rate(self.usd)
        self.invoice(partner=self.customers[0], currency=self.usd)
        self.invoice(partner=self.customers[1], currency=self.eur)
        self.invoice(partner=self.customers[2], currency=self.usd)
        run = self.released()
        self.send_now()
        run.action_print()
        text = self.pdf_text(run.print_attachment_id.raw)
        places = [text.index(name) for name in ("aerts", "Bos", "Claes")]
        self.assertEqual(places, sorted(places))
        self.assertEqual(
            run.notice_ids.sorted("position").mapped("partner_id.name"), ["aerts", "Bos", "Claes"]
        )

    def test_sent_only_when_taken_out(self):
        run = self.made()
        self.assertEqual(set(run.notice_ids.mapped("state")), {"queued"})
        self.assertEqual((run.to_print_count, run.state), (3, "sending"))
        run.action_print()
        self.env.invalidate_all()
        self.assertEqual(set(run.notice_ids.mapped("state")), {"sent"})
        self.assertEqual((run.to_print_count, run.state), (0, "done"))
        self.assertTrue(all(run.notice_ids.mapped("sent_at")))

    def test_twice_gives_the_same_file_and_changes_nothing(self):
        run = self.made()
        first = run.action_print()
        file, sent_at = run.print_attachment_id, run.notice_ids.mapped("sent_at")
        second = run.action_print()
        self.assertEqual(first["url"], second["url"])
        self.assertEqual(run.print_attachment_id, file)
        self.assertEqual(run.notice_ids.mapped("sent_at"), sent_at)

    def test_second_batch_holds_only_what_came_since(self):
        run = self.made()
        run.action_print()
        other = self.make_customer("Willems")
        self.invoice(partner=other)
        # a new run prints its own letters only
        second = self.released()
        self.send_now()
        second.action_print()
        text = self.pdf_text(second.print_attachment_id.raw)
        self.assertIn("Willems", text)
        self.assertNotIn("Claes", text)

    def test_unreadable_letter_leaves_all_waiting(self):
        """T6: nothing is sent before the file is there; no letter gets lost."""
        run = self.made()
        bad = run.notice_ids[1]
        bad.attachment_id.sudo().raw = b"no PDF at all"
        with self.assertRaisesRegex(UserError, bad.name), self.env.cr.savepoint():
            run.action_print()
        self.env.invalidate_all()
        self.assertEqual(set(run.notice_ids.mapped("state")), {"queued"})
        self.assertFalse(run.print_attachment_id)
        bad.action_cancel("Letter cannot be read")
        run.action_print()
        self.assertEqual(sorted(run.notice_ids.mapped("state")), ["cancelled", "sent", "sent"])

    def test_nothing_to_print_is_told(self):
        run = self.make_run()
        with self.assertRaisesRegex(UserError, "no letters that wait"):
            run.action_print()

    def test_cancelled_letter_is_not_printed(self):
        run = self.made()
        self.notice_of(run, self.customers[0]).action_cancel("Paid in cash")
        run.action_print()
        text = self.pdf_text(run.print_attachment_id.raw)
        self.assertNotIn("Claes", text)
        self.assertIn("Bos", text)
        self.assertEqual(self.notice_of(run, self.customers[0]).state, "cancelled")

    def test_e_mails_are_no_part_of_the_batch(self):
        self.customers[0].name = "Mailed"
        for customer in self.customers:
            self.invoice(partner=customer)
        run = self.make_run()
        self.notice_of(run, self.customers[0]).action_set_channel("email")
        run.action_release()
        run.action_send()
        self.send_now()
        run.action_print()
        self.assertNotIn("Mailed", self.pdf_text(run.print_attachment_id.raw))
        self.assertEqual(self.notice_of(run, self.customers[0]).state, "queued")


@tagged("post_install", "-at_install")
class TestBoth(SendCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level(1).channel = "both"

    def made(self):
        self.invoice()
        run = self.released()
        self.send_now()
        return run

    def test_sent_when_mailed_first_and_printed_then(self):
        run = self.made()
        run.notice_ids.mail_id.write({"state": "sent"})
        self.assertEqual((run.notice_ids.state, run.state), ("queued", "sending"))
        run.action_print()
        self.assertEqual((run.notice_ids.state, run.state), ("sent", "done"))

    def test_sent_when_printed_first_and_mailed_then(self):
        run = self.made()
        run.action_print()
        self.assertEqual(run.notice_ids.state, "queued")
        run.notice_ids.mail_id.write({"state": "sent"})
        self.assertEqual(run.notice_ids.state, "sent")

    def test_printed_and_refused_counts_as_sent_by_post(self):
        run = self.made()
        run.action_print()
        run.notice_ids.mail_id.cancel()
        self.assertEqual(run.notice_ids.state, "sent")
        self.assertEqual(run.notice_ids.claim_ids.move_line_id.dunning_level, 1)

    def test_refused_before_printing_fails_and_is_not_printed(self):
        run = self.made()
        run.notice_ids.mail_id.cancel()
        self.assertEqual(run.notice_ids.state, "failed")
        with self.assertRaisesRegex(UserError, "no letters that wait"):
            run.action_print()

    def test_without_address_it_is_printed_only(self):
        self.customer.email = False
        run = self.made()
        self.assertEqual(run.notice_ids.channel, "print")
        run.action_print()
        self.assertEqual(run.notice_ids.state, "sent")
