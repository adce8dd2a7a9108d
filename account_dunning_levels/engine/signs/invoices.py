"""What the invoice of an open item says: SQL conditions on ``move``, beside ``item``."""

from odoo.tools import SQL

#: Odoo's own “(Un)Block Payment”, whatever was paid of the invoice; a credit note that is blocked
#: is not paid out, and still lowers what the customer owes
IS_BLOCKED = SQL("(move.payment_state = 'blocked' AND item.amount_residual_currency > 0) IS TRUE")

#: never sent to the customer; what a reminder asks as its charges stands in the reminder
IS_UNSENT = SQL(
    "(move.move_type = 'out_invoice' AND move.is_move_sent IS NOT TRUE"
    " AND move.dunning_notice_id IS NULL AND item.amount_residual_currency > 0)"
)


def is_collected(known):
    """Condition: we collect the item ourselves, by the payment method that the invoice prefers,
    else the customer, and no payment of it came back.

    Who owes the item is ``contact``. A payment that came back was rejected or cancelled, or its
    entry reversed; booked by itself, it is an item of a bank.

    :param known: :class:`.known.Known`
    """
    if not known.collecting:
        return SQL("FALSE")
    return SQL(
        """(CASE WHEN item.amount_residual_currency > 0
                  AND COALESCE(%(of_invoice)s, %(of_contact)s, %(of_debtor)s) = ANY(%(collecting)s)
                 THEN NOT item.journal_id = ANY(%(money)s) AND NOT %(came_back)s
                 ELSE FALSE END)""",
        of_invoice=SQL(
            "CASE WHEN move.move_type IN ('out_invoice', 'out_receipt')"
            " THEN move.preferred_payment_method_line_id END"
        ),
        of_contact=_preferred("contact"),
        of_debtor=SQL(
            "(SELECT %s FROM res_partner debtor WHERE debtor.id = contact.commercial_partner_id)",
            _preferred("debtor"),
        ),
        collecting=known.collecting,
        money=known.money,
        came_back=SQL(_CAME_BACK),
    )


def _preferred(alias):
    """SQL: the incoming payment method of a contact, which each company sets for itself."""
    return SQL(
        "(%s ->> item.company_id::text)::int",
        SQL.identifier(alias, "property_inbound_payment_method_line_id"),
    )


_CAME_BACK = """EXISTS (
    SELECT FROM account_move__account_payment link
      JOIN account_payment payment ON payment.id = link.payment_id
     WHERE link.invoice_id = move.id
       AND payment.payment_type = 'inbound'
       AND (payment.state IN ('canceled', 'rejected')
            OR EXISTS (SELECT FROM account_move undone
                        WHERE undone.reversed_entry_id = payment.move_id
                          AND undone.state = 'posted')))"""
