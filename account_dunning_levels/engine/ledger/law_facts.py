"""What the laws ask about claims besides amount and due date."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

from ...rules.base.lateness import add_months
from ...rules.base.money import ZERO
from ...rules.decide import channels
from ...rules.law import waiting
from ...rules.law.claims import OWN, Announced, Facts
from ...rules.law.fee_rules import ONCE_MONTHS
from ..store import named_rows
from ..store.named_rows import NumericText


def read_facts(env, company, settings, customers, items):
    """What the laws ask about claims besides amount and due date: one statement for all.

    :param dict customers: id -> :class:`ledger.customer_facts.Customer`
    :param items: :class:`rules.decide.values.Item` objects, credits too
    :return: dict item id -> :class:`rules.law.claims.Facts`; without those of whom nothing is known
        or nothing matters
    """
    asking, waiting_for, formal_for = _asking(settings, customers)
    claims = [item for item in items if item.customer_id in asking and item.residual > ZERO]
    if not claims:
        return {}
    source = SQL(
        _READ_ITEMS,
        ids=[item.id for item in claims],
        must_be_complete=[item.customer_id in waiting_for for item in claims],
        must_be_formal=[item.customer_id in formal_for for item in claims],
    )
    rows = _fetch(env, company, settings, customers, asking, source)
    return facts_of(rows, settings, customers, claims)


def fetch_gathered(env, company, settings, customers, places):
    """The same for all items from place to place in ``dunning_fact``, where what the ledger says of
    them is at hand; as rows for :func:`facts_of`.

    :param places: (first, last)
    """
    asking, waiting_for, formal_for = _asking(settings, customers)
    if not asking:
        return []
    source = SQL(
        _GATHERED_ITEMS,
        must_be_complete=_is_one_of(waiting_for, asking),
        must_be_formal=_is_one_of(formal_for, asking),
        of_asking=_of_asking(asking) if len(asking) < len(customers) else SQL(),
        first=places[0],
        last=places[1],
    )
    return _fetch(env, company, settings, customers, asking, source)


def facts_of(rows, settings, customers, items):
    """What was fetched, as :func:`read_facts` returns it; asks the database nothing."""
    by_id = {item.id: item for item in items}
    found, announced = {}, {}
    for row in rows:
        item = by_id[row.id]
        rates = settings.law_of(customers[item.customer_id]).euro_rates
        found[row.id] = _facts(row, item, rates, announced)
    return found


def _asking(settings, customers):
    """Ids of customers whose law asks anything, of those whom it lets wait for a letter, and of
    those whose interest counts from a formal notice."""
    laws = {key: settings.law_of(customer) for key, customer in customers.items()}
    asking = {key for key, law in laws.items() if law and not law.is_contract}
    waiting_for = {key for key in asking if laws[key].profile.waiting}
    formal_for = {key for key in asking if laws[key].profile.start_rule.needs_formal_notice}
    return asking, waiting_for, formal_for


def _fetch(env, company, settings, customers, asking, items):
    laws = [settings.law_of(customers[key]) for key in asking]
    profiles = {law.profile for law in laws}
    source = SQL(
        _FACTS,
        items=items,
        with_delivery=any(profile.start_rule.needs_delivery for profile in profiles),
        received=channels.codes(lambda channel: channel.received_as),
        by_post=channels.codes(_goes_by_post),
        company=company.id,
        settled=SQL(_SETTLED),
        **_costs_once(profiles, company, settings.context.key_date),
        # what the law gives it gives again
        with_stated=any(law.charging.timing.terms.figures == OWN for law in laws),
    )
    return named_rows.read(env, LawRow, source)


def _costs_once(profiles, company, key_date):
    """SQL on costs that instalments of an invoice owe once, where the law of anybody says so."""
    if not any(profile.fee_rule.once_per_invoice for profile in profiles):
        return {"costs": SQL(), "asked_elsewhere": SQL("FALSE")}
    return {
        "costs": SQL(_COSTS, company=company.id, since=add_months(key_date, -ONCE_MONTHS)),
        "asked_elsewhere": SQL("COALESCE(costs.item_id <> item.id, FALSE)"),
    }


def _is_one_of(customers, asking):
    """SQL: whether the item in ``dunning_fact`` is one of these customers', who are among those
    ``asking``: a number for each only where they differ."""
    if not customers or customers == asking:
        return SQL("%s", bool(customers))
    return SQL("fact.letter_to = ANY(%s)", list(customers))


def _of_asking(asking):
    return SQL("AND fact.letter_to = ANY(%s)", list(asking))


class LawRow(NamedTuple):
    """A claim as ``_FACTS`` reads it; the last five are of the letter that warned of it.

    :ivar country: code of the country to which it went by post
    :ivar days, amounts: of what was paid on it, in order of days; amounts as text
    :ivar stated: the highest fine of its letters that is neither booked nor waived
    """

    id: int
    move_id: int
    delivery: date
    warned_on: date
    channel: str
    is_compensated: bool
    instalments: int
    days: list
    amounts: list
    stated: NumericText
    letter_id: int
    announced: NumericText
    currency_id: int
    warned_amount: NumericText
    country: str


def _facts(row, item, euro_rates, announced):
    """
    :param dict announced: key of a letter -> :class:`Announced`, of rows before this one
    """
    letter_id = row.letter_id
    if letter_id is not None and letter_id not in announced:
        announced[letter_id] = _announced(
            letter_id, row.announced, row.currency_id, euro_rates or {}
        )
    payments = ()
    if row.days:
        payments = tuple(zip(row.days, map(Decimal, row.amounts), strict=True))
    return Facts(
        warned_on=row.warned_on,
        warned_by=_received_as(row.channel),
        invoice=row.move_id,
        invoice_date=item.invoice_date,
        compensated=row.is_compensated,
        payments=payments,
        delivery=row.delivery,
        announced=announced.get(letter_id),
        warned_amount=Decimal(row.warned_amount) if row.warned_amount else None,
        stated=Decimal(row.stated) if row.stated else ZERO,
        warned_in=row.country or "",
        instalments=row.instalments,
    )


def _goes_by_post(channel):
    return bool(channel.received_as) and waiting.receipt_of(channel.received_as).is_post


def _received_as(channel):
    """How the law counts the receipt of a letter; of none, as of one by post."""
    return channels.of(channel).received_as if channel else waiting.POST


def _announced(letter_id, amount, currency_id, euro_rates):
    """What the letter announced; nothing when its currency has no rate any more: what cannot be
    compared is not asked, and no rate is guessed."""
    if currency_id not in euro_rates:
        return Announced(letter_id, ZERO)
    return Announced(letter_id, Decimal(amount), euro_rates[currency_id])


# A call is no reminder on a durable medium. Free time counts from a letter that says all the law
# asks (a Belgian first reminder, a Dutch fourteen-day letter), and from no other; French interest
# counts from a formal notice. Of an invoice in instalments one carries the EUR 40, and goes on to
# carry them until they are booked or waived: what was only stated is asked again. All of it counts
# for who was asked, and for nobody else.
_FACTS = """
      WITH item AS MATERIALIZED (%(items)s)
    SELECT item.id,
           item.move_id,
           CASE WHEN %(with_delivery)s
                THEN (SELECT move.delivery_date FROM account_move move
                       WHERE move.id = item.move_id) END AS delivery,
           letter.date AS warned_on,
           letter.channel,
           COALESCE(compensated.is_settled OR compensated.bearer_id <> item.id, FALSE)
               OR %(asked_elsewhere)s AS is_compensated,
           item.instalments,
           paid.days,
           paid.amounts,
           stated.amount AS stated,
           letter.id AS letter_id,
           letter.announced,
           letter.currency_id,
           letter.warned_amount,
           CASE WHEN letter.channel = ANY(%(by_post)s)
                THEN (SELECT LOWER(country.code)
                        FROM res_partner recipient
                        JOIN res_partner customer ON customer.id = recipient.commercial_partner_id
                        JOIN res_country country
                          ON country.id = COALESCE(recipient.country_id, customer.country_id)
                       WHERE recipient.id = letter.recipient_id) END AS country
      FROM item
           %(costs)s
 LEFT JOIN (
            SELECT line.move_id, line.partner_id,
                   BOOL_OR(%(settled)s) AS is_settled,
                   (ARRAY_AGG(line.move_line_id ORDER BY line.sent_date DESC, line.id DESC)
                    FILTER (WHERE line.is_past IS NOT TRUE
                              AND bearer.parent_state = 'posted'
                              AND bearer.amount_residual_currency > 0))[1] AS bearer_id
              FROM account_dunning_notice_line line
              JOIN account_dunning_notice notice ON notice.id = line.notice_id
         LEFT JOIN account_move_line bearer ON bearer.id = line.move_line_id
             WHERE line.has_compensation AND line.is_valid AND line.company_id = %(company)s
               AND line.move_id IN (SELECT move_id FROM item)
          GROUP BY line.move_id, line.partner_id
           ) compensated
        ON compensated.move_id = item.move_id AND compensated.partner_id = item.debtor_id
 LEFT JOIN LATERAL (
            SELECT MAX(line.fine_amount) AS amount
              FROM account_dunning_notice_line line
              JOIN account_dunning_notice notice ON notice.id = line.notice_id
             WHERE %(with_stated)s AND item.is_reminded
               AND line.move_line_id = item.id AND line.is_valid AND line.is_past IS NOT TRUE
               AND line.fine_amount > 0 AND NOT %(settled)s
           ) stated ON TRUE
 LEFT JOIN LATERAL (
            SELECT line.sent_date AS date, notice.channel, line.amount_residual AS warned_amount,
                   CASE WHEN item.must_be_complete THEN notice.id END AS id,
                   COALESCE(notice.announced_amount, 0) AS announced,
                   notice.currency_id,
                   notice.recipient_id
              FROM account_dunning_notice_line line
              JOIN account_dunning_notice notice ON notice.id = line.notice_id
             WHERE item.is_reminded
               AND line.move_line_id = item.id AND line.is_valid AND line.is_past IS NOT TRUE
               AND notice.channel = ANY(%(received)s)
               AND (notice.is_complete_by_law OR NOT item.must_be_complete)
               AND (notice.is_formal_notice OR NOT item.must_be_formal)
          ORDER BY line.sent_date, line.id
             LIMIT 1
           ) letter ON TRUE
 LEFT JOIN LATERAL (
            SELECT ARRAY_AGG(payment.date ORDER BY payment.date, partial.id) AS days,
                   ARRAY_AGG(partial.debit_amount_currency::text
                             ORDER BY payment.date, partial.id) AS amounts
              FROM account_partial_reconcile partial
              JOIN account_move_line payment ON payment.id = partial.credit_move_id
             WHERE item.is_partly_paid
               AND partial.debit_move_id = item.id AND partial.debit_amount_currency > 0
           ) paid ON TRUE
     WHERE item.is_reminded
        OR item.is_partly_paid
        OR item.instalments > 1
        OR %(asked_elsewhere)s
        OR compensated.move_id IS NOT NULL
        OR %(with_delivery)s
