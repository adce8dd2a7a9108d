"""A customer handed over: one file that proves the claim, and no reminders until it is back."""

import base64
import csv
import email
import hashlib
from io import BytesIO, StringIO
from zipfile import ZipFile

from charge_common import ChargeCommon
from freezegun import freeze_time
from openpyxl import load_workbook

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.account_dunning_levels.report.collector_file import Entry, safe_name, safe_paths

PDF = b"%PDF-1.4\nour terms"


class HandOverCommon(ChargeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.book_by("stated")
        cls.bailiff = cls.env["res.partner"].create({"name": "Bailiff Janssens"})

    def hand_over(self, partners=None, **values):
        wizard = self.env["account.dunning.collector"].create(
            {
                "partner_ids": [Command.set((partners or self.customer).ids)],
                "handed_to_id": self.bailiff.id,
                "company_id": self.company.id,
                **values,
            }
        )
        wizard.with_context(force_report_rendering=True).action_hand_over()
        self.env.invalidate_all()
        return self.env["account.dunning.hold"].search([("kind", "=", "handed_over")])

    def files(self, hold):
        with ZipFile(BytesIO(hold.file_id.raw)) as archive:
            self.assertIsNone(archive.testzip())
            return {name: archive.read(name) for name in archive.namelist()}

    def rows(self, content):
        text = content.decode("utf-8-sig")
        return list(csv.DictReader(StringIO(text)))


@tagged("post_install", "-at_install")
class TestFile(HandOverCommon):
    def test_file_holds_letter_proof_invoice_statement_notes_and_terms(self):
        self.company.dunning_conditions = base64.b64encode(PDF)
        item = self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        self.env["account.dunning.note"].create(
            {"partner_id": self.customer.id, "date": "2026-03-31", "body": "Called, no answer"}
        )
        with freeze_time("2026-04-20"):
            hold = self.hand_over()
        files = self.files(hold)
        letter = f"Letters/{safe_name(notice.name)}.pdf"
        invoice = f"Invoices/{safe_name(item.move_id.name)}.pdf"
        self.assertLessEqual(
            {
                "Contents.txt",
                "Statement of claim.pdf",
                "Statement of claim.xlsx",
                "Holds and notes.csv",
                "General conditions.pdf",
                "Proof of sending/Proof of sending.csv",
                letter,
                invoice,
            },
            set(files),
        )
        self.assertEqual(files[letter], notice.attachment_id.raw)
        self.assertEqual(files["General conditions.pdf"], PDF)
        self.assertIn(item.move_id.name, self.pdf_text(files[invoice]))
        for name in files:
            if name != "Contents.txt":
                self.assertIn(name, files["Contents.txt"].decode("utf-8-sig"))
        self.assertIn("Called, no answer", files["Holds and notes.csv"].decode("utf-8-sig"))

    def test_statement_claims_what_is_open_and_what_the_last_letter_asked(self):
        # letter 1: 10.00 and 1.03; letter 2 on 14 April: 10.00 and 1.50. Claimed: 100.00 open,
        # and of the last letter 11.50, so 111.50; the 11.03 of the first one is not added up
        item = self.invoice(100, "2026-02-28")
        self.remind_on("2026-03-31")
        self.remind_on("2026-04-14")
        with freeze_time("2026-04-20"):
            hold = self.hand_over(reference="2026/77")
        text = self.pdf_text(self.files(hold)["Statement of claim.pdf"])
        for words in (
            item.move_id.name,
            "100.00",
            "11.50",
            "111.50",
            "2026/77",
            "Bailiff Janssens",
        ):
            self.assertIn(words, text)
        self.assertNotIn("122.53", text)
        book = load_workbook(BytesIO(self.files(hold)["Statement of claim.xlsx"]))
        asked = list(book.worksheets[1].iter_rows(min_row=2, max_row=3, values_only=True))
        found = [(row[7], row[8], row[10]) for row in asked]
        self.assertEqual(found, [(10, 1.03, None), (10, 1.5, 11.5)])
        self.assertIn("45", asked[1][11])

    def test_charges_that_were_waived_or_booked_are_not_claimed_twice(self):
        # booked: the charge invoice of 11.03 is an open item; nothing more of the letter
        self.book_by("invoiced", post=True)
        self.invoice(100, "2026-02-28")
        self.remind_on("2026-03-31")
        with freeze_time("2026-04-20"):
            statement = self.hand_over()._claim_statement()
        self.assertEqual(
            [(total.principal, total.charges) for total in statement.totals], [(111.03, 0)]
        )

    def test_single_fine_of_the_last_letter_is_claimed_once(self):
        # one fine of 15.00 on 150.00; interest 1.03 + 0.52
        self.company.dunning_single_fine = True
        self.invoice(100, "2026-02-28")
        self.invoice(50, "2026-02-28")
        self.remind_on("2026-03-31")
        with freeze_time("2026-04-20"):
            statement = self.hand_over()._claim_statement()
        self.assertEqual(
            [(total.principal, round(total.charges, 2)) for total in statement.totals],
            [(150, 16.55)],
        )

    def test_40_euro_that_both_letters_ask_are_claimed_once(self):
        # 1000.00 due on 31 January: 40.00 with the first letter; interest of 59 days to 31 March
        # 1000 x 10.5 % x 59 / 365 = 16.97 with the second
        self.company.country_id = self.env.ref("base.be")
        self.sheet.level_ids.write({"fine_percent": 0, "interest_monthly_percent": 0})
        self.sheet.write({"law_profile": "auto", "charge_figures": "legal"})
        self.invoice(1000, "2026-01-31")
        first = self.remind_on("2026-03-02")
        second = self.remind_on("2026-03-31")
        self.assertEqual((first.fine_amount, second.fine_amount), (40.0, 40.0))
        with freeze_time("2026-04-20"):
            statement = self.hand_over()._claim_statement()
        self.assertEqual(
            [(asked.line.notice_id, asked.left and float(asked.left)) for asked in statement.asked],
            # all of it stands on the last letter
            [(first, None), (second, 56.97)],
        )
        self.assertEqual(
            [(total.principal, round(total.charges, 2)) for total in statement.totals],
            [(1000.0, 56.97)],
        )

    def test_one_fine_of_40_euro_for_each_invoice_is_claimed_for_what_is_open(self):
        # two of 1000.00 due on 31 January: 80.00 with the first letter; one is paid; the other
        # bears 59 days to 31 March: 16.97
        self.company.country_id = self.env.ref("base.be")
        self.company.dunning_single_fine = True
        self.sheet.level_ids.write({"fine_percent": 0, "interest_monthly_percent": 0})
        self.sheet.write({"law_profile": "auto", "charge_figures": "legal"})
        self.invoice(1000, "2026-01-31")
        paid = self.invoice(1000, "2026-01-31")
        first = self.remind_on("2026-03-02")
        self.pay(paid, 1000, "2026-03-10")
        second = self.remind_on("2026-03-31")
        self.assertEqual((first.fine_amount, second.fine_amount), (80.0, 40.0))
        with freeze_time("2026-04-20"):
            statement = self.hand_over()._claim_statement()
        self.assertEqual(
            [(total.principal, round(total.charges, 2)) for total in statement.totals],
            [(1000.0, 56.97)],
        )

    def test_proof_says_when_where_and_what(self):
        self.invoice(100, "2026-02-28")
        notice = self.remind_on("2026-03-31")
        before = self.customer.email
        self.customer.email = "moved@example.com"
        with freeze_time("2026-04-20"):
            files = self.files(self.hand_over())
        (row,) = self.rows(files["Proof of sending/Proof of sending.csv"])
        self.assertEqual(row["Reminder"], notice.name)
        self.assertEqual(row["Letter date"], "2026-03-31")
        self.assertIn(before, row["E-mail address"])
        self.assertEqual(row["Message-ID"], notice.mail_id.message_id)
        self.assertEqual(
            row["SHA-256 of the letter"], hashlib.sha256(notice.attachment_id.raw).hexdigest()
        )
        self.assertTrue(row["Accepted by the mail server, or printed (UTC)"].startswith("2026-03"))
        sent = email.message_from_bytes(files[f"Proof of sending/{safe_name(notice.name)}.eml"])
        self.assertEqual(sent["Message-ID"], notice.mail_id.message_id)
        self.assertEqual(sent["Subject"], notice.mail_id.subject)
        self.assertIn(before, sent["To"])
        self.assertFalse([part for part in sent.walk() if part.get_filename()])

    def test_printed_letter_is_proved_by_its_printing(self):
        self.level(1).channel = "print"
        self.customer.street = "Dorpsstraat 1"
        self.invoice(100, "2026-02-28")
        self.remind_on("2026-03-31")
        with freeze_time("2026-04-20"):
            files = self.files(self.hand_over())
        (row,) = self.rows(files["Proof of sending/Proof of sending.csv"])
        self.assertIn("Dorpsstraat 1", row["Address"])
        self.assertEqual(row["E-mail address"], "")
        self.assertTrue(row["Accepted by the mail server, or printed (UTC)"])
        self.assertFalse([name for name in files if name.endswith(".eml")])

    def test_cells_from_outside_begin_no_formula(self):
        self.invoice(100, "2026-02-28")
        self.env["account.dunning.note"].create(
            {"partner_id": self.customer.id, "date": "2026-03-31", "body": '=HYPERLINK("x")'}
        )
        with freeze_time("2026-04-20"):
            files = self.files(self.hand_over())
        (row,) = self.rows(files["Holds and notes.csv"])
        self.assertEqual(row["Text"], '\'=HYPERLINK("x")')

    def test_words_of_the_file_are_in_the_language_of_the_company(self):
        self.company.partner_id.lang = "nl_NL"
        self.customer.lang = "fr_FR"
        self.invoice(100, "2026-02-28")
        self.remind_on("2026-03-31")
        with freeze_time("2026-04-20"):
            hold = self.hand_over()
        text = self.pdf_text(self.files(hold)["Staat van de vordering.pdf"])
        self.assertIn("28-02-2026", text)

    def test_customer_never_reminded_can_be_handed_over_with_its_invoices(self):
        item = self.invoice(100, "2026-02-28")
        files = self.files(self.hand_over())
        self.assertIn(f"Invoices/{safe_name(item.move_id.name)}.pdf", files)
        self.assertFalse([name for name in files if name.startswith("Letters/")])

    def test_items_of_branches_go_along(self):
        branch = self.make_customer("Branch")
        branch.dunning_head_office_id = self.customer
        self.invoice(100, "2026-02-28")
        other = self.invoice(50, "2026-02-28", partner=branch)
        hold = self.hand_over()
        self.assertIn(other, hold._claim_items())

    def test_open_items_of_another_company_stay_out(self):
        self.invoice(100, "2026-02-28")
        other = self.other_company()
        theirs = (
            self.env["account.move"]
            .with_company(other)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_date": "2026-02-28",
                    "company_id": other.id,
                    "invoice_line_ids": [
                        Command.create({"name": "Work", "price_unit": 900, "tax_ids": []})
                    ],
                }
            )
        )
        theirs.action_post()
        hold = self.hand_over()
        self.assertEqual(hold._claim_items().company_id, self.company)
        self.assertEqual(hold.file_id.company_id, self.company)


