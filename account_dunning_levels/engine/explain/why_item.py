"""Why an item is reminded or not, in words; by the same rules as the run."""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...rules.decide import selection
from . import cases, next_event, past, rule_words, why_sheet


def explain(move_lines, key_date=None):
    """Say what a run on ``key_date`` does with each item, and why.

    :return: list of dicts in the order of ``move_lines``, see
        ``account.move.line.action_dunning_explain``
    :raises AccessError: the user may not read the items
    """
    require_items(move_lines)
    result = {}
    for company, lines in move_lines.grouped("company_id").items():
        case = cases.open_case(
            company,
            lines.partner_id._dunning_letter_to().ids,
            key_date or company._dunning_today(),
        )
        result.update(explain_case(case, lines))
    return [result[line.id] for line in move_lines]


def require_items(move_lines):
    """Refuse in one sentence who may not read these items.

    :raises AccessError: the user may not read journal items, or not those of their company
    """
    if not move_lines.has_access("read"):
        raise AccessError(
            move_lines.env._(
                "“Why?” reads the ledger, and you may not read these items: they belong to "
                "another company, or your user has no right to see invoices. Ask an administrator "
                "of Invoicing."
            )
        )


def explain_case(case, lines):
    """Explain items of one company.

    :return: dict item id -> dict, see ``account.move.line.action_dunning_explain``
    """
    env, settings = lines.env, case.settings
    found = {fact.item.id: fact for group in case.rows.values() for fact in group}
    late = (*cases.BY_LETTER, *cases.BY_LAW)
    decided_late = {
        verdict.item.id: verdict
        for proposal in case.proposals.values()
        for verdict in (
            *(verdict for verdict, _reason in proposal.left_out),
            *(verdict for notice in proposal.notices for verdict in notice.others),
        )
        if verdict.reason in late
    }
    # read together, so that their words cost no query an item; sudo: as in open_case
    held = {found[line.id].item.hold_id for line in lines if line.id in found} - {None}
    env["account.dunning.hold"].sudo().browse(held).fetch()
    choices = why_sheet.Choices(env, case)
    history = past.read(env, case, lines)
    result = {}
    for line in lines:
        fact = found.get(line.id)
        if fact is None or fact.item.residual < 0:
            result[line.id] = _not_an_item(line, fact, case, history)
            continue
        choice = choices.of(fact.item.customer_id)
        answer = _judge(
            env, line, fact.item, choice.sheet, settings, decided_late.get(line.id), case, history
        )
        answer["sheet_why"] = choice.sentences
        result[line.id] = answer
    return result


def _judge(env, line, item, sheet, settings, decided_late, case, history):
    """
    :param decided_late: :class:`rules.decide.selection.Verdict` of the letter or the law, or None
    """
    context, options = settings.context, settings.context.options
    verdict = selection.decide(item, sheet, context)
    total_reason = decided_late.reason if decided_late and not verdict.reason else ""
    if total_reason:
        verdict = decided_late
    reason = verdict.reason
    following = selection.next_action_date(item, sheet, options, case.law_of(item))
    checks = [
        (rule, applies, rule_words.sentence_of(env, rule, item, sheet, verdict, settings))
        for rule, applies in selection.trail(item, sheet, context)
        if rule not in cases.BY_RUN
    ]
    if total_reason:
        if total_reason in cases.BY_LETTER:
            # nothing happens by itself until something else is owed, booked or entered
            following = None
        sentence = rule_words.sentence_of(env, total_reason, item, sheet, verdict, settings)
        checks.append((total_reason, True, sentence))
    level = verdict.level.number if verdict.level else False
    if reason:
        sentence = next(text for rule, _applies, text in checks if rule == reason)
    else:
        sentence = env._(
            "A run of %(date)s reminds this item at level %(level)s.",
            date=format_date(env, context.key_date),
            level=level,
        )
    return {
        **_head(line, case),
        "reason": reason,
        "level": item.level,
        "level_source": history.level_source(line),
        "next_level": level,
        "next_date": fields.Date.to_string(following) if following else False,
        "days_overdue": verdict.days_overdue,
        "sheet": sheet.name if sheet else False,
        "sheet_id": sheet.id if sheet else False,
        "checks": [list(check) for check in checks],
        "rules": _rules(env, line, reason, checks, case, history),
        "sentence": sentence,
        "open_run": history.open_run(line),
        **next_event.following(env, line, verdict, reason, case, history),
    }


