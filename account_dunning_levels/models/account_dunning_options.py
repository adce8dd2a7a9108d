from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules.base.money import decimal_of
from ..rules.decide.levels import HIGHEST, LOWEST
from ..rules.decide.values import Options

#: the options a run decides with; the names are those of SPEC section 2
OPTIONS = (
    "dunning_min_interval_days",
    "dunning_max_level",
    "dunning_min_amount",
    "dunning_split_by_currency",
    "dunning_single_fine",
    "dunning_grace_days",
    "dunning_interval_scope",
    "dunning_letter_per",
    "dunning_non_trade",
    "dunning_oldest_due_date",
    "dunning_collect_days",
    "dunning_unsent",
)


class AccountDunningOptionsMixin(models.AbstractModel):
    """The options a run decides with: those of a company, and those a simulation tries.

    A model that uses it adds ``dunning_min_amount``, a Monetary in company currency.
    """

    _name = "account.dunning.options.mixin"
    _description = "Options of Reminders"

    dunning_min_interval_days = fields.Integer(
        string="Minimum days between two reminders",
        default=14,
        help="At least this many days lie between two reminders of the same item. "
        "Also with 0, an item is never reminded twice on one day.",
        prefetch="dunning",
    )
    dunning_max_level = fields.Integer(
        string="Highest reminder level",
        default=3,
        help="From 1 to 9: the highest level that any dunning sheet can use.",
        prefetch="dunning",
    )
    dunning_split_by_currency = fields.Boolean(
        string="One reminder per currency",
        default=True,
        help="On: one reminder per customer and currency, sorted by currency. "
        "Off: one reminder per customer, with a subtotal per currency and the total in "
        "company currency.",
        prefetch="dunning",
    )
    dunning_single_fine = fields.Boolean(
        string="Only one fine per reminder",
        help="On: one fine per reminder, on its net total. Off: a fine on every item.",
        prefetch="dunning",
    )
    dunning_grace_days = fields.Integer(
        string="Always allowed payment term (days)",
        help="Counted from the invoice date: up to and including this day an item is not late, "
        "even past its due date.",
        prefetch="dunning",
    )
    dunning_interval_scope = fields.Selection(
        [("item", "Each item"), ("customer", "The whole customer")],
        string="The minimum interval counts for",
        default="item",
        required=True,
        prefetch="dunning",
    )
    dunning_letter_per = fields.Selection(
        [
            ("customer", "One letter per customer, at its highest level"),
            ("level", "One letter per level"),
        ],
        string="Letters",
        default="customer",
        required=True,
        prefetch="dunning",
    )

    dunning_non_trade = fields.Boolean(
        string="Remind items on non-trade accounts",
        help="Off: what stands on a receivable account that is marked non-trade, such as a loan or "
        "a deposit, is never reminded.",
        prefetch="dunning",
    )
    dunning_oldest_due_date = fields.Date(
        string="Oldest due date",
        help="What fell due before this day is not reminded: a guard for the first runs, while old "
        "items are still checked. Empty: no guard.",
        prefetch="dunning",
    )
    dunning_collect_days = fields.Integer(
        string="Days for a direct debit",
        default=7,
        help="An item that we collect ourselves is left alone up to and including so many days "
        "after its due date: the bank needs time, and can still give a payment back.",
        prefetch="dunning",
    )
    dunning_unsent = fields.Selection(
        [
            ("leave_out", "Leave it out"),
            ("warn", "Remind, with a warning on the list"),
            ("ignore", "Remind"),
        ],
        string="Invoice that was never sent",
        default="warn",
        required=True,
        help="What to do with an invoice that was never sent to the customer.",
        prefetch="dunning",
    )

    @api.constrains("dunning_max_level")
    def _check_dunning_max_level(self):
        for record in self:
            if not LOWEST <= record.dunning_max_level <= HIGHEST:
                raise ValidationError(
                    self.env._(
                        "Highest reminder level: enter a number from %(low)s to %(high)s, "
                        "not %(value)s.",
                        low=LOWEST,
                        high=HIGHEST,
                        value=record.dunning_max_level,
                    )
                )

    @api.constrains(
        "dunning_min_interval_days",
        "dunning_grace_days",
        "dunning_min_amount",
        "dunning_collect_days",
    )
    def _check_dunning_not_negative(self):
        names = (
            "dunning_min_interval_days",
            "dunning_grace_days",
            "dunning_min_amount",
            "dunning_collect_days",
        )
        for record in self:
            for name in names:
                if record[name] < 0:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: enter 0 or more, not %(value)s.",
                            field=record._fields[name]._description_string(self.env),
                            value=record[name],
                        )
                    )

    def _dunning_options(self):
        """Return the options as the rules read them (:class:`rules.decide.values.Options`)."""
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
            non_trade=self.dunning_non_trade,
            oldest_due_date=self.dunning_oldest_due_date or None,
            collect_days=self.dunning_collect_days,
            unsent=self.dunning_unsent,
        )
