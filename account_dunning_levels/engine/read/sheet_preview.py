"""The reminders that an example invoice would get from a sheet, by the rules that a run uses."""

from dataclasses import replace
from decimal import Decimal

from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ...rules.base.money import decimal_of
from ...rules.decide import channels, levels, notices, reminded, selection
from ...rules.decide.values import Currencies, Item
from ..terms import chosen, company_laws


def steps(sheet):
    """One reminder after the other, each on the first day on which a run can make it.

    :return: list of dicts with texts ``level``, ``date``, ``channel``, ``fine``,
        ``interest``, ``total``, ``ways`` (codes) and the number ``days``
    """
    if not sheet.preview_amount or sheet.preview_amount < 0 or not sheet.preview_due_date:
        return []
    due = sheet.preview_due_date
    channel_names = dict(sheet.level_ids._fields["channel"]._description_selection(sheet.env))
    return [
        {
            "level": notice.level.number,
            "date": format_date(sheet.env, day),
            "days": (day - due).days,
            "channel": channel_names[notice.channel],
            "ways": channels.ways_text(channels.of(notice.channel).ways),
            "fine": money(sheet, notice.fine_amount),
            "interest": money(sheet, notice.interest_amount),
            "has_fine": notice.fine_amount > 0,
            "has_interest": notice.interest_amount > 0,
            "total": money(sheet, notice.total),
        }
        for day, notice in _letters(sheet, due)
    ]


def money(sheet, amount):
    """An amount in the currency of the sheet, in the reader's format."""
    return formatLang(sheet.env, float(amount), currency_obj=sheet.currency_id)


def _letters(sheet, due):
    """Yield (day, :class:`rules.decide.notices.Notice`) of each reminder."""
    # an example of any day: the guard of the first runs says nothing about it
    options = replace(chosen.of_company(sheet.company_id), oldest_due_date=None)
    rule_sheet = chosen.rule_sheet(sheet)
    currency = sheet.currency_id
    currencies = Currencies(
        currency.id, {currency.id: decimal_of(currency.rounding)}, {currency.id: Decimal(1)}
    )
    amount = decimal_of(sheet.preview_amount)
    invoice = Item(0, 0, currency.id, due, amount, invoice_date=due)
    so_far = reminded.NEVER
    for _number in levels.usable_levels(rule_sheet, options.max_level):
        item = reminded.item_after(invoice, so_far)
        law = _law(sheet, rule_sheet, currencies, due)
        day = selection.next_action_date(item, rule_sheet, options, law)
        law = _law(sheet, rule_sheet, currencies, day)
        context = selection.Context(day, options)
        proposal = notices.propose([item], rule_sheet, context, currencies, law)
        if not proposal.notices:
            return
        notice = proposal.notices[0]
        yield day, notice
        warned = company_laws.warns(law, notice.level, notice.channel, day)
        so_far = reminded.once_more(so_far, notice.claims[0], day, warned)


def _law(sheet, rule_sheet, currencies, day):
    """The law on the example customer (:class:`rules.decide.on_law.Lawful`), or None."""
    laws = company_laws.current_laws(sheet.company_id, [rule_sheet], currencies, day)
    nature = sheet.preview_nature
    return laws and laws.of(rule_sheet, nature == "consumer", nature == "public")
