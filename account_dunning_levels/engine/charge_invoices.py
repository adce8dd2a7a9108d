"""How charges of a reminder come into the books, and out of them again.

A letter states charges; whether they are booked says its sheet (``charge_mode``):

* ``stated``: never;
* ``invoiced``: in the transaction of the letter, on one customer invoice of charges;
* ``on_payment``: when a person clicks, usually because the customer paid them.

Of a fine the amount of the letter is booked, once for a claim and level; where a law caps fines,
less what was booked before, as the letter states it. Interest is that of the
whole delay: the letter states it less what was booked or waived for that claim before
(:mod:`..rules.decide.notices`), and what was booked or waived since is not booked again. What was
booked stands in ``account.dunning.charge``, whose unique indexes stop a second time. A charge invoice is
an ordinary open item without charges of its own.

Charges go out again when the reminder is cancelled or failed, or when they are waived: from a
draft they are taken off, of a posted invoice a credit note is made and reconciled with it.
"""

import logging
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL, format_date
from odoo.tools.misc import formatLang

from ..rules.base.money import ZERO, decimal_of, round_half_up
from ..rules.decide.booking import left_to_book
from ..rules.decide.notices import is_capped
from ..rules.law.claims import LEGAL
from . import facts, law
from .access import as_engine

_logger = logging.getLogger(__name__)

FINE, INTEREST = "fine", "interest"
BOTH = (FINE, INTEREST)
VALID = ("queued", "sent")


@dataclass(frozen=True, slots=True)
class Due:
    """One charge that is to be booked.

    :ivar line: the claim on the reminder; empty for the one fine of a whole reminder
    :ivar claim_amount: in the currency of the claim; ``amount`` in that of the reminder
    :ivar before: interest booked or waived for the claim since the letter was made, in the
        currency of the claim
    """

    notice: object
    line: object
    kind: str
    level: int
    claim_amount: Decimal
    amount: Decimal
    before: Decimal = ZERO


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
    due = {notice: own for notice, own in left(notices).items() if own}
    invoices = notices.env["account.move"]
    for company, own in notices.browse(notice.id for notice in due).grouped("company_id").items():
        invoices |= _book_in(company, {notice: due[notice] for notice in own})
    return invoices


def _book_in(company, due):
    env = next(iter(due)).env
    moves = env["account.move"].with_company(company)
    invoices = moves.create([_invoice_values(notice, own) for notice, own in due.items()])
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
        "kind": due.kind,
        "level": due.level,
        "currency_id": due.notice.currency_id.id,
        "amount": float(due.amount),
        "claim_currency_id": (due.line.currency_id or due.notice.currency_id).id,
        "claim_amount": float(due.claim_amount),
        "charge_move_id": line.move_id.id,
        "invoice_line_id": line.id,
    }


def _invoice_values(notice, due):
    today = notice.company_id._dunning_today()
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
        "invoice_user_id": notice.user_id.id,
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


# ------------------------------------------------------------------- what is left


def left(notices):
    """What of the charges of reminders is neither booked nor waived.

    A claim of which the whole was paid before the day of the letter, though the payment was booked
    later, owes nothing of what the letter states on it.

    :return: dict notice -> list of :class:`Due`, empty when nothing is left
    """
    claims = notices.line_ids.filtered(lambda line: line.outcome == "claim")
    fined = _fined(claims)
    before = settled(claims)
    owing = claims - _paid_before_letter(claims)
    return {notice: _left_of(notice, owing, fined, before) for notice in notices}


def _left_of(notice, owing, fined, before):
    every = notice.line_ids.filtered(lambda line: line.outcome == "claim")
    claims = every & owing
    if not claims:
        return []
    # a law caps the fine of a claim for all letters together; a sheet's own fines are per level
    capped = _is_capped(notice)
    result = []
    if _has_single_fine(notice, every):
        if not all((line.move_line_id.id, line.level_after) in fined for line in claims):
            bearing = claims & _bearing_single(notice, every)
            since = _since_of_letter(notice, bearing, before) if capped else ZERO
            amount = left_to_book(
                decimal_of(notice.fine_amount), decimal_of(notice.waived_fine_amount), since
            )
            none = claims.browse()
            result.append(Due(notice, none, FINE, notice.level, amount, amount))
    else:
        for line in claims:
            if (line.move_line_id.id, line.level_after) not in fined:
                result.append(_due(line, FINE, _since(line, FINE, before) if capped else ZERO))
    for line in claims:
        result.append(_due(line, INTEREST, _since(line, INTEREST, before)))
    return [one for one in _in_notice_currency(notice, result) if one.amount > 0]


