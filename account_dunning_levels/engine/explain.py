"""Why an item is reminded or not, in words; by the same rules as the run."""

from odoo import fields
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..rules import lateness, selection
from ..rules import notices as notice_rules
from ..rules.money import decimal_of
from . import facts as fact_reader


def explain(move_lines, key_date=None):
    """Say what a run on ``key_date`` does with each item, and why.

    :return: list of dicts in the order of ``move_lines``, see
        ``account.move.line.action_dunning_explain``
    """
    move_lines.check_access("read")
    result = {}
    for company, lines in move_lines.grouped("company_id").items():
        result.update(_explain_company(company, lines, key_date or company._dunning_today()))
    return [result[line.id] for line in move_lines]


def _explain_company(company, lines, key_date):
    # sudo: the reader may read the items; sheets, holds and customers are needed to judge them
    env = lines.env(su=True)
    settings = fact_reader.current_settings(company.with_env(env), key_date)
    debtors = lines.partner_id.commercial_partner_id.ids
    customers = fact_reader.read_customers(env, company.with_env(env), debtors, key_date)
    # all items of these customers: the total of a letter can be the reason
    rows = fact_reader.read_items(env, company.with_env(env), key_date, customers, settings)
    found = {fact.item.id: fact for group in rows.values() for fact in group}
    by_total = _left_out_by_total(rows, customers, settings)
    result = {}
    for line in lines:
        fact = found.get(line.id)
        if fact is None or fact.item.residual < 0:
            result[line.id] = _not_an_item(line, fact)
            continue
        customer = customers[fact.item.customer_id]
        sheet = fact_reader.sheet_of(customer, settings)
        total_reason = by_total.get(line.id, "")
        result[line.id] = _judge(lines.env, line, fact.item, sheet, settings, total_reason)
    return result


def _left_out_by_total(rows, customers, settings):
    """Item id -> ``in_credit`` or ``below_minimum``: what its letter would come to says no."""
    reasons = {}
    for debtor_id, own in rows.items():
        proposal = notice_rules.propose(
            [fact.item for fact in own],
            fact_reader.sheet_of(customers[debtor_id], settings),
            settings.context,
            settings.currencies,
        )
        reasons.update(
            {
                verdict.item.id: reason
                for verdict, reason in proposal.left_out
                if reason in ("in_credit", "below_minimum")
            }
        )
    return reasons


def _judge(env, line, item, sheet, settings, total_reason=""):
    context, options = settings.context, settings.context.options
    verdict = selection.decide(item, sheet, context)
    reason = verdict.reason or total_reason
    following = selection.next_action_date(item, sheet, options)
    checks = [
        (rule, applies, _rule_sentence(env, rule, item, sheet, verdict, settings))
        for rule, applies in selection.trail(item, sheet, context)
        if rule not in ("filtered", "skipped")
    ]
    if total_reason:
        # nothing happens by itself until something else is owed or booked
        following = None
        sentence = _rule_sentence(env, total_reason, item, sheet, verdict, settings)
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
        "move_line_id": line.id,
        "name": line.move_id.name or line.name or "",
        "reason": reason,
        "level": item.level,
        "next_level": level,
        "next_date": fields.Date.to_string(following) if following else False,
        "days_overdue": verdict.days_overdue,
        "sheet": sheet.name if sheet else False,
        "checks": [list(check) for check in checks],
        "sentence": sentence,
    }


def _not_an_item(line, fact):
    env = line.env
    if fact is not None:
        sentence = env._("This is a credit; it lowers what the customer's next letter asks.")
    elif line.reconciled or not line.amount_residual_currency:
        sentence = env._("The item is paid: nothing is open.")
    elif line.parent_state != "posted":
        sentence = env._("The entry is not posted.")
    elif line.account_type != "asset_receivable":
        sentence = env._("This is not an open item of a customer.")
    elif not line.partner_id:
        sentence = env._("The item has no customer. Set one on the entry.")
    elif not line.date_maturity:
        sentence = env._("The item has no due date. Set one on the entry.")
    elif line.no_followup:
        sentence = env._("The item is marked “no follow-up” in Odoo.")
    else:
        sentence = env._("This item is never reminded.")
    return {
        "move_line_id": line.id,
        "name": line.move_id.name or line.name or "",
        "reason": "paid" if line.reconciled else "no_item",
        "level": line.dunning_level,
        "next_level": False,
        "next_date": False,
        "days_overdue": 0,
        "sheet": False,
        "checks": [],
        "sentence": sentence,
    }


def _rule_sentence(env, rule, item, sheet, verdict, settings):
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
        minimum=_number(context.options.min_amount),
    )


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
}


def explain_lines(lines):
    """How the figures of notice lines were computed.

    :return: dict line id -> text, one sentence a line
    """
    result = {}
    for run, own in lines.grouped("run_id").items():
        if not run.settings:
            continue
        settings = fact_reader.frozen_settings(run.sudo())  # sudo: settings are no secret
        for line in own:
            result[line.id] = "\n".join(_figures(line, settings))
    return result


def _figures(line, settings):
    env = line.env
    if line.reason:
        reasons = line._fields["reason"]._description_selection(env)
        yield env._("Left out: %s.", dict(reasons)[line.reason])
    if line.detail:
        yield dict(line._fields["detail"]._description_selection(env))[line.detail] + "."
    sheet = settings.sheet(line.sheet_id.id)
    level = sheet and next((lv for lv in sheet.levels if lv.number == line.level_after), None)
    if line.outcome != "claim" or not level:
        return
    yield _figure_of_fine(line, level, settings)
    yield _figure_of_interest(line, level, sheet, settings)


def _figure_of_fine(line, level, settings):
    env = line.env
    if settings.context.options.single_fine:
        return env._("Fine: one for the whole reminder, on its net total.")
    return env._(
        "Fine: %(percent)s %% of %(base)s, at least %(minimum)s (level %(level)s) = %(amount)s.",
        percent=_in_language(line.env, _number(level.fine_percent)),
        base=_money(line, line.amount_residual),
        minimum=_money(
            line, settings.currencies.from_company(level.fine_minimum, line.currency_id.id)
        ),
        level=level.number,
        amount=_money(line, line.fine_amount),
    )


def _figure_of_interest(line, level, sheet, settings):
    env = line.env
    months = lateness.interest_months(
        sheet.interest_months, line.date_maturity, settings.context.key_date
    )
    minimum = settings.currencies.from_company(level.interest_minimum, line.currency_id.id)
    return env._(
        "Interest: %(percent)s %% a month of %(base)s over %(months)s months (%(days)s days), at "
        "least %(minimum)s when there is any = %(amount)s.",
        percent=_in_language(line.env, _number(level.interest_monthly_percent)),
        base=_money(line, line.amount_residual),
        months=_in_language(line.env, f"{float(months):.4f}".rstrip("0").rstrip(".")),
        days=line.days_overdue,
        minimum=_money(line, minimum),
        amount=_money(line, line.interest_amount),
    )


def _in_language(env, number):
    """A plain number with the decimal sign of the reader's language."""
    return number.replace(".", env["res.lang"]._get_data(code=env.lang or "en_US").decimal_point)


def _number(value):
    return f"{decimal_of(value).normalize():f}"


def _money(line, amount):
    return formatLang(line.env, float(amount), currency_obj=line.currency_id)
