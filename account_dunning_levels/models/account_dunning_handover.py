from odoo import fields, models


class AccountDunningHandover(models.Model):
    """An e-mail that is, was, or may have been given to the mail server.

    Written in transactions of its own, by :mod:`..engine.handover` only.
    """

    _name = "account.dunning.handover"
    _description = "Hand-over of a reminder to the mail server"
    _rec_name = "notice_id"
    _log_access = False

    notice_id = fields.Many2one(
        "account.dunning.notice", string="Reminder", required=True, ondelete="cascade"
    )
    started_at = fields.Datetime(string="Handed over", required=True)

    # the same e-mail is never handed over twice, whoever tries
    _once = models.UniqueIndex("(notice_id)")
