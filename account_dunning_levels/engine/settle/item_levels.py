"""Level and last date of the open items: read from their latest valid notice line.

A level belongs to who was asked for what (SPEC section 11): a letter counts for the debtor that it
asked, for the currency in which it asked, and as long as the invoice is cut into as many
instalments as then. Letters that do not count any more are kept and marked (``is_past``).

A few statements for any number of items; nothing else in the addon writes these columns.
"""

from odoo.tools import SQL

FIELDS = ("dunning_level", "dunning_date", "dunning_announced_amount")
MOVE_FIELDS = ("dunning_level", "dunning_date")


def refresh(env, move_line_ids):
    """Set level and date of items, and of their entries, from what was really sent.

    The latest line that is valid (its notice is queued or sent) decides; a level lowered by
    hand afterwards is noted on that line. Without one the opening level counts.
    """
    ids = list(move_line_ids)
    if not ids:
        return
    _flush(env)
    same = SQL(_ASKS_THE_SAME, ids=ids, terms=SQL(_TERMS))
    env.execute_query(SQL(_MARK_PAST, asks_the_same=same))
    env.execute_query(SQL(_MARK_PRESENT, asks_the_same=same))
    env["account.dunning.notice.line"].invalidate_model(["asked_terms", "is_past"], flush=False)
    rows = env.execute_query(SQL(_REFRESH_ITEMS, ids=ids, terms=SQL(_TERMS)))
    # an item marked for the next run has had its run
    env.execute_query(SQL(_TAKE_MARKS_AWAY, ids=ids))
    move_ids = list({row[1] for row in rows})
    if move_ids:
        env.execute_query(SQL(_REFRESH_MOVES, ids=move_ids))
    env["account.move.line"].browse(ids).invalidate_recordset(FIELDS)
    env["account.dunning.mark"].invalidate_model(flush=False)
    env["account.move"].browse(move_ids).invalidate_recordset(MOVE_FIELDS)


def forget(claims):
    """What lines that count no more asked is looked up anew if their letter leaves again."""
    claims.flush_recordset()
    claims.env.execute_query(SQL(_FORGET, ids=claims.ids))
    claims.invalidate_recordset(["asked_terms", "is_past"])


def _flush(env):
    env["account.dunning.notice.line"].flush_model()
    env["account.move.line"].flush_model(
        [
            "currency_id",
            "display_type",
            "dunning_opening_date",
            "dunning_opening_level",
            "partner_id",
        ]
    )
    env["res.partner"].flush_model(["commercial_partner_id"])


def note_opening(env, move_line_ids):
    """A level taken over from another system is of who owes the items now, as they are now."""
    _flush(env)
    ids = list(move_line_ids)
    env.execute_query(SQL(_NOTE_OPENING, ids=ids, terms=SQL(_TERMS)))
    env["account.move.line"].browse(ids).invalidate_recordset(
        ["dunning_opening_partner_id", "dunning_opening_terms"]
    )


def merge_openings(env, gone, partner):
    """Levels taken over from another system go along with customers that are merged.

    :param gone: the customers that are merged into ``partner``
    """
    env["account.move.line"].flush_model(["dunning_opening_partner_id", "partner_id"])
    env.execute_query(SQL(_MERGE_OPENINGS, gone=gone.ids, partner=partner.id))


def moves_changed(moves):
    """Entries that were posted once are posted again, or have another customer: whose level it is.

    Lines of reminders whose item was made anew, with the same due date and amount, are those of the
    new item.
    """
    env = moves.env
    # no more than this: Odoo may be in the middle of rewriting an entry
    _flush(env)
    env["account.move.line"].flush_model(["amount_currency", "date_maturity", "move_id"])
    asked = env.execute_query(SQL(_ASKED_OF_MOVES, ids=moves.ids))
    if not asked:
        return
    move_ids = [move_id for (move_id,) in asked]
    followed = [line_id for (line_id,) in env.execute_query(SQL(_FOLLOW_ITEMS, ids=move_ids))]
    if followed:
        env.execute_query(SQL(_FOLLOW_CHARGES, ids=followed))
        for model in ("account.dunning.notice.line", "account.dunning.charge"):
            env[model].invalidate_model(["move_line_id"], flush=False)
    items = moves.browse(move_ids).line_ids.filtered(
        lambda line: line.account_type == "asset_receivable"
    )
    refresh(env, items.ids)


