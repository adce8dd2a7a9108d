from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.account_dunning_forecast import OVERRIDES

#: assumptions the wizard can change for one view
NAMES = ("min_items", "overdue_days", "include_disputed", "include_unmatched")


class AccountDunningForecastOpen(models.TransientModel):
    """Asks how far to look and shows the assumptions before the liquidity forecast opens."""

    _name = "account.dunning.forecast.open"
    _description = "Open the Liquidity Forecast"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    date_until = fields.Date(
        string="Look ahead until",
        required=True,
        default=lambda self: self.env.company._dunning_today() + timedelta(weeks=13),
    )
    period = fields.Selection(
        [("week", "Week"), ("month", "Month")], string="Per", required=True, default="week"
    )
    side = fields.Selection(
        [
            ("both", "Bank balance, receipts and payments"),
            ("receipt", "Receipts from customers only"),
            ("payment", "Payments to vendors only"),
        ],
        string="Show",
        required=True,
        default="both",
    )
    min_items = fields.Integer(
        string="Fewest paid items",
        default=lambda self: self.env.company.dunning_forecast_min_items,
        help="A customer with fewer paid items is expected to pay as late as all do on average.",
    )
    overdue_days = fields.Integer(
        string="Overdue items are expected in (days)",
        default=lambda self: self.env.company.dunning_forecast_overdue_days,
        help="An item whose expected date has passed is expected so many days from today.",
    )
    include_disputed = fields.Boolean(
        string="Count disputed items",
        default=lambda self: self.env.company.dunning_forecast_include_disputed,
    )
    include_unmatched = fields.Boolean(
        string="Deduct unmatched bank lines",
        default=lambda self: self.env.company.dunning_forecast_include_unmatched,
        help="What is on the bank but not matched yet lowers what is still expected, so that it "
        "is not counted twice.",
    )
    journal_ids = fields.Many2many(
        "account.journal",
        "account_dunning_forecast_open_journal_rel",
        string="Opening balance of",
        domain="[('type', 'in', ('bank', 'cash', 'credit')),"
        " ('company_id', 'parent_of', company_id)]",
        default=lambda self: self._default_journals(),
    )
    measured_date = fields.Datetime(string="Payment habits measured", compute="_compute_measured")

    @api.model
    def default_get(self, fields_list):
        """Who may not read journals leaves them to the company's settings."""
        result = super().default_get(fields_list)
        if not self._may_choose_journals():
            result.pop("journal_ids", None)
        return result

    @api.model
    def _may_choose_journals(self):
        return self.env["account.journal"].has_access("read")

    @api.model
    def _default_journals(self):
        rows = self.env["account.dunning.forecast"]
        # sudo: options of the company, which readers may see here
        return rows._opening_journals(self.env.company.sudo(), ())

    @api.depends("company_id")
    def _compute_measured(self):
        for wizard in self:
            newest = self.env["account.dunning.payer"]._read_group(
                [("company_id", "=", wizard.company_id.id)], [], ["refreshed_date:max"]
            )
            wizard.measured_date = newest[0][0]

    def action_measure(self):
        """Measure the payment habits anew and stay."""
        self.ensure_one()
        self.env["account.dunning.payer"].action_refresh()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Liquidity Forecast"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_show(self):
        """Open the forecast with these assumptions, for this view only."""
        self.ensure_one()
        self._check_values()
        self.env["account.dunning.payer"]._refresh_when_stale(self.env.companies)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_forecast_action"
        )
        action["domain"] = [("date_expected", "<=", fields.Date.to_string(self.date_until))]
        if self.side != "both":
            action["domain"].append(("kind", "=", self.side))
        by_period = [f"date_expected:{self.period}"]
        action["context"] = {
            "search_default_included": 1,
            "graph_groupbys": by_period,
            "pivot_row_groupby": by_period,
            OVERRIDES: self._changed(),
        }
        action["target"] = "main"
        return action

    def _changed(self):
        """Only what differs from the company's settings, so that those of others still count."""
        company = self.company_id.sudo()  # sudo: as in _default_journals
        changed = {
            name: self[name] for name in NAMES if self[name] != company[f"dunning_forecast_{name}"]
        }
        if not self._may_choose_journals():
            return changed
        if self.journal_ids and self.journal_ids != self._default_journals():
            changed["journal_ids"] = self.journal_ids.ids
        return changed

    def _check_values(self):
        today = self.company_id._dunning_today()
        if self.date_until < today:
            raise UserError(
                self.env._(
                    "Look ahead until: %(date)s has passed. Enter a date from today on.",
                    date=self.date_until,
                )
            )
        for name, low in (("min_items", 1), ("overdue_days", 0)):
            if not low <= self[name] <= 1000:
                raise UserError(
                    self.env._(
                        "%(field)s: enter a number from %(low)s to 1000, not %(value)s.",
                        field=self._fields[name]._description_string(self.env),
                        low=low,
                        value=self[name],
                    )
                )
