"""wkhtmltopdf, started once for many pages, each printed into a PDF of its own.

Pages that share their style sheet go to it in one file (see :mod:`.sheaves`), the others and
what fails there one by one. They are whole: no scripts, no network, nothing but themselves (see
:mod:`.offline_html`). Works with the patched and the unpatched build; what a pixel measures
is found out once per process and evened out.
"""

import contextlib
import functools
import logging
import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from odoo.modules import get_module_path

from odoo.addons.base.models.ir_actions_report import _wkhtml

from . import sheaves
from .pdf_reading import MARK, marks

_logger = logging.getLogger(__name__)

#: points of paper for one pixel of HTML: what the unpatched build does whatever it is told, and
#: about the scale that Odoo's document layouts are drawn for
POINTS_PER_PIXEL = 0.576
#: a process is replaced after so many pages, before its memory grows
PAGES_PER_PROCESS = 250
#: seconds for the start, for a page, and for a million characters of it; a batch may take their
#: sum, and wait for its next page as long as a batch of one: many times what it needs
START_SECONDS = 10
PAGE_SECONDS = 2
MILLION_SECONDS = 30
#: seconds between two looks at what a process has made
LOOK_SECONDS = 0.5
#: pages in a row that cannot be printed: then it is the engine, not the page
GIVE_UP_AFTER = 3
#: where pages lie while they are printed; older ones belong to processes that were killed
FOLDER_PREFIX = "dunning_press_"
FOLDER_SECONDS = 24 * 3600

_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}/lato</dir>
  <dir>{fonts}/google</dir>
