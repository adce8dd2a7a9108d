"""The machine a round runs on: a PDF engine that fails as planned, a disk that is full."""

import os
import shutil
import subprocess
from pathlib import Path

_WRAPPER = """#!/bin/bash
# The real engine, but for what the plan says: MODE PAGE OFTEN MARKER
[ "$1" != --version ] || exec "{real}" --version
read -r mode page often marker <"{folder}/plan"
if [ "$often" = once ] && [ -e "{folder}/happened" ]; then mode=ok; fi
[ "$mode" != ok ] || exec "{real}" "$@"
: >"{folder}/happened"
# what is ordered at once; more may come later
lines=()
while read -r ${{lines:+-t 0.2}} line; do lines+=("$line"); done
if [ "$mode" = bad ]; then
    page=0
    for line in "${{lines[@]}}"; do
        source=${{line#*\\"}} source=${{source%%\\"*}}
        ! grep -qF "$marker" "$source" || break
        page=$((page + 1))
    done
    if [ "$page" -lt "${{#lines[@]}}" ]; then mode=crash; else mode=none; fi
fi
[ "$mode" = none ] || [ "$page" -lt "${{#lines[@]}}" ] || page=$((${{#lines[@]}} - 1))
[ "$page" -eq 0 ] || printf '%s\\n' "${{lines[@]:0:$page}}" | "{real}" "$@"
case $mode in
    kill) kill -9 $$ ;;
    crash) exit 1 ;;
    hang)
        {hang} &
        wait
        ;;
    half)
        line=${{lines[$page]}}
        target=${{line##* \\"}} target=${{target%\\"}}
        whole=${{target/.pdf/.whole}}
        echo "${{line/.pdf/.whole}}" | "{real}" "$@"
        head -c $(($(stat -c %s "$whole") / 2)) "$whole" >"$target"
        exit 1
        ;;
esac
"""


class Engine:
    """wkhtmltopdf behind a wrapper that comes first on the path.

    :ivar hang: the command line of the child with which it hangs, this lab's own
    """

    def __init__(self, folder):
        self.hang = f"sleep 600.{os.getpid()}"
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        wrapper = self.folder / "wkhtmltopdf"
        wrapper.write_text(
            _WRAPPER.format(real=shutil.which("wkhtmltopdf"), folder=self.folder, hang=self.hang),
            encoding="ascii",
        )
        wrapper.chmod(0o755)

    def plan(self, mode, page=0, often="always", marker=""):
        """What the engine does from now on.

        :param mode: ``ok``, ``kill``, ``hang``, ``half``, or ``bad``: it crashes on every page
            that holds ``marker``
        :param page: where it happens, counted from 0
        :param often: ``once`` or ``always``
        """
        (self.folder / "happened").unlink(missing_ok=True)
        (self.folder / "plan").write_text(f"{mode} {page} {often} {marker}\n", encoding="ascii")

    def use(self):
        """In a worker: print with the planned engine, with little patience."""
        self._look_at(f"{self.folder}:{os.environ['PATH']}")

    def hide(self):
        """In a worker: there is no engine on this machine."""
        self._look_at(os.fspath(self.folder / "nothing"))

    @staticmethod
    def _look_at(path):
        from odoo.addons.account_dunning_levels.engine.press import pdf_engine

        os.environ["PATH"] = path
        pdf_engine._wkhtml.cache_clear()
        pdf_engine.START_SECONDS = 1.0
        pdf_engine.PAGE_SECONDS = 0.2


class Store:
    """The file store on a small disk of its own, if this system lets us mount one.

    :ivar data_dir: for Odoo's option of that name
    """

    SIZE = 64 * 1024 * 1024

    def __init__(self, data_dir, database, folder):
        self.database = database
        self.data_dir = Path(data_dir)
        self.is_mounted = False
        disk = Path(folder)
        disk.mkdir(parents=True, exist_ok=True)
        if os.path.ismount(disk):  # a run that was interrupted
            subprocess.run(["umount", disk], check=True)
        if self._mount("-t", "tmpfs", "-o", f"size={self.SIZE}", "tmpfs", disk):
            original = self.data_dir / "filestore" / database
            if original.is_dir():
                shutil.copytree(original, disk / "filestore" / database)
            self.data_dir, self.is_mounted = disk, True

    @staticmethod
    def _mount(*arguments):
        if os.geteuid() or not shutil.which("mount"):
            return False
        return not subprocess.run(
            ["mount", *arguments], stderr=subprocess.DEVNULL, check=False
        ).returncode

    @property
    def files(self):
        return self.data_dir / "filestore" / self.database

    def fill(self, spare):
        """No more than about ``spare`` bytes fit in."""
        state = os.statvfs(self.data_dir)
        size = state.f_bavail * state.f_frsize - spare
        with (self.data_dir / "filler").open("wb") as filler:
            os.posix_fallocate(filler.fileno(), 0, max(size, 1))

    def empty(self):
        (self.data_dir / "filler").unlink(missing_ok=True)

    def make_read_only(self):
        self._mount("-o", "remount,ro", self.data_dir)

    def make_writable(self):
        self._mount("-o", "remount,rw", self.data_dir)

    def close(self):
        if self.is_mounted:
            subprocess.run(["umount", self.data_dir], check=False)
