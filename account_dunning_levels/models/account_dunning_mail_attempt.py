from odoo import fields, models


class AccountDunningMailAttempt(models.Model):
    """An e-mail that is, was, or may have been given to the mail server.

    Written in transactions of its own, by :mod:`engine.settle.mail_at_most_once` only.
    """

    _name = "account.dunning.mail.attempt"
    _description = "Attempt to mail a reminder"
    _rec_name = "notice_id"
    _log_access = False

    notice_id = fields.Many2one(
        "account.dunning.notice", string="Reminder", required=True, ondelete="cascade"
    )
    started_at = fields.Datetime(string="Given to the mail server", required=True)

    # the same e-mail is never begun twice, whoever tries
    _once = models.UniqueIndex("(notice_id)")
