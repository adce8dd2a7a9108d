"""Who may do what: reader, user, administrator, and people without our groups."""

from lxml import etree
from send_common import SendCommon

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

MODULE = "account_dunning_levels"
MODELS = (
    "account.dunning.sheet",
    "account.dunning.level",
    "account.dunning.layout",
    "account.dunning.run",
    "account.dunning.notice",
    "account.dunning.notice.line",
    "account.dunning.hold",
)


class RoleCase(SendCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # our groups come with those of accounting; here each role stands for itself
        for name in ("reader", "user", "manager"):
            cls.env.ref(f"{MODULE}.group_dunning_{name}").sudo().implied_by_ids = [Command.clear()]
        cls.env.ref(f"{MODULE}.group_dunning_reader").sudo().implied_by_ids = [
            Command.link(cls.env.ref(f"{MODULE}.group_dunning_user").id)
        ]
        cls.env.ref(f"{MODULE}.group_dunning_user").sudo().implied_by_ids = [
            Command.link(cls.env.ref(f"{MODULE}.group_dunning_manager").id)
        ]
        readonly, invoice = "account.group_account_readonly", "account.group_account_invoice"
        cls.reader = cls.person("reader", f"{MODULE}.group_dunning_reader", readonly)
        cls.user = cls.person("user", f"{MODULE}.group_dunning_user", readonly)
        cls.manager = cls.person("manager", f"{MODULE}.group_dunning_manager", readonly)
        cls.biller = cls.person("biller", invoice, "base.group_partner_manager")
        cls.employee = cls.person("employee", "base.group_user")

    @classmethod
    def person(cls, login, *groups):
        return new_test_user(
            cls.env,
            f"dunning_{login}",
            ",".join(groups),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )


@tagged("post_install", "-at_install")
class TestReader(RoleCase):
    def test_reads_everything_and_changes_nothing(self):
        item = self.invoice()
        run = self.remind_and_accept("2026-03-31")
        item.action_dunning_block(reason="x")
        for model in MODELS:
            records = self.env[model].with_user(self.reader)
            self.assertTrue(records.has_access("read"), model)
            for operation in ("write", "create", "unlink"):
                self.assertFalse(records.has_access(operation), f"{operation} {model}")
        run.invalidate_recordset()
        self.assertEqual(run.with_user(self.reader).notice_ids.state, "sent")
        self.assertTrue(run.with_user(self.reader).notice_ids.attachment_id.raw)

    def test_no_button_works(self):
        item = self.invoice()
        run = self.make_run()
        own = run.with_user(self.reader)
        notice, line = own.notice_ids, own.line_ids
        calls = {
            "propose": own.action_propose,
            "release run": own.action_release,
            "send": own.action_send,
            "cancel run": own.action_cancel,
            "print": own.action_print,
            "release": notice.action_release,
            "take back": notice.action_unrelease,
            "skip": notice.action_skip,
            "unskip": notice.action_unskip,
            "channel": lambda: notice.action_set_channel("print"),
            "cancel": lambda: notice.action_cancel("because"),
            "retry": notice.action_retry,
            "retry by print": notice.action_retry_print,
            "skip line": line.action_skip,
            "unskip line": line.action_unskip,
            "hold": lambda: item.with_user(self.reader).action_dunning_block(reason="x"),
            "lower": lambda: item.with_user(self.reader).action_dunning_set_level(0),
        }
        for name, call in calls.items():
            with self.subTest(name), self.assertRaises(UserError), self.env.cr.savepoint():
                call()
        self.assertEqual((run.state, run.notice_ids.state), ("proposed", "proposed"))

    def test_may_ask_why(self):
        item = self.invoice(100, "2026-04-30")
        answer = item.with_user(self.reader).action_dunning_explain("2026-03-31")
        self.assertEqual(answer["reason"], "not_due")


@tagged("post_install", "-at_install")
class TestUser(RoleCase):
    def test_goes_all_the_way_from_proposal_to_print(self):
        self.level(1).channel = "print"
        item = self.invoice()
        run = (
            self.env["account.dunning.run"]
            .with_user(self.user)
            .create({"key_date": "2026-03-31", "company_id": self.company.id})
        )
        run.action_propose()
        run.notice_ids.action_release()
        run.action_send()
        self.send_now()
        run.action_print()
        self.env.invalidate_all()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("sent", 1))
        run.notice_ids.action_cancel("Mistake")
        self.env.invalidate_all()
        self.assertEqual((run.notice_ids.state, item.dunning_level), ("cancelled", 0))

    def test_holds_lifts_and_lowers(self):
        item = self.invoice(100, "2026-01-15")
        self.remind_and_accept("2026-02-15")
        own = item.with_user(self.user)
        own.action_dunning_set_level(0)
        self.assertEqual(item.dunning_level, 0)
        own.action_dunning_block(reason="Disputed")
        self.assertTrue(item.dunning_hold_ids)
        own.action_dunning_unblock()
        self.assertFalse(item.dunning_hold_ids.filtered("active"))

    def test_cannot_write_levels_totals_or_states_past_the_buttons(self):
        item = self.invoice()
        run = self.make_run().with_user(self.user)
        writes = (
            (run, {"state": "done"}),
            (run, {"is_open": False}),
            (run.notice_ids, {"state": "sent"}),
            (run.notice_ids, {"amount_total": 1}),
            (run.line_ids, {"is_valid": True}),
            (run.line_ids, {"level_after": 9}),
            (item.with_user(self.user), {"dunning_level": 5}),
            (self.sheet.with_user(self.user), {"name": "x"}),
            (self.level(1).with_user(self.user), {"fine_percent": 99}),
        )
        for records, values in writes:
            with self.subTest(values), self.assertRaises(AccessError), self.env.cr.savepoint():
                records.write(values)

    def test_cannot_delete_or_change_a_letter(self):
        self.invoice()
        run = self.remind_and_accept("2026-03-31")
        letter = run.notice_ids.attachment_id.with_user(self.user)
        self.assertTrue(letter.raw)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            letter.unlink()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            letter.raw = b"another letter"

    def test_cannot_create_notices_or_delete_them(self):
        self.invoice()
        run = self.make_run().with_user(self.user)
        with self.assertRaises(AccessError):
            run.notice_ids.unlink()
        with self.assertRaises(AccessError):
            run.notice_ids.copy()