def _head(line, case):
    return {
        "move_line_id": line.id,
        "name": line.move_id.name or line.name or "",
        "company": case.company.name,
        "due_date": fields.Date.to_string(line.date_maturity) if line.date_maturity else False,
        "residual": formatLang(
            line.env, line.amount_residual_currency, currency_obj=line.currency_id
        ),
    }


def _rules(env, line, reason, checks, case, history):
    """All rules in their binding order, each with its value and what it says.

    ``verdict``: ``passed`` (no obstacle), ``decides``, ``would`` (would keep the item back too),
    ``later`` (comes after the one that decides, and is no obstacle), ``open`` (only a run says).
    """
    words = {rule: (applies, sentence) for rule, applies, sentence in checks}
    titles, rows, decided = rule_words.titles(env), [], False
    for rule in selection.REASONS:
        if rule in cases.BY_LAW and rule != reason:
            continue  # no obstacle, and no matter for who follows no law
        applies, sentence = words.get(rule, (False, ""))
        if rule in cases.BY_RUN:
            verdict, sentence = "open", _of_a_run(env, rule, line, history)
        elif rule == reason:
            verdict, decided = "decides", True
        elif applies:
            verdict = "would"
        else:
            verdict = "later" if decided else "passed"
        if rule in cases.BY_LETTER and rule not in cases.BY_LAW:
            sentence = _of_the_letter(env, rule, line, sentence, case)
        rows.append({"rule": rule, "title": titles[rule], "verdict": verdict, "sentence": sentence})
    return rows


def _of_a_run(env, rule, line, history):
    if rule == "filtered":
        return env._("Asked without the criteria of a run. A run can leave items out by its own.")
    return history.skipped(line) or env._("Nobody skips it on a control list that is open now.")


def _of_the_letter(env, rule, line, sentence, case):
    """Total and minimum of the letter the item is on, or would be on."""
    net, currency_id = case.nets.get(line.id, (None, None))
    if net is None:
        return sentence or env._("Only counts for an item that goes on a letter.")
    currency = env["res.currency"].browse(currency_id)
    total = env._(
        "The letter would ask %s, credits deducted, without charges.",
        formatLang(env, float(net), currency_obj=currency),
    )
    if rule == "in_credit":
        return total
    if sentence:
        return f"{sentence} {total}"
    minimum = case.settings.context.options.min_amount
    if not minimum:
        return env._("No minimum amount is set.")
    return env._(
        "The minimum for a letter is %s.",
        formatLang(env, float(minimum), currency_obj=case.company.currency_id),
    )


def _not_an_item(line, fact, case, history):
    env = line.env
    sentence, advice = _why_no_item(env, line, case)
    return {
        **_head(line, case),
        "reason": "paid" if line.reconciled else "no_item",
        "level": line.dunning_level,
        "level_source": history.level_source(line) if line.dunning_level else "",
        "next_level": False,
        "next_date": False,
        "days_overdue": 0,
        "sheet": False,
        "sheet_why": [],
        "sheet_id": False,
        "checks": [],
        "rules": [],
        "sentence": sentence,
        "open_run": "",
        "next_event": advice,
        "next_event_date": False,
        "first_date": False,
        "events": [],
    }


def _why_no_item(env, line, case):
    """Why an item is never reminded as it stands, and what its user can do."""
    if line.parent_state == "cancel":
        return env._("The entry is cancelled."), ""
    if line.parent_state != "posted":
        return env._("The entry is not posted."), env._("It counts once it is posted.")
    if line.account_type != "asset_receivable" or line.move_id.is_purchase_document():
        return (
            env._("This is not an open item of a customer."),
            env._("Only receivables of customers are reminded; vendor bills never are."),
        )
    if line.reconciled or not line.amount_residual_currency:
        return env._("The item is paid: nothing is open."), ""
    if not line.partner_id:
        return env._("The item has no customer. Set one on the entry."), ""
    if line.amount_residual_currency < 0:
        return (
            env._("This is a credit; it lowers what the customer's next letter asks."),
            env._("Allocate it to an invoice to close both."),
        )
    if not line.date_maturity:
        return env._("The item has no due date. Set one on the entry."), ""
    if line.no_followup:
        return (
            env._("The item is marked “no follow-up” in Odoo."),
            env._("Take that mark off to have it reminded."),
        )
    return env._("This item is never reminded."), ""
