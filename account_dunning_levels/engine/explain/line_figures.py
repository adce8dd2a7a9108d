"""How the figures of a line of the control list were computed, in words."""

from odoo.tools.misc import formatLang

from ...rules.base.charges import interest
from ...rules.base.money import decimal_of
from ..notice import base_words, calculation
from ..terms import run_settings
from . import law_words, reason_parts


def explain_lines(lines):
    """How the figures of notice lines were computed.

    :return: dict line id -> text, one sentence a line
    """
    result = {}
    for run, own in lines.grouped("run_id").items():
        settings = run_settings.frozen(run.sudo())  # sudo: settings are no secret
        if not settings:
            continue
        found = _calculations(own if settings.laws else own.filtered(_has_other_base))
        for line in own:
            data = found.get(line) or line.calculation
            result[line.id] = "\n".join(_figures(line, settings, data))
    return result


def _has_other_base(line):
    """Whether fine and interest may be taken of something else than what is open."""
    notice = line.notice_id.sudo()  # sudo: as in _calculations
    return "amount_changed" in (notice.warning_codes or "") or any(
        other.outcome == "credit" for other in notice.line_ids
    )


def _calculations(lines):
    """What is computed now of claims whose letter is not made yet: line -> data."""
    found = {}
    open_ones = lines.filtered(lambda line: line.outcome == "claim" and not line.calculation)
    # sudo: what a letter asks may be read by who may read its line
    for notice, own in open_ones.grouped(lambda line: line.notice_id.sudo()).items():
        if notice.state in ("proposed", "ready"):
            by_item, _letter = calculation.of_proposal(notice)
            found.update({line: by_item.get(line.move_line_id.id) for line in own})
    return found


def _figures(line, settings, data):
    env = line.env
    if line.reason:
        reasons = line._fields["reason"]._description_selection(env)
        yield env._("Left out: %s.", dict(reasons)[line.reason])
    if line.detail:
        yield line.detail_words
    words = reason_parts.of(line.reason) if line.reason else None
    if words and words.note and data:
        yield words.note(env, data.get(line.reason))
    sheet = settings.sheet(line.sheet_id.id)
    level = sheet and next((lv for lv in sheet.levels if lv.number == line.level_after), None)
    if line.outcome != "claim" or not level:
        return
    # sudo: whether an invoice asks for charges is no secret
    if line.move_id.sudo().dunning_notice_id:
        yield env._("It asks for the charges of a reminder, and bears no charges itself.")
        return
    if data and data["interest"]["profile"] != "none":
        yield from law_words.line_words(env, data, line.currency_id)
        return
    base = decimal_of(line.amount_residual)
    if data:
        yield from base_words.sentences(env, data, lambda amount: _money(line, amount))
        base = decimal_of(data["interest"]["base"])
    yield _figure_of_fine(line, level, settings, base)
    yield from _figure_of_interest(line, level, sheet, settings, base)


def _figure_of_fine(line, level, settings, base):
    env = line.env
    if settings.context.options.single_fine:
        return env._("Fine: one for the whole reminder, on its net total.")
    return env._(
        "Fine: %(percent)s %% of %(base)s, at least %(minimum)s (level %(level)s) = %(amount)s.",
        percent=_in_language(line.env, number(level.fine_percent)),
        base=_money(line, base),
        minimum=_money(
            line, settings.currencies.from_company(level.fine_minimum, line.currency_id.id)
        ),
        level=level.number,
        amount=_money(line, line.fine_amount),
    )


def _figure_of_interest(line, level, sheet, settings, base):
    env = line.env
    minimum = settings.currencies.from_company(level.interest_minimum, line.currency_id.id)
    whole = interest(
        base,
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
        percent=_in_language(line.env, number(level.interest_monthly_percent)),
        base=_money(line, base),
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


def number(value):
    return f"{decimal_of(value).normalize():f}"


def _money(line, amount):
    return formatLang(line.env, float(amount), currency_obj=line.currency_id)
