"""Delivery reports: taken in whenever they come, settled when nobody works on the reminder.

A mail server may report while Odoo's outbox still holds the reminder. The report is a row of its
own then, which no other transaction waits for; the outbox, the next sender or the next report reads
it. What is settled twice changes nothing.
"""

import logging

import psycopg2
from markupsafe import Markup

from odoo import fields
from odoo.tools import SQL

from ...rules.decide import channels, mail_reports, notice_states
from ..store import chatter, conflicts
from . import mail_words, outcome, own_addresses, questions

_logger = logging.getLogger(__name__)

#: rows that one reminder keeps of addresses that are not the customer's
MOST = 100


def take_in(notice, recipients, mail_id=None):
    """Keep what a report says about the e-mail of a reminder, and settle what can be settled.

    :param notice: one reminder
    :param recipients: list of :class:`rules.decide.mail_reports.Recipient`
    :param int mail_id: of the e-mail; default the last one of the reminder
    """
    _keep(notice, recipients, mail_id or notice.mail_id.id)
    settle(notice)


def _keep(notice, recipients, mail_id):
    env = notice.env
    known = env["account.dunning.mail.report"].search_count([("notice_id", "=", notice.id)])
    now = fields.Datetime.now()
    rows = dict.fromkeys(
        (notice.id, mail_id, _address(notice, one), one.action, one.status or None, now, False)
        for one in recipients
    )
    own, room = own_addresses.taken(notice), max(0, MOST - known)
    for row in [*(row for row in rows if row[2] in own), *list(rows)[:room]]:
        env.execute_query(
            SQL(
                "INSERT INTO account_dunning_mail_report"
                " (notice_id, mail_number, address, action, status, received_at, is_settled)"
                " VALUES %s ON CONFLICT DO NOTHING RETURNING id",
                row,
            )
        )
    env["account.dunning.mail.report"].invalidate_model(flush=False)


def _address(notice, recipient):
    """The address the e-mail was sent to, where a report names that it ended at another one."""
    ours = own_addresses.taken(notice) | own_addresses.copies(notice)
    named = [one for one in recipient.addresses if one in ours] or recipient.addresses
    return named[0] if named else ""


def settle(notices):
    """Decide what the reports about these reminders mean; those at work are left for later.

    :return: whether there was anything to decide
    """
    env = notices.env
    try:
        # a conflict of what the caller wrote is the caller's
        env.cr.flush()
        with env.cr.savepoint():
            found = _at_rest(env, SQL("notice.id = ANY(%s)", notices.ids))
            for notice in found:
                _settle_one(notice)
            env.flush_all()
            return bool(found)
    except psycopg2.OperationalError as error:
        if error.pgcode not in conflicts.RETRY:
            raise
        env.invalidate_all(flush=False)
        _logger.info("A delivery report waits until its reminder is settled")
        return False


def settle_all(env):
    """Decide what all reports mean that are not settled yet."""
    for notice in _at_rest(env, SQL("TRUE")):
        _settle_one(notice)


def _at_rest(env, condition):
    """Reminders with reports to settle on which nobody works, locked."""
    notices = env["account.dunning.notice"].sudo()  # sudo: as in settle.outcome.mail_accepted
    rows = env.execute_query(
        SQL(
            """
            SELECT notice.id
              FROM account_dunning_notice notice
             WHERE EXISTS (SELECT
                             FROM account_dunning_mail_report report
                            WHERE report.notice_id = notice.id
                              AND report.is_settled IS NOT TRUE)
               AND %s
          ORDER BY notice.id
               FOR NO KEY UPDATE SKIP LOCKED
            """,
            condition,
        )
    )
    return notices.browse(notice_id for (notice_id,) in rows)


def _settle_one(notice):
    env = mail_words.company_env(notice.company_id)
    notice = notice.with_env(env).sudo()
    reports = env["account.dunning.mail.report"].sudo().search([("notice_id", "=", notice.id)])
    last = reports.filtered(lambda report: report.mail_number == notice.mail_id.id)
    failed = {report.address for report in last if report.action == mail_reports.FAILED}
    sentences = []
    for report in reports.filtered(lambda one: not one.is_settled):
        if report not in last:
            # of an e-mail that another one has followed
            sentences.append(_words(notice, report))
        elif report.action == mail_reports.FAILED:
            sentences += _not_reached(notice, report, failed)
        else:
            sentences += _reached(notice, report)
    reports.write({"is_settled": True})
    body = Markup("").join(Markup("<p>%s</p>") % words for words in dict.fromkeys(sentences))
    chatter.post_notes(env, notice._name, [(notice.id, body)] if body else [])


def _not_reached(notice, report, failed):
    own, copies = own_addresses.taken(notice), own_addresses.copies(notice)
    meaning = mail_reports.means(
        report.address, failed, own, copies, _is_of_another(notice, report.address)
    )
    if meaning == "bounced" and _may_have_left(notice):
        outcome.mail_refused(notice, _words(notice, report))
        return [_words(notice, report)]
    if meaning == "unclear":
        questions.ask_about_report(notice)
    return [
        mail_words.report_means(
            notice.env, meaning, report.address, report.status or "", own - failed
        )
    ]


def _may_have_left(notice):
    """Whether the reminder counts as e-mailed, or might have been."""
    if notice.state not in notice_states.valid() or not notice.mail_id:
        return False
    return notice.is_outcome_unknown or not outcome.waits_for(notice, channels.MAIL)


def _is_of_another(notice, address):
    """Whether the address book knows an address as somebody else's only."""
    # sudo: as in settle.outcome.mail_accepted
    partners = notice.env["res.partner"].sudo().search([("email_normalized", "=", address)])
    customer = (notice.recipient_id | notice.partner_id).commercial_partner_id
    return bool(partners) and not partners.commercial_partner_id & customer


def _reached(notice, report):
    """Whoever reports about an e-mail got it from the mail server."""
    if notice.is_outcome_unknown and report.action != mail_reports.UNREADABLE:
        outcome.known_as_taken(notice)
    if report.action == mail_reports.UNREADABLE:
        questions.ask_about_report(notice)
    return [_words(notice, report)]


def _words(notice, report):
    return mail_words.report(notice.env, report.action, report.address, report.status or "")


def receive_bounce(notice, address, is_own):
    """The e-mail of a reminder came back, as Odoo tells its document.

    :param str address: in small letters
    :param bool is_own: it belongs to the recipient
    """
    own = own_addresses.taken(notice)
    if is_own and address not in own and len(own) == 1:
        address = next(iter(own))
    take_in(notice, [mail_reports.Recipient((address,), mail_reports.FAILED)])


def came_back(notices, reason, ways=None):
    """A person knows that the letters of these sent reminders came back.

    :param str reason: a sentence
    :param ways: by which way it had left, of :attr:`rules.decide.channels.Channel.ways`; None: all
    """
    for notice in notices:
        all_ways = channels.of(notice.channel).ways
        if ways and all_ways - set(ways):
            words = Markup("<p>%s</p>") % reason
            chatter.post_notes(notice.env, notice._name, [(notice.id, words)])
            notice.write({"reason": reason})
        else:
            outcome.returned(notice, reason)
