from odoo import fields, models


class ResPartner(models.Model):
    """How late a customer pays, on its form."""

    _inherit = "res.partner"

    dunning_days_late = fields.Integer(
        string="Pays late (days)",
        compute="_compute_dunning_payer",
        groups="account_dunning_levels.group_dunning_reader",
        help="Days between the due date and the payment, on average over the last paid items, "
        "weighted by amount. Below zero: pays early.",
    )
    dunning_paid_count = fields.Integer(
        string="Paid items measured",
        compute="_compute_dunning_payer",
        groups="account_dunning_levels.group_dunning_reader",
    )
    dunning_payer_trend = fields.Char(
        string="Trend",
        compute="_compute_dunning_payer",
        groups="account_dunning_levels.group_dunning_reader",
    )

    def _compute_dunning_payer(self):
        """The figures of the commercial partner as a customer of the current company."""
        payers = self.env["account.dunning.payer"].search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", self.env.company.id),
                ("side", "=", "receivable"),
            ]
        )
        by_debtor = {payer.partner_id: payer for payer in payers}
        trends = {"worsening": self.env._("later than before")}
        trends["improving"] = self.env._("sooner than before")
        for partner in self:
            payer = by_debtor.get(partner.commercial_partner_id, payers.browse())
            partner.dunning_days_late = round(payer.average_days_late)
            partner.dunning_paid_count = payer.paid_count
            partner.dunning_payer_trend = trends.get(payer.trend, "")

    def action_dunning_payer(self):
        """Open the measured payment behaviour of the customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_payer_action"
        )
        action["domain"] = [("partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {}
        return action
