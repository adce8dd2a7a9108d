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

from odoo.tools import SQL

#: what the statement reads, so that the ORM flushes it first
DEPENDS = {
    "account.account": ["account_type"],
    "account.move": ["name", "ref", "move_type", "invoice_date", "invoice_user_id", "state"],
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
    "account.dunning.hold": [
        "active",
        "company_id",
        "date_from",
        "date_until",
        "move_line_id",
        "partner_id",
    ],
    "account.dunning.notice.line": ["is_valid", "move_line_id"],
    "res.company": [
        "dunning_bucket_1",
        "dunning_bucket_2",
        "dunning_bucket_3",
        "dunning_bucket_4",
        "dunning_user_id",
    ],
    "res.partner": [
        "category_id",
        "commercial_partner_id",
        "country_id",
        "dunning_user_id",
        "user_id",
    ],
    "res.partner.dunning.category": ["category_id", "partner_id", "sequence"],
}


def table_query(env, day, at_date=None):
    """The rows of ``account.dunning.item``.

    :param day: date from which lateness and holds are seen
    :param at_date: date on which the ledger is looked at; None = as it is now, with what is
        booked in the future
    :return: SQL
    """
    undone = _undone(at_date)
    is_open = _is_open(at_date)
    late = SQL("GREATEST(%s::date - COALESCE(item.date_maturity, item.date), 0)", day)
    residual = SQL("(item.amount_residual + COALESCE(undone.amount, 0))")
    return SQL(
        _ITEMS,
        is_open=is_open,
        late=late,
        residual=residual,
        residual_currency=SQL(
            "(item.amount_residual_currency + COALESCE(undone.amount_currency, 0))"
        ),
        buckets=_buckets(late, residual),
        last_payment_date=_last_payment(SQL("other.date"), at_date),
        last_payment_amount=_last_payment(_MATCHED, at_date),
        undone=undone,
        item_hold=_holds(env, ["move_line_id"], day),
        debtor_hold=_holds(env, ["company_id", "partner_id"], day),
        until=SQL("AND item.date <= %s", at_date) if at_date else SQL(),
    )


def _is_open(at_date):
    """Condition: something is open. Written so that the index on open items serves it."""
    if at_date:
        return SQL(
            """(
                item.amount_residual + COALESCE(undone.amount, 0) <> 0
                OR item.amount_residual_currency + COALESCE(undone.amount_currency, 0) <> 0
            )"""
        )
    return SQL(
        """(
            item.reconciled IS NOT TRUE
            OR item.id = ANY(ARRAY(
                SELECT unnest(ARRAY[partial.debit_move_id, partial.credit_move_id])
                  FROM (%s) partial))
        )""",
        SQL(_MATCHED_WITH_DRAFTS),
    )


def _undone(at_date):
    """Rows ``(item_id, amount, amount_currency)``: what undone matches give back to items."""
    draft = SQL(_MATCHED_WITH_DRAFTS)
    if not at_date:
        return SQL(_UNDONE, matches=draft)
    later = SQL(
        "SELECT partial.* FROM account_partial_reconcile partial WHERE max_date > %s", at_date
    )
    earlier = SQL("%s AND partial.max_date <= %s", draft, at_date)
    return SQL(_UNDONE, matches=SQL("%s UNION ALL %s", later, earlier))


def _buckets(late, residual):
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
        CASE WHEN %(late)s > 0 AND %(late)s <= %(b1)s THEN %(residual)s ELSE 0 END AS amount_bucket_1,
        CASE WHEN %(late)s > %(b1)s AND %(late)s <= %(b2)s THEN %(residual)s ELSE 0 END AS amount_bucket_2,
        CASE WHEN %(late)s > %(b2)s AND %(late)s <= %(b3)s THEN %(residual)s ELSE 0 END AS amount_bucket_3,
        CASE WHEN %(late)s > %(b3)s AND %(late)s <= %(b4)s THEN %(residual)s ELSE 0 END AS amount_bucket_4,
        CASE WHEN %(late)s > %(b4)s THEN %(residual)s ELSE 0 END AS amount_bucket_5,
        CASE WHEN %(late)s > 0 THEN %(residual)s ELSE 0 END AS amount_overdue
        """,
        late=late,
        residual=residual,
        b1=bounds[0],
        b2=bounds[1],
        b3=bounds[2],
        b4=bounds[3],
    )


def _last_payment(value, at_date):
    """Sub-select: ``value`` of the latest match of the item that is no exchange difference."""
    return SQL(
        _LAST_PAYMENT,
        value=value,
        until=SQL("AND partial.max_date <= %s", at_date) if at_date else SQL(),
    )


def _holds(env, keys, day):
    """Rows ``(keys, hold_id)``: the hold in force per subject, the one that ends last."""
    return SQL(
        """
        SELECT DISTINCT ON (%(keys)s) %(keys)s, hold.id AS hold_id
          FROM account_dunning_hold hold
         WHERE %(in_force)s
      ORDER BY %(keys)s, hold.date_until DESC NULLS FIRST, hold.id DESC
        """,
        keys=SQL(", ").join(SQL.identifier("hold", key) for key in keys),
        in_force=env["account.dunning.hold"]._sql_in_force("hold", day, day),
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

_MATCHED_WITH_DRAFTS = """
    SELECT partial.*
      FROM account_move_line draft
      JOIN account_partial_reconcile partial
        ON partial.debit_move_id = draft.id OR partial.credit_move_id = draft.id
     WHERE draft.parent_state = 'draft'"""

_UNDONE = """
    SELECT side.item_id, SUM(side.amount) AS amount, SUM(side.amount_currency) AS amount_currency
      FROM (%(matches)s) match
