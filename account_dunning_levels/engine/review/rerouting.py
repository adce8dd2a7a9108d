"""Sending notices another way, or once more."""

from odoo.exceptions import UserError

from ...rules.decide import channels
from ..lanes import waking
from ..notice import address
from ..store import bulk
from ..store.access import locked
from ..terms import company_laws, run_settings
from . import computing, open_notices


def set_channel(notices, channel):
    """Change how notices leave; where that is not possible a channel falls back, e-mail to print.

    Their charges are computed again where the law asks postage of a letter on paper.

    :raises UserError: unknown channel, or a notice was sent already
    """
    known = notices._fields["channel"].get_values(notices.env)
    if channel not in known:
        raise UserError(notices.env._("Channel: choose one of %s.", ", ".join(known)))
    notices = locked(notices, ["state", "channel", "run_id", "sheet_id"])
    open_notices.require_open(notices)
    ways = address.ways_to(notices)
    fitting = {notice: address.fitting_channel(ways[notice], channel) for notice in notices}
    unable = [notice for notice, (_channel, why) in fitting.items() if why]
    if len(unable) == len(notices) == 1:
        raise UserError(_unable_words(notices, fitting[notices][1]))
    dearer = _charged_otherwise(notices, fitting)
    address.say_again(ways, channel)
    for code in dict.fromkeys(code for code, _why in fitting.values()):
        leaving = notices.filtered(lambda notice, code=code: fitting[notice][0] == code)
        bulk.write(leaving, channels.leaving_by(code))
    computing.compute_again(dearer)


def _unable_words(notice, why):
    """Why the letter of a notice cannot leave by the channel that was chosen for it."""
    env, name = notice.env, notice.partner_id.name
    words = {
        "no_email_wanted": env._(
            "%s wants no reminders by e-mail. Allow it on the customer, or choose print.", name
        ),
        "email_blacklisted": env._(
            "The e-mail address of %s is blacklisted. Take it off the blacklist, or choose print.",
            name,
        ),
        "no_postal_copy": env._(
            "%s has no postal address, so nothing can be printed. Set a street on the customer, or "
            "choose e-mail.",
            name,
        ),
    }
    invalid = env._(
        "%s has no valid e-mail address. Set an address on the customer, or choose print.", name
    )
    return words.get(why, invalid)


def _charged_otherwise(notices, fitting):
    """The notices that come on paper, or do so no more, and whose law asks postage then.

    :param dict fitting: notice -> (its new channel, ...)
    """
    turned = notices.filtered(
        lambda notice: (
            channels.of(notice.channel).is_paper != channels.of(fitting[notice][0]).is_paper
        )
    )
    found = notices.browse()
    for run, of_run in turned.grouped("run_id").items():
        settings = run_settings.frozen(run)
        if settings and settings.laws:
            laws = {notice: company_laws.of_notice(notice, settings) for notice in of_run}
            found |= of_run.filtered(
                lambda notice, laws=laws: laws[notice] and laws[notice].is_dearer_on_paper
            )
    return found


def retry(notices, channel=None):
    """Failed notices are ready again; the sender reads their items first.

    :param channel: send them another way this time
    :raises UserError: one did not fail
    """
    notices = locked(notices, ["state", "run_id", "channel"])
    if any(notice.state != "failed" for notice in notices):
        raise UserError(notices.env._("Only failed reminders can be sent again."))
    runs = notices.run_id
    for code, alike in notices.grouped("channel").items():
        values = {
            "state": "ready",
            "reason": False,
            "leaves_in_window": False,  # who tries again wants it to leave now
            **channels.leaving_by(channel or code),
        }
        bulk.write(alike, values)
    runs.filtered(lambda run: run.state != "sending").write({"state": "sending"})
    waking.wake_senders(notices.env)
