"""overhead: what the addon costs ordinary accounting: posting invoices, registering payments.

Two databases hold the same ledger, one with the addon (levels reached, reminders, holds), one
where it never was. In both the same drafts are posted and the same open invoices paid, half of
them one at a time as users do and half in batches as imports do, up to the commit; then all of it
is undone. Both sides work on the same hundred invoices at the same time, so that whatever else
the machine does slows both: one after the other, the same work of the same database differs by
ten percent from time to time. Every two hundred they go on in new processes, as one Python
process is some percent faster than the next for as long as it lives. Medians of each hundred are
added up. Seconds (``_s``) are those of two processes side by side; ``_cpu_s`` is what the process
and its PostgreSQL worked, ``_queries`` what they asked. An overhead of 0.03 is three percent;
``_noise`` says how far the one of ``_cpu`` may be off (two standard errors over all hundreds;
none where there is only one).
"""

import statistics
from contextlib import closing

from bench.base.sides import Side

WRITES = True
#: wants a second database with the same ledger, where the addon was never installed
WITHOUT = True

#: how many are worked on before the two sides wait for each other
TURN = 100
#: after so many both sides go on in other processes
TURNS_OF_PROCESS = 2
#: how many an import posts or pays at a time
BATCH = 50
DRAFT = "Bench: to be posted"
LINES = (("Goods", 100.03), ("Delivery", 9.95))
WORKS = ("post", "pay")