def debtors_of(partners):
    """Who owes the items of these contacts: dict contact -> its commercial entity."""
    return {partner: partner.commercial_partner_id for partner in partners}


def follow_debtors(before):
    """Contacts were written: a level stays with the debtor that was asked.

    :param dict before: of :func:`debtors_of`, before they were written
    """
    changed = [
        partner.id for partner, debtor in before.items() if partner.commercial_partner_id != debtor
    ]
    if changed:
        # sudo: who edits contacts need not read the ledger
        debtors_changed(next(iter(before)).sudo().browse(changed))


def debtors_changed(partners):
    """Other customers owe the items of these contacts now: whose level it is."""
    env = partners.env
    _flush(env)
    rows = env.execute_query(SQL(_ASKED_OF_PARTNERS, ids=partners.ids))
    refresh(env, [item_id for (item_id,) in rows])


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
            ("is_past", "=", False),
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


# into how many instalments an invoice is cut; other entries are not
_TERMS = """(
    SELECT COUNT(*)
      FROM account_move_line term
     WHERE term.move_id = item.move_id AND term.display_type = 'payment_term'
)::int"""

# valid lines of items: whether each asks who owes the item now, in its currency, and the invoice as
# it is cut now. One that says no more than a later one, as when two customers who were both asked
# are merged, is of the past, too.
_ASKS_THE_SAME = """
    SELECT same.id, same.terms,
           same.asks_the_same AND (same.repeats OR (
               ROW_NUMBER() OVER (PARTITION BY same.move_line_id, same.asks_the_same,
                                               same.repeats, same.level_after
                                      ORDER BY same.sent_date DESC, same.id DESC) = 1
               AND ROW_NUMBER() OVER (PARTITION BY same.move_line_id, same.asks_the_same,
                                                   same.sent_date
                                          ORDER BY same.id DESC) = 1)) AS counts
      FROM (
            SELECT line.id, line.move_line_id, line.level_after, line.sent_date,
                   line.is_repeat IS TRUE OR line.lowered_to >= 0 AS repeats,
                   COALESCE(line.asked_terms, item.terms) AS terms,
                   COALESCE(line.partner_id = contact.commercial_partner_id, TRUE)
                   AND line.currency_id = item.currency_id
                   AND COALESCE(line.asked_terms, item.terms) = item.terms AS asks_the_same
              FROM (
                    SELECT item.id, item.partner_id, item.currency_id, %(terms)s AS terms
                      FROM account_move_line item
                     WHERE item.id = ANY(%(ids)s)
                   ) item
              JOIN res_partner contact ON contact.id = item.partner_id
              JOIN account_dunning_notice_line line ON line.move_line_id = item.id
             WHERE line.is_valid
           ) same
"""

_MARK_PAST = """
    UPDATE account_dunning_notice_line line
       SET is_past = line.is_past IS TRUE OR NOT same.counts,
           asked_terms = same.terms
      FROM (%(asks_the_same)s) same
     WHERE line.id = same.id
       AND (line.asked_terms IS NULL OR line.is_past IS NOT TRUE AND NOT same.counts)
 RETURNING line.id
"""

# by itself: an index on what is not of the past would see both otherwise
_MARK_PRESENT = """
    UPDATE account_dunning_notice_line line
       SET is_past = FALSE
      FROM (%(asks_the_same)s) same
     WHERE line.id = same.id AND line.is_past AND same.counts
 RETURNING line.id
"""

