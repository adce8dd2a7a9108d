"""Giving up what was not sent of runs."""

from odoo.exceptions import UserError
from odoo.fields import Domain

from ...rules.decide import notice_states
from ..settle import run_turns
from ..store import bulk
from ..store.access import as_engine, locked


def cancel_runs(runs, reason=None):
    """Give up what was not sent of these runs.

    :param str reason: what its reminders say
    :raises UserError: a run has nothing left to give up
    """
    for run in as_engine(runs):
        if run.state in ("done", "cancelled"):
            raise UserError(
                run.env._(
                    "Run %s is finished. Cancel its single reminders to undo their effect.",
                    run.name,
                )
            )
        notices = run.env["account.dunning.notice"]
        of_run = Domain("run_id", "=", run.id)
        unsent = locked(
            notices.search(of_run & Domain("state", "in", notice_states.OPEN)), ["state"]
        )
        words = reason or run.env._("The run was cancelled.")
        bulk.write(unsent, {"state": "cancelled", "reason": words})
        left = Domain("state", "in", (*notice_states.valid(), "failed"))
        sent = notices.search_count(of_run & left, limit=1)
        run.write({"is_open": False})
        if sent:
            run_turns.finish_runs(run)
        else:
            run.state = "cancelled"
