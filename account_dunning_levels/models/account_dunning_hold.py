from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine.holds import checks, hold_words, open_amounts, promised, states, telling
from ..engine.ledger import in_force
from ..engine.store import company_day
from ..engine.store.access import READER, USER, needs, post_access, refuse_typed
from ..rules.base.money import decimal_of
from ..rules.decide import hold_state
from .account_dunning_hold_instalment import EDITING

KINDS = [
    ("blocked", "Blocked"),
    ("disputed", "Disputed"),
    ("promise", "Promise to pay"),
    ("plan", "Payment plan"),
    ("handed_over", "Handed over"),
]
STATES = [
    ("upcoming", "Starts later"),
    ("in_force", "In force"),
    ("kept", "Kept"),
    ("broken", "Broken"),
    ("ended", "Ended"),
    ("lifted", "Lifted"),
]
#: written by the engine only
ENGINE_FIELDS = {
    "state",
    "user_id",
    "amount_before",
    "amount_received",
    "broken_date",
    "file_id",
}
#: what was agreed: a change is checked, and the state judged again
AGREED = {
    "kind",
    "active",
    "partner_id",
    "move_id",
    "move_line_id",
    "date_from",
    "date_until",
    "amount",
    "currency_id",
    "instalment_ids",
}


class AccountDunningHold(models.Model):
    """An item, an invoice or a customer left alone for a while, and why (SPEC section 1).

    Blocked and disputed hold by their dates. Handed over to a lawyer or collector holds until a
    person takes it back. A promise and a payment plan wait for money: they
    are kept, or broken from the day after the promised one on, and then hold no more.
    """

    _name = "account.dunning.hold"
    _description = "Reminder Hold"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    kind = fields.Selection(
        KINDS,
        default="blocked",
        required=True,
        tracking=True,
        help="Blocked and disputed end on their last day. Handed over to a lawyer or collector has "
        "no end of its own. A promise and a payment plan also end "
        "when the money came in, or when it did not come in time.",
    )
    state = fields.Selection(STATES, readonly=True, copy=False, index=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        compute="_compute_company",
        store=True,
        readonly=False,
        precompute=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        help="The whole customer is left alone. Leave empty to hold an invoice or an item only.",
    )
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt')), ('state', '=', 'posted'), "
        "('payment_state', 'in', ('not_paid', 'partial'))]",
        help="All instalments of this invoice are left alone.",
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Open item",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        domain="[('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted'), "
        "('reconciled', '=', False)]",
        help="Only this item is left alone.",
    )
    debtor_id = fields.Many2one(
        "res.partner",
        string="Held customer",
        compute="_compute_debtor",
        store=True,
        index=True,
        help="Who owes what is held.",
    )
    document_id = fields.Many2one(
        "account.move",
        string="Held invoice",
        compute="_compute_document",
        help="The invoice or entry that is held, wholly or in part.",
    )
    reason = fields.Char(tracking=True, help="For colleagues; customers never read it.")
    handed_to_id = fields.Many2one(
        "res.partner",
        string="Handed over to",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="The lawyer or collector.",
    )
    reference = fields.Char(
        string="Their reference", tracking=True, help="Of the lawyer or collector."
    )
    file_id = fields.Many2one(
        "ir.attachment",
        string="File for the lawyer or collector",
        readonly=True,
        copy=False,
        ondelete="set null",
        help="One ZIP with letters, proof of sending, invoices, statement and conditions.",
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self.env.company._dunning_today()
    )
    date_until = fields.Date(
        string="Until",
        compute="_compute_date_until",
        store=True,
        readonly=False,
        tracking=True,
        help="The last day of the hold; for a promise the day on which the money is to be here. "
        "Empty: until it is lifted.",
    )
    date_last = fields.Date(
        string="Blocks until",
        compute="_compute_date_last",
        store=True,
        help="The last day without reminders: for promises and payment plans with the days of "
        "tolerance of the company.",
    )
    active = fields.Boolean(default=True, help="Off: the hold was lifted.")
    user_id = fields.Many2one(
        "res.users",
        string="Set by",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency", store=True, readonly=False, precompute=True
    )
    amount = fields.Monetary(
        string="Amount promised",
        tracking=True,
        help="What the customer promised to pay; at most what is open.",
    )
    amount_before = fields.Monetary(
        string="Came in before",
        readonly=True,
        copy=False,
        help="What had come in already when the promise was made; it does not count for it.",
    )
    amount_received = fields.Monetary(
        string="Received in time",
        readonly=True,
        copy=False,
        help="On an item or invoice: what was paid or credited on it, dated from the first day of "
        "the hold to its last. On a customer: its payments and credit notes of these days.",
    )
    broken_date = fields.Date(
        string="Broken on", readonly=True, copy=False, help="The first day without the money."
    )
    credit_words = fields.Char(string="Consumer credit", compute="_compute_credit_words")
    instalment_ids = fields.One2many(
        "account.dunning.hold.instalment", "hold_id", string="Instalments", copy=True
    )
    in_force = fields.Boolean(compute="_compute_in_force", search="_search_in_force")
    amount_open = fields.Monetary(
        string="Open now",
        compute="_compute_amount_open",
        currency_field="currency_id",
        help="What is open now on the item, the invoice or the customer that is held.",
    )

    # asked in the form only: a user does not type twelve dates
    split_count = fields.Integer(
        string="Number of instalments", compute="_compute_split", readonly=False
    )
    split_first_date = fields.Date(
        string="First instalment", compute="_compute_split", readonly=False
    )
    split_every = fields.Selection(
        [("month", "Every month"), ("two_weeks", "Every two weeks"), ("week", "Every week")],
        string="Interval",
        compute="_compute_split",
        readonly=False,
    )

    _awaited = models.Index("(company_id, state) WHERE kind IN ('promise', 'plan')")

    # ------------------------------------------------------------------ computes

    @api.depends("move_line_id", "move_id")
    def _compute_company(self):
        for hold in self:
            subject = hold.move_line_id or hold.move_id
            hold.company_id = subject.company_id or hold.company_id or self.env.company

    @api.depends(
        "partner_id.commercial_partner_id",
        "move_id.commercial_partner_id",
        "move_line_id.partner_id.commercial_partner_id",
    )
    def _compute_debtor(self):
        for hold in self:
            partner = hold.partner_id or hold.move_id.partner_id or hold.move_line_id.partner_id
            hold.debtor_id = partner.commercial_partner_id

    @api.depends("kind", "debtor_id.dunning_is_consumer")
    def _compute_credit_words(self):
        for hold in self:
            # sudo: the nature of a customer is no secret to who may agree on a plan with it
            asked = hold.kind == "plan" and hold.debtor_id.sudo().dunning_is_consumer
            hold.credit_words = asked and self.env._(
                "Instalments with interest, a fee or reminder costs in them can be consumer credit "
                "since 20 November 2026 (Directive (EU) 2023/2225). Divide what the invoices ask, "
                "and nothing on top."
            )

    @api.depends("move_id", "move_line_id.move_id")
    def _compute_document(self):
        for hold in self:
            hold.document_id = hold.move_id or hold.move_line_id.move_id

    @api.depends("move_line_id", "move_id", "company_id")
    def _compute_currency(self):
        for hold in self:
            subject = hold.move_line_id or hold.move_id
            hold.currency_id = (
                subject.currency_id or hold.currency_id or hold.company_id.currency_id
            )

    @api.depends("kind", "instalment_ids.date")
    def _compute_date_until(self):
        for hold in self:
            dates = [day for day in hold.instalment_ids.mapped("date") if day]
            if hold.kind == "plan":
                hold.date_until = max(dates, default=False)
            else:
                hold.date_until = hold.date_until

    @api.depends("kind", "date_until", "company_id.dunning_promise_tolerance_days")
    def _compute_date_last(self):
        for hold in self:
            tolerance = hold.company_id.dunning_promise_tolerance_days
            hold.date_last = hold_state.last_day(hold.kind, hold.date_until, tolerance)

    @api.depends("active", "date_from", "date_last", "company_id", "state")
    def _compute_in_force(self):
        for hold in self:
            today = company_day.today(hold.company_id or self.env.company)
            hold.in_force = bool(hold.date_from) and hold_state.in_force(
                hold.active,
                hold.state,
                hold.date_from,
                hold.date_last or None,
                today,
                today,
            )

    def _search_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        return in_force.domain(self.env)

    @api.depends("partner_id", "move_id", "move_line_id", "currency_id")
    def _compute_amount_open(self):
        amounts = open_amounts.of_holds(self)
        for hold in self:
            hold.amount_open = float(amounts.get(hold, 0))

    @api.depends("kind")
    def _compute_split(self):
        for hold in self:
            hold.split_count = hold.split_count or 0
            hold.split_every = hold.split_every or "month"
            hold.split_first_date = hold.split_first_date or False

    @api.depends("partner_id", "move_id", "move_line_id", "date_until", "kind")
    def _compute_display_name(self):
        for hold in self:
            subject = hold_words.subject(hold)
            until = hold_words.day_words(hold, hold.date_until)
            hold.display_name = f"{subject} ⏸ {until}" if until else subject

    # ------------------------------------------------------------------ words

    def _words(self):
        """What is held, up to which day and why, in one sentence: for “Why?” and the lists."""
        self.ensure_one()
        return hold_words.sentence(self)

    def _outcome_words(self):
        """Whether a promise was kept, in one sentence with its amounts."""
        self.ensure_one()
        return hold_words.outcome(self)

    # ------------------------------------------------------------------ constraints

    @api.constrains("partner_id", "move_id", "move_line_id")
    def _check_one_subject(self):
        checks.one_subject(self)

    @api.constrains("move_id", "move_line_id")
    def _check_open_receivable(self):
        checks.open_receivable(self)

    @api.constrains("date_from", "date_until")
    def _check_dates_in_order(self):
        checks.dates_in_order(self)

    @api.constrains("partner_id")
    def _check_partner_is_debtor(self):
        checks.partner_is_debtor(self)

    @api.constrains("kind", "date_until")
    def _check_handed_over_without_end(self):
        checks.handed_over_without_end(self)

    @api.constrains("kind", "date_until")
    def _check_promised_day(self):
        checks.promised_day(self)

    @api.constrains("kind", "amount", "currency_id", "partner_id", "move_id", "move_line_id")
    def _check_amount(self):
        checks.amount_promised(self)

    @api.constrains("kind", "amount", "instalment_ids", "date_from")
    def _check_instalments(self):
        checks.instalments_add_up(self)

    # ------------------------------------------------------------------ writing

    @api.model_create_multi
    def create(self, vals_list):
        refuse_typed(self, ENGINE_FIELDS, vals_list)
        vals_list = [promised.with_amount(self, vals) for vals in vals_list]
        if not self.env.su:  # nor by a default of the context
            vals_list = [
                {**vals, "user_id": self.env.uid, "amount_before": 0} for vals in vals_list
            ]
        holds = super(AccountDunningHold, self.with_context(dunning_hold_editing=EDITING)).create(
            vals_list
        )
        holds = holds.with_env(self.env)
        holds._refresh_state(new=True)
        telling.tell_subjects(holds, hold_words.sentence)
        return holds

    def write(self, vals):
        refuse_typed(self, ENGINE_FIELDS, [vals])
        editing = self.with_context(dunning_hold_editing=EDITING)
        result = super(AccountDunningHold, editing).write(vals)
        if AGREED & set(vals):
            self._refresh_state()
        return result

    def _refresh_state(self, new=False):
        states.refresh(self, new)

    @api.onchange("split_count", "split_first_date", "split_every")
    def _onchange_split(self):
        """Fill in the instalments; the last one takes what rounding leaves."""
        if self.kind != "plan" or self.split_count < 1 or not self.split_first_date:
            return
        amount = decimal_of(self.amount) or open_amounts.of_hold(self)
        step = decimal_of(self.currency_id.rounding or 0.01)
        try:
            dues = hold_state.split(
                amount, self.split_count, self.split_first_date, step, self.split_every
            )
        except ValueError:
            return
        self.amount = float(amount)
        self.instalment_ids = [Command.clear(), *promised.as_instalments(dues)]

    @api.onchange("kind", "move_line_id", "move_id", "partner_id")
    def _onchange_amount(self):
        """A promise is about all that is open, unless somebody says otherwise."""
        if self.kind in hold_state.AWAITING and not self.amount and any(hold_words.subjects(self)):
            self.amount = max(float(open_amounts.of_hold(self)), 0)

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Who works on reminders writes in the chatter, who reads them reads it."""
        found = super()._mail_get_operation_for_mail_message_operation(message_operation)
        return post_access(self, found, message_operation)

    # ------------------------------------------------------------------ buttons

    @needs(USER)
    def action_lift(self):
        """End the hold now and keep it as history."""
        self.write({"active": False})
        return True

    @needs(READER)
    def action_download_file(self):
        """Download the ZIP for the lawyer or collector."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.file_id.id}?download=true",
            "target": "self",
        }

    @needs(READER)
    def action_open_items(self):
        """Open the open items that this hold is about."""
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_account_moves_all")
        action["domain"] = [
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            "|",
            "|",
            ("id", "in", self.move_line_id.ids),
            ("move_id", "in", self.move_id.ids),
            ("partner_id", "child_of", self.partner_id.ids or [0]),
        ]
        action["context"] = {"create": False}
        return action

    @needs(USER)
    def action_renew(self):
        """Open a new hold like this one, from today."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Renew the hold of %s", hold_words.subject(self)),
            "res_model": "account.dunning.hold",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_kind": self.kind,
                "default_partner_id": self.partner_id.id,
                "default_move_id": self.move_id.id,
                "default_move_line_id": self.move_line_id.id,
                "default_company_id": self.company_id.id,
                "default_currency_id": self.currency_id.id,
                "default_reason": self.reason,
            },
        }

    @needs(USER)
    def action_extend(self):
        """Hold one week longer."""
        for hold in self:
            if hold.kind == "plan" or not hold.date_until or not hold.in_force:
                raise UserError(
                    self.env._(
                        "%s cannot be made a week longer: it has no last day, is a payment plan, "
                        "or is not in force. Open it and change it there.",
                        hold.display_name,
                    )
                )
            hold.date_until = fields.Date.add(hold.date_until, days=7)
        return True

    @api.model
    def _open_dialog(self, title, model, **defaults):
        """One of the dialogs that make holds and notes, with what it is about."""
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": defaults,
        }

    # ------------------------------------------------------------------ nightly

    @api.model
    def _cron_refresh_states(self):
        """Settle the states of holds, and put activities for promises that broke."""
        return states.refresh_due(self.env)
