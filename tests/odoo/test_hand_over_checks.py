"""What is looked at before a customer is handed over, and the warning before a claim is lost."""

from dunning_common import DunningCommon
from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestHandOverChecks(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.nl")
        cls.company.dunning_user_id = cls.env.user
        cls.sheet.level_ids.filtered(lambda level: level.number > 1).active = False

    def checks(self, partner=None):
        """Question -> (result, why) as the dialog shows them."""
        wizard = self.env["account.dunning.collector"].create(
            {
                "partner_ids": [Command.set((partner or self.customer).ids)],
                "handed_to_id": self.customer.id,
                "company_id": self.company.id,
            }
        )
        answers = {check.question: (check.result, check.why) for check in wizard.check_ids}
        self.assertEqual(wizard.is_ready, {result for result, _why in answers.values()} == {"yes"})
        return answers

    def warn(self, day):
        cron = self.env.ref("account_dunning_levels.ir_cron_time_bars").sudo()
        with freeze_time(day), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()
        return self.env["account.dunning.time.bar"].search([("company_id", "=", self.company.id)])

    def test_reminded_undisputed_claim_is_ready(self):
        self.invoice()
        self.assertEqual(self.checks()["letters"][0], "no")
        self.accept_mails(self.remind().notice_ids)
        answers = self.checks()
        self.assertEqual({result for result, _why in answers.values()}, {"yes"}, answers)
        # a business: five years after 31 March 2026, when the letter left
        self.assertIn("03/31/2031", answers["in_time"][1])
        with Form(self.env["account.dunning.collector"]) as dialog:
            dialog.partner_ids.add(self.customer)
            dialog.handed_to_id = self.customer
            self.assertEqual(len(dialog.check_ids), 4)
            self.assertTrue(dialog.is_ready)

    def test_hold_says_what_was_answered_with_no(self):
        item = self.invoice()
        self.env["account.dunning.collector"].create(
            {
                "partner_ids": [Command.set(self.customer.ids)],
                "handed_to_id": self.make_customer("Bailiff").id,
                "company_id": self.company.id,
            }
        ).with_context(force_report_rendering=True).action_hand_over()
        hold = self.env["account.dunning.hold"].search([("partner_id", "=", self.customer.id)])
        said = "".join(hold.message_ids.mapped("body"))
        self.assertIn("Letters complete: No", said)
        self.assertIn(item.move_id.name, said)
        self.assertNotIn("Undisputed", said)

    def test_checks_of_another_company_are_shown_to_nobody_who_is_not_of_it(self):
        self.invoice()
        user = new_test_user(
            self.env,
            "checks_elsewhere",
            "account_dunning_levels.group_dunning_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        other = self.other_company()
        own = self.env(user=user)["account.dunning.collector"]
        values = {
            "partner_ids": [Command.set(self.customer.ids)],
            "handed_to_id": user.partner_id.id,
        }
        self.assertEqual(len(own.create(values | {"company_id": self.company.id}).check_ids), 4)
        with self.assertRaises(AccessError):
            own.create(values | {"company_id": other.id}).mapped("check_ids.why")

    def test_each_no_says_why(self):
        item = self.invoice()
        item.move_id.action_dunning_hold()
        self.env["account.dunning.hold"].create(
            {"kind": "disputed", "move_id": item.move_id.id, "company_id": self.company.id}
        )
        self.env["account.dunning.loss"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "date": "2026-03-03",
                "reason": "Court of Ghent",
            }
        )
        answers = self.checks()
        self.assertEqual({result for result, _why in answers.values()}, {"no", "yes"})
        for question, words in (
            ("undisputed", item.move_id.name),
            ("solvent", "Court of Ghent"),
            ("letters", item.move_id.name),
        ):
            self.assertEqual(answers[question][0], "no")
            self.assertIn(words, answers[question][1])
        self.sheet.level_ids.active = True
        other = self.make_customer("Two levels to go")
        self.invoice(partner=other)
        self.accept_mails(self.remind().notice_ids)
        self.assertIn("Not at the last level", self.checks(other)["letters"][1])

    def test_time_bar_goes_by_nature_kind_and_country(self):
        person = self.make_customer("Jan", is_company=False)
        item = self.invoice(due="2024-03-30", partner=person)
        answer = self.checks(person)["in_time"]
        self.assertEqual(answer[0], "no")
        self.assertIn(item.move_id.name, answer[1])
        self.assertIn("BW 7:28", answer[1])
        self.company.dunning_claim_kind = "services"
        self.assertEqual(self.checks(person)["in_time"][0], "yes")
        self.company.country_id = self.env.ref("base.us")
        self.assertEqual(self.checks(person)["in_time"][0], "look")

    def test_somebody_is_told_once_sixty_days_before(self):
        # two years after 1 June 2024: 1 June 2026; sixty days before: 2 April
        person = self.make_customer("Jan", is_company=False)
        item = self.invoice(due="2024-06-01", partner=person)
        gone = self.invoice(due="2024-03-30", partner=person)
        self.assertFalse(self.warn("2026-04-01"))
        told = self.warn("2026-04-02")
        self.assertEqual((told.move_line_id, str(told.last_day)), (item, "2026-06-01"))
        self.assertEqual(self.warn("2026-04-03"), told)
        activity = item.move_id.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.env.user)
        self.assertIn(item.move_id.name, activity.summary)
        self.assertIn("BW 7:28", activity.note)
        self.assertFalse(gone.move_id.activity_ids)
