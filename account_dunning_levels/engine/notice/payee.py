"""Where an item is paid: the account that its invoice names, else one of the company.

SPEC section 12, first bullet. Of the company's accounts the first counts whose currency is that of
the letter, else the first without a currency, in the order that Odoo shows them in; a branch that
has neither is paid on an account of its parent company. Accounts that are archived, or not trusted
(*Send Money* is off), are never named.
"""

from collections import defaultdict

from odoo.tools import SQL

from ...rules.decide import warnings
from ..ledger import invoices
from ..store import bulk

NONE, SEVERAL = "no_bank_account", "several_bank_accounts"


class Accounts:
    """The accounts of a company and its parents, read once; later nothing is asked."""

    def __init__(self, company):
        # sudo: letters name the accounts of the company, and of its parents, whoever looks
        company = company.sudo()
        self._chain = []
        while company:
            self._chain.append(_usable(company))
            company = company.parent_id

    def default(self, currency_id):
        """The id of the account for items that name none, on a letter in this currency, or None."""
        for accounts in self._chain:
            for wanted in (currency_id, None):
                for account_id, own_currency in accounts:
                    if own_currency == wanted:
                        return account_id
        return None


def _usable(company):
    """``(id, id of its currency or None)`` of the trusted accounts of a company, in order."""
    accounts = company.env["res.partner.bank"].search_fetch(
        [
            ("partner_id", "=", company.partner_id.id),
            ("company_id", "in", (False, company.id)),
            ("allow_out_payment", "=", True),
        ],
        ["currency_id"],
    )
    return [(account.id, account.currency_id.id or None) for account in accounts]


def of_letter(account_ids):
    """What the accounts of its claims mean for a letter.

    :param account_ids: of each claim; None where there is none to name
    :return: ``(id, code)``: the account that all claims name, or None; and the code of a warning,
        or empty
    """
    distinct = set(account_ids)
    if None in distinct:
        return None, NONE
    if len(distinct) > 1:
        return None, SEVERAL
    return next(iter(distinct), None), ""


def of_items(items):
    """Journal item -> its account, for papers that are no reminders; an empty record for none.

    :param items: ``account.move.line`` records of one company
    """
    banks = items.env["res.partner.bank"].sudo()  # sudo: as in Accounts
    if not items:
        return {}
    accounts = Accounts(items.company_id[:1])
    named = _named_by(items.env, items.move_id.ids)
    return {
        item: banks.browse(named.get(item.move_id.id) or accounts.default(item.currency_id.id))
        for item in items
    }


def _named_by(env, move_ids):
    """Entry id -> id of the account that the invoice names, of those that can be named."""
    _flush(env)
    return dict(
        env.execute_query(
            SQL(
                "SELECT move.id, payee.id FROM account_move move"
                " JOIN res_partner_bank payee ON %s WHERE move.id = ANY(%s)",
                invoices.names_account("move", "payee"),
                list(move_ids),
            )
        )
    )


def _flush(env):
    """Write what the SQL here reads."""
    lines = env["account.dunning.notice.line"]
    lines.flush_model(["notice_id", "outcome", "move_id", "bank_account_id"])
    env["account.move"].flush_model(["partner_bank_id", "move_type"])
    env["res.partner.bank"].flush_model(["active", "allow_out_payment"])


def renew(notices):
    """Look again where the items of reminders are paid, and write what has changed.

    The accounts and the warnings about them, in the same few statements however many reminders.

    :param notices: with the rights of the engine, of any companies
    """
    if not notices:
        return
    claims, lines = _look(notices)
    changed = {}
    for notice in notices:
        before = notice.bank_account_id.id or None, warnings.codes_in(notice.warning_codes)
        account_id, code = of_letter(claims[notice.id])
        codes = [own for own in before[1] if own not in (NONE, SEVERAL) or own == code]
        codes += [code] if code and code not in codes else []
        if before != (account_id, codes):
            changed[notice] = {
                "bank_account_id": account_id,
                "warning_codes": warnings.text_of(codes),
            }
    bulk.write_each(lines)
    bulk.write_each(changed)


def _look(notices):
    """What the items of reminders name now.

    :return: ``(claims, lines)``: notice id -> account ids of its claims, and line -> values that
        differ from what it says
    """
    env, by_id = notices.env, {notice.id: notice for notice in notices}
    accounts = {company: Accounts(company) for company in notices.company_id}
    _flush(env)
    rows = env.execute_query(
        SQL(_LINES, named=invoices.names_account("move", "payee"), ids=notices.ids)
    )
    claims, lines = defaultdict(list), {}
    for line_id, notice_id, is_claim, before, named in rows:
        notice = by_id[notice_id]
        account_id = named or accounts[notice.company_id].default(notice.currency_id.id)
        if is_claim:
            claims[notice_id].append(account_id)
        if account_id != before:
            line = env["account.dunning.notice.line"].browse(line_id)
            lines[line] = {"bank_account_id": account_id}
    return claims, lines


_LINES = """
    SELECT line.id, line.notice_id, line.outcome = 'claim', line.bank_account_id, payee.id
      FROM account_dunning_notice_line line
 LEFT JOIN account_move move ON move.id = line.move_id
 LEFT JOIN res_partner_bank payee ON %(named)s
     WHERE line.notice_id = ANY(%(ids)s)
       AND line.outcome IN ('claim', 'other')
"""
