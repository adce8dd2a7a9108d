from odoo import api, fields, models

from ..engine.store.references import UncheckedMany2one

KINDS = [("fine", "Fine"), ("interest", "Interest")]


class AccountDunningCharge(models.Model):
    """A fine or interest of a reminder that stands in the books.

    Written by the engine only (:mod:`engine.charges.booking`). A charge that was reversed, or
    whose invoice was cancelled, is not live any more: it may be booked again.
    """

    _name = "account.dunning.charge"
    _description = "Booked Charge of a Reminder"
    _order = "id desc"
    _rec_name = "notice_id"

    notice_id = fields.Many2one(
        "account.dunning.notice",
        string="Reminder",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    line_id = fields.Many2one(
        "account.dunning.notice.line",
        string="Item on the reminder",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        help="Empty for the one fine of a whole reminder.",
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Open item",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    claim_partner_id = UncheckedMany2one(
        "res.partner",
        string="Asked of",
        readonly=True,
        help="Who owed the item when its charge was booked.",
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    level = fields.Integer(readonly=True, aggregator="max")
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(readonly=True, help="In the currency of the reminder.")
    claim_currency_id = fields.Many2one(
        "res.currency", string="Currency of the item", required=True, readonly=True
    )
    claim_amount = fields.Monetary(
        string="Amount in the currency of the item",
        currency_field="claim_currency_id",
        readonly=True,
    )
    # a draft that is deleted leaves nothing in the books: its charges may be booked again
    charge_move_id = fields.Many2one(
        "account.move",
        string="Charge invoice",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    invoice_line_id = fields.Many2one(
        "account.move.line",
        string="Invoice line",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    is_reversed = fields.Boolean(string="Reversed", readonly=True)
    is_live = fields.Boolean(string="In the books", compute="_compute_is_live", store=True)

    # Never twice, stated by the database: a line of a reminder,
    _line_uniq = models.UniqueIndex(
        "(line_id, kind) WHERE is_live AND line_id IS NOT NULL",
        "This charge of the reminder is booked already.",
    )
    # the fine of a claim at a level, whatever reminder states it, of each who owes it,
    _fine_level_uniq = models.UniqueIndex(
        "(move_line_id, level, COALESCE(claim_partner_id, 0))"
        " WHERE is_live AND kind = 'fine' AND move_line_id IS NOT NULL",
        "The fine of this item at this level is booked already.",
    )
    # and the one fine of a whole reminder.
    _notice_fine_uniq = models.UniqueIndex(
        "(notice_id) WHERE is_live AND line_id IS NULL",
        "The fine of this reminder is booked already.",
    )

    _interest = models.Index("(move_line_id) WHERE is_live AND kind = 'interest'")

    # the state of the charge invoice, too: see write() of account.move
    @api.depends("is_reversed", "charge_move_id")
    def _compute_is_live(self):
        for charge in self:
            charge.is_live = not charge.is_reversed and charge.charge_move_id.state != "cancel"
