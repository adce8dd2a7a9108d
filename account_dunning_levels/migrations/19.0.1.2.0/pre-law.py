"""Sheets of before the law was built in keep their figures."""

from odoo.tools.sql import column_exists, create_column


def migrate(cr, version):
    """Existing sheets follow no law; new ones do by default."""
    if not version or column_exists(cr, "account_dunning_sheet", "law_profile"):
        return
    create_column(cr, "account_dunning_sheet", "law_profile", "varchar")
    cr.execute("UPDATE account_dunning_sheet SET law_profile = 'none'")
