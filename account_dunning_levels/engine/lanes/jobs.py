"""Batches as jobs of OCA's ``queue_job`` where that is installed; nothing here needs it.

A job makes one batch of one run in the transaction the queue gives it, and puts its successor in
the queue. The queue decides when and on which server, and tries again after a conflict of two
transactions. What must not happen twice is stopped by the same row locks and unique indexes as
in the lanes of the scheduled actions.
"""

from datetime import timedelta

from psycopg2 import errors

from odoo import SUPERUSER_ID, fields
from odoo.fields import Domain

from . import lanes

METHOD = "_job_send"

FUNCTION = f"<account.dunning.run>.{METHOD}"

#: below the channel *root*
CHANNEL = "dunning"

#: a queue that has done nothing for so long while jobs wait has no runner
PATIENCE = timedelta(minutes=10)


def available(env):
    """Whether batches run as jobs in this database."""
    return hasattr(env["account.dunning.run"], "with_delay")


def enqueue(env):
    """A job per lane for every run that has letters to make, unless one waits already."""
    # sudo: as in lanes
    runs = (
        env["account.dunning.run"]
        .sudo()
        .search(
            [
                ("state", "=", "sending"),
                "|",
                ("is_open", "=", True),
                ("notice_ids.state", "=", "ready"),
            ]
        )
    )
    for run in runs:
        for lane in range(1, lanes.count(env) + 1):
            put(run, lane)


def put(run, lane):
    """Put the next batch of a run in the queue; a lane has one job waiting at most.

    :param int lane: 1 to the number of lanes
    """
    run = run.with_user(SUPERUSER_ID).with_company(run.company_id)
    delayed = run.with_delay(
        description=run.env._("Send reminders of run %s", run.name),
        identity_key=f"account_dunning_levels.send.{run.id}.{lane}",
        channel=_channel(run.env),
    )
    getattr(delayed, METHOD)(lane)


def _channel(env):
    """None: the job function says it. Function and channel are made at first use, so that an
    administrator can give them another channel or removal interval."""
    # sudo: users start a send, the queue belongs to its administrators
    functions = env["queue.job.function"].sudo()
    if functions.search_count([("name", "=", FUNCTION)], limit=1):
        return None
    try:
        with env.cr.savepoint():
            functions.create({"name": FUNCTION, "channel_id": _make_channel(functions.env).id})
    except errors.UniqueViolation:
        # another transaction makes them at this moment, and we cannot see its rows
        return f"root.{CHANNEL}"
    return None


def _make_channel(env):
    root = env.ref("queue_job.channel_root")
    channels = env["queue.job.channel"]
    found = channels.search([("name", "=", CHANNEL), ("parent_id", "=", root.id)])
    return found or channels.create({"name": CHANNEL, "parent_id": root.id})


def asleep(env):
    """Whether jobs of ours wait and the queue has begun none for :data:`PATIENCE`."""
    since = fields.Datetime.now() - PATIENCE
    # sudo: as in _channel
    queue = env["queue.job"].sudo()
    ours = Domain("model_name", "=", "account.dunning.run") & Domain("method_name", "=", METHOD)
    waiting = (
        Domain("state", "in", ("pending", "enqueued"))
        & Domain("date_created", "<", since)
        & (Domain("eta", "=", False) | Domain("eta", "<", since))
    )
    begun = Domain("date_started", ">=", since) | Domain("date_done", ">=", since)
    return bool(
        queue.search_count(ours & waiting, limit=1)
        and not queue.search_count(ours & begun, limit=1)
    )
