"""How one document of a report becomes sheets of paper with header, footer and page numbers.

WebKit repeats no table header, prints no page number and knows no header or footer of its own
(only the patched build does). So the sheets are built here: a document that fits is printed as
it is; a longer one is measured once and cut between rows and paragraphs.
"""

import copy
import math
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree, html

from .pdf_engine import Page, Paper, pixels, prints_as_on_screen, scale
from .pdf_marks import MARK

#: blocks in which a page may end between two children
_OPEN_CLASSES = {"page", "article", "o_dunning_flow"}

_BLOCK_TAGS = {"p", "div", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section"}

_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}

#: rows that stay with the totals below them
_ROWS_WITH_TOTALS = 2

#: millimetres, as long as the engine can make it
_ENDLESS = 5000

#: left free on every sheet: rounding of the engine, a cell's padding
_SLACK = 12

#: pixels by which the height of a letter is guessed: what stands above its texts and items, a row
#: and its second line, a line and the space below a paragraph; and the signs of a line on A4
_TOP_OF_LETTER, _ROW, _SECOND_LINE, _LINE, _BELOW_PARAGRAPH, _SIGNS_A_LINE = (
    180,
    29,
    17,
    22,
    10,
    115,
)

#: what the sheets add to a document that Odoo's style sheet has rules for
NAMES = frozenset({"div", ".o_body_pdf", ".o_css_margins", ".text-muted"})

# An inline block is the one thing that WebKit does not paginate: in tables it leaves gaps where
# it once believed a page to end.
_STYLE = """
html, body {{ margin: 0; padding: 0; height: auto; min-height: 0; background: white;
  direction: {direction}; }}
.o_leaf {{ font-size: 0; line-height: 0; }}
.o_leaf + .o_leaf {{ page-break-before: always; }}
.o_paper {{ display: inline-block; vertical-align: top; font-size: 1rem; line-height: 1.5;
  position: relative; z-index: 0; box-sizing: border-box; width: 100%;
  overflow: hidden; padding: 0 {right:.0f}px 0 {left:.0f}px; }}
.o_paper.o_css_margins {{ padding-left: 11mm; padding-right: 11mm; }}
.o_paper.o_whole {{ min-height: {height}px; }}
.o_paper.o_cut {{ height: {height}px; }}
.o_paper.o_endless {{ padding-bottom: 4px; }}
.o_paper.o_flowing {{ display: block; }}
.o_paper .position-fixed {{ position: absolute !important; }}
.o_head {{ min-height: {top:.0f}px; }}
.o_foot {{ min-height: {bottom:.0f}px; overflow: hidden; }}
.o_foot.o_at_bottom {{ position: absolute; bottom: 0; left: 0; right: 0;
  padding: 0 {right:.0f}px 0 {left:.0f}px; }}
.o_css_margins .o_foot.o_at_bottom {{ padding-left: 11mm; padding-right: 11mm; }}
.o_foot.o_placeholder {{ visibility: hidden; }}
.o_foot .o_page_number {{ text-align: center; }}
i.o_mark {{ display: block; position: absolute; width: 2px; height: 2px; background: {mark}; }}
.o_mark_cell {{ vertical-align: top !important; }}
"""

# what loads a page lays it out for a screen that nobody sees, a quarter of the work for a letter
_NOT_ON_SCREEN = "@media screen { body { display: none; } }"


@dataclass(frozen=True, slots=True)
class Margins:
    """A paper format: size and margins in millimetres; ``css`` as Odoo's layouts have it."""

    paper: Paper
    top: float
    bottom: float
    left: float
    right: float
    css: bool


@dataclass(frozen=True, slots=True)
class Document:
    """One letter before it is laid out.

    :ivar parts: list of (header, article, footer) elements; each part starts on a new sheet
    :ivar css: style sheet, complete
    :ivar numbering: ``"Page %(page)s of %(total)s"`` in the document's language
    """

    parts: tuple
    css: str
    direction: str
    lang: str
    margins: Margins
    numbering: str


@dataclass(slots=True)
class _Piece:
    """Something that is not cut: a block, or a row of a table.

    :ivar parents: the opened elements around it, outermost first
    :ivar table: the table a row belongs to
    """

    element: object
    parents: tuple
    table: object = None
    keep_with_next: bool = False
    height: float = 0.0


@dataclass(slots=True)
class _Flow:
    """A part's pieces with what was measured of them, in pixels."""

    pieces: list
    heads: dict = field(default_factory=dict)
    capacity: float = 0.0


