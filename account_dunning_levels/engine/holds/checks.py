"""What a hold must be: each check refuses with one sentence that says what to do.

Each takes holds and raises ValidationError about the first that is wrong.
"""

from odoo.exceptions import ValidationError

from ...rules.base.money import decimal_of
from ...rules.decide import hold_state
from . import open_amounts
from .hold_words import day_words, money_words, subject, subjects


def one_subject(holds):
    for hold in holds:
        if len([one for one in subjects(hold) if one]) != 1:
            raise ValidationError(
                hold.env._(
                    "Customer, invoice, open item: a hold is for exactly one of the three. "
                    "Choose the customer, or an invoice, or one open item."
                )
            )


def open_receivable(holds):
    for hold in holds:
        items = hold.move_line_id or hold.move_id.line_ids
        if items and not items.filtered(_is_open_claim):
            raise ValidationError(
                hold.env._(
                    "%s is not an open item of a customer, so there is nothing to hold.",
                    subject(hold),
                )
            )


def dates_in_order(holds):
    for hold in holds:
        if hold.date_until and hold.date_until < hold.date_from:
            raise ValidationError(
                hold.env._(
                    "Until: the last day of a hold (%(until)s) cannot lie before its first "
                    "day (%(start)s).",
                    until=hold.date_until,
                    start=hold.date_from,
                )
            )


def partner_is_debtor(holds):
    for hold in holds:
        if hold.partner_id and hold.partner_id != hold.partner_id.commercial_partner_id:
            raise ValidationError(
                hold.env._(
                    "Customer: %(contact)s is a contact of %(customer)s. Hold %(customer)s, "
                    "who owes the items.",
                    contact=hold.partner_id.name,
                    customer=hold.partner_id.commercial_partner_id.name,
                )
            )


def handed_over_without_end(holds):
    for hold in holds:
        if hold.kind == "handed_over" and hold.date_until:
            raise ValidationError(
                hold.env._(
                    "Until: what is handed over to a lawyer or collector has no last day. "
                    "Leave it empty, and take it back when it comes back."
                )
            )


def promised_day(holds):
    for hold in holds:
        if hold.kind == "promise" and not hold.date_until:
            raise ValidationError(
                hold.env._("Until: enter the day by which the customer promised to pay.")
            )


def amount_promised(holds):
    for hold in holds:
        if hold.amount < 0:
            raise ValidationError(
                hold.env._("Amount promised: enter an amount above zero, not %s.", hold.amount)
            )
        if hold.kind in hold_state.AWAITING:
            _not_above_balance(hold)


def _not_above_balance(hold):
    left = decimal_of(hold.amount) - decimal_of(hold.amount_received)
    opened = open_amounts.of_hold(hold)
    if decimal_of(hold.amount) <= 0:
        raise ValidationError(
            hold.env._(
                "Amount promised: enter an amount above zero. Open on %(subject)s: %(open)s.",
                subject=subject(hold),
                open=money_words(hold, float(opened)),
            )
        )
    if left > opened:
        raise ValidationError(
            hold.env._(
                "Amount promised: %(amount)s is more than the %(open)s that is open on "
                "%(subject)s. Enter at most what is open.",
                amount=money_words(hold, hold.amount),
                open=money_words(hold, float(opened)),
                subject=subject(hold),
            )
        )


def instalments_add_up(holds):
    for hold in holds.filtered(lambda hold: hold.kind == "plan"):
        _instalment_dates(hold)
        total = sum(decimal_of(one.amount) for one in hold.instalment_ids)
        if total != decimal_of(hold.amount):
            raise ValidationError(
                hold.env._(
                    "Instalments: together they are %(total)s, the amount promised is "
                    "%(amount)s. Change an instalment or the amount.",
                    total=money_words(hold, float(total)),
                    amount=money_words(hold, hold.amount),
                )
            )


def _instalment_dates(hold):
    if not hold.instalment_ids:
        raise ValidationError(
            hold.env._("Instalments: enter the dates and amounts of the payment plan.")
        )
    days = hold.instalment_ids.mapped("date")
    twice = next((day for day in days if days.count(day) > 1), None)
    if twice:
        raise ValidationError(
            hold.env._(
                "Instalments: %s stands there twice. Put the two amounts in one instalment.",
                day_words(hold, twice),
            )
        )
    if min(days) < hold.date_from:
        raise ValidationError(
            hold.env._(
                "Instalments: %(day)s lies before the first day of the plan (%(start)s).",
                day=day_words(hold, min(days)),
                start=day_words(hold, hold.date_from),
            )
        )
    wrong = hold.instalment_ids.filtered(lambda one: one.amount <= 0)[:1]
    if wrong:
        raise ValidationError(
            hold.env._(
                "Instalments: the amount of %(day)s must be above zero, not %(amount)s.",
                day=day_words(hold, wrong.date),
                amount=wrong.amount,
            )
        )


def _is_open_claim(line):
    return (
        line.account_type == "asset_receivable"
        and line.parent_state == "posted"
        and not line.reconciled
    )
