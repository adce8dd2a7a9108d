"""What becomes of a notice once it has left: accepted, refused, printed, undone.

Nothing else changes which lines are valid, so nothing else changes the level of an item.

What stops which double, all of it in the database, so that a process may end at any moment:

===========================================  ====================================================
two control lists of a company at once       advisory lock (:mod:`propose.control_list`)
two runs of a company at work                unique index ``_one_open_run`` of the run
a line whose item is gone                    row lock and last look (:mod:`store.deletions`)
an item twice in a run                       unique index ``_run_item_uniq`` of the line
an item twice at one level                   unique index ``_item_level_uniq``, of valid lines
an item twice on one day                     unique index ``_item_day_uniq``, of valid lines
two senders with one letter                  row lock, SKIP LOCKED (:func:`send.batches._claim`)
half a letter                                one transaction for all that belongs to a batch
an e-mail by two outboxes at once            row lock (:func:`settle.outbox.hold_for_mail`)
an e-mail again after a process was killed   unique index, committed (:mod:`.mail_at_most_once`)
a letter in two print batches                row lock (:func:`send.print_batch.take_out`)
a charge booked twice                        unique indexes of ``account.dunning.charge``
===========================================  ====================================================
"""

from markupsafe import Markup

from odoo import fields
from odoo.exceptions import UserError

from ...rules.decide import channels, notice_states
from ..charges import reversing
from ..store import bulk, chatter
from ..store.access import locked
from . import item_levels, mail_at_most_once, mail_waiting, mail_words, questions, run_turns


def mark_valid(notices, date):
    """The claims of these notices count for the level of their items from now on.

    :param date: the date of the letters
    """
    claims = _claims(notices)
    claims.write({"is_valid": True, "sent_date": date})
    item_levels.refresh(notices.env, claims.move_line_id.ids)


def mark_invalid(notices):
    """The claims count no more: the items get their old level and date back."""
    claims = _claims(notices)
    claims.write({"is_valid": False})
    item_levels.forget(claims)
    item_levels.refresh(notices.env, claims.move_line_id.ids)
    # what was planned because of the letter has lost its reason; done activities stay, and so does
    # what a customer wrote
    notices.env["mail.activity"].search(
        [
            ("dunning_notice_id", "in", notices.ids),
            ("activity_type_id", "!=", questions.reply_type(notices.env).id),
        ]
    ).unlink()


def _claims(notices):
    return notices.line_ids.filtered(lambda line: line.outcome == "claim")


def mail_accepted(notices):
    """The mail server took the e-mails of these notices."""
    notices = notices.sudo()  # sudo: the outbox settles for every company
    late = notices.filtered(lambda notice: notice.state == "cancelled")
    words = notices.env._("The e-mail had left already when the reminder was cancelled.")
    body = Markup("<p>%s</p>") % words
    chatter.post_notes(notices.env, notices._name, [(notice_id, body) for notice_id in late.ids])
    mail_waiting.is_over(notices)
    left_by(notices, channels.MAIL)


def made(notices):
    """The letters of these notices are made: each waits until it has left by all its ways.

    Without a way a person does it, and it counts as sent at once.
    """
    for code, of_channel in notices.grouped("channel").items():
        channel = channels.of(code)
        if channel.has_letter:
            of_channel.write({"state": channel.state, **channels.leaving_by(code)})
        else:
            of_channel.write({"state": "sent", "sent_at": fields.Datetime.now()})


def left_by(notices, way):
    """The letters of these notices have left by a way; *sent* is what has left by all its ways.

    Called again it changes nothing, and nothing of a notice that does not wait any more.

    :param str way: see :attr:`rules.decide.channels.Channel.ways`
    """
    waiting = notices.filtered(lambda notice: notice.state in notice_states.waiting())
    for text, alike in waiting.grouped("waits_for").items():
        left = channels.ways_in(text) - {way}
        alike.write({"waits_for": channels.ways_text(left)})
        if not left:
            alike.write({"state": "sent", "sent_at": fields.Datetime.now()})
            run_turns.finish_runs(alike.run_id)


def waits_for(notice, way):
    """Whether a letter that is made has still to leave by a way."""
    return notice.state in notice_states.waiting() and way in channels.ways_in(notice.waits_for)