@dataclass(frozen=True, slots=True)
class _TableHead:
    """What a table repeats on every page: the height of its head, the width of its columns."""

    height: float
    widths: tuple


def whole(document, kind="o_whole"):
    """A page with each part on one sheet, as long as it needs to be.

    :param kind: ``o_flowing``: where a sheet ends, lines go on on the next one
    """
    sheets = []
    for header, article, footer in document.parts:
        header, footer = copy.deepcopy(header), copy.deepcopy(footer)
        for element in (header, footer):
            _without_numbers(element)
        sheets.append(_sheet(document, kind, header, [copy.deepcopy(article)], footer, True))
    return _page(document, sheets)


def seems_long(document):
    """Whether the document probably needs several sheets; that is a guess, which costs one more
    print when it is wrong."""
    margins = document.margins
    _width, height = margins.paper.pixels
    left = height - pixels(margins.top) - pixels(margins.bottom) - _TOP_OF_LETTER
    return len(document.parts) > 1 or _guessed_height(document.parts[0][1], margins.paper) > left


def _guessed_height(article, paper):
    """Pixels that the rows and paragraphs of an article are high, more or less."""
    signs_a_line = paper.width / 210 * _SIGNS_A_LINE
    rows = sum(_ROW + _SECOND_LINE * (row.find(".//div") is not None) for row in article.iter("tr"))
    lines = (
        math.ceil(len(" ".join(paragraph.text_content().split())) / signs_a_line)
        for paragraph in article.iter("p")
    )
    return rows + sum(_LINE * count + _BELOW_PARAGRAPH for count in lines)


def fits(document, positions):
    """Whether a measured document of one part stands on one sheet.

    :param positions: see :func:`cut`
    """
    positions = _in_pixels(positions)
    flow = _measured(document.parts[0][1], positions, document)
    if len(document.parts) > 1 or flow is None or positions:
        return False
    flow.capacity += _SLACK
    return len(_pages(flow)) == 1


def measurable(document):
    """The document on endless paper, with marks where its pieces begin and end."""
    sheets = []
    for header, article, footer in document.parts:
        article = copy.deepcopy(article)
        pieces = _pieces(article)
        tables = set()
        for piece in pieces:
            if piece.table is not None and piece.table not in tables:
                tables.add(piece.table)
                _mark_before(piece.table)
                for cell in _head_cells(piece.table):
                    cell.insert(0, _mark_before_text(cell))
            _mark_before(piece.element)
        header = copy.deepcopy(header)
        footer = copy.deepcopy(footer)
        sheets.append(_sheet(document, "o_endless", header, [article], footer, True, marked=True))
    return _page(document, sheets, Paper(document.margins.paper.width, _ENDLESS))


def cut(document, positions):
    """The document on as many sheets as it needs.

    :param positions: where the marks of :func:`measurable` lie, in points
    :return: None when the marks do not fit the document
    """
    positions = _in_pixels(positions)
    pages = []
    for header, article, footer in document.parts:
        flow = _measured(article, positions, document)
        if flow is None:
            return None
        pages += [(header, article, footer, flow, pieces) for pieces in _pages(flow)]
    if positions:
        return None
    sheets = []
    for number, (header, article, footer, flow, pieces) in enumerate(pages, 1):
        header, footer = copy.deepcopy(header), copy.deepcopy(footer)
        numbered = [_number(element, number, len(pages)) for element in (header, footer)]
        if not any(numbered) and len(pages) > 1:
            _add_number(footer, document.numbering % {"page": number, "total": len(pages)})
        body = _rebuilt(article, pieces, flow.heads)
        sheets.append(_sheet(document, "o_cut", header, body, footer, False))
    return _page(document, sheets)


def _in_pixels(positions):
    points = scale().points
    return [(x / points, y / points) for x, y in positions]


# ------------------------------------------------------------------------- the page


def _page(document, sheets, paper=None):
    margins = document.margins
    _width, height = margins.paper.pixels
    style = _STYLE.format(
        height=int(height) - 2,
        top=pixels(margins.top),
        bottom=pixels(margins.bottom),
        left=pixels(margins.left),
        right=pixels(margins.right),
        mark="rgb({},{},{})".format(*MARK),
        direction=document.direction,
    )
    if not prints_as_on_screen():
        style += _NOT_ON_SCREEN
    body = "".join(
        f'<div class="o_leaf">{html.tostring(sheet, encoding="unicode")}</div>' for sheet in sheets
    )
    head = (
        f'<!DOCTYPE html><html lang="{document.lang}"><head><meta charset="utf-8"/>'
        f"<style>{document.css}{style}</style></head>"
        f'<body dir="{document.direction}">'
    )
    return Page(head, body, paper or margins.paper)


