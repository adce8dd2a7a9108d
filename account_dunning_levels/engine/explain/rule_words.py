"""Each rule and the value that it looked at, in words."""

from odoo.tools import format_date

from ...rules.base import lateness
from ...rules.decide import selection
from . import law_words, line_figures


def titles(env):
    return {
        "not_due": env._("Due date"),
        "grace": env._("Always allowed payment term"),
        "blocked": env._("Blocked or on hold"),
        "filtered": env._("Criteria of the run"),
        "no_sheet": env._("Dunning sheet"),
        "exhausted": env._("Last level"),
        "too_soon": env._("Days since the last reminder"),
        "too_young": env._("Days late for the next level"),
        "skipped": env._("Skipped by hand"),
        "in_credit": env._("Total of the letter"),
        "below_minimum": env._("Minimum amount"),
        "law_waiting": env._("Waiting time of the law"),
        "no_rate": env._("Interest rate by law"),
        "no_euro_rate": env._("Exchange rate to EUR"),
    }


def sentence_of(env, rule, item, sheet, verdict, settings):
    """The value a rule looked at, in one sentence; true whether it applies or not."""
    return _SENTENCES[rule](env, item, sheet, verdict, settings.context)


def _not_due(env, item, sheet, verdict, context):
    return env._(
        "Due on %(due)s; late from the day after. Key date %(key)s: %(days)s days late.",
        due=format_date(env, item.due_date),
        key=format_date(env, context.key_date),
        days=verdict.days_overdue,
    )


def _grace(env, item, sheet, verdict, context):
    days = context.options.grace_days
    if not days:
        return env._("No always allowed payment term is set.")
    if not item.invoice_date:
        return env._("No invoice date, so the always allowed payment term does not count.")
    return env._(
        "Always allowed payment term: %(days)s days from the invoice date, up to and including "
        "%(end)s.",
        days=days,
        end=format_date(env, lateness.grace_end(item.invoice_date, days)),
    )


def _blocked(env, item, sheet, verdict, context):
    lines = env["account.dunning.notice.line"]
    if item.hold_id:
        # sudo: as in open_case
        return env["account.dunning.hold"].sudo().browse(item.hold_id)._words()
    words = dict(lines._fields["detail"]._description_selection(env))
    return words.get(item.blocked) or env._("Neither the item nor the customer is on hold.")


def _no_sheet(env, item, sheet, verdict, context):
    if sheet:
        return env._("Dunning sheet: %s.", sheet.name)
    return env._(
        "No dunning sheet is for this customer, and there is none for all customers. Make one."
    )


def _exhausted(env, item, sheet, verdict, context):
    usable = min(len(sheet.levels), context.options.max_level) if sheet else 0
    return env._(
        "The item is at level %(level)s; the sheet and the company allow up to level %(usable)s.",
        level=item.level,
        usable=usable,
    )


def _too_soon(env, item, sheet, verdict, context):
    if not item.last_date:
        return env._("Not reminded before.")
    return env._(
        "Last reminded on %(last)s; the next reminder can leave from %(next)s.",
        last=format_date(env, item.last_date),
        next=format_date(env, selection.interval_end(item.last_date, context.options)),
    )


def _too_young(env, item, sheet, verdict, context):
    if not verdict.level:
        return env._("There is no next level.")
    return env._(
        "Level %(level)s needs at least %(needed)s days overdue; the item has %(days)s.",
        level=verdict.level.number,
        needed=verdict.level.min_days_overdue,
        days=verdict.days_overdue,
    )


def _in_credit(env, item, sheet, verdict, context):
    return env._("The customer's credits cover all that would be asked: nothing is owed now.")


def _below_minimum(env, item, sheet, verdict, context):
    return env._(
        "What the letter would ask, without charges, is below the minimum of %(minimum)s in "
        "company currency.",
        minimum=line_figures.number(context.options.min_amount),
    )


def _of_the_law(reason):
    def sentence(env, item, sheet, verdict, context):
        return law_words.note_words(env, reason, verdict.note)

    return sentence


_SENTENCES = {
    "not_due": _not_due,
    "grace": _grace,
    "blocked": _blocked,
    "no_sheet": _no_sheet,
    "exhausted": _exhausted,
    "too_soon": _too_soon,
    "too_young": _too_young,
    "in_credit": _in_credit,
    "below_minimum": _below_minimum,
    "law_waiting": _of_the_law("law_waiting"),
    "no_rate": _of_the_law("no_rate"),
    "no_euro_rate": _of_the_law("no_euro_rate"),
}
