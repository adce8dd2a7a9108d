"""Amounts in workbooks are numbers with the decimals of their currency."""

from io import BytesIO

import openpyxl
from dunning_common import DunningCommon

from odoo.tests import tagged

from odoo.addons.account_dunning_levels.report.ageing_xlsx import ageing_workbook
from odoo.addons.account_dunning_levels.report.control_list_xlsx import control_list_workbook


@tagged("post_install", "-at_install")
class TestDecimals(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for code, amount in (("KWD", 12.345), ("JPY", 1234), ("EUR", 9.5)):
            currency = cls.env.ref(f"base.{code}")
            currency.active = True
            if code != "EUR":
                cls.env["res.currency.rate"].create(
                    {
                        "name": "2026-01-01",
                        "currency_id": currency.id,
                        "company_id": cls.company.id,
                        "rate": 2,
                    }
                )
            cls.invoice(amount, partner=cls.make_customer(code), currency=currency)

    def cells(self, sheet, title):
        """Customer -> cell of a column."""
        heads = [cell.value for cell in sheet[1]]
        column = heads.index(title)
        name = next(n for n, head in enumerate(heads) if head in ("Customer", "Customer or vendor"))
        rows = [row for row in sheet.iter_rows(min_row=2) if row[name].value]
        return {row[name].value: row[column] for row in rows}

    def assertShown(self, cells):
        found = {code: (cell.value, cell.number_format) for code, cell in cells.items()}
        self.assertEqual(
            found,
            {"KWD": (12.345, "#,##0.000"), "JPY": (1234, "#,##0"), "EUR": (9.5, "#,##0.00")},
        )
        self.assertEqual({cell.data_type for cell in cells.values()}, {"n"})

    def test_control_list(self):
        file = control_list_workbook(self.make_run())
        reminders, items, _left_out = openpyxl.load_workbook(BytesIO(file)).worksheets
        self.assertShown(self.cells(reminders, "Open amount"))
        self.assertShown(self.cells(items, "Original amount"))
        totals = {row[9].value: row[10] for row in list(reminders.iter_rows())[-3:]}
        self.assertEqual(totals["KWD"].number_format, "#,##0.000")
        self.assertEqual(totals["KWD"].value, 12.345)

    def test_open_in_currency_of_the_ageing(self):
        wizard = (
            self.env["account.dunning.ageing"]
            .with_company(self.company)
            .with_context(allowed_company_ids=self.company.ids)
            .create({"date": "2026-03-31"})
        )
        _groups, items, _about = openpyxl.load_workbook(BytesIO(ageing_workbook(wizard))).worksheets
        self.assertShown(self.cells(items, "Open in currency"))
        # the buckets are in the company's own currency: 12.345 KWD at 2 KWD for 1 EUR are 6.17
        self.assertEqual(self.cells(items, "Total")["KWD"].number_format, "#,##0.00")
