"""A PDF engine that hangs, is killed or writes half a file, and a file store that takes nothing."""

import errno
import os
import time
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from send_common import SendCommon

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import config, mute_logger

from odoo.addons.account_dunning_levels.engine.press import pdf_engine
from odoo.addons.account_dunning_levels.engine.press.pdf_engine import Paper, PdfEngineError

ENGINE_LOG = "odoo.addons.account_dunning_levels.engine.press.pdf_engine"
SEND_LOG = "odoo.addons.account_dunning_levels.engine.send.batches"
STORE_LOG = "odoo.addons.base.models.ir_attachment"
A4 = Paper(210, 297)


class BrokenEngineCase(SendCommon):
    """The real engine behind a wrapper that does what a test says, with little patience."""

    def setUp(self):
        super().setUp()
        pdf_engine.scale()
        self.folder = Path(self.enterContext(pdf_engine.tempfile.TemporaryDirectory()))
        self.patch(pdf_engine, "START_SECONDS", 1)
        self.patch(pdf_engine, "PAGE_SECONDS", 1)

    @contextmanager
    def engine(self, script):
        """An engine that does ``script``; ``$REAL`` is the real one, ``$HERE`` a folder."""
        real = pdf_engine._wkhtml()
        wrapper = self.folder / "wkhtmltopdf"
        wrapper.write_text(f"#!/bin/bash\nREAL={real.bin} HERE={self.folder}\n{script}\n")
        wrapper.chmod(0o755)
        with (
            patch.object(pdf_engine, "_wkhtml", lambda: real._replace(bin=str(wrapper))),
            mute_logger(ENGINE_LOG, SEND_LOG),
        ):
            yield

    #: one real process a page, and something else for the page that says BAD
    EACH = """
        while read -r line; do
            source=$(sed 's/^[^"]*"\\([^"]*\\)".*/\\1/' <<<"$line")
            target=$(sed 's/.*"\\([^"]*\\)"$/\\1/' <<<"$line")
            if grep -q BAD "$source"; then %s; fi
            echo "$line" | "$REAL" "$@"
        done
    """

    def pages(self, *words):
        return {word: pdf_engine.Page("<html><body>", f"<p>{word}</p>", A4) for word in words}

    def printed(self, *words):
        """Which of the pages were printed."""
        with pdf_engine.started() as engine:
            pdfs = engine.print_pages(self.pages(*words))
        self.assertEqual(list(pdfs), list(words))
        return [word for word in words if pdfs[word]]

    def children(self):
        """Processes that the wrapper noted and that still run after a while."""
        pids = (self.folder / "children").read_text().split()
        for _look in range(100):
            if not any(self.runs(pid) for pid in pids):
                break
            time.sleep(0.05)
        return [pid for pid in pids if self.runs(pid)]

    def runs(self, pid):
        """Whether a process is there and has not ended; who inherits it may fetch it later."""
        try:
            status = Path(f"/proc/{pid}/stat").read_text()
        except OSError:
            return False
        return status.rpartition(")")[2].split()[0] not in ("Z", "X")


