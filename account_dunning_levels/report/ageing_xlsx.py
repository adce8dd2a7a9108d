"""The ageing as a workbook: the groups, and every item below them."""

from io import BytesIO

import xlsxwriter

from ..engine.read.ageing import COLUMNS
from .control_list_xlsx import _OPTIONS, _formats, _write

#: rows read from the database at a time
_BATCH = 5000


def ageing_workbook(wizard):
    """An ageing as an .xlsx file, in the user's language.

    Dates and amounts are real ones; text is never read as a formula.

    :return: bytes
    """
    wizard.ensure_one()
    file, env = BytesIO(), wizard.env
    sections = wizard._sections()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        formats = _formats(book, env)
        _write(book, formats, env._("Ageing"), _group_columns(wizard), _groups(sections))
        _write(book, formats, env._("Items"), _item_columns(wizard), _items(wizard))
        _write_about(book, formats, wizard, sections)
    return file.getvalue()


def _amount_columns(wizard):
    titles = [*wizard._bucket_titles(), wizard.env._("Total")]
    return [(title, "money") for title in titles]


def _group_columns(wizard):
    env = wizard.env
    return [
        (wizard._group_title(), "wide"),
        (env._("Items"), "number"),
        (env._("Currency"), "currency"),
        *_amount_columns(wizard),
    ]


def _groups(sections):
    for section in sections:
        for row in section.rows:
            yield (row.label, row.count, section.currency.name, *row.amounts)


def _item_columns(wizard):
    env = wizard.env
    return [
        (env._("Customer or vendor"), "wide"),
        (env._("Number"), "text"),
        (env._("Reference"), "text"),
        (env._("Invoice date"), "date"),
        (env._("Due date"), "date"),
        (env._("Days late"), "number"),
        (env._("Level"), "number"),
        (env._("Responsible"), "text"),
        (env._("Account manager"), "text"),
        (env._("Company"), "text"),
        (env._("Item currency"), "text"),
        (env._("Open in currency"), "money_before"),
        (env._("Currency"), "currency"),
        *_amount_columns(wizard),
    ]


_FIELDS = (
    "debtor_id",
    "name",
    "ref",
    "invoice_date",
    "due_date",
    "days_late",
    "dunning_level",
    "dunning_user_id",
    "invoice_user_id",
    "company_id",
    "currency_id",
    "amount_residual_currency",
    "company_currency_id",
    *COLUMNS,
)


def _items(wizard):
    """Every open item, some thousands in memory at a time."""
    items = wizard._items()
    ids = items.search(wizard._domain(), order="debtor_id, due_date, id").ids
    for start in range(0, len(ids), _BATCH):
        batch = items.browse(ids[start : start + _BATCH])
        names = {
            name: _names(batch, name) for name in _FIELDS if batch._fields[name].type == "many2one"
        }
        for item in batch:
            yield tuple(
                names[name].get(item[name].id) if name in names else item[name] for name in _FIELDS
            )
        wizard.env.invalidate_all()


def _names(items, name):
    """Id -> name of the records of a many2one of these items."""
    # sudo: what a visible item belongs to is named, also when it is archived
    records = items.sudo()[name] if len(items) == 1 else items.sudo().mapped(name)
    shown = "name" if records._name == "res.currency" else "display_name"
    return dict(zip(records.ids, records.mapped(shown), strict=True)) if records else {}


def _write_about(book, formats, wizard, sections):
    """What the figures are: the day, the side, the companies."""
    env = wizard.env
    sheet = book.add_worksheet(env._("About")[:31])
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 50)
    lines = [
        (env._("Ageing"), wizard._title()),
        (env._("Grouped by"), wizard._group_title()),
        (env._("Companies"), ", ".join(wizard._companies().mapped("name"))),
        (env._("Age buckets"), wizard.bucket_words),
        ("", wizard._overlap_words(sections)),
    ]
    for row, (title, words) in enumerate(lines):
        sheet.write_string(row, 0, title, formats["head"])
        sheet.write_string(row, 1, words or "")