def run(options):
    sides = {
        "with": Side("overhead", options.database, options.peer_addons),
        "without": Side("overhead", options.without, options.peer_addons),
    }
    facts = {name: side.measure("prepare", False, options.invoices) for name, side in sides.items()}
    with_level, _none = (found.pop("with_level") for found in facts.values())
    must_agree(facts)
    turns = max(options.invoices // TURN, 1)
    for _number in range(options.rounds):
        for turn in range(turns):
            if turn % TURNS_OF_PROCESS == 0:
                renew(sides, turns)
            for work in WORKS:
                together(sides, True, work, turn, turns)
    answer = {
        "invoices": facts["with"]["drafts"],
        "payments": facts["with"]["open"],
        "payments_of_reminded": with_level,
    }
    for work in WORKS:
        calls = [f"{work} {turn} {turns}" for turn in range(turns)]
        answer |= compared(work, calls, sides["with"], sides["without"])
    for side in sides.values():
        side.close()
    return answer


def renew(sides, turns):
    """Other processes, in which everything is loaded that is loaded once."""
    for side in sides.values():
        side.reopen()
    for work in WORKS:
        together(sides, False, work, 0, turns * 10)


def together(sides, count, *call):
    """Let both sides do the same at the same time.

    :raises SystemExit: they did not come to the same
    """
    for side in sides.values():
        side.start(*call)
    must_agree({name: side.finish(count) for name, side in sides.items()})


def compared(work, calls, ours, other):
    """What both sides took for all turns, and how much more the addon does."""
    answer = {}
    for unit, label, median in (
        ("s", "", Side.seconds),
        ("cpu_s", "cpu_", Side.cpu_seconds),
        ("queries", "queries_", Side.queries),
    ):
        with_it, without = (sum(median(side, call) for call in calls) for side in (ours, other))
        answer[f"{work}_with_{unit}"] = round(with_it, 3)
        answer[f"{work}_without_{unit}"] = round(without, 3)
        answer[f"{work}_{label}overhead"] = round(with_it / without - 1, 4)
    answer[f"{work}_cpu_overhead_noise"] = noise(calls, ours, other)
    return answer


def noise(calls, ours, other):
    """Two standard errors of the overhead in CPU seconds; None when it was measured once only."""
    pairs = [
        pair
        for call in calls
        for pair in zip(ours.measured[call], other.measured[call], strict=True)
    ]
    if len(pairs) < 2:
        return None
    ratios = [mine["cpu_seconds"] / theirs["cpu_seconds"] for mine, theirs in pairs]
    return round(2 * statistics.stdev(ratios) / len(ratios) ** 0.5, 4)


def must_agree(found):
    """
    :raises SystemExit: the two databases differ
    """
    if found["with"] != found["without"]:
        raise SystemExit(f"bench: {found['with']} with the addon, {found['without']} without it")


# --------------------------------------------------------------------- preparation


def prepare(env, count):
    """Drafts for the customers of as many open invoices, who then are those that pay.

    :return: how many there are of both and for how much; of how many a reminder was sent
    """
    chosen = open_invoices(env, count)
    env["account.move"].with_context(tracking_disable=True).create(
        [draft(invoice) for invoice in chosen]
    )
    env["ir.config_parameter"].set_param("bench.invoices", ",".join(map(str, chosen.ids)))
    env.cr.commit()
    tidy(env.cr.dbname)
    drafts = to_post(env)
    has_levels = "dunning_level" in chosen._fields
    return {
        "drafts": len(drafts),
        "drafts_total": total(drafts.mapped("amount_total")),
        "open": len(chosen),
        "open_total": total(chosen.mapped("amount_residual")),
        "with_level": len(chosen.filtered("dunning_level")) if has_levels else 0,
    }


def tidy(database):
    """Vacuum, so that both sides start from tables without dead rows and from fresh statistics."""
    # known to Odoo's processes only
    import psycopg2

    with closing(psycopg2.connect(dbname=database)) as connection:
        connection.autocommit = True
        with connection.cursor() as cr:
            # the tables of the whole cluster belong to another user and are left out
            cr.execute("SET client_min_messages = error")
            cr.execute("VACUUM (ANALYZE)")


def open_invoices(env, count):
    """Invoices of which nothing is paid, of any age.

    :raises SystemExit: the ledger has too few
    """
    found = env["account.move"].search(
        [
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
            ("payment_state", "=", "not_paid"),
            ("currency_id", "=", env.company.currency_id.id),
        ],
        order="sequence_number",
    )
    if len(found) < count:
        raise SystemExit(f"bench: the ledger has {len(found)} open invoices, not {count}")
    return found[:: len(found) // count][:count]


def draft(invoice):
    """An invoice of today as a user enters it: two lines with the usual tax."""
    # known to Odoo's processes only
    from odoo.fields import Command, Date

    return {
        "move_type": "out_invoice",
        "partner_id": invoice.partner_id.id,
        "invoice_date": Date.today(),
        "invoice_origin": DRAFT,
        "invoice_line_ids": [
            Command.create({"name": name, "price_unit": price}) for name, price in LINES
        ],
    }


def to_post(env):
    return env["account.move"].search([("invoice_origin", "=", DRAFT)], order="id")


def to_pay(env):
    ids = env["ir.config_parameter"].get_param("bench.invoices")
    return env["account.move"].browse(map(int, ids.split(",")))


def total(amounts):
    return round(sum(amounts), 2)


# ---------------------------------------------------------------------------- works


def post(env, turn, turns):
    """Post the drafts of a turn; undone by the transaction."""
    moves = to_post(env)[turn::turns]
    for portion in portions(moves):
        portion.action_post()
        end_request(env)
    return {
        "posted": len(moves.filtered(lambda move: move.state == "posted")),
        "owed": total(moves.mapped("amount_residual")),
    }


def pay(env, turn, turns):
    """Register a payment for each invoice of a turn; undone by the transaction."""
    moves = to_pay(env)[turn::turns]
    for portion in portions(moves):
        env["account.payment.register"].with_context(
            active_model="account.move", active_ids=portion.ids
        ).create({"group_payment": False}).action_create_payments()
        end_request(env)
    return {
        "paid": len(moves.filtered(lambda move: move.payment_state in ("paid", "in_payment"))),
        "owed": total(moves.mapped("amount_residual")),
    }


def portions(moves):
    """The first half one by one, the second in batches."""
    half = len(moves) // 2
    yield from moves[:half]
    for start in range(half, len(moves), BATCH):
        yield moves[start : start + BATCH]


def end_request(env):
    """What comes before a commit, and a cache as empty as the next request finds it."""
    env.cr.flush()
    env.invalidate_all()
