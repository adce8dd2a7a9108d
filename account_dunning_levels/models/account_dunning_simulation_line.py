from odoo import fields, models

from ..engine.explain import reason_words

SCENARIOS = [("today", "Today's settings"), ("changed", "Changed settings")]


class AccountDunningSimulationLine(models.Model):
    """Letters, or items left out, that a simulation counted; money in company currency."""

    _name = "account.dunning.simulation.line"
    _description = "Result of a Reminder Simulation"
    _inherit = ["account.dunning.channel.mixin"]
    _order = "simulation_id, date, scenario desc, kind, level, sheet_id, channel, id"
    _rec_name = "date"

    simulation_id = fields.Many2one(
        "account.dunning.simulation", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    company_currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    scenario = fields.Selection(SCENARIOS, required=True, readonly=True)
    kind = fields.Selection(
        [("letter", "Letters"), ("left_out", "Left out")], required=True, readonly=True
    )
    date = fields.Date(string="Run on", required=True, readonly=True)
    sheet_id = fields.Many2one("account.dunning.sheet", readonly=True, ondelete="set null")
    # no sum: levels 1 and 2 are not level 3
    level = fields.Integer(readonly=True, aggregator=None)
    channel = fields.Selection(readonly=True)
    reason = fields.Selection(reason_words.LABELS, string="Left out because", readonly=True)
    letter_count = fields.Integer(string="Reminders", readonly=True)
    item_count = fields.Integer(string="Items", readonly=True)
    amount_net = fields.Monetary(
        string="Open amount",
        currency_field="company_currency_id",
        readonly=True,
        help="Claims less credits, without charges; of items left out, what is open.",
    )
    fine_amount = fields.Monetary(
        string="Fines", currency_field="company_currency_id", readonly=True
    )
    interest_amount = fields.Monetary(
        string="Interest", currency_field="company_currency_id", readonly=True
    )
    amount_total = fields.Monetary(
        string="Asked in total", currency_field="company_currency_id", readonly=True
    )
