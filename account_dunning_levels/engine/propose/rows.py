"""Proposals of the rules as rows of notices and lines, written in bulk.

What the rules say about a range of customers goes to temporary tables as text; PostgreSQL adds what
it knows about each item (``dunning_fact``, see :func:`ledger.gathering.gather`). Lines are written
range by range; notices at the end, when the number of each in the list is known.
"""

import json
from collections import deque
from decimal import Decimal
from io import StringIO
from typing import NamedTuple

from odoo.tools import SQL

from ...rules.decide import channels, reasons, warnings
from ..notice import address, list_warnings, payee
from ..signs import people
from ..store import bulk, named_rows

#: more notices in one currency than a list ever has
PLACES_PER_CURRENCY = 5_000_000


class NoticeRow(NamedTuple):
    """A notice as the rules propose it; the columns are those of the notice."""

    id: int
    position: int
    partner_id: int
    recipient_id: int
    user_id: int
    currency_id: int
    sheet_id: int
    level_id: int
    level: int
    lang: str
    bank_account_id: int
    channel: str
    waits_for: str
    warning_codes: str
    warning_figures: dict
    line_count: int
    amount_residual: Decimal
    fine_amount: Decimal
    interest_amount: Decimal
    amount_total: Decimal
    amount_company: Decimal


class DecisionRow(NamedTuple):
    """What was decided on an item; the columns are those of its line."""

    notice_id: int
    position: int
    user_id: int
    sheet_id: int
    move_line_id: int
    outcome: str
    reason: str = None
    detail: str = None
    hold_id: int = None
    days_overdue: int = 0
    level_before: int = 0
    level_after: int = 0
    fine_amount: Decimal = 0
    interest_amount: Decimal = 0
    is_repeat: bool = False
    bank_account_id: int = None
    calculation: dict = None


class Writer:
    """Writes the control list of a run: batch by batch, and in the end its notices."""

    def __init__(self, run, settings, warnings):
        self.run = run
        self.env = run.env
        self.settings = settings
        self.warnings = warnings
        company = run.company_id
        self.languages = address.Languages(company)
        self.people = people.People(company)
        # never the technical user: its name would stand on the letters
        self.maker = self.people.first(run.user_id.id, self.env.uid)
        #: whether somebody was to sign letters whose customers name nobody
        self.names_people = people.is_named(company.dunning_user_id, run.user_id)
        self.accounts = payee.Accounts(company)
        self.positions = _Positions(self.env, settings)
        #: ids for the next notices
        self.ids = deque()
        #: read now: while a batch is written no record may be read
        self._of_run = {"run": run.id, "company": company.id}
        self.env.cr.execute(
            SQL(
                _TABLES,
                letter=named_rows.temporary_table(NoticeRow, "dunning_letter"),
                decision=named_rows.temporary_table(DecisionRow, "dunning_decision"),
            )
        )

    def batch(self, first, last, items):
        """An empty :class:`Batch` for the customers from place ``first`` to ``last``.

        :param items: list of :class:`ledger.item_facts.ItemRow` of these customers
        """
        missing = max(len(items) - len(self.ids), 0)
        self.ids.extend(bulk.reserve_ids(self.env, "account.dunning.notice", missing))
        return Batch(self, first, last, items)

    def put(self, batch):
        """Write the lines of a batch, and put its notices away.

        May run in a thread of its own: it reads no record, and nobody else uses the cursor.
        """
        cr = self.env.cr
        cr.copy_from(StringIO(batch.letters), "dunning_letter", null="None")
        cr.copy_from(StringIO(batch.decisions), "dunning_decision", null="None")
        cr.execute(
            SQL(
                _LINES,
                first=batch.first,
                last=batch.last,
                exhausted=reasons.EXHAUSTED.code,
                columns=named_rows.columns(DecisionRow),
                decided=named_rows.columns(DecisionRow, "decision"),
                **self._of_run,
            )
        )

    def finish(self):
        """Write the notices that were put away."""
        run = self.run
        self.env.cr.execute(
            SQL(
                _NOTICES,
                columns=named_rows.columns(NoticeRow),
                name=run.name,
                key_date=run.key_date,
                **self._of_run,
            )
        )
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
    """What the rules propose for some customers, as the text of rows.

    :ivar contacts: item id -> id of the contact that its invoice names
    """

    def __init__(self, writer, first, last, items):
        self._writer = writer
        self.first, self.last = first, last
        self.contacts = {row.id: row.contact_id for row in items}
        self._accounts = {row.id: row.bank_account_id for row in items if row.bank_account_id}
        self._letters, self._decisions = [], []
        self.letters = self.decisions = ""

    def add(self, customer, sheet, proposal):
        """Add what the rules propose for one customer."""
        writer = self._writer
        user = writer.people.signer(customer.user_id, writer.maker)
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
        claimed = [claim.verdict.item.id for claim in notice.claims]
        customer, several = customer.written_to(map(self.contacts.get, claimed))
        lang, known = writer.languages.of(customer)
        default = writer.accounts.default(notice.currency_id)
        account, problem = payee.of_letter([self._accounts.get(id_, default) for id_ in claimed])
        codes, figures = address.warnings_of(notice.level.channel, customer)
        codes += [several, problem, *self._codes_of(customer, user, known)]
        if found := list_warnings.of_built(notice, writer.settings):
            codes += found
            figures |= list_warnings.plain(found)
        self._letters.append(
            NoticeRow(
                id=notice_id,
                position=position,
                partner_id=customer.id,
                recipient_id=customer.recipient_id,
                user_id=user,
                currency_id=notice.currency_id,
                sheet_id=sheet_id,
                level_id=notice.level.id,
                level=notice.level.number,
                lang=lang,
                bank_account_id=account,
                channel=notice.channel,
                waits_for=channels.ways_text(channels.of(notice.channel).ways),
                warning_codes=warnings.text_of(filter(None, codes)),
                warning_figures=_json(figures),
                line_count=len(notice.claims),
                amount_residual=notice.net,
                fine_amount=notice.fine_amount,
                interest_amount=notice.interest_amount,
                amount_total=notice.total,
                amount_company=writer.settings.currencies.to_company(
                    notice.net, notice.currency_id
                ),
            )
        )
        self._add_lines(notice, (notice_id, position, user, sheet_id), default)

    def _codes_of(self, customer, user, is_known_language):
        """Warnings that do not depend on the items of a letter."""
        writer = self._writer
        if not user and (customer.user_id or writer.names_people):
            yield "no_person"
        if not is_known_language:
            yield "lang"
        if customer.promise:
            yield f"promise_{customer.promise}"
        yield from writer.warnings

    def _add_lines(self, notice, place, default_account):
        decisions, accounts = self._decisions, self._accounts
        for claim in notice.claims:
            # by position: in a run there are many, and names take three times as long
            (item, _reason, level, _sheet, days, _note), fine, interest, *_law = claim
            decisions.append(
                DecisionRow(
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
                    level.number <= item.level,
                    accounts.get(item.id, default_account),
                )
            )
        for item in notice.credits:
            decisions.append(DecisionRow(*place, move_line_id=item.id, outcome="credit"))
        for verdict in notice.others:
            account = accounts.get(verdict.item.id, default_account)
            decisions.append(_passed_over(place, verdict, "other", verdict.reason, account))


