"""Customers that are merged while their reminders wait: one letter (SPEC section 11).

A run makes one letter a customer and currency, or a level where letters are per level. Of two that
were one each of customers who are one now, the one that is furthest stays:

* both on the control list, or both released: the second one's items go on the first, which is
  computed again, and its fine is asked once;
* the first has gone further, or has another sheet: the second is cancelled with the reason
  *merged*, and its items come on the next list;
* both are made, and the second waits in the outbox or to be printed: it is cancelled and its items
  get their level back;
* both have left: there is nothing to do.
"""

from ...rules.decide import notice_states, reasons
from ...rules.decide.values import Options
from ..notice import list_words, recompute
from ..settle import mail_at_most_once, outcome, run_turns
from ..store import bulk
from ..terms import run_settings
from . import computing


def one_letter_each(partner):
    """See that a customer into which others were merged has one letter of a run.

    :param partner: ``res.partner``; references of reminders point to it already
    """
    # sudo: who merges contacts need not see reminders
    notices = partner.env["account.dunning.notice"].sudo()
    of_partner = notices.search(
        [
            ("partner_id", "=", partner.id),
            ("state", "in", [*notice_states.OPEN, *notice_states.valid()]),
        ]
    )
    waiting = of_partner.filtered(lambda notice: notice.state != "sent")
    for run in waiting.run_id:
        of_run = of_partner.filtered(lambda notice, run=run: notice.run_id == run)
        bulk.lock(of_run)
        for alike in of_run.grouped(_kind_of_letter).values():
            if len(alike) > 1:
                _merge(alike)
    run_turns.finish_runs(waiting.run_id)


def _kind_of_letter(notice):
    settings = run_settings.frozen(notice.run_id)
    options = settings.context.options if settings else Options()
    return notice.currency_id, notice.level if options.letter_per == "level" else 0


def _merge(notices):
    first, *others = notices.sorted(_furthest_first)
    words = list_words.reason_words(notices.env)[reasons.MERGED.code]
    for other in others:
        if other.state in notice_states.OPEN:
            if other.state == first.state and other.sheet_id == first.sheet_id:
                _join(first, other, words)
            else:
                recompute.cancel_emptied({other: (reasons.MERGED.code, None)})
        elif other.state != "sent" and not mail_at_most_once.begun(other):
            outcome.cancel(other, words)


def _furthest_first(notice):
    if notice.state == "sent":
        done = 3
    else:
        done = notice_states.OPEN.index(notice.state) if notice.state in notice_states.OPEN else 2
    return -done, -notice.level, notice.position, notice.id


def _join(first, other, words):
    """Put the items of one letter on the other, and compute it again."""
    other.line_ids.write({"notice_id": first.id, "position": first.position})
    bulk.write(other, {"state": "cancelled", "reason": words, "amount_company": 0})
    computing.compute_again(first)
