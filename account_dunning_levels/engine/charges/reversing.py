"""Taking charges out of the books: off a draft, or credited when the invoice is posted."""

import logging

from odoo.exceptions import UserError
from odoo.fields import Command

from ..store import company_day

_logger = logging.getLogger(__name__)

# ---------------------------------------------------------------------- reversing


def reverse(notices, reason=None):
    """Take all charges of these reminders out of the books."""
    take_out(live_charges(notices), reason)


def reverse_or_tell(notices, reason=None):
    """As :func:`reverse`, for work that must go on: what cannot be reversed is told there."""
    charges = live_charges(notices)
    if not charges or not _refused(charges, reason):
        return
    # one of them cannot: the others each for themselves
    for notice, own in charges.grouped("notice_id").items():
        error = _refused(own, reason)
        if error:
            _logger.warning("Charges of reminder %s stay in the books: %s", notice.name, error)
            notice.message_post(
                body=notice.env._(
                    "The invoice of charges %(invoice)s could not be reversed: %(error)s",
                    invoice=notice.charge_move_id.display_name,
                    error=error,
                )
            )


def _refused(charges, reason):
    """Take charges out of the books, or leave all of them there.

    :return: the error that stopped it, or None
    """
    env = charges.env
    try:
        with env.cr.savepoint():
            take_out(charges, reason)
            env.flush_all()
    except UserError as error:
        env.invalidate_all(flush=False)
        return error
    return None


def live_charges(notices):
    if not notices:
        return notices.env["account.dunning.charge"]
    return notices.env["account.dunning.charge"].search(
        [("notice_id", "in", notices.ids), ("is_live", "=", True)]
    )


def take_out(charges, reason=None):
    """Take charges out of the books: off a draft, or credited when the invoice is posted."""
    by_invoice = charges.grouped("charge_move_id")
    invoices = charges.charge_move_id
    _take_off_drafts(
        {invoice: by_invoice[invoice] for invoice in invoices if invoice.state == "draft"}
    )
    posted = invoices.filtered(
        lambda invoice: (
            invoice.state == "posted"
            and invoice.payment_state != "reversed"
            and by_invoice[invoice].invoice_line_id
        )
    )
    for company, own in posted.grouped("company_id").items():
        lines = {invoice: by_invoice[invoice].invoice_line_id.sorted("sequence") for invoice in own}
        _credit(company, lines, reason)
    charges.write({"is_reversed": True})


def _take_off_drafts(charges):
    """Take lines off drafts; one that has nothing else is cancelled.

    :param dict charges: draft invoice -> its charges
    """
    emptied, lines = [], []
    for invoice, own in charges.items():
        others = invoice.invoice_line_ids - own.invoice_line_id
        if others.filtered(lambda line: line.display_type == "product"):
            lines += own.invoice_line_id.ids
        else:
            emptied.append(invoice.id)
    if charges:
        env = next(iter(charges)).env
        env["account.move.line"].browse(lines).unlink()
        env["account.move"].browse(emptied).button_cancel()


def _credit(company, lines, reason):
    """Credit notes of today for charges of a company, each reconciled with its invoice.

    :param dict lines: posted invoice -> its lines that are credited
    """
    moves = next(iter(lines)).env["account.move"].with_company(company)
    today = company_day.today(company)
    credit_notes = moves.create(
        [_credit_note_values(invoice, own, today, reason) for invoice, own in lines.items()]
    )
    credit_notes._post(soft=False)
    plan = []
    for invoice, credit_note in zip(lines, credit_notes, strict=True):
        open_items = (invoice | credit_note).line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )
        if len(open_items.move_id) > 1:
            plan.append(open_items)
    if plan:
        moves.line_ids._reconcile_plan(plan)


def _credit_note_values(invoice, lines, today, reason):
    return {
        "move_type": "out_refund",
        "company_id": invoice.company_id.id,
        "partner_id": invoice.partner_id.id,
        "currency_id": invoice.currency_id.id,
        "journal_id": invoice.journal_id.id,
        "invoice_date": today,
        "invoice_date_due": today,
        "invoice_payment_term_id": False,
        "invoice_origin": invoice.name,
        "ref": reason or False,
        "reversed_entry_id": invoice.id,
        "dunning_notice_id": invoice.dunning_notice_id.id,
        "invoice_line_ids": [Command.create(_credit_values(line)) for line in lines],
    }


def _credit_values(line):
    return {
        "product_id": line.product_id.id,
        "name": line.name,
        "quantity": line.quantity,
        "price_unit": line.price_unit,
        "discount": line.discount,
        "account_id": line.account_id.id,
        "tax_ids": [Command.set(line.tax_ids.ids)],
    }
