"""What the items of a letter are for, as their invoices say it."""

from functools import cached_property

#: lines of an invoice that describe it, and the signs that are shown of them
DESCRIPTION_LINES, DESCRIPTION_SIGNS = 3, 120


class Sold:
    """What the items of notices are for, read for all of them when the first is asked for."""

    def __init__(self, notices):
        self._notices = notices

    def description(self, line):
        """See :func:`description`."""
        return description(line, self._lines.get(line.sudo().move_id, self._none))

    @cached_property
    def _lines(self):
        moves = self._notices.sudo().line_ids.move_id  # sudo: as in description
        sold = self._none.search_fetch(
            [("move_id", "in", moves.ids), ("display_type", "=", "product")],
            ["move_id", "name", "product_id"],
            order="id",
        )
        return sold.grouped("move_id")

    @property
    def _none(self):
        return self._notices.env["account.move.line"].sudo()  # sudo: as in description


def description(line, sold=None):
    """What a notice line's debt is for: the first words of the invoice's lines, or of the item.

    :param sold: the lines of its invoice, when they are known
    """
    # sudo: who sends reminders may not read invoices, and prints what is on them
    line = line.sudo()
    if sold is None:
        sold = line.move_id.invoice_line_ids.filtered(lambda one: one.display_type == "product")
    names = dict.fromkeys(filter(None, (_first_line(one) for one in sold)))
    if not names and not line.move_id.is_invoice(include_receipts=True):
        names = dict.fromkeys(filter(None, [(line.move_line_id.name or "").strip()]))
    text = "; ".join([*names][:DESCRIPTION_LINES])
    more = len(names) > DESCRIPTION_LINES or len(text) > DESCRIPTION_SIGNS
    return f"{text[:DESCRIPTION_SIGNS].rstrip()}…" if more else text


def _first_line(sold):
    words = (sold.name or sold.product_id.display_name or "").strip()
    return words.splitlines()[0].strip() if words else ""
