"""The hours in which automatic reminders leave; what a person sends leaves at once."""

from datetime import UTC

from odoo import fields

from ..lanes import lanes
from ..terms import chosen


def opening(company, moment=None):
    """(first, last) moment of the company's send window that is open, or else of the next one.

    :param moment: naive, UTC, as all datetimes of Odoo; default now
    """
    moment = (moment or fields.Datetime.now()).replace(tzinfo=UTC)
    found = chosen.send_window(company).opening(moment)
    return tuple(one.replace(tzinfo=None) for one in found)


def is_open(company):
    return opening(company)[0] <= fields.Datetime.now()


def closed_companies(env):
    """Companies with automatic reminders on their way whose window is closed now."""
    return _waiting_runs(env).company_id.filtered(lambda company: not is_open(company))


def _waiting_runs(env):
    # sudo: the senders work for every company
    return (
        env["account.dunning.run"]
        .sudo()
        .search([("state", "=", "sending"), ("is_automatic", "=", True)])
    )


def wait_no_more(run):
    """Let the ready reminders of a run leave now."""
    run.env["account.dunning.notice"].search(
        [("run_id", "=", run.id), ("state", "=", "ready"), ("leaves_in_window", "=", True)]
    ).write({"leaves_in_window": False})


def wake_at_opening(env):
    """Wake the lanes when windows open, and keep e-mails in the outbox until then.

    A mail server that was away until the window closed gets them when it opens again.
    """
    for run in _waiting_runs(env):
        first, _last = opening(run.company_id)
        if first <= fields.Datetime.now():
            continue
        waiting = run.env["account.dunning.notice"].search(
            [
                ("run_id", "=", run.id),
                ("leaves_in_window", "=", True),
                ("state", "not in", ("sent", "failed", "cancelled", "skipped", "proposed")),
            ]
        )
        if waiting:
            lanes.wake_at(env, first)
            waiting.mail_id.filtered(
                lambda mail: mail.state == "outgoing" and not mail.scheduled_date
            ).write({"scheduled_date": first})