def _passed_over(place, verdict, outcome, reason, account=None):
    """A claim that is not reminded, as a :class:`DecisionRow`.

    :param place: id and position of the notice, responsible, and id of the sheet
    :param account: id of the bank account where it is paid, on a letter
    """
    item = verdict.item
    is_blocked = reason == reasons.BLOCKED.code
    return DecisionRow(
        *place,
        move_line_id=item.id,
        outcome=outcome,
        reason=reason,
        detail=item.blocked if is_blocked else None,
        hold_id=item.hold_id if is_blocked else None,
        days_overdue=verdict.days_overdue,
        level_before=item.level,
        level_after=item.level,
        bank_account_id=account,
        calculation=json.dumps({reason: verdict.note}) if verdict.note else None,
    )


def _json(figures):
    """Figures as JSON in which COPY finds no sign of its own; None for none."""
    return json.dumps(figures).replace("\\", "\\\\") if figures else None


def _text(rows):
    """Tuples of numbers, codes and :func:`_json`, as COPY reads them."""
    if not rows:
        return ""
    line = "\t".join(["%s"] * len(rows[0]))
    return "\n".join([line % row for row in rows])


_TABLES = """
    DROP TABLE IF EXISTS dunning_letter, dunning_decision, dunning_exhausted;

    %(letter)s;

    -- what was decided on the items of a batch
    %(decision)s;

    -- debtors with items that have no next level: looked for among all lines of a large list, they
    -- would be found in the order of the index, which is not that of the lines
    CREATE TEMPORARY TABLE dunning_exhausted (
        partner_id int, user_id int, items int
    ) ON COMMIT DROP
"""

_LINES = """
    INSERT INTO account_dunning_notice_line (
        %(columns)s, run_id, company_id, partner_id, move_id, name, reference, invoice_date,
        date_maturity, currency_id, amount_original, amount_residual, is_valid, lowered_to,
        under_way_amount, is_under_way_unknown, is_unsent
    )
    SELECT %(decided)s, %(run)s, %(company)s, fact.debtor_id, fact.move_id, fact.name,
           fact.reference, fact.document_date,
           CASE WHEN NOT fact.has_no_due_date THEN fact.due_date END,
           fact.currency_id, fact.original, fact.residual, FALSE, -1,
           fact.under_way, fact.is_cover_unknown, fact.is_unsent
      FROM dunning_fact fact
      JOIN dunning_decision decision ON decision.move_line_id = fact.id
     WHERE fact.place BETWEEN %(first)s AND %(last)s
  -- as the items lie in the ledger and in the indexes on them
  ORDER BY fact.id;

    INSERT INTO dunning_exhausted
    SELECT fact.debtor_id, decision.user_id, COUNT(*)
      FROM dunning_fact fact
      JOIN dunning_decision decision ON decision.move_line_id = fact.id
     WHERE fact.place BETWEEN %(first)s AND %(last)s
       AND decision.reason = %(exhausted)s
  GROUP BY fact.debtor_id, decision.user_id;

    TRUNCATE dunning_decision
"""

_NOTICES = """
    INSERT INTO account_dunning_notice (
        %(columns)s, name, run_id, company_id, key_date, state, create_date, write_date
    )
    SELECT %(columns)s,
           %(name)s || '/' || LPAD((ROW_NUMBER() OVER (ORDER BY position))::text, 4, '0'),
           %(run)s, %(company)s, %(key_date)s, 'proposed',
           now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM dunning_letter
  ORDER BY position
"""
