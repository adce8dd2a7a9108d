"""Letters that share their style sheet in one HTML file, and the PDF of it divided again.

The engine loads style sheet, fonts and logo once for all of them, two thirds of a letter's work.
What keeps a page out of somebody else's letter: a letter begins on a new page, clips what does
not fit into it, and is sealed at its begin and its end with its number, in a colour like
paper, below all that it shows. A PDF is divided only when its pages hold the seals of all letters
in their order, each letter's on pages of its own; else nothing of it is used, and its letters are
printed one by one. What could reach beyond its letter never shares a file.
"""

import logging
import re

from .pdf_objects import QtPdf, UnusualPdf

_logger = logging.getLogger(__name__)

#: letters in a file at most: for each page the engine looks at all of them
MOST = 100

#: colour of a seal; its width tells the number
SEAL = (252, 253, 254)

_STYLE = """<style>
.o_letter {{ position: relative; z-index: 0; }}
.o_letter + .o_letter {{ page-break-before: always; }}
i.o_seal {{ position: absolute; left: 0; height: 1px; z-index: -1; background: rgb{colour}; }}
</style>"""

_LETTER = (
    '<div class="o_letter"><i class="o_seal" style="top: 0; width: {number}px"></i>{body}'
    '<i class="o_seal" style="bottom: 0; width: {number}px"></i></div>'
)

#: what is fixed is printed on every page; rules of a letter's own would be everybody's
_FIXED = re.compile(r"position\s*:\s*fixed")

_RULES = ("<style", "<link", "o_letter", "o_seal")

_DRAWN = re.compile(
    # the colour as Qt writes it, then the box, whose width is not scaled yet
    rb" cs %s scn\s+(?:/GSa gs\s+q\s+[-\d. ]+ cm\s+-?[\d.]+ -?[\d.]+ ([\d.]+) [\d.]+ re)?"
    % rb" ".join(re.escape(b"%.3f" % (part / 255 - 0.0005)) + rb"\d*" for part in SEAL)
)


def bind(pages):
    """Which pages go in a file together: those of the same head and paper.

    :param pages: dict key -> ``Page``
    :return: list of tuples of keys, each key once
    """
    alone, together = [], {}
    for key, page in pages.items():
        if _reaches_out(page):
            alone.append((key,))
            continue
        files = together.setdefault((page.head, page.paper), [[]])
        if len(files[-1]) >= MOST:
            files.append([])
        files[-1].append(key)
    return [tuple(keys) for files in together.values() for keys in files] + alone


def _reaches_out(page):
    text = page.body.lower()
    return any(word in text for word in _RULES) or bool("fixed" in text and _FIXED.search(text))


def html(pages):
    """The HTML file of pages that :func:`bind` put together."""
    if len(pages) == 1:
        return pages[0].html
    letters = "".join(
        _LETTER.format(number=number, body=page.body) for number, page in enumerate(pages, 1)
    )
    return f"{pages[0].head}{_STYLE.format(colour=SEAL)}{letters}</body></html>"


def divide(pdf, count):
    """The PDF of each letter in that of a file.

    :param int count: letters in it
    :return: list of bytes, or None when it is not certain which page is whose
    """
    if count == 1:
        return [pdf]
    try:
        whole = QtPdf(pdf)
        owners = _owners([_seals(whole.content(page)) for page in whole.pages], count)
        if owners is None:
            return None
        letters = [[] for _letter in range(count)]
        for page, owner in zip(whole.pages, owners, strict=True):
            letters[owner - 1].append(page)
        return [whole.extract(pages) for pages in letters]
    except UnusualPdf as error:
        _logger.info("The PDF engine writes unusual files: %s", error)
        return None


def _seals(content):
    """Numbers of the seals on a page, in the order in which they were drawn; None for one that
    cannot be read."""
    return [
        int(float(found[1])) if found[1] and float(found[1]).is_integer() else None
        for found in _DRAWN.finditer(content)
    ]


def _owners(pages, count):
    """Whose each page is.

    :param pages: list of the numbers that are sealed on each page
    :return: list of numbers from 1 to ``count``, or None when the seals are not what they must be
    """
    owners, letter, is_open = [], 0, False
    for seals in pages:
        if not is_open:
            letter += 1
        starts = [] if is_open else [letter]
        if seals not in (starts, [*starts, letter]) or letter > count:
            return None
        is_open = len(seals) == len(starts)
        owners.append(letter)
    return None if is_open or letter != count else owners
