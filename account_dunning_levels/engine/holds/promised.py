"""What was promised: amounts and instalments of a hold as its fields take them."""

from odoo.fields import Command

from ...rules.base.money import decimal_of
from ...rules.decide import hold_state
from . import open_amounts


def as_instalments(dues):
    """Commands that make the instalments of a plan.

    :param dues: :class:`rules.decide.hold_state.Tranche` objects
    """
    return [Command.create({"date": due.day, "amount": float(due.amount)}) for due in dues]


def with_amount(holds, vals):
    """Values of a new hold: a plan comes to its instalments, a promise to what is open."""
    if vals.get("kind") == "plan":
        # its last day is that of its last instalment
        vals = {name: value for name, value in vals.items() if name != "date_until"}
    if vals.get("amount") or vals.get("kind") not in hold_state.AWAITING:
        return vals
    if vals["kind"] == "plan":
        commands = vals.get("instalment_ids") or []
        own = [command[2] for command in commands if command[0] == Command.CREATE]
        return {**vals, "amount": float(sum(decimal_of(one.get("amount")) for one in own))}
    return {**vals, "amount": max(float(open_amounts.of_hold(holds.new(vals))), 0)}
