"""The control list of a run as a workbook: reminders, their items, what was left out."""

from io import BytesIO

import xlsxwriter

from .control_list import on_the_list

#: rows read from the database at a time
_BATCH = 2000
#: decimals of an amount whose currency is not known
_PLACES = 2
#: column of the sheet of items that holds their kind
_KIND = 3
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
#: ``money`` is in the currency of the column ``currency``, and added up below it; ``money_before``
#: in that of the column to its left, and not added up
_WIDTHS = {
    "text": 18,
    "wide": 34,
    "date": 12,
    "number": 10,
    "money": 14,
    "money_before": 14,
    "currency": 9,
}


def control_list_workbook(run):
    """The control list of a run as an .xlsx file, in the user's language.

    Dates and amounts are real ones; text is never read as a formula.

    :return: bytes
    """
    run.ensure_one()
    file, env = BytesIO(), run.env
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        formats = _formats(book, env)
        _write(book, formats, env._("Reminders"), _reminder_columns(run), _reminders(run))
        others = _words(env["account.dunning.notice.line"], "outcome")["other"]
        _write(
            book,
            formats,
            env._("Items"),
            _item_columns(run),
            _items(run),
            # other overdue items are listed, but are not part of what is asked
            is_counted=lambda values: values[_KIND] != others,
        )
        _write(book, formats, env._("Left out"), _left_out_columns(run), _left_out(run))
    return file.getvalue()


def _formats(book, env):
    """Formats of cells by kind; of money by kind and currency, with the decimals that it has."""
    currencies = env["res.currency"].with_context(active_test=False).search([])
    decimals = {currency.name: currency.decimal_places for currency in currencies}
    money = {}
    for places in {*decimals.values(), _PLACES}:
        shown = {"num_format": "#,##0" + ("." if places else "") + "0" * places}
        money[places] = book.add_format(shown), book.add_format({"bold": True, "top": 1, **shown})
    return {
        **{("money", code): money[places][0] for code, places in decimals.items()},
        **{("total", code): money[places][1] for code, places in decimals.items()},
        ("money", None): money[_PLACES][0],
        # 14: a date as the reader's own Excel writes it
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "date": book.add_format({"num_format": 14}),
        "number": book.add_format({"num_format": "0"}),
        "total_text": book.add_format({"bold": True, "top": 1}),
    }


def _write(book, formats, name, columns, rows, is_counted=lambda values: True):
    """One sheet: head, rows, a total per currency below.

    :param columns: list of (title, kind); kinds are the keys of ``_WIDTHS``
    :param rows: iterable of tuples as wide as the columns
    :param is_counted: whether a row is part of the totals
    """
    sheet = book.add_worksheet(name[:31])
    sheet.freeze_panes(1, 0)
    for column, (title, kind) in enumerate(columns):
        sheet.set_column(column, column, _WIDTHS[kind])
        sheet.write_string(0, column, title, formats["head"])
    currency = [kind for _title, kind in columns].index("currency")
    last, totals = 0, {}
    for last, values in enumerate(rows, 1):
        for column, (value, (_title, kind)) in enumerate(zip(values, columns, strict=True)):
            code = values[column - 1 if kind == "money_before" else currency]
            _write_cell(sheet, last, column, value, kind, formats, code)
            if kind == "money" and is_counted(values):
                sums = totals.setdefault(values[currency], {})
                sums[column] = sums.get(column, 0.0) + (value or 0.0)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    for row, (code, sums) in enumerate(totals.items(), last + 2):
        sheet.write_string(row, currency, code, formats["total_text"])
        for column, amount in sums.items():
            sheet.write_number(row, column, round(amount, 6), formats["total", code])


def _write_cell(sheet, row, column, value, kind, formats, currency):
    if value in (None, False, ""):
        return
    if kind == "date":
        sheet.write_datetime(row, column, value, formats["date"])
    elif kind in ("money", "money_before"):
        sheet.write_number(row, column, value, formats["money", currency or None])
    elif kind == "number":
        sheet.write_number(row, column, value, formats[kind])
    else:
        sheet.write_string(row, column, str(value))


# -------------------------------------------------------------------- reminders


