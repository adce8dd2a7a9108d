"""References of reminders and their lines that PostgreSQL does not check, and what keeps them.

PostgreSQL checks a reference by reading and locking the row that it points to, 4 to 6 microseconds
each. The list of a company with 100,000 open items has a million of them: to one run, one company,
a handful of currencies, sheets and users, and to what the journal item refers to as well. Checking
them took more than half of the time of proposing, and locked every customer and every invoice of
the list.

So only two kinds are checked as usual: those of the people on the envelope, whom users delete while
a list is made, and those that are seldom set. The others are plain columns; the models they point
to say with :func:`refuse_used` or :func:`clear` what becomes of them when a record is deleted.
Items, and entries with them, are deleted while a list is made, too: see :mod:`store.deletions`.
"""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tools import SQL

NOTICE, LINE = "account.dunning.notice", "account.dunning.notice.line"


class UncheckedMany2one(fields.Many2one):
    """A many2one without a foreign key; see this file for what is done instead."""

    def update_db_foreign_key(self, model, column):
        """None; the migration drops those of earlier versions."""


def refuse_used(records, name, *models):
    """Refuse to delete records that the field ``name`` of one of ``models`` points to.

    :raises UserError: one of them is used
    """
    env = records.env
    env.flush_all()
    for model in models:
        used = env.execute_query(
            SQL(
                "SELECT %(name)s FROM %(table)s WHERE %(name)s = ANY(%(ids)s) LIMIT 1",
                name=SQL.identifier(name),
                table=SQL.identifier(env[model]._table),
                ids=records.ids,
            )
        )
        if used:
            raise UserError(
                env._(
                    "%s is on a reminder or a control list and cannot be deleted. Archive it "
                    "instead.",
                    records.browse(used[0][0]).display_name,
                )
            )


def clear(records, name, *models):
    """Empty the field ``name`` of ``models`` where it points to records about to be deleted."""
    env = records.env
    for model in models:
        # no more than this: Odoo deletes items in the middle of rewriting an entry
        env[model].flush_model([name])
        env.cr.execute(
            SQL(
                "UPDATE %(table)s SET %(name)s = NULL WHERE %(name)s = ANY(%(ids)s)",
                name=SQL.identifier(name),
                table=SQL.identifier(env[model]._table),
                ids=records.ids,
            )
        )
        env[model].invalidate_model([name], flush=False)
