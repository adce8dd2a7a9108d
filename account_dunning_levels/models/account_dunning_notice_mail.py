from odoo import fields, models


class AccountDunningNotice(models.Model):
    """What is in the e-mail of a reminder."""

    _inherit = "account.dunning.notice"

    linked_file_ids = fields.Many2many(
        "ir.attachment",
        "account_dunning_notice_linked_file_rel",
        "notice_id",
        "attachment_id",
        string="Sent as links",
        readonly=True,
        copy=False,
        # the PDFs that Odoo keeps of invoices are found by nobody who does not ask for them
        bypass_search_access=True,
        help="Invoices that were too large for the e-mail: its text links to them.",
    )

    def _message_get_default_recipients(self, with_cc=False, all_tos=False):
        """A reminder goes to its recipient, also where a template says no more than that."""
        found = super()._message_get_default_recipients(with_cc=with_cc, all_tos=all_tos)
        for notice in self:
            found[notice.id].update(
                {"partner_ids": notice.recipient_id.ids, "email_to": "", "email_cc": ""}
            )
        return found
