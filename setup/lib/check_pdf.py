"""Renders one page with wkhtmltopdf and looks whether a PDF with that page came out.

wkhtmltopdf-wrapper builds a shell command, so it gets fixed names in a folder of ours and nothing
else; it serves this check only, letters are pressed without it.
"""

import os
import subprocess
import sys
from pathlib import Path

from pypdf import PdfReader
from wkhtmltopdfwrapper import wkhtmltopdf

PAGE = """<!DOCTYPE html>
<html><head><meta charset="utf-8"></head><body><h1>Reminder</h1></body></html>
"""
# The wrapper appends to this file in every case; whoever runs it first owns it.
WRAPPER_LOG = Path("/tmp/wkhtp.log")


def render():
    if WRAPPER_LOG.exists() and WRAPPER_LOG.stat().st_uid != os.getuid():
        # Another user's file, which the wrapper cannot write: without it, then.
        subprocess.run(["wkhtmltopdf", "--quiet", "page.html", "page.pdf"], check=True)
        return
    wkhtmltopdf("page.html", "page.pdf", "--quiet")
    if WRAPPER_LOG.exists() and not WRAPPER_LOG.stat().st_size:
        WRAPPER_LOG.unlink()


def main(folder):
    os.chdir(folder)
    Path("page.html").write_text(PAGE, encoding="utf-8")
    Path("page.pdf").unlink(missing_ok=True)
    try:
        render()
    except Exception as error:  # the wrapper raises nothing more precise
        sys.exit(f"wkhtmltopdf failed: {error}")
    if not Path("page.pdf").read_bytes().startswith(b"%PDF-"):
        sys.exit("wkhtmltopdf wrote something that is no PDF.")
    pages = PdfReader("page.pdf").pages
    if len(pages) != 1 or "Reminder" not in pages[0].extract_text():
        sys.exit(f"wkhtmltopdf wrote {len(pages)} pages, or not the text it was given.")


if __name__ == "__main__":
    main(sys.argv[1])
