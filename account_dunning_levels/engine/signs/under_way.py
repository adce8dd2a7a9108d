"""Money that is announced and not in the books yet, and what it covers of open items.

A payment in process has no entry where its method has no outstanding account: its invoice stays
open until the bank line comes. Odoo calls such an invoice *in payment*. Online transactions are
under way while they are pending or authorized, and until Odoo has made a payment of them.
"""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from ...rules.base.money import decimal_of
from ...rules.decide.under_way import Debt, Payment, covers
from ..store import named_rows
from ..store.named_rows import NumericText
from ..terms import currency_rates


class _LinkRow(NamedTuple):
    """A payment on its way and an open item of an invoice that it is for."""

    kind: str
    id: int
    amount: NumericText
    currency_id: int
    item_id: int
    company_id: int
    item_currency_id: int
    due_date: date
    residual: NumericText


def read(env, day, companies=None, currencies=None):
    """Open item -> :class:`rules.decide.under_way.Cover`; mostly there are none.

    :param day, companies, currencies: see :func:`.known.look_up`
    """
    env["account.payment"].flush_model()
    env["account.move"].flush_model(["payment_state", "state"])
    env["account.move.line"].flush_model()
    parts = [SQL(_PAYMENTS)]
    if has_transactions(env):
        env["payment.transaction"].flush_model()
        env["payment.provider"].flush_model(["code", "state"])
        parts.append(SQL(_TRANSACTIONS))
    links = SQL(
        _LINKS,
        announced=SQL(" UNION ALL ").join(parts),
        of_companies=SQL("AND item.company_id = ANY(%s)", companies.ids) if companies else SQL(),
    )
    rows = named_rows.read(env, _LinkRow, links)
    found = {}
    for company_id, own in _by_company(rows).items():
        rates = currencies or _currencies(env, company_id, day)
        found |= covers(_payments(own), rates)
    return found


def has_transactions(env):
    """Whether invoices can be paid online here."""
    return "payment.transaction" in env and "invoice_ids" in env["payment.transaction"]._fields


def _by_company(rows):
    found = defaultdict(list)
    for row in rows:
        found[row.company_id].append(row)
    return found


def _currencies(env, company_id, day):
    # sudo: rounding and rates of a company whose items are read
    return currency_rates.currencies_at(env["res.company"].sudo().browse(company_id), day)


def _payments(rows):
    """:class:`Payment` -> its debts."""
    found = defaultdict(list)
    for row in rows:
        payment = Payment((row.kind, row.id), decimal_of(row.amount), row.currency_id)
        found[payment].append(
            Debt(row.item_id, row.due_date, decimal_of(row.residual), row.item_currency_id)
        )
    return found


#: from what is announced, of which there is little, to the open items it is for
_LINKS = """
    SELECT announced.kind,
           announced.id,
           announced.amount,
           announced.currency_id,
           item.id AS item_id,
           item.company_id,
           item.currency_id AS item_currency_id,
           COALESCE(item.date_maturity, item.date) AS due_date,
           item.amount_residual_currency AS residual
      FROM (%(announced)s) announced
      JOIN account_move move ON move.id = announced.invoice_id
      JOIN account_move_line item ON item.move_id = move.id
      JOIN account_account account ON account.id = item.account_id
     WHERE item.parent_state = 'posted'
       AND account.account_type = 'asset_receivable'
       AND item.reconciled IS NOT TRUE
       AND item.amount_residual_currency > 0
       -- once part of an invoice is matched, Odoo takes a validated payment for that part
       AND (announced.is_going OR move.payment_state IN ('in_payment', 'paid'))
       %(of_companies)s
"""

_PAYMENTS = """
    SELECT 'payment' AS kind, payment.id, payment.amount, payment.currency_id,
           link.invoice_id, payment.state = 'in_process' AS is_going
      FROM account_payment payment
      JOIN account_move__account_payment link ON link.payment_id = payment.id
     WHERE payment.move_id IS NULL
       AND payment.state IN ('in_process', 'paid')
       AND payment.payment_type = 'inbound'
"""

#: A wire transfer waits for the customer: it is no more than a word. What a provider that was
#: switched off has pending never ends. Of a partial capture the rest is still authorized.
_TRANSACTIONS = """
    SELECT 'transaction' AS kind, online.id,
           online.amount - COALESCE((
                SELECT SUM(part.amount) FROM payment_transaction part
                 WHERE part.source_transaction_id = online.id
                   AND part.state IN ('done', 'cancel')), 0) AS amount,
           online.currency_id, link.invoice_id, TRUE AS is_going
      FROM payment_transaction online
      JOIN payment_provider provider ON provider.id = online.provider_id
      JOIN account_invoice_transaction_rel link ON link.transaction_id = online.id
     WHERE (online.state IN ('pending', 'authorized')
            OR (online.state = 'done' AND online.is_post_processed IS NOT TRUE))
       AND online.payment_id IS NULL
       AND online.amount > 0
       AND COALESCE(online.operation, '') NOT IN ('refund', 'validation')
       AND provider.state <> 'disabled'
       AND NOT (online.state = 'pending' AND provider.code = 'custom')
"""
