"""What became of an e-mail is judged by the customer's own addresses (SPEC 14)."""

from mail_house import OutboxCase

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

ODOO_MAIL = "odoo.addons.mail.models.mail_mail"
OUR_MAIL = "odoo.addons.account_dunning_levels.models.mail_mail"
SERVER = "odoo.addons.base.models.ir_mail_server"


@tagged("post_install", "-at_install")
class TestOwnAddress(OutboxCase):
    def with_copy(self, copy="colleague@example.com"):
        """The level's e-mail goes to somebody else as well."""
        self.level(1).mail_template_id = self.env["mail.template"].create(
            {
                "name": "With a copy",
                "model_id": self.env["ir.model"]._get_id("account.dunning.notice"),
                "subject": "Reminder",
                "email_cc": copy,
                "body_html": "<p>Please pay</p>",
                "use_default_to": False,
            }
        )

    def envelopes(self):
        return [sorted(addresses) for addresses, _message in self.house.received]

    def outbox(self):
        with mute_logger(ODOO_MAIL, OUR_MAIL, SERVER):
            self.run_outbox()

    def notes(self, notice):
        bodies = self.env["mail.message"].search(
            [("model", "=", notice._name), ("res_id", "=", notice.id)]
        )
        return " ".join(bodies.mapped("body"))

    def test_copy_travels_in_the_message_of_the_customer(self):
        self.with_copy()
        self.invoice()
        notice = self.queued().notice_ids
        self.outbox()
        self.assertEqual(self.envelopes(), [["colleague@example.com", "peetersnv@example.com"]])
        message = self.house.received[0][1]
        self.assertIn("peetersnv@example.com", message["To"])
        self.assertIn("colleague@example.com", message["Cc"])
        self.assertEqual((notice.state, notice.mail_taken_by), ("sent", self.customer.email))

    def test_address_emptied_before_the_outbox_runs_fails_and_nobody_gets_it(self):
        self.with_copy()
        item = self.invoice()
        notice = self.queued().notice_ids
        self.customer.email = False
        self.outbox()
        self.assertEqual((notice.state, self.house.received), ("failed", []))
        self.assertEqual((item.dunning_level, self.house.tried), (0, []))
        self.assertIn("no e-mail address", notice.reason)

    def test_refused_customer_with_an_accepted_copy_fails_and_nobody_gets_it(self):
        self.with_copy()
        item = self.invoice()
        notice = self.queued().notice_ids
        self.house.refused.add(self.customer.email)
        self.outbox()
        self.assertEqual((notice.state, self.house.received), ("failed", []))
        self.assertEqual(item.dunning_level, 0)
        self.assertIn("peetersnv@example.com", notice.reason)

    def test_refused_copy_changes_nothing_but_a_note(self):
        self.with_copy()
        self.invoice()
        notice = self.queued().notice_ids
        self.house.refused.add("colleague@example.com")
        self.outbox()
        self.assertEqual(self.envelopes(), [[self.customer.email]])
        self.assertEqual(notice.state, "sent")
        self.assertIn("did not accept colleague@example.com (550 5.1.1)", self.notes(notice))

    def test_one_of_two_addresses_is_enough_and_the_other_is_named(self):
        self.customer.email = "a@example.com; b@example.com"
        item = self.invoice()
        notice = self.queued().notice_ids
        self.house.refused.add("b@example.com")
        self.outbox()
        self.assertEqual(self.envelopes(), [["a@example.com"]])
        self.assertEqual((notice.state, item.dunning_level), ("sent", 1))
        self.assertEqual(notice.mail_taken_by, "a@example.com")
        self.assertIn("did not accept b@example.com", self.notes(notice))

    def test_domain_with_letters_of_its_language(self):
        self.customer.email = "info@müller.example"
        self.invoice()
        notice = self.queued().notice_ids
        self.outbox()
        self.assertEqual(self.envelopes(), [["info@xn--mller-kva.example"]])
        self.assertEqual(notice.state, "sent")

    def test_address_that_is_a_copy_too_is_written_to_once_more_at_most(self):
        self.with_copy(self.customer.email)
        self.invoice()
        notice = self.queued().notice_ids
        self.outbox()
        self.assertEqual((len(self.house.received), notice.state), (1, "sent"))

    def test_both_addresses_are_in_one_message(self):
        self.customer.email = "a@example.com; b@example.com"
        self.invoice()
        self.queued()
        self.outbox()
        self.assertEqual(self.envelopes(), [["a@example.com", "b@example.com"]])

    def test_two_addresses_refused_are_a_refusal(self):
        self.customer.email = "a@example.com; b@example.com"
        self.invoice()
        notice = self.queued().notice_ids
        self.house.refused |= {"a@example.com", "b@example.com"}
        self.outbox()
        self.assertEqual((notice.state, self.house.received), ("failed", []))

    def test_one_refused_for_now_and_one_for_ever_waits(self):
        self.customer.email = "a@example.com; b@example.com"
        self.invoice()
        notice = self.queued().notice_ids
        self.house.refused.add("a@example.com")
        self.house.says["b@example.com"] = "450 4.2.0 Later"
        self.outbox()
        self.assertTrue(notice.waits_for_mail_server)

    def test_blacklisted_one_of_two_gets_nothing(self):
        self.customer.email = "a@example.com; b@example.com"
        self.invoice()
        notice = self.queued().notice_ids
        self.env["mail.blacklist"]._add("b@example.com")
        self.outbox()
        self.assertEqual((self.envelopes(), notice.state), ([["a@example.com"]], "sent"))

    def test_reasons_are_sentences_without_words_of_the_program(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        for code, answer in (("550", "550 5.1.1 <x>: unknown"), ("501", "501 Syntax")):
            customer = self.make_customer(f"Customer {code}")
            self.invoice(partner=customer)
            self.house.says[customer.email] = answer
        notices = self.queued().notice_ids
        self.outbox()
        self.assertEqual(notices.mapped("state"), ["failed", "failed"])
        for reason in notices.mapped("reason"):
            self.assertRegex(reason, r"^The mail server does not accept the address \S+ Its answer")
            for word in ("Exception", "Error", "SMTP", "Mail Delivery", "b'", "{", "unknown"):
                self.assertNotIn(word, reason)

    @mute_logger("odoo.addons.account_dunning_levels.engine.send.batches")
    def test_letter_that_cannot_be_made_says_no_word_of_the_program(self):
        self.customer.dunning_mail_template_id = self.breaking_template()
        self.invoice()
        notice = self.released().notice_ids
        self.send_now()
        self.assertEqual(notice.state, "failed")
        self.assertNotRegex(notice.reason, "division|ZeroDivision|Error|Exception|render")

    def test_both_classes_of_calls_that_odoo_knows(self):
        """Odoo may call ``_send`` with its arguments by place."""
        self.invoice()
        notice = self.queued().notice_ids
        session = self.env["ir.mail_server"]._connect__()
        notice.mail_id._send(False, False, session)
        session.quit()
        self.assertEqual((notice.state, len(self.house.received)), ("sent", 1))


@tagged("post_install", "-at_install")
class TestOtherEmails(OutboxCase):
    def statements_of_sending(self):
        mail = self.mail()
        before = self.cr.sql_log_count
        mail.send()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def mail(self):
        mail = self.env["mail.mail"].create(
            {"email_to": "x@example.com", "body_html": "<p>x</p>", "auto_delete": True}
        )
        self.env.flush_all()
        self.env.invalidate_all()
        return mail

    def test_cost_not_a_statement_more(self):
        """As without this addon: its own classes are taken out of the way."""
        models = self.registry["mail.mail"].__mro__
        name = "odoo.addons.account_dunning_levels.models.mail_mail"
        ours = next(cls for cls in models if cls.__module__ == name)
        self.statements_of_sending()  # what is read once per process
        with_addon = self.statements_of_sending()
        own = {}
        for name in ("write", "unlink", "send", "_send", "_postprocess_sent_message"):
            own[name] = ours.__dict__[name]
            delattr(ours, name)
        try:
            without = self.statements_of_sending()
        finally:
            for name, function in own.items():
                setattr(ours, name, function)
        self.assertEqual(len(self.house.received), 3)
        self.assertEqual(with_addon, without)

    def test_user_of_another_trade_sends_as_ever(self):
        user = new_test_user(self.env, "sales", "base.group_user", email="sales@example.com")
        mail = (
            self.env["mail.mail"]
            .with_user(user)
            .sudo()
            .create({"email_to": "x@example.com", "body_html": "<p>x</p>"})
        )
        mail.send()
        self.assertEqual(mail.state, "sent")
