"""The statement of claim as a workbook: the open items, and the calculation of the charges."""

from io import BytesIO

import xlsxwriter

from .control_list_xlsx import _OPTIONS, _formats, _write


def claim_workbook(hold):
    """The statement of claim of a customer that is handed over, in the language of ``hold``.

    :return: bytes
    """
    file, env, statement = BytesIO(), hold.env, hold._claim_statement()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        formats = _formats(book, env)
        items = [
            (env._("Number"), "text"),
            (env._("Reference"), "wide"),
            (env._("Date"), "date"),
            (env._("Due date"), "date"),
            (env._("Days late"), "number"),
            (env._("Currency"), "currency"),
            (env._("Original amount"), "money"),
            (env._("Open amount"), "money"),
            (env._("To be paid to"), "text"),
        ]
        _write(book, formats, env._("Open items"), items, map(_item, statement.items))
        asked = [
            (env._("Number"), "text"),
            (env._("Reminder"), "text"),
            (env._("Letter date"), "date"),
            (env._("Level"), "number"),
            (env._("Days late"), "number"),
            (env._("Currency"), "currency"),
            (env._("Open amount"), "money"),
            (env._("Fine"), "money"),
            (env._("Interest"), "money"),
            (env._("Waived"), "money"),
            (env._("Still claimed"), "money"),
            (env._("How it was computed"), "wide"),
        ]
        _write(book, formats, env._("Calculation"), asked, map(_asked, statement.asked))
    return file.getvalue()


def _item(row):
    item = row.item
    return (
        item.move_id.name or item.name,
        item.move_id.ref or "",
        item.move_id.invoice_date or item.date,
        item.date_maturity,
        row.days,
        item.currency_id.name,
        item.amount_currency,
        item.amount_residual_currency,
        row.bank_account,
    )


def _asked(row):
    line = row.line
    return (
        line.name,
        line.notice_id.name,
        line.sent_date,
        line.level_after,
        line.days_overdue,
        line.currency_id.name,
        line.amount_residual,
        line.fine_amount,
        line.interest_amount,
        line.waived_fine_amount + line.waived_interest_amount,
        float(row.left or 0),
        line.explanation,
    )
