"""The signs of an item as one code, for windows that show items without deciding on them.

The code is that of the reason by which a run of the same day leaves the item out, where the reason
is one of the signs; *blocked* is Odoo's block on the invoice. The order is that of
:data:`rules.decide.reasons.REASONS`; a test with random ledgers keeps the two alike.
"""

from dataclasses import dataclass

from odoo.tools import SQL

from ..store import company_day
from ..terms import chosen
from . import claims, invoices
from .known import look_up

#: what the statement reads, so that the ORM flushes it first and knows when to read again
DEPENDS = {
    "account.account": ["account_type", "non_trade"],
    "account.journal": ["type"],
    "account.move": [
        "dunning_notice_id",
        "is_move_sent",
        "move_type",
        "origin_payment_id",
        "payment_state",
        "preferred_payment_method_line_id",
        "reversed_entry_id",
    ],
    "account.payment": ["amount", "currency_id", "move_id", "payment_type", "state"],
    "account.payment.method.line": ["dunning_collects"],
    "res.company": [
        "dunning_collect_days",
        "dunning_non_trade",
        "dunning_oldest_due_date",
        "dunning_unsent",
    ],
    "res.partner": ["property_inbound_payment_method_line_id"],
}

CODES = (
    "not_claim",
    "non_trade",
    "no_due_date",
    "blocked",
    "too_old",
    "in_payment",
    "direct_debit",
    "unsent",
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The options of the company of ``item``, as SQL of whatever the statement has."""

    non_trade: SQL
    oldest_due_date: SQL
    collect_days: SQL
    unsent: SQL


#: the options as columns of ``company``
OF_COMPANY = Terms(
    SQL("company.dunning_non_trade"),
    SQL("company.dunning_oldest_due_date"),
    SQL("company.dunning_collect_days"),
    SQL("company.dunning_unsent"),
)


def terms_of(options):
    """:class:`Terms` of one company.

    :param options: :class:`rules.decide.values.Options`
    """
    return Terms(
        SQL("%s", options.non_trade),
        SQL("%s::date", options.oldest_due_date),
        SQL("%s", options.collect_days),
        SQL("%s", options.unsent),
    )


def code(known, day, terms, options=None):
    """SQL: the code of the first sign that applies to ``item`` on ``day``, or NULL.

    What few items have is looked up for those; ``contact`` is who owes it.

    :param known: :class:`.known.Known`
    :param terms: :class:`Terms`
    :param options: of the only company, when there is one: what they rule out is not asked
    """
    covered = [item_id for item_id, cover in known.covers.items() if cover.amount]
    cases = [
        (claims.is_not_claim(known), "not_claim"),
        (_and(claims.is_non_trade(known), SQL("%s IS NOT TRUE", terms.non_trade)), "non_trade"),
        (claims.has_no_due_date(), "no_due_date"),
        (SQL("item.move_id = ANY(%s)", known.blocked), "blocked"),
        (SQL("item.date_maturity < %s", terms.oldest_due_date), "too_old"),
        (_is_covered(known, covered), "in_payment"),
        (_is_waited_for(known, day, terms), "direct_debit"),
        (_is_left_out_unsent(terms, options), "unsent"),
    ]
    return SQL(
        "CASE WHEN item.amount_residual_currency <= 0 THEN NULL %s END",
        SQL(" ").join(SQL("WHEN %s THEN %s", condition, found) for condition, found in cases),
    )


def _and(*conditions):
    return SQL("(%s)", SQL(" AND ").join(conditions))


def _of_move(condition):
    """A condition on ``move`` for a statement that has none."""
    return SQL(
        "EXISTS (SELECT FROM account_move move WHERE move.id = item.move_id AND %s)", condition
    )


def _is_covered(known, covered):
    if not covered:
        return SQL("FALSE")
    return SQL(
        """(CASE WHEN item.id = ANY(%(ids)s)
                 THEN (SELECT cover.amount >= item.amount_residual_currency
                         FROM UNNEST(%(ids)s, %(amounts)s::numeric[]) AS cover (item_id, amount)
                        WHERE cover.item_id = item.id)
                 ELSE FALSE END)""",
        ids=covered,
        amounts=[known.covers[item_id].amount for item_id in covered],
    )


def _is_waited_for(known, day, terms):
    if not known.collecting:
        return SQL("FALSE")
    return _and(
        SQL("%s::date <= item.date_maturity + %s", day, terms.collect_days),
        _of_move(invoices.is_collected(known)),
    )


def _is_left_out_unsent(terms, options):
    if options and options.unsent != "leave_out":
        return SQL("FALSE")
    return _and(SQL("%s = 'leave_out'", terms.unsent), _of_move(invoices.IS_UNSENT))


def of_items(items):
    """Code of each item that has a sign today: dict item id -> code.

    :param items: ``account.move.line`` records of one company
    """
    if not items:
        return {}
    env, company = items.env, items.company_id
    company.ensure_one()
    day, options = company_day.today(company), chosen.of_company(company)
    env.flush_all()
    known = look_up(env, day, company)
    rows = env.execute_query(
        SQL(
            """
            SELECT item.id, %s
              FROM account_move_line item
         LEFT JOIN res_partner contact ON contact.id = item.partner_id
             WHERE item.id = ANY(%s)
            """,
            code(known, day, terms_of(options), options),
            items.ids,
        )
    )
    return {item_id: found for item_id, found in rows if found}