_REFRESH_ITEMS = """
    UPDATE account_move_line item
       SET dunning_level = state.level,
           dunning_date = state.date,
           dunning_announced_amount = state.announced
      FROM (
            SELECT item.id,
                   CASE WHEN last.id IS NULL
                        THEN CASE WHEN opening.counts THEN COALESCE(item.dunning_opening_level, 0)
                                  ELSE 0 END
                        WHEN last.lowered_to >= 0 THEN last.lowered_to
                        ELSE last.level_after
                   END AS level,
                   COALESCE(last.sent_date,
                            CASE WHEN opening.counts THEN item.dunning_opening_date END) AS date,
                   last.announced
              FROM account_move_line item
         LEFT JOIN res_partner contact ON contact.id = item.partner_id
        CROSS JOIN LATERAL (
                    SELECT (item.dunning_opening_partner_id IS NULL
                            OR item.dunning_opening_partner_id = contact.commercial_partner_id)
                       AND (item.dunning_opening_terms IS NULL
                            OR item.dunning_opening_terms = %(terms)s) AS counts
                   ) opening
         LEFT JOIN LATERAL (
                    SELECT line.id, line.level_after, line.lowered_to, line.sent_date,
                           MAX(line.amount_residual) OVER () AS announced
                      FROM account_dunning_notice_line line
                     WHERE line.move_line_id = item.id
                       AND line.is_valid
                       AND line.is_past IS NOT TRUE
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

_FORGET = """
    UPDATE account_dunning_notice_line
       SET asked_terms = NULL, is_past = NULL
     WHERE id = ANY(%(ids)s)
 RETURNING id
"""

_NOTE_OPENING = """
    UPDATE account_move_line item
       SET dunning_opening_partner_id = contact.commercial_partner_id,
           dunning_opening_terms = %(terms)s
      FROM res_partner contact
     WHERE contact.id = item.partner_id AND item.id = ANY(%(ids)s)
 RETURNING item.id
"""

_MERGE_OPENINGS = """
    UPDATE account_move_line item
       SET dunning_opening_partner_id = %(partner)s
      FROM res_partner contact
     WHERE contact.id = item.partner_id
       AND contact.commercial_partner_id = ANY(%(gone)s)
       AND item.dunning_opening_partner_id = ANY(%(gone)s)
 RETURNING item.id
"""

# level or opening level: what is at level 0 may have been another customer's
_ASKED_OF_MOVES = """
    SELECT move.id
      FROM account_move move
     WHERE move.id = ANY(%(ids)s)
       AND (EXISTS (SELECT FROM account_dunning_notice_line line
                     WHERE line.move_id = move.id AND line.is_valid)
            OR EXISTS (SELECT FROM account_move_line item
                        WHERE item.move_id = move.id AND item.dunning_opening_level > 0))
"""

_FOLLOW_ITEMS = """
    UPDATE account_dunning_notice_line line
       SET move_line_id = item.id
      FROM account_move_line item
     WHERE line.move_id = ANY(%(ids)s)
       AND line.move_line_id IS NULL
       AND line.is_valid
       AND item.move_id = line.move_id
       AND item.display_type = 'payment_term'
       AND item.date_maturity = line.date_maturity
       AND item.amount_currency = line.amount_original
       AND NOT EXISTS (
            SELECT FROM account_move_line twin
             WHERE twin.move_id = item.move_id AND twin.display_type = 'payment_term'
               AND twin.date_maturity = item.date_maturity
               AND twin.amount_currency = item.amount_currency AND twin.id <> item.id)
 RETURNING line.id
"""

# charges in the books are those of the new item, too
_FOLLOW_CHARGES = """
    UPDATE account_dunning_charge charge
       SET move_line_id = line.move_line_id
      FROM account_dunning_notice_line line
     WHERE line.id = charge.line_id
       AND line.id = ANY(%(ids)s)
       AND charge.move_line_id IS NULL
 RETURNING charge.id
"""

_ASKED_OF_PARTNERS = """
    SELECT item.id
      FROM account_move_line item
      JOIN res_partner contact ON contact.id = item.partner_id
     WHERE (contact.id = ANY(%(ids)s) OR contact.commercial_partner_id = ANY(%(ids)s))
       AND item.reconciled IS NOT TRUE
       AND (item.dunning_opening_level > 0
            OR EXISTS (SELECT FROM account_dunning_notice_line line
                        WHERE line.move_line_id = item.id AND line.is_valid))
"""

_TAKE_MARKS_AWAY = """
    DELETE FROM account_dunning_mark mark
     USING account_move_line item
     WHERE item.id = mark.move_line_id
       AND item.id = ANY(%(ids)s)
       AND item.dunning_date >= mark.date
 RETURNING mark.id
"""
