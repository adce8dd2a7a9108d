"""ageing: receivables by age, per customer and per account manager, today and on a past day.

Ours is what the pivot view asks the server; the peer's is the data method of its report. Both
must give the same total and the same amount in each bucket, and the total must be the balance of
the receivable accounts in the ledger.
"""

from datetime import timedelta

from bench.base.sides import Side, rounds

DAYS_BACK = 90
BUCKETS = ("not_due", "bucket_1", "bucket_2", "bucket_3", "bucket_4", "bucket_5")
PEER_BUCKETS = ("current", "30_days", "60_days", "90_days", "120_days", "older")
OURS = ("by_customer", "document", "by_manager", "by_customer_then", "by_manager_then")


def run(options):
    ours = Side("ageing", options.database, options.peer_addons)
    calls = [(ours, name) for name in OURS]
    if options.peer_addons:
        peer = Side("ageing", options.database, options.peer_addons)
        calls += [(peer, "peer_now"), (peer, "peer_then")]
    ledger = {name: ours.measure(name) for name in ("ledger_now", "ledger_then")}
    results = {name: result for (_side, name), result in rounds(options.rounds, calls).items()}
    compare(results, ledger)
    answer = {
        "ours_s": ours.seconds("by_customer"),
        "ours_rss_mb": ours.rss_mb("by_customer"),
        "ours_queries": ours.queries("by_customer"),
        "document_s": ours.seconds("document"),
        "ageing_by_manager_s": ours.seconds("by_manager"),
        "past_date_s": ours.seconds("by_customer_then"),
        "past_date_by_manager_s": ours.seconds("by_manager_then"),
        "past_date_rss_mb": ours.rss_mb("by_customer_then", "by_manager_then"),
        "customers": results["by_customer"]["groups"],
        "total": results["by_customer"]["total"],
    }
    ours.close()
    if options.peer_addons:
        answer |= {
            "peer_s": peer.seconds("peer_now"),
            "peer_rss_mb": peer.rss_mb("peer_now"),
            "peer_queries": peer.queries("peer_now"),
            "peer_past_date_s": peer.seconds("peer_then"),
            "peer_past_date_rss_mb": peer.rss_mb("peer_then"),
        }
        answer["ratio"] = answer["peer_s"] / answer["ours_s"]
        answer["past_date_ratio"] = answer["peer_past_date_s"] / answer["past_date_s"]
        peer.close()
    return {
        name: round(value, 3) if isinstance(value, float) else value
        for name, value in answer.items()
    }


def compare(results, ledger):
    """Stops when two ways to the same figure differ.

    :raises SystemExit: naming both
    """
    for moment, names in (
        ("now", ("by_customer", "document", "by_manager", "peer_now")),
        ("then", ("by_customer_then", "by_manager_then", "peer_then")),
    ):
        wanted = ledger[f"ledger_{moment}"]
        first = results[names[0]]
        for name in names:
            found = results.get(name)
            if found is None:
                continue
            if found["total"] != wanted:
                raise SystemExit(
                    f"bench: {name} totals {found['total']}, the ledger {wanted} ({moment})"
                )
            if found["buckets"] != first["buckets"]:
                raise SystemExit(
                    f"bench: {name} and {names[0]} differ: {found['buckets']}, {first['buckets']}"
                )


def today(env):
    return env.company._dunning_today()


# -------------------------------------------------------------------------- ours


def by_customer(env):
    return ours_by(env, "debtor_id")


def by_manager(env):
    return ours_by(env, "invoice_user_id")


def by_customer_then(env):
    return ours_by(env, "debtor_id", today(env) - timedelta(days=DAYS_BACK))


def by_manager_then(env):
    return ours_by(env, "invoice_user_id", today(env) - timedelta(days=DAYS_BACK))


def ours_by(env, group, day=None):
    """Open amount and buckets, all groups in one answer."""
    items = env["account.dunning.item"]
    if day:
        items = items.with_context(dunning_at_date=day.isoformat())
    rows = items.formatted_read_group(
        [("side", "=", "receivable"), ("is_open", "=", True)],
        [group],
        ["amount_residual:sum", *(f"amount_{bucket}:sum" for bucket in BUCKETS), "__count"],
    )
    return {
        "total": total(row["amount_residual:sum"] for row in rows),
        "buckets": [total(row[f"amount_{bucket}:sum"] for row in rows) for bucket in BUCKETS],
        "groups": len(rows),
    }


def document(env):
    """What the printed ageing and its workbook are made of."""
    wizard = env["account.dunning.ageing"].create({"group_by": "debtor_id"})
    (section,) = wizard._sections()
    return {
        "total": section.total.amounts[-1],
        "buckets": section.total.amounts[:-1],
        "groups": len(section.rows),
    }


def total(amounts):
    return round(sum(amounts), 2)


# -------------------------------------------------------------------------- peer


def peer_now(env):
    return peer_on(env, today(env))


def peer_then(env):
    return peer_on(env, today(env) - timedelta(days=DAYS_BACK))


def peer_on(env, day):
    """The peer's report of all customers, without the details it can also print."""
    wizard = env["aged.partner.balance.report.wizard"].create(
        {
            "company_id": env.company.id,
            "date_at": day,
            "target_move": "posted",
            "account_ids": receivable_accounts(env).ids,
            "show_move_line_details": False,
        }
    )
    data = {**wizard._prepare_report_data(), "date_at": day.isoformat()}
    report = env["report.account_financial_report.aged_partner_balance"]
    accounts = report._get_report_values(wizard.ids, data)["aged_partner_balance"]
    return {
        "total": total(account["residual"] for account in accounts),
        "buckets": [total(account[bucket] for account in accounts) for bucket in PEER_BUCKETS],
        "groups": sum(len(account["partners"]) for account in accounts),
    }


# ------------------------------------------------------------------------ ledger


def receivable_accounts(env):
    return env["account.account"].search([("account_type", "=", "asset_receivable")])


def ledger_now(env):
    return balance(env, today(env))


def ledger_then(env):
    return balance(env, today(env) - timedelta(days=DAYS_BACK))


def balance(env, day):
    """What the receivable accounts stand at in the general ledger at the end of ``day``."""
    lines = env["account.move.line"]
    domain = [
        ("date", "<=", day),
        ("account_id", "in", receivable_accounts(env).ids),
        ("parent_state", "=", "posted"),
    ]
    return round(lines._read_group(domain, [], ["balance:sum"])[0][0], 2)
