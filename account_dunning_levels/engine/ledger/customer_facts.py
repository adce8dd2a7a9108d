"""What the rules need to know about customers and the contacts their letters go to."""

from collections import defaultdict
from datetime import date
from typing import NamedTuple

from odoo.tools import SQL

from ...rules.decide import channels, notice_states
from ..signs import addresses
from ..store import by_company, named_rows
from . import blocks, in_force


class Recipient(NamedTuple):
    """A contact that letters can go to.

    :ivar email: :class:`.addresses.Mailable`
    :ivar has_postal: it has a street, or the customer has
    """

    id: int
    lang: str | None
    email: addresses.Mailable
    has_postal: bool


class Customer(NamedTuple):
    """A debtor and the contact its letters go to.

    :ivar blocked: ``disabled``, ``hold`` or the kind of its hold (:mod:`ledger.blocks`), or empty
    :ivar hold_id, hold_end: the hold of the whole customer, and its last day
    :ivar promise: ``broken`` when it broke a promise in the last year, ``late`` when the day of
        one lies before the key date, ``open`` when it has promised to pay something, or empty
    :ivar last_date: date of its last valid reminder
    :ivar email, has_postal: of the recipient, see :class:`Recipient`
    :ivar is_consumer, is_public: what its law goes by
    :ivar invoice_addresses: :class:`Recipient` objects, when there are several and none of them is
        marked: the items of a letter say which one gets it
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
    email: addresses.Mailable
    has_postal: bool
    last_date: date | None
    hold_id: int | None = None
    hold_end: date | None = None
    promise: str = ""
    is_consumer: bool = False
    is_public: bool = False
    invoice_addresses: tuple = ()

    @property
    def lacks(self):
        """What the recipient lacks (:func:`rules.decide.channels.fitting`)."""
        return channels.lacks_of(
            wants_email=self.send_email, obstacle=self.email.obstacle, has_postal=self.has_postal
        )

    def written_to(self, contact_ids):
        """The customer with the recipient of one letter, and the code of a warning or empty.

        Of several invoice addresses it is the one that all its invoices name, else the first.

        :param contact_ids: the contacts that the invoices of its claims name
        """
        if not self.invoice_addresses:
            return self, ""
        named = set(contact_ids)
        for recipient in self.invoice_addresses:
            if named == {recipient.id}:
                own = {
                    "recipient_id": recipient.id,
                    "recipient_lang": recipient.lang,
                    "email": recipient.email,
                    "has_postal": recipient.has_postal,
                }
                return self._replace(**own), ""
        return self, "several_invoice_addresses"

    def lacks_by_letter(self, contacts):
        """As :attr:`lacks`, or a function of the claims of a letter where those decide.

        :param dict contacts: item id -> id of the contact that its invoice names
        """
        if not self.invoice_addresses:
            return self.lacks
        return lambda verdicts: self.written_to([contacts[v.item.id] for v in verdicts])[0].lacks


def read_customers(env, company, debtor_ids, as_of, skip_run_id=None):
    """Return debtor id -> :class:`Customer`.

    :param int skip_run_id: run whose own letters do not count as the last reminder
    """
    env.flush_all()  # the SQL here and in read_items sees only what is written
    source = SQL(
        _CUSTOMERS,
        ids=list(debtor_ids),
        company=company.id,
        run=skip_run_id or 0,
        as_of=as_of,
        in_force=in_force.for_company("hold", company, as_of),
        shown_first=in_force.shown_first("hold"),
        valid=list(notice_states.valid()),
        enabled=by_company.setting(company, "debtor", "dunning_enabled"),
        send_email=by_company.setting(company, "debtor", "dunning_send_email"),
        responsible=by_company.setting(company, "debtor", "dunning_user_id"),
        is_recipient=by_company.setting(company, "contact", "dunning_recipient"),
    )
    rows = named_rows.read(env, _CustomerRow, source)
    several = _invoice_addresses(env, [row.id for row in rows if row.has_several])
    texts = [row.email for row in rows]
    texts += [contact.email for contacts in several.values() for contact in contacts]
    emails = addresses.mailable(env, texts)
    return {row.id: _customer(row, emails, several.get(row.id, ())) for row in rows}


class _ContactRow(NamedTuple):
    """An invoice address as ``_INVOICE_ADDRESSES`` reads it."""

    debtor_id: int
    id: int
    lang: str
    email: str
    has_postal: bool


def _invoice_addresses(env, debtor_ids):
    """Debtor id -> list of its invoice addresses; few customers have several."""
    found = defaultdict(list)
    if debtor_ids:
        source = SQL(_INVOICE_ADDRESSES, ids=debtor_ids)
        for row in named_rows.read(env, _ContactRow, source, SQL("ORDER BY source.id")):
            found[row.debtor_id].append(row)
    return found


class _CustomerRow(NamedTuple):
    """A customer as ``_CUSTOMERS`` reads it."""

    id: int
    name: str
    enabled: bool
    send_email: bool
    user_id: int
    hold_id: int
    hold_kind: str
    hold_end: date
    promise: str
    categories: list
    tags: list
    recipient_id: int
    recipient_lang: str
    email: str
    has_postal: bool
    has_several: bool
    last_date: date
    is_consumer: bool
    is_public: bool


def _customer(row, emails, contacts):
    block = blocks.of_debtor(row.enabled, row.hold_id, row.hold_kind, row.hold_end)
    return Customer(
        id=row.id,
        name=row.name or "",
        blocked=block.code,
        send_email=row.send_email is not False,
        categories=tuple(row.categories),
        tags=frozenset(row.tags),
        user_id=row.user_id,
        recipient_id=row.recipient_id,
        recipient_lang=row.recipient_lang,
        email=emails[row.email],
        has_postal=row.has_postal,
        last_date=row.last_date,
        hold_id=block.hold_id,
        hold_end=block.end,
        promise=row.promise or "",
        # unknown: protected
        is_consumer=row.is_consumer is not False,
        is_public=row.is_public,
        invoice_addresses=tuple(
            Recipient(contact.id, contact.lang, emails[contact.email], contact.has_postal)
            for contact in contacts
        ),
    )


def read_branches(env, company, customer_ids, as_of):
    """Debtor id -> (id of its head office, its own :class:`.blocks.Block`).

    Only debtors whose items stand on the letters of one of ``customer_ids``.
    """
    source = SQL(
        _BRANCHES,
        company=company.id,
        in_force=in_force.for_company("hold", company, as_of),
        shown_first=in_force.shown_first("hold"),
        ids=customer_ids,
        enabled=by_company.setting(company, "debtor", "dunning_enabled"),
        head_office=by_company.setting(company, "debtor", "dunning_head_office_id"),
        has_head_office=by_company.is_kept("debtor", "dunning_head_office_id"),
    )
    return {
        row.id: (
            row.head_office_id,
            blocks.of_debtor(row.enabled, row.hold_id, row.hold_kind, row.hold_end),
        )
        for row in named_rows.read(env, _BranchRow, source)
    }


class _BranchRow(NamedTuple):
    """A debtor with a head office as ``_BRANCHES`` reads it."""

    id: int
    head_office_id: int
    enabled: bool
    hold_id: int
    hold_kind: str
    hold_end: date


_BRANCHES = """
    SELECT debtor.id,
           %(head_office)s AS head_office_id,
           %(enabled)s AS enabled,
           held.id AS hold_id,
           held.kind AS hold_kind,
           held.date_last AS hold_end
      FROM res_partner debtor
 LEFT JOIN LATERAL (
            SELECT hold.id, hold.kind, hold.date_last
              FROM account_dunning_hold hold
             WHERE hold.partner_id = debtor.id
               AND hold.company_id = %(company)s
               AND %(in_force)s
          ORDER BY %(shown_first)s
             LIMIT 1
           ) held ON TRUE
     WHERE %(has_head_office)s
       AND %(head_office)s = ANY(%(ids)s)
