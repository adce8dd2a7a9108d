"""wkhtmltopdf, started once for many pages: one HTML file in, one PDF file out, each its own.

The pages are whole: no scripts, no network, nothing but themselves (see
:mod:`.offline_html`). Works with the patched and the unpatched build; what a pixel measures
is found out once per process and evened out.
"""

import functools
import logging
import os
import re
import subprocess
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from odoo.addons.base.models.ir_actions_report import _wkhtml
from odoo.modules import get_module_path
from odoo.tools.pdf import PdfFileReader

_logger = logging.getLogger(__name__)

#: points of paper for one pixel of HTML, the scale that Odoo's document layouts are drawn for
POINTS_PER_PIXEL = 0.6
#: a process is replaced after so many pages, before its memory grows
PAGES_PER_PROCESS = 250
#: seconds for the start and for one page; a batch may take their sum
START_SECONDS = 20
PAGE_SECONDS = 4
#: processes in a row that made nothing: then it is the engine, not the page
GIVE_UP_AFTER = 3
#: what a page marks its positions with (see :func:`marks`); looks white
MARK = (254, 253, 252)

_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}/lato</dir>
  <dir>{fonts}/google</dir>
</fontconfig>
"""
_CALIBRATION = (
    '<!DOCTYPE html><html><body style="margin:0;height:1000px">'
    '<i style="position:absolute;top:{y}px;left:0;width:2px;height:2px;background:{mark}"></i>'
)


class PdfEngineError(Exception):
    """The engine is missing or fails on everything; the message is for the user's eyes."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet of paper in millimetres."""

    width: float
    height: float

    @property
    def pixels(self):
        """Width and height in pixels of HTML."""
        return _pixels(self.width), _pixels(self.height)


def _pixels(millimetres):
    return millimetres * 72 / 25.4 / POINTS_PER_PIXEL


def is_installed():
    """Whether Odoo finds a wkhtmltopdf that it can use."""
    return _wkhtml().state in ("ok", "workers")


def print_pages(pages, paper):
    """Make a PDF of each HTML page.

    :param pages: dict key -> HTML text
    :param Paper paper:
    :return: dict key -> PDF bytes, or None for a page that the engine cannot print
    :raises PdfEngineError: not installed, or it prints nothing at all
    """
    if not is_installed():
        raise PdfEngineError("missing")
    return _print(pages, paper, zoom())


@functools.lru_cache(maxsize=1)
def zoom():
    """The zoom with which one pixel is :data:`POINTS_PER_PIXEL` on this engine."""
    mark = "rgb({},{},{})".format(*MARK)
    html = "".join(
        _CALIBRATION.format(y=y, mark=mark) if not y else
        _CALIBRATION[_CALIBRATION.index("<i"):].format(y=y, mark=mark)
        for y in (0, 1000)
    )
    pdf = _print({0: html}, Paper(210, 1000), 1.0)[0]
    found = marks(pdf) if pdf else []
    if len(found) != 2 or found[1] <= found[0]:
        _logger.warning("wkhtmltopdf cannot be calibrated; letters may be scaled")
        return POINTS_PER_PIXEL / 0.72
    return POINTS_PER_PIXEL * 1000 / (found[1] - found[0])


def _print(pages, paper, zoom_factor):
    printed = dict.fromkeys(pages)
    waiting = list(pages)
    fruitless = 0
    with tempfile.TemporaryDirectory(prefix="dunning_press_") as folder:
        folder = Path(folder)
        environment = _environment(folder)
        while waiting:
            batch = waiting[:PAGES_PER_PROCESS]
            result, words = _run(
                {key: pages[key] for key in batch}, paper, zoom_factor, folder, environment
            )
            printed.update(result)
            waiting = [key for key in waiting if key not in result]
            fruitless = 0 if result else fruitless + 1
            if len(result) < len(batch):
                # the process stopped here: this page is the bad one
                bad = next(key for key in batch if key not in result)
                _logger.warning("wkhtmltopdf failed on one page: %s", words)
                waiting.remove(bad)
            if fruitless >= GIVE_UP_AFTER:
                raise PdfEngineError(words)
    return printed


