"""Why an item is reminded or not, in words; by the same rules as the run."""

from dataclasses import dataclass, replace

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..rules.base import charges as charge_rules
from ..rules.base import lateness
from ..rules.base.money import ZERO, decimal_of
from ..rules.decide import notices as notice_rules
from ..rules.decide import selection
from . import calculations, explain_history, explain_law, explain_next, explain_sheet
from . import facts as fact_reader

#: decided for a whole letter, after the rules for each item
BY_LETTER = ("in_credit", "below_minimum", "no_rate", "no_euro_rate")
#: decided by the law on the charges, once everything else lets an item be reminded
BY_LAW = ("law_waiting", "no_rate", "no_euro_rate")
#: what only a run of its own can say: its criteria, and what its user skipped
BY_RUN = ("filtered", "skipped")


@dataclass(frozen=True, slots=True)
class Case:
    """What the ledger says about some customers on a day, and what the rules make of it.

    :ivar customers: debtor id -> :class:`facts.Customer`
    :ivar rows: debtor id -> list of :class:`facts.Fact`, all open items of the debtor
    :ivar proposals: debtor id -> :class:`rules.decide.notices.Proposal`
    :ivar nets: item id -> ``(net, currency)`` of the letter that asks for it, or that would if
        it were worth sending
    """

    company: object
    settings: object
    customers: dict
    rows: dict
    proposals: dict
    nets: dict

    @property
    def key_date(self):
        return self.settings.context.key_date

    def law_of(self, item):
        """The law on the charges of an item (:class:`rules.decide.on_law.Lawful`), or None."""
        customer = self.customers.get(item.customer_id)
        return customer and self.settings.law_of(customer)


def explain(move_lines, key_date=None):
    """Say what a run on ``key_date`` does with each item, and why.

    :return: list of dicts in the order of ``move_lines``, see
        ``account.move.line.action_dunning_explain``
    :raises AccessError: the user may not read the items
    """
    require_items(move_lines)
    result = {}
    for company, lines in move_lines.grouped("company_id").items():
        case = open_case(
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


def open_case(company, debtor_ids, key_date):
    """Read what is known about customers, for questions of one company.

    :param debtor_ids: customers who get letters, see ``res.partner._dunning_letter_to``
    """
    # sudo: the reader may read the items; sheets, holds and customers are needed to judge them
    company = company.sudo()
    env = company.env
    settings = fact_reader.current_settings(company, key_date)
    customers = fact_reader.read_customers(env, company, debtor_ids, key_date)
    # all items of these customers: the total of a letter can be the reason
    rows = fact_reader.read_items(env, company, key_date, customers, settings)
    proposals = _propose(rows, customers, settings)
    # whatever it comes to: the letters that are not worth sending have a total too
    low = replace(
        settings,
        context=replace(
            settings.context, options=replace(settings.context.options, min_amount=ZERO)
        ),
    )
    needed = {key: own for key, own in rows.items() if proposals[key].left_out}
    nets = {}
    for proposal in (*_propose(needed, customers, low).values(), *proposals.values()):
        for notice in proposal.notices:
            for claim in notice.claims:
                nets[claim.verdict.item.id] = (notice.net, notice.currency_id)
    return Case(company, settings, customers, rows, proposals, nets)


def _propose(rows, customers, settings):
    return {
        debtor_id: notice_rules.propose(
            [fact.item for fact in own],
            fact_reader.sheet_of(customers[debtor_id], settings),
            settings.context,
            settings.currencies,
            settings.law_of(customers[debtor_id]),
        )
        for debtor_id, own in rows.items()
    }


def explain_case(case, lines):
    """Explain items of one company.

    :return: dict item id -> dict, see ``account.move.line.action_dunning_explain``
    """
    env, settings = lines.env, case.settings
    found = {fact.item.id: fact for group in case.rows.values() for fact in group}
    late = (*BY_LETTER, *BY_LAW)
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
    choices = explain_sheet.Choices(env, case)
    history = explain_history.read(env, case, lines)
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
        (rule, applies, _rule_sentence(env, rule, item, sheet, verdict, settings))
        for rule, applies in selection.trail(item, sheet, context)
        if rule not in BY_RUN
    ]
    if total_reason:
        if total_reason in BY_LETTER:
            # nothing happens by itself until something else is owed, booked or entered
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
        **explain_next.following(env, line, verdict, reason, case, history),
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
    titles, rows, decided = _titles(env), [], False
    for rule in selection.REASONS:
        if rule in BY_LAW and rule != reason:
            continue  # no obstacle, and no matter for who follows no law
        applies, sentence = words.get(rule, (False, ""))
        if rule in BY_RUN:
            verdict, sentence = "open", _of_a_run(env, rule, line, history)
        elif rule == reason:
            verdict, decided = "decides", True
        elif applies:
            verdict = "would"
        else:
            verdict = "later" if decided else "passed"
        if rule in BY_LETTER and rule not in BY_LAW:
            sentence = _of_the_letter(env, rule, line, sentence, case)
        rows.append({"rule": rule, "title": titles[rule], "verdict": verdict, "sentence": sentence})
    return rows


