"""A level belongs to who was asked for what: letters to another customer give no level any more."""


def migrate(cr, version):
    """Mark letters that asked another debtor than the one who owes the item now, or an invoice that
    was cut into other instalments since, and put levels of open items right.

    Into how many instalments an invoice was cut when its letter left is read from when its items
    were made.
    """
    if not version:
        return
    cr.execute(_PUT_RIGHT)


_PUT_RIGHT = """
    WITH terms AS (
        SELECT line.id,
               COUNT(term.id)::int AS now,
               COUNT(term.id) FILTER (WHERE term.create_date < line.sent_date + 1)::int AS asked
          FROM account_dunning_notice_line line
     LEFT JOIN account_move_line term
            ON term.move_id = line.move_id AND term.display_type = 'payment_term'
         WHERE line.is_valid
      GROUP BY line.id
    ), judged AS (
        UPDATE account_dunning_notice_line line
           SET asked_terms = COALESCE(NULLIF(terms.asked, 0), terms.now),
               is_past = line.partner_id <> contact.commercial_partner_id
                         OR line.currency_id <> item.currency_id
                         OR COALESCE(NULLIF(terms.asked, 0), terms.now) <> terms.now
          FROM terms, account_move_line item, res_partner contact
         WHERE terms.id = line.id
           AND item.id = line.move_line_id
           AND contact.id = item.partner_id
     RETURNING line.id, line.move_line_id, line.move_id, line.is_past, line.sent_date,
               line.amount_residual,
               CASE WHEN line.lowered_to >= 0 THEN line.lowered_to
                    ELSE line.level_after END AS level
    ), latest AS (
        SELECT DISTINCT ON (move_line_id) move_line_id, level, sent_date,
               MAX(amount_residual) OVER (PARTITION BY move_line_id) AS announced
          FROM judged
         WHERE NOT is_past
      ORDER BY move_line_id, sent_date DESC, id DESC
    ), items AS (
        UPDATE account_move_line item
           SET dunning_level = COALESCE(latest.level, item.dunning_opening_level, 0),
               dunning_date = COALESCE(latest.sent_date, item.dunning_opening_date),
               dunning_announced_amount = latest.announced
          FROM (SELECT DISTINCT move_line_id FROM judged) asked
     LEFT JOIN latest ON latest.move_line_id = asked.move_line_id
         WHERE item.id = asked.move_line_id
           AND item.reconciled IS NOT TRUE
     RETURNING item.move_id, item.dunning_level, item.dunning_date
    )
    UPDATE account_move move
       SET dunning_level = state.level,
           dunning_date = state.date
      FROM (
            SELECT move_id, MAX(dunning_level) AS level, MAX(dunning_date) AS date
              FROM items
          GROUP BY move_id
           ) state
     WHERE move.id = state.move_id
       AND move.id IN (SELECT move_id FROM judged WHERE is_past)
"""
