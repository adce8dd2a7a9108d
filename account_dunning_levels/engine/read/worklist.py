"""Whom to call first, of all customers at once: one statement, sorted by the weights of the rules.

One row per customer (commercial partner); those with nothing open are there too, not active, so
that a cockpit stays open when the last item is paid. Amounts in company currency, as the ledger
has them: a claim is positive, a credit negative.
"""

from odoo.tools import SQL

from ...rules.decide import call_order
from ...rules.decide.levels import HIGHEST, usable_levels
from ..ledger import in_force
from ..signs import windows
from ..signs.known import look_up
from ..store import by_company, company_day
from ..store.planner import without_jit
from ..terms import chosen
from . import open_items

#: what the statement reads, so that the ORM flushes it first
DEPENDS = {
    **open_items.DEPENDS,
    "account.dunning.hold": [
        "active",
        "amount",
        "broken_date",
        "company_id",
        "currency_id",
        "date_from",
        "date_last",
        "date_until",
        "debtor_id",
        "kind",
        "move_id",
        "move_line_id",
        "partner_id",
        "state",
    ],
    "account.dunning.hold.instalment": ["amount", "date", "hold_id", "state"],
    "account.dunning.note": ["body", "company_id", "date", "kind", "partner_id", "result"],
    "account.dunning.snooze": ["company_id", "date_back", "partner_id"],
    "mail.activity": ["active", "activity_type_id", "date_deadline", "res_id", "res_model"],
    "mail.activity.type": ["category"],
    "res.partner": [
        "category_id",
        "commercial_partner_id",
        "company_id",
        "country_id",
        "dunning_enabled",
        "dunning_head_office_id",
        "dunning_user_id",
        "email",
        "name",
        "phone",
        "ref",
        "user_id",
        "write_date",
    ],
    "res.partner.dunning.category": ["category_id", "company_id", "partner_id", "sequence"],
}


def table_query(env, debtor_ids=None):
    """The statement behind ``account.dunning.worklist`` for the current company.

    :param debtor_ids: only these rows; None = all customers
    """
    without_jit(env)
    terms = _terms(env, debtor_ids)

    def part(text, **parts):
        return SQL(text, **terms, **parts)

    facts = part(
        _FACTS,
        who=part(_WHO),
        owes=part(_OWES),
        agreed=part(_AGREED),
        contacts=part(_CONTACTS),
        last_notes=part(_LAST_NOTES),
    )
    return part(
        _WORKLIST,
        hold=part(_HOLD),
        held=part(_HELD),
        item=part(_ITEM),
        account=part(_ACCOUNT),
        left_alone=part(_LEFT_ALONE),
        planned=part(_PLANNED),
        promised=part(_PROMISED),
        broken=part(_BROKEN),
        facts=facts,
        priority=_priority(),
    )


def _terms(env, debtor_ids):
    """Name -> value or SQL that the parts of the statement share."""
    company = env.company
    today = company_day.today(company)
    stops = _stops(env)
    # a sheet that goes on for ever stops above the highest level
    stop_levels = sorted({HIGHEST + 1, *(level for _sheet, level in stops)})
    return {
        "items": open_items.open_receivables(env),
        "company": company.id,
        # sudo: the ids of the parent companies, whose customers are those of a branch too
        "own": company.sudo().parent_ids.ids,
        "currency": company.currency_id.id,
        # sudo: the id of the responsible, which a reader of the list sees on each row anyway
        "user": company.sudo().dunning_user_id.id or None,
        "today": today,
        "in_force": in_force.condition("hold", today, today),
        "sign": _sign(company, today),
        "reached": _reached(stop_levels),
        "lowest": _number(stop_levels[0]),
        "exhausted": _exhausted(company, stops, stop_levels),
        "is_off": by_company.is_off(company, "debtor", "dunning_enabled"),
        "responsible": by_company.setting(company, "debtor", "dunning_user_id"),
        "head_office": by_company.setting(company, "debtor", "dunning_head_office_id"),
        "branch_of": by_company.setting(company, "branch", "dunning_head_office_id"),
        "is_branch": by_company.is_kept("branch", "dunning_head_office_id"),
        "item_of_debtor": _among("contact", "commercial_partner_id", debtor_ids),
        "debtor": _among("debtor", "id", debtor_ids),
    }