@tagged("post_install", "-at_install")
class TestNames(HandOverCommon):
    def test_no_name_leaves_its_folder_or_hides(self):
        for name in ("../../etc/passwd", "..", "/root", "C:\\x", ".hidden", "a/b", "", "x\0y"):
            safe = safe_name(name)
            self.assertNotIn("/", safe)
            self.assertNotIn("\\", safe)
            self.assertNotIn("\0", safe)
            self.assertFalse(safe.startswith("."), name)
            self.assertTrue(safe)

    def test_long_names_are_cut_and_equal_ones_numbered(self):
        entries = [Entry("Invoices", name, "pdf", b"", "") for name in ("A/1", "a-1", "n" * 300)]
        paths = safe_paths(entries)
        self.assertEqual(paths[:2], ["Invoices/A-1.pdf", "Invoices/a-1 (2).pdf"])
        self.assertEqual(len(paths[2]), len("Invoices/") + 100 + len(".pdf"))

    def test_evil_names_of_customer_and_invoice_stay_text(self):
        evil = self.make_customer("../<script>alert(1)</script>", email="evil@example.com")
        item = self.invoice(partner=evil)
        item.move_id.name = "../../INV/1"
        hold = self.hand_over(evil)
        names = list(self.files(hold))
        self.assertFalse([name for name in names if ".." in name.split("/") or name[0] in "/."])
        self.assertNotIn("/", hold.file_id.name)
        bodies = "".join(evil.message_ids.mapped("body"))
        self.assertNotIn("<script", bodies)


