"""What became of holds: in force, kept, broken, ended; and who is told.

How "received" is measured (SQL here, the verdict is in ``rules/decide/hold_state.py``):

* hold on an item or an invoice: partial reconciliations of its receivable items, by the date of
  the entry that paid (payment, credit note, write-off), in the currency of the item;
* hold on a customer: credits on its receivable accounts, by their date; in company currency all of
  them at their company value, in another currency those of that currency. Exchange differences
  and entries that were reversed do not count.

Only what is dated from the first day of the hold counts, less what was there already when the
promise was made (``amount_before``).
"""

import logging
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo import fields
from odoo.tools import SQL

from ...rules.base.money import ZERO
from ...rules.decide import hold_state
from ..store import company_day, named_rows
from ..store.named_rows import NumericText
from . import moved, telling

_logger = logging.getLogger(__name__)

#: a payment dated in time is often booked later: so long a broken promise is looked at again
SECOND_LOOK_DAYS = 60

BATCH = 1000


def refresh(holds, new=False):
    """Bring the states of these holds up to date; tell about promises that broke.

    :param bool new: they were just made: what had come in before does not count for them
    """
    if not holds:
        return
    # sudo: ledger and states are read and written by the engine, whoever makes or lifts a hold
    holds = holds.sudo()
    env = holds.env
    env.flush_all()
    receipts = _receipts(env, holds.ids)
    if new:
        _note_what_was_before(env, holds, receipts)
    agreed = _agreed(env, holds.ids, receipts)
    changed = {}
    for hold_id, (hold, before, today) in agreed.items():
        judgement = hold_state.judge(hold, today)
        if judgement.state == "lifted" and before in ("kept", "broken", "ended"):
            continue  # history stays as it was when an old hold is put away
        changed[hold_id] = (before, judgement)
    _store(env, changed)
    _store_instalments(env, changed)
    telling.announce(env, changed)


def refresh_due(env, company=None):
    """Settle every hold whose state can have changed since; a batch that fails is done singly.

    Holds on customers that became contacts unseen go on with their items first.

    :param company: only holds of this company
    :return: number of holds that could not be brought up to date
    """
    failed = sum(not _try(hold, moved.go_on_lost) for hold in moved.lost(env, company))
    for ids in _due_ids(env, company):
        batch = env["account.dunning.hold"].browse(ids)
        if _try(batch):
            continue
        failed += sum(not _try(hold) for hold in batch)
    return failed


def _try(holds, work=refresh):
    env = holds.env
    try:
        with env.cr.savepoint():
            work(holds)
    except Exception:
        if len(holds) == 1:
            _logger.exception("Hold %s could not be brought up to date", holds.id)
        env.invalidate_all(flush=False)
        return False
    return True


def _due_ids(env, company):
    env.flush_all()
    today = fields.Date.today()
    rows = env.execute_query(
        SQL(
            """
            SELECT hold.id
              FROM account_dunning_hold hold
             WHERE hold.active
               AND %s
               AND (hold.state IS NULL
                    OR hold.state IN ('upcoming', 'in_force')
                    OR (hold.state = 'broken' AND hold.broken_date > %s)
                    -- a payment that bounced, or a cancelled invoice that came back, before the
                    -- promised day; on that day the verdict stands in every time zone
                    OR (hold.state IN ('kept', 'ended')
                        AND hold.kind IN ('promise', 'plan')
                        AND hold.date_last > %s))
          ORDER BY hold.id
            """,
            SQL("hold.company_id = %s", company.id) if company else SQL("TRUE"),
            today - timedelta(days=SECOND_LOOK_DAYS),
            today,
        )
    )
    ids = [hold_id for (hold_id,) in rows]
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


# ------------------------------------------------------------------------ reading


def _receipts(env, hold_ids):
    """Hold id -> list of (date, Decimal) that came in since its first day."""
    receipts = defaultdict(list)
    statement = SQL(
        _RECEIPTS,
        promises=SQL(_PROMISES, ids=hold_ids),
        claims=SQL(_CLAIMS),
        matched=SQL(_MATCHED),
        paid=SQL(_PAID),
    )
    for hold_id, day, amount in env.execute_query(statement):
        receipts[hold_id].append((day, Decimal(amount)))
    return receipts


