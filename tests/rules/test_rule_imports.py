"""The rules can be read, tested and run without Odoo."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ADDON

FILES = sorted((ADDON / "rules").rglob("*.py"))
SIBLINGS = {path.stem for path in FILES} | {path.parent.stem for path in FILES}


def depth(path):
    """How many leading dots of an import still stay in ``rules``."""
    return len(path.relative_to(ADDON / "rules").parts)


def foreign_imports(source, deepest=1):
    """What a file of ``rules`` imports besides the standard library and its own siblings."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.append(node.module)
        elif isinstance(node, ast.ImportFrom):
            names = [node.module] if node.module else [alias.name for alias in node.names]
            outside = node.level > deepest or not {n.split(".")[0] for n in names} <= SIBLINGS
            found += ["." * node.level + name for name in names if outside]
    return [name for name in found if name.split(".")[0] not in sys.stdlib_module_names]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.stem}.{path.stem}")
def test_rule_file_imports_the_standard_library_and_its_siblings_only(path):
    assert foreign_imports(path.read_text(), depth(path)) == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import odoo", ["odoo"]),
        ("from odoo.tools import SQL", ["odoo.tools"]),
        ("def f():\n    import requests", ["requests"]),
        ("from ..models import res_company", ["..models"]),
        ("from .. import models", ["..models"]),
        ("from . import engine", [".engine"]),
        ("from rules.decide import levels", ["rules.decide"]),
        ("from . import levels\nfrom .money import ZERO\nimport datetime", []),
    ],
)
def test_imports_from_elsewhere_are_seen(source, expected):
    assert foreign_imports(source) == expected


def test_law_may_import_from_rules_but_not_from_above():
    assert foreign_imports("from ..base.money import ZERO\nfrom ..base import lateness", 2) == []
    assert foreign_imports("from ...models import res_company", 2) == ["...models"]


def test_rules_import_in_a_bare_python_without_site_packages():
    parts = (path.relative_to(ADDON).with_suffix("").parts for path in FILES)
    names = ", ".join(".".join(name) for name in parts if name[-1] != "__init__")
    program = (
        f"import sys; sys.path.insert(0, {str(ADDON)!r}); import {names}; "
        "print(sorted({name.split('.')[0] for name in sys.modules}"
        " - set(sys.stdlib_module_names) - {'__main__', 'rules'}))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_tests_read_the_rules_of_this_checkout():
    import rules

    assert Path(rules.__file__).parent == ADDON / "rules"
