"""Every model, public method and field of the addon, tried by every kind of user over the API."""

import inspect

from access_table import (
    BILLER,
    COMPUTED,
    ENGINE,
    FIELDS,
    KINDS,
    MANAGER,
    METHODS,
    MODELS,
    MORE,
    ODOO,
    RANK,
    READER,
    SYSTEM,
    USER,
)
from send_common import SendCommon

from odoo import Command
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged

MODULE = "account_dunning_levels"
OPERATIONS = {"c": "create", "r": "read", "w": "write", "u": "unlink"}
ORM = {"copy", "copy_data", "create", "default_get", "fields_get", "onchange", "unlink", "write"}
#: where a mixin's methods are called
CONCRETE = {"account.dunning.cockpit": "account.dunning.worklist"}
#: methods of readers that work something out anew and write it down
MEASURING = {"action_refresh", "action_measure", "action_show", "action_open_worklist"}
ARGUMENTS = {
    "action_quick_note": {"body": "x"},
    "action_dunning_set_level": {"level": 0},
    "action_set_channel": {"channel": "print"},
    "web_search_read": {"domain": [], "specification": {"name": {}}},
}
GROUPS = {
    "public": "base.group_public",
    "portal": "base.group_portal",
    "employee": "base.group_user",
    "contacts": "base.group_user,base.group_partner_manager",
    "sales": "base.group_user,sales_team.group_sale_salesman",
    "reader": f"account.group_account_readonly,{MODULE}.group_dunning_reader",
    "user": f"account.group_account_readonly,{MODULE}.group_dunning_user",
    "biller": "account.group_account_invoice",
    "manager": f"account.group_account_readonly,{MODULE}.group_dunning_manager",
    "accountant": "account.group_account_manager",
    "other": "account.group_account_manager",
    "both": "account.group_account_manager",
    "branch": "account.group_account_manager",
}


