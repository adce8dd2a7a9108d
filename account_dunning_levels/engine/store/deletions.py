"""Items that users delete while a list is made: no line of a list points to an item that is gone.

PostgreSQL would see to it by itself if the line's item were a foreign key: each line written then
locks its item, a row at a random place of the largest table there is, and leaves its mark there. Of
a list of a million items this took a seventh of the time.

Instead, the two who can miss each other meet at one row of the company, the *guard*:

* who deletes an item shares the guard until the end of its transaction, and empties the lines that
  point to the item. Was a list made that its snapshot does not show, PostgreSQL refuses the lock
  with a serialization failure, and Odoo repeats the deletion, which sees the list then;
* who makes a list takes the guard alone as its last act, which waits for deletions at work. Then it
  looks whether PostgreSQL has noted another transaction on one of its items, and locks those few
  as a foreign key would: that fails if the item was deleted, and Odoo repeats the list without it.
  An item that was merely paid or changed meanwhile does not stop a list.

Deletions never wait for each other, and for a list only in its last moments. The few credits that
get a line when a letter is made are written as they are (:func:`guard`).
"""

from odoo.tools import SQL

from . import references


def clear_lines(items):
    """Empty the lines that point to items about to be deleted.

    Draft items that were never posted are on no list: deleting them costs nothing.

    :raises psycopg2.errors.SerializationFailure: a list was made meanwhile; Odoo tries again
    """
    once_posted = items.filtered(
        lambda item: item.move_id.posted_before or item.parent_state == "posted"
    )
    if not once_posted:
        return
    owed = once_posted.filtered(lambda item: item.account_id.account_type == "asset_receivable")
    if owed:
        _share_guards(owed.env, owed.company_id)
    # whatever its account is now: it may have been another one
    references.clear(once_posted, "move_line_id", references.LINE)


def _share_guards(env, companies):
    # there is none before the first list or deletion of a company
    env.cr.execute(
        SQL(
            """
            INSERT INTO account_dunning_guard (company_id, lists)
                 SELECT company_id, 0
                   FROM UNNEST(%(companies)s) company_id
                  WHERE company_id NOT IN (SELECT company_id FROM account_dunning_guard)
               ORDER BY company_id
            ON CONFLICT (company_id) DO NOTHING;

            SELECT id
              FROM account_dunning_guard
             WHERE company_id = ANY(%(companies)s)
          ORDER BY company_id
               FOR SHARE
            """,
            companies=companies.ids,
        ),
        log_exceptions=False,  # that a list was made is no error
    )


def check_list(env, company):
    """The last act of making a list: none of its items is deleted before the list is there.

    Looks at what :func:`ledger.gathering.gather` found, where it found it.

    :raises psycopg2.errors.SerializationFailure: an item was deleted meanwhile; Odoo tries again
    """
    env.cr.execute(
        SQL(
            """
            INSERT INTO account_dunning_guard (company_id, lists)
                 VALUES (%s, 1)
            ON CONFLICT (company_id) DO UPDATE SET lists = account_dunning_guard.lists + 1
            """,
            company.id,
        ),
        log_exceptions=False,
    )
    # xmax: who deleted, changed or locked the row last, none for most. Tid scans, as the statistics
    # of a column of the system say nothing.
    env.cr.execute(
        SQL(
            """
            SET LOCAL enable_hashjoin = off;
            SET LOCAL enable_mergejoin = off;
            WITH kept AS MATERIALIZED (
                SELECT item.id
                  FROM dunning_fact fact
                  JOIN account_move_line item ON item.ctid = fact.row_place
                 WHERE item.xmax <> '0'::xid
                   FOR KEY SHARE OF item
            )
            SELECT COUNT(*) FROM kept;
            SET LOCAL enable_hashjoin TO DEFAULT;
            SET LOCAL enable_mergejoin TO DEFAULT
            """
        ),
        log_exceptions=False,
    )


def guard(env, item_ids):
    """Items that get a line when their letter is made, because they came in since: few.

    Each is written as it is. Who deletes it meanwhile fails or makes us fail, and Odoo, or the
    lane, tries again.

    :raises psycopg2.errors.SerializationFailure: an item was deleted or changed meanwhile
    """
    env["account.move.line"].flush_model(["dunning_level"])
    env.cr.execute(
        SQL(
            "UPDATE account_move_line SET dunning_level = dunning_level WHERE id = ANY(%s)",
            list(item_ids),
        ),
        log_exceptions=False,
    )
