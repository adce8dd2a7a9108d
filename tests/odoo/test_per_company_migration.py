"""What was set for all companies is kept for those it was meant for when the addon is updated."""

import importlib.util
from pathlib import Path

from dunning_common import DunningCommon

from odoo import Command
from odoo.tests import new_test_user, tagged

import odoo.addons.account_dunning_levels as addon

#: what the columns were before
SHARED = {
    "dunning_enabled": "boolean",
    "dunning_send_email": "boolean",
    "dunning_recipient": "boolean",
    "dunning_user_id": "integer",
    "dunning_mail_template_id": "integer",
    "dunning_head_office_id": "integer",
}


@tagged("post_install", "-at_install")
class TestPerCompanyMigration(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.b = cls.other_company("B")
        cls.branch = cls.env["res.company"].create({"name": "Branch", "parent_id": cls.b.id})
        cls.companies = cls.company | cls.b | cls.branch
        cls.env.user.company_ids |= cls.companies
        cls.clerk = new_test_user(
            cls.env, "clerk", company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)]
        )
        cls.head = cls.make_customer("Head office")
        cls.template = cls.env["mail.template"].create(
            {"name": "Own", "model_id": cls.env["ir.model"]._get_id("account.dunning.notice")}
        )
        cls.of_b = cls.make_customer("Customer of B", company_id=cls.b.id)
        cls.as_everybody = cls.make_customer("As everybody")

    def as_before(self):
        """The columns of version 19.0.1.4.0, with what the test sets on its customers."""
        self.env.flush_all()
        for name, kind in SHARED.items():
            self.env.cr.execute(
                f"ALTER TABLE res_partner DROP COLUMN {name}, ADD COLUMN {name} {kind}"
            )
        self.env.cr.execute(
            "UPDATE res_partner SET dunning_enabled = TRUE, dunning_send_email = TRUE"
        )
        self.env.cr.execute(
            "ALTER TABLE res_partner_dunning_category DROP COLUMN company_id,"
            " ADD CONSTRAINT res_partner_dunning_category_partner_category_uniq"
            " UNIQUE (partner_id, category_id)"
        )

    def set_before(self, partner, **values):
        for name, value in values.items():
            self.env.cr.execute(
                f"UPDATE res_partner SET {name} = %s WHERE id = %s", [value, partner.id]
            )

    def categories_before(self, partner, *tags):
        for place, tag in enumerate(tags):
            self.env.cr.execute(
                "INSERT INTO res_partner_dunning_category (partner_id, category_id, sequence)"
                " VALUES (%s, %s, %s)",
                [partner.id, tag.id, place],
            )

    def migrate(self, version="19.0.1.4.0"):
        path = Path(addon.__file__).parent / "migrations/19.0.1.5.0/pre-per_company.py"
        spec = importlib.util.spec_from_file_location("pre_per_company", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, version)
        self.env.invalidate_all()

    def by_company(self, partner, name):
        """Company -> the value there."""
        partner = partner.sudo()
        return {
            company: partner.with_company(company)[name].with_env(self.env)
            if name.endswith("_id")
            else partner.with_company(company)[name]
            for company in self.companies
        }

    def everywhere(self, value):
        return dict.fromkeys(self.companies, value)

    def test_shared_customer_keeps_what_was_set_in_each_company(self):
        self.as_before()
        self.set_before(
            self.customer,
            dunning_enabled=False,
            dunning_send_email=None,
            dunning_recipient=True,
            dunning_mail_template_id=self.template.id,
            dunning_head_office_id=self.head.id,
        )
        self.migrate()
        for name, value in {
            "dunning_enabled": False,
            "dunning_send_email": True,  # empty meant: by e-mail
            "dunning_recipient": True,
            "dunning_mail_template_id": self.template,
            "dunning_head_office_id": self.head,
        }.items():
            self.assertEqual(self.by_company(self.customer, name), self.everywhere(value), name)

    def test_customer_of_one_company_keeps_it_there_and_in_its_branches(self):
        self.as_before()
        self.set_before(self.of_b, dunning_enabled=False, dunning_send_email=False)
        self.migrate()
        for name in ("dunning_enabled", "dunning_send_email"):
            self.assertEqual(
                self.by_company(self.of_b, name),
                {self.company: True, self.b: False, self.branch: False},
            )

    def test_responsible_stays_where_the_user_may_enter(self):
        self.as_before()
        self.set_before(self.customer, dunning_user_id=self.clerk.id)
        self.migrate()
        nobody = self.env["res.users"]
        self.assertEqual(
            self.by_company(self.customer, "dunning_user_id"),
            {self.company: self.clerk, self.b: nobody, self.branch: nobody},
        )

    def test_customer_as_everybody_keeps_nothing(self):
        self.as_before()
        self.migrate()
        self.env.cr.execute(
            f"SELECT {', '.join(SHARED)} FROM res_partner WHERE id = %s", [self.as_everybody.id]
        )
        self.assertEqual(self.env.cr.fetchone(), (None,) * len(SHARED))
        self.assertEqual(
            self.by_company(self.as_everybody, "dunning_enabled"), self.everywhere(True)
        )

    def test_categories_are_copied_in_their_order(self):
        large, small = self.env["res.partner.category"].create([{"name": "L"}, {"name": "S"}])
        self.as_before()
        self.categories_before(self.customer, small, large)
        self.categories_before(self.of_b, large)
        self.migrate()
        for company in self.companies:
            own = self.customer.with_company(company).dunning_category_ids
            self.assertEqual(own.category_id.ids, [small.id, large.id], company.name)
        found = {
            company: self.of_b.sudo().with_company(company).dunning_category_ids.category_id.ids
            for company in self.companies
        }
        self.assertEqual(found, {self.company: [], self.b: large.ids, self.branch: large.ids})

    def test_second_update_changes_nothing(self):
        tag = self.env["res.partner.category"].create({"name": "L"})
        self.customer.write(
            {
                "dunning_enabled": False,
                "dunning_category_ids": [Command.create({"category_id": tag.id})],
            }
        )
        self.env.flush_all()
        self.migrate("19.0.1.5.0")
        self.assertEqual(
            self.by_company(self.customer, "dunning_enabled"),
            {self.company: False, self.b: True, self.branch: True},
        )
        self.assertFalse(self.customer.with_company(self.b).dunning_category_ids)
