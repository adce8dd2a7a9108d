"""What a letter shows: its columns, rows and totals, ready in the language of the letter."""

from dataclasses import dataclass

from odoo import models

from ..engine.notice import annex, descriptions, letter_law
from .words import LocalWords

#: outcomes that stand in the first table
REMINDED = ("claim", "credit")


@dataclass(frozen=True, slots=True)
class Row:
    """An item as text.

    :ivar line: the record, for templates of your own
    :ivar account: the customer who owes it, when the letter goes to its head office
    :ivar description: what it is for, where the law protects the customer; else empty
    """

    line: object
    number: str
    account: str
    reference: str
    description: str
    date: str
    due_date: str
    days: str
    original: str
    open: str
    level: str
    fine: str
    interest: str


@dataclass(frozen=True, slots=True)
class Subtotal:
    """The sum of the rows in one currency."""

    currency: str
    open: str
    fine: str
    interest: str


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where to pay."""

    number: str
    bic: str
    bank: str


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything a letter shows besides the document layout and the texts.

    :ivar address: lines of the recipient's address, as they stand in the window
    :ivar has_fine, has_interest, has_level: whether the table has that column
    :ivar subtotals: one per currency when there are several, else empty
    :ivar fine, interest: totals; empty when there is none
    :ivar fine_label: what a fine is called towards this customer
    :ivar others: rows of the customer's other overdue items, outside the total
    :ivar others_subtotals: their sum per currency
    :ivar account: the whole account: claims, credits and other overdue items
    :ivar deadline: empty when the letter may name no day, see ``term``
    :ivar term: the days to pay in words, where they count from the day of receipt
    :ivar enterprise_number: of the company, where the law asks for it, and what it is called there
    :ivar annex: rows of the calculation, where the level prints it; else empty
    """

    address: tuple
    date: str
    deadline: str
    term: str
    enterprise_number: str
    enterprise_number_label: str
    annex: tuple
    opening: tuple
    closing: tuple
    rows: tuple
    has_level: bool
    has_fine: bool
    has_interest: bool
    subtotals: tuple
    open: str
    fine_label: str
    fine: str
    interest: str
    total: str
    others: tuple
    others_subtotals: tuple
    account: str
    bank_accounts: tuple
    payment_reference: str
    is_simulation: bool


