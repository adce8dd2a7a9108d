"""The open-items window: every item of customers and vendors, to the cent of the ledger."""

from dunning_common import DunningCommon, day

from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestOpenItems(DunningCommon):
    def item(self, line, **context):
        """The row of the window for a journal item, read afresh."""
        self.env.invalidate_all()
        item = self.env["account.dunning.item"].with_context(**context)
        return item.search([("move_line_id", "=", line.id)])

    def test_late_invoice_shows_its_facts(self):
        item = self.item(self.invoice(100.0, "2026-02-28", invoiced="2026-01-29"))
        self.assertRecordValues(
            item,
            [
                {
                    "debtor_id": self.customer.id,
                    "side": "receivable",
                    "kind": "claim",
                    "status": "open",
                    "due_date": day("2026-02-28"),
                    "days_late": 31,
                    "age_bucket": "b2",
                    "amount_residual": 100.0,
                    "amount_bucket_1": 0.0,
                    "amount_bucket_2": 100.0,
                    "dunning_level": 0,
                    "dunning_count": 0,
                }
            ],
        )

    def test_part_payment_is_undone_on_the_day_before(self):
        line = self.invoice(100.0, "2026-02-28")
        self.pay(line, 30.0, "2026-03-10")
        self.assertEqual(self.item(line).amount_residual, 70.0)
        self.assertEqual(self.item(line).last_payment_amount, 30.0)
        self.assertEqual(self.item(line, dunning_at_date="2026-03-10").amount_residual, 70.0)
        self.assertEqual(self.item(line, dunning_at_date="2026-03-09").amount_residual, 100.0)
        self.assertFalse(self.item(line, dunning_at_date="2026-02-27"))
