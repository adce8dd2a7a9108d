from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..engine.ledger import bad_debts as ledger
from ..engine.ledger import losses
from ..engine.read import bad_debts
from ..engine.store import bulk
from ..engine.store.access import MANAGER, READER, USER, as_engine, needs, refuse_typed
from ..rules.base.money import decimal_of
from ..rules.law.bad_debts import SCHEMES

STATES = [("draft", "Draft"), ("confirmed", "Confirmed"), ("cancelled", "Cancelled")]
ENGINE_FIELDS = {"state", "line_ids", "confirmed_by_id", "confirmed_on", "computed_on"}
#: what a list is about; fixed when it is confirmed
ABOUT = {"company_id", "scheme", "date_from", "date_to", "name"}


class AccountDunningBadDebt(models.Model):
    """What VAT comes back on bad debts in a VAT period, and what is due again (SPEC section 17).

    It books nothing. Each list says what changed since the confirmed lists before it, so that
    nothing is asked twice and what comes in later is paid again.
    """

    _name = "account.dunning.bad.debt"
    _description = "VAT on Bad Debts"
    _inherit = ["mail.thread"]
    _order = "date_to desc, id desc"
    _mail_post_access = "read"

    name = fields.Char(compute="_compute_name", store=True, readonly=False, precompute=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    scheme = fields.Selection(
        [("nl", "Netherlands"), ("be", "Belgium")],
        string="VAT law of",
        required=True,
        default=lambda self: self._default_scheme(),
        help="Netherlands: VAT comes back one year after the due date, or earlier when the loss is "
        "certain. Belgium: when the loss is certain. What is certain is noted under Certain "
        "Losses.",
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self._default_period()[0]
    )
    date_to = fields.Date(
        string="Up to and including",
        required=True,
        default=lambda self: self._default_period()[1],
    )
    state = fields.Selection(
        STATES, default="draft", required=True, readonly=True, copy=False, tracking=True, index=True
    )
    line_ids = fields.One2many(
        "account.dunning.bad.debt.line", "list_id", string="Rows", readonly=True, copy=False
    )
    computed_on = fields.Datetime(readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    confirmed_on = fields.Datetime(readonly=True, copy=False)
    base_amount = fields.Monetary(string="Base", compute="_compute_totals", store=True)
    vat_amount = fields.Monetary(
        string="VAT to get back",
        compute="_compute_totals",
        store=True,
        help="What comes back less what is due again.",
    )
    claimed_vat_amount = fields.Monetary(string="VAT back", compute="_compute_totals", store=True)
    due_vat_amount = fields.Monetary(string="VAT due again", compute="_compute_totals", store=True)
    late_vat_amount = fields.Monetary(
        string="Of earlier periods",
        compute="_compute_totals",
        store=True,
        help="Part of the VAT back that became due back before this period.",
    )

    _ends_after_start = models.Constraint(
        "CHECK (date_to >= date_from)", "A VAT period cannot end before it starts."
    )

    # ------------------------------------------------------------------ values

    @api.model
    def _default_scheme(self):
        code = (self.env.company.account_fiscal_country_id.code or "").lower()
        return code if code in SCHEMES else False

    @api.model
    def _default_period(self):
        """The last quarter that is over."""
        today = self.env.company._dunning_today()
        first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        return first - relativedelta(months=3), first - relativedelta(days=1)

    @api.depends("scheme", "date_from", "date_to")
    def _compute_name(self):
        words = dict(self._fields["scheme"]._description_selection(self.env))
        for debt in self:
            if not debt.name or debt.state == "draft":
                debt.name = self.env._(
                    "VAT on bad debts, %(country)s, %(start)s to %(end)s",
                    country=words.get(debt.scheme, ""),
                    start=format_date(self.env, debt.date_from) if debt.date_from else "",
                    end=format_date(self.env, debt.date_to) if debt.date_to else "",
                )

    @api.depends("line_ids.base_amount", "line_ids.vat_amount", "line_ids.kind")
    def _compute_totals(self):
        for debt in self:
            counted = debt.line_ids.filtered(lambda line: line.kind != "nothing")
            claims = counted.filtered(lambda line: line.kind == "claim")
            sums = {
                "base_amount": (counted, "base_amount"),
                "vat_amount": (counted, "vat_amount"),
                "claimed_vat_amount": (claims, "vat_amount"),
                "late_vat_amount": (claims.filtered("is_late"), "vat_amount"),
            }
            for name, (lines, amount) in sums.items():
                debt[name] = debt.currency_id.round(sum(lines.mapped(amount)))
            debt.due_vat_amount = debt.currency_id.round(debt.claimed_vat_amount - debt.vat_amount)

    # ------------------------------------------------------------------ guards

    @api.model_create_multi
    def create(self, vals_list):
        # what the form does not touch comes with its default
        vals_list = [
            {k: v for k, v in vals.items() if not (k == "state" and v == "draft")}
            for vals in vals_list
        ]
        refuse_typed(self, ENGINE_FIELDS, vals_list)
        return super().create(vals_list)

    def write(self, vals):
        refuse_typed(self, ENGINE_FIELDS, [vals])
        if ABOUT & set(vals) and any(debt.state != "draft" for debt in self):
            raise UserError(
                self.env._("A confirmed list stays as it is. Cancel it and make a new one.")
            )
        if {"company_id", "scheme", "date_from", "date_to"} & set(vals):
            # rows of another period mean nothing; sudo: rows are made and deleted by us only
            self.sudo().line_ids.unlink()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_drafts_only(self):
        for debt in self:
            if debt.state == "confirmed":
                raise UserError(
                    self.env._(
                        "%s is confirmed: what it reported would be asked for again. Cancel it "
                        "first.",
                        debt.name,
                    )
                )

    def _check_order(self):
        """Lists are confirmed in the order of time, one per period."""
        for debt in self:
            later = self.search(
                [
                    ("company_id", "=", debt.company_id.id),
                    ("scheme", "=", debt.scheme),
                    ("state", "=", "confirmed"),
                    ("date_to", ">=", debt.date_from),
                    ("id", "!=", debt.id),
                ],
                limit=1,
            )
            if later:
                raise ValidationError(
                    self.env._(
                        "%s is confirmed already and ends on or after the first day of this "
                        "list. Choose a later period, or cancel that list first.",
                        later.name,
                    )
                )

    # ----------------------------------------------------------------- buttons

    @needs(USER)
    def action_compute(self):
        """Read the ledger and make the rows anew."""
        for debt in as_engine(self):
            debt._refuse_unless("draft")
            debt._check_order()
            debt.line_ids.unlink()
            debt.env["account.dunning.bad.debt.line"].create(debt._row_values())
            debt.computed_on = fields.Datetime.now()

    @needs(MANAGER)
    def action_confirm(self):
        """Freeze the rows: what they report is not asked for again."""
        for debt in self._as_engine():
            bulk.lock(debt)
            debt._refuse_unless("draft")
            debt._check_order()
            if not debt.computed_on:
                raise UserError(self.env._("Compute the list before you confirm it."))
            if debt._row_keys(debt._row_values()) != debt._row_keys(debt._stored_values()):
                raise UserError(
                    self.env._(
                        "The ledger changed since the list was computed. Compute it again, look "
                        "at it, and confirm it then."
                    )
                )
            debt.write(
                {
                    "state": "confirmed",
                    "confirmed_by_id": self.env.uid,
                    "confirmed_on": fields.Datetime.now(),
                }
            )

    @needs(MANAGER)
    def action_cancel(self):
        """Take a list back: what it reported is not reported any more."""
        for debt in self._as_engine():
            bulk.lock(debt)
            if debt.state == "confirmed":
                debt._refuse_when_built_on()
            debt.state = "cancelled"

    @needs(READER)
    def action_export_xlsx(self):
        """Download the list as a workbook."""
        return self._download("xlsx")

    @needs(READER)
    def action_export_csv(self):
        """Download the list as text for spreadsheets."""
        return self._download("csv")

    def _download(self, ending):
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/account_dunning/bad_debt/{self.id}.{ending}",
            "target": "download",
        }

    def _as_engine(self):
        """The lists with the rights of the engine, for who may write them.

        sudo: nobody may write the state of a list; the buttons ask for the group.
        """
        self.check_access("write")
        return self.sudo()

    def _refuse_unless(self, state):
        if self.state != state:
            raise UserError(
                self.env._(
                    "%(list)s is %(state)s: it stays as it is.",
                    list=self.name,
                    state=dict(self._fields["state"]._description_selection(self.env))[self.state],
                )
            )

    def _refuse_when_built_on(self):
        later = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("scheme", "=", self.scheme),
                ("state", "=", "confirmed"),
                ("date_to", ">", self.date_to),
            ],
            limit=1,
        )
        if later:
            raise UserError(
                self.env._("%s was computed from this list. Cancel that one first.", later.name)
            )

    # -------------------------------------------------------------------- rows

    def _row_values(self):
        """Values of the rows as the ledger has them now."""
        self.ensure_one()
        found = bad_debts.rows(
            bad_debts.Asked(
                company=self.company_id,
                scheme=SCHEMES[self.scheme],
                date_from=self.date_from,
                date_to=self.date_to,
                losses=self._losses(),
                reported=self._reported(),
                own_credit_ids=self._own_credits(),
            )
        )
        moves = self.env["account.move"].browse({row["move_id"] for row in found} - {None})
        moves = {move.id: move for move in moves.exists()}
        taxes = self.env["account.tax"].browse({row.get("tax_id") for row in found} - {None})
        names = {tax.id: tax.name for tax in taxes}
        return [self._named(row, moves.get(row["move_id"]), names) for row in found]

    def _named(self, row, move, names):
        """A row with what it is read by when the records are gone."""
        values = {
            key: float(value) if key.endswith("_amount") else value for key, value in row.items()
        }
        values |= {
            "list_id": self.id,
            "base_amount": float(values.pop("base")),
            "vat_amount": float(values.pop("vat")),
            "tax_name": names.get(row.get("tax_id")),
        }
        if move:
            values |= {
                "name": move.name,
                "partner_id": move.commercial_partner_id.id,
                "partner_vat": move.commercial_partner_id.vat,
                "invoice_date": move.invoice_date,
                "item_currency_id": move.currency_id.id,
            }
        return values

    def _losses(self):
        return {
            row.move_id: bad_debts.CertainLoss(row.day, row.ground, decimal_of(row.amount) or None)
            for row in losses.of_invoices(self.company_id, self.date_to)
        }

    def _reported(self):
        found = {}
        for row in ledger.reported(self.company_id, self.scheme):
            key = row.move_id, row.item_id
            known = found.setdefault(key, bad_debts.Reported({}, decimal_of(row.paid)))
            known.amounts[row.tax_id] = decimal_of(row.base), decimal_of(row.vat)
        return found

    def _own_credits(self):
        lines = self.env["account.dunning.bad.debt.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "confirmed"),
                ("credit_move_id", "!=", False),
            ]
        )
        return lines.credit_move_id.ids

    def _stored_values(self):
        return [
            {
                "kind": line.kind,
                "move_line_id": line.move_line_id.id,
                "tax_id": line.tax_id.id,
                "base_amount": line.base_amount,
                "vat_amount": line.vat_amount,
            }
            for line in self.line_ids
        ]

    def _row_keys(self, rows):
        return sorted(
            (
                row["kind"],
                row["move_line_id"] or 0,
                row.get("tax_id") or 0,
                round(row["base_amount"], 6),
                round(row["vat_amount"], 6),
            )
            for row in rows
        )

    # ------------------------------------------------------------- credit note

    def _propose_credit_note(self, line):
        """Draft a credit note over what a confirmed list reports of an invoice, and open it.

        With the rights of the person who asks; it is never posted here.
        """
        self.ensure_one()
        as_engine(self)
        if self.state != "confirmed" or line.kind != "claim" or not line.move_id:
            raise UserError(
                self.env._("A credit note is proposed for VAT back of a confirmed list only.")
            )
        rows = self.line_ids.filtered(
            lambda own: own.move_id == line.move_id and own.kind == "claim"
        )
        if not rows.credit_move_id:
            credit = self.env["account.move"].create(self._credit_note_values(line.move_id, rows))
            # sudo: rows are written by us only; the person had the right to make the credit note
            rows.sudo().credit_move_id = credit
        return rows.credit_move_id[:1]._get_records_action(context={})

    def _credit_note_values(self, invoice, rows):
        rate = invoice.invoice_currency_rate or 1.0
        return {
            "move_type": "out_refund",
            "partner_id": invoice.partner_id.id,
            "company_id": self.company_id.id,
            "currency_id": invoice.currency_id.id,
            "invoice_currency_rate": rate,
            "fiscal_position_id": invoice.fiscal_position_id.id,
            "reversed_entry_id": invoice.id,
            "ref": self.env._("Bad debt: %s", invoice.name),
            "invoice_line_ids": [
                fields.Command.create(
                    {
                        "name": self.env._("Bad debt: %(number)s", number=invoice.name),
                        "quantity": 1,
                        "price_unit": invoice.currency_id.round(row_amount * rate),
                        "tax_ids": [fields.Command.set(tax.ids)],
                    }
                )
                for tax, row_amount in self._credit_amounts(rows)
            ],
        }

    def _credit_amounts(self, rows):
        """(tax, amount in company currency) for each tax; with VAT where prices include it."""
        for tax, own in rows.grouped("tax_id").items():
            base, vat = (sum(own.mapped(name)) for name in ("base_amount", "vat_amount"))
            yield tax, base + (vat if tax.price_include else 0.0)
