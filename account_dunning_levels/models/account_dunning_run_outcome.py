from odoo import fields, models


class AccountDunningRun(models.Model):
    """How many reminders of a run wait for the mail server."""

    _inherit = "account.dunning.run"

    mail_waiting_count = fields.Integer(
        compute="_compute_mail_waiting_count", string="Waiting for the mail server"
    )

    def _compute_mail_waiting_count(self):
        counts = self._count_notices([("waits_for_mail_server", "=", True)])
        for run in self:
            run.mail_waiting_count = counts.get(run.id, 0)

    def action_open_mail_waiting(self):
        """Open the reminders that wait for the mail server."""
        return self._open(
            "account_dunning_notice_action",
            [("run_id", "in", self.ids), ("waits_for_mail_server", "=", True)],
        )
