"""The letter press: every letter a file of its own, on as many sheets as it needs."""

import re
from io import BytesIO
from unittest.mock import patch

from dunning_common import DunningCommon, add_bank_account
from lxml import html

from odoo.tests import tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from odoo.addons.account_dunning_levels.engine.notice import paper
from odoo.addons.account_dunning_levels.engine.press import (
    binding,
    offline_html,
    pagination,
    pdf_engine,
    report_css,
    reports,
    right_to_left,
)

PRESS_LOG = "odoo.addons.account_dunning_levels.engine.press.reports"
ENGINE_LOG = "odoo.addons.account_dunning_levels.engine.press.pdf_engine"


def pages(pdf):
    """The text of each page, without spaces: the engine sets words letter by letter."""
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


@tagged("post_install", "-at_install")
class TestPress(DunningCommon):
    def notices(self, *partners):
        """A proposed reminder per customer, in this order."""
        for number, partner in enumerate(partners, 1):
            self.invoice(100.0 * number, partner=partner)
        run = self.make_run()
        return self.env["account.dunning.notice"].union(
            *(self.notice_of(partner, run) for partner in partners)
        )

    def long_notice(self, rows):
        """A reminder with so many items, made without their invoices."""
        notice = self.notices(self.customer)
        self.add_items(notice, rows)
        return notice

    def add_items(self, notice, rows):
        first = notice.line_ids[:1]
        notice.line_ids.sudo().create(
            [
                {
                    **{
                        name: first[name].id
                        for name in ("run_id", "notice_id", "company_id", "currency_id")
                    },
                    "name": f"ITEM{number:04d}",
                    "date_maturity": first.date_maturity,
                    "outcome": "claim",
                    "level_after": 1,
                    "amount_original": number,
                    "amount_residual": number,
                }
                for number in range(rows)
            ]
        )

    # ------------------------------------------------------------------ whose letter

    def test_each_letter_holds_its_own_customer_only(self):
        names = ("Aerts", "Baeten", "Claes")
        notices = self.notices(*(self.make_customer(name) for name in names))
        letters = paper.press_letters(notices)
        self.assertEqual(set(letters), set(notices.ids))
        for notice in notices:
            text = "".join(pages(letters[notice.id].pdf))
            self.assertEqual([name for name in names if name in text], [notice.partner_id.name])
            self.assertIn(notice.name, text)

    def test_letters_are_printed_together_on_every_letterhead_of_odoo(self):
        names = ("Aerts", "Baeten", "Claes")
        notices = self.notices(*(self.make_customer(name) for name in names))
        self.add_items(notices[1], 40)
        pdf_engine.scale()
        layouts = self.env["report.layout"].search([])
        self.assertGreaterEqual(len(layouts), 7)
        for layout in layouts:
            self.company.external_report_layout_id = layout.view_id
            with patch.object(binding, "divide", wraps=binding.divide) as dividing:
                letters = paper.press_letters(notices)
            self.assertIn(2, [call.args[1] for call in dividing.call_args_list], layout.name)
            found = [
                [name for name in names if name in "".join(pages(letters[notice.id].pdf))]
                for notice in notices
            ]
            self.assertEqual(found, [[name] for name in names], layout.name)

    def test_letters_of_several_languages_come_in_one_go(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["res.lang"]._activate_lang("de_DE")
        notices = self.notices(
            self.make_customer("Aerts", lang="fr_FR"), self.make_customer("Bauer", lang="de_DE")
        )
        letters = paper.press_letters(notices)
        french, german = ("".join(pages(letters[notice.id].pdf)) for notice in notices)
        self.assertIn("28/02/2026", french)
        self.assertIn("28.02.2026", german)
        self.assertNotIn("28.02.2026", french)

    def test_queries_do_not_grow_with_the_number_of_letters(self):
        def queries(notices):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            paper.press_letters(notices)
            return self.env.cr.sql_log_count - before

        notices = self.notices(*(self.make_customer(f"Customer {n}") for n in range(12)))
        queries(notices[:1])
        few, many = queries(notices[:3]), queries(notices)
        self.assertLessEqual(many, few + 3)

    # --------------------------------------------------------------------- its sheets

    def test_short_letter_is_one_sheet_without_a_number(self):
        notice = self.notices(self.customer)
        (text,) = pages(paper.press_letters(notice)[notice.id].pdf)
        self.assertNotIn("1/1", text)
        self.assertNotRegex(text, r"Page\d")

    def test_long_letter_repeats_its_table_head_and_counts_its_sheets(self):
        notice = self.long_notice(120)
        sheets = pages(paper.press_letters(notice)[notice.id].pdf)
        self.assertGreater(len(sheets), 3)
        for number, text in enumerate(sheets, 1):
            self.assertIn(f"Page{number}/{len(sheets)}", text)
            self.assertEqual("Daysl" in text, "ITEM" in text)

    def test_no_item_is_lost_or_printed_twice_at_a_page_break(self):
        notice = self.long_notice(500)
        found = re.findall(r"ITEM\d{4}", "".join(pages(paper.press_letters(notice)[notice.id].pdf)))
        self.assertEqual(found, [f"ITEM{number:04d}" for number in range(500)])

    def test_totals_never_stand_on_a_sheet_without_items(self):
        notice = self.long_notice(8)
        counts = set()
        for _more in range(16):
            self.add_items(notice, 1)
            sheets = pages(paper.press_letters(notice)[notice.id].pdf)
            counts.add(len(sheets))
            (with_total,) = (text for text in sheets if "Totaltopay" in text)
            self.assertIn("ITEM", with_total)
        self.assertEqual(counts, {1, 2})

    # --------------------------------------------------------------------- its content

    def test_wrong_guess_of_the_length_changes_no_sheet(self):
        # two letters of one sheet, the second nearly full, and one of three
        notices = self.notices(*(self.make_customer(name) for name in ("Aerts", "Baeten", "Claes")))
        for notice, rows in zip(notices, (0, 14, 60), strict=True):
            self.add_items(notice, rows)
        found = []
        for guess in (True, False):
            with patch.object(pagination, "seems_long", return_value=guess):
                letters = paper.press_letters(notices)
            found.append([pages(letters[notice.id].pdf) for notice in notices])
        self.assertEqual([len(sheets) for sheets in found[0]], [1, 1, 3])
        self.assertEqual(found[0], found[1])

    def test_long_and_short_letters_start_the_engine_once(self):
        notices = self.notices(*(self.make_customer(name) for name in ("Aerts", "Baeten")))
        self.add_items(notices[1], 60)
        pdf_engine.scale()
        popen = pdf_engine.subprocess.Popen
        with patch.object(pdf_engine.subprocess, "Popen", wraps=popen) as starting:
            letters = paper.press_letters(notices)
        self.assertEqual(starting.call_count, 1)
        self.assertEqual([len(pages(letters[notice.id].pdf)) for notice in notices], [1, 3])

    def test_rules_for_lists_in_lists_are_there_for_pages_that_have_them(self):
        def rules(source):
            return report_css.for_pages(self.env, report_css.names_in(html.fromstring(source)))

        inner = "<ul><li>one</li></ul>"
        self.assertNotIn("ul ul", rules(f"<body><div>{inner}</div></body>"))
        self.assertIn("ul ul", rules(f"<body><ul><li>{inner}</li></ul></body>"))

    def test_html_in_a_name_is_printed_as_it_stands(self):
        notice = self.notices(self.make_customer("<b>Bold</b> & Sons"))
        text = "".join(pages(paper.press_letters(notice)[notice.id].pdf))
        self.assertIn("<b>Bold</b>&Sons", text)

    def test_iban_stands_in_groups_of_four(self):
        self.company.partner_id.bank_ids.active = False
        add_bank_account(self.company, "BE68539007547034")
        notice = self.notices(self.customer)
        self.assertEqual(notice._letter().bank_accounts[0].number, "BE68 5390 0754 7034")

    def test_country_stands_in_the_address_of_a_foreign_customer_only(self):
        belgium, france = self.env.ref("base.be"), self.env.ref("base.fr")
        self.company.country_id = belgium
        home, abroad = self.notices(
            self.make_customer("Aerts", country_id=belgium.id, city="Gent"),
            self.make_customer("Blanc", country_id=france.id, city="Lille"),
        )
        self.assertEqual(home._letter().address[-1], "Gent")
        self.assertEqual(abroad._letter().address[-1], "FRANCE")

    def test_charges_have_a_column_only_when_there_are_any(self):
        notice = self.notices(self.customer)
        letter = notice._letter()
        self.assertFalse(letter.has_fine or letter.has_interest or letter.fine)
        notice.line_ids.sudo().write({"fine_amount": 5.0})
        notice.sudo().fine_amount = 5.0
        letter = notice._letter()
        self.assertTrue(letter.has_fine and letter.fine)
        self.assertFalse(letter.has_interest)

    def test_single_fine_stands_in_the_totals_only(self):
        notice = self.notices(self.customer)
        notice.sudo().fine_amount = 5.0
        letter = notice._letter()
        self.assertFalse(letter.has_fine)
        self.assertIn("5.00", letter.fine)

    # ------------------------------------------------------------------- what goes wrong

    def test_one_bad_page_does_not_stop_the_others(self):
        notices = self.notices(*(self.make_customer(f"Customer {n}") for n in range(4)))
        real, bad = pdf_engine.Engine._run, notices[1].name

        def stops_at_the_bad_one(engine, batch, pages):
            fine = []
            for keys in batch:
                if any(bad in pages[key].html for key in keys):
                    break
                fine.append(keys)
            return real(engine, fine, pages) if fine else ({}, "crash")

        pdf_engine.scale()
        with (
            patch.object(pdf_engine.Engine, "_run", stops_at_the_bad_one),
            mute_logger(ENGINE_LOG),
        ):
            letters = paper.press_letters(notices)
        self.assertEqual(
            [bool(letters[notice.id].pdf) for notice in notices], [True, False, True, True]
        )
        self.assertIn("could not print this letter", letters[notices[1].id].error)

    def test_template_that_fails_for_one_lets_the_others_through(self):
        notices = self.notices(*(self.make_customer(f"Customer {n}") for n in range(3)))
        report = self.own_report(f"""<t t-if="doc.id == {notices[1].id}" t-out="1 / 0"/>""")
        self.sheet.level_ids.report_id = report
        with mute_logger(PRESS_LOG):
            letters = paper.press_letters(notices)
        self.assertEqual([bool(letters[n.id].pdf) for n in notices], [True, False, True])
        self.assertIn("Own letter", letters[notices[1].id].error)

    def test_template_without_a_document_layout_is_named(self):
        notice = self.notices(self.customer)
        self.sheet.level_ids.report_id = self.own_report("", layout="<p>Pay!</p>")
        with mute_logger(PRESS_LOG):
            letter = paper.press_letters(notice)[notice.id]
        self.assertIsNone(letter.pdf)
        self.assertIn("web.external_layout", letter.error)

    def test_missing_engine_says_what_to_install(self):
        notice = self.notices(self.customer)
        with patch.object(reports, "is_installed", lambda: False):
            letter = paper.press_letters(notice)[notice.id]
        self.assertIsNone(letter.pdf)
        self.assertIn("install wkhtmltopdf", letter.error)

    # -------------------------------------------------------------------- own templates

    def own_report(self, content, layout=None):
        """A report of the user's own on reminders."""
        layout = layout or (
            f"""<t t-call="web.external_layout"><t t-set="o" t-value="doc"/>
            <div class="page">MY OWN LETTER <t t-out="doc.name"/>{content}</div></t>"""
        )
        self.env["ir.ui.view"].create(
            {
                "type": "qweb",
                "name": "own_letter",
                "key": "account_dunning_levels.own_letter",
                "arch": f"""<t t-name="account_dunning_levels.own_letter">
                    <t t-call="web.html_container"><t t-foreach="docs" t-as="doc">{layout}</t></t>
                </t>""",
            }
        )
        return self.env["ir.actions.report"].create(
            {
                "name": "Own letter",
                "model": "account.dunning.notice",
                "report_name": "account_dunning_levels.own_letter",
            }
        )

    def test_own_template_of_a_level_comes_out_of_the_press(self):
        notice = self.notices(self.customer)
        self.sheet.level_ids.report_id = self.own_report("")
        text = "".join(pages(paper.press_letters(notice)[notice.id].pdf))
        self.assertIn("MYOWNLETTER", text)
        self.assertIn(notice.name, text)

    def test_print_button_gives_the_letters_in_one_file(self):
        notices = self.notices(self.make_customer("Aerts"), self.make_customer("Baeten"))
        self.sheet.level_ids[0].report_id = self.own_report("")
        report = self.env.ref("account_dunning_levels.action_report_letter")
        pdf, kind = report.with_context(force_report_rendering=True)._render_qweb_pdf(
            report, notices.ids
        )
        self.assertEqual(kind, "pdf")
        first, second = pages(pdf)
        self.assertIn(notices[0].name, first)
        self.assertIn(notices[1].name, second)
        self.assertIn("MYOWNLETTER", first)

    def test_sent_letter_is_printed_as_it_was(self):
        self.invoice()
        notice = self.send(self.make_run())
        notice.level_id.opening = "Another text"
        report = self.env.ref("account_dunning_levels.action_report_letter")
        pdf, _kind = report.with_context(force_report_rendering=True)._render_qweb_pdf(
            report, notice.ids
        )
        self.assertEqual(pdf, notice.attachment_id.raw)

    # ------------------------------------------------------------------------- no network

    def test_nothing_in_a_letter_points_outside_it(self):
        self.company.report_footer = (
            '<p>Foot<img src="http://127.0.0.1:9/spy.png"/><img src="/web/image/1"/></p>'
        )
        notice = self.notices(self.customer)
        documents, _failed = reports._documents(self.env.ref(paper.LETTER), notice)
        text = pagination.whole(documents[notice.id]).html
        self.assertIn("Foot", text)
        for name in ("spy.png", "/web/image", 'href="/', "url(/", "url(http", "<script", "<link"):
            self.assertNotIn(name, text)

    def test_picture_in_the_footer_is_put_into_the_letter(self):
        pixel = (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
            "rkJggg=="
        )
        picture = self.env["ir.attachment"].create({"name": "p.png", "datas": pixel})
        url = f"/web/image/{picture.id}-abc/p.png"
        data = offline_html._data_of(url, self.env)
        self.assertEqual(data, f"data:image/png;base64,{pixel}")
        self.assertIsNone(offline_html._data_of("/web/image/0", self.env))
        self.assertIsNone(offline_html._data_of("/base/static/../../odoo.conf", self.env))

    def test_mixed_arabic_text_is_taken_apart_without_a_change_of_words(self):
        from lxml import html

        text = "شارع الملك فهد 12, Riyadh"
        element = html.fromstring(f"<div><p>{text}<b>x</b>{text}</p></div>")
        right_to_left.separate(element)
        self.assertEqual(element.text_content(), f"{text}x{text}")
        self.assertEqual(
            [span.text for span in element.iter("span")][:2], ["شارع الملك فهد", " 12, Riyadh"]
        )
