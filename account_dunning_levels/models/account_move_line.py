from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.explain import why_item
from ..engine.settle import item_levels
from ..engine.store import deletions
from ..engine.store.access import MANAGER, READER, USER, may, needs, require
from ..engine.store.references import UncheckedMany2one
from ..rules.decide.levels import HIGHEST

#: the level reached in another system
OPENING = ("dunning_opening_level", "dunning_opening_date")


class Records(fields.One2many):
    """Records about a journal item; nobody can sort or group by them, as by any One2many.

    Odoo describes every field of journal items, groups and all, each time it writes to some: at
    every posting and payment. Whether a One2many can be sorted or grouped by it finds out by
    trying to build the SQL, which takes longer than the rest of the description.
    """

    def _description_sortable(self, env):
        return False

    def _description_groupable(self, env):
        return False


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "account.dunning.engine.fields"]

    # See account.move: plain columns that only the reminders write.
    dunning_level = fields.Integer(
        string="Reminder level", copy=False, readonly=True, prefetch="dunning"
    )
    dunning_date = fields.Date(
        string="Last reminder", copy=False, readonly=True, prefetch="dunning"
    )
    dunning_opening_level = fields.Integer(
        string="Opening reminder level",
        copy=False,
        inverse="_inverse_dunning_opening",
        help="Level reached in another system; counts until a reminder of ours exists.",
        prefetch="dunning",
    )
    dunning_opening_date = fields.Date(
        string="Opening reminder date",
        copy=False,
        inverse="_inverse_dunning_opening",
        prefetch="dunning",
    )
    # A level belongs to who was asked for what, see engine/settle/item_levels.py.
    dunning_announced_amount = fields.Monetary(
        string="Announced by reminders",
        currency_field="currency_id",
        copy=False,
        readonly=True,
        prefetch="dunning",
        help="The most that reminders to this customer asked of the item so far, without charges. "
        "What came on since bears no charges yet.",
    )
    # changed by hand with the customers that are merged: an index would cost all of accounting
    dunning_opening_partner_id = UncheckedMany2one(
        "res.partner",
        string="Customer of the opening level",
        copy=False,
        readonly=True,
        prefetch="dunning",
    )
    dunning_opening_terms = fields.Integer(
        string="Instalments at the opening level", copy=False, readonly=True, prefetch="dunning"
    )
    dunning_hold_ids = Records(
        "account.dunning.hold",
        "move_line_id",
        string="Holds",
        groups="account_dunning_levels.group_dunning_reader",
    )
    dunning_mark_ids = Records(
        "account.dunning.mark",
        "move_line_id",
        string="Marked for the next run",
        groups="account_dunning_levels.group_dunning_reader",
    )

    # What is open on the accounts of customers and vendors is found at once. Odoo's own index
    # holds the lines that are not reconciled: every line of income and cost, too. Bank lines
    # keep their residual for good, hence the account comes first. PostgreSQL holds each clause
    # of a statement against the condition of each index of its tables: planning Odoo's dearest
    # statements at a payment takes 3 % more with this index, and 5 % without the IS TRUE.
    _dunning_open = models.Index(
        "(account_id, COALESCE(date_maturity, date), id)"
        " WHERE (amount_residual <> 0 OR amount_residual_currency <> 0) IS TRUE"
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_from_reminders(self):
        """Lines of reminders keep number and amounts of a deleted item."""
        deletions.clear_lines(self)

    def _dunning_may_type(self, field):
        """Opening levels are for taking over from another system: a level is never raised by hand,
        so administrators of reminders enter them."""
        if field.name in OPENING:
            return may(self.env, MANAGER)
        return super()._dunning_may_type(field)

    def _inverse_dunning_opening(self):
        for line in self:
            if not 0 <= line.dunning_opening_level <= HIGHEST:
                raise ValidationError(
                    self.env._(
                        "Opening reminder level: enter a number from 0 to 9, not %s.",
                        line.dunning_opening_level,
                    )
                )
        item_levels.note_opening(self.env, self.ids)
        item_levels.refresh(self.env, self.ids)

    def write(self, vals):
        """Another customer on a posted item has a level of its own."""
        result = super().write(vals)
        if "partner_id" in vals:
            posted = self.filtered(lambda line: line.parent_state == "posted").move_id
            if posted:
                # sudo: accountants need not read reminders
                item_levels.moves_changed(posted.sudo())
        return result

    @needs(USER)
    def action_dunning_block(self, until=None, reason=None):
        """Hold these items: no reminder up to and including ``until`` (a date; None = for good).

        :raises UserError: an item is no open receivable, or the day has passed
        """
        if isinstance(until, str):
            until = fields.Date.to_date(until)
        self._dunning_hold({"kind": "blocked", "date_until": until, "reason": reason})
        return True

    def _dunning_hold(self, values):
        """Make a hold on each of these items.

        :param dict values: kind, last day (None = for good) and reason, the same for all
        :return: the new ``account.dunning.hold`` records
        :raises UserError: an item is no open receivable, or the last day has passed
        """
        for line in self:
            if line.account_type != "asset_receivable" or line.reconciled:
                raise UserError(
                    self.env._(
                        "%s is not an open item of a customer, so there is nothing to hold.",
                        line.display_name,
                    )
                )
        return self.env["account.dunning.hold"].create(
            [
                {
                    **values,
                    "move_line_id": line.id,
                    "company_id": line.company_id.id,
                    "date_from": line.company_id._dunning_today(),
                }
                for line in self
            ]
        )

    @needs(USER)
    def action_dunning_unblock(self):
        """Lift the holds of these items, and Odoo's own “no follow-up” mark."""
        self.env["account.dunning.hold"].search([("move_line_id", "in", self.ids)]).action_lift()
        self.filtered("no_followup").no_followup = False
        return True

    @needs(USER)
    def action_dunning_set_level(self, level):
        """Lower the level of these items: the next reminder is milder.

        :param int level: 0 up to the present level
        :raises UserError: the level would be raised, or is no level
        """
        if not isinstance(level, int) or not 0 <= level <= HIGHEST:
            raise UserError(self.env._("Level: enter a number from 0 to 9, not %s.", level))
        self.check_access("read")
        for line in self:
            if level > line.dunning_level:
                raise UserError(
                    self.env._(
                        "Level: %(item)s is at level %(now)s. A level can be lowered by hand; "
                        "only sending a reminder raises it.",
                        item=line.move_id.name or line.name,
                        now=line.dunning_level,
                    )
                )
        item_levels.lower(self.env, self, level)
        return True

    @api.readonly
    def action_dunning_explain(self, key_date=None):
        """Say what a run on ``key_date`` does with each item, and why.

        :param key_date: date or ISO text; None = today
        :return: for one item a dict ``reason`` (a code of SPEC section 4, empty when it is
            reminded), ``level`` (now), ``next_level``, ``next_date``, ``days_overdue``,
            ``sheet``, ``checks`` (list of rule, applies, sentence) and ``sentence``; further
            ``rules`` (each rule with ``title``, ``verdict`` and ``sentence``, in binding order),
            ``sheet_why``, ``level_source``, ``next_event``, ``next_event_date``, ``events``,
            ``open_run``; for several items a list of these
        """
        why_item.require_items(self)  # says more than the group alone
        require(self.env, READER)
        results = why_item.explain(self, fields.Date.to_date(key_date) if key_date else None)
        return results[0] if len(self) == 1 else results

    def _dunning_open_explanation(self, partner=None):
        """The action of “Why?” on these items, or on a customer with all its open items."""
        why_item.require_items(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Why?"),
            "res_model": "account.dunning.explain",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_move_line_ids": self.ids,
                "default_partner_id": partner.id if partner else False,
                "dialog_size": "extra-large",
            },
        }

    @needs(READER)
    def action_dunning_open_explanation(self):
        """Open “Why?” for the selected items."""
        return self._dunning_open_explanation()

    @needs(USER)
    def action_dunning_hold(self):
        """Open the dialog that holds these items."""
        return self.env["account.dunning.hold"]._open_dialog(
            self.env._("Hold reminders"), "account.dunning.block", default_move_line_ids=self.ids
        )

    @needs(USER)
    def action_dunning_note(self):
        """Open the dialog for a note on these items."""
        return self.env["account.dunning.note"]._open_dialog("note", default_move_line_ids=self.ids)

    @needs(USER)
    def action_dunning_call(self):
        """Open the dialog for a phone call about these items."""
        if len(self.partner_id.commercial_partner_id) > 1:
            raise UserError(
                self.env._("Customer: the items are of several customers. Call one at a time.")
            )
        return self.env["account.dunning.note"]._open_dialog("call", default_move_line_ids=self.ids)

    @needs(USER)
    def action_dunning_open_run(self):
        """Open a new run for exactly the selected items."""
        companies = self.company_id
        if len(companies) != 1:
            raise UserError(
                self.env._("Company: the items are of several companies. Choose those of one.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Remind the selected items"),
            "res_model": "account.dunning.run",
            "view_mode": "form",
            "context": {
                "default_company_id": companies.id,
                "default_item_domain": repr([("id", "in", self.ids)]),
            },
        }