CROSS JOIN LATERAL (
            VALUES (match.debit_move_id, match.amount, match.debit_amount_currency),
                   (match.credit_move_id, -match.amount, -match.credit_amount_currency)
           ) AS side (item_id, amount, amount_currency)
  GROUP BY side.item_id"""

_ITEMS = """
    SELECT item.id AS id,
           item.id AS move_line_id,
           item.move_id,
           item.company_id,
           item.partner_id,
           contact.commercial_partner_id AS debtor_id,
           item.journal_id,
           item.account_id,
           CASE WHEN account.account_type = 'asset_receivable' THEN 'receivable'
                ELSE 'payable' END AS side,
           CASE WHEN (account.account_type = 'asset_receivable') = (item.balance >= 0)
                THEN 'claim' ELSE 'credit' END AS kind,
           %(is_open)s AS is_open,
           CASE WHEN %(is_open)s THEN 'open' ELSE 'paid' END AS status,
           COALESCE(NULLIF(move.name, '/'), item.name) AS name,
           COALESCE(NULLIF(move.ref, ''), item.name) AS ref,
           move.move_type,
           move.invoice_date,
           item.date,
           item.date_maturity,
           COALESCE(item.date_maturity, item.date) AS due_date,
           CASE WHEN %(is_open)s THEN %(late)s ELSE 0 END AS days_late,
           %(buckets)s,
           item.currency_id,
           item.company_currency_id,
           item.amount_currency,
           item.balance,
           %(residual_currency)s AS amount_residual_currency,
           %(residual)s AS amount_residual,
           item.balance - %(residual)s AS amount_paid,
           %(last_payment_date)s AS last_payment_date,
           %(last_payment_amount)s AS last_payment_amount,
           item.dunning_level,
           item.dunning_date,
           (SELECT COUNT(*) FROM account_dunning_notice_line line
             WHERE line.move_line_id = item.id AND line.is_valid) AS dunning_count,
           item.no_followup,
           COALESCE(item_hold.hold_id, debtor_hold.hold_id) AS hold_id,
           COALESCE(debtor.dunning_user_id, debtor.user_id, company.dunning_user_id)
               AS dunning_user_id,
           COALESCE(move.invoice_user_id, debtor.user_id) AS invoice_user_id,
           debtor.country_id,
           COALESCE(own_category.category_id, tag.category_id) AS category_id
      FROM account_move_line item
      JOIN account_account account
        ON account.id = item.account_id
       AND account.account_type IN ('asset_receivable', 'liability_payable')
 LEFT JOIN account_move move ON move.id = item.move_id
 LEFT JOIN res_company company ON company.id = item.company_id
 LEFT JOIN res_partner contact ON contact.id = item.partner_id
 LEFT JOIN res_partner debtor ON debtor.id = contact.commercial_partner_id
 LEFT JOIN (%(undone)s) undone ON undone.item_id = item.id
 LEFT JOIN (%(item_hold)s) item_hold ON item_hold.move_line_id = item.id
 LEFT JOIN (%(debtor_hold)s) debtor_hold
        ON debtor_hold.partner_id = debtor.id AND debtor_hold.company_id = item.company_id
 LEFT JOIN (SELECT DISTINCT ON (own.partner_id) own.partner_id, own.category_id
              FROM res_partner_dunning_category own
          ORDER BY own.partner_id, own.sequence, own.id
           ) own_category ON own_category.partner_id = debtor.id
 LEFT JOIN (SELECT own.partner_id, MIN(own.category_id) AS category_id
              FROM res_partner_res_partner_category_rel own
          GROUP BY own.partner_id
           ) tag ON tag.partner_id = debtor.id
     WHERE item.parent_state = 'posted'
       %(until)s
"""
