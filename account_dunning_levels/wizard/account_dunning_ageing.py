from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..engine.read import ageing, own_fields

#: what everybody groups by, before the fields of the customer
GROUPS = (
    "debtor_id",
    "dunning_user_id",
    "invoice_user_id",
    "category_id",
    "country_id",
    "currency_id",
    "company_id",
    "journal_id",
    "account_id",
    "dunning_level",
    "hold_kind",
)
SIDES = {"receivable": ["receivable"], "payable": ["payable"], "both": ["receivable", "payable"]}
#: rows that fit into a document somebody can read
LONGEST_PDF = 5000


class AccountDunningAgeing(models.TransientModel):
    """Asks for which day, whom and by what the ageing is made."""

    _name = "account.dunning.ageing"
    _description = "Ageing"

    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    company_ids = fields.Many2many(
        "res.company", string="Companies", default=lambda self: self.env.companies
    )
    date = fields.Date(
        string="As it stood on",
        required=True,
        default=lambda self: self.env.company._dunning_today(),
        help="A day in the past shows the ledger as it stood then: what was booked or matched "
        "after that day does not count.",
    )
    side = fields.Selection(
        [("receivable", "Customers"), ("payable", "Vendors"), ("both", "Customers and vendors")],
        string="Of",
        default="receivable",
        required=True,
    )
    group_by = fields.Selection(
        selection="_selection_group_by",
        string="Grouped by",
        default="debtor_id",
        required=True,
        help="Also any field of your own on the customer.",
    )
    bucket_words = fields.Char(string="Age buckets", compute="_compute_bucket_words")
    is_empty = fields.Boolean(compute="_compute_is_empty")
    first_date = fields.Date(compute="_compute_is_empty")

    @api.model
    def _selection_group_by(self):
        """The fields of the items one groups by, and those of the customer."""
        items = self.env["account.dunning.item"]
        labels = items.fields_get(GROUPS, ["string", "groupable"])
        choices = [
            (name, labels[name]["string"])
            for name in GROUPS
            if name in labels and labels[name]["groupable"]
        ]
        choices += [
            (path, description["string"])
            for path, description in items._customer_fields_get(["string"]).items()
        ]
        return choices + self._property_choices()

    @api.model
    def _property_choices(self):
        result = self.env["properties.base.definition"].get_properties_base_definition(
            "account.dunning.item", "properties"
        )
        return [
            (
                f"properties.{definition['name']}",
                self.env._("Customer: %s", definition.get("string") or definition["name"]),
            )
            for record in result["records"]
            for definition in record["properties_definition"]
            if definition["type"] in ("boolean", "char", "integer", "many2one", "selection", "tags")
        ]

    @api.constrains("group_by")
    def _check_group_by(self):
        """Odoo does not check selections that a method gives."""
        known = dict(self._selection_group_by())
        for wizard in self:
            if wizard.group_by not in known:
                raise ValidationError(
                    self.env._(
                        "Grouped by: the ageing cannot be grouped by “%s”. Choose one of the list.",
                        wizard.group_by,
                    )
                )

    @api.depends("company_id")
    def _compute_bucket_words(self):
        for wizard in self:
            items = self.env["account.dunning.item"].with_company(wizard.company_id)
            wizard.bucket_words = " · ".join(items._bucket_words())

    @api.depends("date", "side")
    def _compute_is_empty(self):
        for wizard in self:
            items = wizard._items()
            wizard.is_empty = not items.search_count(wizard._domain(), limit=1)
            first = items.with_context(dunning_at_date=False).search_fetch(
                [("side", "in", SIDES[wizard.side])] if wizard.side else [],
                ["date"],
                order="date, id",
                limit=1,
            )
            wizard.first_date = first.date if wizard.is_empty else False

    def _items(self):
        """The open items in the context of the day."""
        return self.env["account.dunning.item"].with_context(
            dunning_at_date=self.date and self.date.isoformat(),
            allowed_company_ids=self._companies().ids,
        )

    def _companies(self):
        """The companies that were chosen on the screen, the one worked in first."""
        return (self.company_id | self.company_ids) & (self.env.user.company_ids)

    def _domain(self):
        return [
            ("is_open", "=", True),
            ("side", "in", SIDES[self.side or "receivable"]),
            ("company_id", "in", self._companies().ids),
        ]

    def _title(self):
        """Which ageing it is, in the user's language."""
        words = {
            "receivable": self.env._("Ageing of customers on %s"),
            "payable": self.env._("Ageing of vendors on %s"),
            "both": self.env._("Ageing of customers and vendors on %s"),
        }
        return words[self.side] % format_date(self.env, self.date)

    def _group_spec(self):
        """What is grouped by, as ``_read_group`` and a view take it: a date by its month."""
        field = own_fields.field_of(self.env["account.dunning.item"], self.group_by)
        by_month = field.type in ("date", "datetime")
        return f"{self.group_by}:month" if by_month else self.group_by

    def _group_title(self):
        return dict(self._selection_group_by())[self.group_by]

    def _sections(self):
        """The ageing as data, see :func:`engine.read.ageing.ageing`.

        :raises UserError: nothing was open on that day
        """
        self.ensure_one()
        sections = ageing.ageing(self._items(), self._domain(), self._group_spec())
        if not sections:
            raise UserError(self._empty_words())
        return sections

    def _overlap_words(self, sections):
        """Why the rows add up to more than the total; nothing when they do not."""
        if all(sum(row.count for row in one.rows) == one.total.count for one in sections):
            return ""
        return self.env._(
            "An item with several values is in several rows; the total counts it once."
        )

    def _empty_words(self):
        if self.first_date and self.first_date > self.date:
            return self.env._(
                "Nothing was open on %(date)s: the first entry is of %(first)s. Choose a later "
                "day.",
                date=format_date(self.env, self.date),
                first=format_date(self.env, self.first_date),
            )
        return self.env._("Nothing was open on %s.", format_date(self.env, self.date))

    def _bucket_titles(self):
        return self.env["account.dunning.item"].with_company(self.company_id)._bucket_words()

    def _money(self, amount, currency):
        """An amount as text in the user's language, nothing for zero."""
        return formatLang(self.env, amount, currency_obj=currency) if amount else ""

    # ------------------------------------------------------------------- actions

    def action_view(self):
        """Show the ageing: a list one opens down to the invoice, a pivot, a graph."""
        self.ensure_one()
        lists = self.env.ref("account_dunning_levels.account_dunning_item_view_list_ageing")
        context = {"dunning_at_date": self.date.isoformat()}
        context["group_by"] = [self._group_spec()]
        return {
            "type": "ir.actions.act_window",
            "name": self._title(),
            "res_model": "account.dunning.item",
            "views": [(lists.id, "list"), (False, "pivot"), (False, "graph"), (False, "form")],
            "view_mode": "list,pivot,graph,form",
            "domain": [("is_open", "=", True), ("side", "in", SIDES[self.side])],
            "context": context,
            "help": f'<p class="o_view_nocontent_smiling_face">{self._empty_words()}</p>',
        }

    def action_print(self):
        """The ageing as a PDF."""
        self.ensure_one()
        rows = sum(len(section.rows) for section in self._sections())
        if rows > LONGEST_PDF:
            raise UserError(
                self.env._(
                    "The ageing has %(rows)s rows; a PDF takes %(most)s at most. Group by "
                    "something coarser, or take the workbook.",
                    rows=rows,
                    most=LONGEST_PDF,
                )
            )
        report = self.env.ref("account_dunning_levels.action_report_ageing")
        return report.report_action(self)

    def action_export(self):
        """The ageing as a workbook, with all its items."""
        self.ensure_one()
        self._sections()
        return {
            "type": "ir.actions.act_url",
            "url": f"/account_dunning/ageing/{self.id}.xlsx",
            "target": "download",
        }
