"""Whether an open item is a claim at all: SQL conditions on ``item``, a journal item.

They look at columns of the item only; what they look up beside it they look up for few items.
"""

from odoo.tools import SQL

#: so long after a payment a bank can still give it back: a direct debit nobody agreed to, 13 months
RETURN_DAYS = 400


def is_not_claim(known):
    """Condition: the item is money that we paid out.

    An outgoing payment is; so is a debit in a journal of bank or cash, unless it is an incoming
    payment that came back: the entry of one reversed, or exactly the amount of one that this
    customer made before and that closed an invoice.

    :param known: :class:`.known.Known`
    """
    if not known.money:
        return SQL("FALSE")
    return SQL(
        """(CASE WHEN item.journal_id = ANY(%(money)s) AND item.amount_residual_currency > 0
                 THEN (SELECT CASE WHEN entry.origin_payment_id IS NOT NULL
                                   THEN payment.payment_type = 'outbound'
                                   ELSE entry.reversed_entry_id IS NULL AND NOT %(came_back)s END
                         FROM account_move entry
                    LEFT JOIN account_payment payment ON payment.id = entry.origin_payment_id
                        WHERE entry.id = item.move_id)
                 ELSE FALSE END)""",
        money=known.money,
        came_back=SQL(_CAME_BACK, money=known.money, days=RETURN_DAYS),
    )


def is_non_trade(known):
    """Condition: the item is on an account that is marked non-trade."""
    return SQL("(item.account_id = ANY(%s))", known.non_trade) if known.non_trade else SQL("FALSE")


def has_no_due_date():
    """Condition: nobody gave the item a due date."""
    return SQL("(item.date_maturity IS NULL AND item.amount_residual_currency > 0)")


_CAME_BACK = """EXISTS (
    SELECT FROM account_move_line paid
      JOIN res_partner payer ON payer.id = paid.partner_id
      JOIN res_partner owner ON owner.id = item.partner_id
     WHERE payer.commercial_partner_id = owner.commercial_partner_id
       AND paid.partner_id IN (SELECT same.id FROM res_partner same
                                WHERE same.commercial_partner_id = owner.commercial_partner_id)
       AND paid.account_id = item.account_id
       AND paid.company_id = item.company_id
       AND paid.parent_state = 'posted'
       AND paid.journal_id = ANY(%(money)s)
       AND paid.reconciled
       AND paid.currency_id = item.currency_id
       AND paid.amount_currency = -item.amount_currency
       AND paid.date BETWEEN item.date - %(days)s AND item.date)"""