@tagged("post_install", "-at_install")
class TestBrokenEngine(BrokenEngineCase):
    def test_page_on_which_the_engine_hangs_fails_alone(self):
        words = [f"page {number}" for number in range(12)]
        words[7] = "BAD"
        start = time.monotonic()
        with self.engine(self.EACH % "sleep 1000"):
            printed = self.printed(*words)
        self.assertEqual(printed, words[:7] + words[8:])
        # twice the time of one page, and not the time of twelve: 1 + 12 x 1 s each time
        self.assertLess(time.monotonic() - start, 12)

    def test_page_on_which_the_engine_crashes_fails_alone(self):
        with self.engine(self.EACH % "kill -9 $$"):
            self.assertEqual(self.printed("a", "BAD", "c"), ["a", "c"])

    def test_page_of_which_half_is_written_fails_alone(self):
        half = """echo "${line/.pdf/.whole}" | "$REAL" "$@"
            head -c 700 "${target/.pdf/.whole}" > "$target"; continue"""
        with self.engine(self.EACH % half):
            self.assertEqual(self.printed("a", "BAD", "c"), ["a", "c"])

    def test_engine_killed_once_costs_no_letter(self):
        """By somebody who needed the memory: the page at which it happened is not to blame."""
        once = '[ -e "$HERE/killed" ] || { touch "$HERE/killed"; kill -9 $$; }'
        with self.engine(self.EACH % once):
            self.assertEqual(self.printed("a", "BAD", "c"), ["a", "BAD", "c"])

    def test_hanging_engine_is_given_up_with_its_children(self):
        script = 'sleep 1000 & echo $! $$ >> "$HERE/children"; wait'
        start = time.monotonic()
        with self.engine(script), self.assertRaisesRegex(PdfEngineError, "time limit"):
            self.printed("a", "b", "c", "d")
        self.assertLess(time.monotonic() - start, 30)
        self.assertEqual(self.children(), [])

    def test_two_bad_pages_in_a_row_are_no_broken_engine(self):
        words = ["BAD 1", "BAD 2", "c"]
        with self.engine(self.EACH % "exit 1"):
            self.assertEqual(self.printed(*words), ["c"])

    def test_letters_that_a_killed_process_left_behind_are_removed_after_a_day(self):
        self.patch(pdf_engine.tempfile, "tempdir", str(self.folder))
        folders, now = {}, self.folder.stat().st_mtime  # the clock of the tests stands still
        for hours in (23, 25):
            folders[hours] = self.folder / f"{pdf_engine.FOLDER_PREFIX}{hours}"
            folders[hours].mkdir()
            (folders[hours] / "0.pdf").write_bytes(b"%PDF-")
            then = now - hours * 3600
            os.utime(folders[hours], (then, then))
        other = self.folder / "somebody_elses"
        other.mkdir()
        os.utime(other, (0, 0))
        self.assertEqual(self.printed("a"), ["a"])
        self.assertEqual(
            (folders[23].exists(), folders[25].exists(), other.exists()), (True, False, True)
        )

    def test_scale_is_found_again_when_the_engine_is_repaired(self):
        pdf_engine.scale.cache_clear()
        with self.engine("exit 1"), self.assertRaises(PdfEngineError):
            pdf_engine.scale()
        self.assertGreater(pdf_engine.scale().points, 0.5)

    def test_hanging_engine_marks_nothing_and_is_retried(self):
        item = self.invoice()
        run = self.released()
        with self.engine("sleep 1000"):
            self.send_now()
        notice = run.notice_ids
        self.assertEqual((notice.state, item.dunning_level), ("failed", 0))
        self.assertIn("PDF engine", notice.reason)
        self.assertFalse(notice.attachment_id or notice.mail_id)
        notice.action_retry()
        self.send_now()
        self.assertEqual((notice.state, item.dunning_level), ("queued", 1))


@tagged("post_install", "-at_install")
class TestBrokenFileStore(SendCommon):
    def setUp(self):
        super().setUp()
        # whatever the database has chosen: these tests are about files
        self.env["ir.config_parameter"].sudo().set_param("ir_attachment.location", "file")

    def store_at(self, place):
        """The file store lies at a place that the system refuses to write at, even to root."""
        return patch.object(type(config), "filestore", lambda _config, _name: place)

    def test_read_only_store_marks_nothing_and_is_retried(self):
        item = self.invoice()
        run = self.released()
        with self.store_at("/proc/store"), mute_logger(SEND_LOG, STORE_LOG):
            self.send_now()
        notice = run.notice_ids
        self.assertEqual((notice.state, item.dunning_level), ("failed", 0))
        self.assertIn("could not be stored", notice.reason)
        self.assertIn("send again", notice.reason)
        self.assertFalse(notice.attachment_id or notice.mail_id)
        notice.action_retry()
        self.send_now()
        self.assertEqual((notice.state, item.dunning_level), ("queued", 1))
        self.assertTrue(notice.attachment_id.raw.startswith(b"%PDF-"))

    def test_store_that_loses_what_it_takes_marks_nothing(self):
        item = self.invoice()
        run = self.released()
        attachments = type(self.env["ir.attachment"])
        with (
            patch.object(attachments, "_file_write", lambda *_arguments: "00/lost"),
            mute_logger(SEND_LOG, STORE_LOG),
        ):
            self.send_now()
        notice = run.notice_ids
        self.assertEqual((notice.state, item.dunning_level), ("failed", 0))
        self.assertIn("cannot be read back", notice.reason)

    def test_print_batch_that_cannot_be_stored_leaves_all_waiting(self):
        self.customer.email = False
        self.invoice()
        run = self.released()
        self.send_now()
        full = OSError(errno.ENOSPC, "No space left on device")
        attachments = type(self.env["ir.attachment"])
        with (
            patch.object(attachments, "_file_write", side_effect=full),
            self.assertRaisesRegex(UserError, "No space left"),
            self.env.cr.savepoint(),
        ):
            run.action_print()
        self.env.invalidate_all()
        self.assertEqual((run.notice_ids.state, run.notice_ids.is_printed), ("queued", False))
        run.action_print()
        self.assertEqual(run.notice_ids.state, "sent")