@tagged("post_install", "-at_install")
class TestHold(HandOverCommon):
    def test_handed_over_is_a_hold_without_end_that_a_button_ends(self):
        item = self.invoice(100, "2026-02-28")
        hold = self.hand_over(reference="2026/77")
        self.assertEqual((hold.state, hold.date_until), ("in_force", False))
        self.assertIn("Bailiff Janssens", hold._words())
        self.assertIn("2026/77", self.customer.dunning_hold_words)
        with freeze_time("2036-03-31"):
            run = self.make_run("2036-03-31")
        line = self.line_of(run, item)
        self.assertEqual((line.reason, line.detail, line.hold_id), ("blocked", "handed_over", hold))
        answer = item.action_dunning_explain("2026-03-31")
        self.assertIn("Handed over", answer["sentence"])
        run.action_cancel()
        hold.action_lift()
        self.assertEqual(hold.state, "lifted")
        self.assertTrue(hold.file_id)
        with freeze_time("2026-04-01"):
            self.assertEqual(self.line_of(self.make_run("2026-04-01"), item).outcome, "claim")

    def test_a_last_day_is_refused(self):
        with self.assertRefused("no last day"):
            self.env["account.dunning.hold"].create(
                {
                    "kind": "handed_over",
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "date_until": "2026-05-01",
                }
            )

    def test_twice_is_refused_and_says_who_has_it(self):
        self.invoice(100, "2026-02-28")
        self.hand_over()
        with self.assertRefused("Peeters NV", "already", "Bailiff Janssens"):
            self.hand_over()

    def test_nothing_owed_is_refused_and_leaves_nothing(self):
        with self.assertRefused("Peeters NV", "owes nothing"), self.env.cr.savepoint():
            self.hand_over()
        self.assertFalse(self.env["account.dunning.hold"].search([("kind", "=", "handed_over")]))

    def test_several_customers_get_a_file_each(self):
        other = self.make_customer("Bos")
        self.invoice(100, "2026-02-28")
        self.invoice(60, "2026-02-28", partner=other)
        holds = self.hand_over(self.customer | other)
        self.assertEqual(holds.partner_id, self.customer | other)
        self.assertEqual(len(holds.file_id), 2)
        self.assertEqual(set(holds.file_id.mapped("res_id")), set((self.customer | other).ids))

    def test_dialog_for_holds_does_not_offer_it(self):
        kinds = dict(self.env["account.dunning.block"]._fields["hold_kind"].selection)
        self.assertNotIn("handed_over", kinds)


