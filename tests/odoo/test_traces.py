"""What a letter leaves behind: the PDF, its copy, activities, chatter lines, in which language."""

from dunning_common import day
from send_common import SendCommon

from odoo import Command
from odoo.tests import new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPdf(SendCommon):
    def copies(self, partner):
        return self.env["ir.attachment"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", partner.id)]
        )

    def test_letter_is_kept_on_the_notice_for_e_mail_and_print(self):
        self.level(1).copy_on_partner = False
        printed = self.make_customer("Printers", email=False)
        self.invoice(), self.invoice(partner=printed)
        run = self.released()
        self.send_now()
        for notice in run.notice_ids:
            letter = notice.attachment_id
            self.assertEqual((letter.res_model, letter.res_id), (notice._name, notice.id))
            self.assertEqual(letter.company_id, self.company)
            text = self.letter_text(notice)
            self.assertIn(notice.partner_id.name, text)
            self.assertIn(notice.name, text)
            self.assertIn(notice.line_ids.move_id.name, text)
        self.assertFalse(self.copies(self.customer) | self.copies(printed))

    def test_letter_shows_the_figures_of_the_notice(self):
        # fine 10.00, interest 1.03, total 111.03, to be paid by 8 April
        self.invoice(100, "2026-02-28")
        run = self.released()
        self.send_now()
        text = self.letter_text(run.notice_ids)
        for words in ("10.00", "1.03", "111.03", "04/08/2026", "02/28/2026", "03/31/2026"):
            self.assertIn(words, text)

    def test_copy_on_the_customer_in_the_sub_folder_also_when_printed(self):
        self.company.dunning_pdf_folder = "Reminders 2026"
        self.level(1).copy_on_partner = True
        printed = self.make_customer("Printers", email=False)
        self.invoice(), self.invoice(partner=printed)
        run = self.released()
        self.send_now()
        for partner in (self.customer, printed):
            notice, copy = self.notice_of(run, partner), self.copies(partner)
            self.assertEqual(copy.dunning_notice_id, notice)
            self.assertEqual(copy.dunning_folder, "Reminders 2026")
            self.assertEqual(copy.raw, notice.attachment_id.raw)
            self.assertEqual(copy.name, notice.attachment_id.name)
            self.assertEqual(partner.dunning_copy_count, 1)

    def test_no_sub_folder_leaves_the_folder_empty(self):
        self.level(1).copy_on_partner = True
        self.invoice()
        self.released()
        self.send_now()
        self.assertFalse(self.copies(self.customer).dunning_folder)

    def test_copy_lies_on_the_customer_not_on_the_contact_who_gets_it(self):
        self.level(1).copy_on_partner = True
        contact = self.make_customer(
            "Accounts payable", parent_id=self.customer.id, dunning_recipient=True, is_company=False
        )
        self.invoice()
        run = self.released()
        self.send_now()
        self.assertEqual(run.notice_ids.recipient_id, contact)
        self.assertEqual(len(self.copies(self.customer)), 1)
        self.assertFalse(self.copies(contact))


