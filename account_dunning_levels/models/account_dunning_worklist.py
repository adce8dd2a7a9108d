from odoo import fields, models

from ..engine import worklist

#: the rows are those of the current company
OWN = {"readonly": True, "depends_context": ("company",)}


class AccountDunningWorklist(models.Model):
    """Whom to call today: one row per customer with open items in the current company.

    The id is that of the customer (its commercial partner). A customer with nothing open has a
    row too, which is not active: its cockpit can be opened, the list does not show it.
    """

    _name = "account.dunning.worklist"
    _description = "Reminder Work List"
    _auto = False
    _rec_name = "name"
    _rec_names_search = ["name", "ref", "email", "phone"]
    _order = "priority desc, amount_overdue desc, id"
    _depends = {
        "account.move.line": [
            "account_id",
            "amount_residual",
            "amount_residual_currency",
            "company_id",
            "date",
            "date_maturity",
            "dunning_date",
            "dunning_level",
            "no_followup",
            "parent_state",
            "partner_id",
            "reconciled",
        ],
        "account.account": ["account_type"],
        "account.dunning.hold": [
            "active",
            "company_id",
            "date_from",
            "date_until",
            "move_line_id",
            "partner_id",
        ],
        "account.dunning.snooze": ["company_id", "date_back", "partner_id"],
        "mail.activity": ["active", "activity_type_id", "date_deadline", "res_id", "res_model"],
        "mail.activity.type": ["category"],
        "res.partner": [
            "category_id",
            "commercial_partner_id",
            "country_id",
            "dunning_enabled",
            "dunning_user_id",
            "email",
            "lang",
            "name",
            "phone",
            "ref",
            "user_id",
        ],
        "res.partner.dunning.category": ["category_id", "partner_id", "sequence"],
    }

    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    active = fields.Boolean(string="Has open items", **OWN)
    company_id = fields.Many2one("res.company", **OWN)
    currency_id = fields.Many2one("res.currency", **OWN)
    name = fields.Char(readonly=True)
    ref = fields.Char(string="Reference", readonly=True)
    phone = fields.Char(readonly=True)
    email = fields.Char(string="E-mail", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    dunning_user_id = fields.Many2one("res.users", string="Responsible", **OWN)
    account_manager_id = fields.Many2one("res.users", string="Account manager", readonly=True)
    item_count = fields.Integer(string="Open items", **OWN)
    amount_open = fields.Monetary(
        string="Open", help="Claims minus credits, in company currency.", **OWN
    )
    amount_overdue = fields.Monetary(
        string="Overdue", help="Claims past their due date, in company currency.", **OWN
    )
    amount_credit = fields.Monetary(
        string="Credits", help="Credit notes and payments not allocated yet.", **OWN
    )
    amount_hold = fields.Monetary(
        string="On hold", help="Claims left alone now: blocked, disputed or promised.", **OWN
    )
    to_collect = fields.Monetary(
        string="To collect", help="Overdue and not on hold, less the credits.", **OWN
    )
    max_days_late = fields.Integer(string="Days late", aggregator="max", **OWN)
    days_late = fields.Integer(string="Days late, holds left out", aggregator="max", **OWN)
    dunning_level = fields.Integer(string="Level", aggregator="max", **OWN)
    last_reminder_date = fields.Date(string="Last reminder", **OWN)
    exhausted_count = fields.Integer(
        string="Exhausted", help="Items that had all reminders of their dunning sheet.", **OWN
    )
    is_on_hold = fields.Boolean(
        string="Customer on hold", help="Everything this customer owes is left alone.", **OWN
    )
    activity_date = fields.Date(string="Next activity", **OWN)
    call_due_count = fields.Integer(string="Calls planned", **OWN)
    promise_due_count = fields.Integer(string="Promises due today", **OWN)
    broken_promise_count = fields.Integer(
        string="Broken promises", help="In the last 12 months.", **OWN
    )
    last_contact_date = fields.Date(string="Last contact", **OWN)
    days_silent = fields.Integer(string="Days without contact", aggregator="max", **OWN)
    snooze_date = fields.Date(
        string="Back on the list on",
        help="The customer was taken off the list until this day.",
        **OWN,
    )
    priority = fields.Integer(string="Points", aggregator="max", **OWN)
    is_to_call = fields.Boolean(string="To call today", **OWN)

    @property
    def _table_query(self):
        return worklist.table_query(self.env)
