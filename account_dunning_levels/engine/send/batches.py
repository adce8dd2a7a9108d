"""How a letter leaves the house.

A few ready notices are claimed, their items read again, their letters pressed in one go, and
PDF, e-mail, activity, chatter, item levels and state written in the same transaction: a letter
is either out whole, or nothing of it happened.
"""

import logging
import time
from functools import partial

import psycopg2
from psycopg2 import errors

from odoo.exceptions import UserError
from odoo.tools import SQL

from ..archive import kept_letters, traces
from ..charges import booking
from ..notice import address, calculation, letter_law, paper, payee, recompute, signer
from ..notice.recompute import cancel_emptied
from ..settle import outcome, run_turns
from ..signs import addresses, people
from ..store import company_day, garbage
from ..store.conflicts import RETRY
from ..terms import run_settings
from . import completeness, last_guard, ways_out, windows

_logger = logging.getLogger(__name__)
_OURS = __name__.split(".engine.")[0]

#: letters claimed and made at a time: one transaction, one start of the PDF engine or two; fewer
#: than the least do not pay for that start
BATCH, LEAST = 100, 25


def send_one_batch(env, size, run=None):
    """Claim and send up to ``size`` notices, of ``run`` if given; return how many were claimed."""
    started = time.monotonic()
    notices = _claim(env, size, run)
    if notices:
        with garbage.put_off():
            _send_batch(notices)
        # said when it is true: what is rolled back did not happen
        env.cr.postcommit.add(
            partial(_tell, len(notices), notices.run_id.name, time.monotonic() - started)
        )
    return len(notices)


def _tell(count, run_name, seconds):
    """Which server did what stands in its log."""
    _logger.info("Handled %s reminders of run %s in %.1f s", count, run_name, seconds)


def _pending(env, run=None):
    """Ready notices of runs that are being sent, or of this one if it is; not those that wait for
    a send window."""
    env["account.dunning.notice"].flush_model(["state", "run_id", "position", "leaves_in_window"])
    env["account.dunning.run"].flush_model(["state"])
    return SQL(
        """
          FROM account_dunning_notice notice
          JOIN account_dunning_run run ON run.id = notice.run_id
         WHERE notice.state = 'ready' AND run.state = 'sending' AND %s
           AND NOT (notice.leaves_in_window IS TRUE AND run.company_id = ANY(%s))
        """,
        SQL("run.id = %s", run.id) if run else SQL("TRUE"),
        windows.closed_companies(env).ids,
    )


def count_pending(env, run=None):
    return env.execute_query(SQL("SELECT COUNT(*) %s", _pending(env, run)))[0][0]


def _claim(env, size, run=None):
    """Lock some ready notices that no other lane has; all of one run."""
    rows = env.execute_query(
        SQL(
            "SELECT notice.id, notice.run_id %s ORDER BY notice.run_id, notice.position, notice.id"
            " LIMIT %s FOR UPDATE OF notice SKIP LOCKED",
            _pending(env, run),
            size,
        )
    )
    first_run = rows[0][1] if rows else None
    ids = [notice_id for notice_id, run_id in rows if run_id == first_run]
    return env["account.dunning.notice"].browse(ids)


def _send_batch(notices):
    """All at once; if that fails, one by one, so that one bad customer stops nobody."""
    company = notices.company_id
    # notes to colleagues in the company's language, signed by who made the run; letters carry
    # their own. sudo: as in send_pending
    there = people.People(company)
    sender_id = there.first(notices.run_id.user_id.id, company.dunning_user_id.id)
    sender = notices.env["res.users"].browse(sender_id) or notices.env.user
    notices = notices.with_user(sender).sudo().with_company(company)
    # without tracking: the e-mail itself stands in the chatter of its reminder
    notices = notices.with_context(lang=company.partner_id.lang or "en_US", tracking_disable=True)
    failure = None
    try:
        with notices.env.cr.savepoint():
            _send(notices)
    except psycopg2.Error as error:
        if error.pgcode in RETRY:
            raise
        failure = error
    except Exception as error:  # noqa: BLE001  each failure is told on its own notice
        failure = error
    if failure:
        # not within the handler: what fails alone would pass for a consequence of this one
        _send_one_by_one(notices, failure)
    run_turns.finish_runs(notices.run_id)


