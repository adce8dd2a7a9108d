"""The control list on paper and as a workbook: everything in it, in words, nothing executable."""

import re
from datetime import datetime
from io import BytesIO

import openpyxl
from dunning_common import DunningCommon

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools.pdf import PdfReader

from odoo.addons.account_dunning_levels.report.control_list_xlsx import control_list_workbook


class ControlListCommon(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sheet.level_ids[0].fine_percent = 5.0
        cls.late = cls.invoice(100.0, partner=cls.make_customer("=1+1 NV"))
        cls.other = cls.invoice(50.0, partner=cls.make_customer("Claes"))
        cls.early = cls.invoice(70.0, "2026-04-15", partner=cls.make_customer("Vroeg"))
        cls.early_overdue = cls.invoice(30.0, partner=cls.make_customer("Geblokt"))
        cls.early_overdue.no_followup = True


@tagged("post_install", "-at_install")
class TestControlListReport(ControlListCommon):
    def text(self, run):
        report = self.env.ref("account_dunning_levels.action_report_control_list")
        engine = report.with_context(force_report_rendering=True, lang=run.env.lang)
        pdf, _kind = engine._render_qweb_pdf(report, run.ids)
        pages = PdfReader(BytesIO(pdf)).pages
        self.assertGreater(pages[0].mediabox.width, pages[0].mediabox.height)
        return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))

    def test_it_names_sheet_customer_amounts_and_reasons(self):
        text = self.text(self.make_run())
        for words in ("Dunningsheet:All", "=1+1NV", "Claes", "105.00", "157.50"):
            self.assertIn(words, text)
        self.assertIn("Leftout:Blockedoronhold", text)
        self.assertIn("Geblokt", text)

    def test_skipped_reminder_is_not_counted(self):
        run = self.make_run()
        self.notice_of(self.other.partner_id, run).action_skip()
        text = self.text(run)
        self.assertNotIn("157.50", text)
        self.assertIn("105.00", text)

    def test_empty_run_says_so(self):
        run = self.make_run("2026-03-31", partner_domain="[('name', '=', 'Nobody')]")
        self.assertIn("Noreminderisproposed", self.text(run))

    def test_it_is_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        run = self.make_run()
        self.assertIn("105,00", self.text(run.with_context(lang="nl_NL")))


@tagged("post_install", "-at_install")
class TestControlListWorkbook(ControlListCommon):
    def sheets(self, run):
        return openpyxl.load_workbook(BytesIO(control_list_workbook(run))).worksheets

    def test_amounts_and_dates_are_real_ones(self):
        reminders, items, _left_out = self.sheets(self.make_run())
        head = [cell.value for cell in reminders[1]]
        row = next(row for row in reminders.iter_rows(min_row=2) if row[1].value == "Claes")
        self.assertEqual(row[head.index("Total")].value, 52.5)
        self.assertEqual(row[head.index("Currency")].value, "EUR")
        head = [cell.value for cell in items[1]]
        row = next(row for row in items.iter_rows(min_row=2) if row[1].value == "Claes")
        self.assertEqual(row[head.index("Due date")].value, datetime(2026, 2, 28))
        self.assertEqual(row[head.index("Days late")].value, 31)

    def test_name_that_looks_like_a_formula_is_text(self):
        for sheet in self.sheets(self.make_run())[:2]:
            cell = next(cell for cell in sheet["B"] if "1+1" in str(cell.value))
            self.assertEqual((cell.value, cell.data_type), ("=1+1 NV", "s"))

    def test_totals_stand_below_the_reminders(self):
        reminders = self.sheets(self.make_run())[0]
        head = [cell.value for cell in reminders[1]]
        last = [cell.value for cell in reminders[reminders.max_row]]
        self.assertEqual(last[head.index("Total")], 157.5)
        self.assertEqual(last[head.index("Open amount")], 150.0)
        self.assertEqual(reminders.freeze_panes, "A2")
        self.assertEqual(reminders.auto_filter.ref, f"A1:P{reminders.max_row - 2}")

    def test_left_out_items_have_their_reason_in_words(self):
        left_out = self.sheets(self.make_run())[2]
        rows = {row[1].value: row[0].value for row in left_out.iter_rows(min_row=2)}
        self.assertEqual(rows["Geblokt"], "Blocked or on hold")

    def test_queries_do_not_grow_with_the_run(self):
        def queries(run):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            control_list_workbook(run)
            return self.env.cr.sql_log_count - before

        run = self.make_run()
        few = queries(run)
        for number in range(20):
            self.invoice(10.0, partner=self.make_customer(f"More {number}"))
        run.action_propose()
        self.assertLessEqual(queries(run), few)


@tagged("post_install", "-at_install")
class TestControlListDownload(ControlListCommon, HttpCase):
    def get(self, run, login, company):
        new_test_user(
            self.env,
            login,
            "account_dunning_levels.group_dunning_manager,account.group_account_manager",
            password=login,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )
        self.authenticate(login, login)
        return self.url_open(f"/account_dunning/control_list/{run.id}.xlsx")

    def test_colleague_gets_the_workbook(self):
        run = self.make_run()
        answer = self.get(run, "xlsx_colleague", self.company)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("spreadsheetml", answer.headers["Content-Type"])
        self.assertEqual(answer.content[:2], b"PK")

    def test_user_of_another_company_gets_nothing(self):
        run = self.make_run()
        other = self.setup_other_company(name="Third")["company"]
        self.assertEqual(self.get(run, "xlsx_stranger", other).status_code, 404)
