"""Dunning sheets: whom they are for, copies, the preview, the standard ones (SPEC section 3)."""

from dunning_common import DunningCommon

from odoo import Command
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestSheets(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.large = cls.category("Large")
        cls.small = cls.category("Small")
        cls.abroad = cls.category("Abroad")

    @classmethod
    def category(cls, name):
        return cls.env["res.partner.category"].create({"name": name})

    def sheet_used(self, partner, **values):
        """The sheet that a run uses for a customer with one overdue invoice."""
        self.invoice(100.0, partner=partner, **values)
        return self.make_run().notice_ids.sheet_id

    def give(self, partner, *categories):
        """Dunning category 1, category 2, ... of a customer."""
        partner.dunning_category_ids = [Command.clear()] + [
            Command.create({"category_id": category.id, "sequence": place})
            for place, category in enumerate(categories)
        ]

    # --------------------------------------------------------------- one per category

    def test_company_can_have_many_sheets(self):
        for number in range(12):
            self.make_sheet(f"Sheet {number}", category=self.category(f"Category {number}"))
        sheets = self.env["account.dunning.sheet"].search([("company_id", "=", self.company.id)])
        self.assertEqual(len(sheets), 13)

    def test_second_sheet_for_a_category_is_refused(self):
        self.make_sheet("Large customers", category=self.large)
        with self.assertRefused("Large customers", "Large", "Archive it"):
            self.make_sheet("Large again", category=self.large)

    def test_second_sheet_for_all_customers_is_refused(self):
        with self.assertRefused("all customers", "Archive it"):
            self.make_sheet("All again")

    def test_changing_the_category_to_a_used_one_is_refused(self):
        self.make_sheet("Large customers", category=self.large)
        sheet = self.make_sheet("Small customers", category=self.small)
        with self.assertRefused("Large customers", "Archive it"):
            sheet.category_id = self.large

    def test_emptying_the_category_beside_a_sheet_for_all_is_refused(self):
        sheet = self.make_sheet("Small customers", category=self.small)
        with self.assertRefused("all customers"):
            sheet.category_id = False

    def test_unarchiving_beside_an_active_sheet_is_refused(self):
        old = self.make_sheet("Large, old", category=self.large)
        old.active = False
        self.make_sheet("Large, new", category=self.large)
        with self.assertRefused("Large, new"):
            old.active = True

    def test_archived_sheet_frees_its_category(self):
        self.make_sheet("Large, old", category=self.large).active = False
        new = self.make_sheet("Large, new", category=self.large)
        self.assertTrue(new.active)

    def test_archived_sheet_does_not_count_in_a_list_that_shows_archived_ones(self):
        self.make_sheet("Large, old", category=self.large).active = False
        sheets = self.env["account.dunning.sheet"].with_context(active_test=False)
        new = sheets.create({"name": "Large, new", "category_id": self.large.id})
        self.assertTrue(new.active)

    def test_two_sheets_created_at_once_for_a_category_are_refused(self):
        values = {"category_id": self.large.id, "company_id": self.company.id}
        with self.assertRefused("Large"):
            self.env["account.dunning.sheet"].create(
                [{"name": "One", **values}, {"name": "Two", **values}]
            )

    def test_other_company_has_its_own_sheet_for_the_category(self):
        other = self.other_company()
        self.make_sheet("Large here", category=self.large)
        theirs = self.make_sheet("Large there", category=self.large, company=other)
        self.assertTrue(theirs.active)

    def test_copy_is_archived_and_keeps_levels_and_texts(self):
        self.sheet.level_ids[1].write({"fine_percent": 5.0, "min_days_overdue": 20})
        self.env["account.dunning.layout"].create(
            {"level_id": self.sheet.level_ids[0].id, "lang": "en_US", "subject": "Please pay"}
        )
        copy = self.sheet.copy()
        self.assertFalse(copy.active)
        self.assertEqual(copy.name, "All (copy)")
        self.assertEqual(copy.level_ids.mapped("number"), [1, 2, 3])
        self.assertEqual(copy.level_ids[1].fine_percent, 5.0)
        self.assertEqual(copy.level_ids[1].min_days_overdue, 20)
        self.assertEqual(copy.level_ids[0].layout_ids.subject, "Please pay")
        self.assertEqual(self.sheet.level_ids[0].layout_ids.subject, "Please pay")

    def test_copy_keeps_inactive_levels_inactive(self):
        self.sheet.level_ids[1].active = False
        copy = self.sheet.copy()
        self.assertEqual(copy.level_ids.mapped("active"), [True, False, False])

    # ------------------------------------------------------------ which sheet applies

    def test_customer_without_category_gets_the_sheet_for_all(self):
        self.make_sheet("Large customers", category=self.large)
        self.assertEqual(self.sheet_used(self.customer), self.sheet)

    def test_category_1_wins_over_category_2(self):
        self.make_sheet("Large customers", category=self.large, sequence=1)
        small = self.make_sheet("Small customers", category=self.small, sequence=2)
        self.give(self.customer, self.small, self.large)
        self.assertEqual(self.sheet_used(self.customer), small)

    def test_category_2_is_used_when_category_1_has_no_sheet(self):
        large = self.make_sheet("Large customers", category=self.large)
        self.give(self.customer, self.abroad, self.large)
        self.assertEqual(self.sheet_used(self.customer), large)

    def test_category_2_is_used_when_the_sheet_of_category_1_is_archived(self):
        self.make_sheet("Abroad", category=self.abroad).active = False
        large = self.make_sheet("Large customers", category=self.large)
        self.give(self.customer, self.abroad, self.large)
        self.assertEqual(self.sheet_used(self.customer), large)

    def test_sheet_for_all_is_used_when_no_own_category_has_a_sheet(self):
        self.give(self.customer, self.abroad, self.large)
        self.assertEqual(self.sheet_used(self.customer), self.sheet)

    def test_dragging_a_category_to_the_front_changes_the_sheet(self):
        large = self.make_sheet("Large customers", category=self.large)
        self.make_sheet("Small customers", category=self.small)
        self.give(self.customer, self.small, self.large)
        self.customer.dunning_category_ids[1].sequence = -1
        self.assertEqual(self.sheet_used(self.customer), large)

    def test_same_category_twice_on_a_customer_is_refused(self):
        self.give(self.customer, self.large)
        with self.assertRaises(Exception) as caught:
            self.customer.dunning_category_ids = [
                Command.create({"category_id": self.large.id, "sequence": 5})
            ]
        self.assertIn("partner_category_uniq", str(caught.exception))

    def test_tags_are_tried_in_the_order_of_the_sheets(self):
        self.make_sheet("Large customers", category=self.large, sequence=20)
        small = self.make_sheet("Small customers", category=self.small, sequence=10)
        self.customer.category_id = self.large | self.small
        self.assertEqual(self.sheet_used(self.customer), small)

    def test_tags_are_not_used_beside_own_categories(self):
        self.make_sheet("Large customers", category=self.large)
        self.customer.category_id = self.large
        self.give(self.customer, self.abroad)
        self.assertEqual(self.sheet_used(self.customer), self.sheet)

    def test_contact_follows_the_categories_of_its_company(self):
        large = self.make_sheet("Large customers", category=self.large)
        self.make_sheet("Small customers", category=self.small)
        contact = self.env["res.partner"].create(
            {"name": "An", "parent_id": self.customer.id, "category_id": self.small.ids}
        )
        self.give(contact, self.small)
        self.give(self.customer, self.large)
        self.assertEqual(self.sheet_used(contact), large)

    def test_customer_for_whom_there_is_no_sheet_is_left_out(self):
        self.sheet.active = False
        self.make_sheet("Large customers", category=self.large)
        item = self.invoice(100.0)
        run = self.make_run()
        self.assertEqual(self.reason_of(item, run), "no_sheet")
        self.assertFalse(run.notice_ids)

    def test_sheet_of_another_company_is_not_used(self):
        self.sheet.active = False
        self.make_sheet("All there", company=self.other_company())
        item = self.invoice(100.0)
        self.assertEqual(self.reason_of(item, self.make_run()), "no_sheet")

    def test_three_levels_for_one_category_and_five_for_another(self):
        self.company.dunning_max_level = 9
        self.make_sheet("Large customers", levels=5, category=self.large)
        self.make_sheet("Small customers", levels=3, category=self.small)
        reached = {}
        for category in (self.large, self.small):
            partner = self.make_customer(category.name)
            self.give(partner, category)
            item = self.invoice(100.0, "2025-06-30", partner=partner)
            item.write({"dunning_opening_level": 3, "dunning_opening_date": "2026-01-31"})
            reached[category.name] = item
        run = self.make_run()
        self.assertEqual(self.line_of(reached["Large"], run).level_after, 4)
        self.assertEqual(self.reason_of(reached["Small"], run), "exhausted")

    def test_item_keeps_its_level_under_the_sheet_of_a_new_category(self):
        large = self.make_sheet("Large customers", category=self.large)
        item = self.invoice(100.0, "2026-01-31")
        item.write({"dunning_opening_level": 1, "dunning_opening_date": "2026-02-28"})
        self.give(self.customer, self.large)
        line = self.line_of(item, self.make_run())
        self.assertEqual((line.sheet_id, line.level_after), (large, 2))

    def test_sheet_of_a_category_in_use_keeps_the_category(self):
        """A category that a sheet is for cannot be deleted by accident."""
        self.make_sheet("Large customers", category=self.large)
        with self.assertRaises(Exception) as caught:
            self.large.unlink()
        self.assertIn("category", str(caught.exception))
