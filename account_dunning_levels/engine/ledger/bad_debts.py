"""What a list of bad debts reads: items of invoices, what became of them, and their taxes.

Three statements, however many invoices there are. All in the currency of the invoice but for the
taxes, which are in the currency of the company at the invoice's rate.
"""

from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from ..store import named_rows
from ..store.named_rows import NumericText


class ItemRow(NamedTuple):
    """An item of an invoice that is late by law, certainly lost, or was reported before.

    :ivar original, original_company: in the currency of the invoice and of the company
    :ivar is_wanted: its VAT is to be looked at; the others of its invoice only share its taxes
    """

    id: int
    move_id: int
    due: date
    original: NumericText
    original_company: NumericText
    is_wanted: bool


class SettledRow(NamedTuple):
    """What was set off against an item up to the end of the period.

    :ivar credit_id: the credit note, or None for money and other entries
    :ivar amount: in the currency of the item; ``credit_amount`` in that of the credit note
    :ivar credit_total: of the credit note
    """

    item_id: int
    credit_id: int
    amount: NumericText
    credit_amount: NumericText
    credit_total: NumericText


class TaxRow(NamedTuple):
    """One tax of an invoice or credit note, amounts above zero.

    :ivar vat_currency, base_currency: in the currency of the document
    :ivar currency_id: of the document
    :ivar is_vat: no fixed amount per piece
    :ivar is_on_payment: owed when the customer pays
    :ivar country_id: of the tax
    """

    move_id: int
    tax_id: int
    currency_id: int
    base: NumericText
    vat: NumericText
    vat_currency: NumericText
    is_vat: bool
    is_on_payment: bool
    country_id: int


class ReportedRow(NamedTuple):
    """What confirmed lists say of one tax of an item, added up.

    :ivar paid: what had come in when it was last reported
    """

    move_id: int
    item_id: int
    tax_id: int
    base: NumericText
    vat: NumericText
    paid: NumericText


def reported(company, country):
    """What the confirmed lists of a company and country say.

    :return: list of :class:`ReportedRow`
    """
    company.env.flush_all()
    source = SQL(_REPORTED, company=company.id, country=country)
    return named_rows.read(company.env, ReportedRow, source)


def items(company, late_until, date_to, move_ids, item_ids):
    """The items of all invoices of which one is wanted.

    :param late_until: last due date that is late by law, or None
    :param date_to: end of the period
    :param move_ids: invoices that are lost for certain; ``item_ids``: reported before
    :return: list of :class:`ItemRow`, by invoice and due date
    """
    company.env.flush_all()
    source = SQL(
        _ITEMS,
        company=company.id,
        late_until=late_until or date.min,
        date_to=date_to,
        moves=list(move_ids),
        items=list(item_ids),
    )
    return named_rows.read(
        company.env, ItemRow, source, SQL("ORDER BY source.move_id, source.due, source.id")
    )


def settled(env, item_ids, date_to, own_credit_ids):
    """What was set off against items.

    :param own_credit_ids: credit notes that stand for rows of our lists: they take nothing off
    """
    source = SQL(_SETTLED, items=list(item_ids), date_to=date_to, own=list(own_credit_ids))
    return named_rows.read(env, SettledRow, source)


def taxes(env, move_ids):
    """The taxes of invoices and credit notes that are not zero."""
    return named_rows.read(env, TaxRow, SQL(_TAXES, moves=list(move_ids)))


_REPORTED = """
    SELECT line.move_id, line.move_line_id AS item_id, line.tax_id,
           SUM(line.base_amount) AS base, SUM(line.vat_amount) AS vat,
           (ARRAY_AGG(line.paid_amount ORDER BY list.date_to DESC, line.id DESC))[1] AS paid
      FROM account_dunning_bad_debt_line line
      JOIN account_dunning_bad_debt list ON list.id = line.list_id
     WHERE list.state = 'confirmed'
       AND list.company_id = %(company)s
       AND list.scheme = %(country)s
       AND line.kind <> 'nothing'
  GROUP BY line.move_id, line.move_line_id, line.tax_id
"""

