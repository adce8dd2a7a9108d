"""One letter to the head office for the items of several customers."""

from send_common import SendCommon

from odoo.exceptions import ValidationError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestHeadOffice(SendCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = cls.make_customer("Colruyt Group")
        cls.north = cls.make_customer("Filiaal Noord", dunning_head_office_id=cls.head.id)
        cls.south = cls.make_customer("Filiaal Zuid", dunning_head_office_id=cls.head.id)

    def test_items_of_all_branches_stand_on_one_letter_to_the_head_office(self):
        north = self.invoice(100, partner=self.north)
        south = self.invoice(250, partner=self.south)
        own = self.invoice(50, partner=self.head)
        notice = self.make_run().notice_ids
        self.assertEqual(notice.partner_id, self.head)
        self.assertEqual(notice.recipient_id, self.head)
        self.assertEqual(notice.line_ids.move_line_id, north | south | own)
        self.assertEqual(notice.amount_residual, 400)  # 100 + 250 + 50
        self.assertEqual(
            {line.move_line_id: line.partner_id for line in notice.line_ids},
            {north: self.north, south: self.south, own: self.head},
        )

    def test_the_letter_names_the_branch_of_each_item(self):
        self.invoice(100, partner=self.north)
        self.invoice(50, partner=self.head)
        notice = self.make_run().notice_ids
        accounts = [row.account for row in notice._letter().rows]
        self.assertEqual(sorted(accounts), ["", "Filiaal Noord"])

    def test_a_branch_without_head_office_gets_its_own_letter(self):
        self.south.dunning_head_office_id = False
        self.invoice(100, partner=self.north)
        self.invoice(250, partner=self.south)
        partners = self.make_run().notice_ids.partner_id
        self.assertEqual(partners, self.head | self.south)

    def test_sheet_and_language_are_those_of_the_head_office(self):
        category = self.env["res.partner.category"].create({"name": "Retail"})
        retail = self.make_sheet("Retail", category=category)
        self.head.category_id = category
        self.north.category_id = False
        self.invoice(100, partner=self.north)
        notice = self.make_run().notice_ids
        self.assertEqual(notice.sheet_id, retail)

    def test_credit_of_one_branch_lowers_the_letter_of_the_group(self):
        self.invoice(100, partner=self.north)
        self.credit_note(40, partner=self.south)
        self.assertEqual(self.make_run().notice_ids.amount_residual, 60)

    def test_hold_on_one_branch_blocks_its_items_only(self):
        north = self.invoice(100, partner=self.north)
        south = self.invoice(250, partner=self.south)
        self.env["account.dunning.hold"].create(
            {"partner_id": self.north.id, "company_id": self.company.id}
        )
        run = self.make_run()
        self.assertEqual(self.reason_of(north, run), "blocked")
        self.assertEqual(run.notice_ids.line_ids.move_line_id, south)

    def test_branch_without_reminders_is_left_out(self):
        self.north.dunning_enabled = False
        north = self.invoice(100, partner=self.north)
        self.invoice(250, partner=self.south)
        self.assertEqual(self.reason_of(north, self.make_run()), "blocked")

    def test_hold_set_on_a_branch_after_the_proposal_takes_effect(self):
        north = self.invoice(100, partner=self.north)
        self.invoice(250, partner=self.south)
        run = self.released()
        self.env["account.dunning.hold"].create(
            {"partner_id": self.north.id, "company_id": self.company.id}
        )
        self.send_now()
        self.assertEqual(run.notice_ids.state, "queued")
        self.assertEqual(run.notice_ids.amount_residual, 250)
        self.assertEqual(north.dunning_level, 0)

    def test_sending_raises_the_level_of_the_branch_and_shows_on_its_card(self):
        north = self.invoice(100, partner=self.north)
        run = self.remind_and_accept("2026-03-31")
        self.assertEqual(run.notice_ids.state, "sent")
        self.assertEqual(north.dunning_level, 1)
        self.assertEqual(self.north.dunning_notice_count, 1)
        self.assertEqual(self.head.dunning_notice_count, 1)
        found = self.env["account.dunning.notice"].search(
            self.north.action_dunning_notices()["domain"]
        )
        self.assertEqual(found, run.notice_ids)

    def test_run_for_the_head_office_reminds_its_branches(self):
        north = self.invoice(100, partner=self.north)
        other = self.invoice(100)
        run = self.make_run(partner_domain=repr([("id", "=", self.head.id)]))
        self.assertEqual(run.notice_ids.line_ids.move_line_id, north)
        self.assertEqual(self.reason_of(other, run), "filtered")

    def test_why_answers_for_an_item_of_a_branch(self):
        north = self.invoice(100, partner=self.north)
        answer = north.action_dunning_explain("2026-03-31")
        self.assertEqual((answer["reason"], answer["next_level"]), ("", 1))

    def test_why_on_a_branch_tells_of_the_letter_to_its_head_office(self):
        self.invoice(100, partner=self.north)
        wizard = self.env["account.dunning.explain"].create(
            {"partner_id": self.north.id, "key_date": "2026-03-31"}
        )
        self.assertIn("sends Colruyt Group one reminder, at level 1", wizard.result)

    def test_head_office_is_one_step_between_customers(self):
        contact = self.env["res.partner"].create({"name": "Jan", "parent_id": self.head.id})
        for partner, head in (
            (self.head, self.head),
            (self.customer, self.north),
            (self.head, self.customer),
            (self.customer, contact),
        ):
            with self.assertRaisesRegex(ValidationError, "Head office"):
                partner.dunning_head_office_id = head