def _sign(company, today):
    """SQL: what Odoo says about an open item."""
    options = chosen.of_company(company)
    known = look_up(company.env, today, company)
    return windows.code(known, today, windows.terms_of(options), options)


def _among(alias, column, debtor_ids):
    """Condition: the customer is one of these. PostgreSQL does not see it for itself."""
    if debtor_ids is None:
        return SQL("TRUE")
    return SQL("%s = ANY(%s)", SQL.identifier(alias, column), list(debtor_ids))


def _stops(env):
    """Sheets of the company in their order, each with the level after which it stops.

    :return: list of ``(values.Sheet, level)``; a sheet that goes on for ever has a level that no
        item reaches
    """
    company = env.company
    found = []
    for sheet in chosen.rule_sheets(company):
        last = max(1, len(usable_levels(sheet, company.dunning_max_level)))
        found.append((sheet, last if sheet.after_last_level == "stop" else HIGHEST + 1))
    return found


def _number(level):
    """A level as part of a column name."""
    return SQL(str(int(level)))


def _reached(stop_levels):
    """Columns ``reached_N`` of ``account``: overdue claims, not on hold, at level N or above."""
    return SQL(", ").join(
        SQL(
            """COUNT(*) FILTER (
                WHERE item.is_claim AND NOT item.is_held AND item.days_late > 0
                  AND item.dunning_level >= %s)::int AS reached_%s""",
            level,
            _number(level),
        )
        for level in stop_levels
    )


def _exhausted(company, stops, stop_levels):
    """How many items of the account had all reminders of the sheet of ``decider``."""
    cases = [SQL("WHEN %s THEN account.reached_%s", level, _number(level)) for level in stop_levels]
    return SQL("CASE %s %s END", _last_level(company, stops), SQL(" ").join(cases))


def _last_level(company, stops):
    """SQL: the level after which the sheet of ``decider`` stops; NULL without a sheet.

    The decider is the debtor, or its head office. The same choice as
    :func:`rules.decide.sheet_choice.choose_sheet`, for all customers at once.
    """
    general = [level for sheet, level in stops if not sheet.category_id]
    special = [
        SQL("(%s, %s, %s)", sheet.category_id, position, level)
        for position, (sheet, level) in enumerate(stops)
        if sheet.category_id
    ]
    everyone = SQL("%s::int", general[0] if general else None)
    if not special:
        return everyone
    rows = SQL("(VALUES %s) stop (category_id, position, level)", SQL(", ").join(special))
    return SQL(
        """
        COALESCE(
            (SELECT stop.level FROM res_partner_dunning_category own
               JOIN %(rows)s ON stop.category_id = own.category_id
              WHERE own.partner_id = decider.id AND own.company_id = %(company)s
           ORDER BY own.sequence, own.id LIMIT 1),
            (SELECT stop.level FROM res_partner_res_partner_category_rel tag
               JOIN %(rows)s ON stop.category_id = tag.category_id
              WHERE tag.partner_id = decider.id
                AND NOT EXISTS (SELECT 1 FROM res_partner_dunning_category own
                                 WHERE own.partner_id = decider.id
                                   AND own.company_id = %(company)s)
           ORDER BY stop.position LIMIT 1),
            %(everyone)s
        )
        """,
        rows=rows,
        company=company.id,
        everyone=everyone,
    )


def _priority():
    """SQL: the sum of :func:`rules.decide.call_order.points` of a row of ``facts``."""
    return SQL(
        """
        CASE WHEN facts.to_collect <= 0 AND facts.promise_due_count = 0 AND facts.call_due_count = 0
             THEN 0
             ELSE CASE WHEN facts.to_collect > 1
                       THEN FLOOR(LOG(10, facts.to_collect) * %(digit)s)::int ELSE 0 END
                + LEAST(GREATEST(facts.days_late, 0) / %(days)s, %(most_days)s)
                + CASE WHEN facts.promise_due_count > 0 THEN %(promise_due)s ELSE 0 END
                + LEAST(facts.broken_promise_count * %(broken)s, %(most_broken)s)
                + CASE WHEN facts.call_due_count > 0 THEN %(call_due)s ELSE 0 END
                + CASE WHEN facts.exhausted_count > 0 THEN %(exhausted)s ELSE 0 END
                + CASE WHEN facts.days_silent IS NULL OR facts.days_silent > %(silent_days)s
                       THEN %(silent)s ELSE 0 END
        END
        """,
        digit=call_order.POINTS_PER_DIGIT,
        days=call_order.DAYS_PER_POINT,
        most_days=call_order.MOST_FOR_DAYS,
        promise_due=call_order.FOR_PROMISE_DUE,
        broken=call_order.FOR_BROKEN_PROMISE,
        most_broken=call_order.MOST_FOR_BROKEN_PROMISES,
        call_due=call_order.FOR_CALL_DUE,
        exhausted=call_order.FOR_EXHAUSTED,
        silent_days=call_order.SILENT_AFTER_DAYS,
        silent=call_order.FOR_SILENCE,
    )


