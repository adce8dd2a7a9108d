"""Answers to a reminder land on it and reach the responsible; out-of-office answers do not."""

from test_delivery_reports import ReportCase

from odoo.tests import new_test_user, tagged


class ReplyCase(ReportCase):
    def setUp(self):
        super().setUp()
        self.responsible = new_test_user(
            self.env,
            "clerk",
            "account.group_account_invoice",
            email="clerk@example.com",
            company_id=self.company.id,
        )
        self.customer.dunning_user_id = self.responsible

    def answer(self, notice, text="I paid yesterday.", sender=None, **headers):
        self.number += 1
        more = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
        self.take_in(
            f"""To: catchall@test.example.com
From: {sender or self.customer.email}
Message-Id: <answer-{self.number}@example.com>
In-Reply-To: {notice.mail_id.message_id}
References: {notice.mail_id.message_id}
Subject: Re: Reminder
{more}
{text}
"""
        )

    def told(self, notice):
        kind = self.env.ref("account_dunning_levels.mail_activity_type_reply")
        return self.env["mail.activity"].search(
            [("dunning_notice_id", "=", notice.id), ("activity_type_id", "=", kind.id)]
        )


@tagged("post_install", "-at_install")
class TestReplies(ReplyCase):
    def test_answers_go_where_they_find_the_reminder(self):
        self.sent()
        self.assertIn("catchall@test.example.com", self.house.received[0][1]["Reply-To"])

    def test_without_an_alias_domain_they_go_to_who_sent_it(self):
        self.company.alias_domain_id = False
        self.sent()
        self.assertIn("clerk@example.com", self.house.received[0][1]["Reply-To"])

    def test_answer_stands_on_the_reminder_and_reaches_the_responsible(self):
        notice = self.sent()
        self.answer(notice)
        self.assertIn("I paid yesterday.", self.notes(notice))
        (activity,) = self.told(notice)
        self.assertEqual(activity.user_id, self.responsible)
        self.assertEqual((activity.res_model, activity.res_id), ("res.partner", self.customer.id))
        self.assertIn(notice.name, activity.summary)
        self.assertIn("Re: Reminder", activity.note)
        self.assertSent(notice)

    def test_many_answers_are_one_activity(self):
        notice = self.sent()
        for number in range(5):
            self.answer(notice, f"Answer {number}")
        self.assertEqual(len(self.told(notice)), 1)
        self.assertIn("Answer 4", self.notes(notice))

    def test_answer_after_the_activity_was_done_is_told_again(self):
        notice = self.sent()
        self.answer(notice)
        self.told(notice).action_feedback()
        self.answer(notice, "And once more")
        self.assertEqual(len(self.told(notice)), 1)

    def test_out_of_office_is_kept_and_nobody_told(self):
        notice = self.sent()
        for number, (name, value) in enumerate(
            (
                ("Auto_Submitted", "auto-replied"),
                ("X_Autoreply", "yes"),
                ("Precedence", "auto_reply"),
                ("Precedence", "bulk"),
            )
        ):
            self.answer(notice, f"Away {number}", **{name: value})
        for number in range(4):
            self.assertIn(f"Away {number}", self.notes(notice))
        self.assertFalse(self.told(notice))

    def test_colleague_who_writes_by_e_mail_is_no_answer(self):
        notice = self.sent()
        self.answer(notice, "Called him", sender="clerk@example.com")
        self.assertIn("Called him", self.notes(notice))
        self.assertFalse(self.told(notice))

    def test_stranger_gains_nothing(self):
        notice = self.sent()
        followers, people = notice.message_follower_ids, self.env["res.partner"].search_count([])
        self.answer(notice, "Let me in", sender="stranger@elsewhere.example")
        self.assertEqual(notice.message_follower_ids, followers)
        self.assertEqual(self.env["res.partner"].search_count([]), people)
        self.assertEqual(len(self.told(notice)), 1)
        self.assertSent(notice)

    def test_answer_stays_when_the_reminder_is_cancelled(self):
        notice = self.sent()
        self.answer(notice)
        notice.action_cancel("He paid")
        self.assertEqual(len(self.told(notice)), 1)

    def test_responsible_who_left_is_not_told(self):
        boss = new_test_user(
            self.env, "boss", "account.group_account_invoice", company_id=self.company.id
        )
        self.company.dunning_user_id = boss
        notice = self.sent()
        self.responsible.active = False
        self.answer(notice)
        self.assertEqual(self.told(notice).user_id, boss)


@tagged("post_install", "-at_install")
class TestSettingsSay(ReplyCase):
    def words(self):
        settings = self.env["res.config.settings"].with_company(self.company).create({})
        return settings.dunning_mail_words, settings.dunning_hears_bounces

    def test_that_bounces_are_heard(self):
        words, heard = self.words()
        self.assertTrue(heard)
        self.assertIn("bounce@test.example.com", words)
        self.assertIn("catchall@test.example.com", words)

    def test_that_without_an_alias_domain_they_never_are(self):
        self.company.alias_domain_id = False
        words, heard = self.words()
        self.assertFalse(heard)
        self.assertIn("never hears", words)
        self.assertIn("It came back", words)
