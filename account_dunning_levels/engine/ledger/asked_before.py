"""What letters asked before of an item and was booked or waived, for the debtor who was asked.

The rule is one SQL text: for all items with the facts of a run (:func:`sums`), for some of them
when a letter is made or sent (:func:`of_claims`).
"""

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

from ...rules.base.charges import KINDS
from ...rules.base.money import ZERO
from ...rules.decide import notice_states
from ..store import named_rows
from ..store.named_rows import NumericText

# the one fine of a letter, booked or waived, shared by its claims as they were open then, or alike
# by the invoices whose EUR 40 are in it; a letter of several currencies is in that of the company,
# as its total is
_SINGLE_FINES = """
    SELECT line.move_line_id,
           line.partner_id AS debtor_id,
           'fine' AS kind,
           CASE WHEN NOT BOOL_AND(line.currency_id = notice.currency_id) OVER letter
                THEN single.amount * line.amount_residual / notice.amount_residual
                WHEN BOOL_OR(line.has_compensation) OVER letter
                THEN CASE WHEN line.has_compensation THEN single.amount ELSE 0 END
                     / COUNT(*) FILTER (WHERE line.has_compensation) OVER letter
                ELSE single.amount * line.amount_residual
                     / SUM(line.amount_residual) OVER letter END AS amount,
           notice.id AS notice_id,
           single.is_waived
      FROM (
            SELECT charge.notice_id, charge.amount, FALSE AS is_waived
              FROM account_dunning_charge charge
             WHERE charge.is_live AND charge.line_id IS NULL
             UNION ALL
            SELECT letter.id, letter.waived_fine_amount, TRUE
              FROM account_dunning_notice letter
             WHERE letter.waived_fine_amount > 0 AND letter.state = ANY(%(valid)s)
               AND NOT EXISTS (SELECT FROM account_dunning_notice_line fined
                                WHERE fined.notice_id = letter.id AND fined.fine_amount > 0)
           ) single
      JOIN account_dunning_notice notice ON notice.id = single.notice_id
      JOIN account_dunning_notice_line line ON line.notice_id = single.notice_id
     WHERE line.outcome = 'claim'
    WINDOW letter AS (PARTITION BY notice.id, single.is_waived)
"""

# waived_by: the reminder whose charge was waived, NULL when it was booked
_ASKED = """
    SELECT charge.move_line_id, line.partner_id AS debtor_id, charge.kind,
           charge.claim_amount AS amount, NULL::int AS waived_by
      FROM account_dunning_charge charge
      JOIN account_dunning_notice_line line ON line.id = charge.line_id
     WHERE charge.is_live AND charge.move_line_id IS NOT NULL
     UNION ALL
    SELECT single.move_line_id, single.debtor_id, single.kind, single.amount,
           CASE WHEN single.is_waived THEN single.notice_id END
      FROM (%(single_fines)s) single
     UNION ALL
    SELECT line.move_line_id, line.partner_id, 'interest', line.waived_interest_amount,
           line.notice_id
      FROM account_dunning_notice_line line
     WHERE line.is_valid AND line.waived_interest_amount > 0
     UNION ALL
    SELECT line.move_line_id, line.partner_id, 'fine', line.waived_fine_amount, line.notice_id
      FROM account_dunning_notice_line line
     WHERE line.is_valid AND line.waived_fine_amount > 0
"""

#: what the SQL reads, and may wait to be written
_READ = {
    "account.dunning.charge": None,
    "account.dunning.notice": (
        "amount_residual",
        "currency_id",
        "state",
        "waived_fine_amount",
    ),
    "account.dunning.notice.line": (
        "amount_residual",
        "currency_id",
        "fine_amount",
        "has_compensation",
        "is_valid",
        "outcome",
        "partner_id",
        "waived_fine_amount",
        "waived_interest_amount",
    ),
}


def sums():
    """SELECT ``move_line_id``, ``debtor_id``, ``interest`` and ``fine`` of all items of which
    something was asked.

    :return: SQL, amounts in the currency of the item; few rows
    """
    return SQL(
        """
        SELECT asked.move_line_id,
               asked.debtor_id,
               SUM(asked.amount) FILTER (WHERE asked.kind = 'interest') AS interest,
               SUM(asked.amount) FILTER (WHERE asked.kind = 'fine') AS fine
          FROM (%s) asked
      GROUP BY asked.move_line_id, asked.debtor_id
        """,
        _asked(),
    )


class _Asked(NamedTuple):
    """One charge of an item as ``_ASKED`` reads it."""

    move_line_id: int
    debtor_id: int
    kind: str
    amount: NumericText
    waived_by: int


def of_claims(claims):
    """What was booked for the items of claims, or waived on their other letters.

    :return: dict claim -> dict of ``fine`` and ``interest`` -> Decimal, in the claim's currency
    """
    asked = defaultdict(list)
    for row in _asked_of(claims.env, claims.move_line_id.ids):
        asked[row.move_line_id, row.debtor_id].append(row)
    result = {}
    for claim in claims:
        of_debtor = asked[claim.move_line_id.id, claim.partner_id.id]
        result[claim] = {kind: _sum(of_debtor, kind, claim.notice_id) for kind in KINDS}
    return result


def _sum(asked, kind, notice):
    """What was asked of one item but for what ``notice`` itself waived."""
    return sum(
        (Decimal(row.amount) for row in asked if row.kind == kind and row.waived_by != notice.id),
        ZERO,
    )


def _asked():
    return SQL(_ASKED, single_fines=SQL(_SINGLE_FINES, valid=list(notice_states.valid())))


def _asked_of(env, item_ids):
    for model, names in _READ.items():
        env[model].flush_model(names)
    of_items = SQL("WHERE source.move_line_id = ANY(%s)", item_ids)
    return named_rows.read(env, _Asked, _asked(), of_items)