#: the whole statement: a name per part, then the points of each customer
_WORKLIST = """
      WITH hold AS MATERIALIZED (%(hold)s),
           held AS MATERIALIZED (%(held)s),
           item AS (%(item)s),
           account AS MATERIALIZED (%(account)s),
           left_alone AS MATERIALIZED (%(left_alone)s),
           planned AS (%(planned)s),
           promised AS (%(promised)s),
           broken AS (%(broken)s),
           facts AS (%(facts)s)
    SELECT facts.*,
           facts.id AS partner_id,
           facts.is_open AS active,
           %(company)s AS company_id,
           %(currency)s AS currency_id,
           scored.priority,
           (scored.priority > 0
            AND facts.snooze_date IS NULL
            AND facts.last_contact_date IS DISTINCT FROM %(today)s) AS is_to_call
      FROM facts
           -- the offset keeps the points from being worked out once for each use
CROSS JOIN LATERAL (SELECT %(priority)s AS priority OFFSET 0) scored
"""

#: what is in force today, each promise or plan with the date and amount that comes next
_HOLD = """
    SELECT hold.id,
           hold.kind,
           hold.partner_id,
           hold.move_id,
           hold.move_line_id,
           hold.debtor_id,
           hold.currency_id,
           COALESCE(part.date, hold.date_until) AS promise_date,
           COALESCE(part.amount, hold.amount) AS promise_amount,
           (hold.kind IN ('promise', 'plan')
            AND COALESCE(part.date, hold.date_until) <= %(today)s) IS TRUE AS is_due
      FROM account_dunning_hold hold
 LEFT JOIN LATERAL (
            SELECT part.date, part.amount
              FROM account_dunning_hold_instalment part
             WHERE part.hold_id = hold.id AND part.state = 'upcoming'
          ORDER BY part.date, part.id
             LIMIT 1
           ) part ON hold.kind = 'plan'
     WHERE hold.company_id = %(company)s AND %(in_force)s
"""

#: items and invoices on hold; *waiting* is left alone, unless today is the day of the promise
_HELD = """
    SELECT hold.move_line_id,
           hold.move_id,
           BOOL_OR(NOT hold.is_due) AS is_waiting,
           BOOL_OR(hold.kind = 'disputed') AS is_disputed
      FROM hold
     WHERE hold.partner_id IS NULL
  GROUP BY hold.move_line_id, hold.move_id
"""

#: what customers have open, each item with what its own holds say
_ITEM = """
    SELECT contact.commercial_partner_id AS debtor_id,
           item.residual,
           side.is_debit AND COALESCE(side.sign, '') NOT IN ('not_claim', 'non_trade') AS is_claim,
           NOT side.is_debit AS is_credit,
           -- a claim without a due date is never late
           CASE WHEN item.date_maturity IS NULL AND side.is_debit THEN 0
                ELSE GREATEST(%(today)s - COALESCE(item.date_maturity, item.date), 0)
            END AS days_late,
           item.dunning_level,
           item.dunning_date,
           (item.no_followup IS TRUE
            OR side.sign IS NOT NULL
            OR held_item.is_waiting IS NOT NULL
            OR held_move.is_waiting IS NOT NULL) AS is_held,
           (item.no_followup IS TRUE
            OR side.sign IS NOT NULL
            OR held_item.is_waiting IS TRUE
            OR held_move.is_waiting IS TRUE) AS is_waiting,
           (held_item.is_disputed IS TRUE OR held_move.is_disputed IS TRUE) AS is_disputed
      FROM (%(items)s) item
      JOIN res_partner contact ON contact.id = item.partner_id
           -- the offset keeps the sign from being worked out once for each use
CROSS JOIN LATERAL (SELECT (item.residual > 0
                            OR (item.residual = 0 AND item.residual_currency > 0)) AS is_debit,
                           %(sign)s AS sign
                    OFFSET 0) side
 LEFT JOIN held held_item ON held_item.move_line_id = item.id
 LEFT JOIN held held_move ON held_move.move_id = item.move_id
                         AND held_move.move_line_id IS NULL
     WHERE %(item_of_debtor)s
       AND item.company_id = %(company)s
"""

