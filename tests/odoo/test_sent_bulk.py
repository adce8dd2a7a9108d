"""Decisions on many reminders that have left: as many statements for forty as for twenty.

Customers with an invoice of 100.00 each, reminded by e-mail; the planned activity of the level and
the note in the chatter of the invoice go with each.
"""

from dunning_common import DunningCommon

from odoo.tests import tagged

from odoo.addons.account_dunning_levels.engine.archive import traces
from odoo.addons.account_dunning_levels.engine.settle import outcome

FEW, MANY = 20, 40


@tagged("post_install", "-at_install")
class TestSentBulk(DunningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # as a user works: changes stand in the chatter
        told = {"tracking_disable": False, "mail_notrack": False}
        cls.env = cls.env(context={**cls.env.context, **told})
        cls.many_customers(3 + FEW + MANY)
        cls.sheet.level_ids.activity_mode = "todo"
        cls.run_ = cls.make_run()
        cls.notices = cls.run_.notice_ids
        cls.items = cls.notices.line_ids.move_line_id

    def leave(self, channel="email"):
        """What the senders write when the letters are made, without the PDF engine."""
        notices = self.notices.sudo()
        notices.action_release()
        mails = self.env["mail.mail"].create(
            [
                {"model": notice._name, "res_id": notice.id, "email_to": "a@example.com"}
                for notice in notices
            ]
        )
        for notice, mail in zip(notices, mails, strict=True):
            notice.mail_id = mail
        day = self.run_.key_date
        notices.write({"channel": channel, "date": day, "deadline": day})
        outcome.made(notices)
        outcome.mark_valid(notices, day)
        traces.record(notices)
        self.env.cr.flush()
        self.run_.sudo().state = "sending"
        self.assertEqual(set(self.items.mapped("dunning_level")), {1})

    def statements(self, notices, decide):
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        decide(notices)
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    def assertSetBased(self, decide):
        """The decision on forty takes as many statements as the one on twenty."""
        self.statements(self.notices[:2], decide)  # what is read once per process
        few = self.statements(self.notices[2 : 2 + FEW], decide)
        # one stays: the last decision of a run ends it
        self.assertEqual(self.statements(self.notices[2 + FEW : -1], decide), few)

    def activities(self, notices):
        return self.env["mail.activity"].search([("dunning_notice_id", "in", notices.ids)])

    def levels(self, notices):
        self.env.invalidate_all()
        return set(notices.line_ids.move_line_id.mapped("dunning_level"))

    def told(self, notice):
        """What the chatter of a reminder tells of its state, in the order it happened."""
        values = notice.message_ids.sudo().tracking_value_ids
        return [(value.old_value_char, value.new_value_char) for value in values.sorted("id")]

    # ------------------------------------------------------------------- cancel

    def test_cancelling_40_that_wait_in_the_outbox(self):
        self.leave()
        self.assertTrue(self.activities(self.notices))
        self.assertSetBased(lambda notices: notices.action_cancel("Wrong text"))
        done = self.notices[:-1]
        self.assertEqual(set(done.mapped("state")), {"cancelled"})
        self.assertEqual(set(done.mapped("mail_id.state")), {"cancel"})
        self.assertEqual(self.levels(done), {0})
        self.assertFalse(self.activities(done))
        for notice in done:
            self.assertEqual(self.told(notice)[-1], ("Queued", "Cancelled"))
            notes = notice.line_ids.move_id.message_ids.mapped("body")
            self.assertEqual(sum("Wrong text" in body for body in notes), 1)
        self.assertEqual((self.levels(self.notices[-1]), self.run_.state), ({1}, "sending"))
        self.notices[-1].action_cancel("The last one")
        self.assertEqual(self.run_.state, "done")

    def test_cancelling_40_that_were_sent(self):
        self.leave()
        self.notices.mail_id.sudo().write({"state": "sent"})
        self.assertEqual(set(self.notices.mapped("state")), {"sent"})
        self.assertSetBased(lambda notices: notices.action_cancel("Wrong text"))
        self.assertEqual(self.levels(self.notices[:-1]), {0})
        self.assertEqual(set(self.notices[:-1].mail_id.mapped("state")), {"sent"})

    # ------------------------------------------------------------- the outbox

    def test_40_of_which_the_outcome_becomes_unknown_and_which_arrived(self):
        self.leave()
        self.assertSetBased(lambda notices: outcome.outcome_unknown(notices.sudo()))
        asked = self.notices[:-1]
        kind = self.env.ref("account_dunning_levels.mail_activity_type_outcome")
        questions = self.activities(asked).filtered(lambda own: own.activity_type_id == kind)
        self.assertEqual(questions.dunning_notice_id, asked)
        self.assertSetBased(lambda notices: notices.action_arrived())
        self.assertEqual(set(asked.mapped("state")), {"sent"})
        self.assertEqual(set(asked.mail_id.mapped("state")), {"sent"})
        self.assertFalse(any(asked.mapped("is_outcome_unknown")))
        self.assertEqual(self.levels(asked), {1})
        self.assertFalse(questions.exists())
        self.assertTrue(all(self.activities(notice) for notice in asked))
        for notice in asked:
            self.assertEqual(self.told(notice)[-1], ("Queued", "Sent"))

    def test_40_that_did_not_arrive(self):
        self.leave()
        outcome.outcome_unknown(self.notices.sudo())
        self.assertSetBased(lambda notices: notices.action_not_arrived())
        done = self.notices[:-1]
        self.assertEqual(set(done.mapped("state")), {"failed"})
        self.assertIn("did not arrive", done[0].reason)
        self.assertEqual(self.levels(done), {0})
        self.assertFalse(self.activities(done))
        for notice in done:
            self.assertEqual(self.told(notice)[-1], ("Queued", "Failed"))

    def test_40_whose_emails_were_taken_out_of_the_outbox(self):
        self.leave()
        self.assertSetBased(lambda notices: notices.sudo().mail_id.write({"state": "cancel"}))
        self.assertEqual(set(self.notices[:-1].mapped("state")), {"failed"})

    def test_40_whose_emails_arrived_though_they_were_cancelled(self):
        self.leave()
        self.notices.action_cancel("Wrong")
        self.assertSetBased(lambda notices: notices.sudo().mail_id.write({"state": "sent"}))
        self.assertEqual(set(self.notices.mapped("state")), {"cancelled"})
        for notice in self.notices[:-1]:
            told = [body for body in notice.message_ids.mapped("body") if "had left" in body]
            self.assertEqual(len(told), 1)

    # --------------------------------------------------------------- on paper

    def test_40_letters_taken_out_of_the_print_batch(self):
        self.leave("print")
        self.assertSetBased(lambda notices: outcome.left_by(notices.sudo(), "paper"))
        self.assertEqual(set(self.notices[:-1].mapped("state")), {"sent"})
        for notice in self.notices[:-1]:
            self.assertEqual(self.told(notice)[-1], ("Queued", "Sent"))

    def test_40_failed_ones_are_printed_instead(self):
        self.leave()
        outcome.outcome_unknown(self.notices.sudo())
        self.notices.action_not_arrived()
        self.assertSetBased(lambda notices: notices.action_retry_print())
        done = self.notices[:-1]
        self.assertEqual(set(done.mapped("state")), {"ready"})
        self.assertEqual(set(done.mapped("channel")), {"print"})
