"""send: reminders by e-mail with PDF, released to queued, beside OCA's account_credit_control.

A letter is its PDF on the reminder and on the customer, the e-mail with it in Odoo's outbox, the
activity, a line in the chatter of each invoice, and the level of each item; committed. Every
round sends the same letters and takes them back. One lane is what one scheduled action does, two
lanes are two processes that do so at once. The peer e-mails to a part of the same customers, as
its button does, because it takes so much longer.
"""

import logging
import statistics
import time
from threading import Thread

from odoo.tools import SQL

from bench.base.sides import Side

WRITES = True

PEER_LETTERS = 10
LETTERS_WITH_INVOICES = 100
LETTER = "account_dunning_levels.action_report_letter"
#: where sending leaves something, in the order in which it can be taken away
TRACES = ("mail_mail", "mail_activity", "mail_message", "mail_followers", "ir_attachment")


def run(options):
    lanes = [Side("send", options.database, options.peer_addons) for _lane in range(2)]
    ours = lanes[0]
    peer = None
    if options.peer_addons:
        peer = Side("send", options.database, options.peer_addons)
        peer.measure("peer_prepare", count=False)
    letters = ours.measure("prepare", count=False)
    if letters != options.letters:
        raise SystemExit(f"bench: the ledger gives {letters} letters, not {options.letters}")
    ours.measure("first_batch")
    two_lanes, left = [], []
    for number in range(options.rounds + 1):
        counts = number > 0
        ours.measure("single", counts)
        ours.measure("lane", counts)
        left.append(ours.measure("traces", False))
        ours.measure("take_back", False)
        seconds = together(lanes, "lane")
        left.append(ours.measure("traces", False))
        ours.measure("take_back", False)
        if counts:
            two_lanes.append(seconds)
        if peer:
            left_by_peer = peer.measure("peer_send", counts)
            must_agree("peer", left_by_peer, {"letters": PEER_LETTERS, "pdfs": PEER_LETTERS})
    for found in left:
        must_agree("a round", found, {**left[0], "letters": letters})
    with_invoices = ours.measure("with_invoices")
    ours.measure("keep_pdfs", False)
    must_agree("kept invoices", ours.measure("with_kept"), with_invoices)
    answer = {
        "letters": letters,
        "ours_s": ours.seconds("lane"),
        "letters_per_s": letters / ours.seconds("lane"),
        "peer_letters": PEER_LETTERS if peer else None,
        "peer_s": peer.seconds("peer_send") if peer else None,
        "ratio_peer": None,
        "two_lanes_s": statistics.median(two_lanes),
        "two_lanes_ratio": ours.seconds("lane") / statistics.median(two_lanes),
        "rss_mb": ours.rss_mb("lane"),
        "first_batch_rss_mb": ours.rss_mb("first_batch"),
        "queries_per_letter": ours.queries("lane") / letters,
        "single_letter_s": ours.seconds("single"),
        "with_invoices_per_s": with_invoices["letters"] / ours.seconds("with_invoices"),
        "with_kept_per_s": with_invoices["letters"] / ours.seconds("with_kept"),
        "invoices_per_letter": with_invoices["invoices"] / with_invoices["letters"],
    }
    if peer:
        answer["ratio_peer"] = answer["letters_per_s"] * answer["peer_s"] / PEER_LETTERS
        peer.close()
    for lane in lanes:
        lane.close()
    return {
        name: round(value, 3) if isinstance(value, float) else value
        for name, value in answer.items()
    }


def together(sides, function):
    """Seconds until all processes, started at once, have done ``function``."""
    threads = [Thread(target=side.measure, args=(function, False)) for side in sides]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start


def must_agree(name, found, wanted):
    """
    :raises SystemExit: a letter is missing something, or has it twice
    """
    if found != wanted:
        raise SystemExit(f"bench: {name} left {found}, not {wanted}")


# -------------------------------------------------------------------------- ours


def prepare(env):
    """A released run with five reminders for six customers: not all of them are late.

    :return: number of letters
    """
    levels = env["account.dunning.level"].search([])
    levels.write({"channel": "email", "attach_invoices": False})
    run = env["account.dunning.run"].create({})
    run.action_propose()
    wanted = env["res.partner"].search_count([("name", "=like", "Customer ______")]) * 5 // 6
    # some customers owe in two currencies; which ones stay at home has nothing to do with order
    notices = run.notice_ids.sorted(lambda notice: hash((notice.partner_id.id * 7919) % 10007))
    notices[wanted:].action_skip()
    run.action_release()
    run.action_send()
    env.cr.commit()  # with what Odoo writes last, the changes of states in the chatter
    tops = SQL(", ").join(
        SQL("(SELECT COALESCE(MAX(id), 0) FROM %s) AS %s", *[SQL.identifier(table)] * 2)
        for table in TRACES
    )
    env.cr.execute(SQL("CREATE TABLE bench_before AS SELECT %s", tops))
    env.cr.commit()
    return len(notices[:wanted])


def the_run(env):
    return env["account.dunning.run"].search([("state", "=", "sending")])


def lane(env):
    """As a scheduled action does, to the end of its last transaction."""
    env["account.dunning.run"]._cron_send()
    env.cr.commit()


