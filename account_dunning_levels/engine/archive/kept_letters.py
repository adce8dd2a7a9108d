"""The PDF of a letter, on the notice and on the customer."""

import errno


def store_letters(notices, letters):
    """Keep the PDF on each notice.

    :param dict letters: notice id -> :class:`press.reports.PressedPdf` with a PDF
    """
    attachments = notices.env["ir.attachment"].create(
        [
            {
                "name": notice._get_report_base_filename() + ".pdf",
                "raw": letters[notice.id].pdf,
                "mimetype": "application/pdf",
                "res_model": notice._name,
                "res_id": notice.id,
                "company_id": notice.company_id.id,
            }
            for notice in notices
        ]
    )
    for notice, attachment in zip(notices, attachments, strict=True):
        require_kept(attachment, letters[notice.id].pdf)
        notice.attachment_id = attachment


def require_kept(attachment, content):
    """Read back what was stored: a letter that cannot be read must not count as made.

    :raises OSError: the file store kept something else, or nothing
    """
    attachment.invalidate_recordset(["raw"])
    if attachment.raw != content:
        raise OSError(errno.EIO, attachment.env._("what was stored cannot be read back"))


def copy_to_customer(notices):
    """Copy the PDF to the customer where the level says so, in the company's sub-folder."""
    copied = notices.filtered(lambda notice: notice.level_id.copy_on_partner)
    notices.env["ir.attachment"].create(
        [_partner_copy(notice, notice.company_id.dunning_pdf_folder) for notice in copied]
    )


def _partner_copy(notice, folder):
    return {
        "name": notice.attachment_id.name,
        "raw": notice.attachment_id.raw,
        "mimetype": "application/pdf",
        "res_model": "res.partner",
        "res_id": notice.partner_id.id,
        "company_id": notice.company_id.id,
        "dunning_notice_id": notice.id,
        "dunning_folder": (folder or "").strip() or False,
    }
