"""The e-mail keeps its promise: its text, its files, who gets a copy, what its headers say."""

import re

from freezegun import freeze_time
from mail_house import OutboxCase, attachments, html

from odoo.tests import HttpCase, tagged

MB = 1024 * 1024
TODAY, LATER, LAST = "2026-03-31", "2026-04-20", "2026-05-10"


class PromiseCase(OutboxCase):
    def message(self, partner=None):
        (message,) = self.house.to((partner or self.customer).email)
        return message

    def keep_pdf(self, item, size=0, name=None):
        """What Odoo keeps of an invoice that was sent; ``size`` bytes long."""
        content = b"%PDF-1.4 as sent "
        file = self.env["ir.attachment"].create(
            {
                "name": name or f"{item.move_id.name.replace('/', '_')}.pdf",
                "raw": content + b"0" * max(size - len(content), 0),
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": item.move_id.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        self.env.invalidate_all()
        return file

    def template(self, **values):
        return self.env["mail.template"].create(
            {
                "name": "House e-mail",
                "model_id": self.env["ir.model"]._get_id("account.dunning.notice"),
                "subject": "{{ object.subject }}",
                "body_html": "<p>As agreed</p>",
                "use_default_to": False,
                **values,
            }
        )

    def file(self, name="Terms.pdf", content=b"%PDF-1.4 terms"):
        return self.env["ir.attachment"].create({"name": name, "raw": content})


@tagged("post_install", "-at_install")
class TestSize(PromiseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level(1).attach_invoices = True

    def invoices(self, count, size=MB, partner=None):
        items = [self.invoice(partner=partner) for _number in range(count)]
        return [self.keep_pdf(item, size) for item in items]

    def test_letter_is_a_file_and_twelve_large_invoices_are_links(self):
        """12 invoices of 1 MB, the server takes 10 MB."""
        files = self.invoices(12)
        run = self.queued()
        self.assertEqual(run.notice_ids.warning_codes, "email_too_large")
        self.assertIn("10 MB", run.notice_ids.warning)
        self.assertEqual(set(run.notice_ids.linked_file_ids), set(files))
        self.run_outbox()
        self.assertEqual(run.notice_ids.state, "sent")
        message = self.message()
        (name,) = attachments(message)
        self.assertEqual(name, run.notice_ids.attachment_id.name)
        self.assertEqual(attachments(message)[name], run.notice_ids.attachment_id.raw)
        text = html(message)
        self.assertIn("You will find our letter attached.", text)
        self.assertNotIn("with copies of the invoices", text)
        self.assertIn("too large for this e-mail", text)
        for file in files:
            url = f"/web/content/{file.id}?download=1&amp;access_token={file.access_token}"
            self.assertIn(url, text)
        plain = message.get_body(("plain",)).get_content()
        self.assertIn(f"access_token={files[0].access_token}", plain)
        self.assertIn("too large for this e-mail", plain)

    def test_invoices_that_fit_are_files_and_nothing_is_warned_of(self):
        self.invoices(3)
        run = self.queued()
        self.run_outbox()
        self.assertEqual(len(attachments(self.message())), 4)
        self.assertFalse(run.notice_ids.warning_codes)
        self.assertFalse(run.notice_ids.linked_file_ids)
        self.assertNotIn("/web/content/", html(self.message()))

    def test_customer_with_small_invoices_in_the_same_run_gets_files(self):
        other = self.make_customer("Willems")
        self.invoices(12)
        self.invoices(2, 100, other)
        self.queued()
        self.run_outbox()
        self.assertEqual(len(attachments(self.message())), 1)
        self.assertEqual(len(attachments(self.message(other))), 3)

    def test_limit_of_the_server_that_sends_counts(self):
        self.env["ir.mail_server"].search([]).max_email_size = 30
        self.invoices(12)
        self.queued()
        self.run_outbox()
        self.assertEqual(len(attachments(self.message())), 13)

    def test_limit_that_is_lowered_later_turns_no_letter_into_a_link(self):
        self.invoices(3)
        run = self.queued()
        self.env["ir.mail_server"].search([]).max_email_size = 0.01
        self.run_outbox()
        self.assertIn(run.notice_ids.attachment_id.name, attachments(self.message()))

    def test_text_that_links_to_the_letter_still_carries_it(self):
        self.customer.dunning_mail_template_id = self.template(
            body_html='<a t-attf-href="/web/content/#{object.attachment_id.id}">Letter</a>'
        )
        self.invoice()
        run = self.queued()
        self.run_outbox()
        self.assertIn(run.notice_ids.attachment_id.name, attachments(self.message()))

    def test_own_text_gets_the_links_below_it_in_the_language_of_the_letter(self):
        self.customer.dunning_mail_template_id = self.template()
        files = self.invoices(12)
        self.queued()
        self.run_outbox()
        text = html(self.message())
        self.assertIn("As agreed", text)
        self.assertIn("too large for this e-mail", text)
        self.assertEqual(text.count("access_token="), len(files))

    def test_letter_too_large_by_itself_fails_with_one_sentence_and_can_be_printed(self):
        self.customer.dunning_mail_template_id = self.template(
            attachment_ids=self.file(content=b"%PDF-1.4 " + b"0" * (11 * MB)).ids
        )
        other = self.make_customer("Willems")
        self.invoice(), self.invoice(partner=other)
        run = self.queued()
        notice = self.notice_of(run, self.customer)
        self.assertEqual(notice.state, "failed")
        self.assertIn("11 MB", notice.reason)
        self.assertIn("print the letter", notice.reason)
        self.assertEqual(self.notice_of(run, other).state, "queued")
        self.assertFalse(self.env["mail.mail"].search([("res_id", "=", notice.id)]))
        notice.action_retry_print()
        self.send_now()
        run.action_print()
        self.assertEqual(notice.state, "sent")

    def test_letter_comes_first(self):
        kept = self.invoices(2, 100)
        run = self.queued()
        self.run_outbox()
        names = [part.get_filename() for part in self.message().iter_attachments()]
        self.assertEqual(names, [run.notice_ids.attachment_id.name, *[file.name for file in kept]])

    def test_warning_goes_when_the_letter_is_sent_again_and_fits(self):
        self.invoices(12)
        run = self.queued()
        run.notice_ids._on_mail_given_up("Refused")
        self.env["ir.mail_server"].search([]).max_email_size = 30
        run.notice_ids.action_retry()
        self.send_now()
        self.assertFalse(run.notice_ids.warning_codes)
        self.assertFalse(run.notice_ids.linked_file_ids)


@tagged("post_install", "-at_install")
class TestLink(PromiseCase, HttpCase):
    def test_link_opens_the_invoice_for_who_has_the_e_mail_and_for_nobody_else(self):
        self.level(1).attach_invoices = True
        item = self.invoice()
        file = self.keep_pdf(item, 9 * MB)
        other = self.keep_pdf(self.invoice(partner=self.make_customer("Willems")), 100)
        self.queued()
        self.run_outbox()
        (url,) = set(re.findall(r'href="[^"]*(/web/content/[^"]*)"', html(self.message())))
        found = self.url_open(url.replace("&amp;", "&"))
        self.assertEqual(found.content, file.raw)
        token = file.access_token
        for wrong in (
            f"/web/content/{file.id}?access_token=guessed",
            f"/web/content/{other.id}?access_token={token}",
        ):
            self.assertNotEqual(self.url_open(wrong).content, other.raw)
            self.assertNotEqual(self.url_open(wrong).content, file.raw)


@tagged("post_install", "-at_install")
class TestTemplate(PromiseCase):
    def use(self, **values):
        self.level(1).mail_template_id = self.template(**values)

    def test_terms_on_the_template_go_along(self):
        self.use(attachment_ids=self.file().ids)
        self.invoice()
        run = self.queued()
        self.run_outbox()
        files = attachments(self.message())
        self.assertEqual(list(files), [run.notice_ids.attachment_id.name, "Terms.pdf"])
        self.assertEqual(files["Terms.pdf"].strip(), b"%PDF-1.4 terms")

    def test_terms_go_along_with_our_own_template_too(self):
        ours = self.env.ref("account_dunning_levels.mail_template_reminder")
        ours.attachment_ids = self.file()
        self.invoice()
        self.queued()
        self.run_outbox()
        self.assertIn("Terms.pdf", attachments(self.message()))

    def test_report_of_the_template_is_printed_for_each_letter(self):
        report = self.env["ir.actions.report"].create(
            {
                "name": "Statement",
                "model": "account.dunning.notice",
                "report_type": "qweb-pdf",
                "report_name": "account_dunning_levels.report_letter",
                "print_report_name": "'Copy %s' % object.name",
            }
        )
        self.use(report_template_ids=report.ids)
        other = self.make_customer("Willems")
        self.invoice(), self.invoice(partner=other)
        run = self.queued()
        self.run_outbox()
        for customer in (self.customer, other):
            name = self.notice_of(run, customer).name
            files = attachments(self.message(customer))
            self.assertIn(name, self.pdf_text(files[f"Copy {name}.pdf"]))
            self.assertEqual(len(files), 2)

    def test_template_that_names_the_letter_itself_sends_it_once(self):
        letter = self.env.ref("account_dunning_levels.action_report_letter")
        self.use(report_template_ids=letter.ids)
        self.invoice()
        self.queued()
        self.run_outbox()
        self.assertEqual(len(attachments(self.message())), 1)

    def test_copy_is_noted_on_the_e_mail_of_the_customer(self):
        self.use(email_cc="Boss <boss@example.com>, boss@example.com, not an address")
        self.invoice()
        run = self.queued()
        self.assertEqual(run.notice_ids.mail_id.email_cc, '"Boss" <boss@example.com>')
        self.assertEqual(run.notice_ids.mail_id.recipient_ids, self.customer)

    def test_other_addresses_and_people_become_copies(self):
        partner = self.make_customer("Accountant")
        self.use(
            email_to="{{ object.recipient_id.email }}, office@example.com",
            partner_to="{{ object.recipient_id.id }}, " + str(partner.id),
        )
        self.invoice()
        run = self.queued()
        self.assertEqual(
            run.notice_ids.mail_id.email_cc,
            'office@example.com, "Accountant" <accountant@example.com>',
        )

    def test_people_who_left_get_no_copy(self):
        partner = self.make_customer("Accountant", active=False)
        self.use(partner_to=str(partner.id))
        self.invoice()
        self.assertFalse(self.queued().notice_ids.mail_id.email_cc)

    def test_default_recipients_are_the_recipient_alone(self):
        contact = self.make_customer(
            "Payables", parent_id=self.customer.id, is_company=False, type="invoice"
        )
        self.use(use_default_to=True, partner_to="1")
        self.invoice()
        run = self.queued()
        self.assertFalse(run.notice_ids.mail_id.email_cc)
        self.run_outbox()
        self.assertEqual([to for to, _message in self.house.received], [[contact.email]])

    def test_sending_date_of_the_template_is_kept(self):
        self.use(scheduled_date="2026-04-02 08:00:00")
        self.invoice()
        run = self.queued()
        self.run_outbox()
        self.assertEqual((run.notice_ids.state, self.house.received), ("queued", []))
        with freeze_time("2026-04-02 09:00:00"):
            self.run_outbox()
        self.assertEqual(run.notice_ids.state, "sent")

    def test_mail_server_and_reply_address_of_the_template(self):
        server = self.env["ir.mail_server"].search([], limit=1).copy({"name": "Second"})
        self.use(mail_server_id=server.id, reply_to="answers@example.com")
        self.invoice()
        run = self.queued()
        self.assertEqual(run.notice_ids.mail_id.mail_server_id, server)
        self.run_outbox()
        self.assertIn("answers@example.com", self.message()["Reply-To"])

    def test_template_without_a_language_speaks_that_of_the_letter(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.use(subject="Reminder", lang=False)
        self.level(1).mail_template_id.with_context(lang="nl_NL").subject = "Herinnering"
        self.customer.lang = "nl_NL"
        self.invoice()
        self.queued()
        self.run_outbox()
        self.assertEqual(self.message()["Subject"], "Herinnering")

    def test_files_of_a_template_cost_as_many_statements_for_six_letters_as_for_two(self):
        self.use(attachment_ids=(self.file() + self.file("More.pdf")).ids, email_cc="b@example.com")
        counts = []
        for number in (2, 2, 6):
            for _one in range(number):
                self.invoice(partner=self.make_customer(f"Customer {len(counts)} {_one}"))
            self.released()
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.send_now()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
            self.env["account.dunning.run"].search([]).action_cancel()
        self.assertLess(counts[2] - counts[1], 4 * 20)


@tagged("post_install", "-at_install")
class TestHeaders(PromiseCase):
    def remind_by_mail(self, date):
        with freeze_time(date):
            run = self.released(date)
            self.send_now()
            self.run_outbox()
        return run

    def test_made_by_a_machine(self):
        self.invoice()
        self.queued()
        self.run_outbox()
        self.assertEqual(self.message()["Auto-Submitted"], "auto-generated")
        self.assertIsNone(self.message()["In-Reply-To"])

    def test_later_reminders_follow_the_earlier_ones_about_the_same_items(self):
        self.invoice(due="2026-02-28")
        runs = [self.remind_by_mail(date) for date in (TODAY, LATER, LAST)]
        ids = [run.notice_ids.mail_id.message_id for run in runs]
        self.assertEqual(len(set(ids)), 3)
        first, second, third = [message for _to, message in self.house.received]
        self.assertIsNone(first["References"])
        self.assertEqual(second["References"].split(), ids[:1])
        self.assertEqual(second["In-Reply-To"], ids[0])
        self.assertEqual(third["References"].split(), ids[:2])
        self.assertEqual(third["In-Reply-To"], ids[1])
        self.assertEqual(third["Message-Id"], ids[2])

    def test_reminder_of_other_items_follows_the_last_one_to_the_customer(self):
        item = self.invoice(due="2026-02-28")
        run = self.remind_by_mail(TODAY)
        self.pay(item, 100.0)
        self.invoice(due="2026-03-20")
        self.remind_by_mail(LATER)
        second = self.house.received[1][1]
        self.assertEqual(second["In-Reply-To"], run.notice_ids.mail_id.message_id)

    def test_customers_do_not_see_each_others_conversations(self):
        self.invoice(due="2026-02-28")
        self.remind_by_mail(TODAY)
        other = self.make_customer("Willems")
        self.invoice(due="2026-03-10", partner=other)
        self.remind_by_mail(LATER)
        self.assertIsNone(self.message(other)["References"])

    def test_cancelled_reminder_is_not_followed(self):
        self.invoice(due="2026-02-28")
        self.remind_by_mail(TODAY).notice_ids.action_cancel("Wrong")
        self.remind_by_mail(LATER)
        self.assertIsNone(self.house.received[1][1]["References"])

    def test_answer_to_a_later_reminder_belongs_to_it(self):
        self.invoice(due="2026-02-28")
        runs = [self.remind_by_mail(date) for date in (TODAY, LATER)]
        ids = [run.notice_ids.mail_id.message_id for run in runs]
        found = self.env["mail.message"].search(
            [("message_id", "in", ids)], limit=1, order="id desc"
        )
        self.assertEqual(
            (found.model, found.res_id), (runs[1].notice_ids._name, runs[1].notice_ids.id)
        )


@tagged("post_install", "-at_install")
class TestTemplateForm(PromiseCase):
    def test_what_a_reminder_does_not_use_is_not_offered(self):
        arch = self.env["mail.template"].get_view(
            self.env.ref("mail.email_template_form").id, "form"
        )["arch"]
        self.assertRegex(
            arch, r'name="auto_delete"[^>]*invisible="model == \'account.dunning.notice\'"'
        )
