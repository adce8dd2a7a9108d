"""Proposals of the rules as rows of notices and lines, written in bulk.

What the rules say about a range of customers goes to temporary tables as text; PostgreSQL adds what
it knows about each item (``dunning_fact``, see :func:`ledger.gathering.gather`). Lines are written
range by range; notices at the end, when the number of each in the list is known.
"""

import json
from collections import deque
from io import StringIO

from odoo.tools import SQL

from ...rules.decide import channels
from ..notice import address
from ..store import bulk

#: more notices in one currency than a list ever has
PLACES_PER_CURRENCY = 5_000_000


class Writer:
    """Writes the control list of a run: batch by batch, and in the end its notices."""

    def __init__(self, run, settings, warnings):
        self.run = run
        self.env = run.env
        self.settings = settings
        self.warnings = warnings
        company = run.company_id
        self.languages = address.Languages(company)
        # never the technical user: its name would stand on the letters
        responsible = company.dunning_user_id or run.user_id or self.env.user
        self.fallback_user = responsible.filtered("active").id or None
        self.positions = _Positions(self.env, settings)
        #: ids for the next notices
        self.ids = deque()
        #: read now: while a batch is written no record may be read
        self._of_run = {"run": run.id, "company": company.id}
        self.env.cr.execute(SQL(_TABLES))

    def batch(self, first, last, most):
        """An empty :class:`Batch` for the customers from place ``first`` to ``last``.

        :param int most: notices that it can come to hold
        """
        missing = max(most - len(self.ids), 0)
        self.ids.extend(bulk.reserve_ids(self.env, "account.dunning.notice", missing))
        return Batch(self, first, last)

    def put(self, batch):
        """Write the lines of a batch, and put its notices away.

        May run in a thread of its own: it reads no record, and nobody else uses the cursor.
        """
        cr = self.env.cr
        cr.copy_from(StringIO(batch.letters), "dunning_letter", null="None")
        cr.copy_from(StringIO(batch.decisions), "dunning_decision", null="None")
        cr.execute(SQL(_LINES, first=batch.first, last=batch.last, **self._of_run))

    def finish(self):
        """Write the notices that were put away."""
        run = self.run
        self.env.cr.execute(SQL(_NOTICES, name=run.name, key_date=run.key_date, **self._of_run))
        self.env["account.dunning.notice"].invalidate_model(flush=False)
        self.env["account.dunning.notice.line"].invalidate_model(flush=False)


class _Positions:
    """Places in the list: by currency first when there is a letter per currency, then in the order
    in which customers come."""

    def __init__(self, env, settings):
        currencies = env["res.currency"].browse(settings.currencies.steps)
        by_name = sorted(currencies, key=lambda currency: currency.name)
        self._last = {
            currency.id: rank * PLACES_PER_CURRENCY for rank, currency in enumerate(by_name)
        }

    def next(self, currency_id):
        self._last[currency_id] += 1
        return self._last[currency_id]


class Batch:
    """What the rules propose for some customers, as the text of rows."""

    def __init__(self, writer, first, last):
        self._writer = writer
        self.first, self.last = first, last
        self._letters, self._decisions = [], []
        self.letters = self.decisions = ""

    def add(self, customer, sheet, proposal):
        """Add what the rules propose for one customer."""
        user = customer.user_id or self._writer.fallback_user
        for notice in proposal.notices:
            self._add_notice(customer, user, notice)
        place = None, 0, user, sheet.id if sheet else None
        for verdict, reason in proposal.left_out:
            self._decisions.append(_passed_over(place, verdict, "left_out", reason))

    def close(self):
        """Nothing is added any more."""
        self.letters = _text(self._letters)
        self.decisions = _text(self._decisions)

    def _add_notice(self, customer, user, notice):
        writer = self._writer
        notice_id, sheet_id = writer.ids.popleft(), notice.sheet.id
        position = writer.positions.next(notice.currency_id)
        lang, known = writer.languages.of(customer)
        _channel, obstacle = channels.fitting(notice.level.channel, customer.lacks)
        warnings = [obstacle] if obstacle else []
        if not known:
            warnings.append("lang")
        if customer.promise:
            warnings.append(f"promise_{customer.promise}")
        self._letters.append(
            (
                notice_id,
                position,
                customer.id,
                customer.recipient_id,
                user,
                notice.currency_id,
                sheet_id,
                notice.level.id,
                notice.level.number,
                lang,
                notice.channel,
                channels.ways_text(channels.of(notice.channel).ways),
                ",".join(warnings + writer.warnings) or None,
                len(notice.claims),
                notice.net,
                notice.fine_amount,
                notice.interest_amount,
                notice.total,
                writer.settings.currencies.to_company(notice.net, notice.currency_id),
            )
        )
        decisions, place = self._decisions, (notice_id, position, user, sheet_id)
        for claim in notice.claims:
            # by position: in a run there are many
            (item, _reason, level, _sheet, days, _note), fine, interest, *_law = claim
            decisions.append(
                (
                    *place,
                    item.id,
                    "claim",
                    None,
                    None,
                    None,
                    days,
                    item.level,
                    level.number,
                    fine.amount if fine else 0,
                    interest.amount,
                    1 if level.number <= item.level else 0,
                    None,
                )
            )
        for item in notice.credits:
            decisions.append((*place, item.id, "credit", None, None, None, 0, 0, 0, 0, 0, 0, None))
        for verdict in notice.others:
            decisions.append(_passed_over(place, verdict, "other", verdict.reason))


