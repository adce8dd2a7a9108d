"""The invoices that go with an e-mail or a file for a collector."""

from . import invoice_pdfs as pdfs


def of_notices(notices):
    """The invoices that the e-mail of each notice promises.

    :return: dict notice id -> attachments, oldest invoice first; none where its level attaches none
    :raises UserError: an invoice cannot be printed, so that no e-mail leaves without it
    """
    files = notices.env["ir.attachment"]
    documents = {
        notice.id: _documents(notice) for notice in notices if notice.level_id.attach_invoices
    }
    found = pdfs.of_moves(notices.env["account.move"].union(*documents.values()))
    return {
        notice.id: files.browse(found[move.id].id for move in documents.get(notice.id, ()))
        for notice in notices
    }


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
    return pdfs.of_moves(moves)