def first_batch(env):
    """What the process holds after its first letters, to be held against what it does after all."""
    # known to Odoo's processes only
    from odoo.addons.account_dunning_levels.engine.send import batches

    return env["account.dunning.run"]._send_pending(batches.BATCH)


def with_invoices(env):
    """Some of the letters with a PDF of each of their invoices, none of which has one yet."""
    env["account.dunning.level"].search([]).attach_invoices = True
    handled = env["account.dunning.run"]._send_pending(LETTERS_WITH_INVOICES)
    mails = the_run(env).notice_ids.mail_id
    return {"letters": handled, "invoices": len(mails.attachment_ids) - len(mails)}


def keep_pdfs(env):
    """Each invoice of those letters has the PDF that Odoo keeps when it sends one."""
    notices = the_run(env).notice_ids.filtered(lambda notice: notice.state == "ready")
    lines = notices.sorted("position")[:LETTERS_WITH_INVOICES].line_ids
    moves = lines.filtered(lambda line: line.outcome in ("claim", "credit")).move_id
    env["ir.attachment"].create(
        [
            {
                "name": f"{move.name}.pdf".replace("/", "_"),
                "raw": b"%PDF-1.4 " + str(move.id).encode() * 4000,
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
            for move in moves
        ]
    )
    env.cr.commit()


def with_kept(env):
    return with_invoices(env)


def single(env):
    """A letter opened from the reminder's form."""
    notice = the_run(env).notice_ids.filtered(lambda notice: notice.state == "ready")[0]
    pdf, _kind = env["ir.actions.report"]._render_qweb_pdf(LETTER, notice.ids)
    return pdf.startswith(b"%PDF")


def traces(env):
    """How much of everything there is of the letters."""
    notices = the_run(env).notice_ids.filtered(lambda notice: notice.state == "queued")
    counts = {"failed": len(the_run(env).notice_ids.filtered(lambda n: n.state == "failed"))}
    for table in TRACES:
        env.cr.execute(
            SQL("SELECT COUNT(*) FROM %s WHERE %s", SQL.identifier(table), made_since(table))
        )
        counts[table] = env.cr.fetchone()[0]
    return {"letters": len(notices.attachment_id & notices.mail_id.attachment_ids), **counts}


def made_since(table):
    """The rows of a table that sending left; style sheets that Odoo compiled stay."""
    since = SQL("id > (SELECT %s FROM bench_before)", SQL.identifier(table))
    if table == "ir_attachment":
        return SQL("%s AND res_model <> 'ir.ui.view'", since)
    return since


def take_back(env):
    """What the letters left, without a trace."""
    run = the_run(env)
    for table in TRACES:
        env.cr.execute(SQL("DELETE FROM %s WHERE %s", SQL.identifier(table), made_since(table)))
    env.cr.execute(
        SQL(
            "UPDATE account_dunning_notice SET state = 'ready', date = NULL, deadline = NULL"
            " WHERE run_id = %s AND state = 'queued'",
            run.id,
        )
    )
    env.cr.execute(
        SQL(
            "UPDATE account_dunning_notice_line SET is_valid = NULL, sent_date = NULL"
            " WHERE run_id = %s AND is_valid RETURNING move_line_id",
            run.id,
        )
    )
    # known to Odoo's processes only
    from odoo.addons.account_dunning_levels.engine.settle import item_levels

    item_levels.refresh(env, [row[0] for row in env.cr.fetchall()])
    env.cr.execute(SQL("UPDATE account_dunning_run SET is_open = TRUE WHERE id = %s", run.id))
    env.cr.commit()


# -------------------------------------------------------------------------- peer


def peer_prepare(env):
    """The peer's own policy of three levels for items that are late by a day, with its lines."""
    env.user.group_ids |= env.ref("account_credit_control.group_account_credit_control_manager")
    policy = env.ref("account_credit_control.credit_control_3_time")
    policy.account_ids = env["account.account"].search([("account_type", "=", "asset_receivable")])
    env.ref("account_credit_control.3_time_1").delay_days = 1
    env.company.write({"credit_policy_id": policy.id, "credit_control_tolerance": 0.0})
    env["credit.control.run"].create(
        {"date": env.company._dunning_today(), "policy_ids": policy.ids}
    ).generate_credit_lines()
    env.cr.commit()


def peer_send(env):
    """As its button does for some of the customers who get a letter; undone by the transaction.

    Nobody serves its style sheets here, which saves it the time to load them.
    """
    logging.getLogger("odoo.addons.base.models.ir_actions_report").setLevel(logging.ERROR)
    wanted = the_run(env).notice_ids.filtered(lambda notice: notice.state == "ready").partner_id
    lines = env["credit.control.line"].search(
        [("partner_id", "in", wanted.ids), ("channel", "=", "email")], order="partner_id, id"
    )
    groups = lines.grouped(lambda line: (line.partner_id, line.policy_level_id, line.currency_id))
    step = len(groups) // PEER_LETTERS
    chosen = lines.browse().concat(*list(groups.values())[::step][:PEER_LETTERS])
    chosen.write({"state": "to_be_sent"})
    wizard = env["credit.control.emailer"].create({"line_ids": chosen.ids})
    communications = wizard._send_emails()
    return {
        "letters": len(communications),
        "pdfs": len(communications.message_ids.attachment_ids),
    }
