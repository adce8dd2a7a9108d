from odoo import models

from ..engine.notice import letter


class AccountDunningNotice(models.Model):
    _inherit = "account.dunning.notice"

    def _letter(self):
        """What this reminder shows, on paper and by e-mail (:class:`engine.notice.letter.Letter`).

        For the templates of letter and e-mail, yours too.
        """
        return letter.of_notice(self)
