from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine.explain import law_words
from ..engine.read import sheet_preview
from ..engine.store import references
from ..rules.base.money import decimal_of
from ..rules.decide.levels import cascade, first_gap
from ..rules.decide.values import Sheet
from ..rules.law import profiles
from .law_choice import LawChoice

CHARGE_MODES = [
    ("stated", "Stated on the letter only"),
    ("invoiced", "Invoiced with the letter"),
    ("on_payment", "Booked when the customer pays them"),
]


def _law_profiles():
    """Code and name of each law that a sheet can follow."""
    return [
        ("auto", "By the country of the company and the nature of the customer"),
        *profiles.NAMES.items(),
        ("none", "No law: the figures of the sheet"),
    ]


class AccountDunningSheet(models.Model):
    _name = "account.dunning.sheet"
    _description = "Dunning Sheet"
    _order = "sequence, id"
    _inherit = ["mail.thread"]
    _check_company_auto = True

    name = fields.Char(
        string="Description",
        required=True,
        translate=True,
        tracking=True,
        help="Printed on the control list, so that you can check which sheet a customer gets.",
    )
    active = fields.Boolean(default=True, tracking=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    category_id = fields.Many2one(
        "res.partner.category",
        string="Customer category",
        ondelete="restrict",
        index="btree_not_null",
        tracking=True,
        help="Empty: the sheet is for all customers that no other sheet is for.",
    )
    # inactive levels too: the form shows the whole row, and a copy has no gaps
    level_ids = fields.One2many(
        "account.dunning.level",
        "sheet_id",
        string="Levels",
        context={"active_test": False},
        copy=True,
    )
    interest_months = fields.Selection(
        [
            ("days_30", "Days overdue / 30"),
            ("full", "Whole months elapsed"),
            ("started", "Months started"),
            ("days_365", "Days overdue x 12 / 365"),
        ],
        string="Months of interest",
        default="days_30",
        required=True,
    )
    after_last_level = fields.Selection(
        [
            ("stop", "Stop: list as exhausted, tell the responsible"),
            ("repeat", "Remind again at the last level"),
        ],
        string="After the last level",
        default="stop",
        required=True,
    )
    charge_mode = fields.Selection(
        CHARGE_MODES,
        string="Charges in the books",
        default="stated",
        required=True,
        tracking=True,
        help="Stated: charges are asked in the letter and change no ledger. Invoiced: one customer "
        "invoice of charges is made with each letter. On payment: nothing is booked until somebody "
        "clicks “Book charges”, usually because the customer paid them.",
    )
    charge_fine_product_id = fields.Many2one(
        "product.product",
        string="Product of fines",
        check_company=True,
        ondelete="restrict",
        help="Its income account is used.",
    )
    charge_interest_product_id = fields.Many2one(
        "product.product",
        string="Product of interest",
        check_company=True,
        ondelete="restrict",
        help="Its income account is used. Empty: the product of fines.",
    )
    charge_journal_id = fields.Many2one(
        "account.journal",
        string="Journal of charges",
        check_company=True,
        domain="[('type', '=', 'sale'), ('company_id', '=', company_id)]",
        ondelete="restrict",
        help="Empty: the first sales journal.",
    )
    charge_post = fields.Boolean(
        string="Post the invoice of charges",
        help="On: it is posted at once and has a number. Off: it stays a draft until somebody "
        "posts it.",
    )
    charge_tax_mode = fields.Selection(
        [("none", "No VAT"), ("product", "The taxes of the product, on top")],
        string="VAT on charges",
        default="none",
        required=True,
        help="Fines, compensation and interest for late payment are usually damages and no price "
        "of a supply, so that no VAT is due; the default follows that in every country. Products "
        "get the company's sales tax by default in Odoo: with “No VAT” it is left out. Ask your "
        "adviser.",
    )
    law_profile = LawChoice(
        _law_profiles,
        string="Law on charges",
        default="auto",
        required=True,
        tracking=True,
        help="What the law allows limits the charges of the levels, and decides when they may be "
        "asked.",
    )
    charge_figures = fields.Selection(
        [
            ("own", "Those of the levels, as far as the law allows them"),
            ("legal", "What the law gives: lump sum or scale, EUR 40 once, legal interest"),
        ],
        string="Figures of the charges",
        default="own",
        required=True,
        tracking=True,
    )
    law_clause = fields.Boolean(
        string="Clause in the contract",
        default=True,
        tracking=True,
        help="The customers have agreed to a clause on damages and interest for late payment. A "
        "consumer in Belgium pays no lump sum without it; a business pays what it agreed to. A new "
        "sheet for consumers whose law asks for a clause has none until you say so.",
    )
    law_due_date = fields.Selection(
        [
            ("usual", "Agreed with businesses, set by the invoice for consumers"),
            ("agreed", "Agreed with all of them"),
            ("invoice", "Set by the invoice alone"),
        ],
        string="Due dates",
        default="usual",
        required=True,
        tracking=True,
        help="A due date that was agreed on (in the contract or the terms that the customer "
        "accepted) makes late by itself. One that the invoice alone sets does not: in Germany "
        "interest and the EUR 40 count from the first reminder then, between businesses in "
        "Belgium, the Netherlands and Luxembourg from 30 days after the invoice; a Dutch or "
        "German consumer owes interest from the first reminder. In France the date on the invoice "
        "is enough.",
    )
    law_due_date_agreed = fields.Boolean(
        string="Due date agreed",
        compute="_compute_law_due_date_agreed",
        inverse="_inverse_law_due_date_agreed",
        store=True,
        help="Whether due dates are agreed with all customers of the sheet. Switched off, no due "
        "date of it counts as agreed on, of businesses either.",
    )
    law_invoice_mention = fields.Boolean(
        string="Invoices say that interest is asked",
        help="Luxembourg: without it a consumer owes no interest.",
    )
    law_real_cost = fields.Monetary(
        string="Real cost of a reminder",
        help="Paper, printing and other cost you can prove, in company currency; the postage of "
        "the settings is added on paper.",
    )
    law_day_count = fields.Selection(
        [
            ("act/365", "Days / 365"),
            ("act/act", "Days / days of the year"),
            ("act/360", "Days / 360"),
            ("30E/360", "Months of 30 days / 360"),
        ],
        string="Days of a year",
        default="act/365",
        required=True,
        help="How days become years for interest by law. What a consumer may be asked at most is "
        "counted with 365 days all the same, where that is less.",
    )
    law_words = fields.Html(
        string="What the law says", compute="_compute_law_words", sanitize=False
    )
    active_level_count = fields.Integer(
        string="Active levels", compute="_compute_active_level_count"
    )
    preview_amount = fields.Monetary(string="Example amount", default=1000, store=False)
    preview_due_date = fields.Date(
        string="Due on", default=lambda self: self.env.company._dunning_today(), store=False
    )
    preview_nature = fields.Selection(
        [("business", "a business"), ("consumer", "a consumer"), ("public", "a public body")],
        string="Example customer",
        default="business",
        store=False,
    )
    preview = fields.Html(compute="_compute_preview", sanitize=False)

    # checked at commit: the sentence of _check_one_sheet_per_category comes first, this stops
    # two users at the same moment
    _company_category_uniq = models.Constraint(
        "EXCLUDE (company_id WITH =, (COALESCE(category_id, 0)) WITH =) WHERE (active)"
        " DEFERRABLE INITIALLY DEFERRED",
        "Another active dunning sheet of this company is already for this category of customers. "
        "Archive it, or choose another category.",
    )

    @api.depends("level_ids.active")
    def _compute_active_level_count(self):
        for sheet in self:
            sheet.active_level_count = len(sheet._all_levels().filtered("active"))

    @api.constrains(
        "charge_mode",
        "charge_fine_product_id",
        "charge_interest_product_id",
        "charge_journal_id",
        "company_id",
    )
    def _check_charge_booking(self):
        """What is missing for an invoice of charges is said here, not when letters leave."""
        for sheet in self:
            missing = sheet.charge_mode != "stated" and sheet._missing_for_charges()
            if missing:
                raise ValidationError(missing)

    def _missing_for_charges(self):
        self.ensure_one()
        if not self.charge_fine_product_id:
            return self.env._(
                "Product of fines: choose the product for the invoice of charges of “%s”, or "
                "let the charges be stated only.",
                self.name,
            )
        journal = self._charge_journal()
        if not journal or journal.type != "sale":
            return self.env._(
                "Journal of charges: %s needs a sales journal for the invoice of charges.",
                self.company_id.name,
            )
        for product in self.charge_fine_product_id | self.charge_interest_product_id:
            accounts = product.with_company(self.company_id)._get_product_accounts()
            if not accounts["income"] and not journal.default_account_id:
                return self.env._(
                    "Product of fines or of interest: %(product)s has no income account in "
                    "%(company)s. Enter one on the product or its category.",
                    product=product.display_name,
                    company=self.company_id.name,
                )
        return False

    def _charge_product(self, kind):
        """The product for the ``fine`` or the ``interest`` on an invoice of charges."""
        self.ensure_one()
        own = self.charge_interest_product_id if kind == "interest" else None
        return own or self.charge_fine_product_id

    def _charge_journal(self):
        """The sales journal for invoices of charges; empty when the company has none."""
        self.ensure_one()
        return self.charge_journal_id or self.env["account.journal"].search(
            [
                *self.env["account.journal"]._check_company_domain(self.company_id),
                ("type", "=", "sale"),
            ],
            limit=1,
        )

    @api.depends("law_due_date")
    def _compute_law_due_date_agreed(self):
        for sheet in self:
            sheet.law_due_date_agreed = sheet.law_due_date == "agreed"

    def _inverse_law_due_date_agreed(self):
        for sheet in self:
            sheet.law_due_date = "agreed" if sheet.law_due_date_agreed else "invoice"

    @api.constrains("law_real_cost")
    def _check_law_real_cost(self):
        for sheet in self:
            if sheet.law_real_cost < 0:
                raise ValidationError(
                    self.env._(
                        "Real cost of a reminder: enter 0 or more, not %s.", sheet.law_real_cost
                    )
                )

    @api.depends(
        "law_profile",
        "charge_figures",
        "law_clause",
        "law_due_date",
        "law_real_cost",
        "category_id",
        "company_id",
        "interest_months",
        "level_ids.active",
        "level_ids.number",
        "level_ids.fine_percent",
        "level_ids.fine_minimum",
        "level_ids.interest_monthly_percent",
        "level_ids.interest_minimum",
        "level_ids.is_fourteen_day_letter",
        "level_ids.is_formal_notice",
    )
    def _compute_law_words(self):
        for sheet in self:
            sheet.law_words = self.env["ir.qweb"]._render(
                "account_dunning_levels.sheet_law", law_words.of_sheet(sheet)
            )

    def _consumer_count(self):
        """How many customers are consumers and can get this sheet."""
        self.ensure_one()
        domain = Domain(
            [
                ("dunning_is_consumer", "=", True),
                ("parent_id", "=", False),
                ("customer_rank", ">", 0),
                ("company_id", "in", [False, self.company_id.id]),
            ]
        )
        if self.category_id:
            domain &= Domain("dunning_category_ids.category_id", "=", self.category_id.id) | Domain(
                "category_id", "=", self.category_id.id
            )
        return self.env["res.partner"].with_company(self.company_id).search_count(domain)

    def _all_levels(self):
        """All levels of the sheet in order of number, inactive ones too."""
        return self.with_context(active_test=False).level_ids.sorted("number")

    @api.constrains("category_id", "company_id", "active")
    def _check_one_sheet_per_category(self):
        for sheet in self.filtered("active"):
            twin = self.search(
                [
                    ("active", "=", True),
                    ("company_id", "=", sheet.company_id.id),
                    ("category_id", "=", sheet.category_id.id),
                    ("id", "!=", sheet.id),
                ],
                limit=1,
            )
            if twin:
                raise ValidationError(
                    self.env._(
                        "Customer category: the active sheet “%(twin)s” is already for "
                        "%(category)s. Archive it, or choose another category.",
                        twin=twin.name,
                        category=sheet.category_id.display_name or self.env._("all customers"),
                    )
                )

    @api.constrains("level_ids")
    def _check_level_numbers(self):
        self._check_levels()

    def _check_levels(self):
        """Levels are numbered 1..9 without gaps and no inactive one stands below an active one."""
        for sheet in self:
            numbers = sheet._all_levels().mapped("number")
            if len(set(numbers)) < len(numbers):
                raise ValidationError(
                    self.env._(
                        "Levels of “%s”: a level number stands there twice. Number the levels "
                        "1, 2, 3... without a gap.",
                        sheet.name,
                    )
                )
            gap = first_gap(numbers)
            if gap:
                raise ValidationError(
                    self.env._(
                        "Levels of “%(sheet)s”: level %(gap)s is missing. Number the levels "
                        "1, 2, 3... without a gap.",
                        sheet=sheet.name,
                        gap=gap,
                    )
                )

    @api.onchange("level_ids")
    def _onchange_level_ids(self):
        """Number new levels, and switch the others as the user switches one."""
        used = {level.number for level in self.level_ids if level.number}
        changed = []
        for level in self.level_ids:
            if not level.number:
                level.number = max(used, default=0) + 1
                used.add(level.number)
                changed.append(level.number)
            elif level.was_active != level.active:
                changed.append(level.number)
        if changed:
            state = cascade({level.number: level.active for level in self.level_ids}, changed)
            for level in self.level_ids:
                level.active = level.was_active = state[level.number]

    @api.depends(
        "preview_amount",
        "preview_due_date",
        "preview_nature",
        "law_profile",
        "charge_figures",
        "law_clause",
        "law_due_date",
        "law_invoice_mention",
        "law_real_cost",
        "law_day_count",
        "level_ids.is_fourteen_day_letter",
        "level_ids.is_formal_notice",
        "interest_months",
        "after_last_level",
        "company_id",
        "level_ids.active",
        "level_ids.number",
        "level_ids.min_days_overdue",
        "level_ids.fine_percent",
        "level_ids.fine_minimum",
        "level_ids.interest_monthly_percent",
        "level_ids.interest_minimum",
        "level_ids.channel",
    )
    def _compute_preview(self):
        for sheet in self:
            sheet.preview = self.env["ir.qweb"]._render(
                "account_dunning_levels.sheet_preview",
                {
                    "sheet": sheet,
                    "steps": sheet._preview_steps(),
                    "amount": sheet_preview.money(sheet, sheet.preview_amount),
                    "due_date": format_date(self.env, sheet.preview_due_date),
                    "options": sheet.company_id,
                },
            )

    def _preview_steps(self):
        """The reminders that an example invoice would get (:mod:`engine.read.sheet_preview`)."""
        self.ensure_one()
        return sheet_preview.steps(self)

    def _to_rules(self):
        """The sheet as the rules read it; works on an unsaved form too."""
        self.ensure_one()
        active = [level for level in self._all_levels() if level.active]
        return Sheet(
            id=self.id or 0,
            name=self.name or "",
            category_id=self.category_id.id or None,
            sequence=self.sequence,
            levels=tuple(level._to_rules() for level in active),
            interest_months=self.interest_months,
            after_last_level=self.after_last_level,
            law_profile=self.law_profile,
            charge_figures=self.charge_figures,
            law_clause=self.law_clause,
            law_due_date=self.law_due_date,
            law_invoice_mention=self.law_invoice_mention,
            law_real_cost=decimal_of(self.law_real_cost),
            law_day_count=self.law_day_count,
            books_charges=self.charge_mode == "invoiced",
        )

    def copy_data(self, default=None):
        """A copy is archived: two active sheets for one category are refused."""
        data = super().copy_data(default)
        for sheet, vals in zip(self, data, strict=True):
            if "name" not in (default or {}):
                vals["name"] = self.env._("%s (copy)", sheet.name)
            if "active" not in (default or {}):
                vals["active"] = False
        return data

    @api.ondelete(at_uninstall=False)
    def _unlink_never_from_reminders(self):
        references.refuse_used(self, "sheet_id", references.NOTICE, references.LINE)
