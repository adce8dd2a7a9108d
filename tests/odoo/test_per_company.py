"""What a customer is set to is kept per company: a customer that two companies share obeys each."""

from dunning_common import day
from send_common import SendCommon

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.account_dunning_levels.engine.read import own_fields


class SharedCustomer(SendCommon):
    """Two companies, A (``company``) and B, with a late item of 100.00 each on one customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.b = cls.other_company("B")
        cls.make_sheet("All of B", company=cls.b)
        cls.item_a, cls.item_b = cls.owed(cls.company), cls.owed(cls.b)
        cls.customer_b = cls.customer.with_company(cls.b)
        cls.clerk_a = cls.clerk("clerk_a", cls.company)
        cls.clerk_b = cls.clerk("clerk_b", cls.b)

    @classmethod
    def clerk(cls, login, company):
        return new_test_user(
            cls.env,
            login,
            "account.group_account_manager,account_dunning_levels.group_dunning_manager,"
            "base.group_partner_manager,base.group_allow_export",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    @classmethod
    def owed(cls, company, partner=None, amount=100.0):
        """An invoice of a company, due 2026-02-28; returns its receivable item."""
        move = (
            cls.env["account.move"]
            .with_company(company)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": (partner or cls.customer).id,
                    "invoice_date": "2026-02-28",
                    "invoice_date_due": "2026-02-28",
                    "invoice_payment_term_id": False,
                    "currency_id": cls.eur.id,
                    "invoice_line_ids": [
                        Command.create({"name": "Work", "price_unit": amount, "tax_ids": []})
                    ],
                }
            )
        )
        move.action_post()
        return cls.receivable(move)

    def runs(self):
        """A proposed run of each company, instead of those that are open."""
        runs = self.env["account.dunning.run"]
        runs.search([("state", "=", "proposed")]).action_cancel()
        return self.make_run(), self.make_run(company_id=self.b.id)

    def notices(self):
        """The reminder of each company to the customer."""
        run_a, run_b = self.runs()
        return self.notice_of(run_a, self.customer), self.notice_of(run_b, self.customer)

    def window(self, model, *companies):
        """A window as a user sees it who selected these companies; he works in the first."""
        self.env.invalidate_all()
        ids = [company.id for company in companies]
        return self.env[model].with_context(allowed_company_ids=ids)


@tagged("post_install", "-at_install")
class TestReminded(SharedCustomer):
    def test_both_are_reminded_while_nobody_chose(self):
        run_a, run_b = self.runs()
        self.assertEqual(run_a.notice_ids.line_ids.move_line_id, self.item_a)
        self.assertEqual(run_b.notice_ids.line_ids.move_line_id, self.item_b)

    def test_off_in_one_company_is_on_in_the_other(self):
        self.customer.dunning_enabled = False
        self.assertTrue(self.customer_b.dunning_enabled)
        run_a, run_b = self.runs()
        self.assertFalse(run_a.notice_ids)
        self.assertEqual(self.reason_of(self.item_a, run_a), "blocked")
        self.assertEqual(run_b.notice_ids.line_ids.move_line_id, self.item_b)
        self.assertEqual(self.item_a.action_dunning_explain("2026-03-31")["reason"], "blocked")
        self.assertFalse(self.item_b.action_dunning_explain("2026-03-31")["reason"])

    def test_off_in_the_other_company_only(self):
        self.customer_b.dunning_enabled = False
        self.assertTrue(self.customer.dunning_enabled)
        run_a, run_b = self.runs()
        self.assertTrue(run_a.notice_ids)
        self.assertEqual(self.reason_of(self.item_b, run_b), "blocked")

    def test_the_last_look_goes_by_the_company_of_the_reminder(self):
        run_a, run_b = self.released(), self.released(company_id=self.b.id)
        self.customer.dunning_enabled = False
        self.send_now()
        self.assertEqual(run_a.notice_ids.state, "cancelled")
        self.assertEqual(run_b.notice_ids.state, "queued")

    def test_on_is_what_nobody_chose_in_a_company_made_later_too(self):
        self.customer.write({"dunning_enabled": False, "dunning_send_email": False})
        later = self.env["res.company"].create({"name": "Later"})
        self.env.user.company_ids |= later
        there = self.customer.with_company(later)
        self.assertTrue(there.dunning_enabled)
        self.assertTrue(there.dunning_send_email)
        self.assertIn(there, there.search([("dunning_enabled", "=", True)]))
        self.assertNotIn(there, there.search([("dunning_enabled", "=", False)]))
        self.assertIn(self.customer, self.customer.search([("dunning_enabled", "=", False)]))
        new = there.create({"name": "New"})
        self.assertTrue(new.dunning_enabled and new.dunning_send_email)
        self.assertTrue(new.with_company(self.company).dunning_enabled)

    def test_default_that_a_company_sets_goes_before_on(self):
        """Settings > Technical > User-defined Defaults: in B customers want paper."""
        defaults = self.env["ir.default"]
        defaults.set("res.partner", "dunning_send_email", False, company_id=self.b.id)
        notice_a, notice_b = self.notices()
        self.assertEqual((notice_a.channel, notice_b.channel), ("email", "print"))
        self.customer_b.dunning_send_email = True
        _notice_a, notice_b = self.notices()
        self.assertEqual(notice_b.channel, "email")

    def test_put_on_again_nothing_is_kept(self):
        self.customer.dunning_enabled = False
        self.customer.dunning_enabled = True
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT dunning_enabled FROM res_partner WHERE id = %s", [self.customer.id]
        )
        self.assertEqual(self.env.cr.fetchone(), (None,))

    def test_criteria_of_a_run_mean_its_company(self):
        """A run that a user of A and B makes for B while he works in A."""
        self.customer.dunning_send_email = False
        domain = "[('dunning_send_email', '=', True)]"
        run = self.make_run(company_id=self.b.id, partner_domain=domain)
        self.assertTrue(run.notice_ids)
        run = self.make_run(partner_domain=domain)
        self.assertEqual(self.reason_of(self.item_a, run), "filtered")


@tagged("post_install", "-at_install")
class TestLetters(SharedCustomer):
    def test_by_post_in_one_company_by_e_mail_in_the_other(self):
        self.customer.dunning_send_email = False
        notice_a, notice_b = self.notices()
        self.assertEqual((notice_a.channel, notice_b.channel), ("print", "email"))

    def test_the_wish_is_looked_at_again_when_the_letter_leaves(self):
        run_a, run_b = self.released(), self.released(company_id=self.b.id)
        self.customer_b.dunning_send_email = False
        self.send_now()
        self.assertEqual((run_a.notice_ids.channel, run_b.notice_ids.channel), ("email", "print"))

    def test_the_other_company_never_sends_its_template(self):
        self.customer.dunning_mail_template_id = self.env["mail.template"].create(
            {
                "name": "Of A",
                "model_id": self.env["ir.model"]._get_id("account.dunning.notice"),
                "subject": "As agreed with A",
                "body_html": "<p>Dear friend of A</p>",
            }
        )
        run_a, run_b = self.released(), self.released(company_id=self.b.id)
        self.send_now()
        self.assertEqual(run_a.notice_ids.mail_id.subject, "As agreed with A")
        self.assertRegex(run_b.notice_ids.mail_id.subject, "^Reminder .* of B$")
        self.assertNotIn("friend", run_b.notice_ids.mail_id.body_html)

    def test_each_company_has_its_own_responsible(self):
        self.customer.dunning_user_id = self.clerk_a
        self.customer_b.dunning_user_id = self.clerk_b
        notice_a, notice_b = self.notices()
        self.assertEqual((notice_a.user_id, notice_b.user_id), (self.clerk_a, self.clerk_b))

    def test_clerk_of_one_company_signs_nothing_of_the_other(self):
        self.customer.dunning_user_id = self.clerk_a
        self.b.dunning_user_id = self.clerk_b
        _notice_a, notice_b = self.notices()
        self.assertEqual(notice_b.user_id, self.clerk_b)

    def test_recipient_is_marked_for_one_company(self):
        contact = self.make_customer(
            "Bookkeeping", parent_id=self.customer.id, is_company=False, dunning_recipient=True
        )
        self.assertFalse(contact.with_company(self.b).dunning_recipient)
        notice_a, notice_b = self.notices()
        self.assertEqual((notice_a.recipient_id, notice_b.recipient_id), (contact, self.customer))

    def test_each_company_has_its_own_order_of_categories(self):
        large, small = self.env["res.partner.category"].create([{"name": "L"}, {"name": "S"}])
        sheets = {
            (company, tag): self.make_sheet(tag.name, category=tag, company=company)
            for company in (self.company, self.b)
            for tag in (large, small)
        }
        self.customer.dunning_category_ids = [Command.create({"category_id": large.id})]
        self.assertFalse(self.customer_b.dunning_category_ids)
        notice_a, notice_b = self.notices()
        self.assertEqual(notice_a.sheet_id, sheets[self.company, large])
        self.assertEqual(notice_b.sheet_id.name, "All of B")
        self.customer_b.dunning_category_ids = [Command.create({"category_id": small.id})]
        self.assertEqual(self.customer_b.dunning_category_ids.category_id, small)
        self.assertEqual(self.customer.dunning_category_ids.category_id, large)
        notice_a, notice_b = self.notices()
        self.assertEqual(notice_a.sheet_id, sheets[self.company, large])
        self.assertEqual(notice_b.sheet_id, sheets[self.b, small])
        # emptied in one company, it stays in the other
        self.customer.dunning_category_ids = [Command.clear()]
        self.assertEqual(self.customer_b.dunning_category_ids.category_id, small)

    def test_the_same_category_in_both_companies(self):
        tag = self.env["res.partner.category"].create({"name": "Group"})
        for customer in (self.customer, self.customer_b):
            customer.dunning_category_ids = [Command.create({"category_id": tag.id})]
        rows = self.env["res.partner.dunning.category"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(rows.company_id, self.company | self.b)

    def test_customers_are_found_by_the_category_of_the_company(self):
        tag = self.env["res.partner.category"].create({"name": "Group"})
        self.customer.dunning_category_ids = [Command.create({"category_id": tag.id})]
        wanted = [("dunning_category_ids.category_id", "=", tag.id)]
        self.assertEqual(self.customer.search(wanted), self.customer)
        self.assertFalse(self.customer_b.search(wanted))

    def test_duplicate_takes_what_the_company_set(self):
        self.customer.dunning_enabled = False
        self.customer_b.dunning_send_email = False
        copy = self.customer.copy()
        self.assertFalse(copy.dunning_enabled)
        self.assertTrue(copy.with_company(self.b).dunning_send_email)


@tagged("post_install", "-at_install")
class TestHeadOffices(SharedCustomer):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.make_customer("Head office")
        cls.customer.dunning_head_office_id = cls.head

    def test_letters_go_to_the_head_office_in_one_company(self):
        run_a, run_b = self.runs()
        self.assertEqual(run_a.notice_ids.partner_id, self.head)
        self.assertEqual(run_b.notice_ids.partner_id, self.customer)

    def test_a_customer_knows_its_branches_of_the_company(self):
        self.assertEqual(self.head.dunning_branch_ids, self.customer)
        self.assertFalse(self.head.with_company(self.b).dunning_branch_ids)
        self.customer.dunning_head_office_id = False
        self.assertFalse(self.head.dunning_branch_ids)

    def test_why_is_asked_for_both_companies_at_once(self):
        item = self.owed(self.b, self.head)
        asked = self.env["account.dunning.item"].with_context(
            allowed_company_ids=[self.company.id, self.b.id]
        )
        both = (self.item_a | self.item_b | item).with_env(asked.env)
        reasons = [row["reason"] for row in both.action_dunning_explain("2026-03-31")]
        self.assertFalse(any(reasons))
        self.head.dunning_enabled = False
        reasons = [row["reason"] for row in both.action_dunning_explain("2026-03-31")]
        self.assertEqual([reason or "" for reason in reasons], ["blocked", "", ""])

    def test_head_office_the_other_way_round_in_the_other_company(self):
        self.head.with_company(self.b).dunning_head_office_id = self.customer
        run_a, run_b = self.runs()
        self.assertEqual(run_a.notice_ids.partner_id, self.head)
        self.assertEqual(run_b.notice_ids.partner_id, self.customer)

    def test_hold_on_the_head_office_holds_in_its_company(self):
        for company in (self.company, self.b):
            self.env["account.dunning.hold"].create(
                {"partner_id": self.head.id, "company_id": company.id, "reason": "Talks"}
            )
        items = self.window("account.dunning.item", self.company, self.b)
        held = {
            row.move_line_id: (row.is_held, bool(row.hold_id))
            for row in items.search([("move_line_id", "in", (self.item_a | self.item_b).ids)])
        }
        self.assertEqual(held, {self.item_a: (True, True), self.item_b: (False, False)})
        run_a, run_b = self.runs()
        self.assertEqual(self.reason_of(self.item_a, run_a), "blocked")
        self.assertTrue(run_b.notice_ids)

    def test_claim_at_a_lawyer_names_the_branches_of_its_company(self):
        claims = {}
        for company in (self.company, self.b):
            hold = self.env["account.dunning.hold"].create(
                {"partner_id": self.head.id, "company_id": company.id, "kind": "blocked"}
            )
            claims[company] = hold._claim_debtors()
        self.assertEqual(claims[self.company], self.head | self.customer)
        self.assertEqual(claims[self.b], self.head)

    def test_head_office_that_becomes_a_contact_is_refused_where_one_works(self):
        other = self.make_customer("Holding")
        with self.assertRaisesRegex(ValidationError, "is a contact of Holding"):
            self.head.write({"parent_id": other.id, "is_company": False})

    def test_head_office_that_becomes_a_contact_takes_other_companies_along(self):
        holding = self.make_customer("Holding")
        self.head.with_user(self.clerk_b).write({"parent_id": holding.id, "is_company": False})
        self.env.invalidate_all()
        self.assertEqual(self.customer.dunning_head_office_id, holding)
        self.assertEqual(self.make_run().notice_ids.partner_id, holding)

    def test_head_office_of_another_company_is_not_deleted_and_no_branch_named(self):
        with self.assertRaises(UserError) as caught:
            self.head.with_user(self.clerk_b).unlink()
        self.assertIn("Another company uses Head office", str(caught.exception))
        self.assertNotIn(self.customer.name, str(caught.exception))

    def test_branch_that_becomes_a_contact_has_no_head_office_elsewhere(self):
        branch = self.make_customer("Branch", dunning_head_office_id=self.head.id)
        branch.with_user(self.clerk_b).write({"parent_id": self.customer.id, "is_company": False})
        self.env.invalidate_all()
        self.assertFalse(branch.dunning_head_office_id)

    def test_branch_that_its_head_office_joins_gets_its_own_letters(self):
        self.head.with_user(self.clerk_b).write(
            {"parent_id": self.customer.id, "is_company": False}
        )
        self.env.invalidate_all()
        self.assertFalse(self.customer.dunning_head_office_id)


@tagged("post_install", "-at_install")
class TestWindows(SharedCustomer):
    def test_open_items_of_both_companies_show_each_its_own(self):
        tag = self.env["res.partner.category"].create({"name": "Of A"})
        self.customer.write(
            {
                "dunning_enabled": False,
                "dunning_user_id": self.clerk_a.id,
                "dunning_category_ids": [Command.create({"category_id": tag.id})],
            }
        )
        self.customer_b.dunning_user_id = self.clerk_b
        for companies in ((self.company, self.b), (self.b, self.company)):
            items = self.window("account.dunning.item", *companies)
            shown = {
                row.move_line_id.id: (row.dunning_user_id.id, row.category_id.id, row.next_step)
                for row in items.search([("debtor_id", "=", self.customer.id)])
            }
            self.assertEqual(
                shown,
                {
                    self.item_a.id: (self.clerk_a.id, tag.id, "The customer gets no reminders"),
                    self.item_b.id: (self.clerk_b.id, False, "Level 1 in the next run"),
                },
            )

    def test_open_items_are_grouped_by_each_companys_responsible(self):
        self.customer.dunning_user_id = self.clerk_a
        self.customer_b.dunning_user_id = self.clerk_b
        items = self.window("account.dunning.item", self.company, self.b)
        groups = items._read_group(
            [("debtor_id", "=", self.customer.id)], ["dunning_user_id"], ["amount_residual:sum"]
        )
        self.assertEqual(
            {user.id: amount for user, amount in groups},
            {self.clerk_a.id: 100, self.clerk_b.id: 100},
        )

    def test_work_list_is_that_of_the_company_one_works_in(self):
        self.customer.write({"dunning_enabled": False, "dunning_user_id": self.clerk_a.id})
        self.customer_b.dunning_user_id = self.clerk_b
        for first, second, shown in (
            (self.company, self.b, (True, 0, self.clerk_a)),
            (self.b, self.company, (False, 100, self.clerk_b)),
        ):
            row = self.window("account.dunning.worklist", first, second).browse(self.customer.id)
            user = row.dunning_user_id.with_env(self.env)
            self.assertEqual((row.is_on_hold, row.to_collect, user), shown)

    def test_work_list_stops_after_the_last_level_of_the_companys_category(self):
        tag = self.env["res.partner.category"].create({"name": "Once"})
        for company in (self.company, self.b):
            self.make_sheet("Once", levels=1, category=tag, company=company)
        for item in (self.item_a, self.item_b):
            item.dunning_opening_level = 1
        self.customer.dunning_category_ids = [Command.create({"category_id": tag.id})]
        counts = [
            self.window("account.dunning.worklist", company).browse(self.customer.id)
            for company in (self.company, self.b)
        ]
        self.assertEqual([row.exhausted_count for row in counts], [1, 0])

    def test_collections_show_each_companys_responsible(self):
        self.customer.dunning_user_id = self.clerk_a
        for item in (self.item_a, self.item_b):
            self.env["account.payment.register"].with_company(item.company_id).with_context(
                active_model="account.move", active_ids=item.move_id.ids
            ).create({"payment_date": "2026-03-20"})._create_payments()
        rows = self.window("account.dunning.collection", self.company, self.b).search(
            [("debtor_id", "=", self.customer.id)]
        )
        self.assertEqual(
            {row.company_id.id: row.dunning_user_id.id for row in rows},
            {self.company.id: self.clerk_a.id, self.b.id: False},
        )

    def test_phone_call_is_planned_for_the_responsible_of_the_items_company(self):
        self.customer.dunning_user_id = self.clerk_a
        self.customer_b.dunning_user_id = self.clerk_b
        call = self.env["account.dunning.call"].create(
            {
                "kind": "call",
                "result": "no_answer",
                "move_id": self.item_b.move_id.id,
                "call_again_date": "2026-04-02",
            }
        )
        call.action_save()
        planned = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "=", self.customer.id)]
        )
        self.assertEqual(planned.user_id, self.clerk_b)
        self.assertEqual(planned.date_deadline, day("2026-04-02"))

    def test_reports_of_several_companies_are_not_grouped_by_a_setting(self):
        """Odoo would count the items of B by what A has set."""
        path = "debtor_id.dunning_enabled"
        for companies, offered in (((self.b,), True), ((self.company, self.b), False)):
            report = self.window("account.dunning.item", *companies)
            self.assertEqual(path in own_fields.paths(report, {"type"}), offered)
        worklist = self.window("account.dunning.worklist", self.company, self.b)
        self.assertIn("partner_id.dunning_enabled", own_fields.paths(worklist, {"type"}))

    def test_reminders_on_the_customer_count_those_to_a_head_office_of_any_selected_company(self):
        head = self.make_customer("Head office")
        self.customer_b.dunning_head_office_id = head
        run = self.released(company_id=self.b.id)
        self.send_now()
        run.notice_ids.mail_id.write({"state": "sent"})
        partners = self.window("res.partner", self.company, self.b)
        self.assertEqual(partners.browse(self.customer.id).dunning_notice_count, 1)
        partners = self.window("res.partner", self.company)
        self.assertEqual(partners.browse(self.customer.id).dunning_notice_count, 0)


@tagged("post_install", "-at_install")
class TestNothingIsTold(SharedCustomer):
    """What a user of B reads of a shared customer says nothing of what A has set."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.messages = cls.customer.message_ids
        cls.head = cls.make_customer("Head office")
        cls.tag = cls.env["res.partner.category"].create({"name": "Bad payers of A"})
        cls.contact = cls.make_customer(
            "Bookkeeping", parent_id=cls.customer.id, is_company=False, dunning_recipient=True
        )
        cls.template = cls.env["mail.template"].create(
            {"name": "Of A", "model_id": cls.env["ir.model"]._get_id("account.dunning.notice")}
        )
        cls.settings = {
            "dunning_enabled": (False, True),
            "dunning_send_email": (False, True),
            "dunning_user_id": (cls.clerk_a.id, False),
            "dunning_mail_template_id": (cls.template.id, False),
            "dunning_head_office_id": (cls.head.id, False),
        }
        cls.customer.write(
            {
                **{name: value for name, (value, _unset) in cls.settings.items()},
                "dunning_category_ids": [Command.create({"category_id": cls.tag.id})],
            }
        )
        cls.env.flush_all()
        cls.env.invalidate_all()
        cls.known = cls.customer.with_user(cls.clerk_b).with_context(allowed_company_ids=cls.b.ids)

    def test_read(self):
        [read] = self.known.read([*self.settings, "dunning_category_ids"], load=None)
        for name, (_value, unset) in self.settings.items():
            self.assertEqual(read[name], unset, name)
        self.assertEqual(read["dunning_category_ids"], [])
        contact = self.contact.with_env(self.known.env)
        self.assertFalse(contact.dunning_recipient)
        self.assertFalse(self.head.with_env(self.known.env).dunning_branch_ids)

    def test_search(self):
        for name, (value, unset) in self.settings.items():
            found = self.known.search([("id", "=", self.customer.id), (name, "=", value)])
            self.assertFalse(found, name)
            found = self.known.search([("id", "=", self.customer.id), (name, "=", unset)])
            self.assertEqual(found.id, self.customer.id, name)
        for domain in (
            [("dunning_category_ids", "!=", False)],
            [("dunning_category_ids.category_id", "=", self.tag.id)],
            [("dunning_branch_ids", "!=", False), ("id", "=", self.head.id)],
            [("dunning_recipient", "=", True), ("id", "=", self.contact.id)],
        ):
            self.assertFalse(self.known.search(domain), domain)

    def test_group(self):
        for name, (_value, unset) in self.settings.items():
            [(group, count)] = self.known._read_group(
                [("id", "=", self.customer.id)], [name], ["__count"]
            )
            self.assertEqual((bool(group), count), (bool(unset), 1), name)

    def test_export(self):
        names = [*self.settings, "dunning_category_ids/category_id", "dunning_branch_ids"]
        [row] = self.known.export_data(names)["datas"]
        self.assertEqual(row, [True, True, "", "", "", "", ""])

    def test_rows_of_categories(self):
        rows = self.env["res.partner.dunning.category"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(len(rows), 1)
        known = rows.with_env(self.known.env)
        self.assertFalse(known.search([("partner_id", "=", self.customer.id)]))
        self.assertFalse(known._read_group([], ["partner_id"], ["__count"]))
        with self.assertRaises(AccessError):
            known.read(["category_id"])
        with self.assertRaises(AccessError):
            known.unlink()
        other = self.tag.copy()
        with self.assertRaises(AccessError):
            known.create(
                {
                    "partner_id": self.customer.id,
                    "category_id": other.id,
                    "company_id": self.company.id,
                }
            )

    def test_company_that_one_may_not_enter_is_refused(self):
        with self.assertRaises(AccessError):
            self.known.with_context(allowed_company_ids=self.company.ids).read(["dunning_enabled"])

    def test_chatter(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        told = self.customer.message_ids - self.messages
        self.assertFalse(told.tracking_value_ids)
        self.assertFalse(told.filtered(lambda message: "Of A" in (message.body or "")))

    def test_window_and_why(self):
        rows = (
            self.env["account.dunning.item"]
            .with_env(self.known.env)
            .search([("debtor_id", "=", self.customer.id)])
        )
        self.assertEqual(rows.move_line_id.ids, self.item_b.ids)
        self.assertEqual(rows.next_step, "Level 1 in the next run")
        self.assertFalse(rows.dunning_user_id)
        self.assertFalse(rows.category_id)
        why = self.item_b.with_env(self.known.env).action_dunning_explain("2026-03-31")
        self.assertFalse(why["reason"])

    def test_what_one_writes_changes_nothing_of_the_other(self):
        self.known.write(
            {
                "dunning_enabled": False,
                "dunning_user_id": self.clerk_b.id,
                "dunning_category_ids": [Command.clear()],
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.customer.dunning_user_id, self.clerk_a)
        self.assertEqual(self.customer.dunning_category_ids.category_id, self.tag)
        self.customer.dunning_enabled = True
        self.assertFalse(self.customer_b.dunning_enabled)
