from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.store import by_company
from ..engine.store.access import READER, needs

KINDS = [
    ("payment", "Payment"),
    ("credit_note", "Credit note"),
    ("writeoff", "Write-off or other entry"),
]

# Read once per statement, so that the three large tables are joined with nothing beside them.
_RECEIVABLE_ACCOUNTS = SQL(
    "ARRAY(SELECT id FROM account_account WHERE account_type = 'asset_receivable')"
)
_MONEY_JOURNALS = SQL(
    "ARRAY(SELECT id FROM account_journal WHERE type IN ('bank', 'cash', 'credit'))"
)


class PaidOn(fields.Date):
    """The date of a payment.

    From a day on, the index on the later of the two dates of a match finds the few rows at once:
    that date is never before the payment.
    """

    def _condition_to_sql(self, field_expr, operator, value, model, alias, query):
        condition = super()._condition_to_sql(field_expr, operator, value, model, alias, query)
        if field_expr != self.name or operator not in (">", ">="):
            return condition
        later = SQL("%s %s %s::date", SQL.identifier(alias, "max_date"), SQL(operator), value)
        return SQL("(%s AND %s)", condition, later)


#: money, a credit note, or what was written off
_KIND = """
    CASE WHEN credit.journal_id = ANY(%(money)s) OR credit.payment_id IS NOT NULL
              THEN 'payment'
         WHEN (SELECT move_type FROM account_move WHERE id = credit.move_id)
              = 'out_refund' THEN 'credit_note'
         ELSE 'writeoff'
    END
"""

#: the level that the item had reached on the day of the payment
_LEVEL_WHEN_PAID = SQL(
    """
    COALESCE(
         (SELECT line.level_after
            FROM account_dunning_notice_line line
           WHERE line.move_line_id = claim.id
             AND line.is_valid AND line.is_past IS NOT TRUE
             AND line.sent_date <= credit.date
        ORDER BY line.sent_date DESC, line.id DESC
           LIMIT 1),
         CASE WHEN claim.dunning_opening_date <= credit.date
              THEN claim.dunning_opening_level
         END,
         0
    )
    """
)


