"""The item of a line is kept by the addon, PostgreSQL checks it no more; see
``engine/store/deletions.py``."""


def migrate(cr, version):
    """Drop the foreign key."""
    if version:
        cr.execute(
            "ALTER TABLE account_dunning_notice_line"
            " DROP CONSTRAINT IF EXISTS account_dunning_notice_line_move_line_id_fkey"
        )
