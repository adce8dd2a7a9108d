"""overhead: what the addon costs ordinary accounting: posting invoices, registering payments.

Two databases hold the same ledger, one with the addon (levels reached, reminders, holds), one
where it never was. In both the same drafts are posted and the same open invoices paid, half of
them one at a time as users do and half in batches as imports do, up to the commit; then all of it
is undone. The two take turns every hundred invoices, each time the other one first; medians of
each hundred are added up. On a busy machine seconds (``_s``) say little: ``_cpu_s`` is what the
process and its PostgreSQL worked, ``_queries`` what they asked. An overhead of 0.03 is three
percent.
"""

from bench.base.sides import Side

WRITES = True
#: wants a second database with the same ledger, where the addon was never installed
WITHOUT = True

#: how many are worked on before the other side has its turn
TURN = 100
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
    order = list(sides)
    for number in range(options.rounds + 1):
        for work in WORKS:
            for turn in range(turns):
                order.reverse()
                must_agree(
                    {name: sides[name].measure(work, number > 0, turn, turns) for name in order}
                )
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
    return answer


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
    drafts = to_post(env)
    has_levels = "dunning_level" in chosen._fields
    return {
        "drafts": len(drafts),
        "drafts_total": total(drafts.mapped("amount_total")),
        "open": len(chosen),
        "open_total": total(chosen.mapped("amount_residual")),
        "with_level": len(chosen.filtered("dunning_level")) if has_levels else 0,
    }


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