def _sheet(document, kind, header, bodies, footer, room_for_footer, marked=False):
    margins = " o_css_margins" if document.margins.css else ""
    sheet = html.Element("div", {"class": f"o_paper {kind} o_body_pdf{margins}"})
    if marked:
        # each part of a document begins on a page of its own
        sheet.append(_mark())
    head = _append(sheet, "o_head", header)
    if marked:
        # the bottom margin of the header's content belongs to the header
        head.set("style", "overflow: hidden")
        sheet.append(_mark())
    sheet.extend(bodies)
    if marked:
        sheet.append(_mark())
    if room_for_footer:
        _append(sheet, "o_foot o_placeholder", copy.deepcopy(footer))
    if marked:
        sheet.append(_mark())
    else:
        _append(sheet, "o_foot o_at_bottom", footer)
    return sheet


def _append(sheet, classes, element):
    box = etree.SubElement(sheet, "div", {"class": classes})
    if element is not None:
        box.append(element)
    return box


# ------------------------------------------------------------------ page numbers


def _numbers(element):
    if element is None:
        return []
    path = "descendant::*[contains(concat(' ', normalize-space(@class), ' '), ' {} ')]"
    return [
        (name, found) for name in ("page", "topage") for found in element.xpath(path.format(name))
    ]


def _without_numbers(element):
    """Take the page number with the words around it out of a header or footer."""
    found = _numbers(element)
    if not found:
        return
    parents = {node.getparent() for _name, node in found}
    parent = parents.pop() if len(parents) == 1 else None
    if parent is not None and parent is not element and _only_numbers(parent):
        parent.drop_tree()
        return
    for _name, node in found:
        node.drop_tree()


def _only_numbers(parent):
    """Whether an element has nothing but the page number and words around it."""
    return parent.find(".//img") is None and len(parent.text_content().strip()) < 40


def _number(element, number, total):
    found = _numbers(element)
    for name, node in found:
        node.text = str(number if name == "page" else total)
    return bool(found)


def _add_number(footer, words):
    if footer is not None:
        etree.SubElement(footer, "div", {"class": "o_page_number text-muted"}).text = words


# ------------------------------------------------------------------------ pieces


def _pieces(article):
    """The pieces of an article in reading order."""
    pieces = []
    _collect(article, (), pieces)
    _glue(pieces)
    return pieces


def _collect(container, parents, pieces):
    for child in container:
        if not isinstance(child.tag, str):
            continue
        if _is_open(child):
            _collect(child, (*parents, child), pieces)
        elif _is_cuttable_table(child):
            for row in _rows(child):
                pieces.append(_Piece(row, (*parents, child, row.getparent()), child))
        else:
            pieces.append(_Piece(child, parents))


def _is_open(element):
    classes = set((element.get("class") or "").split())
    if element.tag != "div" or element.get("style") or (element.text or "").strip():
        return False
    if not classes & _OPEN_CLASSES and (classes - {"oe_structure"} or not len(element)):
        return False
    return all(child.tag in _BLOCK_TAGS for child in element if isinstance(child.tag, str))


def _is_cuttable_table(element):
    if element.tag != "table" or element.find("thead") is None:
        return False
    return not any(cell.get("rowspan") for cell in element.iter("td", "th"))


def _rows(table):
    for section in table:
        if section.tag in ("tbody", "tfoot"):
            yield from section.iterchildren("tr")


def _glue(pieces):
    """Note which pieces stay together with the following one."""
    for piece, following in pairwise(pieces):
        if piece.table is None:
            piece.keep_with_next = piece.element.tag in _HEADINGS or _has_class(
                piece, "o_keep_with_next"
            )
        elif piece.table is following.table:
            is_first = piece.element is next(_rows(piece.table))
            piece.keep_with_next = is_first or _has_class(piece, "o_keep_with_next")
    for index, piece in enumerate(pieces):
        if not _has_class(piece, "o_keep_with_previous"):
            continue
        for before in pieces[max(index - _ROWS_WITH_TOTALS, 0) : index]:
            before.keep_with_next = True


def _has_class(piece, name):
    return name in (piece.element.get("class") or "").split()


def _mark():
    return html.Element("i", {"class": "o_mark"})