def _reminder_columns(run):
    env = run.env
    return [
        (env._("Number"), "text"),
        (env._("Customer"), "wide"),
        (env._("Dunning sheet"), "text"),
        (env._("Level"), "number"),
        (env._("Channel"), "text"),
        (env._("Recipient"), "wide"),
        (env._("E-mail"), "wide"),
        (env._("Language"), "text"),
        (env._("Items"), "number"),
        (env._("Currency"), "currency"),
        (env._("Open amount"), "money"),
        (env._("Fine"), "money"),
        (env._("Interest"), "money"),
        (env._("Total"), "money"),
        (env._("State"), "text"),
        (env._("Warnings"), "wide"),
    ]


def _reminders(run):
    model = run.env["account.dunning.notice"]
    channels, states = (_words(model, name) for name in ("channel", "state"))
    languages = dict(run.env["res.lang"].get_installed())
    domain = [("run_id", "=", run.id), ("state", "in", on_the_list())]
    for notice in _batches(model, domain, "position, id"):
        yield (
            notice.name,
            notice.partner_id.display_name,
            notice.sheet_id.name,
            notice.level,
            channels[notice.channel],
            notice.recipient_id.display_name,
            notice.recipient_id.email,
            languages.get(notice.lang, notice.lang),
            notice.line_count,
            notice.currency_id.name,
            notice.amount_residual,
            notice.fine_amount,
            notice.interest_amount,
            notice.amount_total,
            states[notice.state],
            notice.warning,
        )


# ------------------------------------------------------------------------ items


def _item_columns(run):
    env = run.env
    return [
        (env._("Reminder"), "text"),
        (env._("Customer"), "wide"),
        (env._("Dunning sheet"), "text"),
        (env._("Kind"), "text"),
        (env._("Number"), "text"),
        (env._("Reference"), "text"),
        (env._("Invoice date"), "date"),
        (env._("Due date"), "date"),
        (env._("Days late"), "number"),
        (env._("Level before"), "number"),
        (env._("Level after"), "number"),
        (env._("Currency"), "currency"),
        (env._("Original amount"), "money"),
        (env._("Open amount"), "money"),
        (env._("Fine"), "money"),
        (env._("Interest"), "money"),
    ]


def _items(run):
    model = run.env["account.dunning.notice.line"]
    outcomes = _words(model, "outcome")
    domain = [("run_id", "=", run.id), ("notice_id.state", "in", on_the_list())]
    for line in _batches(model, domain, "position, notice_id, invoice_date, id"):
        yield (
            line.notice_id.name,
            line.partner_id.display_name,
            line.sheet_id.name,
            outcomes[line.outcome],
            line.name,
            line.reference,
            line.invoice_date,
            line.date_maturity,
            line.days_overdue,
            line.level_before,
            line.level_after,
            line.currency_id.name,
            line.amount_original,
            line.amount_residual,
            line.fine_amount,
            line.interest_amount,
        )


# --------------------------------------------------------------------- left out


def _left_out_columns(run):
    env = run.env
    return [
        (env._("Reason"), "wide"),
        (env._("Customer"), "wide"),
        (env._("Number"), "text"),
        (env._("Invoice date"), "date"),
        (env._("Due date"), "date"),
        (env._("Days late"), "number"),
        (env._("Dunning sheet"), "text"),
        (env._("Last level"), "number"),
        (env._("Currency"), "currency"),
        (env._("Open amount"), "money"),
        (env._("Detail"), "wide"),
    ]


def _left_out(run):
    model = run.env["account.dunning.notice.line"]
    reasons = _words(model, "reason")
    domain = [("run_id", "=", run.id), ("outcome", "=", "left_out")]
    for line in _batches(model, domain, "reason, position, id"):
        yield (
            reasons.get(line.reason),
            line.partner_id.display_name,
            line.name,
            line.invoice_date,
            line.date_maturity,
            line.days_overdue,
            line.sheet_id.name,
            line.level_before,
            line.currency_id.name,
            line.amount_residual,
            line.detail_words,
        )


def _words(model, name):
    """The values of a selection field in the user's language."""
    return dict(model._fields[name]._description_selection(model.env))


def _batches(model, domain, order):
    """All records, some thousands in memory at a time."""
    ids = model.search(domain, order=order).ids
    for start in range(0, len(ids), _BATCH):
        yield from model.browse(ids[start : start + _BATCH])
        model.env.invalidate_all()
