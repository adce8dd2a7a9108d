from odoo import fields, models
from odoo.fields import Domain

from ..engine.store import confidential


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
        copy=False,
        prefetch="dunning",
    )
    dunning_hold_id = fields.Many2one(
        "account.dunning.hold",
        string="Broken promise",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        copy=False,
        prefetch="dunning",
    )
    # as of mail.message
    dunning_company_id = fields.Many2one(
        "res.company",
        string="Tells of reminders of",
        readonly=True,
        copy=False,
        ondelete="cascade",
        help="Only readers of reminders of this company see the activity, and whoever has it to "
        "do.",
    )

    def _dunning_own(self):
        """Whoever has an activity to do sees it."""
        return Domain("user_id", "=", self.env.uid)

    def _search(self, domain, *args, **kwargs):
        if not self.env.su:
            domain = Domain(domain) & (confidential.traces(self.env) | self._dunning_own())
        return super()._search(domain, *args, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or operation == "create" or not any(self._ids):
            return result
        hidden = confidential.hidden_traces(self, result, self._dunning_own())
        return confidential.refuse(self, result, hidden)

    def _action_done(self, feedback=False, attachment_ids=None):
        """What Odoo says of it in the chatter, and what it plans next, tells as much."""
        messages, following = self.env["mail.message"], self.browse()
        for company, activities in self.grouped(confidential.COMPANY).items():
            said, planned = super(MailActivity, activities)._action_done(
                feedback=feedback, attachment_ids=attachment_ids
            )
            if company:
                # sudo: the reminders mark what is theirs
                said.sudo().dunning_company_id = company
                planned.sudo().dunning_company_id = company
            messages, following = messages | said, following | planned
        return messages, following
