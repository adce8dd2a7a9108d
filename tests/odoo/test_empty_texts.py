"""Letters without a text and e-mails without a subject are refused."""

from mail_house import OutboxCase

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

NOTHING = {"subject": False, "opening": False, "closing": False}


@tagged("post_install", "-at_install")
class TestLevel(OutboxCase):
    def assertRefused(self, values, *words):
        with self.assertRaises(ValidationError) as caught, self.cr.savepoint():
            self.level(1).write(values)
        for word in words:
            self.assertIn(word, str(caught.exception))

    def test_level_without_any_text_is_refused(self):
        self.assertRefused(NOTHING, "level 1")

    def test_empty_subject_is_refused(self):
        for empty in (False, "", "  "):
            self.assertRefused({"subject": empty}, "Subject of level 1", "English")

    def test_opening_and_closing_both_empty_are_refused_and_one_of_them_is_enough(self):
        self.assertRefused({"opening": False, "closing": " \n "}, "Opening and closing of level 1")
        self.level(1).opening = False
        self.assertEqual(self.level(1).closing, "Kind regards")
        self.assertRefused({"closing": False}, "Opening and closing")

    def test_text_that_is_empty_in_one_language_is_refused(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        level = self.level(1).with_context(lang="nl_NL")
        with self.assertRaisesRegex(ValidationError, "Dutch"), self.cr.savepoint():
            level.subject = "   "
        with self.assertRaisesRegex(ValidationError, "Dutch"), self.cr.savepoint():
            self.level(1).update_field_translations("subject", {"nl_NL": "  "})

    def test_layout_of_a_language_fills_what_its_level_leaves_empty(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.level(1).layout_ids = [Command.create({"lang": "nl_NL", "subject": "Herinnering"})]
        self.level(1).with_context(lang="nl_NL").subject = "  "
        self.assertEqual(self.level(1)._text("subject", "nl_NL"), "Herinnering")

    def test_layout_of_blanks_takes_the_text_of_the_level(self):
        self.level(1).layout_ids = [Command.create({"lang": "en_US", "subject": "  "})]
        self.assertEqual(self.level(1)._text("subject", "en_US"), "Reminder {number} of {company}")

    def test_printed_letter_needs_no_subject(self):
        self.level(1).write({"channel": "print", "subject": False})
        self.assertFalse(self.level(1).subject)
        self.assertRefused({"opening": False, "closing": False}, "Opening and closing")

    def test_phone_call_needs_no_text(self):
        self.level(1).write({"channel": "phone", **NOTHING})
        self.assertFalse(self.level(1).opening)

    def test_template_with_a_subject_of_its_own_needs_none_of_the_level(self):
        self.level(1).mail_template_id = self.env["mail.template"].create(
            {
                "name": "House",
                "model_id": self.env["ir.model"]._get_id("account.dunning.notice"),
                "subject": "Our invoices",
                "body_html": "<p>Text</p>",
            }
        )
        self.level(1).subject = False
        self.assertFalse(self.level(1).subject)

    def test_new_level_with_an_emptied_text_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Subject of level 4"):
            self.sheet.level_ids = [Command.create({"subject": False, "opening": "Pay."})]


@tagged("post_install", "-at_install")
class TestRelease(OutboxCase):
    def empty_level(self, level=1):
        """As an import or an older version may have left it."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_dunning_level SET subject = NULL, opening = NULL, closing = NULL"
            " WHERE id = %s",
            [self.level(level).id],
        )
        self.env.invalidate_all()

    def test_empty_reminder_is_not_released(self):
        self.invoice()
        run = self.make_run()
        self.empty_level()
        with self.assertRaisesRegex(UserError, "texts are empty") as caught:
            run.action_release()
        self.assertIn("Peeters NV", str(caught.exception))
        self.assertIn("a subject", str(caught.exception))
        self.assertIn("a text", str(caught.exception))
        self.assertEqual(run.notice_ids.state, "proposed")

    def test_others_of_the_run_are_released_and_the_empty_one_is_named_and_warned_of(self):
        other = self.make_customer("Willems")
        self.invoice()
        self.invoice(partner=other).dunning_opening_level = 1
        run = self.make_run()
        self.empty_level(1)
        told = run.action_release()
        self.assertIn("Peeters NV", str(told))
        notice = self.notice_of(run, self.customer)
        self.assertEqual(notice.state, "proposed")
        self.assertEqual(notice.warning_codes, "lacks_subject,lacks_text")
        self.assertIn("subject", notice.warning)
        self.assertEqual(self.notice_of(run, other).state, "ready")

    def test_text_of_words_in_braces_that_stand_for_nothing_is_empty(self):
        self.company.write({"vat": False, "company_registry": False})
        self.invoice()
        run = self.make_run()
        self.level(1).subject = "{enterprise_number}"
        self.assertEqual(run.notice_ids.subject, "")
        with self.assertRaisesRegex(UserError, "a subject"):
            run.action_release()

    def test_text_emptied_after_release_fails_and_nothing_leaves(self):
        self.invoice()
        run = self.released()
        self.empty_level()
        self.send_now()
        self.assertEqual(run.notice_ids.state, "failed")
        self.assertIn("subject", run.notice_ids.reason)
        self.assertFalse(run.notice_ids.mail_id)

    def test_template_that_renders_nothing_fails_with_a_sentence(self):
        self.customer.dunning_mail_template_id = self.env["mail.template"].create(
            {
                "name": "Empty",
                "model_id": self.env["ir.model"]._get_id("account.dunning.notice"),
                "subject": "{{ object.partner_id.ref or '' }}",
                "body_html": "<p>Text</p>",
            }
        )
        self.invoice()
        run = self.released()
        self.send_now()
        self.assertEqual(run.notice_ids.state, "failed")
        self.assertIn("no subject", run.notice_ids.reason)

    def test_automatic_run_tells_the_responsible_and_sends_the_others(self):
        self.empty_level(1)
        other = self.make_customer("Willems")
        self.invoice()
        self.invoice(partner=other).dunning_opening_level = 1
        self.env["res.company"].search([]).sudo().dunning_auto_mode = "none"
        # 31 March 2026 is a Tuesday
        self.company.write(
            {
                "dunning_auto_mode": "send",
                "dunning_auto_tuesday": True,
                "dunning_user_id": self.env.user.id,
            }
        )
        with self.enter_registry_test_mode():
            self.env.ref("account_dunning_levels.ir_cron_propose").sudo().method_direct_trigger()
        self.env.invalidate_all()
        self.send_now()
        self.run_outbox()
        self.assertFalse(self.house.to(self.customer.email))
        self.assertTrue(self.house.to(other.email))
        told = self.env["mail.activity"].search([("res_id", "=", self.company.partner_id.id)])
        self.assertIn("Peeters NV", told[-1].note)
        self.assertIn("texts are empty", told[-1].note)
