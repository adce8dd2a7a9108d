"""The open-items window and the ageing as one SQL statement.

One row per posted item on a receivable or payable account, open or paid, with or without
customer and due date, so that its totals are those of the general ledger. PostgreSQL merges
the statement into each query of the ORM and drops what that query does not use: joins are
outer ones on unique keys, and dear columns are sub-selects.

Looked at from a day in the past, the ledger is shown as it stood then: items booked later are
not there, and what was matched later is not matched yet. A match holds on a day when both its
items were booked by then, which Odoo keeps as ``max_date`` of the partial reconciliation. A
match with a draft entry is never part of the ledger, so it is undone on every day.
"""

from dataclasses import dataclass

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..ledger import in_force
from ..signs import windows
from ..signs.known import look_up
from ..store import by_company
from ..store.planner import without_jit

#: what the statement reads, so that the ORM flushes it first
DEPENDS = {
    "account.account": windows.DEPENDS["account.account"],
    "account.journal": windows.DEPENDS["account.journal"],
    "account.move": [
        "name",
        "ref",
        "invoice_date",
        "invoice_user_id",
        "state",
        *windows.DEPENDS["account.move"],
    ],
    "account.move.line": [
        "account_id",
        "amount_currency",
        "amount_residual",
        "amount_residual_currency",
        "balance",
        "company_currency_id",
        "company_id",
        "currency_id",
        "date",
        "date_maturity",
        "dunning_date",
        "dunning_level",
        "journal_id",
        "move_id",
        "name",
        "no_followup",
        "parent_state",
        "partner_id",
        "reconciled",
    ],
    "account.partial.reconcile": [
        "amount",
        "credit_amount_currency",
        "credit_move_id",
        "debit_amount_currency",
        "debit_move_id",
        "exchange_move_id",
        "max_date",
    ],
    "account.payment": windows.DEPENDS["account.payment"],
    "account.payment.method.line": windows.DEPENDS["account.payment.method.line"],
    "account.dunning.hold": [
        "active",
        "amount",
        "company_id",
        "currency_id",
        "date_from",
        "date_last",
        "date_until",
        "kind",
        "move_id",
        "move_line_id",
        "partner_id",
        "state",
    ],
    "account.dunning.mark": ["move_line_id"],
    "account.dunning.note": ["company_id", "date", "move_id", "move_line_id", "partner_id"],
    "account.dunning.notice.line": ["is_past", "is_valid", "move_line_id"],
    "res.company": [
        "dunning_bucket_1",
        "dunning_bucket_2",
        "dunning_bucket_3",
        "dunning_bucket_4",
        "dunning_user_id",
        *windows.DEPENDS["res.company"],
    ],
    "res.partner": [
        "category_id",
        "commercial_partner_id",
        "country_id",
        "dunning_head_office_id",
        "dunning_user_id",
        "user_id",
        *windows.DEPENDS["res.partner"],
    ],
    "res.partner.dunning.category": ["category_id", "company_id", "partner_id", "sequence"],
}

PAYMENT_DEPENDS = {
    "account.move": ["move_type", "name"],
    "account.move.line": ["date", "move_id", "name", "parent_state"],
    "account.partial.reconcile": DEPENDS["account.partial.reconcile"],
}


def day_looked_at(env):
    """The day of ``dunning_at_date`` in the context: a date, or None for the ledger as it is now.

    :raises UserError: what the context holds is no date
    """
    value = env.context.get("dunning_at_date")
    try:
        return fields.Date.to_date(value or None)
    except (TypeError, ValueError) as error:
        raise UserError(
            env._(
                "“%s” is no date to look at the ledger on. Open the ageing and choose a day.", value
            )
        ) from error


def payment_query(at_date=None):
    """The rows of ``account.dunning.item.payment``: each match, seen from both its items.

    :param at_date: date after which matches do not count
    :return: SQL
    """
    until = SQL("AND own.max_date <= %s", at_date) if at_date else SQL()
    return SQL(_PAYMENTS, matches=SQL(_MATCHES), until=until)


