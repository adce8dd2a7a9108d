import logging

from odoo import api, fields, models

from ..engine.settle import time_bars
from ..engine.store.access import READER, needs

_logger = logging.getLogger(__name__)


class AccountDunningTimeBar(models.Model):
    """A claim that is lost soon, as somebody was told; one row per item and day."""

    _name = "account.dunning.time.bar"
    _description = "Claim That Is Soon Lost"
    _order = "last_day, id"
    _rec_name = "move_line_id"

    company_id = fields.Many2one("res.company", required=True, index=True)
    move_line_id = fields.Many2one(
        "account.move.line", string="Open item", required=True, ondelete="cascade"
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    date_maturity = fields.Date(related="move_line_id.date_maturity", string="Due date")
    currency_id = fields.Many2one(related="move_line_id.currency_id")
    # computed without a dependency: paying an invoice must not look for rows of ours
    amount_residual = fields.Monetary(string="Open amount", compute="_compute_amount_residual")
    last_day = fields.Date(
        string="Enforceable until",
        required=True,
        help="The last day at the earliest. Part payments and acknowledgements can let the period "
        "begin anew; they are not counted.",
    )
    article = fields.Char(string="By")
    is_certain = fields.Boolean(
        string="Checked", help="Off: from memory, not checked in an official text."
    )
    note = fields.Char()

    _once = models.UniqueIndex("(move_line_id, last_day)", "This claim was told already.")

    @api.model
    def _cron_warn(self):
        """Tell about claims that are lost within sixty days, a company at a time."""
        # sudo: a scheduled action works for every company
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            lang = company.partner_id.lang or "en_US"
            try:
                with self.env.cr.savepoint():
                    time_bars.warn(company.with_company(company).with_context(lang=lang))
            except Exception:
                # one company never stops the others; tomorrow it is tried again
                _logger.exception("Claims of %s that are soon lost could not be told", company.name)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _compute_amount_residual(self):
        for bar in self:
            bar.amount_residual = bar.move_line_id.amount_residual_currency

    @needs(READER)
    def action_open_invoice(self):
        """Open the invoice or entry of the claim."""
        self.ensure_one()
        return self.move_id._get_records_action(context={})