def _paid_before_letter(claims):
    """Claims whose item was paid in full by what is dated before the letter."""
    env = claims.env
    env["account.move.line"].flush_model(["date", "amount_currency"])
    env["account.partial.reconcile"].flush_model()
    claims.flush_recordset(["move_line_id", "sent_date"])
    rows = env.execute_query(
        SQL(
            """
            SELECT claim.id
              FROM account_dunning_notice_line claim
              JOIN account_move_line item ON item.id = claim.move_line_id
              JOIN account_partial_reconcile partial ON partial.debit_move_id = item.id
              JOIN account_move_line payment ON payment.id = partial.credit_move_id
             WHERE claim.id = ANY(%s) AND payment.date < claim.sent_date
          GROUP BY claim.id, item.amount_currency
            HAVING SUM(partial.debit_amount_currency) >= item.amount_currency
            """,
            claims.ids,
        )
    )
    return claims.browse(claim_id for (claim_id,) in rows)


def _is_capped(notice):
    """As the rules had it when the letter was made, see :func:`rules.decide.notices.is_capped`."""
    settings = facts.frozen_settings(notice.run_id)
    sheet = settings.sheet(notice.sheet_id.id) or notice.sheet_id._to_rules()
    return is_capped(law.of_notice(notice, settings), sheet)


def _since_of_letter(notice, claims, before):
    """The same for the one fine of a letter, in its currency: as much of other fines of its claims
    as was settled after it."""
    currencies = facts.frozen_settings(notice.run_id).currencies
    total = ZERO
    for line in claims:
        since = _since(line, FINE, before)
        if since and line.currency_id != notice.currency_id:
            since = currencies.to_company(since, line.currency_id.id)
        total += since
    return total


def _since(line, kind, before):
    """What was settled after the letter was made: what was before is not in its amount.

    A share of one fine for a whole letter may have no end (a third of 20.00).
    """
    settled_now = round_half_up(before[line][kind], decimal_of(line.currency_id.rounding))
    return max(settled_now - decimal_of(line[f"{kind}_before"]), ZERO)


def _due(line, kind, before=ZERO):
    amount = left_to_book(
        decimal_of(line[f"{kind}_amount"]), decimal_of(line[f"waived_{kind}_amount"]), before
    )
    return Due(line.notice_id, line, kind, line.level_after, amount, amount, before)


def _has_single_fine(notice, claims):
    return bool(notice.fine_amount) and not any(claims.mapped("fine_amount"))


def fined_items(notice):
    """The items on which a letter states a fine."""
    claims = notice.line_ids.filtered(lambda line: line.outcome == "claim")
    if _has_single_fine(notice, claims):
        return _bearing_single(notice, claims).move_line_id
    return claims.filtered("fine_amount").move_line_id


def _bearing_single(notice, claims):
    """The claims that the one fine of a letter is for: all, unless it is EUR 40 for each invoice
    that did not have them yet."""
    compensated = claims.filtered("has_compensation")
    if compensated:
        lawful = law.of_notice(notice, facts.frozen_settings(notice.run_id))
        if lawful and lawful.charging.timing.terms.figures == LEGAL:
            return compensated
    return claims


def compensated_items(fine):
    """The items whose EUR 40, which the law gives once for an invoice, are in a fine.

    :param Due fine: of a claim, or the one of a letter
    """
    return (fine.line or fine.notice.line_ids).filtered("has_compensation").move_line_id


def _in_notice_currency(notice, due):
    """Amounts of claims in other currencies, so that together they are what the letter asks."""
    foreign = [one for one in due if one.line and one.line.currency_id != notice.currency_id]
    if not foreign:
        return due
    currencies = facts.frozen_settings(notice.run_id).currencies
    result, untouched = [], {kind: True for kind in BOTH}
    for one in due:
        if one.line:
            stated = decimal_of(one.line[f"{one.kind}_amount"])
            untouched[one.kind] &= one.claim_amount == stated
        result.append(_converted(one, currencies) if one in foreign else one)
    for kind in BOTH:
        if untouched[kind]:
            result = _round_to(decimal_of(notice[f"{kind}_amount"]), kind, result, foreign)
    return result


