from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.read import forecast, open_items
from ..engine.read.forecast_ground import Assumptions
from ..engine.store.access import READER, needs

#: context key: a dictionary of assumptions that differ in this view only
OVERRIDES = "dunning_forecast"


class AccountDunningForecast(models.Model):
    """When money is expected to come and go: see ``engine/read/forecast.py`` for the rule.

    The amounts are in the currency of the current company, others converted at today's rate.
    """

    _name = "account.dunning.forecast"
    _inherit = ["account.dunning.by.customer"]
    _description = "Liquidity Forecast"
    _auto = False
    _order = "date_expected, kind, id"
    _rec_name = "move_id"
    _depends = {
        "account.journal": ["type"],
        "account.move": ["origin_payment_id", "payment_state", "reversed_entry_id"],
        "account.payment": ["payment_type"],
        "account.move.line": [
            "account_id",
            "amount_currency",
            "amount_residual",
            "amount_residual_currency",
            "balance",
            "company_id",
            "currency_id",
            "date",
            "date_maturity",
            "move_id",
            "parent_state",
            "partner_id",
            "reconciled",
        ],
        "account.account": ["account_type", "reconcile"],
        "account.partial.reconcile": open_items.DEPENDS["account.partial.reconcile"],
        "account.dunning.hold": [
            "active",
            "amount",
            "amount_received",
            "currency_id",
            "date_from",
            "date_last",
            "date_until",
            "kind",
            "move_id",
            "move_line_id",
            "partner_id",
            "state",
        ],
        "account.dunning.hold.instalment": ["amount", "amount_received", "date", "hold_id"],
        "account.dunning.payer": ["average_days_late", "paid_count"],
        "res.partner": ["commercial_partner_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    kind = fields.Selection(
        [
            ("opening", "On the bank"),
            ("receipt", "From customers"),
            ("payment", "To vendors"),
        ],
        string="Flow",
        readonly=True,
    )
    basis = fields.Selection(
        [
            ("opening", "Bank balance"),
            ("transit", "Payment on its way"),
            ("unmatched", "Bank line not matched yet"),
            ("promise", "Promise"),
            ("plan", "Payment plan"),
            ("behaviour", "Own payment habit"),
            ("company", "Average of all"),
            ("due", "Due date"),
            ("credit", "Credit, not allocated"),
            ("disputed", "Disputed or blocked"),
            ("doubtful", "Doubtful"),
            ("not_claim", "No claim: paid out"),
        ],
        string="Based on",
        readonly=True,
        help="What the expected date is based on, or why the item does not count.",
    )
    included = fields.Boolean(
        string="Counts",
        readonly=True,
        help="Off: disputed or doubtful, shown but not part of the forecast.",
    )
    date_expected = fields.Date(string="Expected on", readonly=True)
    is_passed = fields.Boolean(
        string="Expected date has passed",
        readonly=True,
        help="The date it was expected on has passed; it is now expected in the number of days "
        "that the settings state.",
    )
    amount = fields.Monetary(
        currency_field="report_currency_id",
        readonly=True,
        help="Above zero: comes in. Below zero: goes out. In the currency of the current company.",
    )
    amount_company = fields.Monetary(
        string="Amount in the company's currency",
        currency_field="company_currency_id",
        readonly=True,
    )
    amount_currency = fields.Monetary(
        string="Amount in currency", currency_field="currency_id", readonly=True, aggregator=None
    )
    report_currency_id = fields.Many2one(
        "res.currency", string="Currency of the forecast", readonly=True
    )
    company_currency_id = fields.Many2one("res.currency", string="Company currency", readonly=True)
    currency_id = fields.Many2one("res.currency", string="Currency of the item", readonly=True)
    account_id = fields.Many2one("account.account", readonly=True)
    move_line_id = fields.Many2one("account.move.line", string="Journal item", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice or entry", readonly=True)
    debtor_id = fields.Many2one("res.partner", string="Customer or vendor", readonly=True)
    hold_id = fields.Many2one("account.dunning.hold", string="Promise or plan", readonly=True)
    country_id = fields.Many2one(related="debtor_id.country_id", string="Country")
    invoice_user_id = fields.Many2one(related="move_id.invoice_user_id", string="Account manager")
    properties = fields.Properties(related="debtor_id.properties")
    due_date = fields.Date(readonly=True)
    days_late_expected = fields.Integer(
        string="Days late",
        readonly=True,
        aggregator=None,
        help="From the due date to the expected date.",
    )

    @property
    def _table_query(self):
        return forecast.query(self.env, self._assumptions())

    @api.depends("move_id", "account_id")
    def _compute_display_name(self):
        for row in self.sudo():  # sudo: the name of what one may see here anyway
            row.display_name = row.move_id.name or row.account_id.display_name or ""

    # --- assumptions ----------------------------------------------------------------------

    def _assumptions(self):
        """The assumptions per company one works in, with those of this view only put on top."""
        overrides = self._overrides()
        # sudo: the settings of the companies one works in; nothing of other companies
        companies = self.env.companies.sudo()
        days = self._average_days(companies)
        return [
            self._company_assumptions(company, overrides, days.get(company.id, {}))
            for company in companies
        ]

    def _overrides(self):
        """Clean values from the context; what is no number or list is not taken."""
        found = self.env.context.get(OVERRIDES)
        found = found if isinstance(found, dict) else {}
        clean = {}
        for name, low in (("min_items", 1), ("overdue_days", 0)):
            if isinstance(found.get(name), int):
                clean[name] = min(max(int(found[name]), low), 1000)
        for name in ("include_disputed", "include_unmatched"):
            if isinstance(found.get(name), bool):
                clean[name] = found[name]
        journals = found.get("journal_ids")
        if isinstance(journals, list | tuple):
            clean["journal_ids"] = [one for one in journals if isinstance(one, int)]
        return clean

    def _average_days(self, companies):
        """Company id -> side -> (average days late of all payers, items measured)."""
        self.env["account.dunning.payer"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT company_id, side,
                       ROUND(SUM(average_days_late * amount_paid)
                             / NULLIF(SUM(amount_paid), 0))::int,
                       SUM(paid_count)
                  FROM account_dunning_payer
                 WHERE company_id = ANY(%s)
              GROUP BY company_id, side
                """,
                companies.ids,
            )
        )
        found = {}
        for company_id, side, days, items in rows:
            found.setdefault(company_id, {})[side] = (days, items)
        return found

    def _company_assumptions(self, company, overrides, days):
        options = {
            "min_items": company.dunning_forecast_min_items,
            "overdue_days": company.dunning_forecast_overdue_days,
            "include_disputed": company.dunning_forecast_include_disputed,
            "include_unmatched": company.dunning_forecast_include_unmatched,
            **overrides,
        }
        journals = self._opening_journals(company, options.pop("journal_ids", ()))
        averages = {
            side: average
            for side, (average, items) in days.items()
            if items >= options["min_items"]
        }
        today = company._dunning_today()
        rate = self.env["res.currency"]._get_conversion_rate(
            company.currency_id, self.env.company.currency_id, company, today
        )
        return Assumptions(
            company_id=company.id,
            today=today,
            journal_ids=tuple(journals.ids),
            doubtful_ids=tuple(company.dunning_doubtful_account_ids.ids),
            receivable_days=averages.get("receivable"),
            payable_days=averages.get("payable"),
            rate=rate,
            digits=company.currency_id.decimal_places,
            **options,
        )

    def _opening_journals(self, company, chosen_ids):
        """The journals of the opening balance: chosen for this view, by the company, or all."""
        # sudo: readers see the balance of the bank without access to journals
        journals = self.env["account.journal"].sudo().with_context(active_test=False)
        own = journals.search(
            [
                ("company_id", "parent_of", company.id),
                ("type", "in", ("bank", "cash", "credit")),
            ]
        )
        chosen = own.filtered(lambda journal: journal.id in chosen_ids)
        chosen = chosen or company.dunning_forecast_journal_ids & own
        return chosen or own.filtered(lambda journal: journal.type != "credit")

    @api.model
    @needs(READER)
    def get_assumptions(self):
        """What the screen prints above the figures: {'sentences': [text], 'changed': bool}."""
        self.check_access("read")
        found = self._assumptions()
        several = len(found) > 1
        sentences = []
        for one in found:
            # sudo: names of companies that the user works in
            name = self.env["res.company"].browse(one.company_id).sudo().display_name
            words = " ".join(self._sentences(one))
            sentences.append(f"{name}: {words}" if several else words)
        if several:
            sentences.append(self._currency_sentence(found))
        return {
            "sentences": [sentence for sentence in sentences if sentence],
            "changed": bool(self._overrides()),
        }

    def _sentences(self, one):
        # sudo: their names only, as in _opening_journals
        journals = self.env["account.journal"].sudo().browse(one.journal_ids)
        if journals:
            yield self.env._("Opening balance of %s.", ", ".join(journals.mapped("display_name")))
        else:
            yield self.env._("There is no bank or cash journal, so the opening balance is 0.")
        yield self.env._(
            "Promises and payment plans count first; else the due date and the customer's own "
            "days late, measured from %(items)s paid items or more.",
            items=one.min_items,
        )
        if one.receivable_days is None:
            yield self.env._("Other customers: the due date.")
        else:
            yield self.env._(
                "Other customers: the average of all, %(days)s days after the due date.",
                days=one.receivable_days,
            )
        if one.payable_days is None:
            yield self.env._("Vendors we seldom paid: the due date.")
        else:
            yield self.env._(
                "Vendors we seldom paid: %(days)s days after the due date.",
                days=one.payable_days,
            )
        yield self.env._("What should have come by now: in %s days.", one.overdue_days)
        if one.include_disputed:
            yield self.env._("Disputed items count, doubtful ones do not.")
        else:
            yield self.env._("Disputed and doubtful items do not count.")
        if not one.include_unmatched:
            yield self.env._("Bank lines not matched yet are not deducted.")

    def _currency_sentence(self, found):
        own = self.env.company.currency_id
        # sudo: as in get_assumptions
        companies = self.env["res.company"].sudo().browse([one.company_id for one in found])
        others = companies.filtered(lambda company: company.currency_id != own)
        if not others:
            return ""
        rates = ", ".join(
            f"1 {company.currency_id.name} = "
            f"{next(one.rate for one in found if one.company_id == company.id):.4f} {own.name}"
            for company in others
        )
        return self.env._("Converted at today's rate: %s.", rates)

    # --- doors ----------------------------------------------------------------------------

    @needs(READER)
    def action_open(self):
        """Open what the row stands for: the invoice or entry, or the items of the account."""
        self.ensure_one()
        if self.move_id:
            return self.move_id._get_records_action(context={})
        return {
            "type": "ir.actions.act_window",
            "name": self.account_id.display_name,
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [
                ("account_id", "=", self.account_id.id),
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("date", "<=", self.date_expected),
                *([("reconciled", "=", False)] if self.basis == "transit" else []),
            ],
            "context": {"create": False},
        }
