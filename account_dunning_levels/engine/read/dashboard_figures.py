"""The figures of the dashboard: one statement per question, grouped by company.

Each figure counts what the list behind it shows: where a model for it exists (open items,
collections, reminders) it is summed from that model. Money is summed per company, in its currency;
whoever shows it converts. ``rules.decide.figures`` says what the quotients mean.
"""

from collections import defaultdict
from datetime import timedelta

from odoo.fields import Domain
from odoo.tools import SQL

from ...rules.base.money import ZERO, decimal_of
from ...rules.decide import notice_states


def open_items(env, companies):
    """Return rows ``(company, side, kind, bucket, amount, count)`` of everything open.

    The amount is in company currency with the sign of the ledger.
    """
    return _group(
        env,
        "account.dunning.item",
        [("is_open", "=", True), ("company_id", "in", companies.ids)],
        ["company_id", "side", "kind", "age_bucket"],
        ["amount_residual:sum", "__count"],
    )


def held_items(env, companies):
    """Return rows ``(company, kind of hold, amount, count)`` of open claims on hold."""
    return _group(
        env,
        "account.dunning.item",
        [*held_domain(), ("company_id", "in", companies.ids)],
        ["company_id", "hold_kind"],
        ["amount_residual:sum", "__count"],
    )


def held_domain():
    """Open claims of customers that a hold in force keeps from being reminded."""
    return [
        ("is_open", "=", True),
        ("side", "=", "receivable"),
        ("kind", "=", "claim"),
        ("hold_id", "!=", False),
    ]


def letters(env, companies, since):
    """Return rows ``(month, level, count)`` of reminders sent, months as first days."""
    rows = env["account.dunning.notice"]._read_group(
        [*letters_domain(since), ("company_id", "in", companies.ids)],
        ["date:month", "level"],
        ["__count"],
    )
    return [(month, level, count) for month, level, count in rows]


def letters_domain(since):
    return [("state", "in", notice_states.valid()), ("date", ">=", since)]


def count(env, model, domain, companies):
    """How many records of these companies the domain finds."""
    return env[model].search_count(Domain(domain) & Domain("company_id", "in", companies.ids))


def sales(env, companies, today, days):
    """Return company -> ``(sales, sales of the period before, change of what is owed)``.

    :param int days: length of a period; the first one ends today
    """
    start = today - timedelta(days=days)
    rows = env.execute_query(
        SQL(
            _SALES,
            companies=list(companies.ids),
            before=start - timedelta(days=days),
            start=start,
            today=today,
        )
    )
    sums = {row[0]: tuple(map(decimal_of, row[1:])) for row in rows}
    return {company: sums.get(company.id, (ZERO, ZERO, ZERO)) for company in companies}


def collected(env, companies, since):
    """Return rows ``(company, date, amount, amount x days late)`` of payments of customers."""
    table = env["account.dunning.collection"]._table_query
    rows = env.execute_query(
        SQL(_COLLECTED, table=table, companies=list(companies.ids), since=since)
    )
    by_id = {company.id: company for company in companies}
    return [
        (by_id[company_id], date, decimal_of(amount), decimal_of(weighted))
        for company_id, date, amount, weighted in rows
    ]


def paid_after(env, companies, since):
    """Return rows ``(company, level, reminded, paid, count)`` of reminders sent since a day.

    *Reminded* is what was open on the letters of a level; *paid* is what payments of these items
    brought from the day of the letter until the next letter about the same item, or until now,
    but never more than was reminded. Both in company currency, at the rate of the invoice.
    """
    terms = {
        "table": env["account.dunning.collection"]._table_query,
        "companies": list(companies.ids),
        "since": since,
    }
    rows = env.execute_query(
        SQL(_PAID_AFTER, reminded=SQL(_REMINDED, **terms), paid=SQL(_PAID_SINCE, **terms))
    )
    by_id = {company.id: company for company in companies}
    return [
        (by_id[company_id], level, decimal_of(reminded), decimal_of(paid), number)
        for company_id, level, reminded, paid, number in rows
    ]


def days_late_by_month(env, debtor_ids, companies, since):
    """Return debtor id -> {first day of month: (amount, amount x days late)} of its payments."""
    env.flush_all()  # the SQL below sees only what is written
    table = env["account.dunning.collection"]._table_query
    months = defaultdict(dict)
    for debtor_id, month, amount, weighted in env.execute_query(
        SQL(
            _DAYS_LATE,
            table=table,
            companies=list(companies.ids),
            debtors=list(debtor_ids),
            since=since,
        )
    ):
        months[debtor_id][month] = (decimal_of(amount), decimal_of(weighted))
    return months