_ITEMS = """
    WITH wanted AS (
          SELECT line.id, line.move_id
            FROM account_move_line line
            JOIN account_account account ON account.id = line.account_id
            JOIN account_move move ON move.id = line.move_id
           WHERE line.company_id = %(company)s
             AND line.parent_state = 'posted'
             AND account.account_type = 'asset_receivable'
             AND move.move_type IN ('out_invoice', 'out_receipt')
             AND line.amount_currency > 0
             AND line.date_maturity IS NOT NULL
             AND line.date <= %(date_to)s
             AND (line.id = ANY(%(items)s)
                  OR ((line.date_maturity <= %(late_until)s OR line.move_id = ANY(%(moves)s))
                      AND (line.reconciled IS NOT TRUE
                           -- paid after the period
                           OR EXISTS (SELECT FROM account_partial_reconcile part
                                       WHERE part.debit_move_id = line.id
                                         AND part.max_date > %(date_to)s)
                           -- closed by a credit note of an earlier list
                           OR EXISTS (SELECT FROM account_dunning_bad_debt_line reported
                                       WHERE reported.move_id = line.move_id
                                         AND reported.credit_move_id IS NOT NULL))))
         )
    SELECT line.id, line.move_id, line.date_maturity AS due,
           line.amount_currency AS original, line.balance AS original_company,
           EXISTS (SELECT FROM wanted WHERE wanted.id = line.id) AS is_wanted
      FROM account_move_line line
      JOIN account_account account ON account.id = line.account_id
     WHERE line.move_id IN (SELECT move_id FROM wanted)
       AND account.account_type = 'asset_receivable'
       AND line.amount_currency > 0
"""

_SETTLED = """
    SELECT part.debit_move_id AS item_id,
           CASE WHEN credit.move_type = 'out_refund' THEN credit.id END AS credit_id,
           SUM(part.debit_amount_currency) AS amount,
           SUM(part.credit_amount_currency) AS credit_amount,
           MAX(credit.amount_total) AS credit_total
      FROM account_partial_reconcile part
      JOIN account_move_line other ON other.id = part.credit_move_id
      JOIN account_move credit ON credit.id = other.move_id
     WHERE part.debit_move_id = ANY(%(items)s)
       AND part.max_date <= %(date_to)s
       AND credit.id <> ALL(%(own)s)
  GROUP BY part.debit_move_id, CASE WHEN credit.move_type = 'out_refund' THEN credit.id END
"""

# a tax that is split over accounts has its base on each part; reverse charge has +VAT and -VAT
_TAXES = """
    SELECT per_part.move_id, per_part.tax_id, move.currency_id,
           MAX(per_part.base) AS base,
           ABS(SUM(per_part.vat)) AS vat,
           ABS(SUM(per_part.vat_currency)) AS vat_currency,
           tax.amount_type <> 'fixed' AS is_vat,
           COALESCE(tax.tax_exigibility, '') = 'on_payment' AS is_on_payment,
           tax.country_id
      FROM (SELECT line.move_id, line.tax_line_id AS tax_id, line.tax_repartition_line_id,
                   ABS(SUM(line.tax_base_amount)) AS base,
                   SUM(line.balance) AS vat,
                   SUM(line.amount_currency) AS vat_currency
              FROM account_move_line line
             WHERE line.move_id = ANY(%(moves)s)
               AND line.tax_line_id IS NOT NULL
          GROUP BY line.move_id, line.tax_line_id, line.tax_repartition_line_id) per_part
      JOIN account_move move ON move.id = per_part.move_id
      JOIN account_tax tax ON tax.id = per_part.tax_id
  GROUP BY per_part.move_id, per_part.tax_id, move.currency_id, tax.id
    HAVING SUM(per_part.vat) <> 0
"""
