"""A hold in words: what it is about, what it says, what became of it."""

from odoo.tools import format_date
from odoo.tools.misc import formatLang


def money_words(hold, amount):
    """An amount of a hold in the reader's format."""
    return formatLang(hold.env, amount, currency_obj=hold.currency_id)


def day_words(hold, value):
    """A date in the reader's format."""
    return format_date(hold.env, value)


def subjects(hold):
    """The customer, the invoice and the open item of a hold: one of them, the others empty."""
    return hold.partner_id, hold.move_id, hold.move_line_id


def subject(hold):
    """The customer, the invoice or the entry, as users know it."""
    move = hold.move_id or hold.move_line_id.move_id
    return hold.partner_id.display_name or move.name or hold.move_line_id.name or ""


def sentence(hold):
    """What is held, up to which day and why, in one sentence: for “Why?” and the lists."""
    what = _by_kind(hold)
    if not hold.reason:
        return what + "."
    return hold.env._("%(what)s: %(reason)s", what=what, reason=hold.reason)


def _by_kind(hold):
    env, until = hold.env, day_words(hold, hold.date_last)
    if hold.kind == "promise":
        return env._(
            "Promised: %(amount)s by %(day)s",
            amount=money_words(hold, hold.amount),
            day=day_words(hold, hold.date_until),
        )
    if hold.kind == "plan":
        return env._(
            "Payment plan of %(amount)s until %(day)s",
            amount=money_words(hold, hold.amount),
            day=day_words(hold, hold.date_until),
        )
    if hold.kind == "handed_over":
        return _handed_over(hold)
    if hold.kind == "disputed":
        return env._("Disputed until %s", until) if until else env._("Disputed")
    if hold.partner_id:
        words = env._("The customer is on hold until %s", until)
        return words if until else env._("The customer is on hold")
    if hold.move_id:
        words = env._("The invoice is on hold until %s", until)
        return words if until else env._("The invoice is on hold")
    return env._("The item is on hold until %s", until) if until else env._("The item is on hold")


def _handed_over(hold):
    values = {
        "day": day_words(hold, hold.date_from),
        "whom": hold.handed_to_id.display_name or "",
        "reference": hold.reference or "",
    }
    if hold.handed_to_id and hold.reference:
        return hold.env._("Handed over to %(whom)s on %(day)s, reference %(reference)s", **values)
    if hold.handed_to_id:
        return hold.env._("Handed over to %(whom)s on %(day)s", **values)
    return hold.env._("Handed over on %(day)s", **values)


def outcome(hold):
    """Whether a promise was kept, in one sentence with its amounts."""
    values = {
        "amount": money_words(hold, hold.amount),
        "received": money_words(hold, hold.amount_received),
        "day": day_words(hold, hold.date_until),
        "subject": subject(hold),
    }
    if hold.state == "kept":
        return hold.env._(
            "Promise kept: %(subject)s, %(amount)s by %(day)s; %(received)s came in.", **values
        )
    missed = hold.instalment_ids.filtered(lambda one: one.state == "missed")[:1]
    if missed:
        values["missed"] = money_words(hold, missed.amount)
        values["day"] = day_words(hold, missed.date)
        return hold.env._(
            "Payment plan broken: %(subject)s, the instalment of %(missed)s by %(day)s was "
            "not paid; %(received)s of %(amount)s came in.",
            **values,
        )
    return hold.env._(
        "Promise broken: %(subject)s, %(amount)s by %(day)s; %(received)s came in.", **values
    )
