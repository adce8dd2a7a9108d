"""What the tests of payment behaviour and of the liquidity forecast share."""

from dunning_common import TODAY, DunningCommon

from odoo import Command


class ForecastCommon(DunningCommon):
    """Bills, payments on a day, bank entries and measured payers in one line each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor = cls.make_customer("Leverancier NV")
        cls.bank = cls.company_data["default_journal_bank"]
        cls.payers = cls.env["account.dunning.payer"]
        cls.forecast = cls.env["account.dunning.forecast"]
        cls.company.write(
            {
                "dunning_forecast_history": 20,
                "dunning_forecast_min_items": 3,
                "dunning_forecast_overdue_days": 7,
            }
        )

    @classmethod
    def bill(cls, amount=100.0, due="2026-02-28", partner=None, **values):
        """A posted vendor bill without tax; returns its payable line."""
        move = cls.env["account.move"].create(
            {
                "move_type": values.pop("move_type", "in_invoice"),
                "partner_id": (partner or cls.vendor).id,
                "invoice_date": values.pop("invoiced", due),
                "date": due,
                "invoice_date_due": due,
                "invoice_payment_term_id": False,
                "company_id": cls.company.id,
                "currency_id": values.pop("currency", cls.eur).id,
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Goods", "quantity": 1, "price_unit": amount, "tax_ids": []}
                    )
                ],
                **values,
            }
        )
        move.action_post()
        return move.line_ids.filtered(lambda line: line.account_type == "liability_payable")

    @classmethod
    def paid(cls, amount, due, dated, **values):
        """A customer invoice that was paid in full on a day; returns its receivable line."""
        line = cls.invoice(amount, due, **values)
        cls.pay(line, amount, dated)
        return line

    @classmethod
    def entry(cls, *lines, dated=TODAY, journal=None):
        """A posted entry of (account, balance, values) triples; returns its lines in that order."""
        move = cls.env["account.move"].create(
            {
                "move_type": "entry",
                "date": dated,
                "journal_id": (journal or cls.company_data["default_journal_misc"]).id,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": account.id,
                            "balance": balance,
                            "name": str(number),
                            "sequence": number,
                            **(values[0] if values else {}),
                        }
                    )
                    for number, (account, balance, *values) in enumerate(lines)
                ],
            }
        )
        move.action_post()
        return move.line_ids.sorted("sequence")

    @classmethod
    def on_the_bank(cls, amount, dated=TODAY):
        """Money on the bank, out of nowhere: an entry against equity."""
        return cls.entry(
            (cls.bank.default_account_id, amount),
            (cls.company_data["default_account_revenue"], -amount),
            dated=dated,
        )

    @classmethod
    def habit(cls, partner, days, items=3, side="receivable", amount=1000.0):
        """A measured payer, as if the paid items were there."""
        return cls.payers.sudo().create(
            {
                "company_id": cls.company.id,
                "partner_id": partner.id,
                "side": side,
                "paid_count": items,
                "amount_paid": amount,
                "average_days_late": days,
                "trend": "stable",
                "refreshed_date": "2026-03-31 00:00:00",
            }
        )

    def rows(self, line=None, **context):
        """The forecast's rows as (kind, basis, expected on, amount), of one item or of all."""
        found = self.rows_of(line, **context)
        return [
            (row.kind, row.basis, str(row.date_expected), round(row.amount, 2)) for row in found
        ]

    def rows_of(self, line=None, **context):
        """The forecast's records, read anew, of one item or of all."""
        self.forecast.invalidate_model()
        domain = [("move_line_id", "=", line.id)] if line else []
        return self.forecast.with_context(**context).search(domain)

    def balance_of(self, *types):
        """The ledger balance of the accounts of these types, posted entries only."""
        [(balance,)] = self.env["account.move.line"]._read_group(
            [
                ("account_id.account_type", "in", types),
                ("parent_state", "=", "posted"),
                ("company_id", "=", self.company.id),
            ],
            [],
            ["balance:sum"],
        )
        return balance
