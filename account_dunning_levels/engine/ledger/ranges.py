"""Customers with open items, cut into ranges of about as many items."""

from odoo.tools import SQL

from . import item_facts

#: open items that are read, decided on and written at once
RANGE = 5000


def count_open_items(env, company, partner_domain=None):
    """How many open items :func:`customer_ranges` cuts into ranges."""
    [[count]] = env.execute_query(
        SQL(
            """
            SELECT COUNT(*)
              FROM account_move_line item
              JOIN account_move move ON move.id = item.move_id
              JOIN res_partner contact ON contact.id = item.partner_id
             WHERE %s
            """,
            _open_items_of(env, company, partner_domain),
        )
    )
    return count


def _open_items_of(env, company, partner_domain):
    where = [item_facts.open_items(env, company)]
    if partner_domain is not None and not partner_domain.is_true():
        where.append(item_facts.debtors_in(env, company, partner_domain))
    return SQL(" AND ").join(where)


def customer_ranges(env, company, partner_domain=None):
    """Yield lists of ids of customers who get letters, each with about ``RANGE`` open items.

    A customer with a head office is counted there.

    :param Domain partner_domain: only these debtors
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT %s AS letter_to, COUNT(*)
              FROM account_move_line item
              JOIN account_move move ON move.id = item.move_id
              JOIN res_partner contact ON contact.id = item.partner_id
              JOIN res_partner debtor ON debtor.id = contact.commercial_partner_id
             WHERE %s
          GROUP BY letter_to
          ORDER BY letter_to
            """,
            item_facts.letter_to(company),
            _open_items_of(env, company, partner_domain),
        )
    )
    chunk, count = [], 0
    for debtor_id, items in rows:
        chunk.append(debtor_id)
        count += items
        if count >= RANGE:
            yield chunk
            chunk, count = [], 0
    if chunk:
        yield chunk
