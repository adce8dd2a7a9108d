"""What the tests of sending share: letters that are really printed, and how to read them."""

from io import BytesIO

import pdfplumber
from dunning_common import DunningCommon
from freezegun import freeze_time


class SendCommon(DunningCommon):
    """One sheet: fine 10 %, interest 1 % a month; the deadline is eight days after the letter."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet.level_ids.write(
            {"fine_percent": 10, "interest_monthly_percent": 1, "payment_days": 8}
        )

    @classmethod
    def follow_law(cls, country):
        """The company is there, and its sheet asks what the law gives."""
        cls.company.country_id = cls.env.ref(f"base.{country}")
        cls.company.partner_id.write({"vat": "BE0477472701", "company_registry": "0477.472.701"})
        # what the law asks a letter to say, so that the free time counts from it
        cls.sheet.level_ids.write(
            {"fine_percent": 0, "interest_monthly_percent": 0, "opening": "Hello,\n\n{term}"}
        )
        cls.sheet.write({"law_profile": "auto", "charge_figures": "legal"})

    @classmethod
    def level(cls, number):
        """Level ``number`` of the sheet for all customers."""
        return cls.sheet.level_ids.filtered(lambda level: level.number == number)

    @classmethod
    def released(cls, key_date=None, **values):
        """A run whose reminders are released and handed to the senders, none made yet."""
        run = cls.make_run(key_date, **values) if key_date else cls.make_run(**values)
        run.action_release()
        run.action_send()
        return run

    @classmethod
    def send_now(cls, limit=None):
        """What a sending lane does; invoices are printed as PDF, not as Odoo's test HTML."""
        runs = cls.env["account.dunning.run"].with_context(force_report_rendering=True)
        handled = runs._send_pending(limit)
        cls.env.invalidate_all()
        return handled

    @classmethod
    def remind_and_accept(cls, key_date):
        """A whole run on ``key_date`` whose e-mails the mail server takes."""
        with freeze_time(key_date):
            run = cls.released(key_date)
            cls.send_now()
            run.notice_ids.mail_id.write({"state": "sent"})
            if run.to_print_count:
                run.action_print()
        return run

    @staticmethod
    def notice_of(run, partner):
        return run.notice_ids.filtered(lambda notice: notice.partner_id == partner)

    @staticmethod
    def line_of(run, item):
        return run.line_ids.filtered(lambda line: line.move_line_id == item)

    @staticmethod
    def pdf_text(pdf):
        """The text of a PDF, its pages joined."""
        with pdfplumber.open(BytesIO(pdf)) as document:
            return "\n".join(page.extract_text() or "" for page in document.pages)

    def letter_text(self, notice):
        return self.pdf_text(notice.attachment_id.raw)

    def breaking_template(self):
        """An e-mail template that cannot be filled in."""
        return self.env["mail.template"].create(
            {
                "name": "Broken",
                "model_id": self.env["ir.model"]._get_id("account.dunning.notice"),
                "subject": "{{ 1 / 0 }}",
                "body_html": "<p>Never read</p>",
            }
        )

    def breaking_report(self):
        """A letter whose template cannot be filled in."""
        self.env["ir.ui.view"].create(
            {
                "name": "broken_letter",
                "type": "qweb",
                "key": "account_dunning_levels.broken_letter",
                "arch": "<t t-name='account_dunning_levels.broken_letter'>"
                "<t t-out='docs[0].no_such_field'/></t>",
            }
        )
        return self.env["ir.actions.report"].create(
            {
                "name": "Broken letter",
                "model": "account.dunning.notice",
                "report_type": "qweb-pdf",
                "report_name": "account_dunning_levels.broken_letter",
            }
        )

    def assertAmounts(self, notice, net, fine, interest, total):
        found = (
            notice.amount_residual,
            notice.fine_amount,
            notice.interest_amount,
            notice.amount_total,
        )
        self.assertEqual([round(amount, 2) for amount in found], [net, fine, interest, total])
