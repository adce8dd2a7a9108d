"""Leaving notices or single items out this time, and putting them back."""

from odoo.exceptions import UserError
from odoo.tools import SQL

from ...rules.decide import notice_states, reasons
from ...rules.decide.levels import usable_levels
from ..notice import recompute
from ..settle import run_turns
from ..store import bulk
from ..store.access import as_engine, locked
from ..terms import run_settings
from . import computing, open_notices


def skip_notices(notices, reason=None):
    """Leave whole notices out, in bulk.

    :raises UserError: one was sent already
    """
    notices = locked(notices, ["state", "run_id"])
    open_notices.require_open(notices)
    env, runs = notices.env, notices.run_id
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            UPDATE account_dunning_notice_line
               SET outcome = 'left_out', reason = %(reason)s, origin_notice_id = notice_id,
                   notice_id = NULL, level_after = level_before,
                   fine_amount = 0, interest_amount = 0
             WHERE notice_id = ANY(%(notices)s) AND outcome = 'claim'
            """,
            reason=reasons.SKIPPED.code,
            notices=notices.ids,
        )
    )
    bulk.write(
        notices,
        {
            "state": "skipped",
            "reason": reason or env._("Skipped this time."),
            # what is not asked does not count in the totals of the list
            "amount_company": 0,
        },
    )
    run_turns.finish_runs(runs)


def unskip_notices(notices):
    """Put skipped notices back on the control list."""
    notices = locked(notices, ["state"]).filtered(lambda notice: notice.state == "skipped")
    lines = notices.env["account.dunning.notice.line"]
    unskip_lines(
        lines.search_fetch(
            [("origin_notice_id", "in", notices.ids), ("reason", "=", reasons.SKIPPED.code)],
            _SKIPPED,
        )
    )


def skip_lines(lines):
    """Take claims off their notices, which are computed again.

    :raises UserError: a line is no claim of an open notice
    """
    lines.fetch(["company_id", "outcome", "notice_id", "level_before"])
    lines = as_engine(lines)
    notices = locked(lines.notice_id, computing.NEEDED)
    runs = notices.run_id
    open_notices.require_open(notices)
    if any(line.outcome != "claim" for line in lines):
        raise UserError(
            lines.env._("Only reminded items can be skipped, no credits and no other items.")
        )
    recompute.leave_out_all(dict.fromkeys(lines, (reasons.SKIPPED.code, None)))
    computing.compute_again(notices)
    run_turns.finish_runs(runs)


def unskip_lines(lines):
    """Put skipped claims back on the notices they were on.

    :raises UserError: a notice was sent, or its list made anew
    """
    lines.fetch(["company_id", *_SKIPPED])
    lines = as_engine(lines).filtered(lambda line: line.reason == reasons.SKIPPED.code)
    notices = locked(lines.origin_notice_id, computing.NEEDED)
    sent = notices.filtered(lambda notice: notice.state not in (*notice_states.OPEN, "skipped"))
    if sent or any(not line.origin_notice_id for line in lines):
        raise UserError(
            lines.env._("The reminder has left or was dropped; propose the run again instead.")
        )
    last = {notice: _last_level(notice) for notice in notices}
    bulk.write_each(
        {
            line: {
                "outcome": "claim",
                "reason": None,
                "notice_id": line.origin_notice_id.id,
                "origin_notice_id": None,
                "level_after": min(line.level_before + 1, last[line.origin_notice_id]),
            }
            for line in lines
        }
    )
    bulk.write(notices, {"state": "proposed", "reason": False})
    computing.compute_again(notices)


#: what is read of skipped lines
_SKIPPED = ("reason", "origin_notice_id", "level_before")


def _last_level(notice):
    """The last level that the sheet of a notice can use."""
    settings = run_settings.frozen(notice.run_id)
    sheet = settings.sheet(notice.sheet_id.id)
    return len(usable_levels(sheet, settings.context.options.max_level))
