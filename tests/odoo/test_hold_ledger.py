"""Holds and notes when the ledger or the customers move under them, and what cannot be typed."""

import psycopg2
from dunning_common import TODAY, DunningCommon, day
from freezegun import freeze_time
from test_holds import HoldMixin

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger


class HoldLedgerCase(HoldMixin, DunningCommon):
    @classmethod
    def person(cls, login, company=None, groups="account_dunning_levels.group_dunning_user"):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            f"base.group_user,{groups}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )


@tagged("post_install", "-at_install")
class TestPromiseAndLedger(HoldLedgerCase):
    def test_invoice_in_correction_is_not_a_kept_promise(self):
        for subject in ("move_line_id", "move_id"):
            item = self.invoice(100)
            record = item if subject == "move_line_id" else item.move_id
            hold = self.hold("promise", date_until="2026-04-10", **{subject: record.id})
            item.move_id.button_draft()
            self.night("2026-04-01")
            self.assertEqual(hold.state, "in_force")
            item.move_id.action_post()
            self.night("2026-04-10")
            self.assertEqual(hold.state, "in_force")
            self.night("2026-04-11")
            self.assertEqual(hold.state, "broken")

    def test_payment_that_bounced_before_the_promised_day(self):
        item = self.invoice(100)
        hold = self.promise(item)
        payment = self.pay(item, 100)
        self.night("2026-04-01")
        self.assertEqual(hold.state, "kept")
        payment.action_draft()
        payment.action_cancel()
        self.night("2026-04-02")
        self.assertEqual(hold.state, "in_force")
        self.night("2026-04-11")
        self.assertEqual(hold.state, "broken")
        self.assertEqual(len(self.activities(hold)), 1)

    def test_promise_for_a_cancelled_invoice_is_not_broken(self):
        item = self.invoice(100)
        hold = self.promise(item)
        item.move_id.button_draft()
        item.move_id.button_cancel()
        self.night("2026-04-11")
        self.assertEqual((hold.state, hold.broken_date), ("ended", False))
        self.assertFalse(self.activities(hold))

    def test_second_missed_instalment_of_a_mended_plan_is_told_again(self):
        item = self.invoice(100)
        hold = self.plan(("2026-04-10", 50), ("2026-05-10", 50), move_line_id=item.id)
        self.night("2026-04-11")
        first = self.activities(hold)
        first.action_feedback()
        with freeze_time("2026-04-14"):
            self.pay(item, 50, dated="2026-04-09")
        self.night("2026-04-15")
        self.assertEqual(hold.state, "in_force")
        for night in ("2026-05-11", "2026-05-12"):
            self.night(night)
        self.assertEqual(hold.state, "broken")
        self.assertEqual(len(self.activities(hold).filtered("active")), 1)
        self.assertTrue(first.exists())

    def test_new_day_for_a_broken_promise_takes_its_activity_away(self):
        hold = self.promise(self.invoice(100))
        self.night("2026-04-11")
        with freeze_time("2026-04-12"):
            hold.date_until = "2026-04-20"
        self.assertEqual(hold.state, "in_force")
        self.assertFalse(self.activities(hold))
        self.night("2026-04-21")
        self.assertEqual(len(self.activities(hold)), 1)
        self.assertIn("04/20/2026", self.activities(hold).summary)

    def test_activity_is_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.company.partner_id.lang = "nl_NL"
        hold = self.promise(self.invoice(100))
        self.night("2026-04-11")
        self.assertNotIn("Promise broken", self.activities(hold).summary)
        self.assertNotIn("Promise broken", self.messages(hold))

    def test_reason_is_text_in_the_activity(self):
        hold = self.promise(self.invoice(100), reason="<b>pays</b> & <img src=x>")
        self.night("2026-04-11")
        self.assertIn("&lt;b&gt;pays&lt;/b&gt; &amp; &lt;img", self.activities(hold).note)


