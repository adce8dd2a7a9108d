from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from ..engine.settle import incoming, mail_waiting, mail_words, outbox, reports
from ..engine.store.access import locked, post_access
from ..rules.decide import notice_states


class AccountDunningNotice(models.Model):
    """What became of the e-mail of a reminder, and of a letter that came back."""

    # in one file with the rest it would be longer than a file of ours may be
    _inherit = "account.dunning.notice"  # pylint: disable=consider-merging-classes-inherited

    mail_waits_since = fields.Datetime(
        string="Waits since",
        readonly=True,
        copy=False,
        help="When the mail server did not take the e-mail for the first time.",
    )
    mail_next_try = fields.Datetime(string="Next try", readonly=True, copy=False)
    mail_taken_by = fields.Char(
        string="E-mail taken for",
        readonly=True,
        copy=False,
        help="The customer's addresses of which the mail server took the e-mail.",
    )
    waits_for_mail_server = fields.Boolean(
        string="Waiting for the mail server",
        compute="_compute_waits_for_mail_server",
        search="_search_waits_for_mail_server",
    )
    mail_waiting_words = fields.Char(
        string="Since and next try", compute="_compute_waits_for_mail_server"
    )
    mail_report_ids = fields.One2many(
        "account.dunning.mail.report", "notice_id", string="Delivery reports", readonly=True
    )

    # only those that wait are looked for
    _mail_waits = models.Index("(mail_next_try) WHERE mail_next_try IS NOT NULL")

    @api.depends("state", "mail_waits_since", "mail_next_try")
    @api.depends_context("lang", "tz")
    def _compute_waits_for_mail_server(self):
        for notice in self:
            waits = bool(notice.mail_next_try) and notice.is_waiting
            notice.waits_for_mail_server = waits
            notice.mail_waiting_words = waits and mail_words.waiting(self.env, notice)

    def _search_waits_for_mail_server(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("mail_next_try", "!=", False), ("state", "in", notice_states.waiting())]

    # ------------------------------------------------------------------ buttons

    def action_try_mail_now(self):
        """Try e-mails that wait for the mail server at once.

        :raises UserError: one does not wait
        """
        mail_waiting.try_now(self._waiting_only())
        return True

    def action_stop_waiting(self):
        """Try e-mails that wait for the mail server no more; they can be printed then.

        :raises UserError: one does not wait
        """
        user = self.env.user.name
        waiting = self._waiting_only()
        outbox.mail_not_leaving(
            waiting, self.env._("%s did not want to wait for the mail server.", user)
        )
        waiting.mail_id.write({"state": "cancel"})
        return True

    def _waiting_only(self):
        notices = locked(self, ["state", "mail_next_try"])
        for notice in notices:
            if not notice.waits_for_mail_server:
                raise UserError(
                    self.env._("Reminder %s does not wait for the mail server.", notice.name)
                )
        return notices

    def action_came_back(self, reason=None, way=None):
        """Say that sent reminders came back: their items get their old level back.

        :param str reason: what is known of it; default that somebody said so
        :param str way: ``mail`` or ``paper``, by which a letter that left both ways came back;
            default all
        :raises UserError: one was not sent
        """
        user = self.env.user.name
        notices = locked(self, ["state", "channel"])
        for notice in notices:
            if notice.state != "sent" or not notice.channel_has_letter:
                raise UserError(
                    self.env._(
                        "Reminder %s: only a letter that was sent can come back.", notice.name
                    )
                )
        words = (reason or "").strip()
        words = (
            self.env._("It came back, %(user)s says: %(reason)s", user=user, reason=words)
            if words
            else self.env._("It came back, %s says.", user)
        )
        reports.came_back(notices, words, [way] if way else None)
        return True

    # ------------------------------------------------------------- what comes in

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Who works on reminders writes in the chatter, who reads them reads it."""
        found = super()._mail_get_operation_for_mail_message_operation(message_operation)
        return post_access(self, found, message_operation)

    @api.private
    def message_update(self, msg_dict, update_vals=None):
        """A customer answers: its responsible is told, unless a machine wrote it."""
        if not msg_dict.pop("dunning_is_automatic", False):
            for notice in self:
                incoming.tell_reply(notice, msg_dict)
        return super().message_update(msg_dict, update_vals=update_vals)

    def _message_receive_bounce(self, email, partner):
        """A bounced e-mail, as Odoo tells it; what its report says was read before."""
        result = super()._message_receive_bounce(email, partner)
        if not self.env.context.get("dunning_report_taken"):
            address = email_normalize(email) or (email or "").lower()
            for notice in self.sudo():  # sudo: the gateway settles for every company
                reports.receive_bounce(notice, address, notice.recipient_id in partner)
        return result
