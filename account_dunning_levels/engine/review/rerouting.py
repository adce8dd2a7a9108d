"""Sending notices another way, or once more."""

from odoo.exceptions import UserError

from ..lanes import waking
from ..notice import address
from ..store import bulk
from ..store.access import locked
from . import open_notices


def set_channel(notices, channel):
    """Change how notices leave; e-mail falls back to print where it is not possible.

    :raises UserError: unknown channel, or a notice was sent already
    """
    known = [value for value, _label in notices._fields["channel"].selection]
    if channel not in known:
        raise UserError(notices.env._("Channel: choose one of %s.", ", ".join(known)))
    notices = locked(notices, ["state"])
    open_notices.require_open(notices)
    if channel in ("email", "both"):
        address.read_addresses(notices)
        unable = notices.filtered(lambda notice: not address.can_email(notice))
        if len(unable) == len(notices) == 1:
            raise UserError(
                notices.env._(
                    "%s has no valid e-mail address, or wants no reminders by e-mail. Set an "
                    "address on the customer, or choose print.",
                    unable.partner_id.name,
                )
            )
        bulk.write(unable, {"channel": "print"})
        notices -= unable
    bulk.write(notices, {"channel": channel})


def retry(notices, channel=None):
    """Failed notices are ready again; the sender reads their items first.

    :param channel: send them another way this time
    :raises UserError: one did not fail
    """
    notices = locked(notices, ["state", "run_id"])
    if any(notice.state != "failed" for notice in notices):
        raise UserError(notices.env._("Only failed reminders can be sent again."))
    runs = notices.run_id
    values = {"state": "ready", "reason": False, "is_mailed": False, "is_printed": False}
    bulk.write(notices, values | ({"channel": channel} if channel else {}))
    runs.filtered(lambda run: run.state != "sending").write({"state": "sending"})
    waking.wake_senders(notices.env)