def _send_one_by_one(notices, error):
    _logger.info("A batch of reminders failed (%s); sending them one by one", error)
    notices.env.invalidate_all(flush=False)
    for notice in notices:
        try:
            with notices.env.cr.savepoint():
                _send(notice)
        except Exception as own_error:
            if isinstance(own_error, psycopg2.Error) and own_error.pgcode in RETRY:
                raise
            notices.env.invalidate_all(flush=False)
            _logger.exception("Reminder %s could not be sent", notice.name)
            outcome.fail(notice, _sentence(notice.env, own_error))
            # a database that cannot take even this says why here, not at the next letter
            notice.flush_recordset()


def _sentence(env, error):
    """What went wrong, for whoever reads the reminder; the server log has the rest."""
    if isinstance(error, UserError) and not _wraps_another(error):
        return str(error)
    if isinstance(error, errors.UniqueViolation):
        return env._("An item of this reminder was reminded at this level or today already.")
    if isinstance(error, OSError) and _is_ours(error):
        return env._(
            "The letter could not be stored (%s). Free space or mend the rights of the file "
            "store, then send again.",
            error.strerror or error,
        )
    if isinstance(error, OSError):
        return env._(
            "The letter could not be stored. Free space or mend the rights of the file store, then "
            "send again."
        )
    return env._(
        "The reminder could not be made. The server log says why, at this minute; ask who looks "
        "after Odoo, then send again."
    )


def _wraps_another(error):
    """Whether Odoo put the words of a program's error into a message, as of a broken template."""
    return not _is_ours(error) and bool(error.__cause__ or error.__context__)


def _is_ours(error):
    """Whether the words of an error were written for users of this addon."""
    last = error.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    return bool(last) and last.tb_frame.f_globals.get("__name__", "").startswith(_OURS)


def _send(notices):
    today = company_day.today(notices.company_id)
    live = last_guard.let_pass(_read_again(notices, today))
    sent_to = addresses.formatted(live.recipient_id)
    for notice in live:
        notice.write(
            {
                "date": today,
                "deadline": letter_law.of_notice(notice).new_deadline(today),
                "charge_mode": notice.sheet_id.charge_mode,
                "sent_to": sent_to[notice.recipient_id],
            }
        )
    letters = live.filtered("channel_has_letter")
    calls = live - letters
    made = _press(letters)
    outcome.mark_valid(calls | made, today)
    booking.book_at_sending(made)
    kept_letters.copy_to_customer(made)
    ways_out.let_leave(made)
    outcome.made(calls | made)
    traces.record(calls | made)


def _read_again(notices, today):
    """Read the items again; return the notices that still have something to ask."""
    live, gone = notices.browse(), {}
    settings = run_settings.frozen(notices.run_id)
    for notice, (revised, found) in recompute.from_ledger(notices, settings, today).items():
        if not revised.notice:
            recompute.leave_out(revised.left_out, revised.blocked)
            gone[notice] = revised.reason, revised.note
            continue
        wanted = address.wanted_channel(notice, revised.notice.level)
        recompute.write_back(notice, revised, settings, found)
        address.fit_channel(notice, revised.way, wanted)
        calculation.write(notice, revised.notice, settings)
        live |= notice
    cancel_emptied(gone)
    payee.renew(live)
    signer.renew(live)
    return live


def _press(notices):
    """Make the letters; a notice whose letter cannot be made fails alone."""
    notices = completeness.complete(notices)
    if not notices:
        return notices
    made = notices.browse()
    letters = paper.press_letters(notices)
    for notice in notices:
        letter = letters[notice.id]
        if letter.error:
            outcome.fail(notice, letter.error)
        else:
            made |= notice
    kept_letters.store_letters(made, letters)
    return made