"""

_CUSTOMERS = """
    SELECT debtor.id,
           debtor.name,
           %(enabled)s AS enabled,
           %(send_email)s AS send_email,
           COALESCE(%(responsible)s, debtor.user_id) AS user_id,
           held.id AS hold_id,
           held.kind AS hold_kind,
           held.date_last AS hold_end,
           promised.found AS promise,
           ARRAY(SELECT own.category_id FROM res_partner_dunning_category own
                  WHERE own.partner_id = debtor.id
                    AND own.company_id = %(company)s
               ORDER BY own.sequence, own.id) AS categories,
           ARRAY(SELECT tag.category_id FROM res_partner_res_partner_category_rel tag
                  WHERE tag.partner_id = debtor.id) AS tags,
           recipient.id AS recipient_id,
           recipient.lang AS recipient_lang,
           recipient.email,
           recipient.has_street OR BTRIM(CONCAT(debtor.street, debtor.street2)) <> ''
               AS has_postal,
           recipient.invoice_addresses > 1 AND NOT recipient.is_marked AS has_several,
           (SELECT MAX(notice.date) FROM account_dunning_notice notice
             WHERE notice.partner_id = debtor.id
               AND notice.company_id = %(company)s
               AND notice.state = ANY(%(valid)s)
               AND notice.run_id <> %(run)s) AS last_date,
           debtor.dunning_is_consumer AS is_consumer,
           COALESCE(debtor.dunning_nature = 'public', FALSE) AS is_public
      FROM res_partner debtor
      JOIN LATERAL (
            SELECT contact.id, contact.lang, contact.email,
                   BTRIM(CONCAT(contact.street, contact.street2)) <> '' AS has_street,
                   COALESCE(%(is_recipient)s, FALSE) AS is_marked,
                   COUNT(*) FILTER (
                       WHERE contact.type = 'invoice' AND contact.id <> debtor.id
                   ) OVER () AS invoice_addresses
              FROM res_partner contact
             WHERE contact.commercial_partner_id = debtor.id
               AND (contact.id = debtor.id
                    OR (contact.active AND (%(is_recipient)s OR contact.type = 'invoice')))
          ORDER BY COALESCE(%(is_recipient)s, FALSE) DESC,
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
          ORDER BY hold.partner_id, %(shown_first)s
           ) held ON held.partner_id = debtor.id
 LEFT JOIN (
            -- the worst: 'broken' sorts before 'late' before 'open'
            SELECT hold.debtor_id,
                   MIN(CASE WHEN hold.state = 'broken' THEN 'broken'
                            WHEN hold.date_last < %(as_of)s THEN 'late'
                            ELSE 'open' END) AS found
              FROM account_dunning_hold hold
             WHERE hold.company_id = %(company)s
               AND hold.debtor_id = ANY(%(ids)s)
               AND hold.active
               AND hold.kind IN ('promise', 'plan')
               AND (hold.state IN ('upcoming', 'in_force')
                    OR (hold.state = 'broken' AND hold.broken_date > %(as_of)s::date - 365))
          GROUP BY hold.debtor_id
           ) promised ON promised.debtor_id = debtor.id
     WHERE debtor.id = ANY(%(ids)s)
"""

_INVOICE_ADDRESSES = """
    SELECT debtor.id AS debtor_id, contact.id, contact.lang, contact.email,
           BTRIM(CONCAT(contact.street, contact.street2, debtor.street, debtor.street2)) <> ''
               AS has_postal
      FROM res_partner debtor
      JOIN res_partner contact ON contact.commercial_partner_id = debtor.id
     WHERE debtor.id = ANY(%(ids)s)
       AND contact.id <> debtor.id
       AND contact.active
       AND contact.type = 'invoice'
"""