def table_query(env, day, at_date=None):
    """The rows of ``account.dunning.item``.

    :param day: date from which lateness and holds are seen
    :param at_date: date on which the ledger is looked at; None = as it is now, with what is
        booked in the future
    :return: SQL
    """
    without_jit(env)
    ground = _ground(env)
    # a claim without a due date is never late
    late = SQL(
        """CASE WHEN item.date_maturity IS NULL AND %s THEN 0
                ELSE GREATEST(%s::date - COALESCE(item.date_maturity, item.date), 0) END""",
        SQL("(item.account_id = ANY(%s)) = (item.balance >= 0)", ground.receivable),
        day,
    )
    terms = {
        "ledger": _ledger(ground, at_date),
        "receivable": ground.receivable,
        "accounts": [*ground.receivable, *ground.payable],
        "is_open": _IS_OPEN,
        "late": late,
        "buckets": _buckets(late),
        "last_payment_date": _last_payment(SQL("other.date"), at_date),
        "last_payment_amount": _last_payment(_MATCHED, at_date),
        "in_force": in_force.condition("held", day, day),
        "head_office": by_company.setting_in(
            env, "debtor", "dunning_head_office_id", SQL("item.company_id")
        ),
        "responsible": by_company.setting_in(
            env, "debtor", "dunning_user_id", SQL("item.company_id")
        ),
    }
    return SQL(
        _ITEMS,
        **terms,
        identity=SQL(_IDENTITY, **terms),
        document=SQL(_DOCUMENT, **terms),
        amounts=SQL(_AMOUNTS, **terms),
        reminded=SQL(_REMINDED, sign=_sign(env, ground, day, at_date)),
        held=SQL(_HELD, **terms),
        people=SQL(_PEOPLE, **terms),
        shown_hold=in_force.nearest(env, "held", day, day),
        own_categories=SQL(_OWN_CATEGORIES),
        tags=SQL(_TAGS),
    )


def _sign(env, ground, day, at_date):
    """SQL: what Odoo says about an open item of a customer; in the past, nobody knows it."""
    if at_date:
        return SQL("NULL::varchar")
    return SQL(
        "CASE WHEN item.account_id = ANY(%s) THEN %s END",
        ground.receivable,
        windows.code(look_up(env, day), day, windows.OF_COMPANY),
    )


def open_receivables(env):
    """What customers have open now: journal items with ``residual`` and ``residual_currency``.

    :return: SQL, for statements that add up without all columns of the window
    """
    ground = _ground(env)
    return SQL(
        "SELECT item.* FROM (%s) item WHERE item.account_id = ANY(%s) AND %s",
        _ledger(ground, None),
        ground.receivable,
        _IS_OPEN,
    )


def hidden_by_drafts(env):
    """What matches with entries that are not posted take off posted items; mostly nothing.

    :return: list of (journal item id, amount, amount in its currency), to be added to what is open
    """
    env["account.partial.reconcile"].flush_model()
    undone = _undone(_ground(env).drafts, None)
    return env.execute_query(undone) if undone else []


def _ledger(ground, at_date):
    """Posted journal items with what is open on them, as ``item``.

    As things are now, what Odoo keeps on the item is what is open. Looked at from the past, and
    where drafts are matched, items of which a match is undone come from a second branch, so that
    the index on open items serves the first.
    """
    until = SQL("AND item.date <= %s", at_date) if at_date else SQL()
    undone = _undone(ground.drafts, at_date)
    if undone is None:
        return SQL(
            _LEDGER,
            residual=SQL("item.amount_residual"),
            residual_currency=SQL("item.amount_residual_currency"),
            join=SQL(),
            where=until,
        )
    return SQL(
        "%s UNION ALL %s",
        SQL(
            _LEDGER,
            residual=SQL("item.amount_residual"),
            residual_currency=SQL("item.amount_residual_currency"),
            join=SQL(),
            where=SQL(
                "AND NOT EXISTS (SELECT FROM (%s) undone WHERE undone.item_id = item.id) %s",
                undone,
                until,
            ),
        ),
        SQL(
            _LEDGER,
            residual=SQL("item.amount_residual + undone.amount"),
            residual_currency=SQL("item.amount_residual_currency + undone.amount_currency"),
            join=SQL("JOIN (%s) undone ON undone.item_id = item.id", undone),
            where=until,
        ),
    )


def _undone(drafts, at_date):
    """Rows ``(item_id, amount, amount_currency)``: what undone matches give back to items.

    :return: SQL, or None when no match is undone
    """
    if not at_date and not drafts:
        return None
    conditions = [SQL("partial.id = ANY(%s)", drafts)] if drafts else []
    if at_date:
        conditions.append(SQL("partial.max_date > %s", at_date))
    return SQL(_UNDONE, undone=SQL(" OR ").join(conditions))


