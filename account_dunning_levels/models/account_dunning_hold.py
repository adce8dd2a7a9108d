from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL


class AccountDunningHold(models.Model):
    """An item or a customer left alone for a while (SPEC section 1)."""

    _name = "account.dunning.hold"
    _description = "Reminder Hold"
    _order = "date_from desc, id desc"
    _check_company_auto = True

    kind = fields.Selection([("blocked", "Blocked")], default="blocked", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="cascade",
        help="The whole customer is left alone. Leave empty to hold one item only.",
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Open item",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        domain="[('account_type', '=', 'asset_receivable'), ('parent_state', '=', 'posted')]",
    )
    debtor_id = fields.Many2one("res.partner", string="Held customer", compute="_compute_debtor")
    reason = fields.Char(help="For colleagues; customers never read it.")
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self.env.company._dunning_today()
    )
    date_until = fields.Date(
        string="Until", help="The last day of the hold. Empty: until it is lifted."
    )
    active = fields.Boolean(default=True, help="Off: the hold was lifted.")
    user_id = fields.Many2one(
        "res.users", string="Set by", readonly=True, default=lambda self: self.env.user
    )
    in_force = fields.Boolean(compute="_compute_in_force", search="_search_in_force")

    @api.depends("partner_id", "move_line_id.partner_id")
    def _compute_debtor(self):
        for hold in self:
            item_partner = hold.move_line_id.partner_id.commercial_partner_id
            hold.debtor_id = hold.partner_id or item_partner

    @api.depends("active", "date_from", "date_until", "company_id")
    def _compute_in_force(self):
        for hold in self:
            today = hold.company_id._dunning_today() if hold.company_id else fields.Date.today()
            hold.in_force = (
                hold.active
                and hold.date_from
                and hold.date_from <= today
                and (not hold.date_until or hold.date_until >= today)
            )

    def _search_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._dunning_today()
        return [
            ("active", "=", True),
            ("date_from", "<=", today),
            "|",
            ("date_until", "=", False),
            ("date_until", ">=", today),
        ]

    @api.depends("partner_id", "move_line_id", "date_until")
    def _compute_display_name(self):
        for hold in self:
            subject = hold.partner_id.display_name or hold.move_line_id.move_id.name or ""
            until = fields.Date.to_string(hold.date_until) if hold.date_until else ""
            hold.display_name = f"{subject} ⏸ {until}" if until else subject

    @api.constrains("partner_id", "move_line_id")
    def _check_one_subject(self):
        for hold in self:
            if bool(hold.partner_id) == bool(hold.move_line_id):
                raise ValidationError(
                    self.env._(
                        "Customer, open item: a hold is for one of the two. Choose the customer, "
                        "or one open item."
                    )
                )

    @api.constrains("date_from", "date_until")
    def _check_dates_in_order(self):
        for hold in self:
            if hold.date_until and hold.date_until < hold.date_from:
                raise ValidationError(
                    self.env._(
                        "Until: the last day of a hold (%(until)s) cannot lie before its first "
                        "day (%(start)s).",
                        until=hold.date_until,
                        start=hold.date_from,
                    )
                )

    @api.constrains("partner_id")
    def _check_partner_is_debtor(self):
        for hold in self:
            if hold.partner_id and hold.partner_id != hold.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "Customer: %(contact)s is a contact of %(customer)s. Hold %(customer)s, "
                        "who owes the items.",
                        contact=hold.partner_id.name,
                        customer=hold.partner_id.commercial_partner_id.name,
                    )
                )

    def action_lift(self):
        """End the hold now and keep it as history."""
        self.write({"active": False})

    @api.model
    def _sql_in_force(self, alias, day, today):
        """SQL condition: the hold ``alias`` is in force on ``day``; its last day still blocks.

        A hold set today counts for a run dated earlier too: hence the later of the two days.
        """
        name = SQL.identifier(alias)
        return SQL(
            "(%(hold)s.active AND %(hold)s.date_from <= %(start)s"
            " AND (%(hold)s.date_until IS NULL OR %(hold)s.date_until >= %(day)s))",
            hold=name,
            start=max(day, today),
            day=day,
        )
