"""Sent exactly once whatever breaks, in its short form: a few rounds of every kind.

``./setup/bench faults --rounds 200`` is the long form; README quotes it.
"""

import json

from test_bench import bench

ROUNDS = 2
#: kinds that a system may not be able to do: a disk of its own needs root
MAY_BE_SKIPPED = {"store_full", "store_read_only"}


def test_exactly_once_under_every_kind_of_fault():
    ended = bench("faults", "--rounds", str(ROUNDS))

    assert ended.returncode == 0, ended.stderr
    answer = json.loads(ended.stdout.splitlines()[-1])
    assert answer["bad"] == 0, ended.stderr
    assert len(answer["kinds"]) >= 20
    skipped = {name for name, result in answer["kinds"].items() if "skipped" in result}
    assert skipped <= MAY_BE_SKIPPED
    done = {name: result["rounds"] for name, result in answer["kinds"].items()}
    assert done == {name: 0 if name in skipped else ROUNDS for name in done}


def test_unknown_kind_is_named_with_those_there_are():
    ended = bench("faults", "--rounds", "1", "--kind", "earthquake")

    assert ended.returncode != 0
    assert "earthquake" in ended.stderr
    assert "kill_send" in ended.stderr