#: what each customer owes: amounts, lateness, levels reached
_ACCOUNT = """
    SELECT item.debtor_id,
           TRUE AS is_open,
           COUNT(*)::int AS item_count,
           SUM(item.residual) AS amount_open,
           SUM(item.residual) FILTER (WHERE item.is_claim) AS amount_claim,
           SUM(item.residual) FILTER (WHERE item.is_claim AND item.days_late > 0) AS amount_overdue,
           SUM(item.residual) FILTER (WHERE item.is_credit) AS amount_credit,
           SUM(item.residual) FILTER (WHERE item.is_claim AND item.is_held) AS amount_held,
           SUM(item.residual) FILTER (WHERE item.is_claim AND item.is_disputed) AS amount_disputed,
           GREATEST(0, SUM(item.residual) FILTER (
                WHERE item.is_credit
                   OR (item.is_claim AND item.days_late > 0
                       AND NOT item.is_waiting))) AS to_collect,
           MAX(item.days_late) FILTER (WHERE item.is_claim) AS max_days_late,
           MAX(item.days_late) FILTER (
                WHERE item.is_claim AND NOT item.is_waiting) AS days_late,
           MAX(item.dunning_level) FILTER (WHERE item.is_claim) AS dunning_level,
           MAX(item.dunning_date) AS last_reminder_date,
           BOOL_AND(item.is_held) FILTER (WHERE item.is_claim) AS is_held,
           -- overdue claims by the level they reached, for the levels at which sheets stop
           %(reached)s
      FROM item
  GROUP BY item.debtor_id
"""

#: customers of whom everything is left alone, by a hold or for good; those of a head office
#: too, as the letters go there
_LEFT_ALONE = """
    SELECT own.debtor_id,
           BOOL_OR(own.is_waiting) AS is_waiting,
           BOOL_OR(own.is_disputed) AS is_disputed
      FROM (SELECT hold.partner_id AS debtor_id,
                   NOT hold.is_due AS is_waiting,
                   hold.kind = 'disputed' AS is_disputed
              FROM hold
             WHERE hold.partner_id IS NOT NULL
             UNION ALL
            SELECT branch.id, NOT hold.is_due, hold.kind = 'disputed'
              FROM hold
              JOIN res_partner branch ON %(is_branch)s AND %(branch_of)s = hold.partner_id
             UNION ALL
            SELECT debtor.id, TRUE, FALSE
              FROM res_partner debtor
             WHERE %(is_off)s
             UNION ALL
            SELECT branch.id, TRUE, FALSE
              FROM res_partner debtor
              JOIN res_partner branch ON %(is_branch)s AND %(branch_of)s = debtor.id
             WHERE %(is_off)s
           ) own
  GROUP BY own.debtor_id
"""

#: activities planned for customers; calls that are due by today
_PLANNED = """
    SELECT contact.commercial_partner_id AS debtor_id,
           MIN(activity.date_deadline) AS activity_date,
           (COUNT(*) FILTER (WHERE kind.category = 'phonecall'
                               AND activity.date_deadline <= %(today)s))::int AS call_due_count
      FROM mail_activity activity
      JOIN res_partner contact ON contact.id = activity.res_id
 LEFT JOIN mail_activity_type kind ON kind.id = activity.activity_type_id
     WHERE activity.res_model = 'res.partner'
       AND activity.active IS TRUE
  GROUP BY contact.commercial_partner_id
"""

#: the next promise of each customer, and how many are due
_PROMISED = """
    SELECT DISTINCT ON (hold.debtor_id)
           hold.debtor_id,
           hold.promise_date,
           hold.promise_amount,
           hold.currency_id,
           (COUNT(*) FILTER (WHERE hold.is_due)
                OVER (PARTITION BY hold.debtor_id))::int AS due_count
      FROM hold
     WHERE hold.kind IN ('promise', 'plan')
  ORDER BY hold.debtor_id, hold.promise_date, hold.id
"""

