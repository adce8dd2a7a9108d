"""Level and last date of the open items: read from their latest valid notice line.

One statement for any number of items; nothing else in the addon writes these columns.
"""

from odoo.tools import SQL

FIELDS = ("dunning_level", "dunning_date")


def refresh(env, move_line_ids):
    """Set level and date of items, and of their entries, from what was really sent.

    The latest line that is valid (its notice is queued or sent) decides; a level lowered by
    hand afterwards is noted on that line. Without one the opening level counts.
    """
    ids = list(move_line_ids)
    if not ids:
        return
    env["account.dunning.notice.line"].flush_model()
    env["account.move.line"].flush_model(["dunning_opening_level", "dunning_opening_date"])
    rows = env.execute_query(SQL(_REFRESH_ITEMS, ids=ids))
    # an item marked for the next run has had its run
    env.execute_query(SQL(_TAKE_MARKS_AWAY, ids=ids))
    move_ids = list({row[1] for row in rows})
    if move_ids:
        env.execute_query(SQL(_REFRESH_MOVES, ids=move_ids))
    env["account.move.line"].browse(ids).invalidate_recordset(FIELDS)
    env["account.dunning.mark"].invalidate_model(flush=False)
    env["account.move"].browse(move_ids).invalidate_recordset(FIELDS)


def lower(env, move_lines, level):
    """Lower items to ``level``: noted on their valid lines above it, else on the opening level.

    The date of the last reminder stays, so the interval still counts.
    """
    lines = env["account.dunning.notice.line"]
    # sudo: lines are written by the engine only; the caller has checked the user's group
    above = lines.sudo().search(
        [
            ("move_line_id", "in", move_lines.ids),
            ("is_valid", "=", True),
            ("level_after", ">", level),
        ]
    )
    for line in above:
        line.lowered_to = level if line.lowered_to < 0 else min(level, line.lowered_to)
    for item in move_lines.filtered(lambda item: item.dunning_opening_level > level):
        # sudo: users of reminders need no right to change journal items
        item.sudo().dunning_opening_level = level
    refresh(env, move_lines.ids)
    for move in move_lines.move_id:
        # sudo: as above; the change is traced for everyone who reads the invoice
        move.sudo().message_post(
            body=env._("Reminder level lowered to %(level)s by hand.", level=level),
            author_id=env.user.partner_id.id,
        )


_REFRESH_ITEMS = """
    UPDATE account_move_line item
       SET dunning_level = state.level,
           dunning_date = state.date
      FROM (
            SELECT item.id,
                   CASE WHEN last.id IS NULL THEN COALESCE(item.dunning_opening_level, 0)
                        WHEN last.lowered_to >= 0 THEN last.lowered_to
                        ELSE last.level_after
                   END AS level,
                   COALESCE(last.sent_date, item.dunning_opening_date) AS date
              FROM account_move_line item
         LEFT JOIN LATERAL (
                    SELECT line.id, line.level_after, line.lowered_to, line.sent_date
                      FROM account_dunning_notice_line line
                     WHERE line.move_line_id = item.id
                       AND line.is_valid
                  ORDER BY line.sent_date DESC, line.id DESC
                     LIMIT 1
                   ) last ON TRUE
             WHERE item.id = ANY(%(ids)s)
           ) state
     WHERE item.id = state.id
 RETURNING item.id, item.move_id
"""

_REFRESH_MOVES = """
    UPDATE account_move move
       SET dunning_level = state.level,
           dunning_date = state.date
      FROM (
            SELECT item.move_id, MAX(item.dunning_level) AS level, MAX(item.dunning_date) AS date
              FROM account_move_line item
             WHERE item.move_id = ANY(%(ids)s)
          GROUP BY item.move_id
           ) state
     WHERE move.id = state.move_id
 RETURNING move.id
"""

_TAKE_MARKS_AWAY = """
    DELETE FROM account_dunning_mark mark
     USING account_move_line item
     WHERE item.id = mark.move_line_id
       AND item.id = ANY(%(ids)s)
       AND item.dunning_date >= mark.date
 RETURNING mark.id
"""
