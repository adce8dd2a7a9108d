from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.explain import law_words
from ..engine.lanes import lanes
from ..rules.decide import send_window
from ..rules.law.profiles import NONE, profile_for
from .res_company_automation import AUTO_CRITERIA, SEND_DAYS


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    dunning_min_interval_days = fields.Integer(
        related="company_id.dunning_min_interval_days", readonly=False
    )
    dunning_max_level = fields.Integer(related="company_id.dunning_max_level", readonly=False)
    dunning_min_amount = fields.Monetary(
        related="company_id.dunning_min_amount",
        readonly=False,
        currency_field="currency_id",
    )
    dunning_split_by_currency = fields.Boolean(
        related="company_id.dunning_split_by_currency", readonly=False
    )
    dunning_pdf_folder = fields.Char(related="company_id.dunning_pdf_folder", readonly=False)
    dunning_single_fine = fields.Boolean(related="company_id.dunning_single_fine", readonly=False)
    dunning_grace_days = fields.Integer(related="company_id.dunning_grace_days", readonly=False)
    dunning_interval_scope = fields.Selection(
        related="company_id.dunning_interval_scope", readonly=False
    )
    dunning_letter_per = fields.Selection(related="company_id.dunning_letter_per", readonly=False)
    dunning_forecast_history = fields.Integer(
        related="company_id.dunning_forecast_history", readonly=False
    )
    dunning_forecast_min_items = fields.Integer(
        related="company_id.dunning_forecast_min_items", readonly=False
    )
    dunning_forecast_overdue_days = fields.Integer(
        related="company_id.dunning_forecast_overdue_days", readonly=False
    )
    dunning_forecast_include_disputed = fields.Boolean(
        related="company_id.dunning_forecast_include_disputed", readonly=False
    )
    dunning_forecast_include_unmatched = fields.Boolean(
        related="company_id.dunning_forecast_include_unmatched", readonly=False
    )
    dunning_forecast_journal_ids = fields.Many2many(
        related="company_id.dunning_forecast_journal_ids", readonly=False
    )
    dunning_doubtful_account_ids = fields.Many2many(
        related="company_id.dunning_doubtful_account_ids", readonly=False
    )
    dunning_payment_order = fields.Selection(
        related="company_id.dunning_payment_order", readonly=False
    )
    dunning_conditions = fields.Binary(related="company_id.dunning_conditions", readonly=False)
    dunning_conditions_name = fields.Char(
        related="company_id.dunning_conditions_name", readonly=False
    )
    dunning_auto_mode = fields.Selection(related="company_id.dunning_auto_mode", readonly=False)
    dunning_auto_monday = fields.Boolean(related="company_id.dunning_auto_monday", readonly=False)
    dunning_auto_tuesday = fields.Boolean(related="company_id.dunning_auto_tuesday", readonly=False)
    dunning_auto_wednesday = fields.Boolean(
        related="company_id.dunning_auto_wednesday", readonly=False
    )
    dunning_auto_thursday = fields.Boolean(
        related="company_id.dunning_auto_thursday", readonly=False
    )
    dunning_auto_friday = fields.Boolean(related="company_id.dunning_auto_friday", readonly=False)
    dunning_auto_saturday = fields.Boolean(
        related="company_id.dunning_auto_saturday", readonly=False
    )
    dunning_auto_sunday = fields.Boolean(related="company_id.dunning_auto_sunday", readonly=False)
    dunning_promise_tolerance_days = fields.Integer(
        related="company_id.dunning_promise_tolerance_days", readonly=False
    )
    dunning_user_id = fields.Many2one(related="company_id.dunning_user_id", readonly=False)
    dunning_bucket_1 = fields.Integer(related="company_id.dunning_bucket_1", readonly=False)
    dunning_bucket_2 = fields.Integer(related="company_id.dunning_bucket_2", readonly=False)
    dunning_bucket_3 = fields.Integer(related="company_id.dunning_bucket_3", readonly=False)
    dunning_bucket_4 = fields.Integer(related="company_id.dunning_bucket_4", readonly=False)
    dunning_send_lanes = fields.Integer(
        string="Sending lanes",
        compute="_compute_dunning_send_lanes",
        inverse="_inverse_dunning_send_lanes",
        help="So many batches of reminders are made at the same time, from 1 to 8, on all servers "
        "of this database together. Each lane needs a cron thread of a server; with OCA's job "
        "queue, a place in its channel root.dunning.",
    )
    dunning_small_company = fields.Boolean(
        related="company_id.dunning_small_company", readonly=False
    )
    dunning_postage = fields.Monetary(
        related="company_id.dunning_postage", readonly=False, currency_field="currency_id"
    )
    dunning_when_not_allowed = fields.Selection(
        related="company_id.dunning_when_not_allowed", readonly=False
    )
    dunning_above_ceiling = fields.Selection(
        related="company_id.dunning_above_ceiling", readonly=False
    )
    dunning_asks_company_size = fields.Boolean(
        string="The law asks for the size of the company", compute="_compute_dunning_law_words"
    )
    dunning_law_words = fields.Html(
        string="What the law allows", compute="_compute_dunning_law_words", sanitize=False
    )
    dunning_sheet_count = fields.Integer(compute="_compute_dunning_sheet_count")
    dunning_attachment_location = fields.Selection(
        [("file", "In the file store"), ("db", "In the database")],
        string="Reminder copies are stored",
        compute="_compute_dunning_attachment_location",
        help="Odoo keeps all attachments of the system in one place; reminder copies follow it.",
    )
    dunning_non_trade = fields.Boolean(related="company_id.dunning_non_trade", readonly=False)
    dunning_oldest_due_date = fields.Date(
        related="company_id.dunning_oldest_due_date", readonly=False
    )
    dunning_collect_days = fields.Integer(related="company_id.dunning_collect_days", readonly=False)
    dunning_unsent = fields.Selection(related="company_id.dunning_unsent", readonly=False)
    dunning_retry_hours = fields.Integer(related="company_id.dunning_retry_hours", readonly=False)
    dunning_mail_words = fields.Text(
        string="What becomes of e-mails", compute="_compute_dunning_mail_words"
    )
    dunning_hears_bounces = fields.Boolean(compute="_compute_dunning_mail_words")
    dunning_bank_max_age_days = fields.Integer(
        related="company_id.dunning_bank_max_age_days", readonly=False
    )
    dunning_unmatched_guard = fields.Boolean(
        related="company_id.dunning_unmatched_guard", readonly=False
    )
    dunning_send_weekdays = fields.Char(related="company_id.dunning_send_weekdays", readonly=False)
    dunning_send_zone = fields.Char(related="company_id.dunning_send_zone")
    dunning_forewarn = fields.Integer(related="company_id.dunning_forewarn", readonly=False)
    dunning_auto_last_date = fields.Date(related="company_id.dunning_auto_last_date")
    dunning_auto_last_words = fields.Char(related="company_id.dunning_auto_last_words")
    dunning_send_from = fields.Float(
        string="Leave from",
        compute="_compute_dunning_send_hours",
        inverse="_inverse_dunning_send_hours",
    )
    dunning_send_to = fields.Float(
        string="Leave until",
        compute="_compute_dunning_send_hours",
        inverse="_inverse_dunning_send_hours",
    )
    dunning_send_monday = fields.Boolean(
        string="Monday",
        compute="_compute_dunning_send_days",
        inverse="_inverse_dunning_send_days",
    )
    dunning_send_tuesday = fields.Boolean(
        string="Tuesday",
        compute="_compute_dunning_send_days",
        inverse="_inverse_dunning_send_days",
    )
    dunning_send_wednesday = fields.Boolean(
        string="Wednesday",
        compute="_compute_dunning_send_days",
        inverse="_inverse_dunning_send_days",
    )
    dunning_send_thursday = fields.Boolean(
        string="Thursday",
        compute="_compute_dunning_send_days",
        inverse="_inverse_dunning_send_days",
    )
    dunning_send_friday = fields.Boolean(
        string="Friday",
        compute="_compute_dunning_send_days",
        inverse="_inverse_dunning_send_days",
    )
    dunning_send_saturday = fields.Boolean(
        string="Saturday",
        compute="_compute_dunning_send_days",
        inverse="_inverse_dunning_send_days",
    )
    dunning_send_sunday = fields.Boolean(
        string="Sunday",
        compute="_compute_dunning_send_days",
        inverse="_inverse_dunning_send_days",
    )
    dunning_auto_partner_domain = fields.Char(
        string="Only customers",
        compute="_compute_dunning_auto_criteria",
        inverse="_inverse_dunning_auto_criteria",
    )
    dunning_auto_item_domain = fields.Char(
        string="Only items",
        compute="_compute_dunning_auto_criteria",
        inverse="_inverse_dunning_auto_criteria",
    )
    dunning_auto_level_from = fields.Integer(
        string="Only levels from",
        compute="_compute_dunning_auto_criteria",
        inverse="_inverse_dunning_auto_criteria",
    )
    dunning_auto_level_to = fields.Integer(
        string="Only levels up to",
        compute="_compute_dunning_auto_criteria",
        inverse="_inverse_dunning_auto_criteria",
    )
    dunning_auto_min_amount = fields.Monetary(
        string="Minimum amount",
        currency_field="currency_id",
        compute="_compute_dunning_auto_criteria",
        inverse="_inverse_dunning_auto_criteria",
    )
    dunning_auto_min_days_since_last = fields.Integer(
        string="Days since the last reminder, at least",
        compute="_compute_dunning_auto_criteria",
        inverse="_inverse_dunning_auto_criteria",
    )

    @api.depends("company_id")
    def _compute_dunning_sheet_count(self):
        for settings in self:
            settings.dunning_sheet_count = self.env["account.dunning.sheet"].search_count(
                [("company_id", "=", settings.company_id.id)]
            )

    @api.depends("company_id", "dunning_small_company")
    def _compute_dunning_law_words(self):
        for settings in self:
            company = settings.company_id
            law = profile_for(company._dunning_country().code, consumer=True) or NONE
            settings.dunning_asks_company_size = law.start_rule.small_company_sooner
            settings.dunning_law_words = self.env["ir.qweb"]._render(
                "account_dunning_levels.law_words", law_words.of_company(company)
            )

    @api.depends("company_id")
    def _compute_dunning_attachment_location(self):
        self.dunning_attachment_location = self.env["ir.attachment"]._dunning_storage()

    @api.depends("company_id")
    def _compute_dunning_send_lanes(self):
        self.dunning_send_lanes = lanes.count(self.env)

    def _inverse_dunning_send_lanes(self):
        for settings in self:
            # saved unchanged with everything else: nothing to do, even where all are archived
            if settings.dunning_send_lanes != lanes.count(self.env):
                lanes.set_count(self.env, settings.dunning_send_lanes)

    def action_dunning_switch_storage(self):
        """Move all attachments of the system to the other place, with Odoo's own mechanism."""
        self.ensure_one()
        self.env["ir.attachment"]._dunning_switch_storage()
        return {"type": "ir.actions.client", "tag": "reload"}

    def action_dunning_standard_sheets(self):
        """Give this company the standard sheets if it has none."""
        self.ensure_one()
        return (
            self.env["account.dunning.sheet"]
            .with_company(self.company_id)
            .action_create_standard_sheets()
        )

    def action_dunning_consumer_sheet(self):
        """Give this company the sheet for the consumers of its country."""
        self.ensure_one()
        sheets = self.env["account.dunning.sheet"].with_company(self.company_id)
        return sheets.action_create_consumer_sheet()

    @api.depends("company_id")
    def _compute_dunning_mail_words(self):
        for settings in self:
            company = settings.company_id
            settings.dunning_mail_words = company._dunning_mail_words()
            # sudo: who sets reminders up sees what becomes of their e-mails
            settings.dunning_hears_bounces = bool(company.sudo().alias_domain_id.bounce_email)

    @api.depends("company_id")
    def _compute_dunning_send_hours(self):
        for settings in self:
            settings.dunning_send_from = settings.company_id.dunning_send_from
            settings.dunning_send_to = settings.company_id.dunning_send_to

    def _inverse_dunning_send_hours(self):
        for settings in self:
            settings._dunning_write(("dunning_send_from", "dunning_send_to"))

    @api.depends("company_id")
    def _compute_dunning_send_days(self):
        for settings in self:
            chosen = send_window.weekdays_of(settings.company_id.dunning_send_weekdays)
            for number, name in enumerate(SEND_DAYS):
                settings[name] = number in chosen

    def _inverse_dunning_send_days(self):
        for settings in self:
            chosen = [number for number, name in enumerate(SEND_DAYS) if settings[name]]
            if not chosen:
                raise ValidationError(
                    self.env._("Hours of automatic reminders: choose at least one day.")
                )
            settings.company_id.dunning_send_weekdays = send_window.weekdays_text(chosen)

    @api.depends("company_id")
    def _compute_dunning_auto_criteria(self):
        for settings in self:
            for name in AUTO_CRITERIA:
                settings[name] = settings.company_id[name]

    def _inverse_dunning_auto_criteria(self):
        for settings in self:
            settings._dunning_write(AUTO_CRITERIA)
            if settings.company_id._dunning_auto_looks_for() and not settings.dunning_user_id:
                raise ValidationError(
                    self.env._(
                        "Automatic runs: choose the responsible for reminders. What an automatic "
                        "run looks for is searched with the rights of that person."
                    )
                )

    def _dunning_write(self, names):
        """Write options of the company together, those that changed."""
        company = self.company_id
        changed = {name: self[name] for name in names if self[name] != company[name]}
        if changed:
            company.write(changed)