class AccountDunningCollection(models.Model):
    """One amount by which a customer's claim was settled: read from the ledger, never stored.

    A row is a partial reconciliation of a claim (a debit on a receivable account outside the bank
    journals) with a credit. Differences of exchange rates settle nothing and are left out.
    """

    _name = "account.dunning.collection"
    _inherit = ["account.dunning.by.customer"]
    _description = "Collection"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "name"

    date = PaidOn(string="Paid on", readonly=True, help="Date of the payment.")
    kind = fields.Selection(
        KINDS,
        string="Settled by",
        readonly=True,
        help="Payment: booked in a bank, cash or credit card journal. What was booked with the "
        "payment as discount or small difference is in its amount.",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", string="Company currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True)
    debtor_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    country_id = fields.Many2one(related="debtor_id.country_id", string="Country")
    category_ids = fields.Many2many(related="debtor_id.category_id", string="Tags")
    properties = fields.Properties(related="debtor_id.properties")
    dunning_user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    invoice_user_id = fields.Many2one("res.users", string="Account manager", readonly=True)
    name = fields.Char(string="Number", readonly=True, help="Number of the invoice or entry.")
    reference = fields.Char(readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    move_line_id = fields.Many2one("account.move.line", string="Open item", readonly=True)
    payment_move_id = fields.Many2one("account.move", string="Entry of the payment", readonly=True)
    payment_name = fields.Char(string="Payment", readonly=True)
    journal_id = fields.Many2one("account.journal", readonly=True, help="Journal of the payment.")
    invoice_date = fields.Date(readonly=True)
    due_date = fields.Date(readonly=True)
    days_late = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="Days from the due date to the payment; negative when it came early. Averages weigh "
        "each payment by its amount.",
    )
    amount = fields.Monetary(currency_field="company_currency_id", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    amount_currency = fields.Monetary(
        string="Amount in currency", readonly=True, help="In the currency of the invoice."
    )
    level = fields.Integer(
        string="Reminder level",
        readonly=True,
        aggregator="max",
        help="Level of the last reminder sent on or before the day of payment; 0 = before any.",
    )

    _depends = {
        "account.partial.reconcile": [
            "debit_move_id",
            "credit_move_id",
            "amount",
            "debit_amount_currency",
            "exchange_move_id",
            "max_date",
        ],
        "account.move.line": [
            "account_id",
            "company_currency_id",
            "company_id",
            "currency_id",
            "date",
            "date_maturity",
            "journal_id",
            "move_id",
            "parent_state",
            "partner_id",
            "payment_id",
            "dunning_opening_level",
            "dunning_opening_date",
        ],
        "account.account": ["account_type"],
        "account.journal": ["type"],
        "account.move": [
            "name",
            "ref",
            "move_type",
            "invoice_date",
            "invoice_user_id",
        ],
        "account.dunning.notice.line": [
            "is_past",
            "is_valid",
            "level_after",
            "move_line_id",
            "sent_date",
        ],
        "res.company": ["dunning_user_id"],
        "res.partner": ["commercial_partner_id", "dunning_user_id", "user_id"],
    }

    @property
    def _table_query(self):
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    @api.model
    def _select(self):
        # Values that only some screens ask for are sub-queries: the database drops those unasked.
        return SQL(
            """
            SELECT part.id,
                   part.max_date,
                   credit.date,
                   %(kind)s AS kind,
                   claim.company_id,
                   claim.company_currency_id,
                   claim.partner_id,
                   customer.commercial_partner_id AS debtor_id,
                   COALESCE(%(responsible)s, debtor.user_id, company.dunning_user_id)
                       AS dunning_user_id,
                   COALESCE(claim_move.invoice_user_id, debtor.user_id) AS invoice_user_id,
                   claim_move.name,
                   claim_move.ref AS reference,
                   claim.move_id,
                   claim.id AS move_line_id,
                   credit.move_id AS payment_move_id,
                   credit_move.name AS payment_name,
                   credit.journal_id,
                   claim_move.invoice_date,
                   COALESCE(claim.date_maturity, claim.date) AS due_date,
                   credit.date - COALESCE(claim.date_maturity, claim.date) AS days_late,
                   part.amount,
                   claim.currency_id,
                   part.debit_amount_currency AS amount_currency,
                   %(level)s AS level
            """,
            kind=SQL(_KIND, money=_MONEY_JOURNALS),
            level=_LEVEL_WHEN_PAID,
            responsible=by_company.setting_in(
                self.env, "debtor", "dunning_user_id", SQL("claim.company_id")
            ),
        )

    @api.model
    def _from(self):
        return SQL(
            """
            FROM account_partial_reconcile part
            JOIN account_move_line claim ON claim.id = part.debit_move_id
            JOIN account_move_line credit ON credit.id = part.credit_move_id
            LEFT JOIN account_move claim_move ON claim_move.id = claim.move_id
            LEFT JOIN account_move credit_move ON credit_move.id = credit.move_id
            LEFT JOIN res_company company ON company.id = claim.company_id
            LEFT JOIN res_partner customer ON customer.id = claim.partner_id
            LEFT JOIN res_partner debtor ON debtor.id = customer.commercial_partner_id
            """
        )

    @api.model
    def _where(self):
        # A debit in a bank journal is money paid back, not a claim; a match with a draft entry is
        # not part of the ledger.
        return SQL(
            """
            WHERE claim.account_id = ANY(%(receivable)s)
              AND credit.account_id = ANY(%(receivable)s)
              AND claim.parent_state = 'posted'
              AND credit.parent_state = 'posted'
              AND claim.journal_id <> ALL(%(money)s)
              AND NOT EXISTS (SELECT 1 FROM account_partial_reconcile exchange
                               WHERE exchange.exchange_move_id IN (claim.move_id, credit.move_id))
            """,
            receivable=_RECEIVABLE_ACCOUNTS,
            money=_MONEY_JOURNALS,
        )

    def _read_group_select(self, aggregate_spec, query):
        """Averages of the days late weigh each payment by its amount."""
        if aggregate_spec != "days_late:avg":
            return super()._read_group_select(aggregate_spec, query)
        days = self._field_to_sql(self._table, "days_late", query)
        amount = self._field_to_sql(self._table, "amount", query)
        return SQL("SUM(%s * %s) / NULLIF(SUM(%s), 0)", days, amount, amount)

    @needs(READER)
    def action_open_move(self):
        """Open the invoice that was paid."""
        self.ensure_one()
        return self.move_id._get_records_action(context={})
