"""The scheduled day of a company: propose, and send where it says so.

What a person has to look at stays proposed and is told; the rest leaves in the company's hours.
What still waits when the next automatic run is made is proposed anew by that run.
"""

import logging
from datetime import timedelta

import psycopg2
from markupsafe import Markup

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..rules.decide import warnings
from .lanes import lanes
from .ledger import bank_date
from .notice import list_words, unmatched_money
from .propose import control_list
from .review import forewarning, giving_up, releasing
from .send import lane_work, windows
from .settle import telling
from .signs import other_reminders
from .store import access, bulk, company_day
from .store.conflicts import RETRY
from .terms import run_settings

_logger = logging.getLogger(__name__)

#: how often an automatic run is begun when others delete its items meanwhile
TRIES = 3


def run_scheduled(env):
    """Make today's automatic runs, one company at a time, each its own transaction.

    A company that fails is told to its responsible and does not stop the others.
    """
    # sudo: a scheduled action works for every company
    env = env(su=True)
    start_announced(env)
    companies = env["res.company"].search([("dunning_auto_mode", "!=", "none")])
    due = companies.filtered(lambda company: company._dunning_runs_on(company_day.today(company)))
    env["ir.cron"]._commit_progress(remaining=len(due))
    for company in due:
        _run_or_tell(company)
        company.dunning_auto_last_date = company_day.today(company)
        if not env["ir.cron"]._commit_progress(1):
            break


def start_announced(env):
    """Begin to send the runs that were announced and whose hour has come.

    What waits for the hours of a company that sends nothing automatically any more goes back to
    its control list.
    """
    # sudo: called by the scheduled actions and by the senders, for every company
    runs = env["account.dunning.run"].sudo()
    _take_back(runs)
    due = runs.search(
        [
            ("state", "in", ("proposed", "sending")),
            ("send_after", "<=", fields.Datetime.now()),
        ]
    )
    for run in due.try_lock_for_update():
        _or_tell(run.company_id, _start_announced, run)
        run.send_after = False  # once, also when it failed


def _take_back(runs):
    waiting = runs.env["account.dunning.notice"].search(
        [
            ("state", "=", "ready"),
            ("leaves_in_window", "=", True),
            ("company_id.dunning_auto_mode", "!=", "send"),
        ]
    )
    bulk.write(waiting, {"state": "proposed", "leaves_in_window": False})
    runs.search(
        [("send_after", "!=", False), ("company_id.dunning_auto_mode", "!=", "send")]
    ).send_after = False


def _run_or_tell(company):
    """Make a company's run; what others did meanwhile is waited for, what fails is told."""
    env = company.env
    for _try in range(TRIES):
        try:
            _or_tell(company, _run_for)
            return
        except psycopg2.Error as error:
            _logger.info("Automatic reminders of %s are made again: %s", company.name, error)
            # only a new transaction sees what others did meanwhile
            env.cr.rollback()
    _say_failure(company, env._("The automatic run failed; see the server log."))


def _or_tell(company, work, *arguments):
    """Do a company's work; tell its responsible when that fails.

    :raises psycopg2.Error: a conflict with another transaction, after which it can be tried again
    """
    env = company.env
    try:
        with env.cr.savepoint():
            # texts for colleagues in the company's language
            lang = company.partner_id.lang or "en_US"
            work(company.with_company(company).with_context(lang=lang), *arguments)
    except UserError as error:
        _logger.warning("Automatic reminders of %s: %s", company.name, error)
        _say_failure(company, str(error))
    except Exception as error:
        if getattr(error, "pgcode", None) in RETRY:
            raise
        _logger.exception("Automatic reminders of %s failed", company.name)
        _say_failure(company, env._("The automatic run failed; see the server log."))


def _say_failure(company, words):
    company.dunning_auto_last_words = words
    telling.tell(company, company.env._("No automatic reminders today"), [words])


def _run_for(company):
    waiting = _waits_for_its_hour(company)
    if waiting:
        company.dunning_auto_last_words = company.env._(
            "No new run: run %s was announced and leaves first.", waiting.name
        )
        return
    _close_earlier(company)
    run = _propose(company)
    if not run.notice_ids:
        run.write({"state": "done", "is_open": False})
        _note(run, _empty_words(run))
    elif company.dunning_auto_mode == "send":
        _announce_or_start(company, run)
    else:
        _note(run, company.env._("Proposed: a person looks at the list and sends."))


def _propose(company):
    user = telling.responsible(company)
    run = company.env["account.dunning.run"].create(
        {
            **company._dunning_auto_criteria(),
            "company_id": company.id,
            "key_date": company_day.today(company),
            "user_id": (user or company.env.user).id,
            "is_automatic": True,
        }
    )
    asking = run
    if company._dunning_auto_looks_for():
        # nobody finds more through the automatic run than he may read
        asking = run.with_user(user).with_context(allowed_company_ids=company.ids)
        if not user or not access.may_review(asking.env):
            raise UserError(
                company.env._(
                    "What the automatic run looks for is searched with the rights of the "
                    "responsible for reminders. Choose one who may work with reminders."
                )
            )
    control_list.propose(asking)
    return run


def _waits_for_its_hour(company):
    """The earlier automatic run that leaves before a new one would, or none."""
    run = _open_runs(company).filtered("send_after")
    if not _notices_in(run, "proposed"):
        return run.browse()
    new = windows.opening(company, _announced(company))[0]
    return run.filtered(lambda run: windows.opening(company, run.send_after)[0] < new)


