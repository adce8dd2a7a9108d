from odoo import api, fields, models

from ..engine.store.access import refuse_typed

#: written by the engine only
ENGINE_FIELDS = {"amount_received", "state"}
#: in the context while a plan is saved as a whole; an object, so that nobody can send it
EDITING = object()


class AccountDunningHoldInstalment(models.Model):
    """One date of a payment plan: how much is to come in by when."""

    _name = "account.dunning.hold.instalment"
    _description = "Instalment of a Payment Plan"
    _order = "hold_id, date, id"
    _rec_name = "date"

    hold_id = fields.Many2one(
        "account.dunning.hold", string="Payment plan", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="hold_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="hold_id.currency_id")
    date = fields.Date(string="Pays by", required=True, help="The last day for this instalment.")
    amount = fields.Monetary(required=True)
    amount_received = fields.Monetary(
        string="Received in time",
        readonly=True,
        copy=False,
        help="What came in by this date, after what the earlier instalments needed.",
    )
    state = fields.Selection(
        [("upcoming", "To come"), ("paid", "Paid"), ("missed", "Missed")],
        default="upcoming",
        readonly=True,
        copy=False,
    )

    @api.model_create_multi
    def create(self, vals_list):
        refuse_typed(self, ENGINE_FIELDS, vals_list)
        instalments = super().create(vals_list)
        instalments._tell_plan(instalments.hold_id)
        return instalments

    def write(self, vals):
        refuse_typed(self, ENGINE_FIELDS, [vals])
        holds = self.hold_id
        result = super().write(vals)
        if {"date", "amount", "hold_id"} & set(vals):
            self._tell_plan(holds | self.hold_id)
        return result

    def unlink(self):
        holds = self.hold_id
        result = super().unlink()
        self._tell_plan(holds.exists())
        return result

    def _tell_plan(self, holds):
        """A plan changed here, not through its own form: it is checked and settled again."""
        if self.env.context.get("dunning_hold_editing") is not EDITING:
            holds._check_instalments()
            holds._refresh_state()
