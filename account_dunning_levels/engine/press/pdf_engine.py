"""wkhtmltopdf, started once for many pages, each printed into a PDF of its own.

Pages that share their style sheet go to it in one file (see :mod:`press.binding`), the others and
what fails there one by one. They are whole: no scripts, no network, nothing but themselves (see
:mod:`press.offline_html`). Works with the patched and the unpatched build; what a pixel measures
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

from . import binding
from .pdf_marks import MARK, marks

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
LOOK_SECONDS = 0.005

#: bytes in which the end of a PDF is looked for
_TAIL = 1024

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
    """Pages that are printed together, and the seconds that may take.

    :ivar keys: of the pages
    """

    keys: tuple
    source: Path
    target: Path
    paper: Paper
    seconds: float


@dataclass(frozen=True, slots=True)
class PixelScale:
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


@contextlib.contextmanager
def started():
    """An :class:`Engine` until the end of the block: what is printed with it shares one start.

    :raises PdfEngineError: not installed, or it prints nothing at all
    """
    with _started(scale().zoom) as engine:
        yield engine


@contextlib.contextmanager
def _started(zoom_factor):
    _sweep()
    with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX) as folder:
        engine = Engine(Path(folder), zoom_factor)
        try:
            yield engine
        finally:
            engine.stop()


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
    with _started(1.0) as engine:
        pdf = engine.print_pages({0: Page(head, body, Paper(210, 1000))})[0]
    if pdf is None:
        # not remembered: it may be repaired by the next letter
        raise PdfEngineError("it prints nothing")
    found = marks(pdf)
    if len(found) != 2 or found[1] <= found[0]:
        _logger.warning("wkhtmltopdf cannot be calibrated; page breaks may be off")
        return PixelScale(1.0, POINTS_PER_PIXEL)
    points = (found[1][1] - found[0][1]) / 1000
    if _wkhtml().is_patched_qt:
        return PixelScale(POINTS_PER_PIXEL / points, POINTS_PER_PIXEL)
    return PixelScale(1.0, points)


def _sweep():
    """Remove the folders that killed processes of this user left behind: they hold letters."""
    longest_ago = time.time() - FOLDER_SECONDS
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        with contextlib.suppress(OSError):
            state = folder.lstat()
            if state.st_uid == os.getuid() and state.st_mtime < longest_ago:
                shutil.rmtree(folder)


class Engine:
    """A process that prints file after file; it starts when it is needed, and again when it fails.

    It has its own process group: a wrapper's children hang with it and end with it. It ends by
    itself when nobody holds the other end of its input any more.
    """

    def __init__(self, folder, zoom_factor):
        self._folder = folder
        self._zoom_factor = zoom_factor
        self._environment = _environment(folder)
        self._process = None
        # files written, and pages given to the process that runs
        self._files = self._pages = 0

    def print_pages(self, pages):
        """Make a PDF of each page.

        :param pages: dict key -> :class:`Page`
        :return: dict key -> PDF bytes, or None for a page that the engine cannot print
        :raises PdfEngineError: it prints nothing at all
        """
        printed = dict.fromkeys(pages)
        waiting = binding.bind(pages)
        suspected, fruitless = None, 0
        while waiting:
            batch = waiting[:1] if waiting[0] == suspected else _for_one_process(waiting)
            result, words = self._run(batch, pages)
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

    def _run(self, batch, pages):
        """Print files of pages; it stops at the first file that cannot be printed.

        :param batch: list of tuples of keys of ``pages``: what stands in one file together
        :return: ``({key: pdf}, what it complained about)``
        """
        files = [self._written(keys, pages) for keys in batch]
        try:
            self._order(files)
            words = self._wait(files)
        except OSError as error:
            self.stop()
            raise PdfEngineError(str(error)) from error
        printed = _collect(files)
        if len(printed) < sum(len(file.keys) for file in files):
            self.stop()
        return printed, words

    def _written(self, keys, pages):
        """The file of some pages, as the engine reads it."""
        source, target = (
            self._folder / f"{self._files}.{extension}" for extension in ("html", "pdf")
        )
        self._files += 1
        text = binding.html([pages[key] for key in keys])
        source.write_text(text, encoding="utf-8")
        paper = pages[keys[0]].paper
        return _File(keys, source, target, paper, _time_limit(len(text), len(keys)))

    def _order(self, files):
        """Tell the process what to print next; start one if there is none, or a rested one."""
        count = sum(len(file.keys) for file in files)
        has_ended = self._process and self._process.poll() is not None
        if has_ended or self._pages + count > PAGES_PER_PROCESS:
            self.stop()
        if not self._process:
            self._start()
        self._pages += count
        lines = "".join(
            f'{" ".join(_paper_arguments(file.paper))} "{file.source}" "{file.target}"\n'
            for file in files
        )
        # one that has ended meanwhile is noticed by who waits for it
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(lines.encode())
            self._process.stdin.flush()

    def _start(self):
        arguments = _arguments(self._zoom_factor, self._folder)
        with self._said.open("wb") as said:
            self._process = subprocess.Popen(
                [_wkhtml().bin, *arguments, "--read-args-from-stdin"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=said,
                env=self._environment,
                start_new_session=True,
            )
        self._pages = 0

    @property
    def _said(self):
        return self._folder / "said"

    def _wait(self, files):
        """Wait until the files are printed, or the process has ended or makes no progress.

        :return: what it complained about
        """
        whole = START_SECONDS + sum(file.seconds for file in files)
        start = last = time.monotonic()
        waiting = list(files)
        while waiting:
            has_ended = self._process.poll() is not None
            now = time.monotonic()
            if _is_printed(waiting[0].target):
                waiting.pop(0)
                last = now
            elif has_ended or (len(waiting) > 1 and _is_printed(waiting[1].target)):
                break
            elif now - last > START_SECONDS + waiting[0].seconds or now - start > whole:
                return "time limit exceeded"
            else:
                time.sleep(LOOK_SECONDS)
        said = self._said.read_bytes().decode(errors="replace").strip()[-500:]
        return said or f"exit code {self._process.returncode}"

    def stop(self):
        """End the process and its children; the next page starts another."""
        process, self._process = self._process, None
        if not process:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        process.wait()


def _for_one_process(waiting):
    """The first of the waiting files, of as many pages as a process may print."""
    counts = accumulate(len(keys) for keys in waiting)
    return [keys for keys, count in zip(waiting, counts, strict=True) if count <= PAGES_PER_PROCESS]


def _collect(files):
    """What was printed, each page by itself, up to the first file that was not."""
    printed = {}
    for file in files:
        if not _is_printed(file.target):
            break
        pdf = file.target.read_bytes()
        if b"/Type /Page" not in pdf:
            break
        pdfs = binding.divide(pdf, len(file.keys))
        if pdfs is None:
            _logger.warning("%s letters are printed one by one", len(file.keys))
            break
        printed.update(zip(file.keys, pdfs, strict=True))
    return printed


def _is_printed(target):
    """Whether the end of a PDF is in the file."""
    try:
        with target.open("rb") as file:
            if file.read(5) != b"%PDF-":
                return False
            file.seek(max(target.stat().st_size - _TAIL, 0))
            return b"%%EOF" in file.read()
    except FileNotFoundError:
        return False


def _time_limit(size, count):
    """Seconds that a file of ``size`` characters and ``count`` letters may take.

    Letters together may take a tenth of that: they get a second chance one by one.
    """
    seconds = PAGE_SECONDS * count + MILLION_SECONDS * size / 1_000_000
    return seconds if count == 1 else seconds / 10


def _paper_arguments(paper):
    return ["--page-width", f"{paper.width}mm", "--page-height", f"{paper.height}mm"]


def _arguments(zoom_factor, folder):
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
