from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.store import references
from ..rules.base.money import decimal_of
from ..rules.decide import texts
from ..rules.decide.levels import HIGHEST, LOWEST, cascade, first_gap
from ..rules.decide.values import Level
from .account_dunning_layout import TEXT_FIELDS

#: levels of the standard sheet, whose texts a new level starts with
STANDARD_LEVELS = 3
NOT_NEGATIVE = (
    "min_days_overdue",
    "fine_percent",
    "fine_minimum",
    "interest_monthly_percent",
    "interest_minimum",
    "payment_days",
)


#: in the context while levels are switched together; nobody can send it over RPC
CASCADING = object()


class AccountDunningLevel(models.Model):
    _name = "account.dunning.level"
    _description = "Dunning Level"
    _inherit = ["account.dunning.text.mixin", "account.dunning.channel.mixin"]
    _order = "sheet_id, number"
    _rec_name = "heading"

    sheet_id = fields.Many2one(
        "account.dunning.sheet", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="sheet_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    number = fields.Integer(string="Level", help="1 is the friendliest, 9 the firmest.")
    active = fields.Boolean(
        default=True,
        help="Switching a level off switches all higher levels off too; switching one on "
        "switches all lower levels on.",
    )
    # as the form showed it before the user's last click: what was switched just now
    was_active = fields.Boolean(compute="_compute_was_active")
    min_days_overdue = fields.Integer(
        string="Days overdue, at least", help="0: as soon as the item is late."
    )
    fine_percent = fields.Float(string="Fine %", digits=(16, 4))
    fine_minimum = fields.Monetary(string="Fine, at least")
    interest_monthly_percent = fields.Float(string="Interest % a month", digits=(16, 4))
    interest_minimum = fields.Monetary(
        string="Interest, at least", help="Only applied when there is interest."
    )
    channel = fields.Selection(default="email", required=True)
    attach_invoices = fields.Boolean(
        string="Attach invoices",
        compute="_compute_attach_invoices",
        store=True,
        readonly=False,
        help="Attach the invoices and credit notes of the reminder to the e-mail.",
    )
    copy_on_partner = fields.Boolean(
        string="PDF copy on the customer",
        default=True,
        help="Keep a PDF of the letter on the customer, also when it is printed.",
    )
    show_other_items = fields.Boolean(
        string="Show other overdue items",
        default=True,
        help="List the customer's other overdue items in a second table, outside the total.",
    )
    activity_mode = fields.Selection(
        [
            ("none", "No activity"),
            ("log", "Done activity holding the letter"),
            ("todo", "Planned activity for the responsible"),
        ],
        string="Activity",
        default="log",
        required=True,
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        string="Activity type",
        domain=[("res_model", "in", (False, "res.partner"))],
        ondelete="restrict",
    )
    activity_plan_id = fields.Many2one(
        "mail.activity.plan",
        string="Activity plan",
        domain=[("res_model", "=", "res.partner")],
        ondelete="restrict",
        help="Started on the customer instead of a single activity.",
    )
    payment_days = fields.Integer(
        string="New deadline (days)",
        default=8,
        help="The letter asks to pay within this many days from its date. 0: at once.",
    )
    subject = fields.Char(translate=True)
    heading = fields.Char(translate=True)
    opening = fields.Text(translate=True)
    closing = fields.Text(translate=True)
    is_fourteen_day_letter = fields.Boolean(
        string="Fourteen-day letter",
        help="Netherlands: the letter of BW 6:96 par. 6. A consumer gets fourteen days from its "
        "receipt, with the sentence that the Supreme Court approved and the exact costs. Without "
        "it no costs are asked.",
    )
    print_calculation = fields.Boolean(
        string="Print the calculation",
        help="The letter has an annex with how each fine and interest was computed.",
    )
    layout_ids = fields.One2many(
        "account.dunning.layout", "level_id", string="Layouts per language", copy=True
    )

    _sheet_number_uniq = models.Constraint(
        "UNIQUE(sheet_id, number) DEFERRABLE INITIALLY DEFERRED",
        "A sheet has each level number once.",
    )

    def _compute_was_active(self):
        for level in self:
            level.was_active = level._origin.active if level._origin else level.active

    @api.depends("channel")
    def _compute_attach_invoices(self):
        for level in self:
            if not level.channel_needs_email:
                level.attach_invoices = False

    @api.depends("number", "heading", "sheet_id.name")
    def _compute_display_name(self):
        for level in self:
            level.display_name = self.env._(
                "Level %(number)s: %(heading)s", number=level.number, heading=level.heading or ""
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Number levels that come without a number; switch lower ones on (SPEC section 3).

        A new level above an inactive one starts inactive unless it says otherwise: adding a
        level never switches others on by itself.
        """
        sheets = self.env["account.dunning.sheet"]
        for sheet_id in {vals.get("sheet_id") for vals in vals_list}:
            own = [vals for vals in vals_list if vals.get("sheet_id") == sheet_id]
            present = sheets.browse(sheet_id)._all_levels()
            last = max([*present.mapped("number"), *(v.get("number") or 0 for v in own)], default=0)
            for vals in own:
                if not vals.get("number"):
                    last += 1
                    vals["number"] = last
                if "active" not in vals:
                    below = present.filtered(lambda level, n=vals["number"]: level.number < n)
                    vals["active"] = all(below.mapped("active"))
        created = super().create(vals_list)
        created.sheet_id._check_levels()
        created._cascade_by_sheet()
        with_standard = created._take_standard_texts()
        for level, vals in zip(created, vals_list, strict=True):
            if level in with_standard and "is_formal_notice" not in vals:
                level._take_standard_notice()
            level._check_not_empty(vals)
        return created

    def _take_standard_texts(self):
        """Give levels without any text those of the standard sheet, in all languages.

        A letter never leaves empty because nobody wrote it; the user changes what is there.

        :return: the levels that took them
        """
        taken = self.browse()
        for level in self:
            standard = level._standard_level()
            if not standard or standard == level or any(level[name] for name in TEXT_FIELDS):
                continue
            # sudo: the standard sheet may belong to a company the user cannot read
            for lang, _name in self.env["res.lang"].get_installed():
                written = standard.sudo().with_context(lang=lang)
                texts = {name: written[name] for name in TEXT_FIELDS}
                # they are looked at once all languages are there, see create
                models.Model.write(level.with_context(lang=lang), texts)
            taken |= level
        return taken

    def _standard_level(self):
        """The level of the standard sheet whose texts fit this one, empty once it was deleted."""
        return self.env.ref(
            f"account_dunning_levels.level_all_{min(self.number, STANDARD_LEVELS)}",
            raise_if_not_found=False,
        )

    def _take_standard_notice(self):
        """Who took the words of a formal notice gives one."""
        # sudo: as for its texts
        standard = self._standard_level().sudo()
        self.is_formal_notice = standard.is_formal_notice and not self.is_fourteen_day_letter

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals and self.env.context.get("dunning_cascade") is not CASCADING:
            self._cascade_by_sheet()
        if "number" in vals:
            self.sheet_id._check_levels()
        self._check_not_empty(vals)
        return result

    def _cascade_by_sheet(self):
        """Switch the other levels of the same sheets after these were switched."""
        for sheet, changed in self.grouped("sheet_id").items():
            levels = sheet._all_levels()
            wanted = cascade(
                {level.number: level.active for level in levels}, changed.mapped("number")
            )
            on = levels.browse([level.id for level in levels if wanted[level.number]])
            engine = levels.with_context(dunning_cascade=CASCADING)
            (engine & on).filtered(lambda level: not level.active).write({"active": True})
            (engine - on).filtered("active").write({"active": False})

    @api.ondelete(at_uninstall=False)
    def _unlink_never_from_reminders(self):
        references.refuse_used(self, "level_id", references.NOTICE)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_from_the_top(self):
        for sheet in self.sheet_id:
            kept = sheet._all_levels() - self
            gap = first_gap(kept.mapped("number"))
            if gap and sheet.exists():
                raise ValidationError(
                    self.env._(
                        "Levels of “%(sheet)s”: level %(gap)s cannot be deleted while higher ones "
                        "exist. Switch it off, or delete the highest level first.",
                        sheet=sheet.name,
                        gap=gap,
                    )
                )

    @api.constrains("activity_type_id", "activity_plan_id")
    def _check_activity_on_customers(self):
        for level in self:
            for chosen in (level.activity_type_id, level.activity_plan_id):
                if chosen.sudo().res_model not in (False, "res.partner"):
                    raise ValidationError(
                        self.env._(
                            "Activity of level %(number)s: “%(name)s” is for another kind of "
                            "record. Choose one for contacts.",
                            number=level.number,
                            name=chosen.sudo().name,
                        )
                    )

    @api.constrains("number")
    def _check_number(self):
        for level in self:
            if not LOWEST <= level.number <= HIGHEST:
                raise ValidationError(
                    self.env._(
                        "Level: enter a number from 1 to 9, not %(value)s.", value=level.number
                    )
                )

    @api.constrains(*NOT_NEGATIVE)
    def _check_not_negative(self):
        for level in self:
            for name in NOT_NEGATIVE:
                if level[name] < 0:
                    raise ValidationError(
                        self.env._(
                            "%(field)s of level %(number)s: enter 0 or more, not %(value)s.",
                            field=level._fields[name]._description_string(self.env),
                            number=level.number,
                            value=level[name],
                        )
                    )

    @api.constrains("attach_invoices", "channel")
    def _check_attach_invoices(self):
        for level in self:
            if level.attach_invoices and not level.channel_needs_email:
                raise ValidationError(
                    self.env._(
                        "Attach invoices: level %s is not sent by e-mail. Choose e-mail, or "
                        "switch the attachments off.",
                        level.number,
                    )
                )

    @api.constrains(*TEXT_FIELDS)
    def _check_texts(self):
        self._check_placeholders()

    def _to_rules(self):
        """The level as the rules read it (:class:`rules.decide.values.Level`)."""
        self.ensure_one()
        return Level(
            number=self.number,
            id=self.id or 0,
            min_days_overdue=self.min_days_overdue,
            fine_percent=decimal_of(self.fine_percent),
            fine_minimum=decimal_of(self.fine_minimum),
            interest_monthly_percent=decimal_of(self.interest_monthly_percent),
            interest_minimum=decimal_of(self.interest_minimum),
            channel=self.channel,
            show_other_items=self.show_other_items,
            is_fourteen_day_letter=self.is_fourteen_day_letter,
            is_formal_notice=self.is_formal_notice,
        )

    def _layout_for(self, lang):
        """The layout row that replaces this level's texts for a language, or an empty one."""
        self.ensure_one()
        return self.layout_ids.filtered(lambda layout: layout.lang == lang)

    def _mail_template_for(self, lang):
        """The e-mail template of the layout for a language, else the level's; empty for ours."""
        return self and self._layout_for(lang).mail_template_id or self.mail_template_id

    def _report_for(self, lang):
        """The letter of the layout for a language, else the level's; empty for ours."""
        return self and self._layout_for(lang).report_id or self.report_id

    def _text(self, name, lang):
        """Text ``name`` of this level for ``lang``: the layout's, else the level's own."""
        self.ensure_one()
        of_layout = self._layout_for(lang)[name]
        return self.with_context(lang=lang)[name] or "" if texts.is_blank(of_layout) else of_layout
