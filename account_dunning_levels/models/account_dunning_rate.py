from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..rules.base.money import decimal_of
from ..rules.law.rates import TABLES, shipped_rates
from .law_choice import LawChoice


def _tables():
    """Name of each rate table and what it holds."""
    return list(TABLES.items())


class AccountDunningRate(models.Model):
    """A yearly rate that a law names, for a period."""

    _name = "account.dunning.rate"
    _description = "Interest Rate by Law"
    _order = "table, date_from desc, id desc"
    _rec_name = "table"

    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: the rate is for all companies."
    )
    table = LawChoice(_tables, string="Kind of rate", required=True, index=True)
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(
        string="Up to and including",
        required=True,
        help="Later days have no rate until you add one: a reminder that needs it is not made.",
    )
    percent = fields.Float(string="% a year", digits=(16, 4), required=True, aggregator=None)
    source = fields.Char(help="Where the rate was published.")
    gap_words = fields.Char(
        string="Missing after it",
        compute="_compute_gap_words",
        help="Days after this rate for which none is known.",
    )

    _ends_after_start = models.Constraint(
        "CHECK (date_to >= date_from)", "A rate cannot end before it starts."
    )

    @api.depends("table")
    def _compute_display_name(self):
        words = dict(self._fields["table"]._description_selection(self.env))
        for rate in self:
            rate.display_name = self.env._(
                "%(table)s from %(day)s",
                table=words.get(rate.table, ""),
                day=format_date(self.env, rate.date_from),
            )

    @api.depends("table", "company_id", "date_from", "date_to")
    def _compute_gap_words(self):
        followers = self._followers()
        for rate in self:
            rate.gap_words = rate._gap_words(followers.get(rate.table, []))

    def _followers(self):
        """Table -> (first day, company) of its rates, in order of time."""
        rates = self.search([("table", "in", self.mapped("table"))], order="date_from")
        return {
            table: [(rate.date_from, rate.company_id) for rate in own]
            for table, own in rates.grouped("table").items()
        }

    def _gap_words(self, followers):
        if not self.date_to:
            return False
        later = [
            first
            for first, company in followers
            if first > self.date_to and (not company or company == self.company_id)
        ]
        gap_from = self.date_to + timedelta(days=1)
        if not later:
            return self.env._("No rate from %s", format_date(self.env, gap_from))
        if later[0] == gap_from:
            return False
        return self.env._(
            "No rate from %(first)s to %(last)s",
            first=format_date(self.env, gap_from),
            last=format_date(self.env, later[0] - timedelta(days=1)),
        )

    @api.constrains("company_id", "table", "date_from", "date_to")
    def _check_overlap(self):
        for rate in self:
            twin = self.search([*rate._overlaps(), ("id", "!=", rate.id)], limit=1)
            if twin:
                raise ValidationError(
                    self.env._(
                        "Two rates for one day: %(own)s and %(twin)s overlap. End the earlier "
                        "one the day before the later one starts.",
                        own=rate._words(),
                        twin=twin._words(),
                    )
                )

    def _overlaps(self):
        """Domain of rates of the same table for some of the same days and companies."""
        domain = Domain(
            [
                ("table", "=", self.table),
                ("date_from", "<=", self.date_to),
                ("date_to", ">=", self.date_from),
            ]
        )
        if self.company_id:
            domain &= Domain("company_id", "in", [False, self.company_id.id])
        return domain

    def _words(self):
        """A rate as a sentence names it."""
        return self.env._(
            "“%(table)s” %(percent)s %% from %(first)s to %(last)s",
            table=dict(self._fields["table"]._description_selection(self.env))[self.table],
            percent=decimal_of(self.percent).normalize(),
            first=format_date(self.env, self.date_from),
            last=format_date(self.env, self.date_to),
        )

    @api.constrains("percent")
    def _check_percent(self):
        for rate in self:
            # the German base rate was negative for years
            if not -10 <= rate.percent <= 100:
                raise ValidationError(
                    self.env._("%% a year: enter a number from -10 to 100, not %s.", rate.percent)
                )

    @api.model
    def _load_shipped(self):
        """Add the rates that come with the addon where no rate is known; nothing is changed."""
        missing = []
        for table, rates in shipped_rates().items():
            known = self.search([("table", "=", table)])
            missing += [
                {
                    "table": table,
                    "date_from": rate.first_day,
                    "date_to": rate.last_day,
                    "percent": float(rate.percent),
                    "source": rate.source,
                }
                for rate in rates.rates
                if not known.filtered(
                    lambda own, rate=rate: (
                        own.date_from <= rate.last_day and own.date_to >= rate.first_day
                    )
                )
            ]
        return self.create(missing)
