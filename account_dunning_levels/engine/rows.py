"""Proposals of the rules as rows of notices and lines, written in bulk.

A number of the list is known only when the whole list is. So what the rules said is kept in two
temporary tables, range by range; then all is written at once, in its place, with what the ledger
says about each item (``dunning_fact``, see :func:`facts.gather`).
"""

import json
from io import StringIO

from odoo.tools import SQL


class Writer:
    """Collects what the rules propose, and writes it when all is there."""

    def __init__(self, run, settings, warnings):
        self.run = run
        self.env = run.env
        self.settings = settings
        self.warnings = warnings
        company = run.company_id
        self.languages = Languages(company)
        # never the technical user: its name would stand on the letters
        responsible = company.dunning_user_id or run.user_id or self.env.user
        self.fallback_user = responsible.filtered("active").id or None
        self._count = 0
        self._letters, self._decisions = [], []
        self.env.cr.execute(SQL(_TABLES))

    def add(self, customer, sheet, proposal):
        """Add what the rules propose for one customer."""
        user = customer.user_id or self.fallback_user
        for notice in proposal.notices:
            self._add_notice(customer, user, notice)
        for verdict, reason in proposal.left_out:
            self._decisions.append(
                _passed_over(verdict, "left_out", reason, user=user, sheet=sheet)
            )

    def keep(self):
        """Put away what was collected since the last time."""
        _copy(self.env, "dunning_letter", self._letters)
        _copy(self.env, "dunning_decision", self._decisions)
        self._letters, self._decisions = [], []

    def finish(self):
        """Write everything that was put away: the control list."""
        run = self.run
        by_currency = self.settings.context.options.split_by_currency
        common = {
            "run": run.id,
            "name": run.name,
            "company": run.company_id.id,
            "key_date": run.key_date,
            "first": SQL("currency.name") if by_currency else SQL("NULL"),
        }
        for statement in (_PLACES, _NOTICES, _LINES):
            self.env.cr.execute(SQL(statement, **common))
        self.env["account.dunning.notice"].invalidate_model(flush=False)
        self.env["account.dunning.notice.line"].invalidate_model(flush=False)

    def _add_notice(self, customer, user, notice):
        self._count += 1
        number = self._count
        lang, known = self.languages.of(customer)
        channel, warnings = channel_of(customer, notice.level.channel)
        if not known:
            warnings.append("lang")
        if customer.promise:
            warnings.append(f"promise_{customer.promise}")
        self._letters.append(
            (
                number,
                customer.id,
                customer.recipient_id,
                user,
                notice.currency_id,
                notice.sheet.id,
                notice.level.id,
                notice.level.number,
                lang,
                channel,
                ",".join(warnings + self.warnings) or None,
                len(notice.claims),
                notice.net,
                notice.fine_amount,
                notice.interest_amount,
                notice.total,
                self.settings.currencies.to_company(notice.net, notice.currency_id),
            )
        )
        decisions = self._decisions
        for claim in notice.claims:
            # by position: in a run there are many
            (item, _reason, level, _sheet, days, _note), fine, interest, *_law = claim
            decisions.append(
                (
                    number,
                    item.id,
                    None,
                    None,
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
            decisions.append(
                (number, item.id, None, None, "credit", None, None, None, 0, 0, 0, 0, 0, 0, None)
            )
        for verdict in notice.others:
            decisions.append(_passed_over(verdict, "other", verdict.reason, number))


def _passed_over(verdict, outcome, reason, number=None, user=None, sheet=None):
    """A claim that is not reminded, as a row of ``dunning_decision``."""
    item = verdict.item
    is_blocked = reason == "blocked"
    return (
        number,
        item.id,
        user,
        sheet.id if sheet else None,
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


def _copy(env, table, rows):
    """COPY tuples of numbers and codes, none of which a user typed, to a temporary table."""
    if not rows:
        return
    line = "\t".join(["%s"] * len(rows[0]))
    text = "\n".join([line % row for row in rows])
    env.cr.copy_from(StringIO(text), table, null="None")


class Languages:
    """In which language a customer is written to."""

    def __init__(self, company):
        self.installed = {code for code, _name in company.env["res.lang"].get_installed()}
        own = company.partner_id.lang
        self.company_lang = own if own in self.installed else "en_US"

    def of(self, customer):
        """The recipient's language if installed, else the company's; and whether it was."""
        lang = customer.recipient_lang
        if lang in self.installed:
            return lang, True
        return self.company_lang, not lang


def channel_of(customer, wanted):
    """The level's channel, or print when it cannot be e-mailed; and the warnings."""
    if wanted not in ("email", "both"):
        return wanted, []
    if not customer.send_email:
        return "print", ["no_email_wanted"]
    if customer.can_email:
        return wanted, []
    return "print", ["bad_email" if customer.has_email else "no_email"]


_TABLES = """
    DROP TABLE IF EXISTS dunning_letter, dunning_decision, dunning_place;

    -- the letters, in the order in which they were decided on
    CREATE TEMPORARY TABLE dunning_letter (
        number int, partner_id int, recipient_id int, user_id int, currency_id int, sheet_id int,
        level_id int, level int, lang varchar, channel varchar, warning_codes varchar,
        line_count int, amount_residual numeric, fine_amount numeric, interest_amount numeric,
        amount_total numeric, amount_company numeric
    ) ON COMMIT DROP;

    -- what was decided on each item; number: of the letter it is on, which has user and sheet
    CREATE TEMPORARY TABLE dunning_decision (
        number int, item_id int, user_id int, sheet_id int, outcome varchar, reason varchar,
        detail varchar, hold_id int, days_overdue int, level_before int, level_after int,
        fine_amount numeric, interest_amount numeric, is_repeat int, calculation jsonb
    ) ON COMMIT DROP
"""

# place and id of each letter: by currency first when there is a letter per currency, then by name
_PLACES = """
    CREATE TEMPORARY TABLE dunning_place ON COMMIT DROP AS (
        SELECT listed.*,
               nextval('account_dunning_notice_id_seq')::int AS id
          FROM (
                SELECT letter.number,
                       ROW_NUMBER() OVER (
                           ORDER BY %(first)s, LOWER(partner.name), partner.id,
                                    letter.level DESC, letter.number)::int AS position
                  FROM dunning_letter letter
                  JOIN res_partner partner ON partner.id = letter.partner_id
                  JOIN res_currency currency ON currency.id = letter.currency_id
              ORDER BY position
               ) listed
    );
    ANALYZE dunning_place (number), dunning_letter (number), dunning_decision (number, item_id)
"""

_NOTICES = """
    INSERT INTO account_dunning_notice (
        id, name, run_id, position, company_id, key_date, partner_id, recipient_id, user_id,
        currency_id, sheet_id, level_id, level, lang, channel, state, warning_codes, line_count,
        amount_residual, fine_amount, interest_amount, amount_total, amount_company,
        is_mailed, is_printed, create_date, write_date
    )
    SELECT place.id,
           %(name)s || '/' || LPAD(place.position::text, 4, '0'),
           %(run)s, place.position, %(company)s, %(key_date)s,
           letter.partner_id, letter.recipient_id, letter.user_id, letter.currency_id,
           letter.sheet_id, letter.level_id, letter.level, letter.lang, letter.channel,
           'proposed', letter.warning_codes, letter.line_count,
           letter.amount_residual, letter.fine_amount, letter.interest_amount,
           letter.amount_total, letter.amount_company,
           FALSE, FALSE, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
      FROM dunning_letter letter
      JOIN dunning_place place ON place.number = letter.number
  ORDER BY place.position
"""

_LINES = """
    INSERT INTO account_dunning_notice_line (
        run_id, notice_id, position, company_id, partner_id, user_id, sheet_id, move_line_id,
        move_id, name, reference, invoice_date, date_maturity, days_overdue, outcome, reason,
        detail, hold_id, level_before, level_after, currency_id, amount_original,
        amount_residual, fine_amount, interest_amount, is_valid, is_repeat, lowered_to,
        calculation
    )
    SELECT %(run)s, place.id, COALESCE(place.position, 0), %(company)s, fact.debtor_id,
           COALESCE(letter.user_id, decision.user_id),
           COALESCE(letter.sheet_id, decision.sheet_id), fact.id, fact.move_id, fact.name,
           fact.reference, fact.document_date, fact.due_date, decision.days_overdue,
           decision.outcome, decision.reason, decision.detail, decision.hold_id,
           decision.level_before, decision.level_after, fact.currency_id, fact.original,
           fact.residual, decision.fine_amount, decision.interest_amount,
           FALSE, decision.is_repeat = 1, -1,
           decision.calculation
      FROM dunning_decision decision
      JOIN dunning_fact fact ON fact.id = decision.item_id
 LEFT JOIN dunning_letter letter ON letter.number = decision.number
 LEFT JOIN dunning_place place ON place.number = decision.number
"""
