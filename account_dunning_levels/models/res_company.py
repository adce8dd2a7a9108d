import base64
import itertools

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.store import company_day
from ..rules.base.money import decimal_of
from ..rules.decide.values import LawOptions

WEEKDAYS = (
    "dunning_auto_monday",
    "dunning_auto_tuesday",
    "dunning_auto_wednesday",
    "dunning_auto_thursday",
    "dunning_auto_friday",
    "dunning_auto_saturday",
    "dunning_auto_sunday",
)
BUCKETS = ("dunning_bucket_1", "dunning_bucket_2", "dunning_bucket_3", "dunning_bucket_4")

#: hours that an e-mail is tried at most: five days, as mail servers do
MOST_HOURS = 120


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = [
        "res.company",
        "account.dunning.options.mixin",
        "account.dunning.engine.fields",
    ]

    # prefetch: see account.move; every request reads its company
    dunning_min_amount = fields.Monetary(
        string="Minimum amount for a reminder",
        help="No reminder is made when the customer owes less than this, charges not counted. "
        "In company currency.",
        prefetch="dunning",
    )
    dunning_pdf_folder = fields.Char(
        string="Sub-folder for reminder copies",
        help="Name of the sub-folder for the PDF copies on the customer. Empty: no sub-folder.",
        prefetch="dunning",
    )
    dunning_forecast_history = fields.Integer(
        string="Paid items that count",
        default=20,
        help="So many of a customer's last paid items say how late it pays. At least 1.",
        prefetch="dunning",
    )
    dunning_forecast_min_items = fields.Integer(
        string="Fewest paid items",
        default=3,
        help="A customer with fewer paid items is expected to pay as late as all customers do on "
        "average. At least 1.",
        prefetch="dunning",
    )
    dunning_forecast_overdue_days = fields.Integer(
        string="Days for overdue items",
        default=7,
        help="An item whose expected date has passed is expected so many days from today. "
        "0 or more.",
        prefetch="dunning",
    )
    dunning_forecast_include_disputed = fields.Boolean(
        string="Count disputed items",
        help="On: disputed items and blocked bills count like all others. Off: they are shown, "
        "but do not count.",
        prefetch="dunning",
    )
    dunning_forecast_include_unmatched = fields.Boolean(
        string="Deduct unmatched bank lines",
        default=True,
        help="On: what is on the bank but not matched yet lowers what is still expected, so that "
        "it is not counted twice.",
        prefetch="dunning",
    )
    dunning_forecast_journal_ids = fields.Many2many(
        "account.journal",
        "res_company_dunning_forecast_journal_rel",
        string="Journals of the opening balance",
        domain="[('type', 'in', ('bank', 'cash', 'credit')), ('company_id', '=', id)]",
        help="Empty: all bank and cash journals of the company.",
    )
    dunning_doubtful_account_ids = fields.Many2many(
        "account.account",
        "res_company_dunning_doubtful_account_rel",
        string="Accounts of doubtful debts",
        domain="[('account_type', 'in', ('asset_receivable', 'liability_payable')),"
        " ('company_ids', 'parent_of', id)]",
        help="Items on these accounts are shown in the liquidity forecast, but do not count.",
    )
    dunning_auto_mode = fields.Selection(
        [
            ("none", "By hand"),
            ("propose", "Propose, a person sends"),
            ("send", "Propose and send"),
        ],
        string="Automatic reminders",
        default="none",
        required=True,
        prefetch="dunning",
    )
    dunning_auto_monday = fields.Boolean(string="Monday", default=True, prefetch="dunning")
    dunning_auto_tuesday = fields.Boolean(string="Tuesday", prefetch="dunning")
    dunning_auto_wednesday = fields.Boolean(string="Wednesday", prefetch="dunning")
    dunning_auto_thursday = fields.Boolean(string="Thursday", prefetch="dunning")
    dunning_auto_friday = fields.Boolean(string="Friday", prefetch="dunning")
    dunning_auto_saturday = fields.Boolean(string="Saturday", prefetch="dunning")
    dunning_auto_sunday = fields.Boolean(string="Sunday", prefetch="dunning")
    dunning_auto_last_date = fields.Date(
        string="Last automatic run", readonly=True, prefetch="dunning"
    )
    dunning_promise_tolerance_days = fields.Integer(
        string="Tolerance after a promised date (days)",
        help="So many days after the date a customer promised to pay, the promise is not broken "
        "yet and no reminder is sent: a bank transfer takes time. 0: it is broken the day after.",
        prefetch="dunning",
    )
    dunning_user_id = fields.Many2one(
        "res.users",
        string="Responsible for reminders",
        help="Gets the activities of customers that have no responsible of their own.",
        prefetch="dunning",
    )

    dunning_payment_order = fields.Selection(
        [
            ("principal_first", "The invoices first, as Odoo does"),
            ("costs_first", "Costs, then interest, then the invoices"),
        ],
        string="What a payment settles first",
        default="principal_first",
        required=True,
        help="A proposal when you settle a payment of a customer that owes charges; nothing is "
        "settled by itself. Several laws let a payment settle costs, then interest, then the "
        "principal, unless agreed otherwise.",
        prefetch="dunning",
    )
    dunning_conditions = fields.Binary(
        string="Our general terms (PDF)",
        attachment=True,
        help="Goes in the file for a lawyer or collector.",
    )
    dunning_conditions_name = fields.Char(
        string="Name of the file of our general terms", prefetch="dunning"
    )

    dunning_bucket_1 = fields.Integer(
        string="Age bucket 1 up to (days)", default=30, prefetch="dunning"
    )
    dunning_bucket_2 = fields.Integer(
        string="Age bucket 2 up to (days)", default=60, prefetch="dunning"
    )
    dunning_bucket_3 = fields.Integer(
        string="Age bucket 3 up to (days)", default=90, prefetch="dunning"
    )
    dunning_bucket_4 = fields.Integer(
        string="Age bucket 4 up to (days)", default=120, prefetch="dunning"
    )

    dunning_small_company = fields.Boolean(
        string="Small company (art. 1:24 CCA)",
        help="Belgium: a small company may count interest of a consumer from the day after the "
        "first reminder, others from the end of the fourteen days. Ask your accountant.",
        prefetch="dunning",
    )
    dunning_postage = fields.Monetary(
        string="Postage of a letter",
        help="A real cost of a reminder on paper, where the law allows nothing but real cost.",
        prefetch="dunning",
    )
    dunning_when_not_allowed = fields.Selection(
        [
            ("without", "Send the reminder without charges"),
            ("wait", "Wait until they are allowed"),
        ],
        string="When charges are not allowed yet",
        default="without",
        required=True,
        prefetch="dunning",
    )
    dunning_above_ceiling = fields.Selection(
        [
            ("limit", "Ask the most the law allows"),
            ("refuse", "Ask nothing of that charge"),
        ],
        string="When a charge is above the ceiling",
        default="limit",
        required=True,
        prefetch="dunning",
    )

    # prefetch: see account.move; every request reads its company
    dunning_retry_hours = fields.Integer(
        string="Hours of trying again",
        default=24,
        help="So long a reminder is tried again by itself that the mail server does not take for "
        "now. From 0 (not again) to 120.",
        prefetch="dunning",
    )

    @api.constrains(*BUCKETS)
    def _check_dunning_buckets(self):
        for company in self:
            bounds = company._dunning_bucket_bounds()
            if bounds[0] < 1 or any(low >= high for low, high in itertools.pairwise(bounds)):
                raise ValidationError(
                    self.env._(
                        "Age buckets: enter four numbers of days above 0, each higher than the "
                        "one before, for example 30, 60, 90, 120; not %s.",
                        ", ".join(map(str, bounds)),
                    )
                )

    def _dunning_bucket_bounds(self):
        """Last day of the four bounded age buckets, in days late; the fifth has no end."""
        self.ensure_one()
        return [self[name] for name in BUCKETS]

    @api.constrains("dunning_conditions")
    def _check_dunning_conditions(self):
        for company in self:
            content = company.with_context(bin_size=False).dunning_conditions
            if content and not base64.b64decode(content).startswith(b"%PDF-"):
                raise ValidationError(
                    self.env._("Our general terms: choose a PDF file, this is another kind.")
                )

    @api.constrains("dunning_promise_tolerance_days")
    def _check_dunning_promise_tolerance_days(self):
        for company in self:
            if company.dunning_promise_tolerance_days < 0:
                raise ValidationError(
                    self.env._(
                        "Tolerance after a promised date: enter 0 days or more, not %s.",
                        company.dunning_promise_tolerance_days,
                    )
                )

    @api.constrains(
        "dunning_forecast_history", "dunning_forecast_min_items", "dunning_forecast_overdue_days"
    )
    def _check_dunning_forecast(self):
        lowest = {
            "dunning_forecast_history": 1,
            "dunning_forecast_min_items": 1,
            "dunning_forecast_overdue_days": 0,
        }
        for company in self:
            for name, low in lowest.items():
                if not low <= company[name] <= 1000:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: enter a number from %(low)s to 1000, not %(value)s.",
                            field=company._fields[name]._description_string(self.env),
                            low=low,
                            value=company[name],
                        )
                    )

    @api.constrains("dunning_pdf_folder")
    def _check_dunning_pdf_folder(self):
        for company in self:
            folder = company.dunning_pdf_folder or ""
            if any(sign in folder for sign in "/\\") or folder.strip() in (".", ".."):
                raise ValidationError(
                    self.env._(
                        "Sub-folder for reminder copies: one name without / or \\, not “%s”.",
                        folder,
                    )
                )

    @api.constrains("dunning_postage")
    def _check_dunning_postage(self):
        for company in self:
            if company.dunning_postage < 0:
                raise ValidationError(
                    self.env._(
                        "Postage of a letter: enter 0 or more, not %s.", company.dunning_postage
                    )
                )

    def _dunning_country(self):
        """The country whose law a creditor follows: that of its address, else of its taxes."""
        self.ensure_one()
        return self.country_id or self.account_fiscal_country_id

    def _dunning_law_options(self):
        """What the law asks about the company (:class:`rules.decide.values.LawOptions`)."""
        self.ensure_one()
        # read once per letter: ``ref`` would look each time whether the currency still exists
        euro_id = self.env["ir.model.data"]._xmlid_to_res_id("base.EUR", raise_if_not_found=False)
        return LawOptions(
            country=self._dunning_country().code or "",
            small_company=self.dunning_small_company,
            postage=decimal_of(self.dunning_postage),
            when_not_allowed=self.dunning_when_not_allowed,
            above_ceiling=self.dunning_above_ceiling,
            euro_id=euro_id or None,
        )

    def _dunning_today(self):
        """The company's date now, in the time zone of its address book entry or of the user."""
        return company_day.today(self)

    def _dunning_runs_on(self, day):
        """Whether an automatic run is due on ``day`` (a date)."""
        self.ensure_one()
        if self.dunning_auto_mode == "none" or self.dunning_auto_last_date == day:
            return False
        return bool(self[WEEKDAYS[day.weekday()]])

    @api.constrains("dunning_retry_hours")
    def _check_dunning_retry_hours(self):
        for company in self:
            if not 0 <= company.dunning_retry_hours <= MOST_HOURS:
                raise ValidationError(
                    self.env._(
                        "Hours of trying again: choose a number from 0 to %(most)s, not %(value)s.",
                        most=MOST_HOURS,
                        value=company.dunning_retry_hours,
                    )
                )

    def _dunning_mail_words(self):
        """What Odoo hears of the e-mails of reminders after they left."""
        self.ensure_one()
        # sudo: who sets reminders up sees what becomes of their e-mails
        domain = self.sudo().alias_domain_id
        if domain.bounce_email and domain.catchall_email:
            return self.env._(
                "E-mails that come back are heard at %(bounce)s, answers at %(catchall)s: both "
                "stand on the reminder, and the responsible is told of answers. An incoming mail "
                "server has to fetch these addresses.",
                bounce=domain.bounce_email,
                catchall=domain.catchall_email,
            )
        return self.env._(
            "This company has no alias domain: Odoo never hears of e-mails that come back, and "
            "answers go to the sender's own mailbox. Set an alias domain in the general settings, "
            "or tell each reminder that came back with its button “It came back”."
        )
