"""Telling the responsible of a company what automatic reminders need of a person."""

from markupsafe import Markup

from ..signs import people
from ..store import company_day, confidential


def responsible(company):
    """Who is told about the automatic reminders of a company: a user, or none."""
    found = people.People(company).signer(None)
    return company.env["res.users"].browse(found or ())


def tell(company, summary, sentences):
    """One activity for the responsible; what says the same cause and is open is brought up to date.

    :param str summary: the cause, the same whenever it happens
    :param sentences: what happened, and the way out: text or ``Markup``
    """
    # sudo: the scheduled actions may tell, and whoever sends
    if not company.sudo().dunning_user_id:
        return
    user_id = people.People(company).owner()
    if not user_id:
        return
    # sudo: the scheduled actions tell
    activities = company.env["mail.activity"].sudo()
    values = {
        "summary": summary,
        "note": Markup("").join(Markup("<p>%s</p>") % text for text in sentences),
        "date_deadline": company_day.today(company),
    }
    known = activities.search(
        [
            ("res_model", "=", "res.partner"),
            ("res_id", "=", company.partner_id.id),
            ("user_id", "=", user_id),
            ("summary", "=", summary),
        ],
        limit=1,
    )
    if known:
        known.write(values)
        return
    plan(company, {**values, "user_id": user_id}, company.env.ref("mail.mail_activity_data_todo"))


def plan(company, values, kind):
    """An activity on the contact of a company.

    :param kind: ``mail.activity.type``
    """
    # sudo: as above
    company.env["mail.activity"].sudo().create(
        {
            "date_deadline": company_day.today(company),
            **values,
            "res_model_id": company.env["ir.model"]._get_id("res.partner"),
            "res_id": company.partner_id.id,
            "activity_type_id": kind.id,
            confidential.COMPANY: company.id,
        }
    )
