"""What is open on the subject of a hold."""

from odoo.tools import SQL

from ...rules.base.money import ZERO, decimal_of


def of_hold(hold):
    """What is open on the subject of one hold now, in the hold's currency, as a Decimal.

    For a customer its open claims less its open credits.
    """
    return of_holds(hold)[hold]


def of_holds(holds):
    """What is open on the subject of each hold, saved or not; in one query.

    :return: dict hold -> Decimal
    """
    holds.env.flush_all()
    rows = [
        SQL(
            "(%s, %s::int, %s::int, %s::int, %s::int, %s::int, %s)",
            place,
            hold.move_line_id._origin.id or None,
            hold.move_id._origin.id or None,
            hold.partner_id._origin.id or None,
            hold.company_id._origin.id or None,
            hold.currency_id._origin.id or None,
            hold.company_id.currency_id == hold.currency_id,
        )
        for place, hold in enumerate(holds)
    ]
    if not rows:
        return {}
    found = holds.env.execute_query(SQL(_OPEN, subjects=SQL(", ").join(rows)))
    amounts = {place: decimal_of(text) for place, text in found}
    return {hold: amounts.get(place, ZERO) for place, hold in enumerate(holds)}


_OPEN = """
      WITH subject (place, item_id, move_id, partner_id, company_id, currency_id, own) AS (
            VALUES %(subjects)s
           ),
           item AS (
            SELECT subject.place, subject.own, subject.item_id AS id
              FROM subject
             WHERE subject.item_id IS NOT NULL
             UNION ALL
            SELECT subject.place, subject.own, line.id
              FROM subject
              JOIN account_move_line line ON line.move_id = subject.move_id
             UNION ALL
            SELECT subject.place, subject.own, line.id
              FROM subject
              JOIN res_partner contact ON contact.commercial_partner_id = subject.partner_id
              JOIN account_move_line line ON line.partner_id = contact.id
             WHERE line.company_id = subject.company_id
               AND line.reconciled IS NOT TRUE
               AND (subject.own OR line.currency_id = subject.currency_id)
           )
    SELECT item.place,
           SUM(CASE WHEN item.own THEN line.amount_residual
                    ELSE line.amount_residual_currency END)::text
      FROM item
      JOIN account_move_line line ON line.id = item.id
      JOIN account_account account ON account.id = line.account_id
     WHERE account.account_type = 'asset_receivable'
       AND line.parent_state = 'posted'
       AND line.reconciled IS NOT TRUE
  GROUP BY item.place
"""