@tagged("post_install", "-at_install")
class TestActivities(SendCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.responsible = new_test_user(
            cls.env,
            "responsible",
            "account.group_account_invoice",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.customer.dunning_user_id = cls.responsible

    def activities(self, partner):
        return (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search([("res_model", "=", "res.partner"), ("res_id", "=", partner.id)])
        )

    def test_log_is_a_done_activity_holding_the_letter(self):
        self.level(1).activity_mode = "log"
        self.invoice()
        before = self.customer.message_ids
        run = self.released()
        self.send_now()
        message = self.customer.message_ids - before
        self.assertEqual(len(message), 1)
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_activities"))
        self.assertEqual(
            message.mail_activity_type_id,
            self.env.ref("account_dunning_levels.mail_activity_type_reminder"),
        )
        self.assertIn(run.notice_ids.name, message.body)
        self.assertEqual(message.attachment_ids.mapped("raw"), [run.notice_ids.attachment_id.raw])
        done = self.activities(self.customer)
        self.assertEqual(done.mapped("active"), [False])
        self.assertEqual(done.user_id, self.responsible)

    def test_log_uses_the_activity_type_of_the_level(self):
        kind = self.env["mail.activity.type"].create({"name": "Second notice out"})
        self.level(1).write({"activity_mode": "log", "activity_type_id": kind.id})
        self.invoice()
        self.released()
        self.send_now()
        self.assertEqual(self.activities(self.customer).activity_type_id, kind)

    def test_todo_is_planned_for_the_responsible_on_the_deadline(self):
        self.level(1).activity_mode = "todo"
        self.invoice()
        run = self.released()
        self.send_now()
        todo = self.activities(self.customer)
        self.assertEqual((len(todo), todo.active, todo.user_id), (1, True, self.responsible))
        self.assertEqual(todo.date_deadline, day("2026-04-08"))
        self.assertIn(run.notice_ids.line_ids.move_id.name, todo.note)

    def test_no_activity_leaves_none(self):
        self.invoice()
        self.released()
        self.send_now()
        self.assertFalse(self.activities(self.customer))

    def test_plan_is_started_for_the_responsible_of_each_customer(self):
        plan = self.env["mail.activity.plan"].create(
            {
                "name": "After the first reminder",
                "res_model": "res.partner",
                "template_ids": [
                    Command.create(
                        {
                            "summary": summary,
                            "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                            "responsible_type": "on_demand",
                            "delay_count": days,
                            "delay_unit": "days",
                            "delay_from": "after_plan_date",
                        }
                    )
                    for summary, days in (("Call", 3), ("Visit", 10))
                ],
            }
        )
        self.level(1).write({"activity_mode": "log", "activity_plan_id": plan.id})
        colleague = new_test_user(
            self.env,
            "colleague",
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        other = self.make_customer("Willems", dunning_user_id=colleague.id)
        self.invoice(), self.invoice(partner=other)
        self.released()
        self.send_now()
        for partner, user in ((self.customer, self.responsible), (other, colleague)):
            planned = self.activities(partner).sorted("date_deadline")
            self.assertEqual(planned.mapped("summary"), ["Call", "Visit"])
            self.assertEqual(
                planned.mapped("date_deadline"), [day("2026-04-03"), day("2026-04-10")]
            )
            self.assertEqual(planned.user_id, user)

    def test_phone_is_a_planned_call_and_no_letter(self):
        self.level(1).write({"channel": "phone", "activity_mode": "log"})
        item = self.invoice()
        run = self.released()
        self.send_now()
        notice, call = run.notice_ids, self.activities(self.customer)
        self.assertEqual((notice.state, run.state), ("sent", "done"))
        self.assertFalse(notice.attachment_id or notice.mail_id)
        self.assertEqual((len(call), call.active, call.user_id), (1, True, self.responsible))
        self.assertEqual(
            call.activity_type_id,
            self.env.ref("account_dunning_levels.mail_activity_type_call"),
        )
        self.assertEqual(call.date_deadline, day("2026-03-31"))
        self.assertIn(item.move_id.name, call.note)
        self.assertEqual((item.dunning_level, item.dunning_date), (1, day("2026-03-31")))

    def test_responsible_of_the_company_when_the_customer_has_none(self):
        self.company.dunning_user_id = self.responsible
        other = self.make_customer("Willems")
        self.level(1).activity_mode = "todo"
        self.invoice(partner=other)
        self.released()
        self.send_now()
        self.assertEqual(self.activities(other).user_id, self.responsible)


@tagged("post_install", "-at_install")
class TestChatter(SendCommon):
    def test_each_reminded_invoice_has_one_line(self):
        items = self.invoice(100) | self.invoice(50)
        left = self.invoice(20, "2026-04-30")
        run = self.released()
        before = {move: move.message_ids for move in (items | left).move_id}
        self.send_now()
        for move in items.move_id:
            note = move.message_ids - before[move]
            self.assertEqual(len(note), 1)
            self.assertIn(run.notice_ids.name, note.body)
            self.assertIn("level 1", note.body)
            self.assertIn("Peeters NV", note.body)
            self.assertEqual(note.subtype_id, self.env.ref("mail.mt_note"))
        self.assertEqual(left.move_id.message_ids, before[left.move_id])

    def test_notes_are_signed_by_who_made_the_run(self):
        item = self.invoice(100)
        run = self.released()
        colleague = new_test_user(
            self.env,
            "colleague",
            groups="account.group_account_invoice",
            company_id=self.company.id,
        )
        run.user_id = colleague
        self.send_now()
        note = item.move_id.message_ids[0]
        self.assertIn(run.notice_ids.name, note.body)
        self.assertEqual(note.author_id, colleague.partner_id)

    def test_instalments_of_one_invoice_share_one_line(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Two halves",
                "line_ids": [
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 10}),
                    Command.create({"value": "percent", "value_amount": 50, "nb_days": 20}),
                ],
            }
        )
        move = self.invoice(200, "2026-02-01", invoice_payment_term_id=term.id).move_id
        self.released()
        before = move.message_ids
        self.send_now()
        self.assertEqual(len(move.message_ids - before), 1)

    def test_failed_letter_leaves_no_line(self):
        self.sheet.level_ids.report_id = self.breaking_report()
        move = self.invoice().move_id
        self.released()
        before = move.message_ids
        self.send_now()
        self.assertEqual(move.message_ids, before)

    def test_nobody_is_e_mailed_by_the_chatter(self):
        """Followers of invoice and customer must not receive colleagues' notes."""
        self.level(1).activity_mode = "log"
        item = self.invoice()
        item.move_id.message_subscribe(self.customer.ids)
        self.customer.message_subscribe(self.customer.ids)
        self.released()
        mails = self.env["mail.mail"].search([])
        self.send_now()
        self.assertEqual(len(self.env["mail.mail"].search([]) - mails), 1)


