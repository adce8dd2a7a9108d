"""How charges of a reminder come into the books, and out of them again.

A letter states charges; whether they are booked says its sheet (``charge_mode``):

* ``stated``: never;
* ``invoiced``: in the transaction of the letter, on one customer invoice of charges;
* ``on_payment``: when a person clicks, usually because the customer paid them.

Of a fine the amount of the letter is booked, once for a claim and level; where a law caps fines,
less what was booked before, as the letter states it. Interest is that of the
whole delay: the letter states it less what was booked or waived for that claim before
(:mod:`rules.decide.notices`), and what was booked or waived since is not booked again. What was
booked stands in ``account.dunning.charge``, whose unique indexes stop a second time. A charge
invoice is an ordinary open item without charges of its own.

Charges go out again when the reminder is cancelled or failed, or when they are waived: from a
draft they are taken off, of a posted invoice a credit note is made and reconciled with it.
"""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...rules.base.charges import FINE
from ...rules.base.money import decimal_of
from ...rules.decide import notice_states
from ..signs import people
from ..store import company_day
from ..store.access import as_engine
from . import outstanding

# ------------------------------------------------------------------------ booking


def book_at_sending(notices):
    """Invoice the charges of letters that leave now, where their sheet says so."""
    invoiced = notices.filtered(lambda notice: notice.charge_mode == "invoiced")
    return book(invoiced) if invoiced else notices.env["account.move"]


def book(notices):
    """Invoice what these reminders state and what is not booked or waived yet.

    :param notices: queued or sent; with the rights of the engine
    :return: the invoices of charges, one a reminder at most
    """
    due = {notice: own for notice, own in outstanding.left(notices).items() if own}
    invoices = notices.env["account.move"]
    for company, own in notices.browse(notice.id for notice in due).grouped("company_id").items():
        invoices |= _book_in(company, {notice: due[notice] for notice in own})
    return invoices


def _book_in(company, due):
    env = next(iter(due)).env
    moves = env["account.move"].with_company(company)
    there = people.People(company)
    invoices = moves.create([_invoice_values(notice, own, there) for notice, own in due.items()])
    rows = []
    for invoice, (notice, own) in zip(invoices, due.items(), strict=True):
        lines = invoice.invoice_line_ids.sorted("sequence")
        rows += [_row(one, line) for one, line in zip(own, lines, strict=True)]
        notice.charge_move_id = invoice
    env["account.dunning.charge"].create(rows)
    # the database says now whether one was booked already
    env["account.dunning.charge"].flush_model()
    to_post = [notice.charge_move_id.id for notice in due if notice.sheet_id.charge_post]
    if to_post:
        moves.browse(to_post)._post(soft=False)
    return invoices


def _row(due, line):
    return {
        "notice_id": due.notice.id,
        "company_id": due.notice.company_id.id,
        "line_id": due.line.id,
        "move_line_id": due.line.move_line_id.id,
        "claim_partner_id": due.line.partner_id.id,
        "kind": due.kind,
        "level": due.level,
        "currency_id": due.notice.currency_id.id,
        "amount": float(due.amount),
        "claim_currency_id": (due.line.currency_id or due.notice.currency_id).id,
        "claim_amount": float(due.claim_amount),
        "charge_move_id": line.move_id.id,
        "invoice_line_id": line.id,
    }


def _invoice_values(notice, due, there):
    today = company_day.today(notice.company_id)
    return {
        "move_type": "out_invoice",
        "company_id": notice.company_id.id,
        "partner_id": notice.partner_id.id,
        "currency_id": notice.currency_id.id,
        "journal_id": notice.sheet_id._charge_journal().id,
        "invoice_date": today,
        "invoice_payment_term_id": False,
        "invoice_date_due": max(today, notice.deadline or today),
        "invoice_origin": notice.name,
        "invoice_user_id": there.signer(notice.user_id.id),
        "dunning_notice_id": notice.id,
        "invoice_line_ids": [
            Command.create(_invoice_line_values(one, place)) for place, one in enumerate(due)
        ],
    }


def _invoice_line_values(due, place):
    sheet = due.notice.sheet_id
    values = {
        "sequence": place,
        "product_id": sheet._charge_product(due.kind).id,
        "name": _description(due),
        "quantity": 1,
        "price_unit": float(due.amount),
        "discount": 0,
    }
    if sheet.charge_tax_mode == "none":
        values["tax_ids"] = [Command.clear()]
    return values


def _description(due):
    """What the invoice says, in the language of the letter."""
    notice, line = due.notice, due.line
    env = notice.with_context(lang=notice.lang).env
    before = decimal_of(line.interest_before) + due.before
    values = {
        "invoice": line.name,
        "reminder": notice.name,
        "level": due.level,
        "date": format_date(env, notice.date, lang_code=notice.lang),
        "key_date": format_date(env, notice.key_date, lang_code=notice.lang),
        "due_date": format_date(env, line.date_maturity, lang_code=notice.lang),
    }
    if not line:
        return env._("Fine, reminder %(reminder)s of %(date)s (level %(level)s)", **values)
    if due.kind == FINE:
        return env._(
            "Fine on %(invoice)s, reminder %(reminder)s of %(date)s (level %(level)s)", **values
        )
    if not before:
        return env._(
            "Interest on %(invoice)s, due on %(due_date)s, up to %(key_date)s "
            "(reminder %(reminder)s)",
            **values,
        )
    return env._(
        "Interest on %(invoice)s, due on %(due_date)s, up to %(key_date)s (reminder %(reminder)s): "
        "%(whole)s less %(before)s asked before",
        whole=formatLang(env, float(due.claim_amount + before), currency_obj=line.currency_id),
        before=formatLang(env, float(before), currency_obj=line.currency_id),
        **values,
    )


# ------------------------------------------------------------------------- button


def book_by_hand(notices):
    """Invoice the charges of reminders now.

    :return: the invoices of charges
    :raises UserError: a reminder whose charges are only stated or that counts no more; nothing left
    """
    notices = as_engine(notices)
    for notice in notices:
        _require_bookable(notice)
    notices = notices.with_context(lang=notices.env.lang)
    invoices = book(notices)
    if not invoices:
        raise UserError(
            notices.env._(
                "Reminder %s: there are no charges left to book. They are booked or waived, or "
                "the letter states none.",
                ", ".join(notices.mapped("name")),
            )
        )
    return invoices


def book_part(notice, due):
    """Invoice some of the charges of a reminder now.

    :param due: list of :class:`outstanding.OpenCharge`, not empty, of what is left of them
    :raises UserError: its charges are only stated, or it counts no more
    """
    notice = as_engine(notice)
    _require_bookable(notice)
    _book_in(notice.company_id, {notice: due})


def _require_bookable(notice):
    if notice.state not in notice_states.valid():
        raise UserError(
            notice.env._(
                "Reminder %s was not sent, or it was cancelled: there are no charges to book.",
                notice.name,
            )
        )
    if notice.charge_mode == "stated":
        raise UserError(
            notice.env._(
                "Reminder %(name)s: its charges are only stated. Choose in dunning sheet "
                "“%(sheet)s” that charges are invoiced or booked on payment; that holds for the "
                "next reminders.",
                name=notice.name,
                sheet=notice.sheet_id.name,
            )
        )
