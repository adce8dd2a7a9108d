"""Reminders that have not left know where their items are paid."""

from odoo import SUPERUSER_ID, api

from odoo.addons.account_dunning_levels.engine.notice import payee


def migrate(cr, version):
    """Find the bank accounts of reminders on control lists, as a run that proposes does."""
    if not version:
        return
    env = api.Environment(cr, SUPERUSER_ID, {})
    waiting = [("state", "in", ("proposed", "ready", "skipped", "failed"))]
    payee.renew(env["account.dunning.notice"].search(waiting))
