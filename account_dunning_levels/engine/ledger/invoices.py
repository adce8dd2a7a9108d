"""What an invoice names besides its items."""

from odoo.tools import SQL


def names_account(move, payee):
    """SQL: account ``payee`` is what entry ``move`` names, and letters may name it.

    Of other entries than invoices the field holds an account of the customer.
    """
    return SQL(
        """%(payee)s.id = %(move)s.partner_bank_id
           AND %(payee)s.active
           AND %(payee)s.allow_out_payment
           AND %(move)s.move_type IN ('out_invoice', 'out_receipt')""",
        move=SQL.identifier(move),
        payee=SQL.identifier(payee),
    )
