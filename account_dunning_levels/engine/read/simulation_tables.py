"""The counts of a simulation as tables to read: today's settings beside the changed ones."""

from collections import defaultdict

from odoo.tools import format_date
from odoo.tools.misc import formatLang

MEASURES = ("letter_count", "item_count", "amount_net", "fine_amount", "interest_amount")


def tables(simulation):
    """The comparison, one table a question.

    :return: list of dicts ``title`` and ``rows``; a row has the texts ``name``, ``today``,
        ``changed``, ``difference``, the ``sign`` of the difference and whether it is a
        ``total``; empty when nothing was counted
    """
    counts = _counts(simulation)
    if not counts:
        return []
    return [
        table
        for table in (
            _by_level(simulation, counts),
            _by_channel(simulation, counts),
            _amounts(simulation, counts),
            _left_out(simulation, counts),
            _by_date(simulation, counts),
        )
        if table["rows"]
    ]


def _counts(simulation):
    """``(kind, date, level, channel, reason)`` -> scenario -> measures."""
    counts = defaultdict(dict)
    for kind, day, level, channel, reason, scenario, *values in simulation.env[
        "account.dunning.simulation.line"
    ]._read_group(
        [("simulation_id", "in", simulation.ids)],
        ["kind", "date:day", "level", "channel", "reason", "scenario"],
        [f"{name}:sum" for name in MEASURES],
    ):
        counts[kind, day, level, channel, reason][scenario] = dict(
            zip(MEASURES, values, strict=True)
        )
    return counts


def _sum(counts, measure, kind="letter", place=None):
    """Add a measure up, per value at ``place`` of the key (None: all together).

    :return: dict value -> ``[today, changed]``
    """
    sums = defaultdict(lambda: [0, 0])
    for key, scenarios in counts.items():
        if key[0] == kind:
            pair = sums[key[place] if place else None]
            for position, scenario in enumerate(("today", "changed")):
                pair[position] += scenarios.get(scenario, {}).get(measure, 0)
    return sums


def _row(simulation, name, pair, money=False, total=False):
    today, changed = pair
    difference = changed - today
    if money:
        difference = simulation.currency_id.round(difference)

    def text(value):
        if money:
            return formatLang(simulation.env, value, currency_obj=simulation.currency_id)
        return formatLang(simulation.env, value, digits=0)

    return {
        "name": name,
        "today": text(today),
        "changed": text(changed),
        "difference": ("+" if difference > 0 else "") + (text(difference) if difference else "–"),
        "sign": (difference > 0) - (difference < 0),
        "total": total,
    }


def _by_level(simulation, counts):
    env = simulation.env
    by_level = _sum(counts, "letter_count", place=2)
    rows = [
        _row(simulation, env._("Level %s", level), by_level[level]) for level in sorted(by_level)
    ]
    if rows:
        total = _sum(counts, "letter_count")[None]
        rows.append(_row(simulation, env._("All reminders"), total, total=True))
        items = _sum(counts, "item_count")[None]
        rows.append(_row(simulation, env._("Items on them"), items))
    return {"title": env._("Reminders"), "rows": rows}


def _by_channel(simulation, counts):
    """The work: what leaves by itself, what is put in envelopes, who is called."""
    env = simulation.env
    by_channel = _sum(counts, "letter_count", place=3)
    words = dict(
        env["account.dunning.simulation.line"]._fields["channel"]._description_selection(env)
    )
    rows = [
        _row(simulation, words[channel], by_channel[channel])
        for channel in words
        if channel in by_channel
    ]
    return {"title": env._("Work"), "rows": rows}


def _amounts(simulation, counts):
    env = simulation.env
    sums = {
        name: _sum(counts, name)[None] for name in ("amount_net", "fine_amount", "interest_amount")
    }
    total = [sum(pair[place] for pair in sums.values()) for place in (0, 1)]
    words = {
        "amount_net": env._("Open amount"),
        "fine_amount": env._("Fines"),
        "interest_amount": env._("Interest"),
    }
    rows = [_row(simulation, words[name], pair, money=True) for name, pair in sums.items()]
    rows.append(_row(simulation, env._("Asked in total"), total, money=True, total=True))
    return {"title": env._("Amounts"), "rows": rows}


def _left_out(simulation, counts):
    env = simulation.env
    by_reason = _sum(counts, "item_count", kind="left_out", place=4)
    words = dict(
        env["account.dunning.simulation.line"]._fields["reason"]._description_selection(env)
    )
    rows = [
        _row(simulation, words[reason], by_reason[reason])
        for reason in words
        if reason in by_reason
    ]
    return {"title": env._("Late items left out"), "rows": rows}


def _by_date(simulation, counts):
    env = simulation.env
    by_date = _sum(counts, "letter_count", place=1)
    if simulation.step_count == 1:
        by_date = {}
    rows = [_row(simulation, format_date(env, day), by_date[day]) for day in sorted(by_date)]
    return {"title": env._("Reminders per run"), "rows": rows}
