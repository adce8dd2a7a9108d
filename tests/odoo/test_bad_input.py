"""What goes wrong between proposal and letter: one clear sentence each, nothing lost."""

import stat
import tempfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import psycopg2
from dunning_common import day
from send_common import SendCommon

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from odoo.addons.account_dunning_levels.engine.press import pdf_engine

SEND_LOG = "odoo.addons.account_dunning_levels.engine.send.batches"
ENGINE_LOG = "odoo.addons.account_dunning_levels.engine.press.pdf_engine"


@tagged("post_install", "-at_install")
class TestManyItems(SendCommon):
    def test_five_hundred_items_on_one_letter(self):
        # 500 opening items of 10.00, due one after the other from 1 November 2024 on; the last,
        # 499 days later, on 15 March 2026: net 5 000.00
        self.sheet.level_ids.write({"fine_percent": 0, "interest_monthly_percent": 0})
        accounts = self.company_data
        first = day("2024-11-01")
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "journal_id": accounts["default_journal_misc"].id,
                "date": "2026-03-15",
                "line_ids": [
                    Command.create(
                        {
                            "name": f"Opening {number:03}.",
                            "account_id": accounts["default_account_receivable"].id,
                            "partner_id": self.customer.id,
                            "debit": 10,
                            "date_maturity": first + timedelta(days=number),
                        }
                    )
                    for number in range(500)
                ]
                + [
                    Command.create(
                        {
                            "name": "Counterpart",
                            "account_id": accounts["default_account_revenue"].id,
                            "credit": 5000,
                        }
                    )
                ],
            }
        )
        move.action_post()
        items = self.receivable(move)
        items.no_followup = False
        run = self.released()
        self.assertEqual(self.send_now(), 1)
        notice = run.notice_ids
        self.assertEqual((notice.state, notice.line_count), ("queued", 500))
        self.assertAmounts(notice, 5000.0, 0.0, 0.0, 5000.0)
        self.assertEqual(set(items.mapped("dunning_level")), {1})
        self.assertGreater(len(PdfReader(BytesIO(notice.attachment_id.raw)).pages), 8)
        text = self.letter_text(notice)
        missing = [number for number in range(500) if f"Opening {number:03}." not in text]
        self.assertEqual(missing, [])
        self.assertIn("5,000.00", text)


