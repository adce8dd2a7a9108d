"""What the addon asks of ordinary accounting: nothing but the columns it has there."""

from contextlib import contextmanager
from unittest.mock import patch

from charge_common import ChargeCommon
from lxml import etree

from odoo.fields import One2many
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import SQL

OURS = "account_dunning"
#: what posting an invoice and paying it changes
CHANGED = {
    "account.move": (
        "amount_residual",
        "amount_residual_signed",
        "name",
        "payment_state",
        "posted_before",
        "sequence_number",
        "state",
        "status_in_payment",
    ),
    "account.move.line": (
        "amount_residual",
        "amount_residual_currency",
        "full_reconcile_id",
        "matched_credit_ids",
        "matched_debit_ids",
        "matching_number",
        "move_name",
        "parent_state",
        "reconciled",
    ),
    "account.partial.reconcile": ("amount", "credit_move_id", "debit_move_id", "max_date"),
    "account.payment": ("amount", "is_reconciled", "move_id", "name", "state"),
}


@tagged("post_install", "-at_install")
class TestOrdinaryAccounting(ChargeCommon):
    """A customer with reminders, charges in the books and a hold goes on buying and paying.

    ``./setup/bench overhead`` measures the same on a large ledger.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.item = cls.invoice(100, "2026-02-28")
        cls.notice = cls.remind("2026-03-31").notice_ids
        cls.item.action_dunning_block(reason="Called")

    @contextmanager
    def statements_of_ours(self):
        """The statements about tables of the addon that the work took, to the commit."""
        execute, found = Cursor.execute, []

        def noted(cursor, query, *args, **kwargs):
            text = query.code if isinstance(query, SQL) else str(query)
            if OURS in text:
                found.append(text)
            return execute(cursor, query, *args, **kwargs)

        self.env.cr.flush()
        self.env.invalidate_all()
        with patch.object(Cursor, "execute", noted):
            yield found
            self.env.cr.flush()

    def test_posting_an_invoice_asks_nothing_of_the_reminders(self):
        draft = self.item.move_id.copy()
        with self.statements_of_ours() as found:
            draft.action_post()
        self.assertEqual(draft.state, "posted")
        self.assertEqual(found, [])

    def test_paying_a_reminded_invoice_asks_nothing_of_the_reminders(self):
        self.assertEqual(self.item.dunning_level, 1)
        with self.statements_of_ours() as found:
            self.pay(self.item, 100)
        self.assertTrue(self.item.reconciled)
        self.assertEqual(found, [])

    def test_paying_the_charges_asks_nothing_of_the_reminders(self):
        charges = self.receivable(self.notice.charge_move_id)
        with self.statements_of_ours() as found:
            self.pay(charges, 11.03)
        self.assertTrue(charges.reconciled)
        self.assertEqual(found, [])

    def dependents_of_ours(self, model, name):
        """Our fields that Odoo computes again, or forgets, when the field changes."""
        field = self.env[model]._fields[name]
        return [
            str(dependent)
            for tree in self.env.registry.get_field_trigger_tree(field).depth_first()
            for dependent in tree.root
            if "account_dunning_levels" in dependent._modules
        ]

    def test_nothing_of_ours_is_computed_when_an_invoice_is_posted_or_paid(self):
        moved = self.dependents_of_ours("account.move", "partner_id")
        self.assertIn("account.dunning.hold.debtor_id", moved)
        for model, names in CHANGED.items():
            for name in names:
                with self.subTest(model=model, name=name):
                    self.assertEqual(self.dependents_of_ours(model, name), [])

    def test_describing_journal_items_tries_no_sorting_or_grouping_of_ours(self):
        """Odoo describes all their fields at each posting and payment."""
        items = type(self.env["account.move.line"])
        tried = []

        def noted(name):
            original = getattr(items, name)

            def method(model, alias, field, *args):
                tried.append(field)
                return original(model, alias, field, *args)

            return patch.object(items, name, method)

        with noted("_order_field_to_sql"), noted("_read_group_groupby"):
            self.env["account.move.line"].fields_get([])
        self.assertIn("matched_debit_ids", tried)
        self.assertEqual([name for name in tried if "dunning" in name], [])

    def test_records_about_items_are_described_as_any_others(self):
        """Holds and marks can be searched, not sorted or grouped by."""
        names = [f"dunning_{kind}_ids" for kind in ("hold", "mark")]
        items = self.env["account.move.line"]
        described = items.fields_get(names)
        self.assertEqual(sorted(described), sorted(names))
        for name, said in described.items():
            field = items._fields[name]
            with self.subTest(name=name):
                self.assertTrue(said["searchable"])
                self.assertIs(said["sortable"], One2many._description_sortable(field, self.env))
                self.assertIs(said["groupable"], One2many._description_groupable(field, self.env))

    def test_journal_items_open_in_every_view_they_have(self):
        """Pivot and graph ask each field by itself whether one can group by it."""
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_account_moves_all")
        views = self.env["account.move.line"].get_views([*action["views"], (False, "search")])
        self.assertLessEqual({"list", "pivot", "graph", "kanban", "search"}, set(views["views"]))

    def test_filters_of_journal_items_chosen_together_all_hold(self):
        """The web client joins filters with “or” unless a separator stands between them."""
        view = self.env["account.move.line"].get_view(view_type="search")
        groups = [[]]
        for node in etree.fromstring(view["arch"]).iterchildren("filter", "separator"):
            if node.tag == "separator":
                groups.append([])
            else:
                groups[-1].append(node.get("name"))
        for ours in ("dunning_open", "dunning_reminded", "dunning_held"):
            self.assertIn([ours], groups)
