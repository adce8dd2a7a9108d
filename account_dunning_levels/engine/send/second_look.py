"""The items of a reminder whose e-mail waited for the mail server, looked at again before it goes.

Its letter is made, so it leaves as it is or not at all: a letter that asks too much is made anew, a
reminder with nothing left to ask does not leave.
"""

from ...rules.base.money import decimal_of
from ...rules.decide import channels, mail_retries, reasons
from ...rules.decide.selection import decide
from ..charges import reversing
from ..lanes import waking
from ..ledger import customer_facts, item_facts
from ..notice import list_words
from ..settle import mail_words, outcome
from ..store import bulk, company_day
from ..terms import run_settings


def still_asked(notices):
    """The reminders whose e-mail may leave now.

    :param notices: whose e-mails are in the outbox
    """
    waited = notices.filtered("mail_waits_since")
    if not waited:
        return notices
    bulk.lock(waited)
    waited = waited.filtered("is_waiting")
    stay = waited.browse()
    for run, own in waited.grouped("run_id").items():
        # sudo, and whose words: as in send.batches
        company = run.company_id
        own = own.with_env(mail_words.company_env(company)).with_company(company).sudo()
        gone, changed = _look(run, own)
        # what left by post says the same as this e-mail
        anew = changed.filtered(lambda notice: not outcome.has_left_otherwise(notice))
        _drop(gone)
        _make_again(anew)
        stay |= anew.union(*gone)
    return notices - stay


def _look(run, notices):
    """What became of the items of these reminders meanwhile.

    :return: ``(gone, changed)``: notice -> code of the reason why nothing is left to ask, and
        notices whose letters would say something else now
    """
    company, settings = run.company_id, run_settings.frozen(run)
    today = company_day.today(company)
    customers = customer_facts.read_customers(
        run.env, company, notices.partner_id.ids, today, skip_run_id=run.id
    )
    rows = item_facts.read_items(
        run.env,
        company,
        today,
        customers,
        settings,
        ids=notices.line_ids.move_line_id.ids,
        credit_date=max(today, settings.context.key_date),
    )
    gone, changed = {}, notices.browse()
    for notice in notices:
        facts = {fact.item.id: fact.item for fact in rows.get(notice.partner_id.id, [])}
        sheet = settings.sheet(notice.sheet_id.id)
        claims = notice.line_ids.filtered(lambda line: line.outcome == "claim")
        found = {line: _reason(line, facts, sheet, settings) for line in claims}
        if all(found.values()):
            gone[notice] = next(iter(found.values()), reasons.PAID.code)
        elif any(found.values()) or _says_otherwise(notice, facts) or _is_stale(notice, today):
            changed |= notice
    return gone, changed


def _reason(line, facts, sheet, settings):
    """Why a claim would not be reminded now, or empty; as if its letter had not been made."""
    item = facts.get(line.move_line_id.id)
    if item is None or item.residual <= 0:
        return reasons.PAID.code
    before = item._replace(level=line.level_before, last_date=None)
    return decide(before, sheet, settings.context).reason


def _says_otherwise(notice, facts):
    """Whether an amount of the letter is not true any more."""
    for line in notice.line_ids.filtered(lambda line: line.outcome in ("claim", "credit")):
        item = facts.get(line.move_line_id.id)
        if item is None or item.residual != decimal_of(line.amount_residual):
            return True
    return False


def _is_stale(notice, today):
    return (today - notice.date).days > mail_retries.STALE_DAYS


def _drop(gone):
    """Nothing is left to ask: the reminder ends, and says why.

    :param dict gone: notice -> code of a reason
    """
    for notice, code in gone.items():
        why = notice.env._("Not sent: %s", list_words.reason_words(notice.env).get(code, code))
        if outcome.has_left_otherwise(notice):
            outcome.mail_refused(notice, why)
        else:
            outcome.cancel(notice, why)
        notice.mail_id.write({"state": "cancel"})


def _make_again(notices):
    """The senders make these letters anew; the time that they waited counts on."""
    outcome.mark_invalid(notices)
    reversing.reverse_or_tell(notices)
    for code, alike in notices.grouped("channel").items():
        alike.write(
            {
                "state": "ready",
                "reason": False,
                "mail_next_try": False,
                **channels.leaving_by(code),
            }
        )
    # a state in which its reminder waits for nothing: nobody is told
    notices.mail_id.write({"state": "cancel"})
    runs = notices.run_id
    runs.filtered(lambda run: run.state != "sending").write({"state": "sending"})
    if notices:
        waking.wake_senders(notices.env)