def _run(pages, paper, zoom_factor, folder, environment):
    """One process for ``pages``; it stops at the first page it cannot print.

    :return: ``({key: pdf}, what it complained about)``
    """
    lines, outputs = [], {}
    for number, (key, html) in enumerate(pages.items()):
        source, target = folder / f"{number}.html", folder / f"{number}.pdf"
        source.write_text(html, encoding="utf-8")
        target.unlink(missing_ok=True)
        lines.append(f'"{source}" "{target}"\n')
        outputs[key] = target
    try:
        process = subprocess.run(
            [_wkhtml().bin, *_arguments(paper, zoom_factor, folder), "--read-args-from-stdin"],
            input="".join(lines).encode(),
            capture_output=True,
            timeout=START_SECONDS + PAGE_SECONDS * len(pages),
            env=environment,
            check=False,
        )
        words = process.stderr.decode(errors="replace").strip()[-500:]
        words = words or f"exit code {process.returncode}"
    except subprocess.TimeoutExpired:
        words = "time limit exceeded"
    except OSError as error:
        raise PdfEngineError(str(error)) from error
    printed = {}
    for key, target in outputs.items():
        pdf = target.read_bytes() if target.exists() else b""
        if not _is_whole(pdf):
            break
        printed[key] = pdf
    return printed, words


def _arguments(paper, zoom_factor, folder):
    arguments = [
        "--quiet",
        "--disable-javascript",
        "--disable-local-file-access",
        "--allow", str(folder),
        # nothing is fetched: pages reference nothing, and this proxy does not exist
        "--proxy", "http://127.0.0.1:1",
        "--load-error-handling", "ignore",
        "--load-media-error-handling", "ignore",
        "--encoding", "utf-8",
        "--margin-top", "0", "--margin-bottom", "0", "--margin-left", "0", "--margin-right", "0",
        "--page-width", f"{paper.width}mm",
        "--page-height", f"{paper.height}mm",
        "--zoom", f"{zoom_factor:.6f}",
    ]  # fmt: skip
    if _wkhtml().is_patched_qt:
        arguments += ["--dpi", "96", "--disable-smart-shrinking", "--no-outline"]
    return arguments


def _environment(folder):
    """Odoo's own fonts beside those of the system, without a single download."""
    fonts = folder / "fonts.conf"
    fonts.write_text(_FONTS.format(fonts=f"{get_module_path('web')}/static/fonts"))
    return {
        **os.environ,
        "FONTCONFIG_FILE": str(fonts),
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "XDG_RUNTIME_DIR": os.environ.get("XDG_RUNTIME_DIR", str(folder)),
    }


def _is_whole(pdf):
    return pdf.startswith(b"%PDF-") and b"%%EOF" in pdf[-1024:] and b"/Type /Page" in pdf


def page_count(pdf):
    """Number of pages of a PDF made by the engine."""
    counts = re.findall(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)", pdf, re.DOTALL)
    if len(counts) == 1:
        return int(counts[0])
    return len(PdfFileReader(_stream(pdf)).pages)


def marks(pdf):
    """Where the page's marks lie, in points from the top of the first page.

    A mark is a small box in the colour :data:`MARK`. Pages are counted as if they hung below
    each other.

    :return: list of floats, in the order in which they were drawn
    """
    reader = PdfFileReader(_stream(pdf))
    found, above = [], 0.0
    for page in reader.pages:
        height = float(page.mediabox.height)
        for content in _contents(page):
            found += [above + height - y for y in _mark_heights(content)]
        above += height
    return found


def _contents(page):
    contents = page["/Contents"].get_object()
    for part in contents if isinstance(contents, list) else [contents]:
        part = part.get_object()
        data = part._data
        yield zlib.decompress(data) if part.get("/Filter") == "/FlateDecode" else part.get_data()


_OPERATION = re.compile(
    rb"(?P<save>\bq\b)|(?P<restore>\bQ\b)"
    rb"|(?P<cm>(?:-?[\d.]+\s+){6})cm\b"
    rb"|(?P<rgb>(?:[\d.]+\s+){3})(?:scn|rg)\b"
    rb"|(?P<re>(?:-?[\d.]+\s+){4})re\b"
)


def _mark_heights(content):
    """Distances from the bottom of the page to the marks in a content stream."""
    scale, offset, colour, stack = 1.0, 0.0, None, []
    wanted = [round(part / 255, 3) for part in MARK]
    for match in _OPERATION.finditer(content):
        if match["save"]:
            stack.append((scale, offset, colour))
        elif match["restore"]:
            if stack:
                scale, offset, colour = stack.pop()
        elif match["cm"]:
            _a, _b, _c, d, _e, f = map(float, match["cm"].split())
            offset, scale = offset + scale * f, scale * d
        elif match["rgb"]:
            colour = [round(float(part), 3) for part in match["rgb"].split()]
        elif colour == wanted:
            _x, y, _width, _height = map(float, match["re"].split())
            yield offset + scale * y


def _stream(pdf):
    import io

    return io.BytesIO(pdf)
