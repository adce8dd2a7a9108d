"""What a sending lane does: batch after batch, each its own transaction."""

import logging

import psycopg2

from odoo.exceptions import UserError

from ..lanes import jobs, lanes, waking
from ..settle import outbox, run_turns
from ..store.access import as_engine
from ..store.conflicts import RETRY
from . import batches, mails, windows

_logger = logging.getLogger(__name__)


def start(runs, *, at_once=True):
    """Hand the ready notices of runs to the sending lanes.

    :param bool at_once: what waits for the send window leaves now too, because a person sends it
    :raises UserError: a simulation, or nothing is ready
    """
    for run in as_engine(runs):
        if run.is_simulation:
            raise UserError(
                run.env._(
                    "Run %(name)s looks from %(date)s, which is in the future: it is a simulation "
                    "and cannot be sent.",
                    name=run.name,
                    date=run.key_date,
                )
            )
        if run.state not in ("proposed", "sending", "done"):
            raise UserError(run.env._("Run %s has no control list. Propose it first.", run.name))
        ready = [("run_id", "=", run.id), ("state", "=", "ready")]
        if not run.env["account.dunning.notice"].search_count(ready, limit=1):
            raise UserError(
                run.env._(
                    "Run %s has no released reminders. Review the control list and release it.",
                    run.name,
                )
            )
        run.state = "sending"
        if at_once:
            windows.wait_no_more(run)
    waking.wake_senders(runs.env)
    windows.wake_at_opening(runs.env)


def run_lane(env):
    """Claim and send batch after batch until nothing is left or the time is up.

    Commits before each claim: at REPEATABLE READ a row changed since our snapshot cannot be
    locked, and what was sent must stay sent.
    """
    # what was compiled of an e-mail's text is good for the next batch too
    env = env(context={**env.context, mails.COMPILED: {}})
    cron = env["ir.cron"]
    try:
        outbox.collect_lost(env(su=True))  # sudo: as in send_pending
        windows.wake_at_opening(env(su=True))
        env.flush_all()
    except psycopg2.Error as error:
        _look_again(env, error)
    if jobs.available(env) and _left_to_the_queue(env):
        return
    pending = batches.count_pending(env)
    while pending:
        if not cron._commit_progress(remaining=pending):
            return  # the time is up: what remains was told, so Odoo calls again at once
        try:
            # sudo: as in send_pending
            handled = batches.send_one_batch(env(su=True), _batch_size(env, pending))
        except psycopg2.Error as error:
            _look_again(env, error)
        else:
            if not handled:
                break  # another lane holds what is left: its work, not ours
            cron._commit_progress(handled)
        pending = batches.count_pending(env)
    # two lanes that end at once do not see each other's last letters: look once more
    cron._commit_progress(remaining=0)
    try:
        run_turns.finish_runs(_runs_being_sent(env))
        env.flush_all()
        outbox.wake_outbox(env)
        env.flush_all()
    except psycopg2.Error as error:
        _look_again(env, error)


def _left_to_the_queue(env):
    """Put in the queue what it lost; false when nobody runs it and letters would stay for ever."""
    if jobs.asleep(env):
        _logger.warning(
            "Jobs of reminders wait and none was begun for %s; the scheduled action sends. Is a "
            "server started with --load=base,web,queue_job?",
            jobs.PATIENCE,
        )
        return False
    jobs.enqueue(env)
    return True


def run_job(run, lane):
    """Make one batch of a run in the transaction of a job.

    A conflict with another transaction is left to the queue, which tries again.

    :param int lane: who goes on with the next batch
    :return: what was done, in words
    """
    env = run.env(su=True)  # sudo: as in send_pending
    handled = batches.send_one_batch(env, _batch_size(env, batches.count_pending(env, run)), run)
    if handled:
        # the last one finds nothing: jobs that end at once do not see each other's last letters
        jobs.put(run, lane)
    else:
        run_turns.finish_runs(run)
        outbox.wake_outbox(env)
    return env._("Reminders handled: %s", handled)


def _batch_size(env, pending):
    """Small enough that lanes share a small run and end together, and its progress shows."""
    share = pending // (2 * max(2, lanes.count(env)))
    return max(batches.LEAST, min(batches.BATCH, share))


def _runs_being_sent(env):
    # sudo: as in send_pending
    return env["account.dunning.run"].sudo().search([("state", "=", "sending")])


def _look_again(env, error):
    """Another lane has these rows: go on with a fresh snapshot."""
    if error.pgcode not in RETRY:
        raise error
    env.cr.rollback()
    env.invalidate_all(flush=False)


def send_pending(env, limit=None):
    """Send ready notices in the caller's transaction.

    :param int limit: notices at most; None = all
    :return: number of notices handled
    """
    # sudo: letters leave in the name of the company; who may start this was checked by start()
    env = env(su=True)
    outbox.collect_lost(env)
    windows.wake_at_opening(env)
    handled = 0
    while limit is None or handled < limit:
        claimed = batches.send_one_batch(
            env, batches.BATCH if limit is None else min(batches.BATCH, limit - handled)
        )
        if not claimed:
            break
        handled += claimed
    return handled
