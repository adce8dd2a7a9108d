from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.account_dunning_hold import KINDS
from ..rules.base.money import decimal_of
from ..rules.decide import hold_state

#: the rows that a wizard types instalments in
INSTALMENT = "account.dunning.terms.instalment"
#: models whose ids are those of journal items
ITEM_MODELS = ("account.move.line", "account.dunning.item")

#: a hand-over has a dialog of its own
AGREED_KINDS = [kind for kind in KINDS if kind[0] != "handed_over"]


class AccountDunningTerms(models.AbstractModel):
    """What a wizard asks to make holds of: which kind, how long, why, how much."""

    _name = "account.dunning.terms"
    _description = "Terms of a Hold"

    # which of the three is held
    move_line_ids = fields.Many2many("account.move.line", string="Items")
    move_id = fields.Many2one("account.move", string="Invoice")
    partner_id = fields.Many2one("res.partner", string="Customer")

    hold_kind = fields.Selection(AGREED_KINDS, string="Kind of hold", default="blocked")
    date_until = fields.Date(
        string="Until", help="The last day of the hold. Empty: until it is lifted."
    )
    reason = fields.Char(help="For colleagues; customers never read it.")
    currency_id = fields.Many2one("res.currency", compute="_compute_open")
    amount_open = fields.Monetary(string="Open now", compute="_compute_open")
    amount = fields.Monetary(
        string="Amount promised",
        compute="_compute_amount",
        store=True,
        readonly=False,
        help="At most what is open. On several items it is divided, oldest first.",
    )
    split_count = fields.Integer(string="Number of instalments", default=3)
    split_first_date = fields.Date(
        string="First instalment",
        default=lambda self: fields.Date.add(self.env.company._dunning_today(), months=1),
    )
    split_every = fields.Selection(
        [("month", "Every month"), ("two_weeks", "Every two weeks"), ("week", "Every week")],
        string="Interval",
        default="month",
    )

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        if not any(defaults.get(name) for name in ("move_line_ids", "move_id", "partner_id")):
            defaults.update(_selected(self.env))
        return defaults

    @api.depends("move_line_ids", "move_id", "partner_id")
    def _compute_open(self):
        for wizard in self:
            items = wizard._items()
            currency = items.currency_id
            if len(currency) == 1 and not wizard._is_customer():
                wizard.currency_id = currency
                wizard.amount_open = sum(items.mapped("amount_residual_currency"))
            else:
                company = items.company_id[:1] or self.env.company
                wizard.currency_id = company.currency_id
                wizard.amount_open = sum(items.mapped("amount_residual"))

    @api.depends("hold_kind", "move_line_ids", "move_id", "partner_id")
    def _compute_amount(self):
        for wizard in self:
            waits = wizard.hold_kind in hold_state.AWAITING
            wizard.amount = max(wizard.amount_open, 0) if waits else 0

    def _is_customer(self):
        return bool(self.partner_id) and not self.move_line_ids and not self.move_id

    def _items(self):
        """The open receivable items that are held."""
        self.ensure_one()
        if self.move_line_ids:
            return self.move_line_ids._origin
        if self.move_id:
            items = self.move_id._origin.line_ids
            return items.filtered(
                lambda line: line.account_type == "asset_receivable" and not line.reconciled
            )
        if not self.partner_id:
            return self.env["account.move.line"]
        return self.env["account.move.line"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("partner_id", "child_of", self.partner_id.commercial_partner_id.ids),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )

    @api.onchange("split_count", "split_first_date", "split_every", "amount", "hold_kind")
    def _onchange_split(self):
        """Fill in the instalments; the last one takes what rounding leaves."""
        if self.hold_kind != "plan" or not self.split_first_date or not self.split_count:
            return
        step = decimal_of(self.currency_id.rounding or 0.01)
        try:
            dues = hold_state.split(
                decimal_of(self.amount),
                self.split_count,
                self.split_first_date,
                step,
                self.split_every,
            )
        except ValueError:
            return
        self.instalment_ids = [
            Command.clear(),
            *(Command.create({"date": due.day, "amount": float(due.amount)}) for due in dues),
        ]

    # ------------------------------------------------------------------ making holds

    def _make_holds(self):
        """Make the holds as they were asked.

        :return: the new ``account.dunning.hold`` records
        :raises UserError: nothing to hold, or the amount cannot be divided over the items
        """
        self.ensure_one()
        common = {
            "kind": self.hold_kind,
            "reason": (self.reason or "").strip() or False,
            "date_until": self.date_until,
        }
        holds = self.env["account.dunning.hold"]
        if self.move_line_ids:
            if self.hold_kind in hold_state.AWAITING:
                return holds.create(self._promises_of_items(common))
            return self.move_line_ids._dunning_hold(common)
        if self.move_id:
            subject = {"move_id": self.move_id.id}
        elif self.partner_id:
            subject = {"partner_id": self.partner_id.commercial_partner_id.id}
        else:
            raise UserError(self.env._("Items: choose what is to be left alone."))
        if self.hold_kind not in hold_state.AWAITING:
            return holds.create({**common, **subject})
        return holds.create({**common, **subject, **self._promised(self._dues())})

    def _promises_of_items(self, common):
        """Values of one hold for each item; the amount goes to the oldest items first."""
        items = self.move_line_ids.filtered(lambda item: item.amount_residual_currency > 0)
        items = items.sorted(lambda item: (item.date_maturity or item.date, item.id))
        if len(items.currency_id) > 1 or len(items.partner_id.commercial_partner_id) > 1:
            raise UserError(
                self.env._(
                    "Items: a promise is about one customer and one currency. Choose items of one."
                )
            )
        dues, opened = self._dues(), self.amount_open
        if sum(due.amount for due in dues) > decimal_of(opened):
            raise UserError(
                self.env._(
                    "Amount promised: %(amount)s is more than the %(open)s that is open. Enter at "
                    "most what is open.",
                    amount=self.currency_id.format(self.amount),
                    open=self.currency_id.format(opened),
                )
            )
        room = [(item, decimal_of(item.amount_residual_currency)) for item in items]
        return [
            {**common, "move_line_id": item.id, **self._promised(own)}
            for item, own in hold_state.spread(dues, room)
        ]

    def _dues(self):
        """What was promised, in order of days.

        :raises UserError: a day or an amount is missing, or instalments do not add up
        """
        amount = decimal_of(self.amount)
        if amount <= 0:
            raise UserError(self.env._("Amount promised: enter an amount above zero."))
        if self.hold_kind == "promise":
            if not self.date_until:
                raise UserError(
                    self.env._("Until: enter the day by which the customer promised to pay.")
                )
            return [hold_state.Tranche(self.date_until, amount)]
        dues = [
            hold_state.Tranche(row.date, decimal_of(row.amount))
            for row in self.instalment_ids.sorted("date")
        ]
        total = sum(due.amount for due in dues)
        if not dues or total != amount:
            raise UserError(
                self.env._(
                    "Instalments: together they are %(total)s, the amount promised is %(amount)s. "
                    "Change an instalment or the amount.",
                    total=self.currency_id.format(float(total)),
                    amount=self.currency_id.format(self.amount),
                )
            )
        return dues

    def _promised(self, dues):
        amount = float(sum(due.amount for due in dues))
        if self.hold_kind == "promise":
            return {"amount": amount}
        return {
            "amount": amount,
            "instalment_ids": [
                Command.create({"date": due.day, "amount": float(due.amount)}) for due in dues
            ],
        }


