"""What the addon asks of ordinary accounting: nothing but the columns it has there."""

from contextlib import contextmanager
from unittest.mock import patch

from charge_common import ChargeCommon

from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import SQL

OURS = "account_dunning"


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
