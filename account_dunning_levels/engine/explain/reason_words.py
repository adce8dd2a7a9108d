"""The words of every reason for which an item is left out, in one place.

Adding a reason: its value in :mod:`rules.decide.reasons`, its words here.
"""

from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...rules.base import lateness
from ...rules.decide import reasons
from . import law_words, line_figures, reason_parts
from .reason_parts import Words


def _claim(asked):
    if asked.item.signs and asked.item.signs.not_claim:
        return asked.env._("Money that was paid out: no customer owes it for a delivery.")
    return asked.env._("It is a claim on the customer.")


def _match_the_payment(asked):
    return asked.env._(
        "Nothing happens by itself: match it with the credit note or payment that it gives back. "
        "If it is a payment that came back, undo that payment on its invoice."
    )


def _account(asked):
    env, name = asked.env, asked.line.account_id.sudo().display_name  # sudo: its name only
    if not (asked.item.signs and asked.item.signs.non_trade):
        return env._("It stands on a trade account.")
    if asked.options.non_trade:
        return env._("Account %s is marked non-trade; the company reminds such items.", name)
    return env._("Account %s is marked non-trade: loans, deposits and the like.", name)


def _move_to_trade(asked):
    return asked.env._(
        "Nothing happens by itself: take the mark off the account, or let the company remind items "
        "on non-trade accounts."
    )


def _has_due_date(asked):
    if asked.item.signs and asked.item.signs.no_due_date:
        return asked.env._("The item has no due date, so it is never late.")
    return asked.env._("It has a due date.")


def _set_a_due_date(asked):
    return asked.env._("Nothing happens by itself: set a due date on the entry.")


def _due(asked):
    if asked.item.signs and asked.item.signs.no_due_date:
        return asked.env._("No due date.")
    return asked.env._(
        "Due on %(due)s; late from the day after. Key date %(key)s: %(days)s days late.",
        due=format_date(asked.env, asked.item.due_date),
        key=format_date(asked.env, asked.context.key_date),
        days=asked.verdict.days_overdue,
    )


def _is_late(asked):
    return asked.env._("It is late: due on %s.", format_date(asked.env, asked.item.due_date))


def _grace(asked):
    env, days = asked.env, asked.options.grace_days
    if not days:
        return env._("No always allowed payment term is set.")
    if not asked.item.invoice_date:
        return env._("No invoice date, so the always allowed payment term does not count.")
    return env._(
        "Always allowed payment term: %(days)s days from the invoice date, up to and including "
        "%(end)s.",
        days=days,
        end=format_date(env, lateness.grace_end(asked.item.invoice_date, days)),
    )


def _grace_is_over(asked):
    if not asked.options.grace_days:
        return ""
    return asked.env._("The always allowed payment term is over.")


def _block(asked):
    env, item = asked.env, asked.item
    lines = env["account.dunning.notice.line"]
    if item.hold_id:
        # sudo: as in open_case
        return env["account.dunning.hold"].sudo().browse(item.hold_id)._words()
    words = dict(lines._fields["detail"]._description_selection(env))
    return words.get(item.blocked) or env._("Neither the item nor the customer is on hold.")


def _end_the_block(asked):
    """What to do about a block that does not end by itself; empty when it does."""
    env, line = asked.env, asked.line
    if asked.is_disabled:
        return env._(
            "Nothing happens by itself: reminders are switched off. Switch on “Send reminders” on "
            "the customer."
        )
    if line.no_followup:
        return env._("Nothing happens by itself: take the mark “no follow-up” off the item.")
    if asked.is_move_blocked:
        return env._("Nothing happens by itself: unblock the payment on the invoice.")
    if all(hold.date_last for hold in asked.holds):
        return ""
    return env._("Nothing happens by itself: the hold has no last day. Lift it, or give it one.")


def _criteria(asked):
    return asked.env._("Asked without the criteria of a run. A run can leave items out by its own.")


def _sheet(asked):
    if asked.sheet:
        return asked.env._("Dunning sheet: %s.", asked.sheet.name)
    return asked.env._(
        "No dunning sheet is for this customer, and there is none for all customers. Make one."
    )


def _make_a_sheet(asked):
    return asked.env._("Nothing happens by itself: make a dunning sheet for this customer.")


def _oldest(asked):
    env, oldest = asked.env, asked.options.oldest_due_date
    if not oldest:
        return env._("The company has no oldest due date.")
    return env._(
        "The company reminds what fell due on %(oldest)s or later; this fell due on %(due)s.",
        oldest=format_date(env, oldest),
        due=format_date(env, asked.item.due_date),
    )


