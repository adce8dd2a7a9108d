"""A reminder knows by which ways it has still to leave, instead of two ticks."""

from odoo.tools.sql import column_exists, create_column

TABLE = "account_dunning_notice"


def migrate(cr, version):
    """Fill the ways from *e-mail accepted* and *printed*, which go."""
    if not version or not column_exists(cr, TABLE, "is_mailed"):
        return
    create_column(cr, TABLE, "waits_for", "varchar")
    cr.execute(
        """
        UPDATE account_dunning_notice
           SET waits_for = CONCAT_WS(
                   ',',
                   CASE WHEN channel IN ('email', 'both') AND is_mailed IS NOT TRUE
                        THEN 'mail' END,
                   CASE WHEN channel IN ('print', 'both') AND is_printed IS NOT TRUE
                        THEN 'paper' END
               )
        """
    )
    cr.execute("ALTER TABLE account_dunning_notice DROP COLUMN is_mailed, DROP COLUMN is_printed")