#: promises broken within a year
_BROKEN = """
    SELECT hold.debtor_id, COUNT(*)::int AS broken_count
      FROM account_dunning_hold hold
     WHERE hold.company_id = %(company)s
       AND hold.state = 'broken'
       AND hold.broken_date > %(today)s - 365
  GROUP BY hold.debtor_id
"""

#: a customer with all that its points and its row are made of
_FACTS = """
    SELECT %(who)s,
           %(owes)s,
           %(agreed)s,
           %(contacts)s
      FROM res_partner debtor
      JOIN res_partner decider
        ON decider.id = COALESCE(%(head_office)s, debtor.id)
 LEFT JOIN left_alone ON left_alone.debtor_id = debtor.id
 LEFT JOIN account ON account.debtor_id = debtor.id
 LEFT JOIN planned ON planned.debtor_id = debtor.id
 LEFT JOIN promised ON promised.debtor_id = debtor.id
 LEFT JOIN broken ON broken.debtor_id = debtor.id
 LEFT JOIN account_dunning_snooze snooze ON snooze.partner_id = debtor.id
                                        AND snooze.company_id = %(company)s
                                        AND snooze.date_back > %(today)s
 LEFT JOIN (%(last_notes)s) contact ON contact.partner_id = debtor.id
     WHERE debtor.commercial_partner_id = debtor.id
       -- customers of another company only when they owe something here
       AND (debtor.company_id IS NULL OR debtor.company_id = ANY(%(own)s) OR account.is_open)
       AND %(debtor)s
"""

#: the customer itself and who looks after it
_WHO = """
    debtor.id,
    debtor.name,
    debtor.ref,
    debtor.phone,
    debtor.email,
    debtor.write_date,
    debtor.country_id,
    COALESCE(%(responsible)s, debtor.user_id, %(user)s) AS dunning_user_id,
    debtor.user_id AS account_manager_id
"""

#: what it owes, what of that is on hold, and what may be asked for now
_OWES = """
    account.is_open,
    account.item_count,
    account.amount_open,
    account.amount_overdue,
    account.amount_credit,
    CASE WHEN left_alone.debtor_id IS NOT NULL THEN account.amount_claim
         ELSE account.amount_held
     END AS amount_hold,
    CASE WHEN left_alone.is_disputed THEN account.amount_claim ELSE account.amount_disputed
     END AS amount_disputed,
    CASE WHEN left_alone.is_waiting THEN 0 ELSE COALESCE(account.to_collect, 0)
     END AS to_collect,
    account.max_days_late,
    CASE WHEN left_alone.is_waiting THEN 0 ELSE COALESCE(account.days_late, 0)
     END AS days_late,
    account.dunning_level,
    account.last_reminder_date,
    -- the sheet is looked for only where some item came as far
    CASE WHEN left_alone.debtor_id IS NOT NULL THEN 0
         WHEN account.reached_%(lowest)s IS NOT DISTINCT FROM 0 THEN 0
         ELSE COALESCE(%(exhausted)s, 0)
     END AS exhausted_count,
    (account.is_open
     AND (account.is_held OR left_alone.debtor_id IS NOT NULL)) IS TRUE AS is_on_hold
"""

#: what it promised and what is planned for it
_AGREED = """
    planned.activity_date,
    COALESCE(planned.call_due_count, 0) AS call_due_count,
    promised.promise_date,
    promised.promise_amount,
    promised.currency_id AS promise_currency_id,
    COALESCE(promised.due_count, 0) AS promise_due_count,
    COALESCE(broken.broken_count, 0) AS broken_promise_count
"""

#: when it was spoken to last, and when it comes back to the list
_CONTACTS = """
    contact.date AS last_contact_date,
    contact.kind AS last_contact_kind,
    contact.result AS last_contact_result,
    contact.body AS last_note,
    %(today)s - contact.date AS days_silent,
    snooze.date_back AS snooze_date
"""

#: the latest note on each customer
_LAST_NOTES = """
    SELECT DISTINCT ON (note.partner_id)
           note.partner_id, note.date, note.kind, note.result, note.body
      FROM account_dunning_note note
     WHERE note.company_id = %(company)s
  ORDER BY note.partner_id, note.date DESC, note.id DESC
"""
