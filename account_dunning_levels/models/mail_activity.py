from odoo import fields, models


class MailActivity(models.Model):
    _name = "mail.activity"
    _inherit = ["mail.activity", "account.dunning.engine.fields"]

    # prefetch: see account.move
    dunning_notice_id = fields.Many2one(
        "account.dunning.notice",
        string="Reminder",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        prefetch="dunning",
    )
    dunning_hold_id = fields.Many2one(
        "account.dunning.hold",
        string="Broken promise",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        prefetch="dunning",
    )