def _lower_the_oldest(asked):
    return asked.env._(
        "Nothing happens by itself: choose an earlier oldest due date in the settings, or none."
    )


def _under_way(asked):
    env, signs = asked.env, asked.item.signs
    if signs and signs.under_way:
        return env._("A payment of %s is under way.", _money(asked, signs.under_way))
    if signs and signs.is_unknown:
        return env._(
            "A payment is under way in a currency without an exchange rate: how much of this it "
            "covers is not known."
        )
    return env._("No payment is under way.")


def _money(asked, amount):
    return formatLang(asked.env, float(amount), currency_obj=asked.line.currency_id)


def _wait_for_the_payment(asked):
    return asked.env._(
        "Nothing happens by itself: match the payment with the bank line when the money arrives, "
        "or cancel it."
    )


def _collected(asked):
    env = asked.env
    last = reasons.collected_until(asked.item, asked.options)
    if last is None:
        return env._("No direct debit is waited for.")
    return env._(
        "We collect it ourselves; the days for the direct debit end on %s.", format_date(env, last)
    )


def _direct_debit_is_over(asked):
    if reasons.collected_until(asked.item, asked.options) is None:
        return ""
    return asked.env._("The days for the direct debit are over.")


def _was_sent(asked):
    env, signs = asked.env, asked.item.signs
    if not (signs and signs.unsent):
        return env._("The invoice was sent, or there is nothing to send.")
    if asked.options.unsent == "leave_out":
        return env._("The invoice was never sent to the customer.")
    return env._("The invoice was never sent to the customer; the company reminds it all the same.")


def _send_the_invoice(asked):
    return asked.env._("Nothing happens by itself: send the invoice to the customer.")


def _last_level(asked):
    usable = min(len(asked.sheet.levels), asked.options.max_level) if asked.sheet else 0
    return asked.env._(
        "The item is at level %(level)s; the sheet and the company allow up to level %(usable)s.",
        level=asked.item.level,
        usable=usable,
    )


def _after_the_last_level(asked):
    return asked.env._(
        "Nothing happens by itself: it had the last reminder. Call the customer, hand the claim "
        "over, or lower the level to remind again."
    )


def _interval(asked):
    env, last = asked.env, asked.item.last_date
    if not last:
        return env._("Not reminded before.")
    return env._(
        "Last reminded on %(last)s; the next reminder can leave from %(next)s.",
        last=format_date(env, last),
        next=format_date(env, reasons.interval_end(last, asked.options)),
    )


def _interval_is_over(asked):
    return asked.env._("The minimum days since the last reminder are over.")


def _age(asked):
    level = asked.level
    if not level:
        return asked.env._("There is no next level.")
    return asked.env._(
        "Level %(level)s needs at least %(needed)s days overdue; the item has %(days)s.",
        level=level.number,
        needed=level.min_days_overdue,
        days=asked.verdict.days_overdue,
    )


def _is_old_enough(asked):
    level = asked.level
    if level.min_days_overdue <= 1:
        return ""  # as soon as it is late
    return asked.env._(
        "%(days)s days late, as level %(level)s asks for.",
        days=level.min_days_overdue,
        level=level.number,
    )


def _skips(asked):
    return asked.history.skipped(asked.line) or asked.env._(
        "Nobody skips it on a control list that is open now."
    )


def _law_waited(asked):
    return asked.env._("The waiting time of the law is over.")


def _credits(asked):
    return asked.env._("The customer's credits cover all that would be asked: nothing is owed now.")


def _total_alone(asked, sentence, total):
    return total


def _allocate_credits(asked):
    return asked.env._(
        "Nothing happens by itself while the credits cover it: allocate them to the invoices."
    )


def _minimum(asked):
    return asked.env._(
        "What the letter would ask, without charges, is below the minimum of %(minimum)s in "
        "company currency.",
        minimum=line_figures.number(asked.options.min_amount),
    )


def _minimum_beside_total(asked, sentence, total):
    if sentence:
        return f"{sentence} {total}"
    env, minimum = asked.env, asked.options.min_amount
    if not minimum:
        return env._("No minimum amount is set.")
    currency = asked.case.company.currency_id
    return env._(
        "The minimum for a letter is %s.",
        formatLang(env, float(minimum), currency_obj=currency),
    )


def _wait_for_more(asked):
    return asked.env._(
        "Nothing happens by itself until more of this customer is late, or the minimum is lowered."
    )


def _enter_the_rate(asked):
    return asked.env._("Nothing happens by itself until the missing rate is entered.")


