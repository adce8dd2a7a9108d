"""The plain part of an e-mail reads like a letter."""

from mail_house import OutboxCase

from odoo.tests import TransactionCase, tagged

from odoo.addons.account_dunning_levels.engine.send.plain_text import WIDTH, of_html


@tagged("post_install", "-at_install")
class TestPlainText(TransactionCase):
    def assertText(self, html, *lines):
        self.assertEqual(of_html(html).rstrip("\n").split("\n"), list(lines))

    def test_bold_and_italic_leave_no_signs(self):
        self.assertText(
            "<p>Pay <b>BE71 0961 2345 6769</b>, <em>now</em>.</p>",
            "Pay BE71 0961 2345 6769, now.",
        )

    def test_names_and_values_stand_in_one_line(self):
        self.assertText(
            "<table><tr><td>Total to pay</td><td><b>1.110,33&#160;€</b></td></tr>"
            "<tr><td>To be paid by</td><td>08-04-2026</td></tr></table>",
            "Total to pay: 1.110,33 €",
            "To be paid by: 08-04-2026",
        )

    def test_columns_of_a_table_stand_one_below_the_other(self):
        self.assertText(
            "<table><tr><th>Number</th><th>Due date</th><th>Open amount</th></tr>"
            "<tr><td>INV/1</td><td>02/28/2026</td><td>$&#160;1,000.00</td></tr>"
            "<tr><td>INV/22</td><td>03/01/2026</td><td>$&#160;9.00</td></tr></table>",
            "Number  Due date    Open amount",
            "INV/1   02/28/2026   $ 1,000.00",
            "INV/22  03/01/2026       $ 9.00",
        )

    def test_table_too_wide_for_a_line_names_each_cell(self):
        long = "a very long description of what was delivered, which fills a whole line of text"
        self.assertText(
            f"<table><tr><th>Number</th><th>For</th></tr><tr><td>1</td><td>{long}</td></tr></table>",
            "Number: 1",
            f"For: {long}",
        )

    def test_link_is_written_out_once(self):
        self.assertText(
            '<p><a href="https://x.example/a?b=1&amp;c=2">Invoice 7</a></p>',
            "Invoice 7: https://x.example/a?b=1&c=2",
        )
        self.assertText(
            '<p><a href="https://x.example/">https://x.example/</a></p>', "https://x.example/"
        )
        self.assertText('<p><a href="mailto:me@x.example">me@x.example</a></p>', "me@x.example")
        self.assertText(
            '<p><a href="mailto:me@x.example">Write me</a></p>', "Write me (me@x.example)"
        )

    def test_long_paragraph_is_wrapped_and_an_account_number_in_it_is_not(self):
        text = of_html(
            "<p>" + "word " * 13 + "to BE71 0961 2345 6769 " + "and more words " * 5 + "</p>"
        )
        self.assertIn("BE71 0961 2345 6769", text)
        self.assertLessEqual(max(map(len, text.split("\n"))), WIDTH)
        self.assertGreater(len(text.strip().split("\n")), 2)

    def test_long_link_is_not_broken(self):
        url = "https://x.example/web/content/1234?access_token=" + "a" * 80
        self.assertIn(url, of_html(f'<p>See <a href="{url}">the invoice</a> please</p>').split()[3])

    def test_lists_and_lines_and_what_nobody_sees(self):
        self.assertText(
            "<style>p {color: red}</style><p>Hello,<br/>you</p><ul><li>one</li><li>two</li></ul>"
            '<div style="display: none">preview</div><!-- note --><p>Bye</p>',
            "Hello,",
            "you",
            "",
            "- one",
            "- two",
            "",
            "Bye",
        )

    def test_signs_without_width_are_left_out(self):
        self.assertText("<p>1\u202f000,00\u00a0€\u200b</p>", "1 000,00 €")

    def test_nothing_gives_nothing(self):
        self.assertEqual(of_html(""), "")
        self.assertEqual(of_html(None), "")

    def test_broken_html_is_read_as_far_as_it_goes(self):
        self.assertText("<p>One <b>two<p>three</b> & four", "One two", "", "three & four")


@tagged("post_install", "-at_install")
class TestPlainPart(OutboxCase):
    def plain(self):
        (message,) = self.house.to(self.customer.email)
        return message.get_body(("plain",)).get_content()

    def test_account_number_amounts_and_reference_can_be_copied(self):
        self.assertEqual(self.bank_account.sanitized_acc_number, "BE71096123456769")
        self.invoice(1000, "2026-02-28")
        run = self.queued()
        self.run_outbox()
        lines = self.plain().splitlines()
        # fine 100.00; interest 1000.00 x 1 % x 31 / 30 = 10.33; total 1 110.33
        self.assertIn("Total to pay: 1,110.33 €", lines)
        self.assertIn("To be paid by: 04/08/2026", lines)
        self.assertIn("Bank account: BE71 0961 2345 6769", lines)
        self.assertIn(f"Payment reference: {run.notice_ids.name}", lines)
        self.assertIn("Please pay 1,110.33 € before 04/08/2026.", lines)
        self.assertFalse([line for line in lines if "*" in line or "[" in line])

    def test_each_item_is_one_line_below_the_titles(self):
        first, second = self.invoice(1000, "2026-02-28"), self.invoice(20, "2026-03-01")
        self.queued()
        self.run_outbox()
        text = self.plain()
        (head,) = [line for line in text.splitlines() if line.startswith("Number")]
        self.assertEqual(head.split(), ["Number", "Due", "date", "Days", "late", "Open", "amount"])
        for item, amount in ((first, "1,000.00 €"), (second, "20.00 €")):
            (line,) = [one for one in text.splitlines() if one.startswith(item.move_id.name)]
            self.assertTrue(line.endswith(amount))
            self.assertEqual(len(line), len(head))

    def test_e_mail_of_somebody_else_keeps_odoos_own_plain_part(self):
        self.env["mail.mail"].create(
            {
                "subject": "Hello",
                "body_html": "<p>Some <b>bold</b> words</p>",
                "email_from": "a@example.com",
                "email_to": self.customer.email,
            }
        ).send()
        self.assertIn("Some *bold* words", self.plain())
