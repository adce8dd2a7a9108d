"""When automatic reminders leave, and which: options of a company."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.signs import other_reminders
from ..engine.store import company_day, filters
from ..rules.decide import send_window
from .account_dunning_run import FILTERS
from .res_company import WEEKDAYS

SEND_DAYS = (
    "dunning_send_monday",
    "dunning_send_tuesday",
    "dunning_send_wednesday",
    "dunning_send_thursday",
    "dunning_send_friday",
    "dunning_send_saturday",
    "dunning_send_sunday",
)
#: what an automatic run looks for -> the same criterion of a run
AUTO_CRITERIA = {
    "dunning_auto_partner_domain": "partner_domain",
    "dunning_auto_item_domain": "item_domain",
    "dunning_auto_level_from": "level_from",
    "dunning_auto_level_to": "level_to",
    "dunning_auto_min_amount": "min_amount",
    "dunning_auto_min_days_since_last": "min_days_since_last",
}
AUTO_FILTERS = {own: name for own, name in AUTO_CRITERIA.items() if name in FILTERS}
MOST_FOREWARN = 72


class ResCompany(models.Model):
    _inherit = "res.company"

    dunning_bank_max_age_days = fields.Integer(
        string="Bank booked at most so many days ago",
        default=7,
        help="When the last bank transaction in Odoo is older, automatic reminders are proposed "
        "and not sent, and every control list says so. 0: it has to be of the day itself. A "
        "company that books no bank in Odoo is not held up by this.",
        prefetch="dunning",
    )
    dunning_unmatched_guard = fields.Boolean(
        string="Wait for unmatched payments",
        default=True,
        help="A customer with unmatched money of at least its smallest claim gets no automatic "
        "reminder: bank transactions nobody matched, payments on account, credits that the "
        "reminder does not deduct. A person can send it all the same.",
        prefetch="dunning",
    )
    dunning_send_weekdays = fields.Char(
        string="Automatic reminders leave on",
        help="Days with commas between them: mon,tue,wed,thu,fri,sat,sun. Empty: every day.",
        prefetch="dunning",
    )
    dunning_send_from = fields.Float(
        string="Automatic reminders leave from",
        help="Automatic reminders leave in these hours only; what a person sends leaves at once. "
        "In the time zone of the company's contact, else of the responsible for reminders. "
        "An hour ends the minute before the second time; 24:00 is the end of the day.",
        prefetch="dunning",
    )
    dunning_send_to = fields.Float(
        string="Automatic reminders leave until", default=24, prefetch="dunning"
    )
    dunning_send_zone = fields.Char(
        string="Time zone of automatic reminders", compute="_compute_dunning_send_zone"
    )
    dunning_forewarn = fields.Integer(
        string="Announce automatic reminders (hours before)",
        help="So many hours before automatic reminders leave, the responsible for reminders gets "
        "the list by e-mail. What he skips does not leave; if he cancels the run nothing does. "
        "0: no announcement.",
        prefetch="dunning",
    )
    dunning_auto_last_words = fields.Char(
        string="What the last automatic run did", readonly=True, prefetch="dunning"
    )
    dunning_auto_partner_domain = fields.Char(
        string="Automatic runs: only customers",
        help="Looked for with the rights of the responsible for reminders. Who enters it must be "
        "allowed to see what it looks at, too.",
        prefetch="dunning",
    )
    dunning_auto_item_domain = fields.Char(
        string="Automatic runs: only items",
        help="Looked for with the rights of the responsible for reminders. Who enters it must be "
        "allowed to see what it looks at, too.",
        prefetch="dunning",
    )
    dunning_auto_level_from = fields.Integer(
        string="Automatic runs: only levels from", prefetch="dunning"
    )
    dunning_auto_level_to = fields.Integer(
        string="Automatic runs: only levels up to", prefetch="dunning"
    )
    dunning_auto_min_amount = fields.Monetary(
        string="Automatic runs: minimum amount", prefetch="dunning"
    )
    dunning_auto_min_days_since_last = fields.Integer(
        string="Automatic runs: days since the last reminder, at least", prefetch="dunning"
    )

    @api.depends("partner_id.tz", "dunning_user_id.tz")
    @api.depends_context("uid")
    def _compute_dunning_send_zone(self):
        for company in self:
            company.dunning_send_zone = company_day.zone(company)

    @api.constrains("dunning_bank_max_age_days", "dunning_forewarn")
    def _check_dunning_automatic_numbers(self):
        highest = {"dunning_bank_max_age_days": 9999, "dunning_forewarn": MOST_FOREWARN}
        for company in self:
            for name, high in highest.items():
                if not 0 <= company[name] <= high:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: enter a number from 0 to %(high)s, not %(value)s.",
                            field=company._fields[name]._description_string(self.env),
                            high=high,
                            value=company[name],
                        )
                    )

    @api.constrains("dunning_send_weekdays")
    def _check_dunning_send_weekdays(self):
        for company in self:
            try:
                send_window.weekdays_of(company.dunning_send_weekdays)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "%(field)s: “%(word)s” is no day. Write days with commas between them, "
                        "for example mon,tue,wed.",
                        field=company._fields["dunning_send_weekdays"]._description_string(
                            self.env
                        ),
                        word=error,
                    )
                ) from error

    @api.constrains("dunning_send_from", "dunning_send_to")
    def _check_dunning_send_hours(self):
        for company in self:
            first, last = map(
                send_window.minutes_of, (company.dunning_send_from, company.dunning_send_to)
            )
            if not 0 <= first < last <= send_window.MINUTES_A_DAY:
                raise ValidationError(
                    self.env._(
                        "Automatic reminders leave from %(first)s until %(last)s: choose two times "
                        "of one day, from 00:00 to 24:00, the second one later than the first.",
                        first=_clock(first),
                        last=_clock(last),
                    )
                )

    @api.constrains(*AUTO_CRITERIA)
    def _check_dunning_auto_criteria(self):
        for company in self:
            values = company._dunning_auto_criteria()
            run = self.env["account.dunning.run"].new({"company_id": company.id, **values})
            run._check_criteria()
            for name, model in FILTERS.items():
                run._domain(name, model)

    @api.constrains(*AUTO_FILTERS)
    def _check_dunning_auto_filters(self):
        """Who sets them may see what they look at, and so may the responsible, who asks later."""
        for company in self:
            values = company._dunning_auto_criteria()
            run = self.env["account.dunning.run"].new({"company_id": company.id, **values})
            for own, name in AUTO_FILTERS.items():
                model = FILTERS[name]
                title = self._fields[own]._description_string(self.env)
                domain = run._domain(name, model)
                filters.require_allowed(self.env, company, model, domain, title)

    @api.constrains("dunning_auto_mode")
    def _check_dunning_other_reminders(self):
        for company in self:
            sends = company.dunning_auto_mode == "send"
            if sends and (words := other_reminders.refusal(company)):
                raise ValidationError(words)

    def _dunning_auto_criteria(self):
        """What an automatic run looks for, as values of a run."""
        self.ensure_one()
        return {
            name: self[own] or (name.endswith("domain") and "[]")
            for own, name in AUTO_CRITERIA.items()
        }

    def _dunning_auto_looks_for(self):
        """Whether an automatic run looks for some customers or items only."""
        return any((self[name] or "[]").strip() != "[]" for name in AUTO_FILTERS)

    def _dunning_next_auto_date(self, day):
        """The first day after ``day`` with an automatic run, or None."""
        self.ensure_one()
        if self.dunning_auto_mode == "none":
            return None
        days = (day + timedelta(days=number) for number in range(1, 8))
        return next((one for one in days if self[WEEKDAYS[one.weekday()]]), None)

    def _dunning_send_window(self):
        """When automatic reminders leave (:class:`rules.decide.send_window.SendWindow`)."""
        self.ensure_one()
        return send_window.SendWindow(
            send_window.weekdays_of(self.dunning_send_weekdays),
            send_window.minutes_of(self.dunning_send_from),
            send_window.minutes_of(self.dunning_send_to),
            ZoneInfo(company_day.zone(self)),
        )


def _clock(minutes):
    """510 minutes as 08:30."""
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
