"""Dunning levels: numbers, the row of switches, what a level may hold (SPEC section 3)."""

from dunning_common import DunningCommon

from odoo import Command
from odoo.tests import Form, tagged


@tagged("post_install", "-at_install")
class TestLevelSwitches(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dunning_max_level = 9
        cls.five = cls.make_sheet(
            "Five steps", 5, cls.env["res.partner.category"].create({"name": "Large"})
        )

    def switches(self, sheet=None):
        levels = (sheet or self.five)._all_levels()
        return "".join("I" if level.active else "o" for level in levels)

    def level(self, number, sheet=None):
        return (sheet or self.five)._all_levels().filtered(lambda own: own.number == number)

    # ---------------------------------------------------------------------- in code

    def test_level_2_off_switches_3_and_up_off(self):
        self.level(2).active = False
        self.assertEqual(self.switches(), "Ioooo")

    def test_level_4_on_switches_2_and_3_on_and_leaves_5_off(self):
        self.level(2).active = False
        self.level(4).active = True
        self.assertEqual(self.switches(), "IIIIo")

    def test_level_1_off_switches_all_off(self):
        self.level(1).active = False
        self.assertEqual(self.switches(), "ooooo")

    def test_level_5_on_switches_all_on(self):
        self.level(1).active = False
        self.level(5).active = True
        self.assertEqual(self.switches(), "IIIII")

    def test_level_5_off_leaves_the_lower_ones_on(self):
        self.level(5).active = False
        self.assertEqual(self.switches(), "IIIIo")

    def test_writing_on_the_sheet_switches_the_others_too(self):
        self.five.level_ids = [Command.update(self.level(3).id, {"active": False})]
        self.assertEqual(self.switches(), "IIooo")
        self.five.level_ids = [Command.update(self.level(4).id, {"active": True})]
        self.assertEqual(self.switches(), "IIIIo")

    def test_archiving_and_unarchiving_switch_the_others_too(self):
        self.level(3).action_archive()
        self.assertEqual(self.switches(), "IIooo")
        self.level(5).action_unarchive()
        self.assertEqual(self.switches(), "IIIII")

    def test_levels_of_two_sheets_switched_at_once_do_not_mix(self):
        self.level(2).active = False
        (self.level(3) | self.level(2, self.sheet)).active = False
        self.assertEqual(self.switches(), "Ioooo")
        self.assertEqual(self.switches(self.sheet), "Ioo")
        (self.level(5) | self.level(2, self.sheet)).active = True
        self.assertEqual(self.switches(), "IIIII")
        self.assertEqual(self.switches(self.sheet), "IIo")

    def test_new_level_above_a_level_that_is_off_starts_off_too(self):
        self.level(4).active = False
        self.env["account.dunning.level"].create({"sheet_id": self.five.id, "heading": "Last"})
        self.assertEqual(self.switches(), "IIIooo")

    def test_new_level_that_is_on_switches_the_lower_ones_on(self):
        self.level(4).active = False
        self.env["account.dunning.level"].create(
            {"sheet_id": self.five.id, "heading": "Last", "active": True}
        )
        self.assertEqual(self.switches(), "IIIIII")

    def test_new_level_without_texts_starts_with_the_standard_ones_in_every_language(self):
        level = self.env["account.dunning.level"].create({"sheet_id": self.five.id})
        standard = self.env.ref("account_dunning_levels.level_all_3")
        self.assertEqual(level.number, 6)
        for lang in ("en_US", "nl_NL", "fr_FR", "de_DE"):
            for name in ("subject", "heading", "opening", "closing"):
                text = level.with_context(lang=lang)[name]
                self.assertTrue(text)
                self.assertEqual(text, standard.with_context(lang=lang)[name])
        self.assertNotEqual(
            level.with_context(lang="nl_NL").opening, level.with_context(lang="fr_FR").opening
        )

    def test_level_with_a_text_of_its_own_keeps_only_that(self):
        level = self.env["account.dunning.level"].create(
            {"sheet_id": self.five.id, "opening": "Pay."}
        )
        self.assertEqual((level.opening, level.subject), ("Pay.", False))

    def test_new_sheet_with_a_level_off_in_the_middle_has_the_higher_ones_off(self):
        sheet = self.env["account.dunning.sheet"].create(
            {
                "name": "New",
                "category_id": self.env["res.partner.category"].create({"name": "New"}).id,
                "level_ids": [
                    Command.create({"number": 1}),
                    Command.create({"number": 2, "active": False}),
                    Command.create({"number": 3}),
                ],
            }
        )
        self.assertEqual(self.switches(sheet), "Ioo")

    def test_run_uses_only_levels_that_are_on(self):
        self.level(2, self.sheet).active = False
        item = self.invoice(100.0, "2026-01-31")
        item.write({"dunning_opening_level": 1, "dunning_opening_date": "2026-02-28"})
        self.assertEqual(self.reason_of(item, self.make_run()), "exhausted")

    def test_number_of_active_levels_is_shown(self):
        self.assertEqual(self.five.active_level_count, 5)
        self.level(3).active = False
        self.assertEqual(self.five.active_level_count, 2)

    # ------------------------------------------------------------------ in the form

    def form_switches(self, form):
        return "".join(
            "I" if form.level_ids._records[place]["active"] else "o"
            for place in range(len(form.level_ids))
        )

    def flip(self, form, number, state):
        with form.level_ids.edit(number - 1) as level:
            level.active = state

    def test_level_2_off_in_the_form_switches_3_and_up_off_at_once(self):
        with Form(self.five) as form:
            self.flip(form, 2, False)
            self.assertEqual(self.form_switches(form), "Ioooo")
        self.assertEqual(self.switches(), "Ioooo")

    def test_level_4_on_in_the_form_switches_2_and_3_on_at_once(self):
        self.level(2).active = False
        with Form(self.five) as form:
            self.flip(form, 4, True)
            self.assertEqual(self.form_switches(form), "IIIIo")
        self.assertEqual(self.switches(), "IIIIo")

    def test_level_2_off_and_on_again_in_one_form_leaves_the_higher_ones_off(self):
        with Form(self.five) as form:
            self.flip(form, 2, False)
            self.flip(form, 2, True)
            self.assertEqual(self.form_switches(form), "IIooo")
        self.assertEqual(self.switches(), "IIooo")

    def test_level_2_off_then_3_on_in_one_form_switches_2_on_again(self):
        with Form(self.five) as form:
            self.flip(form, 2, False)
            self.flip(form, 3, True)
            self.assertEqual(self.form_switches(form), "IIIoo")
        self.assertEqual(self.switches(), "IIIoo")

    def test_level_5_on_then_2_off_in_one_form_switches_3_and_up_off(self):
        self.level(1).active = False
        with Form(self.five) as form:
            self.flip(form, 5, True)
            self.assertEqual(self.form_switches(form), "IIIII")
            self.flip(form, 2, False)
            self.assertEqual(self.form_switches(form), "Ioooo")
        self.assertEqual(self.switches(), "Ioooo")

    def test_levels_added_in_the_form_are_numbered(self):
        form = Form(self.env["account.dunning.sheet"])
        form.name = "By hand"
        form.category_id = self.env["res.partner.category"].create({"name": "By hand"})
        for heading in ("First", "Second", "Third"):
            with form.level_ids.new() as level:
                level.heading = heading
        sheet = form.save()
        self.assertEqual(sheet.level_ids.mapped("number"), [1, 2, 3])
        self.assertEqual(sheet.level_ids.mapped("heading"), ["First", "Second", "Third"])
        self.assertEqual(self.switches(sheet), "III")

    def test_level_added_in_the_form_above_one_that_is_off_switches_it_on(self):
        self.level(4).active = False
        with Form(self.five) as form, form.level_ids.new() as level:
            level.heading = "Sixth"
        self.assertEqual(self.switches(), "IIIIII")


@tagged("post_install", "-at_install")
class TestLevelNumbers(DunningCommon):
    def add(self, *numbers):
        self.sheet.level_ids = [Command.create({"number": number}) for number in numbers]

    def test_gap_is_refused(self):
        with self.assertRefused("All", "level 4 is missing"):
            self.add(5)

    def test_sheet_that_does_not_start_at_1_is_refused(self):
        category = self.env["res.partner.category"].create({"name": "Large"})
        with self.assertRefused("level 1 is missing"):
            self.env["account.dunning.sheet"].create(
                {
                    "name": "From two",
                    "category_id": category.id,
                    "level_ids": [Command.create({"number": 2})],
                }
            )

    def test_same_number_twice_is_refused(self):
        with self.assertRefused("twice"):
            self.add(3)

    def test_renumbering_into_a_gap_is_refused(self):
        with self.assertRefused("level 3 is missing"):
            self.sheet.level_ids[2].number = 4

    def test_level_0_is_refused(self):
        with self.assertRefused("1 to 9", "0"):
            self.sheet.level_ids[0].number = 0

    def test_level_10_is_refused(self):
        self.add(4, 5, 6, 7, 8, 9)
        self.assertEqual(len(self.sheet.level_ids), 9)
        with self.assertRefused("1 to 9", "10"):
            self.add(10)

    def test_level_without_a_number_comes_on_top(self):
        self.sheet.level_ids = [Command.create({"heading": "Fourth"})]
        self.assertEqual(self.sheet.level_ids[-1:].number, 4)
        self.assertEqual(self.sheet.level_ids[-1:].heading, "Fourth")

    def test_middle_level_cannot_be_deleted(self):
        with self.assertRefused("All", "level 2", "highest level first"):
            self.sheet.level_ids[1].unlink()

    def test_middle_level_cannot_be_deleted_on_the_sheet(self):
        with self.assertRefused("level 2"):
            self.sheet.level_ids = [Command.delete(self.sheet.level_ids[1].id)]

    def test_levels_are_deleted_from_the_top(self):
        self.sheet.level_ids[2].unlink()
        self.assertEqual(self.sheet.level_ids.mapped("number"), [1, 2])
        self.sheet.level_ids[1].unlink()
        self.assertEqual(self.sheet.level_ids.mapped("number"), [1])

    def test_two_levels_are_deleted_from_the_top_at_once(self):
        self.sheet.level_ids[1:].unlink()
        self.assertEqual(self.sheet.level_ids.mapped("number"), [1])

    def test_unused_sheet_is_deleted_with_its_levels(self):
        levels = self.sheet.level_ids
        self.sheet.unlink()
        self.assertFalse(levels.exists())


@tagged("post_install", "-at_install")
class TestLevelSettings(DunningCommon):
    @property
    def level(self):
        return self.sheet.level_ids[0]

    def test_new_level_has_the_defaults_of_the_specification(self):
        self.sheet.level_ids = [Command.create({"number": 4})]
        level = self.sheet.level_ids[3]
        self.assertEqual((level.min_days_overdue, level.channel), (0, "email"))
        charges = ("fine_percent", "fine_minimum", "interest_monthly_percent", "interest_minimum")
        self.assertEqual([level[name] for name in charges], [0.0] * 4)
        self.assertEqual(
            (self.sheet.interest_months, self.sheet.after_last_level), ("days_30", "stop")
        )

    def test_negative_figures_are_refused_with_the_field_and_the_level(self):
        for name, words in (
            ("min_days_overdue", "Days overdue"),
            ("fine_percent", "Fine %"),
            ("fine_minimum", "Fine, at least"),
            ("interest_monthly_percent", "Interest % a month"),
            ("interest_minimum", "Interest, at least"),
            ("payment_days", "New deadline"),
        ):
            with self.assertRefused(words, "level 1", "0 or more"):
                self.level[name] = -1
            self.level[name] = 1
            self.level[name] = 0

    def test_invoices_can_be_attached_to_an_email(self):
        self.level.write({"channel": "email", "attach_invoices": True})
        self.assertTrue(self.level.attach_invoices)
        self.level.channel = "both"
        self.assertTrue(self.level.attach_invoices)

    def test_invoices_cannot_be_attached_to_a_printed_letter(self):
        for channel in ("print", "phone"):
            with self.assertRefused("Attach invoices", "level 1", "e-mail"):
                self.level.write({"channel": channel, "attach_invoices": True})

    def test_new_printed_level_with_invoices_is_refused(self):
        with self.assertRefused("Attach invoices", "level 4"):
            self.sheet.level_ids = [
                Command.create({"number": 4, "channel": "print", "attach_invoices": True})
            ]

    def test_changing_to_print_switches_the_attachments_off(self):
        self.level.attach_invoices = True
        self.level.channel = "print"
        self.assertFalse(self.level.attach_invoices)

    def test_unknown_placeholder_is_refused_with_the_known_ones(self):
        for name, words in (
            ("subject", "Subject"),
            ("heading", "Heading"),
            ("opening", "Opening"),
            ("closing", "Closing"),
        ):
            with self.assertRefused(words, "{sum}", "{total}", "{deadline}"):
                self.level[name] = "Pay {sum} now"

    def test_known_placeholders_are_accepted(self):
        text = "{customer} {company} {number} {date} {deadline} {level} {amount} {total}"
        self.level.write({"subject": text, "opening": text})
        self.assertEqual(self.level.subject, text)

    def test_unknown_placeholder_in_a_translation_is_refused(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        with self.assertRefused("{totaal}"):
            self.level.with_context(lang="nl_NL").opening = "Betaal {totaal}"

    def test_unknown_placeholder_in_the_translation_window_is_refused(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        with self.assertRefused("{totaal}"):
            self.level.update_field_translations("opening", {"nl_NL": "Betaal {totaal}"})
