from odoo import api, fields, models

from ..engine.store.access import READER, USER, needs
from .account_dunning_loss import GROUNDS

KINDS = [
    ("claim", "VAT back"),
    ("recovered", "Paid since: VAT due again"),
    ("correction", "Credited since: correction"),
    ("nothing", "Nothing to get back"),
]
WHYS = [
    ("no_tax", "No VAT was charged: 0 %, exempt or reverse charge"),
    ("on_payment", "Cash basis: the VAT is due when the customer pays, so none was paid yet"),
    ("other_country", "VAT of another country: it comes back there"),
]


class AccountDunningBadDebtLine(models.Model):
    """One tax of an unpaid item, as a list of bad debts reports it; made by the engine only."""

    _name = "account.dunning.bad.debt.line"
    _description = "VAT on a Bad Debt"
    _order = "list_id desc, kind, partner_id, date_maturity, id"
    _check_company_auto = True

    list_id = fields.Many2one(
        "account.dunning.bad.debt", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="list_id.company_id", store=True, index=True)
    state = fields.Selection(related="list_id.state", store=True)
    currency_id = fields.Many2one(related="list_id.currency_id")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    why = fields.Selection(WHYS, string="Why nothing", readonly=True)
    name = fields.Char(string="Number", readonly=True)
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        readonly=True,
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Open item",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", index=True, ondelete="set null", readonly=True
    )
    partner_vat = fields.Char(string="VAT number", readonly=True)
    invoice_date = fields.Date(readonly=True)
    date_maturity = fields.Date(string="Due date", readonly=True)
    date_lost = fields.Date(
        string="Lost on",
        readonly=True,
        help="One year after the due date (Netherlands), or the day since which the loss is "
        "certain.",
    )
    ground = fields.Selection([("law", "One year past due"), *GROUNDS], readonly=True)
    is_late = fields.Boolean(
        string="Of an earlier period",
        readonly=True,
        help="The VAT came back before this period: correct the return of that period rather than "
        "putting it into this one.",
    )
    item_currency_id = fields.Many2one("res.currency", string="Item currency", readonly=True)
    unpaid_amount = fields.Monetary(
        string="Unpaid in currency", currency_field="item_currency_id", readonly=True
    )
    paid_amount = fields.Monetary(
        string="Paid in currency", currency_field="item_currency_id", readonly=True
    )
    credited_amount = fields.Monetary(
        string="Credited in currency", currency_field="item_currency_id", readonly=True
    )
    unpaid_company_amount = fields.Monetary(
        string="Unpaid", readonly=True, aggregator=None, help="With VAT, at the invoice's rate."
    )
    tax_id = fields.Many2one("account.tax", ondelete="restrict", readonly=True)
    tax_name = fields.Char(string="Tax as reported", readonly=True)
    base_amount = fields.Monetary(
        string="Base", readonly=True, help="Negative: reported earlier, and due again now."
    )
    vat_amount = fields.Monetary(
        string="VAT", readonly=True, help="Negative: got back earlier, and due again now."
    )
    credit_move_id = fields.Many2one(
        "account.move",
        string="Credit note proposed",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="The draft that somebody made from this row. It stands for the row: what it takes off "
        "the invoice is no payment.",
    )

    @api.depends("name", "tax_name")
    def _compute_display_name(self):
        for line in self:
            line.display_name = " ".join(filter(None, (line.name, line.tax_name)))

    @needs(READER)
    def action_open_invoice(self):
        """Open the invoice of the row."""
        self.ensure_one()
        return self.move_id._get_records_action(context={})

    @needs(USER)
    def action_credit_note(self):
        """Draft a credit note over what is lost of the invoice; a person posts it, or not."""
        self.ensure_one()
        return self.list_id._propose_credit_note(self)
