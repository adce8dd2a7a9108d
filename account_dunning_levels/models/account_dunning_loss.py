from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.store.access import refuse_typed

GROUNDS = [
    ("bankruptcy", "Bankruptcy"),
    ("reorganisation", "Judicial reorganisation"),
    ("settlement", "Debt settlement"),
    ("other", "Other reason"),
]


class AccountDunningLoss(models.Model):
    """A claim that is lost for certain: by insolvency, or because a person decided so."""

    _name = "account.dunning.loss"
    _description = "Certain Loss"
    _order = "date desc, id desc"
    _check_company_auto = True
    _rec_name = "partner_id"

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        compute="_compute_partner",
        store=True,
        readonly=False,
        precompute=True,
    )
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')), ('state', '=', 'posted'), "
        "('commercial_partner_id', '=?', partner_id)]",
        help="Empty: all invoices of the customer dated up to that day.",
    )
    ground = fields.Selection(GROUNDS, required=True, default="bankruptcy")
    date = fields.Date(
        string="Certain since",
        required=True,
        default=lambda self: self.env.company._dunning_today(),
        help="Bankruptcy and judicial reorganisation: the day of the court's decision.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency")
    amount = fields.Monetary(
        string="At most",
        help="What is lost of the invoice, with VAT, where a plan pays a part. 0: all that is "
        "unpaid.",
    )
    reason = fields.Char(
        required=True, help="Why the loss is certain: court, number, what the collector wrote."
    )
    user_id = fields.Many2one(
        "res.users",
        string="Noted by",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    active = fields.Boolean(default=True)

    _amount_positive = models.Constraint("CHECK (amount >= 0)", "At most: cannot be negative.")

    @api.depends("move_id")
    def _compute_partner(self):
        for loss in self:
            loss.partner_id = (loss.move_id.partner_id or loss.partner_id).commercial_partner_id

    @api.depends("move_id", "company_id")
    def _compute_currency(self):
        for loss in self:
            loss.currency_id = loss.move_id.currency_id or loss.company_id.currency_id

    @api.constrains("partner_id", "move_id", "amount", "reason")
    def _check_loss(self):
        for loss in self:
            if loss.partner_id != loss.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "Customer: %(contact)s is a contact of %(customer)s. Choose %(customer)s.",
                        contact=loss.partner_id.name,
                        customer=loss.partner_id.commercial_partner_id.name,
                    )
                )
            if loss.move_id and loss.move_id.commercial_partner_id != loss.partner_id:
                raise ValidationError(
                    self.env._("Invoice: %s belongs to another customer.", loss.move_id.name)
                )
            if loss.amount and not loss.move_id:
                raise ValidationError(
                    self.env._("At most: choose the invoice of which this amount is lost.")
                )
            if not loss.reason.strip():
                raise ValidationError(self.env._("Reason: say why the loss is certain."))

    @api.constrains("date")
    def _check_date(self):
        for loss in self:
            if loss.date > loss.company_id._dunning_today():
                raise ValidationError(self.env._("Certain since: %s is still to come.", loss.date))

    @api.model_create_multi
    def create(self, vals_list):
        refuse_typed(self, {"user_id"}, vals_list)
        return super().create(vals_list)

    def write(self, vals):
        refuse_typed(self, {"user_id"}, [vals])
        return super().write(vals)
