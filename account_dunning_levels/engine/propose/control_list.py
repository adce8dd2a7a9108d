"""From open items to a control list.

The way: facts of all open items gathered, decisions by the rules on a range of customers at a
time, rows written in bulk. All is one transaction: a run that is interrupted has changed nothing
and is repeated.
"""

from concurrent.futures import ThreadPoolExecutor

from odoo.exceptions import UserError
from odoo.tools import SQL

from ...rules.decide import notice_states, notices
from ..holds import states
from ..ledger import bank_date, gathering
from ..notice import law_warnings, unmatched_money
from ..settle import run_turns
from ..store import company_day, deletions, garbage
from ..store.access import as_engine
from ..store.planner import without_jit
from ..terms import chosen, run_settings
from . import exhausted, rows

#: first half of the key of the advisory lock; the second half is the company
LOCK = 190401


def propose(run):
    """Build the proposals of one run, replacing earlier ones of it.

    :raises UserError: another run of the company is open or at work, a later run was sent,
        or this run has sent letters itself
    """
    run.ensure_one()
    run = as_engine(run)
    _lock_company(run.company_id)
    _refuse(run)
    without_jit(run.env)
    discard(run)
    # a promise that broke since last night blocks no more
    states.refresh_due(run.env, run.company_id)
    settings = run_settings.current(run.company_id, run.key_date, chosen.criteria(run))
    run.write(
        {
            "state": "proposed",
            "is_open": not run.is_simulation,
            "settings": run_settings.freeze(settings),
            "bank_date": bank_date.last(run.company_id, _booked_by(run)),
        }
    )
    run.env.flush_all()
    writer = rows.Writer(run, settings, _common_warnings(run))
    gathering.gather(
        run.env,
        run.company_id,
        run.key_date,
        settings,
        partner_domain=run._domain("partner_domain", "res.partner"),
        item_domain=run._domain("item_domain", "account.move.line"),
    )
    with garbage.put_off():
        _propose_ranges(run, settings, writer)
    writer.finish()
    unmatched_money.warn(run, settings)
    law_warnings.warn(run, settings)
    run.env["account.dunning.run"].browse(run.id).invalidate_recordset()
    if not run.is_simulation:
        exhausted.tell(run)
    deletions.check_list(run.env, run.company_id)


def _propose_ranges(run, settings, writer):
    """Decide on one range of customers after the other, in the order of the list.

    While PostgreSQL writes one range, Python decides on the next. A helper thread waits for
    PostgreSQL meanwhile; deciding asks the database nothing, and reading waits until writing has
    ended, so the cursor is never used by two at a time. All stays one transaction: what fails in
    the helper is raised here, and whatever is raised here waits for the helper first.
    """
    decided = None
    with ThreadPoolExecutor(max_workers=1) as helper:
        for first, last in gathering.gathered_ranges(run.env):
            found = gathering.read_gathered(
                run.env, run.company_id, run.key_date, settings, first, last
            )
            # each item is on one notice at most
            batch = writer.batch(first, last, found.rows)
            writing = helper.submit(writer.put, decided) if decided else None
            _decide(found.customers, found.items(), settings, batch)
            if writing:
                writing.result()
            decided = batch
    if decided:
        writer.put(decided)


def _decide(customers, items, settings, batch):
    """What the rules say about customers; no query here, the connection is writing."""
    for customer_id, own in items.items():
        customer = customers[customer_id]
        sheet = run_settings.sheet_of(customer, settings)
        proposal = notices.propose(
            own,
            sheet,
            settings.context,
            settings.currencies,
            settings.law_of(customer),
            customer.lacks_by_letter(batch.contacts),
        )
        batch.add(customer, sheet, proposal)
    batch.close()


def _lock_company(company):
    """One proposal at a time per company; released with the transaction."""
    got = company.env.execute_query(
        SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK, company.id)
    )
    if not got[0][0]:
        raise UserError(
            company.env._(
                "A control list of %s is being made right now. Try again in a moment.",
                company.name,
            )
        )


def _refuse(run):
    if run.state not in ("draft", "proposed"):
        raise UserError(
            run.env._("Run %s has been sent or cancelled already. Make a new run.", run.name)
        )
    run_turns.require_turn(run)


def discard(runs):
    """Take the lists of runs away: lines, notices, and what was written about them.

    :raises UserError: a notice has left the house
    """
    env = runs.env
    reminders = env["account.dunning.notice"].sudo()  # sudo: they belong to the engine
    of_runs = [("run_id", "in", runs.ids)]
    gone = ["|", ("state", "in", notice_states.valid()), ("attachment_id", "!=", False)]
    reminders.search([*of_runs, *gone], limit=1)._unlink_never_what_left_the_house()
    env.flush_all()
    for model, name in _ABOUT_NOTICES:
        rows_ = env.execute_query(
            SQL(
                """
                SELECT about.id
                  FROM %(table)s about
                  JOIN account_dunning_notice notice ON notice.id = about.res_id
                 WHERE about.%(name)s = 'account.dunning.notice'
                   AND notice.run_id = ANY(%(runs)s)
                """,
                table=SQL.identifier(env[model]._table),
                name=SQL.identifier(name),
                runs=runs.ids,
            )
        )
        env[model].sudo().browse([row[0] for row in rows_]).unlink()  # sudo: as above
    for table in ("account_dunning_notice_line", "account_dunning_notice"):
        env.cr.execute(
            SQL("DELETE FROM %s WHERE run_id = ANY(%s)", SQL.identifier(table), runs.ids)
        )
    env.invalidate_all(flush=False)


#: what the ORM deletes together with a record; there is little of it before letters leave
_ABOUT_NOTICES = (
    ("mail.message", "model"),
    ("mail.followers", "res_model"),
    ("ir.attachment", "res_model"),
)


def _booked_by(run):
    # a simulation looks from a day whose bank nobody can have booked
    return min(run.key_date, company_day.today(run.company_id))


def _common_warnings(run):
    stale = bank_date.is_stale(run.company_id, run.bank_date, _booked_by(run))
    return ["bank"] if stale else []
