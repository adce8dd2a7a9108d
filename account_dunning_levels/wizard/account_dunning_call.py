from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, plaintext2html

from ..engine.signs import people
from ..models.account_dunning_note import KINDS, RESULTS
from .account_dunning_terms import INSTALMENT

#: what came of a call -> the kind of hold that follows from it
HOLD_OF_RESULT = {"promise": "promise", "dispute": "disputed"}


class AccountDunningCall(models.TransientModel):
    """A note, or what came of a phone call, and the hold that was agreed on."""

    _name = "account.dunning.call"
    _inherit = ["account.dunning.terms"]
    _description = "Note or Phone Call"

    kind = fields.Selection(KINDS, required=True, default="note")
    notice_id = fields.Many2one("account.dunning.notice", string="Reminder", readonly=True)
    date = fields.Date(required=True, default=lambda self: self.env.company._dunning_today())
    debtor_id = fields.Many2one("res.partner", compute="_compute_debtor", string="Customer name")
    phone = fields.Char(related="debtor_id.phone")
    result = fields.Selection(RESULTS, default="reached")
    is_plan = fields.Boolean(string="In instalments", help="The customer pays in several parts.")
    hold_kind = fields.Selection(default=False, compute="_compute_hold_kind", store=True)
    body = fields.Text(string="Note")
    instalment_ids = fields.One2many(INSTALMENT, "call_id", string="Instalments")
    call_again = fields.Boolean(default=True, string="Call again")
    call_again_date = fields.Date(
        string="On", default=lambda self: fields.Date.add(self.env.company._dunning_today(), days=1)
    )

    @api.depends("move_line_ids", "move_id", "partner_id")
    def _compute_debtor(self):
        for wizard in self:
            partner = (
                wizard.partner_id
                or wizard.move_id.commercial_partner_id
                or wizard.move_line_ids.partner_id[:1]
            )
            wizard.debtor_id = partner.commercial_partner_id

    @api.depends("kind", "result", "is_plan")
    def _compute_hold_kind(self):
        for wizard in self:
            agreed = HOLD_OF_RESULT.get(wizard.result) if wizard.kind == "call" else False
            wizard.hold_kind = "plan" if agreed == "promise" and wizard.is_plan else agreed

    def action_save(self):
        """Keep the note, make the hold, and settle the phone activity of the reminder."""
        self.ensure_one()
        if self.kind == "note" and not (self.body or "").strip():
            raise UserError(self.env._("Note: write what was said or agreed."))
        holds = self._make_holds() if self.hold_kind else self.env["account.dunning.hold"]
        notes = self.env["account.dunning.note"].create(self._note_values(holds))
        if self.kind == "call":
            self._close_phone_activities(notes)
            if self.result == "no_answer" and self.call_again:
                self._plan_next_call(notes)
        return {"type": "ir.actions.act_window_close"}

    def _note_values(self, holds):
        common = {
            "kind": self.kind,
            "result": self.result if self.kind == "call" else False,
            "date": self.date,
            "body": (self.body or "").strip() or self._own_words(holds),
            "notice_id": self.notice_id.id,
        }
        if self.move_line_ids:
            by_item = {hold.move_line_id: hold for hold in holds}
            return [
                {
                    **common,
                    "move_line_id": item.id,
                    "hold_id": by_item[item].id if item in by_item else False,
                }
                for item in self.move_line_ids
            ]
        subject = (
            {"move_id": self.move_id.id} if self.move_id else {"partner_id": self.debtor_id.id}
        )
        return [{**common, **subject, "hold_id": holds[:1].id}]

    def _own_words(self, holds):
        """What stands in the note when nothing was typed."""
        if len(holds) == 1:
            return holds._words()
        words = dict(self._fields["result"]._description_selection(self.env))
        return self.reason or words[self.result]

    def _phone_activities(self):
        """Planned calls to the customer about reminders."""
        call = self.env.ref(
            "account_dunning_levels.mail_activity_type_call", raise_if_not_found=False
        )
        companies = (self.move_line_ids or self.move_id).company_id or self.env.company
        # sudo: the call may be planned for a colleague
        activities = self.env["mail.activity"].sudo()
        return activities.search(
            [
                ("res_model", "=", "res.partner"),
                ("res_id", "in", self.debtor_id.ids),
                "|",
                ("dunning_company_id", "=", False),
                ("dunning_company_id", "in", companies.ids),
                "|",
                ("dunning_notice_id", "=", False),
                ("dunning_notice_id.company_id", "in", companies.ids),
                "|",
                ("activity_type_id", "in", call.ids if call else []),
                "&",
                ("dunning_notice_id", "!=", False),
                ("dunning_notice_id.channel_has_letter", "=", False),
            ]
        )

    def _close_phone_activities(self, notes):
        """The call has been made: what was planned is done."""
        self._phone_activities().action_feedback(feedback=notes[0].body)

    def _plan_next_call(self, notes):
        if not self.call_again_date:
            raise UserError(self.env._("On: enter the day on which to call again."))
        call = self.env.ref(
            "account_dunning_levels.mail_activity_type_call", raise_if_not_found=False
        ) or self.env.ref("mail.mail_activity_data_phone")
        company = (self.move_line_ids or self.move_id).company_id[:1] or self.env.company
        debtor = self.debtor_id.with_company(company)
        user = debtor.dunning_user_id or debtor.user_id
        there = people.People(self.notice_id.company_id or company)
        user_id = there.owner(user.id, self.env.uid) if user else self.env.uid
        # sudo: for the responsible, whoever calls
        self.env["mail.activity"].sudo().create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": debtor.id,
                "activity_type_id": call.id,
                "user_id": user_id,
                "date_deadline": self.call_again_date,
                "summary": self.env._(
                    "Call again: no answer on %s", format_date(self.env, notes[0].date)
                ),
                "note": Markup("%s") % plaintext2html(notes[0].body),
                "dunning_notice_id": self.notice_id.id,
                "dunning_company_id": company.id,
            }
        )
