"""Approving proposed notices, and taking it back."""

from odoo.exceptions import UserError

from ...rules.decide import warnings
from ..notice import address, law_elements, list_words, payee
from ..settle import run_turns
from ..store import bulk
from ..store.access import locked

#: customers that a message names
NAMED = 5


def release(notices, run=None, *, in_window=False):
    """Approve proposed notices; those whose letter lacks what it must have stay proposed.

    That is what the law asks, a text, or what a warning says with which nobody releases.

    :param run: the run they come from, to name it when there is nothing to approve
    :param bool in_window: they leave only in the company's send window; what a person releases
        leaves at once
    :return: notice -> elements that its letter lacks by law, of those that stay; none where a
        warning refuses it
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
    _look_again(proposed)
    lacking = law_elements.lacking(proposed)
    held_back = dict.fromkeys(list_words.refused_words(proposed), ()) | lacking
    released = proposed.filtered(lambda notice: notice not in held_back)
    if not released:
        raise UserError(lacking_words(held_back))
    _warn_of_law(proposed, lacking)
    # a list that was made as a simulation takes the company's turn now
    for one in released.run_id.filtered(lambda run: not run.is_open):
        run_turns.require_turn(one)
        one.is_open = True
    bulk.write(released, {"state": "ready", "leaves_in_window": in_window})
    return held_back


def _look_again(notices):
    """What a warning refuses may have been put right since the list was made."""
    refused = list_words.refused_words(notices)
    flawed = notices.filtered(lambda notice: notice in refused)
    if flawed:
        payee.renew(flawed)
        for notice, way in address.ways_to(flawed).items():
            address.fit_channel(notice, way, notice.channel)


def lacking_words(lacking):
    """How many reminders are held back, and what their letters lack.

    :param dict lacking: notice -> elements that its letter lacks, or none for one that a warning
        refuses; not empty
    """
    env = next(iter(lacking)).env
    refused = list_words.refused_words(next(iter(lacking)).union(*lacking))
    by_head = {}
    for notice, elements in lacking.items():
        said = law_elements.lacking_words(env, elements) if elements else refused.get(notice, "")
        kind = (
            bool(elements),
            bool(law_elements.of_law(elements)),
            bool(law_elements.of_documents(elements)),
        )
        by_head.setdefault(kind, {}).setdefault(said, []).append(notice)
    lines = []
    for kind, by_words in by_head.items():
        lines += [_head(env, *kind, sum(map(len, by_words.values()))), *_named(env, by_words)]
    return "\n".join(lines)


def _head(env, lacks_something, of_law, of_documents, count):
    if not lacks_something:
        return env._("Reminders that are not released: %s", count)
    if of_documents:
        return env._(
            "Reminders that are not released, because their e-mail template or letter is for "
            "another kind of document: %s",
            count,
        )
    if of_law:
        return env._(
            "Reminders that are not released, because the law asks more of a letter after which "
            "consumers can be charged: %s",
            count,
        )
    return env._("Reminders that are not released, because their texts are empty: %s", count)


def _named(env, by_words):
    """For each reason the customers it stands for, some of them by name."""
    for words, notices in by_words.items():
        names = ", ".join(notice.partner_id.name or "" for notice in notices[:NAMED])
        more = " …" if len(notices) > NAMED else ""
        yield env._("%(names)s: %(words)s", names=names + more, words=words)


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