def _converted(due, currencies):
    amount = currencies.to_company(due.claim_amount, due.line.currency_id.id)
    return Due(due.notice, due.line, due.kind, due.level, due.claim_amount, amount, due.before)


def _round_to(total, kind, due, foreign):
    """Subtotals were converted, not lines: the largest converted line takes the difference."""
    lines = {one.line for one in foreign if one.kind == kind}
    own = [one for one in due if one.kind == kind]
    difference = total - sum((one.amount for one in own), ZERO)
    largest = max((one for one in own if one.line in lines), key=lambda one: one.amount)
    changed = Due(
        largest.notice,
        largest.line,
        kind,
        largest.level,
        largest.claim_amount,
        largest.amount + difference,
        largest.before,
    )
    return [changed if one is largest else one for one in due]


def _fined(claims):
    """``(item id, level)`` of claims whose fine is booked, alone or with a whole reminder."""
    env = claims.env
    charges = env["account.dunning.charge"].search_fetch(
        [
            ("is_live", "=", True),
            ("kind", "=", FINE),
            "|",
            ("move_line_id", "in", claims.move_line_id.ids),
            "&",
            ("line_id", "=", False),
            ("notice_id.line_ids.move_line_id", "in", claims.move_line_id.ids),
        ],
        ["move_line_id", "level", "line_id", "notice_id"],
    )
    alone = charges.filtered("line_id")
    whole = (charges - alone).notice_id.line_ids.filtered(lambda line: line.outcome == "claim")
    found = {(charge.move_line_id.id, charge.level) for charge in alone}
    return found | {(line.move_line_id.id, line.level_after) for line in whole}


def settled(claims):
    """What was booked for the items of claims, or waived on their other letters.

    :return: dict claim -> dict of ``fine`` and ``interest`` -> Decimal, in the claim's currency
    """
    env = claims.env
    items = claims.move_line_id.ids
    booked = {kind: defaultdict(Decimal) for kind in BOTH}
    for charge in env["account.dunning.charge"].search_fetch(
        [("is_live", "=", True), ("move_line_id", "in", items)],
        ["move_line_id", "kind", "claim_amount"],
    ):
        booked[charge.kind][charge.move_line_id.id] += decimal_of(charge.claim_amount)
    # what the reminder itself waived of its one fine is told apart, as with the fines of its lines
    own_waived = defaultdict(Decimal)
    for item_id, share, notice_id, is_waived in _single_fines(env, items):
        booked[FINE][item_id] += share
        if is_waived:
            own_waived[FINE, notice_id, item_id] += share
    waived = env["account.dunning.notice.line"].search_fetch(
        [
            ("move_line_id", "in", items),
            ("is_valid", "=", True),
            "|",
            ("waived_fine_amount", ">", 0),
            ("waived_interest_amount", ">", 0),
        ],
        ["move_line_id", "waived_fine_amount", "waived_interest_amount"],
    )
    by_item = waived.grouped("move_line_id")
    return {
        claim: {
            kind: booked[kind][claim.move_line_id.id]
            - own_waived[kind, claim.notice_id.id, claim.move_line_id.id]
            + sum(
                decimal_of(line[f"waived_{kind}_amount"])
                for line in by_item.get(claim.move_line_id, waived.browse()) - claim
            )
            for kind in BOTH
        }
        for claim in claims
    }


