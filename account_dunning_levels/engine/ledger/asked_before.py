"""What letters asked before of an item and was booked or waived."""

from collections import defaultdict
from decimal import Decimal

from odoo.tools import SQL

from ...rules.base.charges import FINE, KINDS
from ...rules.base.money import decimal_of
from ...rules.decide import notice_states

# the one fine of a letter, booked or waived, shared by its claims as they were open then, or alike
# by the invoices whose EUR 40 are in it; a letter of several currencies is in that of the company,
# as its total is
_SINGLE_FINES = """
    SELECT line.move_line_id,
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


def of_claims(claims):
    """What was booked for the items of claims, or waived on their other letters.

    :return: dict claim -> dict of ``fine`` and ``interest`` -> Decimal, in the claim's currency
    """
    env = claims.env
    items = claims.move_line_id.ids
    booked = {kind: defaultdict(Decimal) for kind in KINDS}
    for charge in env["account.dunning.charge"].search_fetch(
        [("is_live", "=", True), ("move_line_id", "in", items)],
        ["move_line_id", "kind", "claim_amount"],
    ):
        booked[charge.kind][charge.move_line_id.id] += decimal_of(charge.claim_amount)
    # what the reminder itself waived of its one fine is told apart, as with the fines of its lines
    own_waived = defaultdict(Decimal)
    for item_id, share, notice_id, is_waived in _single_fines(env, items):
        booked[FINE][item_id] += share
        if is_waived:
            own_waived[FINE, notice_id, item_id] += share
    waived = env["account.dunning.notice.line"].search_fetch(
        [
            ("move_line_id", "in", items),
            ("is_valid", "=", True),
            "|",
            ("waived_fine_amount", ">", 0),
            ("waived_interest_amount", ">", 0),
        ],
        ["move_line_id", "waived_fine_amount", "waived_interest_amount"],
    )
    by_item = waived.grouped("move_line_id")
    return {
        claim: {
            kind: booked[kind][claim.move_line_id.id]
            - own_waived[kind, claim.notice_id.id, claim.move_line_id.id]
            + sum(
                decimal_of(line[f"waived_{kind}_amount"])
                for line in by_item.get(claim.move_line_id, waived.browse()) - claim
            )
            for kind in KINDS
        }
        for claim in claims
    }


def single_fines():
    """SELECT of the shares of items in the fines of whole letters."""
    return SQL(_SINGLE_FINES, valid=list(notice_states.valid()))


def _single_fines(env, item_ids):
    """Yield (item id, its share of a single fine, id of its reminder, whether it was waived)."""
    env["account.dunning.charge"].flush_model()
    env["account.dunning.notice"].flush_model(["state", "waived_fine_amount"])
    env["account.dunning.notice.line"].flush_model(["outcome", "fine_amount"])
    for item_id, share, notice_id, is_waived in env.execute_query(
        SQL(
            "SELECT fine.move_line_id, fine.amount::text, fine.notice_id, fine.is_waived"
            " FROM (%s) fine WHERE fine.move_line_id = ANY(%s)",
            single_fines(),
            item_ids,
        )
    ):
        yield item_id, decimal_of(share), notice_id, is_waived