@dataclass(frozen=True, slots=True)
class Ground:
    """What is looked up before the statement is made, so that the planner knows the numbers.

    :ivar receivable, payable: ids of the accounts of customers and of vendors
    :ivar drafts: ids of the partial reconciliations with an entry that is not posted; mostly none
    """

    receivable: list
    payable: list
    drafts: list


def _ground(env):
    flush = [
        env["account.account"]._fields["account_type"],
        env["account.move"]._fields["journal_id"],
        env["account.move"]._fields["state"],
        env["account.move.line"]._fields["move_id"],
        env["account.partial.reconcile"]._fields["debit_move_id"],
        env["account.partial.reconcile"]._fields["credit_move_id"],
    ]
    rows = env.execute_query(SQL().join([SQL(_GROUND), *(SQL(to_flush=field) for field in flush)]))
    return Ground(*rows[0])


def _buckets(late):
    """Columns ``age_bucket`` and one amount per bucket."""
    bounds = [SQL("company.dunning_bucket_%s", SQL(str(number))) for number in range(1, 5)]
    return SQL(
        """
        CASE WHEN %(late)s = 0 THEN 'b0'
             WHEN %(late)s <= %(b1)s THEN 'b1'
             WHEN %(late)s <= %(b2)s THEN 'b2'
             WHEN %(late)s <= %(b3)s THEN 'b3'
             WHEN %(late)s <= %(b4)s THEN 'b4'
             ELSE 'b5'
        END AS age_bucket,
        CASE WHEN %(late)s = 0 THEN %(residual)s ELSE 0 END AS amount_not_due,
        CASE WHEN %(late)s BETWEEN 1 AND %(b1)s THEN %(residual)s ELSE 0 END AS amount_bucket_1,
        CASE WHEN %(late)s > %(b1)s AND %(late)s <= %(b2)s
             THEN %(residual)s ELSE 0 END AS amount_bucket_2,
        CASE WHEN %(late)s > %(b2)s AND %(late)s <= %(b3)s
             THEN %(residual)s ELSE 0 END AS amount_bucket_3,
        CASE WHEN %(late)s > %(b3)s AND %(late)s <= %(b4)s
             THEN %(residual)s ELSE 0 END AS amount_bucket_4,
        CASE WHEN %(late)s > %(b4)s THEN %(residual)s ELSE 0 END AS amount_bucket_5,
        CASE WHEN %(late)s > 0 THEN %(residual)s ELSE 0 END AS amount_overdue
        """,
        late=late,
        residual=SQL("item.residual"),
        b1=bounds[0],
        b2=bounds[1],
        b3=bounds[2],
        b4=bounds[3],
    )


def is_open(residual, residual_currency):
    """Condition: something is open; the index ``account_move_line_dunning_open`` has the same.

    :param residual, residual_currency: SQL of what is left, in both currencies of an item
    """
    return SQL("((%s <> 0 OR %s <> 0) IS TRUE)", residual, residual_currency)


def _last_payment(value, at_date):
    """Sub-select: ``value`` of the latest match of the item that is no exchange difference."""
    return SQL(
        _LAST_PAYMENT,
        value=value,
        until=SQL("AND partial.max_date <= %s", at_date) if at_date else SQL(),
    )


_MATCHED = SQL(
    """CASE WHEN partial.debit_move_id = item.id THEN partial.debit_amount_currency
            ELSE partial.credit_amount_currency END"""
)

_LAST_PAYMENT = """(
    SELECT %(value)s
      FROM account_partial_reconcile partial
      JOIN account_move_line other
        ON other.id = CASE WHEN partial.debit_move_id = item.id THEN partial.credit_move_id
                           ELSE partial.debit_move_id END
     WHERE (partial.debit_move_id = item.id OR partial.credit_move_id = item.id)
       AND other.parent_state = 'posted'
       AND NOT EXISTS (SELECT FROM account_partial_reconcile exchange
                        WHERE exchange.exchange_move_id = other.move_id)
       %(until)s
  ORDER BY other.date DESC, partial.id DESC
     LIMIT 1)"""

_IS_OPEN = is_open(SQL("item.residual"), SQL("item.residual_currency"))

