"""The invoices that go with a reminder: as Odoo chooses and keeps them, one file each."""

from freezegun import freeze_time
from mail_house import OutboxCase, attachments

from odoo.tests import tagged

TODAY, LATER, LAST = "2026-03-31", "2026-04-20", "2026-05-10"


class InvoiceCase(OutboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet.level_ids.attach_invoices = True

    def remind(self, date=TODAY):
        """A run of that day, sent; returns what went along besides the letter."""
        with freeze_time(date):
            run = self.released(date)
            self.send_now()
            self.run_outbox()
        reasons = run.notice_ids.mapped("reason")
        self.assertEqual(set(run.notice_ids.mapped("state")), {"sent"}, reasons)
        self.run_ = run
        message = self.house.received[-1][1]
        letters = run.notice_ids.attachment_id.mapped("name")
        return {name: raw for name, raw in attachments(message).items() if name not in letters}

    def files_of(self, item):
        return self.env["ir.attachment"].search(
            [
                ("res_model", "=", "account.move"),
                ("res_id", "=", item.move_id.id),
                ("res_field", "in", (False, "invoice_pdf_report_file")),
            ]
        )

    def house_report(self, words, name="House"):
        key = f"account_dunning_levels.house_{name.lower()}"
        self.env["ir.ui.view"].create(
            {
                "name": key,
                "type": "qweb",
                "key": key,
                "arch": f"""
                    <t t-name="{key}"><t t-call="web.html_container">
                        <t t-foreach="docs" t-as="o"><t t-call="web.external_layout">
                            <div class="page"><h1>{words}</h1><p t-out="o.name"/></div>
                        </t></t>
                    </t></t>""",
            }
        )
        return self.env["ir.actions.report"].create(
            {
                "name": name,
                "model": "account.move",
                "report_type": "qweb-pdf",
                "report_name": key,
                "is_invoice_report": True,
                "print_report_name": f"'{name} %s' % object.name",
            }
        )

    def attach(self, item, name="original.pdf", content=b"%PDF-1.4 original", **values):
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": item.move_id.id,
                **values,
            }
        )

    def make_older(self, item):
        """The invoice was there before what is attached to it now."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET create_date = create_date - INTERVAL '1 day' WHERE id = %s",
            [item.move_id.id],
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestChosenReport(InvoiceCase):
    def assertHouse(self, words, name):
        ((found, raw),) = self.remind().items()
        self.assertIn(words, self.pdf_text(raw))
        self.assertIn(name, found)

    def test_report_chosen_on_the_customer(self):
        self.customer.invoice_template_pdf_report_id = self.house_report("House style")
        self.invoice()
        self.assertHouse("House style", "House INV")

    def test_report_chosen_on_the_journal(self):
        report = self.house_report("Shop style", "Shop")
        item = self.invoice()
        item.journal_id.invoice_template_pdf_report_id = report
        self.assertHouse("Shop style", "Shop INV")

    def test_customer_before_journal(self):
        item = self.invoice()
        item.journal_id.invoice_template_pdf_report_id = self.house_report("Shop style", "Shop")
        self.customer.invoice_template_pdf_report_id = self.house_report("House style")
        self.assertHouse("House style", "House INV")

    def test_each_customer_its_own_in_one_run(self):
        other = self.make_customer("Willems", lang="fr_FR")
        self.customer.invoice_template_pdf_report_id = self.house_report("House style")
        self.invoice(), self.invoice(partner=other)
        self.remind()
        text = {
            to[0]: "".join(self.pdf_text(raw) for raw in attachments(message).values())
            for to, message in self.house.received
        }
        self.assertIn("House style", text[self.customer.email])
        self.assertNotIn("House style", text[other.email])


@tagged("post_install", "-at_install")
class TestOriginal(InvoiceCase):
    def test_original_of_an_import_goes_along(self):
        item = self.invoice()
        item.move_id.message_main_attachment_id = self.attach(item)
        self.assertEqual(
            {name: raw.strip() for name, raw in self.remind().items()},
            {"original.pdf": b"%PDF-1.4 original"},
        )

    def test_original_that_came_with_the_invoice_without_being_its_main_file(self):
        item = self.invoice()
        self.attach(item)
        self.assertEqual(list(self.remind()), ["original.pdf"])

    def test_original_attached_later_is_known_by_the_number_of_the_invoice(self):
        item = self.invoice()
        self.make_older(item)
        name = f"Factuur {item.move_id.name.replace('/', '-')}.pdf"
        item.move_id.message_main_attachment_id = self.attach(item, name)
        self.assertEqual(list(self.remind()), [name])

    def test_lines_that_were_imported_tell_of_an_original(self):
        item = self.invoice()
        self.make_older(item)
        item.move_id.invoice_line_ids.is_imported = True
        item.move_id.message_main_attachment_id = self.attach(item)
        self.assertEqual(list(self.remind()), ["original.pdf"])

    def test_file_that_a_colleague_attached_later_is_no_invoice(self):
        item = self.invoice()
        self.make_older(item)
        item.move_id.message_main_attachment_id = self.attach(item, "timesheet.pdf")
        ((name, raw),) = self.remind().items()
        self.assertNotEqual(name, "timesheet.pdf")
        self.assertIn(item.move_id.name, self.pdf_text(raw))

    def test_what_odoo_keeps_goes_before_an_original(self):
        item = self.invoice()
        item.move_id.message_main_attachment_id = self.attach(item)
        self.attach(item, "sent.pdf", b"%PDF-1.4 sent", res_field="invoice_pdf_report_file")
        self.env.invalidate_all()
        self.assertEqual(list(self.remind()), ["sent.pdf"])

    def test_picture_is_no_original(self):
        item = self.invoice()
        self.attach(item, "photo.png", b"\x89PNG", mimetype="image/png")
        ((_name, raw),) = self.remind().items()
        self.assertIn(item.move_id.name, self.pdf_text(raw))


@tagged("post_install", "-at_install")
class TestOneFile(InvoiceCase):
    def sent_files(self):
        return self.run_.notice_ids.mail_id.attachment_ids - self.run_.notice_ids.attachment_id

    def test_three_levels_print_an_invoice_once(self):
        item = self.invoice()
        sent = []
        for date in (TODAY, LATER, LAST):
            self.remind(date)
            sent.append(self.sent_files())
        self.assertEqual(len(self.files_of(item)), 1)
        self.assertEqual(sent, [self.files_of(item)] * 3)

    def test_print_for_a_reminder_is_no_document_that_odoo_sent(self):
        item = self.invoice(sent=False)
        self.remind()
        self.assertFalse(item.move_id.invoice_pdf_report_id)
        self.assertFalse(item.move_id.is_move_sent)

    def test_invoice_that_changed_is_printed_anew_and_what_was_sent_stays(self):
        item = self.invoice(100)
        ((_name, old),) = self.remind().items()
        first = self.sent_files()
        move = item.move_id
        move.button_draft()
        move.invoice_line_ids.name = "Something else"
        move.action_post()
        ((_name, new),) = self.remind(LATER).items()
        self.assertIn("Something else", self.pdf_text(new))
        self.assertNotIn("Something else", self.pdf_text(old))
        self.assertEqual(first.raw, old)
        self.assertEqual(len(self.files_of(item)), 2)

    def test_part_payment_changes_no_invoice(self):
        item = self.invoice(100)
        self.remind()
        self.pay(item, 40, "2026-04-02")
        self.remind(LATER)
        self.assertEqual(len(self.files_of(item)), 1)

    def test_another_report_prints_anew(self):
        item = self.invoice()
        self.remind()
        self.customer.invoice_template_pdf_report_id = self.house_report("House style")
        ((_name, raw),) = self.remind(LATER).items()
        self.assertIn("House style", self.pdf_text(raw))
        self.assertEqual(len(self.files_of(item)), 2)

    def test_moved_customer_is_printed_with_the_new_address(self):
        self.invoice()
        self.customer.street = "Kerkstraat 1"
        self.remind()
        self.customer.street = "Nieuwstraat 9"
        ((_name, raw),) = self.remind(LATER).items()
        self.assertIn("Nieuwstraat 9", self.pdf_text(raw))

    def test_two_reminders_of_one_run_share_the_print(self):
        """A letter per level: a credit note is on none twice, an invoice of two instalments is."""
        self.company.dunning_letter_per = "level"
        self.company.dunning_min_interval_days = 0
        term = self.env["account.payment.term"].create(
            {
                "name": "Two",
                "line_ids": [
                    (0, 0, {"value": "percent", "value_amount": 50, "nb_days": days})
                    for days in (0, 10)
                ],
            }
        )
        item = self.invoice(100, invoice_payment_term_id=term.id, invoice_date_due=False)
        items = item.move_id.line_ids.filtered(lambda line: line.date_maturity)
        items[:1].dunning_opening_level = 1
        self.remind()
        self.assertEqual(len(self.files_of(item)), 1)

    def test_collector_gets_the_same_file(self):
        from odoo.addons.account_dunning_levels.engine.archive import attached_invoices

        item = self.invoice()
        self.remind()
        found = attached_invoices.invoice_pdfs(item.move_id.sudo())
        self.assertEqual(found[item.move_id.id], self.files_of(item))

    def test_invoice_that_cannot_be_printed_is_named(self):
        report = self.house_report("House style")
        view = self.env["ir.ui.view"].search([("key", "=", report.report_name)])
        view.arch = view.arch.replace('"o.name"', '"o.no_such_field"')
        self.customer.invoice_template_pdf_report_id = report
        item = self.invoice()
        other = self.make_customer("Willems")
        self.invoice(partner=other)
        run = self.released()
        self.send_now()
        failed = self.notice_of(run, self.customer)
        self.assertEqual(failed.state, "failed")
        self.assertIn(item.move_id.name, failed.reason)
        self.assertEqual(self.notice_of(run, other).state, "queued")

    def test_statements_do_not_grow_with_the_letters(self):
        counts = []
        for number in (2, 2, 6):
            for one in range(number):
                partner = self.make_customer(f"Klant {len(counts)} {one}")
                for _invoice in range(3):
                    self.invoice(partner=partner)
            run = self.released()
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.send_now()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
            run.notice_ids.action_cancel("Next")
            self.env["account.move"].search([("state", "=", "posted")]).button_draft()
        # four letters more with twelve invoices; each file that is kept takes a few
        self.assertLess((counts[2] - counts[1]) / 4, 40)
