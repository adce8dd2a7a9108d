"""The law's rates come with the addon; what a user entered stays."""

from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Load the shipped rates where no rate is known."""
    if version:
        api.Environment(cr, SUPERUSER_ID, {})["account.dunning.rate"]._load_shipped()
