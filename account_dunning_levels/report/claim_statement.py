"""What a lawyer or collector reads: what is open, what was asked, and how it was computed."""

from dataclasses import dataclass

from odoo import models
from odoo.fields import Domain
from odoo.tools import format_date
from odoo.tools.misc import formatLang

from ..engine.charges import outstanding
from ..engine.notice import payee
from ..engine.notice.letter import bank_accounts, in_groups
from ..engine.signs import windows
from ..rules.base.charges import FINE, KINDS
from ..rules.base.money import ZERO, decimal_of, round_half_up


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open item of the customer, amounts in its currency.

    :ivar bank_account: where it is paid; empty for a credit
    """

    item: object
    due: str
    days: int
    bank_account: str = ""

    @property
    def amount(self):
        return self.item.amount_residual_currency


@dataclass(frozen=True, slots=True)
class AskedClaim:
    """The charges of one claim on one letter.

    :ivar left: fine and interest of the *last* letter of the claim that are neither booked nor
        waived; None on an earlier letter, unless it asked the EUR 40 that no later one repeats
    """

    line: object
    left: object


@dataclass(frozen=True, slots=True)
class ClaimTotal:
    """What is claimed in one currency."""

    currency: object
    principal: float
    charges: float

    @property
    def amount(self):
        return self.principal + self.charges


@dataclass(frozen=True, slots=True)
class ClaimStatement:
    """Everything a statement of claim shows besides the document layout.

    :ivar bank_accounts: :class:`engine.notice.letter.BankAccount` objects that the items name
    """

    items: tuple
    asked: tuple
    totals: tuple
    bank_accounts: tuple = ()


class AccountDunningHold(models.Model):
    _inherit = "account.dunning.hold"

    def _claim_debtors(self):
        """The held customer with the branches whose items stand on its letters."""
        self.ensure_one()
        return self.debtor_id | self.debtor_id._dunning_branches(self.company_id)

    def _claim_items(self):
        """Open items of the customer, oldest first.

        Without what reminders leave out because Odoo says so: money paid out, loans, what is
        blocked or on its way.
        """
        self.ensure_one()
        items = self.env["account.move.line"].search(
            Domain(
                [
                    ("company_id", "=", self.company_id.id),
                    ("partner_id", "child_of", self._claim_debtors().ids),
                    ("account_type", "=", "asset_receivable"),
                    ("parent_state", "=", "posted"),
                    ("reconciled", "=", False),
                    ("amount_residual_currency", "!=", 0),
                ]
            )
            & Domain("move_id.move_type", "not in", ("in_invoice", "in_refund", "in_receipt"))
        )
        signs = windows.of_items(items)
        items = items.filtered(lambda item: item.id not in signs)
        return items.sorted(lambda item: (item.date_maturity or item.date, item.id))

    def _claim_lines(self):
        """The claims on letters that were sent about what is still open, oldest letter first."""
        lines = self.env["account.dunning.notice.line"].search(
            [
                ("move_line_id", "in", self._claim_items().ids),
                ("outcome", "=", "claim"),
                ("is_valid", "=", True),
                # letters to another customer ask nothing of this one
                ("is_past", "=", False),
            ]
        )
        return lines.sorted(lambda line: (line.sent_date, line.id))

    def _claim_statement(self):
        """What the statement shows.

        :return: :class:`ClaimStatement`
        """
        self.ensure_one()
        today = self.company_id._dunning_today()
        items, lines = self._claim_items(), self._claim_lines()
        left, whole = _left(_claimed(lines))
        owed = items.filtered(lambda item: item.amount_residual_currency > 0)
        named = payee.of_items(owed)
        accounts = bank_accounts(self.env["res.partner.bank"].union(*named.values()))
        return ClaimStatement(
            items=tuple(
                OpenItem(
                    item,
                    format_date(self.env, item.date_maturity),
                    max((today - (item.date_maturity or item.date)).days, 0)
                    if item.amount_residual_currency > 0
                    else 0,
                    in_groups(named[item]) if named.get(item) else "",
                )
                for item in items
            ),
            asked=tuple(AskedClaim(line, left.get(line)) for line in lines),
            totals=_totals(items, left, whole),
            bank_accounts=accounts,
        )

    def _claim_money(self, amount, currency):
        """An amount in the language of the statement."""
        return formatLang(self.env, float(amount), currency_obj=currency)

    def _claim_day(self, day):
        """A date in the language of the statement."""
        return format_date(self.env, day) if day else ""

    def _claim_words(self, record, name):
        """The words of a selection in the language of the statement."""
        return dict(record._fields[name]._description_selection(self.env)).get(record[name], "")


def _claimed(lines):
    """The claims whose charges are claimed: of each item that of its last letter, and an earlier
    one with the EUR 40 that the law gives once for an invoice, if no later letter states a fine.

    :param lines: claims on letters, oldest first
    :return: dict line -> kinds of its charges
    """
    fined = {notice: outstanding.fined_items(notice) for notice in lines.notice_id}
    claimed, seen, later = {}, set(), set()
    for line in reversed(lines):
        item = line.move_line_id
        if item not in seen:
            claimed[line] = KINDS
        elif line.has_compensation and item not in later:
            claimed[line] = (FINE,)
        seen.add(item)
        if item in fined[line.notice_id]:
            later.add(item)
    return claimed


def _left(claimed):
    """Charges that are neither booked nor waived.

    :param dict claimed: line -> kinds of its charges; a single fine goes with the whole of a line,
        and with the EUR 40 of lines of an earlier letter as much of it
    :return: ``(dict line -> Decimal in its currency, list of (currency, Decimal) of single fines)``
    """
    left, whole = dict.fromkeys(claimed, ZERO), []
    if not claimed:
        return left, whole
    last = {line.notice_id for line, kinds in claimed.items() if kinds == KINDS}
    lines = next(iter(claimed)).union(*claimed)
    # sudo: what is booked is read without access to journal items
    for notice, due in outstanding.left(lines.notice_id.sudo()).items():
        for one in due:
            if not one.line and notice in last:
                whole.append((notice.currency_id, one.amount))
            elif not one.line:
                own = (lines & notice.line_ids).move_line_id
                whole.append((notice.currency_id, _part_of(one, own)))
            elif one.kind in claimed.get(one.line, ()):
                left[one.line] += one.claim_amount
    return left, whole


def _part_of(fine, items):
    """What the one fine of a letter has for the EUR 40 of these items."""
    every = outstanding.compensated_items(fine)
    part = fine.amount * len(every & items) / (len(every) or 1)
    return round_half_up(part, decimal_of(fine.notice.currency_id.rounding))


def _totals(items, left, whole):
    sums = {}
    for item in items:
        own = sums.setdefault(item.currency_id, [ZERO, ZERO])
        own[0] += decimal_of(item.amount_residual_currency)
    for currency, amount in [*((line.currency_id, due) for line, due in left.items()), *whole]:
        sums.setdefault(currency, [ZERO, ZERO])[1] += amount
    return tuple(
        ClaimTotal(currency, float(principal), float(charges))
        for currency, (principal, charges) in sums.items()
    )
