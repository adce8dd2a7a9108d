"""A user's own fields of the customer filter and group every report of customers."""

from dunning_common import DunningCommon
from forecast_common import ForecastCommon
from lxml import etree

from odoo import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.account_dunning_levels.report.ageing_xlsx import ageing_workbook


class OwnFieldsCommon(DunningCommon):
    def own_field(self, ttype, **values):
        """A new field of the customer; returns its name."""
        name = f"x_test_{ttype}"
        self.env["ir.model.fields"].create(
            {
                "name": name,
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "field_description": f"My {ttype}",
                "ttype": ttype,
                **values,
            }
        )
        return name

    def define_property(self):
        """A property of customers, ``a1b2``, called Branch: steel or wood."""
        definition = self.env["properties.base.definition"]._get_definition_for_property_field(
            "res.partner", "properties"
        )
        definition.sudo().properties_definition = [
            {
                "name": "a1b2",
                "string": "Branch",
                "type": "selection",
                "selection": [["steel", "Steel"], ["wood", "Wood"]],
            }
        ]


@tagged("post_install", "-at_install")
class TestOwnFields(OwnFieldsCommon):
    """A user's own fields on the customer filter and group the open items without code."""

    def groups(self, group_by):
        self.env.flush_all()
        self.env.invalidate_all()
        return {
            key if isinstance(key, (str, bool)) else key.display_name: amount
            for key, amount in self.env["account.dunning.item"]._read_group(
                [("is_open", "=", True), ("company_id", "=", self.company.id)],
                [group_by],
                ["amount_residual:sum"],
            )
        }

    def setUp(self):
        super().setUp()
        self.other = self.make_customer("Claes")
        self.invoice(100.0)
        self.invoice(25.0, partner=self.other)

    def test_char_selection_and_many2one(self):
        cases = {
            self.own_field("char"): ("North", "North"),
            self.own_field(
                "selection",
                selection_ids=[
                    Command.create({"value": "a", "name": "Large", "sequence": 1}),
                    Command.create({"value": "b", "name": "Small", "sequence": 2}),
                ],
            ): ("a", "a"),
            self.own_field("many2one", relation="res.country"): (
                self.env.ref("base.be").id,
                self.env.ref("base.be").display_name,
            ),
        }
        items = self.env["account.dunning.item"]
        for name, (value, shown) in cases.items():
            self.customer[name] = value
            description = items.fields_get([name])[name]
            self.assertTrue(description["groupable"], name)
            self.assertTrue(description["searchable"], name)
            self.assertEqual(description["string"], f"Customer: My {name.split('_')[-1]}")
            self.assertEqual(self.groups(name), {shown: 100.0, False: 25.0})
            found = items.search([(name, "=", value), ("is_open", "=", True)])
            self.assertEqual(found.debtor_id, self.customer)

    def ageing(self, group_by):
        """The wizard of an ageing, and label -> open amount of its rows."""
        self.env.flush_all()
        wizard = (
            self.env["account.dunning.ageing"]
            .with_company(self.company)
            .with_context(allowed_company_ids=self.company.ids)
            .create({"group_by": group_by})
        )
        [section] = wizard._sections()
        return wizard, section, {row.label: row.amounts[-1] for row in section.rows}

    def test_own_date_groups_the_ageing_by_month(self):
        for name, value in (
            (self.own_field("date"), "2026-01-31"),
            (self.own_field("datetime"), "2026-01-15 12:00:00"),
        ):
            self.customer[name] = value
            wizard, section, rows = self.ageing(name)
            self.assertEqual(rows, {"January 2026": 100.0, "None": 25.0})
            self.assertEqual(section.total.amounts[-1], 125.0)
            self.assertEqual(wizard.action_view()["context"]["group_by"], [f"{name}:month"])
            self.assertTrue(ageing_workbook(wizard))

    def test_customer_with_two_own_tags_is_in_two_rows_and_once_in_the_total(self):
        name = self.own_field("many2many", relation="res.partner.category")
        tags = self.env["res.partner.category"].create([{"name": "North"}, {"name": "South"}])
        self.customer[name] = tags
        wizard, section, rows = self.ageing(name)
        self.assertEqual(rows, {"North": 100.0, "South": 100.0, "None": 25.0})
        self.assertEqual((section.total.count, section.total.amounts[-1]), (2, 125.0))
        words = wizard._overlap_words([section])
        self.assertIn("the total counts it once", words)
        self.customer[name] = tags[0]
        self.assertFalse(wizard._overlap_words([self.ageing(name)[1]]))

    def test_field_of_the_customer_can_be_removed_again(self):
        name = self.own_field("char")
        self.assertIn(name, self.env["account.dunning.item"]._fields)
        self.env["ir.model.fields"]._get("res.partner", name).unlink()
        self.assertNotIn(name, self.env["account.dunning.item"]._fields)
        self.assertTrue(self.groups("debtor_id"))

    def test_fields_of_odoo_worth_grouping_by_are_there_and_technical_ones_are_not(self):
        self.customer.city = "Gent"
        self.assertEqual(self.groups("x_debtor_city"), {"Gent": 100.0, False: 25.0})
        self.assertNotIn("x_debtor_email_normalized", self.env["account.dunning.item"]._fields)

    def test_property(self):
        self.define_property()
        self.customer.properties = {"a1b2": "steel"}
        self.assertEqual(self.groups("properties.a1b2"), {"steel": 100.0, False: 25.0})
        found = self.env["account.dunning.item"].search(
            [("properties.a1b2", "=", "steel"), ("is_open", "=", True)]
        )
        self.assertEqual(found.debtor_id, self.customer)
        wizard = self.env["account.dunning.ageing"].create({"group_by": "properties.a1b2"})
        labels = {row.label: row.amounts[-1] for row in wizard._sections()[0].rows}
        self.assertEqual(labels, {"Steel": 100.0, "None": 25.0})
        seen = self.env["properties.base.definition"].get_properties_base_definition(
            "account.dunning.item", "properties"
        )
        self.assertEqual(seen["records"][0]["properties_definition"][0]["string"], "Branch")


