"""The PDF of an invoice that a reminder or a collector gets, as Odoo chooses and keeps it.

In this order: the document Odoo keeps of it, the original it was imported from, the print that was
made for an earlier reminder and is still true, a new print by the report that Odoo would take.

A new print is an ordinary attachment of the invoice. Odoo's own field stays empty: a document there
counts as sent by Odoo, fixes its report, and no electronic invoice would be embedded any more. What
the print shows is noted with it (``dunning_print_key``), so that it is used again as long as the
invoice still says the same.
"""

import hashlib
import re

import psycopg2

from odoo.exceptions import UserError
from odoo.tools import split_every

from ..press import reports

#: what an invoice shows, besides its customer and its lines
_OF_INVOICE = (
    "name",
    "move_type",
    "partner_id",
    "partner_shipping_id",
    "invoice_date",
    "invoice_date_due",
    "delivery_date",
    "invoice_payment_term_id",
    "invoice_incoterm_id",
    "fiscal_position_id",
    "currency_id",
    "amount_untaxed",
    "amount_total",
    "ref",
    "invoice_origin",
    "payment_reference",
    "partner_bank_id",
    "narration",
)
_OF_CUSTOMER = (
    "name",
    "parent_id",
    "street",
    "street2",
    "zip",
    "city",
    "state_id",
    "country_id",
    "vat",
    "lang",
)
_OF_LINE = (
    "sequence",
    "display_type",
    "name",
    "quantity",
    "product_uom_id",
    "price_unit",
    "discount",
    "tax_ids",
    "price_subtotal",
    "price_total",
)
#: entries whose lines are read together: Odoo computes for a thousand lines at most
_TOGETHER = 50
#: modules that change how reports are printed, but not those of invoices
_NOT_OF_INVOICES = {
    "base",
    "account",
    "account_dunning_levels",
    "account_edi_ubl_cii",
    "hr_expense",
    "purchase",
    "sale",
    "sale_pdf_quote_builder",
}


def of_moves(moves):
    """The PDF of each invoice; one that has none is printed and kept.

    :param moves: invoices, credit notes and receipts of customers, with the rights of the engine
    :return: dict move id -> attachment
    :raises UserError: one cannot be printed; nothing leaves without it
    """
    found = {move.id: move.invoice_pdf_report_id for move in moves if move.invoice_pdf_report_id}
    found |= _originals(moves.filtered(lambda move: move.id not in found))
    left = moves.filtered(lambda move: move.id not in found)
    if left:
        chosen = {move: _report_of(move) for move in left}
        keys = _print_keys(chosen)
        found |= _earlier_prints(left, keys)
        found |= _print({m: report for m, report in chosen.items() if m.id not in found}, keys)
    return found


# ------------------------------------------------------------------- what exists already


def _originals(moves):
    """Move id -> the PDF that an invoice was imported from or came with."""
    candidates = moves.env["ir.attachment"].search_fetch(
        [
            ("res_model", "=", moves._name),
            ("res_id", "in", moves.ids),
            ("mimetype", "=", "application/pdf"),
            ("dunning_print_key", "=", False),
        ],
        ["res_id", "name", "create_date"],
        order="id",
    )
    files = candidates.grouped("res_id")
    found = {}
    for move in moves.filtered(lambda move: move.id in files):
        main = files[move.id] & move.message_main_attachment_id
        others = files[move.id].filtered(lambda file, move=move: _was_there_first(file, move))
        if main and (_was_there_first(main, move) or _is_imported(move) or _names(main, move)):
            found[move.id] = main
        elif len(others) == 1 and not main:
            found[move.id] = others
    return found


def _was_there_first(file, move):
    """Whether a file is no younger than its invoice, which was made from it then."""
    return file.create_date <= move.create_date


def _is_imported(move):
    return bool(move.invoice_source_email) or any(move.invoice_line_ids.mapped("is_imported"))


def _names(file, move):
    """Whether a file is called by the number of its invoice, as Odoo and others call them."""
    number = _plain(move.name)
    return bool(number) and number in _plain(file.name)


def _plain(text):
    return re.sub(r"[\W_]", "", text or "").lower()


def _earlier_prints(moves, keys):
    """Move id -> its latest print that shows what the invoice says now."""
    prints = moves.env["ir.attachment"].search_fetch(
        [
            ("res_model", "=", moves._name),
            ("res_id", "in", moves.ids),
            ("dunning_print_key", "in", list(keys.values())),
        ],
        ["res_id", "dunning_print_key"],
        order="id",
    )
    return {
        print_.res_id: print_
        for print_ in prints
        if keys[print_.res_id] == print_.dunning_print_key
    }


