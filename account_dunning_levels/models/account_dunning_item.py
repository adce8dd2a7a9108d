from odoo import api, fields, models

from ..engine import cockpit, open_items

BUCKETS = [
    ("b0", "Not due"),
    ("b1", "Bucket 1"),
    ("b2", "Bucket 2"),
    ("b3", "Bucket 3"),
    ("b4", "Bucket 4"),
    ("b5", "Bucket 5"),
]
#: columns that depend on the day one looks at the ledger
AT_DATE = ("dunning_at_date",)


class Condition(fields.Boolean):
    """A condition of SQL as it is, without ``IS TRUE``, so that indexes serve it."""

    def _condition_to_sql(self, field_expr, operator, value, model, alias, query):
        if operator in ("in", "not in") and len(set(map(bool, value))) == 1:
            sql = model._field_to_sql(alias, field_expr, query)
            wanted = (operator == "in") == bool(next(iter(value)))
            return open_items.SQL("%s" if wanted else "(NOT %s)", sql)
        return super()._condition_to_sql(field_expr, operator, value, model, alias, query)


class AccountDunningItem(models.Model):
    """The ledger of customers and vendors item by item, open and paid.

    Read only: id is the id of the journal item. With ``dunning_at_date`` (ISO text) in the
    context the ledger is seen as it stood on that day.
    """

    _name = "account.dunning.item"
    _description = "Open Item"
    _auto = False
    _order = "due_date, id"
    _depends = open_items.DEPENDS

    move_line_id = fields.Many2one("account.move.line", string="Journal item", readonly=True)
    move_id = fields.Many2one("account.move", string="Entry", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True)
    debtor_id = fields.Many2one("res.partner", string="Customer or vendor", readonly=True)
    journal_id = fields.Many2one("account.journal", readonly=True)
    account_id = fields.Many2one("account.account", readonly=True)
    side = fields.Selection([("receivable", "Customers"), ("payable", "Vendors")], readonly=True)
    kind = fields.Selection(
        [("claim", "Claim"), ("credit", "Credit or payment")],
        readonly=True,
        help="Claim: raises what is owed. Credit or payment: lowers it.",
    )
    is_open = Condition(string="Open", readonly=True, depends_context=AT_DATE)
    status = fields.Selection(
        [("open", "Open"), ("paid", "Paid")], readonly=True, depends_context=AT_DATE
    )
    name = fields.Char(string="Number", readonly=True)
    ref = fields.Char(string="Reference", readonly=True)
    move_type = fields.Selection(
        selection=lambda self: self.env["account.move"]._fields["move_type"].selection,
        string="Type",
        readonly=True,
    )
    invoice_date = fields.Date(readonly=True)
    date = fields.Date(string="Accounting date", readonly=True)
    date_maturity = fields.Date(string="Maturity", readonly=True, help="Empty: none was given.")
    due_date = fields.Date(
        readonly=True, help="The maturity date; without one, the date of the entry."
    )
    days_late = fields.Integer(readonly=True, aggregator="max", depends_context=AT_DATE)
    age_bucket = fields.Selection(BUCKETS, string="Age", readonly=True, depends_context=AT_DATE)
    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    amount_currency = fields.Monetary(string="Amount in currency", readonly=True)
    balance = fields.Monetary(string="Amount", currency_field="company_currency_id", readonly=True)
    amount_residual_currency = fields.Monetary(
        string="Open in currency", readonly=True, depends_context=AT_DATE
    )
    amount_residual = fields.Monetary(
        string="Open",
        currency_field="company_currency_id",
        readonly=True,
        depends_context=AT_DATE,
    )
    running_balance = fields.Monetary(
        string="Balance",
        currency_field="company_currency_id",
        compute="_compute_running_balance",
        help="What is owed up to and including this open item, in order of due dates.",
    )
    amount_overdue = fields.Monetary(
        string="Overdue",
        currency_field="company_currency_id",
        readonly=True,
        depends_context=AT_DATE,
    )
    amount_not_due = fields.Monetary(
        string="Not due",
        currency_field="company_currency_id",
        readonly=True,
        depends_context=AT_DATE,
    )
    amount_bucket_1 = fields.Monetary(
        string="Bucket 1",
        currency_field="company_currency_id",
        readonly=True,
        depends_context=AT_DATE,
    )
    amount_bucket_2 = fields.Monetary(
        string="Bucket 2",
        currency_field="company_currency_id",
        readonly=True,
        depends_context=AT_DATE,
    )
    amount_bucket_3 = fields.Monetary(
        string="Bucket 3",
        currency_field="company_currency_id",
        readonly=True,
        depends_context=AT_DATE,
    )
    amount_bucket_4 = fields.Monetary(
        string="Bucket 4",
        currency_field="company_currency_id",
        readonly=True,
        depends_context=AT_DATE,
    )
    amount_bucket_5 = fields.Monetary(
        string="Bucket 5",
        currency_field="company_currency_id",
        readonly=True,
        depends_context=AT_DATE,
    )
    amount_paid = fields.Monetary(
        string="Paid",
        currency_field="company_currency_id",
        readonly=True,
        depends_context=AT_DATE,
    )
    last_payment_date = fields.Date(string="Last payment", readonly=True, depends_context=AT_DATE)
    last_payment_amount = fields.Monetary(
        string="Last amount paid", readonly=True, aggregator=False, depends_context=AT_DATE
    )
    dunning_level = fields.Integer(string="Level", readonly=True, aggregator="max")
    dunning_date = fields.Date(string="Last reminder", readonly=True)
    dunning_count = fields.Integer(string="Reminders", readonly=True)
    no_followup = fields.Boolean(string="No follow-up", readonly=True)
    hold_id = fields.Many2one("account.dunning.hold", readonly=True, depends_context=AT_DATE)
    hold_kind = fields.Selection(related="hold_id.kind", string="Hold")
    hold_until = fields.Date(related="hold_id.date_until", string="Held until")
    dunning_user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    invoice_user_id = fields.Many2one("res.users", string="Account manager", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    category_id = fields.Many2one(
        "res.partner.category",
        string="Category",
        readonly=True,
        help="The customer's first dunning category; without one, its first tag.",
    )
    tag_ids = fields.Many2many(related="debtor_id.category_id", string="Tags")

    @property
    def _table_query(self):
        at_date = fields.Date.to_date(self.env.context.get("dunning_at_date"))
        return open_items.table_query(
            self.env, at_date or self.env.company._dunning_today(), at_date
        )

    @api.depends_context(*AT_DATE)
    def _compute_running_balance(self):
        balances = cockpit.running_balances(self)
        for item in self:
            item.running_balance = balances.get(item.id, 0.0)
