from odoo import fields, models

from ..rules.decide import mail_reports

ACTIONS = [
    ("failed", "Came back"),
    ("delayed", "Delayed"),
    ("delivered", "Delivered"),
    ("relayed", "Passed on"),
    ("expanded", "Passed on to several people"),
    ("opened", "Opened"),
    ("unreadable", "Cannot be read"),
]


class AccountDunningMailReport(models.Model):
    """What a mail server reported about the e-mail of a reminder, one row per address and event.

    Written when the report comes in, which may be while the e-mail is still being handed over;
    what it means for the reminder is decided once nobody works on that
    (:mod:`engine.settle.reports`).
    """

    _name = "account.dunning.mail.report"
    _description = "Delivery report of a reminder"
    _rec_name = "address"
    _order = "id"
    _log_access = False

    notice_id = fields.Many2one(
        "account.dunning.notice", string="Reminder", required=True, ondelete="cascade"
    )
    # the id only: the e-mail may be deleted
    mail_number = fields.Integer(string="E-mail", required=True)
    address = fields.Char(string="E-mail address", required=True)
    action = fields.Selection(ACTIONS, string="Event", required=True)
    status = fields.Char(string="Status code")
    received_at = fields.Datetime(string="Received", required=True)
    is_settled = fields.Boolean()

    # the same is told once; the index finds the reports of a reminder, too
    _once = models.UniqueIndex("(notice_id, mail_number, action, address)")
    _to_settle = models.Index("(notice_id) WHERE is_settled IS NOT TRUE")

    def _register_hook(self):
        super()._register_hook()
        if {code for code, _name in ACTIONS} != set(mail_reports.ACTIONS):
            raise ValueError("Each event of rules.decide.mail_reports needs a name here.")
