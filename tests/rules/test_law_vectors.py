"""Worked examples of the law: each of ``law_vectors.json`` holds; so says ``setup/law-check``.

Those named OWN-... are the project's: both sides of every boundary, worked by hand.
"""

import json
import subprocess
from pathlib import Path

import pytest
from law_check import RULES, problems_of

ROOT = Path(__file__).parents[2]
FILE = Path(__file__).with_name("law_vectors.json")
VECTORS = json.loads(FILE.read_text())


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_worked_example_holds(vector):
    assert problems_of(vector) == []


def test_every_rule_the_command_knows_has_an_example():
    named = {" ".join(vector["rule"].lower().split()) for vector in VECTORS}
    assert named == set(RULES)


def test_no_two_examples_share_a_name():
    assert len({vector["id"] for vector in VECTORS}) == len(VECTORS)


def law_check(*arguments):
    command = [str(ROOT / "setup" / "law-check"), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout.splitlines(), done.stderr


def checked(tmp_path, *vectors):
    file = tmp_path / "vectors.json"
    file.write_text(json.dumps(vectors))
    return law_check(file)


def example(**changes):
    """Lump sum of a Belgian consumer who owes 200.00: 30 + 10 % of 50 = 35.00."""
    vector = {
        "id": "T-1",
        "jurisdiction": "BE",
        "customer_type": "consumer",
        "rule": "XIX.4 lump-sum ceiling (contract clause present, first reminder sent, "
        "waiting time over)",
        "inputs": {"outstanding_balance": "200.00"},
        "expected": {"max_lump_sum": "35.00"},
    }
    return vector | changes


def test_command_ends_well_when_all_hold():
    status, lines, _errors = law_check(FILE)
    assert (status, lines) == (0, [f"{len(VECTORS)} of {len(VECTORS)} vectors hold"])


def test_command_shows_expected_and_got_where_they_differ(tmp_path):
    wrong = example(id="T-2", expected={"max_lump_sum": "35.01"})
    status, lines, _errors = checked(tmp_path, example(), wrong)
    assert status == 1
    assert lines == ["T-2: max_lump_sum: expected 35.01, got 35.00", "1 of 2 vectors hold"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rule": "a tax on letters"}, "unknown rule: a tax on letters"),
        ({"inputs": {"outstanding_balance": "200.00", "moon": 1}}, "unknown input: moon"),
        ({"inputs": {}}, "input outstanding_balance is missing"),
        (
            {"inputs": {"outstanding_balance": "much"}},
            "input outstanding_balance is not an amount: 'much'",
        ),
        (
            {"inputs": {"outstanding_balance": "-1.00"}},
            "a claim cannot be negative, but is -1.00",
        ),
        ({"expected": {"colour": "red"}}, "unknown result: colour"),
    ],
)
def test_what_the_command_does_not_know_is_said_and_does_not_hold(tmp_path, changes, said):
    status, lines, _errors = checked(tmp_path, example(**changes))
    assert (status, lines) == (1, [f"T-1: {said}", "0 of 1 vectors hold"])


def test_vector_that_expects_nothing_or_is_none_does_not_hold(tmp_path):
    status, lines, _errors = checked(tmp_path, example(expected={}), "T-3", {"id": "T-4"})
    assert status == 1
    assert lines[-1] == "0 of 3 vectors hold"
    assert ["no vector" in line for line in lines] == [True, True, True, False]


def test_law_of_a_country_that_is_not_known_is_said(tmp_path):
    vector = example(
        jurisdiction="ES",
        customer_type="business",
        rule="statutory interest and EUR 40 (no contract rate)",
        inputs={
            "principal_incl_vat": "1.00",
            "due_date": "2026-01-01",
            "accrue_through": "2026-01-02",
            "day_count": "act/365",
        },
        expected={"interest": "0.00"},
    )
    _status, lines, _errors = checked(tmp_path, vector)
    assert lines[0] == "T-1: the addon knows no law for es_business"


def test_day_without_a_rate_is_said(tmp_path):
    vector = example(
        customer_type="business",
        rule="statutory interest and EUR 40 (no contract rate)",
        inputs={
            "principal_incl_vat": "1000.00",
            "due_date": "2026-12-15",
            "accrue_through": "2027-01-15",
            "day_count": "act/365",
        },
        expected={"interest": "0.00"},
    )
    _status, lines, _errors = checked(tmp_path, vector)
    assert lines[0] == "T-1: no rate of be_trade is known for 2027-01-01"


@pytest.mark.parametrize("content", ["", "{}", "[]", "not json"])
def test_file_that_holds_no_vectors_is_refused(tmp_path, content):
    file = tmp_path / "vectors.json"
    file.write_text(content)
    status, lines, errors = law_check(file)
    assert (status, lines) == (2, [])
    assert str(file) in errors


def test_command_needs_one_file_and_explains_itself():
    assert law_check()[0] == 2
    assert law_check("a.json", "b.json")[0] == 2
    assert "N of M vectors hold" in "\n".join(law_check("--help")[1])
