from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..engine.explain import next_steps, why_item
from ..engine.read import cockpit, open_items
from ..engine.store.access import READER, USER, needs
from ..engine.store.customer_names import MANY, customer_names
from ..rules.decide.reasons import BLOCKED

#: columns that depend on the day one looks at the ledger
AT_DATE = ("dunning_at_date",)


#: nobody groups by these
_TECHNICAL = {
    "company_currency_id",
    "hold_id",
    "is_open",
    "is_receivable",
    "last_note_date",
    "last_note_id",
    "move_line_id",
    "promise_currency_id",
}


class Condition(fields.Boolean):
    """A condition of SQL as it is, without another ``IS TRUE``, so that indexes serve it.

    :param tuple amounts: the condition is that one of these two columns is not zero. Told by its
        columns, it is served by the index in a pivot, too: there PostgreSQL does not look into
        the expressions of a sub-select.
    """

    amounts = ()

    def told(self, model, alias, query):
        """SQL: the condition holds."""
        if not self.amounts:
            return model._field_to_sql(alias, self.name, query)
        return open_items.is_open(
            *(model._field_to_sql(alias, name, query) for name in self.amounts)
        )

    def _condition_to_sql(self, field_expr, operator, value, model, alias, query):
        if operator in ("in", "not in") and len(set(map(bool, value))) == 1:
            sql = self.told(model, alias, query)
            wanted = (operator == "in") == bool(next(iter(value)))
            return sql if wanted else SQL("(NOT %s)", sql)
        return super()._condition_to_sql(field_expr, operator, value, model, alias, query)


class Choice(fields.Selection):
    """A selection of two values that a :class:`Condition` tells apart, for the same reason.

    :param str told_by: name of the condition; true for the first value
    """

    told_by = None

    def _condition_to_sql(self, field_expr, operator, value, model, alias, query):
        if operator not in ("in", "not in"):
            return super()._condition_to_sql(field_expr, operator, value, model, alias, query)
        first, second = self.get_values(model.env)
        wanted = {first, second} & set(value)
        if operator == "not in":
            wanted = {first, second} - wanted
        if len(wanted) != 1:
            return SQL("TRUE") if wanted else SQL("FALSE")
        condition = model._fields[self.told_by].told(model, alias, query)
        return condition if first in wanted else SQL("(NOT %s)", condition)


def _company_amount(string, **values):
    """A column in company currency that depends on the day one looks at the ledger."""
    return fields.Monetary(
        string=string,
        currency_field="company_currency_id",
        readonly=True,
        depends_context=AT_DATE,
        **values,
    )


