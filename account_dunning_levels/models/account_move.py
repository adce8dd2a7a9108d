from odoo import api, fields, models

from ..engine.settle import item_levels
from ..engine.store import references
from ..engine.store.access import READER, USER, needs
from ..rules.decide import notice_states


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "account.dunning.engine.fields"]

    # Plain stored columns, written in bulk when a reminder leaves or is undone. Ordinary
    # accounting never pays for them: prefetch="dunning" reads them together, when one of them is
    # asked for, and not with every record of Odoo's.
    dunning_level = fields.Integer(
        string="Reminder level", copy=False, readonly=True, prefetch="dunning"
    )
    dunning_date = fields.Date(
        string="Last reminder", copy=False, readonly=True, prefetch="dunning"
    )
    dunning_notice_count = fields.Integer(
        string="Reminders",
        compute="_compute_dunning_notice_count",
        groups="account_dunning_levels.group_dunning_reader",
    )

    dunning_notice_id = fields.Many2one(
        "account.dunning.notice",
        string="Charges of reminder",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        readonly=True,
        groups="account_dunning_levels.group_dunning_reader",
        help="This invoice asks for the fine and interest of this reminder, or credits them.",
        prefetch="dunning",
    )

    dunning_hold_ids = fields.One2many(
        "account.dunning.hold",
        "move_id",
        string="Holds on the invoice",
        groups="account_dunning_levels.group_dunning_reader",
    )
    dunning_hold_count = fields.Integer(
        string="Holds",
        compute="_compute_dunning_holds",
        groups="account_dunning_levels.group_dunning_reader",
        help="Holds on the invoice or its items, those of the past too.",
    )
    dunning_hold_words = fields.Char(
        string="On hold",
        compute="_compute_dunning_holds",
        groups="account_dunning_levels.group_dunning_reader",
        help="The holds that are in force on the invoice, its items or its customer.",
    )
    dunning_note_count = fields.Integer(
        string="Notes",
        compute="_compute_dunning_note_count",
        groups="account_dunning_levels.group_dunning_reader",
    )

    def write(self, vals):
        """A charge invoice that is cancelled, or no longer so, takes its charges along, and an
        entry that is posted again may be owed by somebody else.

        Not by a dependency of theirs: Odoo would look for charges at every posting and payment,
        which make no charge come or go.
        """
        again = self.browse()
        if vals.get("state") == "posted":
            again = self.filtered("posted_before")
        result = super().write(vals)
        if "partner_id" in vals:
            again |= self.filtered(lambda move: move.state == "posted")
        if again:
            # sudo: accountants need not read reminders
            item_levels.moves_changed(again.sudo())
        if vals.get("state") in ("cancel", "draft"):
            # sudo: accountants need not read reminders
            charges = self.env["account.dunning.charge"].sudo()
            charges.search([("charge_move_id", "in", self.ids)])._compute_is_live()
        return result

    def _compute_dunning_holds(self):
        """Counts and words, in as many queries for one invoice as for thousands."""
        holds = self.env["account.dunning.hold"].with_context(active_test=False)
        own = holds.search(
            ["|", ("move_id", "in", self.ids), ("move_line_id.move_id", "in", self.ids)]
        )
        of_customers = holds.search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "in", self.company_id.ids),
                ("in_force", "=", True),
            ]
        )
        by_move = own.grouped(lambda hold: hold.move_id or hold.move_line_id.move_id)
        for move in self:
            mine = by_move.get(move, holds)
            theirs = of_customers.filtered(
                lambda hold, move=move: (
                    hold.partner_id == move.commercial_partner_id
                    and hold.company_id == move.company_id
                )
            )
            move.dunning_hold_count = len(mine)
            move.dunning_hold_words = " ".join(
                hold._words() for hold in mine.filtered("in_force") | theirs
            )

    def _compute_dunning_note_count(self):
        counts = dict(
            self.env["account.dunning.note"]._read_group(
                [("move_id", "in", self.ids)], ["move_id"], ["__count"]
            )
        )
        for move in self:
            move.dunning_note_count = counts.get(move, 0)

    def _compute_dunning_notice_count(self):
        counts = dict(
            self.env["account.dunning.notice.line"]._read_group(
                [
                    ("move_id", "in", self.ids),
                    ("outcome", "=", "claim"),
                    ("notice_id.state", "in", notice_states.valid()),
                ],
                ["move_id"],
                ["notice_id:count_distinct"],
            )
        )
        for move in self:
            move.dunning_notice_count = counts.get(move, 0)

    @needs(READER)
    def action_dunning_notices(self):
        """Open the reminders that this invoice was on."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_notice_action"
        )
        action["domain"] = [("line_ids.move_id", "=", self.id)]
        action["context"] = {"search_default_issued": 0}
        return action

    @needs(READER)
    def action_dunning_charged_notice(self):
        """Open the reminder whose charges this invoice asks for."""
        self.ensure_one()
        return self.dunning_notice_id._get_records_action()

    @needs(READER)
    def action_dunning_explain(self):
        """Open “Why?”: for each open item of the invoice, what the next run does and why."""
        self.ensure_one()
        return self._dunning_open_items()._dunning_open_explanation()

    @needs(USER)
    def action_dunning_hold(self):
        """Open the dialog that holds these invoices."""
        holds = self.env["account.dunning.hold"]
        if len(self) == 1:
            defaults = {"default_move_id": self.id}
        else:
            defaults = {"default_move_line_ids": self._dunning_open_items().ids}
        return holds._open_dialog(self.env._("Hold reminders"), "account.dunning.block", **defaults)

    @needs(READER)
    def action_dunning_holds(self):
        """Open the holds of the invoice, those of the past too."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_hold_action"
        )
        action["domain"] = ["|", ("move_id", "=", self.id), ("move_line_id.move_id", "=", self.id)]
        action["context"] = {"active_test": False, "default_move_id": self.id}
        return action

    @needs(READER)
    def action_dunning_notes(self):
        """Open the notes about the invoice."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_note_action"
        )
        action["domain"] = [("move_id", "=", self.id)]
        action["context"] = {"default_move_id": self.id}
        return action

    @needs(USER)
    def action_dunning_note(self):
        """Open the dialog for a note on the invoice."""
        self.ensure_one()
        return self.env["account.dunning.note"]._open_dialog("note", default_move_id=self.id)

    @needs(USER)
    def action_dunning_call(self):
        """Open the dialog for a phone call about the invoice."""
        self.ensure_one()
        return self.env["account.dunning.note"]._open_dialog("call", default_move_id=self.id)

    def _dunning_open_items(self):
        """The open receivable items of these invoices."""
        return self.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable" and not line.reconciled
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_from_reminders(self):
        """Lines of reminders keep number and amounts of a deleted entry."""
        references.clear(self, "move_id", references.LINE)
