"""overhead: what the addon costs ordinary accounting: posting invoices, registering payments.

Two databases hold the same ledger, one with the addon (levels reached, reminders, holds), one
where it never was. In both the same drafts are posted and the same open invoices paid, half of
them one at a time as users do and half in batches as imports do, each in a transaction of its own
up to the commit; then it is undone.

One Odoo process serves both databases and goes from one to the other after each invoice or batch.
Two processes would differ by more than the addon costs: one Python is some percent faster than
the next for as long as it lives, and whatever else the machine does slows one of them. Every two
hundred a new process goes on, in which the other database is opened first, and PostgreSQL counts
both ledgers anew: its sample may change the plan of a statement by more, too. Everything is added
up. Seconds (``_s``) are those that passed; ``_cpu_s`` is what the process and PostgreSQL for it
worked, ``_queries`` what was asked. An overhead of 0.03 is three percent; ``_noise`` says how far
it may be off (two standard errors over all hundreds; none where there is only one).
"""

import gc
import os
import statistics
import time
from collections import Counter
from contextlib import closing

from bench.base.sides import Side
from bench.base.worker import environment

WRITES = True
#: wants a second database with the same ledger, where the addon was never installed
WITHOUT = True

#: how many are measured together
TURN = 100
#: after so many a new process goes on
TURNS_OF_PROCESS = 2
#: how many are worked on first that do not count, so that everything is loaded that is loaded once
WARM_UP = 10
#: how many an import posts or pays at a time
BATCH = 50
DRAFT = "Bench: to be posted"
LINES = (("Goods", 100.03), ("Delivery", 9.95))
WORKS = ("post", "pay")
SIDES = ("with", "without")
#: what both databases must come to
CAME_TO = ("done", "owed")


