"""A list of bad debts as a workbook and as text for spreadsheets."""

from io import BytesIO

import xlsxwriter

from ..rules.base.money import decimal_of, round_half_up
from .collector_file import _csv
from .control_list_xlsx import _OPTIONS, _formats, _words, _write


def bad_debt_workbook(debts):
    """A list as an .xlsx file, in the user's language.

    Dates and amounts are real ones; text is never read as a formula.

    :return: bytes
    """
    debts.ensure_one()
    file, env = BytesIO(), debts.env
    lines = debts.line_ids.filtered(lambda line: line.kind != "nothing")
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        formats = _formats(book, env)
        _write(book, formats, env._("Per tax"), _tax_columns(env), _per_tax(lines))
        _write(book, formats, env._("Invoices"), _columns(env), _rows(lines))
        nothing = debts.line_ids - lines
        _write(book, formats, env._("Nothing to get back"), _columns(env), _rows(nothing))
    return file.getvalue()


def bad_debt_csv(debts):
    """The same rows as text, in which no cell begins a formula.

    :return: bytes
    """
    debts.ensure_one()
    columns = _columns(debts.env)
    step = decimal_of(debts.currency_id.rounding)
    rows = (
        [
            round_half_up(decimal_of(value), step) if kind.startswith("money") else value
            for value, (_title, kind) in zip(row, columns, strict=True)
        ]
        for row in _rows(debts.line_ids)
    )
    return _csv(debts.env, [title for title, _kind in columns], rows)


def _tax_columns(env):
    return [
        (env._("Tax"), "wide"),
        (env._("Kind"), "wide"),
        (env._("Currency"), "currency"),
        (env._("Base"), "money"),
        (env._("VAT"), "money"),
    ]


def _per_tax(lines):
    kinds = _words(lines, "kind")
    for (tax, kind), own in lines.grouped(lambda line: (line.tax_name, line.kind)).items():
        yield (
            tax,
            kinds[kind],
            own[:1].currency_id.name,
            sum(own.mapped("base_amount")),
            sum(own.mapped("vat_amount")),
        )


def _columns(env):
    return [
        (env._("Kind"), "wide"),
        (env._("Customer"), "wide"),
        (env._("VAT number"), "text"),
        (env._("Number"), "text"),
        (env._("Invoice date"), "date"),
        (env._("Due date"), "date"),
        (env._("Lost on"), "date"),
        (env._("Ground"), "text"),
        (env._("Of an earlier period"), "text"),
        (env._("Tax"), "text"),
        (env._("Item currency"), "text"),
        (env._("Unpaid in currency"), "money_before"),
        (env._("Currency"), "currency"),
        (env._("Base"), "money"),
        (env._("VAT"), "money"),
        (env._("Why nothing"), "wide"),
    ]


def _rows(lines):
    env = lines.env
    kinds, grounds, whys = (_words(lines, name) for name in ("kind", "ground", "why"))
    for line in lines:
        yield (
            kinds[line.kind],
            line.partner_id.display_name,
            line.partner_vat,
            line.name,
            line.invoice_date,
            line.date_maturity,
            line.date_lost,
            grounds.get(line.ground),
            env._("yes") if line.is_late else None,
            line.tax_name,
            line.item_currency_id.name,
            line.unpaid_amount,
            line.currency_id.name,
            line.base_amount,
            line.vat_amount,
            whys.get(line.why),
        )
