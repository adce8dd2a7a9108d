"""What the liquidity forecast stands on: assumptions, accounts, and how its rows are numbered."""

from dataclasses import dataclass

from ..signs.known import Known, look_up
from .open_items import hidden_by_drafts
from .payers import accounts_of_type

#: a journal item has at most this many rows; the rows' ids are item id * ROWS + number
ROWS = 1024

REST = ROWS - 2

OPENING = ROWS - 1


@dataclass(frozen=True)
class Assumptions:
    """What a company assumes; days are whole days, ``*_days`` of all debtors may be None."""

    company_id: int
    today: object
    overdue_days: int
    min_items: int
    include_disputed: bool
    include_unmatched: bool
    journal_ids: tuple
    doubtful_ids: tuple
    receivable_days: int | None
    payable_days: int | None
    rate: float
    digits: int


@dataclass(frozen=True)
class Accounts:
    """Account ids; bank, transit and unmatched as (company id, account id) pairs.

    :ivar drafts: what matches with draft entries take off open items, which the ledger has not
    :ivar signs: what Odoo itself says about items
    """

    receivable: list
    payable: list
    bank: list
    transit: list
    unmatched: list
    drafts: list
    signs: Known


def accounts_of(env, assumptions):
    receivable = accounts_of_type(env, "asset_receivable")
    payable = accounts_of_type(env, "liability_payable")
    items = {*receivable, *payable}
    bank, transit, unmatched = set(), set(), set()
    for one in assumptions:
        # sudo: who may read the forecast needs no access to the settings of the journals
        company = env["res.company"].sudo().browse(one.company_id)
        journals = env["account.journal"].sudo().browse(one.journal_ids)
        methods = (
            journals.inbound_payment_method_line_ids | journals.outbound_payment_method_line_ids
        )
        own_bank = set(journals.default_account_id.ids)
        on_the_way = methods.payment_account_id | _default_outstanding(company)
        own_transit = set(on_the_way.ids) - own_bank - items
        own_unmatched = set(journals.suspense_account_id.ids) - own_bank - items - own_transit
        bank |= {(company.id, account) for account in own_bank}
        transit |= {(company.id, account) for account in own_transit}
        unmatched |= {(company.id, account) for account in own_unmatched}
    return Accounts(
        receivable,
        payable,
        sorted(bank),
        sorted(transit),
        sorted(unmatched),
        hidden_by_drafts(env),
        look_up(env, assumptions[0].today),
    )


def _default_outstanding(company):
    """Where Odoo books a payment whose method has no outstanding account, and transfers."""
    charts = company.env["account.chart.template"].with_context(
        allowed_company_ids=company.root_id.ids
    )
    accounts = company.transfer_account_id
    for name in ("debit", "credit"):
        found = charts.ref(f"account_journal_payment_{name}_account_id", raise_if_not_found=False)
        accounts |= found or accounts.browse()
    return accounts
