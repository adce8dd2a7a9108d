"""When something happens next to an item, and what, in words.

The days are by :mod:`rules.decide.reasons`, the words about them by :mod:`explain.reason_words`.
"""

from datetime import timedelta

from odoo import fields
from odoo.tools import format_date

from ...rules.decide import reasons, selection
from . import reason_parts

ONE_DAY = timedelta(days=1)


def following(asked):
    """What comes next for a claim.

    :param asked: :class:`explain.reason_parts.Asked`
    :return: dict ``first_date`` (first day on which a run can remind it as things stand, or False),
        ``events`` (list of ``{date, sentence}`` after the key date, in order),
        ``next_event_date`` (ISO text of the first, or of the key date when it is reminded then,
        or False when nothing happens by itself) and ``next_event`` (in words, never empty)
    """
    env, level, key_date = asked.env, asked.level, asked.context.key_date
    if not asked.verdict.reason:
        sentence = env._(
            "A run of %(date)s reminds it at level %(level)s.",
            date=format_date(env, key_date),
            level=level.number,
        )
        return _answer([], key_date, sentence, key_date)
    first = _first_reminder(asked)
    days = [*_ends_of_reasons(asked), *_ends_of_holds(asked)]
    if first:
        days.append(
            (
                first,
                env._(
                    "From %(date)s a run can remind it, at level %(level)s.",
                    date=format_date(env, first),
                    level=level.number,
                ),
            )
        )
    # of the same day, the reminder comes last
    events = sorted((pair for pair in days if pair[0] > key_date), key=lambda pair: pair[0])
    if first:
        return _answer(events, events[0][0] if events else first, days[-1][1], first)
    return _answer(events, events[0][0] if events else False, _advice(asked))


def _answer(events, day, sentence, first=None):
    return {
        "first_date": fields.Date.to_string(first) if first else False,
        "events": [
            {"date": fields.Date.to_string(when), "sentence": text} for when, text in events
        ],
        "next_event_date": fields.Date.to_string(day) if day else False,
        "next_event": sentence,
    }


def _first_reminder(asked):
    """First day on which it can be reminded as things stand: holds end, the interval ends.

    None when nothing happens by itself.
    """
    if reasons.of(asked.verdict.reason).ends == reasons.WITH_CHANGE:
        return None
    item = asked.item
    day = selection.next_action_date(
        item._replace(blocked=""), asked.sheet, asked.options, asked.law
    )
    if day and item.blocked:
        ends = _hold_ends(asked)
        day = max(day, *ends) if ends else None
    return max(day, asked.context.key_date) if day else None


def _hold_ends(asked):
    """First days without the holds in force; empty when one of the blocks has no end."""
    if asked.is_disabled or asked.line.no_followup or asked.is_move_blocked:
        return []
    last_days = [hold.date_last for hold in asked.holds]
    return [day + ONE_DAY for day in last_days] if all(last_days) else []


def _ends_of_reasons(asked):
    """The days on which a reason ends by itself; ``(day, sentence)`` in their binding order."""
    for reason in reasons.in_order():
        if reason.ends != reasons.ON_A_DAY:
            continue
        day = _end_of(reason, asked)
        sentence = day and day != reasons.NEVER and reason_parts.of(reason.code).over(asked)
        if sentence:
            yield day, sentence


def _end_of(reason, asked):
    """First day on which a reason of item or law does not apply any more; None: no matter."""
    if reason.decided_by != reasons.LAW:
        return reason.until(asked.item, asked.level, asked.options)
    return asked.law and asked.level and asked.law.earliest(asked.item, asked.level)


def _ends_of_holds(asked):
    return [
        (hold.date_last + ONE_DAY, _hold_words(asked.env, hold))
        for hold in asked.holds
        if hold.date_last
    ]


def _hold_words(env, hold):
    last = format_date(env, hold.date_until)
    if hold.kind == "promise":
        return env._("The promise to pay by %s is due; unpaid, it no longer holds.", last)
    if hold.kind == "plan":
        return env._("The payment plan ends; its last instalment is due on %s.", last)
    return env._("The hold is over; its last day is %s.", last)


def _advice(asked):
    """What to do when nothing happens by itself: about the first reason that stays."""
    obstacles = selection.trail(asked.item, asked.sheet, asked.context)
    for code in (asked.verdict.reason, *(code for code, applies in obstacles if applies)):
        words = reason_parts.of(code)
        advice = words.advice and words.advice(asked)
        if advice:
            return advice
    # a block without a hold, mark or switch behind it; not met as long as all is read together
    return reason_parts.of(reasons.EXHAUSTED.code).advice(asked)