def _passed_over(place, verdict, outcome, reason):
    """A claim that is not reminded, as a row of ``dunning_decision``.

    :param place: id and position of the notice, responsible, and id of the sheet
    """
    item = verdict.item
    is_blocked = reason == "blocked"
    return (
        *place,
        item.id,
        outcome,
        reason,
        item.blocked if is_blocked else None,
        item.hold_id if is_blocked else None,
        verdict.days_overdue,
        item.level,
        item.level,
        0,
        0,
        0,
        json.dumps({reason: verdict.note}) if verdict.note else None,
    )


def _text(rows):
    """Tuples of numbers and codes, none of which a user typed, as COPY reads them."""
    if not rows:
        return ""
    line = "\t".join(["%s"] * len(rows[0]))
    return "\n".join([line % row for row in rows])


_TABLES = """
    DROP TABLE IF EXISTS dunning_letter, dunning_decision, dunning_exhausted;

    CREATE TEMPORARY TABLE dunning_letter (
        id int, position int, partner_id int, recipient_id int, user_id int, currency_id int,
        sheet_id int, level_id int, level int, lang varchar, channel varchar, waits_for varchar,
        warning_codes varchar, line_count int, amount_residual numeric, fine_amount numeric,
        interest_amount numeric, amount_total numeric, amount_company numeric
    ) ON COMMIT DROP;

    -- what was decided on the items of a batch
    CREATE TEMPORARY TABLE dunning_decision (
        notice_id int, position int, user_id int, sheet_id int, item_id int, outcome varchar,
        reason varchar, detail varchar, hold_id int, days_overdue int, level_before int,
        level_after int, fine_amount numeric, interest_amount numeric, is_repeat int,
        calculation jsonb
    ) ON COMMIT DROP;

    -- debtors with items that have no next level: looked for among all lines of a large list, they
    -- would be found in the order of the index, which is not that of the lines
    CREATE TEMPORARY TABLE dunning_exhausted (
        partner_id int, user_id int, items int
    ) ON COMMIT DROP
"""

_LINES = """
    INSERT INTO account_dunning_notice_line (
        run_id, notice_id, position, company_id, partner_id, user_id, sheet_id, move_line_id,
        move_id, name, reference, invoice_date, date_maturity, days_overdue, outcome, reason,
        detail, hold_id, level_before, level_after, currency_id, amount_original,
        amount_residual, fine_amount, interest_amount, is_valid, is_repeat, lowered_to,
        calculation
    )
    SELECT %(run)s, decision.notice_id, decision.position, %(company)s, fact.debtor_id,
           decision.user_id, decision.sheet_id, fact.id, fact.move_id, fact.name,
           fact.reference, fact.document_date, fact.due_date, decision.days_overdue,
           decision.outcome, decision.reason, decision.detail, decision.hold_id,
           decision.level_before, decision.level_after, fact.currency_id, fact.original,
           fact.residual, decision.fine_amount, decision.interest_amount,
           FALSE, decision.is_repeat = 1, -1,
           decision.calculation
      FROM dunning_fact fact
      JOIN dunning_decision decision ON decision.item_id = fact.id
     WHERE fact.place BETWEEN %(first)s AND %(last)s
  -- as the items lie in the ledger and in the indexes on them
  ORDER BY fact.id;

    INSERT INTO dunning_exhausted
    SELECT fact.debtor_id, decision.user_id, COUNT(*)
      FROM dunning_fact fact
      JOIN dunning_decision decision ON decision.item_id = fact.id
     WHERE fact.place BETWEEN %(first)s AND %(last)s
       AND decision.reason = 'exhausted'
  GROUP BY fact.debtor_id, decision.user_id;

    TRUNCATE dunning_decision
"""

_NOTICES = """
    INSERT INTO account_dunning_notice (
        id, name, run_id, position, company_id, key_date, partner_id, recipient_id, user_id,
        currency_id, sheet_id, level_id, level, lang, channel, waits_for, state, warning_codes,
        line_count, amount_residual, fine_amount, interest_amount, amount_total, amount_company,
        create_date, write_date
    )
    SELECT id,
           %(name)s || '/' || LPAD((ROW_NUMBER() OVER (ORDER BY position))::text, 4, '0'),
           %(run)s, position, %(company)s, %(key_date)s, partner_id, recipient_id, user_id,
           currency_id, sheet_id, level_id, level, lang, channel, waits_for, 'proposed',
           warning_codes, line_count, amount_residual, fine_amount, interest_amount, amount_total,
           amount_company, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM dunning_letter
  ORDER BY position
"""
