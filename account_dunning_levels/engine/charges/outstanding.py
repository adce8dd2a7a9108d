"""What of the charges of a letter is neither booked nor waived."""

from dataclasses import dataclass
from decimal import Decimal

from odoo.tools import SQL

from ...rules.base.charges import FINE, INTEREST, KINDS
from ...rules.base.money import ZERO, decimal_of, round_half_up
from ...rules.decide.booking import left_to_book
from ...rules.decide.notices import is_capped
from ...rules.law.claims import LEGAL
from ..ledger import asked_before
from ..terms import company_laws, run_settings


@dataclass(frozen=True, slots=True)
class OpenCharge:
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


# ------------------------------------------------------------------- what is left


def left(notices):
    """What of the charges of reminders is neither booked nor waived.

    A claim of which the whole was paid before the day of the letter, though the payment was booked
    later, owes nothing of what the letter states on it.

    :return: dict notice -> list of :class:`OpenCharge`, empty when nothing is left
    """
    claims = notices.line_ids.filtered(lambda line: line.outcome == "claim")
    fined = _fined(claims)
    before = asked_before.of_claims(claims)
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
    if has_single_fine(notice, every):
        if not all(_asked_as(line) in fined for line in claims):
            bearing = claims & _bearing_single(notice, every)
            since = _since_of_letter(notice, bearing, before) if capped else ZERO
            amount = left_to_book(
                decimal_of(notice.fine_amount), decimal_of(notice.waived_fine_amount), since
            )
            none = claims.browse()
            result.append(OpenCharge(notice, none, FINE, notice.level, amount, amount))
    else:
        for line in claims:
            if _asked_as(line) not in fined:
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
    settings = run_settings.frozen(notice.run_id)
    sheet = run_settings.sheet_of_notice(notice, settings)
    return is_capped(company_laws.of_notice(notice, settings), sheet)


def _since_of_letter(notice, claims, before):
    """The same for the one fine of a letter, in its currency: as much of other fines of its claims
    as was booked or waived after it."""
    currencies = run_settings.frozen(notice.run_id).currencies
    total = ZERO
    for line in claims:
        since = _since(line, FINE, before)
        if since and line.currency_id != notice.currency_id:
            since = currencies.to_company(since, line.currency_id.id)
        total += since
    return total


def _since(line, kind, before):
    """What was booked or waived after the letter was made: what was before is not in its amount.

    A share of one fine for a whole letter may have no end (a third of 20.00).
    """
    asked_now = round_half_up(before[line][kind], decimal_of(line.currency_id.rounding))
    return max(asked_now - decimal_of(line[f"{kind}_before"]), ZERO)


def _due(line, kind, before=ZERO):
    amount = left_to_book(
        decimal_of(line[f"{kind}_amount"]), decimal_of(line[f"waived_{kind}_amount"]), before
    )
    return OpenCharge(line.notice_id, line, kind, line.level_after, amount, amount, before)


def has_single_fine(notice, claims):
    return bool(notice.fine_amount) and not any(claims.mapped("fine_amount"))


def fined_items(notice):
    """The items on which a letter states a fine."""
    claims = notice.line_ids.filtered(lambda line: line.outcome == "claim")
    if has_single_fine(notice, claims):
        return _bearing_single(notice, claims).move_line_id
    return claims.filtered("fine_amount").move_line_id


def _bearing_single(notice, claims):
    """The claims that the one fine of a letter is for: all, unless it is EUR 40 for each invoice
    that did not have them yet."""
    compensated = claims.filtered("has_compensation")
    if compensated:
        lawful = company_laws.of_notice(notice, run_settings.frozen(notice.run_id))
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
    currencies = run_settings.frozen(notice.run_id).currencies
    result, untouched = [], {kind: True for kind in KINDS}
    for one in due:
        if one.line:
            stated = decimal_of(one.line[f"{one.kind}_amount"])
            untouched[one.kind] &= one.claim_amount == stated
        result.append(_converted(one, currencies) if one in foreign else one)
    for kind in KINDS:
        if untouched[kind]:
            result = _round_to(decimal_of(notice[f"{kind}_amount"]), kind, result, foreign)
    return result


def _converted(due, currencies):
    amount = currencies.to_company(due.claim_amount, due.line.currency_id.id)
    return OpenCharge(
        due.notice, due.line, due.kind, due.level, due.claim_amount, amount, due.before
    )


def _round_to(total, kind, due, foreign):
    """Subtotals were converted, not lines: the largest converted line takes the difference."""
    lines = {one.line for one in foreign if one.kind == kind}
    own = [one for one in due if one.kind == kind]
    difference = total - sum((one.amount for one in own), ZERO)
    largest = max((one for one in own if one.line in lines), key=lambda one: one.amount)
    changed = OpenCharge(
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
    """Claims whose fine is booked, alone or with a whole reminder, as :func:`_asked_as` has it."""
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
        ["line_id", "notice_id"],
    )
    alone = charges.filtered("line_id")
    whole = (charges - alone).notice_id.line_ids.filtered(lambda line: line.outcome == "claim")
    return set(map(_asked_as, alone.line_id | whole))


def _asked_as(line):
    """A fine is asked once of an item at a level, of each who owes it: (item, level, debtor)."""
    return line.move_line_id.id, line.level_after, line.partner_id.id
