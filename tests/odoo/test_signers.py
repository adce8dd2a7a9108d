"""People who left sign nothing, receive nothing and own no activity (SPEC section 13)."""

import re
from io import BytesIO

from freezegun import freeze_time
from send_common import SendCommon

from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from odoo.addons.account_dunning_levels.engine.settle import questions
from odoo.addons.account_dunning_levels.engine.signs.people import People

ACCOUNTANT = "base.group_user,account.group_account_invoice"


def text_of(pdf):
    """The text of a PDF without spaces: the engine sets words letter by letter."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


@tagged("post_install", "-at_install")
class TestSigners(SendCommon):
    """Sofie looks after the customer, Karel after the reminders of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sofie = cls.person("sofie", "Sofie Claes")
        cls.karel = cls.person("karel", "Karel Maes")
        cls.company.dunning_user_id = cls.karel
        cls.company.email = "office@acme.be"
        cls.customer.dunning_user_id = cls.sofie

    @classmethod
    def person(cls, login, name):
        return new_test_user(
            cls.env,
            login=login,
            name=name,
            email=f"{login}@acme.be",
            groups=ACCOUNTANT,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def leaves(self, user, how):
        """A person leaves: archived, without access to the company, or no employee any more."""
        if how == "archived":
            user.active = False
        elif how == "other company":
            other = self.env["res.company"].create({"name": "Elsewhere"})
            user.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        else:
            user.group_ids = [Command.set(self.env.ref("base.group_portal").ids)]

    def activities(self, partner=None):
        return self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", (partner or self.customer).id)]
        )

    def assertSignedBy(self, notice, user):
        """From, Reply-To, contact and signature of the letter and the e-mail are of this user."""
        self.assertEqual(notice.user_id, user)
        mail, printed = notice.mail_id, text_of(notice.attachment_id.raw)
        for header in (mail.email_from, mail.reply_to):
            self.assertIn(user.email, header)
        # as the contact above, and below the text
        self.assertEqual(printed.count(user.name.replace(" ", "")), 2)
        self.assertIn(user.name, str(mail.body_html))
        for other in (
            (self.sofie, self.karel)
            if user not in (self.sofie, self.karel)
            else ((self.sofie | self.karel) - user)
        ):
            self.assertNotIn(other.name.replace(" ", ""), printed)
            self.assertNotIn(other.email, f"{mail.email_from} {mail.reply_to} {mail.body_html}")

    # --------------------------------------------------------------------- proposal

    def test_who_is_there_signs(self):
        self.invoice(100.0)
        run = self.released()
        self.send_now()
        self.assertSignedBy(run.notice_ids, self.sofie)

    def test_who_left_before_the_proposal_signs_nothing(self):
        for how in ("archived", "other company", "portal"):
            with self.subTest(how=how), self.env.cr.savepoint() as savepoint:
                self.sheet.level_ids.activity_mode = "todo"
                self.leaves(self.sofie, how)
                self.invoice(100.0)
                run = self.released()
                self.assertEqual(run.notice_ids.user_id, self.karel)
                self.assertEqual(run.line_ids.user_id, self.karel)
                self.assertFalse(run.notice_ids.warning_codes)
                self.send_now()
                self.assertSignedBy(run.notice_ids, self.karel)
                self.assertEqual(self.activities().user_id, self.karel)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_archived_salesperson_signs_nothing(self):
        self.customer.write({"dunning_user_id": False, "user_id": self.sofie.id})
        self.sofie.active = False
        self.invoice(100.0)
        self.assertEqual(self.make_run().notice_ids.user_id, self.karel)

    def test_without_a_responsible_who_is_there_the_maker_of_the_run_signs(self):
        (self.sofie | self.karel).active = False
        self.invoice(100.0)
        run = self.make_run()
        self.assertEqual(run.notice_ids.user_id, self.env.user)
        self.assertEqual(run.user_id, self.env.user)

    # ---------------------------------------------------------------- the last look

    def test_who_left_after_release_signs_nothing(self):
        for how in ("archived", "other company"):
            with self.subTest(how=how), self.env.cr.savepoint() as savepoint:
                self.sheet.level_ids.activity_mode = "log"
                self.invoice(100.0)
                run = self.released()
                self.assertEqual(run.notice_ids.user_id, self.sofie)
                self.leaves(self.sofie, how)
                self.send_now()
                self.assertSignedBy(run.notice_ids, self.karel)
                done = self.env["mail.activity"].with_context(active_test=False)
                logged = done.search([("dunning_notice_id", "=", run.notice_ids.id)])
                self.assertEqual(logged.user_id, self.karel)
                savepoint.rollback()
                self.env.invalidate_all()

    # --------------------------------------------------------------- nobody is left

    def everybody_leaves(self):
        """All who may enter the company, the user of these tests too: it goes on as at night."""
        people = self.env["res.users"].search([("company_ids", "in", self.company.ids)])
        other = self.env["res.company"].create({"name": "Elsewhere"})
        root = self.env.ref("base.user_root")
        for user in people - root:
            user.sudo().write(
                {
                    "company_id": other.id,
                    "company_ids": [
                        Command.link(other.id),
                        Command.unlink(self.company.id),
                    ],
                }
            )
        self.env.flush_all()

    def test_when_all_people_left_the_company_signs(self):
        self.sheet.level_ids.activity_mode = "todo"
        self.invoice(100.0)
        run = self.make_run()
        notice = run.notice_ids.sudo()
        self.everybody_leaves()
        self.assertIsNone(People(self.company).owner(self.sofie.id, self.env.uid))
        root = self.env(user=self.env.ref("base.user_root"), su=True)
        run.with_env(root).action_release()
        run.with_env(root).action_send()
        root["account.dunning.run"]._send_pending()
        self.env.invalidate_all()
        self.assertEqual(notice.state, "queued")
        self.assertFalse(notice.user_id)
        self.assertIn("no_person", notice.warning_codes)
        self.assertIn(f"has left {self.company.name}", notice.warning)
        self.assertIn("office@acme.be", notice.mail_id.email_from)
        printed = text_of(notice.attachment_id.raw)
        for user in (self.sofie, self.karel):
            self.assertNotIn(user.name.replace(" ", ""), printed)
        activity = self.env["mail.activity"].sudo().search([("dunning_notice_id", "=", notice.id)])
        self.assertEqual(len(activity), 1)
        self.assertFalse(activity.user_id)

    def test_at_night_without_people_a_list_is_made_and_nobody_named(self):
        self.invoice(100.0)
        run = self.make_run(propose=False)
        self.everybody_leaves()
        run = run.with_env(self.env(user=self.env.ref("base.user_root"), su=True))
        run.user_id = self.karel
        run.action_propose()
        self.assertFalse(run.notice_ids.user_id)
        self.assertEqual(run.notice_ids.warning_codes, "no_person")

    def test_activity_nobody_owns_goes_to_a_reminders_administrator(self):
        (self.sofie | self.karel).active = False
        manager = self.person("els", "Els Jacobs")
        manager.group_ids |= self.env.ref("account_dunning_levels.group_dunning_manager")
        self.env.flush_all()
        there = People(self.company)
        found = self.env["res.users"].browse(there.owner(self.sofie.id))
        self.assertTrue(found.has_group("account_dunning_levels.group_dunning_manager"))
        self.assertIn(self.company, found.company_ids)

    # -------------------------------------------------------------------- activities

    def test_exhausted_items_are_told_to_who_is_there(self):
        self.sheet.after_last_level = "stop"
        item = self.invoice(100.0, "2025-12-31")
        item.write({"dunning_opening_level": 3, "dunning_opening_date": "2026-01-31"})
        self.sofie.active = False
        self.make_run()
        self.assertEqual(self.activities().user_id, self.karel)

    def test_question_what_became_of_an_e_mail_goes_to_who_is_there(self):
        self.invoice(100.0)
        run = self.released()
        self.send_now()
        self.assertEqual(run.notice_ids.user_id, self.sofie)
        self.sofie.active = False
        questions.ask(run.notice_ids.sudo())
        self.assertEqual(self.activities().user_id, self.karel)

    def test_broken_promise_is_told_to_who_is_there(self):
        item = self.invoice(100.0)
        with freeze_time("2026-03-01"):
            self.env["account.dunning.hold"].create(
                {
                    "kind": "promise",
                    "move_line_id": item.id,
                    "date_until": "2026-03-10",
                    "company_id": self.company.id,
                }
            )
        self.sofie.active = False
        self.make_run()
        self.assertEqual(self.activities().user_id, self.karel)

    def test_failed_automatic_run_is_told_to_an_administrator_when_the_responsible_left(self):
        self.company.write({"dunning_auto_mode": "send"})
        self.company.partner_id.bank_ids.active = False
        self.karel.active = False
        self.invoice(100.0)
        from odoo.addons.account_dunning_levels.engine import daily

        with mute_logger("odoo.addons.account_dunning_levels.engine.daily"):
            daily._run_or_tell(self.company.with_user(self.env.ref("base.user_root")))
        told = self.activities(self.company.partner_id)
        self.assertEqual(len(told), 1)
        self.assertNotEqual(told.user_id, self.karel)
        self.assertTrue(told.user_id.active)
        self.assertIn("no bank account", str(told.note))

    def test_statement_of_account_names_who_is_there(self):
        self.invoice(100.0)
        row = self.env["account.dunning.worklist"].browse(self.customer.id)
        row = row.with_company(self.company)
        self.assertEqual(row._statement_contact(), self.sofie)
        self.sofie.active = False
        self.env.flush_all()
        self.assertEqual(row._statement_contact(), self.karel)
