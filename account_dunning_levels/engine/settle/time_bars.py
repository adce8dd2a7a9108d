"""Claims that are lost soon: one activity for each, once, sixty days before."""

from datetime import timedelta

from odoo.tools import format_date

from ...rules.law.time_bars import WARN_DAYS
from ..ledger import time_bars
from ..signs import people
from ..store import company_day


def warn(company):
    """Tell about the items of a company that are lost within sixty days; each once.

    What a letter let begin anew is told again when its new day comes near.

    :return: how many were told
    """
    bars = time_bars.bars_of(company)
    if not bars:
        return 0
    today = company_day.today(company)
    last = today + timedelta(days=WARN_DAYS)
    # a year more than the law has, so that no leap day is missed
    shortest = min(bar.years for bar in bars)
    due_until = last - timedelta(days=365 * shortest)
    soon = [
        (item, lost)
        for item, lost in time_bars.of_items(company, due_until=due_until)
        if lost and today <= lost.last_day <= last
    ]
    fresh = _not_told(company, soon)
    if fresh:
        _tell(company, fresh)
    return len(fresh)


def _not_told(company, soon):
    # sudo: the scheduled action tells for every company
    told = company.env["account.dunning.time.bar"].sudo()
    known = {
        (row.move_line_id.id, row.last_day)
        for row in told.search([("move_line_id", "in", [item.id for item, _lost in soon])])
    }
    return [(item, lost) for item, lost in soon if (item.id, lost.last_day) not in known]


def _tell(company, fresh):
    env = company.env
    debtors = (
        env["res.partner"].with_company(company).browse({row.debtor_id for row, _lost in fresh})
    )
    responsible = {debtor.id: debtor.dunning_user_id.id for debtor in debtors}
    there = people.People(company)
    kind = env.ref("account_dunning_levels.mail_activity_type_time_bar", raise_if_not_found=False)
    kind = kind or env.ref("mail.mail_activity_data_todo")
    # sudo: as above
    env["account.dunning.time.bar"].sudo().create(
        [
            {
                "company_id": company.id,
                "move_line_id": item.id,
                "partner_id": item.debtor_id,
                "last_day": lost.last_day,
                "article": lost.bar.article,
                "is_certain": lost.bar.is_certain,
                "note": lost.bar.note,
            }
            for item, lost in fresh
        ]
    )
    owners = {item.id: there.owner(responsible[item.debtor_id]) for item, _lost in fresh}
    # sudo: as above
    env["mail.activity"].sudo().create(
        [
            {
                "res_model_id": env["ir.model"]._get_id("account.move"),
                "res_id": item.move_id,
                "activity_type_id": kind.id,
                "summary": env._(
                    "%(number)s can be lost after %(day)s",
                    number=item.name,
                    day=format_date(env, lost.last_day),
                ),
                "note": words(env, lost),
                "date_deadline": company_day.today(company),
                "user_id": owners[item.id],
            }
            for item, lost in fresh
            if owners[item.id]
        ]
    )


def words(env, lost):
    """What is known of the day on which a claim is lost, as sentences."""
    said = [
        env._(
            "By %(article)s this claim can be enforced until %(day)s.",
            article=lost.bar.article,
            day=format_date(env, lost.last_day),
        )
    ]
    if lost.bar.letter_renews:
        said.append(env._("A written reminder that arrives in time lets the period begin anew."))
    else:
        said.append(env._("A reminder does not stop it: hand the claim over in time."))
    if not lost.bar.is_certain:
        said.append(env._("This rule was not checked in an official text: ask a lawyer."))
    return " ".join(said)
