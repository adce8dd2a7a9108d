"""Money that came in from customers and is not matched with what they owe.

Bank transactions nobody has matched, found by their customer or by the bank account they came from;
payments in process that are for no invoice and have no entry yet; and credits in the books that
the reminder does not deduct (of another currency, or dated later). Each counts in its own currency.
"""

from odoo.tools import SQL

from . import item_facts


def unmatched(env, company, settings, on_letters):
    """SELECT of unmatched money: columns ``debtor_id, currency_id, amount, company_amount``.

    :param settings: :class:`terms.run_settings.Settings`, whose rates value payments without entry
    :param SQL on_letters: SELECT of the items that letters deduct already
    """
    return SQL(
        """
          SELECT found.debtor_id, found.currency_id,
                 SUM(found.amount) AS amount, SUM(found.company_amount) AS company_amount
            FROM (%(bank)s UNION ALL %(credits)s UNION ALL %(payments)s) found
           WHERE found.amount > 0
        GROUP BY found.debtor_id, found.currency_id
        """,
        bank=_bank_lines(company),
        credits=_credits(env, company, on_letters),
        payments=_payments(company, settings),
    )


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


def _credits(env, company, on_letters):
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
             AND item.id NOT IN (%s)
        """,
        item_facts.open_items(env, company),
        on_letters,
    )


def _payments(company, settings):
    """Those for an invoice are a sign about that invoice, and looked at there."""
    rates = settings.currencies.rates
    return SQL(
        """
          SELECT contact.commercial_partner_id AS debtor_id, payment.currency_id, payment.amount,
                 payment.amount / rate.per_unit AS company_amount
            FROM account_payment payment
            JOIN res_partner contact ON contact.id = payment.partner_id
       LEFT JOIN UNNEST(%(currencies)s::int[], %(rates)s::numeric[])
                 AS rate (currency_id, per_unit) ON rate.currency_id = payment.currency_id
           WHERE payment.company_id = %(company)s
             AND payment.payment_type = 'inbound'
             AND payment.partner_type = 'customer'
             AND payment.state = 'in_process'
             AND payment.move_id IS NULL
             AND NOT EXISTS (SELECT 1 FROM account_move__account_payment for_invoice
                              WHERE for_invoice.payment_id = payment.id)
        """,
        company=company.id,
        currencies=list(rates),
        rates=[str(rate) for rate in rates.values()],
    )