class AccountDunningTermsInstalment(models.TransientModel):
    """One instalment as it is typed in a wizard."""

    _name = INSTALMENT
    _description = "Instalment being agreed"
    _order = "date, id"

    block_id = fields.Many2one("account.dunning.block", ondelete="cascade")
    call_id = fields.Many2one("account.dunning.call", ondelete="cascade")
    date = fields.Date(string="Pays by", required=True)
    amount = fields.Monetary(required=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency")

    @api.depends("block_id.currency_id", "call_id.currency_id")
    def _compute_currency(self):
        for row in self:
            row.currency_id = row.block_id.currency_id or row.call_id.currency_id


def _selected(env):
    """Values for what is selected on the screen a wizard was opened from."""
    model, ids = env.context.get("active_model"), env.context.get("active_ids") or []
    if model == "account.move" and len(ids) == 1:
        return {"move_id": ids[0]}
    if model == "res.partner" and len(ids) == 1:
        return {"partner_id": env["res.partner"].browse(ids).commercial_partner_id.id}
    items = _selected_items(env)
    return {"move_line_ids": [Command.set(items.ids)]} if items else {}


def _selected_items(env):
    """The journal items that are selected on the screen a wizard was opened from."""
    model, ids = env.context.get("active_model"), env.context.get("active_ids") or []
    items = env["account.move.line"]
    if model in ITEM_MODELS:
        return items.browse(ids)
    if model == "account.dunning.notice.line":
        return env[model].browse(ids).move_line_id
    if model == "account.move":
        return (
            env[model]
            .browse(ids)
            .line_ids.filtered(
                lambda line: line.account_type == "asset_receivable" and not line.reconciled
            )
        )
    return items
