"""Why an item is reminded or not, in words; by the same rules as the run."""

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...rules.decide import reasons, selection
from . import cases, next_event, past, reason_parts, why_sheet
from .reason_parts import Asked

#: what the answer says of an item that is no open claim on a customer: on no list, so no reason
NO_ITEM = "no_item"


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
            lines.partner_id._dunning_letter_to(company).ids,
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
    env = lines.env
    found = {fact.item.id: fact for group in case.rows.values() for fact in group}
    decided_late = {
        verdict.item.id: verdict
        for proposal in case.proposals.values()
        for verdict in (
            *(verdict for verdict, _reason in proposal.left_out),
            *(verdict for notice in proposal.notices for verdict in notice.others),
        )
        if reasons.of(verdict.reason).decided_by in (reasons.LETTER, reasons.LAW)
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
        answer = _judge(line, fact.item, choice.sheet, decided_late.get(line.id), case, history)
        answer["sheet_why"] = choice.sentences
        result[line.id] = answer
    return result


def _judge(line, item, sheet, decided_late, case, history):
    """
    :param decided_late: :class:`rules.decide.selection.Verdict` of the letter or the law, or None
    """
    context, options = case.settings.context, case.settings.context.options
    verdict = selection.decide(item, sheet, context)
    if decided_late and not verdict.reason:
        verdict = decided_late
    asked = Asked(line, verdict, case, history)
    reason = verdict.reason and reasons.of(verdict.reason)
    following = selection.next_action_date(item, sheet, options, asked.law)
    if reason and reason.ends == reasons.WITH_CHANGE:
        # nothing happens by itself until something else is owed, booked or entered
        following = None
    checks = _checks(asked)
    level = verdict.level.number if verdict.level else False
    if reason:
        sentence = next(text for code, _applies, text in checks if code == reason.code)
    else:
        sentence = line.env._(
            "A run of %(date)s reminds this item at level %(level)s.",
            date=format_date(line.env, context.key_date),
            level=level,
        )
    return {
        **_head(line, case),
        "reason": verdict.reason,
        "level": item.level,
        "level_source": history.level_source(line),
        "next_level": level,
        "next_date": fields.Date.to_string(following) if following else False,
        "days_overdue": verdict.days_overdue,
        "sheet": sheet.name if sheet else False,
        "sheet_id": sheet.id if sheet else False,
        "checks": [list(check) for check in checks],
        "rules": _rules(asked, checks),
        "sentence": sentence,
        "open_run": history.open_run(line),
        **next_event.following(asked),
    }


def _checks(asked):
    """The rules on the item, and what letter or law decided: ``(code, applies, sentence)``."""
    checks = [
        (code, applies, reason_parts.of(code).sentence_of(asked))
        for code, applies in selection.trail(asked.item, asked.sheet, asked.context)
        if reasons.of(code).decided_by != reasons.RUN
    ]
    reason = asked.verdict.reason
    if reason and reasons.of(reason).decided_by in (reasons.LETTER, reasons.LAW):
        checks.append((reason, True, reason_parts.of(reason).sentence_of(asked)))
    return checks


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


def _rules(asked, checks):
    """All rules in their binding order, each with its value and what it says.

    ``verdict``: ``passed`` (no obstacle), ``decides``, ``would`` (would keep the item back too),
    ``later`` (comes after the one that decides, and is no obstacle), ``open`` (only a run says).
    """
    checked = {code: (applies, sentence) for code, applies, sentence in checks}
    rows, is_decided = [], False
    for reason in reasons.in_order():
        decides = reason.code == asked.verdict.reason
        if reason.decided_by == reasons.LAST_LOOK:
            continue
        if reason.decided_by == reasons.LAW and not decides:
            continue  # no obstacle, and no matter for who follows no law
        words = reason_parts.of(reason.code)
        applies, sentence = checked.get(reason.code, (False, ""))
        if reason.decided_by == reasons.RUN:
            verdict, sentence = "open", words.sentence_of(asked)
        elif decides:
            verdict, is_decided = "decides", True
        elif applies:
            verdict = "would"
        else:
            verdict = "later" if is_decided else "passed"
        if reason.decided_by == reasons.LETTER:
            sentence = _with_total(asked, words, sentence)
        rows.append(
            {
                "rule": reason.code,
                "title": words.title(asked.env),
                "verdict": verdict,
                "sentence": sentence,
            }
        )
    return rows


def _with_total(asked, words, sentence):
    """What a rule on the total says, with that of the letter the item is, or would be on."""
    env = asked.env
    net, currency_id = asked.case.nets.get(asked.line.id, (None, None))
    if net is None:
        return sentence or env._("Only counts for an item that goes on a letter.")
    currency = env["res.currency"].browse(currency_id)
    total = env._(
        "The letter would ask %s, credits deducted, without charges.",
        formatLang(env, float(net), currency_obj=currency),
    )
    return words.total(asked, sentence, total)


def _not_an_item(line, fact, case, history):
    env = line.env
    sentence, advice = _why_no_item(env, line, case)
    return {
        **_head(line, case),
        "reason": reasons.PAID.code if line.reconciled else NO_ITEM,
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
    if line.no_followup:
        return (
            env._("The item is marked “no follow-up” in Odoo."),
            env._("Take that mark off to have it reminded."),
        )
    return env._("This item is never reminded."), ""
