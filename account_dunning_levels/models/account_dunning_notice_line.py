from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import formatLang

from ..engine.explain import line_figures, reason_parts, reason_words
from ..engine.review import skipping
from ..engine.store.access import READER, USER, needs
from ..engine.store.references import UncheckedMany2one
from ..rules.decide.reasons import IN_PAYMENT

OUTCOMES = [
    ("claim", "Reminded"),
    ("credit", "Credit"),
    ("other", "Other overdue item"),
    ("left_out", "Left out"),
]
BLOCKS = [
    ("disabled", "The customer gets no reminders"),
    ("hold", "The customer is on hold"),
    ("move_hold", "The invoice is on hold"),
    ("item_hold", "The item is on hold"),
    ("disputed", "Disputed"),
    ("promise", "Promise to pay"),
    ("plan", "Payment plan"),
    ("handed_over", "Handed over to a lawyer or collector"),
    ("no_followup", "The item is marked “no follow-up”"),
    ("move_blocked", "The invoice is blocked for payment in Odoo"),
]


class AccountDunningNoticeLine(models.Model):
    """One open item on a notice, or one that was left out, with the reason."""

    _name = "account.dunning.notice.line"
    _description = "Reminder Line"
    _order = "run_id, position, invoice_date, id"
    _rec_name = "name"
    # who and when: its run and its reminder say so, for all lines at once
    _log_access = False

    # deleted with their run and their reminder, which only the engine does
    run_id = UncheckedMany2one(
        "account.dunning.run", required=True, ondelete="cascade", readonly=True
    )
    notice_id = UncheckedMany2one(
        "account.dunning.notice",
        string="Reminder",
        index="btree_not_null",
        ondelete="cascade",
        readonly=True,
        help="Empty when the item was left out.",
    )
    origin_notice_id = fields.Many2one(
        "account.dunning.notice",
        string="Skipped from",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    position = fields.Integer(string="List order", readonly=True)
    company_id = UncheckedMany2one("res.company", required=True, readonly=True)
    partner_id = UncheckedMany2one(
        "res.partner", string="Customer", index=True, ondelete="restrict", readonly=True
    )
    user_id = UncheckedMany2one("res.users", string="Responsible", readonly=True)
    sheet_id = UncheckedMany2one("account.dunning.sheet", readonly=True, ondelete="restrict")
    # who deletes the item empties it, see engine/store/deletions.py
    move_line_id = UncheckedMany2one(
        "account.move.line",
        string="Open item",
        ondelete="set null",
        readonly=True,
    )
    move_id = UncheckedMany2one(
        "account.move",
        string="Entry",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    name = fields.Char(string="Number", readonly=True)
    reference = fields.Char(readonly=True, help="The customer's reference, or the label.")
    invoice_date = fields.Date(readonly=True)
    date_maturity = fields.Date(string="Due date", readonly=True)
    days_overdue = fields.Integer(string="Days late", readonly=True, aggregator="max")
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    reason = fields.Selection(reason_words.LABELS, readonly=True)
    detail = fields.Selection(BLOCKS, string="Block", readonly=True)
    hold_id = fields.Many2one(
        "account.dunning.hold", index="btree_not_null", ondelete="set null", readonly=True
    )
    detail_words = fields.Char(
        string="Why blocked",
        compute="_compute_detail_words",
        help="The block; of a hold its kind, its last day and its reason.",
    )
    level_before = fields.Integer(readonly=True, aggregator="max")
    level_after = fields.Integer(string="Level", readonly=True, aggregator="max")
    currency_id = UncheckedMany2one("res.currency", required=True, readonly=True)
    amount_original = fields.Monetary(string="Original amount", readonly=True)
    amount_residual = fields.Monetary(
        string="Open amount", readonly=True, help="Negative for a credit."
    )
    bank_account_id = UncheckedMany2one(
        "res.partner.bank",
        string="To be paid to",
        readonly=True,
        help="The recipient bank of the invoice; else the account of the company for the currency "
        "of the letter, else that without a currency, else the parent company's.",
    )
    under_way_amount = fields.Monetary(
        string="Payment under way",
        readonly=True,
        copy=False,
        help="What payments in process and pending online payments cover of the item; they are "
        "not in the books yet.",
    )
    is_under_way_unknown = fields.Boolean(
        string="Payment without a rate",
        readonly=True,
        copy=False,
        help="A payment for the item is under way in a currency without an exchange rate.",
    )
    is_unsent = fields.Boolean(
        string="Never sent",
        readonly=True,
        copy=False,
        help="The invoice was never sent to the customer.",
    )
    fine_amount = fields.Monetary(string="Fine", readonly=True)
    interest_amount = fields.Monetary(string="Interest", readonly=True)
    waived_fine_amount = fields.Monetary(string="Fine waived", readonly=True, copy=False)
    waived_interest_amount = fields.Monetary(string="Interest waived", readonly=True, copy=False)
    interest_before = fields.Monetary(
        string="Interest asked before",
        readonly=True,
        copy=False,
        help="Interest of this item that was booked or waived before this letter, which states "
        "what came on since.",
    )
    fine_before = fields.Monetary(
        string="Fine asked before",
        readonly=True,
        copy=False,
        help="Fines of this item that were booked or waived before this letter; where a law caps "
        "fines, the letter states them less this.",
    )
    waive_reason = fields.Char(string="Why waived", readonly=True, copy=False)
    notice_state = fields.Selection(related="notice_id.state", string="State of the reminder")
    calculation = fields.Json(
        readonly=True,
        copy=False,
        help="How fine and interest were computed when the letter was made, or what is missing.",
    )
    has_compensation = fields.Boolean(
        string="Compensation by law",
        readonly=True,
        copy=False,
        help="The fine is the compensation that the law gives once for an invoice.",
    )
    has_instalment_costs = fields.Boolean(
        string="Costs of instalments",
        readonly=True,
        copy=False,
        help="The fine is the costs that the law gives once for all instalments of an invoice.",
    )
    explanation = fields.Text(string="How it was computed", compute="_compute_explanation")

    # What an item's level is read from; the engine alone writes these.
    is_valid = fields.Boolean(
        readonly=True, copy=False, help="A claim of a reminder that is queued or sent."
    )
    is_repeat = fields.Boolean(readonly=True, copy=False)
    sent_date = fields.Date(string="Letter date", readonly=True, copy=False)
    lowered_to = fields.Integer(default=-1, readonly=True, copy=False)
    asked_terms = fields.Integer(
        string="Instalments",
        readonly=True,
        copy=False,
        help="Into how many instalments the invoice was cut when the letter left; 0 for an entry "
        "that is no invoice.",
    )
    is_past = fields.Boolean(
        string="No longer counts",
        readonly=True,
        copy=False,
        help="The letter asked another customer, or the invoice before it was cut into other "
        "instalments: the level of the item does not come from it.",
    )

    # Exactly once, stated by the database:
    # an item stands once in a run (the index finds the lines of a run, too),
    _run_item_uniq = models.UniqueIndex(
        "(run_id, move_line_id)",
        "An item stands only once in a run.",
    )
    # is never twice in the same level's letter (unless the level was lowered by hand since,
    # or its sheet repeats the last level),
    _item_level_uniq = models.UniqueIndex(
        "(move_line_id, level_after) WHERE is_valid AND is_past IS NOT TRUE"
        " AND is_repeat IS NOT TRUE AND lowered_to < 0",
        "This item was already reminded at this level.",
    )
    # and never twice on one day.
    _item_day_uniq = models.UniqueIndex(
        "(move_line_id, sent_date) WHERE is_valid AND is_past IS NOT TRUE",
        "This item was already reminded today.",
    )
    _interest_waived = models.Index("(move_line_id) WHERE is_valid AND waived_interest_amount > 0")
    _fine_waived = models.Index("(move_line_id) WHERE is_valid AND waived_fine_amount > 0")
    # the line that decides an item's level is found without sorting its history
    _item_latest = models.Index("(move_line_id, sent_date DESC, id DESC) WHERE is_valid")

    # the EUR 40 of an invoice are asked once
    _compensated = models.Index("(company_id, move_id) WHERE has_compensation AND is_valid")

    # and so are the costs of an invoice in instalments
    _instalment_costs = models.Index(
        "(company_id, move_id) WHERE has_instalment_costs AND is_valid"
    )

    def _register_hook(self):
        super()._register_hook()
        # a reason of another addon without words is told when it is loaded, not on “Why?”
        reason_parts.check()

    @api.depends("outcome", "reason", "fine_amount", "interest_amount", "amount_residual")
    def _compute_explanation(self):
        texts = line_figures.explain_lines(self)
        for line in self:
            line.explanation = texts.get(line.id, "")

    @api.depends("detail", "hold_id", "reason", "under_way_amount")
    def _compute_detail_words(self):
        words = dict(self._fields["detail"]._description_selection(self.env))
        for line in self:
            if line.reason == IN_PAYMENT.code:
                amount = formatLang(self.env, line.under_way_amount, currency_obj=line.currency_id)
                line.detail_words = self.env._("A payment of %s is under way.", amount)
                continue
            plain = f"{words[line.detail]}." if line.detail else False
            line.detail_words = line.hold_id._words() if line.hold_id else plain

    def action_skip(self):
        """Leave these items out of this run; their level stays as it is."""
        skipping.skip_lines(self)
        return True

    def action_unskip(self):
        """Put skipped items back on the reminder they were taken from."""
        skipping.unskip_lines(self)
        return True

    @needs(USER)
    def action_hold(self):
        """Open the dialog that holds the item."""
        self.ensure_one()
        if not self.move_line_id:
            raise UserError(self.env._("The entry of %s was deleted.", self.name))
        return self.move_line_id.action_dunning_hold()

    @needs(USER)
    def action_waive(self):
        """Ask why the charges of these items are waived."""
        return self.notice_id._open_waive(self)

    @needs(READER)
    def action_open_move(self):
        """Open the invoice or entry."""
        self.ensure_one()
        return self.move_id._get_records_action(context={})

    @needs(READER)
    def action_why(self):
        """Open “Why?” for the item as it is now."""
        return self.move_line_id._dunning_open_explanation()
