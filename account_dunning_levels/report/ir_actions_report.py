from io import BytesIO

from odoo import models
from odoo.exceptions import UserError

from ..engine.notice import paper
from ..engine.press import reports

PRESSED = (
    "account.dunning.ageing",
    "account.dunning.notice",
    "account.dunning.run",
    "account.dunning.worklist",
)


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Reports on reminders and runs come out of the letter press.

        :raises UserError: a letter cannot be made
        """
        report = self._get_report(report_ref)
        if report.model not in PRESSED or not res_ids:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids=res_ids)
        records = self.env[report.model].browse(dict.fromkeys(res_ids))
        records.check_access("read")
        streams, to_press = {}, records
        if report.model == "account.dunning.notice":
            streams = self._stored_letters(report, records)
            to_press = records.filtered(lambda notice: notice.id not in streams)
        streams.update(self._pressed(report, to_press))
        return {
            record.id: {"stream": BytesIO(streams[record.id]), "attachment": None}
            for record in records
        }

    def _stored_letters(self, report, notices):
        """The letters that left the house, unchanged."""
        return {
            # sudo: whoever may read the reminder may read its letter
            notice.id: notice.sudo().attachment_id.raw
            for notice in notices
            if notice.attachment_id and self._is_letter(report, notice)
        }

    def _is_letter(self, report, notice):
        """Whether ``report`` stands for the letter itself, not for another view on it."""
        return report in (self.env.ref(paper.LETTER).sudo(), paper.own_report(notice))

    def _pressed(self, report, records):
        if report == self.env.ref(paper.LETTER).sudo():
            pressed = paper.press_letters(records)
        else:
            pressed = reports.press_report(report, records)
        errors = list(dict.fromkeys(letter.error for letter in pressed.values() if letter.error))
        if errors:
            raise UserError("\n".join(errors))
        return {record_id: letter.pdf for record_id, letter in pressed.items()}
