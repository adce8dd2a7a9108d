"""What a person does with a control list: release, skip, put back, change the channel, give up."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, split_every
from odoo.tools.constants import PREFETCH_MAX

from ..rules.decide import levels as level_rules
from . import bulk, facts, law_letter, revise, settle
from .access import as_engine, locked

OPEN = ("proposed", "ready")
#: customers that a message names
NAMED = 5


def warning_words(env):
    """Code -> sentence of the warnings of the control list."""
    return {
        "no_email": env._("No e-mail address: the letter is printed."),
        "bad_email": env._(
            "The e-mail address is not valid or is blacklisted: the letter is printed."
        ),
        "no_email_wanted": env._("The customer wants no reminders by e-mail: printed."),
        "lang": env._("The language of the recipient is not installed."),
        "promise_broken": env._("The customer did not keep a promise to pay."),
        "promise_late": env._("The day of a promise to pay lies before the key date."),
        "promise_open": env._("The customer has promised to pay other items."),
        "bank": env._("The bank is not booked up to the key date."),
        **law_letter.warning_words(env),
    }


def broken_promise_words(notices):
    """Notice -> which promise its customer did not keep, for those that warn of one."""
    warned = notices.filtered(lambda notice: "promise_broken" in (notice.warning_codes or ""))
    if not warned:
        return {}
    holds = notices.env["account.dunning.hold"].search(
        [
            ("debtor_id", "in", warned.partner_id.ids),
            ("company_id", "in", warned.company_id.ids),
            ("state", "=", "broken"),
        ],
        order="broken_date desc, id desc",
    )
    latest = {}
    for hold in holds:
        latest.setdefault((hold.debtor_id, hold.company_id), hold)
    found = {notice: latest.get((notice.partner_id, notice.company_id)) for notice in warned}
    return {notice: hold._outcome_words() for notice, hold in found.items() if hold}


def reason_words(env):
    """Code -> words of the reasons for which an item is left out."""
    return dict(env["account.dunning.notice.line"]._fields["reason"]._description_selection(env))


def release(notices, run=None):
    """Approve proposed notices; those whose letter lacks what the law asks stay proposed.

    :param run: the run they come from, to name it when there is nothing to approve
    :return: notice -> elements that its letter lacks, of those that stay
    :raises UserError: a simulation, nothing to approve, or another run is open
    """
    notices = locked(notices, ["run_id", "key_date", "state", "warning_codes"])
    runs = run.sudo() if run else notices.run_id
    for one in runs | notices.run_id:
        if one.is_simulation:
            raise UserError(
                notices.env._(
                    "Run %(name)s looks from %(date)s, which is in the future: it is a simulation "
                    "and cannot be sent. Choose today or an earlier key date.",
                    name=one.name,
                    date=one.key_date,
                )
            )
    proposed = notices.filtered(lambda notice: notice.state == "proposed")
    if not proposed:
        raise UserError(notices.env._("There are no proposed reminders to release."))
    moved = proposed.filtered(lambda notice: notice.key_date != notice.run_id.key_date)
    if moved:
        raise UserError(
            notices.env._(
                "Key date: it was changed after run %s was proposed. Propose again, then release.",
                moved[0].run_id.name,
            )
        )
    lacking = law_letter.lacking(proposed)
    released = proposed.filtered(lambda notice: notice not in lacking)
    if not released:
        raise UserError(lacking_words(lacking))
    _warn_of_law(proposed, lacking)
    # a list that was made as a simulation takes the company's turn now
    for one in released.run_id.filtered(lambda run: not run.is_open):
        require_turn(one)
        one.is_open = True
    bulk.write(released, {"state": "ready"})
    return lacking


def lacking_words(lacking):
    """How many reminders the law holds back, and what their letters lack.

    :param dict lacking: notice -> elements, not empty
    """
    env = next(iter(lacking)).env
    by_elements = {}
    for notice, elements in lacking.items():
        by_elements.setdefault(elements, []).append(notice)
    lines = [
        env._(
            "%(names)s: %(words)s",
            names=", ".join(notice.partner_id.name or "" for notice in notices[:NAMED])
            + (" …" if len(notices) > NAMED else ""),
            words=law_letter.lacking_words(env, elements),
        )
        for elements, notices in by_elements.items()
    ]
    head = env._(
        "Reminders that are not released, because the law asks more of a letter after which "
        "consumers can be charged: %s",
        len(lacking),
    )
    return "\n".join([head, *lines])


def _warn_of_law(notices, lacking):
    """Say on the control list what letters lack, and no longer what they lacked before."""
    ours = law_letter.warning_words(notices.env)
    changed = {}
    for notice in notices:
        codes = [code for code in (notice.warning_codes or "").split(",") if code]
        kept = [code for code in codes if code not in ours]
        wanted = ",".join([*kept, *law_letter.codes_of(lacking.get(notice, ()))])
        if wanted != (notice.warning_codes or ""):
            changed[notice] = {"warning_codes": wanted or None}
    bulk.write_each(changed)


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
            ("notice_ids.state", "in", ("queued", "sent")),
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


def unrelease(notices):
    """Back to *proposed*."""
    released = locked(notices, ["state"]).filtered(lambda notice: notice.state == "ready")
    bulk.write(released, {"state": "proposed"})


def skip_notices(notices, reason=None):
    """Leave whole notices out, in bulk.

    :raises UserError: one was sent already
    """
    notices = locked(notices, ["state", "run_id"])
    _require_open(notices)
    env, runs = notices.env, notices.run_id
    env.flush_all()
    env.cr.execute(
        SQL(
            """
            UPDATE account_dunning_notice_line
               SET outcome = 'left_out', reason = 'skipped', origin_notice_id = notice_id,
                   notice_id = NULL, level_after = level_before,
                   fine_amount = 0, interest_amount = 0
             WHERE notice_id = ANY(%s) AND outcome = 'claim'
            """,
            notices.ids,
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
    settle.finish_runs(runs)


def unskip_notices(notices):
    """Put skipped notices back on the control list."""
    notices = locked(notices, ["state"]).filtered(lambda notice: notice.state == "skipped")
    lines = notices.env["account.dunning.notice.line"]
    unskip_lines(
        lines.search_fetch(
            [("origin_notice_id", "in", notices.ids), ("reason", "=", "skipped")], _SKIPPED
        )
    )


def skip_lines(lines):
    """Take claims off their notices, which are computed again.

    :raises UserError: a line is no claim of an open notice
    """
    lines.fetch(["company_id", "outcome", "notice_id", "level_before"])
    lines = as_engine(lines)
    notices = locked(lines.notice_id, _RECOMPUTED)
    runs = notices.run_id
    _require_open(notices)
    if any(line.outcome != "claim" for line in lines):
        raise UserError(
            lines.env._("Only reminded items can be skipped, no credits and no other items.")
        )
    revise.take_off(dict.fromkeys(lines, ("skipped", None)))
    _compute_again(notices)
    settle.finish_runs(runs)


def unskip_lines(lines):
    """Put skipped claims back on the notices they were on.

    :raises UserError: a notice was sent, or its list made anew
    """
    lines.fetch(["company_id", *_SKIPPED])
    lines = as_engine(lines).filtered(lambda line: line.reason == "skipped")
    notices = locked(lines.origin_notice_id, _RECOMPUTED)
    sent = notices.filtered(lambda notice: notice.state not in (*OPEN, "skipped"))
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
    _compute_again(notices)


#: what is read of skipped lines, and of notices that are computed again
_SKIPPED = ("reason", "origin_notice_id", "level_before")
_RECOMPUTED = ("state", "run_id", "sheet_id", "level_id")


def _last_level(notice):
    """The last level that the sheet of a notice can use."""
    settings = facts.frozen_settings(notice.run_id)
    sheet = settings.sheet(notice.sheet_id.id)
    return len(level_rules.usable_levels(sheet, settings.context.options.max_level))


def _compute_again(notices):
    """Compute notices from their own lines, some at a time: not all of them are held in memory."""
    for run, of_run in notices.grouped("run_id").items():
        settings = facts.frozen_settings(run)
        for some in split_every(PREFETCH_MAX, of_run.ids, of_run.browse):
            _compute_some(some, settings)


def _compute_some(notices, settings):
    revised = revise.from_lines(notices, settings)
    kept = {notice: one for notice, one in revised.items() if one.notice}
    other_level = notices.browse(
        notice.id for notice, one in kept.items() if one.notice.level.id != notice.level_id.id
    )
    emptied = notices.browse(n.id for n, one in revised.items() if one.reason == "skipped")
    revise.write_all_back(kept, settings)
    _follow_level(other_level)
    words = notices.env._("All items were skipped.")
    bulk.write(emptied, {"state": "skipped", "reason": words, "amount_company": 0})
    drop(
        {
            notice: (one.reason, one.note)
            for notice, one in revised.items()
            if not one.notice and notice not in emptied
        }
    )


def _follow_level(notices):
    """Notices whose level has changed leave as their new level says, where that is possible."""
    read_addresses(notices)
    wanted = {notice: _fitting_channel(notice, notice.level_id.channel) for notice in notices}
    bulk.write_each({notice: {"channel": channel} for notice, channel in wanted.items()})


def drop(found):
    """Cancel notices that have nothing left to ask; their claims stay as left out.

    :param dict found: notice -> (reason, note); note: figures of a reason of the law, see
        :class:`revise.Revised`
    """
    if not found:
        return
    words = reason_words(next(iter(found)).env)
    revise.take_off(
        {
            line: why
            for notice, why in found.items()
            for line in notice.line_ids
            if line.outcome == "claim"
        }
    )
    bulk.write_each(
        {
            notice: {
                "state": "cancelled",
                "reason": words.get(reason, reason),
                "amount_company": 0,
            }
            for notice, (reason, _note) in found.items()
        }
    )


def set_channel(notices, channel):
    """Change how notices leave; e-mail falls back to print where it is not possible.

    :raises UserError: unknown channel, or a notice was sent already
    """
    known = [value for value, _label in notices._fields["channel"].selection]
    if channel not in known:
        raise UserError(notices.env._("Channel: choose one of %s.", ", ".join(known)))
    notices = locked(notices, ["state"])
    _require_open(notices)
    if channel in ("email", "both"):
        read_addresses(notices)
        unable = notices.filtered(lambda notice: not can_email(notice))
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


def read_addresses(notices):
    """Read what :func:`email_obstacle` looks at, for all notices at once."""
    notices.fetch(["partner_id", "recipient_id"])
    notices.partner_id.fetch(["dunning_send_email"])
    notices.recipient_id.fetch(["email", "email_normalized"])


def can_email(notice):
    """Whether the recipient can be e-mailed now."""
    return not email_obstacle(notice)


def email_obstacle(notice):
    """Why the recipient cannot be e-mailed now, a code of :func:`warning_words`, or empty."""
    recipient = notice.recipient_id
    if not notice.partner_id.dunning_send_email:
        return "no_email_wanted"
    if not (recipient.email or "").strip():
        return "no_email"
    if not recipient.email_normalized or recipient.is_blacklisted:
        return "bad_email"
    return ""


def _fitting_channel(notice, wanted):
    return wanted if wanted not in ("email", "both") or can_email(notice) else "print"


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
    settle.wake_senders(notices.env)


def cancel_runs(runs):
    """Give up what was not sent of these runs.

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
        unsent = locked(notices.search(of_run & Domain("state", "in", OPEN)), ["state"])
        reason = run.env._("The run was cancelled.")
        bulk.write(unsent, {"state": "cancelled", "reason": reason})
        left = Domain("state", "in", ("queued", "sent", "failed"))
        sent = notices.search_count(of_run & left, limit=1)
        run.write({"is_open": False})
        if sent:
            settle.finish_runs(run)
        else:
            run.state = "cancelled"


def _require_open(notices):
    late = notices.filtered(lambda notice: notice.state not in OPEN)[:1]
    if late:
        raise UserError(
            notices.env._(
                "Reminder %(name)s is %(state)s and cannot be changed any more.",
                name=late.name,
                state=dict(late._fields["state"]._description_selection(late.env))[late.state],
            )
        )
