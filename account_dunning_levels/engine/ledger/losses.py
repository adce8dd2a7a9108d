"""Losses that are certain: a bankruptcy, a reorganisation, or what a person decided."""

from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from ..store import named_rows
from ..store.named_rows import NumericText


class LossRow(NamedTuple):
    """An invoice of which the loss is certain.

    :ivar amount: in its currency; zero: all of it
    """

    move_id: int
    day: date
    ground: str
    amount: NumericText


def of_invoices(company, until):
    """The invoices of a company that are lost for certain up to a day, each once.

    Of a customer who is insolvent those dated up to that day. What names the invoice goes before
    what names the customer.
    """
    company.env.flush_all()
    return named_rows.read(company.env, LossRow, SQL(_LOST, company=company.id, until=until))


_LOST = """
    SELECT DISTINCT ON (move.id)
           move.id AS move_id, loss.date AS day, loss.ground, COALESCE(loss.amount, 0) AS amount
      FROM account_dunning_loss loss
      JOIN account_move move
        ON move.id = loss.move_id
        OR (loss.move_id IS NULL
            AND move.commercial_partner_id = loss.partner_id
            AND move.invoice_date <= loss.date)
     WHERE loss.active
       AND loss.company_id = %(company)s
       AND move.company_id = %(company)s
       AND loss.date <= %(until)s
       AND move.state = 'posted'
       AND move.move_type IN ('out_invoice', 'out_receipt')
  ORDER BY move.id, loss.move_id IS NULL, loss.date, loss.id
"""