def run(options):
    facts = prepared(options)
    turns = max(options.invoices // TURN, 1)
    measured = {work: [] for work in WORKS}
    for number in range(options.rounds):
        for first in range(0, turns, TURNS_OF_PROCESS):
            chosen = range(first, min(first + TURNS_OF_PROCESS, turns))
            order = number + first // TURNS_OF_PROCESS
            for work, found in measured_in_process(options, order, chosen, turns):
                measured[work].append(found)
    answer = {
        "invoices": facts["without"]["drafts"],
        "payments": facts["without"]["open"],
        "payments_of_reminded": facts["with"]["with_level"],
    }
    for work in WORKS:
        answer |= compared(work, measured[work])
    return answer


def prepared(options):
    """Make what is worked on; returns what there is in each database."""
    process = opened(options, 0)
    facts = process.measure("prepare", False, options.invoices)
    process.close()
    must_agree(*({**found, "with_level": None} for found in facts.values()))
    return facts


def measured_in_process(options, order, chosen, turns):
    """Both works of the chosen turns in a process of their own.

    :return: list of (work, dict of ``with`` and ``without``: what :func:`in_turns` found)
    """
    process = opened(options, order)
    process.measure("tidy_both", False)
    for work in WORKS:
        process.measure(work, False, 0, turns, WARM_UP)
    whole = options.invoices
    found = [
        (work, process.measure(work, False, turn, turns, whole))
        for turn in chosen
        for work in WORKS
    ]
    process.close()
    for _work, sides in found:
        must_agree(*({name: side[name] for name in CAME_TO} for side in sides.values()))
    return found


def opened(options, order):
    """A process on both databases; in the odd ones that without the addon is opened first."""
    first, second = (options.database, options.without)[:: -1 if order % 2 else 1]
    return Side("overhead", first, options.peer_addons, second)


def compared(work, measured):
    """What both sides took for all turns, and how much more the addon does."""
    answer = {}
    for unit, label in (("s", ""), ("cpu_s", "cpu_"), ("queries", "queries_")):
        mine, theirs = (sum(found[side][unit] for found in measured) for side in SIDES)
        answer[f"{work}_with_{unit}"] = round(mine, 3)
        answer[f"{work}_without_{unit}"] = round(theirs, 3)
        answer[f"{work}_{label}overhead"] = round(mine / theirs - 1, 4)
    for unit, label in (("s", ""), ("cpu_s", "cpu_")):
        answer[f"{work}_{label}overhead_noise"] = noise(measured, unit)
    return answer


def noise(measured, unit):
    """Two standard errors of the overhead; None when it was measured once only."""
    if len(measured) < 2:
        return None
    ratios = [found["with"][unit] / found["without"][unit] for found in measured]
    return round(2 * statistics.stdev(ratios) / len(ratios) ** 0.5, 4)


def must_agree(one, other):
    """
    :raises SystemExit: the two databases differ
    """
    if one != other:
        raise SystemExit(f"bench: {one} in one database, {other} in the other")


# --------------------------------------------------------------------- preparation


def prepare(env, beside, count):
    """Drafts for the customers of as many open invoices, who then are those that pay.

    :return: of ``with`` and ``without``: how many there are of both and for how much, and of how
        many a reminder was sent
    """
    return {side_of(each): prepare_one(each, count) for each in (env, beside)}


def side_of(env):
    return "with" if "dunning_level" in env["account.move"]._fields else "without"


def prepare_one(env, count):
    chosen = open_invoices(env, count)
    env["account.move"].with_context(tracking_disable=True).create(
        [draft(invoice) for invoice in chosen]
    )
    env["ir.config_parameter"].set_param("bench.invoices", ",".join(map(str, chosen.ids)))
    env.cr.commit()
    drafts = to_post(env)
    return {
        "drafts": len(drafts),
        "drafts_total": total(drafts.mapped("amount_total")),
        "open": len(chosen),
        "open_total": total(chosen.mapped("amount_residual")),
        "with_level": len(chosen.filtered("dunning_level")) if side_of(env) == "with" else 0,
    }


def tidy_both(env, beside):
    for each in (env, beside):
        tidy(each.cr.dbname)


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
        order="sequence_number, name",
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


def post(env, beside, turn, turns, count):
    """Post drafts of a turn in both databases."""
    return in_turns(Posting, (env, beside), turn, turns, count)


def pay(env, beside, turn, turns, count):
    """Register a payment for each invoice of a turn in both."""
    return in_turns(Paying, (env, beside), turn, turns, count)


def in_turns(work, envs, turn, turns, count):
    """The same work in both databases, a portion here and a portion there.

    :param int count: how many of the turn at most
    :return: of ``with`` and ``without``: a dict of ``s``, ``cpu_s``, ``queries``, and ``done`` and
        ``owed``: how many are done, and what is owed of all
    """
    works = [work(env, turn, turns, count) for env in envs]
    # what was loaded stays; what a portion leaves behind is not tidied up in the time of another
    gc.collect()
    gc.freeze()
    for number, portions in enumerate(zip(*(portions_of(each.ids) for each in works), strict=True)):
        pairs = list(zip(works, portions, strict=True))
        # neither database always comes after the other
        for each, portion in pairs[:: -1 if number % 2 else 1]:
            each.measure(portion)
    return {each.side: each.took for each in works}


def portions_of(ids):
    """The first half one by one, the second in batches."""
    half = len(ids) // 2
    yield from ([move_id] for move_id in ids[:half])
    for start in range(half, len(ids), BATCH):
        yield ids[start : start + BATCH]


class Work:
    """What is done to a turn's invoices in one database, and what it took."""

    def __init__(self, env, turn, turns, count):
        self.registry = env.registry
        self.side = side_of(env)
        self.ids = self.all_moves(env)[turn::turns][:count].ids
        self.took = Counter()

    def measure(self, ids):
        """Do it in a transaction of its own, as a request does, up to the commit; then undo it."""
        with self.registry.cursor() as cr:
            moves = environment(self.registry, cr)["account.move"].browse(ids)
            processes = (os.getpid(), cr.connection.get_backend_pid())
            gc.collect()
            queries, worked, start = cr.sql_log_count, cpu_seconds(processes), time.perf_counter()
            self.do(moves)
            cr.flush()
            self.took["s"] += time.perf_counter() - start
            self.took["cpu_s"] += cpu_seconds(processes) - worked
            self.took["queries"] += cr.sql_log_count - queries
            self.took["done"] += len(moves.filtered(self.is_done))
            self.took["owed"] = total([self.took["owed"], *moves.mapped("amount_residual")])
            cr.rollback()


def cpu_seconds(processes):
    """What they have worked so far, waiting left out."""
    worked = 0
    for pid in processes:
        with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
            worked += int(file.read().split()[0])
    return worked / 1e9


class Posting(Work):
    all_moves = staticmethod(to_post)

    def do(self, moves):
        moves.action_post()

    def is_done(self, move):
        return move.state == "posted"


class Paying(Work):
    all_moves = staticmethod(to_pay)

    def do(self, moves):
        moves.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=moves.ids
        ).create({"group_payment": False}).action_create_payments()

    def is_done(self, move):
        return move.payment_state in ("paid", "in_payment")
