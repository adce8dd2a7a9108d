"""The text of an e-mail for those who read no HTML: like a letter, nothing in it but what it says.

What people copy, as amounts and account numbers, stands in one line and without a sign of ours.
"""

import re
import textwrap
from dataclasses import dataclass, field

from lxml import html

WIDTH = 76
#: blanks between the columns of a table
GAP = 2
_SKIPPED = {"head", "style", "script", "title", "meta", "template"}
_BLOCKS = {
    "address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "html", "li", "main", "nav",
    "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
#: blocks with an empty line before and after them
_APART = {"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"}
# an IBAN or a creditor reference in groups: not broken between lines
_GROUPED = re.compile(r"\b[A-Z]{2}\d{2}(?: [0-9A-Z]{1,4}){3,8}\b")
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_ODD_SPACES = re.compile("[\u00a0\u2007\u202f]")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff\u00ad]")


def of_html(text):
    """An HTML text as plain text, in lines of at most :data:`WIDTH` signs where words allow it.

    :param str text: HTML of an e-mail
    """
    if not (text or "").strip():
        return ""
    tree = html.fromstring(f"<div>{text}</div>", parser=html.HTMLParser(encoding="utf-8"))
    page = _Page()
    _block(tree, page)
    return page.text()


@dataclass(slots=True)
class _Page:
    """Lines as they come.

    :ivar lines: finished lines
    :ivar words: of the paragraph that is being read
    :ivar indent: what following lines begin with
    """

    lines: list = field(default_factory=list)
    words: str = ""
    indent: str = ""
    first: str = ""

    def say(self, text):
        text = _SPACES.sub(" ", _INVISIBLE.sub("", text or ""))
        if not self.words or self.words.endswith((" ", "\n")):
            text = text.lstrip(" ")
        self.words += text

    def break_line(self):
        self.words = self.words.rstrip(" ") + "\n"

    def end_paragraph(self):
        words, self.words = self.words.strip(), ""
        if words:
            for line in words.split("\n"):
                self.lines += self._wrapped(line.strip())
                self.first = self.indent

    def _wrapped(self, line):
        kept = _GROUPED.sub(lambda found: found[0].replace(" ", "\u00a0"), line)
        return textwrap.wrap(
            kept,
            WIDTH,
            initial_indent=self.first,
            subsequent_indent=self.indent,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]

    def space(self):
        self.end_paragraph()
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def add(self, lines):
        self.end_paragraph()
        self.lines += lines

    def text(self):
        self.end_paragraph()
        text = "\n".join(_ODD_SPACES.sub(" ", line).rstrip() for line in self.lines)
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"


# ------------------------------------------------------------------------------- blocks


def _block(element, page):
    """What stands in an element, and what follows each of its children."""
    page.say(element.text)
    for child in element:
        if isinstance(child.tag, str):
            _child(child, page)
        page.say(child.tail)


def _child(element, page):
    tag = element.tag.lower()
    if tag in _SKIPPED or _is_hidden(element):
        return
    if tag == "br":
        page.break_line()
    elif tag == "hr":
        page.space()
    elif tag == "img":
        page.say(element.get("alt"))
    elif tag == "a":
        page.say(_link(element))
    elif tag == "table":
        _table(element, page)
    elif tag == "li":
        _item(element, page)
    elif tag in _BLOCKS:
        _paragraph(element, page, tag)
    else:
        _block(element, page)


def _paragraph(element, page, tag):
    apart = tag in _APART or _has_space(element)
    page.space() if apart else page.end_paragraph()
    _block(element, page)
    page.space() if apart else page.end_paragraph()


def _item(element, page):
    page.end_paragraph()
    outer = page.indent
    page.first, page.indent = f"{outer}- ", f"{outer}  "
    _block(element, page)
    page.end_paragraph()
    page.first = page.indent = outer


