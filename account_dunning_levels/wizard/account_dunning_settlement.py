from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..engine.charges import payments
from ..rules.base.money import decimal_of

KINDS = [("costs", "Costs"), ("interest", "Interest"), ("principal", "Invoice")]


class AccountDunningSettlement(models.TransientModel):
    """Shows how a payment would be settled with what the customer owes, and does it on click."""

    _name = "account.dunning.settlement"
    _description = "Settle a Payment"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    open_credit_ids = fields.Many2many("account.move.line", compute="_compute_open_credits")
    credit_id = fields.Many2one(
        "account.move.line",
        string="Payment",
        domain="[('id', 'in', open_credit_ids)]",
        compute="_compute_credit",
        store=True,
        readonly=False,
        help="A payment or credit note of the customer that is not allocated yet.",
    )
    currency_id = fields.Many2one(related="credit_id.currency_id")
    amount = fields.Monetary(string="To allocate", compute="_compute_amount")
    order = fields.Selection(
        # as the company reads them in the language of the user
        lambda self: (
            self.env["res.company"]
            ._fields["dunning_payment_order"]
            ._description_selection(self.env)
        ),
        string="What is settled first",
        required=True,
        default=lambda self: self.env.company.dunning_payment_order,
    )
    line_ids = fields.One2many(
        "account.dunning.settlement.line",
        "settlement_id",
        string="Settles",
        compute="_compute_lines",
        store=True,
        readonly=False,
    )
    left_over = fields.Monetary(string="Left over", compute="_compute_amount")

    @api.depends("partner_id", "company_id")
    def _compute_open_credits(self):
        for wizard in self:
            wizard.open_credit_ids = payments.open_credits(wizard.partner_id, wizard.company_id)

    @api.depends("open_credit_ids")
    def _compute_credit(self):
        for wizard in self:
            wizard.credit_id = wizard.credit_id or wizard.open_credit_ids[:1]

    @api.depends("credit_id", "line_ids.amount", "line_ids.is_settled")
    def _compute_amount(self):
        for wizard in self:
            wizard.amount = -wizard.credit_id.amount_residual_currency
            settled = wizard.line_ids.filtered("is_settled")
            wizard.left_over = wizard.amount - sum(settled.mapped("amount"))

    @api.depends("credit_id", "order")
    def _compute_lines(self):
        for wizard in self:
            wizard.line_ids = [Command.clear(), *map(Command.create, wizard._proposed())]

    def _proposed(self):
        """Values of the lines: what the payment settles, in that order."""
        self.ensure_one()
        if not self.credit_id:
            return []
        owed = payments.debts(
            self.partner_id, self.company_id, self.currency_id, self.credit_id.date
        )
        payment = decimal_of(-self.credit_id.amount_residual_currency)
        parts, _over = payments.propose(payment, owed, self.order)
        return [
            {
                "sequence": place,
                "kind": debt.kind,
                "move_line_id": debt.item.id,
                "notice_id": debt.notice.id,
                "amount_open": float(debt.amount),
                "amount": float(amount),
                "is_settled": bool(amount),
            }
            for place, (debt, amount) in enumerate(parts)
        ]

    def action_settle(self):
        """Allocate the payment as it is proposed."""
        self.ensure_one()
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(self.env._("Only users of invoicing can allocate payments."))
        if not self.credit_id:
            raise UserError(
                self.env._("%s has no payment that is not allocated yet.", self.partner_id.name)
            )
        chosen = self.line_ids.filtered("is_settled").sorted("sequence")
        payments.allocate(self.credit_id, [(line.move_line_id, line.notice_id) for line in chosen])
        return {"type": "ir.actions.act_window_close"}


class AccountDunningSettlementLine(models.TransientModel):
    """One debt that a payment settles."""

    _name = "account.dunning.settlement.line"
    _description = "Line of a Settlement"
    _order = "sequence, id"

    settlement_id = fields.Many2one("account.dunning.settlement", required=True, ondelete="cascade")
    sequence = fields.Integer()
    currency_id = fields.Many2one(related="settlement_id.currency_id")
    is_settled = fields.Boolean(string="Settle")
    kind = fields.Selection(KINDS, readonly=True)
    move_line_id = fields.Many2one("account.move.line", string="Open item", readonly=True)
    notice_id = fields.Many2one("account.dunning.notice", string="Reminder", readonly=True)
    name = fields.Char(string="What", compute="_compute_name")
    amount_open = fields.Monetary(string="Open", readonly=True)
    amount = fields.Monetary(string="Settled", readonly=True)

    @api.depends("move_line_id", "notice_id")
    def _compute_name(self):
        for line in self:
            line.name = (
                line.move_line_id.move_id.name
                if line.move_line_id
                else self.env._("Charges of reminder %s, booked now", line.notice_id.name)
            )
