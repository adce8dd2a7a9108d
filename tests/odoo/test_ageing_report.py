"""The ageing on paper and as a workbook: the figures of the screen, nothing executable."""

import re
from io import BytesIO

import openpyxl
from dunning_common import DunningCommon

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools.pdf import PdfReader

from odoo.addons.account_dunning_levels.report.ageing_xlsx import ageing_workbook


@tagged("post_install", "-at_install")
class TestAgeingReport(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invoice(1100.0, "2026-02-28", partner=cls.make_customer("=1+1 NV"))
        cls.invoice(50.0, "2026-03-21", partner=cls.make_customer("Claes"), currency=cls.usd)
        cls.invoice(30.0, "2026-04-15", invoiced="2026-03-15", partner=cls.make_customer("Vroeg"))

    def wizard(self, **values):
        return (
            self.env["account.dunning.ageing"]
            .with_company(self.company)
            .with_context(allowed_company_ids=self.company.ids)
            .create({"date": "2026-03-31", **values})
        )

    def text(self, wizard, lang=None):
        report = self.env.ref("account_dunning_levels.action_report_ageing")
        engine = report.with_context(force_report_rendering=True, lang=lang or self.env.lang)
        pdf, _kind = engine._render_qweb_pdf(report, wizard.ids)
        return re.sub(r"\s", "", "".join(p.extract_text() for p in PdfReader(BytesIO(pdf)).pages))

    def test_paper_has_buckets_groups_totals_and_page_numbers(self):
        text = self.text(self.wizard())
        for words in ("Ageingofcustomers", "=1+1NV", "Claes", "1,100.00", "31-60days", "Over120"):
            self.assertIn(words, text)
        self.assertIn("TotalEUR", text)
        self.assertIn("50.00", text)  # open in USD, in the totals per currency
        self.assertIn("USD", text)

    def test_paper_is_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.assertIn("1.100,00", self.text(self.wizard(), "nl_NL"))

    def test_workbook_has_groups_and_items_with_real_amounts(self):
        wizard = self.wizard()
        groups, items, about = openpyxl.load_workbook(BytesIO(ageing_workbook(wizard))).worksheets
        total = sum(
            row[-1].value for row in groups.iter_rows(min_row=2) if isinstance(row[1].value, int)
        )
        self.assertAlmostEqual(total, wizard._sections()[0].total.amounts[-1], 2)
        names = [row[0] for row in items.iter_rows(min_row=2, max_row=4)]
        self.assertEqual({cell.value for cell in names}, {"=1+1 NV", "Claes", "Vroeg"})
        self.assertEqual({cell.data_type for cell in names}, {"s"})
        self.assertIn("Ageing of customers", about["B1"].value)


@tagged("post_install", "-at_install")
class TestAgeingDownload(DunningCommon, HttpCase):
    def test_workbook_is_for_who_asked_for_it(self):
        self.invoice(100.0)
        reader = new_test_user(
            self.env,
            "ageing.reader",
            "account_dunning_levels.group_dunning_reader",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        wizard = self.env["account.dunning.ageing"].with_user(reader).create({"date": "2026-03-31"})
        url = f"/account_dunning/ageing/{wizard.id}.xlsx"
        self.authenticate("ageing.reader", "ageing.reader")
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        self.assertTrue(response.content.startswith(b"PK"))
        new_test_user(self.env, "ageing.other", "account_dunning_levels.group_dunning_reader")
        self.authenticate("ageing.other", "ageing.other")
        self.assertEqual(self.url_open(url).status_code, 404)
