"""The invoices that go with an e-mail; one that never had a PDF is printed and kept."""

from odoo.exceptions import UserError

from ..press import reports


def mail_attachments(notices):
    """Notice id -> ids of what goes with its e-mail: the letter, then the invoices."""
    result = {notice.id: notice.attachment_id.ids for notice in notices}
    with_invoices = notices.filtered(lambda notice: notice.level_id.attach_invoices)
    documents = {notice: _documents(notice) for notice in with_invoices}
    moves = notices.env["account.move"].union(*documents.values())
    fresh = _press_invoices(moves.filtered(lambda move: not move.invoice_pdf_report_id))
    for notice, own in documents.items():
        for move in own:
            pdf = move.invoice_pdf_report_id or fresh[move.id]
            result[notice.id].append(pdf.id)
    return result


def _documents(notice):
    """The invoices and credit notes of a notice, oldest first."""
    lines = notice.line_ids.filtered(lambda line: line.outcome in ("claim", "credit"))
    moves = lines.move_id.filtered(lambda move: move.is_sale_document(include_receipts=True))
    return moves.sorted(lambda move: (move.invoice_date or move.date, move.id))


def invoice_pdfs(moves):
    """The PDF of each invoice; one that was never made is printed and kept.

    :return: dict move id -> attachment
    :raises UserError: an invoice cannot be printed
    """
    kept = {move.id: move.invoice_pdf_report_id for move in moves if move.invoice_pdf_report_id}
    return {**kept, **_press_invoices(moves.filtered(lambda move: move.id not in kept))}


def _press_invoices(moves):
    """PDFs of invoices that were never made, in one go, each in its customer's language.

    :return: dict move id -> attachment of the invoice
    :raises UserError: an invoice cannot be printed, so that no e-mail leaves without it
    """
    if not moves:
        return {}
    report = moves.env.ref("account.account_invoices")
    values = []
    for lang, own in moves.grouped(lambda move: move.partner_id.lang).items():
        printed = reports.press_report(report, own.with_context(lang=lang or moves.env.lang))
        values += [_invoice_values(move, printed[move.id]) for move in own]
    made = moves.env["ir.attachment"].create(values)
    return {attachment.res_id: attachment for attachment in made}


def _invoice_values(move, document):
    if document.error:
        raise UserError(
            move.env._(
                "Invoice %(invoice)s cannot be attached: %(error)s",
                invoice=move.name,
                error=document.error,
            )
        )
    return {
        "name": move._get_invoice_report_filename(),
        "raw": document.pdf,
        "mimetype": "application/pdf",
        "res_model": move._name,
        "res_id": move.id,
        "company_id": move.company_id.id,
    }