class ReportMixin:
    """What is asked of every report: ``model``, ``measure`` and ``domain()`` say which.

    Two customers have rows: Peeters NV with an own field filled in, and Claes.
    """

    model = None
    measure = None

    def domain(self):
        return [("company_id", "=", self.company.id)]

    @property
    def report(self):
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env[self.model].with_company(self.company)

    def amounts(self, group_by, domain=()):
        """Value of a group -> its measure, as a pivot asks it."""
        groups = self.report.formatted_read_group(
            [*self.domain(), *domain], [group_by], [self.measure]
        )
        return {
            value[1] if isinstance(value := group[group_by], tuple) else value: group[self.measure]
            for group in groups
        }

    def total(self):
        [group] = self.report.formatted_read_group(self.domain(), [], [self.measure])
        return group[self.measure]

    def rows_of(self, partner):
        field = self.report._customer_field
        return self.report.search([*self.domain(), (field, "=", partner.id)])

    def expected(self, shown):
        """What a grouping by an own field of Peeters NV shows; all else has none."""
        field = self.report._customer_field
        [own] = self.report.formatted_read_group(
            [*self.domain(), (field, "=", self.customer.id)], [], [self.measure]
        )
        [other] = self.report.formatted_read_group(
            [*self.domain(), "|", (field, "!=", self.customer.id), (field, "=", False)],
            [],
            [self.measure],
        )
        return {shown: own[self.measure], False: other[self.measure]}

    def test_own_fields_of_each_kind_filter_and_group(self):
        tag = self.env["res.partner.category"].create({"name": "North"})
        belgium = self.env.ref("base.be")
        cases = {
            self.own_field("char"): ("North", "North", "North"),
            self.own_field("boolean"): (True, True, True),
            self.own_field("integer"): (7, 7, 7),
            self.own_field(
                "selection",
                selection_ids=[Command.create({"value": "a", "name": "Large", "sequence": 1})],
            ): ("a", "a", "a"),
            self.own_field("many2one", relation="res.country"): (
                belgium.id,
                belgium.id,
                belgium.display_name,
            ),
            self.own_field("many2many", relation="res.partner.category"): (
                [Command.set(tag.ids)],
                tag.id,
                "North",
            ),
        }
        total = self.total()
        for name, (value, wanted, shown) in cases.items():
            self.customer[name] = value
            with self.subTest(field=name):
                described = self.report.fields_get([name])[name]
                self.assertTrue(described["groupable"] and described["searchable"])
                self.assertEqual(described["string"], f"Customer: My {name.split('_')[-1]}")
                empty = 0 if name == "x_test_integer" else False
                amounts, expected = self.amounts(name), self.expected(shown)
                self.assertEqual(set(amounts), {shown, empty})
                self.assertAlmostEqual(amounts[shown], expected[shown])
                self.assertAlmostEqual(amounts[empty], expected[False])
                self.assertAlmostEqual(self.total(), total)
                found = self.report.search([*self.domain(), (name, "=", wanted)])
                self.assertTrue(found)
                self.assertEqual(found, self.rows_of(self.customer))
                found = self.report.search([*self.domain(), (name, "!=", wanted)])
                self.assertFalse(found & self.rows_of(self.customer))
                self.assertTrue(found >= self.rows_of(self.other))

    def test_own_date_groups_by_month_and_is_exported(self):
        name = self.own_field("date")
        self.customer[name] = "2026-01-31"
        amounts = self.amounts(f"{name}:month")
        self.assertEqual(set(amounts), {"January 2026", False})
        [row, *_more] = self.rows_of(self.customer).export_data([name])["datas"]
        self.assertEqual(str(row[0]), "2026-01-31")

    def test_list_that_is_grouped_opens_to_the_rows(self):
        name = self.own_field("char")
        self.customer[name] = "North"
        field = self.report._customer_field
        groups = self.report.web_read_group(
            self.domain(),
            [name],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification={field: {}, name: {}},
        )["groups"]
        self.assertEqual([group[name] for group in groups], ["North", False])
        self.assertEqual({row[field] for row in groups[0]["__records"]}, {self.customer.id})
        self.assertEqual({row[name] for row in groups[0]["__records"]}, {"North"})

    def test_property_filters_and_groups(self):
        self.define_property()
        self.customer.properties = {"a1b2": "steel"}
        amounts, expected = self.amounts("properties.a1b2"), self.expected("steel")
        self.assertEqual(set(amounts), {"steel", False})
        self.assertAlmostEqual(amounts["steel"], expected["steel"])
        found = self.report.search([*self.domain(), ("properties.a1b2", "=", "steel")])
        self.assertEqual(found, self.rows_of(self.customer))
        seen = self.env["properties.base.definition"].get_properties_base_definition(
            self.model, "properties"
        )
        self.assertEqual(seen["records"][0]["properties_definition"][0]["string"], "Branch")
        # the search bar offers what its view names
        view = etree.fromstring(self.report.get_view(view_type="search")["arch"])
        self.assertTrue(view.xpath("//field[@name='properties']"))
        self.assertTrue(view.xpath("""//group/filter[@context="{'group_by': 'properties'}"]"""))

    def test_reader_of_reminders_groups_too(self):
        name = self.own_field("char")
        self.customer[name] = "North"
        reader = new_test_user(
            self.env,
            "reader",
            "account_dunning_levels.group_dunning_reader",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        report = self.report.with_user(reader)
        self.assertTrue(report.formatted_read_group(self.domain(), [name], [self.measure]))
        self.assertTrue(report.search([*self.domain(), (name, "=", "North")]))

    def update_addon(self):
        """What an update of the addon does with the fields of the report: it writes them down."""
        self.registry.init_models(
            self.env.cr,
            [self.model],
            {"module": "account_dunning_levels", "update_custom_fields": True},
        )

    def test_field_that_is_renamed_or_removed_leaves_nothing(self):
        name = self.own_field("char")
        columns = self.env["ir.model.fields"]
        self.update_addon()
        self.assertTrue(columns._get(self.model, name))
        columns._get("res.partner", name).name = "x_test_renamed"
        self.assertNotIn(name, self.report._fields)
        self.assertIn("x_test_renamed", self.report._fields)
        self.assertFalse(columns.search([("model", "=", self.model), ("name", "=", name)]))
        self.customer["x_test_renamed"] = "North"
        self.assertEqual(set(self.amounts("x_test_renamed")), {"North", False})
        self.update_addon()
        columns._get("res.partner", "x_test_renamed").unlink()
        self.assertNotIn("x_test_renamed", self.report._fields)
        self.assertFalse(
            columns.search([("model", "=", self.model), ("name", "=like", "x\\_test%")])
        )
        self.assertTrue(self.rows_of(self.customer))

    def test_fields_are_there_again_after_all_models_are_loaded_anew(self):
        name = self.own_field("char")
        self.customer[name] = "North"
        self.env.flush_all()
        self.registry._setup_models__(self.env.cr)
        self.assertEqual(set(self.amounts(name)), {"North", False})
        self.registry._setup_models__(self.env.cr, [self.model])
        self.assertEqual(set(self.amounts(name)), {"North", False})


@tagged("post_install", "-at_install")
class TestOwnFieldsOfItems(ReportMixin, OwnFieldsCommon):
    model = "account.dunning.item"
    measure = "amount_residual:sum"

    def setUp(self):
        super().setUp()
        self.other = self.make_customer("Claes")
        self.invoice(100.0)
        self.invoice(25.0, partner=self.other)


@tagged("post_install", "-at_install")
class TestOwnFieldsOfForecast(ReportMixin, OwnFieldsCommon, ForecastCommon):
    """The balance of the bank has no customer: it stands with those who have no value."""

    model = "account.dunning.forecast"
    measure = "amount:sum"

    def setUp(self):
        super().setUp()
        self.other = self.make_customer("Claes")
        self.invoice(100.0)
        self.invoice(25.0, partner=self.other)
        accounts = self.company_data
        self.entry(
            (self.bank.default_account_id, 500.0, {}),
            (accounts["default_account_revenue"], -500.0, {}),
        )

    def test_bank_balance_is_in_the_group_without_a_value(self):
        name = self.own_field("char")
        self.customer[name] = "North"
        # 500 on the bank and 25 of Claes
        self.assertEqual(self.amounts(name), {"North": 100.0, False: 525.0})


@tagged("post_install", "-at_install")
class TestOwnFieldsOfCollections(ReportMixin, OwnFieldsCommon):
    model = "account.dunning.collection"
    measure = "amount:sum"

    def setUp(self):
        super().setUp()
        self.other = self.make_customer("Claes")
        item = self.invoice(100.0)
        self.pay(item, 60.0, "2026-03-01")
        self.pay(item, 40.0, "2026-03-02")
        self.pay(self.invoice(25.0, partner=self.other), 25.0, "2026-03-03")

    def test_days_late_are_still_weighed_by_amount(self):
        name = self.own_field("char")
        self.customer[name] = "North"
        plain = self.report._read_group(
            [*self.domain(), ("debtor_id", "=", self.customer.id)], [], ["days_late:avg"]
        )
        grouped = self.report._read_group(self.domain(), [name], ["days_late:avg"])
        self.assertEqual(dict(grouped)["North"], plain[0][0])


@tagged("post_install", "-at_install")
class TestOwnFieldsOfWorklist(ReportMixin, OwnFieldsCommon):
    model = "account.dunning.worklist"
    measure = "amount_open:sum"

    def setUp(self):
        super().setUp()
        self.other = self.make_customer("Claes")
        self.invoice(100.0)
        self.invoice(25.0, partner=self.other)

    def test_page_of_the_list_is_filtered(self):
        name = self.own_field("char")
        self.customer[name] = "North"
        page = self.report.web_search_read([(name, "=", "North")], {"name": {}, name: {}})
        self.assertEqual(
            page["records"],
            [{"id": self.customer.id, "name": self.customer.name, name: "North"}],
        )


@tagged("post_install", "-at_install")
class TestOwnFieldsOfPayers(ReportMixin, OwnFieldsCommon, ForecastCommon):
    model = "account.dunning.payer"
    measure = "amount_paid:sum"

    def setUp(self):
        super().setUp()
        self.other = self.make_customer("Claes")
        self.paid(100.0, "2026-01-31", "2026-02-10")
        self.paid(25.0, "2026-01-31", "2026-02-10", partner=self.other)
        self.payers.action_refresh()
