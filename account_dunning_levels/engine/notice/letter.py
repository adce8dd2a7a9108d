"""What a reminder shows, on paper and by e-mail: its columns, rows and totals in its language."""

from dataclasses import dataclass

from ..store.local_words import LocalWords
from . import address, annex, descriptions, letter_law

#: outcomes that stand in the first table
REMINDED = ("claim", "credit")


@dataclass(frozen=True, slots=True)
class LetterRow:
    """An item as text.

    :ivar line: the record, for templates of your own
    :ivar account: the customer who owes it, when the letter goes to its head office
    :ivar description: what it is for, where the law protects the customer; else empty
    :ivar bank_account: where it is paid, when the items of the letter name different accounts
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
    bank_account: str = ""


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
    """Everything a reminder shows besides the document layout; the e-mail shows the same figures.

    :ivar address: lines of the recipient's address, as they stand in the window
    :ivar heading: of the level
    :ivar opening, closing: paragraphs of the level's texts, each a tuple of its lines
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
    :ivar bank_accounts: :class:`BankAccount` objects, of all that the items name
    """

    address: tuple
    date: str
    deadline: str
    term: str
    enterprise_number: str
    enterprise_number_label: str
    annex: tuple
    heading: str
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


def of_notice(notice):
    """What a reminder shows, in its language.

    :return: :class:`Letter`
    """
    notice.ensure_one()
    notice = notice.with_context(lang=notice.lang or notice.env.lang)
    law, words = letter_law.of_notice(notice), LocalWords(notice.env)
    reminded = notice.line_ids.filtered(lambda line: line.outcome in REMINDED)
    others = notice.line_ids.filtered(lambda line: line.outcome == "other")
    return Letter(
        **_head(notice, law, words),
        **_table(notice, reminded, law, words),
        **_totals(notice, law, words),
        **_other_items(notice, others, law, words),
        annex=annex.of_notice(notice, law) if notice.level_id.print_calculation else (),
        bank_accounts=bank_accounts(_claims(reminded).bank_account_id),
        payment_reference=notice.name,
        is_simulation=notice.run_id.is_simulation,
    )


def _head(notice, law, words):
    """Address, dates, texts and what the law wants above the table."""
    date = notice.date or notice.company_id._dunning_today()
    term = "" if law.has_dated_term else notice.env._("within 14 days from the day after delivery")
    return {
        "address": address_lines(notice.recipient_id, notice.company_id),
        "date": words.date(date),
        "deadline": "" if term else words.date(law.deadline(date)),
        "term": term,
        "enterprise_number": law.enterprise_number if law.profile.waiting else "",
        "enterprise_number_label": law.enterprise_number_label,
        "heading": notice.heading or "",
        "opening": _paragraphs(notice.opening),
        "closing": _paragraphs(notice.closing),
    }


def _table(notice, reminded, law, words):
    """The items that are reminded and the credits that are deducted."""
    levels = set(reminded.filtered("level_after").mapped("level_after"))
    return {
        "rows": _rows(notice, reminded, law, words),
        "has_level": len(levels) > 1,
        # a fine or interest in the table has a line; a single fine stands in the totals only
        "has_fine": any(line.fine_amount for line in reminded),
        "has_interest": any(line.interest_amount for line in reminded),
        "subtotals": _subtotals(notice, reminded, words),
    }


def _totals(notice, law, words):
    currency = notice.currency_id
    return {
        "open": words.money(notice.amount_residual, currency),
        "fine_label": law.fine_label(notice.env),
        "fine": _charge(words, notice.fine_amount, currency),
        "interest": _charge(words, notice.interest_amount, currency),
        "total": words.money(notice.amount_total, currency),
    }


def _other_items(notice, others, law, words):
    """The second table, and the whole account."""
    return {
        "others": _rows(notice, others, law, words),
        "others_subtotals": _subtotals(notice, others, words),
        "account": words.money(_account(notice, others), notice.currency_id),
    }


def _claims(lines):
    return lines.filtered(lambda line: line.outcome == "claim")


def _rows(notice, lines, law, words):
    is_described = law.profile.consumer
    # the account stands with each item where there is not one for all; a letter that is simulated
    # or was made before there were accounts of items names none
    named = lines.filtered(lambda line: line.outcome != "credit").bank_account_id
    is_paid_apart = len(named | _claims(notice.line_ids).bank_account_id) > 1
    return tuple(_row(notice, line, words, is_described, is_paid_apart) for line in lines)


def _row(notice, line, words, is_described, is_paid_apart):
    currency = line.currency_id
    # sudo: as in bank_accounts
    account = line.sudo().bank_account_id if is_paid_apart else line.sudo().bank_account_id.browse()
    return LetterRow(
        line=line,
        number=line.name or "",
        account=line.partner_id.name if line.partner_id != notice.partner_id else "",
        reference=line.reference if line.reference != line.name else "",
        description=descriptions.description(line) if is_described else "",
        date=words.date(line.invoice_date),
        due_date=words.date(line.date_maturity),
        days=str(line.days_overdue) if line.outcome != "credit" else "",
        original=words.money(line.amount_original, currency),
        open=words.money(line.amount_residual, currency),
        level=str(line.level_after) if line.outcome == "claim" else "",
        fine=_charge(words, line.fine_amount, currency),
        interest=_charge(words, line.interest_amount, currency),
        bank_account=in_groups(account) if account else "",
    )


def _subtotals(notice, lines, words):
    """The sum of lines per currency, in the order of their first line.

    :return: tuple of :class:`Subtotal`; empty when all are in the notice's currency
    """
    by_currency = lines.grouped("currency_id")
    if set(by_currency) <= {notice.currency_id}:
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


def _account(notice, others):
    """What the customer owes in all, other overdue items included."""
    total = notice.amount_residual
    for currency, group in others.grouped("currency_id").items():
        # each subtotal is converted once, as in the notice's own total
        total += currency._convert(
            sum(group.mapped("amount_residual")),
            notice.currency_id,
            notice.company_id,
            notice.key_date,
        )
    return total


def _charge(words, amount, currency):
    return words.money(amount, currency) if amount else ""


def address_lines(partner, company):
    """Company, contact, street and place; the country only when it is another one.

    A contact without a street is written to at the address of the customer.
    """
    debtor = partner.commercial_partner_id
    names = [debtor.name if debtor.is_company else "", partner.name]
    place = address.postal_partner(partner) or partner
    country = place.country_id
    if country == company.country_id:
        country = country.browse()
    lines = place._display_address(without_company=True).splitlines()
    lines = [*names, *(line for line in lines if line != place.country_id.name)]
    lines.append((country.name or "").upper())
    return tuple(dict.fromkeys(line.strip() for line in lines if line and line.strip()))


def bank_accounts(accounts):
    """Bank accounts as papers name them.

    :param accounts: ``res.partner.bank`` records
    :return: tuple of :class:`BankAccount`
    """
    # sudo: the letter names the accounts whoever prints it
    return tuple(
        BankAccount(
            number=in_groups(account),
            bic=account.bank_bic or "",
            bank=account.bank_name or "",
        )
        for account in accounts.sudo()
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


def in_groups(account):
    """An IBAN in groups of four, any other number as it was entered."""
    number = account.sanitized_acc_number or ""
    if account.acc_type != "iban":
        return account.acc_number or number
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