def _single_fines(env, item_ids):
    """Yield (item id, its share of a single fine, id of its reminder, whether it was waived)."""
    env["account.dunning.charge"].flush_model()
    env["account.dunning.notice"].flush_model(["state", "waived_fine_amount"])
    env["account.dunning.notice.line"].flush_model(["outcome", "fine_amount"])
    for item_id, share, notice_id, is_waived in env.execute_query(
        SQL(
            "SELECT fine.move_line_id, fine.amount::text, fine.notice_id, fine.is_waived"
            " FROM (%s) fine WHERE fine.move_line_id = ANY(%s)",
            SQL(facts.SINGLE_FINES),
            item_ids,
        )
    ):
        yield item_id, decimal_of(share), notice_id, is_waived


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

    :param due: list of :class:`Due`, not empty, of what is left of them
    :raises UserError: its charges are only stated, or it counts no more
    """
    notice = as_engine(notice)
    _require_bookable(notice)
    _book_in(notice.company_id, {notice: due})


def _require_bookable(notice):
    if notice.state not in VALID:
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


# ---------------------------------------------------------------------- reversing


def reverse(notices, reason=None):
    """Take all charges of these reminders out of the books."""
    release(_live(notices), reason)


def reverse_or_tell(notices, reason=None):
    """As :func:`reverse`, for work that must go on: what cannot be reversed is told there."""
    charges = _live(notices)
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
            release(charges, reason)
            env.flush_all()
    except UserError as error:
        env.invalidate_all(flush=False)
        return error
    return None


def _live(notices):
    if not notices:
        return notices.env["account.dunning.charge"]
    return notices.env["account.dunning.charge"].search(
        [("notice_id", "in", notices.ids), ("is_live", "=", True)]
    )


def release(charges, reason=None):
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
    today = company._dunning_today()
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


# ------------------------------------------------------------------------ waiving


def waive(notice, lines, kinds, reason):
    """Let charges of a reminder go; the letter that was sent stays as it was.

    :param lines: claims of the reminder; empty = all, and the one fine of the whole reminder
    :param kinds: of ``fine`` and ``interest``
    :raises UserError: no reason, a reminder that counts no more, or nothing left to waive
    """
    notice = as_engine(notice)
    lines = lines.sudo() & notice.line_ids  # sudo: as in as_engine
    _require_waivable(notice, reason)
    claims = notice.line_ids.filtered(lambda line: line.outcome == "claim")
    whole = not lines
    before = notice.waived_fine_amount + notice.waived_interest_amount
    for line in lines or claims:
        _waive_line(line, kinds, reason)
    _sum_up(notice, claims, whole and FINE in kinds)
    amount = notice.waived_fine_amount + notice.waived_interest_amount - before
    if notice.currency_id.is_zero(amount):
        raise UserError(
            notice.env._("Reminder %s: there are no such charges left to waive.", notice.name)
        )
    notice.waive_reason = reason
    charges = _live(notice).filtered(
        lambda charge: charge.kind in kinds and (whole or charge.line_id in lines)
    )
    release(charges, reason)
    _tell_waived(notice, amount, reason, lines)


def _require_waivable(notice, reason):
    if not (reason or "").strip():
        raise UserError(notice.env._("Reason: say why these charges are waived."))
    if notice.state not in VALID:
        raise UserError(
            notice.env._(
                "Reminder %s was not sent, or it was cancelled: there are no charges to waive.",
                notice.name,
            )
        )


def _waive_line(line, kinds, reason):
    values = {
        f"waived_{kind}_amount": line[f"{kind}_amount"] for kind in kinds if line[f"{kind}_amount"]
    }
    if any(line[name] != value for name, value in values.items()):
        line.write({**values, "waive_reason": reason})


def _sum_up(notice, claims, waive_single):
    """The waived amounts of the reminder, in its own currency."""
    single = _has_single_fine(notice, claims)
    for kind in BOTH:
        name, stated = f"waived_{kind}_amount", f"{kind}_amount"
        if kind == FINE and single:
            if waive_single:
                notice[name] = notice[stated]
        elif all(line[name] == line[stated] for line in claims):
            notice[name] = notice[stated]
        else:
            notice[name] = float(_sum_in(notice, claims, name))


def _sum_in(notice, lines, name):
    own = [line for line in lines if line.currency_id == notice.currency_id]
    foreign = [line for line in lines if line.currency_id != notice.currency_id and line[name]]
    total = sum((decimal_of(line[name]) for line in own), ZERO)
    if foreign:
        currencies = facts.frozen_settings(notice.run_id).currencies
        for line in foreign:
            total += currencies.to_company(decimal_of(line[name]), line.currency_id.id)
    return total


def _tell_waived(notice, amount, reason, lines):
    env = notice.env
    words = env._(
        "Charges of %(amount)s waived on reminder %(name)s%(items)s: %(reason)s",
        amount=formatLang(env, amount, currency_obj=notice.currency_id),
        name=notice.name,
        items=f" ({', '.join(lines.mapped('name'))})" if lines else "",
        reason=reason,
    )
    body = Markup("<p>%s</p>") % words
    notice.message_post(body=body)
    notice.partner_id.message_post(body=body)
