"""A delivery report that comes in while its e-mail is being handed over: not lost, no conflict."""

from unittest.mock import patch

from test_outbox_conflict import TOO_LATE, ConflictCase

from odoo.modules import module
from odoo.tests import tagged
from odoo.tools import mute_logger

OUR_MAIL = "odoo.addons.account_dunning_levels.models.mail_mail"
GATEWAY = "odoo.addons.mail.models.mail_thread"


@tagged("post_install", "-at_install")
class TestReportWhileSending(ConflictCase):
    def setUp(self):
        super().setUp()
        self.released(customers=2)
        self.call_lanes()

    def report(self, action, status):
        """What another worker of Odoo takes in, at this very moment."""
        with mute_logger(GATEWAY), self.env_of_its_own() as env:
            notices = env["account.dunning.notice"].browse(self.rows["account.dunning.notice"])
            notice = notices.sorted("id")[0]
            env["mail.thread"].message_process(
                "mail.thread",
                f"""To: bounce@example.com
From: MAILER-DAEMON@mx.example.com
Subject: Delivery status
Message-Id: <{action}@mx.example.com>
Content-Type: multipart/report; report-type=delivery-status; boundary="frontier"

--frontier
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {notice.recipient_id.email}
Action: {action}
Status: {status}

--frontier
Content-Type: message/rfc822

Message-Id: {notice.mail_id.message_id}

Text
--frontier--
""",
            )

    def outcomes(self):
        with self.env_of_its_own() as env:
            notices = env["account.dunning.notice"].browse(self.rows["account.dunning.notice"])
            reports = notices.mail_report_ids
            return notices.sorted("id").mapped("state"), reports.mapped("is_settled")

    def outbox_during(self, action, status):
        self.house.on_letter = lambda: self.report(action, status)
        with patch.object(module, "current_test", None), mute_logger(*TOO_LATE, OUR_MAIL):
            self.call_outbox()

    def test_that_it_failed(self):
        self.outbox_during("failed", "5.1.1")
        self.assertEqual(self.outcomes(), (["failed", "sent"], [True]))
        self.assertReceivedOnceEach(2)

    def test_that_it_is_delayed(self):
        self.outbox_during("delayed", "4.4.1")
        self.assertEqual(self.outcomes(), (["sent", "sent"], [True]))
        self.assertReceivedOnceEach(2)
