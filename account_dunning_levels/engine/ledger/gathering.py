"""All open items of a company: copied to a table of the transaction once, then read by ranges."""

from collections import defaultdict
from typing import NamedTuple

from odoo.tools import SQL

from ..signs import known
from ..store import named_rows
from ..terms import run_settings
from . import blocks, customer_facts, item_facts, law_facts, ranges


def gather(env, company, as_of, settings, *, partner_domain=None, item_domain=None):
    """Copy the open items of a company that a run of ``as_of`` can list to ``dunning_fact``.

    The table lives until the end of the transaction, or until the next call.

    :param Domain partner_domain, item_domain: as in :func:`.item_facts.read_items`
    """
    env.flush_all()
    where = [item_facts.open_items(env, company), item_facts.claims_and_credits(as_of)]
    if not item_facts.counts_per_customer(settings):
        # what is not due is on no list; it only counts when it can bring a date of another system
        where.append(
            SQL(
                "(item.amount_residual_currency < 0 OR item.date_maturity < %(day)s"
                " OR (item.date_maturity IS NULL"
                " AND COALESCE(move.invoice_date, item.date) < %(day)s))",
                day=as_of,
            )
        )
    signs = known.look_up(env, as_of, company, settings.currencies)
    items = item_facts.select_items(env, company, as_of, where, partner_domain, item_domain, signs)
    env.cr.execute(SQL("DROP TABLE IF EXISTS dunning_fact"))
    env.cr.execute(SQL(_GATHER, items=items))


def gathered_ranges(env):
    """Cut what was gathered: list of (first, last) place of customers who get letters, each with
    about ``RANGE`` items."""
    return env.execute_query(
        SQL(
            """
            SELECT MIN(customer.place), MAX(customer.place)
              FROM (
                    SELECT place, (SUM(COUNT(*)) OVER (ORDER BY place) - 1)::int / %s AS number
                      FROM dunning_fact
                  GROUP BY place
                   ) customer
          GROUP BY customer.number
          ORDER BY customer.number
            """,
            ranges.RANGE,
        )
    )


class Gathered(NamedTuple):
    """What was gathered of some customers, as rows: nothing more is asked of the database.

    :ivar rows: :class:`ledger.item_facts.ItemRow` objects, in the order of the customers
    :ivar law_rows: :class:`ledger.law_facts.LawRow` objects
    """

    rows: list
    customers: dict
    branches: dict
    law_rows: list
    settings: run_settings.Settings

    def items(self):
        """Customer id -> list of :class:`rules.decide.values.Item`."""
        per_customer = item_facts.counts_per_customer(self.settings)
        items = defaultdict(list)
        for row in self.rows:
            letter_to, block = self.branches.get(row.debtor_id, (row.debtor_id, blocks.NO_BLOCK))
            items[letter_to].append(
                item_facts.item_of(row, self.customers[letter_to], block, per_customer)
            )
        if self.law_rows:
            everything = [item for own in items.values() for item in own]
            known = law_facts.facts_of(self.law_rows, self.settings, self.customers, everything)
            items = item_facts.with_law(known, items)
        if per_customer:
            return {key: item_facts.with_common_date(own) for key, own in items.items()}
        return items


def read_gathered(env, company, as_of, settings, first, last):
    """What was gathered of the customers from place ``first`` to ``last``.

    Making objects of it takes as long as reading it, and can wait until the database does something
    else.

    :return: :class:`Gathered`
    """
    rows = named_rows.read(
        env,
        item_facts.ItemRow,
        SQL("TABLE dunning_fact"),
        SQL(
            "WHERE source.place BETWEEN %s AND %s"
            " ORDER BY source.place, source.debtor_id, source.due_date, source.id",
            first,
            last,
        ),
    )
    ids = list(dict.fromkeys(row.letter_to for row in rows))
    customers = customer_facts.read_customers(env, company, ids, as_of)
    branches = customer_facts.read_branches(env, company, ids, as_of)
    law_rows = []
    if settings.laws:
        law_rows = law_facts.fetch_gathered(env, company, settings, customers, (first, last))
    return Gathered(rows, customers, branches, law_rows, settings)


# place: of the customer who gets the letter, by name
#
# PostgreSQL takes the open items for three times as many as there are: it cannot know that what is
# open is mostly receivable. From some hundred thousand on it would rather go through the whole
# ledger, paid items of all years too, than use the index on what is open.
_GATHER = """
    SET LOCAL enable_seqscan = off;
    CREATE TEMPORARY TABLE dunning_fact ON COMMIT DROP AS (
        SELECT DENSE_RANK() OVER (ORDER BY LOWER(customer.name), customer.id)::int AS place, item.*
          FROM (%(items)s) item
          JOIN res_partner customer ON customer.id = item.letter_to
    );
    SET LOCAL enable_seqscan TO DEFAULT;
    CREATE INDEX ON dunning_fact (place);
    ANALYZE dunning_fact (place, id)
"""
