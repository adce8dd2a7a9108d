"""A real SMTP server on loopback that keeps what it gets, or refuses it."""

import email
import email.policy
import logging
import socket

from aiosmtpd.controller import Controller
from send_common import SendCommon

from odoo.addons.base.models.ir_mail_server import IrMail_Server

logging.getLogger("mail.log").setLevel(logging.ERROR)


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class MailHouse:
    """What it accepted lies in ``received``: pairs of envelope addresses and the message.

    :ivar refused: addresses answered with 550
    :ivar hangs_up_on: addresses at which the connection is cut before the e-mail itself
    :ivar keeps_silent_to: addresses whose e-mail is kept, and the connection cut without an answer
    :ivar answers: address -> what is said to its whole e-mail, which is not kept then
    :ivar says: address -> what is said to it as a recipient
    :ivar senders: the addresses that may send; None: all
    :ivar tried: all recipients that were named, in their order
    """

    def __init__(self):
        self.received = []
        self.refused = set()
        self.hangs_up_on = set()
        self.keeps_silent_to = set()
        self.answers = {}
        self.says = {}
        self.senders = None
        self.tried = []
        self.controller = None
        self.port = free_port()

    def start(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self):
        if self.controller:
            self.controller.stop()
            self.controller = None

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.senders is not None and address not in self.senders:
            return "553 5.7.1 Sender address rejected: not owned by user"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.tried.append(address)
        if address in self.says:
            return self.says[address]
        if address in self.refused:
            return "550 5.1.1 No such user here"
        if address in self.hangs_up_on:
            server.transport.close()
            return "421 Going down"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        for address in envelope.rcpt_tos:
            if address in self.answers:
                return self.answers[address]
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.received.append((list(envelope.rcpt_tos), message))
        if self.keeps_silent_to.intersection(envelope.rcpt_tos):
            server.transport.abort()
        return "250 Kept"

    def to(self, address):
        """Messages whose envelope names ``address``."""
        return [message for addresses, message in self.received if address in addresses]


def attachments(message):
    """File name -> bytes of a message's attachments."""
    return {part.get_filename(): part.get_content() for part in message.iter_attachments()}


def html(message):
    """The message's text as it is read."""
    return message.get_body(("html",)).get_content()


class MailHouseMixin:
    """Odoo sends through a mail house; what its test mode forbids is allowed again.

    Nothing of Odoo's own way to the server is replaced: queue, SMTP session and message are real.
    """

    def setUp(self):
        super().setUp()
        self.house = MailHouse()
        self.house.start()
        self.addCleanup(self.house.stop)
        self.patch(IrMail_Server, "_disable_send", classmethod(lambda cls: False))
        self.env["ir.mail_server"].search([]).active = False
        self.env["ir.mail_server"].create(
            {
                "name": "Mail house",
                "smtp_host": "127.0.0.1",
                "smtp_port": self.house.port,
                "smtp_encryption": "none",
            }
        )
        # invoices are printed without asking the test server for styles: it is busy with the test
        self.env["ir.config_parameter"].sudo().set_param("report.url", "http://127.0.0.1:1")
        waiting = self.env["mail.mail"].search([("state", "=", "outgoing")])
        waiting.write({"state": "cancel"})

    def run_outbox(self):
        """What Odoo's e-mail queue does."""
        self.env["mail.mail"].sudo().process_email_queue()
        self.env.invalidate_all()


class OutboxCase(MailHouseMixin, SendCommon):
    def queued(self):
        """A run whose letters lie in the outbox."""
        run = self.released()
        self.send_now()
        return run