@tagged("post_install", "-at_install")
class TestWhatCannotBeTyped(HoldLedgerCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = cls.person("hold_user")
        cls.colleague = cls.person("hold_colleague")

    def test_state_money_and_author_of_a_hold(self):
        hold = self.promise(self.invoice(100)).with_user(self.user)
        for values in (
            {"state": "kept"},
            {"amount_received": 100},
            {"amount_before": -100},
            {"broken_date": "2026-01-01"},
            {"user_id": self.colleague.id},
        ):
            with self.subTest(values), self.assertRaises(AccessError):
                hold.write(values)
            with self.subTest(values), self.assertRaises(AccessError):
                hold.create({"partner_id": self.customer.id, **values})
        hold.reason = "said so"
        self.assertEqual(hold.state, "in_force")

    def test_author_and_money_by_a_default(self):
        hold = (
            self.env["account.dunning.hold"]
            .with_user(self.user)
            .with_context(default_user_id=self.colleague.id, default_amount_before=-100)
            .create({"partner_id": self.customer.id})
        )
        self.assertEqual((hold.user_id, hold.amount_before), (self.user, 0))

    def test_copy_of_a_hold_is_set_by_who_copies(self):
        hold = self.hold().with_user(self.user)
        self.assertEqual(hold.copy().user_id, self.user)

    def test_instalments(self):
        plan = self.plan(
            ("2026-04-10", 50), ("2026-05-10", 50), move_line_id=self.invoice(100).id
        ).with_user(self.user)
        first = plan.instalment_ids[0]
        for values in ({"state": "paid"}, {"amount_received": 50}):
            with self.subTest(values), self.assertRaises(AccessError):
                first.write(values)
            with self.subTest(values), self.assertRaises(AccessError):
                plan.write({"instalment_ids": [Command.update(first.id, values)]})
        with self.assertRaises(ValidationError):
            first.with_context(dunning_hold_editing=True).amount = 1000

    def test_instalment_is_not_moved_out_of_its_plan(self):
        plan, other = (
            self.plan((on, 50), ("2026-05-10", 50), move_line_id=self.invoice(100).id)
            for on in ("2026-04-10", "2026-04-11")
        )
        with self.assertRaises(ValidationError):
            plan.instalment_ids[0].hold_id = other

    def test_author_of_a_note(self):
        note = (
            self.env["account.dunning.note"]
            .with_user(self.user)
            .create({"partner_id": self.customer.id, "body": "said yes"})
        )
        with self.assertRaises(AccessError):
            note.user_id = self.colleague
        self.assertEqual(note.user_id, self.user)


@tagged("post_install", "-at_install")
class TestCustomersMove(HoldLedgerCase):
    def merge(self, source, target):
        self.env.flush_all()
        self.env["base.partner.merge.automatic.wizard"]._merge((source | target).ids, target)
        self.env.flush_all()
        self.env.invalidate_all()

    def test_merged_customer_keeps_its_holds_and_notes(self):
        double = self.make_customer("Peeters bis")
        item = self.invoice(50, partner=double)
        holds = self.hold(partner_id=double.id) | self.hold(move_line_id=item.id)
        note = self.env["account.dunning.note"].create({"partner_id": double.id, "body": "x"})
        self.merge(double, self.customer)
        self.assertEqual(holds.debtor_id, self.customer)
        self.assertEqual(holds[0].partner_id, self.customer)
        self.assertEqual(note.partner_id, self.customer)

    def test_customers_that_are_both_measured_and_put_off_can_be_merged(self):
        double = self.make_customer("Peeters bis")
        rows = self.env["account.dunning.worklist"].browse((double | self.customer).ids)
        rows.action_done()
        self.env["account.dunning.payer"].sudo().create(
            [
                {"partner_id": partner.id, "company_id": self.company.id, "side": "receivable"}
                for partner in double | self.customer
            ]
        )
        self.merge(double, self.customer)
        self.assertFalse(double.exists())
        for model in ("account.dunning.snooze", "account.dunning.payer"):
            found = self.env[model].search([("partner_id", "=", self.customer.id)])
            self.assertEqual(len(found), 1, model)

    def test_customer_of_another_company_is_not_read_in_the_cockpit(self):
        other = self.other_company()
        stranger = self.make_customer("Stranger", company_id=other.id, phone="12345")
        ours = self.make_customer("Ours", company_id=self.company.id)
        rows = (
            self.env["account.dunning.worklist"]
            .with_user(self.person("hold_user"))
            .with_context(active_test=False)
        )
        self.assertFalse(rows.search([("id", "=", stranger.id)]))
        self.assertFalse(rows.search([("name", "=", "Stranger")]))
        self.assertTrue(rows.search([("id", "=", ours.id)]))

    def test_head_office_left_between_proposal_and_sending(self):
        head = self.make_customer("Head office")
        self.customer.dunning_head_office_id = head
        self.invoice(100)
        run = self.make_run()
        self.customer.dunning_head_office_id = False
        self.send(run)
        self.assertEqual(run.notice_ids.state, "cancelled")
        self.assertEqual(run.line_ids.mapped("reason"), ["changed"])

    def test_note_on_an_invoice_of_a_company_where_it_is_still_yesterday(self):
        item = self.invoice(100)
        other = self.other_company()
        self.company.partner_id.tz = "America/Los_Angeles"
        other.partner_id.tz = "Pacific/Auckland"
        both = (other | self.company).ids
        notes = self.env["account.dunning.note"].with_context(allowed_company_ids=both)
        with freeze_time("2026-04-01 01:00:00"):
            note = notes.create({"move_line_id": item.id, "body": "called"})
            self.assertEqual((note.company_id, note.date), (self.company, day("2026-04-01")))
            with self.assertRefused("still to come"):
                notes.create({"move_line_id": item.id, "body": "x", "date": "2026-04-02"})

    def test_call_settles_the_planned_calls_of_its_own_company_only(self):
        other = self.other_company()
        kind = self.env.ref("account_dunning_levels.mail_activity_type_call")
        item = self.invoice(100)
        run = self.make_run()
        ours = run.notice_ids
        theirs = (
            self.env["account.dunning.notice"]
            .sudo()
            .create(
                {
                    "name": "THEIRS",
                    "key_date": TODAY,
                    "channel": "phone",
                    "run_id": run.id,
                    "company_id": other.id,
                    "partner_id": self.customer.id,
                    "recipient_id": self.customer.id,
                    "currency_id": self.eur.id,
                    "sheet_id": self.sheet.id,
                    "level_id": self.sheet.level_ids[0].id,
                }
            )
        )
        activities = (
            self.env["mail.activity"]
            .sudo()
            .create(
                [
                    {
                        "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                        "res_id": self.customer.id,
                        "activity_type_id": kind.id,
                        "user_id": self.env.uid,
                        "dunning_notice_id": notice.id,
                    }
                    for notice in (ours, theirs)
                ]
            )
        )
        wizard = self.env["account.dunning.call"].create(
            {"kind": "call", "result": "reached", "move_line_ids": item.ids, "body": "ok"}
        )
        wizard.action_save()
        self.assertEqual(activities.exists().filtered("active"), activities[1])


@tagged("post_install", "-at_install")
class TestTwoHeadOffices(DunningCommon):
    """Two users at once, each with a database connection of its own; the rows are committed."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            partners = self.partners(cr).create([{"name": "Head one"}, {"name": "Head two"}])
            self.ids = partners.ids
        self.addCleanup(self.remove_committed)

    def partners(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})["res.partner"]

    def remove_committed(self):
        with self.registry.cursor() as cr:
            partners = self.partners(cr).browse(self.ids)
            partners.dunning_head_office_id = False
            partners.unlink()

    def test_each_is_made_the_head_office_of_the_other_at_once(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            first, second = self.partners(two).browse(self.ids)
            self.assertFalse(second.dunning_head_office_id)  # the second user looks ...
            early, late = self.partners(one).browse(self.ids)
            early.dunning_head_office_id = late
            one.commit()  # ... before the first one saves
            with (
                self.assertRaises(psycopg2.errors.SerializationFailure),
                mute_logger("odoo.sql_db"),
            ):
                second.dunning_head_office_id = first
                two.flush()
            two.rollback()
            with self.assertRefused("third one"):  # the second try
                second.dunning_head_office_id = first
            two.rollback()
