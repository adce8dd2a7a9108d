"""Checks that no other linter of the project makes.

Arguments: files. Prints path:line: what is wrong; ends with 1 if anything is.
"""

import re
import sys
from pathlib import Path

import polib
from lxml import etree

ODOO_IMPORT = re.compile(r"^\s*(from|import)\s+odoo\b")
ONE_MACHINE = re.compile(r"://[a-z.-]*(debian|pypi|npm)[a-z.-]*|(^|[^a-z.])/(work|farm)/")
CONFLICT = re.compile(r"^(<{7}|>{7}) ")
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif]")


def check_xml(path, _text):
    try:
        etree.parse(str(path))
    except etree.XMLSyntaxError as error:
        yield error.lineno, error.msg


def check_po(path, _text):
    seen = set()
    for entry in polib.pofile(str(path)):
        key = (entry.msgid, entry.msgctxt)
        if key in seen:
            yield entry.linenum, f"second translation of {entry.msgid!r}"
        seen.add(key)
        placeholders = set(PLACEHOLDER.findall(entry.msgid))
        if entry.msgstr and set(PLACEHOLDER.findall(entry.msgstr)) != placeholders:
            yield entry.linenum, f"placeholders differ in the translation of {entry.msgid!r}"


def check_po_complete(path, _text):
    """Every term of the template is translated: users read the addon in their language."""
    known = {entry.msgid: entry for entry in polib.pofile(str(path)) if not entry.obsolete}
    for template in path.parent.glob("*.pot"):
        for term in polib.pofile(str(template)):
            entry = known.get(term.msgid)
            if entry is None or not entry.msgstr or entry.fuzzy:
                yield entry.linenum if entry else 1, f"not translated: {term.msgid!r}"


def check_lines(pattern, message):
    def check(_path, text):
        for number, line in enumerate(text.splitlines(), 1):
            if pattern.search(line):
                yield number, message

    return check


def checks(path):
    yield check_lines(CONFLICT, "left over from a merge")
    yield check_lines(ONE_MACHINE, "a registry's host or a path of one machine")
    if path.suffix in (".xml", ".svg"):
        yield check_xml
    if path.suffix == ".po":
        yield check_po
        yield check_po_complete
    if path.suffix == ".py" and "rules" in path.parts:
        yield check_lines(ODOO_IMPORT, "rules must work without Odoo")


def main(names):
    failed = False
    for path in map(Path, names):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            print(f"{path}:1: not UTF-8")
            failed = True
            continue
        for check in checks(path):
            for line, message in check(path, text):
                print(f"{path}:{line}: {message}")
                failed = True
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