</fontconfig>
"""
_CALIBRATION = (
    '<i style="position:absolute;top:0;left:0;width:2px;height:2px;background:{mark}"></i>'
    '<i style="position:absolute;top:1000px;left:0;width:2px;height:2px;background:{mark}"></i>'
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
        return pixels(self.width), pixels(self.height)


@dataclass(frozen=True, slots=True)
class Page:
    """What is printed into one PDF: a whole HTML page, and the paper it goes on.

    :ivar head: HTML from its first line to the opened body
    :ivar body: HTML of what the body holds
    """

    head: str
    body: str
    paper: Paper

    @property
    def html(self):
        """The whole of it."""
        return f"{self.head}{self.body}</body></html>"


@dataclass(frozen=True, slots=True)
class _File:
    """Pages that are printed together: their keys, where their PDF comes, and the seconds it may
    take."""

    keys: tuple
    target: Path
    seconds: float


@dataclass(frozen=True, slots=True)
class Scale:
    """How large this engine prints: its ``zoom``, and the points of a pixel with it."""

    zoom: float
    points: float


def pixels(millimetres):
    """Pixels of HTML that this engine prints on a length of paper."""
    return millimetres * 72 / 25.4 / scale().points


def is_installed():
    """Whether Odoo finds a wkhtmltopdf that it can use."""
    return _wkhtml().state in ("ok", "workers")


def prints_as_on_screen():
    """Whether paper gets what style sheets say of screens, as the patched build does."""
    return _wkhtml().is_patched_qt


def print_pages(pages):
    """Make a PDF of each page, all in one go: the engine's start costs as much as ten of them.

    :param pages: dict key -> :class:`Page`
    :return: dict key -> PDF bytes, or None for a page that the engine cannot print
    :raises PdfEngineError: not installed, or it prints nothing at all
    """
    return _print(pages, scale().zoom) if pages else {}


@functools.lru_cache(maxsize=1)
def scale():
    """The scale of the installed engine, found out by printing a page.

    The patched build is zoomed to print as large as the unpatched one, which cannot be zoomed.

    :raises PdfEngineError: not installed, or it prints nothing at all
    """
    if not is_installed():
        raise PdfEngineError("missing")
    body = _CALIBRATION.format(mark="rgb({},{},{})".format(*MARK))
    head = '<!DOCTYPE html><html><body style="margin:0">'
    pdf = _print({0: Page(head, body, Paper(210, 1000))}, 1.0)[0]
    if pdf is None:
        # not remembered: it may be repaired by the next letter
        raise PdfEngineError("it prints nothing")
    found = marks(pdf)
    if len(found) != 2 or found[1] <= found[0]:
        _logger.warning("wkhtmltopdf cannot be calibrated; page breaks may be off")
        return Scale(1.0, POINTS_PER_PIXEL)
    points = (found[1][1] - found[0][1]) / 1000
    if _wkhtml().is_patched_qt:
        return Scale(POINTS_PER_PIXEL / points, POINTS_PER_PIXEL)
    return Scale(1.0, points)


def _print(pages, zoom_factor):
    printed = dict.fromkeys(pages)
    waiting = sheaves.bind(pages)
    suspected, fruitless = None, 0
    _sweep()
    with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX) as folder:
        folder = Path(folder)
        environment = _environment(folder)
        while waiting:
            batch = waiting[:1] if waiting[0] == suspected else _for_one_process(waiting)
            result, words = _run(batch, pages, zoom_factor, folder, environment)
            printed.update(result)
            waiting = [keys for keys in waiting if keys[0] not in result]
            fruitless = 0 if result else fruitless
            if not waiting or all(keys[0] in result for keys in batch):
                continue
            if len(waiting[0]) > 1:
                # one of these, or somebody who stopped the process: each for itself
                waiting[:1] = [(key,) for key in waiting[0]]
                continue
            if waiting[0] != suspected:
                # here the process stopped; somebody may have stopped it, so try the page alone
                suspected = waiting[0]
                continue
            _logger.warning("wkhtmltopdf failed on one page: %s", words)
            waiting.pop(0)
            fruitless += 1
            if fruitless >= GIVE_UP_AFTER:
                raise PdfEngineError(words)
    return printed


def _for_one_process(waiting):
    """The first of the waiting files, of as many pages as a process may print."""
    counts = accumulate(len(keys) for keys in waiting)
    return [keys for keys, count in zip(waiting, counts, strict=True) if count <= PAGES_PER_PROCESS]


def _sweep():
    """Remove the folders that killed processes of this user left behind: they hold letters."""
    longest_ago = time.time() - FOLDER_SECONDS
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        with contextlib.suppress(OSError):
            state = folder.lstat()
            if state.st_uid == os.getuid() and state.st_mtime < longest_ago:
                shutil.rmtree(folder)


def _run(batch, pages, zoom_factor, folder, environment):
    """One process for files of pages; it stops at the first file it cannot print.

    :param batch: list of tuples of keys of ``pages``: what stands in one file together
    :return: ``({key: pdf}, what it complained about)``
    """
    lines, files = [], []
    usual = pages[batch[0][0]].paper
    for number, keys in enumerate(batch):
        source, target = folder / f"{number}.html", folder / f"{number}.pdf"
        text = sheaves.html([pages[key] for key in keys])
        source.write_text(text, encoding="utf-8")
        target.unlink(missing_ok=True)
        paper = pages[keys[0]].paper
        own = "" if paper == usual else " ".join(_paper_arguments(paper)) + " "
        lines.append(f'{own}"{source}" "{target}"\n')
        files.append(_File(keys, target, _time_limit(len(text), len(keys))))
    orders = folder / "orders"
    orders.write_text("".join(lines), encoding="utf-8")
    command = [_wkhtml().bin, *_arguments(usual, zoom_factor, folder), "--read-args-from-stdin"]
    try:
        words = _complaints(command, orders, environment, files)
    except OSError as error:
        raise PdfEngineError(str(error)) from error
    return _collect(files), words


def _collect(files):
    """What was printed before the process stopped, each page by itself."""
    printed = {}
    for file in files:
        pdf = file.target.read_bytes() if file.target.exists() else b""
        if not _is_whole(pdf):
            break
        pdfs = sheaves.divide(pdf, len(file.keys))
        if pdfs is None:
            _logger.warning("%s letters are printed one by one", len(file.keys))
            break
        printed.update(zip(file.keys, pdfs, strict=True))
    return printed


def _complaints(command, orders, environment, files):
    """Run the engine until it ends, or end it when its time is up; return what it said.

    It has its own process group: a wrapper's children hang with it and end with it.
    """
    with orders.open("rb") as lines:
        process = subprocess.Popen(
            command,
            stdin=lines,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
    try:
        said = _wait(process, files)
    except subprocess.TimeoutExpired:
        return "time limit exceeded"
    finally:
        _end(process)
    return said.decode(errors="replace").strip()[-500:] or f"exit code {process.returncode}"


def _wait(process, files):
    """Wait for the process as long as it makes progress; return its error output.

    :raises subprocess.TimeoutExpired: the whole takes too long, or no further file comes
    """
    limits = [file.seconds for file in files]
    whole, single = START_SECONDS + sum(limits), START_SECONDS + max(limits)
    start = last = time.monotonic()
    done = 0
    while True:
        try:
            return process.communicate(timeout=min(LOOK_SECONDS, single))[1]
        except subprocess.TimeoutExpired:
            now = time.monotonic()
            count = sum(file.target.exists() for file in files)
            if count > done:
                done, last = count, now
            if now - last > single or now - start > whole:
                raise


def _end(process):
    """End the process and its children; nothing happens when all have ended by themselves."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.stderr.close()
    process.wait()


def _time_limit(size, count):
    """Seconds that a file of ``size`` characters and ``count`` letters may take.

    Letters together may take a tenth of that: they get a second chance one by one.
    """
    seconds = PAGE_SECONDS * count + MILLION_SECONDS * size / 1_000_000
    return seconds if count == 1 else seconds / 10


def _paper_arguments(paper):
    return ["--page-width", f"{paper.width}mm", "--page-height", f"{paper.height}mm"]


def _arguments(paper, zoom_factor, folder):
    arguments = [
        "--quiet",
        "--disable-javascript", "--javascript-delay", "0",
        "--disable-local-file-access",
        "--allow", str(folder),
        # nothing is fetched: pages reference nothing, and this proxy does not exist
        "--proxy", "http://127.0.0.1:1",
        "--load-error-handling", "ignore",
        "--load-media-error-handling", "ignore",
        "--encoding", "utf-8",
        "--margin-top", "0", "--margin-bottom", "0", "--margin-left", "0", "--margin-right", "0",
        *_paper_arguments(paper),
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
        # it asks the print server before every page, which can only take time
        "CUPS_SERVER": str(folder / "no_print_server"),
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "XDG_RUNTIME_DIR": os.environ.get("XDG_RUNTIME_DIR", str(folder)),
    }


def _is_whole(pdf):
    return pdf.startswith(b"%PDF-") and b"%%EOF" in pdf[-1024:] and b"/Type /Page" in pdf
