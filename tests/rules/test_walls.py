"""Walls between the rooms that imports do not show, read from the syntax tree.

Who may import whom is checked by ``lint-imports`` (``.importlinter``). A method that is called on a
record crosses a wall without an import: that is looked for here.
"""

import ast
from pathlib import Path

import pytest
from conftest import ADDON

ENGINE = ADDON / "engine"
FILES = sorted(ENGINE.rglob("*.py"))
#: rooms that know tables and Odoo's own models, but nothing of what ours can do
BELOW_THE_MODELS = ("store", "lanes", "press", "ledger")
#: what models are asked for in the settings' room only
OPTIONS = {
    "_dunning_options",
    "_dunning_law_options",
    "_dunning_country",
    "_criteria",
    "_option_names",
    "_to_rules",
    "_dunning_send_window",
}
#: methods of the ORM that a model of ours extends
ORM = {"create", "write", "unlink", "copy", "copy_data", "read", "search", "_search", "default_get"}


def methods_of_models():
    """Names of all methods that models of ours define, but for those of the ORM."""
    names = set()
    for path in (ADDON / "models").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ClassDef):
                names |= {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
    return names - ORM


MODEL_METHODS = methods_of_models()


def calls_on_records(source):
    """(line, name) of each method called on something that is neither ``self`` nor a module."""
    tree = ast.parse(source)
    modules = {
        alias.asname or alias.name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        called_on = node.func.value
        if not (isinstance(called_on, ast.Name) and called_on.id in modules | {"self", "cls"}):
            yield node.lineno, node.func.attr


def crossings(source, room):
    """What a file of a room calls across a wall: list of (line, sentence)."""
    found = []
    for line, name in calls_on_records(source):
        if name.startswith("action_") and name in MODEL_METHODS:
            found.append((line, f"{name} is a button's: call what it calls"))
        elif name in OPTIONS and room != "terms":
            found.append((line, f"{name}: ask the room of terms"))
        elif name in MODEL_METHODS and room in BELOW_THE_MODELS:
            found.append((line, f"{name} is a method of a model"))
    return found


def room_of(path):
    parts = path.relative_to(ENGINE).parts
    return parts[0] if len(parts) > 1 else ""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ENGINE)))
def test_no_file_of_the_engine_calls_across_a_wall(path):
    assert crossings(path.read_text(), room_of(path)) == []


@pytest.mark.parametrize(
    ("source", "room", "words"),
    [
        ("def f(run):\n    run.action_send()", "send", "button's"),
        ("def f(company):\n    return company._dunning_options()", "propose", "room of terms"),
        ("def f(sheet):\n    return sheet._to_rules()", "ledger", "room of terms"),
        ("def f(company):\n    return company._dunning_today()", "ledger", "method of a model"),
        (
            "def f(env):\n    env['res.partner'].browse(1)._dunning_letter_to()",
            "store",
            "method of",
        ),
    ],
)
def test_a_broken_wall_is_seen(source, room, words):
    [(line, sentence)] = crossings(source, room)
    assert line == 2
    assert words in sentence


@pytest.mark.parametrize(
    ("source", "room"),
    [
        ("def f(company):\n    return company._dunning_options()", "terms"),
        ("def f(company):\n    return company._dunning_today()", "send"),
        ("def f(records):\n    return records.search([]).write({})", "ledger"),
        ("from . import sheets\n\ndef f():\n    return sheets._to_rules()", "ledger"),
    ],
)
def test_what_a_room_may_call_is_left_alone(source, room):
    assert crossings(source, room) == []


def test_all_rooms_are_looked_at():
    rooms = {room_of(path) for path in FILES}
    assert {*BELOW_THE_MODELS, "terms", "daily.py"} - rooms == {"daily.py"}
    assert Path(ENGINE / "daily.py") in FILES
    assert len(MODEL_METHODS) > 100