def _link(element):
    """The words of a link and where it leads, once where both are the same."""
    words = _line(element)
    target = (element.get("href") or "").strip()
    address = re.sub(r"^(mailto|tel):", "", target).split("?")[0] if ":" in target else target
    if not target or target.startswith(("#", "javascript:")):
        return words
    if not words or words in (target, address):
        return address if target.startswith(("mailto:", "tel:")) else target
    if target.startswith(("mailto:", "tel:")):
        return f"{words} ({address})"
    return f"{words}: {target}"


def _is_hidden(element):
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or "mso-hide:all" in style


def _has_space(element):
    """Whether a block that is drawn with space below it stands apart."""
    return "padding-bottom" in (element.get("style") or "")


def _line(element):
    """What an element says, in one line."""
    page = _Page()
    _block(element, page)
    return _SPACES.sub(" ", page.words or " ".join(page.lines)).strip()


# ------------------------------------------------------------------------------- tables


def _table(element, page):
    rows = [
        [cell for cell in row if isinstance(cell.tag, str) and cell.tag.lower() in ("td", "th")]
        for row in _rows(element)
    ]
    rows = [cells for cells in rows if cells]
    if not rows:
        return
    if any(_is_layout(cell) for cells in rows for cell in cells) or all(
        len(cells) == 1 for cells in rows
    ):
        _stacked(rows, page)
        return
    page.space()
    if len(rows[0]) == 2 and not any(cell.tag == "th" for cell in rows[0]):
        page.add(_pairs(rows))
    else:
        page.add(_grid([[_line(cell) for cell in cells] for cells in rows]))
    page.space()


def _rows(element):
    for child in element:
        tag = child.tag.lower() if isinstance(child.tag, str) else ""
        if tag == "tr" and not _is_hidden(child):
            yield child
        elif tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _is_layout(cell):
    """Whether a cell holds blocks: then its table only says where things stand."""
    return any(
        isinstance(node.tag, str) and node.tag.lower() in ("table", "p", "ul", "ol", "h1", "h2")
        for node in cell.iterdescendants()
    )


def _stacked(rows, page):
    for cells in rows:
        for cell in cells:
            page.space()
            _block(cell, page)
    page.space()


def _pairs(rows):
    """Rows of a name and a value, as ``name: value``; a row without a name goes on."""
    lines, width = [], 0
    for cells in rows:
        name, value = _line(cells[0]), " ".join(filter(None, map(_line, cells[1:])))
        if name and value:
            lines.append(f"{name.rstrip(':')}: {value}")
            width = len(name.rstrip(":")) + 2
        elif value:
            lines.append(" " * width + value)
        elif name:
            lines.append(name)
    return lines


def _grid(rows):
    """Rows with their columns one below the other; too wide for that, each cell with its title."""
    count = max(map(len, rows))
    rows = [cells + [""] * (count - len(cells)) for cells in rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    if sum(widths) + GAP * (count - 1) > WIDTH:
        return _titled(rows)
    # the first column says which row it is, also where that is a number
    right = [number > 0 and _is_right(c[1:]) for number, c in enumerate(zip(*rows, strict=True))]
    return [
        (" " * GAP)
        .join(
            cell.rjust(width) if is_right else cell.ljust(width)
            for cell, width, is_right in zip(cells, widths, right, strict=True)
        )
        .rstrip()
        for cells in rows
    ]


def _is_right(cells):
    """Whether a column is one of numbers; dates are none."""
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(_is_amount(cell) for cell in filled)


def _is_amount(cell):
    figures = sum(sign.isdigit() for sign in cell)
    letters = sum(sign.isalpha() for sign in cell)
    is_date = len(re.findall(r"\d+", cell)) == 3 and re.search(r"\d[/.\-]\d+[/.\-]\d", cell)
    return figures > 0 and letters <= 3 and not (is_date and figures == 8)


def _titled(rows):
    titles, *others = rows
    lines = []
    for cells in others:
        lines += [
            f"{title}: {cell}" if title else cell
            for title, cell in zip(titles, cells, strict=True)
            if cell
        ]
        lines.append("")
    return lines
