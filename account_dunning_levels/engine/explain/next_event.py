"""When something happens next to an item, and what, in words.

The days are by :mod:`rules.decide.selection`.
"""

from datetime import timedelta

from odoo import fields
from odoo.tools import format_date

from ...rules.base import lateness
from ...rules.decide import selection

ONE_DAY = timedelta(days=1)


def following(env, line, verdict, reason, case, history):
    """What comes next for a claim.

    :return: dict ``first_date`` (first day on which a run can remind it as things stand, or False),
        ``events`` (list of ``{date, sentence}`` after the key date, in order),
        ``next_event_date`` (ISO text of the first, or of the key date when it is reminded then,
        or False when nothing happens by itself) and ``next_event`` (in words, never empty)
    """
    key_date = case.key_date
    if not reason:
        sentence = env._(
            "A run of %(date)s reminds it at level %(level)s.",
            date=format_date(env, key_date),
            level=verdict.level.number,
        )
        return _answer([], key_date, sentence, key_date)
    first = _first_reminder(line, verdict, reason, case, history)
    days = _days(env, line, verdict, reason, case, history)
    if first:
        days.append(
            (
                first,
                env._(
                    "From %(date)s a run can remind it, at level %(level)s.",
                    date=format_date(env, first),
                    level=verdict.level.number,
                ),
            )
        )
    # of the same day, the reminder comes last
    events = sorted((pair for pair in days if pair[0] > key_date), key=lambda pair: pair[0])
    if first:
        return _answer(events, events[0][0] if events else first, days[-1][1], first)
    advice = _advice(env, verdict, reason, line, case, history)
    return _answer(events, events[0][0] if events else False, advice)


def _answer(events, day, sentence, first=None):
    return {
        "first_date": fields.Date.to_string(first) if first else False,
        "events": [
            {"date": fields.Date.to_string(when), "sentence": text} for when, text in events
        ],
        "next_event_date": fields.Date.to_string(day) if day else False,
        "next_event": sentence,
    }


def _first_reminder(line, verdict, reason, case, history):
    """First day on which it can be reminded as things stand: holds end, the interval ends.

    None when nothing happens by itself.
    """
    if reason in ("in_credit", "below_minimum", "no_rate", "no_euro_rate"):
        return None
    item, options = verdict.item, case.settings.context.options
    day = selection.next_action_date(
        item._replace(blocked=""), verdict.sheet, options, case.law_of(item)
    )
    if day and item.blocked:
        ends = _hold_ends(line, case, history)
        day = max(day, *ends) if ends else None
    return max(day, case.key_date) if day else None


def _hold_ends(line, case, history):
    """First days without the holds in force; empty when one of the blocks has no end."""
    if _is_disabled(line, case) or line.no_followup:
        return []
    last_days = [hold.date_last for hold in history.holds_of(line)]
    return [day + ONE_DAY for day in last_days] if all(last_days) else []


def _days(env, line, verdict, reason, case, history):
    """The days on which an obstacle falls away; ``(day, sentence)`` in no order."""
    item, options, level = verdict.item, case.settings.context.options, verdict.level
    days = [
        (
            item.due_date + ONE_DAY,
            env._("It is late: due on %s.", format_date(env, item.due_date)),
        )
    ]
    if item.invoice_date and options.grace_days:
        end = lateness.grace_end(item.invoice_date, options.grace_days)
        days.append((end + ONE_DAY, env._("The always allowed payment term is over.")))
    if item.last_date:
        end = selection.interval_end(item.last_date, options)
        days.append((end, env._("The minimum days since the last reminder are over.")))
    if level and level.min_days_overdue > 1:
        days.append(
            (
                item.due_date + timedelta(days=level.min_days_overdue),
                env._(
                    "%(days)s days late, as level %(level)s asks for.",
                    days=level.min_days_overdue,
                    level=level.number,
                ),
            )
        )
    law = case.law_of(item)
    waits_until = law and level and law.earliest(item, level)
    if waits_until:
        days.append((waits_until, env._("The waiting time of the law is over.")))
    days += [
        (hold.date_last + ONE_DAY, _hold_words(env, hold))
        for hold in history.holds_of(line)
        if hold.date_last
    ]
    return days


def _hold_words(env, hold):
    last = format_date(env, hold.date_until)
    if hold.kind == "promise":
        return env._("The promise to pay by %s is due; unpaid, it no longer holds.", last)
    if hold.kind == "plan":
        return env._("The payment plan ends; its last instalment is due on %s.", last)
    return env._("The hold is over; its last day is %s.", last)


def _advice(env, verdict, reason, line, case, history):
    """What to do when nothing happens by itself."""
    if reason == "in_credit":
        return env._(
            "Nothing happens by itself while the credits cover it: allocate them to the invoices."
        )
    if reason == "below_minimum":
        return env._(
            "Nothing happens by itself until more of this customer is late, or the minimum is "
            "lowered."
        )
    if reason in ("no_rate", "no_euro_rate"):
        return env._("Nothing happens by itself until the missing rate is entered.")
    advice = _advice_on_block(env, line, case, history) if verdict.item.blocked else ""
    if advice:
        return advice
    if verdict.sheet is None:
        return env._("Nothing happens by itself: make a dunning sheet for this customer.")
    return env._(
        "Nothing happens by itself: it had the last reminder. Call the customer, hand the claim "
        "over, or lower the level to remind again."
    )


def _advice_on_block(env, line, case, history):
    """What to do about a block that does not end by itself; empty when it does."""
    if _is_disabled(line, case):
        return env._(
            "Nothing happens by itself: reminders are switched off. Switch on “Send reminders” on "
            "the customer."
        )
    if line.no_followup:
        return env._("Nothing happens by itself: take the mark “no follow-up” off the item.")
    if all(hold.date_last for hold in history.holds_of(line)):
        return ""
    return env._("Nothing happens by itself: the hold has no last day. Lift it, or give it one.")


def _is_disabled(line, case):
    """Whether reminders are switched off on who owes the item, or on who gets its letters."""
    debtor = line.partner_id.commercial_partner_id
    letter_to = case.customers.get(debtor._dunning_letter_to().id)
    # sudo: the answer may be read by who may read the item
    return not debtor.sudo().dunning_enabled or letter_to.blocked == "disabled"