@tagged("post_install", "-at_install")
class TestManager(RoleCase):
    def test_sets_up_sheets(self):
        tag = self.env["res.partner.category"].create({"name": "Large"})
        sheets = self.env["account.dunning.sheet"].with_user(self.manager)
        sheet = sheets.create(
            {
                "name": "Large customers",
                "company_id": self.company.id,
                "category_id": tag.id,
                "level_ids": [Command.create({"number": 1, "heading": "First"})],
            }
        )
        sheet.level_ids.fine_percent = 5
        self.assertEqual(sheet.level_ids.fine_percent, 5)

    def test_cannot_write_what_the_engine_writes_either(self):
        self.invoice()
        run = self.make_run().with_user(self.manager)
        for records, values in (
            (run.notice_ids, {"state": "sent"}),
            (run.line_ids, {"is_valid": True}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                records.write(values)


@tagged("post_install", "-at_install")
class TestOthers(RoleCase):
    """T31: who has none of our groups must not stumble over our fields."""

    def read_form(self, record, view, user):
        own = record.with_user(user)
        views = own.get_views([(self.env.ref(view).id, "form")])
        arch = views["views"]["form"]["arch"]
        shown = etree.fromstring(arch).xpath("//field[not(ancestor::field)]/@name")
        self.assertGreater(len(shown), 10)
        own.read(list(dict.fromkeys(shown)))
        return arch

    def test_biller_opens_invoice_and_customer(self):
        item = self.invoice()
        self.remind_and_accept("2026-03-31")
        for record, view in (
            (item.move_id, "account.view_move_form"),
            (self.customer, "base.view_partner_form"),
        ):
            for user in (self.biller, self.reader, self.user):
                arch = self.read_form(record, view, user)
                if user == self.biller:
                    self.assertNotIn("dunning_notice_count", arch)

    def test_employee_opens_the_customer(self):
        self.invoice()
        self.remind_and_accept("2026-03-31")
        self.read_form(self.customer, "base.view_partner_form", self.employee)

    def test_biller_books_pays_and_credits_reminded_invoices(self):
        item = self.invoice()
        self.remind_and_accept("2026-03-31")
        move = item.move_id.with_user(self.biller)
        wizard = self.env["account.payment.register"].with_user(self.biller)
        wizard.with_context(active_model="account.move", active_ids=move.ids).create(
            {"amount": 40}
        )._create_payments()
        self.assertEqual(item.amount_residual, 60)
        copy = move.copy({"invoice_date": "2026-03-31"})
        copy.action_post()
        self.assertEqual((copy.dunning_level, copy.line_ids.mapped("dunning_level")[0]), (0, 0))
        move.message_post(body="Called them")

    def test_without_group_nothing_of_ours_is_read(self):
        item = self.invoice()
        run = self.remind_and_accept("2026-03-31")
        for user in (self.biller, self.employee):
            for records in (run, run.notice_ids, run.line_ids, self.sheet, self.level(1)):
                with self.assertRaises(AccessError):
                    records.with_user(user).read(["display_name"])
            with self.assertRaises(AccessError):
                run.notice_ids.attachment_id.with_user(user).read(["raw"])
        with self.assertRaises(UserError):
            item.with_user(self.biller).action_dunning_set_level(0)


@tagged("post_install", "-at_install")
class TestAsInstalled(SendCommon):
    """The groups of accounting bring ours along; nobody has to be told to tick them."""

    def has(self, *groups):
        person = new_test_user(self.env, f"as_installed_{len(groups)}_{groups[0]}", groups[0])
        return [person.has_group(f"{MODULE}.group_dunning_{name}") for name in groups[1:]]

    def test_who_makes_invoices_sends_reminders(self):
        roles = ("reader", "user", "manager")
        self.assertEqual(self.has("account.group_account_readonly", *roles), [True, False, False])
        self.assertEqual(self.has("account.group_account_invoice", *roles), [True, True, False])
        self.assertEqual(self.has("account.group_account_manager", *roles), [True, True, True])
        self.assertEqual(self.has("base.group_user", *roles), [False, False, False])


@tagged("post_install", "-at_install")
class TestPublicMethods(RoleCase):
    """What RPC can call, written down: a helper that loses its underscore shows here."""

    ALLOWED = {"create", "write", "unlink", "copy", "copy_data", "default_get", "name_create"}
    ALLOWED |= {
        "mark_outgoing",
        "send_email",
        "onchange",
        "get_view",
        "fields_get",
        "web_search_read",
    }
    ALLOWED |= {"get_properties_base_definition"}
    # Odoo's own, which are public there: mails are sent and routed as before, and no more
    ALLOWED |= {"message_route", "message_update", "send"}
    # what a screen reads, with the rights of its user
    ALLOWED |= {"get_figures", "get_assumptions"}

    def own_methods(self, model):
        for cls in type(self.env[model]).mro():
            if cls.__module__.startswith(f"odoo.addons.{MODULE}"):
                yield from ((name, value) for name, value in vars(cls).items() if callable(value))

    def test_only_buttons_and_orm_methods_are_public(self):
        found = set()
        for model in self.env.registry:
            for name, method in self.own_methods(model):
                if name.startswith("_") or getattr(method, "_api_private", False):
                    continue
                if not name.startswith("action_") and name not in self.ALLOWED:
                    found.add(f"{model}.{name}")
        self.assertEqual(found, set())


@tagged("post_install", "-at_install")
class TestHtml(RoleCase):
    """Names from outside are text, wherever they are shown."""

    EVIL = '<b onmouseover="alert(1)">Evil</b> & <script>alert(2)</script>Co'

    def test_name_of_a_customer_is_text_in_letter_mail_and_chatter(self):
        customer = self.make_customer(self.EVIL, email="evil@example.com")
        self.level(1).write({"activity_mode": "log", "subject": "To {customer}"})
        self.level(1).opening = "Dear {customer}"
        item = self.invoice(partner=customer)
        before = item.move_id.message_ids
        run = self.released()
        self.send_now()
        notice = run.notice_ids
        self.assertEqual(notice.state, "queued")
        text = self.letter_text(notice)
        self.assertIn("<script>alert(2)</script>", text.replace("\n", ""))
        bodies = [notice.mail_id.body_html, (item.move_id.message_ids - before).body]
        bodies += customer.message_ids.mapped("body")
        for body in bodies:
            self.assertNotIn("<script", body)
            self.assertNotIn("<b onmouseover", body)
        self.assertIn("&lt;script&gt;", bodies[0])
        self.assertIn("&lt;script&gt;", bodies[1])

    def test_reason_of_a_cancel_is_text(self):
        item = self.invoice()
        run = self.released()
        self.send_now()
        before = item.move_id.message_ids
        run.notice_ids.action_cancel(self.EVIL)
        body = (item.move_id.message_ids - before).body
        self.assertNotIn("<script", body)
        self.assertIn("&lt;script&gt;", body)

    def test_number_of_an_item_is_text_in_the_planned_call(self):
        self.level(1).channel = "phone"
        item = self.invoice()
        item.move_id.write({"payment_reference": self.EVIL, "ref": self.EVIL})
        self.released()
        self.send_now()
        activity = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.customer.id)]
        )
        self.assertNotIn("<script", activity.note)

    def test_braces_in_a_name_are_not_filled_in(self):
        customer = self.make_customer("{total} {{ 1 + 1 }}", email="braces@example.com")
        self.level(1).subject = "To {customer}"
        self.invoice(partner=customer)
        run = self.released()
        self.send_now()
        self.assertEqual(run.notice_ids.mail_id.subject, "To {total} {{ 1 + 1 }}")