@tagged("post_install", "-at_install")
class TestLanguage(SendCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_NL")
        level = cls.level(1).with_context(lang="nl_NL")
        level.write(
            {
                "subject": "Herinnering van {company}",
                "heading": "Eerste herinnering",
                "opening": "Gelieve {total} te betalen voor {deadline}.",
                "closing": "Met vriendelijke groet",
            }
        )
        cls.customer.lang = "nl_NL"

    def test_letter_file_and_mail_are_in_the_language_of_the_customer(self):
        # 1 234.50: fine 123.45; interest 1234.50 x 1 % x 31 / 30 = 12.7565 -> 12.76;
        # total 1 370.71
        self.invoice(1234.5, "2026-02-28")
        run = self.released()
        self.send_now()
        notice = run.notice_ids
        self.assertEqual(notice.lang, "nl_NL")
        self.assertAmounts(notice, 1234.5, 123.45, 12.76, 1370.71)
        text = self.letter_text(notice).replace("\xa0", " ")
        for words in ("Eerste herinnering", "1.370,71", "08-04-2026", "28-02-2026"):
            self.assertIn(words, text)
        for words in ("Due date", "Total to pay", "Kind regards", "1,370.71"):
            self.assertNotIn(words, text)
        self.assertRegex(notice.attachment_id.name, "^(Aanmaning|Herinnering) .*pdf$")
        mail = notice.mail_id
        self.assertEqual(mail.subject, f"Herinnering van {self.company.name}")
        self.assertIn("1.370,71", mail.body_html.replace("\xa0", " "))
        self.assertIn("08-04-2026", mail.body_html)
        self.assertNotIn("Due date", mail.body_html)

    def test_two_languages_in_one_batch_do_not_mix(self):
        english = self.make_customer("Smith Ltd", lang="en_US")
        self.invoice(), self.invoice(partner=english)
        run = self.released()
        self.send_now()
        dutch = self.letter_text(self.notice_of(run, self.customer))
        other = self.letter_text(self.notice_of(run, english))
        self.assertIn("Eerste herinnering", dutch)
        self.assertNotIn("Reminder 1", dutch)
        self.assertIn("Reminder 1", other)
        self.assertNotIn("Eerste herinnering", other)

    def test_language_is_that_of_the_recipient_not_of_the_debtor(self):
        self.make_customer(
            "Accounts payable",
            parent_id=self.customer.id,
            dunning_recipient=True,
            is_company=False,
            lang="en_US",
        )
        self.invoice()
        run = self.released()
        self.send_now()
        self.assertEqual(run.notice_ids.lang, "en_US")
        self.assertIn("Reminder 1", self.letter_text(run.notice_ids))

    def test_layout_of_a_language_replaces_texts_and_template(self):
        template = self.env["mail.template"].create(
            {
                "name": "Grote klanten",
                "model_id": self.env["ir.model"]._get_id("account.dunning.notice"),
                "subject": "Aan {{ object.partner_id.name }}",
                "body_html": "<p>Beste klant</p>",
            }
        )
        self.level(1).layout_ids = [
            Command.create(
                {
                    "lang": "nl_NL",
                    "heading": "Voor onze grote klant",
                    "mail_template_id": template.id,
                }
            )
        ]
        self.invoice()
        run = self.released()
        self.send_now()
        self.assertIn("Voor onze grote klant", self.letter_text(run.notice_ids))
        self.assertEqual(run.notice_ids.mail_id.subject, "Aan Peeters NV")

    def test_colleagues_read_the_chatter_in_their_own_language(self):
        item = self.invoice()
        self.released()
        before = item.move_id.message_ids
        self.send_now()
        self.assertIn("Reminder level 1", (item.move_id.message_ids - before).body)
