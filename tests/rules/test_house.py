"""The house is kept: what any file of the addon must hold to, read from its text without Odoo."""

import ast
from pathlib import Path

from conftest import ADDON

#: lines
LARGEST_FILE = 600
LARGEST_FUNCTION = 60

#: what people write by hand; translations, rates and holidays are data
WRITTEN = (".css", ".js", ".py", ".scss", ".xml")


def files(folder=ADDON, suffixes=WRITTEN):
    """Paths of the files under a folder of the addon, in order."""
    return sorted(path for path in Path(folder).rglob("*") if path.suffix in suffixes)


def place(path, line=None):
    """How an offender is named: its path in the addon, with a line if one is given."""
    return f"{path.relative_to(ADDON).as_posix()}{f':{line}' if line else ''}"


def nodes(source, *kinds):
    """The nodes of these kinds in a Python source, whatever they stand in."""
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, kinds)]


def functions(source):
    """(name, first line, number of lines) of each function and method, from "def" to its end."""
    return [
        (node.name, node.lineno, node.end_lineno - node.lineno + 1)
        for node in nodes(source, ast.FunctionDef, ast.AsyncFunctionDef)
    ]


def too_large(sources):
    """Names of files and functions above the limits.

    :param sources: {place: text}
    """
    found = []
    for name, text in sources.items():
        size = len(text.splitlines())
        if size > LARGEST_FILE:
            found.append(f"{name}: {size} lines")
        if name.endswith(".py"):
            found += [
                f"{name}:{line} {function}: {lines} lines"
                for function, line, lines in functions(text)
                if lines > LARGEST_FUNCTION
            ]
    return found


def test_no_file_and_no_function_of_the_addon_is_too_large_to_be_read_at_once():
    sources = {place(path): path.read_text(encoding="utf-8") for path in files()}
    assert "__manifest__.py" in sources
    assert too_large(sources) == []


def test_a_file_of_600_lines_is_read_and_one_of_601_is_named():
    assert too_large({"a.xml": "<p/>\n" * 600, "b.xml": "<p/>\n" * 601}) == ["b.xml: 601 lines"]


def test_a_method_of_60_lines_is_read_and_one_of_61_is_named():
    method = "class LetterUnderLaw:\n    def {}(self):\n" + "        self.print()\n" * 59
    sources = {
        "a.py": method.format("short"),
        "b.py": method.format("long") + "        self.print()\n",
    }
    assert too_large(sources) == ["b.py:2 long: 61 lines"]
