"""Attacks by people who may not: buttons over RPC, documents of others, typed levels, files."""

import importlib.util
from pathlib import Path

from freezegun import freeze_time
from test_security import MODULE, RoleCase

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

import odoo.addons.account_dunning_levels as addon

NOTICE = "account.dunning.notice"


@tagged("post_install", "-at_install")
class TestAttacks(RoleCase):
    """A customer that two companies share: reminded, on hold, noted down and handed over by one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level(1).write({"activity_mode": "log", "copy_on_partner": True})
        cls.contacts = cls.person("contacts", "base.group_user", "base.group_partner_manager")
        cls.item = cls.invoice()
        cls.run_a = cls.remind_and_accept("2026-03-31")
        cls.notice = cls.run_a.notice_ids
        cls.env["account.dunning.note"].create(
            {"partner_id": cls.customer.id, "body": "Secret bankruptcy", "date": "2026-03-31"}
        )
        wizard = cls.env["account.dunning.call"].create(
            {
                "partner_id": cls.customer.id,
                "kind": "call",
                "result": "no_answer",
                "body": "Secret voicemail",
            }
        )
        wizard.action_save()
        bailiff = cls.env["res.partner"].create({"name": "Bailiff Janssens"})
        wizard = cls.env["account.dunning.collector"].create(
            {
                "partner_ids": [Command.set(cls.customer.ids)],
                "handed_to_id": bailiff.id,
                "company_id": cls.company.id,
                "reason": "Secret reason",
            }
        )
        wizard.with_context(force_report_rendering=True).action_hand_over()
        cls.hold = cls.env["account.dunning.hold"].search([("kind", "=", "handed_over")])
        cls.notice.action_waive()
        cls.env["account.dunning.waive"].create(
            {"notice_id": cls.notice.id, "reason": "Secret favour"}
        ).action_waive_charges()
        cls.copy = cls.env["ir.attachment"].search([("dunning_notice_id", "=", cls.notice.id)])
        other = cls.setup_other_company(name="Second")["company"]
        cls.stranger = new_test_user(
            cls.env,
            "dunning_stranger",
            f"account.group_account_manager,{MODULE}.group_dunning_manager,"
            "base.group_partner_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        cls.env.flush_all()

    def rpc(self, user, record, method, *args, **kwargs):
        """What JSON-2 and XML-RPC do with a call of this user."""
        self.env.flush_all()
        self.env.invalidate_all()
        model = self.env[record._name].with_user(user)
        ids = (
            [record.ids]
            if not getattr(type(model), method, None).__dict__.get("_api_model")
            else []
        )
        return call_kw(model, method, [*ids, *args], kwargs)

    def assertForbidden(self, user, record, method, *args, **kwargs):
        label = f"{user.login}: {record._name}.{method} {args}"
        refused = self.assertRaises(AccessError, msg=label)
        with self.subTest(label), refused, self.env.cr.savepoint():
            self.rpc(user, record, method, *args, **kwargs)

    # --------------------------------------------------------- 4: public methods

    def test_nobody_but_an_administrator_makes_standard_sheets(self):
        self.sheet.active = False
        self.env["account.dunning.sheet"].search([]).active = False
        sheets = self.env["account.dunning.sheet"]
        for user in (self.employee, self.reader, self.user, self.biller):
            self.assertForbidden(user, sheets, "action_create_standard_sheets")
            self.assertForbidden(user, sheets, "action_create_consumer_sheet")
        self.rpc(self.manager, sheets, "action_create_consumer_sheet")

    def test_nobody_plays_the_gateway_that_takes_in_answers(self):
        activities = self.env["mail.activity"].search_count([])
        forged = {"email_from": "x@example.com", "subject": "Paid!", "body": "x"}
        for user in (self.employee, self.reader, self.contacts):
            self.assertForbidden(user, self.notice, "message_update", forged)
        self.assertEqual(self.env["mail.activity"].search_count([]), activities)

    def test_the_customer_itself_is_not_told_why(self):
        portal = self.person("portal", "base.group_portal")
        portal.partner_id.commercial_partner_id.sudo()
        portal.partner_id.sudo().parent_id = self.customer
        self.item.move_id.message_subscribe(self.customer.ids)
        self.assertForbidden(portal, self.item, "action_dunning_explain")
        for user in (portal, self.employee, self.contacts):
            for method in ("cockpit", "notices", "holds", "notes", "copies", "hand_over", "call"):
                self.assertForbidden(user, self.customer, f"action_dunning_{method}")

    def test_reader_lifts_no_hold_even_where_there_is_none(self):
        self.assertForbidden(self.reader, self.item, "action_dunning_unblock")

    def test_reader_writes_in_no_chatter(self):
        for record in (self.notice, self.hold):
            for user in (self.reader, self.employee, self.stranger):
                self.assertForbidden(user, record, "message_post", body="x")
            self.rpc(self.user, record, "message_post", body="x")

    def test_reports_show_nothing_to_who_may_not_read_what_they_show(self):
        records = {
            "account.dunning.notice": self.notice,
            "account.dunning.run": self.run_a,
            "account.dunning.hold": self.hold,
            "account.dunning.worklist": self.env["account.dunning.worklist"].browse(
                self.customer.id
            ),
        }
        reports = self.env["ir.actions.report"].search([("model", "in", list(records))])
        self.assertGreaterEqual(len(reports), len(records))
        for report in reports:
            for user in (self.employee, self.contacts, self.biller, self.stranger):
                self.env.invalidate_all()
                engine = self.env["ir.actions.report"].with_user(user).sudo(False)
                ids = records[report.model].ids
                for render in (engine._render_qweb_html, engine._render_qweb_pdf):
                    label = f"{report.report_name} {user.login} {render.__name__}"
                    with self.subTest(label):
                        try:
                            shown, _kind = render(report.sudo(), ids, {"report_type": "pdf"})
                        except Exception as error:  # noqa: BLE001  QWeb wraps the refusal
                            chain = (error, error.__cause__, error.__context__)
                            self.assertTrue(
                                any(isinstance(one, AccessError) for one in chain), repr(error)
                            )
                        else:
                            self.assertEqual(user, self.stranger, label)
                            self.assertNotIn(self.notice.name.encode(), shown)

    # ------------------------------------------- 5: documents of another model

    def foreign_template(self):
        return self.env["mail.template"].create(
            {
                "name": "Invoice",
                "model_id": self.env["ir.model"]._get_id("account.move"),
                "subject": "{{ object.name }}",
                "body_html": "<p><t t-out='object.access_token'/></p>",
            }
        )

    def test_template_or_report_of_another_model_is_refused_where_it_is_chosen(self):
        template, report = self.foreign_template(), self.env.ref("account.account_invoices")
        layout = self.env["account.dunning.layout"].create(
            {"level_id": self.level(1).id, "lang": "en_US"}
        )
        foreign_reports = self.env["mail.template"].create(
            {
                "name": "Reminder with invoice of the same number",
                "model_id": self.env["ir.model"]._get_id(NOTICE),
                "report_template_ids": [Command.set(report.ids)],
            }
        )
        plan = self.env["mail.activity.plan"].create({"name": "x", "res_model": "account.move"})
        for record, name, value in (
            (self.level(1), "mail_template_id", template),
            (self.level(1), "mail_template_id", foreign_reports),
            (self.level(1), "report_id", report),
            (self.level(1), "activity_plan_id", plan),
            (layout, "mail_template_id", template),
            (layout, "report_id", report),
            (self.customer, "dunning_mail_template_id", template),
        ):
            with self.subTest(f"{record._name}.{name}"):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    record.write({name: value.id})
                model = record.with_context(**{f"default_{name}": value.id})
                values = {
                    "account.dunning.level": {"sheet_id": self.sheet.id},
                    "account.dunning.layout": {"level_id": self.level(2).id, "lang": "en_US"},
                    "res.partner": {"name": "New"},
                }[record._name]
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    model.create(values)

    def test_template_that_became_another_model_s_mails_nothing(self):
        for place in ("level", "customer", "reports"):
            with self.subTest(place), self.env.cr.savepoint() as savepoint:
                customer = self.make_customer(f"Late {place}")
                self.invoice(partner=customer)
                template = self.env["mail.template"].create(
                    {
                        "name": "Ours",
                        "model_id": self.env["ir.model"]._get_id(NOTICE),
                        "subject": "{{ object.name }}",
                        "body_html": "<p><t t-out='object._letter().opening'/></p>",
                    }
                )
                if place == "customer":
                    customer.dunning_mail_template_id = template
                else:
                    self.level(1).mail_template_id = template
                if place == "reports":
                    template.report_template_ids = self.env.ref("account.account_invoices")
                else:
                    self.env.flush_all()
                    self.env.cr.execute(
                        "UPDATE mail_template SET model_id = %s, model = 'account.move',"
                        ' body_html = \'{"en_US": "<p>stranger</p>"}\' WHERE id = %s',
                        [self.env["ir.model"]._get_id("account.move"), template.id],
                    )
                self.env.invalidate_all()
                run = self.make_run(partner_domain=repr([("id", "=", customer.id)]))
                with self.assertRefused("template"):
                    run.action_release()
                # what was released before the template changed
                run.notice_ids.sudo().state = "ready"
                run.action_send()
                self.send_now()
                notice = run.notice_ids
                self.assertEqual(notice.state, "failed")
                self.assertIn("template", notice.reason)
                self.assertFalse(notice.mail_id)
                savepoint.rollback()
                self.env.invalidate_all(flush=False)

    def test_report_that_became_another_model_s_prints_nothing(self):
        report = self.env.ref(f"{MODULE}.action_report_letter").copy()
        self.level(1).report_id = report
        customer = self.make_customer("Late paper")
        self.invoice(partner=customer)
        run = self.make_run(partner_domain=repr([("id", "=", customer.id)]))
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ir_act_report_xml SET model = 'account.move',"
            " report_name = 'account.report_invoice_with_payments' WHERE id = %s",
            [report.id],
        )
        self.env.invalidate_all()
        with self.assertRefused("report"):
            run.notice_ids._preview_letter()
        with self.assertRefused("report"):
            run.action_release()

    # ------------------------------------------------------ 6: fields of the engine

    def engine_fields(self):
        """Record -> fields of the engine on it, with a value to type."""
        move, line = self.item.move_id, self.item
        return {
            line: {
                "dunning_level": 3,
                "dunning_date": "2020-01-01",
                "dunning_announced_amount": 5.0,
                "dunning_opening_partner_id": self.customer.id,
                "dunning_opening_terms": 7,
            },
            move: {
                "dunning_level": 3,
                "dunning_date": "2020-01-01",
                "dunning_notice_id": self.notice.id,
            },
            self.env["ir.attachment"].create({"name": "x", "raw": b"x"}): {
                "dunning_notice_id": self.notice.id,
                "dunning_hold_id": self.hold.id,
                "dunning_print_key": "x",
                "dunning_folder": "x",
            },
            self.env["mail.activity"].create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "res_id": self.customer.id,
                    "user_id": self.env.uid,
                }
            ): {"dunning_notice_id": self.notice.id, "dunning_hold_id": self.hold.id},
            self.customer: {"dunning_is_consumer": True},
        }

    def test_fields_of_the_engine_are_not_typed(self):
        almighty = self.person(
            "almighty",
            "account.group_account_manager",
            "base.group_partner_manager",
            "base.group_system",
            f"{MODULE}.group_dunning_manager",
        )
        new = {
            "account.move": {"move_type": "out_invoice", "partner_id": self.customer.id},
            "ir.attachment": {"name": "y"},
            "mail.activity": {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.customer.id,
            },
            "res.partner": {"name": "y", "is_company": True},
        }
        for record, values in self.engine_fields().items():
            for name, value in values.items():
                self.assertForbidden(almighty, record, "write", {name: value})
                if record._name not in new:
                    continue
                model, own = record.browse(), new[record._name]
                self.assertForbidden(almighty, model, "create", [{**own, name: value}])
                self.assertForbidden(almighty, record, "copy", {name: value})
                # a default of the context, or one's own default, sets nothing
                self.env["ir.default"].set(record._name, name, value, user_id=almighty.id)
                made = self.rpc(
                    almighty, model, "create", [own], context={f"default_{name}": value}
                )
                made = record.browse(made)
                made.invalidate_recordset()
                self.assertNotEqual(record._fields[name].convert_to_write(made[name], made), value)

    def test_levels_are_not_typed_through_the_invoice_or_an_import(self):
        move = self.item.move_id.copy()
        line = self.receivable(move)
        for command in (
            {"line_ids": [Command.update(line.id, {"dunning_level": 3})]},
            {"line_ids": [Command.update(line.id, {"dunning_opening_level": 3})]},
        ):
            self.assertForbidden(self.biller, move, "write", command)
        self.assertForbidden(
            self.biller,
            move.browse(),
            "create",
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_line_ids": [Command.create({"name": "x", "dunning_level": 3})],
                }
            ],
        )
        self.env.cr.execute("SELECT 1")
        result = self.rpc(
            self.biller,
            self.item.browse(),
            "load",
            [".id", "dunning_level"],
            [[str(self.item.id), "9"]],
        )
        self.assertTrue(result["messages"])
        self.env.invalidate_all()
        self.assertEqual(self.item.dunning_level, 1)

    def test_opening_levels_are_for_the_administrator_who_takes_over(self):
        item = self.invoice(partner=self.make_customer("Taken over"))
        for user in (self.biller, self.user, self.reader):
            values = {"dunning_opening_level": 2, "dunning_opening_date": "2026-01-01"}
            self.assertForbidden(user, item, "write", values)
        taker = self.person(
            "taker", "account.group_account_invoice", f"{MODULE}.group_dunning_manager"
        )
        self.rpc(taker, item, "write", {"dunning_opening_level": 2})
        self.env.invalidate_all()
        self.assertEqual(item.dunning_level, 2)
        # a user of reminders still makes the next letter milder
        self.rpc(self.user, item, "action_dunning_set_level", 1)
        self.env.invalidate_all()
        self.assertEqual(item.dunning_level, 1)

    # -------------------------------------------------------- 7: files and chatter

    def test_file_and_copy_are_read_by_readers_of_reminders_only(self):
        for file in (self.hold.file_id, self.copy):
            for user in (self.employee, self.contacts, self.biller, self.stranger):
                self.assertForbidden(user, file, "read", ["raw", "name"])
                found = file.with_user(user).search(
                    [("res_model", "=", "res.partner"), ("res_id", "=", self.customer.id)]
                )
                self.assertFalse(found & file)
            for user in (self.reader, self.user, self.manager):
                self.assertTrue(self.rpc(user, file, "read", ["raw"])[0]["raw"])

    def test_file_and_copy_are_kept_by_who_keeps_what_is_in_them(self):
        for file in (self.hold.file_id, self.copy):
            for user in (self.contacts, self.biller, self.user, self.stranger):
                self.assertForbidden(user, file, "unlink")
                self.assertForbidden(user, file, "write", {"raw": b"forged"})
                self.assertForbidden(user, file, "generate_access_token")
        strong = self.person(
            "strong", "base.group_partner_manager", f"{MODULE}.group_dunning_manager"
        )
        # a sent letter is deleted by nobody, and neither is its copy
        self.assertForbidden(strong, self.copy, "unlink")
        self.assertForbidden(strong, self.hold.file_id, "write", {"raw": b"forged"})
        self.rpc(strong, self.hold.file_id, "unlink")
        self.assertFalse(self.hold.file_id.exists())

    def traces(self, records):
        """Words of reminders on the customer that may be told to nobody else."""
        found = []
        for name in ("body", "subject", "summary", "note", "feedback"):
            if name in records._fields:
                found += [str(text) for text in records.mapped(name) if text]
        words = ("Secret", "Remind", self.notice.name, "waived", "Handed", "handed", "Bailiff")
        return [text for text in found if any(word in text for word in words)]

    def test_chatter_of_the_customer_tells_others_nothing(self):
        for user in (self.employee, self.contacts, self.stranger):
            self.env.invalidate_all()
            own = self.customer.with_user(user)
            self.assertEqual(self.traces(own.message_ids), [])
            self.assertEqual(self.traces(own.activity_ids), [])
            messages = self.env["mail.message"].with_user(user)
            domain = [("model", "=", "res.partner"), ("res_id", "=", self.customer.id)]
            self.assertEqual(self.traces(messages.search(domain)), [])
            activities = self.env["mail.activity"].with_user(user).with_context(active_test=False)
            domain = [("res_model", "=", "res.partner"), ("res_id", "=", self.customer.id)]
            self.assertEqual(self.traces(activities.search(domain)), [])
        self.env.invalidate_all()
        told = self.traces(self.customer.with_user(self.reader).message_ids)
        for word in ("Secret bankruptcy", "Secret voicemail", "waived", self.notice.name):
            self.assertTrue([text for text in told if word in text], word)
        # an activity is found by who may write the customer, as Odoo has it
        colleague = self.person(
            "colleague", "base.group_partner_manager", f"{MODULE}.group_dunning_reader"
        )
        self.env.invalidate_all()
        self.assertTrue(self.traces(self.customer.with_user(colleague).activity_ids))

    def test_nothing_is_guessed_through_paths(self):
        for user in (self.employee, self.stranger):
            partners = self.env["res.partner"].with_user(user)
            for path in (
                "message_ids.body",
                "activity_ids.note",
                "activity_ids.summary",
                "message_ids.attachment_ids.name",
            ):
                for word in ("Secret", "Call again", self.notice.name):
                    self.assertFalse(
                        partners.search([("id", "=", self.customer.id), (path, "ilike", word)]),
                        f"{user.login} {path} {word}",
                    )

    def test_by_its_id_a_trace_is_neither_read_nor_deleted(self):
        messages = self.customer.message_ids
        activities = self.env["mail.activity"].with_context(active_test=False)
        activities = activities.search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.customer.id)]
        ).filtered(lambda own: own.summary)
        self.assertTrue(activities)
        for record in (*messages, *activities):
            if not self.traces(record):
                continue
            for user in (self.contacts, self.stranger):
                self.assertForbidden(user, record, "read", ["display_name"])
                self.assertForbidden(user, record, "unlink")

    def test_activity_that_is_done_tells_others_nothing(self):
        activity = self.env["mail.activity"].search(
            [("res_id", "=", self.customer.id), ("summary", "like", "Call again")]
        )
        with freeze_time("2026-04-01"):
            activity.action_feedback(feedback="Secret answer")
        for user in (self.employee, self.stranger):
            self.env.invalidate_all()
            self.assertEqual(self.traces(self.customer.with_user(user).message_ids), [])
        self.env.invalidate_all()
        told = self.traces(self.customer.with_user(self.reader).message_ids)
        self.assertTrue([text for text in told if "Secret answer" in text])

    def test_who_has_the_activity_reads_it(self):
        activity = self.env["mail.activity"].search(
            [("res_id", "=", self.customer.id), ("summary", "like", "Call again")]
        )
        activity.sudo().user_id = self.employee
        self.assertTrue(self.rpc(self.employee, activity, "read", ["note"]))

    def test_what_was_left_before_the_update_tells_as_little(self):
        def marked():
            self.env.invalidate_all()
            return {
                model: self.env[model]
                .with_context(active_test=False)
                .search([("dunning_company_id", "!=", False)])
                for model in ("mail.message", "mail.activity")
            }

        before = marked()
        self.assertGreater(len(before["mail.message"]), 5)
        self.assertGreater(len(before["mail.activity"]), 1)
        self.env.cr.execute("UPDATE mail_message SET dunning_company_id = NULL")
        self.env.cr.execute("UPDATE mail_activity SET dunning_company_id = NULL")
        path = Path(addon.__path__[0]) / "migrations" / "19.0.1.6.0" / "post-traces.py"
        spec = importlib.util.spec_from_file_location("post_traces", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.1.5.0")
        self.assertEqual(marked(), before)
