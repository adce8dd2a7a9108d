"""When open items can no longer be enforced: their facts in one statement, judged by the law."""

from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from ...rules.decide import notice_states
from ...rules.law import countries, time_bars
from ..store import named_rows
from ..terms import chosen


class ItemFacts(NamedTuple):
    """What a time bar goes by.

    :ivar debtor_id: the commercial partner
    :ivar nature: ``consumer``, ``business`` or ``public``
    :ivar letters: days on which reminders left in writing; empty where none did
    """

    id: int
    move_id: int
    debtor_id: int
    name: str
    due: date
    nature: str
    letters: list


def bars_of(company):
    """The time bars of a company's country, empty where they are not known."""
    country = countries.of(chosen.country(company).code)
    return country.time_bars if country else ()


def of_items(company, item_ids=None, due_until=None):
    """Open claims of a company, each with the day on which it is lost at the earliest.

    :param item_ids: only these; None: all of the company
    :param due_until: only those due up to this day
    :return: list of (:class:`ItemFacts`, :class:`rules.law.time_bars.Lost` or None)
    """
    bars = bars_of(company)
    # sudo: an option of the company, whoever asks
    kind = company.sudo().dunning_claim_kind
    company.env.flush_all()
    source = SQL(
        _ITEMS,
        company=company.id,
        valid=tuple(notice_states.valid()),
        only=SQL("AND item.id = ANY(%s)", list(item_ids)) if item_ids is not None else SQL(),
        until=SQL("AND item.date_maturity <= %s", due_until) if due_until else SQL(),
    )
    rows = named_rows.read(company.env, ItemFacts, source, SQL("ORDER BY source.due, source.id"))
    return [
        (row, time_bars.lost_on(bars, row.nature, kind, row.due, row.letters or ())) for row in rows
    ]


_ITEMS = """
    SELECT item.id, item.move_id, debtor.id AS debtor_id,
           COALESCE(NULLIF(item.move_name, '/'), item.name, '') AS name,
           item.date_maturity AS due,
           CASE WHEN debtor.dunning_nature = 'public' THEN 'public'
                WHEN debtor.dunning_is_consumer IS NOT FALSE THEN 'consumer'
                ELSE 'business' END AS nature,
           letter.days AS letters
      FROM account_move_line item
      JOIN account_account account ON account.id = item.account_id
      JOIN res_partner contact ON contact.id = item.partner_id
      JOIN res_partner debtor ON debtor.id = contact.commercial_partner_id
 LEFT JOIN LATERAL (
            SELECT ARRAY_AGG(notice.date) AS days
              FROM account_dunning_notice_line line
              JOIN account_dunning_notice notice ON notice.id = line.notice_id
             WHERE line.move_line_id = item.id
               AND line.outcome = 'claim'
               AND notice.state IN %(valid)s
               -- a phone call is no letter
               AND notice.attachment_id IS NOT NULL
           ) letter ON TRUE
     WHERE item.company_id = %(company)s
       AND item.parent_state = 'posted'
       AND item.reconciled IS NOT TRUE
       AND item.amount_residual_currency > 0
       AND item.date_maturity IS NOT NULL
       AND account.account_type = 'asset_receivable'
       %(only)s %(until)s
"""
