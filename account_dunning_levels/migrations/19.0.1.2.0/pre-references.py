"""References that are kept by the addon are checked by PostgreSQL no more, and indexes that found
nothing go; see ``engine/store/references.py``."""

from odoo.tools import SQL

UNCHECKED = {
    "account_dunning_notice_line": (
        "run_id",
        "notice_id",
        "company_id",
        "partner_id",
        "user_id",
        "sheet_id",
        "move_id",
        "currency_id",
    ),
    "account_dunning_notice": (
        "run_id",
        "company_id",
        "partner_id",
        "user_id",
        "sheet_id",
        "level_id",
        "currency_id",
    ),
}
#: removed, or made again without the rows that have no value
INDEXES = (
    "account_dunning_notice_line__run_id_index",
    "account_dunning_notice_line__company_id_index",
    "account_dunning_notice__company_id_index",
    "account_dunning_notice__sheet_id_index",
    "account_dunning_notice__mail_id_index",
    "account_dunning_notice__date_index",
)


def migrate(cr, version):
    """Drop the foreign keys and the indexes."""
    if not version:
        return
    for table, columns in UNCHECKED.items():
        for column in columns:
            key = SQL.identifier(f"{table}_{column}_fkey")
            cr.execute(
                SQL("ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s", SQL.identifier(table), key)
            )
    for index in INDEXES:
        cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(index)))
    for column in ("create_uid", "create_date", "write_uid", "write_date"):
        cr.execute(
            SQL(
                "ALTER TABLE account_dunning_notice_line DROP COLUMN IF EXISTS %s",
                SQL.identifier(column),
            )
        )
