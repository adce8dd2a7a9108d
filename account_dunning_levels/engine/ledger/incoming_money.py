"""Money that came in from customers and is not matched with what they owe.

Bank transactions nobody has matched, found by their customer or by the bank account they came from;
payments in process that are for no invoice and have no entry yet; and credits in the books that
the reminder does not deduct (of another currency, or dated later). Each counts in its own currency.
"""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

from ...rules.decide.unmatched import Money
from ..store import named_rows
from ..store.named_rows import NumericText
from . import item_facts


class _MoneyRow(NamedTuple):
    """Unmatched money of a debtor in one currency."""

    debtor_id: int
    currency_id: int
    amount: NumericText
    company_amount: NumericText


def unmatched(env, company, run_id, debtor_ids=None):
    """Debtor id -> list of :class:`rules.decide.unmatched.Money`, of all who have some.

    :param run_id: credits that its letters deduct do not count
    :param debtor_ids: these debtors only
    """
    source = SQL(
        "%s UNION ALL %s UNION ALL %s",
        _bank_lines(company),
        _credits(env, company, run_id),
        _payments(company),
    )
    tail = SQL("WHERE source.amount > 0")
    if debtor_ids is not None:
        tail = SQL("%s AND source.debtor_id = ANY(%s)", tail, list(debtor_ids))
    found = defaultdict(list)
    for row in named_rows.read(env, _MoneyRow, source, tail):
        in_company = None if row.company_amount is None else Decimal(row.company_amount)
        found[row.debtor_id].append(Money(row.currency_id, Decimal(row.amount), in_company))
    return dict(found)


def _bank_lines(company):
    """Of the company, and of those above it: a branch has no bank journals of its own."""
    return SQL(
        """
          SELECT owner.debtor_id, item.currency_id,
                 -CASE WHEN account.reconcile THEN item.amount_residual_currency
                       ELSE item.amount_currency END AS amount,
                 -CASE WHEN account.reconcile THEN item.amount_residual
                       ELSE item.balance END AS company_amount
            FROM account_bank_statement_line line
            JOIN account_move move ON move.id = line.move_id
            JOIN account_journal journal ON journal.id = line.journal_id
            JOIN account_move_line item ON item.move_id = move.id
                                       AND item.account_id = journal.suspense_account_id
            JOIN account_account account ON account.id = item.account_id
            JOIN LATERAL (
                  SELECT contact.commercial_partner_id AS debtor_id
                    FROM res_partner contact
                   WHERE contact.id = line.partner_id
                   UNION
                  -- a customer that somebody chose is right, whosever the bank account is
                  SELECT contact.commercial_partner_id
                    FROM res_partner_bank bank
                    JOIN res_partner contact ON contact.id = bank.partner_id
                   WHERE line.partner_id IS NULL
                     AND bank.active
                     AND bank.sanitized_acc_number =
                            UPPER(REGEXP_REPLACE(line.account_number, '\\W+', '', 'g'))
                 ) owner ON TRUE
           WHERE line.is_reconciled IS NOT TRUE
             AND line.company_id = ANY(%s)
             AND move.state = 'posted'
             AND line.amount > 0
        """,
        company.sudo().parent_ids.ids,  # sudo: who works for a branch may not read its parent
    )


def _credits(env, company, run_id):
    return SQL(
        """
          SELECT contact.commercial_partner_id AS debtor_id, item.currency_id,
                 -item.amount_residual_currency AS amount, -item.amount_residual AS company_amount
            FROM account_move_line item
            JOIN account_move move ON move.id = item.move_id
            JOIN res_partner contact ON contact.id = item.partner_id
           WHERE %s
             AND item.amount_residual_currency < 0
             -- somebody said that it does not count
             AND item.no_followup IS NOT TRUE
             AND NOT EXISTS (SELECT 1 FROM account_dunning_notice_line line
                              WHERE line.run_id = %s
                                AND line.move_line_id = item.id
                                AND line.outcome = 'credit'
                                AND line.notice_id IS NOT NULL)
        """,
        item_facts.open_items(env, company),
        run_id,
    )


def _payments(company):
    """Those for an invoice are a sign about that invoice, and looked at there."""
    return SQL(
        """
          SELECT contact.commercial_partner_id AS debtor_id, payment.currency_id, payment.amount,
                 NULL::numeric AS company_amount
            FROM account_payment payment
            JOIN res_partner contact ON contact.id = payment.partner_id
           WHERE payment.company_id = %s
             AND payment.payment_type = 'inbound'
             AND payment.partner_type = 'customer'
             AND payment.state = 'in_process'
             AND payment.move_id IS NULL
             AND NOT EXISTS (SELECT 1 FROM account_move__account_payment for_invoice
                              WHERE for_invoice.payment_id = payment.id)
        """,
        company.id,
    )
