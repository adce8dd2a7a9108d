from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, float_round
from odoo.tools.sql import column_exists, create_column

from ..engine.holds import moved
from ..engine.read import dashboard_figures
from ..engine.settle import item_levels
from ..engine.store import references
from ..engine.store.access import READER, USER, needs
from ..rules.base.money import ZERO
from ..rules.decide import notice_states
from ..rules.decide.figures import weighted_average

#: how far back the days late of a customer are shown, month by month
TREND_MONTHS = 12


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "account.dunning.engine.fields"]

    dunning_nature = fields.Selection(
        [
            ("auto", "By company and VAT number"),
            ("consumer", "Consumer"),
            ("business", "Business"),
            ("public", "Public body"),
        ],
        string="Nature for reminders",
        default="auto",
        help="The law limits what a consumer may be charged. By company and VAT number: a "
        "company, or whoever has a VAT number, is a business, everybody else a consumer. A public "
        "body (state, municipality, hospital, school) owes less interest than a business in "
        "France, elsewhere the same.",
        prefetch="dunning",
    )
    dunning_is_consumer = fields.Boolean(
        string="Consumer by law",
        compute="_compute_dunning_is_consumer",
        store=True,
        compute_sudo=True,
        prefetch="dunning",
    )
    dunning_nature_words = fields.Char(
        string="Treated as",
        compute="_compute_dunning_nature_words",
        groups="account_dunning_levels.group_dunning_reader",
    )
    dunning_hold_ids = fields.One2many(
        "account.dunning.hold",
        "partner_id",
        string="Holds",
        groups="account_dunning_levels.group_dunning_reader",
    )
    dunning_note_ids = fields.One2many(
        "account.dunning.note",
        "partner_id",
        string="Reminder notes",
        groups="account_dunning_levels.group_dunning_reader",
    )
    dunning_hold_count = fields.Integer(
        string="Reminder holds",
        compute="_compute_dunning_holds",
        groups="account_dunning_levels.group_dunning_reader",
        help="Holds in force or to come on the customer, its invoices and its items.",
    )
    dunning_hold_words = fields.Char(
        string="On hold",
        compute="_compute_dunning_holds",
        groups="account_dunning_levels.group_dunning_reader",
        help="The holds that are in force on the whole customer, and promises that were broken.",
    )
    dunning_note_count = fields.Integer(
        string="Number of notes",
        compute="_compute_dunning_note_count",
        groups="account_dunning_levels.group_dunning_reader",
    )
    dunning_notice_count = fields.Integer(
        string="Reminders",
        compute="_compute_dunning_notices",
        groups="account_dunning_levels.group_dunning_reader",
    )
    dunning_level = fields.Integer(
        string="Reminder level",
        compute="_compute_dunning_notices",
        groups="account_dunning_levels.group_dunning_reader",
        help="Highest level of the items that are still open.",
    )
    dunning_date = fields.Date(
        string="Last reminder",
        compute="_compute_dunning_notices",
        groups="account_dunning_levels.group_dunning_reader",
    )
    dunning_copy_count = fields.Integer(
        string="Reminder copies",
        compute="_compute_dunning_notices",
        groups="account_dunning_levels.group_dunning_reader",
    )

    dunning_days_late = fields.Integer(
        string="Pays late (days)",
        compute="_compute_dunning_payer",
        groups="account_dunning_levels.group_dunning_reader",
        help="Days between the due date and the payment, on average over the last paid items, "
        "weighted by amount. Below zero: pays early.",
    )
    dunning_paid_count = fields.Integer(
        string="Paid items measured",
        compute="_compute_dunning_payer",
        groups="account_dunning_levels.group_dunning_reader",
    )
    dunning_payer_trend = fields.Char(
        string="Payment trend",
        compute="_compute_dunning_payer",
        groups="account_dunning_levels.group_dunning_reader",
        help="Whether the customer pays later or sooner than it did before.",
    )
    dunning_payer_words = fields.Char(
        string="Pays",
        compute="_compute_dunning_payer",
        groups="account_dunning_levels.group_dunning_reader",
        help="How late, or early, the customer pays on average.",
    )

    def _auto_init(self):
        """Fill the nature of existing contacts with one statement, not one by one."""
        if not column_exists(self.env.cr, "res_partner", "dunning_is_consumer"):
            create_column(self.env.cr, "res_partner", "dunning_is_consumer", "boolean")
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE res_partner contact
                       SET dunning_is_consumer = debtor.is_company IS NOT TRUE
                                             AND COALESCE(debtor.vat, '') IN ('', '/')
                      FROM res_partner debtor
                     WHERE debtor.id = COALESCE(contact.commercial_partner_id, contact.id)
                    """
                )
            )
        return super()._auto_init()

    @api.depends(
        "commercial_partner_id.dunning_nature",
        "commercial_partner_id.is_company",
        "commercial_partner_id.vat",
    )
    def _compute_dunning_is_consumer(self):
        for partner in self:
            partner.dunning_is_consumer = partner._dunning_nature()[0] == "consumer"

    @api.depends(
        "commercial_partner_id.dunning_nature",
        "commercial_partner_id.is_company",
        "commercial_partner_id.vat",
    )
    def _compute_dunning_nature_words(self):
        words = {
            ("consumer", "chosen"): self.env._("a consumer: chosen here"),
            ("business", "chosen"): self.env._("a business: chosen here"),
            ("public", "chosen"): self.env._("a public body: chosen here"),
            ("business", "company"): self.env._("a business: it is a company"),
            ("business", "vat"): self.env._("a business: it has a VAT number"),
            ("consumer", "person"): self.env._("a consumer: a person without a VAT number"),
        }
        for partner in self:
            partner.dunning_nature_words = words[partner._dunning_nature()]

    def _dunning_nature(self):
        """Consumer, business or public body, and by what: the debtor decides for its contacts.

        :return: ``(nature, why)``, ``why`` one of ``chosen``, ``company``, ``vat``, ``person``
        """
        debtor = self.commercial_partner_id or self
        if debtor.dunning_nature in ("consumer", "business", "public"):
            return debtor.dunning_nature, "chosen"
        if debtor.is_company:
            return "business", "company"
        # Odoo writes “/” for somebody who has none
        if (debtor.vat or "/") != "/":
            return "business", "vat"
        return "consumer", "person"

    def write(self, vals):
        """A customer that becomes a contact of another one takes its holds along, no levels."""
        if not moved.DECIDING & set(vals):
            return super().write(vals)
        found, debtors = moved.covered(self), item_levels.debtors_of(self)
        result = super().write(vals)
        moved.go_on(found)
        item_levels.follow_debtors(debtors)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never_from_reminders(self):
        references.refuse_used(self, "partner_id", references.NOTICE, references.LINE)

    dunning_trend = fields.Json(
        string="Days late per month",
        compute="_compute_dunning_trend",
        groups="account_dunning_levels.group_dunning_reader",
        help="Payments of the last 12 months in this company: days from the due date to the "
        "payment, each payment weighted by its amount.",
    )

    @api.depends_context("company")
    def _compute_dunning_trend(self):
        """``{debtor_id, company_id, months, days}``; days are None in a month without payments."""
        company = self.env.company
        first = company._dunning_today().replace(day=1) - relativedelta(months=TREND_MONTHS - 1)
        months = [first + relativedelta(months=number) for number in range(TREND_MONTHS)]
        by_debtor = (
            dashboard_figures.days_late_by_month(
                self.env, self.commercial_partner_id.ids, company, first
            )
            if self.ids
            else {}
        )
        for partner in self:
            debtor = partner.commercial_partner_id
            sums = by_debtor.get(debtor.id)
            averages = sums and [
                weighted_average(weighted, amount)
                for amount, weighted in (sums.get(month, (ZERO, ZERO)) for month in months)
            ]
            partner.dunning_trend = averages and {
                "debtor_id": debtor.id,
                "company_id": company.id,
                "months": [fields.Date.to_string(month) for month in months],
                "days": [None if days is None else float(round(days, 1)) for days in averages],
            }

    def _compute_dunning_holds(self):
        """Counts and words of the debtor, in two queries for any number of customers."""
        debtors = self.commercial_partner_id
        holds = self.env["account.dunning.hold"]
        companies = [("company_id", "in", self.env.companies.ids)]
        counts = dict(
            holds._read_group(
                [
                    *companies,
                    ("debtor_id", "in", debtors.ids),
                    ("state", "in", ("upcoming", "in_force")),
                ],
                ["debtor_id"],
                ["__count"],
            )
        )
        whole = holds.search(
            [*companies, ("partner_id", "in", debtors.ids), ("in_force", "=", True)]
        ).grouped("partner_id")
        for partner in self:
            debtor = partner.commercial_partner_id
            partner.dunning_hold_count = counts.get(debtor, 0)
            partner.dunning_hold_words = " ".join(
                hold._words() for hold in whole.get(debtor, holds)
            )

    def _compute_dunning_note_count(self):
        counts = dict(
            self.env["account.dunning.note"]._read_group(
                [
                    ("partner_id", "in", self.commercial_partner_id.ids),
                    ("company_id", "in", self.env.companies.ids),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.dunning_note_count = counts.get(partner.commercial_partner_id, 0)

    def _compute_dunning_notices(self):
        """Counts of the commercial partner, in as many queries for one as for thousands."""
        debtors = self.commercial_partner_id
        company_ids = self.env.companies.ids
        notices = {
            partner.id: (count, date)
            for partner, count, date in self.env["account.dunning.notice"]._read_group(
                [
                    ("partner_id", "in", debtors.ids),
                    ("state", "in", notice_states.valid()),
                    ("company_id", "in", company_ids),
                ],
                ["partner_id"],
                ["__count", "date:max"],
            )
        }
        notices.update(self._dunning_notices_of_branches(debtors))
        # sudo: readers of reminders see the level without access to journal items
        levels = dict(
            self.env["account.move.line"]
            .sudo()
            ._read_group(
                [
                    ("partner_id", "child_of", debtors.ids),
                    ("dunning_level", ">", 0),
                    ("reconciled", "=", False),
                    ("parent_state", "=", "posted"),
                    ("company_id", "in", company_ids),
                ],
                ["partner_id"],
                ["dunning_level:max"],
            )
        )
        by_debtor = {}
        for partner, level in levels.items():
            debtor = partner.commercial_partner_id.id
            by_debtor[debtor] = max(level, by_debtor.get(debtor, 0))
        copies = dict(
            self.env["ir.attachment"]._read_group(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", debtors.ids),
                    ("dunning_notice_id", "!=", False),
                ],
                ["res_id"],
                ["__count"],
            )
        )
        for partner in self:
            debtor = partner.commercial_partner_id.id
            count, date = notices.get(debtor, (0, False))
            partner.dunning_notice_count = count
            partner.dunning_date = date
            partner.dunning_level = by_debtor.get(debtor, 0)
            partner.dunning_copy_count = copies.get(debtor, 0)

    def _dunning_notices_of_branches(self, debtors):
        """Customers with a head office: id -> (count, last date) of the letters they stand on."""
        branches = debtors._dunning_with_head_office()
        if not branches:
            return {}
        rows = self.env["account.dunning.notice.line"]._read_group(
            [
                ("partner_id", "in", branches.ids),
                ("notice_id.state", "in", notice_states.valid()),
                ("company_id", "in", self.env.companies.ids),
            ],
            ["partner_id"],
            ["notice_id:count_distinct", "sent_date:max"],
        )
        return {partner.id: (count, date) for partner, count, date in rows}

    @needs(READER)
    def action_dunning_cockpit(self):
        """Open everything about the account of this customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_worklist_action"
        )
        form = self.env.ref("account_dunning_levels.account_dunning_worklist_view_form")
        debtor = self.commercial_partner_id
        return {
            **action,
            "name": debtor.display_name,
            "views": [(form.id, "form")],
            "view_mode": "form",
            "res_id": debtor.id,
            "context": {},
            "path": False,
        }

    @needs(READER)
    def action_dunning_notices(self):
        """Open the customer's reminders, also those to its head office that it stands on."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_notice_action"
        )
        debtor = self.commercial_partner_id
        action["domain"] = [("partner_id", "=", debtor.id)]
        if debtor._dunning_with_head_office():
            action["domain"] = [("line_ids.partner_id", "=", debtor.id)]
        action["context"] = {"search_default_issued": 0}
        return action

    @needs(READER)
    def action_dunning_copies(self):
        """Open the PDF copies of the customer's reminders, grouped by folder."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.ir_attachment_dunning_action"
        )
        action["domain"] = [
            ("res_model", "=", "res.partner"),
            ("res_id", "=", self.commercial_partner_id.id),
            ("dunning_notice_id", "!=", False),
        ]
        return action

    @needs(READER)
    def action_dunning_explain(self):
        """Open “Why?”: what the next run sends the customer, and why, item by item."""
        self.ensure_one()
        items = self.env["account.move.line"]
        return items._dunning_open_explanation(self.commercial_partner_id)

    def _compute_dunning_payer(self):
        """The figures of the commercial partner as a customer of the current company."""
        payers = self.env["account.dunning.payer"].search(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "=", self.env.company.id),
                ("side", "=", "receivable"),
            ]
        )
        by_debtor = {payer.partner_id: payer for payer in payers}
        trends = {
            "worsening": self.env._("later than before"),
            "improving": self.env._("sooner than before"),
        }
        for partner in self:
            payer = by_debtor.get(partner.commercial_partner_id, payers.browse())
            # half a day counts as a day, as in the forecast
            partner.dunning_days_late = float_round(payer.average_days_late, precision_digits=0)
            partner.dunning_paid_count = payer.paid_count
            partner.dunning_payer_words = payer and partner._dunning_payer_words()
            partner.dunning_payer_trend = trends.get(payer.trend, "")

    def _dunning_payer_words(self):
        days = self.dunning_days_late
        if days > 0:
            return self.env._("%s days late", days)
        if days < 0:
            return self.env._("%s days early", -days)
        return self.env._("on time")

    @needs(READER)
    def action_dunning_payer(self):
        """Open the measured payment behaviour of the customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_payer_action"
        )
        action["domain"] = [("partner_id", "=", self.commercial_partner_id.id)]
        action["context"] = {}
        return action

    @needs(USER)
    def action_dunning_hold(self):
        """Open the dialog that holds the whole customer."""
        self.ensure_one()
        return self.env["account.dunning.hold"]._open_dialog(
            self.env._("Hold reminders"),
            "account.dunning.block",
            default_partner_id=self.commercial_partner_id.id,
        )

    @needs(USER)
    def action_dunning_settle(self):
        """Open how a payment of the customer would be settled."""
        self.ensure_one()
        return self.env["account.dunning.hold"]._open_dialog(
            self.env._("Settle a payment"),
            "account.dunning.settlement",
            default_partner_id=self.commercial_partner_id.id,
        )

    @needs(USER)
    def action_dunning_hand_over(self):
        """Open the dialog that hands customers over to a lawyer or collector."""
        return self.env["account.dunning.hold"]._open_dialog(
            self.env._("Hand over to a lawyer or collector"),
            "account.dunning.collector",
            default_partner_ids=self.commercial_partner_id.ids,
        )

    @needs(READER)
    def action_dunning_holds(self):
        """Open the holds of the customer, its invoices and its items."""
        self.ensure_one()
        debtor = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_hold_action"
        )
        action["domain"] = [("debtor_id", "=", debtor.id)]
        action["context"] = {"default_partner_id": debtor.id, "active_test": False}
        return action

    @needs(READER)
    def action_dunning_notes(self):
        """Open the notes about the customer and its items."""
        self.ensure_one()
        debtor = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account_dunning_levels.account_dunning_note_action"
        )
        action["domain"] = [("partner_id", "=", debtor.id)]
        action["context"] = {"default_partner_id": debtor.id}
        return action

    @needs(USER)
    def action_dunning_note(self):
        """Open the dialog for a note on the customer."""
        self.ensure_one()
        return self.env["account.dunning.note"]._open_dialog(
            "note", default_partner_id=self.commercial_partner_id.id
        )

    @needs(USER)
    def action_dunning_call(self):
        """Open the dialog for a phone call to the customer."""
        self.ensure_one()
        return self.env["account.dunning.note"]._open_dialog(
            "call", default_partner_id=self.commercial_partner_id.id
        )
