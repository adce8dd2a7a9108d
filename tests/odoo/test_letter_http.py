"""Letters over HTTP: the preview before sending, the letter and its copy afterwards."""

from send_common import SendCommon

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestLetterHttp(SendCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level(1).copy_on_partner = True
        other = cls.setup_other_company(name="Second")["company"]
        cls.reader = cls.person("reader", cls.company)
        cls.stranger = cls.person("stranger", other)
        cls.item = cls.invoice()

    @classmethod
    def person(cls, login, company):
        return new_test_user(
            cls.env,
            f"http_{login}",
            "account_dunning_levels.group_dunning_manager,account.group_account_manager",
            password=f"http_{login}",
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
        )

    def get(self, user, url):
        self.authenticate(user.login, user.login)
        return self.url_open(url, allow_redirects=False)

    def test_preview_shows_the_letter_and_changes_nothing(self):
        run = self.make_run()
        url = run.notice_ids.action_open_letter()["url"]
        answer = self.get(self.reader, url)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertIn("111.03", self.pdf_text(answer.content))
        self.env.invalidate_all()
        self.assertEqual((run.notice_ids.state, self.item.dunning_level), ("proposed", 0))
        self.assertFalse(run.notice_ids.attachment_id)

    def test_strangers_and_visitors_get_no_preview(self):
        run = self.make_run()
        url = run.notice_ids.action_open_letter()["url"]
        self.assertEqual(self.get(self.stranger, url).status_code, 404)
        self.assertEqual(self.get(self.reader, "/account_dunning/preview/999999").status_code, 404)
        self.authenticate(None, None)
        answer = self.url_open(url, allow_redirects=False)
        self.assertNotEqual(answer.status_code, 200)

    def test_letter_and_copy_open_for_colleagues_only(self):
        run = self.remind_and_accept("2026-03-31")
        letter = run.notice_ids.attachment_id
        copy = self.env["ir.attachment"].search([("dunning_notice_id", "=", run.notice_ids.id)])
        for file in (letter, copy):
            url = f"/web/content/{file.id}"
            self.assertEqual(self.get(self.reader, url).content, letter.raw)
            answer = self.get(self.stranger, url)
            self.assertNotEqual(answer.status_code, 200)
            self.assertNotIn(b"%PDF", answer.content)