def _print_keys(chosen):
    """What the print of each invoice depends on, as a short text.

    :param dict chosen: move -> its report
    :return: dict move id -> text; another one as soon as the invoice says something else
    """
    moves = next(iter(chosen)).browse(move.id for move in chosen)
    customers = {
        values["id"]: values for values in moves.partner_id.read(list(_OF_CUSTOMER), load=None)
    }
    lines = {}
    for values in moves.invoice_line_ids.read([*_OF_LINE, "move_id"], load=None):
        lines.setdefault(values["move_id"], []).append(values)
    reports_of = {move.id: report for move, report in chosen.items()}
    return {
        values["id"]: _short(
            reports_of[values["id"]].id,
            values,
            customers.get(values["partner_id"]),
            sorted(lines.get(values["id"], ()), key=lambda line: line["id"]),
        )
        for values in moves.read(list(_OF_INVOICE), load=None)
    }


def _short(*parts):
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:40]


# -------------------------------------------------------------------------- new prints


def _report_of(move):
    """The report that Odoo prints this invoice with: the customer's, the journal's, or its own."""
    sender = move.env["account.move.send"]
    try:
        # sudo: who sends reminders may not read reports; Odoo chooses it, nobody types it
        report = sender._get_default_pdf_report_id(move).sudo()
    except UserError as error:
        raise UserError(_cannot_be_attached(move, error)) from error
    if report.model != move._name:
        words = move.env._("the report “%s” is for another kind of document.", report.name)
        raise UserError(_cannot_be_attached(move, words))
    return report


def _print(chosen, keys):
    """Print invoices that have no PDF, in one go, each in its customer's language, and keep them.

    :param dict chosen: move -> its report
    :return: dict move id -> attachment
    :raises UserError: an invoice cannot be printed
    """
    if not chosen:
        return {}
    env = next(iter(chosen)).env
    printed = _by_odoo(chosen) if _others_add_to_invoices(env) else _by_our_press(chosen)
    for move in chosen:
        if error := printed[move.id].error:
            raise UserError(_cannot_be_attached(move, error))
    made = env["ir.attachment"].create(
        [
            {
                "name": move._get_invoice_report_filename(report=report),
                "raw": printed[move.id].pdf,
                "mimetype": "application/pdf",
                "res_model": move._name,
                "res_id": move.id,
                "company_id": move.company_id.id,
                "dunning_print_key": keys[move.id],
            }
            for move, report in chosen.items()
        ]
    )
    return {attachment.res_id: attachment for attachment in made}


def _by_our_press(chosen):
    _read_lines(next(iter(chosen)).browse(move.id for move in chosen))
    env = next(iter(chosen)).env
    installed = dict(env["res.lang"].get_installed())
    groups = {}
    for move, report in chosen.items():
        lang = move.partner_id.lang if move.partner_id.lang in installed else env.lang
        groups[report, lang] = groups.get((report, lang), move.browse()) | move
    return reports.press_groups(
        [(report, moves.with_context(lang=lang)) for (report, lang), moves in groups.items()]
    )


def _read_lines(moves):
    """Read the lines of many invoices at once; Odoo's template reads those of one after another.

    Odoo finds the sections of the lines that are asked for, and writes what it finds for the others
    of their entry as a user would, which takes as long as all else about an invoice: so they are
    asked for together.
    """
    fields = moves.line_ids._fields.values()
    names = [field.name for field in fields if field.prefetch is True and field.column_type]
    for ids in split_every(_TOGETHER, moves.ids):
        lines = moves.browse(ids).line_ids
        lines.fetch([*names, "tax_ids", "tax_tag_ids"])
        lines.mapped("parent_id")


def _by_odoo(chosen):
    """Where another module adds to the PDFs of invoices, as the Swiss QR-bill, Odoo prints them."""
    printed = {}
    for move, report in chosen.items():
        engine = move.env["ir.actions.report"].with_company(move.company_id)
        try:
            content, kind = engine._pre_render_qweb_pdf(report.report_name, res_ids=move.ids)
            pdf = engine._get_splitted_report(report.report_name, content, kind)[move.id]
            printed[move.id] = reports.PressedPdf(pdf, None)
        except psycopg2.Error:
            raise
        except Exception as error:  # noqa: BLE001  whatever a template does is said of its invoice
            printed[move.id] = reports.PressedPdf(None, str(error))
    return printed


def _others_add_to_invoices(env):
    """Whether a module that is installed changes the PDF of an invoice after it is printed."""
    overriding = {
        cls.__module__.split(".")[2]
        for cls in type(env["ir.actions.report"]).mro()
        if "_render_qweb_pdf_prepare_streams" in vars(cls)
    }
    return bool(overriding - _NOT_OF_INVOICES)


def _cannot_be_attached(move, error):
    return move.env._(
        "Invoice %(invoice)s cannot be attached: %(error)s", invoice=move.name, error=error
    )
