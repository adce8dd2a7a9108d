"""What a statement of account shows: the open items of a customer, ready in its language."""

from dataclasses import dataclass

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..engine.ledger import customer_facts
from ..engine.notice import payee
from ..engine.notice.letter import address_lines, bank_accounts, in_groups
from ..engine.signs import people


@dataclass(frozen=True, slots=True)
class StatementRow:
    """An open item as text; ``balance`` is what is owed up to and including it.

    :ivar bank_account: where it is paid, when the items name different accounts
    """

    number: str
    reference: str
    date: str
    due_date: str
    days: str
    original: str
    open: str
    balance: str
    bank_account: str = ""


@dataclass(frozen=True, slots=True)
class StatementAccount:
    """The items in one currency with their totals."""

    currency: str
    rows: tuple
    overdue: str
    total: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything a statement shows besides the document layout.

    :ivar accounts: one :class:`StatementAccount` per currency; empty when nothing is open
    """

    address: tuple
    date: str
    accounts: tuple
    bank_accounts: tuple


class AccountDunningWorklist(models.Model):
    _inherit = "account.dunning.worklist"

    recipient_id = fields.Many2one(
        "res.partner",
        string="Reminders go to",
        compute="_compute_recipient",
        compute_sudo=True,
        depends_context=("company",),
    )
    # the press makes the statement in this language
    lang = fields.Char(
        string="Language",
        compute="_compute_recipient",
        compute_sudo=True,
        depends_context=("company",),
    )

    def _compute_recipient(self):
        """The contact reminders go to, and its language if it is installed; else the company's."""
        company = self.env.company
        installed = {code for code, _name in self.env["res.lang"].get_installed()}
        customers = customer_facts.read_customers(
            self.env, company, self.ids, company._dunning_today()
        )
        for record in self:
            customer = customers.get(record.id)
            record.recipient_id = customer.recipient_id if customer else record.id
            lang = customer.recipient_lang if customer else False
            record.lang = lang if lang in installed else company.partner_id.lang

    def _statement(self):
        """What the statement of this customer shows, in its language.

        :return: :class:`Statement`
        """
        self.ensure_one()
        lines = self.item_ids.move_line_id
        claims = lines.filtered(lambda line: line.amount_residual_currency > 0)
        named = payee.of_items(claims)
        accounts = self.env["res.partner.bank"].union(*named.values())
        # said with each item where there is not one for all
        paid_to = named if len(accounts) > 1 else {}
        return Statement(
            address=address_lines(self.recipient_id, self.company_id),
            date=format_date(self.env, self.company_id._dunning_today()),
            accounts=tuple(
                self._statement_account(currency, items, paid_to)
                for currency, items in self.item_ids.grouped("currency_id").items()
            ),
            bank_accounts=bank_accounts(accounts),
        )

    def _statement_contact(self):
        """Who the customer can ask; nobody who left."""
        self.ensure_one()
        user_id = people.People(self.company_id).signer(self.dunning_user_id.id, self.env.uid)
        # sudo: their name and addresses stand on the paper, whoever prints it
        return self.env["res.users"].sudo().browse(user_id)

    def _statement_account(self, currency, items, paid_to):
        def money(amount):
            return formatLang(self.env, amount, currency_obj=currency)

        def day(date):
            return format_date(self.env, date) if date else ""

        rows, balance = [], 0.0
        for item in items.sorted(lambda item: (item.due_date, item.id)):
            balance += item.amount_residual_currency
            account = paid_to.get(item.move_line_id)
            rows.append(
                StatementRow(
                    number=item.name or "",
                    reference=item.ref if item.ref and item.ref != item.name else "",
                    date=day(item.invoice_date or item.date),
                    due_date=day(item.date_maturity) if item.kind == "claim" else "",
                    days=str(item.days_late) if _is_late(item) else "",
                    original=money(item.amount_currency),
                    open=money(item.amount_residual_currency),
                    balance=money(balance),
                    bank_account=in_groups(account) if account else "",
                )
            )
        late = items.filtered(_is_late)
        return StatementAccount(
            currency=currency.name,
            rows=tuple(rows),
            overdue=money(sum(late.mapped("amount_residual_currency"))),
            total=money(balance),
        )

    def _statement_file_name(self):
        """Title of the statement and name of its file, in the customer's language."""
        self.ensure_one()
        translated = self.with_context(lang=self.lang)
        return translated.env._(
            "Statement of account %(customer)s", customer=(self.name or "").replace("/", "-")
        )

    @api.model
    def _statement_mail_body(self, recipient):
        """The words of the e-mail a statement goes with, in the customer's language."""
        translated = self.with_context(lang=recipient.lang or self.env.lang).env
        lines = [
            translated._("Dear customer,"),
            translated._("You find attached the statement of your account with us."),
            translated._("Kind regards,"),
        ]
        return Markup("").join(Markup("<p>%s</p>") % line for line in lines)


def _is_late(item):
    """Whether an item is a claim that the customer should have paid by now."""
    return item.kind == "claim" and item.days_late and item.sign not in ("not_claim", "non_trade")