@tagged("post_install", "-at_install")
class TestCustomerGone(SendCommon):
    def merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo().create({})
        wizard._merge((source | target).ids, target, extra_checks=False)
        self.env.invalidate_all()

    def test_customers_merged_in_between_get_one_letter_over_the_items_of_both(self):
        twin = self.make_customer("Peeters NV twin")
        tag = self.env["res.partner.category"].create({"name": "Large"})
        for partner in (self.customer, twin):
            partner.dunning_category_ids = [Command.create({"category_id": tag.id})]
        one, two = self.invoice(100), self.invoice(50, partner=twin)
        run = self.released()
        self.merge(twin, self.customer)
        self.assertEqual(self.send_now(), 1)
        notice = run.notice_ids.filtered(lambda notice: notice.state == "queued")
        self.assertEqual((notice.partner_id, notice.recipient_id), (self.customer, self.customer))
        self.assertEqual((one.dunning_level, two.dunning_level), (1, 1))
        self.assertEqual(notice.amount_residual, 150)
        self.assertEqual(self.customer.dunning_category_ids.category_id, tag)

    def test_customers_merged_after_sending_keep_level_letter_and_copy(self):
        self.level(1).copy_on_partner = True
        twin = self.make_customer("Peeters NV twin")
        item = self.invoice(partner=twin)
        run = self.remind_and_accept("2026-03-31")
        self.merge(twin, self.customer)
        self.assertEqual((run.notice_ids.partner_id, item.dunning_level), (self.customer, 1))
        self.assertTrue(run.notice_ids.attachment_id.raw)
        self.assertEqual(self.customer.dunning_copy_count, 1)
        self.assertEqual(self.customer.dunning_notice_count, 1)

    def test_hold_of_a_merged_customer_still_holds(self):
        twin = self.make_customer("Peeters NV twin")
        self.env["account.dunning.hold"].create(
            {"partner_id": twin.id, "company_id": self.company.id, "reason": "Talks"}
        )
        item = self.invoice(partner=twin)
        self.merge(twin, self.customer)
        self.assertEqual(self.reason_of(item, self.make_run()), "blocked")

    def test_contact_that_gets_the_letter_cannot_be_deleted_in_between(self):
        contact = self.make_customer(
            "Accounts payable", parent_id=self.customer.id, dunning_recipient=True, is_company=False
        )
        self.invoice()
        run = self.released()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(psycopg2.IntegrityError),
            self.env.cr.savepoint(),
        ):
            contact.unlink()
            self.env.flush_all()
        self.env.invalidate_all()
        self.send_now()
        self.assertEqual((run.notice_ids.state, run.notice_ids.recipient_id), ("queued", contact))

    def test_customer_given_to_another_company_stops_nobody(self):
        """Its invoice stays with the company that made it, whose people may not see it any more."""
        other = self.make_customer("Willems")
        item = self.invoice()
        self.invoice(partner=other)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET company_id = %s WHERE id = %s",
            [elsewhere.id, self.customer.id],
        )
        self.env.invalidate_all()
        clerk = new_test_user(
            self.env,
            "clerk",
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        run = self.make_run().with_user(clerk)
        run.action_release()
        run.action_send()
        self.send_now()
        notices = run.sudo().notice_ids
        self.assertEqual(notices.partner_id, self.customer | other)
        self.assertEqual(notices.mapped("state"), ["queued", "queued"])
        shown = run.line_ids.web_read({"partner_id": {"fields": {"display_name": {}}}})
        names = {line["partner_id"]["display_name"] for line in shown}
        self.assertEqual(names, {"Peeters NV", "Willems"})
        # what is set up for the customer is as closed as the customer
        with self.assertRaises(AccessError):
            item.with_user(clerk).action_dunning_explain("2026-03-31")

    def test_archived_customer_still_owes(self):
        """T13: putting a customer away does not put its debt away."""
        item = self.invoice()
        run = self.released()
        self.customer.active = False
        self.send_now()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("queued", 1))


