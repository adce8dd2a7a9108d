"""A hold on a whole customer goes on when somebody else comes to owe what it covers.

When a customer becomes a contact of a company, or a contact moves to another one, Odoo writes the
new company on the open items. The items keep the hold, from then on each for itself: a hold on an
item means the same wherever holds are read, and nothing else of the new company is held.
"""

from markupsafe import Markup

from odoo.tools import SQL

from ...rules.base.money import ZERO, decimal_of
from ...rules.decide import hold_state
from ..store import chatter
from . import hold_words, promised

#: fields of a partner that decide who owes its items
DECIDING = frozenset({"is_company", "parent_id"})


def covered(partners):
    """What holds on whole customers cover of these partners now, before somebody changes them.

    :return: dict hold -> open journal items; empty for nearly every partner
    """
    # sudo: holds go on whoever changes the partner
    holds = partners.env["account.dunning.hold"].sudo()
    holds = holds.search(
        [
            # a contact has one of its own only while contacts are merged
            ("partner_id", "in", (partners | partners.commercial_partner_id).ids),
            ("state", "in", ("upcoming", "in_force")),
        ]
    )
    if not holds:
        return {}
    # what came in is counted while it is the customer's
    holds.filtered(lambda hold: not _is_gone(hold))._refresh_state()
    holds = holds.filtered(lambda hold: hold.state in ("upcoming", "in_force"))
    claims = _open_claims(partners)
    return {
        hold: claims.filtered(
            lambda item, hold=hold: (
                _covers(hold, item)
                or (item.company_id == hold.company_id and item.partner_id == hold.partner_id)
            )
        )
        for hold in holds
    }


def go_on(found):
    """Holds for items that another customer owes by now, as :func:`covered` found them before."""
    for hold, items in found.items():
        if hold.active:
            _hold_each(hold, items.filtered(lambda item, hold=hold: not _covers(hold, item)))


def lost(env, company=None):
    """Holds in force on customers that are contacts by now: contacts were merged, for instance.

    :param company: only holds of this company
    """
    env.flush_all()
    rows = env.execute_query(
        SQL(
            """
            SELECT hold.id
              FROM account_dunning_hold hold
              JOIN res_partner partner ON partner.id = hold.partner_id
             WHERE hold.active
               AND hold.state IN ('upcoming', 'in_force')
               AND partner.commercial_partner_id <> partner.id
               AND %s
            """,
            SQL("hold.company_id = %s", company.id) if company else SQL("TRUE"),
        )
    )
    # sudo: as in covered
    return env["account.dunning.hold"].sudo().browse([hold_id for (hold_id,) in rows])


def go_on_lost(holds):
    """The items of such a contact are held each for itself."""
    for hold in holds:
        items = _open_claims(hold.partner_id)
        _hold_each(hold, items.filtered(lambda item, hold=hold: item.company_id == hold.company_id))


def _open_claims(partners):
    # sudo: as in covered
    lines = partners.env["account.move.line"].sudo()
    return lines.search(
        [
            ("partner_id", "child_of", partners.ids),
            ("account_type", "=", "asset_receivable"),
            ("parent_state", "=", "posted"),
            ("reconciled", "=", False),
            ("amount_residual_currency", ">", 0),
        ],
        order="date_maturity, id",
    )


def _is_gone(hold):
    """Whether the customer of the hold is a contact of somebody who owes its items."""
    return hold.partner_id.commercial_partner_id != hold.partner_id


def _covers(hold, item):
    return (
        item.company_id == hold.company_id
        and item.partner_id.commercial_partner_id == hold.partner_id
    )


def _hold_each(hold, items):
    """Hold these items each for itself; the hold of a customer that owes nothing itself ends."""
    gone = _is_gone(hold)
    if not gone and not items:
        return
    own = hold.create(_own_values(hold, items, gone))
    words = {
        "customer": hold.partner_id.display_name,
        "company": (items or hold).partner_id.commercial_partner_id[:1].display_name,
        "count": len(items),
    }
    if gone:
        received = hold.amount_received
        hold.write({"active": False})
        hold.amount_received = received  # it is history: what comes in now is the company's
        told = hold.env._(
            "%(customer)s is a contact of %(company)s now. Open items that stay on hold, each for "
            "itself: %(count)s.",
            **words,
        )
    else:
        told = hold.env._(
            "Owed by %(company)s now, open items that stay on hold, each for itself: %(count)s.",
            **words,
        )
    _tell(hold, told)
    for one in own:
        _tell(one, hold.env._("From the hold on %(customer)s as a whole.", **words))


def _tell(hold, words):
    notes = [(hold.id, Markup("<p>%s</p>") % words)]
    chatter.post_notes(hold.env, hold._name, notes)
    if hold.partner_id:
        notes = [(hold.partner_id.id, Markup("<p>%s</p>") % words)]
        chatter.post_notes(hold.env, "res.partner", notes, hold.company_id)


def _own_values(hold, items, gone):
    """Values of one hold for each item, with the first and the last day of ``hold``.

    What was promised is divided over the items, oldest first, if the customer is gone; an item
    that gets nothing of it is blocked as long as the promise blocked it.
    """
    common = {
        "company_id": hold.company_id.id,
        "date_from": hold.date_from,
        "user_id": hold.user_id.id,
        "reason": hold.reason,
    }
    if hold.kind not in hold_state.AWAITING:
        plain = {**common, "kind": hold.kind, "date_until": hold.date_until}
        return [{**plain, "move_line_id": item.id} for item in items]
    room = [
        (item, decimal_of(item.amount_residual_currency))
        for item in items
        if item.currency_id == hold.currency_id
    ]
    shares = dict(hold_state.spread(_still_to_come(hold), room)) if gone else {}
    blocked = {
        **common,
        "kind": "blocked",
        "date_until": hold.date_last,
        "reason": hold_words.sentence(hold),
    }
    return [
        {**common, **_promised(hold, shares[item]), "move_line_id": item.id}
        if item in shares
        else {**blocked, "move_line_id": item.id}
        for item in items
    ]


def _still_to_come(hold):
    """What was promised and has not come in: list of :class:`rules.decide.hold_state.Tranche`."""
    rows = hold.instalment_ids.sorted("date") if hold.kind == "plan" else hold
    left = [
        hold_state.Tranche(
            row.date if hold.kind == "plan" else row.date_until,
            decimal_of(row.amount) - decimal_of(row.amount_received),
        )
        for row in rows
    ]
    return [due for due in left if due.amount > ZERO]


def _promised(hold, dues):
    values = {"kind": hold.kind, "amount": float(sum(due.amount for due in dues))}
    if hold.kind == "promise":
        return {**values, "date_until": hold.date_until}
    return {**values, "instalment_ids": promised.as_instalments(dues)}
