from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..engine.charges import booking, outstanding
from ..engine.notice import annex, letter_law, list_words, paper
from ..engine.review import releasing, rerouting, skipping
from ..engine.send import print_batch, ways_out
from ..engine.settle import outbox, outcome, unknown
from ..engine.store import tracking
from ..engine.store.access import READER, USER, needs
from ..engine.store.references import UncheckedMany2one
from ..rules.decide import channels, notice_states
from ..rules.decide.texts import fill, names_law
from .account_dunning_sheet import CHARGE_MODES

STATES = [
    ("proposed", "Proposed"),
    ("ready", "Ready"),
    ("queued", "Queued"),
    ("sent", "Sent"),
    ("skipped", "Skipped"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
]


class AccountDunningNotice(models.Model):
    """One letter to one customer. Users read "reminder"."""

    _name = "account.dunning.notice"
    _description = "Reminder"
    _inherit = ["mail.thread", "account.dunning.channel.mixin"]
    _order = "run_id desc, position, id"
    _mail_post_access = "read"

    name = fields.Char(string="Number", required=True, readonly=True)
    run_id = UncheckedMany2one(
        "account.dunning.run", required=True, index=True, ondelete="restrict", readonly=True
    )
    position = fields.Integer(string="List order", readonly=True)
    company_id = UncheckedMany2one("res.company", required=True, readonly=True)
    key_date = fields.Date(required=True, readonly=True)
    partner_id = UncheckedMany2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    recipient_id = fields.Many2one("res.partner", required=True, ondelete="restrict", readonly=True)
    user_id = UncheckedMany2one("res.users", string="Responsible", index=True, readonly=True)
    currency_id = UncheckedMany2one("res.currency", required=True, readonly=True)
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company currency"
    )
    sheet_id = UncheckedMany2one("account.dunning.sheet", ondelete="restrict", readonly=True)
    level_id = UncheckedMany2one(
        "account.dunning.level", string="Level settings", ondelete="restrict", readonly=True
    )
    level = fields.Integer(readonly=True, aggregator="max")
    recipient_email = fields.Char(related="recipient_id.email", string="E-mail address")
    lang = fields.Char(string="Language code", readonly=True)
    lang_name = fields.Char(string="Language", compute="_compute_lang_name")
    channel = fields.Selection(required=True, readonly=True)
    state = fields.Selection(
        STATES, required=True, default="proposed", readonly=True, index=True, tracking=True
    )
    reason = fields.Char(readonly=True, help="Why it was skipped, cancelled, or failed.")
    warning = fields.Char(compute="_compute_warning")
    warning_codes = fields.Char(readonly=True)
    warning_figures = fields.Json(
        readonly=True, copy=False, help="Code of a warning -> what its sentence names."
    )
    line_ids = fields.One2many("account.dunning.notice.line", "notice_id", string="Items")
    claim_ids = fields.One2many(
        "account.dunning.notice.line", "notice_id", domain=[("outcome", "=", "claim")]
    )
    credit_ids = fields.One2many(
        "account.dunning.notice.line", "notice_id", domain=[("outcome", "=", "credit")]
    )
    other_ids = fields.One2many(
        "account.dunning.notice.line", "notice_id", domain=[("outcome", "=", "other")]
    )
    skipped_line_ids = fields.One2many(
        "account.dunning.notice.line", "origin_notice_id", string="Skipped items"
    )
    line_count = fields.Integer(string="Items reminded", readonly=True)
    amount_residual = fields.Monetary(
        string="Open amount", readonly=True, help="Claims minus credits, without charges."
    )
    fine_amount = fields.Monetary(string="Fine", readonly=True)
    interest_amount = fields.Monetary(string="Interest", readonly=True)
    amount_total = fields.Monetary(string="Total to pay", readonly=True)
    amount_company = fields.Monetary(
        string="Open amount in company currency",
        currency_field="company_currency_id",
        readonly=True,
    )
    charge_mode = fields.Selection(
        CHARGE_MODES,
        string="Booking of charges",
        readonly=True,
        copy=False,
        help="What the dunning sheet said when the letter was made.",
    )
    charge_ids = fields.One2many(
        "account.dunning.charge", "notice_id", string="Booked charges", readonly=True
    )
    charge_move_id = fields.Many2one(
        "account.move",
        string="Charge invoice",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="The customer invoice on which the charges of this reminder are booked.",
    )
    charges_left = fields.Monetary(
        string="Charges not booked",
        compute="_compute_charges_left",
        help="Fine and interest of the letter that are neither booked nor waived.",
    )
    waived_fine_amount = fields.Monetary(string="Fine waived", readonly=True, copy=False)
    waived_interest_amount = fields.Monetary(string="Interest waived", readonly=True, copy=False)
    waive_reason = fields.Char(string="Why waived", readonly=True, copy=False)
    is_complete_by_law = fields.Boolean(
        string="Starts the free time",
        readonly=True,
        copy=False,
        help="The letter says all that the law asks, so that the time to pay free of charge counts "
        "from it. Nothing is charged after a letter that lacks something.",
    )
    announced_amount = fields.Monetary(
        string="Charges announced",
        readonly=True,
        copy=False,
        help="What the letter says will be charged besides interest if it is not paid in time.",
    )
    calculation = fields.Json(
        readonly=True,
        copy=False,
        help="What was computed for the letter as a whole when it was made.",
    )
    date = fields.Date(string="Letter date", readonly=True, index="btree_not_null")
    deadline = fields.Date(string="New deadline", readonly=True)
    sent_to = fields.Char(
        string="E-mailed to", readonly=True, copy=False, help="The address on the day of sending."
    )
    sent_at = fields.Datetime(string="Sent on", readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment", string="Letter", readonly=True, copy=False, ondelete="set null"
    )
    linked_file_ids = fields.Many2many(
        "ir.attachment",
        "account_dunning_notice_linked_file_rel",
        "notice_id",
        "attachment_id",
        string="Sent as links",
        readonly=True,
        copy=False,
        # the PDFs that Odoo keeps of invoices are found by nobody who does not ask for ids; who may
        # not read an invoice neither sees its file nor searches by it
        domain=[("id", "!=", False)],
        help="Invoices that were too large for the e-mail: its text links to them.",
    )
    # Odoo archives bank accounts instead of deleting them
    bank_account_id = UncheckedMany2one(
        "res.partner.bank",
        string="To be paid to",
        readonly=True,
        help="The bank account that all items of the reminder name. Empty when they name several: "
        "the letter then says it for each item.",
    )
    leaves_in_window = fields.Boolean(
        string="Waits for the hours of automatic reminders",
        readonly=True,
        copy=False,
        help="Released by an automatic run: it leaves in the hours the company has chosen. What a "
        "person releases or sends leaves at once.",
    )
    mail_id = fields.Many2one(
        "mail.mail",
        string="E-mail",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )
    # the ways by which the letter has not left yet, see rules.decide.channels
    waits_for = fields.Char(string="Waiting", readonly=True, copy=False)
    is_mailed = fields.Boolean(string="E-mail accepted", compute="_compute_left")
    is_printed = fields.Boolean(string="Printed", compute="_compute_left")
    waits_for_printer = fields.Boolean(
        string="Waiting for the printer",
        compute="_compute_state_kind",
        search="_search_waits_for_printer",
    )
    is_waiting = fields.Boolean(
        string="Queued", compute="_compute_state_kind", search="_search_is_waiting"
    )
    # counts for the level of its items
    is_valid = fields.Boolean(compute="_compute_state_kind", search="_search_is_valid")
    is_outcome_unknown = fields.Boolean(
        string="Outcome unknown",
        readonly=True,
        help="The mail server may have taken the e-mail or not: it is not sent again until "
        "somebody says what happened.",
    )

    calculation_words = fields.Html(
        string="How it was computed", compute="_compute_calculation_words", sanitize=False
    )
    subject = fields.Char(compute="_compute_texts")
    heading = fields.Char(compute="_compute_texts")
    opening = fields.Text(compute="_compute_texts")
    closing = fields.Text(compute="_compute_texts")

    # what the senders look for
    _to_send = models.Index("(run_id, position) WHERE state = 'ready'")
    # and what runs take off later fines
    _fine_waived = models.Index("(id) WHERE waived_fine_amount > 0")
    _to_settle = models.Index("(company_id, state) WHERE state IN ('proposed', 'ready', 'queued')")

    def _register_hook(self):
        """A channel that is offered and cannot be sent is found when the addons are loaded."""
        super()._register_hook()
        ways_out.require_complete(
            self._fields["channel"].get_values(self.env), self._fields["state"].get_values(self.env)
        )

    def _message_get_default_recipients(self, with_cc=False, all_tos=False):
        """A reminder goes to its recipient, also where a template says no more than that."""
        found = super()._message_get_default_recipients(with_cc=with_cc, all_tos=all_tos)
        for notice in self:
            found[notice.id].update(
                {"partner_ids": notice.recipient_id.ids, "email_to": "", "email_cc": ""}
            )
        return found

    @api.depends("warning_codes", "warning_figures")
    def _compute_warning(self):
        words = list_words.warning_words(self.env)
        broken = list_words.broken_promise_words(self)
        for notice in self:
            own = {**words, "promise_broken": broken.get(notice, words["promise_broken"])}
            notice.warning = " ".join(list_words.sentences(notice, own))

    @api.depends("channel", "waits_for")
    def _compute_left(self):
        """By which of the built-in ways the letter has left; before it is made, by none."""
        for notice in self:
            channel = channels.CHANNELS.get(notice.channel)
            left = channel.ways - channels.ways_in(notice.waits_for) if channel else ()
            notice.is_mailed = channels.MAIL in left
            notice.is_printed = channels.PAPER in left

    @api.depends("state", "waits_for")
    def _compute_state_kind(self):
        waiting, valid = notice_states.waiting(), notice_states.valid()
        for notice in self:
            notice.is_waiting = notice.state in waiting
            notice.is_valid = notice.state in valid
            notice.waits_for_printer = outcome.waits_for(notice, channels.PAPER)

    def _search_is_waiting(self, operator, value):
        return [("state", "in", notice_states.waiting())] if operator == "in" else NotImplemented

    def _search_is_valid(self, operator, value):
        return [("state", "in", notice_states.valid())] if operator == "in" else NotImplemented

    def _search_waits_for_printer(self, operator, value):
        return print_batch.waiting_domain() if operator == "in" else NotImplemented

    @api.depends("lang")
    def _compute_lang_name(self):
        names = dict(self.env["res.lang"].get_installed())
        for notice in self:
            notice.lang_name = names.get(notice.lang, notice.lang)

    @api.depends("level_id", "lang", "amount_total", "deadline", "date")
    def _compute_texts(self):
        laws = letter_law.of_notices(self)
        for notice in self:
            texts = {
                name: notice.level_id._text(name, notice.lang) if notice.level_id else ""
                for name in ("subject", "heading", "opening", "closing")
            }
            values = notice._text_values(laws[notice], names_law(*texts.values()))
            for name, text in texts.items():
                # a line break in a subject blocks the e-mail
                filled = fill(text, values)
                notice[name] = " ".join(filled.split()) if name == "subject" else filled

    @api.depends("charge_ids.is_live", "waived_fine_amount", "waived_interest_amount", "state")
    def _compute_charges_left(self):
        valid = self.filtered(lambda notice: notice.is_valid)
        (self - valid).charges_left = 0
        # sudo: who reads reminders sees what is left of them without access to journal items
        for notice, due in outstanding.left(valid.sudo()).items():
            notice.sudo(False).charges_left = float(sum(one.amount for one in due))

    @api.depends("line_ids", "fine_amount", "interest_amount", "state")
    def _compute_calculation_words(self):
        for notice in self:
            rows = annex.of_notice(notice)
            notice.calculation_words = rows and self.env["ir.qweb"]._render(
                "account_dunning_levels.calculation_table", {"rows": rows}
            )

    def _text_values(self, law=None, with_law=True):
        """What the words in braces stand for, in the language of the letter.

        :param law: :class:`engine.notice.letter_law.LetterLaw` of the reminder, when it is known
        :param bool with_law: those that the law fills in too
        """
        self.ensure_one()
        env = self.with_context(lang=self.lang).env
        law = law or letter_law.of_notice(self)
        date = self.date or self.company_id._dunning_today()

        def money(amount):
            return formatLang(env, amount, currency_obj=self.currency_id)

        return {
            "customer": self.partner_id.name or "",
            "company": self.company_id.name or "",
            "number": self.name or "",
            "date": format_date(env, date, lang_code=self.lang),
            "deadline": format_date(env, law.deadline(date), lang_code=self.lang),
            "level": str(self.level),
            "amount": money(self.amount_residual),
            "total": money(self.amount_total),
            **(law.text_values(date) if with_law else {}),
        }

    # ------------------------------------------------------------------ buttons

    def action_release(self):
        """Approve proposed reminders for sending.

        :raises UserError: a simulation, or nothing to approve
        """
        return self._tell_lacking(releasing.release(self)) or True

    @api.model
    def _tell_lacking(self, lacking):
        """The message on reminders that were not released, or None when all were."""
        if not lacking:
            return None
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "message": releasing.lacking_words(lacking),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_unrelease(self):
        """Take approved reminders back to the control list."""
        releasing.unrelease(self)
        return True

    def action_skip(self, reason=None):
        """Leave these customers out of this run; levels stay as they are."""
        skipping.skip_notices(self, reason)
        return True

    def action_unskip(self):
        """Put skipped reminders back on the control list."""
        skipping.unskip_notices(self)
        return True

    def action_put_back(self):
        """Put released and skipped reminders back on the control list as proposed."""
        self.action_unrelease()
        return self.action_unskip()

    def action_set_channel(self, channel=None):
        """Send these reminders another way than their level says.

        :param str channel: a value of ``channel``; a button, whose method takes no arguments, gives
            it as ``dunning_channel`` in its context
        """
        rerouting.set_channel(self, channel or self.env.context.get("dunning_channel"))
        return True

    def action_cancel(self, reason=None):
        """Undo the effect of reminders on the levels of their items; the letters stay.

        :param str reason: required for a reminder that is queued or sent
        :raises UserError: no reason given
        """
        outcome.cancel(self, reason)
        return True

    def action_book_charges(self):
        """Invoice the charges that are neither booked nor waived, and open the invoice."""
        self.check_access("read")
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(self.env._("Only users of invoicing can book charges."))
        booking.book_by_hand(self)
        return self.action_open_charges()

    @needs(USER)
    def action_settle_payment(self):
        """Open how a payment of the customer would be settled."""
        self.ensure_one()
        return self.partner_id.with_company(self.company_id).action_dunning_settle()

    @needs(READER)
    def action_open_charges(self):
        """Open the invoices of charges of these reminders, and their credit notes."""
        moves = self.env["account.move"].search([("dunning_notice_id", "in", self.ids)])
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Charges"),
            "res_model": "account.move",
            "context": {"create": False},
        }
        if len(moves) == 1:
            return {**action, "view_mode": "form", "res_id": moves.id}
        return {**action, "view_mode": "list,form", "domain": [("id", "in", moves.ids)]}

    @needs(USER)
    def action_waive(self):
        """Ask why the charges of the reminder are waived."""
        return self._open_waive(self.env["account.dunning.notice.line"])

    def _open_waive(self, lines):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Waive charges of %s", self.name),
            "res_model": "account.dunning.waive",
            "view_mode": "form",
            "target": "new",
            "context": {"default_notice_id": self.id, "default_line_ids": lines.ids},
        }

    def action_retry(self):
        """Send failed reminders again; their items are read again first."""
        rerouting.retry(self)
        return True

    def action_retry_print(self):
        """Print failed reminders instead of sending them again."""
        rerouting.retry(self.filtered(lambda notice: notice.state == "failed"), "print")
        return True

    def action_arrived(self):
        """Say that the e-mail arrived, of which the mail server did not say so."""
        unknown.arrived(self)
        return True

    def action_not_arrived(self):
        """Say that the e-mail did not arrive; it may be sent again, or printed."""
        unknown.not_arrived(self)
        return True

    @needs(READER)
    def action_open_letter(self):
        """Open the letter; a reminder not sent yet is shown as it would be sent."""
        self.ensure_one()
        if self.attachment_id:
            url = f"/web/content/{self.attachment_id.id}?download=false"
        else:
            url = f"/account_dunning/preview/{self.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    @needs(USER)
    def action_dunning_note(self):
        """Open the dialog for a note on the items of the reminder."""
        return self._open_note_dialog("note")

    @needs(USER)
    def action_dunning_call(self):
        """Open the dialog for a phone call about the items of the reminder."""
        return self._open_note_dialog("call")

    def _open_note_dialog(self, kind):
        self.ensure_one()
        items = self.line_ids.filtered(lambda line: line.outcome == "claim").move_line_id
        defaults = {"default_notice_id": self.id}
        if items:
            defaults["default_move_line_ids"] = items.ids
        else:
            defaults["default_partner_id"] = self.partner_id.id
        return self.env["account.dunning.note"]._open_dialog(kind, **defaults)

    @needs(READER)
    def action_open_lines(self):
        """Open the reminder's items as a list."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_notice_line_action"
        )
        action["domain"] = [
            "|",
            ("notice_id", "=", self.id),
            ("origin_notice_id", "=", self.id),
        ]
        action["context"] = {}
        return action

    @needs(READER)
    def action_open_moves(self):
        """Open the invoices and other entries that are on the reminder."""
        self.ensure_one()
        moves = self.line_ids.filtered(lambda line: line.outcome in ("claim", "credit")).move_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices of %s", self.name),
            "res_model": "account.move",
            "view_mode": "list,form",
            "views": [(self.env.ref("account.view_out_invoice_tree").id, "list"), (False, "form")],
            "domain": [("id", "in", moves.ids)],
            "context": {"default_move_type": "out_invoice", "create": False},
        }

    def _preview_letter(self):
        """The PDF of the letter as it would be sent now, without any effect.

        :return: bytes
        :raises UserError: the PDF engine failed, with its words
        """
        self.ensure_one()
        letter = paper.press_letters(self)[self.id]
        if letter.error:
            raise UserError(letter.error)
        return letter.pdf

    # ------------------------------------------------------------------- chatter

    def _message_track(self, fields_iter, initial_values_dict):
        """Thousands may be released at once: one message is Odoo's own, the others are copies."""
        groups = tracking.alike(self, initial_values_dict)
        first = self.browse(group[0].id for group in groups)
        told = super(AccountDunningNotice, first)._message_track(fields_iter, initial_values_dict)
        for group in groups:
            tracking.copy(group[0], group[1:])
            told |= dict.fromkeys(group.ids, told[group[0].id])
        return told

    # ------------------------------------------------------------- from the outbox

    def _on_mail_accepted(self):
        outcome.mail_accepted(self)

    def _on_mail_given_up(self, reason):
        outbox.mail_not_leaving(self, reason)

    def _get_report_base_filename(self):
        """File name of the letter, in the letter's language."""
        self.ensure_one()
        return paper.file_name(self)

    def unlink(self):
        """The lines go with their reminder."""
        lines = self.sudo().line_ids  # sudo: lines belong to the engine
        result = super().unlink()
        lines.unlink()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never_what_left_the_house(self):
        for notice in self:
            if notice.is_valid or notice.attachment_id:
                raise UserError(
                    self.env._(
                        "Reminder %s was sent and is kept. Cancel it to give the items their "
                        "old level back.",
                        notice.name,
                    )
                )