def _notices_in(runs, state):
    return runs.env["account.dunning.notice"].search(
        [("run_id", "in", runs.ids), ("state", "=", state)]
    )


def _announced(company):
    """The first moment at which a run that is made now may leave."""
    return fields.Datetime.now() + timedelta(hours=company.dunning_forewarn)


def _open_runs(company):
    runs = company.env["account.dunning.run"]
    return runs.search(
        [("company_id", "=", company.id), ("is_open", "=", True), ("is_automatic", "=", True)]
    )


def _close_earlier(company):
    """Give up what waits in earlier automatic runs: the new run proposes it anew.

    What a person has released, and what is leaving now, is not touched; that run keeps its turn.
    """
    for run in _open_runs(company):
        released = _notices_in(run, "ready")
        if run.state == "sending" and not windows.is_open(company):
            released = released.filtered(lambda notice: not notice.leaves_in_window)
        if not released:
            giving_up.cancel_runs(run, company.env._("Proposed anew by the next automatic run."))
            run.send_after = False


def _announce_or_start(company, run):
    if not company.dunning_forewarn:
        _start(company, run)
        return
    run.send_after = _announced(company)
    leaves_at = windows.opening(company, run.send_after)[0]
    if forewarning.announce(run, leaves_at):
        lanes.wake_at(company.env, run.send_after)
        _note(run, company.env._("Announced to the responsible; leaves by itself afterwards."))
        return
    run.send_after = False
    words = company.env._(
        "The reminders could not be announced, so they are not sent: choose a responsible for "
        "reminders who has an e-mail address."
    )
    _note(run, words)
    telling.tell(company, company.env._("Automatic reminders wait for you"), [words])


def _start_announced(company, run):
    """Start a run some hours after its list was made: the warnings are those of now."""
    run = run.with_env(company.env)
    if _notices_in(run, "proposed"):
        _look_again(run)
        _start(company, run)


def _start(company, run):
    """Release what no warning holds back, hand it to the lanes, and tell what waits."""
    refused = other_reminders.refusal(company)
    proposed = _notices_in(run, "proposed")
    held = proposed if refused else proposed.filtered(_held_by)
    lacking, lacking_words = _release(proposed - held, run)
    if len(held) + lacking < len(proposed):
        lane_work.start(run, at_once=False)
    run.invalidate_recordset()
    _note(run, refused or "")
    if held or lacking:
        said = [refused] if refused else _held_words(held)
        _tell_waiting(run, len(held) + lacking, [*said, *lacking_words])


def _tell_waiting(run, count, sentences):
    env = run.env
    head = env._(
        "Reminders of %(run)s that wait until a person looks at them and sends them: %(count)s",
        run=run._get_html_link(),
        count=count,
    )
    telling.tell(
        run.company_id, env._("Automatic reminders wait for you"), [Markup(head), *sentences]
    )


def _look_again(run):
    """Say the warnings of a list as they are now."""
    company = run.company_id
    today = company_day.today(company)
    unmatched_money.look_again(run, run_settings.frozen(run))
    stale = bank_date.is_stale(company, bank_date.last(company, today), today)
    for notice in _notices_in(run, "proposed"):
        if stale != ("bank" in warnings.codes_in(notice.warning_codes)):
            (list_words.warn if stale else list_words.unwarn)(notice, "bank")


def _held_by(notice):
    return warnings.holding_back(warnings.codes_in(notice.warning_codes))


def _held_words(held):
    """Which warnings hold reminders back, and how many each, as sentences."""
    counts = {}
    for notice in held:
        for code in _held_by(notice):
            counts[code] = counts.get(code, 0) + 1
    words = list_words.warning_words(held.env)
    return [
        held.env._(
            "%(count)s: %(warning)s", count=count, warning=list_words.without_figures(words[code])
        )
        for code, count in counts.items()
    ]


def _release(notices, run):
    """Release reminders; return how many stay because of what they lack, and sentences."""
    if not notices:
        return 0, []
    try:
        with run.env.cr.savepoint():
            lacking = releasing.release(notices, run, in_window=True)
    except UserError as error:  # none could be released
        run.env.invalidate_all(flush=False)
        return len(notices), [str(error)]
    return len(lacking), [releasing.lacking_words(lacking)] if lacking else []


def _empty_words(run):
    """Why a run reminds nobody, and when the next one is."""
    env, company = run.env, run.company_id
    words = list_words.reason_words(env)
    reasons = [
        env._("%(reason)s: %(count)s", reason=words.get(reason, ""), count=count)
        for reason, count in env["account.dunning.notice.line"]._read_group(
            [("run_id", "=", run.id), ("outcome", "=", "left_out")],
            ["reason"],
            ["__count"],
            order="__count DESC",
        )
    ]
    said = [env._("Nobody is to be reminded today.")]
    if reasons:
        said.append(env._("Items left out: %s.", ", ".join(reasons)))
    else:
        said.append(env._("No item is late."))
    day = company._dunning_next_auto_date(run.key_date)
    if day:
        said.append(env._("The next automatic run is on %s.", format_date(env, day)))
    return " ".join(said)


def _note(run, words):
    run.automatic_note = words
    run.company_id.dunning_auto_last_words = words
