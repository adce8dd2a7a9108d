"""A user's own fields of the customer filter and group every report of customers, by a path."""

from dunning_common import DunningCommon
from forecast_common import ForecastCommon
from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.account_dunning_levels.report.ageing_xlsx import ageing_workbook


class OwnFieldsCommon(DunningCommon):
    #: own fields of the customer by type: made once, as each new field sets the registry up anew
    TYPES = {
        "boolean": {},
        "char": {},
        "date": {},
        "datetime": {},
        "integer": {},
        "many2many": {"relation": "res.partner.category"},
        "many2one": {"relation": "res.country"},
        "selection": {
            "selection_ids": [
                Command.create({"value": "a", "name": "Large", "sequence": 1}),
                Command.create({"value": "b", "name": "Small", "sequence": 2}),
            ]
        },
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_own_fields({cls.own_field(ttype): ttype for ttype in cls.TYPES})

    @classmethod
    def make_own_fields(cls, types):
        """New fields of the customer.

        :param dict types: name -> type
        """
        cls.env["ir.model.fields"].create(
            [
                {
                    "name": name,
                    "model_id": cls.env["ir.model"]._get_id("res.partner"),
                    "field_description": f"My {ttype}",
                    "ttype": ttype,
                    **cls.TYPES[ttype],
                }
                for name, ttype in types.items()
            ]
        )

    @classmethod
    def own_field(cls, ttype):
        """The name of the customer's own field of this type."""
        return f"x_test_{ttype}"

    def offered(self, report):
        """The groupings that a search view of the report offers: name or path -> description."""
        seen = report.get_views([(False, "search")])["models"][report._name]["fields"]
        return {name: told for name, told in seen.items() if told["groupable"]}

    def reader(self):
        """Somebody who only reads reminders."""
        return new_test_user(
            self.env,
            "reader",
            "account_dunning_levels.group_dunning_reader",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

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
            self.own_field("selection"): ("a", "a"),
            self.own_field("many2one"): (
                self.env.ref("base.be").id,
                self.env.ref("base.be").display_name,
            ),
        }
        items = self.env["account.dunning.item"]
        offered = self.offered(items)
        for name, (value, shown) in cases.items():
            self.customer[name] = value
            path = f"debtor_id.{name}"
            self.assertEqual(offered[path]["string"], f"Customer: My {name.split('_')[-1]}")
            self.assertEqual(self.groups(path), {shown: 100.0, False: 25.0})
            found = items.search([(path, "=", value), ("is_open", "=", True)])
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
            wizard, section, rows = self.ageing(f"debtor_id.{name}")
            self.assertEqual(rows, {"January 2026": 100.0, "None": 25.0})
            self.assertEqual(section.total.amounts[-1], 125.0)
            self.assertEqual(
                wizard.action_view()["context"]["group_by"], [f"debtor_id.{name}:month"]
            )
            self.assertTrue(ageing_workbook(wizard))

    def test_customer_with_two_own_tags_is_in_two_rows_and_once_in_the_total(self):
        name = self.own_field("many2many")
        path = f"debtor_id.{name}"
        tags = self.env["res.partner.category"].create([{"name": "North"}, {"name": "South"}])
        self.customer[name] = tags
        wizard, section, rows = self.ageing(path)
        self.assertEqual(rows, {"North": 100.0, "South": 100.0, "None": 25.0})
        self.assertEqual((section.total.count, section.total.amounts[-1]), (2, 125.0))
        words = wizard._overlap_words([section])
        self.assertIn("the total counts it once", words)
        self.customer[name] = tags[0]
        self.assertFalse(wizard._overlap_words([self.ageing(path)[1]]))

    def test_ageing_by_a_selection_has_the_words_of_the_user(self):
        self.customer.x_test_selection = "a"
        wizard, _section, rows = self.ageing("debtor_id.x_test_selection")
        self.assertEqual(rows, {"Large": 100.0, "None": 25.0})
        self.assertEqual(wizard._group_title(), "Customer: My selection")

    def test_field_that_is_removed_from_the_customer_is_no_longer_offered(self):
        name = "x_test_removed"
        self.make_own_fields({name: "char"})
        items = self.env["account.dunning.item"]
        self.assertIn(f"debtor_id.{name}", self.offered(items))
        self.env["ir.model.fields"]._get("res.partner", name).unlink()
        self.assertNotIn(f"debtor_id.{name}", self.offered(items))
        self.assertTrue(self.groups("debtor_id"))

    def test_fields_of_odoo_worth_grouping_by_are_there_and_technical_ones_are_not(self):
        self.customer.city = "Gent"
        self.assertEqual(self.groups("debtor_id.city"), {"Gent": 100.0, False: 25.0})
        offered = self.offered(self.env["account.dunning.item"])
        self.assertIn("debtor_id.city", offered)
        self.assertNotIn("debtor_id.email_normalized", offered)

    def test_path_groups_and_is_no_column_filter_or_measure(self):
        told = self.offered(self.env["account.dunning.item"])["debtor_id.x_test_integer"]
        self.assertTrue(told["readonly"])
        self.assertFalse(told["searchable"] or told["sortable"] or told.get("aggregator"))

    def test_who_asks_for_the_fields_of_an_item_can_read_all_of_them(self):
        items = self.env["account.dunning.item"].search([], limit=1)
        self.assertFalse([name for name in items.fields_get() if "." in name])
        self.assertIn("debtor_id", items.read()[0])

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

    def path(self, name):
        """How the report is grouped by a field of its customer."""
        return f"{self.report._customer_field}.{name}"

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
            self.own_field("selection"): ("a", "a", "a"),
            self.own_field("many2one"): (
                belgium.id,
                belgium.id,
                belgium.display_name,
            ),
            self.own_field("many2many"): (
                [Command.set(tag.ids)],
                tag.id,
                "North",
            ),
        }
        total, offered = self.total(), self.offered(self.report)
        for name, (value, wanted, shown) in cases.items():
            self.customer[name] = value
            path = self.path(name)
            with self.subTest(field=name):
                self.assertEqual(offered[path]["string"], f"Customer: My {name.split('_')[-1]}")
                amounts, expected = self.amounts(path), self.expected(shown)
                empty = 0 if name == "x_test_integer" else False
                self.assertEqual(set(amounts), {shown, empty})
                self.assertAlmostEqual(amounts[shown], expected[shown])
                self.assertAlmostEqual(amounts[empty], expected[False])
                self.assertAlmostEqual(self.total(), total)
                found = self.report.search([*self.domain(), (path, "=", wanted)])
                self.assertTrue(found)
                self.assertEqual(found, self.rows_of(self.customer))
                found = self.report.search([*self.domain(), (path, "!=", wanted)])
                self.assertFalse(found & self.rows_of(self.customer))
                self.assertTrue(found >= self.rows_of(self.other))

    def test_own_date_groups_by_month_and_is_exported(self):
        name = self.own_field("date")
        self.customer[name] = "2026-01-31"
        amounts = self.amounts(f"{self.path(name)}:month")
        self.assertEqual(set(amounts), {"January 2026", False})
        column = self.path(name).replace(".", "/")
        [row, *_more] = self.rows_of(self.customer).export_data([column])["datas"]
        self.assertEqual(str(row[0]), "2026-01-31")

    def rows_by_group(self, report, path):
        """Value of a group -> the rows that a list shows when a user opens it."""
        groups = report.web_read_group(self.domain(), [path], ["__count"])["groups"]
        return {
            group[path]: report.search([*self.domain(), *group["__extra_domain"]])
            for group in groups
        }

    def test_list_that_is_grouped_opens_to_the_rows(self):
        name = self.own_field("char")
        self.customer[name] = "North"
        rows = self.rows_by_group(self.report, self.path(name))
        self.assertEqual(list(rows), ["North", False])
        self.assertEqual(rows["North"], self.rows_of(self.customer))
        self.assertEqual(rows[False], self.report.search(self.domain()) - rows["North"])

    def test_group_of_an_archived_customer_opens_too(self):
        name = self.own_field("char")
        self.customer[name] = "North"
        before = self.rows_of(self.customer)
        self.customer.active = False
        self.assertEqual(self.rows_by_group(self.report, self.path(name))["North"], before)

    def test_groups_by_a_record_stand_in_the_order_of_its_names(self):
        name = self.own_field("many2one")
        # their ids are the other way round
        self.customer[name], self.other[name] = self.env["res.country"].create(
            [{"name": "ZZ Land", "code": "Z9"}, {"name": "AA Land", "code": "A9"}]
        )
        path, customers = self.path(name), self.report._customer_field
        for user in (self.env.user, self.reader()):
            report = self.report.with_user(user)
            for order, expected in (
                ("asc", ["AA Land", "ZZ Land"]),
                ("desc", ["ZZ Land", "AA Land"]),
            ):
                groups = report.formatted_read_group(
                    self.domain(), [path], [self.measure], order=f"{path} {order}"
                )
                self.assertEqual([group[path][1] for group in groups if group[path]], expected)
            # beside the customer, as in a pivot
            groups = report.formatted_read_group(self.domain(), [path, customers], [self.measure])
            self.assertEqual(
                [(group[path][1], group[customers][0]) for group in groups if group[path]],
                [("AA Land", self.other.id), ("ZZ Land", self.customer.id)],
            )

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
        path = self.path(name)
        report = self.report.with_user(self.reader())
        self.assertIn(path, self.offered(report))
        groups = report.formatted_read_group(self.domain(), [path], [self.measure])
        self.assertEqual([group[path] for group in groups], ["North", False])
        self.assertTrue(report.search([*self.domain(), (path, "=", "North")]))

    def test_who_may_not_see_a_field_is_not_offered_it_and_cannot_group_by_it(self):
        name = self.own_field("char")
        self.customer[name] = "North"
        path = self.path(name)
        # as a field of a module that only administrators see
        self.patch(self.env["res.partner"]._fields[name], "groups", "base.group_system")
        report = self.report.with_user(self.reader())
        self.assertNotIn(path, self.offered(report))
        with self.assertRaises(AccessError):
            report.formatted_read_group(self.domain(), [path], [self.measure])

    def test_field_of_a_customer_that_the_reader_may_not_see_stays_unknown(self):
        name = self.own_field("char")
        self.customer[name] = "North"
        self.other[name] = "South"
        path, reader = self.path(name), self.reader()
        self.env["ir.rule"].create(
            {
                "name": "Not Peeters",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "domain_force": f"[('id', '!=', {self.customer.id})]",
            }
        )
        report = self.report.with_user(reader)
        rows = self.rows_by_group(report, path)
        self.assertEqual(set(rows), {"South", False})
        self.assertFalse(rows["South"] & self.rows_of(self.customer))
        self.assertFalse(report.search([*self.domain(), (path, "=", "North")]))
        # what the reader sees of the ledger is the same, however it is grouped
        [total] = report.formatted_read_group(self.domain(), [], [self.measure])
        groups = report.formatted_read_group(self.domain(), [path], [self.measure])
        self.assertAlmostEqual(sum(group[self.measure] for group in groups), total[self.measure])


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
        self.assertEqual(self.amounts(self.path(name)), {"North": 100.0, False: 525.0})


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
        grouped = self.report._read_group(self.domain(), [self.path(name)], ["days_late:avg"])
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
        page = self.report.web_search_read([(self.path(name), "=", "North")], {"name": {}})
        self.assertEqual(page["records"], [{"id": self.customer.id, "name": self.customer.name}])


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