#: code -> words; which parts a reason needs says :func:`reason_parts.parts_of`
WORDS = {
    reasons.NOT_CLAIM.code: Words(
        label="No claim: money that was paid out",
        title=lambda env: env._("Claim"),
        sentence=_claim,
        advice=_match_the_payment,
    ),
    reasons.NON_TRADE.code: Words(
        label="On a non-trade account",
        title=lambda env: env._("Account"),
        sentence=_account,
        advice=_move_to_trade,
    ),
    reasons.NO_DUE_DATE.code: Words(
        label="No due date",
        title=lambda env: env._("Has a due date"),
        sentence=_has_due_date,
        advice=_set_a_due_date,
    ),
    reasons.NOT_DUE.code: Words(
        label="Not due yet",
        title=lambda env: env._("Due date"),
        sentence=_due,
        over=_is_late,
    ),
    reasons.GRACE.code: Words(
        label="Within the always allowed payment term",
        title=lambda env: env._("Always allowed payment term"),
        sentence=_grace,
        over=_grace_is_over,
    ),
    reasons.BLOCKED.code: Words(
        label="Blocked or on hold",
        title=lambda env: env._("Blocked or on hold"),
        sentence=_block,
        advice=_end_the_block,
    ),
    reasons.FILTERED.code: Words(
        label="Outside the criteria of the run",
        title=lambda env: env._("Criteria of the run"),
        sentence=_criteria,
    ),
    reasons.NO_SHEET.code: Words(
        label="No dunning sheet for the customer",
        title=lambda env: env._("Dunning sheet"),
        sentence=_sheet,
        advice=_make_a_sheet,
    ),
    reasons.TOO_OLD.code: Words(
        label="Older than the oldest due date",
        title=lambda env: env._("Oldest due date"),
        sentence=_oldest,
        advice=_lower_the_oldest,
    ),
    reasons.IN_PAYMENT.code: Words(
        label="A payment is under way",
        title=lambda env: env._("Payment under way"),
        sentence=_under_way,
        advice=_wait_for_the_payment,
    ),
    reasons.DIRECT_DEBIT.code: Words(
        label="We collect it by direct debit",
        title=lambda env: env._("Direct debit"),
        sentence=_collected,
        over=_direct_debit_is_over,
    ),
    reasons.UNSENT.code: Words(
        label="The invoice was never sent",
        title=lambda env: env._("Sent to the customer"),
        sentence=_was_sent,
        advice=_send_the_invoice,
    ),
    reasons.EXHAUSTED.code: Words(
        label="Last level reached",
        title=lambda env: env._("Last level"),
        sentence=_last_level,
        advice=_after_the_last_level,
    ),
    reasons.TOO_SOON.code: Words(
        label="Reminded too recently",
        title=lambda env: env._("Days since the last reminder"),
        sentence=_interval,
        over=_interval_is_over,
    ),
    reasons.TOO_YOUNG.code: Words(
        label="Not overdue long enough for the next level",
        title=lambda env: env._("Days late for the next level"),
        sentence=_age,
        over=_is_old_enough,
    ),
    reasons.SKIPPED.code: Words(
        label="Skipped this time",
        title=lambda env: env._("Skipped by hand"),
        sentence=_skips,
    ),
    reasons.LAW_WAITING.code: Words(
        label="The waiting time of the law is not over",
        title=lambda env: env._("Waiting time of the law"),
        note=law_words.waiting_words,
        over=_law_waited,
    ),
    reasons.IN_CREDIT.code: Words(
        label="Customer owes nothing after credits",
        title=lambda env: env._("Total of the letter"),
        sentence=_credits,
        total=_total_alone,
        advice=_allocate_credits,
    ),
    reasons.BELOW_MINIMUM.code: Words(
        label="Below the minimum amount",
        title=lambda env: env._("Minimum amount"),
        sentence=_minimum,
        total=_minimum_beside_total,
        advice=_wait_for_more,
    ),
    reasons.NO_RATE.code: Words(
        label="An interest rate by law is missing",
        title=lambda env: env._("Interest rate by law"),
        note=law_words.missing_rate_words,
        advice=_enter_the_rate,
    ),
    reasons.NO_EURO_RATE.code: Words(
        label="An exchange rate is missing",
        title=lambda env: env._("Exchange rate to EUR"),
        note=law_words.missing_euro_rate_words,
        advice=_enter_the_rate,
    ),
    reasons.PAID.code: Words(label="Paid in the meantime"),
    reasons.CHANGED.code: Words(label="Reminded elsewhere in the meantime"),
    reasons.MERGED.code: Words(label="Customers merged: they get one letter"),
}

reason_parts.keep(WORDS)

#: the selection of a line, in the binding order
LABELS = reason_parts.options()