_GROUND = """
    SELECT ARRAY(SELECT id FROM account_account WHERE account_type = 'asset_receivable'),
           ARRAY(SELECT id FROM account_account WHERE account_type = 'liability_payable'),
           -- by journal, as Odoo's index on moves and their state begins with it
           ARRAY(SELECT partial.id
                   FROM account_journal journal
                   JOIN account_move draft ON draft.journal_id = journal.id
                   JOIN account_move_line item ON item.move_id = draft.id
                   JOIN account_partial_reconcile partial
                     ON partial.debit_move_id = item.id OR partial.credit_move_id = item.id
                  WHERE draft.state = 'draft')
"""

_LEDGER = """
    SELECT item.id, item.move_id, item.company_id, item.partner_id, item.journal_id,
           item.account_id, item.name, item.date, item.date_maturity, item.currency_id,
           item.company_currency_id, item.amount_currency, item.balance, item.dunning_level,
           item.dunning_date, item.no_followup,
           %(residual)s AS residual,
           %(residual_currency)s AS residual_currency,
           %(residual_currency)s AS amount_residual_currency
      FROM account_move_line item
      %(join)s
     WHERE item.parent_state = 'posted' %(where)s
"""

_UNDONE = """
    SELECT side.item_id, SUM(side.amount) AS amount, SUM(side.amount_currency) AS amount_currency
      FROM (SELECT partial.debit_move_id AS item_id,
                   partial.amount,
                   partial.debit_amount_currency AS amount_currency
              FROM account_partial_reconcile partial WHERE %(undone)s
         UNION ALL
            SELECT partial.credit_move_id, -partial.amount, -partial.credit_amount_currency
              FROM account_partial_reconcile partial WHERE %(undone)s
           ) side
  GROUP BY side.item_id"""

#: the window: an item, its document, its customer, and the hold that it shows
_ITEMS = """
    SELECT %(identity)s,
           %(document)s,
           %(amounts)s,
           %(reminded)s,
           %(held)s,
           %(people)s
      FROM (%(ledger)s) item
 LEFT JOIN account_move move ON move.id = item.move_id
 LEFT JOIN res_company company ON company.id = item.company_id
 LEFT JOIN res_partner contact ON contact.id = item.partner_id
 LEFT JOIN res_partner debtor ON debtor.id = contact.commercial_partner_id
 LEFT JOIN account_dunning_hold hold
        ON hold.id = %(shown_hold)s
 LEFT JOIN (%(own_categories)s) own_category ON own_category.partner_id = debtor.id
                                            AND own_category.company_id = item.company_id
 LEFT JOIN (%(tags)s) tag ON tag.partner_id = debtor.id
 LEFT JOIN account_dunning_mark mark ON mark.move_line_id = item.id
     WHERE item.account_id = ANY(%(accounts)s)
"""

#: whose item it is, on which side, and whether something is open
_IDENTITY = """
    item.id AS id,
    item.id AS move_line_id,
    item.move_id,
    item.company_id,
    item.partner_id,
    contact.commercial_partner_id AS debtor_id,
    item.journal_id,
    item.account_id,
    item.account_id = ANY(%(receivable)s) AS is_receivable,
    CASE WHEN item.account_id = ANY(%(receivable)s) THEN 'receivable'
         ELSE 'payable' END AS side,
    CASE WHEN (item.account_id = ANY(%(receivable)s)) = (item.balance >= 0)
         THEN 'claim' ELSE 'credit' END AS kind,
    %(is_open)s AS is_open,
    CASE WHEN %(is_open)s THEN 'open' ELSE 'paid' END AS status
"""

#: the invoice or entry that the item belongs to, and how late it is
_DOCUMENT = """
    COALESCE(NULLIF(move.name, '/'), item.name) AS name,
    COALESCE(NULLIF(move.ref, ''), item.name) AS ref,
    move.move_type,
    move.invoice_date,
    item.date,
    item.date_maturity,
    COALESCE(item.date_maturity, item.date) AS due_date,
    CASE WHEN %(is_open)s THEN %(late)s ELSE 0 END AS days_late,
    %(buckets)s
"""

#: what was booked, what is left, and what was paid last
_AMOUNTS = """
    item.currency_id,
    item.company_currency_id,
    item.amount_currency,
    item.balance,
    item.residual_currency AS amount_residual_currency,
    item.residual AS amount_residual,
    item.balance - item.residual AS amount_paid,
    %(last_payment_date)s AS last_payment_date,
    %(last_payment_amount)s AS last_payment_amount
"""

