"""What has happened to items so far: where their level comes from, holds, open control lists.

Read for all items of a question at once.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from odoo.tools import SQL, format_date

from ...rules.decide import reasons
from ..ledger import in_force


@dataclass(slots=True)
class History:
    """:ivar last: item id -> its latest valid line that counts for who owes it now
    :ivar past: item id -> its latest valid line that asked another customer, or other instalments
    :ivar pending: item id -> its line on a run that is open
    :ivar item_holds, move_holds, customer_holds: id -> holds in force at the key date
    """

    env: object
    last: dict = field(default_factory=dict)
    past: dict = field(default_factory=dict)
    pending: dict = field(default_factory=dict)
    item_holds: dict = field(default_factory=dict)
    move_holds: dict = field(default_factory=dict)
    customer_holds: dict = field(default_factory=dict)

    def holds_of(self, line):
        """The holds in force on an item, its invoice, its customer or head office."""
        none = self.env["account.dunning.hold"]
        return none.union(
            self.item_holds.get(line.id, none),
            self.move_holds.get(line.move_id.id, none),
            *(
                self.customer_holds.get(debtor, none)
                for debtor in _debtors(line.company_id, line).ids
            ),
        )

    def level_source(self, line):
        """Where the level of an item comes from, in one sentence."""
        env = self.env
        last = self.last.get(line.id)
        if last:
            words = {
                "level": last.level_after,
                "date": format_date(env, last.sent_date),
                "reminder": last.notice_id.name,
            }
            if last.lowered_to >= 0:
                return env._(
                    "Reminder %(reminder)s of %(date)s was level %(level)s; lowered by hand to "
                    "level %(now)s since.",
                    now=last.lowered_to,
                    **words,
                )
            return env._("Reminder %(reminder)s of %(date)s, at level %(level)s.", **words)
        if line.id in self.past:
            return self._why_past(line, self.past[line.id])
        if line.dunning_opening_level and not line.dunning_level:
            return env._(
                "The opening level %(level)s was taken over for %(customer)s, or for the invoice "
                "as it was: it is no level of this item.",
                level=line.dunning_opening_level,
                customer=line.dunning_opening_partner_id.name or "",
            )
        if line.dunning_opening_level or line.dunning_opening_date:
            return env._(
                "Opening level %(level)s, taken over from another system%(date)s.",
                level=line.dunning_opening_level,
                date=f" ({format_date(env, line.dunning_opening_date)})"
                if line.dunning_opening_date
                else "",
            )
        return env._("No reminder was sent for it.")

    def _why_past(self, line, past):
        """Why a letter about the item says nothing about its level any more."""
        env = self.env
        words = {
            "level": past.level_after,
            "date": format_date(env, past.sent_date),
            "reminder": past.notice_id.name,
        }
        if past.partner_id != line.partner_id.commercial_partner_id:
            return env._(
                "Reminder %(reminder)s of %(date)s, at level %(level)s, asked another customer: "
                "%(customer)s. A level belongs to who was asked, so it begins anew.",
                customer=past.partner_id.name or "",
                **words,
            )
        return env._(
            "Reminder %(reminder)s of %(date)s, at level %(level)s, was about the invoice before "
            "it was cut into other instalments or put in another currency. That is a new "
            "agreement, so the level begins anew.",
            **words,
        )

    def open_run(self, line):
        """What the control list that is open now makes of an item, or an empty text."""
        env, pending = self.env, self.pending.get(line.id)
        if not pending or not pending.notice_id or pending.outcome != "claim":
            return ""
        states = dict(pending.notice_id._fields["state"]._description_selection(env))
        return env._(
            "Dunning run %(run)s of %(date)s has it on a reminder at level %(level)s: %(state)s.",
            run=pending.run_id.name,
            date=format_date(env, pending.run_id.key_date),
            level=pending.level_after,
            state=states[pending.notice_id.state],
        )

    def skipped(self, line):
        """That an open control list skips the item, or an empty text."""
        pending, skipped = self.pending.get(line.id), reasons.SKIPPED.code
        if not pending or (pending.reason != skipped and pending.notice_id.state != "skipped"):
            return ""
        return self.env._(
            "Skipped this time on the control list of run %s; the run after it looks again.",
            pending.run_id.name,
        )


def read(env, case, lines):
    """Read the :class:`History` of items of one company."""
    # sudo: who may read the items may know why; the words carry no other record's secrets
    env_su = env(su=True)
    history = History(env_su(user=env.uid, context=env.context, su=True))
    history.last = _latest_lines(env_su, lines)
    history.past = _latest_lines(env_su, lines, is_past=True)
    history.pending = {
        line.move_line_id.id: line
        for line in env_su["account.dunning.notice.line"].search(
            [("move_line_id", "in", lines.ids), ("run_id.is_open", "=", True)]
        )
    }
    _read_holds(env_su, case, lines, history)
    return history


def _debtors(company, lines):
    """Who owes the items, and who gets the letters about them."""
    debtors = lines.partner_id.commercial_partner_id
    return debtors | debtors._dunning_letter_to(company)


def _latest_lines(env, lines, *, is_past=False):
    rows = env.execute_query(
        SQL(
            """
            SELECT DISTINCT ON (line.move_line_id) line.move_line_id, line.id
              FROM account_dunning_notice_line line
             WHERE line.move_line_id = ANY(%s)
               AND line.is_valid AND line.is_past IS %s TRUE
          ORDER BY line.move_line_id, line.sent_date DESC, line.id DESC
            """,
            lines.ids,
            SQL() if is_past else SQL("NOT"),
        )
    )
    # browsed together, so that their fields are read together
    found = env["account.dunning.notice.line"].browse([row[1] for row in rows])
    return {row[0]: line for row, line in zip(rows, found, strict=True)}


def _read_holds(env, case, lines, history):
    holds = env["account.dunning.hold"]
    holds.flush_model()
    rows = env.execute_query(
        SQL(
            """
            SELECT hold.id
              FROM account_dunning_hold hold
             WHERE hold.company_id = %(company)s
               AND (hold.move_line_id = ANY(%(items)s)
                    OR hold.move_id = ANY(%(moves)s)
                    OR hold.partner_id = ANY(%(debtors)s))
               AND %(in_force)s
            """,
            company=case.company.id,
            items=lines.ids,
            moves=lines.move_id.ids,
            debtors=_debtors(case.company, lines).ids,
            in_force=in_force.for_company("hold", case.company, case.key_date),
        )
    )
    by_item, by_move, by_customer = (defaultdict(lambda: holds) for _place in range(3))
    for hold in holds.browse([row[0] for row in rows]):
        if hold.partner_id:
            by_customer[hold.partner_id.id] |= hold
        elif hold.move_line_id:
            by_item[hold.move_line_id.id] |= hold
        else:
            by_move[hold.move_id.id] |= hold
    history.item_holds, history.move_holds, history.customer_holds = by_item, by_move, by_customer
