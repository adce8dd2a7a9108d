"""Groupings that users stored before reports were grouped by paths name the path afterwards."""

import importlib.util
import json
from pathlib import Path

from test_own_fields import OwnFieldsCommon

from odoo.tests import tagged

import odoo.addons.account_dunning_levels as addon


@tagged("post_install", "-at_install")
class TestPathsMigration(OwnFieldsCommon):
    def setUp(self):
        super().setUp()
        self.own_field("char")
        self.own_field("date")
        self.own_field("integer")

    def migrate(self, version="19.0.1.3.0"):
        path = Path(addon.__file__).parent / "migrations/19.0.1.4.0/post-paths.py"
        spec = importlib.util.spec_from_file_location("post_paths", path)
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        self.env.flush_all()
        script.migrate(self.env.cr, version)
        self.env.invalidate_all()

    def copy_of(self, model, name, related):
        """A row of ``ir.model.fields`` as an update of the old addon wrote it."""
        self.env.cr.execute(
            """
            INSERT INTO ir_model_fields
                        (model, model_id, name, field_description, ttype, state, related, store)
                 SELECT model, id, %s, '{"en_US": "Customer: it"}', 'char', 'base', %s, FALSE
                   FROM ir_model WHERE model = %s
            """,
            [name, related, model],
        )

    def favourite(self, model, context, domain="[]", sort="[]"):
        return self.env["ir.filters"].create(
            {
                "name": "Mine",
                "model_id": model,
                "context": str(context),
                "domain": domain,
                "sort": sort,
            }
        )

    def test_favourite_groups_and_filters_by_the_path(self):
        self.copy_of("account.dunning.item", "x_test_char", "debtor_id.x_test_char")
        mine = self.favourite(
            "account.dunning.item",
            {
                "group_by": ["x_test_char", "x_debtor_city", "x_test_date:month", "due_date:week"],
                "pivot_row_groupby": ["x_debtor_user_id"],
            },
            "['&', ('x_test_char', '=', 'North'), (\"x_debtor_city\", 'ilike', context_today())]",
            '["x_test_char desc", "due_date"]',
        )
        payers = self.favourite("account.dunning.payer", {"group_by": ["x_test_char"]})
        self.migrate()
        self.assertEqual(
            mine.context,
            "{'group_by': ['debtor_id.x_test_char', 'debtor_id.city', "
            "'debtor_id.x_test_date:month', 'due_date:week'], "
            "'pivot_row_groupby': ['debtor_id.user_id']}",
        )
        self.assertEqual(
            mine.domain,
            "['&', ('debtor_id.x_test_char', '=', 'North'), "
            "(\"debtor_id.city\", 'ilike', context_today())]",
        )
        self.assertEqual(json.loads(mine.sort), ["due_date"])
        self.assertEqual(payers.context, "{'group_by': ['partner_id.x_test_char']}")

    def test_second_time_changes_nothing(self):
        mine = self.favourite(
            "account.dunning.item",
            {"group_by": ["x_test_char"]},
            "[('x_debtor_city', '=', 'Gent')]",
        )
        self.migrate()
        after = mine.context, mine.domain
        self.migrate()
        self.assertEqual((mine.context, mine.domain), after)

    def test_number_of_the_customer_is_no_measure_any_more(self):
        mine = self.favourite(
            "account.dunning.item",
            {
                "pivot_measures": ["amount_residual", "x_test_integer"],
                "graph_measure": "x_test_integer",
                "graph_groupbys": ["x_test_integer"],
            },
        )
        self.migrate()
        self.assertEqual(
            mine.context,
            "{'pivot_measures': ['amount_residual'], "
            "'graph_groupbys': ['debtor_id.x_test_integer']}",
        )

    def test_other_models_and_fields_of_that_name_are_left_as_they_are(self):
        self.env["ir.model.fields"].create(
            {
                "name": "x_test_char",
                "model_id": self.env["ir.model"]._get_id("account.dunning.payer"),
                "field_description": "Of the payer itself",
                "ttype": "char",
                "related": "partner_id.name",
                "store": False,
            }
        )
        invoices = self.favourite("account.move", {"group_by": ["x_test_char"]})
        payers = self.favourite(
            "account.dunning.payer", {"group_by": ["x_test_char", "x_test_char_2"]}
        )
        before = [mine.context for mine in invoices | payers]
        self.migrate()
        self.assertEqual([mine.context for mine in invoices | payers], before)

    def test_saved_export_has_the_column_of_the_customer(self):
        export = self.env["ir.exports"].create(
            {
                "name": "For the bank",
                "resource": "account.dunning.item",
                "export_fields": [
                    (0, 0, {"name": name})
                    for name in ("x_debtor_city", "debtor_id/x_test_char", "x_debtor_user_id/name")
                ],
            }
        )
        self.migrate()
        self.assertEqual(
            export.export_fields.mapped("name"),
            ["debtor_id/city", "debtor_id/x_test_char", "debtor_id/user_id/name"],
        )

    def test_ageing_that_is_open_and_the_default_of_a_user_name_the_path(self):
        wizard = self.env["account.dunning.ageing"].create({})
        default = self.env["ir.default"].create(
            {
                "field_id": self.env["ir.model.fields"]
                ._get("account.dunning.ageing", "group_by")
                .id,
                "json_value": '"x_test_char"',
            }
        )
        self.env.flush_all()
        self.env.cr.execute("UPDATE account_dunning_ageing SET group_by = 'x_debtor_city'")
        self.migrate()
        self.assertEqual(wizard.group_by, "debtor_id.city")
        self.assertEqual(default.json_value, '"debtor_id.x_test_char"')

    def test_new_database_has_nothing_to_mend(self):
        mine = self.favourite("account.dunning.item", {"group_by": ["x_debtor_city"]})
        self.migrate(None)
        self.assertEqual(mine.context, "{'group_by': ['x_debtor_city']}")