#: how far the reminders of the item are
_REMINDED = """
    item.dunning_level,
    item.dunning_date,
    (SELECT COUNT(*) FROM account_dunning_notice_line line
      WHERE line.move_line_id = item.id AND line.is_valid
        AND line.is_past IS NOT TRUE) AS dunning_count,
    item.no_followup,
    %(sign)s AS sign
"""

#: what keeps the item from being reminded
_HELD = """
    hold.id AS hold_id,
    -- the same as a condition: each list of subjects is hashed once
    (item.id IN (SELECT held.move_line_id FROM account_dunning_hold held
                  WHERE held.move_line_id IS NOT NULL AND %(in_force)s)
     OR item.move_id IN (SELECT held.move_id FROM account_dunning_hold held
                          WHERE held.move_id IS NOT NULL AND %(in_force)s)
     OR COALESCE((debtor.id, item.company_id) IN (
             SELECT held.partner_id, held.company_id FROM account_dunning_hold held
              WHERE held.partner_id IS NOT NULL AND %(in_force)s), FALSE)
     OR COALESCE((%(head_office)s, item.company_id) IN (
             SELECT held.partner_id, held.company_id FROM account_dunning_hold held
              WHERE held.partner_id IS NOT NULL AND %(in_force)s), FALSE)
    ) AS is_held,
    hold.kind AS hold_kind,
    hold.date_until AS hold_until,
    CASE WHEN hold.kind IN ('promise', 'plan') THEN hold.date_last END AS promise_date,
    CASE WHEN hold.kind IN ('promise', 'plan') THEN hold.amount END AS promise_amount,
    hold.currency_id AS promise_currency_id
"""

#: who deals with the customer, and what was noted last
_PEOPLE = """
    (SELECT note.id FROM account_dunning_note note
      WHERE note.partner_id = debtor.id
        AND note.company_id = item.company_id
        AND (note.move_line_id = item.id
             OR (note.move_line_id IS NULL
                 AND (note.move_id = item.move_id OR note.move_id IS NULL)))
   ORDER BY note.date DESC, note.id DESC
      LIMIT 1) AS last_note_id,
    COALESCE(%(responsible)s, debtor.user_id, company.dunning_user_id)
        AS dunning_user_id,
    COALESCE(move.invoice_user_id, debtor.user_id) AS invoice_user_id,
    debtor.country_id,
    COALESCE(own_category.category_id, tag.category_id) AS category_id,
    debtor.active IS FALSE AS is_archived,
    mark.id IS NOT NULL AS is_marked
"""

#: the category of each customer for sheets: the first of its list, else one of its tags
_OWN_CATEGORIES = """
    SELECT DISTINCT ON (own.partner_id, own.company_id)
           own.partner_id, own.company_id, own.category_id
      FROM res_partner_dunning_category own
  ORDER BY own.partner_id, own.company_id, own.sequence, own.id
"""

_TAGS = """
    SELECT own.partner_id, MIN(own.category_id) AS category_id
      FROM res_partner_res_partner_category_rel own
  GROUP BY own.partner_id
"""

#: each match once per side: what it is called, and the other side
_PAYMENTS = """
    SELECT own.id * 2 + own.is_credit AS id,
           own.item_id,
           other.move_id,
           other.company_id,
           COALESCE(NULLIF(move.name, '/'), other.name) AS name,
           other.date,
           CASE WHEN EXISTS (SELECT FROM account_partial_reconcile exchange
                              WHERE exchange.exchange_move_id = other.move_id) THEN 'exchange'
                WHEN other.payment_id IS NOT NULL OR other.statement_line_id IS NOT NULL
                     THEN 'payment'
                WHEN move.move_type <> 'entry' THEN 'document'
                ELSE 'entry'
           END AS kind,
           own.currency_id,
           other.company_currency_id,
           own.amount_currency,
           own.amount
      FROM (%(matches)s) own
      JOIN account_move_line other ON other.id = own.other_id
      JOIN account_move move ON move.id = other.move_id
     WHERE other.parent_state = 'posted'
       %(until)s
"""

#: every match, seen from its debit and from its credit
_MATCHES = """
    SELECT id, 0 AS is_credit, debit_move_id AS item_id, credit_move_id AS other_id,
           amount, debit_amount_currency AS amount_currency,
           debit_currency_id AS currency_id, max_date
      FROM account_partial_reconcile
 UNION ALL
    SELECT id, 1, credit_move_id, debit_move_id,
           amount, credit_amount_currency, credit_currency_id, max_date
      FROM account_partial_reconcile
"""
