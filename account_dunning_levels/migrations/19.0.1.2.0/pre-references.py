"""References that are kept by the addon are checked by PostgreSQL no more, and indexes that found
nothing go; see ``models/unchecked_reference.py``."""

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
            cr.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_{column}_fkey")
    for index in INDEXES:
        cr.execute(f"DROP INDEX IF EXISTS {index}")
    for column in ("create_uid", "create_date", "write_uid", "write_date"):
        cr.execute(f"ALTER TABLE account_dunning_notice_line DROP COLUMN IF EXISTS {column}")
