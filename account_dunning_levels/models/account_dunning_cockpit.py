from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.press import reports
from ..engine.read import cockpit
from ..engine.store.access import READER, USER, needs

STATEMENT = "account_dunning_levels.action_report_statement"


class AccountDunningCockpit(models.AbstractModel):
    """The form of the work list: everything about one customer, and what one does with it."""

    _name = "account.dunning.cockpit"
    _description = "Customer Cockpit"

    # of the row of the work list
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True, depends_context=("company",))

    partner_avatar = fields.Binary(related="partner_id.avatar_128", string="Picture")
    next_step = fields.Char(compute="_compute_next_step", depends_context=("company", "lang"))
    next_date = fields.Date(
        string="Next date", compute="_compute_next_step", depends_context=("company", "lang")
    )
    place = fields.Char(string="Why here", compute="_compute_place")
    order_help = fields.Html(compute="_compute_order_help", sanitize=False)
    average_days_late = fields.Float(
        string="Pays late on average",
        digits=(16, 1),
        compute="_compute_behaviour",
        depends_context=("company",),
        help="Days after the due date, of what this customer paid last, weighted by amount.",
    )
    paid_count = fields.Integer(compute="_compute_behaviour", depends_context=("company",))
    last_payment_date = fields.Date(compute="_compute_behaviour", depends_context=("company",))
    last_payment_amount = fields.Monetary(
        compute="_compute_behaviour", depends_context=("company",)
    )
    item_ids = fields.Many2many(
        "account.dunning.item", string="Item of the account", compute="_compute_records"
    )
    notice_ids = fields.Many2many(
        "account.dunning.notice", string="Reminders", compute="_compute_records"
    )
    copy_ids = fields.Many2many("ir.attachment", string="Copies", compute="_compute_records")
    hold_ids = fields.Many2many(
        "account.dunning.hold",
        string="Holds",
        compute="_compute_records",
        context={"active_test": False},
    )
    note_ids = fields.Many2many("account.dunning.note", string="Notes", compute="_compute_records")
    contact_ids = fields.Many2many("res.partner", string="Contacts", compute="_compute_records")
    notice_count = fields.Integer(compute="_compute_records")
    copy_count = fields.Integer(compute="_compute_records")
    hold_count = fields.Integer(string="Holds in force", compute="_compute_records")

    # what is named here comes along with the list, in the same query
    @api.depends(
        "partner_id",
        "active",
        "amount_open",
        "exhausted_count",
        "is_on_hold",
        "promise_amount",
        "promise_currency_id",
        "promise_date",
    )
    def _compute_next_step(self):
        steps = cockpit.next_steps(self)
        for customer in self:
            words, day = steps.get(customer.id, ("", None))
            customer.next_step, customer.next_date = words, day

    @api.depends_context("company", "lang")
    @api.depends(
        "broken_promise_count",
        "call_due_count",
        "currency_id",
        "days_late",
        "days_silent",
        "exhausted_count",
        "last_contact_date",
        "promise_due_count",
        "to_collect",
    )
    def _compute_place(self):
        for customer in self:
            customer.place = cockpit.place_words(customer)

    @api.depends_context("lang")
    def _compute_order_help(self):
        rows = Markup("").join(
            Markup("<li>%s</li>") % sentence for sentence in cockpit.order_words(self.env)
        )
        self.order_help = Markup("<ul>%s</ul>") % rows

    def _compute_behaviour(self):
        payments = cockpit.last_payments(self)
        # sudo: how a customer pays is shown to whoever may see what it owes
        payers = self.env["account.dunning.payer"].sudo()
        found = {
            payer.partner_id.id: payer
            for payer in payers.search(
                [
                    ("company_id", "=", self.env.company.id),
                    ("partner_id", "in", self.ids),
                    ("side", "=", "receivable"),
                ]
            )
        }
        for customer in self:
            payer = found.get(customer.id, payers)
            customer.average_days_late = payer.average_days_late
            customer.paid_count = payer.paid_count
            day, amount = payments.get(customer.id, (False, 0.0))
            customer.last_payment_date, customer.last_payment_amount = day, amount

    @api.depends_context("company")
    def _compute_records(self):
        """What the cockpit of one customer lists."""
        company = [("company_id", "=", self.env.company.id)]
        for customer in self:
            own = [*company, ("partner_id", "=", customer.id)]
            debtor = [*company, ("debtor_id", "=", customer.id)]
            customer.item_ids = self.env["account.dunning.item"].search(
                [*debtor, ("side", "=", "receivable"), ("is_open", "=", True)]
            )
            customer.notice_ids = self.env["account.dunning.notice"].search(
                [*own, ("state", "not in", ("proposed", "skipped"))], order="date desc, id desc"
            )
            customer.copy_ids = self.env["ir.attachment"].search(
                [
                    *company,
                    ("res_model", "=", "res.partner"),
                    ("res_id", "=", customer.id),
                    ("dunning_notice_id", "!=", False),
                ]
            )
            holds = self.env["account.dunning.hold"].with_context(active_test=False).search(debtor)
            customer.hold_ids = holds
            customer.note_ids = self.env["account.dunning.note"].search(own)
            customer.contact_ids = self.env["res.partner"].search(
                [("id", "child_of", customer.id), ("id", "!=", customer.id)]
            )
            customer.notice_count = len(customer.notice_ids)
            customer.copy_count = len(customer.copy_ids)
            customer.hold_count = len(holds.filtered("in_force"))

    # ----------------------------------------------------------------- buttons

    @needs(USER)
    def action_quick_note(self, body):
        """Keep a note of one line on the customer.

        :param str body: what was said or agreed
        :raises UserError: nothing was typed
        """
        self.ensure_one()
        if not isinstance(body, str) or not body.strip():
            raise UserError(self.env._("Note: write what was said or agreed."))
        self.env["account.dunning.note"].create(
            {
                "partner_id": self.id,
                "company_id": self.env.company.id,
                "date": self.env.company._dunning_today(),
                "kind": "note",
                "body": body.strip(),
            }
        )
        return True

    @needs(USER)
    def action_call(self):
        """Log a phone call with its result."""
        return self.partner_id.action_dunning_call()

    @needs(USER)
    def action_note(self):
        """Write a note of more than one line."""
        return self.partner_id.action_dunning_note()

    @needs(USER)
    def action_hold(self):
        """Leave the customer alone for a while."""
        return self.partner_id.action_dunning_hold()

    @needs(USER)
    def action_settle(self):
        """Show how a payment of the customer would be settled."""
        self.ensure_one()
        return self.partner_id.action_dunning_settle()

    @needs(USER)
    def action_hand_over(self):
        """Ask to whom the customers are handed over."""
        return self.partner_id.action_dunning_hand_over()

    @needs(READER)
    def action_explain(self):
        """Say why the customer's items are reminded, or not."""
        return self.partner_id.action_dunning_explain()

    @needs(USER)
    def action_remind(self):
        """Open a run for this customer only."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Remind %s", self.name),
            "res_model": "account.dunning.run",
            "view_mode": "form",
            "context": {
                "default_company_id": self.env.company.id,
                "default_partner_domain": repr([("id", "=", self.id)]),
            },
        }

    @needs(READER)
    def action_register_payment(self):
        """Register a payment of what the customer owes.

        :raises UserError: the customer owes nothing
        """
        self.ensure_one()
        claims = self.item_ids.filtered(lambda item: item.amount_residual_currency > 0)
        if not claims:
            raise UserError(self.env._("%s owes nothing, so there is nothing to pay.", self.name))
        return claims.move_line_id.action_register_payment()

    @needs(READER)
    def action_statement(self):
        """Print the account of the customer, in its language."""
        return self.env.ref(STATEMENT).report_action(self)

    @needs(USER)
    def action_email_statement(self):
        """Write an e-mail to the customer with its statement attached."""
        self.ensure_one()
        # sudo: the definition of the report, not what it shows
        pressed = reports.press_report(self.env.ref(STATEMENT).sudo(), self)[self.id]
        if pressed.error:
            raise UserError(pressed.error)
        name = self._statement_file_name()
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{name}.pdf",
                "raw": pressed.pdf,
                "mimetype": "application/pdf",
                "res_model": "mail.compose.message",
                "res_id": 0,
            }
        )
        recipient = self.recipient_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("E-mail the statement"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": "res.partner",
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_partner_ids": recipient.ids,
                "default_subject": name,
                "default_body": self._statement_mail_body(recipient),
                "default_attachment_ids": attachment.ids,
                "default_email_layout_xmlid": "mail.mail_notification_light",
            },
        }

    @needs(READER)
    def action_open_customer(self):
        """Open the customer itself."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.id,
            "view_mode": "form",
        }

    @needs(READER)
    def action_open_notices(self):
        """Open the customer's reminders."""
        return self.partner_id.action_dunning_notices()

    @needs(READER)
    def action_open_copies(self):
        """Open the PDF copies of the customer's reminders."""
        return self.partner_id.action_dunning_copies()

    @needs(READER)
    def action_open_holds(self):
        """Open the customer's holds, with those that ended."""
        return self.partner_id.action_dunning_holds()

    @needs(READER)
    def action_open_invoices(self):
        """Open the customer's invoices and credit notes."""
        return self.partner_id.action_view_partner_invoices()

    @needs(READER)
    def action_open_items(self):
        """Open the customer's items, open and paid."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Items of %s", self.name),
            "res_model": "account.dunning.item",
            "view_mode": "list",
            "domain": [
                ("debtor_id", "=", self.id),
                ("side", "=", "receivable"),
                ("company_id", "=", self.env.company.id),
            ],
        }
