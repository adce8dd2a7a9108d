"""What the pages of a PDF that Qt made hold, read without drawing them."""

import re
import zlib
from io import BytesIO

from odoo.tools.pdf import PdfReader

_BASE = re.compile(rb"(\S+) 0 0 (\S+) (\S+) (\S+) cm\s")

_COLOUR = rb" cs 0\.996\d* 0\.992\d* 0\.988\d* scn\s"

_COLOURS = re.compile(_COLOUR)

# said again when the clip changes, for nothing
_AGAIN = re.compile(_COLOUR + rb"+/GSa gs\s+Q\s")

_BOX = re.compile(
    _COLOUR + rb"+/GSa gs\s+q\s+(\S+) 0 0 (\S+) (\S+) (\S+) cm\s+(\S+) (\S+) \S+ \S+ re\s"
)

#: what a page marks its positions with (see :func:`marks`); looks white
MARK = (254, 253, 252)


def page_count(pdf):
    """Number of pages of a PDF made by the engine."""
    counts = re.findall(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)", pdf, re.DOTALL)
    if len(counts) == 1:
        return int(counts[0])
    return len(PdfReader(BytesIO(pdf)).pages)


def marks(pdf):
    """Where the page's marks lie, in points from the left and from the top of the first page.

    A mark is a small box in the colour :data:`MARK`. Pages are counted as if they hung below
    each other.

    :return: list of (x, y), in the order in which they were drawn
    """
    found, above = [], 0.0
    for page in PdfReader(BytesIO(pdf)).pages:
        height = float(page.mediabox.height)
        for content in contents(page):
            found += [(x, above + height - y) for x, y in _mark_places(content)]
        above += height
    return found


def contents(page):
    """The streams of drawing operators of a page, as bytes."""
    streams = page["/Contents"].get_object()
    for part in streams if isinstance(streams, list) else [streams]:
        part = part.get_object()
        data = part._data
        yield zlib.decompress(data) if part.get("/Filter") == "/FlateDecode" else part.get_data()


def _mark_places(content):
    """The marks in a content stream, from the left and from the bottom of the page."""
    colours = len(_COLOURS.findall(content))
    boxes = _BOX.findall(content)
    base = _BASE.search(content)
    if not boxes or not base or len(boxes) + len(_AGAIN.findall(content)) != colours:
        return list(_followed(content))
    x_scale, y_scale, x_shift, y_shift = (float(number) for number in base.groups())
    return [
        (x_shift + x_scale * (e + a * x), y_shift + y_scale * (f + d * y))
        for a, d, e, f, x, y in (map(float, box) for box in boxes)
    ]


def _followed(content):
    """The same by following each change of the coordinates, which takes many times as long.

    Qt writes an operator per line, except the saving and restoring of its state.
    """
    x_scale, x_shift, y_scale, y_shift, marking, stack = 1.0, 0.0, 1.0, 0.0, False, []
    for line in content.split(b"\n"):
        operator = line[line.rfind(b" ") + 1 :]
        if operator in (b"q", b"Q"):
            for word in line.split():
                if word == b"q":
                    stack.append((x_scale, x_shift, y_scale, y_shift, marking))
                elif stack:
                    x_scale, x_shift, y_scale, y_shift, marking = stack.pop()
        elif operator == b"cm":
            a, _b, _c, d, e, f = (float(word) for word in line.split()[-7:-1])
            x_shift, x_scale = x_shift + x_scale * e, x_scale * a
            y_shift, y_scale = y_shift + y_scale * f, y_scale * d
        elif operator in (b"scn", b"rg"):
            marking = _is_mark(line)
        elif operator == b"re" and marking:
            x, y = (float(word) for word in line.split()[-5:-3])
            yield x_shift + x_scale * x, y_shift + y_scale * y


def _is_mark(line):
    try:
        rgb = [float(word) * 255 for word in line.split()[-4:-1]]
    except ValueError:
        return False  # a pattern, not a colour
    return all(abs(part - wanted) < 0.5 for part, wanted in zip(rgb, MARK, strict=False))
