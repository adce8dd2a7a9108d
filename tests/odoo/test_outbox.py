"""Reminders by e-mail, through a real SMTP server: what arrives, and who has no address."""

from mail_house import OutboxCase, attachments, html

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestAccepted(OutboxCase):
    def test_sent_only_when_the_server_took_it(self):
        self.invoice()
        run = self.queued()
        self.assertEqual((run.notice_ids.state, self.house.received), ("queued", []))
        self.run_outbox()
        self.assertEqual(run.notice_ids.state, "sent")
        self.assertEqual((run.notice_ids.mail_id.state, run.state), ("sent", "done"))
        self.assertTrue(run.notice_ids.sent_at)
        self.assertEqual(len(self.house.received), 1)

    def test_second_run_of_the_outbox_sends_nothing_again(self):
        self.invoice()
        self.queued()
        self.run_outbox()
        self.run_outbox()
        self.assertEqual(len(self.house.received), 1)

    def test_each_customer_gets_exactly_its_own_letter(self):
        """T1: the e-mail to the second customer must not carry the letter of the first."""
        customers = [self.make_customer(name) for name in ("Aerts", "Bos", "Claes")]
        items = {customer: self.invoice(partner=customer) for customer in customers}
        run = self.queued()
        self.run_outbox()
        for customer in customers:
            notice = self.notice_of(run, customer)
            (message,) = self.house.to(customer.email)
            files = attachments(message)
            self.assertEqual(list(files), [notice.attachment_id.name])
            text = self.pdf_text(files[notice.attachment_id.name])
            self.assertIn(notice.name, text)
            for other in customers:
                # numbers of the test invoices are one series, so none is part of another
                shown = items[other].move_id.name in text
                self.assertEqual(shown, other == customer)

    def test_invoices_and_credit_notes_go_along_where_the_level_says_so(self):
        self.level(1).attach_invoices = True
        item, credit = self.invoice(100), self.credit_note(40)
        other = self.make_customer("Willems")
        foreign = self.invoice(partner=other)
        run = self.queued()
        self.run_outbox()
        (message,) = self.house.to(self.customer.email)
        files = attachments(message)
        self.assertEqual(len(files), 3)
        texts = {name: self.pdf_text(content) for name, content in files.items()}
        letter = run.notice_ids.filtered(lambda n: n.partner_id == self.customer).attachment_id
        joined = " ".join(text for name, text in texts.items() if name != letter.name)
        self.assertIn(item.move_id.name, joined)
        self.assertIn(credit.move_id.name, joined)
        self.assertNotIn(foreign.move_id.name, joined)
        (message,) = self.house.to(other.email)
        self.assertEqual(len(attachments(message)), 2)

    def test_invoice_that_was_sent_before_goes_along_as_it_was(self):
        self.level(1).attach_invoices = True
        item = self.invoice()
        self.env["ir.attachment"].create(
            {
                "name": "as_sent.pdf",
                "raw": b"%PDF-1.4 as it was sent",
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": item.move_id.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        self.env.invalidate_all()
        self.queued()
        self.run_outbox()
        files = attachments(self.house.received[0][1])
        self.assertEqual(files["as_sent.pdf"].strip(), b"%PDF-1.4 as it was sent")

    def test_level_that_attaches_no_invoices_sends_the_letter_alone(self):
        self.level(1).attach_invoices = False
        self.invoice()
        self.queued()
        self.run_outbox()
        self.assertEqual(len(attachments(self.house.received[0][1])), 1)

    def test_two_letters_to_one_mailbox_both_leave(self):
        """T23: two customers, one address; Odoo's composer would cancel the second."""
        first = self.make_customer("Aerts", email="office@example.com")
        second = self.make_customer("Bos", email="office@example.com")
        self.invoice(partner=first), self.invoice(partner=second)
        run = self.queued()
        self.run_outbox()
        self.assertEqual(run.notice_ids.mapped("state"), ["sent", "sent"])
        names = [list(attachments(mail))[0] for mail in self.house.to("office@example.com")]
        self.assertEqual(sorted(names), sorted(run.notice_ids.attachment_id.mapped("name")))

    def test_two_currencies_of_one_customer_are_two_letters_that_both_leave(self):
        self.enter_rate(self.usd)
        self.invoice(100)
        self.invoice(200, currency=self.usd)
        run = self.queued()
        self.run_outbox()
        self.assertEqual(run.notice_ids.mapped("state"), ["sent", "sent"])
        self.assertEqual(len(self.house.to(self.customer.email)), 2)

    def test_goes_to_the_recipient_and_to_nobody_else(self):
        contact = self.make_customer(
            "Accounts payable", parent_id=self.customer.id, is_company=False, type="invoice"
        )
        self.invoice()
        self.queued()
        self.run_outbox()
        self.assertEqual([addresses for addresses, _mail in self.house.received], [[contact.email]])

    def test_subject_body_and_reply_in_language_and_name_of_the_responsible(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.level(1).with_context(lang="nl_NL").write(
            {"subject": "Herinnering: {total}", "opening": "Gelieve te betalen."}
        )
        responsible = new_test_user(
            self.env,
            "responsible",
            "account.group_account_invoice",
            email="credit@example.com",
            company_id=self.company.id,
        )
        self.customer.write({"lang": "nl_NL", "dunning_user_id": responsible.id})
        self.invoice(1000, "2026-02-28")
        run = self.queued()
        self.run_outbox()
        (message,) = self.house.to(self.customer.email)
        # fine 100.00; interest 1000.00 x 1 % x 31 / 30 = 10.3333 -> 10.33; total 1 110.33
        self.assertEqual(message["Subject"].replace("\xa0", " "), "Herinnering: 1.110,33 €")
        self.assertIn("credit@example.com", message["Reply-To"])
        body = html(message).replace("\xa0", " ").replace("&nbsp;", " ")
        self.assertIn("Gelieve te betalen.", body)
        self.assertIn("1.110,33", body)
        self.assertIn("08-04-2026", body)
        self.assertNotIn("Due date", body)
        self.assertIn(run.notice_ids.attachment_id.name, attachments(message))

    def test_own_template_of_the_customer_replaces_that_of_the_level(self):
        self.customer.dunning_mail_template_id = self.env["mail.template"].create(
            {
                "name": "For Peeters",
                "model_id": self.env["ir.model"]._get_id("account.dunning.notice"),
                "subject": "Dear Jan",
                "body_html": "<p>As agreed on the phone</p>",
            }
        )
        self.invoice()
        self.queued()
        self.run_outbox()
        (message,) = self.house.to(self.customer.email)
        self.assertEqual(message["Subject"], "Dear Jan")
        self.assertIn("As agreed on the phone", html(message))
        self.assertEqual(len(attachments(message)), 1)

    def test_line_break_in_a_subject_does_not_block_the_e_mail(self):
        """T22."""
        self.customer.name = "Peeters\nen zoon"
        self.level(1).subject = "To {customer}"
        self.invoice()
        run = self.queued()
        self.run_outbox()
        self.assertEqual(run.notice_ids.state, "sent")
        self.assertEqual(self.house.received[0][1]["Subject"], "To Peeters en zoon")


@tagged("post_install", "-at_install")
class TestNoAddress(OutboxCase):
    def assertPrinted(self, run, words):
        notice = run.notice_ids
        self.assertEqual(notice.channel, "print")
        self.assertIn(words, notice.warning)
        run.action_release()
        run.action_send()
        self.send_now()
        self.run_outbox()
        self.assertEqual((notice.state, self.house.received), ("queued", []))
        run.action_print()
        self.assertEqual(notice.state, "sent")

    def test_missing_address_is_printed_with_a_warning(self):
        self.customer.email = False
        self.invoice()
        self.assertPrinted(self.make_run(), "No e-mail address")

    def test_malformed_address_is_printed_with_a_warning(self):
        self.customer.email = "peeters at example"
        self.invoice()
        self.assertPrinted(self.make_run(), "not valid: the letter is printed")

    def test_blacklisted_address_is_printed_with_a_warning(self):
        self.env["mail.blacklist"]._add(self.customer.email)
        self.invoice()
        self.assertPrinted(self.make_run(), "is blacklisted")

    def test_customer_who_wants_no_e_mail_is_printed_with_a_warning(self):
        self.customer.dunning_send_email = False
        self.invoice()
        self.assertPrinted(self.make_run(), "wants no reminders by e-mail")

    def test_e_mail_by_hand_without_address_is_refused(self):
        self.customer.email = False
        self.invoice()
        run = self.make_run()
        with self.assertRaisesRegex(UserError, "no valid e-mail address"):
            run.notice_ids.action_set_channel("email")

    def test_blacklisted_while_in_the_outbox_does_not_wait_for_ever(self):
        """T5: the address is blacklisted between queueing and the outbox."""
        self.invoice()
        run = self.queued()
        self.env["mail.blacklist"]._add(self.customer.email)
        self.run_outbox()
        self.assertIn(run.notice_ids.state, ("sent", "failed"))
        self.assertEqual(run.notice_ids.state == "sent", bool(self.house.received))