def _note_what_was_before(env, holds, receipts):
    for hold in holds:
        before = sum((amount for _day, amount in receipts[hold.id]), ZERO)
        if before:
            hold.amount_before = float(before)
    env.flush_all()


class _HoldRow(NamedTuple):
    """A hold as ``_HOLDS`` reads it; ``amount_open`` is None when it is not asked."""

    id: int
    company_id: int
    kind: str
    date_from: date
    date_until: date
    active: bool
    state: str
    tolerance_days: int
    amount_before: NumericText
    amount_open: NumericText
    document_state: str


class _DueRow(NamedTuple):
    """One promised amount as ``_DUES`` reads it; ``place`` orders those of one day."""

    hold_id: int
    day: date
    amount: NumericText
    place: int


def _agreed(env, hold_ids, receipts):
    """Hold id -> (:class:`rules.decide.hold_state.Hold`, state before, the company's date now)."""
    dues = defaultdict(list)
    order = SQL("ORDER BY source.hold_id, source.day, source.place")
    for row in named_rows.read(env, _DueRow, SQL(_DUES, ids=hold_ids), order):
        dues[row.hold_id].append(hold_state.Tranche(row.day, Decimal(row.amount)))
    companies = env["res.company"]
    result, today = {}, {}
    for row in named_rows.read(env, _HoldRow, SQL(_HOLDS, ids=hold_ids)):
        if row.company_id not in today:
            today[row.company_id] = company_day.today(companies.browse(row.company_id))
        received = hold_state.without_first(receipts[row.id], Decimal(row.amount_before))
        hold = hold_state.Hold(
            kind=row.kind,
            start=row.date_from,
            until=row.date_until,
            active=row.active,
            dues=tuple(dues[row.id]),
            tolerance_days=row.tolerance_days,
            receipts=tuple(received),
            open_amount=None if row.amount_open is None else Decimal(row.amount_open),
            cancelled=row.document_state == "cancel",
        )
        result[row.id] = (hold, row.state, today[row.company_id])
    return result


# ------------------------------------------------------------------------ writing


def _store(env, changed):
    """Write states and amounts in one statement; plain columns, so nothing is recomputed."""
    if not changed:
        return
    env.cr.execute(
        SQL(
            """
            UPDATE account_dunning_hold hold
               SET state = judged.state,
                   amount_received = judged.received,
                   broken_date = judged.broken
              FROM UNNEST(%s::int[], %s::text[], %s::numeric[], %s::date[])
                   AS judged (id, state, received, broken)
             WHERE hold.id = judged.id
               AND (hold.state, COALESCE(hold.amount_received, 0), hold.broken_date)
                   IS DISTINCT FROM (judged.state, judged.received, judged.broken)
            """,
            list(changed),
            [judgement.state for _before, judgement in changed.values()],
            [judgement.received for _before, judgement in changed.values()],
            [judgement.broken_day for _before, judgement in changed.values()],
        )
    )
    env["account.dunning.hold"].browse(changed).invalidate_recordset(
        ["state", "amount_received", "broken_date", "in_force"], flush=False
    )


def _store_instalments(env, changed):
    """Write how the instalments of plans stand."""
    plans = {hold_id: one.instalments for hold_id, (_before, one) in changed.items()}
    ids, states, amounts = [], [], []
    instalments = env["account.dunning.hold.instalment"].search_fetch(
        [("hold_id", "in", list(plans))], ["hold_id", "state"], order="hold_id, date, id"
    )
    for hold, own in instalments.grouped("hold_id").items():
        if hold.kind != "plan":
            continue
        for instalment, judged in zip(own, plans[hold.id], strict=False):
            ids.append(instalment.id)
            states.append(judged.state)
            amounts.append(judged.received)
    env.cr.execute(
        SQL(
            """
            UPDATE account_dunning_hold_instalment instalment
               SET state = judged.state, amount_received = judged.received
              FROM UNNEST(%s::int[], %s::text[], %s::numeric[]) AS judged (id, state, received)
             WHERE instalment.id = judged.id
            """,
            ids,
            states,
            amounts,
        )
    )
    instalments.invalidate_recordset(["state", "amount_received"], flush=False)


