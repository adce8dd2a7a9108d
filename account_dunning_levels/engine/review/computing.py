"""Computing notices of a control list again after a person decided on them."""

from odoo.tools import split_every
from odoo.tools.constants import PREFETCH_MAX

from ...rules.decide import channels
from ..notice import payee, recompute
from ..store import bulk
from ..terms import run_settings

#: what is read of notices that are computed again
NEEDED = ("state", "run_id", "sheet_id", "level_id", "channel")


def compute_again(notices):
    """Compute notices from their own lines, some at a time: not all of them are held in memory."""
    for run, of_run in notices.grouped("run_id").items():
        settings = run_settings.frozen(run)
        for some in split_every(PREFETCH_MAX, of_run.ids, of_run.browse):
            _compute_some(some, settings)


def _compute_some(notices, settings):
    revised = recompute.from_lines(notices, settings)
    kept = {notice: one for notice, one in revised.items() if one.notice}
    # whose level has changed leaves as the new level says, where that is possible
    other_channel = {
        notice: channels.leaving_by(one.notice.channel)
        for notice, one in kept.items()
        if one.notice.channel != notice.channel
    }
    emptied = notices.browse(n.id for n, one in revised.items() if one.reason == "skipped")
    recompute.write_all_back(kept, settings)
    bulk.write_each(other_channel)
    payee.renew(notices.browse(notice.id for notice in kept))
    words = notices.env._("All items were skipped.")
    bulk.write(emptied, {"state": "skipped", "reason": words, "amount_company": 0})
    recompute.cancel_emptied(
        {
            notice: (one.reason, one.note)
            for notice, one in revised.items()
            if not one.notice and notice not in emptied
        }
    )
