"""propose: a control list of all open items, beside OCA's account_credit_control and a bare INSERT.

Every round makes the list anew, commits it and takes it away again, so all rounds find the same
ledger. Each side must have put every overdue item on its list, once. The floor is what the
database alone needs to copy the same items into a table without indexes.

The same list is also made under the law: of businesses as it is delivered, and in the two ways that
ask most of the rules: all customers are Belgian consumers, and the law's own figures for all.
"""

import contextlib

import psycopg2

from odoo.tools import SQL

from bench.base.sides import Side, rounds

WRITES = True
PEER = ("account_credit_control",)

#: what the standard sheets leave to the user: the rules must have something to compute
CHARGES = {
    "fine_percent": 10.0,
    "fine_minimum": 40.0,
    "interest_monthly_percent": 1.0,
    "interest_minimum": 1.0,
}

#: field of the answer -> what all sheets say; each list must come to charges of its own
LAWS = {
    "law": {"law_profile": "auto", "charge_figures": "own"},
    "law_consumers": {"law_profile": "be_consumer", "charge_figures": "own"},
    "law_legal": {"law_profile": "auto", "charge_figures": "legal"},
}
NO_LAW = {"law_profile": "none", "charge_figures": "own"}


def run(options):
    ours = Side("propose", options.database, options.peer_addons)
    ours.measure("prepare", count=False)
    overdue = ours.measure("overdue", count=False)
    calls = [(ours, "floor"), (ours, "propose"), (ours, "listed"), (ours, "charged")]
    calls.append((ours, "take_away"))
    for law in LAWS:
        calls += [(ours, f"{law}_on"), (ours, f"propose_{law}"), (ours, f"charged_{law}")]
        calls += [(ours, "law_off"), (ours, "take_away")]
    if options.peer_addons:
        peer = Side("propose", options.database, options.peer_addons)
        peer.measure("peer_prepare", count=False)
        calls += [(peer, "peer_propose"), (peer, "peer_listed"), (peer, "peer_take_away")]
    results = {name: result for (_side, name), result in rounds(options.rounds, calls).items()}
    listed = results["listed"]
    must_agree("floor", results["floor"], overdue)
    must_agree("propose", listed["overdue"], overdue)
    must_differ({law: results[f"charged_{law}"] for law in LAWS}, results["charged"])
    answer = {
        "notices": listed["notices"],
        "lines": listed["lines"],
        "reminded": listed["reminded"],
        "ours_s": ours.seconds("propose"),
        "floor_s": ours.seconds("floor"),
        "peer_s": None,
        "ratio_peer": None,
        "ratio_floor": ours.seconds("propose") / ours.seconds("floor"),
        "rss_mb": ours.rss_mb("propose"),
        "queries": ours.queries("propose"),
    }
    for law in LAWS:
        seconds = ours.seconds(f"propose_{law}")
        answer |= {f"{law}_s": seconds, f"ratio_{law}": seconds / answer["ours_s"]}
    ours.close()
    if options.peer_addons:
        must_agree("peer", results["peer_listed"], overdue)
        answer |= {
            "peer_s": peer.seconds("peer_propose"),
            "peer_rss_mb": peer.rss_mb("peer_propose"),
            "peer_queries": peer.queries("peer_propose"),
            "ratio_peer": peer.seconds("peer_propose") / answer["ours_s"],
        }
        peer.close()
    return {
        name: round(value, 3) if isinstance(value, float) else value
        for name, value in answer.items()
    }


def must_agree(name, found, wanted):
    """
    :raises SystemExit: naming the side that missed an item, or has one too many
    """
    if found != wanted:
        raise SystemExit(f"bench: {name} has {found} overdue items, the ledger {wanted}")


def must_differ(by_law, without):
    """
    :param dict by_law: name -> what :func:`charged` said
    :raises SystemExit: naming a law that was not applied
    """
    # towards businesses the sheets' own figures stand as they were agreed on
    others = [without] + [found for law, found in by_law.items() if law != "law"]
    nothing = [law for law, found in by_law.items() if not found["fine"] or not found["interest"]]
    if nothing or any(others.count(found) > 1 for found in others):
        raise SystemExit(f"bench: a law was not applied: {by_law}, without: {without}")


# -------------------------------------------------------------------------- ours


def prepare(env):
    """Every level charges; nothing is left of an earlier list."""
    env["account.dunning.level"].search([]).write(CHARGES)
    env.company.country_id = env.ref("base.be")
    # earlier letters said what the law asks, and announced what it then allowed
    env.cr.execute(SQL(_COMPLETE))
    law_off(env)


def propose(env):
    """As the button does, to the end of its transaction."""
    env["account.dunning.run"].create({}).action_propose()
    env.cr.commit()


def law_on(env):
    """Charges are limited by the law of the company's country."""
    _follow(env, LAWS["law"])


def law_consumers_on(env):
    """The law protects all customers."""
    _follow(env, LAWS["law_consumers"])


def law_legal_on(env):
    """Statutory interest, and EUR 40 for each invoice."""
    _follow(env, LAWS["law_legal"])


def law_off(env):
    """Charges are those of the sheets."""
    _follow(env, NO_LAW)


def _follow(env, law):
    env["account.dunning.sheet"].search([]).write(law)
    env.cr.commit()


# the same call under names of their own, by which they are measured
def propose_law(env):
    propose(env)


def propose_law_consumers(env):
    propose(env)


def propose_law_legal(env):
    propose(env)