def _group(env, model, domain, groups, aggregates):
    """Rows of ``_read_group`` with exact amounts; the last two columns are a sum and a count."""
    return [
        (*row[:-2], decimal_of(row[-2]), row[-1])
        for row in env[model]._read_group(domain, groups, aggregates)
    ]


# ``max_date`` of a match is never before the payment: it keeps most matches out of the joins below.

# Receivables carry the tax, so the sales beside them do too: both are read from the same accounts.
# Odoo marks the receivable lines of invoices, credit notes and receipts as payment terms.
_SALES = """
    SELECT item.company_id,
           SUM(item.balance) FILTER (
                WHERE item.display_type = 'payment_term'
                  AND item.date > %(start)s
                  AND item.date <= %(today)s)::text,
           SUM(item.balance) FILTER (
                WHERE item.display_type = 'payment_term'
                  AND item.date <= %(start)s)::text,
           SUM(item.balance) FILTER (WHERE item.date > %(start)s)::text
      FROM account_move_line item
     WHERE item.account_id = ANY(ARRAY(
                SELECT id FROM account_account WHERE account_type = 'asset_receivable'))
       AND item.parent_state = 'posted'
       AND item.company_id = ANY(%(companies)s)
       AND item.date > %(before)s
  GROUP BY item.company_id
"""

_COLLECTED = """
    SELECT row.company_id, row.date, SUM(row.amount)::text, SUM(row.amount * row.days_late)::text
      FROM (%(table)s) row
     WHERE row.kind = 'payment'
       AND row.company_id = ANY(%(companies)s)
       AND row.date >= %(since)s
       AND row.max_date >= %(since)s
  GROUP BY row.company_id, row.date
"""

_DAYS_LATE = """
    SELECT row.debtor_id,
           date_trunc('month', row.date)::date,
           SUM(row.amount)::text,
           SUM(row.amount * row.days_late)::text
      FROM (%(table)s) row
     WHERE row.kind = 'payment'
       AND row.company_id = ANY(%(companies)s)
       -- by contact: that is what journal items are indexed by
       AND row.partner_id = ANY(ARRAY(
                SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%(debtors)s)))
       AND row.date >= %(since)s
       AND row.max_date >= %(since)s
  GROUP BY 1, 2
"""

_PAID_AFTER = """
      WITH reminded AS (%(reminded)s),
           paid AS (%(paid)s)
    SELECT reminded.company_id,
           reminded.level,
           SUM(reminded.amount_residual * reminded.rate)::text,
           SUM(LEAST(COALESCE(paid.amount, 0), reminded.amount_residual) * reminded.rate)::text,
           COUNT(*)
      FROM reminded
 LEFT JOIN paid ON paid.id = reminded.id
  GROUP BY reminded.company_id, reminded.level
"""

#: items on reminders that were sent, with the day of the next reminder of each
_REMINDED = """
    SELECT line.id,
           line.company_id,
           line.level_after AS level,
           line.move_line_id,
           line.amount_residual,
           line.sent_date,
           LEAD(line.sent_date) OVER (
                PARTITION BY line.move_line_id ORDER BY line.sent_date, line.id
           ) AS next_date,
           -- units of company currency for one of the invoice's, as it was booked
           COALESCE(item.balance / NULLIF(item.amount_currency, 0), 1) AS rate
      FROM account_dunning_notice_line line
      JOIN account_move_line item ON item.id = line.move_line_id
     WHERE line.is_valid
       AND line.company_id = ANY(%(companies)s)
       AND line.sent_date >= %(since)s
"""

#: what payments brought between a reminder and the next one
_PAID_SINCE = """
    SELECT reminded.id, SUM(row.amount_currency) AS amount
      FROM reminded
      JOIN (%(table)s) row
        ON row.move_line_id = reminded.move_line_id
       AND row.date >= reminded.sent_date
       AND (reminded.next_date IS NULL OR row.date < reminded.next_date)
     WHERE row.kind = 'payment'
       AND row.company_id = ANY(%(companies)s)
       AND row.date >= %(since)s
       AND row.max_date >= %(since)s
       -- found by the index of the claims, not by reading every payment
       AND row.move_line_id = ANY(ARRAY(SELECT move_line_id FROM reminded))
  GROUP BY reminded.id
"""
