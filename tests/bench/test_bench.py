"""The benches on a tiny ledger, so that they still run when someone needs their figures.

A process of its own per bench, as a user starts it; the peer is left out, which needs no network.
"""

import json
import subprocess
from pathlib import Path

import pytest

#: seconds that a bench may take on a machine that is busy with other things
PATIENCE = 1200
COMMAND = Path(__file__).resolve().parents[2] / "setup" / "bench"


def bench(*arguments):
    """Run ``setup/bench``; returns the ended process."""
    return subprocess.run(
        [COMMAND, *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def figures(*arguments):
    """The last line of a bench that ended well, as a dict."""
    ended = bench(*arguments, "--items", "200", "--rounds", "1")
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


def test_ageing_totals_agree_with_the_ledger_and_times_are_told():
    answer = figures("ageing")

    assert answer["items"] == 200
    assert answer["customers"] == 40  # a fifth of the items
    assert answer["total"] > 0
    assert answer["ours_s"] > 0 and answer["past_date_s"] > 0
    assert "peer_s" not in answer


def test_window_measures_every_screen():
    answer = figures("window")

    assert answer["window_first_page_of"] == {"rows": 80, "of": 200}
    assert answer["window_by_customer_of"]["of"] == 40
    assert answer["ageing_pivot_by_manager_of"]["total"] == answer["dashboard_of"]["amount"]
    assert all(value > 0 for name, value in answer.items() if name.endswith("_s"))


def test_propose_lists_every_overdue_item_and_tells_what_it_took():
    answer = figures("propose")

    assert answer["items"] == 200
    assert 0 < answer["notices"] <= answer["reminded"] <= answer["lines"] <= 200
    assert answer["ours_s"] > 0 and answer["floor_s"] > 0 and answer["rss_mb"] > 0
    assert answer["ratio_floor"] == pytest.approx(answer["ours_s"] / answer["floor_s"], rel=0.2)
    assert answer["queries"] > 0
    assert answer["peer_s"] is None and answer["ratio_peer"] is None
    for law in ("law", "law_consumers", "law_legal"):
        ratio = answer[f"{law}_s"] / answer["ours_s"]
        assert answer[f"ratio_{law}"] == pytest.approx(ratio, rel=0.2)


def test_growth_lists_a_ledger_and_one_of_a_tenth_as_many_items():
    ended = bench("growth", "--items", "1000", "--rounds", "1")
    assert ended.returncode == 0, ended.stderr
    answer = json.loads(ended.stdout.splitlines()[-1])

    assert answer["items"] == 1000
    assert 0 < answer["notices"] <= answer["lines"] <= 1000
    assert (len(answer["ours_s_of_each"]), len(answer["tenth_s_of_each"])) == (1, 3)
    ratio = answer["ours_s"] / answer["tenth_s"]
    assert answer["ratio_tenth"] == pytest.approx(ratio, rel=0.2)


def test_send_makes_every_letter_in_one_lane_and_in_two():
    answer = figures("send", "--letters", "20")

    assert answer["letters"] == 20
    assert answer["letters_per_s"] == pytest.approx(20 / answer["ours_s"], rel=0.01)
    assert answer["two_lanes_ratio"] > 0 and answer["single_letter_s"] > 0
    assert answer["rss_mb"] > 0 and answer["first_batch_rss_mb"] > 0
    assert answer["ratio_peer"] is None


def test_overhead_posts_and_pays_the_same_in_both_databases_with_the_same_queries():
    answer = figures("overhead", "--invoices", "20")

    assert answer["invoices"] == answer["payments"] == 20
    assert 0 < answer["payments_of_reminded"] < 20
    for work in ("post", "pay"):
        assert answer[f"{work}_with_s"] > 0 and answer[f"{work}_without_cpu_s"] > 0
        # Odoo's message bus tidies up now and then, which takes a query or two
        assert abs(answer[f"{work}_queries_overhead"]) < 0.01


def test_control_list_decides_on_every_reminder_in_few_statements():
    answer = figures("control_list")

    notices = answer["notices"]
    assert answer["first_page_of"] == {"rows": min(80, notices), "of": notices}
    assert answer["select_all_of"] == notices
    # the run's form shows 40 of them
    assert answer["form_of"] == min(40, notices)
    assert answer["group_s"] >= answer["by_customer_s"] > 0
    for decision in ("release", "take_back", "skip", "cancel", "channel_to_email"):
        assert answer[f"{decision}_s"] > 0
        assert 0 < answer[f"{decision}_queries"] < 100
    assert answer["rss_mb"] > 0


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["nothing"], "nothing"),
        (["ageing", "--items", "99"], "--items"),
        (["ageing", "--rounds", "0"], "--rounds"),
        (["ageing", "--items"], "--items"),
        (["growth", "--items", "999"], "--items"),
        (["overhead", "--invoices", "9"], "--invoices"),
        (["overhead", "--items", "200", "--invoices", "101"], "--items"),
        (["ageing", "window"], "one bench at a time"),
    ],
)
def test_a_wrong_argument_is_named(arguments, word):
    ended = bench(*arguments)

    assert ended.returncode != 0
    assert word in ended.stderr