def mail_refused(notices, reason):
    """The e-mails of these notices were refused, came back, or were taken out.

    The items get their old level back, unless the letter left another way as well, as by post.
    """
    notices = notices.sudo()  # sudo: as in mail_accepted
    live = notices.filtered(lambda notice: notice.state in notice_states.valid())
    otherwise = live.filtered(has_left_otherwise)
    otherwise.write({"state": "sent", "reason": reason, "sent_at": fields.Datetime.now()})
    _answered(otherwise)
    returned(live - otherwise, reason)


def returned(notices, reason):
    """The letters of these notices did not reach anybody: the items get their old level back."""
    mark_invalid(notices)
    reversing.reverse_or_tell(notices, reason)
    for channel, of_channel in notices.grouped("channel").items():
        of_channel.write({"state": "failed", "reason": reason, **channels.leaving_by(channel)})
    _answered(notices)


def _answered(notices):
    """Nothing is open about the e-mails of these notices; they may be sent again."""
    if not notices:
        return
    notices.write({"is_outcome_unknown": False})
    mail_waiting.is_over(notices, keep_reason=True)
    questions.close(notices)
    mail_at_most_once.allow_again(notices)
    run_turns.finish_runs(notices.run_id)


def known_as_taken(notices):
    """The mail server took these e-mails, of which it had not said so."""
    notices.write({"is_outcome_unknown": False, "reason": False})
    questions.close(notices)
    mail_accepted(notices)
    notices.mail_id.write({"state": "sent", "failure_type": False, "failure_reason": False})


def has_left_otherwise(notice):
    """Whether a letter has left by another way than e-mail."""
    ways = channels.of(notice.channel).ways - {channels.MAIL}
    return bool(ways - channels.ways_in(notice.waits_for))


def outcome_unknown(notices):
    """The mail server may have taken these e-mails; nobody knows, and none is sent again.

    The notices go on waiting, so that their items keep their level and no run mails them again,
    until a person says what happened (:func:`unknown.arrived`, :func:`unknown.not_arrived`).
    """
    for company, own in notices.grouped("company_id").items():
        _unknown_of_company(own.with_env(mail_words.company_env(company)))


def _unknown_of_company(notices):
    reason = notices.env._(
        "The connection broke off before the mail server said whether it took the e-mail. It may "
        "have arrived. Ask the customer or look into the mail server's log, then tell here."
    )
    mail_waiting.is_over(notices)
    notices.write({"is_outcome_unknown": True, "reason": reason})
    # taken out of the outbox
    notices.mail_id.write(
        {"state": "exception", "failure_type": "unknown", "failure_reason": reason}
    )
    questions.ask(notices)


def fail(notices, reason):
    """The letters of these notices could not be made; nothing has left."""
    notices.write({"state": "failed", "reason": reason})


def cancel(notices, reason=None):
    """Undo notices: levels and dates go back, letters stay as they were.

    :raises UserError: one was queued or sent and no reason is given
    """
    notices = locked(notices, ["state", "run_id"])
    notices = notices.filtered(lambda notice: notice.state != "cancelled")
    runs = notices.run_id
    left = notices.filtered(lambda notice: notice.state in notice_states.valid())
    if left and not (reason or "").strip():
        raise UserError(notices.env._("Reason: say why reminder %s is cancelled.", left[0].name))
    mark_invalid(left)
    reversing.reverse(left, reason)
    bulk.write(
        notices,
        {
            "state": "cancelled",
            "reason": reason or notices.env._("Cancelled."),
            "is_outcome_unknown": False,
            **mail_waiting.OVER,
        },
    )
    # an e-mail still in the outbox must not leave any more
    left.mail_id.filtered(lambda mail: mail.state == "outgoing").write({"state": "cancel"})
    _tell_invoices(left, reason)
    run_turns.finish_runs(runs)


def _tell_invoices(notices, reason):
    messages = [(move, notice) for notice in notices for move in _claims(notice).move_id]
    chatter.post_notes(
        notices.env,
        "account.move",
        [
            (
                move.id,
                Markup("<p>%s</p>")
                % notice.env._(
                    "Reminder %(name)s was cancelled: %(reason)s",
                    name=notice.name,
                    reason=reason,
                ),
            )
            for move, notice in messages
        ],
    )
