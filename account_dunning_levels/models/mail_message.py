from odoo import fields, models
from odoo.fields import Domain

from ..engine.store import confidential


class MailMessage(models.Model):
    _name = "mail.message"
    _inherit = ["mail.message", "account.dunning.engine.fields"]

    # read with every message, so that asking who may see it costs no statement of its own
    dunning_company_id = fields.Many2one(
        "res.company",
        string="Tells of reminders of",
        readonly=True,
        copy=False,
        ondelete="cascade",
        help="Only readers of reminders of this company see the message.",
    )

    def _search(self, domain, *args, **kwargs):
        if not self.env.su:
            domain = Domain(domain) & confidential.traces(self.env)
        return super()._search(domain, *args, **kwargs)

    def _check_access(self, operation):
        result = super()._check_access(operation)
        if self.env.su or operation == "create" or not any(self._ids):
            return result
        hidden = confidential.hidden_traces(self, result)
        return confidential.refuse(self, result, hidden)
