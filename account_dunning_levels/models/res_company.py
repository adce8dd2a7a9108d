import itertools

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules.levels import HIGHEST, LOWEST
from ..rules.money import decimal_of
from ..rules.values import Options

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


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_min_interval_days = fields.Integer(
        string="Minimum days between two reminders",
        default=14,
        help="At least this many days lie between two reminders of the same item. "
        "Also with 0, an item is never reminded twice on one day.",
    )
    dunning_max_level = fields.Integer(
        string="Highest reminder level",
        default=3,
        help="From 1 to 9: the highest level that any dunning sheet can use.",
    )
    dunning_min_amount = fields.Monetary(
        string="Minimum amount for a reminder",
        help="No reminder is made when the customer owes less than this, charges not counted. "
        "In company currency.",
    )
    dunning_split_by_currency = fields.Boolean(
        string="One reminder per currency",
        default=True,
        help="On: one reminder per customer and currency, sorted by currency. "
        "Off: one reminder per customer, with a subtotal per currency and the total in "
        "company currency.",
    )
    dunning_pdf_folder = fields.Char(
        string="Sub-folder for reminder copies",
        help="Name of the sub-folder for the PDF copies on the customer. Empty: no sub-folder.",
    )
    dunning_single_fine = fields.Boolean(
        string="Only one fine per reminder",
        help="On: one fine per reminder, on its net total. Off: a fine on every item.",
    )
    dunning_grace_days = fields.Integer(
        string="Always allowed payment term (days)",
        help="Counted from the invoice date: up to and including this day an item is not late, "
        "even past its due date.",
    )
    dunning_interval_scope = fields.Selection(
        [("item", "Each item"), ("customer", "The whole customer")],
        string="The minimum interval counts for",
        default="item",
        required=True,
    )
    dunning_letter_per = fields.Selection(
        [
            ("customer", "One letter per customer, at its highest level"),
            ("level", "One letter per level"),
        ],
        string="Letters",
        default="customer",
        required=True,
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
    )
    dunning_auto_monday = fields.Boolean(string="Monday", default=True)
    dunning_auto_tuesday = fields.Boolean(string="Tuesday")
    dunning_auto_wednesday = fields.Boolean(string="Wednesday")
    dunning_auto_thursday = fields.Boolean(string="Thursday")
    dunning_auto_friday = fields.Boolean(string="Friday")
    dunning_auto_saturday = fields.Boolean(string="Saturday")
    dunning_auto_sunday = fields.Boolean(string="Sunday")
    dunning_auto_last_date = fields.Date(string="Last automatic run", readonly=True)
    dunning_user_id = fields.Many2one(
        "res.users",
        string="Responsible for reminders",
        help="Gets the activities of customers that have no responsible of their own.",
    )

    dunning_bucket_1 = fields.Integer(string="Age bucket 1 up to (days)", default=30)
    dunning_bucket_2 = fields.Integer(string="Age bucket 2 up to (days)", default=60)
    dunning_bucket_3 = fields.Integer(string="Age bucket 3 up to (days)", default=90)
    dunning_bucket_4 = fields.Integer(string="Age bucket 4 up to (days)", default=120)

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

    @api.constrains("dunning_max_level")
    def _check_dunning_max_level(self):
        for company in self:
            if not LOWEST <= company.dunning_max_level <= HIGHEST:
                raise ValidationError(
                    self.env._(
                        "Highest reminder level: enter a number from %(low)s to %(high)s, "
                        "not %(value)s.",
                        low=LOWEST,
                        high=HIGHEST,
                        value=company.dunning_max_level,
                    )
                )

    @api.constrains("dunning_min_interval_days", "dunning_grace_days", "dunning_min_amount")
    def _check_dunning_not_negative(self):
        names = ("dunning_min_interval_days", "dunning_grace_days", "dunning_min_amount")
        for company in self:
            for name in names:
                if company[name] < 0:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: enter 0 or more, not %(value)s.",
                            field=company._fields[name]._description_string(self.env),
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

    def _dunning_options(self):
        """Return the company's options as the rules read them (:class:`rules.values.Options`)."""
        self.ensure_one()
        return Options(
            min_interval_days=self.dunning_min_interval_days,
            max_level=self.dunning_max_level,
            min_amount=decimal_of(self.dunning_min_amount),
            split_by_currency=self.dunning_split_by_currency,
            single_fine=self.dunning_single_fine,
            grace_days=self.dunning_grace_days,
            interval_scope=self.dunning_interval_scope,
            letter_per=self.dunning_letter_per,
        )

    def _dunning_today(self):
        """The company's date now, in the time zone of its address book entry or of the user."""
        self.ensure_one()
        zone = self.partner_id.tz or self.env.user.tz or "UTC"
        return fields.Date.context_today(self.with_context(tz=zone))

    def _dunning_runs_on(self, day):
        """Whether an automatic run is due on ``day`` (a date)."""
        self.ensure_one()
        if self.dunning_auto_mode == "none" or self.dunning_auto_last_date == day:
            return False
        return bool(self[WEEKDAYS[day.weekday()]])
