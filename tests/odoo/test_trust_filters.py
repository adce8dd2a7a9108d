"""Filters, groupings and paths that people type find nothing that these people may not see."""

from dunning_common import TODAY, DunningCommon

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.account_dunning_levels.engine import daily

#: the secret of an invoice, looked for sign by sign
SECRET = "invoice_ids.access_token"


@tagged("post_install", "-at_install")
class TestFilters(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.other_company()
        cls.item = cls.invoice()
        cls.item.move_id.access_token = "secret"
        cls.filter = repr([(SECRET, "=like", "s%")])
        # users of reminders who may not see invoices, and who may in both companies
        cls.clerk = cls.person("clerk", "account_dunning_levels.group_dunning_user")
        cls.reader = cls.person("reader", "account_dunning_levels.group_dunning_reader")
        cls.both = cls.person("both", "account.group_account_manager", cls.company | cls.other)
        cls.abroad = (
            cls.env["account.move"]
            .with_company(cls.other)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": cls.customer.id,
                    "invoice_date": "2026-02-28",
                    "invoice_line_ids": [Command.create({"name": "x", "price_unit": 7})],
                }
            )
        )

    @classmethod
    def person(cls, login, groups, companies=None):
        companies = companies or cls.company
        return new_test_user(
            cls.env,
            f"filters_{login}",
            groups,
            company_id=cls.company.id,
            company_ids=[Command.set(companies.ids)],
        )

    def make(self, model, user, **values):
        return self.env[model].with_user(user).create({"company_id": self.company.id, **values})

    def test_a_filter_on_what_one_may_not_see_is_refused_where_it_is_typed(self):
        for model, name in (
            ("account.dunning.run", "partner_domain"),
            ("account.dunning.run", "item_domain"),
            ("account.dunning.simulation", "partner_domain"),
        ):
            path = SECRET if name == "partner_domain" else "move_id.access_token"
            criteria = {name: repr(["!", (path, "=like", "s%")])}
            for values, context in ((criteria, {}), ({}, {f"default_{name}": criteria[name]})):
                with self.subTest(model, name=name, by_default=bool(context)):
                    records = self.env[model].with_user(self.clerk).with_context(**context)
                    with self.assertRefused("Only", path), self.env.cr.savepoint():
                        records.create({"company_id": self.company.id, **values})
            with self.assertRefused(path), self.env.cr.savepoint():
                self.make(model, self.clerk).write(criteria)

    def test_a_field_of_other_groups_is_refused_too(self):
        self.assertIn("base.group_erp_manager", self.customer._fields["signup_type"].groups)
        with self.assertRefused("Only customers", "signup_type"):
            self.make(
                "account.dunning.run",
                self.clerk,
                partner_domain=repr([("parent_id.signup_type", "!=", False)]),
            )

    def test_a_filter_of_somebody_else_finds_what_who_runs_it_may_see(self):
        run = self.make("account.dunning.run", self.both, partner_domain=self.filter)
        with self.assertRefused("Only customers", SECRET):
            run.with_user(self.clerk).action_propose()
        simulation = self.make("account.dunning.simulation", self.both, partner_domain=self.filter)
        with self.assertRefused("Only customers", SECRET):
            simulation.with_user(self.clerk).action_simulate()
        run.with_user(self.both).action_propose()
        simulation.with_user(self.both).action_simulate()
        self.assertEqual(run.notice_ids.partner_id, self.customer)
        self.assertEqual(sum(simulation.line_ids.mapped("letter_count")), 1)

    def test_a_filter_sees_the_company_of_its_run_only(self):
        """Colleagues read the list, and have no access to the other company."""
        foreign = repr([("invoice_ids.company_id", "=", self.other.id)])
        run = self.make("account.dunning.run", self.both, partner_domain=foreign)
        allowed = [self.company.id, self.other.id]
        run.with_context(allowed_company_ids=allowed).action_propose()
        self.assertFalse(run.notice_ids)
        simulation = self.make("account.dunning.simulation", self.both, partner_domain=foreign)
        simulation.with_context(allowed_company_ids=allowed).action_simulate()
        self.assertFalse(sum(simulation.line_ids.mapped("letter_count")))

    def test_automatic_runs_look_with_the_rights_of_who_set_them_up_and_of_the_responsible(self):
        administrator = self.person("administrator", "base.group_erp_manager")
        company = self.company.with_user(administrator)
        with self.assertRefused("Automatic runs: only customers", SECRET):
            company.dunning_auto_partner_domain = self.filter
        # another option is not refused for what somebody else set
        self.company.with_user(self.env.user).sudo().write(
            {
                "dunning_auto_partner_domain": self.filter,
                "dunning_auto_mode": "propose",
                "dunning_user_id": self.clerk.id,
            }
        )
        company.dunning_auto_level_to = 3
        run = self.run_at_night()
        self.assertFalse(run)
        self.assertIn(SECRET, self.company.dunning_auto_last_words)
        self.company.dunning_user_id = self.both
        self.assertEqual(self.run_at_night().notice_ids.partner_id, self.customer)

    def run_at_night(self):
        self.company.sudo().dunning_auto_last_date = False
        daily._run_or_tell(self.company.sudo())
        return self.env["account.dunning.run"].search(
            [("company_id", "=", self.company.id), ("is_automatic", "=", True)]
        )

    def test_who_may_not_see_invoices_still_reminds_what_was_selected(self):
        """Numbers of items of the company, and its marks, tell nothing."""
        second = self.invoice(50)
        run = self.make(
            "account.dunning.run", self.clerk, item_domain=repr([("id", "in", self.item.ids)])
        )
        run.action_propose()
        self.assertEqual(run.notice_ids.claim_ids.move_line_id.ids, self.item.ids)
        run.action_cancel()
        self.env["account.dunning.mark"].create(
            {"move_line_id": second.id, "company_id": self.company.id, "date": TODAY}
        )
        marked = repr([("dunning_mark_ids", "!=", False)])
        run = self.make("account.dunning.run", self.clerk, item_domain=marked)
        run.action_propose()
        self.assertEqual(run.notice_ids.claim_ids.move_line_id.ids, second.ids)

    def test_files_of_a_reminder_are_not_searched_by_who_may_not_read_them(self):
        file = self.env["ir.attachment"].create(
            {
                "name": "Invoice.pdf",
                "raw": b"%PDF-1.4",
                "res_model": "account.move",
                "res_id": self.item.move_id.id,
                "res_field": "invoice_pdf_report_file",
                "access_token": "secret",
            }
        )
        notice = self.make_run().notice_ids
        notice.sudo().linked_file_ids = file
        self.env.flush_all()
        wanted = [("linked_file_ids.checksum", "=like", f"{file.checksum[:3]}%")]
        notices = self.env["account.dunning.notice"]
        self.assertEqual(notices.sudo().search(wanted), notice)
        self.assertFalse(notices.with_user(self.reader).search(wanted))
        # whoever sends sees them all the same
        self.env.invalidate_all()
        self.assertEqual(notice.sudo().linked_file_ids, file)
        self.assertEqual(notice.with_user(self.both).linked_file_ids, file)

    def test_groups_and_orders_by_a_path_ask_for_the_same_rights(self):
        for model in ("account.dunning.item", "account.dunning.collection"):
            items = self.env[model].with_user(self.clerk)
            for path in ("debtor_id.signup_type", "move_id.access_token"):
                with self.subTest(model, path=path), self.assertRaises(AccessError):
                    items.formatted_read_group([], [path], ["__count"])
            with self.assertRaises(AccessError):
                items.search([("move_id.access_token", "=like", "s%")])

    def test_an_unknown_grouping_of_the_ageing_is_refused_in_words(self):
        dialogs = self.env["account.dunning.ageing"].with_user(self.clerk)
        dialog = dialogs.create({"group_by": "debtor_id"})
        for grouping in ("nothing", "debtor_id.signup_type", "debtor_id.nothing", "properties.x"):
            with self.subTest(grouping):
                with self.assertRefused("Grouped by", grouping), self.env.cr.savepoint():
                    dialogs.create({"group_by": grouping})
                with self.assertRefused("Grouped by", grouping), self.env.cr.savepoint():
                    dialog.group_by = grouping

    def test_the_work_list_has_no_row_for_customers_one_may_not_see(self):
        hidden = self.make_customer("Hidden", company_id=self.other.id, phone="1")
        rows = self.env["account.dunning.worklist"].with_user(self.clerk)
        self.assertFalse(rows.with_context(active_test=False).search([("id", "=", hidden.id)]))
        self.assertFalse(rows.browse(hidden.id).read(["name", "phone"]))

    def test_a_list_of_customers_in_the_context_is_no_condition_of_the_work_list(self):
        rows = self.env["account.dunning.worklist"].with_user(self.clerk)
        for value in ([], ["1) OR (1"], "x", 7, [self.customer.id + 1]):
            with self.subTest(value):
                found = rows.with_context(dunning_debtor_ids=value).search([])
                self.assertIn(self.customer.id, found.ids)
