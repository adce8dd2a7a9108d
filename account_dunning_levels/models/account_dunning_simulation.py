from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..engine.read import simulate, simulation_tables
from ..engine.store import filters
from ..engine.store.access import READER, USER, needs
from .account_dunning_options import OPTIONS

#: a forecast reads the ledger once for each of its days
MOST_STEPS = 26
#: changing one of these makes the results those of another question
QUESTION = {
    "company_id",
    "key_date",
    "step_count",
    "step_days",
    "partner_domain",
    "sheet_line_ids",
    *OPTIONS,
}


class AccountDunningSimulation(models.Model):
    """What runs would send, with today's settings and with changed ones; nothing is sent.

    Only these rows and their results are written: ledger, items, reminders and runs stay as
    they are.
    """

    _name = "account.dunning.simulation"
    _description = "Reminder Simulation"
    _inherit = ["account.dunning.options.mixin"]
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(
        string="Description",
        required=True,
        copy=False,
        default=lambda self: self.env._(
            "Simulation of %s", format_date(self.env, self.env.company._dunning_today())
        ),
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users", string="Made by", default=lambda self: self.env.user, copy=False
    )
    key_date = fields.Date(
        string="First run on",
        required=True,
        copy=False,
        default=lambda self: self.env.company._dunning_today(),
        help="Today or a later day.",
    )
    step_count = fields.Integer(
        string="Number of runs",
        default=1,
        required=True,
        help="Each run takes it that the letters of the one before were sent and that nothing "
        "was paid: the most work that can come.",
    )
    step_days = fields.Integer(
        string="Days between the runs", default=7, required=True, help="7: every week."
    )
    partner_domain = fields.Char(string="Only customers", default="[]")
    dunning_min_amount = fields.Monetary(
        string="Minimum amount for a reminder",
        help="No reminder is made when the customer owes less than this, charges not counted. "
        "In company currency.",
    )
    today_min_interval_days = fields.Integer(
        related="company_id.dunning_min_interval_days", string="Days between two reminders today"
    )
    today_max_level = fields.Integer(
        related="company_id.dunning_max_level", string="Highest level today"
    )
    today_min_amount = fields.Monetary(
        related="company_id.dunning_min_amount", string="Minimum amount today"
    )
    today_split_by_currency = fields.Boolean(
        related="company_id.dunning_split_by_currency", string="One reminder per currency today"
    )
    today_single_fine = fields.Boolean(
        related="company_id.dunning_single_fine", string="Only one fine today"
    )
    today_grace_days = fields.Integer(
        related="company_id.dunning_grace_days", string="Always allowed term today"
    )
    today_interval_scope = fields.Selection(
        related="company_id.dunning_interval_scope", string="Interval counts today for"
    )
    today_letter_per = fields.Selection(
        related="company_id.dunning_letter_per", string="Letters today"
    )
    sheet_line_ids = fields.One2many(
        "account.dunning.simulation.sheet", "simulation_id", string="Changed sheets", copy=True
    )
    line_ids = fields.One2many(
        "account.dunning.simulation.line", "simulation_id", string="Results", readonly=True
    )
    simulated_at = fields.Datetime(string="Simulated on", readonly=True, copy=False)
    change_note = fields.Text(string="What was changed", readonly=True, copy=False)

    options_changed = fields.Boolean(compute="_compute_options_changed")
    is_outdated = fields.Boolean(compute="_compute_is_outdated")
    letters_today = fields.Integer(string="Reminders today", compute="_compute_figures")
    letters_changed = fields.Integer(string="Reminders changed", compute="_compute_figures")
    charges_today = fields.Monetary(string="Charges today", compute="_compute_figures")
    charges_changed = fields.Monetary(string="Charges changed", compute="_compute_figures")
    comparison = fields.Html(compute="_compute_comparison", sanitize=False)

    @api.depends(*OPTIONS, "company_id")
    def _compute_options_changed(self):
        for simulation in self:
            simulation.options_changed = any(
                simulation[name] != simulation.company_id[name] for name in OPTIONS
            )

    @api.depends("simulated_at", "sheet_line_ids.replacement_id")
    def _compute_is_outdated(self):
        """Whether a sheet it tries was changed after it was simulated."""
        for simulation in self:
            sheets = simulation.sheet_line_ids.replacement_id
            changed = [*sheets.mapped("write_date"), *sheets._all_levels().mapped("write_date")]
            simulation.is_outdated = bool(
                simulation.simulated_at and changed and max(changed) > simulation.simulated_at
            )

    @api.depends("line_ids")
    def _compute_figures(self):
        figures = {
            (simulation.id, scenario): (letters, fines + interest)
            for simulation, scenario, letters, fines, interest in self.env[
                "account.dunning.simulation.line"
            ]._read_group(
                [("simulation_id", "in", self.ids), ("kind", "=", "letter")],
                ["simulation_id", "scenario"],
                ["letter_count:sum", "fine_amount:sum", "interest_amount:sum"],
            )
        }
        for simulation in self:
            today = figures.get((simulation.id, "today"), (0, 0.0))
            # nothing changed: the same figures
            changed = figures.get((simulation.id, "changed"), (0, 0.0))
            if not simulation.change_note:
                changed = today
            simulation.letters_today, simulation.charges_today = today
            simulation.letters_changed, simulation.charges_changed = changed

    @api.depends("line_ids", "simulated_at")
    def _compute_comparison(self):
        for simulation in self:
            simulation.comparison = self.env["ir.qweb"]._render(
                "account_dunning_levels.simulation_comparison",
                {
                    "tables": simulation_tables.tables(simulation),
                    "changed": bool(simulation.change_note),
                    "note": simulation.change_note,
                },
            )

    # ----------------------------------------------------------------- defaults

    @api.model
    def default_get(self, fields_list):
        """The options to change start as those of the company."""
        values = super().default_get(fields_list)
        company = self.env["res.company"].browse(values.get("company_id")) or self.env.company
        values.update({name: company[name] for name in OPTIONS if name in fields_list})
        return values

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            company_id = vals.get("company_id") or self.env.company.id
            company = self.env["res.company"].browse(company_id)
            for name in OPTIONS:
                vals.setdefault(name, company[name])
        return super().create(vals_list)

    def write(self, vals):
        """Another question makes the old answer void."""
        if QUESTION & vals.keys():
            self._clear_results()
        return super().write(vals)

    @api.model
    def _option_names(self):
        """The fields that hold the options to try, named as on the company."""
        return OPTIONS

    def _clear_results(self):
        answered = self.filtered("simulated_at")
        if answered:
            simulate.clear_results(answered)

    # -------------------------------------------------------------- constraints

    @api.constrains("key_date")
    def _check_key_date(self):
        for simulation in self:
            simulate.refuse_past(simulation)

    @api.constrains("step_count", "step_days")
    def _check_steps(self):
        for simulation in self:
            if not 1 <= simulation.step_count <= MOST_STEPS:
                raise ValidationError(
                    self.env._(
                        "Number of runs: enter a number from 1 to %(most)s, not %(value)s.",
                        most=MOST_STEPS,
                        value=simulation.step_count,
                    )
                )
            if not 1 <= simulation.step_days <= 366:
                raise ValidationError(
                    self.env._(
                        "Days between the runs: enter a number from 1 to 366, not %(value)s.",
                        value=simulation.step_days,
                    )
                )

    @api.constrains("partner_domain")
    def _check_partner_domain(self):
        for simulation in self:
            filters.require_allowed(
                self.env,
                simulation.company_id,
                filters.PARTNERS,
                simulation._domain(),
                self._fields["partner_domain"]._description_string(self.env),
            )

    def _domain(self):
        """The filter on customers as a Domain.

        :raises ValidationError: it cannot be read
        """
        self.ensure_one()
        try:
            return filters.read(self.env, filters.PARTNERS, self.partner_domain)
        except ValueError as error:
            title = self._fields["partner_domain"]._description_string(self.env)
            raise ValidationError(filters.unreadable_words(self.env, title, error)) from error

    # ------------------------------------------------------------------ buttons

    def action_simulate(self):
        """Work out what the runs would send, with today's settings and with the changed ones.

        :raises UserError: the first day has passed, or a changed sheet has no active level
        """
        for simulation in self:
            simulate.simulate(simulation)
        return True

    @needs(USER)
    def action_today_options(self):
        """Set the options back to those of the company."""
        for simulation in self:
            simulation.write({name: simulation.company_id[name] for name in OPTIONS})
        return True

    @needs(READER)
    def action_open_lines(self):
        """Open the results as pivot, graph and list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_simulation_line_action"
        )
        action["domain"] = [("simulation_id", "=", self.id)]
        return action
