"""Sending many letters at once: what a batch costs, and that nothing of a letter is missing."""

from unittest.mock import patch

from dunning_common import day
from send_common import SendCommon

from odoo.tests import tagged

#: languages that every test database has
LANGUAGES = ("en_US", "nl_BE", "fr_FR")


@tagged("post_install", "-at_install")
class TestBatch(SendCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet.level_ids.write(
            {"channel": "email", "activity_mode": "log", "copy_on_partner": True}
        )

    def customers(self, count):
        """Customers of three languages with two overdue invoices each."""
        for number in range(count):
            partner = self.make_customer(f"Klant {number}", lang=LANGUAGES[number % 3])
            self.invoice(partner=partner)
            self.invoice(50, partner=partner)

    def queries_of(self, count):
        """Send letters to ``count`` new customers in one batch; returns the statements it took."""
        self.customers(count)
        run = self.released()
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        self.assertEqual(self.send_now(), count)
        self.env.flush_all()
        queries = self.env.cr.sql_log_count - start
        self.assertEqual(set(run.notice_ids.mapped("state")), {"queued"})
        return queries

    def test_a_batch_of_24_takes_as_many_statements_as_one_of_6(self):
        self.queries_of(6)  # what is read once per process
        few = self.queries_of(6)
        many = self.queries_of(24)
        self.assertEqual(many, few)

    def compiled_by(self, count):
        """Languages in which texts of e-mails were compiled for ``count`` letters."""
        self.customers(count)
        self.released()
        qweb = self.registry["ir.qweb"]
        compiled = []
        original = qweb._generate_code

        def counted(self, template):
            if not isinstance(template, (int, str)):
                compiled.append(self.env.context.get("lang"))
            return original(self, template)

        with patch.object(qweb, "_generate_code", counted):
            self.assertEqual(self.send_now(), count)
        return sorted(compiled)

    def test_text_of_an_email_is_compiled_once_for_each_language(self):
        few = self.compiled_by(3)
        self.assertEqual(set(few), set(LANGUAGES))
        self.assertEqual(self.compiled_by(12), few)

    def test_each_email_has_its_own_customer_language_and_letter(self):
        self.customers(6)
        run = self.released()
        self.send_now()
        for notice in run.notice_ids:
            mail = notice.mail_id
            self.assertEqual(mail.attachment_ids, notice.attachment_id)
            self.assertIn(notice.name, mail.body_html)
            others = run.notice_ids - notice
            self.assertFalse([other for other in others if other.name in mail.body_html])
        self.assertEqual(len(set(run.notice_ids.mail_id.mapped("body_html"))), 6)

    def test_answers_go_where_odoo_sends_them_when_the_template_names_nobody(self):
        domain = self.env["mail.alias.domain"].create({"name": "antwoord.example.com"})
        self.env.company.alias_domain_id = domain
        self.env.ref("account_dunning_levels.mail_template_reminder").reply_to = False
        self.customers(2)
        run = self.released()
        self.send_now()
        for notice in run.notice_ids:
            mail = notice.mail_id
            alone = self.env["mail.message"]._get_reply_to(
                {"model": notice._name, "res_id": notice.id, "email_from": mail.email_from}
            )
            self.assertEqual(mail.reply_to, alone)
            self.assertIn("catchall@antwoord.example.com", mail.reply_to)

    def test_every_note_is_the_row_that_odoo_writes_alone(self):
        self.customers(3)
        run = self.released()
        self.send_now()
        moves = run.line_ids.move_id
        notes = self.env["mail.message"].search(
            [("model", "=", "account.move"), ("res_id", "in", moves.ids)]
        )
        notes = notes.filtered(lambda note: "Reminder level" in note.body)
        self.assertEqual(sorted(notes.mapped("res_id")), sorted(moves.ids))
        self.assertEqual(len(set(notes.mapped("message_id"))), len(moves))
        alone = self.env["mail.message"].create(
            {
                "model": "account.move",
                "res_id": moves[0].id,
                "body": notes[0].body,
                "message_type": "notification",
                "subtype_id": self.env.ref("mail.mt_note").id,
                "author_id": self.env.user.partner_id.id,
                "email_from": self.env.user.partner_id.email_formatted,
                "reply_to": self.env.user.partner_id.email_formatted,
            }
        )
        own = {"id", "res_id", "body", "message_id"}
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT * FROM mail_message WHERE id = ANY(%s) ORDER BY id", [[*notes.ids, alone.id]]
        )
        names = [column.name for column in self.env.cr.description]
        rows = [
            {name: value for name, value in zip(names, row, strict=True) if name not in own}
            for row in self.env.cr.fetchall()
        ]
        for row in rows:
            for name in ("create_date", "write_date", "date"):
                row.pop(name)
        self.assertEqual(rows, [rows[-1]] * len(rows))

    def test_done_activity_holds_the_letter_and_is_not_planned(self):
        self.customers(3)
        run = self.released()
        self.send_now()
        for notice in run.notice_ids:
            partner = notice.partner_id
            self.assertFalse(partner.activity_ids)
            done = self.env["mail.activity"].with_context(active_test=False)
            done = done.search([("dunning_notice_id", "=", notice.id)])
            self.assertEqual((done.active, done.date_done), (False, day("2026-03-31")))
            copy = self.env["ir.attachment"].search([("dunning_notice_id", "=", notice.id)])
            holding = partner.message_ids.filtered("attachment_ids")
            self.assertEqual(holding.attachment_ids, copy)

    def test_responsible_user_follows_the_customer_once_with_odoo_s_own_subtypes(self):
        # as Odoo makes the follower of somebody who gets an activity there
        self.customers(2)
        run = self.released()
        self.send_now()
        responsible = self.env.user.partner_id
        alone = self.make_customer("Zonder herinnering")
        alone.message_subscribe(partner_ids=responsible.ids)
        wanted = alone.message_follower_ids.filtered(lambda own: own.partner_id == responsible)
        for partner in run.notice_ids.partner_id:
            found = partner.message_follower_ids.filtered(lambda own: own.partner_id == responsible)
            self.assertEqual(len(found), 1)
            self.assertEqual(found.subtype_ids, wanted.subtype_ids)