def _titles(env):
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
        minimum=_number(context.options.min_amount),
    )


def _of_the_law(reason):
    def sentence(env, item, sheet, verdict, context):
        return explain_law.note_words(env, reason, verdict.note)

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


def explain_lines(lines):
    """How the figures of notice lines were computed.

    :return: dict line id -> text, one sentence a line
    """
    result = {}
    for run, own in lines.grouped("run_id").items():
        settings = fact_reader.frozen_settings(run.sudo())  # sudo: settings are no secret
        if not settings:
            continue
        found = _calculations(own) if settings.laws else {}
        for line in own:
            data = found.get(line) or line.calculation
            result[line.id] = "\n".join(_figures(line, settings, data))
    return result


def _calculations(lines):
    """What is computed now of claims whose letter is not made yet: line -> data."""
    found = {}
    open_ones = lines.filtered(lambda line: line.outcome == "claim" and not line.calculation)
    # sudo: what a letter asks may be read by who may read its line
    for notice, own in open_ones.grouped(lambda line: line.notice_id.sudo()).items():
        if notice.state in ("proposed", "ready"):
            by_item, _letter = calculations.of_proposal(notice)
            found.update({line: by_item.get(line.move_line_id.id) for line in own})
    return found


def _figures(line, settings, data):
    env = line.env
    if line.reason:
        reasons = line._fields["reason"]._description_selection(env)
        yield env._("Left out: %s.", dict(reasons)[line.reason])
    if line.detail:
        yield line.detail_words
    if line.reason in BY_LAW and data:
        yield explain_law.note_words(env, line.reason, data.get(line.reason))
    sheet = settings.sheet(line.sheet_id.id)
    level = sheet and next((lv for lv in sheet.levels if lv.number == line.level_after), None)
    if line.outcome != "claim" or not level:
        return
    # sudo: whether an invoice asks for charges is no secret
    if line.move_id.sudo().dunning_notice_id:
        yield env._("It asks for the charges of a reminder, and bears no charges itself.")
        return
    if data and data["interest"]["profile"] != "none":
        yield from explain_law.line_words(env, data, line.currency_id)
        return
    yield _figure_of_fine(line, level, settings)
    yield from _figure_of_interest(line, level, sheet, settings)


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
    minimum = settings.currencies.from_company(level.interest_minimum, line.currency_id.id)
    whole = charge_rules.interest(
        decimal_of(line.amount_residual),
        level.interest_monthly_percent,
        minimum,
        sheet.interest_months,
        line.date_maturity,
        settings.context.key_date,
        settings.currencies.step(line.currency_id.id),
    )
    yield env._(
        "Interest: %(percent)s %% a month of %(base)s over %(months)s months (%(days)s days), at "
        "least %(minimum)s when there is any = %(amount)s.",
        percent=_in_language(line.env, _number(level.interest_monthly_percent)),
        base=_money(line, line.amount_residual),
        months=_in_language(line.env, f"{float(whole.months):.4f}".rstrip("0").rstrip(".")),
        days=line.days_overdue,
        minimum=_money(line, minimum),
        amount=_money(line, whole.amount),
    )
    before = whole.amount - decimal_of(line.interest_amount)
    if before > 0:
        yield env._(
            "Less %(before)s of it that was booked or waived before = %(amount)s.",
            before=_money(line, before),
            amount=_money(line, line.interest_amount),
        )


def _in_language(env, number):
    """A plain number with the decimal sign of the reader's language."""
    return number.replace(".", env["res.lang"]._get_data(code=env.lang or "en_US").decimal_point)


def _number(value):
    return f"{decimal_of(value).normalize():f}"


def _money(line, amount):
    return formatLang(line.env, float(amount), currency_obj=line.currency_id)