"""

# costs that instalments of an invoice owe once: with which of them letters of the last months asked
# them; few rows, and only where a law says so
_COSTS = """
 LEFT JOIN (
            SELECT line.move_id, line.partner_id,
                   (ARRAY_AGG(line.move_line_id ORDER BY line.sent_date DESC, line.id DESC))[1]
                       AS item_id
              FROM account_dunning_notice_line line
             WHERE line.has_instalment_costs AND line.is_valid AND line.company_id = %(company)s
               AND line.is_past IS NOT TRUE
               AND line.sent_date >= %(since)s
               AND line.move_id IN (SELECT move_id FROM item)
          GROUP BY line.move_id, line.partner_id
           ) costs
        ON costs.move_id = item.move_id AND costs.partner_id = item.debtor_id
"""

# whether the fine of a letter's line is in the books, or waived
_SETTLED = """(
    COALESCE(line.waived_fine_amount, 0) > 0
    OR (COALESCE(notice.waived_fine_amount, 0) > 0 AND COALESCE(line.fine_amount, 0) = 0)
    OR EXISTS (SELECT FROM account_dunning_charge charge
                WHERE charge.notice_id = notice.id AND charge.is_live AND charge.kind = 'fine'
                  AND (charge.line_id = line.id OR charge.line_id IS NULL))
)"""

_READ_ITEMS = """
    SELECT item.id,
           item.move_id,
           contact.commercial_partner_id AS debtor_id,
           asked.must_be_complete,
           asked.must_be_formal,
           COALESCE(item.dunning_level, 0) > 0 AS is_reminded,
           item.amount_residual_currency <> item.amount_currency AS is_partly_paid,
           (SELECT COUNT(*) FROM account_move_line other
             WHERE other.move_id = item.move_id AND other.account_id = item.account_id)
               AS instalments
      FROM UNNEST(%(ids)s, %(must_be_complete)s, %(must_be_formal)s)
           AS asked (id, must_be_complete, must_be_formal)
      JOIN account_move_line item ON item.id = asked.id
      JOIN res_partner contact ON contact.id = item.partner_id
"""

# the same from what gathering.gather found
_GATHERED_ITEMS = """
    SELECT fact.id,
           fact.move_id,
           fact.debtor_id,
           %(must_be_complete)s AS must_be_complete,
           %(must_be_formal)s AS must_be_formal,
           fact.level > 0 AS is_reminded,
           fact.residual <> fact.original AS is_partly_paid,
           COUNT(*) OVER (PARTITION BY fact.move_id) AS instalments
      FROM dunning_fact fact
     WHERE fact.place BETWEEN %(first)s AND %(last)s
       AND fact.residual > 0
       %(of_asking)s
"""