def charged(env):
    """What the list asks besides the claims, in whatever currency."""
    lines = env["account.dunning.notice.line"]
    [(fine, interest)] = lines._read_group(
        [("run_id", "=", the_run(env).id)], [], ["fine_amount:sum", "interest_amount:sum"]
    )
    return {"fine": round(fine, 2), "interest": round(interest, 2)}


charged_law = charged_law_consumers = charged_law_legal = charged


def the_run(env):
    return env["account.dunning.run"].search([("state", "=", "proposed")])


def listed(env):
    """What is on the list."""
    lines = env["account.dunning.notice.line"]
    counts = dict(lines._read_group([("run_id", "=", the_run(env).id)], ["outcome"], ["__count"]))
    return {
        "notices": the_run(env).notice_count,
        "lines": sum(counts.values()),
        "reminded": counts["claim"],
        "overdue": sum(counts.values()) - counts.get("credit", 0),
    }


def take_away(env):
    """The list and what it told the responsible users, without a trace.

    What was deleted is tidied up now: else PostgreSQL would do so by itself in the middle of one of
    the next measurements.
    """
    made = the_run(env).ids
    kind = env.ref("account_dunning_levels.mail_activity_type_exhausted").id
    for statement in (
        SQL("DELETE FROM account_dunning_notice_line WHERE run_id = ANY(%s)", made),
        SQL("DELETE FROM account_dunning_notice WHERE run_id = ANY(%s)", made),
        SQL("DELETE FROM account_dunning_run WHERE id = ANY(%s)", made),
        SQL("DELETE FROM mail_activity WHERE activity_type_id = %s", kind),
    ):
        env.cr.execute(statement)
    env.cr.commit()
    tidy(env, "account_dunning_notice_line", "account_dunning_notice", "mail_activity")


def tidy(env, *tables):
    """Vacuum tables, which no transaction can do."""
    with contextlib.closing(psycopg2.connect(dbname=env.cr.dbname)) as connection:
        connection.autocommit = True
        with connection.cursor() as cr:
            cr.execute(f"VACUUM {', '.join(tables)}")


# ------------------------------------------------------------------------- floor


def floor(env):
    """The same items in a table of their own; undone by the transaction."""
    env.cr.execute(SQL(_FLOOR, overdue=_overdue(env)))
    return env.cr.rowcount


def overdue(env):
    """How many items are overdue: a claim whose due date has passed."""
    env.cr.execute(SQL("SELECT COUNT(*) FROM (%s) item", _overdue(env)))
    return env.cr.fetchone()[0]


def _overdue(env):
    company = env.company
    return SQL(_OVERDUE, company=company.id, day=company._dunning_today())


_OVERDUE = """
    SELECT item.id AS move_line_id,
           item.move_id,
           item.company_id,
           item.currency_id,
           contact.commercial_partner_id AS partner_id,
           move.name,
           move.ref AS reference,
           move.invoice_date,
           item.date_maturity,
           %(day)s::date - item.date_maturity AS days_overdue,
           item.dunning_level AS level_before,
           item.amount_currency AS amount_original,
           item.amount_residual_currency AS amount_residual
      FROM account_move_line item
      JOIN account_move move ON move.id = item.move_id
      JOIN account_account account ON account.id = item.account_id
      JOIN res_partner contact ON contact.id = item.partner_id
     WHERE account.account_type = 'asset_receivable'
       AND item.company_id = %(company)s
       AND item.parent_state = 'posted'
       AND item.reconciled IS NOT TRUE
       AND item.amount_residual_currency > 0
       AND item.date_maturity < %(day)s
"""

# the scale of a Belgian consumer
_COMPLETE = """
    UPDATE account_dunning_notice
       SET is_complete_by_law = TRUE,
           announced_amount = CASE
               WHEN amount_residual <= 150 THEN 20
               WHEN amount_residual <= 500 THEN 30 + (amount_residual - 150) * 0.1
               ELSE LEAST(65 + (amount_residual - 500) * 0.05, 2000) END
     WHERE state = 'sent'
"""

_FLOOR = """
    CREATE TABLE bench_floor (
        move_line_id int, move_id int, company_id int, currency_id int, partner_id int,
        name varchar, reference varchar, invoice_date date, date_maturity date, days_overdue int,
        level_before int, amount_original numeric, amount_residual numeric
    );
    INSERT INTO bench_floor %(overdue)s
"""


# -------------------------------------------------------------------------- peer


def peer_prepare(env):
    """The peer's own policy of three levels, for every item that is late by a day."""
    env.user.group_ids |= env.ref("account_credit_control.group_account_credit_control_manager")
    policy = env.ref("account_credit_control.credit_control_3_time")
    policy.account_ids = env["account.account"].search([("account_type", "=", "asset_receivable")])
    env.ref("account_credit_control.3_time_1").delay_days = 1
    # as it is delivered, but for the smallest amount: ours has none
    env.company.write({"credit_policy_id": policy.id, "credit_control_tolerance": 0.0})
    env.cr.commit()


def peer_propose(env):
    """As its button does, to the end of its transaction."""
    policy = env.ref("account_credit_control.credit_control_3_time")
    env["credit.control.run"].create(
        {"date": env.company._dunning_today(), "policy_ids": policy.ids}
    ).generate_credit_lines()
    env.cr.commit()


def peer_listed(env):
    return env["credit.control.line"].search_count([])


def peer_take_away(env):
    for statement in (
        SQL("DELETE FROM mail_message WHERE model = 'credit.control.line'"),
        SQL("DELETE FROM mail_followers WHERE res_model = 'credit.control.line'"),
        SQL("DELETE FROM credit_control_line"),
        SQL("DELETE FROM credit_control_run"),
    ):
        env.cr.execute(statement)
    env.cr.commit()