@tagged("post_install", "-at_install")
class TestPdfEngine(SendCommon):
    def engine(self, script):
        """A wkhtmltopdf that does what ``script`` says."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        binary = Path(folder.name) / "wkhtmltopdf"
        binary.write_text(f"#!/bin/sh\n{script}\n")
        binary.chmod(binary.stat().st_mode | stat.S_IEXEC)
        return SimpleNamespace(state="ok", bin=str(binary), is_patched_qt=False)

    def send_with(self, info):
        with (
            patch.object(pdf_engine, "_wkhtml", lambda: info),
            mute_logger(SEND_LOG, ENGINE_LOG),
        ):
            return self.send_now()

    def assertFailedClearly(self, notice, words):
        self.assertEqual(notice.state, "failed")
        self.assertIn(words, notice.reason)
        self.assertNotIn("Traceback", notice.reason)
        self.assertFalse(notice.attachment_id or notice.mail_id)
        self.assertEqual(notice.line_ids.move_line_id.dunning_level, 0)

    def test_missing_engine_is_told_with_the_way_to_get_it(self):
        self.invoice()
        run = self.released()
        self.send_with(SimpleNamespace(state="install", bin="wkhtmltopdf", is_patched_qt=False))
        self.assertFailedClearly(run.notice_ids, "install wkhtmltopdf")

    def test_missing_binary_is_told_too(self):
        self.invoice()
        run = self.released()
        self.send_with(SimpleNamespace(state="ok", bin="/no/such/file", is_patched_qt=False))
        self.assertFailedClearly(run.notice_ids, "wkhtmltopdf")

    def test_engine_that_crashes_is_told_and_retried_when_repaired(self):
        item = self.invoice()
        run = self.released()
        self.send_with(self.engine("echo 'out of memory' >&2; exit 1"))
        self.assertFailedClearly(run.notice_ids, "PDF engine")
        run.notice_ids.action_retry()
        self.send_now()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("queued", 1))

    def test_who_needs_no_letter_goes_on(self):
        calls = self.make_sheet("By phone", category=self.tag("Phone"), level_channel="phone")
        called = self.make_customer("Called", category_id=calls.category_id.ids)
        self.invoice(), self.invoice(partner=called)
        run = self.released()
        self.send_with(SimpleNamespace(state="install", bin="wkhtmltopdf", is_patched_qt=False))
        self.assertEqual(self.notice_of(run, self.customer).state, "failed")
        self.assertEqual(self.notice_of(run, called).state, "sent")

    def test_letter_that_cannot_be_filled_in_fails_alone(self):
        bad = self.make_sheet("Bad", category=self.tag("Bad"), level_report_id=self.breaking())
        customer = self.make_customer("Unlucky", category_id=bad.category_id.ids)
        self.invoice(), self.invoice(partner=customer)
        run = self.released()
        with mute_logger("odoo.addons.account_dunning_levels.engine.press.reports"):
            self.send_now()
        self.assertFailedClearly(self.notice_of(run, customer), "Broken letter")
        self.assertEqual(self.notice_of(run, self.customer).state, "queued")

    def tag(self, name):
        return self.env["res.partner.category"].create({"name": name})

    def breaking(self):
        return self.breaking_report().id


@tagged("post_install", "-at_install")
class TestSettingsGone(SendCommon):
    def test_language_that_does_not_exist_falls_back_with_a_warning(self):
        self.env.cr.execute(
            "UPDATE res_partner SET lang = 'xx_XX' WHERE id = %s", [self.customer.id]
        )
        self.env.invalidate_all()
        self.invoice()
        run = self.make_run()
        self.assertEqual(run.notice_ids.lang, "en_US")
        self.assertIn("not installed", run.notice_ids.warning)
        run.action_release()
        run.action_send()
        self.send_now()
        self.assertEqual(run.notice_ids.state, "queued")

    def test_language_taken_away_in_between_stops_nobody(self):
        lang = self.env["res.lang"]._activate_lang("es_ES")
        spaniard = self.make_customer("Garcia", lang="es_ES")
        self.invoice(), self.invoice(partner=spaniard)
        run = self.released()
        self.env.cr.execute("UPDATE res_lang SET active = FALSE WHERE id = %s", [lang.id])
        self.env.registry.clear_all_caches()
        self.env.invalidate_all()
        with mute_logger(SEND_LOG):
            self.send_now()
        self.assertEqual(self.notice_of(run, self.customer).state, "queued")
        notice = self.notice_of(run, spaniard)
        self.assertIn(notice.state, ("queued", "failed"))
        if notice.state == "failed":
            self.assertTrue(notice.reason)

    def test_template_of_the_customer_deleted_in_between_the_level_has_one(self):
        own = self.env["mail.template"].create(
            {
                "name": "Own",
                "model_id": self.env["ir.model"]._get_id("account.dunning.notice"),
                "subject": "Own subject",
            }
        )
        self.customer.dunning_mail_template_id = own
        self.invoice()
        run = self.released()
        own.unlink()
        self.send_now()
        self.assertEqual(run.notice_ids.state, "queued")
        self.assertIn(run.notice_ids.name, run.notice_ids.mail_id.subject)

    def test_sheet_archived_in_between_the_run_goes_on_as_proposed(self):
        self.invoice(100, "2026-02-28")
        run = self.released()
        self.sheet.active = False
        self.send_now()
        self.assertEqual(run.notice_ids.state, "queued")
        self.assertAmounts(run.notice_ids, 100.0, 10.0, 1.03, 111.03)

    def test_level_switched_off_in_between_the_run_goes_on_as_proposed(self):
        self.invoice()
        run = self.released()
        self.level(1).active = False
        self.send_now()
        self.assertEqual((run.notice_ids.state, run.notice_ids.level), ("queued", 1))
        self.assertIn("Reminder 1", self.letter_text(run.notice_ids))

    def test_run_that_was_sent_cannot_be_deleted(self):
        self.invoice()
        run = self.remind_and_accept("2026-03-31")
        with self.assertRaisesRegex(UserError, "is kept"):
            run.unlink()
