"""What the rules need to know about customers and the contacts their letters go to."""

from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from ...rules.decide import channels, notice_states
from . import blocks


class Customer(NamedTuple):
    """A debtor and the contact its letters go to.

    :ivar blocked: ``disabled``, ``hold`` or the kind of its hold (see :func:`_block`), or empty
    :ivar hold_id, hold_end: the hold of the whole customer, and its last day
    :ivar promise: ``broken`` when it broke a promise in the last year, ``late`` when the day of
        one lies before the key date, ``open`` when it has promised to pay something, or empty
    :ivar last_date: date of its last valid reminder
    :ivar can_email: the recipient has a valid address that is not on the blacklist
    :ivar is_consumer: what its law goes by
    """

    id: int
    name: str
    blocked: str
    send_email: bool
    categories: tuple
    tags: frozenset
    user_id: int | None
    recipient_id: int
    recipient_lang: str | None
    has_email: bool
    can_email: bool
    last_date: date | None
    hold_id: int | None = None
    hold_end: date | None = None
    promise: str = ""
    is_consumer: bool = False

    @property
    def lacks(self):
        """What the recipient lacks (:func:`rules.decide.channels.fitting`)."""
        return channels.lacks_of(
            wants_email=self.send_email, has_address=self.has_email, is_valid=self.can_email
        )


def read_customers(env, company, debtor_ids, key_date, skip_run_id=None):
    """Return debtor id -> :class:`Customer`.

    :param int skip_run_id: run whose own letters do not count as the last reminder
    """
    env.flush_all()  # the SQL here and in read_items sees only what is written
    holds = env["account.dunning.hold"]
    today = company._dunning_today()
    rows = env.execute_query(
        SQL(
            _CUSTOMERS,
            ids=list(debtor_ids),
            company=company.id,
            run=skip_run_id or 0,
            key_date=key_date,
            in_force=holds._sql_in_force("hold", key_date, today),
            valid=list(notice_states.valid()),
        )
    )
    return {row[0]: _customer(row) for row in rows}


def _customer(row):
    (
        debtor_id,
        name,
        enabled,
        send_email,
        user_id,
        hold_id,
        hold_kind,
        hold_end,
        promise,
        categories,
        tags,
        recipient_id,
        lang,
        email,
        normalized,
        blacklisted,
        last_date,
        is_consumer,
    ) = row
    block = blocks.of_debtor(enabled, hold_id, hold_kind, hold_end)
    # by position: in a run there are many
    return Customer(
        debtor_id,
        name or "",
        block.code,
        send_email is not False,
        tuple(categories),
        frozenset(tags),
        user_id,
        recipient_id,
        lang,
        bool((email or "").strip()),
        bool(normalized) and not blacklisted,
        last_date,
        block.hold_id,
        block.end,
        promise or "",
        # unknown: protected
        is_consumer is not False,
    )


def read_branches(env, company, customer_ids, key_date):
    """Debtor id -> (id of its head office, its own :class:`Block`).

    Only debtors whose items stand on the letters of one of ``customer_ids``.
    """
    in_force = env["account.dunning.hold"]._sql_in_force("hold", key_date, company._dunning_today())
    rows = env.execute_query(
        SQL(
            """
            SELECT debtor.id,
                   debtor.dunning_head_office_id,
                   debtor.dunning_enabled,
                   held.id,
                   held.kind,
                   held.date_last
              FROM res_partner debtor
 LEFT JOIN LATERAL (
                    SELECT hold.id, hold.kind, hold.date_last
                      FROM account_dunning_hold hold
                     WHERE hold.partner_id = debtor.id
                       AND hold.company_id = %(company)s
                       AND %(in_force)s
                  ORDER BY hold.date_last DESC NULLS FIRST, hold.id DESC
                     LIMIT 1
                   ) held ON TRUE
             WHERE debtor.dunning_head_office_id = ANY(%(ids)s)
            """,
            company=company.id,
            in_force=in_force,
            ids=customer_ids,
        )
    )
    return {
        debtor_id: (head_id, blocks.of_debtor(enabled, hold_id, kind, end))
        for debtor_id, head_id, enabled, hold_id, kind, end in rows
    }


_CUSTOMERS = """
    SELECT debtor.id,
           debtor.name,
           debtor.dunning_enabled,
           debtor.dunning_send_email,
           COALESCE(debtor.dunning_user_id, debtor.user_id),
           held.id,
           held.kind,
           held.date_last,
           promised.found,
           ARRAY(SELECT own.category_id FROM res_partner_dunning_category own
                  WHERE own.partner_id = debtor.id ORDER BY own.sequence, own.id),
           ARRAY(SELECT tag.category_id FROM res_partner_res_partner_category_rel tag
                  WHERE tag.partner_id = debtor.id),
           recipient.id,
           recipient.lang,
           recipient.email,
           recipient.email_normalized,
           EXISTS (SELECT 1 FROM mail_blacklist black
                    WHERE black.active AND black.email = recipient.email_normalized),
           (SELECT MAX(notice.date) FROM account_dunning_notice notice
             WHERE notice.partner_id = debtor.id
               AND notice.company_id = %(company)s
               AND notice.state = ANY(%(valid)s)
               AND notice.run_id <> %(run)s),
           debtor.dunning_is_consumer
      FROM res_partner debtor
      JOIN LATERAL (
            SELECT contact.id, contact.lang, contact.email, contact.email_normalized
              FROM res_partner contact
             WHERE contact.commercial_partner_id = debtor.id
               AND (contact.id = debtor.id
                    OR (contact.active AND (contact.dunning_recipient OR contact.type = 'invoice')))
          ORDER BY COALESCE(contact.dunning_recipient, FALSE) DESC,
                   contact.type = 'invoice' AND contact.id <> debtor.id DESC,
                   contact.id
             LIMIT 1
           ) recipient ON TRUE
 LEFT JOIN (
            SELECT DISTINCT ON (hold.partner_id)
                   hold.partner_id, hold.id, hold.kind, hold.date_last
              FROM account_dunning_hold hold
             WHERE hold.partner_id = ANY(%(ids)s)
               AND hold.company_id = %(company)s
               AND %(in_force)s
          ORDER BY hold.partner_id, hold.date_last DESC NULLS FIRST, hold.id DESC
           ) held ON held.partner_id = debtor.id
 LEFT JOIN (
            -- the worst: 'broken' sorts before 'late' before 'open'
            SELECT hold.debtor_id,
                   MIN(CASE WHEN hold.state = 'broken' THEN 'broken'
                            WHEN hold.date_last < %(key_date)s THEN 'late'
                            ELSE 'open' END) AS found
              FROM account_dunning_hold hold
             WHERE hold.company_id = %(company)s
               AND hold.debtor_id = ANY(%(ids)s)
               AND hold.active
               AND hold.kind IN ('promise', 'plan')
               AND (hold.state IN ('upcoming', 'in_force')
                    OR (hold.state = 'broken' AND hold.broken_date > %(key_date)s::date - 365))
          GROUP BY hold.debtor_id
           ) promised ON promised.debtor_id = debtor.id
     WHERE debtor.id = ANY(%(ids)s)
"""