_HOLDS = """
    SELECT hold.id,
           hold.company_id,
           hold.kind,
           hold.date_from,
           hold.date_until,
           hold.active,
           hold.state,
           COALESCE(company.dunning_promise_tolerance_days, 0) AS tolerance_days,
           COALESCE(hold.amount_before, 0) AS amount_before,
           -- an invoice that is being corrected owes nothing for a while, and yet is not paid
           CASE WHEN hold.kind NOT IN ('promise', 'plan') OR document.state = 'draft' THEN NULL
                WHEN hold.move_line_id IS NOT NULL THEN held.amount_residual
                WHEN hold.move_id IS NOT NULL THEN (
                    SELECT COALESCE(SUM(item.amount_residual), 0)
                      FROM account_move_line item
                      JOIN account_account account ON account.id = item.account_id
                     WHERE item.move_id = hold.move_id
                       AND account.account_type = 'asset_receivable')
           END AS amount_open,
           document.state AS document_state
      FROM account_dunning_hold hold
      JOIN res_company company ON company.id = hold.company_id
 LEFT JOIN account_move_line held ON held.id = hold.move_line_id
 LEFT JOIN account_move document ON document.id = COALESCE(hold.move_id, held.move_id)
     WHERE hold.id = ANY(%(ids)s)
"""

# one row for a promise, one a date for a plan
_DUES = """
    SELECT hold.id AS hold_id, hold.date_until AS day, COALESCE(hold.amount, 0) AS amount,
           0 AS place
      FROM account_dunning_hold hold
     WHERE hold.id = ANY(%(ids)s)
       AND hold.kind = 'promise'
     UNION ALL
    SELECT hold.id, instalment.date, instalment.amount, instalment.id
      FROM account_dunning_hold hold
      JOIN account_dunning_hold_instalment instalment ON instalment.hold_id = hold.id
     WHERE hold.id = ANY(%(ids)s)
       AND hold.kind = 'plan'
"""

# what came in since, per hold and day
_RECEIPTS = """
      WITH promise AS (%(promises)s),
           claim AS (%(claims)s)
    SELECT received.id, received.day, SUM(received.amount)::text
      FROM (%(matched)s UNION ALL %(paid)s) received
  GROUP BY received.id, received.day
"""

_PROMISES = """
    SELECT hold.id, hold.move_line_id, hold.move_id, hold.partner_id, hold.company_id,
           hold.date_from, hold.currency_id,
           hold.currency_id = company.currency_id AS own
      FROM account_dunning_hold hold
      JOIN res_company company ON company.id = hold.company_id
     WHERE hold.id = ANY(%(ids)s)
       AND hold.kind IN ('promise', 'plan')
"""

# the items under a promise about an item or an invoice
_CLAIMS = """
    SELECT promise.id, promise.date_from, promise.own, promise.move_line_id AS item_id
      FROM promise
     WHERE promise.move_line_id IS NOT NULL
     UNION ALL
    SELECT promise.id, promise.date_from, promise.own, item.id
      FROM promise
      JOIN account_move_line item ON item.move_id = promise.move_id
      JOIN account_account account ON account.id = item.account_id
     WHERE account.account_type = 'asset_receivable'
"""

# what was matched with these items
_MATCHED = """
    SELECT claim.id, credit.date AS day,
           CASE WHEN claim.own THEN part.amount ELSE part.debit_amount_currency END
               AS amount
      FROM claim
      JOIN account_partial_reconcile part ON part.debit_move_id = claim.item_id
      JOIN account_move_line credit ON credit.id = part.credit_move_id
     WHERE credit.date >= claim.date_from
"""

# what customers paid who promised as a whole, matched or not
_PAID = """
    SELECT promise.id, credit.date,
           CASE WHEN promise.own THEN -credit.balance ELSE -credit.amount_currency END
      FROM promise
      JOIN res_partner contact ON contact.commercial_partner_id = promise.partner_id
      JOIN account_move_line credit ON credit.partner_id = contact.id
      JOIN account_account account ON account.id = credit.account_id
     WHERE account.account_type = 'asset_receivable'
       AND credit.company_id = promise.company_id
       AND credit.parent_state = 'posted'
       AND credit.balance < 0
       AND credit.date >= promise.date_from
       AND (promise.own OR credit.currency_id = promise.currency_id)
       AND NOT EXISTS (SELECT 1 FROM account_partial_reconcile difference
                        WHERE difference.exchange_move_id = credit.move_id)
       AND NOT EXISTS (SELECT 1 FROM account_move reversal
                        WHERE reversal.reversed_entry_id = credit.move_id
                          AND reversal.state = 'posted')
"""
