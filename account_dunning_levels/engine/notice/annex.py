"""How the charges of a letter came about, as rows of a table: for its annex and for the screen.

Read from the JSON that a letter keeps (``calculation`` of the notice and of its lines), and
computed as it stands for one that is not made yet; in the language of the environment.
"""

from dataclasses import dataclass
from fractions import Fraction

from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...rules.base.money import ZERO, decimal_of
from ...rules.decide.notice_states import OPEN
from ...rules.decide.on_law import LawStop
from ...rules.law.calculation import Calculation
from ...rules.law.profiles import fee_rule_of
from . import base_words, calculation, letter_law
from .articles import article_words


@dataclass(frozen=True, slots=True)
class CalculationRow:
    """One row, all texts; what does not apply is empty.

    :ivar kind: ``item`` (a claim begins), ``charge`` (a fine or interest), ``step`` (days at one
        rate), ``note`` (a ceiling, a rounding, why nothing is asked), ``result`` (what is asked)
        or ``total`` (of the letter)
    """

    kind: str
    label: str
    period: str = ""
    days: str = ""
    base: str = ""
    rate: str = ""
    amount: str = ""


def of_notice(notice, law=None):
    """The rows for a notice, in the language of its environment; empty when it has no charges.

    :param law: :class:`notice.letter_law.LetterLaw` of the notice, when it is known
    :return: tuple of :class:`CalculationRow`
    """
    env = notice.env
    by_line, whole = _data(notice)
    explained = {
        line: data
        for line in notice.line_ids
        if line.outcome == "claim" and (data := by_line.get(line) or {}).get("interest")
    }
    rows = []
    for line, data in explained.items():
        rows += _of_line(env, line, data, is_alone=len(explained) == 1)
    single = whole.get("fine")
    if single:
        own = Calculation.from_json(single)
        rows.append(CalculationRow("item", env._("One fine for the whole letter")))
        rows += _of_fine(env, own, _money(env, notice.currency_id), {}, notice.fine_amount)
        rows[-1:-1] = _compensated(env, notice, own)
    if not any(row.kind == "charge" for row in rows):
        return ()
    return (*rows, *_totals(env, notice, law))


def _compensated(env, notice, own):
    """Which invoices the one fine of a letter is for, when the law gives it for each."""
    lines = notice.line_ids.filtered("has_compensation")
    if lines and fee_rule_of(own.rule).per_invoice:
        names = ", ".join(sorted(filter(None, lines.mapped("name"))))
        yield CalculationRow(
            "note", env._("For each invoice of which they are not booked or waived yet: %s", names)
        )


def _data(notice):
    """What was kept with the letter, else what is computed of one that is not made yet.

    :return: ``(lines, letter)``: notice line -> its data, and that of the notice
    """
    kept = {line: line.calculation for line in notice.line_ids if line.outcome == "claim"}
    if notice.state not in OPEN or any(kept.values()):
        return kept, notice.calculation or {}
    try:
        # sudo: what a letter asks may be read by who may read the letter
        by_item, whole = calculation.of_proposal(notice.sudo())
    except LawStop:
        return {}, {}  # the control list says which rate is missing
    return {line: by_item.get(line.move_line_id.id) for line in kept}, whole


def _of_line(env, line, data, is_alone):
    money = _money(env, line.currency_id)
    agreed = data.get("agreed") or {}
    due = format_date(env, line.date_maturity)
    yield CalculationRow(
        "item",
        env._("%(number)s, due on %(date)s", number=line.name or "", date=due),
        amount=money(line.amount_residual),
    )
    for sentence in base_words.sentences(env, data, money):
        yield CalculationRow("note", sentence)
    if data.get("fine"):
        own = Calculation.from_json(data["fine"])
        yield from _of_fine(env, own, money, agreed, line.fine_amount, is_part=not is_alone)
    yield from _of_interest(env, Calculation.from_json(data["interest"]), money, data, agreed)


def _of_fine(env, own, money, agreed, stated, is_part=False):
    """The rows of a fine of which the letter states ``stated``: the rest was asked before.

    :param bool is_part: other items have their own parts of what the law counts over all of them
    """
    if not own.own and not own.reason:
        return
    # what was cut down to the law's ceiling was agreed as well
    is_agreed = own.rule == "agreed" or own.reason == "ceiling"
    rule = "agreed" if is_agreed else own.rule
    label = env._("Fine: %s", rule_words(env, rule))
    yield CalculationRow(
        "charge",
        _with_article(env, label, own),
        base=_base(env, own, money),
        rate=f"{_number(env, agreed['fine_percent'])} %"
        if is_agreed and decimal_of(agreed.get("fine_percent") or ZERO)
        else "",
        amount=money(own.own),
    )
    if is_part and fee_rule_of(own.rule).on_sum and not own.reason:
        yield CalculationRow(
            "note", env._("The part of this item in the amount for all items together")
        )
    least = decimal_of(agreed.get("fine_minimum") or ZERO)
    if is_agreed and least:
        yield CalculationRow("note", env._("At least by the agreement: %s", money(least)))
    yield from _limits(env, own, money)
    before = own.amount - decimal_of(stated)
    if before > ZERO:
        yield CalculationRow(
            "note", env._("Less what was booked or waived before"), amount=money(-before)
        )
    yield CalculationRow("result", env._("Fine asked"), amount=money(own.amount - before))