class AccountDunningNotice(models.Model):
    _inherit = "account.dunning.notice"

    def _letter(self):
        """What the letter of this reminder shows, in its language.

        :return: :class:`Letter`
        """
        self.ensure_one()
        notice = self.with_context(lang=self.lang or self.env.lang)
        lines = notice.line_ids
        reminded = lines.filtered(lambda line: line.outcome in REMINDED)
        others = lines.filtered(lambda line: line.outcome == "other")
        # a fine or interest in the table has a line; a single fine stands in the totals only
        has_fine = any(line.fine_amount for line in reminded)
        date = notice.date or notice.company_id._dunning_today()
        law = letter_law.of_notice(notice)
        described = law.profile.consumer
        term = notice._letter_term(law)
        words, own = LocalWords(notice.env), notice.currency_id
        return Letter(
            address=notice._letter_address(),
            date=words.date(date),
            deadline="" if term else words.date(notice._deadline_from(date, law)),
            term=term,
            enterprise_number=law.enterprise_number if law.profile.waiting else "",
            enterprise_number_label=law.enterprise_number_label,
            annex=notice._letter_annex(law),
            opening=_paragraphs(notice.opening),
            closing=_paragraphs(notice.closing),
            rows=tuple(notice._letter_row(line, words, described) for line in reminded),
            has_level=len(set(reminded.filtered("level_after").mapped("level_after"))) > 1,
            has_fine=has_fine,
            has_interest=any(line.interest_amount for line in reminded),
            subtotals=notice._letter_subtotals(reminded, words),
            open=words.money(notice.amount_residual, own),
            fine_label=notice._letter_fine_label(law),
            fine=_charge(words, notice.fine_amount, own),
            interest=_charge(words, notice.interest_amount, own),
            total=words.money(notice.amount_total, own),
            others=tuple(notice._letter_row(line, words, described) for line in others),
            others_subtotals=notice._letter_subtotals(others, words),
            account=words.money(notice._letter_account(others), own),
            bank_accounts=notice._letter_bank_accounts(),
            payment_reference=notice.name,
            is_simulation=notice.run_id.is_simulation,
        )

    def _letter_term(self, law=None):
        """The days to pay in words where the letter may name no day: a Dutch fourteen-day letter
        counts from its receipt. Else empty.

        :param law: :class:`engine.notice.letter_law.LetterLaw` of the reminder, when it is known
        """
        law = law or letter_law.of_notice(self)
        return (
            "" if law.has_dated_term else self.env._("within 14 days from the day after delivery")
        )

    def _letter_fine_label(self, law=None):
        """What a fine is called: to a consumer, by the word of the laws on them.

        :param law: as in :meth:`_letter_term`
        """
        law = law or letter_law.of_notice(self)
        return self.env._("Compensation") if law.profile.consumer else self.env._("Fine")

    def _letter_annex(self, law):
        if not self.level_id.print_calculation:
            return ()
        return annex.of_notice(self, law)

    def _letter_address(self):
        return address_lines(self.recipient_id, self.company_id)

    def _letter_row(self, line, words, described=False):
        currency = line.currency_id
        return Row(
            line=line,
            number=line.name or "",
            account=line.partner_id.name if line.partner_id != self.partner_id else "",
            reference=line.reference if line.reference != line.name else "",
            description=descriptions.description(line) if described else "",
            date=words.date(line.invoice_date),
            due_date=words.date(line.date_maturity),
            days=str(line.days_overdue) if line.outcome != "credit" else "",
            original=words.money(line.amount_original, currency),
            open=words.money(line.amount_residual, currency),
            level=str(line.level_after) if line.outcome == "claim" else "",
            fine=_charge(words, line.fine_amount, currency),
            interest=_charge(words, line.interest_amount, currency),
        )

    def _letter_subtotals(self, lines, words):
        """The sum of lines per currency, in the order of their first line.

        :return: tuple of :class:`Subtotal`; empty when all are in the notice's currency
        """
        by_currency = lines.grouped("currency_id")
        if set(by_currency) <= {self.currency_id}:
            return ()
        return tuple(
            Subtotal(
                currency=currency.name,
                open=words.money(sum(group.mapped("amount_residual")), currency),
                fine=_charge(words, sum(group.mapped("fine_amount")), currency),
                interest=_charge(words, sum(group.mapped("interest_amount")), currency),
            )
            for currency, group in by_currency.items()
        )

    def _letter_account(self, others):
        """What the customer owes in all, other overdue items included."""
        total = self.amount_residual
        for currency, group in others.grouped("currency_id").items():
            # each subtotal is converted once, as in the notice's own total
            total += currency._convert(
                sum(group.mapped("amount_residual")),
                self.currency_id,
                self.company_id,
                self.key_date,
            )
        return total

    def _letter_bank_accounts(self):
        return bank_accounts(self.company_id)


def _charge(words, amount, currency):
    return words.money(amount, currency) if amount else ""


def address_lines(partner, company):
    """Company, contact, street and place; the country only when it is another one."""
    debtor = partner.commercial_partner_id
    names = [debtor.name if debtor.is_company else "", partner.name]
    country = partner.country_id
    if country == company.country_id:
        country = country.browse()
    place = partner._display_address(without_company=True).splitlines()
    lines = [*names, *(line for line in place if line != partner.country_id.name)]
    lines.append((country.name or "").upper())
    return tuple(dict.fromkeys(line.strip() for line in lines if line and line.strip()))


def bank_accounts(company):
    """Where customers pay this company, at most three accounts.

    :return: tuple of :class:`BankAccount`
    """
    # sudo: the letter names the company's accounts whoever prints it
    company = company.sudo()
    accounts = company.partner_id.bank_ids.filtered(
        lambda account: account.company_id in (company.browse(), company)
    )
    return tuple(
        BankAccount(
            number=_in_groups(account),
            bic=account.bank_bic or "",
            bank=account.bank_name or "",
        )
        for account in accounts[:3]
    )


def _paragraphs(text):
    """Paragraphs of a text, split at empty lines; each a tuple of its lines."""
    paragraphs = [[]]
    for line in (text or "").splitlines():
        if line.strip():
            paragraphs[-1].append(line.strip())
        elif paragraphs[-1]:
            paragraphs.append([])
    return tuple(tuple(lines) for lines in paragraphs if lines)


def _in_groups(account):
    """An IBAN in groups of four, any other number as it was entered."""
    number = account.sanitized_acc_number or ""
    if account.acc_type != "iban":
        return account.acc_number or number
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