def _mark_before(element):
    if element.tag != "tr":
        element.addprevious(_mark())
        return
    cell = next(element.iterchildren("td", "th"))
    cell.set("class", f"{cell.get('class') or ''} o_mark_cell")
    cell.insert(0, _mark_before_text(cell))


def _mark_before_text(cell):
    mark = _mark()
    mark.tail, cell.text = cell.text, None
    return mark


def _head_cells(table):
    """The cells that give a table's columns, none when they do not."""
    if table.find("colgroup") is not None:
        return []
    cells = list(table.find("thead").iterchildren("tr"))[-1].findall("th")
    return [] if any(cell.get("colspan") for cell in cells) else cells


def _measured(article, positions, document):
    """The flow of an article; takes the positions of its marks off ``positions``.

    :return: :class:`_Flow`, or None when marks are missing
    """
    flow = _Flow(_pieces(article))
    tables = dict.fromkeys(piece.table for piece in flow.pieces if piece.table is not None)
    heads = {table: len(_head_cells(table)) for table in tables}
    if len(positions) < len(flow.pieces) + len(heads) + sum(heads.values()) + 4:
        return None
    begin, top = positions.pop(0)[1], positions.pop(0)[1]
    starts, table_starts = [], {}
    for piece in flow.pieces:
        if piece.table is not None and piece.table not in table_starts:
            table_starts[piece.table] = positions.pop(0)[1]
            columns = [positions.pop(0)[0] for _cell in range(heads[piece.table])]
            flow.heads[piece.table] = _TableHead(
                positions[0][1] - table_starts[piece.table],
                tuple(right - left for left, right in pairwise(columns)),
            )
        starts.append((piece, positions.pop(0)[1]))
    bottom, end = positions.pop(0)[1], positions.pop(0)[1]
    for (piece, start), (following, next_start) in pairwise([*starts, (None, bottom)]):
        if following and following.table is not None and following.table is not piece.table:
            next_start = table_starts[following.table]
        piece.height = max(next_start - start, 0)
    _width, height = document.margins.paper.pixels
    flow.capacity = height - (top - begin) - (end - bottom) - _SLACK
    return flow


def _pages(flow):
    """Distribute the pieces over pages.

    :return: list of lists of pieces
    """
    pages, page, used, table = [], [], 0.0, None
    for piece in flow.pieces:
        need = piece.height
        if piece.table is not None and piece.table is not table:
            need += flow.heads[piece.table].height
        if page and used + need > flow.capacity:
            page, moved = _break_before(page)
            pages.append(page)
            page, used, table = [], 0.0, None
            for earlier in moved:
                used += _height_on_page(earlier, table, flow)
                table = earlier.table
                page.append(earlier)
            need = _height_on_page(piece, table, flow)
        page.append(piece)
        used += need
        table = piece.table
    return [*pages, page]


def _height_on_page(piece, table, flow):
    if piece.table is not None and piece.table is not table:
        return piece.height + flow.heads[piece.table].height
    return piece.height


def _break_before(page):
    """Take what must stay with the next piece off the page, but never all of it."""
    kept = len(page)
    while kept > 1 and page[kept - 1].keep_with_next:
        kept -= 1
    if kept == 1 and page[0].keep_with_next:
        kept = len(page)
    return page[:kept], page[kept:]


def _rebuilt(article, pieces, heads):
    """A copy of the article that holds only these pieces, each in its own surroundings."""
    root = _shell(article)
    opened = []
    for piece in pieces:
        common = 0
        while common < min(len(opened), len(piece.parents)) and (
            opened[common][0] is piece.parents[common]
        ):
            common += 1
        del opened[common:]
        for parent in piece.parents[common:]:
            shell = _shell(parent)
            if parent in heads:
                _add_head(shell, parent, heads[parent].widths)
            (opened[-1][1] if opened else root).append(shell)
            opened.append((parent, shell))
        clone = copy.deepcopy(piece.element)
        (opened[-1][1] if opened else root).append(clone)
    return [root]


def _add_head(shell, table, widths):
    """Give a part of a table its head, and the columns that the whole table has."""
    if widths and all(width > 0 for width in widths):
        columns = etree.SubElement(shell, "colgroup")
        for width in widths:
            etree.SubElement(columns, "col", {"style": f"width: {width:.1f}px"})
    for part in table.iterchildren("caption", "colgroup", "thead"):
        shell.append(copy.deepcopy(part))


def _shell(element):
    return html.Element(element.tag, dict(element.attrib))