def _of_interest(env, own, money, data, agreed):
    if not (own.own or own.steps or own.reason):
        return
    yield CalculationRow(
        "charge", _with_article(env, _interest_label(env, own), own), **_months(env, own, money)
    )
    for step in own.steps:
        yield CalculationRow(
            "step",
            "",
            period=f"{format_date(env, step.first_day)} – {format_date(env, step.last_day)}",
            days=str(step.days),
            base=money(step.base),
            rate=f"{_number(env, step.percent)} %",
            amount=_exact(env, step.amount),
        )
    if own.steps:
        rounding = (
            env._("Sum, rounded down to %s", _number(env, own.unit))
            if own.rounding == "down"
            else env._("Sum, rounded to %s, half up", _number(env, own.unit))
        )
        yield CalculationRow("note", rounding, amount=money(own.own))
    least = decimal_of(agreed.get("interest_minimum") or ZERO)
    if own.months and least:
        yield CalculationRow("note", env._("At least by the agreement: %s", money(least)))
    yield from _limits(env, own, money)
    before = min(decimal_of(data.get("interest_before") or ZERO), own.amount)
    if before:
        yield CalculationRow(
            "note", env._("Less what was booked or waived before"), amount=money(-before)
        )
    yield CalculationRow("result", env._("Interest asked"), amount=money(own.amount - before))


def _interest_label(env, own):
    if own.months:
        return env._("Interest as agreed, by the month")
    if own.day_count:
        return env._("Interest by law, %s", day_count_words(env).get(own.day_count, own.day_count))
    return env._("Interest")


def _months(env, own, money):
    """The columns of interest by the month."""
    if not own.months:
        return {}
    months = f"{float(Fraction(own.months)):.4f}".rstrip("0").rstrip(".")
    return {
        "period": env._("%s months", months),
        "base": money(own.base),
        "rate": env._("%s %% a month", _number(env, own.percent)),
        "amount": money(own.own),
    }


def _limits(env, own, money):
    """The ceiling, and why less is asked."""
    if own.ceiling is not None and own.reason == "ceiling":
        yield CalculationRow("note", env._("At most by law, rounded down: %s", money(own.ceiling)))
    elif own.ceiling is not None and own.reason == "announced":
        yield CalculationRow(
            "note", env._("Announced when the free time began: %s", money(own.ceiling))
        )
    elif own.reason:
        yield CalculationRow("note", reason_words(env)[own.reason])
    if own.euro_rate:
        yield CalculationRow(
            "note", env._("Limits in euro at %s for one euro", _number(env, own.euro_rate))
        )


def _totals(env, notice, law):
    money = _money(env, notice.currency_id)
    for label, amount in (
        ((law or letter_law.of_notice(notice)).fine_label(env), notice.fine_amount),
        (env._("Interest"), notice.interest_amount),
    ):
        if amount:
            yield CalculationRow("total", env._("%s, together", label), amount=money(amount))
    yield CalculationRow(
        "total",
        env._("Fine and interest of the letter"),
        amount=money(notice.fine_amount + notice.interest_amount),
    )


def rule_words(env, code):
    """The rule of a :class:`Calculation` by which a fine came about; one of a law that is not
    there any more is shown as it is stored."""
    words = {
        "agreed": env._("as agreed"),
        "legal_rate": env._("legal rate"),
        "free": env._("as agreed"),
        "lump_sum": env._("lump sum"),
        "scale": env._("scale of collection costs on all items together"),
        "compensation": env._("fixed compensation, once for an invoice"),
        "real_cost": env._("real cost of the reminder"),
        "forbidden": env._("none"),
    }
    return words.get(fee_rule_of(code).kind or code, code)


def reason_words(env):
    """Reason of :data:`ceilings.REASONS` -> sentence."""
    return {
        "ceiling": env._("Limited to the highest amount the law allows"),
        "announced": env._("Limited to what was announced when the free time began"),
        "first_reminder": env._("The first reminder is free of charge"),
        "waiting": env._("The time to pay free of charge is not over"),
        "not_warned": env._("The letter that must come first was not sent"),
        "not_allowed": env._("The law allows no such charge"),
        "no_clause": env._("It needs a clause in the contract"),
        "not_running": env._("Interest does not run yet"),
        "costs_once": env._("The costs are asked once for all instalments of the invoice"),
        "not_in_default": env._("The customer is not in default yet"),
    }


def day_count_words(env):
    """Day count -> how days become years."""
    return {
        "act/365": env._("days / 365"),
        "act/act": env._("days / days of the year"),
        "act/360": env._("days / 360"),
        "30E/360": env._("months of 30 days / 360"),
    }


def _with_article(env, label, own):
    return f"{label} ({article_words(env, own.article)})" if own.article else label


def _base(env, own, money):
    rule = fee_rule_of(own.rule)
    if rule.per_invoice:
        return ""  # so much for an invoice, whatever is open of it
    in_euro = own.euro_rate and rule.on_sum
    return (_money(env, env.ref("base.EUR")) if in_euro else money)(own.base)


def _money(env, currency):
    return lambda amount: formatLang(env, float(amount), currency_obj=currency)


def _exact(env, amount):
    """Before it is rounded: four decimals."""
    return formatLang(env, float(amount), digits=4)


def _number(env, value):
    """A number without needless zeros, in the language."""
    text = f"{decimal_of(value).normalize():f}"
    places = len(text.partition(".")[2])
    return formatLang(env, float(text), digits=places)
