"""“Why?” on a customer: the letters a run would send it, or why none."""

from dunning_common import DunningCommon, day

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tests.common import new_test_user

from odoo.addons.account_dunning_levels.engine.explain import why_customer


@tagged("post_install", "-at_install")
class TestExplainCustomer(DunningCommon):
    def ask(self, partner=None, key_date="2026-03-31"):
        """The groups that the window shows, one a company."""
        partner = partner or self.customer
        return why_customer.for_wizard(
            self.env,
            self.env["account.move.line"],
            partner,
            self.company,
            day(key_date),
        )

    def summary(self, **values):
        [group] = self.ask(**values)
        return group["summary"]

    def test_letter_as_it_would_be(self):
        self.sheet.level_ids.write({"fine_minimum": 12.5, "interest_monthly_percent": 1})
        self.invoice(100.0, "2026-03-01")
        self.invoice(200.0, "2026-03-01")
        self.credit_note(50.0)
        summary = self.summary()
        [letter] = summary["letters"]
        self.assertEqual(
            (letter["level"], letter["items"], letter["credits"], letter["channel"]),
            (1, 2, 1, "E-mail"),
        )
        # 300 - 50; two fines of 12.50; 1 % of 300 for a month of 30 days; 250 + 25 + 3
        self.assertIn("250.00", letter["net"])
        self.assertIn("25.00", letter["fine"])
        self.assertIn("3.00", letter["interest"])
        self.assertIn("278.00", letter["total"])
        self.assertEqual(letter["recipient"], "Peeters NV")
        self.assertIn("English", letter["language"])
        self.assertIn("level 1", summary["sentence"])
        self.assertIn("278.00", summary["sentence"])

    def test_letter_is_the_one_a_run_proposes(self):
        self.invoice(100.0)
        self.invoice(70.0, "2026-03-20")
        [letter] = self.summary()["letters"]
        notice = self.make_run().notice_ids
        self.assertEqual((letter["level"], letter["items"]), (notice.level, notice.line_count))
        self.assertIn(f"{notice.amount_total:.2f}", letter["total"])

    def test_recipient_and_print_when_there_is_no_address(self):
        self.env["res.partner"].create(
            {"name": "Boekhouding", "parent_id": self.customer.id, "dunning_recipient": True}
        )
        self.invoice()
        [letter] = self.summary()["letters"]
        self.assertIn("Boekhouding", letter["recipient"])
        self.assertEqual(letter["channel"], "Print")
        self.assertIn("no e-mail address", letter["warning"])

    def test_none_and_when_next(self):
        self.invoice(100.0, "2026-04-15")
        self.invoice(100.0, "2026-04-10")
        summary = self.summary()
        self.assertFalse(summary["letters"])
        self.assertIn("nothing", summary["sentence"])
        self.assertIn("04/11/2026", summary["sentence"])
        self.assertEqual(summary["reasons"], [("Not due yet", 2)])

    def test_none_and_nothing_by_itself(self):
        self.invoice()
        self.customer.dunning_enabled = False
        self.assertIn("nothing changes by itself", self.summary()["sentence"])

    def test_customer_that_owes_nothing(self):
        summary = self.summary()
        self.assertIn("owes nothing", summary["sentence"])
        self.assertIn("“All”, the sheet for all customers", summary["sheet_why"][0])

    def test_asked_from_a_contact_it_is_about_its_company(self):
        contact = self.env["res.partner"].create(
            {"name": "An", "parent_id": self.customer.id, "type": "contact"}
        )
        self.invoice(partner=contact)
        self.assertEqual(
            contact.action_dunning_explain()["context"]["default_partner_id"], self.customer.id
        )
        self.assertEqual(len(self.summary(partner=contact)["letters"]), 1)

    def test_window_shows_letter_and_items(self):
        item = self.invoice(100.0)
        self.invoice(100.0, "2026-04-10")
        action = self.customer.action_dunning_explain()
        form = Form(self.env[action["res_model"]].with_context(**action["context"]))
        text = str(form.result)
        self.assertIn(item.move_id.name, text)
        self.assertIn("one reminder, at level 1", text)
        form.key_date = "2026-04-11"
        self.assertIn("200.00", str(form.result))

    def test_window_on_one_item_shows_each_rule(self):
        item = self.invoice(100.0)
        action = item.action_dunning_open_explanation()
        form = Form(self.env[action["res_model"]].with_context(**action["context"]))
        text = str(form.result)
        for words in ("Days since the last reminder", "Minimum amount", "Dunning sheet: All"):
            self.assertIn(words, text)
        self.assertEqual(text.count("fa-check text-success"), 16)

    def test_branch_is_on_the_letter_of_its_head_office(self):
        head = self.make_customer("Hoofdzetel")
        self.customer.dunning_head_office_id = head
        item = self.invoice(100.0)
        [group] = self.ask()
        self.assertIn("sends Hoofdzetel one reminder", group["summary"]["sentence"])
        [group] = self.ask(partner=head)
        self.assertEqual([row["move_line_id"] for row in group["items"]], item.ids)
        self.customer.dunning_enabled = False
        answer = item.action_dunning_explain("2026-03-31")
        self.assertEqual(answer["reason"], "blocked")
        self.assertIn("Send reminders", answer["next_event"])

    def test_of_very_many_items_the_window_shows_the_rules_of_the_first(self):
        self.patch(why_customer, "MOST_DETAILS", 1)
        self.invoice(100.0, "2026-03-01")
        self.invoice(50.0, "2026-03-02")
        form = Form(
            self.env["account.dunning.explain"].with_context(default_partner_id=self.customer.id)
        )
        self.assertEqual(str(form.result).count("<details"), 1)
        self.assertIn("50.00", str(form.result))

    def test_user_without_rights_reads_a_clear_sentence(self):
        reader = new_test_user(
            self.env,
            "only_reader",
            groups="account_dunning_levels.group_dunning_reader",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError) as caught:
            self.customer.with_user(reader).action_dunning_explain()
        self.assertIn("no right to see invoices", str(caught.exception))

    def test_items_of_a_company_one_may_not_enter(self):
        other = self.other_company()
        stranger = new_test_user(
            self.env, "stranger", groups="account.group_account_invoice", company_id=other.id
        )
        stranger.company_ids = other
        item = self.invoice()
        with self.assertRaises(AccessError) as caught:
            item.with_user(stranger).action_dunning_explain()
        self.assertIn("another company", str(caught.exception))
