"""What imports do not show: the lowest rooms of the engine call nothing of the models.

Who may import whom is in ``.importlinter``.
"""

import ast

import pytest
from conftest import ADDON

ROOMS = ("store", "lanes", "press", "ledger")
#: methods of every model of Odoo, which ours extend
OF_THE_ORM = {"_search", "create", "search", "unlink", "write"}


def methods(source):
    """Names of the methods of all classes in a file."""
    return {
        node.name
        for owner in ast.walk(ast.parse(source))
        if isinstance(owner, ast.ClassDef)
        for node in owner.body
        if isinstance(node, ast.FunctionDef)
    }


def calls(source, names):
    """Which of ``names`` a file takes from an object: ``record.name(...)`` or ``record.name``."""
    return sorted(
        node.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr in names
    )


OF_MODELS = (
    set()
    .union(*(methods(path.read_text()) for path in (ADDON / "models").glob("*.py")))
    .difference(OF_THE_ORM)
)
FILES = [path for room in ROOMS for path in sorted((ADDON / "engine" / room).glob("*.py"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.stem}.{path.stem}")
def test_lowest_rooms_call_no_method_of_our_models(path):
    source = path.read_text()
    assert calls(source, OF_MODELS - methods(source)) == []


def test_methods_of_models_are_known_and_calls_of_them_are_seen():
    assert {"_dunning_today", "action_propose"} <= OF_MODELS
    assert calls("day = company._dunning_today()", OF_MODELS) == ["_dunning_today"]
    assert calls("env[model].search([])\nrecords._fields", OF_MODELS) == []
