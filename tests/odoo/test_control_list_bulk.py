"""Decisions on a control list of hundreds of reminders at once (SPEC section 6, review)."""

from dunning_common import DunningCommon

from odoo import Command
from odoo.tests import tagged

FEW, MANY = 10, 300


@tagged("post_install", "-at_install")
class TestControlListBulk(DunningCommon):
    """310 customers with an invoice of 100.00 each; level 1 asks a fine of 5 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as a user works: changes stand in the chatter
        told = {"tracking_disable": False, "mail_notrack": False}
        cls.env = cls.env(context={**cls.env.context, **told})
        cls.sheet = cls.sheet.with_env(cls.env)
        cls.sheet.level_ids[0].fine_percent = 5.0
        partners = cls.env["res.partner"].create(
            [
                {"name": f"Klant {number:03}", "email": f"k{number}@example.com"}
                for number in range(FEW + MANY)
            ]
        )
        cls.env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_date": "2026-02-28",
                    "invoice_date_due": "2026-02-28",
                    "invoice_payment_term_id": False,
                    "currency_id": cls.eur.id,
                    "invoice_line_ids": [
                        Command.create({"name": "Work", "price_unit": 100.0, "tax_ids": []})
                    ],
                }
                for partner in partners
            ]
        ).action_post()
        cls.run_ = cls.make_run()
        cls.notices = cls.run_.notice_ids
        cls.env.cr.flush()

    def statements(self, notices, decide):
        """How many statements a decision takes, with what it writes into the chatter."""
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        decide(notices)
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    def test_a_decision_on_300_takes_as_many_statements_as_one_on_10(self):
        # one stays: the last decision of a run ends it
        one, few, many = self.notices[0], self.notices[1:FEW], self.notices[FEW:-1]
        decisions = {
            "release": lambda notices: notices.action_release(),
            "take back": lambda notices: notices.action_unrelease(),
            "to paper": lambda notices: notices.action_channel_print(),
            "to e-mail": lambda notices: notices.action_channel_email(),
            "skip": lambda notices: notices.action_skip(),
        }
        for name, decide in decisions.items():
            decide(one)  # what is read once per process
            with self.subTest(decision=name):
                self.assertEqual(self.statements(many, decide), self.statements(few, decide))

    def test_giving_up_a_run_of_310_takes_no_statement_for_each(self):
        self.assertLess(self.statements(self.run_, lambda run: run.action_cancel()), 60)
        self.assertEqual(set(self.notices.mapped("state")), {"cancelled"})
        self.assertEqual(self.run_.state, "cancelled")

    def changes(self, notice):
        """What its chatter tells about the state: (before, after) of each message."""
        values = notice.message_ids.sudo().tracking_value_ids
        return [(value.old_value_char, value.new_value_char) for value in values.sorted("id")]

    def test_chatter_of_each_reminder_tells_what_became_of_it(self):
        self.notices.action_release()
        self.env.cr.flush()
        self.notices[FEW:].action_skip()
        self.env.cr.flush()
        released, skipped = ("Proposed", "Ready"), ("Ready", "Skipped")
        for notice in self.notices[:FEW]:
            self.assertEqual(self.changes(notice), [released])
        for notice in self.notices[FEW:]:
            self.assertEqual(self.changes(notice), [released, skipped])

    def test_message_of_each_is_the_row_that_odoo_writes_for_one_alone(self):
        alone, others = self.notices[0], self.notices[1:FEW]
        alone.sudo().state = "ready"
        self.env.cr.flush()
        others.action_release()
        self.env.cr.flush()
        messages = self.notices[:FEW].message_ids
        self.assertEqual(len(messages), FEW)
        self.assertEqual(len(set(messages.mapped("message_id"))), FEW)
        own = {"id", "res_id", "message_id", "mail_message_id"}
        for table, ids in (
            ("mail_message", messages.ids),
            ("mail_tracking_value", messages.sudo().tracking_value_ids.ids),
        ):
            self.env.cr.execute(f"SELECT * FROM {table} WHERE id = ANY(%s)", [ids])
            rows = [
                {
                    name: value
                    for name, value in row.items()
                    if name not in own and not name.endswith("date")
                }
                for row in self.env.cr.dictfetchall()
            ]
            self.assertEqual(rows, [rows[0]] * FEW)

    def test_one_change_back_and_forth_in_one_go_is_not_told(self):
        self.notices.action_release()
        self.notices.action_unrelease()
        self.env.cr.flush()
        self.assertFalse(self.notices.message_ids)

    def test_one_sent_among_many_stops_the_decision_and_is_named(self):
        sent = self.notices[FEW]
        sent.action_release()
        self.run_.action_send()
        self.env["account.dunning.run"]._send_pending()
        for decide in ("action_skip", "action_channel_print"):
            with self.assertRefused(sent.name, "Queued"):
                getattr(self.notices, decide)()
        self.env.invalidate_all()
        others = self.notices - sent
        self.assertEqual(set(others.mapped("state")), {"proposed"})
        self.assertEqual(set(others.mapped("channel")), {"email"})
        self.assertEqual(set(others.line_ids.mapped("outcome")), {"claim"})

    def test_those_released_already_do_not_stop_the_release_of_the_others(self):
        self.notices[:FEW].action_release()
        self.notices.action_release()
        self.assertEqual(set(self.notices.mapped("state")), {"ready"})

    def test_one_without_an_address_among_many_is_printed_alone(self):
        self.notices.action_channel_print()
        without, blacklisted, unwilling = self.notices[5], self.notices[6], self.notices[7]
        without.partner_id.email = False
        self.env["mail.blacklist"]._add(blacklisted.partner_id.email)
        unwilling.partner_id.dunning_send_email = False
        self.notices.action_channel_both()
        on_paper = self.notices.filtered(lambda notice: notice.channel == "print")
        self.assertEqual(on_paper, without | blacklisted | unwilling)
        self.assertEqual(set((self.notices - on_paper).mapped("channel")), {"both"})

    def test_skipped_ones_count_in_no_total(self):
        # 310 x 100.00, then 10 x 100.00
        self.assertEqual(self.run_.amount_company, 31000.0)
        self.notices[FEW:].action_skip()
        self.run_.invalidate_recordset()
        self.assertEqual(self.run_.amount_company, 1000.0)
