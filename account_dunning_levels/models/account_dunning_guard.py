from odoo import fields, models


class AccountDunningGuard(models.Model):
    """A row per company at which lists in the making and deletions of items meet.

    Written and locked by :mod:`engine.store.deletions` only; nobody else may read it.
    """

    _name = "account.dunning.guard"
    _description = "Guard Between Lists and Deletions"
    _rec_name = "company_id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    lists = fields.Integer(string="Lists made", required=True)

    _company_uniq = models.UniqueIndex("(company_id)")