@tagged("post_install", "-at_install")
class TestWhoMay(HandOverCommon):
    def person(self, name, *groups, company=None):
        company = company or self.company
        return new_test_user(
            self.env,
            f"hand_over_{name}",
            ",".join(groups),
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def test_reader_cannot_hand_over(self):
        self.invoice(100, "2026-02-28")
        reader = self.person("reader", "account_dunning_levels.group_dunning_reader")
        with self.assertRaises(AccessError):
            self.env["account.dunning.collector"].with_user(reader).create(
                {"partner_ids": [self.customer.id], "handed_to_id": self.bailiff.id}
            )

    def test_user_of_reminders_can_without_rights_on_invoices(self):
        self.invoice(100, "2026-02-28")
        self.remind_on("2026-03-31")
        user = self.person("user", "account_dunning_levels.group_dunning_user")
        wizard = (
            self.env["account.dunning.collector"]
            .with_user(user)
            .create({"partner_ids": [self.customer.id], "handed_to_id": self.bailiff.id})
        )
        action = wizard.with_context(force_report_rendering=True).action_hand_over()
        hold = self.env["account.dunning.hold"].browse(action["res_id"])
        self.assertEqual(hold.user_id, user)
        self.assertTrue(hold.with_user(user).file_id.raw)

    def test_file_is_read_by_readers_of_its_company_only(self):
        self.invoice(100, "2026-02-28")
        hold = self.hand_over()
        other = self.other_company()
        stranger = self.person("stranger", "base.group_user", company=other)
        colleague = self.person("colleague", "base.group_user")
        reader = self.person("reader", "account_dunning_levels.group_dunning_reader")
        self.assertTrue(hold.file_id.with_user(reader).raw)
        for person in (stranger, colleague):
            with self.assertRaises(AccessError):
                hold.file_id.with_user(person).read(["raw"])

    def test_file_cannot_be_typed(self):
        self.invoice(100, "2026-02-28")
        hold = self.hand_over()
        user = self.person("typist", "account_dunning_levels.group_dunning_user")
        with self.assertRaises(AccessError):
            hold.with_user(user).file_id = False


@tagged("post_install", "-at_install")
class TestSettings(HandOverCommon):
    def test_general_terms_are_a_pdf(self):
        self.company.dunning_conditions = base64.b64encode(PDF)
        with self.assertRefused("PDF"):
            self.company.dunning_conditions = base64.b64encode(b"MZ not a pdf")

    def test_payments_settle_invoices_first_by_default(self):
        self.assertEqual(self.company.dunning_payment_order, "principal_first")
