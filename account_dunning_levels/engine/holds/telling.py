"""Who is told what became of a hold: chatter, and an activity for a broken promise."""

from markupsafe import Markup

from odoo.tools import plaintext2html

from ..signs import people
from ..store import chatter, company_day, confidential
from . import hold_words

# ------------------------------------------------------------------------ telling


def announce(env, changed):
    """A line in the chatter of what was kept or broken; one activity for each broken promise."""
    holds = env["account.dunning.hold"]
    moved = {
        hold_id: judgement.state
        for hold_id, (before, judgement) in changed.items()
        if judgement.state != before and (judgement.state in ("kept", "broken"))
    }
    kept = holds.browse([key for key, state in moved.items() if state == "kept"])
    broken = holds.browse([key for key, state in moved.items() if state == "broken"])
    mended = holds.browse(
        [
            hold_id
            for hold_id, (before, judgement) in changed.items()
            if before == "broken" and judgement.state not in ("broken", "lifted")
        ]
    )
    _close_activities(mended)
    for company, own in (kept | broken).grouped("company_id").items():
        # the nightly job has no language; colleagues read in that of the company
        own = own.with_context(lang=company.partner_id.lang or "en_US")
        _tell_chatter(own)
        _plan_activities(own & broken)


def _tell_chatter(holds):
    notes = [(hold.id, Markup("<p>%s</p>") % hold_words.outcome(hold)) for hold in holds]
    chatter.post_notes(holds.env, "account.dunning.hold", notes)
    tell_subjects(holds, hold_words.outcome)


def tell_subjects(holds, words):
    """A line about each hold in the chatter of its invoice, or of its customer.

    :param words: function hold -> text
    """
    for company, own in holds.grouped("company_id").items():
        _tell_subjects_of(company, own, words)


def _tell_subjects_of(company, holds, words):
    notes = {"account.move": [], "res.partner": []}
    for hold in holds:
        body = (
            Markup("<p>%s</p>")
            % Markup('%s <a href="#" data-oe-model="%s" data-oe-id="%s">%s</a>')
            % (words(hold), hold._name, hold.id, "→")
        )
        move = hold.move_id or hold.move_line_id.move_id
        if move:
            notes["account.move"].append((move.id, body))
        else:
            notes["res.partner"].append((hold.partner_id.id, body))
    chatter.post_notes(holds.env, "account.move", notes["account.move"])
    chatter.post_notes(holds.env, "res.partner", notes["res.partner"], company)


def _close_activities(holds):
    """The money was booked after all, or there is a new day: nothing to do about it any more.

    What was done stays, but says nothing about the next time the promise is broken.
    """
    activities = holds.env["mail.activity"].with_context(active_test=False)
    told = activities.search([("dunning_hold_id", "in", holds.ids)])
    done = told.filtered(lambda activity: not activity.active)
    done.dunning_hold_id = False
    (told - done).unlink()


def _plan_activities(holds):
    """One activity each time a promise is broken, and never a second one."""
    if not holds:
        return
    env = holds.env
    kind = env.ref(
        "account_dunning_levels.mail_activity_type_promise", raise_if_not_found=False
    ) or env.ref("mail.mail_activity_data_todo")
    activities = env["mail.activity"].with_context(active_test=False)
    told = activities.search([("dunning_hold_id", "in", holds.ids)]).dunning_hold_id
    partner_model = env["ir.model"]._get_id("res.partner")
    there = people.by_company(holds.company_id)
    activities.with_context(mail_activity_quick_update=True).create(
        [
            {
                "res_model_id": partner_model,
                "res_id": hold.debtor_id.id,
                "activity_type_id": kind.id,
                "user_id": _responsible(hold, there[hold.company_id]),
                "date_deadline": company_day.today(hold.company_id),
                "summary": hold_words.outcome(hold),
                "note": plaintext2html(hold.reason or ""),
                "dunning_hold_id": hold.id,
                confidential.COMPANY: hold.company_id.id,
            }
            for hold in holds - told
        ]
    )


def _responsible(hold, there):
    """Who looks after a broken promise: the customer's own, the company's, or who agreed to it; an
    id, or None for nobody.

    :param there: :class:`.people.People` of the company of the hold
    """
    debtor = hold.debtor_id.with_company(hold.company_id)
    user = debtor.dunning_user_id or debtor.user_id
    return there.owner(user.id, hold.user_id.id, hold.env.uid)
