from datetime import timedelta

from odoo import api, fields, models

from ..engine.read import payers
from ..engine.store.access import READER, needs


class AccountDunningPayer(models.Model):
    """How late a customer pays us, or we pay a vendor: measured, never typed in.

    One row per company, debtor and side, refreshed by SQL every night and before a forecast.
    """

    _name = "account.dunning.payer"
    _inherit = ["account.dunning.by.customer"]
    _description = "Payment Behaviour"
    _order = "average_days_late desc, id"
    _customer_field = "partner_id"
    _rec_name = "partner_id"
    _log_access = False

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer or vendor",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    user_id = fields.Many2one(related="partner_id.user_id", string="Salesperson")
    country_id = fields.Many2one(related="partner_id.country_id", string="Country")
    properties = fields.Properties(related="partner_id.properties")
    side = fields.Selection(
        [("receivable", "Customer"), ("payable", "Vendor")],
        required=True,
        readonly=True,
        help="Customer: how late it pays us. Vendor: how late we pay it.",
    )
    paid_count = fields.Integer(
        string="Items measured",
        readonly=True,
        help="The last items that were paid in full, at most as many as the settings say.",
    )
    amount_paid = fields.Monetary(
        string="Amount measured", currency_field="company_currency_id", readonly=True
    )
    average_days_late = fields.Float(
        string="Days late",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="From the due date to the day the last part was paid, on average, each item weighted "
        "by its amount. Below zero: paid before the due date.",
    )
    recent_days_late = fields.Float(
        string="Newer half",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="Days late of the newer half of the items measured.",
    )
    earlier_days_late = fields.Float(
        string="Older half",
        digits=(16, 1),
        readonly=True,
        aggregator="avg",
        help="Days late of the older half of the items measured.",
    )
    trend = fields.Selection(
        [
            ("worsening", "Pays later"),
            ("stable", "Unchanged"),
            ("improving", "Pays sooner"),
            ("unknown", "Too few items"),
        ],
        readonly=True,
        help="Pays later, pays sooner: the newer half differs from the older half by 5 days or "
        "more. Fewer than 4 items are no trend.",
    )
    last_paid_date = fields.Date(string="Last paid on", readonly=True)
    refreshed_date = fields.Datetime(string="Measured on", readonly=True)

    # a constraint, no index: merging two customers looks for it
    _side_uniq = models.Constraint("UNIQUE(company_id, partner_id, side)")

    @api.model
    def _cron_refresh(self):
        """Measure all companies anew; called every night."""
        companies = self.env["res.company"].search([("active", "=", True)])
        payers.refresh(self.env, companies)

    @api.model
    def _refresh_when_stale(self, companies):
        """Measure those of ``companies`` anew whose figures are older than a day, or absent."""
        limit = fields.Datetime.now() - timedelta(days=1)
        # sudo: the age of the figures is no secret, and a reader may be the first of the day
        fresh = self.sudo()._read_group(
            [("company_id", "in", companies.ids), ("refreshed_date", ">=", limit)], ["company_id"]
        )
        payers.refresh(self.env, companies - self.env["res.company"].union(*(c for (c,) in fresh)))

    @needs(READER)
    def action_refresh(self):
        """Measure the companies one works in anew, now; the button of a list, selected or not."""
        self.check_access("read")
        payers.refresh(self.env, self.env.companies)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @needs(READER)
    def action_open_items(self):
        """Open the paid items of the payer."""
        self.ensure_one()
        receivable = self.side == "receivable"
        account_type = "asset_receivable" if receivable else "liability_payable"
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Paid items of %s", self.partner_id.display_name),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [
                ("partner_id", "child_of", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("account_id.account_type", "=", account_type),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", True),
                ("balance", ">" if receivable else "<", 0),
                ("date_maturity", "!=", False),
            ],
            "context": {"create": False},
        }
