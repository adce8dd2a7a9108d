from ast import literal_eval

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.read import worklist
from ..engine.store.access import READER, USER, may_review, needs, require
from .account_dunning_note import KINDS, RESULTS

#: the rows are those of the current company
OWN = {"readonly": True, "depends_context": ("company",)}


class AccountDunningWorklist(models.Model):
    """Whom to call today: one row per customer with open items in the current company.

    The id is that of the customer (its commercial partner). A customer with nothing open has a
    row too, which is not active: its cockpit can be opened, the list does not show it.
    """

    _name = "account.dunning.worklist"
    _inherit = ["account.dunning.cockpit", "account.dunning.by.customer"]
    _description = "Reminder Work List"
    _auto = False
    _rec_name = "name"
    _rec_names_search = ["name", "ref", "email", "phone"]
    _order = "priority desc, amount_overdue desc, id"
    _customer_field = "partner_id"
    _is_of_current_company = True
    _depends = worklist.DEPENDS

    active = fields.Boolean(string="Has open items", **OWN)
    company_id = fields.Many2one("res.company", **OWN)
    name = fields.Char(readonly=True)
    # the picture of the customer is asked for by this
    write_date = fields.Datetime(string="Last changed on", readonly=True)
    ref = fields.Char(string="Reference", readonly=True)
    phone = fields.Char(readonly=True)
    email = fields.Char(string="E-mail", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    category_ids = fields.Many2many(related="partner_id.category_id", string="Tags")
    properties = fields.Properties(related="partner_id.properties")
    dunning_user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        help="For reminders: set on the customer, else its salesperson, else that of the company.",
        **OWN,
    )
    account_manager_id = fields.Many2one(
        "res.users", string="Account manager", readonly=True, help="The customer's salesperson."
    )
    item_count = fields.Integer(string="Open items", **OWN)
    amount_open = fields.Monetary(
        string="Open", help="Claims minus credits, in company currency.", **OWN
    )
    amount_overdue = fields.Monetary(
        string="Overdue", help="Claims past their due date, in company currency.", **OWN
    )
    amount_credit = fields.Monetary(
        string="Credits", help="Credit notes and payments not allocated yet.", **OWN
    )
    amount_hold = fields.Monetary(
        string="On hold", help="Claims left alone now: blocked, disputed or promised.", **OWN
    )
    amount_disputed = fields.Monetary(string="Disputed", **OWN)
    to_collect = fields.Monetary(
        string="To collect",
        help="Overdue and not on hold, less the credits. A promise counts on its day.",
        **OWN,
    )
    max_days_late = fields.Integer(
        string="Days late", aggregator="max", help="Of the oldest open claim.", **OWN
    )
    days_late = fields.Integer(string="Days late, holds left out", aggregator="max", **OWN)
    dunning_level = fields.Integer(
        string="Level", aggregator="max", help="Highest reminder level of the open items.", **OWN
    )
    last_reminder_date = fields.Date(
        string="Last reminder", help="Of an item that is still open.", **OWN
    )
    exhausted_count = fields.Integer(
        string="Exhausted",
        help="Items that had all reminders of their dunning sheet and are not on hold.",
        **OWN,
    )
    is_on_hold = fields.Boolean(
        string="All on hold", help="Everything this customer owes is left alone.", **OWN
    )
    activity_date = fields.Date(string="Next activity", **OWN)
    call_due_count = fields.Integer(string="Calls planned", **OWN)
    promise_date = fields.Date(string="Promise", help="The next day money was promised for.", **OWN)
    promise_amount = fields.Monetary(
        string="Amount promised",
        currency_field="promise_currency_id",
        aggregator=None,
        **OWN,
    )
    promise_currency_id = fields.Many2one("res.currency", **OWN)
    promise_due_count = fields.Integer(string="Promises due", **OWN)
    broken_promise_count = fields.Integer(
        string="Broken promises", help="In the last 12 months.", **OWN
    )
    last_contact_date = fields.Date(string="Last contact", help="Last note or phone call.", **OWN)
    last_contact_kind = fields.Selection(KINDS, string="Kind of last contact", **OWN)
    last_contact_result = fields.Selection(RESULTS, string="Result", **OWN)
    last_note = fields.Text(**OWN)
    days_silent = fields.Integer(string="Days without contact", aggregator="max", **OWN)
    snooze_date = fields.Date(
        string="Back on the list on",
        help="The customer was taken off the list until this day.",
        **OWN,
    )
    priority = fields.Integer(
        string="Points",
        aggregator="max",
        help="The more points, the sooner to call. Points are given for the amount to collect, "
        "the days late, promises due or broken, planned calls, items that had all their "
        "reminders, and no contact for long. “How is this sorted?” above the list tells how many.",
        **OWN,
    )
    is_to_call = fields.Boolean(
        string="To call today",
        help="Has points, nobody made a note or a call today, and was not put off until later.",
        **OWN,
    )
    is_handled = fields.Boolean(string="Handled today", compute="_compute_is_handled")
    can_act = fields.Boolean(compute="_compute_can_act")

    @property
    def _table_query(self):
        ids = self.env.context.get("dunning_debtor_ids")
        # a context from outside holds no tuple
        return worklist.table_query(self.env, ids if isinstance(ids, tuple) else None)

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Rows that are read by their id are worked out alone, not with all customers."""
        ids = _ids_asked_for(domain)
        if ids is not None:
            self = self.with_context(dunning_debtor_ids=ids)
        return super()._search(domain, *args, **kwargs)

    @api.model
    @api.readonly
    def web_search_read(
        self, domain, specification, offset=0, limit=None, order=None, count_limit=None
    ):
        """One statement sorts and counts all customers; only the page shown is read."""
        found = self.search(domain, order=order)
        page = self.browse(found.ids[offset : offset + limit if limit else None])
        return {"length": len(found), "records": page.web_read(specification)}

    @api.depends_context("company")
    @api.depends("last_contact_date", "snooze_date")
    def _compute_is_handled(self):
        today = self.env.company._dunning_today()
        for customer in self:
            customer.is_handled = bool(customer.snooze_date or customer.last_contact_date == today)

    @api.depends_context("uid")
    def _compute_can_act(self):
        self.can_act = may_review(self.env)

    # ------------------------------------------------------------------ list

    @api.model
    @needs(READER)
    def action_open_worklist(self):
        """Open the work list: that of the user, if some customers are the user's own."""
        self.env["account.dunning.payer"]._refresh_when_stale(self.env.company)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_worklist_action"
        )
        mine = Domain("dunning_user_id", "=", self.env.uid) | Domain(
            "account_manager_id", "=", self.env.uid
        )
        context = literal_eval(action["context"])
        if self.search_count(mine, limit=1):
            context["search_default_mine"] = 1
        action["context"] = context
        return action

    @needs(READER)
    def action_open_order_help(self):
        """Tell how the work list is sorted."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("How is this sorted?"),
            "res_model": self._name,
            # any row tells it; the company itself always has one
            "res_id": self.env.company.partner_id.commercial_partner_id.id,
            "view_mode": "form",
            "views": [
                (
                    self.env.ref("account_dunning_levels.account_dunning_worklist_view_order").id,
                    "form",
                )
            ],
            "target": "new",
        }

    @needs(USER)
    def action_done(self):
        """Off the list for today; in the cockpit the next customer comes."""
        self._put_off(fields.Date.add(self.env.company._dunning_today(), days=1))
        return self._next_customer()

    @needs(USER)
    def action_later(self):
        """Ask until when the customers stay off the list."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Off the list until"),
            "res_model": "account.dunning.later",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_partner_ids": self.ids,
                "dunning_cockpit": self.env.context.get("dunning_cockpit"),
            },
        }

    @needs(USER)
    def action_back_on_list(self):
        """Undo “Done for today” and “Later”."""
        self.env["account.dunning.snooze"].search(
            [("partner_id", "in", self.ids), ("company_id", "=", self.env.company.id)]
        ).unlink()
        return True

    def _put_off(self, day):
        """Take the customers off the list until ``day``, on which they are back."""
        require(self.env, USER)
        snoozes = self.env["account.dunning.snooze"]
        company = self.env.company
        values = {"date_back": day, "user_id": self.env.uid}
        known = snoozes.search([("partner_id", "in", self.ids), ("company_id", "=", company.id)])
        known.write(values)
        snoozes.create(
            [
                {**values, "partner_id": customer.id, "company_id": company.id}
                for customer in self
                if customer.id not in known.partner_id.ids
            ]
        )

    def _next_customer(self):
        """What a button of the cockpit returns to show the next customer."""
        if not self.env.context.get("dunning_cockpit"):
            return True
        return {"type": "ir.actions.client", "tag": "account_dunning_next_customer"}


def _ids_asked_for(domain):
    """The ids of a domain that is nothing but ``id in ids``, as a tuple; else None."""
    if isinstance(domain, list) and len(domain) == 1 and tuple(domain[0][:2]) == ("id", "in"):
        ids = tuple(domain[0][2])
        return ids if all(isinstance(one, int) for one in ids) else None
    return None
