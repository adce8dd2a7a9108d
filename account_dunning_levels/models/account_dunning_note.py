from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import plaintext2html

from ..engine.store import chatter
from ..engine.store.access import READER, needs, refuse_typed

KINDS = [("note", "Note"), ("call", "Phone call")]
RESULTS = [
    ("reached", "Reached"),
    ("promise", "Promise to pay"),
    ("dispute", "Dispute"),
    ("no_answer", "No answer"),
]


class AccountDunningNote(models.Model):
    """What was said or agreed about an open item or a customer, with its date."""

    _name = "account.dunning.note"
    _description = "Reminder Note"
    _order = "date desc, id desc"
    _check_company_auto = True
    _rec_name = "body"

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
        required=True,
        index=True,
        ondelete="cascade",
        compute="_compute_partner",
        store=True,
        readonly=False,
        precompute=True,
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Open item",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        domain="[('account_type', 'in', ('asset_receivable', 'liability_payable')), "
        "('parent_state', '=', 'posted')]",
        help="The item the note is about. Empty: the note is about the whole customer.",
    )
    move_id = fields.Many2one(
        "account.move",
        string="Invoice",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
        compute="_compute_move",
        store=True,
        readonly=False,
        precompute=True,
    )
    date = fields.Date(
        required=True, index=True, default=lambda self: self.env.company._dunning_today()
    )
    user_id = fields.Many2one(
        "res.users",
        string="By",
        required=True,
        index=True,
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
    )
    kind = fields.Selection(KINDS, required=True, default="note")
    result = fields.Selection(RESULTS, help="What came of the phone call.")
    body = fields.Text(string="Note", required=True)
    hold_id = fields.Many2one(
        "account.dunning.hold",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
        help="The hold that was agreed on.",
    )
    notice_id = fields.Many2one(
        "account.dunning.notice",
        string="Reminder",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )

    # the last note of an item and of a customer is found without sorting their history
    _last_of_item = models.Index("(move_line_id, date DESC, id DESC)")
    _last_of_customer = models.Index("(partner_id, company_id, date DESC, id DESC)")

    @api.depends("move_line_id", "move_id")
    def _compute_company(self):
        for note in self:
            subject = note.move_line_id or note.move_id
            note.company_id = subject.company_id or note.company_id or self.env.company

    @api.depends("move_line_id", "move_id")
    def _compute_partner(self):
        for note in self:
            partner = note.move_line_id.partner_id or note.move_id.partner_id or note.partner_id
            note.partner_id = partner.commercial_partner_id

    @api.depends("move_line_id")
    def _compute_move(self):
        for note in self:
            note.move_id = note.move_line_id.move_id or note.move_id

    @api.constrains("body")
    def _check_body(self):
        for note in self:
            if not note.body.strip():
                raise ValidationError(self.env._("Note: write what was said or agreed."))

    @api.constrains("partner_id")
    def _check_partner_is_debtor(self):
        for note in self:
            if note.partner_id != note.partner_id.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "Customer: %(contact)s is a contact of %(customer)s. Choose %(customer)s.",
                        contact=note.partner_id.name,
                        customer=note.partner_id.commercial_partner_id.name,
                    )
                )

    @api.constrains("date")
    def _check_date(self):
        here = self.env.company._dunning_today()
        for note in self:
            # it may be tomorrow already where the user works
            if note.date > max(note.company_id._dunning_today(), here):
                raise ValidationError(
                    self.env._(
                        "Date: %s is still to come. A note says what has been; plan an activity, "
                        "or set a hold.",
                        note.date,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        notes = super().create(vals_list)
        notes._put_in_chatter()
        return notes

    def write(self, vals):
        refuse_typed(self, {"user_id"}, [vals])
        result = super().write(vals)
        if "body" in vals:
            self._put_in_chatter(corrected=True)
        return result

    def _put_in_chatter(self, corrected=False):
        """One line on each invoice, and one on each customer for what was said together."""
        on_moves = [
            (note.move_id.id, note._chatter_body(corrected)) for note in self if note.move_id
        ]
        chatter.post_notes(self.env, "account.move", on_moves)
        for company, notes in self.grouped("company_id").items():
            together = notes.grouped(
                lambda note: (note.partner_id, note.kind, note.result, note.body)
            )
            on_partners = [
                (own[0].partner_id.id, own[0]._chatter_body(corrected, own.move_id))
                for own in together.values()
            ]
            chatter.post_notes(self.env, "res.partner", on_partners, company)

    def _chatter_body(self, corrected=False, moves=()):
        """The note as a chatter line; ``moves`` are the documents to name."""
        self.ensure_one()
        title = dict(self._fields["kind"]._description_selection(self.env))[self.kind]
        if self.result:
            words = dict(self._fields["result"]._description_selection(self.env))[self.result]
            title = self.env._("%(kind)s, %(result)s", kind=title, result=words)
        if corrected:
            title = self.env._("%s, corrected", title)
        names = ", ".join(move.name for move in moves if move.name)
        if names:
            title = self.env._("%(title)s (%(documents)s)", title=title, documents=names)
        return Markup("<p><b>%s</b></p>%s") % (title, plaintext2html(self.body))

    @api.model
    def _open_dialog(self, kind, **defaults):
        """The dialog for a note (``note``) or a phone call (``call``)."""
        titles = {"note": self.env._("Add a note"), "call": self.env._("Phone call")}
        context = {"default_kind": kind, **defaults}
        return self.env["account.dunning.hold"]._open_dialog(
            titles[kind], "account.dunning.call", **context
        )

    @needs(READER)
    def action_open_subject(self):
        """Open the invoice, or the customer."""
        self.ensure_one()
        record = self.move_id or self.partner_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

    @needs(READER)
    def action_open_hold(self):
        """Open the hold that was agreed on."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.dunning.hold",
            "res_id": self.hold_id.id,
            "view_mode": "form",
        }
