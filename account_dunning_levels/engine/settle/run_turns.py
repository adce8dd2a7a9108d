"""Whose turn it is: one run of a company at a time, and when a run is done."""

import psycopg2

from odoo import fields
from odoo.exceptions import UserError

from ...rules.decide import notice_states
from ..lanes import waking
from ..store import conflicts


def require_turn(run):
    """Refuse a run that would stand beside, or before, another one of its company.

    :raises UserError: a later run was sent, or another run is open (a simulation may be made
        beside it)
    """
    runs = run.env["account.dunning.run"].sudo()  # sudo: runs of colleagues count too
    others = [("company_id", "=", run.company_id.id), ("id", "!=", run.id)]
    later = runs.search(
        [
            *others,
            ("key_date", ">", run.key_date),
            # an empty run, or one that was undone, has sent nothing
            ("notice_ids.state", "in", notice_states.valid()),
        ],
        order="key_date desc",
        limit=1,
    )
    if later:
        raise UserError(
            run.env._(
                "Key date: run %(name)s of %(date)s was sent already. Choose %(date)s or later.",
                name=later.name,
                date=fields.Date.to_string(later.key_date),
            )
        )
    open_run = not run.is_simulation and runs.search([*others, ("is_open", "=", True)], limit=1)
    if open_run:
        raise UserError(
            run.env._(
                "Run %(name)s of %(date)s still has reminders to decide on or to send. Send or "
                "cancel that run first.",
                name=open_run.name,
                date=fields.Date.to_string(open_run.key_date),
            )
        )


def finish_runs(runs):
    """Open the way for the next run when nothing is left to decide or to make; *done* when all
    has left.

    Several lanes and the outbox end their part of a run at the same moment. Who comes too late
    leaves it to the next one, and loses nothing else of its work.
    """
    if not runs:
        return
    env = runs.env
    # a conflict of what the caller wrote is the caller's, and ends the transaction
    env.cr.flush()
    try:
        with env.cr.savepoint():
            _finish(runs.sudo())
            runs.flush_recordset()
    except psycopg2.OperationalError as error:
        if error.pgcode not in conflicts.RETRY:
            raise
        env.invalidate_all(flush=False)
        waking.wake_senders(env)


def _finish(runs):
    states = {run.id: set() for run in runs}
    for run, state in runs.env["account.dunning.notice"]._read_group(
        [("run_id", "in", runs.ids)], ["run_id", "state"]
    ):
        states[run.id].add(state)
    waiting = notice_states.waiting()
    for run in runs:
        if states[run.id].intersection(notice_states.OPEN):
            continue
        if run.is_open and run.state != "proposed":
            run.is_open = False
        if run.state == "sending" and not states[run.id].intersection(waiting):
            run.state = "done"