@tagged("post_install", "-at_install")
class TestAccessTable(SendCommon):
    """One company with a record of each model, and thirteen kinds of users."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.setup_other_company(name="Second")["company"]
        cls.branch = cls.env["res.company"].create({"name": "Branch", "parent_id": cls.company.id})
        companies = {
            "other": cls.other,
            "both": cls.company | cls.other,
            "branch": cls.branch,
        }
        cls.users = {kind: cls.make_user(kind, companies.get(kind, cls.company)) for kind in KINDS}
        cls.records = {record._name: record for record in cls.make_records()}
        cls.env.flush_all()

    @classmethod
    def make_user(cls, kind, companies):
        groups = [name for name in GROUPS[kind].split(",") if cls.env.ref(name, False)]
        return new_test_user(
            cls.env,
            f"table_{kind}",
            ",".join(groups),
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    @classmethod
    def make_records(cls):
        """A record of each model that has any, all of one company and about one customer."""
        cls.level(1).write(
            {
                "copy_on_partner": True,
                "layout_ids": [Command.create({"lang": "en_US", "heading": "Layout"})],
            }
        )
        item = cls.invoice()
        cls.pay(cls.invoice(50, "2026-01-31"), 50)
        run = cls.remind_and_accept("2026-03-31")
        notice = run.notice_ids
        item.action_dunning_block(reason="x")
        category = cls.env["res.partner.category"].create({"name": "x"})
        of_company = {"company_id": cls.company.id}
        of_customer = {**of_company, "partner_id": cls.customer.id}
        plan = cls.env["account.dunning.hold"].create(
            {
                **of_customer,
                "kind": "plan",
                "amount": 50,
                "instalment_ids": [Command.create({"date": "2026-05-01", "amount": 50})],
            }
        )
        cls.env["account.dunning.payer"].action_refresh()
        simulation = cls.env["account.dunning.simulation"].create(
            {**of_company, "name": "x", "key_date": "2026-04-30"}
        )
        rows = {
            "account.dunning.note": {**of_customer, "body": "x"},
            "account.dunning.snooze": {**of_customer, "date_back": "2026-05-01"},
            "account.dunning.mark": {
                **of_company,
                "move_line_id": item.id,
                "date": "2026-03-31",
            },
            "res.partner.dunning.category": {**of_customer, "category_id": category.id},
            "account.dunning.simulation.sheet": {
                "simulation_id": simulation.id,
                "sheet_id": cls.sheet.id,
            },
            "account.dunning.rate": {
                **of_company,
                "table": cls.env["account.dunning.rate"]._fields["table"].get_values(cls.env)[0],
                "date_from": "2090-01-01",
                "date_to": "2090-12-31",
                "percent": 1,
            },
        }
        charge = {
            **of_company,
            "notice_id": notice.id,
            "line_id": notice.line_ids[:1].id,
            "move_line_id": item.id,
            "kind": "fine",
            "level": 1,
            "currency_id": cls.eur.id,
            "amount": 10,
            "claim_amount": 10,
            "claim_currency_id": cls.eur.id,
            "claim_partner_id": cls.customer.id,
            "charge_move_id": item.move_id.id,
        }
        rows["account.dunning.loss"] = {**of_customer, "reason": "x"}
        rows["account.dunning.bad.debt"] = {
            **of_company,
            "scheme": "be",
            "date_from": "2026-01-01",
            "date_to": "2026-03-31",
        }
        yield from (run, notice, notice.line_ids[:1], plan, plan.instalment_ids, simulation)
        yield from (cls.sheet, cls.level(1), cls.level(1).layout_ids, item, item.move_id)
        yield cls.customer
        yield cls.env["ir.attachment"].search([("dunning_notice_id", "=", notice.id)])
        made = {model: cls.env[model].create(values) for model, values in rows.items()}
        yield from made.values()
        debts = made["account.dunning.bad.debt"]
        of_item = {"move_line_id": item.id, "partner_id": cls.customer.id}
        for model, values in (
            (
                "account.dunning.bad.debt.line",
                {**of_item, "list_id": debts.id, "kind": "claim", "move_id": item.move_id.id},
            ),
            ("account.dunning.time.bar", {**of_company, **of_item, "last_day": "2031-02-28"}),
        ):
            yield cls.env[model].sudo().create(values).sudo(False)
        yield cls.env["account.dunning.charge"].sudo().create(charge).sudo(False)
        for model in (
            "account.dunning.payer",
            "account.dunning.collection",
            "account.dunning.item",
            "account.dunning.item.payment",
            "account.dunning.forecast",
        ):
            domain = [("company_id", "=", cls.company.id)]
            yield cls.env[model].with_company(cls.company).search(domain, limit=1)
        worklist = cls.env["account.dunning.worklist"].with_company(cls.company)
        yield worklist.browse(cls.customer.id)

    def setUp(self):
        super().setUp()
        self.env.invalidate_all()

    # ---------------------------------------------------------------- the table

    def own_models(self):
        for name in self.env.registry:
            model = self.env[name]
            ours = name.startswith("account.dunning.") or name == "res.partner.dunning.category"
            if ours and not model._abstract:
                yield name

    def test_every_model_is_in_the_table(self):
        self.assertEqual(sorted(self.own_models()), sorted(MODELS))

    def public_methods(self):
        """``(model that has it, name)`` of what RPC can call of this addon."""
        for name in self.env.registry:
            for cls in type(self.env[name]).mro():
                if not cls.__module__.startswith(f"odoo.addons.{MODULE}."):
                    continue
                inherited = cls.__dict__.get("_inherit")
                model = cls.__dict__.get("_name") or inherited
                for method, value in vars(cls).items():
                    if not inspect.isfunction(value) or method.startswith("_") or method in ORM:
                        continue
                    if not getattr(getattr(type(self.env[name]), method), "_api_private", False):
                        yield model, method

    def test_every_public_method_is_in_the_table(self):
        known = {
            (model, name)
            for model, rights in METHODS.items()
            for names in rights.values()
            for name in names.split()
        }
        found = set(self.public_methods())
        self.assertEqual(found - known, set(), "not in the table")
        self.assertEqual(known - found, set(), "in the table, and gone")

    def test_every_field_on_a_model_of_others_is_in_the_table(self):
        for model in self.env.registry:
            if self.env[model]._abstract or model in MODELS or self.env[model]._transient:
                continue
            found = {
                name
                for name, field in self.env[model]._fields.items()
                if name.startswith("dunning_") and not field.inherited
            }
            table = FIELDS.get(model, {})
            known = {name.strip("*") for names in table.values() for name in names.split()}
            self.assertEqual(found, known, model)

    # ----------------------------------------------------------------- the models

    def allowed(self, model, kind):
        if kind == "sales" and (model, kind) not in MORE:
            return ""
        return MORE.get((model, kind)) or MODELS[model].get(KINDS[kind], "")

    def test_rights_on_every_model(self):
        for model in MODELS:
            for kind, user in self.users.items():
                records = self.env[model].with_user(user)
                found = "".join(
                    key for key, operation in OPERATIONS.items() if records.has_access(operation)
                )
                self.assertEqual(found, self.allowed(model, kind), f"{model} {kind}")

    def test_nobody_exports_or_groups_what_is_not_read(self):
        for model in MODELS:
            for kind, user in self.users.items():
                if "r" in self.allowed(model, kind):
                    continue
                ids = self.records.get(model, self.env[model]).ids
                records = self.env[model].with_user(user)
                on_records = (
                    ("export_data", [ids, ["id"]]),
                    ("read", [ids, ["display_name"]]),
                )
                for method, arguments in (
                    *(on_records if ids else ()),
                    ("formatted_read_group", [[], ["create_uid"], ["__count"]]),
                    ("search_read", [[]]),
                ):
                    label = f"{model}.{method} {kind}"
                    refused = self.assertRaises(UserError, msg=label)
                    with refused, self.env.cr.savepoint():
                        call_kw(records, method, arguments, {})

    def test_records_are_of_their_company(self):
        for model, record in self.records.items():
            if model not in MODELS:
                continue
            self.assertTrue(record.sudo().exists() or not record._auto, model)
            for kind in ("other", "branch"):
                own = record.with_user(self.users[kind]).with_context(allowed_company_ids=None)
                found = own.search([("id", "in", record.ids)])
                if model == "account.dunning.worklist":  # the customer itself is shared
                    continue
                self.assertFalse(found, f"{model} {kind}")
                try:
                    read = call_kw(own.browse(), "read", [record.ids, ["display_name"]], {})
                except AccessError:
                    continue
                # rows of a report that has none of these numbers in the other company
                self.assertFalse(record._auto, f"{model} {kind}")
                self.assertEqual(read, [], f"{model} {kind}")
            both = record.with_user(self.users["both"])
            for companies, sees in ((self.other, False), (self.company | self.other, True)):
                self.env.invalidate_all()
                own = both.with_context(allowed_company_ids=companies.ids)
                found = own.with_context(active_test=False).search([("id", "in", record.ids)])
                if model != "account.dunning.worklist":
                    self.assertEqual(bool(found), sees, f"{model} {companies.mapped('name')}")

    # ---------------------------------------------------------------- the methods

    def call(self, user, model, method, read_only=False):
        """Call a method over the API, and take back what it did.

        :return: the exception, or None
        """
        records = self.env[model].with_user(user).with_context(allowed_company_ids=None)
        is_model = getattr(getattr(type(records), method), "_api_model", False)
        ids = self.records[model].ids if model in self.records else self.wizard(model)
        self.env.invalidate_all()
        try:
            with self.env.cr.savepoint() as savepoint:
                if read_only:
                    self.env.cr.execute("SET LOCAL transaction_read_only = on")
                try:
                    call_kw(records, method, [] if is_model else [ids], ARGUMENTS.get(method, {}))
                finally:
                    self.env.invalidate_all(flush=False)
                    savepoint.rollback()
        except UserError as error:
            return error
        return None

    def wizard(self, model):
        """Ids of a dialog that somebody else has open."""
        return self.env["ir.model"].sudo().search([], limit=1).ids

    def lines(self):
        for model, rights in METHODS.items():
            for right, names in rights.items():
                for name in names.split():
                    yield CONCRETE.get(model, model), name, right

    def test_who_may_not_is_refused_by_each_method(self):
        needed = {READER: 1, USER: 2, MANAGER: 3}
        for model, method, right in self.lines():
            if right == ODOO:
                continue
            for kind in KINDS:
                rank = RANK[KINDS[kind]]
                if kind == "sales":
                    rank = 0
                if right == BILLER:
                    refused = kind not in ("biller", "accountant", "other", "both", "branch")
                elif right == SYSTEM:
                    refused = True
                else:
                    refused = rank < needed[right]
                if refused:
                    error = self.call(self.users[kind], model, method)
                    self.assertIsInstance(error, AccessError, f"{model}.{method} {kind}")

    def test_who_may_is_not_refused(self):
        """Whatever else may be wrong with what is asked, it is no matter of rights."""
        for model, method, right in self.lines():
            if model not in self.records and not self.env[model]._abstract:
                continue
            kinds = {READER: "reader", USER: "user", MANAGER: "manager", BILLER: "biller"}
            if right not in kinds or self.env[model]._transient:
                continue
            reading = right == READER and method not in MEASURING
            error = self.call(self.users[kinds[right]], model, method, read_only=reading)
            self.assertNotIsInstance(error, AccessError, f"{model}.{method}")

    def test_other_companies_are_refused_by_each_method(self):
        """Their own customers and journal items apart, of which no reminder of ours is told."""
        for model, method, right in self.lines():
            is_model = getattr(getattr(type(self.env[model]), method), "_api_model", False)
            shared = ("res.partner", "account.move.line", "account.dunning.worklist")
            if right in (ODOO, SYSTEM) or is_model or model in shared:
                continue
            if self.env[model]._transient:
                continue
            # a report has no such row in another company
            refused = AccessError if self.env[model]._auto else (AccessError, MissingError)
            for kind in ("other", "branch"):
                error = self.call(self.users[kind], model, method)
                self.assertIsInstance(error, refused, f"{model}.{method} {kind}")

    # ----------------------------------------------------------------- the fields

    def value_for(self, record, name):
        """Something that the field does not hold now."""
        field = record._fields[name]
        if field.type == "boolean":
            return not record[name]
        if field.relational:
            others = self.env[field.comodel_name].sudo().search([("id", "!=", record[name].id)])
            return others[:1].id or 1
        return {"date": "2020-01-01", "char": "x", "text": "x"}.get(field.type, 7)

    def assertNotTyped(self, user, record, name):
        value, label = self.value_for(record, name), f"{record._name}.{name} {user.login}"
        needed = {"move_id": record.move_id.id} if record._name == "account.move.line" else {}
        for method, arguments in (
            ("create", [{**needed, name: value}]),
            ("write", [record.ids, {name: value}]),
        ):
            refused = self.assertRaises(AccessError, msg=f"{method} {label}")
            with refused, self.env.cr.savepoint():
                call_kw(self.env[record._name].with_user(user), method, arguments, {})

    def test_each_field_is_written_by_whom_the_table_says(self):
        # the mightiest of people, and yet not the engine
        mighty = new_test_user(
            self.env,
            "table_mighty",
            "account.group_account_manager,base.group_system,base.group_partner_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        readers = f"{MODULE}.group_dunning_reader"
        own = {
            **self.records,
            "res.company": self.company,
            "mail.message": self.customer.message_ids[:1],
            "mail.activity": self.customer.activity_schedule(user_id=mighty.id),
            "account.payment.method.line": self.env["account.payment.method.line"].search([])[:1],
        }
        for model, table in FIELDS.items():
            for who, names in table.items():
                for starred in names.split():
                    name, record = starred.strip("*"), own[model]
                    is_secret = record._fields[name].groups == readers
                    self.assertEqual(is_secret, starred.endswith("*"), f"{model}.{name}")
                    if who in (ENGINE, COMPUTED):
                        self.assertNotTyped(mighty, record, name)
                    elif who == MANAGER:
                        self.assertNotTyped(self.users["biller"], record, name)
                        value = self.value_for(record, name)
                        call_kw(record.with_user(mighty), "write", [record.ids, {name: value}], {})
                    else:
                        described = record.with_user(mighty).fields_get([name], ["readonly"])
                        self.assertFalse(described[name]["readonly"], f"{model}.{name}")