class AccountDunningItem(models.Model):
    """The ledger of customers and vendors item by item, open and paid.

    Read only: id is the id of the journal item. With ``dunning_at_date`` (ISO text) in the
    context the ledger is seen as it stood on that day.
    """

    _name = "account.dunning.item"
    _inherit = ["account.dunning.by.customer"]
    _description = "Open Item"
    _auto = False
    _order = "due_date, id"
    _depends = open_items.DEPENDS

    # ------------------------------------------------------------------ the item

    move_line_id = fields.Many2one("account.move.line", string="Journal item", readonly=True)
    move_id = fields.Many2one("account.move", string="Document", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True)
    debtor_id = fields.Many2one("res.partner", string="Customer or vendor", readonly=True)
    journal_id = fields.Many2one("account.journal", readonly=True)
    account_id = fields.Many2one("account.account", readonly=True)
    is_receivable = Condition(string="Of a customer", readonly=True)
    side = Choice(
        [("receivable", "Customers"), ("payable", "Vendors")],
        told_by="is_receivable",
        readonly=True,
    )
    kind = fields.Selection(
        [("claim", "Claim"), ("credit", "Credit or payment")],
        readonly=True,
        help="Claim: raises what is owed. Credit or payment: lowers it.",
    )
    is_open = Condition(
        string="Is open",
        readonly=True,
        amounts=("amount_residual", "amount_residual_currency"),
        depends_context=AT_DATE,
    )
    status = Choice(
        [("open", "Open"), ("paid", "Paid")],
        told_by="is_open",
        readonly=True,
        depends_context=AT_DATE,
    )
    name = fields.Char(string="Number", readonly=True)
    ref = fields.Char(string="Reference", readonly=True)
    move_type = fields.Selection(
        selection=lambda self: self._choices_of("account.move", "move_type"),
        string="Type",
        readonly=True,
    )
    invoice_date = fields.Date(readonly=True)
    date = fields.Date(string="Accounting date", readonly=True)
    date_maturity = fields.Date(
        string="Maturity date", readonly=True, help="Empty when none was given."
    )
    due_date = fields.Date(
        readonly=True, help="The maturity date; without one, the date of the entry."
    )
    days_late = fields.Integer(
        readonly=True,
        aggregator="max",
        depends_context=AT_DATE,
        help="Days since the due date of an item that is open; 0 when it is not due.",
    )
    age_bucket = fields.Selection(
        selection="_selection_age_bucket", string="Age", readonly=True, depends_context=AT_DATE
    )

    # --------------------------------------------------------------- the amounts

    currency_id = fields.Many2one("res.currency", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    amount_currency = fields.Monetary(string="Amount in currency", readonly=True)
    balance = fields.Monetary(string="Amount", currency_field="company_currency_id", readonly=True)
    amount_residual_currency = fields.Monetary(
        string="Open in currency", readonly=True, depends_context=AT_DATE
    )
    amount_residual = _company_amount(
        "Open amount", help="What is open, in company currency. Negative: owed to the other side."
    )
    running_balance = fields.Monetary(
        string="Balance",
        currency_field="company_currency_id",
        compute="_compute_running_balance",
        help="What is owed up to and including this open item, in order of due dates.",
    )
    amount_overdue = _company_amount("Overdue")
    amount_not_due = _company_amount("Not due")
    amount_bucket_1 = _company_amount("Bucket 1")
    amount_bucket_2 = _company_amount("Bucket 2")
    amount_bucket_3 = _company_amount("Bucket 3")
    amount_bucket_4 = _company_amount("Bucket 4")
    amount_bucket_5 = _company_amount("Bucket 5")
    amount_paid = _company_amount("Paid amount")
    last_payment_date = fields.Date(string="Last payment", readonly=True, depends_context=AT_DATE)
    last_payment_amount = fields.Monetary(
        string="Last amount paid", readonly=True, aggregator=False, depends_context=AT_DATE
    )
    payment_ids = fields.One2many("account.dunning.item.payment", "item_id", string="Payments")

    # ------------------------------------------------------------- the reminders

    dunning_level = fields.Integer(string="Level", readonly=True, aggregator="max")
    dunning_date = fields.Date(string="Last reminder", readonly=True)
    dunning_count = fields.Integer(string="Number of reminders", readonly=True)
    no_followup = fields.Boolean(
        string="No follow-up", readonly=True, help="Odoo's own mark: never reminded."
    )
    is_marked = fields.Boolean(string="Marked for the next run", readonly=True)
    hold_id = fields.Many2one(
        "account.dunning.hold", string="Hold in force", readonly=True, depends_context=AT_DATE
    )
    is_held = Condition(string="On hold", readonly=True, depends_context=AT_DATE)
    hold_kind = fields.Selection(
        selection=lambda self: self._choices_of("account.dunning.hold", "kind"),
        string="Hold",
        readonly=True,
        depends_context=AT_DATE,
    )
    hold_until = fields.Date(string="Held until", readonly=True, depends_context=AT_DATE)
    promise_date = fields.Date(
        string="Promised for",
        readonly=True,
        depends_context=AT_DATE,
        help="Day of the promise to pay, last day of the payment plan.",
    )
    promise_amount = fields.Monetary(
        string="Promised amount",
        currency_field="promise_currency_id",
        readonly=True,
        aggregator=False,
        depends_context=AT_DATE,
        help="What was promised for the whole of the hold, which can cover other items too.",
    )
    promise_currency_id = fields.Many2one(
        "res.currency", string="Currency of the promise", readonly=True, depends_context=AT_DATE
    )
    last_note_id = fields.Many2one("account.dunning.note", string="Latest note", readonly=True)
    last_note = fields.Text(
        related="last_note_id.body",
        string="Last note",
        help="About the item, its invoice, or the customer as a whole.",
    )
    last_note_date = fields.Date(related="last_note_id.date", string="Date of the last note")
    note_ids = fields.Many2many("account.dunning.note", compute="_compute_histories")
    hold_ids = fields.Many2many(
        "account.dunning.hold", string="Holds", compute="_compute_histories"
    )
    dunning_line_ids = fields.Many2many(
        "account.dunning.notice.line", string="Reminders", compute="_compute_histories"
    )
    sheet_id = fields.Many2one(
        "account.dunning.sheet",
        string="Dunning sheet",
        compute="_compute_next",
        help="The sheet that would apply to the customer now.",
    )
    next_level = fields.Integer(compute="_compute_next", aggregator=False)
    next_date = fields.Date(
        string="Next reminder",
        compute="_compute_next",
        help="First day on which a run can remind the item, as things stand.",
    )
    next_step = fields.Char(compute="_compute_next")
    next_sentence = fields.Char(string="Why", compute="_compute_next_sentence")

    # ------------------------------------------------------ who, and the customer

    dunning_user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        readonly=True,
        help="Responsible for the reminders of the customer.",
    )
    invoice_user_id = fields.Many2one(
        "res.users",
        string="Account manager",
        readonly=True,
        help="Salesperson of the invoice; without one, of the customer.",
    )
    country_id = fields.Many2one("res.country", readonly=True)
    category_id = fields.Many2one(
        "res.partner.category",
        readonly=True,
        help="The customer's first dunning category; without one, its first tag.",
    )
    tag_ids = fields.Many2many(related="debtor_id.category_id", string="Tags")
    is_archived = fields.Boolean(
        string="Archived customer", readonly=True, help="The customer is archived."
    )
    properties = fields.Properties(related="debtor_id.properties")

    @property
    def _table_query(self):
        at_date = open_items.day_looked_at(self.env)
        return open_items.table_query(
            self.env, at_date or self.env.company._dunning_today(), at_date
        )

    def _web_read_group_groupby_formatter(self, groupby_spec, values):
        """Thousands of customers in a pivot are named in one query."""
        if groupby_spec != "debtor_id" or len(values) < MANY:
            return super()._web_read_group_groupby_formatter(groupby_spec, values)
        names = customer_names(self.env, [value.id for value in values if value])

        def formatter(value):
            shown = (value.id, names[value.id]) if value else False
            return shown, [("debtor_id", "=", value.id)]

        return formatter

    @api.depends_context(*AT_DATE)
    def _compute_running_balance(self):
        balances = cockpit.running_balances(self)
        for item in self:
            item.running_balance = balances.get(item.id, 0.0)

    def _bucket_words(self):
        """The age buckets in words, from “not due” to the last.

        Companies that are looked at together and have other bounds share the words of the
        company one works in; each item is in the bucket of its own company.
        """
        bounds = self.env.company._dunning_bucket_bounds()
        words = [
            self.env._("%(low)s-%(high)s days", low=low + 1, high=high)
            for low, high in zip([0, *bounds[:-1]], bounds, strict=True)
        ]
        return [self.env._("Not due"), *words, self.env._("Over %s days", bounds[-1])]

    @api.model
    def _choices_of(self, model, name):
        """The choices of another field, in the language of the user."""
        return self.env[model]._fields[name]._description_selection(self.env)

    @api.model
    def _selection_age_bucket(self):
        return [(f"b{number}", words) for number, words in enumerate(self._bucket_words())]

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Buckets are named by the bounds of the company."""
        result = super().fields_get(allfields, attributes)
        if attributes and "string" not in attributes:
            return result
        for number, words in enumerate(self._bucket_words()):
            name = f"amount_bucket_{number}" if number else "amount_not_due"
            if name in result:
                result[name]["string"] = words
        for name in _TECHNICAL & result.keys():
            result[name]["groupable"] = False
        return result

    def _compute_histories(self):
        """Reminders, notes and holds of the items, those of the past too."""
        ids = self.move_line_id.ids
        lines = self.env["account.dunning.notice.line"].search(
            [("move_line_id", "in", ids), ("is_valid", "=", True)], order="sent_date desc, id desc"
        )
        by_item = lines.grouped("move_line_id")
        companies = [("company_id", "in", self.company_id.ids)]
        notes = self.env["account.dunning.note"].search(
            [*companies, ("partner_id", "in", self.debtor_id.ids)]
        )
        holds = (
            self.env["account.dunning.hold"]
            .with_context(active_test=False)
            .search([*companies, ("debtor_id", "in", self.debtor_id.ids)])
        )
        for item in self:
            item.dunning_line_ids = by_item.get(item.move_line_id, lines.browse())
            item.note_ids = notes.filtered(item._is_about)
            item.hold_ids = holds.filtered(item._is_about)

    def _is_about(self, record):
        """Whether a note or a hold is about this item, its document or its whole customer."""
        if record.company_id != self.company_id:
            return False
        if record.move_line_id:
            return record.move_line_id == self.move_line_id
        if record.move_id:
            return record.move_id == self.move_id
        return record.partner_id == self.debtor_id

    def _compute_next(self):
        """What a run does with each item, by the rules of the run, in bulk for what is shown."""
        self.sheet_id = self.next_level = self.next_date = self.next_step = False
        own = self.filtered(
            lambda item: item.side == "receivable" and item.kind == "claim" and item.is_open
        )
        # sudo: readers of reminders see what happens next without rights on journal items
        steps = next_steps.next_steps(own.move_line_id.sudo())
        lines = self.env["account.dunning.notice.line"]
        words = {
            **dict(lines._fields["reason"]._description_selection(self.env)),
            **dict(lines._fields["detail"]._description_selection(self.env)),
        }
        for item in own:
            step = steps.get(item.move_line_id.id)
            if step:
                item.sheet_id = step.sheet_id
                item.next_level = step.level
                item.next_date = step.day
                item.next_step = item._step_words(step, words)

    def _step_words(self, step, reasons):
        """The next step in a few words.

        :param dict reasons: code of a reason or of a block -> words
        """
        if not step.reason:
            return self.env._("Level %s in the next run", step.level)
        if step.level and step.day:
            return self.env._(
                "Level %(level)s from %(date)s",
                level=step.level,
                date=format_date(self.env, step.day),
            )
        is_blocked = step.reason == BLOCKED.code
        if is_blocked and self.hold_id:
            return dict(self._fields["hold_kind"]._description_selection(self.env))[self.hold_kind]
        if is_blocked and self.sign == BLOCKED.code:
            return dict(self._fields["sign"]._description_selection(self.env))[self.sign]
        return reasons.get(step.block if is_blocked else step.reason)

    def _compute_next_sentence(self):
        """Why, in one sentence, as “Why?” says it; for a form, not for a list."""
        self.next_sentence = False
        for item in self.filtered(lambda item: item.side == "receivable"):
            # sudo: as above
            item.next_sentence = why_item.explain(item.move_line_id.sudo())[0]["sentence"]

    # ------------------------------------------------------------------- actions

    @needs(READER)
    def action_open_move(self):
        """Open the invoice or entry."""
        self.ensure_one()
        return self.move_id._get_records_action(context={})

    @needs(READER)
    def action_register_payment(self):
        """Open Odoo's own payment of the items that are open."""
        lines = self.filtered("is_open").move_line_id
        if not lines:
            raise UserError(self.env._("Nothing is open on what you selected, so nothing to pay."))
        return lines.action_register_payment()

    def _claims(self):
        """The open claims on customers among these items, as journal items.

        :raises UserError: there are none
        """
        claims = self.filtered(
            lambda item: item.side == "receivable" and item.kind == "claim" and item.is_open
        )
        if not claims:
            raise UserError(
                self.env._("Select at least one open claim on a customer; only those are reminded.")
            )
        return claims.move_line_id

    @needs(USER)
    def action_remind(self):
        """Open a new run for exactly the selected claims."""
        return self._claims().action_dunning_open_run()

    @needs(USER)
    def action_mark(self):
        """Mark the selected claims for the next run."""
        lines = self._claims()
        marks = self.env["account.dunning.mark"]
        marked = marks.search([("move_line_id", "in", lines.ids)]).move_line_id
        marks.create(
            [
                {
                    "move_line_id": line.id,
                    "company_id": line.company_id.id,
                    "date": line.company_id._dunning_today(),
                }
                for line in lines - marked
            ]
        )
        return True

    @needs(USER)
    def action_unmark(self):
        """Take the mark off the selected items."""
        marks = self.env["account.dunning.mark"]
        marks.search([("move_line_id", "in", self.move_line_id.ids)]).unlink()
        return True

    @api.model
    @needs(USER)
    def action_remind_marked(self):
        """Open a new run that looks at the marked items only."""
        company = self.env.company
        if not self.env["account.dunning.mark"].search_count(
            [("company_id", "=", company.id)], limit=1
        ):
            raise UserError(
                self.env._(
                    "No item of %s is marked. Select items and choose “Mark for the next run”.",
                    company.name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Remind the marked items"),
            "res_model": "account.dunning.run",
            "view_mode": "form",
            "context": {
                "default_company_id": company.id,
                "default_item_domain": repr([("dunning_mark_ids", "!=", False)]),
            },
        }

    @needs(USER)
    def action_skip(self):
        """Skip the items on the control list that is open now; their level stays as it is.

        :raises UserError: none of them is on one
        """
        lines = self.env["account.dunning.notice.line"].search(
            [
                ("move_line_id", "in", self.move_line_id.ids),
                ("run_id.is_open", "=", True),
                ("outcome", "=", "claim"),
                ("notice_id.state", "in", ("proposed", "ready")),
            ]
        )
        if not lines:
            raise UserError(
                self.env._(
                    "None of these items is on a control list that waits to be sent. Put an item "
                    "on hold to keep it off the next one."
                )
            )
        lines.action_skip()
        return True

    @needs(USER)
    def action_hold(self):
        """Open the dialog that puts the selected items on hold."""
        return self._claims().action_dunning_hold()

    @needs(USER)
    def action_release_hold(self):
        """Lift the holds on the selected items, and Odoo's own “no follow-up” mark."""
        return self.move_line_id.action_dunning_unblock()

    @needs(USER)
    def action_note(self):
        """Open the dialog for a note on the selected items."""
        return self.move_line_id.action_dunning_note()

    @needs(USER)
    def action_call(self):
        """Open the dialog for a phone call about the selected items."""
        return self.move_line_id.action_dunning_call()

    @needs(USER)
    def action_lower(self):
        """Open the dialog that lowers the level of the selected items."""
        lines = self.filtered("dunning_level").move_line_id
        if not lines:
            raise UserError(
                self.env._("None of these items has been reminded, so no level can be lowered.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lower reminder level"),
            "res_model": "account.dunning.lower",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_move_line_ids": lines.ids,
                "default_level": max(min(lines.mapped("dunning_level")) - 1, 0),
            },
        }

    @needs(READER)
    def action_why(self):
        """Open “Why?” for the selected items."""
        return self.move_line_id._dunning_open_explanation()

    @needs(READER)
    def action_notices(self):
        """Open the reminders that the item was on."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_notice_action"
        )
        action["domain"] = [("line_ids.move_line_id", "=", self.move_line_id.id)]
        action["context"] = {"search_default_issued": 0}
        return action
