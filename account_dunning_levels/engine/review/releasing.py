"""Approving proposed notices, and taking it back."""

from odoo.exceptions import UserError

from ...rules.decide import warnings
from ..notice import law_elements
from ..settle import run_turns
from ..store import bulk
from ..store.access import locked

#: customers that a message names
NAMED = 5


def release(notices, run=None):
    """Approve proposed notices; those whose letter lacks what it needs stay proposed.

    :param run: the run they come from, to name it when there is nothing to approve
    :return: notice -> elements that its letter lacks, of those that stay
    :raises UserError: a simulation, nothing to approve, or another run is open
    """
    notices = locked(notices, ["run_id", "key_date", "state", "warning_codes"])
    runs = run.sudo() if run else notices.run_id
    for one in runs | notices.run_id:
        if one.is_simulation:
            raise UserError(
                notices.env._(
                    "Run %(name)s looks from %(date)s, which is in the future: it is a simulation "
                    "and cannot be sent. Choose today or an earlier key date.",
                    name=one.name,
                    date=one.key_date,
                )
            )
    proposed = notices.filtered(lambda notice: notice.state == "proposed")
    if not proposed:
        raise UserError(notices.env._("There are no proposed reminders to release."))
    moved = proposed.filtered(lambda notice: notice.key_date != notice.run_id.key_date)
    if moved:
        raise UserError(
            notices.env._(
                "Key date: it was changed after run %s was proposed. Propose again, then release.",
                moved[0].run_id.name,
            )
        )
    lacking = law_elements.lacking(proposed)
    released = proposed.filtered(lambda notice: notice not in lacking)
    if not released:
        raise UserError(lacking_words(lacking))
    _warn_of_law(proposed, lacking)
    # a list that was made as a simulation takes the company's turn now
    for one in released.run_id.filtered(lambda run: not run.is_open):
        run_turns.require_turn(one)
        one.is_open = True
    bulk.write(released, {"state": "ready"})
    return lacking


def lacking_words(lacking):
    """How many reminders are held back, and what their letters lack.

    :param dict lacking: notice -> elements, not empty
    """
    env = next(iter(lacking)).env
    by_elements = {}
    for notice, elements in lacking.items():
        by_elements.setdefault(elements, []).append(notice)
    lines = [
        env._(
            "%(names)s: %(words)s",
            names=", ".join(notice.partner_id.name or "" for notice in notices[:NAMED])
            + (" …" if len(notices) > NAMED else ""),
            words=law_elements.lacking_words(env, elements),
        )
        for elements, notices in by_elements.items()
    ]
    return "\n".join([_head(env, lacking), *lines])


def _head(env, lacking):
    if any(law_elements.of_law(elements) for elements in lacking.values()):
        return env._(
            "Reminders that are not released, because the law asks more of a letter after which "
            "consumers can be charged: %s",
            len(lacking),
        )
    return env._("Reminders that are not released, because their texts are empty: %s", len(lacking))


def _warn_of_law(notices, lacking):
    """Say on the control list what letters lack, and no longer what they lacked before."""
    ours = law_elements.warning_words(notices.env)
    changed = {}
    for notice in notices:
        codes = warnings.codes_in(notice.warning_codes)
        kept = [code for code in codes if code not in ours]
        wanted = warnings.text_of([*kept, *law_elements.codes_of(lacking.get(notice, ()))])
        if wanted != (notice.warning_codes or None):
            changed[notice] = {"warning_codes": wanted}
    bulk.write_each(changed)


def unrelease(notices):
    """Back to *proposed*."""
    released = locked(notices, ["state"]).filtered(lambda notice: notice.state == "ready")
    bulk.write(released, {"state": "proposed"})
