from odoo import models


class AccountPartialReconcile(models.Model):
    _inherit = "account.partial.reconcile"

    # the ledger as it stood on a day undoes what was matched after it
    _dunning_max_date = models.Index("(max_date)")
