"""The sending lanes: scheduled actions that do the same and claim different letters.

Odoo runs a scheduled action once at a time, on whichever server is free. So many letters are
made at once as lanes are active, on one server or on several.
"""

from odoo.exceptions import UserError

MOST = 8

LANES = tuple(f"account_dunning_levels.ir_cron_send_lane_{number}" for number in range(1, MOST + 1))


def _crons(env):
    """All lanes, archived ones too, in their order."""
    found = (env.ref(xmlid, raise_if_not_found=False) for xmlid in LANES)
    # sudo: users start a send and see how many work on it, not the scheduled actions themselves
    return env["ir.cron"].union(*(cron for cron in found if cron)).sudo()


def count(env):
    """How many lanes are active; 0 when somebody archived them all."""
    return len(_crons(env).filtered("active"))


def set_count(env, number):
    """Let ``number`` lanes work at the same time.

    :param int number: 1 to :data:`MOST`
    :raises UserError: out of range, or a lane to be archived is at work
    """
    if not 1 <= number <= MOST:
        raise UserError(
            env._(
                "Sending lanes: choose a number from 1 to %(most)s, not %(value)s.",
                most=MOST,
                value=number,
            )
        )
    crons = _crons(env)
    # only those that change: Odoo refuses to touch one that is at work
    crons[number:].filtered("active").active = False
    crons[:number].filtered(lambda cron: not cron.active).active = True
    wake(env)


def wake(env):
    """Start the active lanes as soon as this transaction is committed."""
    for cron in _crons(env).filtered("active"):
        cron._trigger()


def wake_at(env, moment):
    """Start the active lanes at a moment; asked again for the same moment it changes nothing."""
    for cron in _crons(env).filtered("active"):
        trigger_at(cron, [moment])


def trigger_at(cron, moments):
    """Start a scheduled action at moments, once at each whoever asks."""
    # sudo: who sends does not read when scheduled actions start
    triggers = cron.env["ir.cron.trigger"].sudo()
    domain = [("cron_id", "=", cron.id), ("call_at", "in", list(moments))]
    known = set(triggers.search_fetch(domain, ["call_at"]).mapped("call_at"))
    if new := sorted(set(moments) - known):
        cron._trigger(new)
